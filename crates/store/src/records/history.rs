//! The versions of one resource: nothing that was stored is lost when something newer comes.

use std::sync::Arc;

use bluebutton_record::{Resource, ResourceId};

use super::ledger::Deed;
use super::merged::{Entry, Which};
use super::visible::Visible;
use super::{Record, load};
use crate::error::Result;

/// One version of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub version: u32,
    /// When it was stored, microseconds since 1970.
    pub updated: i64,
    /// Whether with it the resource left the record: its source took it back.
    pub is_deletion: bool,
    /// Whether there is anything to read.
    pub has_content: bool,
}

impl Record {
    /// The versions of a resource up to the state this record was opened at, newest first; none where
    /// the record (or the permit) does not hold it.
    pub async fn versions(&self, id: &ResourceId) -> Result<Vec<Version>> {
        let history = self.history(id).await?;
        Ok(history.visible().versions().iter().map(Version::of).collect())
    }

    /// One version of a resource; `None` where there is none of that number, or nothing to read in it.
    pub async fn version(&self, id: &ResourceId, version: u32) -> Result<Option<Resource>> {
        let history = self.history(id).await?;
        let mut versions = history.visible().versions().iter();
        let wanted = versions.find(|entry| entry.version == version).copied();
        let Some(entry) = wanted.filter(|entry| entry.end > entry.start) else { return Ok(None) };
        Ok(history.fetch(&[entry]).await?.into_iter().next())
    }

    /// The same record with an index of all versions of one resource, seen through the same permit.
    async fn history(&self, id: &ResourceId) -> Result<Record> {
        let until = self.shared.until;
        let which = Which { until, history_of: Some(id.clone()) };
        let merged = load::record(self.store(), self.patient_key(), which).await?;
        let merged = merged.ok_or(crate::StoreError::NotFound)?;
        let view = self.shared.view.clone();
        let shared = super::Shared {
            store: self.store().clone(),
            patient: self.patient_key().clone(),
            visible: Visible::of_history(merged, &view, self.clone()),
            view,
            until,
        };
        Ok(Record { shared: Arc::new(shared) })
    }
}

impl Version {
    fn of(entry: &Entry) -> Self {
        Self {
            version: entry.version,
            updated: entry.updated,
            is_deletion: entry.deed == Deed::Delete,
            has_content: entry.end > entry.start,
        }
    }
}
