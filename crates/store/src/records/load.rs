//! From the database into memory: the index of a record, and data parts when they are read.

use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::PatientKey;
use bluebutton_record::facts::FACTS_VERSION;

use super::cache::Stamp;
use super::facts::SegmentFacts;
use super::ledger::{Ledger, Sealing};
use super::merged::{Merged, OpenedPart, RecordPart, Which};
use super::parts;
use super::segment::{altered, open_data, open_facts, open_ledger, piece, seal_facts};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value, on_blocking_thread};
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
    let (opener, cache) = (store.clone(), store.inner.caches.indexes.clone());
    let work = move |tx: &mut Tx<'_>| {
        let heads = heads(tx, &opener, &wanted.patient, wanted.is_whole)?;
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

/// The head of a record with all its parts, or of one part alone.
fn heads(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey, is_whole: bool) -> Result<Heads> {
    let head_of =
        |tx: &mut Tx<'_>, patient: &PatientKey| tx.first(RECORD_STATE, &[patient.as_str().into()]);
    let Some(head) = head_of(tx, patient)? else { return Ok(Heads::new()) };
    let is_one = head.text(4).is_empty() && head.int(5) == 0;
    if is_one || !is_whole {
        return Ok(vec![(patient.clone(), head)]);
    }
    let record = parts::root(tx, store, patient)?;
    let mut heads = Heads::new();
    for part in parts::all(tx, store, &record)? {
        if let Some(head) = head_of(tx, &part)? {
            heads.push((part, head));
        }
    }
    Ok(heads)
}

/// Opens the ledgers and facts of a part; facts of older rules are made anew on the way.
async fn open_part(store: &Store, rows: PartRows) -> Result<OpenedPart> {
    let opener = store.clone();
    let work = move || {
        let PartRows { patient, head, segments } = rows;
        let key = open_key(&opener, &patient, head.bytes(0))?;
        let part = RecordPart { patient, key, since: head.int(3) };
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
        let facts = if facts.is_some() { facts } else { made_anew(store, &part, &ledger).await? };
        let facts = facts.unwrap_or_else(|| SegmentFacts::unknown(ledger.lines.len()));
        segments.push((ledger, facts));
    }
    Ok(OpenedPart { part, segments })
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
            Some(row) if row.int(0) == lines => tx.execute(FACTS_PUT, &values),
            _ => Ok(0),
        }
    };
    let record = part.patient.as_str();
    let written = store.inner.db.write_to_record(record, "keep facts made anew", work);
    if let Err(error) = written.await {
        tracing::warn!(%error, "facts made anew were not kept");
    }
}

/// The decoded data of one segment of an index.
pub(crate) async fn data(store: &Store, merged: &Arc<Merged>, segment: u32) -> Result<Arc<String>> {
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
    store.inner.caches.data.insert(place, Arc::clone(&data));
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
        let ledger = open_ledger(part.sealing(), row.int(0), row.bytes(1))?;
        let piece = piece(&ledger, first, last).ok_or_else(gone)?;
        let whole = open_data(part.sealing(), &ledger, row.bytes(2))?;
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
    ), created_at, within, parts
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
