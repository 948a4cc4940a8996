//! Records: sealed segments per patient, read at one moment.

use std::collections::BTreeMap;
use std::sync::Arc;

use bluebutton_record::normalize::Ready;
use bluebutton_record::{Manifest, PatientKey, Resource, ResourceId, Section, Selection};

use crate::Store;
use crate::access::RecordPermit;
use crate::error::Result;

/// The door to records.
pub struct Records<'s>(pub(crate) &'s Store);

/// What an append did, in resources.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Appended {
    /// New in the record.
    pub new: usize,
    /// New versions of what was there.
    pub changed: usize,
    /// Already there, byte for byte.
    pub same: usize,
}

impl Records<'_> {
    /// Opens a record at its present state. Reads only the index (cached).
    pub async fn open(&self, _permit: &RecordPermit) -> Result<Record> {
        todo!("helper: store")
    }

    /// Appends to a record: one write, one audit line. `import` is the import's id. Called by
    /// `exchange/import` only, through [`crate::imports::Imports::commit`].
    pub(crate) fn _shape(&self, _patient: &PatientKey, _resources: &[Ready]) -> Appended {
        todo!("helper: store")
    }
}

/// A record at one moment, seen through a permit: everything withheld is already gone from it.
/// Cheap to clone; reads decode only the segments they touch (cached by bytes).
#[derive(Clone)]
pub struct Record {
    #[expect(dead_code, reason = "contract; helper: store")]
    shared: Arc<()>,
}

impl Record {
    /// Whose record.
    pub fn patient_key(&self) -> &PatientKey {
        todo!("helper: store")
    }

    /// The Patient resource, if one came in.
    pub async fn patient(&self) -> Result<Option<Resource>> {
        todo!("helper: store")
    }

    /// How many current resources each section holds.
    pub fn counts(&self) -> BTreeMap<Section, usize> {
        todo!("helper: store")
    }

    /// Resources of the sections, newest first, those without a date last. `skip` and `take` count resources.
    pub async fn newest(
        &self,
        _selection: &Selection,
        _skip: usize,
        _take: usize,
    ) -> Result<Vec<Resource>> {
        todo!("helper: store")
    }

    /// How many resources a selection has.
    pub fn count(&self, _selection: &Selection) -> usize {
        todo!("helper: store")
    }

    /// Everything of a selection in one read, with its manifest: what files and messages are made of.
    pub async fn read(&self, _selection: &Selection) -> Result<(Vec<Resource>, Manifest)> {
        todo!("helper: store")
    }

    /// One resource; `None` if the record (or the permit) does not hold it.
    pub async fn resource(&self, _id: &ResourceId) -> Result<Option<Resource>> {
        todo!("helper: store")
    }

    /// Several resources, in the order asked for; missing ones are left out.
    pub async fn resources(&self, _ids: &[ResourceId]) -> Result<Vec<Resource>> {
        todo!("helper: store")
    }

    /// What came in after that moment (microseconds), newest first, at most `take`: "new since your last visit".
    pub fn changed_since(&self, _moment: i64, _take: usize) -> Vec<ResourceId> {
        todo!("helper: store")
    }

    /// An original document's bytes and media type (`Binary/<id>`).
    pub async fn original(&self, _id: &ResourceId) -> Result<Option<(Vec<u8>, String)>> {
        todo!("helper: store")
    }
}

impl Store {
    /// Records.
    pub fn records(&self) -> Records<'_> {
        Records(self)
    }
}
