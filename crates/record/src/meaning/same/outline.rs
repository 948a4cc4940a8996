//! What of an entry decides which thing it tells of, and nothing else of it: of a record of half a
//! million resources the outlines fit in memory, the entries do not.

use std::collections::HashMap;

use jiff::civil::{Date, date};

use super::Counted;
use super::keys::{self, digest};
use super::medicines::{self, Dosed};
use super::sets::{OutlinedThing, Sets};
use crate::date::FhirDate;
use crate::entry::Entry;
use crate::meaning::grave;
use crate::meaning::now::{self, Stage};
use crate::resource::ResourceId;
use crate::section::Section;

/// What of an entry decides which thing it tells of, seen on one day.
#[derive(Clone, Debug)]
pub struct Outline {
    /// The section it stands in.
    pub section: Section,
    /// What its section is ordered by.
    pub sort: Option<i64>,
    /// When a source last told of it.
    told: Option<FhirDate>,
    /// How it stands to the day where it was told of lately, long ago, never.
    stages: [Stage; 3],
    /// What it is to the count of its section.
    pub counted: Counted,
    /// What it is to its thing: the smallest stands for it.
    kind: u8,
    /// Whether it says of its thing that it is of now, or was handed out.
    confirms: bool,
    /// Whether it may say of its thing that it is over.
    may_end: bool,
    /// Whether it is a condition that one visit found, and no list of problems.
    is_of_visit: bool,
    /// Whether a newer document replaces it.
    pub is_replaced: bool,
    /// Whether it is read before others, see [`grave`].
    pub is_grave: bool,
    /// Whether it tells how somebody manages daily life: see [`Entry::tells_of_abilities`].
    pub is_ability: bool,
    more: Option<Box<More>>,
}

/// What few entries have.
#[derive(Clone, Debug, Default)]
struct More {
    keys: Vec<u128>,
    behind: Vec<ResourceId>,
    /// The day for which it is planned, where it is to come.
    due: Option<i64>,
    dosed: Option<Dosed>,
    document: Option<keys::DocumentKeys>,
}

impl Outline {
    /// The outline of an entry on that day.
    pub fn of(entry: &Entry, today: Date) -> Self {
        let staged = |told| now::stage_as_told(entry, told, today);
        let stages = [
            staged(Some(FhirDate::day(today))),
            staged(Some(FhirDate::day(LONG_AGO))),
            staged(None),
        ];
        let own = now::stage(entry, today);
        let ahead = stages.contains(&Stage::Ahead);
        let more = More {
            keys: keys::of(entry).iter().map(|key| digest(key)).collect(),
            behind: entry.basis.behind.clone(),
            due: entry.basis.due.or(entry.date).filter(|_| ahead).map(|day| day.sort_key()),
            dosed: stages.contains(&Stage::Now).then(|| Dosed::of(entry, own)).flatten(),
            document: keys::DocumentKeys::of(entry),
        };
        let is_dispense = &*entry.kind == "MedicationDispense";
        let is_of_visit = &*entry.kind == "Condition" && now::is_of_one_visit(entry);
        Self {
            section: entry.section,
            sort: entry.date.map(|date| date.sort_key()),
            told: entry.basis.told.on,
            stages,
            counted: Counted::of(entry),
            kind: match &*entry.kind {
                "MedicationDispense" | "Claim" => 1,
                "DocumentReference" if entry.narrative.is_empty() => 1,
                _ => 0,
            },
            confirms: is_dispense || own <= Stage::OnOldList,
            may_end: matches!(
                &*entry.kind,
                "MedicationRequest" | "MedicationStatement" | "Condition"
            ) && own == Stage::Past
                && !is_of_visit,
            is_of_visit,
            is_replaced: entry.basis.is_replaced,
            is_grave: grave::why(entry).is_some(),
            is_ability: entry.tells_of_abilities(),
            more: (!more.is_empty()).then(|| Box::new(more)),
        }
    }

    /// The identifiers of a document, and of those it says it replaces.
    pub fn document(&self) -> Option<[&[Box<str>]; 2]> {
        let paper = self.more.as_ref()?.document.as_ref()?;
        Some([&paper.identifiers, &paper.replaces])
    }

    /// The day for which it is planned, where it is still to come; what lists of that are ordered by.
    pub fn due(&self) -> Option<i64> {
        self.more.as_ref()?.due
    }

    /// How the entry alone stands to the day.
    pub fn own_stage(&self, today: Date) -> Stage {
        self.stage(self.told, today)
    }

    fn stage(&self, told: Option<FhirDate>, today: Date) -> Stage {
        let [lately, long_ago, never] = self.stages;
        match told {
            None => never,
            told if now::is_fresh(told, today) => lately,
            Some(_) => long_ago,
        }
    }

    fn rank(&self, stage: Stage) -> (bool, u8, Stage, std::cmp::Reverse<Option<i64>>) {
        (self.is_replaced, self.kind, stage, std::cmp::Reverse(self.sort))
    }

    /// Whether it says, on a later day than `other`, that their thing is over. What a visit found is over
    /// where a list of problems of that day says so, unless it began again since.
    fn is_over_since(&self, other: &Self) -> bool {
        let day = |outline: &Self| outline.told.map(|told| told.first_day());
        let is_said = match self.section {
            Section::Conditions => {
                other.is_of_visit && day(self) >= day(other) && self.sort >= other.sort
            }
            _ => day(self) > day(other),
        };
        self.may_end && is_said
    }
}

impl More {
    fn is_empty(&self) -> bool {
        self.keys.is_empty()
            && self.behind.is_empty()
            && self.due.is_none()
            && self.dosed.is_none()
            && self.document.is_none()
    }
}

/// The things that outlines tell of, in the order in which each is first told of. `find` says where
/// among them an id stands.
pub fn groups<'o>(
    outlines: &[&'o Outline],
    find: &dyn Fn(&ResourceId) -> Option<usize>,
    today: Date,
) -> Vec<OutlinedThing> {
    let together = together(outlines, find);
    let groups = together.chunk_by(|(one, _), (other, _)| one == other);
    let mut groups: Vec<OutlinedThing> =
        groups.filter_map(|group| thing(outlines, group, today)).collect();
    let dosed = |at: usize| outlines.get(at).and_then(|it| it.more.as_ref()?.dosed.as_ref());
    medicines::compare(&mut groups, &dosed);
    groups
}

/// Outlines that belong together, each group in their order: the first of the group, then one of it.
fn together(outlines: &[&Outline], find: &dyn Fn(&ResourceId) -> Option<usize>) -> Vec<(u32, u32)> {
    let mut sets = Sets::new(outlines.len());
    let mut by_key: HashMap<u128, usize> = HashMap::new();
    for (at, outline) in outlines.iter().enumerate() {
        let Some(more) = &outline.more else { continue };
        for key in &more.keys {
            match by_key.get(key) {
                Some(other) => sets.join(at, *other),
                None => {
                    by_key.insert(*key, at);
                }
            }
        }
        for other in more.behind.iter().filter_map(find) {
            // A reference may be wrong; it joins only what is of one section.
            if outlines.get(other).is_some_and(|other| other.section == outline.section) {
                sets.join(at, other);
            }
        }
    }
    let papers = outlines.iter().enumerate().filter_map(|(at, outline)| {
        Some((at, outline.is_replaced, outline.more.as_ref()?.document.as_ref()?))
    });
    keys::join_documents(&papers.collect::<Vec<_>>(), &mut |a, b| sets.join(a, b));
    sets.all()
}

fn thing(outlines: &[&Outline], group: &[(u32, u32)], today: Date) -> Option<OutlinedThing> {
    let at = |(_, at): &(u32, u32)| *at as usize;
    let outlined = |one| Some((at(one), *outlines.get(at(one))?));
    let told = confirmed(group.iter().filter_map(outlined));
    let staged = |outline: &Outline| outline.stage(newer(told, outline.told), today);
    let mut best = outlined(group.first()?)?;
    for other in group.iter().skip(1).filter_map(outlined) {
        if other.1.rank(staged(other.1)) < best.1.rank(staged(best.1)) {
            best = other;
        }
    }
    let mut stage = staged(best.1);
    let over = |best: &Outline| {
        let all = group.iter().filter_map(outlined);
        all.filter(|(_, outline)| outline.is_over_since(best)).collect::<Vec<_>>()
    };
    if stage == Stage::OnOldList || best.1.is_of_visit {
        // A newer word that it is over outweighs an old list, and what a visit found.
        if let Some(over) = over(best.1).first() {
            best = *over;
            stage = staged(over.1);
        }
    }
    let mut thing = OutlinedThing::new(best.0, stage, best.1.counted);
    thing.add_behind(group.iter().map(at).filter(|at| *at != best.0));
    if stage == Stage::Now {
        thing.add_differing(over(best.1).into_iter().map(|(at, _)| at));
    }
    Some(thing)
}

/// The newest day on which any of them was told of as being of now, or handed out.
fn confirmed<'o>(group: impl Iterator<Item = (usize, &'o Outline)>) -> Option<FhirDate> {
    let days = group.filter(|(_, one)| one.confirms).filter_map(|(_, one)| one.told);
    days.max_by_key(FhirDate::sort_key)
}

fn newer(told: Option<FhirDate>, own: Option<FhirDate>) -> Option<FhirDate> {
    [told, own].into_iter().flatten().max_by_key(FhirDate::sort_key)
}

/// Longer ago than any list is fresh.
const LONG_AGO: Date = date(1, 1, 1);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_is_small() {
        // Half a million of them are held where a record of that length leaves as a text.
        assert!(size_of::<Outline>() <= 80, "{} bytes", size_of::<Outline>());
    }
}
