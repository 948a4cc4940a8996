//! Erases a person: the key that everything of theirs is sealed with, every row and every file. What
//! the law says to keep stays in their chain: that the record was erased, by whom, when and why, and
//! who had opened it before.

use bluebutton_record::PatientKey;

use super::{Records, parts};
use crate::Store;
use crate::access::Who;
use crate::audit::{self, Chain};
use crate::db::{Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::matching;
use crate::patients::{TOKEN_IS_THERE, lock_tokens, token_row, token_rows_of};

/// What an erasure takes, or took.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasure {
    /// The record and its parts.
    pub parts: Vec<PatientKey>,
    /// Rows of them, by table.
    pub rows: Vec<(&'static str, u64)>,
    /// Files of them.
    pub files: u64,
}

impl Records<'_> {
    /// What [`Records::erase`] would take, without taking it.
    pub async fn preview_erase(&self, patient: &PatientKey) -> Result<Erasure> {
        let (store, patient) = (self.0.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let record = parts::root(tx, &store, &patient)?;
            let mut erasure =
                Erasure { parts: parts::all(tx, &store, &record)?, ..Erasure::default() };
            for (table, count, _) in TABLES {
                let mut rows = 0;
                for part in &erasure.parts {
                    let row = tx.first(count, &[part.as_str().into()])?;
                    rows += row.map_or(Ok(0), |row| row.get::<i64>(0))? as u64;
                }
                erasure.rows.push((table, rows));
            }
            let mut rows = 0;
            for part in &erasure.parts {
                rows += tokens_of(tx, part)?.len() as u64;
            }
            erasure.rows.push((TOKEN_TABLE, rows));
            Ok(erasure)
        };
        let mut erasure = self.0.inner.db.read("look at what would be erased", work).await?;
        for part in &erasure.parts {
            erasure.files += files_of(self.0, part).await?.len() as u64;
        }
        Ok(erasure)
    }

    /// Erases a record with all its parts, for good. Where the program was stopped in the middle, the
    /// key and the rows are gone or all there; called again, it takes the files that were left.
    pub async fn erase(&self, who: &Who, patient: &PatientKey, reason: &str) -> Result<Erasure> {
        let line = Line::new(parts::by(who, reason)?, Event::RecordErased)
            .with_proof(vec![PROOF_OF_ERASURE.to_owned()]);
        let (store, named) = (self.0.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let record = parts::root(tx, &store, &named)?;
            let mut in_order = parts::all(tx, &store, &record)?;
            in_order.sort();
            audit::lock_all(tx, in_order.iter())?;
            lock_tokens(tx)?;
            let mut erasure =
                Erasure { parts: parts::all(tx, &store, &record)?, ..Erasure::default() };
            for (table, _, _) in TABLES {
                erasure.rows.push((table, 0));
            }
            let mut tokens = 0;
            for part in &erasure.parts {
                for row in tokens_of(tx, part)? {
                    let new = tx.execute(TOKEN_REMOVE, &row)?;
                    tokens += new.max(tx.execute(SETTLED_TOKEN_REMOVE, &row)?);
                }
                for ((_, _, take), (_, rows)) in TABLES.iter().zip(&mut erasure.rows) {
                    *rows += tx.execute(take, &[part.as_str().into()])?;
                }
                audit::append(tx, &store, &Chain::of(part), store.now(), &line)?;
            }
            erasure.rows.push((TOKEN_TABLE, tokens));
            matching::forget(tx, &store, &erasure.parts)?;
            Ok(erasure)
        };
        let mut erasure = self.0.inner.db.write("erase a record", work).await?;
        self.0.inner.caches.forget_all();
        self.0.inner.opened.forget_all();
        let leftover = [patient.clone()];
        let named = if erasure.parts.is_empty() { &leftover[..] } else { &erasure.parts };
        let mut files = 0;
        for part in named {
            for place in files_of(self.0, part).await? {
                self.0.inner.files.delete(&place).await?;
                files += 1;
            }
        }
        erasure.files = files;
        if erasure.parts.is_empty() && files == 0 {
            return Err(StoreError::NotFound);
        }
        self.0.inner.db.forget_deleted().await?;
        Ok(erasure)
    }
}

/// The rows by which a patient is found. They are listed with the patient; where that list was altered,
/// all rows there are are looked through.
fn tokens_of(tx: &mut Tx<'_>, patient: &PatientKey) -> Result<Vec<Vec<Value>>> {
    let listed = token_rows_of(tx, patient.as_str())?;
    let Some(listed) = listed else {
        let rows = tx.query(TOKENS_LOOKED_FOR, &[patient.as_str().into()])?;
        let rows = rows.iter().map(|row| Ok(token_row(patient.as_str(), row.get(0)?)));
        return rows.collect();
    };
    let there = tx.query_each(TOKEN_IS_THERE, &listed)?;
    let there = listed.into_iter().zip(there).filter(|(_, rows)| !rows.is_empty());
    Ok(there.map(|(row, _)| row).collect())
}

async fn files_of(store: &Store, patient: &PatientKey) -> Result<Vec<String>> {
    store.inner.files.list_under(&crate::files::folder_of(patient)).await
}

/// What the line of an erasure says: nothing before it is left to prove.
pub(crate) const PROOF_OF_ERASURE: &str = "erased";

const TOKEN_TABLE: &str = "patient_token";

const TOKENS_LOOKED_FOR: &str = "
    select token from patient_token where patient_id = $1
    union
    select token from patient_token_settled where patient_id = $1";

const TOKEN_REMOVE: &str = "
    delete from patient_token where patient_id = $1 and token = $2";

const SETTLED_TOKEN_REMOVE: &str = "
    delete from patient_token_settled where patient_id = $1 and token = $2";

/// Everything that is kept of a patient, but the chain and what they are found by: table, how many rows,
/// take them. A test holds this against the migrations.
const TABLES: [(&str, &str, &str); 24] = [
    (
        "patient",
        "select count(*) from patient where patient_id = $1",
        "delete from patient where patient_id = $1",
    ),
    (
        "record_part",
        "select count(*) from record_part where patient_id = $1",
        "delete from record_part where patient_id = $1",
    ),
    (
        "record_segment",
        "select count(*) from record_segment where patient_id = $1",
        "delete from record_segment where patient_id = $1",
    ),
    (
        "record_facts",
        "select count(*) from record_facts where patient_id = $1",
        "delete from record_facts where patient_id = $1",
    ),
    (
        "original",
        "select count(*) from original where patient_id = $1",
        "delete from original where patient_id = $1",
    ),
    (
        "import_note",
        "select count(*) from import_note where patient_id = $1",
        "delete from import_note where patient_id = $1",
    ),
    (
        "account_record",
        "select count(*) from account_record where patient_id = $1",
        "delete from account_record where patient_id = $1",
    ),
    (
        "record_grant",
        "select count(*) from record_grant where patient_id = $1",
        "delete from record_grant where patient_id = $1",
    ),
    (
        "api_access",
        "select count(*) from api_access where patient_id = $1",
        "delete from api_access where patient_id = $1",
    ),
    (
        "restriction",
        "select count(*) from restriction where patient_id = $1",
        "delete from restriction where patient_id = $1",
    ),
    (
        "access_order",
        "select count(*) from access_order where patient_id = $1",
        "delete from access_order where patient_id = $1",
    ),
    (
        "access_paper",
        "select count(*) from access_paper where patient_id = $1",
        "delete from access_paper where patient_id = $1",
    ),
    (
        "patient_request",
        "select count(*) from patient_request where patient_id = $1",
        "delete from patient_request where patient_id = $1",
    ),
    (
        "emergency",
        "select count(*) from emergency where patient_id = $1",
        "delete from emergency where patient_id = $1",
    ),
    (
        "invitation",
        "select count(*) from invitation where patient_id = $1",
        "delete from invitation where patient_id = $1",
    ),
    (
        "record_seen",
        "select count(*) from record_seen where patient_id = $1",
        "delete from record_seen where patient_id = $1",
    ),
    (
        "matching_candidate",
        "select count(*) from matching_candidate where patient_id = $1",
        "delete from matching_candidate where patient_id = $1",
    ),
    (
        "matching_decision",
        "select count(*) from matching_decision where patient_id = $1",
        "delete from matching_decision where patient_id = $1",
    ),
    (
        "transmission",
        "select count(*) from transmission where patient_id = $1",
        "delete from transmission where patient_id = $1",
    ),
    (
        "notice_told",
        "select count(*) from notice_told where patient_id = $1",
        "delete from notice_told where patient_id = $1",
    ),
    (
        "outbox",
        "select count(*) from outbox where patient_id = $1",
        "delete from outbox where patient_id = $1",
    ),
    (
        "measure_patient",
        "select count(*) from measure_patient where patient_id = $1",
        "delete from measure_patient where patient_id = $1",
    ),
    (
        "measure_month",
        "select count(*) from measure_month where patient_id = $1",
        "delete from measure_month where patient_id = $1",
    ),
    (
        "measure_due",
        "select count(*) from measure_due where patient_id = $1",
        "delete from measure_due where patient_id = $1",
    ),
];

#[cfg(test)]
pub(crate) fn erased_tables() -> Vec<&'static str> {
    TABLES.iter().map(|(table, _, _)| *table).chain([TOKEN_TABLE]).collect()
}
