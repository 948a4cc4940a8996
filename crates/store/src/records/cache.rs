//! What was opened lately, weighed by bytes: merged indexes, decoded data parts and the words of
//! records that were searched. A key holds the number of the segment, so that nothing in here can be
//! out of date; only the words hold names of the directory, and are made anew after a while.

use std::sync::Arc;
use std::time::Duration;

use bluebutton_record::PatientKey;
use bluebutton_record::search::SearchText;
use moka::sync::Cache;

use super::merged::Merged;
use crate::limits::{DATA_CACHE_BYTES, INDEX_CACHE_BYTES, WORDS_CACHE_BYTES, WORDS_CACHE_SECONDS};

/// The caches of one store.
pub(crate) struct Caches {
    /// By patient and last segment.
    pub(crate) indexes: Cache<(PatientKey, i64), Arc<Merged>>,
    /// By patient and segment.
    pub(crate) data: Cache<(PatientKey, i64), Arc<String>>,
    /// By patient, last segment and place of the block, see [`super::search`].
    pub(crate) words: Cache<(PatientKey, i64, usize), Arc<SearchText>>,
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
        let words = Cache::builder()
            .max_capacity(WORDS_CACHE_BYTES)
            .time_to_live(Duration::from_secs(WORDS_CACHE_SECONDS))
            .weigher(|_, words: &Arc<SearchText>| weight(words.bytes()))
            .build();
        Self { indexes, data, words }
    }
}

/// What an entry costs beside its content, in the cache's own bookkeeping.
const ENTRY_BYTES: usize = 256;

fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes + ENTRY_BYTES).unwrap_or(u32::MAX)
}
