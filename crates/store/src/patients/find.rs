//! Whose record something is.

use bluebutton_record::PatientKey;
use bluebutton_record::normalize::{Guard, Identifier};

use super::{Card, Match, open_key, tokens};
use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::records::parts;

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
    let (opener, own, numbers) = (store.clone(), guard.clone(), identifiers.to_vec());
    let work = move |tx: &mut Tx<'_>| {
        let other = |card: &Card| card.guard().contradicts(&own);
        let by_identifier = follow(tx, &opener, &by_identifier, &other)?;
        if let Fit::Fits(_) | Fit::Several = by_identifier {
            return Ok((by_identifier, Fit::None));
        }
        // `Patient/1` is somebody else in the next system: an address says less than a number.
        let other = |card: &Card| {
            card.guard().contradicts(&own)
                || card.guard().names_differ(&own)
                || card.has_other_numbers(&numbers)
        };
        Ok((by_identifier, follow(tx, &opener, &by_address, &other)?))
    };
    Ok(match store.inner.db.read("find a patient", work).await? {
        (Fit::Fits(patient), _) | (Fit::None, Fit::Fits(patient)) => Match::Known(patient),
        // Two people have the number, and what came does not say which of them is meant.
        (Fit::Several, _) | (Fit::None, Fit::Several) => Match::Unknown,
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
    Several,
    Contradicts(PatientKey),
}

/// Follows tokens, the first that leads to one person alone decides.
fn follow(
    tx: &mut Tx<'_>,
    store: &Store,
    tokens: &[Vec<u8>],
    is_other: &dyn Fn(&Card) -> bool,
) -> Result<Fit> {
    let mut outcome = Fit::None;
    for token in tokens {
        let (mut fitting, mut records) = (Vec::new(), Vec::new());
        for row in tx.query(CARDS_BY_TOKEN, &[token.clone().into()])? {
            let Some(patient) = PatientKey::parse(row.text(0)) else { continue };
            let key = open_key(store, &patient, row.bytes(1))?;
            if !is_other(&Card::open(&key, &patient, row.bytes(2))?) {
                // Two parts of one record are one person: the older one takes what comes.
                let record = parts::root(tx, store, &patient)?;
                if !records.contains(&record) {
                    records.push(record);
                    fitting.push(patient);
                }
            } else if matches!(outcome, Fit::None) {
                outcome = Fit::Contradicts(patient);
            }
        }
        match fitting.len() {
            0 => {}
            1 => return Ok(fitting.pop().map_or(outcome, Fit::Fits)),
            _ => outcome = Fit::Several,
        }
    }
    Ok(outcome)
}

/// Over all records: a number says nothing of whose it is.
const CARDS_BY_TOKEN: &str = "
    select patient.patient_id, patient.sealed_key, patient.sealed_card
    from patient_token
    join patient on patient.patient_id = patient_token.patient_id
    where patient_token.token = $1
    order by patient.created_at, patient.patient_id";
