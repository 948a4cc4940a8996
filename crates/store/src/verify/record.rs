//! Checks one record: card, segments, originals, and that the audit trail knows each of them.

use std::collections::BTreeSet;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::facts::FACTS_VERSION;
use bluebutton_record::{PatientKey, ResourceId};

use super::Verification;
use super::left::Left;
use super::rows::check_patient;
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::files::{OpenedOriginal, open_original};
use crate::imports::{of_whom, open_note, proof_of_original, proof_of_segment};
use crate::patients::{Card, open_key};
use crate::records::{PROOF_OF_ERASURE, parts};
use crate::records::{
    RecordPart, SegmentFacts, content_hash, open_data, open_facts_bytes, open_ledger,
};
use bluebutton_crypto::hash::sha256;

/// What is stored of one patient, at one moment.
struct StoredRecord {
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
    let work = move |tx: &mut Tx<'_>| stored_of(tx, &opener, &key);
    // A record that was erased since the list was made is no finding.
    let mut stored = match store.inner.db.read("verify a record", work).await {
        Ok(Some(stored)) => stored,
        Ok(None) => return Ok(()),
        Err(error) => return note(all, error),
    };
    all.findings.append(&mut stored.findings);
    let data_key = match open_key(store, &patient, stored.head.get::<&[u8]>(0)?) {
        Ok(key) => key,
        Err(error) => return note(all, error),
    };
    if let Err(error) = Card::open(&data_key, &patient, stored.head.get::<&[u8]>(1)?) {
        note(all, error)?;
    }
    for seq in std::mem::take(&mut stored.segments) {
        check_segment(store, &patient, &data_key, seq, &mut stored.proofs, all).await?;
    }
    for row in std::mem::take(&mut stored.originals) {
        check_original(store, &patient, &data_key, &row, &mut stored.proofs, all).await?;
    }
    for row in &stored.notes {
        if let Err(error) =
            open_note(&data_key, &patient, row.get::<&str>(0)?, row.get::<&[u8]>(1)?)
        {
            note(all, error)?;
        }
        check_report_of(store, &patient, row, all)?;
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

/// What is stored of a patient; `None` where there is no such patient any more.
fn stored_of(tx: &mut Tx<'_>, store: &Store, key: &PatientKey) -> Result<Option<StoredRecord>> {
    let Some(head) = tx.first(PATIENT, &[key.as_str().into()])? else { return Ok(None) };
    let segments = tx.query(SEGMENTS, &[key.as_str().into()])?;
    let originals = tx.query(ORIGINALS_OF, &[key.as_str().into()])?;
    let mut astray = Vec::new();
    let listed = tx.query(parts::PARTS_OF, &[key.as_str().into()])?;
    let has_all = head.get::<i64>(2)? == listed.len() as i64;
    for row in listed {
        let part: &str = row.get(0)?;
        let within = tx.first(parts::WITHIN, &[part.into()])?;
        let within = within.as_ref().map(|row| row.get::<Option<&str>>(0)).transpose()?;
        if within.flatten() != Some(key.as_str()) {
            astray.push(part.to_owned());
        }
    }
    let notes = tx.query(NOTES_OF, &[key.as_str().into()])?;
    let (mut proofs, mut left) = (BTreeSet::new(), Left::default());
    audit::proofs(tx, store, &Chain::of(key), |proof| {
        if proof.text == PROOF_OF_ERASURE {
            // Before it nothing is left to prove.
            proofs.clear();
            left = Left::default();
        } else if !left.hear(&proof) {
            proofs.insert(proof.text);
        }
    })?;
    let mut findings = check_patient(tx, store, key.as_str(), left)?;
    if !has_all {
        findings.push(format!("patient {key}: it has another number of parts than it lists"));
    }
    let segments = segments.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
    Ok(Some(StoredRecord { head, segments, originals, astray, notes, proofs, findings }))
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
struct SegmentCheck {
    resources: u64,
    /// What the audit trail must know: number and hash of each run.
    proofs: Vec<(i64, [u8; 32])>,
    /// Whether its facts are of older rules, to be made anew.
    is_stale: bool,
    findings: Vec<String>,
}

/// Reads a row of [`SEGMENT`]: whether each resource is as the ledger says, and whether the facts
/// follow from the data.
fn look_into(part: &RecordPart, seq: i64, row: &Row) -> Result<SegmentCheck> {
    let (patient, place) = (&part.patient, part.sealing());
    let altered =
        |what: &str| StoreError::Altered(format!("record_segment {patient} {seq}: {what}"));
    let ledger = open_ledger(place, seq, row.get::<&[u8]>(1)?)?;
    let data = open_data(place, &ledger, row.get::<&[u8]>(2)?)?;
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
    if !rest.is_empty() || ledger.lines.len() as i64 != row.get::<i64>(0)? {
        return Err(altered("it holds more or less than its ledger says"));
    }
    if ledger.runs.last().map(|run| run.at) != Some(row.get::<i64>(5)?) {
        return Err(altered("it was stored at another time"));
    }
    let mut looked =
        SegmentCheck { resources: ledger.lines.len() as u64, ..SegmentCheck::default() };
    let mut first = 0;
    for run in &ledger.runs {
        let own = jsons.get(first..first + run.lines).unwrap_or_default();
        looked.proofs.push((run.seq, ledger.proof(run, first, own, place)));
        first += run.lines;
    }
    // None at all are no older ones: they are missing.
    let (version, sealed): (Option<i64>, Option<&[u8]>) = (row.get(3)?, row.get(4)?);
    looked.is_stale = version.is_some_and(|version| version < i64::from(FACTS_VERSION));
    let follows = SegmentFacts::of_data(&ledger, &data).map(|facts| facts.write(&ledger));
    if !looked.is_stale && open_facts_bytes(place, &ledger, sealed.unwrap_or_default()) != follows {
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
    let local = row.get::<&str>(0)?;
    let Some(id) = ResourceId::in_record(patient, local) else {
        all.findings.push(format!("original {patient} {local}: no such id"));
        return Ok(());
    };
    match open_original(store, key, &id, row.get::<&str>(1)?, row.get::<&[u8]>(2)?).await {
        Ok(OpenedOriginal { bytes, at, .. }) => {
            let told: (i64, i64) = (row.get(3)?, row.get(4)?);
            if told != (at, bytes.len() as i64) {
                all.findings.push(format!("original {id}: its row tells another time or size"));
            }
            if !proofs.remove(&proof_of_original(local, &sha256(&bytes))) {
                all.findings.push(format!("original {id}: it is not in the audit trail"));
            }
            Ok(())
        }
        Err(error) => note(all, error),
    }
}

/// Whether the report beside a note says that its import brought this patient.
fn check_report_of(
    store: &Store,
    patient: &PatientKey,
    row: &Row,
    all: &mut Verification,
) -> Result<()> {
    let import: &str = row.get(0)?;
    let report = row.get::<Option<i64>>(2)?.zip(row.get::<Option<&[u8]>>(3)?);
    let of = report.map(|(at, sealed)| of_whom(store, import, at, sealed)).transpose();
    // A report that does not open is named where reports are checked.
    if of.is_ok_and(|of| of.flatten().as_ref() != Some(patient)) {
        all.findings.push(format!("import_note {patient} {import}: no report knows of it"));
    }
    Ok(())
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
    select sealed_key, sealed_card, parts
    from patient
    where patient_id = $1";

const SEGMENTS: &str = "
    select seq
    from record_segment
    where patient_id = $1
    order by seq";

const SEGMENT: &str = "
    select resources, sealed_ledger, record_segment.sealed, facts_version, record_facts.sealed,
        created_at
    from record_segment
    left join record_facts
        on record_facts.patient_id = record_segment.patient_id
        and record_facts.seq = record_segment.seq
    where record_segment.patient_id = $1 and record_segment.seq = $2";

const NOTES_OF: &str = "
    select import_note.import_id, import_note.sealed, import_report.at, import_report.sealed
    from import_note
    left join import_report on import_report.import_id = import_note.import_id
    where import_note.patient_id = $1
    order by import_note.import_id";

const ORIGINALS_OF: &str = "
    select original_id, import_id, sealed_facts, created_at, bytes
    from original
    where patient_id = $1
    order by original_id";
