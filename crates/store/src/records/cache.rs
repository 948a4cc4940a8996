//! What was opened lately, weighed by bytes: merged indexes and decoded data parts. A key holds the
//! number of the segment, so that nothing in here can be out of date.

use std::sync::Arc;

use bluebutton_record::PatientKey;
use moka::sync::Cache;

use super::merged::Merged;
use crate::limits::{DATA_CACHE_BYTES, INDEX_CACHE_BYTES};

/// The caches of one store.
pub(crate) struct Caches {
    /// By patient and last segment.
    pub(crate) indexes: Cache<(PatientKey, i64), Arc<Merged>>,
    /// By patient and segment.
    pub(crate) data: Cache<(PatientKey, i64), Arc<String>>,
}

impl Caches {
    pub(crate) fn new() -> Self {
        let indexes = Cache::builder()
            .max_capacity(INDEX_CACHE_BYTES)
            .weigher(|_, merged: &Arc<Merged>| weight(merged.bytes()))
            .build();
        let data = Cache::builder()
            .max_capacity(DATA_CACHE_BYTES)
            .weigher(|_, data: &Arc<String>| weight(data.capacity()))
            .build();
        Self { indexes, data }
    }
}

/// What an entry costs beside its content, in the cache's own bookkeeping.
const ENTRY_BYTES: usize = 256;

fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes + ENTRY_BYTES).unwrap_or(u32::MAX)
}
