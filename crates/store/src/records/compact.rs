//! Puts the segments of a record together where there are many, or many small ones: a feed that brings one
//! result at a time writes one segment each time, and whoever opens the record reads them all.
//!
//! Every version stays, with the number of the import that brought it, so that the audit trail proves
//! each of them afterwards as it did before. Nothing of an import that runs at the same time is in
//! the way: it adds a segment behind the last one, and this replaces earlier ones. A reader that
//! opened the record before finds its pieces in the larger segments, see [`super::load`].

use bluebutton_record::PatientKey;

use super::Records;
use super::facts::SegmentFacts;
use super::ledger::Ledger;
use super::merged::RecordPart;
use super::segment::{altered, open_data, open_ledger, seal_segment};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Statement, Tx, Value, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::jobs::{self, CompactionJob, Job};
use crate::limits::{
    COMPACTED_AT_ONCE, SEGMENT_BYTES_MAX, SEGMENT_RESOURCES_MAX, SEGMENTS_BEFORE_COMPACTION,
    SMALL_SEGMENT_RESOURCES, SMALL_SEGMENTS_BEFORE_COMPACTION,
};
use crate::patients::open_key;

/// What was done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// Segments that became part of larger ones.
    pub segments: u64,
    /// The larger ones.
    pub into: u64,
}

/// Whether segments of so many versions each are worth putting together: there are many, or many small ones.
pub(crate) fn is_worth_it(segments: impl Iterator<Item = i64>) -> bool {
    let (mut all, mut small) = (0, 0);
    for versions in segments {
        all += 1;
        small += i64::from(versions <= SMALL_SEGMENT_RESOURCES);
    }
    all > SEGMENTS_BEFORE_COMPACTION || small > SMALL_SEGMENTS_BEFORE_COMPACTION
}

/// Asks for a part's segments to be put together, in the transaction that writes the one of that number: once
/// for so many further segments, however many imports bring them.
pub(crate) fn ask(tx: &mut Tx<'_>, store: &Store, part: &PatientKey, last: i64) -> Result<()> {
    let patient = part.to_string();
    let why = format!("{patient} {}", last / SMALL_SEGMENTS_BEFORE_COMPACTION);
    jobs::add_once(tx, store, &why, &Job::Compaction(CompactionJob { patient }))
}

/// Segments that will be one, as they were read.
struct Group {
    part: RecordPart,
    rows: Vec<Row>,
}

impl Records<'_> {
    /// Records that have so many segments, or so many small ones, that they are worth putting together, at most `take`, from
    /// the one behind `after` on in the order of their keys.
    pub async fn to_compact(
        &self,
        after: Option<&PatientKey>,
        take: usize,
    ) -> Result<Vec<PatientKey>> {
        let after = after.map_or("", PatientKey::as_str);
        let params = [
            after.into(),
            SEGMENTS_BEFORE_COMPACTION.into(),
            (take as i64).into(),
            SMALL_SEGMENT_RESOURCES.into(),
            SMALL_SEGMENTS_BEFORE_COMPACTION.into(),
        ];
        let work = move |tx: &mut Tx<'_>| tx.query(MANY_SEGMENTS, &params);
        let rows = self.0.inner.db.read("look for long records", work).await?;
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// Puts the segments of one part of a record together, as many as fit into one each. Safe to be
    /// stopped at any moment, to run twice, and beside imports and readers.
    pub async fn compact(&self, patient: &PatientKey) -> Result<Compacted> {
        let mut done = Compacted::default();
        let mut after = 0;
        while let Some(group) = self.next_group(patient, &mut after).await? {
            let (patient, count) = (group.part.patient.clone(), group.rows.len() as i64);
            let (first, last) = match (group.rows.first(), group.rows.last()) {
                (Some(first), Some(last)) => (first.get::<i64>(0)?, last.get::<i64>(0)?),
                _ => continue,
            };
            let random = self.0.clone();
            let made = on_blocking_thread(move || put_together(&group, &random)).await?;
            let work = move |tx: &mut Tx<'_>| replace(tx, &patient, (first, last, count), &made);
            if self.0.inner.db.write("put segments together", work).await? {
                done.segments += count as u64;
                done.into += 1;
            }
        }
        Ok(done)
    }

    /// The next segments that fit into one, behind `after`; `None` at the end of the record.
    async fn next_group(&self, patient: &PatientKey, after: &mut i64) -> Result<Option<Group>> {
        loop {
            let params = [patient.as_str().into(), (*after).into(), COMPACTED_AT_ONCE.into()];
            let work = move |tx: &mut Tx<'_>| {
                let head = tx.first(KEY, params.get(..1).unwrap_or_default())?;
                Ok((head, tx.query(SIZES, &params)?))
            };
            let (head, sizes) = self.0.inner.db.read("look at segments", work).await?;
            let (Some(head), Some(first)) = (head, sizes.first()) else { return Ok(None) };
            let (mut resources, mut bytes, mut fitting) = (0, 0, Vec::new());
            for row in &sizes {
                resources += row.get::<i64>(1)?;
                bytes += row.get::<i64>(2)? * PACKED_TO;
                let fits =
                    resources <= SEGMENT_RESOURCES_MAX as i64 && bytes <= SEGMENT_BYTES_MAX as i64;
                if !fits {
                    break;
                }
                fitting.push(row.get::<i64>(0)?);
            }
            let begin = first.get::<i64>(0)?;
            let last = fitting.last().copied().unwrap_or(begin);
            *after = last;
            // One that has no neighbour to go with stays as it is.
            if fitting.len() < 2 {
                continue;
            }
            let key = open_key(self.0, patient, head.get::<&[u8]>(0)?)?;
            let part = RecordPart { patient: patient.clone(), key, since: 0 };
            let params = [patient.as_str().into(), begin.into(), last.into()];
            let work = move |tx: &mut Tx<'_>| tx.query(SEGMENTS, &params);
            let rows = self.0.inner.db.read("read segments", work).await?;
            return Ok(Some(Group { part, rows }));
        }
    }
}

/// Makes one segment of several: all their lines in their order.
fn put_together(group: &Group, store: &Store) -> Result<[Statement; 2]> {
    let place = group.part.sealing();
    let mut ledger = Ledger::default();
    let mut datas = Vec::with_capacity(group.rows.len());
    for row in &group.rows {
        let own = open_ledger(place, row.get::<i64>(0)?, row.get::<&[u8]>(1)?)?;
        let data = open_data(place, &own, row.get::<&[u8]>(2)?)?;
        ledger.append(&own);
        datas.push((own, data));
    }
    let mut jsons = Vec::with_capacity(ledger.lines.len());
    for (own, data) in &datas {
        let mut rest = data.as_str();
        for length in own.lengths() {
            let gone = || altered(place.patient, 0, "its data is shorter than its ledger says");
            let (json, behind) = rest.split_at_checked(length).ok_or_else(gone)?;
            jsons.push(json);
            rest = behind;
        }
    }
    let all = datas.iter().map(|(_, data)| data.as_str()).collect::<String>();
    let facts = SegmentFacts::of_data(&ledger, &all);
    let facts = facts.ok_or_else(|| altered(place.patient, 0, "its data has another length"))?;
    let sealed = seal_segment(place, store.random(), &ledger, &jsons, &facts)?;
    Ok(sealed.rows(place.patient))
}

/// Puts the larger segment in the place of those it was made of; not if they are no longer there as
/// they were: somebody else did the same, or the record was erased.
fn replace(
    tx: &mut Tx<'_>,
    patient: &PatientKey,
    (first, last, count): (i64, i64, i64),
    made: &[Statement; 2],
) -> Result<bool> {
    audit::lock(tx, &Chain::of(patient))?;
    let span = || -> Vec<Value> { vec![patient.as_str().into(), first.into(), last.into()] };
    if tx.first(COUNT, &span())?.map_or(Ok(0), |row| row.get::<i64>(0))? != count {
        return Ok(false);
    }
    match tx.execute(TAKE_SEGMENTS, &span())? {
        0 => return Ok(false),
        taken if taken == count as u64 => {}
        _ => {
            return Err(StoreError::Database {
                reason: "put segments together",
                detail: "they changed meanwhile".to_owned(),
            });
        }
    }
    tx.execute(TAKE_FACTS, &span())?;
    tx.execute_all(made)?;
    Ok(true)
}

/// JSON is about so many times its packed and sealed size.
const PACKED_TO: i64 = 12;

/// Over all records: which of them are long is known by looking at all.
const MANY_SEGMENTS: &str = "
    select patient_id
    from record_segment
    where patient_id > $1
    group by patient_id
    having count(*) > $2 or sum(case when resources <= $4 then 1 else 0 end) > $5
    order by patient_id
    limit $3";

const KEY: &str = "
    select sealed_key
    from patient
    where patient_id = $1";

const SIZES: &str = "
    select seq, resources, length(sealed)
    from record_segment
    where patient_id = $1 and seq > $2
    order by seq
    limit $3";

const SEGMENTS: &str = "
    select seq, sealed_ledger, sealed
    from record_segment
    where patient_id = $1 and seq between $2 and $3
    order by seq";

const COUNT: &str = "
    select count(*)
    from record_segment
    where patient_id = $1 and seq between $2 and $3";

const TAKE_FACTS: &str = "
    delete from record_facts
    where patient_id = $1 and seq between $2 and $3";

const TAKE_SEGMENTS: &str = "
    delete from record_segment
    where patient_id = $1 and seq between $2 and $3";
