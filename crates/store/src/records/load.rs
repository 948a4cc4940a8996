//! From the database into memory: the index of a record, and data parts when they are read.

use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::PatientKey;
use bluebutton_record::facts::FACTS_VERSION;

use super::cache::Stamp;
use super::facts::SegmentFacts;
use super::head::PartHead;
use super::ledger::{Ledger, Sealing};
use super::merged::{Maker, Merged, RecordPart, Which};
use super::parts;
use super::segment::{altered, open_data, open_facts, open_ledger, piece, seal_facts};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Foreseen, Row, Tx, Value, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::limits::{DATA_ALONG_BYTES, DATA_ALONG_BYTES_IN_ALL};

/// A part of a record as it stands in the database: what an import builds on.
#[derive(Clone)]
pub(crate) struct PartState {
    pub(crate) merged: Arc<Merged>,
    pub(crate) sealed_card: Vec<u8>,
}

impl PartState {
    /// The key its segments are sealed with.
    pub(crate) fn key(&self) -> Result<&DataKey> {
        let part = self.merged.parts.first();
        part.map(|part| &part.key).ok_or(StoreError::NotFound)
    }
}

/// How a record stands: its parts, itself first, and the last change of the directory.
#[derive(Clone)]
pub(crate) struct Opening {
    pub(crate) heads: Vec<PartHead>,
    change: i64,
}

impl std::fmt::Debug for Opening {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts: Vec<_> = self.heads.iter().map(|head| (&head.patient, head.last_seq)).collect();
        write!(f, "a record of {parts:?} at change {} of the directory", self.change)
    }
}

/// One part alone, as imports see it: what comes in goes to the part it belongs to. `None` if there
/// is no such patient.
pub(crate) async fn state(store: &Store, patient: &PatientKey) -> Result<Option<PartState>> {
    let wanted = Wanted { patient: patient.clone(), which: Which::default(), is_whole: false };
    let Some((opening, loaded)) = rows(store, wanted).await? else { return Ok(None) };
    let sealed_card = opening.heads.first().map(|head| head.sealed_card.clone());
    let sealed_card = sealed_card.unwrap_or_default();
    // Not kept in memory: imports touch a record once.
    let merged = match loaded {
        Loaded::Cached(merged) => merged,
        Loaded::Fresh(segments) => open(store, opening.heads, segments, Which::default()).await?,
    };
    Ok(Some(PartState { merged, sealed_card }))
}

/// The index of a whole record, all its parts, and the last change of the directory; `None` if there
/// is no such patient.
pub(crate) async fn record(
    store: &Store,
    patient: &PatientKey,
    which: Which,
) -> Result<Option<(Arc<Merged>, i64)>> {
    let is_present = which == Which::default();
    let wanted = Wanted { patient: patient.clone(), which: which.clone(), is_whole: true };
    let Some((opening, loaded)) = rows(store, wanted).await? else { return Ok(None) };
    let Opening { heads, change } = opening;
    let segments = match loaded {
        Loaded::Cached(merged) => return Ok(Some((merged, change))),
        Loaded::Fresh(segments) => segments,
    };
    let stamp = Stamp::of(&heads);
    let merged = open(store, heads, segments, which).await?;
    if is_present {
        store.inner.caches.indexes.insert(stamp, Arc::clone(&merged));
    }
    Ok(Some((merged, change)))
}

/// The index of a record that stands so, where it is in memory, and the last change of the directory.
pub(crate) fn in_memory(store: &Store, opening: &Opening) -> Option<(Arc<Merged>, i64)> {
    let merged = store.inner.caches.indexes.get(&Stamp::of(&opening.heads))?;
    Some((merged, opening.change))
}

/// How the record with these parts stands.
pub(crate) fn opening(tx: &mut Tx<'_>, parts: &[PatientKey]) -> Result<Opening> {
    let mut opening = Opening { heads: Vec::with_capacity(parts.len()), change: 0 };
    for part in parts {
        if let Some((head, change)) = head_of(tx, part)? {
            opening.heads.push(head);
            opening.change = change;
        }
    }
    Ok(opening)
}

/// What [`opening`] asks of one part, for who knows that it will be asked.
pub(crate) fn opening_foreseen(patient: &PatientKey) -> Foreseen {
    Foreseen::query(RECORD_STATE, vec![patient.as_str().into()])
}

/// What of a record is asked for.
struct Wanted {
    patient: PatientKey,
    which: Which,
    /// With the parts that were put under it.
    is_whole: bool,
}

enum Loaded {
    Cached(Arc<Merged>),
    /// The rows of [`SEGMENTS`] of each part.
    Fresh(Vec<Vec<Row>>),
}

async fn rows(store: &Store, wanted: Wanted) -> Result<Option<(Opening, Loaded)>> {
    let (opener, cache) = (store.clone(), store.inner.caches.indexes.clone());
    let work = move |tx: &mut Tx<'_>| {
        let Some(opening) = found(tx, &opener, &wanted.patient, wanted.is_whole)? else {
            return Ok(None);
        };
        let is_present = wanted.which == Which::default();
        if let Some(merged) = is_present.then(|| cache.get(&Stamp::of(&opening.heads))).flatten() {
            return Ok(Some((opening, Loaded::Cached(merged))));
        }
        let along = if wanted.is_whole { DATA_ALONG_BYTES } else { 0 };
        let mut segments = Vec::with_capacity(opening.heads.len());
        for head in &opening.heads {
            let part = head.patient.as_str().into();
            segments
                .push(tx.query(SEGMENTS, &[part, along.into(), DATA_ALONG_BYTES_IN_ALL.into()])?);
        }
        Ok(Some((opening, Loaded::Fresh(segments))))
    };
    store.inner.db.read("open a record", work).await
}

/// Opens the ledgers and facts of the parts, one segment after the other; facts of older rules are made
/// anew on the way.
async fn open(
    store: &Store,
    heads: Vec<PartHead>,
    segments: Vec<Vec<Row>>,
    which: Which,
) -> Result<Arc<Merged>> {
    let opener = store.clone();
    let begin = move || {
        let parts = heads.into_iter().map(|head| {
            let key = head.key(&opener)?;
            Ok(RecordPart { patient: head.patient, key, since: head.since })
        });
        let parts = parts.collect::<Result<Vec<RecordPart>>>()?;
        let mut lines = 0;
        for row in segments.iter().flatten() {
            lines += row.get::<usize>(5)?;
        }
        let maker = Maker::new(parts.clone(), lines, which, opener.time_zone());
        Ok((maker, parts, segments))
    };
    let (mut maker, parts, segments) = on_blocking_thread(begin).await?;
    for (number, (part, rows)) in (0..).zip(parts.into_iter().zip(segments)) {
        let mut rows = rows.into_iter();
        loop {
            let (opener, own) = (store.clone(), part.clone());
            let work = move || {
                let stale = add_segments(&opener, &own, (number, &mut rows), &mut maker)?;
                Ok((stale, rows, maker))
            };
            let (stale, rest, made) = on_blocking_thread(work).await?;
            (rows, maker) = (rest, made);
            let Some(ledger) = stale else { break };
            let facts = made_anew(store, &part, &ledger).await?;
            let facts = facts.unwrap_or_else(|| SegmentFacts::unknown(ledger.lines.len()));
            maker.add(number, &ledger, facts);
        }
    }
    on_blocking_thread(move || Ok(Arc::new(maker.finish()))).await
}

/// Adds the segments of a part, up to one whose facts have to be made anew: its ledger is told.
fn add_segments(
    store: &Store,
    part: &RecordPart,
    (number, rows): (u16, &mut std::vec::IntoIter<Row>),
    maker: &mut Maker,
) -> Result<Option<Ledger>> {
    let place = part.sealing();
    for row in rows {
        let ledger = open_ledger(place, row.get(0)?, row.get(1)?)?;
        let is_of_now = row.get::<Option<i64>>(2)? == Some(i64::from(FACTS_VERSION));
        let sealed = row.get::<Option<&[u8]>>(3)?.filter(|_| is_of_now);
        let facts = sealed.and_then(|sealed| open_facts(place, &ledger, sealed));
        keep_along(store, part, &ledger, row.get(4)?);
        match facts {
            Some(facts) => maker.add(number, &ledger, facts),
            None => return Ok(Some(ledger)),
        }
    }
    Ok(None)
}

/// How a record stands with all its parts, or one part alone; `None` if there is no such patient.
fn found(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    is_whole: bool,
) -> Result<Option<Opening>> {
    let Some((head, change)) = head_of(tx, patient)? else { return Ok(None) };
    if head.is_whole || !is_whole {
        return Ok(Some(Opening { heads: vec![head], change }));
    }
    let record = parts::root(tx, store, patient)?;
    let parts = parts::all(tx, store, &record)?;
    opening(tx, &parts).map(Some)
}

/// How one part stands, and the last change of the directory.
fn head_of(tx: &mut Tx<'_>, patient: &PatientKey) -> Result<Option<(PartHead, i64)>> {
    let Some(row) = tx.first(RECORD_STATE, &[patient.as_str().into()])? else { return Ok(None) };
    let head = PartHead {
        patient: patient.clone(),
        sealed_key: row.get(0)?,
        sealed_card: row.get(1)?,
        last_seq: row.get::<Option<i64>>(2)?.unwrap_or(0),
        since: row.get(3)?,
        is_whole: row.get::<Option<&str>>(4)?.is_none() && row.get::<i64>(5)? == 0,
    };
    Ok(Some((head, row.get::<Option<i64>>(6)?.unwrap_or(0))))
}

/// Keeps the data of a small segment that came along with its index. What can't be read is told when
/// it is asked for.
fn keep_along(store: &Store, part: &RecordPart, ledger: &Ledger, sealed: Option<&[u8]>) {
    let (Some(sealed), Some((first, last))) = (sealed, ledger.span()) else { return };
    if let Ok(data) = open_data(part.sealing(), ledger, sealed) {
        let place = (part.patient.clone(), part.since, first, last);
        store.inner.caches.data.insert(place, Arc::new(data));
    }
}

/// Makes the facts of a segment from its data, and writes them back; `None` where the data can't be
/// read: the record opens all the same, and says so where it is read.
pub(crate) async fn made_anew(
    store: &Store,
    part: &RecordPart,
    ledger: &Ledger,
) -> Result<Option<SegmentFacts>> {
    let Some((first, seq)) = ledger.span() else { return Ok(None) };
    let data = match read_data(store, part.clone(), first, seq).await {
        Ok(data) => data,
        Err(StoreError::Altered(what)) => {
            tracing::error!(what, "facts can't be made: run bluebutton verify");
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    let (maker, owned, own) = (store.clone(), part.clone(), ledger.clone());
    let work = move || {
        let place = owned.sealing();
        let Some(facts) = SegmentFacts::of_data(&own, &data) else { return Ok(None) };
        let sealed = seal_facts(place, maker.random(), &own, &facts)?;
        let patient = owned.patient.as_str();
        let row = vec![patient.into(), seq.into(), i64::from(FACTS_VERSION).into(), sealed.into()];
        Ok(Some((facts, row)))
    };
    let Some((facts, row)) = on_blocking_thread(work).await? else { return Ok(None) };
    keep_facts(store, part, ledger.lines.len() as i64, row).await;
    Ok(Some(facts))
}

/// Writes facts back. If that fails they are made again the next time: nobody has to wait for it.
async fn keep_facts(store: &Store, part: &RecordPart, lines: i64, values: Vec<Value>) {
    let chain = Chain::of(&part.patient);
    let work = move |tx: &mut Tx<'_>| {
        audit::lock(tx, &chain)?;
        // Meanwhile the segment may have become part of a larger one, or have been erased.
        let row = tx.first(SEGMENT_SIZE, values.get(..2).unwrap_or_default())?;
        match row {
            Some(row) if row.get::<i64>(0)? == lines => tx.execute(FACTS_PUT, &values),
            _ => Ok(0),
        }
    };
    let record = part.patient.as_str();
    let written = store.inner.db.write_to_record(record, "keep facts made anew", work);
    if let Err(error) = written.await {
        tracing::warn!(%error, "facts made anew were not kept");
    }
}

/// The decoded data of one segment of an index; `keeps` it in memory for whoever asks next.
pub(crate) async fn data(
    store: &Store,
    merged: &Arc<Merged>,
    segment: u32,
    keeps: bool,
) -> Result<Arc<String>> {
    let wanted = merged.segments.get(segment as usize).copied();
    let part = wanted.and_then(|wanted| merged.parts.get(usize::from(wanted.part)));
    let (Some(wanted), Some(part)) = (wanted, part.cloned()) else {
        return Err(StoreError::Altered(format!("segment {segment} is not in the index")));
    };
    let place = (part.patient.clone(), part.since, wanted.first, wanted.last);
    if let Some(data) = store.inner.caches.data.get(&place) {
        return Ok(data);
    }
    let data = Arc::new(read_data(store, part, wanted.first, wanted.last).await?);
    if keeps {
        store.inner.caches.data.insert(place, Arc::clone(&data));
    }
    Ok(data)
}

/// Decodes what was the segment of these numbers when an index was made. Where segments were put
/// together since, it is the piece of the larger one that was this segment.
async fn read_data(store: &Store, part: RecordPart, first: i64, last: i64) -> Result<String> {
    let params = [part.patient.as_str().into(), last.into()];
    let row = store.inner.db.read("read a segment", move |tx| tx.first(SEGMENT_FROM, &params));
    let row = row.await?;
    on_blocking_thread(move || {
        let gone = || altered(&part.patient, last, "it is gone");
        let row = row.ok_or_else(gone)?;
        let ledger = open_ledger(part.sealing(), row.get(0)?, row.get(1)?)?;
        let piece = piece(&ledger, first, last).ok_or_else(gone)?;
        let whole = open_data(part.sealing(), &ledger, row.get(2)?)?;
        match whole.get(piece.start..piece.end) {
            Some(all) if all.len() == whole.len() => Ok(whole),
            Some(piece) => Ok(piece.to_owned()),
            None => Err(gone()),
        }
    })
    .await
}

impl RecordPart {
    /// What its segments are sealed for.
    pub(crate) fn sealing(&self) -> Sealing<'_> {
        Sealing { patient: &self.patient, key: &self.key }
    }
}

const RECORD_STATE: &str = "
    select sealed_key, sealed_card, (
        select max(seq) from record_segment where patient_id = $1
    ), created_at, within, parts, (
        select max(change) from directory_resource
    )
    from patient
    where patient_id = $1";

const SEGMENTS: &str = "
    select record_segment.seq, sealed_ledger, facts_version, record_facts.sealed,
        case when length(record_segment.sealed) < $2 and (
            select sum(length(sealed)) from record_segment where patient_id = $1
        ) < $3 then record_segment.sealed end, resources
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
