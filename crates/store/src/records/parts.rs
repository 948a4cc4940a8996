//! Parts of a record: two records that turn out to be one person's are put together, and taken apart
//! again if that was wrong. Nothing is rewritten: each part keeps its key, its segments, its ids and
//! what comes in for it, so that taking apart loses nothing that came in between.
//!
//! A part points to the record it was put under (`patient.within`), and that one lists it
//! (`record_part`): both are told by the chains of both.

use bluebutton_record::PatientKey;

use super::Records;
use crate::Store;
use crate::access::Who;
use crate::audit::{self, Chain};
use crate::db::{Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::limits::PARTS_MAX;

impl Records<'_> {
    /// Puts `part` (with all that is already under it) under `record`. The event is in both chains.
    pub async fn merge(
        &self,
        who: &Who,
        record: &PatientKey,
        part: &PatientKey,
        reason: &str,
    ) -> Result<()> {
        let by = by(who, reason)?;
        let (store, record, part) = (self.0.clone(), record.clone(), part.clone());
        let work = move |tx: &mut Tx<'_>| {
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
        let by = by(who, reason)?;
        let (store, part) = (self.0.clone(), part.clone());
        let work = move |tx: &mut Tx<'_>| {
            let Some(above) = above(tx, &store, &part)? else {
                return Err(StoreError::NotAllowed("it was not put under another record"));
            };
            let record = root(tx, &store, &part)?;
            lock_both(tx, &above, &part)?;
            let now = store.now();
            let both: [Value; 2] = [above.as_str().into(), part.as_str().into()];
            if tx.execute(TAKE_OUT, &both)? != 1 || tx.execute(PART_TAKE, &both)? != 1 {
                return Err(StoreError::NotAllowed("it was not put under another record"));
            }
            tx.execute(HAS_ONE_LESS, &[above.as_str().into()])?;
            let event = Event::RecordSplit { record: record.to_string(), part: part.to_string() };
            let line = Line::new(by.clone(), event);
            let gone = vec![guard::gone(TABLE, part.as_str())];
            audit::append(tx, &store, &Chain::of(&above), now, &line.clone().with_proof(gone))?;
            if record != above {
                audit::append(tx, &store, &Chain::of(&record), now, &line)?;
            }
            audit::append(tx, &store, &Chain::of(&part), now, &line)?;
            Ok(record)
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
    let proof = vec![guard::left(store, TABLE, part.as_str(), &row)];
    audit::append(tx, store, &Chain::of(record), now, &line.clone().with_proof(proof))?;
    audit::append(tx, store, &Chain::of(part), now, &line)?;
    Ok(())
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
    if row.int(0) == 0 {
        return Ok(parts);
    }
    let mut at = 0;
    while let Some(part) = parts.get(at).cloned() {
        at += 1;
        for row in tx.query(PARTS_OF, &[part.as_str().into()])? {
            guard::check(store, TABLE, &row)?;
            parts.extend(PatientKey::parse(row.text(0)).filter(|part| !parts.contains(part)));
        }
    }
    Ok(parts)
}

/// What a patient was put under, if anything; [`StoreError::NotFound`] if there is no such patient.
/// Whoever opens a part opens the record: nothing is believed here that this site did not write.
fn above(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Option<PatientKey>> {
    let row = tx.first(WITHIN, &[patient.as_str().into()])?.ok_or(StoreError::NotFound)?;
    let Some(above) = PatientKey::parse(row.text(0)) else { return Ok(None) };
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

/// Only the operator may: the pages of the records office come later.
pub(super) fn by(who: &Who, reason: &str) -> Result<By> {
    if *who != Who::Operator {
        return Err(StoreError::NotAllowed("not-in-your-rights"));
    }
    Ok(By { reason: Some(reason.to_owned()), ..By::operator() })
}

pub(crate) const TABLE: &str = "record_part";

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
