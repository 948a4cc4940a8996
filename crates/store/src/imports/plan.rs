//! Everything an import will write, made before its transaction begins: the transaction only puts
//! rows down.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use bluebutton_crypto::Hidden;
use bluebutton_crypto::seal::DataKey;
use bluebutton_record::normalize::{FoundPatient, Ready};
use bluebutton_record::outcomes::EntryCounts;
use bluebutton_record::{PatientKey, ResourceId};

use super::batch::{Batch, Before, KnownPatient};
use super::planned::{PatientPlan, Plan};
use super::proofs::{proof_of_original, proof_of_segment, proof_of_tokens};
use super::{ImportReport, noted, quarantine, report};
use crate::Store;
use crate::db::Value;
use crate::directory;
use crate::error::Result;
use crate::events::{By, Event, Line};
use crate::files::seal_original;
use crate::limits::ENTRIES_TOLD_MAX;
use crate::matching::rows_of;
use crate::patients::{
    Card, Grounds, Meeting, add_tokens, for_demographics, for_found, key_context, listed_tokens,
    merged_card,
};
use crate::records::{Merged, Place, Sealing, current_person, is_worth_compaction, prepare};

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
    let mut met: HashMap<&PatientKey, Vec<&(FoundPatient, Meeting)>> = HashMap::new();
    for one in &batch.found {
        if let Some(key) = one.1.key() {
            met.entry(key).or_default().push(one);
        }
    }
    for patient in patients {
        let what = Arriving {
            patient,
            known: before.patients.get(patient),
            met: met.get(patient).map_or(&[], Vec::as_slice),
        };
        one_patient(store, batch, &what, &mut plan)?;
    }
    directory_rows(store, batch, before, &mut plan)?;
    quarantine::plan(store, batch, before, &mut plan)?;
    for case in &batch.cases {
        plan.rows.extend(rows_of(store, case, &batch.file, &batch.source, batch.now)?);
    }
    plan.report.issues = batch.issues.iter().chain(&batch.assigned.issues).cloned().collect();
    plan.report.issues.extend(noted::missed(batch, &plan.missed));
    plan.report.issues.extend(noted::late(plan.late));
    plan.report.entry_counts = EntryCounts::of(&batch.assigned.entries);
    plan.report.entries.clone_from(&batch.assigned.entries);
    plan.report.entries.sort_by_key(|entry| entry.became.rank());
    plan.report.entries.truncate(ENTRIES_TOLD_MAX);
    if plan.is_nothing() {
        plan.report.id.clear();
        return Ok(plan);
    }
    // A file that brought one patient is often named after them.
    let sole = plan.sole.take().filter(|_| plan.report.patients == 1);
    plan.rows.extend(sole.iter().map(|(id, key)| report::note(store, (id, key), &plan.report)));
    let sealed = report::seal(store, &plan.report, sole.as_ref().map(|(patient, _)| patient))?;
    let at = batch.now.as_microsecond();
    let part_of = batch.part_of.as_deref().into();
    let row = vec![batch.import.as_str().into(), at.into(), sealed.into(), part_of];
    plan.rows.push((report::REPORT_ADD, row));
    Ok(plan)
}

/// A patient of a batch.
struct Arriving<'a> {
    patient: &'a PatientKey,
    known: Option<&'a KnownPatient>,
    /// What the file says of them.
    met: &'a [&'a (FoundPatient, Meeting)],
}

fn one_patient(
    store: &Store,
    batch: &Batch,
    Arriving { patient, known, met }: &Arriving<'_>,
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
        known: *known,
        met,
        key,
        rows: Vec::new(),
        tokens: Vec::new(),
        missed: Vec::new(),
        late: (0, 0),
        is_long: None,
    };
    let mut proof = Vec::new();
    writer.person(&mut proof)?;
    writer.segments(&mut plan.report.counts, &mut proof)?;
    writer.originals(&mut plan.files, &mut proof)?;
    plan.missed.append(&mut writer.missed);
    plan.late = (plan.late.0 + writer.late.0, plan.late.1 + writer.late.1);
    plan.sole = Some(((*patient).clone(), writer.key.clone()));
    if writer.rows.is_empty() {
        return Ok(());
    }
    let grounds: Vec<Grounds> = met.iter().map(|(_, meeting)| meeting.grounds.clone()).collect();
    for token in grounds.iter().flat_map(|grounds| &grounds.shared) {
        let at = batch.now.as_microsecond();
        writer.rows.push((SHARED_ADD, vec![token.clone().into(), at.into()]));
    }
    let event = Event::Imported { import: batch.import.clone() };
    let line = Line::new(By::program(), event).with_proof(proof);
    plan.patients.push(PatientPlan {
        patient: (*patient).clone(),
        expected: (
            known.map(|known| known.state.sealed_card.clone()),
            known.map_or(0, |known| known.state.merged.last_seq()),
            known.map_or_else(Vec::new, |known| listed_tokens(&known.tokens)),
        ),
        is_long: writer.is_long,
        under: grounds.iter().find_map(|grounds| grounds.under.clone()),
        grounds,
        line: (!line.proof.is_empty()).then_some(line),
        rows: writer.rows,
        tokens: writer.tokens,
    });
    Ok(())
}

/// Makes the rows of one patient.
struct PatientWriter<'a> {
    store: &'a Store,
    batch: &'a Batch,
    patient: &'a PatientKey,
    known: Option<&'a KnownPatient>,
    met: &'a [&'a (FoundPatient, Meeting)],
    key: DataKey,
    rows: Vec<(&'static str, Vec<Value>)>,
    /// Tokens that are new.
    tokens: Vec<Vec<u8>>,
    /// What was to be taken back and is not there.
    missed: Vec<ResourceId>,
    /// How many versions are older than what is there, and how many of the same moment.
    late: (usize, usize),
    is_long: Option<i64>,
}

impl<'a> PatientWriter<'a> {
    /// The patient's row, card and tokens, where they are new or changed.
    fn person(&mut self, proof: &mut Vec<String>) -> Result<()> {
        let (batch, patient) = (self.batch, self.patient);
        let resource = self.ready().iter().rev().find(|ready| ready.id.local().is_empty());
        let before =
            self.known.map(|known| Card::open(&self.key, patient, &known.state.sealed_card));
        let before = before.transpose()?;
        let news = self.met.iter().filter(|(_, meeting)| !meeting.is_told);
        let news: Vec<&FoundPatient> = news.map(|(found, _)| found).collect();
        let state = self.known.map(|known| -> &Merged { &known.state.merged });
        let person = current_person(state, self.ready(), batch.now);
        let card = merged_card(before.clone(), &news, &batch.source, person);
        let of_found = self.met.iter().flat_map(|(found, meeting)| {
            let found_by = &meeting.found_by;
            if found_by.is_empty() {
                for_found(self.store, found, &batch.source)
            } else {
                found_by.clone()
            }
        });
        let of_person = resource.map(|ready| for_demographics(self.store, ready));
        let more = of_found.chain(of_person.unwrap_or_default()).collect();
        let mut all: BTreeSet<Vec<u8>> =
            self.known.map(|known| known.tokens.clone()).unwrap_or_default();
        self.tokens = add_tokens(&mut all, more);
        let list = || Value::from(listed_tokens(&all));
        let random = self.store.random();
        let is_new = before.is_none();
        match before {
            None => {
                let context = key_context(patient);
                let sealed_key = self.store.inner.ring.wrap(random, &context, &self.key);
                let sealed_card = card.seal(&self.key, patient, random)?;
                let at = batch.now.as_microsecond();
                let row =
                    vec![id(patient), at.into(), sealed_key.into(), sealed_card.into(), list()];
                self.rows.push((PATIENT_ADD, row));
            }
            Some(before) if before != card => {
                let sealed_card = card.seal(&self.key, patient, random)?;
                self.rows.push((CARD_SET, vec![id(patient), sealed_card.into()]));
            }
            Some(_) => {}
        }
        if !is_new && !self.tokens.is_empty() {
            self.rows.push((TOKENS_SET, vec![id(patient), list()]));
        }
        if is_new || !self.tokens.is_empty() {
            let known = self.known.and_then(|known| known.state.merged.parts.first());
            let since = known.map_or(batch.now.as_microsecond(), |part| part.since);
            proof.push(proof_of_tokens(self.store, since, &all));
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
            is_alone: self.batch.assigned.records.len() == 1,
            now: self.batch.now,
            random: self.store.random(),
        };
        let prepared = prepare(&place, self.ready())?;
        self.missed.extend(prepared.missed);
        self.late = (prepared.older, prepared.tied);
        for (kind, [new, changed, same]) in prepared.counts {
            let count = counts.entry(kind).or_default();
            *count = [count[0] + new, count[1] + changed, count[2] + same];
        }
        proof.extend(prepared.proofs.iter().map(|(seq, hash)| proof_of_segment(*seq, hash)));
        let before = self.known.into_iter().flat_map(|known| known.state.merged.sizes());
        let made = prepared.segments.iter().map(|segment| segment.resources as i64);
        let is_long = is_worth_compaction(before.chain(made));
        self.is_long = prepared.proofs.last().filter(|_| is_long).map(|(seq, _)| *seq);
        for segment in prepared.segments {
            self.rows.extend(segment.rows(self.patient));
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
            let when = (import.as_str(), self.batch.now.as_microsecond());
            let sealed = seal_original(self.store, &self.key, original_id, when, original)?;
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

    fn ready(&self) -> &'a [Ready] {
        self.batch.assigned.records.get(self.patient).map_or(&[], Vec::as_slice)
    }
}

fn id(patient: &PatientKey) -> Value {
    patient.as_str().into()
}

/// What belongs to no patient, where this source has not said it before.
fn directory_rows(store: &Store, batch: &Batch, before: &Before, plan: &mut Plan) -> Result<()> {
    let at = batch.now.as_microsecond();
    for ready in &batch.assigned.directory {
        let (_, hash) = directory::key_of(store, &batch.source, ready);
        let said = before.directory.get(ready.id.as_str()).map_or(&[][..], Vec::as_slice);
        let count = plan.report.counts.entry(ready.kind.to_string()).or_default();
        if said.contains(&hash) {
            count[2] += 1;
            continue;
        }
        count[usize::from(!said.is_empty())] += 1;
        plan.directory.push(directory::row_of(store, &batch.source, ready, at)?);
    }
    Ok(())
}

const PATIENT_ADD: &str = "
    insert into patient (patient_id, created_at, sealed_key, sealed_card, tokens)
    values ($1, $2, $3, $4, $5)";

const CARD_SET: &str = "
    update patient set sealed_card = $2 where patient_id = $1";

const TOKENS_SET: &str = "
    update patient set tokens = $2 where patient_id = $1";

const SHARED_ADD: &str = "
    insert into shared_number (token, since)
    values ($1, $2)
    on conflict (token) do nothing";

const ORIGINAL_ADD: &str = "
    insert into original
        (patient_id, original_id, import_id, created_at, bytes, sealed_facts)
    values ($1, $2, $3, $4, $5, $6)";
