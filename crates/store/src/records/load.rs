//! From the database into memory: the index of a record, and data parts when they are read.

use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::PatientKey;
use bluebutton_record::facts::FACTS_VERSION;

use super::cache::Stamp;
use super::facts::SegmentFacts;
use super::ledger::{Ledger, Sealing};
use super::merged::{Merged, OpenedPart, Part, Which};
use super::segment::{Statement, altered, open_data, open_facts, open_ledger, piece, seal_facts};
use crate::Store;
use crate::db::{Row, Tx, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::patients::open_key;

/// A part of a record as it stands in the database: what an import builds on.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) merged: Arc<Merged>,
    pub(crate) sealed_card: Vec<u8>,
}

impl State {
    /// The key its segments are sealed with.
    pub(crate) fn key(&self) -> Result<&DataKey> {
        let part = self.merged.parts.first();
        part.map(|part| &part.key).ok_or(StoreError::NotFound)
    }
}

/// The rows of one part of a record: of [`RECORD_STATE`] and [`SEGMENTS`].
struct PartRows {
    patient: PatientKey,
    head: Row,
    segments: Vec<Row>,
}

/// One part alone, as imports see it: what comes in goes to the part it belongs to. `None` if there
/// is no such patient.
pub(crate) async fn state(store: &Store, patient: &PatientKey) -> Result<Option<State>> {
    let wanted = Wanted { patient: patient.clone(), which: Which::default(), is_whole: false };
    let Some((heads, loaded)) = rows(store, wanted).await? else { return Ok(None) };
    let sealed_card = heads.first().map(|(_, head)| head.bytes(1).to_vec()).unwrap_or_default();
    // Not kept in memory: imports touch a record once.
    let merged = match loaded {
        Loaded::Cached(merged) => merged,
        Loaded::Fresh(segments) => open(store, heads, segments, Which::default()).await?,
    };
    Ok(Some(State { merged, sealed_card }))
}

/// The index of a whole record, all its parts; `None` if there is no such patient.
pub(crate) async fn record(
    store: &Store,
    patient: &PatientKey,
    which: Which,
) -> Result<Option<Arc<Merged>>> {
    let is_present = which == Which::default();
    let wanted = Wanted { patient: patient.clone(), which: which.clone(), is_whole: true };
    let Some((heads, loaded)) = rows(store, wanted).await? else { return Ok(None) };
    let segments = match loaded {
        Loaded::Cached(merged) => return Ok(Some(merged)),
        Loaded::Fresh(segments) => segments,
    };
    let stamp = Stamp::of(&heads);
    let merged = open(store, heads, segments, which).await?;
    if is_present {
        store.inner.caches.indexes.insert(stamp, Arc::clone(&merged));
    }
    Ok(Some(merged))
}

/// What of a record is asked for.
struct Wanted {
    patient: PatientKey,
    which: Which,
    /// With the parts that were put under it.
    is_whole: bool,
}

/// Parts with their rows of [`RECORD_STATE`], the record itself first.
pub(super) type Heads = Vec<(PatientKey, Row)>;

enum Loaded {
    Cached(Arc<Merged>),
    /// The rows of [`SEGMENTS`] of each part.
    Fresh(Vec<Vec<Row>>),
}

async fn rows(store: &Store, wanted: Wanted) -> Result<Option<(Heads, Loaded)>> {
    let cache = store.inner.caches.indexes.clone();
    let work = move |tx: &mut Tx<'_>| {
        let heads = heads(tx, &wanted.patient, wanted.is_whole)?;
        if heads.is_empty() {
            return Ok(None);
        }
        let is_present = wanted.which == Which::default();
        if let Some(merged) = is_present.then(|| cache.get(&Stamp::of(&heads))).flatten() {
            return Ok(Some((heads, Loaded::Cached(merged))));
        }
        let mut segments = Vec::with_capacity(heads.len());
        for (patient, _) in &heads {
            segments.push(tx.query(SEGMENTS, &[patient.as_str().into()])?);
        }
        Ok(Some((heads, Loaded::Fresh(segments))))
    };
    store.inner.db.read("open a record", work).await
}

async fn open(
    store: &Store,
    heads: Heads,
    segments: Vec<Vec<Row>>,
    which: Which,
) -> Result<Arc<Merged>> {
    let mut opened = Vec::with_capacity(heads.len());
    for ((patient, head), segments) in heads.into_iter().zip(segments) {
        opened.push(open_part(store, PartRows { patient, head, segments }).await?);
    }
    on_blocking_thread(move || Ok(Arc::new(Merged::new(opened, &which)))).await
}

/// The head of a part, and of all that are parts of it.
fn heads(tx: &mut Tx<'_>, patient: &PatientKey, _is_whole: bool) -> Result<Heads> {
    let head = tx.first(RECORD_STATE, &[patient.as_str().into()])?;
    Ok(head.map(|head| (patient.clone(), head)).into_iter().collect())
}

/// Opens the ledgers and facts of a part; facts of older rules are made anew on the way.
async fn open_part(store: &Store, rows: PartRows) -> Result<OpenedPart> {
    let opener = store.clone();
    let work = move || {
        let PartRows { patient, head, segments } = rows;
        let key = open_key(&opener, &patient, head.bytes(0))?;
        let part = Part { patient, key };
        let place = part.sealing();
        let open = |row: &Row| {
            let ledger = open_ledger(place, row.int(0), row.bytes(1))?;
            let is_of_now = row.int(2) == i64::from(FACTS_VERSION);
            let facts = if is_of_now { open_facts(place, &ledger, row.bytes(3)) } else { None };
            Ok((ledger, facts))
        };
        let opened: Result<Vec<_>> = segments.iter().map(open).collect();
        Ok((part, opened?))
    };
    let (part, opened) = on_blocking_thread(work).await?;
    let mut segments = Vec::with_capacity(opened.len());
    for (ledger, facts) in opened {
        let facts = match facts {
            Some(facts) => facts,
            None => made_anew(store, &part, &ledger).await?,
        };
        segments.push((ledger, facts));
    }
    Ok(OpenedPart { part, segments })
}

/// Makes the facts of a segment from its data, and writes them back.
pub(crate) async fn made_anew(store: &Store, part: &Part, ledger: &Ledger) -> Result<SegmentFacts> {
    let Some((_, seq)) = ledger.span() else { return Ok(SegmentFacts::default()) };
    let params = [part.patient.as_str().into(), seq.into()];
    let row = store.inner.db.read("read a segment", move |tx| tx.first(SEGMENT_FROM, &params));
    let row = row.await?.filter(|row| row.int(0) == seq);
    let (maker, owned, own) = (store.clone(), part.clone(), ledger.clone());
    let work = move || {
        let place = owned.sealing();
        // A segment that can't be read has no facts; the record opens, and says so where it is read.
        let data = row.and_then(|row| open_data(place, &own, row.bytes(2)).ok());
        let Some(facts) = data.and_then(|data| SegmentFacts::of_data(&own, &data)) else {
            tracing::error!(patient = %owned.patient, seq, "facts can't be made: run bluebutton verify");
            return Ok((SegmentFacts::unknown(own.lines.len()), None));
        };
        let sealed = seal_facts(place, maker.random(), &own, &facts)?;
        let patient = owned.patient.as_str();
        let row = vec![patient.into(), seq.into(), i64::from(FACTS_VERSION).into(), sealed.into()];
        Ok((facts, Some((FACTS_PUT, row))))
    };
    let (facts, write): (_, Option<Statement>) = on_blocking_thread(work).await?;
    if let Some((sql, values)) = write {
        let lines = ledger.lines.len() as i64;
        let work = move |tx: &mut Tx<'_>| {
            // Meanwhile it may have become part of a larger one, or have been erased.
            let row = tx.first(SEGMENT_SIZE, values.get(..2).unwrap_or_default())?;
            match row {
                Some(row) if row.int(0) == lines => tx.execute(sql, &values),
                _ => Ok(0),
            }
        };
        let record = part.patient.as_str();
        let written = store.inner.db.write_to_record(record, "keep facts made anew", work);
        // They are made again the next time: nobody has to wait for that.
        if let Err(error) = written.await {
            tracing::warn!(%error, "facts made anew were not kept");
        }
    }
    Ok(facts)
}

/// The decoded data of one segment of an index. Where segments were put together since the index was
/// made, it is the piece of the larger one that was this segment.
pub(crate) async fn data(store: &Store, merged: &Arc<Merged>, segment: u32) -> Result<Arc<String>> {
    let wanted = merged.segments.get(segment as usize).copied();
    let part = wanted.and_then(|wanted| merged.parts.get(usize::from(wanted.part)));
    let (Some(wanted), Some(part)) = (wanted, part.cloned()) else {
        return Err(StoreError::Altered(format!("segment {segment} is not in the index")));
    };
    let place = (part.patient.clone(), wanted.first, wanted.last);
    if let Some(data) = store.inner.caches.data.get(&place) {
        return Ok(data);
    }
    let gone = move |part: &Part| altered(&part.patient, wanted.last, "it is gone");
    let params = [part.patient.as_str().into(), wanted.last.into()];
    let row = store.inner.db.read("read a segment", move |tx| tx.first(SEGMENT_FROM, &params));
    let row = row.await?.ok_or_else(|| gone(&part))?;
    let cache = store.inner.caches.data.clone();
    on_blocking_thread(move || {
        let ledger = open_ledger(part.sealing(), row.int(0), row.bytes(1))?;
        let piece = piece(&ledger, wanted.first, wanted.last).ok_or_else(|| gone(&part))?;
        let whole = open_data(part.sealing(), &ledger, row.bytes(2))?;
        let data = match whole.get(piece.start..piece.end) {
            Some(all) if all.len() == whole.len() => whole,
            Some(piece) => piece.to_owned(),
            None => return Err(gone(&part)),
        };
        let data = Arc::new(data);
        cache.insert(place, Arc::clone(&data));
        Ok(data)
    })
    .await
}

impl Part {
    /// What its segments are sealed for.
    pub(crate) fn sealing(&self) -> Sealing<'_> {
        Sealing { patient: &self.patient, key: &self.key }
    }
}

const RECORD_STATE: &str = "
    select sealed_key, sealed_card, (
        select max(seq) from record_segment where patient_id = $1
    )
    from patient
    where patient_id = $1";

const SEGMENTS: &str = "
    select record_segment.seq, sealed_ledger, facts_version, record_facts.sealed
    from record_segment
    left join record_facts
        on record_facts.patient_id = record_segment.patient_id
        and record_facts.seq = record_segment.seq
    where record_segment.patient_id = $1
    order by record_segment.seq";

const SEGMENT_FROM: &str = "
    select seq, sealed_ledger, sealed
    from record_segment
    where patient_id = $1 and seq >= $2
    order by seq
    limit 1";

const FACTS_PUT: &str = "
    insert into record_facts (patient_id, seq, facts_version, sealed)
    values ($1, $2, $3, $4)
    on conflict (patient_id, seq) do update
    set facts_version = excluded.facts_version, sealed = excluded.sealed
    where record_facts.facts_version <= excluded.facts_version";

const SEGMENT_SIZE: &str = "
    select resources
    from record_segment
    where patient_id = $1 and seq = $2";
