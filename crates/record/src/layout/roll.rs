//! A paper of any length: laid out while the record is read, chapter by chapter. What is held of each
//! entry meanwhile is its outline, not its text.
//!
//! It is read three times: for the names, for the outlines, for the words. Somebody who asks for a page
//! of half a million entries waits longer for it than somebody who asks for a Bundle.

use std::collections::{BTreeMap, HashMap};
use std::io;

use super::chapters::{ById, ListPlace, is_told, under_headings};
use super::items::{Items, Take};
use super::writer::{Writer, groups_results};
use super::{Chapter, Layout};
use crate::confidentiality::Marks;
use crate::entry::{Entry, Outlined, Whole, groups_among};
use crate::meaning::same::{Counted, Outline, OutlinedThing};
use crate::meaning::{Stage, Thing};
use crate::paper::Paper;
use crate::places::Places;
use crate::section::Section;
use crate::shelf::{PIECE, Shelf, piece};
use crate::value::halves;

/// A paper that is laid out while its record is read.
pub struct Roll<'s> {
    shelf: &'s mut dyn Shelf,
    whole: Whole<'s>,
    /// Without entries.
    paper: Paper,
    marks: Marks,
    /// The lower number of a blood pressure, by the place of its upper one.
    lower_of: HashMap<u32, u32>,
    /// Those lower numbers: what they tell stands with the upper one.
    lowers: Places,
    chapters: Vec<Plan>,
}

/// A chapter before it is written.
struct Plan {
    section: Section,
    heading: String,
    summary: String,
    groups: Vec<(Option<String>, Vec<Planned>)>,
}

/// A thing by its places.
struct Planned {
    entry: u32,
    stage: Stage,
    others: Option<Box<OtherPlaces>>,
}

/// What few things have.
struct OtherPlaces {
    behind: Vec<u32>,
    differs: Vec<u32>,
}

/// What reading told of a record beside the outlines.
struct Results {
    /// Results that a report tells, and reports that tell results.
    told: Places,
    telling: Places,
}

impl<'s> Roll<'s> {
    /// Reads a record to where its paper can be begun. `paper` is without entries and person; its
    /// manifest gets what only reading tells: how many things each section holds.
    ///
    /// # Errors
    ///
    /// Those of [`Shelf::read`].
    pub fn of(shelf: &'s mut dyn Shelf, whole: Whole<'s>, paper: Paper) -> io::Result<Self> {
        let lowers = Places::new(shelf.count());
        let (lower_of, chapters) = (HashMap::new(), Vec::new());
        let marks = paper.manifest.marks.clone();
        let paper = Paper { person: whole.person().clone(), ..paper };
        let mut roll = Self { shelf, whole, paper, marks, lower_of, lowers, chapters };
        let (outlined, results) = roll.outline()?;
        roll.plan(outlined, &results);
        Ok(roll)
    }

    /// The paper without its entries, its manifest complete.
    pub fn paper(&self) -> &Paper {
        &self.paper
    }

    /// What is on the paper, without the items of the chapters: those come from [`Items::each`].
    pub fn front(&self) -> Layout<'static> {
        let chapter = |plan: &Plan| Chapter {
            section: plan.section,
            heading: plan.heading.clone(),
            summary: plan.summary.clone(),
            is_grouped: plan.groups.iter().any(|(heading, _)| heading.is_some()),
            items: Vec::new(),
        };
        let chapters = self.chapters.iter().map(chapter).collect();
        let Layout { title, person, made, notice, chapters, manifest_title, manifest } =
            self.writer().layout(chapters);
        // Nothing of it borrows: there are no items.
        Layout {
            title,
            person,
            made,
            notice,
            chapters: chapters.into_iter().map(Chapter::emptied).collect(),
            manifest_title,
            manifest,
        }
    }

    fn writer(&self) -> Writer<'_> {
        Writer::marked(&self.paper, self.marks.clone())
    }

    fn outline(&mut self) -> io::Result<(Outlined, Results)> {
        let count = self.shelf.count();
        let mut results = Results { told: Places::new(count), telling: Places::new(count) };
        let marks = &mut self.marks;
        let mut each = |place: u32, entry: &Entry, shelf: &dyn Shelf| {
            marks.join(&entry.marks);
            if groups_results(entry) {
                results.telling.add(place);
                let members = entry.members.iter().filter_map(|id| shelf.find(id));
                members.for_each(|member| results.told.add(member));
            }
        };
        let today = self.paper.manifest.day();
        let outlined = Outlined::read(self.shelf, &mut self.whole, today, &mut each)?;
        Ok((outlined, results))
    }

    fn plan(&mut self, outlined: Outlined, results: &Results) {
        let Outlined { mut outlines, pairs, unreadable } = outlined;
        let id = |place: &u32| self.shelf.id(*place).map(|id| id.to_string()).unwrap_or_default();
        let ids: Vec<String> = unreadable.iter().map(id).collect();
        self.paper.manifest.unreadable.extend(ids);
        for (upper, lower) in pairs {
            self.lower_of.insert(upper, lower);
            self.lowers.add(lower);
        }
        // As every list: by section, then newest first.
        outlines.sort_unstable_by_key(|(place, outline)| {
            (outline.section, std::cmp::Reverse(outline.sort), *place)
        });
        let mut included = BTreeMap::new();
        let mut plans = Vec::new();
        for section in Section::ALL {
            let start = outlines.partition_point(|(_, outline)| outline.section < section);
            let end = outlines.partition_point(|(_, outline)| outline.section <= section);
            let own = outlines.get(start..end).unwrap_or_default();
            let own: Vec<&(u32, Outline)> =
                own.iter().filter(|(place, _)| !self.lowers.has(*place)).collect();
            let groups = groups_among(self.shelf, &own, self.paper.manifest.day());
            let of = |what| groups.iter().filter(|group| group.counted == what).count();
            let (count, others) = (of(Counted::Thing), of(Counted::Not));
            if !own.is_empty() {
                included.insert(section, count);
            }
            // Grouped results are said in their report, see `Writer::chapters`.
            let is_said = |group: &OutlinedThing| {
                let place = own.get(group.entry).map(|(place, _)| *place);
                place.is_none_or(|place| !results.told.has(place) || results.telling.has(place))
            };
            let things = groups.into_iter().filter(is_said);
            let place = |group: &OutlinedThing| {
                let outline = own.get(group.entry).map(|(_, outline)| outline);
                ListPlace {
                    stage: group.stage,
                    day: outline.and_then(Outline::due),
                    is_ability: outline.is_some_and(|outline| outline.is_ability),
                    is_grave: outline.is_some_and(|outline| outline.is_grave),
                }
            };
            let groups = under_headings(section, things, place);
            let groups: Vec<(Option<String>, Vec<Planned>)> = groups
                .into_iter()
                .map(|(id, things)| {
                    (id, things.iter().filter_map(|it| Planned::of(it, &own)).collect())
                })
                .collect();
            plans.push((section, (count, others), own.is_empty(), groups));
        }
        self.paper.manifest.included = included;
        let writer = self.writer();
        let chapters = plans.into_iter().filter_map(|(section, counts, is_empty, groups)| {
            let is_told = is_told(&self.paper.manifest.selection, section, is_empty);
            is_told.then(|| Plan {
                section,
                heading: writer.words.section(section).into_owned(),
                summary: writer.summary(section, counts),
                groups: groups
                    .into_iter()
                    .map(|(id, things)| (id.map(|id| writer.words.text(&id).into_owned()), things))
                    .collect(),
            })
        });
        self.chapters = chapters.collect();
    }

    /// Reads the entries at some places, a blood pressure as one.
    fn load(&mut self, places: Vec<u32>) -> io::Result<HashMap<u32, Entry>> {
        let lowers = places.iter().filter_map(|upper| self.lower_of.get(upper).copied());
        let mut all: Vec<u32> = lowers.chain(places.iter().copied()).collect();
        all.sort_unstable();
        all.dedup();
        let mut found = HashMap::with_capacity(all.len());
        let mut rest = &all[..];
        while let Some(piece) = piece(self.shelf, &mut rest) {
            let read = self.whole.read(self.shelf, piece)?;
            found.extend(piece.iter().copied().zip(read.into_iter().map(|(_, entry)| entry)));
        }
        for upper in places {
            if let Some(lower) = self.lower_of.get(&upper)
                && let (Some(one), Some(other)) = (found.get(&upper), found.get(lower))
            {
                let whole = halves::whole(one, other);
                found.insert(upper, whole);
                found.remove(lower);
            }
        }
        Ok(found)
    }

    /// Reads what some things are told from, and hands out their items.
    fn some(
        &mut self,
        things: &[(usize, Option<String>, &Planned)],
        take: &mut Take<'_>,
    ) -> io::Result<()> {
        let places = things.iter().flat_map(|(_, _, thing)| thing.places());
        let found = self.load(places.collect())?;
        let mut rest = things;
        while !rest.is_empty() {
            // As many as have not too many results in them.
            let mut members = Vec::new();
            let mut count = 0;
            for (_, _, thing) in rest {
                let reports = thing.places().filter_map(|place| found.get(&place));
                let named =
                    reports.filter(|entry| groups_results(entry)).flat_map(|one| &one.members);
                let named = named.filter_map(|id| self.shelf.find(id));
                let before = members.len();
                members.extend(named.filter(|place| !self.lowers.has(*place)));
                if count > 0 && members.len() > PIECE * 2 {
                    members.truncate(before);
                    break;
                }
                count += 1;
            }
            let (now, behind) = rest.split_at_checked(count).unwrap_or((rest, &[]));
            rest = behind;
            members.retain(|place| !found.contains_key(place));
            let results = self.load(members)?;
            let by_id: ById<'_> =
                found.values().chain(results.values()).map(|entry| (&entry.id, entry)).collect();
            let writer = self.writer();
            for (number, heading, planned) in now {
                let Some(thing) = planned.thing(&found) else { continue };
                let mut items = writer.items_of(&thing, &by_id);
                if let Some(first) = items.first_mut() {
                    first.group.clone_from(heading);
                }
                items.iter().try_for_each(|item| take(*number, item))?;
            }
        }
        Ok(())
    }
}

impl Planned {
    /// A thing whose places are among `own`.
    fn of(group: &OutlinedThing, own: &[&(u32, Outline)]) -> Option<Self> {
        let place = |at: &usize| own.get(*at).map(|(place, _)| *place);
        let (behind, differs) = (group.behind().iter(), group.differs().iter());
        let others = (behind.len() + differs.len() > 0).then(|| {
            let (behind, differs) = (behind.filter_map(place), differs.filter_map(place));
            Box::new(OtherPlaces { behind: behind.collect(), differs: differs.collect() })
        });
        Some(Self { entry: place(&group.entry)?, stage: group.stage, others })
    }

    fn behind(&self) -> &[u32] {
        self.others.as_ref().map_or(&[], |others| &others.behind)
    }

    fn differs(&self) -> &[u32] {
        self.others.as_ref().map_or(&[], |others| &others.differs)
    }

    fn places(&self) -> impl Iterator<Item = u32> + '_ {
        let others = self.behind().iter().chain(self.differs()).copied();
        std::iter::once(self.entry).chain(others)
    }

    fn thing<'e>(&self, found: &'e HashMap<u32, Entry>) -> Option<Thing<'e>> {
        let named = |places: &[u32]| places.iter().filter_map(|place| found.get(place)).collect();
        Some(Thing {
            entry: found.get(&self.entry)?,
            behind: named(self.behind()),
            stage: self.stage,
            differs: named(self.differs()),
        })
    }
}

impl Items for Roll<'_> {
    fn each(&mut self, chapter: usize, take: &mut Take<'_>) -> io::Result<()> {
        let Some(plan) = self.chapters.get_mut(chapter) else { return Ok(()) };
        let groups = std::mem::take(&mut plan.groups);
        let told = self.each_of(&groups, take);
        if let Some(plan) = self.chapters.get_mut(chapter) {
            plan.groups = groups;
        }
        told
    }
}

impl Roll<'_> {
    fn each_of(
        &mut self,
        groups: &[(Option<String>, Vec<Planned>)],
        take: &mut Take<'_>,
    ) -> io::Result<()> {
        let things = groups.iter().flat_map(|(heading, things)| {
            let first = std::iter::once(heading.clone()).chain(std::iter::repeat(None));
            things.iter().zip(first)
        });
        let mut some = Vec::new();
        let (mut count, mut bytes) = (0, 0);
        for (number, (planned, heading)) in things.enumerate() {
            count += planned.places().count();
            bytes += planned.places().map(|place| self.shelf.bytes(place)).sum::<usize>();
            if !some.is_empty() && (count > PIECE || bytes > crate::shelf::PIECE_BYTES) {
                self.some(&some, take)?;
                some.clear();
                (count, bytes) = (0, 0);
            }
            some.push((number, heading, planned));
        }
        if some.is_empty() { Ok(()) } else { self.some(&some, take) }
    }
}
