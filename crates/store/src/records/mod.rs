//! Records: sealed segments per patient, read at one moment.

mod append;
mod cache;
mod chosen;
mod columns;
mod compact;
mod compression;
mod erase;
mod facts;
mod flow;
mod head;
mod history;
mod kinds;
mod last_day;
mod ledger;
mod load;
pub(crate) mod measured;
mod merged;
mod pack;
pub(crate) mod parts;
mod read;
mod reindex;
mod search;
pub(crate) mod seen;
mod segment;
mod sources;
#[cfg(test)]
mod tests;
mod visible;

use std::sync::Arc;

use bluebutton_record::terms::View;
use bluebutton_record::{PatientKey, Resource, ResourceId};
use jiff::Timestamp;

pub(crate) use append::{Place, current_person, prepare};
use bluebutton_crypto::hash::sha256;
pub(crate) use cache::Caches;
use cache::Stamp;
pub use chosen::Chosen;
pub use compact::Compacted;
pub(crate) use compact::{ask as ask_for_compaction, is_worth_it as is_worth_compaction};
pub(crate) use compression::{compress, compress_resources, decompress};
pub use erase::Erasure;
pub(crate) use erase::PROOF_OF_ERASURE;
pub(crate) use facts::SegmentFacts;
pub use flow::Flow;
pub use history::Version;
pub(crate) use last_day::last_day_of;
pub(crate) use ledger::{Sealing, content_hash};
pub(crate) use load::{Opening, PartState, opening, opening_foreseen, state};
pub use merged::Until;
pub(crate) use merged::{Merged, RecordPart, Which};
pub use reindex::Reindexed;
pub use search::Found;
#[cfg(test)]
pub(crate) use segment::seal_facts;
pub(crate) use segment::{open_data, open_facts_bytes, open_ledger};
pub use visible::{EntryFacts, Held};
use visible::{Visible, VisibleEntries};

use crate::access::RecordPermit;
use crate::accounts::AccountId;
use crate::directory::{self, DirectoryNames};
use crate::error::{Result, StoreError};
use crate::{SiteRules, Store};

/// The door to records.
pub struct Records<'s>(pub(crate) &'s Store);

impl Records<'_> {
    /// Opens a record at its present state. Reads only the index (cached). With a permit to read
    /// ([`crate::access::Access::open_to_read`]) it is the state that was found with it, where that is
    /// in memory.
    pub async fn open(&self, permit: &RecordPermit) -> Result<Record> {
        if let Some(opening) = permit.found()
            && permit.shows_content()
            && let Some(known) = load::in_memory(self.0, opening)
        {
            return self.opened(permit, known, Until::Now).await;
        }
        self.open_at(permit, Until::Now).await
    }

    /// Opens a record that was found when its page was entered ([`crate::access::Access::enter`]):
    /// without asking the database again where it is in memory.
    pub async fn open_as_found(&self, permit: &RecordPermit, found: &AsFound) -> Result<Record> {
        let record = match load::in_memory(self.0, &found.opening) {
            Some(known) if permit.shows_content() => self.opened(permit, known, Until::Now).await?,
            _ => self.open(permit).await?,
        };
        let seen = Some((found.account.clone(), found.before));
        let shared = RecordParts { seen, ..RecordParts::clone(&record.shared) };
        Ok(Record { shared: Arc::new(shared) })
    }

    /// Opens a record as it was: nothing that came in later is in it.
    pub async fn open_at(&self, permit: &RecordPermit, until: Until) -> Result<Record> {
        if !permit.shows_content() {
            return Err(StoreError::NotAllowed("a permit to manage opens no content"));
        }
        let which = Which { until, ..Which::default() };
        let found = load::record(self.0, permit.patient(), which).await?;
        self.opened(permit, found.ok_or(StoreError::NotFound)?, until).await
    }

    /// A record of which the index is there.
    async fn opened(
        &self,
        permit: &RecordPermit,
        (merged, change): (Arc<Merged>, i64),
        until: Until,
    ) -> Result<Record> {
        let names = directory::at(self.0, change).await?;
        let patient = merged.parts.first().map_or(permit.patient(), |part| &part.patient).clone();
        let view = permit.view().clone();
        let shown = self.shown(&merged, &view, until);
        let visible = Visible::new(merged, shown);
        let store = self.0.clone();
        let shared = RecordParts { store, patient, view, visible, until, names, seen: None };
        Ok(Record { shared: Arc::new(shared) })
    }

    /// What a view leaves of a record: held against the facts once for each state and view.
    fn shown(
        &self,
        merged: &Arc<Merged>,
        view: &View,
        until: Until,
    ) -> Option<Arc<VisibleEntries>> {
        let now = self.0.now().as_microsecond();
        if view.shows_everything() {
            return None;
        }
        let rules = self.0.rules();
        let (cache, key) = (&self.0.inner.caches.shown, sight_key(merged, view, &rules));
        let known = (until == Until::Now).then(|| cache.get(&key)).flatten();
        if let Some(shown) = known.filter(|known| known.until.is_none_or(|until| now < until)) {
            return Some(shown);
        }
        let shown = Arc::new(VisibleEntries::of(merged, view, &rules, now)?);
        if until == Until::Now {
            cache.insert(key, Arc::clone(&shown));
        }
        Some(shown)
    }
}

/// The state of a record, the view of it, and what was sensitive then.
fn sight_key(merged: &Merged, view: &View, rules: &SiteRules) -> (Stamp, [u8; 32]) {
    let mut view = serde_json::to_vec(view).unwrap_or_default();
    view.extend(rules.topics_stamp);
    (Stamp::of_index(merged), sha256(&view))
}

/// A record at one moment, seen through a permit: everything withheld is already gone from it.
/// Cheap to clone; reads decode only the segments they touch (cached by bytes).
#[derive(Clone)]
pub struct Record {
    shared: Arc<RecordParts>,
}

#[derive(Clone)]
struct RecordParts {
    store: Store,
    patient: PatientKey,
    view: View,
    visible: Visible,
    until: Until,
    names: DirectoryNames,
    /// Who looks, and when they looked before, where that was found out already.
    seen: Option<(AccountId, Option<Timestamp>)>,
}

/// A record as it was found when one of its pages was entered.
#[derive(Clone)]
pub struct AsFound {
    pub(crate) opening: Opening,
    /// Who looks.
    pub(crate) account: AccountId,
    /// When they looked before this visit of theirs.
    pub(crate) before: Option<Timestamp>,
}

impl Record {
    /// Whose record.
    pub fn patient_key(&self) -> &PatientKey {
        &self.shared.patient
    }

    /// What is called how in the directory, as of the moment at which the record was opened.
    pub fn names(&self) -> &DirectoryNames {
        &self.shared.names
    }

    /// What the record refers to in the directory, whole: those that are there, in the order asked for.
    pub async fn directory(&self, ids: &[ResourceId]) -> Result<Vec<Resource>> {
        self.store().directory().get(self.names(), ids).await
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
