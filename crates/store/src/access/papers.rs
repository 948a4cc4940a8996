//! Papers that the office keeps beside who may open a record: a court's order, a power of attorney. They
//! are no part of the record: the office that enters them reads them, and nobody else.

use std::sync::Arc;

use bluebutton_crypto::seal;
use bluebutton_record::PatientKey;
use serde::{Deserialize, Serialize};

use super::{Access, Action, Change, Deed, Who};
use crate::Store;
use crate::accounts::people;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::limits::{NAME_CHARS_MAX, OFFICE_PAPER_BYTES_MAX};
use crate::patients::data_key;
use crate::records::parts;

/// A paper to be kept. Its kind was told by its content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficePaper {
    /// What the file is called.
    pub title: String,
    /// `application/pdf`, `image/jpeg`, `image/png`, `text/plain`
    pub media_type: String,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// What stands before the bytes, on a line of its own.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Heading {
    title: String,
    media_type: String,
}

pub(crate) const TABLE: &str = "access_paper";

const INSERT: &str = "
    insert into access_paper (paper_id, patient_id, made_at, sealed, guard)
    values ($1, $2, $3, $4, $5)";

pub(crate) const OF_PATIENT: &str = "
    select paper_id, patient_id, made_at, sealed, guard
    from access_paper
    where patient_id = $1";

const ONE: &str = "
    select paper_id, patient_id, made_at, sealed, guard
    from access_paper
    where patient_id = $1 and paper_id = $2";

impl Access<'_> {
    /// Opens a paper of the office; the event is written. For the office that enters them.
    pub async fn office_paper(
        &self,
        who: &Who,
        patient: &PatientKey,
        id: &str,
    ) -> Result<OfficePaper> {
        let (store, id) = (self.0.clone(), id.to_owned());
        let work = move |tx: &mut Tx<'_>, deed: &mut Deed| {
            for part in parts::all(tx, &store, deed.permit.patient())? {
                let keys = [part.as_str().into(), id.as_str().into()];
                if let Some(row) = tx.first(ONE, &keys)? {
                    return opened(tx, &store, &part, &row);
                }
            }
            Err(StoreError::NotFound)
        };
        self.0.act(who, patient, Action::Manage(Change::OpenPaper), work).await
    }
}

/// Whether a paper can be kept: `NotAllowed("paper-size")` where it is empty or too large.
pub(crate) fn must_fit(paper: &OfficePaper) -> Result<()> {
    let is_named = !paper.title.is_empty() && paper.title.chars().count() <= NAME_CHARS_MAX;
    if paper.bytes.is_empty() || paper.bytes.len() > OFFICE_PAPER_BYTES_MAX || !is_named {
        return Err(StoreError::NotAllowed("paper-size"));
    }
    Ok(())
}

/// Keeps a paper; its id.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    store: &Store,
    deed: &mut Deed,
    paper: &OfficePaper,
) -> Result<String> {
    let (id, patient) = (people::new_id(store), deed.permit.patient().clone());
    let (title, media_type) = (paper.title.clone(), paper.media_type.clone());
    let mut plain = serde_json::to_vec(&Heading { title, media_type })
        .map_err(|error| StoreError::Altered(format!("a paper can't be written: {error}")))?;
    plain.push(b'\n');
    plain.extend_from_slice(&paper.bytes);
    let key = data_key(tx, store, &patient)?;
    let sealed = seal::seal(&key, store.random(), &context(&patient, &id), &plain);
    let columns = [
        id.as_str().into(),
        patient.as_str().into(),
        store.now().as_microsecond().into(),
        sealed.into(),
    ];
    let values = guard::guarded(store, TABLE, columns);
    tx.execute(INSERT, &values)?;
    deed.proof.push(guard::left_whole(store, TABLE, &id, &values));
    Ok(id)
}

fn opened(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey, row: &Row) -> Result<OfficePaper> {
    guard::check(store, TABLE, row)?;
    let id: &str = row.get(0)?;
    let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
    let key = data_key(tx, store, patient)?;
    let plain = seal::open(&key, &context(patient, id), row.get(3)?).map_err(|_| altered())?;
    let end = plain.iter().position(|byte| *byte == b'\n').ok_or_else(altered)?;
    let (heading, bytes) = plain.split_at(end);
    let Heading { title, media_type } = serde_json::from_slice(heading).map_err(|_| altered())?;
    let bytes = bytes.get(1..).unwrap_or_default().into();
    Ok(OfficePaper { title, media_type, bytes })
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("access_paper|{patient}|{id}").into_bytes()
}
