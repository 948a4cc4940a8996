//! One file, one transaction: look at what is there, make everything ready, put it down if nobody
//! wrote to the same records in between, start over if somebody did.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_record::facts;
use bluebutton_record::json::Document;
use bluebutton_record::normalize::Ready;
use bluebutton_record::{PatientKey, ResourceId};

use super::batch::{Batch, Before};
use super::plan::make;
use super::planned::{PatientPlan, Plan};
use super::quarantine::QUARANTINE_ADD;
use super::report::REPORT_ADD;
use super::{Arrival, ImportReport, before, quarantine, report};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Tx, Value, on_blocking_thread};
use crate::directory;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::limits::COMMIT_RUNS_MAX;
use crate::patients::{Grounds, having, token_row, tokens_came, told_so};
use crate::records::{ask_for_compaction, parts};

pub(super) async fn commit(
    store: &Store,
    arrival: Arrival<'_>,
    part_of: Option<&str>,
) -> Result<ImportReport> {
    let mut batch = batch_of(store, arrival, part_of)?;
    let (db, unsure) = (&store.inner.db, Unsure::default());
    for _ in 0..COMMIT_RUNS_MAX {
        // Safe to repeat: what was kept although the answer was lost is found there.
        match db.patiently(|| attempt(store, &batch, &unsure)).await? {
            CommitAttempt::Done(report) => return Ok(*report),
            CommitAttempt::Moved => {}
            CommitAttempt::Overtaken(patients) => {
                batch = meet_again(store, batch, &patients).await?;
            }
        }
    }
    Err(StoreError::Database {
        reason: "commit an import",
        detail: "others kept writing to the same records".to_owned(),
    })
}

/// What one file brought, under an id of its own.
pub(super) fn batch_of(
    store: &Store,
    arrival: Arrival<'_>,
    part_of: Option<&str>,
) -> Result<Arc<Batch>> {
    if arrival.found.len() != arrival.meetings.len() {
        return Err(StoreError::NotAllowed("an import with patients whom nobody met"));
    }
    let now = store.now();
    let found = arrival.found.iter().cloned().zip(arrival.meetings.iter().cloned()).collect();
    Ok(Arc::new(Batch {
        import: new_id(store, now),
        now,
        part_of: part_of.map(str::to_owned),
        file: arrival.file.to_owned(),
        source: arrival.source.to_owned(),
        found,
        assigned: arrival.assigned,
        issues: arrival.issues,
        quarantine: arrival.quarantine,
        cases: arrival.cases,
    }))
}

/// The report of an attempt whose answer was lost, as when the database went away under it: whether it
/// was kept is not known, but by its row.
#[derive(Default)]
pub(super) struct Unsure(Mutex<Option<ImportReport>>);

impl Unsure {
    fn note(&self, report: Option<ImportReport>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = report;
    }

    /// The report of that attempt, if it was kept.
    async fn kept(&self, store: &Store) -> Result<Option<Box<ImportReport>>> {
        let report = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(report) = report else { return Ok(None) };
        let is_there = report::get(store, &report.id).await?.is_some();
        Ok(is_there.then(|| Box::new(report)))
    }
}

pub(super) enum CommitAttempt {
    Done(Box<ImportReport>),
    /// Somebody else wrote to one of the records in between.
    Moved,
    /// What was known when it was said whose these are has changed in between.
    Overtaken(Vec<PatientKey>),
}

pub(super) async fn attempt(
    store: &Store,
    batch: &Arc<Batch>,
    unsure: &Unsure,
) -> Result<CommitAttempt> {
    if let Some(report) = unsure.kept(store).await? {
        return Ok(CommitAttempt::Done(report));
    }
    let before = before::look(store, batch).await?;
    let overtaken = overtaken(batch, &before);
    if !overtaken.is_empty() {
        return Ok(CommitAttempt::Overtaken(overtaken));
    }
    let (maker, parts) = (store.clone(), Arc::clone(batch));
    let mut plan = on_blocking_thread(move || make(&maker, &parts, &before)).await?;
    if plan.is_nothing() {
        return Ok(CommitAttempt::Done(Box::new(plan.report)));
    }
    let files = std::mem::take(&mut plan.files);
    let places: Vec<String> = files.iter().map(|(place, _)| place.clone()).collect();
    for (place, content) in files {
        store.inner.files.put(&place, content).await?;
    }
    let report = std::mem::take(&mut plan.report);
    let tokens = plan.patients.iter().map(|own| own.tokens.len()).sum();
    let writer = store.clone();
    let work = move |tx: &mut Tx<'_>| write(tx, &writer, &plan);
    unsure.note(Some(report.clone()));
    let written = store.inner.db.write("commit an import", work).await;
    if matches!(written, Ok(Written::Yes)) {
        tokens_came(store, tokens).await;
        return Ok(CommitAttempt::Done(Box::new(report)));
    }
    // The commit of an earlier attempt may have come through late, under this one.
    if matches!(written, Err(StoreError::Conflict { .. }))
        && let Some(report) = unsure.kept(store).await?
    {
        return Ok(CommitAttempt::Done(report));
    }
    // No row names them. After an error the commit may still have happened: they stay.
    if written.is_ok() {
        unsure.note(None);
        for place in places {
            store.inner.files.delete(&place).await?;
        }
    }
    Ok(match written? {
        Written::Yes => CommitAttempt::Done(Box::new(report)),
        Written::Moved => CommitAttempt::Moved,
        Written::Overtaken(patients) => CommitAttempt::Overtaken(patients),
    })
}

/// Those whose card is not the one that was compared, or whom another import made first.
fn overtaken(batch: &Batch, before: &Before) -> Vec<PatientKey> {
    let came_whole = batch.found.iter().filter(|(found, _)| found.item.is_some());
    let keys = came_whole.filter_map(|(_, meeting)| Some((meeting.key()?, &meeting.grounds)));
    let changed = keys.filter(|(key, grounds)| {
        let card = before.patients.get(key).map(|known| &known.state.sealed_card);
        card != grounds.card.as_ref()
    });
    let changed: BTreeSet<&PatientKey> = changed.map(|(key, _)| key).collect();
    changed.into_iter().cloned().collect()
}

/// Asks again whose these patients' data are, now that more is known. What has become unclear stays
/// apart: an import is never half a case.
async fn meet_again(
    store: &Store,
    batch: Arc<Batch>,
    overtaken: &[PatientKey],
) -> Result<Arc<Batch>> {
    let mut batch = Arc::into_inner(batch).ok_or_else(|| StoreError::Database {
        reason: "commit an import",
        detail: "an attempt is still running".to_owned(),
    })?;
    let whole = batch.found.iter().filter(|(found, _)| found.item.is_some());
    let keys = whole.filter_map(|(_, meeting)| meeting.key().cloned());
    let mut taken: Arc<BTreeSet<PatientKey>> = Arc::new(keys.collect());
    let overtaken: BTreeSet<&PatientKey> = overtaken.iter().collect();
    let mut places: BTreeMap<PatientKey, Vec<usize>> = BTreeMap::new();
    for (at, (_, meeting)) in batch.found.iter().enumerate() {
        if let Some(key) = meeting.key().filter(|key| overtaken.contains(key)) {
            places.entry(key.clone()).or_default().push(at);
        }
    }
    for (patient, places) in places {
        let own = places.iter().filter_map(|at| batch.found.get(*at));
        let Some((found, _)) = own.clone().find(|(found, _)| found.item.is_some()) else {
            continue;
        };
        Arc::make_mut(&mut taken).remove(&patient);
        let patients = store.patients();
        let mut meeting = patients.meet(found, &batch.source, &taken).await?;
        if meeting.key().is_none() {
            tracing::info!(import = batch.import, "a patient became unclear and stays apart");
            meeting = patients.apart(found, &batch.source, &taken).await?;
        }
        let was_told = own.clone().any(|(_, old)| old.is_told);
        if was_told && meeting.key() != Some(&patient) {
            // The record that knew all this is gone in between: what came is not whole without its
            // Patient.
            return Err(StoreError::NotFound);
        }
        if let Some(key) = meeting.key().filter(|key| **key != patient) {
            rename(&mut batch, &patient, key);
        }
        Arc::make_mut(&mut taken).extend(meeting.key().cloned());
        for at in places {
            if let Some((_, old)) = batch.found.get_mut(at) {
                *old = meeting.clone();
            }
        }
    }
    Ok(Arc::new(batch))
}

/// Gives a patient's data another key. A key stands in ids and references only: no text holds 65
/// bits of a keyed hash by chance.
fn rename(batch: &mut Batch, old: &PatientKey, new: &PatientKey) {
    let text = |text: &str| text.replace(old.as_str(), new.as_str());
    let id = |id: ResourceId| ResourceId::parse(&text(id.as_str())).unwrap_or(id);
    let records = batch.assigned.records.remove(old).unwrap_or_default();
    let records = records.into_iter().map(|ready| {
        let json = text(&ready.json);
        let facts = Document::parse(&json).map(|document| facts::of(document.root()));
        let facts = facts.unwrap_or(ready.facts);
        Ready { id: id(ready.id), json, facts, ..ready }
    });
    batch.assigned.records.entry(new.clone()).or_default().extend(records);
    if let Some(originals) = batch.assigned.originals.remove(old) {
        let originals = originals.into_iter().map(|(own, original)| (id(own), original));
        batch.assigned.originals.entry(new.clone()).or_default().extend(originals);
    }
}

enum Written {
    Yes,
    Moved,
    Overtaken(Vec<PatientKey>),
}

/// Puts the rows down; nothing is written if a record is not as it was.
///
/// Locks the chains of the patients, in the order of their keys, and compares what the plan was built
/// on. A new patient has no chain yet: who makes the same one meets its key, and then a record that
/// is not as it was. Two new patients with one number are kept apart by locking the number's name.
fn write(tx: &mut Tx<'_>, store: &Store, plan: &Plan) -> Result<Written> {
    let above = records_above(tx, store, plan)?;
    let mut chains: BTreeSet<&PatientKey> = plan.patients.iter().map(|own| &own.patient).collect();
    chains.extend(&above);
    audit::lock_all(tx, chains.into_iter())?;
    if records_above(tx, store, plan)? != above {
        return Ok(Written::Moved);
    }
    let each: Vec<_> = plan.patients.iter().map(|own| vec![own.patient.as_str().into()]).collect();
    for (own, rows) in plan.patients.iter().zip(tx.query_each(STILL, &each)?) {
        let (expected_card, expected_seq, expected_tokens) = &own.expected;
        let row = rows.first();
        let card = row.map(|row| row.get::<&[u8]>(0)).transpose()?;
        let seq = row.map(|row| row.get::<Option<i64>>(1)).transpose()?.flatten();
        let tokens = row.map(|row| row.get::<&[u8]>(2)).transpose()?.unwrap_or_default();
        let is_as_it_was = card == expected_card.as_deref()
            && seq.unwrap_or(0) == *expected_seq
            && tokens == expected_tokens.as_slice();
        if !is_as_it_was {
            return Ok(Written::Moved);
        }
    }
    let overtaken = overtaken_by_newcomers(tx, plan)?;
    if !overtaken.is_empty() {
        return Ok(Written::Overtaken(overtaken));
    }
    let (mut of_report, of_site) = told(store, plan);
    for own in &plan.patients {
        tx.execute_all(&own.rows)?;
        if let Some(last) = own.is_long {
            ask_for_compaction(tx, store, &own.patient, last)?;
        }
        if let Some(line) = &own.line {
            // The first patient's line tells of the report, too.
            let mut line = line.clone();
            line.proof.append(&mut of_report);
            audit::append(tx, store, &Chain::of(&own.patient), plan.at, &line)?;
        }
        if let Some((under, by)) = &own.under {
            parts::put_decided(tx, store, by, (under, &own.patient))?;
        }
    }
    tx.execute_all(&token_rows(plan))?;
    tx.execute_all(&plan.rows)?;
    let of_directory = directory::put(tx, store, &plan.directory)?;
    let of_site: Vec<String> = of_site.into_iter().chain(of_directory).chain(of_report).collect();
    if !of_site.is_empty() {
        let event = Event::Imported { import: plan.report_id.clone() };
        let line = Line::new(By::program(), event).with_proof(of_site);
        audit::append(tx, store, &Chain::Site, plan.at, &line)?;
    }
    Ok(Written::Yes)
}

/// What the patients are found by from now on, in the order of the tree: what lies side by side in it, such
/// as all who have one name, is written to one page at once.
fn token_rows(plan: &Plan) -> Vec<(&'static str, Vec<Value>)> {
    let each = plan
        .patients
        .iter()
        .flat_map(|own| own.tokens.iter().map(|token| (token.as_slice(), own.patient.as_str())));
    let mut all: Vec<(&[u8], &str)> = each.collect();
    all.sort_unstable();
    all.into_iter().map(|(token, patient)| (TOKEN_ADD, token_row(patient, token))).collect()
}

/// The records under which new patients are put.
fn records_above(tx: &mut Tx<'_>, store: &Store, plan: &Plan) -> Result<Vec<PatientKey>> {
    let under = plan.patients.iter().filter_map(|own| own.under.as_ref());
    under.map(|(patient, _)| parts::root(tx, store, patient)).collect()
}

/// What lines say of the rows that belong to no patient: of the report, and of the rest.
fn told(store: &Store, plan: &Plan) -> (Vec<String>, Vec<String>) {
    let (mut of_report, mut of_site) = (Vec::new(), Vec::new());
    for (statement, values) in &plan.rows {
        let Some(key) = values.first().map(guard::shown) else { continue };
        if *statement == REPORT_ADD {
            of_report.push(guard::left(store, "import_report", &key, &report::settled(values)));
        } else if *statement == QUARANTINE_ADD {
            of_site.push(guard::left(store, quarantine::TABLE, &key, &values[..1]));
        }
    }
    (of_report, of_site)
}

/// New patients beside whom somebody came in between whom they were not compared with.
fn overtaken_by_newcomers(tx: &mut Tx<'_>, plan: &Plan) -> Result<Vec<PatientKey>> {
    let new = || plan.patients.iter().filter(|own| own.expected.0.is_none());
    let grounds = || new().flat_map(|own| own.grounds.iter().map(move |grounds| (own, grounds)));
    let tokens = || grounds().flat_map(|(_, grounds)| &grounds.tokens);
    let told = || grounds().filter_map(|(_, grounds)| grounds.told.as_ref());
    tx.lock_names(tokens().chain(told()).cloned())?;
    // All at once, in the order of the tree: it is read from one end to the other.
    let mut there = having(tx, &tokens().map(Vec::as_slice).collect())?;
    there.extend(told_so(tx, told().map(Vec::as_slice).collect())?);
    let came = |own: &PatientPlan, grounds: &Grounds| {
        let found_by = grounds.tokens.iter().chain(&grounds.told);
        let people = found_by.filter_map(|token| there.get(token)).flatten();
        people.into_iter().any(|one| *one != own.patient && !grounds.considered.contains(one))
    };
    let overtaken: BTreeSet<&PatientKey> = grounds()
        .filter(|(own, grounds)| came(own, grounds))
        .map(|(own, _)| &own.patient)
        .collect();
    Ok(overtaken.into_iter().cloned().collect())
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
    ), tokens
    from patient
    where patient_id = $1";

const TOKEN_ADD: &str = "
    insert into patient_token (patient_id, token)
    values ($1, $2)
    on conflict (token, patient_id) do nothing";
