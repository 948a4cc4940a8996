//! Checks one record: card, segments, originals, and that the audit trail knows each of them.

use std::collections::BTreeSet;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::facts::FACTS_VERSION;
use bluebutton_record::{PatientKey, ResourceId};

use super::Verification;
use super::rows::{Left, check_patient};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::files::open_original;
use crate::imports::{open_note, proof_of_original, proof_of_segment};
use crate::patients::{Card, open_key};
use crate::records::{PROOF_OF_ERASURE, parts};
use crate::records::{
    RecordPart, SegmentFacts, content_hash, open_data, open_facts_bytes, open_ledger,
};
use bluebutton_crypto::hash::sha256;

/// What is stored of one patient, at one moment.
struct Stored {
    head: Row,
    segments: Vec<i64>,
    originals: Vec<Row>,
    /// Parts that do not point to it.
    astray: Vec<String>,
    notes: Vec<Row>,
    /// What the audit trail says is there; what is found is taken out.
    proofs: BTreeSet<String>,
    /// What is wrong with the rows that decide who may open it.
    findings: Vec<String>,
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
        let mut astray = Vec::new();
        for row in tx.query(parts::PARTS_OF, &[key.as_str().into()])? {
            let within = tx.first(parts::WITHIN, &[row.text(0).into()])?;
            if within.is_none_or(|within| within.text(0) != key.as_str()) {
                astray.push(row.text(0).to_owned());
            }
        }
        let notes = tx.query(NOTES_OF, &[key.as_str().into()])?;
        let (mut proofs, mut left) = (BTreeSet::new(), Left::default());
        audit::proofs(tx, &opener, &Chain::of(&key), |proof| {
            if proof.text == PROOF_OF_ERASURE {
                // Before it nothing is left to prove.
                proofs.clear();
                left = Left::default();
            } else if !left.hear(&proof) {
                proofs.insert(proof.text);
            }
        })?;
        let findings = check_patient(tx, &opener, key.as_str(), left)?;
        let segments = segments.iter().map(|row| row.int(0)).collect();
        Ok(Some(Stored { head, segments, originals, astray, notes, proofs, findings }))
    };
    // A record that was erased since the list was made is no finding.
    let Some(mut stored) = store.inner.db.read("verify a record", work).await? else {
        return Ok(());
    };
    all.findings.append(&mut stored.findings);
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
    for row in &stored.notes {
        if let Err(error) = open_note(&data_key, &patient, row.text(0), row.bytes(1)) {
            note(all, error)?;
        }
    }
    for part in &stored.astray {
        all.findings.push(format!("patient {part}: does not point to {patient}, as it must"));
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
    let part = RecordPart { patient: patient.clone(), key: key.clone(), since: 0 };
    match on_blocking_thread(move || look_into(&part, seq, &row)).await {
        Ok(looked) => {
            all.resources += looked.resources;
            all.stale += u64::from(looked.is_stale);
            all.findings.extend(looked.findings);
            for (seq, hash) in looked.proofs {
                if !proofs.remove(&proof_of_segment(seq, &hash)) {
                    all.findings.push(format!(
                        "record_segment {patient} {seq}: its hash is not the one in the audit trail"
                    ));
                }
            }
        }
        Err(error) => note(all, error)?,
    }
    Ok(())
}

/// What was found in one segment.
#[derive(Default)]
struct Looked {
    resources: u64,
    /// What the audit trail must know: number and hash of each run.
    proofs: Vec<(i64, [u8; 32])>,
    /// Whether its facts are of older rules, to be made anew.
    is_stale: bool,
    findings: Vec<String>,
}

/// Reads a row of [`SEGMENT`]: whether each resource is as the ledger says, and whether the facts
/// follow from the data.
fn look_into(part: &RecordPart, seq: i64, row: &Row) -> Result<Looked> {
    let (patient, place) = (&part.patient, part.sealing());
    let altered =
        |what: &str| StoreError::Altered(format!("record_segment {patient} {seq}: {what}"));
    let ledger = open_ledger(place, seq, row.bytes(1))?;
    let data = open_data(place, &ledger, row.bytes(2))?;
    let (mut jsons, mut rest) = (Vec::with_capacity(ledger.lines.len()), data.as_str());
    for (at, line) in ledger.lines.iter().enumerate() {
        let (json, behind) = rest
            .split_at_checked(line.length as usize)
            .ok_or_else(|| altered("its data is shorter than its ledger says"))?;
        if content_hash(json) != line.hash {
            return Err(altered(&format!("{} is not as its ledger says", ledger.local(at))));
        }
        jsons.push(json);
        rest = behind;
    }
    if !rest.is_empty() || ledger.lines.len() as i64 != row.int(0) {
        return Err(altered("it holds more or less than its ledger says"));
    }
    let mut looked = Looked { resources: ledger.lines.len() as u64, ..Looked::default() };
    let mut first = 0;
    for run in &ledger.runs {
        let own = jsons.get(first..first + run.lines).unwrap_or_default();
        looked.proofs.push((run.seq, ledger.proof(run, first, own, place)));
        first += run.lines;
    }
    looked.is_stale = row.int(3) < i64::from(FACTS_VERSION) && !row.bytes(4).is_empty();
    let follows = SegmentFacts::of_data(&ledger, &data).map(|facts| facts.write(&ledger));
    if !looked.is_stale && open_facts_bytes(place, &ledger, row.bytes(4)) != follows {
        looked.findings.push(format!(
            "record_facts {patient} {seq}: the facts do not follow from the data; bluebutton \
             reindex makes them anew"
        ));
    }
    Ok(looked)
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
    select resources, sealed_ledger, record_segment.sealed, facts_version, record_facts.sealed
    from record_segment
    left join record_facts
        on record_facts.patient_id = record_segment.patient_id
        and record_facts.seq = record_segment.seq
    where record_segment.patient_id = $1 and record_segment.seq = $2";

const NOTES_OF: &str = "
    select import_id, sealed
    from import_note
    where patient_id = $1
    order by import_id";

const ORIGINALS_OF: &str = "
    select original_id, import_id, sealed_facts
    from original
    where patient_id = $1
    order by original_id";
