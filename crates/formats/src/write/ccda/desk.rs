//! The record that a document is written from, read piece by piece. What is known of the whole: which
//! entry stands for which thing, how confidential each is, the order of all.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use bluebutton_record::confidentiality::Marks;
use bluebutton_record::entry::{Names, Outlined, Whole, groups_among};
use bluebutton_record::meaning::Stage;
use bluebutton_record::meaning::same::{Counted, Outline, OutlinedThing};
use bluebutton_record::shelf::{PIECE_BYTES, Shelf, piece_of};
use bluebutton_record::{Entry, FhirDate, Resource, ResourceId, Section};

use super::{Common, Directory, Input, words};

/// A record while its document is written.
pub(super) struct Desk<'a> {
    shelf: &'a mut dyn Shelf,
    whole: Whole<'a>,
    pub(super) common: Common<'a>,
    /// Every entry, in the order of the record.
    seats: Vec<Seat>,
    /// The marks of those that are marked.
    marks: HashMap<u32, Marks>,
    /// Those about which somebody wrote something.
    stories: HashSet<u32>,
    /// Those that name results.
    panels: HashSet<u32>,
    /// Who the record is about.
    patient: Option<u32>,
    kept: Kept,
}

/// What is held of an entry: where it stands.
#[derive(Clone, Copy)]
pub(super) struct Seat {
    pub(super) place: u32,
    pub(super) section: Section,
    /// What its section is ordered by.
    pub(super) sort: Option<i64>,
    pub(super) stage: Stage,
    /// Whether another entry stands for the same thing.
    pub(super) is_behind: bool,
}

/// A piece of the record in memory.
pub(super) struct Loaded {
    pub(super) all: Vec<Arc<One>>,
}

/// One of its resources.
pub(super) struct One {
    pub(super) resource: Resource,
    pub(super) entry: Entry,
    pub(super) place: u32,
    /// How many stand before it.
    pub(super) number: usize,
    pub(super) stage: Stage,
    pub(super) is_behind: bool,
    pub(super) marks: Marks,
}

impl<'a> Desk<'a> {
    /// Reads a record to where its document can be begun.
    pub(super) fn open(
        shelf: &'a mut dyn Shelf,
        names: &'a dyn Names,
        mut input: Input<'a>,
    ) -> io::Result<Self> {
        let today = input.manifest.day();
        let mut whole = Whole::of(shelf, std::mem::take(&mut input.lists), names)?;
        let (mut marks, mut stories, mut panels) = (HashMap::new(), HashSet::new(), HashSet::new());
        let mut first: Option<(i64, u32, FhirDate)> = None;
        let mut all_marks = input.manifest.marks.clone();
        let mut each = |place: u32, entry: &Entry, _: &dyn Shelf| {
            if entry.marks != Marks::default() {
                all_marks.join(&entry.marks);
                marks.insert(place, entry.marks.clone());
            }
            if !entry.narrative.is_empty() {
                stories.insert(place);
            }
            if !entry.members.is_empty() {
                panels.insert(place);
            }
            if let Some(date) = entry.date.filter(|_| &*entry.kind != "Patient") {
                let own = (date.sort_key(), place, date);
                let is_older = |(key, at, _): &(i64, u32, FhirDate)| (own.0, own.1) < (*key, *at);
                if first.as_ref().is_none_or(is_older) {
                    first = Some(own);
                }
            }
        };
        let outlined = Outlined::read(shelf, &mut whole, today, &mut each)?;
        let id = |place: &u32| shelf.id(*place).map(|id| id.to_string()).unwrap_or_default();
        input.manifest.unreadable.extend(outlined.unreadable.iter().map(id));
        let mut seats = Vec::with_capacity(outlined.outlines.len());
        for (place, outline) in &outlined.outlines {
            let (stage, sort) = (outline.own_stage(today), outline.sort);
            let section = outline.section;
            seats.push(Seat { place: *place, section, sort, stage, is_behind: false });
        }
        let mut counts = tell_things(shelf, &outlined.outlines, &mut seats, &mut marks, today);
        // The two numbers of a blood pressure count as one.
        if let Some(count) = counts.get_mut(&Section::VitalSigns) {
            *count = count.saturating_sub(outlined.pairs.len());
        }
        input.manifest.included = counts;
        let places = seats.iter().map(|seat| seat.place);
        let patient = places.into_iter().find(|place| shelf.kind(*place) == "Patient");
        let common = Common {
            words: words::of(input.language),
            directory: Directory::of(input.directory),
            marks: all_marks,
            first: first.map(|(_, _, date)| date),
            input,
        };
        let kept = Kept::default();
        Ok(Self { shelf, whole, common, seats, marks, stories, panels, patient, kept })
    }

    pub(super) fn seats(&self) -> &[Seat] {
        &self.seats
    }

    pub(super) fn kind(&self, seat: &Seat) -> &str {
        self.shelf.kind(seat.place)
    }

    /// What some entries are marked with together.
    pub(super) fn marks_of(&self, seats: &[Seat]) -> Marks {
        let mut marks = Marks::default();
        for own in seats.iter().filter_map(|seat| self.marks.get(&seat.place)) {
            marks.join(own);
        }
        marks
    }

    /// Whether somebody wrote something about it.
    pub(super) fn has_story(&self, seat: &Seat) -> bool {
        self.stories.contains(&seat.place)
    }

    /// Whether it names results.
    pub(super) fn is_panel(&self, seat: &Seat) -> bool {
        self.panels.contains(&seat.place)
    }

    /// Cuts off what is read together from the front.
    pub(super) fn piece<'p>(&self, rest: &mut &'p [u32]) -> Option<&'p [u32]> {
        piece_of(self.shelf, rest, PIECE)
    }

    /// Reads some entries and the patient; and what the entries refer to, where that is asked for.
    pub(super) fn read(&mut self, places: &[u32], with_named: bool) -> io::Result<Loaded> {
        let mut wanted: Vec<u32> = places.iter().copied().chain(self.patient).collect();
        wanted.sort_unstable();
        wanted.dedup();
        self.kept.turn();
        let mut all = self.load(&wanted)?;
        if with_named {
            let asked: HashSet<u32> = places.iter().copied().collect();
            let mut named = Vec::new();
            for one in all.iter().filter(|one| asked.contains(&one.place)) {
                let ids = references(&one.resource.json).filter_map(ResourceId::parse);
                named.extend(ids.filter_map(|id| self.shelf.find(&id)));
            }
            named.sort_unstable();
            named.dedup();
            named.retain(|place| wanted.binary_search(place).is_err());
            all.extend(self.load(&named)?);
        }
        Ok(Loaded { all })
    }

    /// Those that were read just now are not read again: of a section that is one piece, probe, narrative
    /// and entries are written from one reading.
    fn load(&mut self, places: &[u32]) -> io::Result<Vec<Arc<One>>> {
        let missing = places.iter().copied().filter(|place| !self.kept.has(*place));
        // What another says can't be read is not in the document, nor counted in the rows.
        let known = missing.filter_map(|place| {
            let number = self.seats.binary_search_by_key(&place, |seat| seat.place).ok()?;
            Some((number, *self.seats.get(number)?))
        });
        let known: Vec<(usize, Seat)> = known.collect();
        let missing: Vec<u32> = known.iter().map(|(_, seat)| seat.place).collect();
        let read = self.whole.read(self.shelf, &missing)?;
        for ((number, seat), (resource, entry)) in known.into_iter().zip(read) {
            self.kept.add(One {
                marks: self.marks.get(&seat.place).cloned().unwrap_or_default(),
                place: seat.place,
                stage: seat.stage,
                is_behind: seat.is_behind,
                resource,
                entry,
                number,
            });
        }
        Ok(places.iter().filter_map(|place| self.kept.take(*place)).collect())
    }
}

/// What was read lately, bounded in number and bytes.
#[derive(Default)]
struct Kept {
    by_place: HashMap<u32, (Arc<One>, u64)>,
    /// Bytes of their JSON.
    bytes: usize,
    /// The number of the reading.
    turn: u64,
}

impl Kept {
    /// Another reading begins. Where there is too much by now, only what the last one asked for stays.
    fn turn(&mut self) {
        if self.by_place.len() > KEPT || self.bytes > PIECE_BYTES {
            let last = self.turn;
            self.by_place.retain(|_, (_, turn)| *turn == last);
            self.bytes = self.by_place.values().map(|(one, _)| one.resource.json.len()).sum();
        }
        if self.by_place.len() > KEPT || self.bytes > PIECE_BYTES {
            *self = Self { turn: self.turn, ..Self::default() };
        }
        self.turn += 1;
    }

    fn has(&self, place: u32) -> bool {
        self.by_place.contains_key(&place)
    }

    fn add(&mut self, one: One) {
        self.bytes += one.resource.json.len();
        self.by_place.insert(one.place, (Arc::new(one), self.turn));
    }

    fn take(&mut self, place: u32) -> Option<Arc<One>> {
        let (one, turn) = self.by_place.get_mut(&place)?;
        *turn = self.turn;
        Some(Arc::clone(one))
    }
}

/// Says of each entry which one stands for its thing, and how that stands to the day; counts the things.
fn tell_things(
    shelf: &dyn Shelf,
    outlines: &[(u32, Outline)],
    seats: &mut [Seat],
    marks: &mut HashMap<u32, Marks>,
    today: jiff::civil::Date,
) -> BTreeMap<Section, usize> {
    let mut counts = BTreeMap::new();
    for section in Section::ALL {
        let at = |(at, (_, outline)): (usize, &(u32, Outline))| {
            (outline.section == section).then_some(at)
        };
        let of_section: Vec<usize> = outlines.iter().enumerate().filter_map(at).collect();
        if of_section.is_empty() {
            continue;
        }
        let own: Vec<&(u32, Outline)> =
            of_section.iter().filter_map(|at| outlines.get(*at)).collect();
        let groups = groups_among(shelf, &own, today);
        let is_thing = |group: &&OutlinedThing| group.counted == Counted::Thing;
        counts.insert(section, groups.iter().filter(is_thing).count());
        for group in groups {
            let mut all = Marks::default();
            for behind in group.behind() {
                if let Some(seat) = of_section.get(*behind).and_then(|at| seats.get_mut(*at)) {
                    seat.is_behind = true;
                    all.join(marks.get(&seat.place).unwrap_or(&Marks::default()));
                }
            }
            if let Some(seat) = of_section.get(group.entry).and_then(|at| seats.get_mut(*at)) {
                seat.stage = group.stage;
                if all != Marks::default() {
                    marks.entry(seat.place).or_default().join(&all);
                }
            }
        }
    }
    counts
}

/// The ids behind every `"reference":"Type/id"` in the JSON of a resource.
fn references(json: &str) -> impl Iterator<Item = &str> {
    const NAME: &str = "\"reference\"";
    json.match_indices(NAME).filter_map(move |(at, _)| {
        let rest = json.get(at + NAME.len()..)?.trim_start().strip_prefix(':')?.trim_start();
        let address = rest.strip_prefix('"')?.split('"').next()?;
        Some(address.split_once('/')?.1)
    })
}

/// So many entries of a section are read together: each brings what it refers to.
pub(super) const PIECE: usize = 256;

/// So many reports are read together: each brings its results.
pub(super) const PANELS: usize = 32;

/// So many stay in memory at least as long as they are asked for again: a piece, and what it refers to.
const KEPT: usize = 1_024;

#[cfg(test)]
mod tests {
    use super::references;

    #[test]
    fn every_reference_of_a_resource_is_found() {
        let json = r#"{"a":{"reference":"Observation/x.1"},"b":[{ "reference" : "Device/y" }],
            "text":"reference","c":{"reference":"urn:uuid:1"},"d":{"reference":"\#z"}}"#;
        assert_eq!(references(json).collect::<Vec<_>>(), ["x.1", "y"]);
    }
}
