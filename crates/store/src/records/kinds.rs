//! The resources of one type, as programs ask for them.

use bluebutton_record::ResourceId;

use super::Record;
use super::visible::EntryFacts;

impl Record {
    /// The visible resources of a type of which `wants` says so, newest first, those without a date last.
    /// Nothing is decoded for it.
    pub fn of_kind(&self, kind: &str, wants: impl Fn(&EntryFacts<'_>) -> bool) -> Vec<ResourceId> {
        let (merged, visible) = (self.merged(), self.visible());
        let is_kind = |name: Option<&str>| name == Some(kind);
        let found = visible.newest_first().filter(|entry| {
            is_kind(merged.kind(entry).map(|kind| &**kind)) && wants(&visible.facts(entry))
        });
        found.filter_map(|entry| merged.id(entry)).collect()
    }

    /// Whether anything visible refers to that: what belongs to no patient is shown to whoever sees
    /// something that names it.
    pub fn refers_to(&self, id: &ResourceId) -> bool {
        let visible = self.visible();
        visible.newest_first().any(|entry| {
            let facts = visible.facts(entry);
            facts.references().any(|(_, _, to)| to == *id)
        })
    }
}
