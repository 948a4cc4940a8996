//! Records: sealed segments per patient, read at one moment.

mod append;
mod cache;
mod columns;
mod compact;
mod erase;
mod facts;
mod flow;
mod history;
mod ledger;
mod load;
mod merged;
mod pack;
pub(crate) mod parts;
mod read;
mod reindex;
mod search;
mod seen;
mod segment;
mod sources;
#[cfg(test)]
mod tests;
mod visible;

use std::sync::Arc;

use bluebutton_record::PatientKey;
use bluebutton_record::terms::View;

pub(crate) use append::{Place, prepare};
use bluebutton_crypto::hash::sha256;
pub(crate) use cache::Caches;
use cache::Stamp;
pub use compact::Compacted;
pub use erase::Erasure;
pub(crate) use erase::PROOF_OF_ERASURE;
pub(crate) use facts::SegmentFacts;
pub use flow::Flow;
pub use history::Version;
pub(crate) use ledger::{Sealing, content_hash};
pub(crate) use load::{State, state};
pub use merged::Until;
pub(crate) use merged::{Merged, RecordPart, Which};
pub use reindex::Reindexed;
pub use search::Found;
#[cfg(test)]
pub(crate) use segment::seal_facts;
pub(crate) use segment::{compress, decompress, open_data, open_facts_bytes, open_ledger};
pub use visible::EntryFacts;
use visible::{Shown, Visible};

use crate::Store;
use crate::access::RecordPermit;
use crate::error::{Result, StoreError};

/// The door to records.
pub struct Records<'s>(pub(crate) &'s Store);

impl Records<'_> {
    /// Opens a record at its present state. Reads only the index (cached).
    pub async fn open(&self, permit: &RecordPermit) -> Result<Record> {
        self.open_at(permit, Until::Now).await
    }

    /// Opens a record as it was: nothing that came in later is in it.
    pub async fn open_at(&self, permit: &RecordPermit, until: Until) -> Result<Record> {
        if !permit.shows_content() {
            return Err(StoreError::NotAllowed("a permit to manage opens no content"));
        }
        let which = Which { until, ..Which::default() };
        let merged = load::record(self.0, permit.patient(), which).await?;
        let merged = merged.ok_or(StoreError::NotFound)?;
        let patient = merged.parts.first().map_or(permit.patient(), |part| &part.patient).clone();
        let view = permit.view().clone();
        let shown = self.shown(&merged, &view, until);
        let visible = Visible::new(merged, shown);
        let shared = Shared { store: self.0.clone(), patient, view, visible, until };
        Ok(Record { shared: Arc::new(shared) })
    }

    /// What a view leaves of a record: held against the facts once for each state and view.
    fn shown(&self, merged: &Arc<Merged>, view: &View, until: Until) -> Option<Arc<Shown>> {
        let now = self.0.now().as_microsecond();
        if view.shows_everything() {
            return None;
        }
        let (cache, key) = (&self.0.inner.caches.shown, sight_key(merged, view));
        let known = (until == Until::Now).then(|| cache.get(&key)).flatten();
        if let Some(shown) = known.filter(|known| known.until.is_none_or(|until| now < until)) {
            return Some(shown);
        }
        let shown = Arc::new(Shown::of(merged, view, now)?);
        if until == Until::Now {
            cache.insert(key, Arc::clone(&shown));
        }
        Some(shown)
    }
}

/// The state of a record, and the view of it.
fn sight_key(merged: &Merged, view: &View) -> (Stamp, [u8; 32]) {
    let view = serde_json::to_vec(view).unwrap_or_default();
    (Stamp::of_index(merged), sha256(&view))
}

/// A record at one moment, seen through a permit: everything withheld is already gone from it.
/// Cheap to clone; reads decode only the segments they touch (cached by bytes).
#[derive(Clone)]
pub struct Record {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    patient: PatientKey,
    view: View,
    visible: Visible,
    until: Until,
}

impl Record {
    /// Whose record.
    pub fn patient_key(&self) -> &PatientKey {
        &self.shared.patient
    }

    fn store(&self) -> &Store {
        &self.shared.store
    }

    fn visible(&self) -> &Visible {
        &self.shared.visible
    }

    fn merged(&self) -> &Arc<Merged> {
        &self.shared.visible.merged
    }
}

impl Store {
    /// Records.
    pub fn records(&self) -> Records<'_> {
        Records(self)
    }
}
