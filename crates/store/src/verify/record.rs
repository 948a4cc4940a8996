//! Checks one record: card, segments, originals, and that the audit trail knows each of them.

use std::collections::BTreeSet;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::{PatientKey, ResourceId};

use super::Verification;
use crate::Store;
use crate::audit;
use crate::db::{Row, Tx, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::files::open_original;
use crate::imports::{proof_of_original, proof_of_segment};
use crate::patients::{Card, open_key};
use crate::records::{content_hash, index_lines, open_data, segment_hash};
use bluebutton_crypto::hash::sha256;

/// What is stored of one patient, at one moment.
struct Stored {
    head: Row,
    segments: Vec<i64>,
    originals: Vec<Row>,
    /// What the audit trail says is there; what is found is taken out.
    proofs: BTreeSet<String>,
}

pub(super) async fn check(
    store: &Store,
    patient: PatientKey,
    all: &mut Verification,
) -> Result<()> {
    let (opener, key) = (store.clone(), patient.clone());
    let work = move |tx: &mut Tx<'_>| {
        let Some(head) = tx.first(PATIENT, &[key.as_str().into()])? else { return Ok(None) };
        let segments = tx.query(SEGMENTS, &[key.as_str().into()])?;
        let originals = tx.query(ORIGINALS_OF, &[key.as_str().into()])?;
        let proofs = audit::proofs(tx, &opener, &key)?.into_iter().collect();
        let segments = segments.iter().map(|row| row.int(0)).collect();
        Ok(Some(Stored { head, segments, originals, proofs }))
    };
    // A record that was erased since the list was made is no finding.
    let Some(mut stored) = store.inner.db.read("verify a record", work).await? else {
        return Ok(());
    };
    let data_key = match open_key(store, &patient, stored.head.bytes(0)) {
        Ok(key) => key,
        Err(error) => return note(all, error),
    };
    if let Err(error) = Card::open(&data_key, &patient, stored.head.bytes(1)) {
        note(all, error)?;
    }
    for seq in std::mem::take(&mut stored.segments) {
        check_segment(store, &patient, &data_key, seq, &mut stored.proofs, all).await?;
    }
    for row in std::mem::take(&mut stored.originals) {
        check_original(store, &patient, &data_key, &row, &mut stored.proofs, all).await?;
    }
    for proof in stored.proofs {
        let what = proof.rsplit_once(' ').map_or(proof.as_str(), |(what, _)| what);
        all.findings.push(format!(
            "{patient}: {what} is in the audit trail and is missing or was exchanged"
        ));
    }
    Ok(())
}

async fn check_segment(
    store: &Store,
    patient: &PatientKey,
    key: &DataKey,
    seq: i64,
    proofs: &mut BTreeSet<String>,
    all: &mut Verification,
) -> Result<()> {
    let params = [patient.as_str().into(), seq.into()];
    let row = store.inner.db.read("verify a segment", move |tx| tx.first(SEGMENT, &params)).await?;
    let Some(row) = row else { return Ok(()) };
    all.segments += 1;
    let hash = segment_hash(row.bytes(1), row.bytes(2));
    if !proofs.remove(&proof_of_segment(seq, &hash)) {
        all.findings.push(format!(
            "record_segment {patient} {seq}: its hash is not the one in the audit trail"
        ));
    }
    let (key, patient) = (key.clone(), patient.clone());
    match on_blocking_thread(move || resources_of(&key, &patient, seq, &row)).await {
        Ok(count) => all.resources += count,
        Err(error) => note(all, error)?,
    }
    Ok(())
}

/// How many resources a segment holds, each as its index says.
fn resources_of(key: &DataKey, patient: &PatientKey, seq: i64, row: &Row) -> Result<u64> {
    let altered =
        |what: &str| StoreError::Altered(format!("record_segment {patient} {seq}: {what}"));
    let lines = index_lines(key, patient, seq, row.bytes(1))?;
    let data = open_data(key, patient, seq, row.bytes(2), &lines)?;
    let mut rest = data.as_str();
    for line in &lines {
        let (json, behind) = rest
            .split_at_checked(line.length as usize)
            .ok_or_else(|| altered("its data is shorter than its index says"))?;
        if content_hash(json) != line.hash {
            return Err(altered(&format!("{} is not as its index says", line.local)));
        }
        rest = behind;
    }
    if !rest.is_empty() || lines.len() as i64 != row.int(0) {
        return Err(altered("it holds more or less than its index says"));
    }
    Ok(lines.len() as u64)
}

async fn check_original(
    store: &Store,
    patient: &PatientKey,
    key: &DataKey,
    row: &Row,
    proofs: &mut BTreeSet<String>,
    all: &mut Verification,
) -> Result<()> {
    all.originals += 1;
    let local = row.text(0);
    let Some(id) = ResourceId::in_record(patient, local) else {
        all.findings.push(format!("original {patient} {local}: no such id"));
        return Ok(());
    };
    match open_original(store, key, &id, row.text(1), row.bytes(2)).await {
        Ok((bytes, _)) => {
            if !proofs.remove(&proof_of_original(local, &sha256(&bytes))) {
                all.findings.push(format!("original {id}: it is not in the audit trail"));
            }
            Ok(())
        }
        Err(error) => note(all, error),
    }
}

/// What was altered is a finding; anything else stops the check.
pub(super) fn note(all: &mut Verification, error: StoreError) -> Result<()> {
    match error {
        StoreError::Altered(what) => {
            all.findings.push(what);
            Ok(())
        }
        other => Err(other),
    }
}

const PATIENT: &str = "
    select sealed_key, sealed_card
    from patient
    where patient_id = $1";

const SEGMENTS: &str = "
    select seq
    from record_segment
    where patient_id = $1
    order by seq";

const SEGMENT: &str = "
    select resources, sealed_index, sealed
    from record_segment
    where patient_id = $1 and seq = $2";

const ORIGINALS_OF: &str = "
    select original_id, import_id, sealed_facts
    from original
    where patient_id = $1
    order by original_id";
