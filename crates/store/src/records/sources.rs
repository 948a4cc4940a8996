//! Who the facts of a reading came from: the organizations it names, for its manifest.

use std::collections::BTreeSet;

use bluebutton_record::entry::Names as _;

use super::Record;

impl Record {
    /// Names of the organizations in the directory that the entries refer to, in order.
    pub(super) fn sources(&self, wanted: &[u32]) -> Vec<String> {
        let merged = self.merged();
        let mut ids = BTreeSet::new();
        for entry in wanted.iter().filter_map(|place| merged.entry(*place)) {
            for (_, goal) in merged.references(entry) {
                if merged.kind_of(goal) == "Organization" {
                    ids.extend(merged.elsewhere(goal));
                }
            }
        }
        let ids = ids.into_iter().filter(|id| id.patient().is_none());
        let names = ids.filter_map(|id| self.names().name(&format!("Organization/{id}")));
        names.collect::<BTreeSet<String>>().into_iter().collect()
    }
}
