//! One file, one transaction: look at what is there, make everything ready, put it down if nobody
//! wrote to the same records in between, start over if somebody did.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use bluebutton_record::facts;
use bluebutton_record::json::Document;
use bluebutton_record::normalize::{FoundPatient, Ready};
use bluebutton_record::{PatientKey, ResourceId};

use super::plan::{Batch, Before, DIRECTORY_PUT, Known, Plan, make};
use super::quarantine::QUARANTINE_ADD;
use super::report::REPORT_ADD;
use super::{Arrival, ImportReport, quarantine};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Tx, Value, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::jobs::{self, CompactionJob, Job};
use crate::limits::{COMMIT_RUNS_MAX, SEGMENTS_BEFORE_COMPACTION};
use crate::patients::Match;
use crate::records::state;

pub(super) async fn commit(store: &Store, arrival: Arrival<'_>) -> Result<ImportReport> {
    if arrival.found.len() != arrival.keys.len() {
        return Err(StoreError::NotAllowed("an import with patients but without their keys"));
    }
    let now = store.now();
    let found = arrival.found.iter().cloned().zip(arrival.keys.iter().cloned()).collect();
    let mut batch = Arc::new(Batch {
        import: new_id(store, now),
        now,
        file: arrival.file.to_owned(),
        source: arrival.source.to_owned(),
        found,
        assigned: arrival.assigned,
        issues: arrival.issues,
        quarantine: arrival.quarantine,
        apart: BTreeSet::new(),
    });
    let db = &store.inner.db;
    for _ in 0..COMMIT_RUNS_MAX {
        // Safe to repeat: what was kept although the answer was lost is found there.
        match db.patiently(|| attempt(store, &batch)).await? {
            Attempt::Done(report) => return Ok(report),
            Attempt::Moved => {}
            Attempt::Overtaken(patient) => batch = meet_again(store, batch, &patient).await?,
        }
    }
    Err(StoreError::Database {
        reason: "commit an import",
        detail: "others kept writing to the same records".to_owned(),
    })
}

enum Attempt {
    Done(ImportReport),
    /// Somebody else wrote to one of the records in between.
    Moved,
    /// Somebody else gave this new patient a key of their own in between.
    Overtaken(PatientKey),
}

async fn attempt(store: &Store, batch: &Arc<Batch>) -> Result<Attempt> {
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
    let written = store.inner.db.write("commit an import", work).await;
    if matches!(written, Ok(Written::Yes)) {
        return Ok(Attempt::Done(report));
    }
    // No row names them. After an error the commit may still have happened: they stay.
    if written.is_ok() {
        for place in places {
            store.inner.files.delete(&place).await?;
        }
    }
    Ok(match written? {
        Written::Yes => Attempt::Done(report),
        Written::Moved => Attempt::Moved,
        Written::Overtaken(patient) => Attempt::Overtaken(patient),
    })
}

/// Asks again whose a new patient's data is, now that somebody else has met them under another key.
async fn meet_again(store: &Store, batch: Arc<Batch>, patient: &PatientKey) -> Result<Arc<Batch>> {
    let mut batch = Arc::into_inner(batch).ok_or_else(|| StoreError::Database {
        reason: "commit an import",
        detail: "an attempt is still running".to_owned(),
    })?;
    let own = batch.found.iter().find(|(_, key)| key.as_ref() == Some(patient));
    let answer = match own {
        Some((found, _)) => {
            let FoundPatient { identifiers, guard, addresses, .. } = found;
            store.patients().find(identifiers, guard, &batch.source, addresses).await?
        }
        None => Match::Unknown,
    };
    match answer {
        Match::Known(key) if key != *patient => rename(&mut batch, patient, &key),
        // Two people with one number: never one record.
        _ => {
            batch.apart.insert(patient.clone());
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
    for (_, key) in batch.found.iter_mut().filter(|(_, key)| key.as_ref() == Some(old)) {
        *key = Some(new.clone());
    }
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
            let tokens = tokens.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
            let originals = originals.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
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
                known.insert(id, row.get(0)?);
            }
        }
        Ok((there, known))
    };
    (before.quarantine, before.directory) =
        store.inner.db.read("look before an import", work).await?;
    Ok(before)
}

enum Written {
    Yes,
    Moved,
    Overtaken(PatientKey),
}

/// Puts the rows down; nothing is written if a record is not as it was.
///
/// Locks the chains of the patients, in the order of their keys, and compares what the plan was built
/// on. A new patient has no chain yet: who makes the same one meets its key, and then a record that
/// is not as it was. Two new patients with one number are kept apart by locking the number's name.
fn write(tx: &mut Tx<'_>, store: &Store, plan: &Plan) -> Result<Written> {
    audit::lock_all(tx, plan.patients.iter().map(|own| &own.patient))?;
    let each: Vec<_> = plan.patients.iter().map(|own| vec![own.patient.as_str().into()]).collect();
    for (own, rows) in plan.patients.iter().zip(tx.query_each(STILL, &each)?) {
        let (expected_card, expected_seq) = &own.expected;
        let row = rows.first();
        let card = row.map(|row| row.get::<&[u8]>(0)).transpose()?;
        let seq = row.map(|row| row.get::<Option<i64>>(1)).transpose()?.flatten();
        if card != expected_card.as_deref() || seq.unwrap_or(0) != *expected_seq {
            return Ok(Written::Moved);
        }
    }
    if let Some(patient) = overtaken(tx, plan)? {
        return Ok(Written::Overtaken(patient));
    }
    let (mut of_report, of_site) = told(store, plan);
    for own in &plan.patients {
        tx.execute_all(&own.rows)?;
        if let Some(last) = own.is_long {
            let patient = own.patient.to_string();
            // Once for so many further segments, however many imports bring them.
            let why = format!("{patient} {}", last / SEGMENTS_BEFORE_COMPACTION);
            jobs::add_once(tx, store, &why, &Job::Compaction(CompactionJob { patient }))?;
        }
        if let Some(line) = &own.line {
            // The first patient's line tells of the report, too.
            let mut line = line.clone();
            line.proof.append(&mut of_report);
            audit::append(tx, store, &Chain::of(&own.patient), plan.at, &line)?;
        }
    }
    tx.execute_all(&plan.rows)?;
    let of_site: Vec<String> = of_site.into_iter().chain(of_report).collect();
    if !of_site.is_empty() {
        let event = Event::Imported { import: plan.report_id.clone() };
        let line = Line::new(By::program(), event).with_proof(of_site);
        audit::append(tx, store, &Chain::Site, plan.at, &line)?;
    }
    Ok(Written::Yes)
}

/// What lines say of the rows that belong to no patient: of the report, and of the rest.
fn told(store: &Store, plan: &Plan) -> (Vec<String>, Vec<String>) {
    let (mut of_report, mut of_site) = (Vec::new(), Vec::new());
    for (statement, values) in &plan.rows {
        let Some(key) = values.first().map(guard::shown) else { continue };
        if *statement == REPORT_ADD {
            of_report.push(guard::left(store, "import_report", &key, values));
        } else if *statement == QUARANTINE_ADD {
            of_site.push(guard::left(store, quarantine::TABLE, &key, &values[..1]));
        } else if *statement == DIRECTORY_PUT {
            let settled = [values.first(), values.get(3)].map(Option::<&Value>::cloned);
            let settled: Vec<Value> = settled.into_iter().flatten().collect();
            of_site.push(guard::left(store, "directory_resource", &key, &settled));
        }
    }
    (of_report, of_site)
}

/// A new patient whose number somebody else was given meanwhile.
fn overtaken(tx: &mut Tx<'_>, plan: &Plan) -> Result<Option<PatientKey>> {
    let numbers = plan.patients.iter().flat_map(|own| {
        own.identifiers.iter().map(|identifier| (&own.patient, identifier.clone()))
    });
    let (patients, numbers): (Vec<&PatientKey>, Vec<Vec<u8>>) = numbers.unzip();
    if numbers.is_empty() {
        return Ok(None);
    }
    tx.lock_names(numbers.iter().cloned())?;
    let each: Vec<_> = patients
        .iter()
        .zip(numbers)
        .map(|(patient, number)| vec![number.into(), patient.as_str().into()])
        .collect();
    let found = tx.query_each(ANOTHER_HAS_IT, &each)?;
    let overtaken = patients.into_iter().zip(found).find(|(_, rows)| !rows.is_empty());
    Ok(overtaken.map(|(patient, _)| patient.clone()))
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

/// Over all records: a number says nothing of whose it is.
const ANOTHER_HAS_IT: &str = "
    select patient_id
    from patient_token
    where token = $1 and patient_id <> $2
    limit 1";

const TOKENS: &str = "
    select token from patient_token where patient_id = $1";

const ORIGINALS: &str = "
    select original_id from original where patient_id = $1";

const IS_WAITING: &str = "
    select quarantine_id from quarantine where quarantine_id = $1";

const DIRECTORY_HASH: &str = "
    select content_hash from directory_resource where resource_id = $1";
