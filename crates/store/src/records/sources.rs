//! Who the facts of a reading came from: the organizations it names, for its manifest.

use std::collections::BTreeSet;

use bluebutton_record::entry::Names as _;
use bluebutton_record::facts::Target;

use super::merged::Merged;
use crate::Store;
use crate::directory::names_of;
use crate::error::Result;

/// Names of the organizations in the directory that the entries refer to, in order.
pub(super) async fn names(store: &Store, merged: &Merged, wanted: &[u32]) -> Result<Vec<String>> {
    let mut ids = BTreeSet::new();
    for entry in wanted.iter().filter_map(|place| merged.entry(*place)) {
        for (_, address) in merged.references(entry) {
            match &address.to {
                Target::Elsewhere(id) if &*address.kind == "Organization" => {
                    ids.insert(id.clone());
                }
                _ => {}
            }
        }
    }
    let ids: Vec<_> = ids.into_iter().filter(|id| id.patient().is_none()).collect();
    let found = names_of(store, &ids).await?;
    let names = ids.iter().filter_map(|id| found.name(&format!("Organization/{id}")));
    Ok(names.collect::<BTreeSet<String>>().into_iter().collect())
}
