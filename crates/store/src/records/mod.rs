//! Records: sealed segments per patient, read at one moment.

mod append;
mod cache;
mod columns;
mod load;
mod merged;
mod pack;
mod read;
mod search;
mod segment;
mod sources;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use bluebutton_record::PatientKey;

pub(crate) use append::{Place, content_hash, prepare, segment_hash};
pub(crate) use cache::Caches;
pub(crate) use load::{State, index_lines, open_data, state};
pub(crate) use merged::Merged;
pub use search::Found;
pub(crate) use segment::{compress, decompress};

use crate::Store;
use crate::access::{Limit, RecordPermit};
use crate::error::{Result, StoreError};

/// The door to records.
pub struct Records<'s>(pub(crate) &'s Store);

impl Records<'_> {
    /// Opens a record at its present state. Reads only the index (cached).
    pub async fn open(&self, permit: &RecordPermit) -> Result<Record> {
        if !permit.shows_content() {
            return Err(StoreError::NotAllowed("a permit to manage opens no content"));
        }
        let state = load::state(self.0, permit.patient()).await?.ok_or(StoreError::NotFound)?;
        if !state.is_cached {
            load::keep(self.0, &state.merged);
        }
        let store = self.0.clone();
        let limit = permit.limit().clone();
        Ok(Record { shared: Arc::new(Shared { store, limit, merged: state.merged }) })
    }
}

/// A record at one moment, seen through a permit: everything withheld is already gone from it.
/// Cheap to clone; reads decode only the segments they touch (cached by bytes).
#[derive(Clone)]
pub struct Record {
    shared: Arc<Shared>,
}

struct Shared {
    store: Store,
    limit: Limit,
    merged: Arc<Merged>,
}

impl Record {
    /// Whose record.
    pub fn patient_key(&self) -> &PatientKey {
        &self.shared.merged.patient
    }

    fn store(&self) -> &Store {
        &self.shared.store
    }

    fn limit(&self) -> &Limit {
        &self.shared.limit
    }
}

impl Store {
    /// Records.
    pub fn records(&self) -> Records<'_> {
        Records(self)
    }
}
