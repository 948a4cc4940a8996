//! Everything an import will write, made before its transaction begins: the transaction only puts
//! rows down.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::normalize::{Assigned, FoundPatient, Ready, Told};
use bluebutton_record::reading::{Issue, Place as FilePlace, Severity};
use bluebutton_record::{PatientKey, ResourceId};
use jiff::Timestamp;

use super::{ImportReport, Waiting, quarantine, report};
use crate::Store;
use crate::db::Value;
use crate::directory::{entry_hash, seal_entry};
use crate::error::Result;
use crate::events::{By, Event, Line};
use crate::files::seal_original;
use crate::limits::SEGMENTS_BEFORE_COMPACTION;
use crate::matching::{NewCase, rows_of};
use crate::patients::{
    Card, Grounds, Meeting, for_demographics, for_found, key_context, merged_card,
};
use crate::records::{Merged, Place, Sealing, State, prepare};

/// What one file brought, owned.
pub(super) struct Batch {
    pub(super) import: String,
    pub(super) now: Timestamp,
    pub(super) file: String,
    pub(super) source: String,
    pub(super) found: Vec<(FoundPatient, Meeting)>,
    pub(super) assigned: Assigned,
    pub(super) issues: Vec<Issue>,
    pub(super) quarantine: Vec<Waiting>,
    pub(super) cases: Vec<NewCase>,
}

/// What is there already of what a batch brings.
#[derive(Default)]
pub(super) struct Before {
    pub(super) patients: BTreeMap<PatientKey, Known>,
    /// Content hashes of directory resources.
    pub(super) directory: BTreeMap<String, Vec<u8>>,
    /// What is in quarantine, with the case that it waits for.
    pub(super) quarantine: BTreeMap<String, String>,
}

/// A patient who is there already.
pub(super) struct Known {
    pub(super) state: State,
    pub(super) tokens: HashSet<Vec<u8>>,
    /// Local ids of the originals.
    pub(super) originals: HashSet<String>,
}

/// What will be written.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) patients: Vec<PatientPlan>,
    /// Rows that belong to no patient.
    pub(super) rows: Vec<(&'static str, Vec<Value>)>,
    /// Files, on disk before the rows are.
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) report: ImportReport,
    /// The import's id.
    pub(super) report_id: String,
    pub(super) at: Timestamp,
    /// What was to be taken back and is not in that record.
    missed: Vec<ResourceId>,
    /// The patient that was planned last, with their key.
    sole: Option<(PatientKey, DataKey)>,
}

/// What will be written to one patient's record.
pub(super) struct PatientPlan {
    pub(super) patient: PatientKey,
    /// What must still be so: the card's bytes (`None`: there is no such patient) and the last segment.
    pub(super) expected: (Option<Vec<u8>>, i64),
    /// What the answers were built on whose this is. Of somebody new, nobody else may have got any of the
    /// tokens meanwhile.
    pub(super) grounds: Vec<Grounds>,
    pub(super) rows: Vec<(&'static str, Vec<Value>)>,
    /// The number of the last segment, where there are so many that they are worth putting together.
    pub(super) is_long: Option<i64>,
    pub(super) line: Option<Line>,
}

/// Makes the plan. Slow: compresses and seals.
pub(super) fn make(store: &Store, batch: &Batch, before: &Before) -> Result<Plan> {
    let mut plan = Plan {
        report: ImportReport {
            id: batch.import.clone(),
            file: batch.file.clone(),
            at: batch.now,
            ..ImportReport::default()
        },
        report_id: batch.import.clone(),
        at: batch.now,
        ..Plan::default()
    };
    let patients: BTreeSet<&PatientKey> =
        batch.assigned.records.keys().chain(batch.assigned.originals.keys()).collect();
    plan.report.patients = patients.len();
    plan.report.records = patients.iter().map(|patient| (*patient).clone()).collect();
    for patient in patients {
        one_patient(store, batch, patient, before.patients.get(patient), &mut plan)?;
    }
    directory(store, batch, before, &mut plan)?;
    quarantine::plan(store, batch, before, &mut plan)?;
    for case in &batch.cases {
        plan.rows.extend(rows_of(store, case, &batch.file, &batch.source, batch.now)?);
    }
    plan.report.issues = batch.issues.iter().chain(&batch.assigned.issues).cloned().collect();
    plan.report.issues.extend(missed(batch, &plan.missed));
    // A file that brought one patient is often named after them.
    let sole = plan.sole.take().filter(|_| plan.report.patients == 1);
    plan.rows.extend(sole.iter().map(|(id, key)| report::note(store, (id, key), &plan.report)));
    let sealed = report::seal(store, &plan.report, sole.as_ref().map(|(patient, _)| patient))?;
    let at = batch.now.as_microsecond();
    let row = vec![batch.import.as_str().into(), at.into(), sealed.into()];
    plan.rows.push((report::REPORT_ADD, row));
    Ok(plan)
}

fn one_patient(
    store: &Store,
    batch: &Batch,
    patient: &PatientKey,
    known: Option<&Known>,
    plan: &mut Plan,
) -> Result<()> {
    let key = match known {
        Some(known) => known.state.key()?.clone(),
        None => Hidden::new(store.random().bytes::<32>()),
    };
    let mut writer = PatientWriter {
        store,
        batch,
        patient,
        known,
        key,
        rows: Vec::new(),
        missed: Vec::new(),
        is_long: None,
    };
    let mut proof = Vec::new();
    writer.person()?;
    writer.segments(&mut plan.report.counts, &mut proof)?;
    writer.originals(&mut plan.files, &mut proof)?;
    plan.missed.append(&mut writer.missed);
    plan.sole = Some((patient.clone(), writer.key.clone()));
    if writer.rows.is_empty() {
        return Ok(());
    }
    let of_patient = batch.found.iter().filter(|(_, meeting)| meeting.key() == Some(patient));
    let grounds: Vec<Grounds> = of_patient.map(|(_, meeting)| meeting.grounds.clone()).collect();
    for token in grounds.iter().flat_map(|grounds| &grounds.shared) {
        let at = batch.now.as_microsecond();
        writer.rows.push((SHARED_ADD, vec![token.clone().into(), at.into()]));
    }
    let event = Event::Imported { import: batch.import.clone() };
    let line = Line::new(By::program(), event).with_proof(proof);
    plan.patients.push(PatientPlan {
        patient: patient.clone(),
        expected: (
            known.map(|known| known.state.sealed_card.clone()),
            known.map_or(0, |known| known.state.merged.last_seq()),
        ),
        is_long: writer.is_long,
        grounds,
        line: (!line.proof.is_empty()).then_some(line),
        rows: writer.rows,
    });
    Ok(())
}

/// Makes the rows of one patient.
struct PatientWriter<'a> {
    store: &'a Store,
    batch: &'a Batch,
    patient: &'a PatientKey,
    known: Option<&'a Known>,
    key: DataKey,
    rows: Vec<(&'static str, Vec<Value>)>,
    /// What was to be taken back and is not there.
    missed: Vec<ResourceId>,
    is_long: Option<i64>,
}

impl<'a> PatientWriter<'a> {
    /// The patient's row, card and tokens, where they are new or changed.
    fn person(&mut self) -> Result<()> {
        let (batch, patient) = (self.batch, self.patient);
        let found: Vec<&FoundPatient> = self.found().collect();
        let resource = self.ready().iter().rev().find(|ready| ready.id.local().is_empty());
        let before =
            self.known.map(|known| Card::open(&self.key, patient, &known.state.sealed_card));
        let before = before.transpose()?;
        let news: Vec<&FoundPatient> =
            self.met().filter(|met| !met.1.is_told).map(|m| &m.0).collect();
        let card = merged_card(before.clone(), &news, &batch.source, resource);
        let random = self.store.random();
        match before {
            None => {
                let wrapping = &self.store.inner.keys.wrapping;
                let context = key_context(patient);
                let sealed_key = seal::seal(wrapping, random, &context, self.key.reveal());
                let sealed_card = card.seal(&self.key, patient, random)?;
                let at = batch.now.as_microsecond();
                let row = vec![id(patient), at.into(), sealed_key.into(), sealed_card.into()];
                self.rows.push((PATIENT_ADD, row));
            }
            Some(before) if before != card => {
                let sealed_card = card.seal(&self.key, patient, random)?;
                self.rows.push((CARD_SET, vec![id(patient), sealed_card.into()]));
            }
            Some(_) => {}
        }
        let of_found = found.iter().flat_map(|f| for_found(self.store, f, &batch.source));
        let of_person = resource.map(|ready| for_demographics(self.store, ready));
        let mut seen = HashSet::new();
        for token in of_found.chain(of_person.unwrap_or_default()) {
            let is_known = self.known.is_some_and(|known| known.tokens.contains(&token));
            if !is_known && seen.insert(token.clone()) {
                self.rows.push((TOKEN_ADD, vec![id(patient), token.into()]));
            }
        }
        Ok(())
    }

    /// What is new or changed, in segments.
    fn segments(
        &mut self,
        counts: &mut BTreeMap<String, [usize; 3]>,
        proof: &mut Vec<String>,
    ) -> Result<()> {
        let place = Place {
            sealing: Sealing { patient: self.patient, key: &self.key },
            before: self.known.map(|known| -> &Merged { &known.state.merged }),
            now: self.batch.now,
            random: self.store.random(),
        };
        let prepared = prepare(&place, self.ready())?;
        self.missed.extend(prepared.missed);
        for (kind, [new, changed, same]) in prepared.counts {
            let count = counts.entry(kind).or_default();
            *count = [count[0] + new, count[1] + changed, count[2] + same];
        }
        proof.extend(prepared.proofs.iter().map(|(seq, hash)| proof_of_segment(*seq, hash)));
        let before = self.known.map_or(0, |known| known.state.merged.segments.len());
        let is_long = (before + prepared.segments.len()) as i64 > SEGMENTS_BEFORE_COMPACTION;
        self.is_long = prepared.proofs.last().filter(|_| is_long).map(|(seq, _)| *seq);
        let at = self.batch.now.as_microsecond();
        for segment in prepared.segments {
            self.rows.extend(segment.rows(self.patient, &self.batch.import, at));
        }
        Ok(())
    }

    /// The documents as they came; their ids are made of their content.
    fn originals(
        &mut self,
        files: &mut Vec<(String, Vec<u8>)>,
        proof: &mut Vec<String>,
    ) -> Result<()> {
        let mut seen = HashSet::new();
        for (original_id, original) in
            self.batch.assigned.originals.get(self.patient).into_iter().flatten()
        {
            let local = original_id.local();
            let is_known = self.known.is_some_and(|known| known.originals.contains(local));
            if is_known || !seen.insert(local) {
                continue;
            }
            let import = &self.batch.import;
            let sealed = seal_original(self.store, &self.key, original_id, import, original)?;
            proof.push(proof_of_original(local, &sealed.hash));
            let row = vec![
                id(self.patient),
                local.into(),
                import.as_str().into(),
                self.batch.now.as_microsecond().into(),
                (original.bytes.len() as i64).into(),
                sealed.sealed_facts.into(),
            ];
            self.rows.push((ORIGINAL_ADD, row));
            files.push((sealed.place, sealed.file));
        }
        Ok(())
    }

    /// What the file says of this patient.
    fn found(&self) -> impl Iterator<Item = &'a FoundPatient> + use<'a> {
        self.met().map(|(found, _)| found)
    }

    fn met(&self) -> impl Iterator<Item = &'a (FoundPatient, Meeting)> + use<'a> {
        let patient = self.patient;
        let own = move |(_, meeting): &&(FoundPatient, Meeting)| meeting.key() == Some(patient);
        self.batch.found.iter().filter(own)
    }

    fn ready(&self) -> &'a [Ready] {
        self.batch.assigned.records.get(self.patient).map_or(&[], Vec::as_slice)
    }
}

/// What an audit line keeps of a segment.
pub(crate) fn proof_of_segment(seq: i64, hash: &[u8; 32]) -> String {
    format!("segment {seq} {}", BASE64_URL_SAFE_NO_PAD.encode(hash))
}

/// What an audit line keeps of an original.
pub(crate) fn proof_of_original(local: &str, hash: &[u8; 32]) -> String {
    format!("original {local} {}", BASE64_URL_SAFE_NO_PAD.encode(hash))
}

fn id(patient: &PatientKey) -> Value {
    patient.as_str().into()
}

/// What belongs to no patient, where it is new or changed.
fn directory(store: &Store, batch: &Batch, before: &Before, plan: &mut Plan) -> Result<()> {
    // In one order everywhere: two imports that bring the same entries must not wait for each other.
    let mut entries: Vec<&Ready> = batch.assigned.directory.iter().collect();
    entries.sort_by(|a, b| a.id.as_str().cmp(b.id.as_str()));
    for ready in entries {
        let known = before.directory.get(ready.id.as_str());
        let count = plan.report.counts.entry(ready.kind.to_string()).or_default();
        if known.is_some_and(|known| *known == entry_hash(store, ready)) {
            count[2] += 1;
            continue;
        }
        count[usize::from(known.is_some())] += 1;
        let entry = seal_entry(store, ready)?;
        let row = vec![
            entry.id.as_str().into(),
            entry.kind.into(),
            batch.now.as_microsecond().into(),
            entry.content_hash.into(),
            entry.sealed.into(),
        ];
        plan.rows.push((DIRECTORY_PUT, row));
    }
    Ok(())
}

/// Says of what was to be taken back and is in none of the records it may be in.
fn missed(batch: &Batch, missed: &[ResourceId]) -> Option<Issue> {
    let of_all = || batch.assigned.records.values().flatten();
    let asked = of_all().filter(|ready| ready.told == Told::Deleted);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    asked.for_each(|ready| *places.entry(ready.id.local()).or_default() += 1);
    for id in missed {
        places.entry(id.local()).and_modify(|places| *places = places.saturating_sub(1));
    }
    let count = places.values().filter(|places| **places == 0).count();
    let sentence = format!("{count} entries were to be deleted and are not here.");
    (count > 0).then(|| Issue::new(Severity::Note, FilePlace::default(), sentence))
}

const PATIENT_ADD: &str = "
    insert into patient (patient_id, created_at, sealed_key, sealed_card)
    values ($1, $2, $3, $4)";

const CARD_SET: &str = "
    update patient set sealed_card = $2 where patient_id = $1";

const TOKEN_ADD: &str = "
    insert into patient_token (patient_id, token)
    values ($1, $2)
    on conflict (patient_id, token) do nothing";

const SHARED_ADD: &str = "
    insert into shared_number (token, since)
    values ($1, $2)
    on conflict (token) do nothing";

const ORIGINAL_ADD: &str = "
    insert into original
        (patient_id, original_id, import_id, created_at, bytes, sealed_facts)
    values ($1, $2, $3, $4, $5, $6)";

pub(super) const DIRECTORY_PUT: &str = "
    insert into directory_resource
        (resource_id, kind, version, updated_at, content_hash, sealed)
    values ($1, $2, 1, $3, $4, $5)
    on conflict (resource_id) do update
    set version = directory_resource.version + 1,
        updated_at = excluded.updated_at,
        content_hash = excluded.content_hash,
        sealed = excluded.sealed
    where directory_resource.content_hash <> excluded.content_hash";
