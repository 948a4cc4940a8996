//! From the database into memory: the index of a record, and data parts when they are read.

use std::sync::Arc;

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::PatientKey;

use super::merged::Merged;
use super::pack::unpack;
use super::segment::{Line, context, decompress, read_index};
use crate::Store;
use crate::db::{Row, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::limits::SEGMENT_UNPACKED_MAX;
use crate::patients::open_key;

/// A record as it stands in the database.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) merged: Arc<Merged>,
    pub(crate) sealed_card: Vec<u8>,
    pub(crate) is_cached: bool,
}

const RECORD_STATE: &str = "
    select sealed_key, sealed_card, (
        select max(seq) from record_segment where patient_id = $1
    )
    from patient
    where patient_id = $1";

const SEGMENT_INDEXES: &str = "
    select seq, sealed_index
    from record_segment
    where patient_id = $1
    order by seq";

const SEGMENT_DATA: &str = "
    select sealed, sealed_index
    from record_segment
    where patient_id = $1 and seq = $2";

enum Loaded {
    Cached(State),
    Fresh { head: Row, segments: Vec<Row> },
}

/// The state of a record; `None` if there is no such patient.
pub(crate) async fn state(store: &Store, patient: &PatientKey) -> Result<Option<State>> {
    let (cache, key) = (store.inner.caches.indexes.clone(), patient.clone());
    let loaded = store.inner.db.read("open a record", move |tx| {
        let Some(head) = tx.first(RECORD_STATE, &[key.as_str().into()])? else { return Ok(None) };
        if let Some(merged) = cache.get(&(key.clone(), head.int(2))) {
            let sealed_card = head.bytes(1).to_vec();
            return Ok(Some(Loaded::Cached(State { merged, sealed_card, is_cached: true })));
        }
        let segments = tx.query(SEGMENT_INDEXES, &[key.as_str().into()])?;
        Ok(Some(Loaded::Fresh { head, segments }))
    });
    let (head, segments) = match loaded.await? {
        None => return Ok(None),
        Some(Loaded::Cached(state)) => return Ok(Some(state)),
        Some(Loaded::Fresh { head, segments }) => (head, segments),
    };
    let (opener, key) = (store.clone(), patient.clone());
    let state = on_blocking_thread(move || {
        let merged = Arc::new(merge(&opener, key, head.bytes(0), &segments)?);
        Ok(State { merged, sealed_card: head.bytes(1).to_vec(), is_cached: false })
    });
    Ok(Some(state.await?))
}

/// Keeps an index in memory; not done by imports, which touch a record once.
pub(crate) fn keep(store: &Store, merged: &Arc<Merged>) {
    let key = (merged.patient.clone(), merged.last_seq());
    store.inner.caches.indexes.insert(key, Arc::clone(merged));
}

fn merge(store: &Store, patient: PatientKey, sealed_key: &[u8], rows: &[Row]) -> Result<Merged> {
    let key = open_key(store, &patient, sealed_key)?;
    let mut segments = Vec::with_capacity(rows.len());
    for row in rows {
        segments.push((row.int(0), index_lines(&key, &patient, row.int(0), row.bytes(1))?));
    }
    Ok(Merged::new(patient, key, segments))
}

/// Opens a sealed index part.
pub(crate) fn index_lines(
    key: &DataKey,
    patient: &PatientKey,
    seq: i64,
    sealed: &[u8],
) -> Result<Vec<Line>> {
    let plain = seal::open(key, &context(patient, seq, "index"), sealed)
        .map_err(|_| altered(patient, seq, "its index does not open"))?;
    read_index(&plain).map_err(|_| altered(patient, seq, "its index has another form"))
}

/// The decoded data part of one segment, by its place in the index.
pub(crate) async fn data(store: &Store, merged: &Arc<Merged>, segment: u32) -> Result<Arc<String>> {
    let Some(seq) = merged.seqs.get(segment as usize).copied() else {
        return Err(altered(&merged.patient, i64::from(segment), "it is not in the index"));
    };
    let place = (merged.patient.clone(), seq);
    if let Some(data) = store.inner.caches.data.get(&place) {
        return Ok(data);
    }
    let params = [merged.patient.as_str().into(), seq.into()];
    let row = store.inner.db.read("read a segment", move |tx| tx.first(SEGMENT_DATA, &params));
    let row = row.await?.ok_or_else(|| altered(&merged.patient, seq, "it is gone"))?;
    let (cache, merged) = (store.inner.caches.data.clone(), Arc::clone(merged));
    on_blocking_thread(move || {
        let (key, patient) = (&merged.key, &merged.patient);
        let lines = index_lines(key, patient, seq, row.bytes(1))?;
        let data = Arc::new(open_data(key, patient, seq, row.bytes(0), &lines)?);
        cache.insert(place, Arc::clone(&data));
        Ok(data)
    })
    .await
}

/// Opens a sealed data part.
pub(crate) fn open_data(
    key: &DataKey,
    patient: &PatientKey,
    seq: i64,
    sealed: &[u8],
    lines: &[Line],
) -> Result<String> {
    let plain = seal::open(key, &context(patient, seq, "data"), sealed)
        .map_err(|_| altered(patient, seq, "its data does not open"))?;
    let plain = decompress(&plain, SEGMENT_UNPACKED_MAX)
        .map_err(|_| altered(patient, seq, "its data does not unpack"))?;
    let packed = String::from_utf8(plain);
    let packed = packed.map_err(|_| altered(patient, seq, "its data is no text"))?;
    unpack(patient, lines, &packed)
        .ok_or_else(|| altered(patient, seq, "its data is not as its index says"))
}

/// A segment is not what was stored.
pub(crate) fn altered(patient: &PatientKey, seq: i64, what: &str) -> StoreError {
    StoreError::Altered(format!("record_segment {patient} {seq}: {what}"))
}
