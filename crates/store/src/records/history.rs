//! The versions of one resource: nothing that was stored is lost when something newer comes.

use std::sync::Arc;

use bluebutton_record::versions::AsOf;
use bluebutton_record::{Resource, ResourceId};

use super::ledger::LedgerDeed;
use super::merged::{Entry, Merged, Which};
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
    /// As of when its source told it last.
    pub as_of: AsOf,
    /// Whether with it the resource left the record: its source took it back.
    pub is_deletion: bool,
    /// Whether there is anything to read.
    pub has_content: bool,
}

impl Record {
    /// The versions of a resource up to the state this record was opened at: the current one first, each
    /// before what it came after, whenever that arrived. None where the record (or the permit) does not
    /// hold it.
    pub async fn versions(&self, id: &ResourceId) -> Result<Vec<Version>> {
        let history = self.history(id).await?;
        let version = |entry| Version::of(history.merged(), entry);
        Ok(history.visible().versions().iter().map(version).collect())
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
        let found = load::record(self.store(), self.patient_key(), which).await?;
        let (merged, _) = found.ok_or(crate::StoreError::NotFound)?;
        let view = self.shared.view.clone();
        let shared = super::RecordParts {
            store: self.store().clone(),
            patient: self.patient_key().clone(),
            visible: Visible::of_history(merged, &view, self.clone()),
            view,
            until,
            names: self.names().clone(),
            seen: None,
        };
        Ok(Record { shared: Arc::new(shared) })
    }
}

impl Version {
    fn of(merged: &Merged, entry: &Entry) -> Self {
        Self {
            version: entry.version,
            updated: merged.updated(entry),
            as_of: merged.as_of(entry),
            is_deletion: entry.deed == LedgerDeed::Delete,
            has_content: entry.end > entry.start,
        }
    }
}
