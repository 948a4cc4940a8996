//! The entries that a permit shows of a record. Everything that a [`super::Record`] hands out, counts
//! or searches goes through here: what is withheld is withheld everywhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use bluebutton_record::facts::Coding;
use bluebutton_record::{ResourceId, Section};

use super::merged::{Entry, Merged};
use crate::access::Limit;

/// A record's index with what the permit leaves of it.
pub(crate) struct Visible {
    pub(crate) merged: Arc<Merged>,
    limit: Limit,
}

/// What is derived of an entry: what rules of access decide and searches look by.
#[derive(Clone, Copy)]
pub struct EntryFacts<'m> {
    merged: &'m Merged,
    entry: &'m Entry,
}

impl Visible {
    pub(crate) fn new(merged: Arc<Merged>, limit: Limit) -> Self {
        Self { merged, limit }
    }

    /// The one place where it is decided: whether the permit shows an entry of this index.
    pub(crate) fn shows(&self, entry: &Entry) -> bool {
        let facts = self.facts(entry);
        // Who the record is about is always told.
        facts.section() == Section::About
            || self.limit.sections.as_ref().is_none_or(|shown| shown.contains(&facts.section()))
    }

    /// Whether everything is shown: a whole document may tell of every section.
    pub(crate) fn shows_all(&self) -> bool {
        self.limit.sections.is_none()
    }

    /// The entries, newest first, those without a date last.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        self.merged.newest_first().filter(|entry| self.shows(entry))
    }

    /// The entries by section, newest first in each.
    pub(crate) fn by_section(&self) -> impl Iterator<Item = &Entry> {
        self.merged.by_section().filter(|entry| self.shows(entry))
    }

    /// How many entries each section shows.
    pub(crate) fn counts(&self) -> BTreeMap<Section, usize> {
        let mut counts = BTreeMap::new();
        for section in Section::ALL {
            let count = self.merged.of_section(section).filter(|entry| self.shows(entry)).count();
            if count > 0 {
                counts.insert(section, count);
            }
        }
        counts
    }

    /// What is derived of an entry.
    pub(crate) fn facts<'m>(&'m self, entry: &'m Entry) -> EntryFacts<'m> {
        EntryFacts { merged: &self.merged, entry }
    }

    /// The entry of an id.
    pub(crate) fn find(&self, id: &ResourceId) -> Option<&Entry> {
        self.merged.find(id).filter(|entry| self.shows(entry))
    }

    /// How many entries are withheld, by the message id of the rule.
    pub(crate) fn withheld(&self) -> BTreeMap<String, usize> {
        let count = self.merged.newest_first().filter(|entry| !self.shows(entry)).count();
        let rule = (count > 0).then(|| (WITHHELD_FROM_CAREGIVER.to_owned(), count));
        rule.into_iter().collect()
    }

    /// The versions of one resource, newest first, in an index made of those. None where one of them
    /// is withheld: an older one may tell what a newer one was marked for.
    pub(crate) fn versions(&self) -> &[Entry] {
        let lines = self.merged.lines();
        let has_content = |entry: &&Entry| entry.end > entry.start;
        if lines.iter().filter(has_content).all(|entry| self.shows(entry)) { lines } else { &[] }
    }
}

impl<'m> EntryFacts<'m> {
    /// Its type.
    pub fn kind(&self) -> &'m str {
        self.merged.kind(self.entry).map_or("", |kind| kind)
    }

    /// Its section.
    pub fn section(&self) -> Section {
        self.entry.section
    }

    /// Its status, as its source gave it.
    pub fn status(&self) -> Option<&'m str> {
        self.merged.status(self.entry)
    }

    /// Its security labels.
    pub fn labels(&self) -> impl Iterator<Item = &'m Coding> {
        self.merged.labels(self.entry)
    }

    /// What it is about, in codes.
    pub fn codes(&self) -> impl Iterator<Item = &'m Coding> {
        self.merged.codes(self.entry)
    }

    /// What it refers to, in this record, others and the directory: the members that lead there,
    /// the type, the id.
    pub fn references(&self) -> impl Iterator<Item = (&'m str, &'m str, ResourceId)> {
        let merged = self.merged;
        merged
            .references(self.entry)
            .filter_map(|(path, address)| Some((path, &*address.kind, merged.id_of(address)?)))
    }
}

/// The rule's message id in a manifest.
const WITHHELD_FROM_CAREGIVER: &str = "withheld-caregiver-limit";
