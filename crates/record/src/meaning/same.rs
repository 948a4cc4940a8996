//! Which entries tell of one thing: a medicine prescribed anew, a document and its original, a
//! claim and what the insurer made of it. What differs stays two; nothing is ever left out.

mod daily;
mod headings;
mod keys;
mod medicines;
mod outline;
mod sets;

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::civil::Date;

use super::now::{self, Stage};
use crate::entry::Entry;
use crate::resource::ResourceId;
use crate::section::Section;
use crate::value::halves;

pub use headings::{among, only_names};
pub use keys::digest;
pub use outline::{Outline, groups};
pub use sets::OutlinedThing;

/// One thing, and the entries that tell of it.
#[derive(Clone, Debug)]
pub struct Thing<'e> {
    /// The entry that stands for it: of now before old, to read before its file, newest first.
    pub entry: &'e Entry,
    /// The others, newest first: shown behind it.
    pub behind: Vec<&'e Entry>,
    /// How it stands to the day it was asked for.
    pub stage: Stage,
    /// What other lists say otherwise: another dose, or that it is over. To be asked about.
    pub differs: Vec<&'e Entry>,
}

impl Thing<'_> {
    /// Whether it counts among the things of its section. Where nothing can be not so (test results,
    /// documents, bills), everything does.
    pub fn counts(&self) -> bool {
        counts_as_thing(self.entry)
    }

    /// How one of the entries that tell of it stands to that day: what alone stands on an old list is of now
    /// where another list says so.
    pub fn stage_of(&self, entry: &Entry, today: Date) -> Stage {
        let own = now::stage(entry, today);
        let is_confirmed = own == Stage::OnOldList && self.stage == Stage::Now;
        if is_confirmed || entry.id == self.entry.id { self.stage } else { own }
    }
}

/// What an entry is to the count of its section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// A thing.
    Thing,
    /// No thing: there is none, it was not so, not done, or is only planned.
    Not,
    /// A heading over entries that are counted themselves.
    Heading,
}

impl Counted {
    fn of(entry: &Entry) -> Self {
        if counts_as_thing(entry) { Self::Thing } else { Self::Not }
    }
}

fn counts_as_thing(entry: &Entry) -> bool {
    if !now::has_stages(entry.section) {
        return true;
    }
    let of_plans = matches!(entry.section, Section::CarePlans | Section::Visits);
    entry.basis.said.counts(of_plans)
}

/// The things that entries tell of, in the order in which each is first told of.
pub fn things<'e>(entries: &[&'e Entry], today: Date) -> Vec<Thing<'e>> {
    let outlines: Vec<Outline> = entries.iter().map(|entry| Outline::of(entry, today)).collect();
    let by_id: HashMap<&ResourceId, usize> =
        entries.iter().enumerate().map(|(at, entry)| (&entry.id, at)).collect();
    let find = |id: &ResourceId| by_id.get(id).copied();
    let groups = groups(&outlines.iter().collect::<Vec<_>>(), &find, today);
    let named = |places: &[usize]| {
        places.iter().filter_map(|at| entries.get(*at).copied()).collect::<Vec<_>>()
    };
    let thing = |group: &OutlinedThing| {
        Some(Thing {
            entry: *entries.get(group.entry)?,
            behind: named(group.behind()),
            stage: group.stage,
            differs: named(group.differs()),
        })
    };
    groups.iter().filter_map(thing).collect()
}

/// The things on which lists differ, one for each matter: of two that differ from each other, the first.
pub fn matters<'t, 'e>(things: &'t [Thing<'e>]) -> Vec<&'t Thing<'e>> {
    let mut told: HashSet<&ResourceId> = HashSet::new();
    let mut first = Vec::new();
    for thing in things.iter().filter(|thing| !thing.differs.is_empty()) {
        if !told.contains(&thing.entry.id) {
            first.push(thing);
        }
        told.extend(thing.differs.iter().map(|entry| &entry.id));
    }
    first
}

/// Whether several entries of a section may tell of one thing.
pub fn may_be_told_twice(section: Section) -> bool {
    matches!(
        section,
        Section::Medications
            | Section::Allergies
            | Section::Conditions
            | Section::Vaccines
            | Section::Visits
            | Section::Documents
            | Section::Claims
            | Section::Coverage
            | Section::VitalSigns
    )
}

/// Whether a section may hold fewer things than entries.
pub fn may_be_fewer(section: Section) -> bool {
    may_be_told_twice(section) || now::has_stages(section) || section == Section::Results
}

/// How many of the things of a section count, and how many are not so: what every list and manifest says.
pub fn count(things: &[Thing<'_>]) -> (usize, usize) {
    let entries: Vec<&Entry> = things.iter().map(|thing| thing.entry).collect();
    let headings = headings::headings(&entries);
    let told = things.iter().filter(|thing| !headings.contains(&thing.entry.id));
    let (count, others): (Vec<_>, Vec<_>) = told.partition(|thing| thing.counts());
    (count.len(), others.len())
}

/// How many things of each section entries tell of.
pub fn counts(entries: &[Entry], today: Date) -> BTreeMap<Section, usize> {
    let mut by_section: BTreeMap<Section, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_section.entry(entry.section).or_default().push(entry);
    }
    let count = |(section, entries): (Section, Vec<&Entry>)| {
        // The two numbers of a blood pressure are one.
        let halves = halves::pairs(entries.iter().copied()).len();
        (section, count(&things(&entries, today)).0.saturating_sub(halves))
    };
    by_section.into_iter().map(count).collect()
}

#[cfg(test)]
mod tests;
