//! Which entries tell of one thing: a medicine prescribed anew, a document and its original, a
//! claim and what the insurer made of it. What differs stays two; nothing is ever left out.

mod keys;
mod medicines;

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::now::{self, Stage};
use crate::date::FhirDate;
use crate::entry::Entry;
use crate::resource::ResourceId;
use crate::section::Section;

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
        if !now::has_stages(self.entry.section) {
            return true;
        }
        let of_plans = matches!(self.entry.section, Section::CarePlans | Section::Visits);
        self.entry.basis.said.counts(of_plans)
    }
}

/// The things that entries tell of, in the order in which each is first told of.
pub fn things<'e>(entries: &[&'e Entry], today: Date) -> Vec<Thing<'e>> {
    let mut things: Vec<Thing<'e>> =
        grouped(entries).into_iter().filter_map(|group| thing(&group, today)).collect();
    medicines::compare(&mut things, today);
    things
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
    )
}

/// How many of them count: what every list and manifest says.
pub fn count(things: &[Thing<'_>]) -> usize {
    things.iter().filter(|thing| thing.counts()).count()
}

/// How many things of each section entries tell of.
pub fn counts(entries: &[Entry], today: Date) -> BTreeMap<Section, usize> {
    let mut by_section: BTreeMap<Section, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_section.entry(entry.section).or_default().push(entry);
    }
    let count =
        |(section, entries): (Section, Vec<&Entry>)| (section, count(&things(&entries, today)));
    by_section.into_iter().map(count).collect()
}

/// Entries that belong together, each group in the order of the entries.
fn grouped<'e>(entries: &[&'e Entry]) -> Vec<Vec<&'e Entry>> {
    let mut sets = Sets::new(entries.len());
    let mut by_key: HashMap<String, usize> = HashMap::new();
    let by_id: HashMap<&ResourceId, usize> =
        entries.iter().enumerate().map(|(at, entry)| (&entry.id, at)).collect();
    for (at, entry) in entries.iter().enumerate() {
        for key in keys::of(entry) {
            match by_key.get(&key) {
                Some(other) => sets.join(at, *other),
                None => {
                    by_key.insert(key, at);
                }
            }
        }
        for other in entry.basis.behind.iter().filter_map(|id| by_id.get(id)) {
            // A reference may be wrong; it joins only what is of one section.
            if entries.get(*other).is_some_and(|other| other.section == entry.section) {
                sets.join(at, *other);
            }
        }
    }
    keys::join_documents(entries, &mut |a, b| sets.join(a, b));
    let mut groups: Vec<Vec<&'e Entry>> = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let place = *places.entry(sets.first(at)).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() - 1
        });
        if let Some(group) = groups.get_mut(place) {
            group.push(entry);
        }
    }
    groups
}

fn thing<'e>(group: &[&'e Entry], today: Date) -> Option<Thing<'e>> {
    let told = confirmed(group, today);
    let staged = |entry: &'e Entry| now::stage_as_told(entry, newer(told, entry), today);
    let first = *group.first()?;
    let mut best = first;
    for entry in group.iter().skip(1) {
        if rank(entry, staged(entry)) < rank(best, staged(best)) {
            best = entry;
        }
    }
    let mut stage = staged(best);
    if stage == Stage::OnOldList {
        // A newer word that it is over outweighs an old list.
        if let Some(over) = group.iter().find(|entry| is_over_since(entry, best, today)) {
            best = over;
            stage = staged(over);
        }
    }
    let over = group.iter().filter(|one| stage == Stage::Now && is_over_since(one, best, today));
    let differs = over.copied().collect();
    let behind = group.iter().filter(|entry| entry.id != best.id).copied().collect();
    Some(Thing { entry: best, behind, stage, differs })
}

/// The newest day on which any of them was told of as being of now, or handed out.
fn confirmed(group: &[&Entry], today: Date) -> Option<FhirDate> {
    let confirms = |entry: &&&Entry| {
        &*entry.kind == "MedicationDispense" || now::stage(entry, today) <= Stage::OnOldList
    };
    let days = group.iter().filter(confirms).filter_map(|entry| entry.basis.told.on);
    days.max_by_key(FhirDate::sort_key)
}

fn newer(told: Option<FhirDate>, entry: &Entry) -> Option<FhirDate> {
    [told, entry.basis.told.on].into_iter().flatten().max_by_key(FhirDate::sort_key)
}

/// Which of a group stands for it; the smallest does.
fn rank(entry: &Entry, stage: Stage) -> (u8, u8, Stage, std::cmp::Reverse<Option<i64>>) {
    let kind = match &*entry.kind {
        "MedicationDispense" | "Claim" => 1,
        "DocumentReference" if entry.narrative.is_empty() => 1,
        _ => 0,
    };
    let is_old = u8::from(entry.basis.is_replaced);
    (is_old, kind, stage, std::cmp::Reverse(entry.date.map(|date| date.sort_key())))
}

/// Whether `entry` says, on a later day than `other`, that it is over.
fn is_over_since(entry: &Entry, other: &Entry, today: Date) -> bool {
    let day = |entry: &Entry| entry.basis.told.on.map(|told| told.first_day());
    matches!(&*entry.kind, "MedicationRequest" | "MedicationStatement")
        && now::stage(entry, today) == Stage::Past
        && day(entry) > day(other)
}

/// Sets that grow together (a union-find).
struct Sets(Vec<usize>);

impl Sets {
    fn new(count: usize) -> Self {
        Self((0..count).collect())
    }

    fn first(&mut self, mut at: usize) -> usize {
        while let Some(up) = self.0.get(at).copied().filter(|up| *up != at) {
            let above = self.0.get(up).copied().unwrap_or(up);
            if let Some(slot) = self.0.get_mut(at) {
                *slot = above;
            }
            at = above;
        }
        at
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        if let Some(slot) = self.0.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests;
