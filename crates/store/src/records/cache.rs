//! What was opened lately, weighed by bytes: merged indexes, decoded data parts and the words of
//! records that were searched. A key holds the numbers of the segments, so that nothing in here can be
//! out of date; only the words hold names of the directory, and are made anew after a while.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bluebutton_record::PatientKey;
use bluebutton_record::search::SearchText;
use moka::sync::Cache;

use super::head::PartHead;
use super::merged::Merged;
use super::visible::VisibleEntries;
use crate::limits::{
    DATA_CACHE_BYTES, INDEX_CACHE_BYTES, SHOWN_CACHE_BYTES, WORDS_CACHE_BYTES, WORDS_CACHE_SECONDS,
};

/// The caches of one store.
pub(crate) struct Caches {
    /// By the state of the record.
    pub(crate) indexes: Cache<Stamp, Arc<Merged>>,
    pub(crate) data: DataCache,
    /// By the state of the record, what is shown of it, and the place of the block, see
    /// [`super::search`].
    pub(crate) words: Cache<Block, Arc<SearchText>>,
    /// What a view leaves of a record, by the state of the record and the view.
    pub(crate) shown: Cache<(Stamp, [u8; 32]), Arc<VisibleEntries>>,
}

/// The state of a record, what is shown of it (`None`: all), and the place of a block.
type Block = (Stamp, Option<[u8; 32]>, usize);

/// The state of a record: its parts, each with the moment it began and the number of its last segment.
/// Who was erased and came back begins anew.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stamp(Arc<[(PatientKey, i64, i64)]>);

impl Stamp {
    /// The state that these heads show.
    pub(crate) fn of(heads: &[PartHead]) -> Self {
        let part = |head: &PartHead| (head.patient.clone(), head.since, head.last_seq);
        Self(heads.iter().map(part).collect())
    }

    /// The state that an index was made of.
    pub(crate) fn of_index(merged: &Merged) -> Self {
        let parts = merged.parts.iter().zip(merged.last_seqs());
        Self(parts.map(|(part, last)| (part.patient.clone(), part.since, last)).collect())
    }
}

impl Caches {
    pub(crate) fn new() -> Self {
        let indexes = Cache::builder()
            .max_capacity(INDEX_CACHE_BYTES)
            .weigher(|_, merged: &Arc<Merged>| weight(merged.bytes()))
            .build();
        let data = DataCache::of(DATA_CACHE_BYTES);
        let words = Cache::builder()
            .max_capacity(WORDS_CACHE_BYTES)
            .time_to_live(Duration::from_secs(WORDS_CACHE_SECONDS))
            .weigher(|_, words: &Arc<SearchText>| weight(words.bytes()))
            .build();
        let shown = Cache::builder()
            .max_capacity(SHOWN_CACHE_BYTES)
            .weigher(|_, shown: &Arc<VisibleEntries>| weight(shown.bytes()))
            .build();
        Self { indexes, data, words, shown }
    }

    /// Forgets everything: somebody was erased.
    pub(crate) fn forget_all(&self) {
        self.indexes.invalidate_all();
        self.data.invalidate_all();
        self.words.invalidate_all();
        self.shown.invalidate_all();
    }
}

/// Part and when it began, first and last number of a segment.
type SegmentKey = (PatientKey, i64, i64, i64);

/// Decoded segments of some megabytes each. The map under it lets go of what was evicted some dozens of values
/// later; so each value stands in a slot that is emptied as soon as its place is lost.
pub(crate) struct DataCache(Cache<SegmentKey, Arc<Slot>>);

struct Slot {
    bytes: usize,
    data: Mutex<Option<Arc<String>>>,
}

impl Slot {
    fn look<T>(&self, with: impl FnOnce(&mut Option<Arc<String>>) -> T) -> T {
        with(&mut self.data.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl DataCache {
    fn of(bytes: u64) -> Self {
        let cache = Cache::builder()
            .max_capacity(bytes)
            .weigher(|_, slot: &Arc<Slot>| weight(slot.bytes))
            .eviction_listener(|_, slot: Arc<Slot>, _| {
                slot.look(Option::take);
            });
        Self(cache.build())
    }

    pub(crate) fn get(&self, key: &SegmentKey) -> Option<Arc<String>> {
        self.0.get(key)?.look(|data| data.clone())
    }

    pub(crate) fn insert(&self, key: SegmentKey, data: Arc<String>) {
        let bytes = data.capacity();
        self.0.insert(key, Arc::new(Slot { bytes, data: Mutex::new(Some(data)) }));
        // Evicting waits for some dozens of writes, or a while: of large ones too much would wait.
        if bytes >= EVICTED_AT_ONCE_BYTES {
            self.0.run_pending_tasks();
        }
    }

    pub(crate) fn invalidate_all(&self) {
        self.0.invalidate_all();
    }

    /// How many segments are in memory.
    #[cfg(test)]
    pub(crate) fn count(&self) -> u64 {
        self.0.run_pending_tasks();
        self.0.entry_count()
    }
}

/// From this size on, what has to leave leaves with the insert.
const EVICTED_AT_ONCE_BYTES: usize = 256 * 1024;

/// What an entry costs beside its content, in the cache's own bookkeeping.
const ENTRY_BYTES: usize = 256;

fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes + ENTRY_BYTES).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: i64) -> SegmentKey {
        (PatientKey::from_hash(&[7; 9]), 0, number, number)
    }

    #[test]
    fn what_loses_its_place_is_freed_with_the_insert() {
        let cache = DataCache::of(8 * 1024 * 1024);
        let mut seen = vec![];
        for number in 0..40 {
            let data = Arc::new("x".repeat(1024 * 1024));
            seen.push(Arc::downgrade(&data));
            cache.insert(key(number), data);
            let held = seen.iter().filter(|data| data.strong_count() > 0).count();
            assert!(held <= 8, "{held} MB are held after {number} inserts");
        }
        assert!(seen.iter().any(|data| data.strong_count() > 0), "something is kept");
    }
}
