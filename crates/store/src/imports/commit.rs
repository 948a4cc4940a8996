//! One file, one transaction: look at what is there, make everything ready, put it down if nobody
//! wrote to the same records in between, start over if somebody did.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use bluebutton_record::PatientKey;

use super::plan::{Batch, Before, Known, Plan, make};
use super::{Arrival, ImportReport, quarantine};
use crate::Store;
use crate::audit;
use crate::db::{Tx, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::limits::COMMIT_RUNS_MAX;
use crate::records::state;

pub(super) async fn commit(store: &Store, arrival: Arrival<'_>) -> Result<ImportReport> {
    if arrival.found.len() != arrival.keys.len() {
        return Err(StoreError::NotAllowed("an import with patients but without their keys"));
    }
    let now = store.now();
    let found = arrival.found.iter().cloned().zip(arrival.keys.iter().cloned()).collect();
    let batch = Arc::new(Batch {
        import: new_id(store, now),
        now,
        file: arrival.file.to_owned(),
        source: arrival.source.to_owned(),
        found,
        assigned: arrival.assigned,
        issues: arrival.issues,
        quarantine: arrival.quarantine,
    });
    for _ in 0..COMMIT_RUNS_MAX {
        if let Some(report) = attempt(store, &batch).await? {
            return Ok(report);
        }
    }
    Err(StoreError::Database {
        reason: "commit an import",
        detail: "others kept writing to the same records".to_owned(),
    })
}

/// `None` if somebody else wrote to one of the records in between.
async fn attempt(store: &Store, batch: &Arc<Batch>) -> Result<Option<ImportReport>> {
    let before = look(store, batch).await?;
    let (maker, parts) = (store.clone(), Arc::clone(batch));
    let mut plan = on_blocking_thread(move || make(&maker, &parts, &before)).await?;
    let files = std::mem::take(&mut plan.files);
    let places: Vec<String> = files.iter().map(|(place, _)| place.clone()).collect();
    for (place, content) in files {
        store.inner.files.put(&place, content).await?;
    }
    let report = std::mem::take(&mut plan.report);
    let writer = store.clone();
    let work = move |tx: &mut Tx<'_>| write(tx, &writer, &plan);
    let is_written = store.inner.db.write("commit an import", work).await;
    if matches!(is_written, Ok(true)) {
        return Ok(Some(report));
    }
    // No row names them. After an error the commit may still have happened: they stay.
    if is_written.is_ok() {
        for place in places {
            store.inner.files.delete(&place).await?;
        }
    }
    is_written.map(|_| None)
}

/// Looks at what is there already of what a batch brings.
async fn look(store: &Store, batch: &Batch) -> Result<Before> {
    let mut before = Before::default();
    let assigned = &batch.assigned;
    let patients: BTreeSet<&PatientKey> =
        assigned.records.keys().chain(assigned.originals.keys()).collect();
    for patient in patients {
        if let Some(state) = state(store, patient).await? {
            let param = patient.as_str();
            let (of_tokens, of_originals) = ([param.into()], [param.into()]);
            let work = move |tx: &mut Tx<'_>| {
                Ok((tx.query(TOKENS, &of_tokens)?, tx.query(ORIGINALS, &of_originals)?))
            };
            let (tokens, originals) = store.inner.db.read("open a record", work).await?;
            let tokens = tokens.iter().map(|row| row.bytes(0).to_vec()).collect();
            let originals = originals.iter().map(|row| row.text(0).to_owned()).collect();
            before.patients.insert(patient.clone(), Known { state, tokens, originals });
        }
    }
    let directory: Vec<String> =
        assigned.directory.iter().map(|ready| ready.id.to_string()).collect();
    let waiting: Vec<String> = batch
        .quarantine
        .iter()
        .map(|(bytes, _)| bytes.as_slice())
        .chain(assigned.homeless.iter().map(|(raw, _)| raw.json.as_bytes()))
        .chain(assigned.homeless_originals.iter().map(|original| original.bytes.as_slice()))
        .map(|bytes| quarantine::id_of(store, bytes))
        .collect();
    if directory.is_empty() && waiting.is_empty() {
        return Ok(before);
    }
    let work = move |tx: &mut Tx<'_>| {
        let mut there = HashSet::new();
        for id in waiting {
            if tx.first(IS_WAITING, &[id.as_str().into()])?.is_some() {
                there.insert(id);
            }
        }
        let mut known = std::collections::BTreeMap::new();
        for id in directory {
            if let Some(row) = tx.first(DIRECTORY_HASH, &[id.as_str().into()])? {
                known.insert(id, row.bytes(0).to_vec());
            }
        }
        Ok((there, known))
    };
    (before.quarantine, before.directory) =
        store.inner.db.read("look before an import", work).await?;
    Ok(before)
}

/// Puts the rows down; `false`, and nothing is written, if a record is not as it was.
fn write(tx: &mut Tx<'_>, store: &Store, plan: &Plan) -> Result<bool> {
    for own in &plan.patients {
        let (expected_card, expected_seq) = &own.expected;
        let row = tx.first(STILL, &[own.patient.as_str().into()])?;
        let card = row.as_ref().map(|row| row.bytes(0));
        let seq = row.as_ref().map_or(0, |row| row.int(1));
        if card != expected_card.as_deref() || seq != *expected_seq {
            return Ok(false);
        }
    }
    for own in &plan.patients {
        tx.execute_all(&own.rows)?;
        if let Some(line) = &own.line {
            audit::append(tx, store, &own.patient, plan.at, line)?;
        }
    }
    tx.execute_all(&plan.rows)?;
    Ok(true)
}

/// 26 characters, in order of time: milliseconds, then randomness.
fn new_id(store: &Store, now: jiff::Timestamp) -> String {
    let milliseconds = now.as_millisecond().max(0) as u128;
    let random: [u8; 10] = store.random().bytes();
    let random = random.iter().fold(0_u128, |number, byte| number << 8 | u128::from(*byte));
    let number = milliseconds << 80 | random;
    let letter = |place: u32| {
        let digit = (number >> (place * 5)) as usize & 31;
        ID_LETTERS.get(digit).copied().map_or('0', char::from)
    };
    (0..26).rev().map(letter).collect()
}

/// In the order of their codes, so that ids sort by time as text (Crockford's base32).
const ID_LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

const STILL: &str = "
    select sealed_card, (
        select max(seq) from record_segment where patient_id = $1
    )
    from patient
    where patient_id = $1";

const TOKENS: &str = "
    select token from patient_token where patient_id = $1";

const ORIGINALS: &str = "
    select original_id from original where patient_id = $1";

const IS_WAITING: &str = "
    select quarantine_id from quarantine where quarantine_id = $1";

const DIRECTORY_HASH: &str = "
    select content_hash from directory_resource where resource_id = $1";
