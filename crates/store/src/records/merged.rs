//! The index of a whole record: what its parts' segments hold, the newest version of each resource
//! only. Compact, because a record may have hundreds of thousands of resources and many are cached: an entry
//! is 64 bytes, its id some 17, and what many entries share is kept once.

mod ids;
mod make;
mod settle;
mod told;
mod weight;
mod which;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::facts::{Coding, Days, day_number};
use bluebutton_record::versions::{AsOf, Telling};
use bluebutton_record::{DateRange, PatientKey, ResourceId, Section};
use jiff::tz::TimeZone;

use super::facts::LineFacts;
use super::ledger::{LedgerDeed, LedgerLine};
use ids::{PackedIds, SoughtId};
pub(crate) use make::Maker;
pub use which::Until;
pub(crate) use which::Which;

/// A part of a record, with the key its segments are sealed with.
#[derive(Clone)]
pub(crate) struct RecordPart {
    pub(crate) patient: PatientKey,
    pub(crate) key: DataKey,
    /// When it was made, microseconds since 1970.
    pub(crate) since: i64,
}

/// A segment as it stood when the index was made: later it may be part of a larger one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) part: u16,
    /// The numbers of what it holds.
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// How many versions are in it.
    pub(crate) lines: u32,
}

/// One version of one resource: where it is and what lists need to know. What is not in here is asked of
/// the index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    hash: u64,
    /// What it is ordered by, where it is dated: seconds since 1970, by the site's clocks.
    sort: i64,
    /// The days it touches at the site, where it is dated: days since 1970.
    first: i32,
    last: i32,
    id: u32,
    likeness: u32,
    references: u32,
    /// The import that brought it.
    run: u32,
    as_of: u32,
    pub(crate) version: u32,
    /// Where its JSON stands in the decoded data part.
    pub(crate) start: u32,
    pub(crate) end: u32,
    /// Its own place in the index.
    pub(crate) place: u32,
    pub(crate) section: Section,
    pub(crate) deed: LedgerDeed,
    /// Whether labels of other tellings hold for it, too: they are not in its JSON.
    pub(crate) is_marked: bool,
    is_dated: bool,
}

/// What many entries have in common.
#[derive(Clone, Copy, Debug)]
struct Likeness {
    kind: u16,
    /// One more than its place; 0 for none.
    status: u32,
    labels: Span,
    codes: Span,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
}

/// What one import, or a piece of one, brought.
#[derive(Clone, Copy, Debug)]
struct StoredRun {
    /// When it was stored, microseconds since 1970.
    at: i64,
    segment: u32,
    part: u16,
}

/// What something refers to. Two that are equal lead to one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Goal {
    kind: u16,
    /// [`HERE`], [`ELSEWHERE`], or the part of what is not in the index.
    part: u16,
    /// A place in the index, in `elsewhere`, or in the ids.
    to: u32,
}

/// The index of a record at one state.
#[derive(Default)]
pub(crate) struct Merged {
    /// Its parts; the first gives the record its name.
    pub(crate) parts: Vec<RecordPart>,
    pub(crate) segments: Vec<Segment>,
    runs: Vec<StoredRun>,
    ids: PackedIds,
    kinds: Vec<Arc<str>>,
    statuses: Vec<Box<str>>,
    codings: Vec<Coding>,
    paths: Vec<Box<str>>,
    likenesses: Vec<Likeness>,
    /// Labels and codes of the likenesses: places in `codings`.
    named: Vec<u32>,
    /// What entries tell as of another moment than their arrival.
    moments: Vec<AsOf>,
    goals: Vec<Goal>,
    /// What is referred to in the directory and other records.
    elsewhere: Vec<ResourceId>,
    /// References of the entries: how many, then each as a place in `paths` and one in `goals`.
    references: Vec<u32>,
    /// Sorted by part and local id; of several versions the current one first, then what was before.
    entries: Vec<Entry>,
    /// All that was told of an entry that was told of more than once: its place, and each telling, in
    /// the order of the places.
    tellings: Vec<(u32, Telling)>,
    /// When the last line was stored.
    last_at: i64,
    /// Places in `entries` by section, then newest first, those without a date last.
    by_section: Vec<u32>,
    /// Places in `entries` newest first, those without a date last.
    by_date: Vec<u32>,
}

impl Merged {
    /// What was taken back stands in no list.
    fn put_in_order(&mut self) {
        let newest_first = |place: &u32| {
            let days = self.entries.get(*place as usize).and_then(Entry::days);
            (days.is_none(), std::cmp::Reverse(days.map(|days| days.sort)))
        };
        let is_there = |(place, entry): (usize, &Entry)| {
            (entry.deed == LedgerDeed::Put).then_some(place as u32)
        };
        let mut by_date: Vec<u32> = self.entries.iter().enumerate().filter_map(is_there).collect();
        by_date.sort_by_key(newest_first);
        let mut by_section = by_date.clone();
        by_section
            .sort_by_key(|place| self.entries.get(*place as usize).map(|entry| entry.section));
        self.by_date = by_date;
        self.by_section = by_section;
    }

    /// The number of the newest segment of the first part; 0 for an empty one.
    pub(crate) fn last_seq(&self) -> i64 {
        self.last_seqs().next().unwrap_or(0)
    }

    /// The number of the newest segment of each part.
    pub(crate) fn last_seqs(&self) -> impl Iterator<Item = i64> {
        (0..self.parts.len()).map(|part| {
            let own = self.segments.iter().filter(|segment| usize::from(segment.part) == part);
            own.map(|segment| segment.last).max().unwrap_or(0)
        })
    }

    /// The entries, newest first, those without a date last.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Entry> {
        self.by_date.iter().filter_map(|place| self.entries.get(*place as usize))
    }

    /// The places of the entries by section, newest first in each.
    pub(crate) fn by_section(&self) -> impl Iterator<Item = (u32, &Entry)> {
        self.by_section.iter().filter_map(|place| Some((*place, self.entry(*place)?)))
    }

    /// The entry at a place.
    pub(crate) fn entry(&self, place: u32) -> Option<&Entry> {
        self.entries.get(place as usize)
    }

    /// The entries of one section, newest first.
    pub(crate) fn of_section(&self, section: Section) -> impl Iterator<Item = &Entry> {
        self.places_of(section).iter().filter_map(|place| self.entry(*place))
    }

    fn places_of(&self, section: Section) -> &[u32] {
        let section_of = |place: &u32| self.entry(*place).map(|entry| entry.section);
        let start = self.by_section.partition_point(|place| section_of(place) < Some(section));
        let end = self.by_section.partition_point(|place| section_of(place) <= Some(section));
        self.by_section.get(start..end).unwrap_or_default()
    }

    /// How many entries a section has.
    pub(crate) fn count_of(&self, section: Section) -> usize {
        self.places_of(section).len()
    }

    /// Every line of the index, what was taken back too: the versions of one resource, newest first,
    /// where it was made for those.
    pub(crate) fn lines(&self) -> &[Entry] {
        &self.entries
    }

    /// The current version of an id, even if that is its end.
    pub(crate) fn newest(&self, id: &ResourceId) -> Option<&Entry> {
        self.entries.get(self.place_of(id)?)
    }

    /// The place of the entry of an id.
    pub(crate) fn place(&self, id: &ResourceId) -> Option<u32> {
        let place = self.place_of(id)?;
        let is_there = self.entries.get(place)?.deed == LedgerDeed::Put;
        is_there.then_some(place as u32)
    }

    fn place_of(&self, id: &ResourceId) -> Option<usize> {
        let patient = id.patient()?;
        let part = self.parts.iter().position(|part| part.patient == patient)? as u16;
        self.place_in(part, id.local())
    }

    fn place_in(&self, part: u16, local: &str) -> Option<usize> {
        let sought = SoughtId::of(local);
        self.place_where(part, &|id| self.ids.order_to(id, &sought))
    }

    /// The place in a part of the id that stands so to another.
    fn place_where(&self, part: u16, order: &dyn Fn(u32) -> Ordering) -> Option<usize> {
        let order = |entry: &Entry| self.part_of(entry).cmp(&part).then_with(|| order(entry.id));
        self.entries.binary_search_by(order).ok()
    }

    fn run(&self, entry: &Entry) -> Option<&StoredRun> {
        self.runs.get(entry.run as usize)
    }

    fn part_of(&self, entry: &Entry) -> u16 {
        self.run(entry).map_or(0, |run| run.part)
    }

    /// When an entry was stored, microseconds since 1970.
    pub(crate) fn updated(&self, entry: &Entry) -> i64 {
        self.run(entry).map_or(0, |run| run.at)
    }

    /// How many versions each segment holds.
    pub(crate) fn sizes(&self) -> impl Iterator<Item = i64> {
        self.segments.iter().map(|segment| i64::from(segment.lines))
    }

    /// Which of the record's segments an entry is in.
    pub(crate) fn segment(&self, entry: &Entry) -> u32 {
        self.run(entry).map_or(u32::MAX, |run| run.segment)
    }

    /// As of when its source told an entry last.
    pub(crate) fn as_of(&self, entry: &Entry) -> AsOf {
        let stated = self.moments.get(entry.as_of as usize).copied();
        stated.unwrap_or_else(|| AsOf::arrived(self.updated(entry)))
    }

    /// What decides which version is the current one.
    fn telling(&self, entry: &Entry) -> Telling {
        Telling {
            as_of: self.as_of(entry),
            is_gone: entry.deed == LedgerDeed::Delete,
            length: entry.end.saturating_sub(entry.start),
            hash: entry.hash,
            version: entry.version,
        }
    }

    /// All that was told of an id; nothing where it is not known.
    pub(crate) fn tellings(&self, id: &ResourceId) -> Vec<Telling> {
        let Some(place) = self.place_of(id) else { return Vec::new() };
        let start = self.tellings.partition_point(|(at, _)| (*at as usize) < place);
        let several = self.tellings.get(start..).unwrap_or_default().iter();
        let several = several.take_while(|(at, _)| *at as usize == place);
        let all: Vec<Telling> = several.map(|(_, telling)| *telling).collect();
        match self.entries.get(place) {
            Some(entry) if all.is_empty() => vec![self.telling(entry)],
            _ => all,
        }
    }

    /// When the last of its lines was stored, microseconds since 1970; 0 for an empty one.
    pub(crate) fn last_at(&self) -> i64 {
        self.last_at
    }

    /// The entry of an id.
    pub(crate) fn find(&self, id: &ResourceId) -> Option<&Entry> {
        self.newest(id).filter(|entry| entry.deed == LedgerDeed::Put)
    }

    /// The id of an entry behind its part's key.
    pub(crate) fn local(&self, entry: &Entry) -> Cow<'_, str> {
        self.ids.get(entry.id)
    }

    /// Whether a patient's resources are in it.
    pub(crate) fn has_part(&self, patient: &PatientKey) -> bool {
        self.parts.iter().any(|part| part.patient == *patient)
    }

    /// The whole id of an entry.
    pub(crate) fn id(&self, entry: &Entry) -> Option<ResourceId> {
        self.id_in(self.part_of(entry), &self.local(entry))
    }

    fn id_in(&self, part: u16, local: &str) -> Option<ResourceId> {
        let patient = &self.parts.get(usize::from(part))?.patient;
        match local {
            "" => Some(ResourceId::of_patient(patient)),
            local => ResourceId::in_record(patient, local),
        }
    }

    /// How many resources are in it.
    pub(crate) fn len(&self) -> usize {
        self.by_date.len()
    }
}

impl Span {
    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Entry {
    /// How many bytes of JSON it has.
    pub(crate) fn bytes(&self) -> usize {
        (self.end - self.start) as usize
    }

    /// The entry of a line, whose place in the index and the record is still open.
    fn of(line: &LedgerLine, own: &LineFacts, (start, end): (u32, u32), zone: &TimeZone) -> Self {
        let days = own.days.map(|days| days.at_site(zone)).unwrap_or_default();
        Self {
            hash: line.hash,
            sort: days.sort,
            first: days.first,
            last: days.last,
            id: 0,
            likeness: 0,
            references: 0,
            run: 0,
            as_of: AS_ARRIVED,
            version: line.version,
            start,
            end,
            place: 0,
            section: own.section,
            deed: line.deed,
            is_marked: false,
            is_dated: own.days.is_some(),
        }
    }

    /// The days it touches at the site; `None` where no date is known.
    pub(crate) fn days(&self) -> Option<Days> {
        let Self { sort, first, last, .. } = *self;
        self.is_dated.then_some(Days { sort, first, last, ..Days::default() })
    }

    /// Whether any day of it lies within; without a date it does.
    pub(crate) fn touches(&self, range: &DateRange) -> bool {
        self.days().is_none_or(|days| {
            range.from.is_none_or(|from| days.last >= day_number(from))
                && range.to.is_none_or(|to| days.first <= day_number(to))
        })
    }
}

/// Stands for the place of what is as of its arrival.
const AS_ARRIVED: u32 = u32::MAX;

/// Stands for the part of what is in the index.
const HERE: u16 = u16::MAX;

/// Stands for the part of what is in the directory or another record.
const ELSEWHERE: u16 = u16::MAX - 1;

#[cfg(test)]
mod tests;
