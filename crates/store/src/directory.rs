//! What belongs to no patient: Practitioner, Organization, Location … one row a resource.

use bluebutton_record::entry::Names;
use bluebutton_record::{Resource, ResourceId};

use crate::Store;
use crate::error::Result;

/// The door to the directory.
pub struct Directory<'s>(pub(crate) &'s Store);

impl Directory<'_> {
    /// Those resources that are there, in the order asked for.
    pub async fn get(&self, _ids: &[ResourceId]) -> Result<Vec<Resource>> {
        todo!("helper: store")
    }

    /// Display names of everything `resources` refer to in the directory (one read).
    pub async fn names_for(&self, _resources: &[Resource]) -> Result<DirectoryNames> {
        todo!("helper: store")
    }
}

/// Display names by reference (`Practitioner/dir.…`).
#[derive(Clone, Debug, Default)]
pub struct DirectoryNames(pub std::collections::HashMap<String, String>);

impl Names for DirectoryNames {
    fn name(&self, reference: &str) -> Option<String> {
        self.0.get(reference).cloned()
    }
}

impl Store {
    /// The directory.
    pub fn directory(&self) -> Directory<'_> {
        Directory(self)
    }
}
