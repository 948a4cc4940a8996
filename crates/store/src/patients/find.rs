//! Whose record something is.

use bluebutton_record::PatientKey;
use bluebutton_record::normalize::{Guard, Identifier};

use super::{Card, Match, open_key, tokens};
use crate::Store;
use crate::db::Tx;
use crate::error::Result;

pub(super) async fn find(
    store: &Store,
    identifiers: &[Identifier],
    guard: &Guard,
    source: &str,
    addresses: &[String],
) -> Result<Match> {
    let by_identifier: Vec<Vec<u8>> =
        identifiers.iter().map(|identifier| tokens::of_identifier(store, identifier)).collect();
    let by_address: Vec<Vec<u8>> =
        addresses.iter().map(|address| tokens::of_address(store, source, address)).collect();
    let (opener, own) = (store.clone(), guard.clone());
    let work = move |tx: &mut Tx<'_>| {
        let by_identifier = first_fitting(tx, &opener, &by_identifier, &own)?;
        if let Fit::Fits(_) = by_identifier {
            return Ok((by_identifier, Fit::None));
        }
        Ok((by_identifier, first_fitting(tx, &opener, &by_address, &own)?))
    };
    Ok(match store.inner.db.read("find a patient", work).await? {
        (Fit::Fits(patient), _) | (Fit::None, Fit::Fits(patient)) => Match::Known(patient),
        // A number given to two people: nothing else may decide.
        (Fit::Contradicts(known), _) => {
            let parts = identifiers.first().map(|one| (one.system.trim(), one.value.trim()));
            Match::Contradiction { known, apart: tokens::key_apart(store, parts, guard) }
        }
        (Fit::None, by_address) => match (identifiers.first(), addresses.first(), by_address) {
            (Some(identifier), ..) => Match::New(tokens::key_by_identifier(store, identifier)),
            (None, _, Fit::Contradicts(known)) => {
                let parts = addresses.first().map(|address| (source, address.as_str()));
                Match::Contradiction { known, apart: tokens::key_apart(store, parts, guard) }
            }
            (None, Some(address), _) if *guard != Guard::default() => {
                Match::New(tokens::key_by_address(store, source, address))
            }
            _ => Match::Unknown,
        },
    })
}

/// Where tokens lead.
enum Fit {
    None,
    Fits(PatientKey),
    Contradicts(PatientKey),
}

fn first_fitting(tx: &mut Tx<'_>, store: &Store, tokens: &[Vec<u8>], guard: &Guard) -> Result<Fit> {
    let mut fit = Fit::None;
    for token in tokens {
        for row in tx.query(CARDS_BY_TOKEN, &[token.clone().into()])? {
            let Some(patient) = PatientKey::parse(row.text(0)) else { continue };
            let key = open_key(store, &patient, row.bytes(1))?;
            if Card::open(&key, &patient, row.bytes(2))?.guard().contradicts(guard) {
                fit = Fit::Contradicts(patient);
            } else {
                return Ok(Fit::Fits(patient));
            }
        }
    }
    Ok(fit)
}

const CARDS_BY_TOKEN: &str = "
    select patient.patient_id, patient.sealed_key, patient.sealed_card
    from patient_token
    join patient on patient.patient_id = patient_token.patient_id
    where patient_token.token = $1
    order by patient.created_at, patient.patient_id";
