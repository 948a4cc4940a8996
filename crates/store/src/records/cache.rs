//! What was opened lately, weighed by bytes: merged indexes, decoded data parts and the words of
//! records that were searched. A key holds the numbers of the segments, so that nothing in here can be
//! out of date; only the words hold names of the directory, and are made anew after a while.

use std::sync::Arc;
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
    /// By part and when it began, first and last number of the segment.
    pub(crate) data: Cache<(PatientKey, i64, i64, i64), Arc<String>>,
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
        let data = Cache::builder()
            .max_capacity(DATA_CACHE_BYTES)
            .weigher(|_, data: &Arc<String>| weight(data.capacity()))
            .build();
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

/// What an entry costs beside its content, in the cache's own bookkeeping.
const ENTRY_BYTES: usize = 256;

fn weight(bytes: usize) -> u32 {
    u32::try_from(bytes + ENTRY_BYTES).unwrap_or(u32::MAX)
}
