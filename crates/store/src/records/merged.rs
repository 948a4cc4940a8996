//! The index of a whole record: what its parts' segments hold, the newest version of each resource
//! only. Compact, because a record may have hundreds of thousands of resources and many are cached.

mod make;

use std::collections::HashMap;
use std::mem::size_of;
use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::facts::{Coding, Days, Target, day_number};
use bluebutton_record::{DateRange, PatientKey, ResourceId, Section};

use super::facts::SegmentFacts;
use super::ledger::{Deed, Ledger};
use make::Maker;

/// A part of a record, with the key its segments are sealed with.
#[derive(Clone)]
pub(crate) struct RecordPart {
    pub(crate) patient: PatientKey,
    pub(crate) key: DataKey,
    /// When it was made, microseconds since 1970.
    pub(crate) since: i64,
}

/// A part with the ledgers and facts of its segments, in the order of their numbers.
pub(crate) struct OpenedPart {
    pub(crate) part: RecordPart,
    pub(crate) segments: Vec<(Ledger, SegmentFacts)>,
}

/// A segment as it stood when the index was made: later it may be part of a larger one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Segment {
    pub(crate) part: u16,
    /// The numbers of what it holds.
    pub(crate) first: i64,
    pub(crate) last: i64,
}

/// One version of one resource: where it is and what lists need to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    id: Span,
    labels: Span,
    codes: Span,
    references: Span,
    kind: u16,
    status: u16,
    part: u16,
    pub(crate) section: Section,
    pub(crate) deed: Deed,
    pub(crate) version: u32,
    pub(crate) updated: i64,
    pub(crate) hash: u64,
    pub(crate) days: Option<Days>,
    /// Which of the record's segments.
    pub(crate) segment: u32,
    /// Where its JSON stands in the decoded data part.
    pub(crate) start: u32,
    pub(crate) end: u32,
}

#[derive(Clone, Copy, Debug)]
struct Span {
    start: u32,
    end: u32,
}

/// What something refers to, as the whole record knows it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Address {
    pub(crate) kind: Box<str>,
    /// The part it is in, where it is in this record.
    part: u16,
    pub(crate) to: Target,
}

/// Up to where a record is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Until {
    /// As it is now.
    #[default]
    Now,
    /// With what was stored up to and including the import that wrote this segment of its own part.
    Segment(i64),
    /// As it was at that moment, microseconds since 1970.
    Moment(i64),
}

/// Which lines of a record's segments an index is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Which {
    pub(crate) until: Until,
    /// Every version of this one resource, instead of the newest of each.
    pub(crate) history_of: Option<ResourceId>,
}

/// The index of a record at one state.
pub(crate) struct Merged {
    /// Its parts; the first gives the record its name.
    pub(crate) parts: Vec<RecordPart>,
    pub(crate) segments: Vec<Segment>,
    ids: String,
    kinds: Vec<Arc<str>>,
    statuses: Vec<Box<str>>,
    codings: Vec<Coding>,
    paths: Vec<Box<str>>,
    addresses: Vec<Arc<Address>>,
    known: HashMap<Arc<Address>, u32>,
    /// Labels and codes of the entries: places in `codings`.
    named: Vec<u32>,
    /// References of the entries: places in `paths` and `addresses`.
    references: Vec<(u32, u32)>,
    /// Sorted by part and local id, then newest version first.
    entries: Vec<Entry>,
    /// Places in `entries` by section, then newest first, those without a date last.
    by_section: Vec<u32>,
    /// Places in `entries` newest first, those without a date last.
    by_date: Vec<u32>,
}

impl Merged {
    /// Puts the segments of the parts together.
    pub(crate) fn new(opened: Vec<OpenedPart>, which: &Which) -> Self {
        let parts = opened.iter().map(|opened| opened.part.clone()).collect();
        let mut maker = Maker::new(parts);
        for (part, opened) in opened.into_iter().enumerate() {
            for (ledger, facts) in opened.segments {
                maker.add(part as u16, &ledger, facts, which);
            }
        }
        let mut merged = maker.finish();
        merged.sort(which.history_of.is_none());
        merged.put_in_order();
        merged
    }

    fn sort(&mut self, is_newest_only: bool) {
        let ids = std::mem::take(&mut self.ids);
        let id = |entry: &Entry| (entry.part, ids.get(entry.id.range()));
        self.entries.sort_by(|a, b| {
            id(a).cmp(&id(b)).then(b.version.cmp(&a.version)).then(b.segment.cmp(&a.segment))
        });
        if is_newest_only {
            self.entries.dedup_by(|next, first| id(next) == id(first));
        }
        self.entries.shrink_to_fit();
        self.ids = ids;
    }

    /// What was taken back stands in no list.
    fn put_in_order(&mut self) {
        let newest_first = |place: &u32| {
            let days = self.entries.get(*place as usize).and_then(|entry| entry.days);
            (days.is_none(), std::cmp::Reverse(days.map(|days| days.sort)))
        };
        let is_there =
            |(place, entry): (usize, &Entry)| (entry.deed == Deed::Put).then_some(place as u32);
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
        let section_of = |place: &u32| self.entries.get(*place as usize).map(|e| e.section);
        let start = self.by_section.partition_point(|place| section_of(place) < Some(section));
        let end = self.by_section.partition_point(|place| section_of(place) <= Some(section));
        let places = self.by_section.get(start..end).unwrap_or_default();
        places.iter().filter_map(|place| self.entries.get(*place as usize))
    }

    /// Every line of the index, what was taken back too: the versions of one resource, newest first,
    /// where it was made for those.
    pub(crate) fn lines(&self) -> &[Entry] {
        &self.entries
    }

    /// The newest version of an id, even if that was its end.
    pub(crate) fn newest(&self, id: &ResourceId) -> Option<&Entry> {
        let patient = id.patient()?;
        let part = self.parts.iter().position(|part| part.patient == patient)? as u16;
        let wanted = (part, id.local());
        let order = |entry: &Entry| (entry.part, self.local(entry)).cmp(&wanted);
        let place = self.entries.binary_search_by(order).ok()?;
        self.entries.get(place)
    }

    /// The entry of an id.
    pub(crate) fn find(&self, id: &ResourceId) -> Option<&Entry> {
        self.newest(id).filter(|entry| entry.deed == Deed::Put)
    }

    /// The id of an entry behind its part's key.
    pub(crate) fn local(&self, entry: &Entry) -> &str {
        self.ids.get(entry.id.range()).unwrap_or_default()
    }

    /// Whether a patient's resources are in it.
    pub(crate) fn has_part(&self, patient: &PatientKey) -> bool {
        self.parts.iter().any(|part| part.patient == *patient)
    }

    /// The part an entry is in.
    pub(crate) fn part(&self, entry: &Entry) -> Option<&RecordPart> {
        self.parts.get(usize::from(entry.part))
    }

    /// The whole id of an entry.
    pub(crate) fn id(&self, entry: &Entry) -> Option<ResourceId> {
        let patient = &self.part(entry)?.patient;
        match self.local(entry) {
            "" => Some(ResourceId::of_patient(patient)),
            local => ResourceId::in_record(patient, local),
        }
    }

    /// The type of an entry.
    pub(crate) fn kind(&self, entry: &Entry) -> Option<&Arc<str>> {
        self.kinds.get(usize::from(entry.kind))
    }

    /// The status of an entry, as its source gave it.
    pub(crate) fn status(&self, entry: &Entry) -> Option<&str> {
        let place = usize::from(entry.status).checked_sub(1)?;
        self.statuses.get(place).map(|status| &**status)
    }

    /// The security labels of an entry.
    pub(crate) fn labels(&self, entry: &Entry) -> impl Iterator<Item = &Coding> {
        self.codings_in(entry.labels)
    }

    /// What an entry is about, in codes.
    pub(crate) fn codes(&self, entry: &Entry) -> impl Iterator<Item = &Coding> {
        self.codings_in(entry.codes)
    }

    fn codings_in(&self, span: Span) -> impl Iterator<Item = &Coding> {
        let places = self.named.get(span.range()).unwrap_or_default();
        places.iter().filter_map(|place| self.codings.get(*place as usize))
    }

    /// The whole id of what is referred to.
    pub(crate) fn id_of(&self, address: &Address) -> Option<ResourceId> {
        match &address.to {
            Target::Elsewhere(id) => Some(id.clone()),
            Target::Own(local) => {
                let patient = &self.parts.get(usize::from(address.part))?.patient;
                ResourceId::in_record(patient, local)
            }
        }
    }

    /// What an entry refers to: the members that lead there, and where.
    pub(crate) fn references(&self, entry: &Entry) -> impl Iterator<Item = (&str, &Address)> {
        let places = self.references.get(entry.references.range()).unwrap_or_default();
        places.iter().filter_map(|(path, to)| {
            Some((&**self.paths.get(*path as usize)?, &**self.addresses.get(*to as usize)?))
        })
    }

    /// What a visit is known by inside this index; `None` if nothing refers to it.
    pub(crate) fn visit(&self, id: &ResourceId) -> Option<u32> {
        let patient = id.patient()?;
        let part = self.parts.iter().position(|part| part.patient == patient)? as u16;
        let to = Target::Own(id.local().into());
        self.known.get(&Address { kind: "Encounter".into(), part, to }).copied()
    }

    /// Whether an entry refers to what is known by that number.
    pub(crate) fn refers_to(&self, entry: &Entry, known: u32) -> bool {
        let own = self.references.get(entry.references.range()).unwrap_or_default();
        own.iter().any(|(_, to)| *to == known)
    }

    /// How many resources are in it.
    pub(crate) fn len(&self) -> usize {
        self.by_date.len()
    }

    /// What it weighs in the cache.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.ids.capacity()
            + self.entries.capacity() * size_of::<Entry>()
            + self.by_date.capacity() * 2 * size_of::<u32>()
            + self.named.capacity() * size_of::<u32>()
            + self.references.capacity() * size_of::<(u32, u32)>()
            + self.codings.len() * 64
            + self.addresses.len() * 128
            + self.segments.capacity() * size_of::<Segment>()
    }
}

impl Span {
    fn of(first: u32, range: &std::ops::Range<u32>) -> Self {
        Self { start: first + range.start, end: first + range.end }
    }

    fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Until {
    /// Whether a run is in.
    fn takes(self, seq: i64, at: i64) -> bool {
        match self {
            Self::Now => true,
            Self::Segment(last) => seq <= last,
            Self::Moment(last) => at <= last,
        }
    }
}

impl Entry {
    /// Whether any day of it lies within; without a date it does.
    pub(crate) fn touches(&self, range: &DateRange) -> bool {
        self.days.is_none_or(|days| {
            range.from.is_none_or(|from| days.last >= day_number(from))
                && range.to.is_none_or(|to| days.first <= day_number(to))
        })
    }
}

#[cfg(test)]
mod tests;
