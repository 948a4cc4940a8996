//! What is there already of what a batch brings, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_record::PatientKey;

use super::batch::{Batch, Before, KnownPatient};
use super::quarantine;
use crate::Store;
use crate::db::{Tx, Value};
use crate::directory;
use crate::error::{Result, StoreError};
use crate::patients::{TOKENS_OF, read_tokens};
use crate::records::state;

/// Looks at what is there already of what a batch brings.
pub(super) async fn look(store: &Store, batch: &Batch) -> Result<Before> {
    let mut before = Before::default();
    let assigned = &batch.assigned;
    let patients: BTreeSet<&PatientKey> =
        assigned.records.keys().chain(assigned.originals.keys()).collect();
    for patient in known_among(store, &patients).await? {
        if let Some(state) = state(store, &patient).await? {
            let param = patient.as_str();
            let (of_tokens, of_originals) = ([param.into()], [param.into()]);
            let work = move |tx: &mut Tx<'_>| {
                Ok((tx.first(TOKENS_OF, &of_tokens)?, tx.query(ORIGINALS, &of_originals)?))
            };
            let (tokens, originals) = store.inner.db.read("open a record", work).await?;
            let tokens = tokens.map_or_else(|| Ok(Vec::new()), |row| row.get::<Vec<u8>>(0))?;
            let tokens = read_tokens(&tokens).ok_or_else(|| altered_tokens(&patient))?;
            let originals = originals.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
            before.patients.insert(patient, KnownPatient { state, tokens, originals });
        }
    }
    let source = directory::source_hash(store, &batch.source);
    let of_directory: Vec<String> =
        assigned.directory.iter().map(|ready| ready.id.to_string()).collect();
    let waiting: Vec<String> = batch
        .quarantine
        .iter()
        .map(|one| one.bytes.as_slice())
        .chain(assigned.homeless.iter().map(|one| one.item.json.as_bytes()))
        .chain(assigned.homeless_originals.iter().map(|original| original.bytes.as_slice()))
        .map(|bytes| quarantine::id_of(store, bytes))
        .collect();
    if of_directory.is_empty() && waiting.is_empty() {
        return Ok(before);
    }
    let work = move |tx: &mut Tx<'_>| {
        let mut there = BTreeMap::new();
        for id in waiting {
            if let Some(row) = tx.first(IS_WAITING, &[id.as_str().into()])? {
                there.insert(id, row.get(0)?);
            }
        }
        let key = |id: &String| vec![source.to_vec().into(), id.as_str().into()];
        let keys: Vec<Vec<Value>> = of_directory.iter().map(key).collect();
        let mut said = BTreeMap::new();
        for (id, rows) in of_directory.into_iter().zip(tx.query_each(directory::HASHES, &keys)?) {
            let hashes = rows.iter().map(|row| row.get(0));
            said.insert(id, hashes.collect::<Result<Vec<[u8; 16]>>>()?);
        }
        Ok((there, said))
    };
    (before.quarantine, before.directory) =
        store.inner.db.read("look before an import", work).await?;
    Ok(before)
}

/// Those of them who are here, all in one read: most people of a bulk export are not. Who comes in between
/// is seen when the rows are compared.
async fn known_among(store: &Store, patients: &BTreeSet<&PatientKey>) -> Result<Vec<PatientKey>> {
    let asked: Vec<PatientKey> = patients.iter().map(|patient| (*patient).clone()).collect();
    let work = move |tx: &mut Tx<'_>| {
        let each: Vec<_> = asked.iter().map(|patient| vec![patient.as_str().into()]).collect();
        let rows = tx.query_each(IS_KNOWN, &each)?;
        let known = asked.into_iter().zip(rows).filter(|(_, rows)| !rows.is_empty());
        Ok(known.map(|(patient, _)| patient).collect())
    };
    store.inner.db.read("look who is here", work).await
}

fn altered_tokens(patient: &PatientKey) -> StoreError {
    StoreError::Altered(format!("patient {patient}: the list of tokens was altered"))
}

const IS_KNOWN: &str = "select 1 from patient where patient_id = $1";
const ORIGINALS: &str = "
    select original_id from original where patient_id = $1";

const IS_WAITING: &str = "
    select coalesce(case_id, '') from quarantine where quarantine_id = $1";
