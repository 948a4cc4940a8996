//! Who the facts of a reading came from: the organizations it names, for its manifest.

use std::collections::BTreeSet;

use bluebutton_record::entry::Names as _;
use bluebutton_record::{Resource, ResourceId};

use crate::Store;
use crate::directory::{directory_references, names_of};
use crate::error::Result;

/// Names of the organizations in the directory that the resources refer to, in order.
pub(super) async fn names(store: &Store, resources: &[Resource]) -> Result<Vec<String>> {
    let mut references = BTreeSet::new();
    for resource in resources {
        let organizations =
            directory_references(&resource.json).filter(|r| r.kind == "Organization");
        references.extend(organizations.map(|r| r.id.to_owned()));
    }
    let ids: Vec<ResourceId> = references.iter().filter_map(|id| ResourceId::parse(id)).collect();
    let found = names_of(store, &ids).await?;
    let names = ids.iter().filter_map(|id| found.name(&format!("Organization/{id}")));
    Ok(names.collect::<BTreeSet<String>>().into_iter().collect())
}
