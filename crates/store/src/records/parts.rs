//! Parts of a record: two records that turn out to be one person's are put together, and taken apart
//! again if that was wrong. Nothing is rewritten: each part keeps its key, its segments, its ids and
//! what comes in for it, so that taking apart loses nothing that came in between.
//!
//! A part points to the record it was put under (`patient.within`), and that one lists it
//! (`record_part`): both are told by the chains of both.

use std::collections::BTreeSet;

use bluebutton_record::{PatientKey, Task};

use super::Records;
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::on_duty;
use crate::audit::{self, Chain};
use crate::db::{Foreseen, Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::limits::{DECISION_REASON_CHARS_MAX, PARTS_MAX};

impl Records<'_> {
    /// Puts `part` (with all that is already under it) under `record`. The event is in both chains.
    pub async fn merge(
        &self,
        who: &Who,
        record: &PatientKey,
        part: &PatientKey,
        reason: &str,
    ) -> Result<()> {
        let (who, reason) = (who.clone(), with_reason(reason)?);
        let (store, record, part) = (self.0.clone(), record.clone(), part.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by =
                By { reason: Some(reason.clone()), ..on_duty(tx, &store, &who, Task::TellApart)? };
            let (record, part) = (root(tx, &store, &record)?, root(tx, &store, &part)?);
            lock_both(tx, &record, &part)?;
            // Somebody else may have put them under another one meanwhile.
            let (record, part) = (root(tx, &store, &record)?, root(tx, &store, &part)?);
            if record == part {
                return Err(StoreError::NotAllowed("they are one record already"));
            }
            if all(tx, &store, &record)?.len() + all(tx, &store, &part)?.len() > PARTS_MAX {
                return Err(StoreError::NotAllowed("a record has no more parts than that"));
            }
            put_under(tx, &store, &by, (&record, &part))
        };
        self.0.inner.db.write("put two records together", work).await
    }

    /// Takes a part, with all that was put under it, out of the record it is in, which is told. The
    /// event is in both chains.
    pub async fn split(&self, who: &Who, part: &PatientKey, reason: &str) -> Result<PatientKey> {
        let (who, reason) = (who.clone(), with_reason(reason)?);
        let (store, part) = (self.0.clone(), part.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by =
                By { reason: Some(reason.clone()), ..on_duty(tx, &store, &who, Task::TellApart)? };
            take_out(tx, &store, &by, &part)
        };
        self.0.inner.db.write("take a record apart", work).await
    }

    /// The parts of the record that this one is (a part of), the one that names it first.
    pub async fn parts(&self, patient: &PatientKey) -> Result<Vec<PatientKey>> {
        let (store, patient) = (self.0.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            let root = root(tx, &store, &patient)?;
            all(tx, &store, &root)
        };
        self.0.inner.db.read("list the parts of a record", work).await
    }
}

/// Takes a part out of the record it is in, which is told.
pub(crate) fn take_out(
    tx: &mut Tx<'_>,
    store: &Store,
    by: &By,
    part: &PatientKey,
) -> Result<PatientKey> {
    let Some(above) = above(tx, store, part)? else {
        return Err(StoreError::NotAllowed("it was not put under another record"));
    };
    let record = root(tx, store, part)?;
    lock_both(tx, &above, part)?;
    let now = store.now();
    let both: [Value; 2] = [above.as_str().into(), part.as_str().into()];
    if tx.execute(TAKE_OUT, &both)? != 1 || tx.execute(PART_TAKE, &both)? != 1 {
        return Err(StoreError::NotAllowed("it was not put under another record"));
    }
    tx.execute(HAS_ONE_LESS, &[above.as_str().into()])?;
    let event = Event::RecordSplit { record: record.to_string(), part: part.to_string() };
    let line = Line::new(by.clone(), event);
    let gone = vec![guard::gone(TABLE, part.as_str())];
    audit::append(tx, store, &Chain::of(&above), now, &line.clone().with_proof(gone))?;
    if record != above {
        audit::append(tx, store, &Chain::of(&record), now, &line)?;
    }
    audit::append(tx, store, &Chain::of(part), now, &line)?;
    Ok(record)
}

/// Whether a patient was put under another.
pub(crate) fn is_part(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<bool> {
    match above(tx, store, patient) {
        Ok(above) => Ok(above.is_some()),
        Err(StoreError::NotFound) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Puts a new patient under the record of whom staff said they are. Both chains are locked. Where that
/// one is gone, or has no room, they stay by themselves.
pub(crate) fn put_decided(
    tx: &mut Tx<'_>,
    store: &Store,
    by: &By,
    (under, part): (&PatientKey, &PatientKey),
) -> Result<()> {
    let record = root(tx, store, under)?;
    let parts = all(tx, store, &record)?.len();
    if parts == 0 || parts >= PARTS_MAX || record == *part || is_part(tx, store, part)? {
        return Ok(());
    }
    put_under(tx, store, by, (&record, part))
}

fn put_under(
    tx: &mut Tx<'_>,
    store: &Store,
    by: &By,
    (record, part): (&PatientKey, &PatientKey),
) -> Result<()> {
    let now = store.now();
    tx.execute(PUT_UNDER, &[record.as_str().into(), part.as_str().into()])?;
    tx.execute(HAS_ONE_MORE, &[record.as_str().into()])?;
    let columns: [Value; 3] =
        [part.as_str().into(), record.as_str().into(), now.as_microsecond().into()];
    let row = guard::guarded(store, TABLE, columns);
    tx.execute(PART_ADD, &row)?;
    let event = Event::RecordMerged { record: record.to_string(), part: part.to_string() };
    let line = Line::new(by.clone(), event);
    let proof = vec![guard::left_whole(store, TABLE, part.as_str(), &row)];
    audit::append(tx, store, &Chain::of(record), now, &line.clone().with_proof(proof))?;
    audit::append(tx, store, &Chain::of(part), now, &line)?;
    Ok(())
}

/// The record that a patient is, or is a part of, with its chain locked: while this transaction lasts
/// nothing is put under it, or taken out. Its parts, the one that names it first, and where its chain
/// ends. Most records are one part: then it is one statement, behind the lock.
pub(crate) fn locked_whole(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<(Vec<PatientKey>, audit::Head)> {
    let key = [patient.as_str().into()];
    let is_locked = tx.is_locked(HEAD_OF_ONE, &key)?;
    let row = tx.first(ONE, &key)?.ok_or(StoreError::NotFound)?;
    if is_locked && let Some(head) = head_of_one(store, row)? {
        return Ok((vec![patient.clone()], head));
    }
    let mut record = root(tx, store, patient)?;
    for _ in 0..PARTS_MAX {
        let head = audit::locked_head(tx, store, &Chain::of(&record))?;
        let now = root(tx, store, &record)?;
        if now == record {
            return Ok((all(tx, store, &record)?, head));
        }
        record = now;
    }
    Err(StoreError::Altered(format!("patient {patient}: its record is in a circle of parts")))
}

/// What [`locked_whole`] asks of a patient, for who knows that it will be asked.
pub(crate) fn foreseen(patient: &PatientKey) -> [Foreseen; 2] {
    let key = || vec![patient.as_str().into()];
    [Foreseen::lock(HEAD_OF_ONE, key()), Foreseen::query(ONE, key())]
}

/// Where the chain of a patient ends, of a row of [`ONE`]; `None` unless they are a record of one part
/// that has a chain.
fn head_of_one(store: &Store, mut row: Row) -> Result<Option<audit::Head>> {
    let is_one = row.get::<Option<&str>>(6)?.is_none() && row.get::<i64>(7)? == 0;
    if !is_one || row.get::<Option<&str>>(0)?.is_none() {
        return Ok(None);
    }
    row.0.truncate(6);
    audit::Head::of(store, &row).map(Some)
}

/// The parts of the record that a patient is, or is a part of, with the chains of all of them locked in
/// the order of their keys, as whoever writes to several of them does.
pub(crate) fn all_locked(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Vec<PatientKey>> {
    let key = [patient.as_str().into()];
    let is_locked = tx.is_locked(HEAD_OF_ONE, &key)?;
    let row = tx.first(ONE, &key)?.ok_or(StoreError::NotFound)?;
    if is_locked && head_of_one(store, row)?.is_some() {
        return Ok(vec![patient.clone()]);
    }
    let now = |tx: &mut Tx<'_>| {
        let record = root(tx, store, patient)?;
        all(tx, store, &record)
    };
    let mut known = now(tx)?;
    for _ in 0..PARTS_MAX {
        let in_order: BTreeSet<&PatientKey> = known.iter().collect();
        audit::lock_all(tx, in_order.into_iter())?;
        let parts = now(tx)?;
        if parts == known {
            return Ok(parts);
        }
        known = parts;
    }
    Err(StoreError::Altered(format!("patient {patient}: its record is in a circle of parts")))
}

/// The record that a patient is, or is a part of; itself where nobody knows it.
pub(crate) fn root(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<PatientKey> {
    let mut root = patient.clone();
    for _ in 0..PARTS_MAX {
        match above(tx, store, &root) {
            Ok(Some(above)) => root = above,
            Ok(None) | Err(StoreError::NotFound) => return Ok(root),
            Err(error) => return Err(error),
        }
    }
    Err(StoreError::Altered(format!("patient {patient}: its record is in a circle of parts")))
}

/// A record and all that was put under it, it first; nothing where there is no such patient.
pub(crate) fn all(tx: &mut Tx<'_>, store: &Store, record: &PatientKey) -> Result<Vec<PatientKey>> {
    let Some(row) = tx.first(HAS_PARTS, &[record.as_str().into()])? else { return Ok(Vec::new()) };
    let mut parts = vec![record.clone()];
    if row.get::<i64>(0)? == 0 {
        return Ok(parts);
    }
    let mut at = 0;
    while let Some(part) = parts.get(at).cloned() {
        at += 1;
        for row in tx.query(PARTS_OF, &[part.as_str().into()])? {
            guard::check(store, TABLE, &row)?;
            let part: PatientKey = row.get(0)?;
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
    }
    Ok(parts)
}

/// What a patient was put under, if anything; [`StoreError::NotFound`] if there is no such patient.
/// Whoever opens a part opens the record: nothing is believed here that this site did not write.
fn above(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Option<PatientKey>> {
    let row = tx.first(WITHIN, &[patient.as_str().into()])?.ok_or(StoreError::NotFound)?;
    let Some(above) = row.get::<Option<PatientKey>>(0)? else { return Ok(None) };
    let listed = tx.first(LISTED, &[above.as_str().into(), patient.as_str().into()])?;
    let unlisted = || StoreError::Altered(format!("patient {patient}: {above} does not list it"));
    guard::check(store, TABLE, &listed.ok_or_else(unlisted)?)?;
    Ok(Some(above))
}

/// Both chains, in the order of their keys, so that two who do this at once wait for each other.
fn lock_both(tx: &mut Tx<'_>, one: &PatientKey, other: &PatientKey) -> Result<()> {
    let in_order = [one.min(other), one.max(other)];
    for patient in in_order {
        tx.first(HAS_PARTS, &[patient.as_str().into()])?.ok_or(StoreError::NotFound)?;
    }
    audit::lock_all(tx, in_order.into_iter())
}

/// A reason that tells something.
fn with_reason(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > DECISION_REASON_CHARS_MAX {
        return Err(StoreError::NotAllowed("a-reason-is-needed"));
    }
    Ok(reason.to_owned())
}

/// Only the operator erases.
pub(super) fn by(who: &Who, reason: &str) -> Result<By> {
    if *who != Who::Operator {
        return Err(StoreError::NotAllowed("not-in-your-rights"));
    }
    Ok(By { reason: Some(reason.to_owned()), ..By::operator() })
}

pub(crate) const TABLE: &str = "record_part";

/// The head of a record of one part: what is locked is all that it has.
const HEAD_OF_ONE: &str = "
    select patient_id
    from audit_head
    where patient_id = $1 and exists (
        select 1 from patient where patient_id = $1 and within is null and parts = 0
    )";

const ONE: &str = "
    select audit_head.patient_id, audit_head.seq, hash, logged_seq, counted_seq, guard,
        within, parts
    from patient
    left join audit_head on audit_head.patient_id = patient.patient_id
    where patient.patient_id = $1";

pub(crate) const WITHIN: &str = "
    select within
    from patient
    where patient_id = $1";

pub(crate) const LISTED: &str = "
    select part_id, patient_id, joined_at, guard
    from record_part
    where patient_id = $1 and part_id = $2";

const HAS_PARTS: &str = "
    select parts
    from patient
    where patient_id = $1";

pub(crate) const PARTS_OF: &str = "
    select part_id, patient_id, joined_at, guard
    from record_part
    where patient_id = $1
    order by joined_at, part_id";

const PUT_UNDER: &str = "
    update patient
    set within = $1
    where patient_id = $2 and within is null";

const TAKE_OUT: &str = "
    update patient
    set within = null
    where patient_id = $2 and within = $1";

const HAS_ONE_MORE: &str = "
    update patient
    set parts = parts + 1
    where patient_id = $1";

const HAS_ONE_LESS: &str = "
    update patient
    set parts = parts - 1
    where patient_id = $1";

const PART_ADD: &str = "
    insert into record_part (part_id, patient_id, joined_at, guard)
    values ($1, $2, $3, $4)";

const PART_TAKE: &str = "
    delete from record_part
    where patient_id = $1 and part_id = $2";
