//! The index of a whole record: what its parts' segments hold, the newest version of each resource
//! only. Compact, because a record may have hundreds of thousands of resources and many are cached.

use std::collections::HashMap;
use std::mem::size_of;
use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::facts::{Coding, Days, Target, day_number};
use bluebutton_record::{DateRange, PatientKey, ResourceId, Section};

use super::facts::{SegmentFacts, place_of};
use super::ledger::{Deed, Ledger};

/// A part of a record, with the key its segments are sealed with.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) patient: PatientKey,
    pub(crate) key: DataKey,
}

/// A part with the ledgers and facts of its segments, in the order of their numbers.
pub(crate) struct OpenedPart {
    pub(crate) part: Part,
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
    pub(crate) parts: Vec<Part>,
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
        let mut merged = maker.merged;
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

    /// The entries by section, newest first in each.
    pub(crate) fn by_section(&self) -> impl Iterator<Item = &Entry> {
        self.by_section.iter().filter_map(|place| self.entries.get(*place as usize))
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
    pub(crate) fn part(&self, entry: &Entry) -> Option<&Part> {
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

/// Makes an index: knows what it met already.
struct Maker {
    merged: Merged,
    codings: HashMap<Coding, u32>,
}

impl Maker {
    fn new(parts: Vec<Part>) -> Self {
        let merged = Merged {
            parts,
            segments: Vec::new(),
            ids: String::new(),
            kinds: Vec::new(),
            statuses: Vec::new(),
            codings: Vec::new(),
            paths: Vec::new(),
            addresses: Vec::new(),
            known: HashMap::new(),
            named: Vec::new(),
            references: Vec::new(),
            entries: Vec::new(),
            by_section: Vec::new(),
            by_date: Vec::new(),
        };
        Self { merged, codings: HashMap::new() }
    }

    fn add(&mut self, part: u16, ledger: &Ledger, facts: SegmentFacts, which: &Which) {
        let Some((first, last)) = ledger.span() else { return };
        let segment = self.merged.segments.len() as u32;
        self.merged.segments.push(Segment { part, first, last });
        let SegmentFacts { lines, statuses, codings, paths, targets, named, references } = facts;
        let statuses: Vec<u32> =
            statuses.iter().map(|status| place_of(&mut self.merged.statuses, status)).collect();
        let paths: Vec<u32> =
            paths.iter().map(|path| place_of(&mut self.merged.paths, path)).collect();
        let codings: Vec<u32> = codings.into_iter().map(|coding| self.coding(coding)).collect();
        let targets: Vec<u32> =
            targets.into_iter().map(|(kind, to)| self.address(part, kind, to)).collect();
        let place = |places: &[u32], at: u32| places.get(at as usize).copied().unwrap_or(0);
        let (names, refers) = (self.merged.named.len() as u32, self.merged.references.len() as u32);
        self.merged.named.extend(named.into_iter().map(|at| place(&codings, at)));
        let references = references.into_iter();
        self.merged
            .references
            .extend(references.map(|(path, to)| (place(&paths, path), place(&targets, to))));
        let (mut at, mut end) = (0, 0_u32);
        for run in &ledger.runs {
            let is_in = which.until.takes(run.seq, run.at);
            for place in at..at + run.lines {
                let Some(line) = ledger.lines.get(place) else { return };
                let start = end;
                end = start.saturating_add(line.length);
                if !is_in || !self.is_wanted(part, ledger.local(place), which) {
                    continue;
                }
                let own = lines.get(place).cloned().unwrap_or_default();
                let status = own.status.and_then(|status| statuses.get(status as usize));
                let kind = ledger.kind(place).map_or(0, |kind| self.kind(kind));
                let id = self.id(ledger.local(place));
                self.merged.entries.push(Entry {
                    id,
                    labels: Span::of(names, &own.labels),
                    codes: Span::of(names, &own.codes),
                    references: Span::of(refers, &own.references),
                    kind,
                    status: status.map_or(0, |status| (*status + 1) as u16),
                    part,
                    section: own.section,
                    deed: line.deed,
                    version: line.version,
                    updated: run.at,
                    hash: line.hash,
                    days: own.days,
                    segment,
                    start,
                    end,
                });
            }
            at += run.lines;
        }
    }

    fn is_wanted(&self, part: u16, local: &str, which: &Which) -> bool {
        which.history_of.as_ref().is_none_or(|id| {
            let own = self.merged.parts.get(usize::from(part)).map(|part| &part.patient);
            id.local() == local && id.patient().as_ref() == own
        })
    }

    fn kind(&mut self, kind: &Arc<str>) -> u16 {
        let kinds = &mut self.merged.kinds;
        let place = kinds.iter().position(|known| known == kind).unwrap_or_else(|| {
            kinds.push(Arc::clone(kind));
            kinds.len() - 1
        });
        place as u16
    }

    fn id(&mut self, local: &str) -> Span {
        let start = self.merged.ids.len() as u32;
        self.merged.ids.push_str(local);
        Span { start, end: self.merged.ids.len() as u32 }
    }

    fn coding(&mut self, coding: Coding) -> u32 {
        let next = self.merged.codings.len() as u32;
        let codings = &mut self.merged.codings;
        *self.codings.entry(coding).or_insert_with_key(|coding| {
            codings.push(coding.clone());
            next
        })
    }

    /// What was another record when it was written may be a part of this one.
    fn address(&mut self, part: u16, kind: Box<str>, to: Target) -> u32 {
        let mut address = Address { kind, part, to };
        if let Target::Elsewhere(id) = &address.to {
            let patient = id.patient();
            let mut parts = self.merged.parts.iter();
            match parts.position(|part| Some(&part.patient) == patient.as_ref()) {
                Some(part) => {
                    address.part = part as u16;
                    address.to = Target::Own(id.local().into());
                }
                None => address.part = 0,
            }
        }
        let next = self.merged.addresses.len() as u32;
        let addresses = &mut self.merged.addresses;
        *self.merged.known.entry(Arc::new(address)).or_insert_with_key(|address| {
            addresses.push(Arc::clone(address));
            next
        })
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
mod tests {
    use bluebutton_crypto::Hidden;
    use bluebutton_record::FhirDate;
    use bluebutton_record::facts::{Facts, Reference};

    use super::*;
    use crate::records::ledger::NewLine;

    struct Given(&'static str, u32, Section, Option<&'static str>, Deed);

    fn given(local: &'static str, version: u32, day: Option<&'static str>) -> Given {
        Given(local, version, Section::Results, day, Deed::Put)
    }

    fn segment(seq: i64, lines: &[Given]) -> (Ledger, SegmentFacts) {
        let mut ledger = Ledger::new(seq, seq * 1000);
        let mut all = Vec::new();
        for Given(local, version, section, day, deed) in lines {
            let line = NewLine { version: *version, deed: *deed, hash: 0, length: 10 };
            ledger.push(&"Observation".into(), local, line);
            let visit = Reference {
                path: "encounter".into(),
                kind: "Encounter".into(),
                to: Target::Own("v1".into()),
            };
            all.push(Facts {
                section: *section,
                date: day.and_then(FhirDate::parse),
                references: vec![visit],
                ..Facts::default()
            });
        }
        (ledger, SegmentFacts::of(&all))
    }

    fn key(number: u8) -> PatientKey {
        PatientKey::from_hash(&[number; 9])
    }

    fn part(number: u8, segments: Vec<(Ledger, SegmentFacts)>) -> OpenedPart {
        OpenedPart { part: Part { patient: key(number), key: Hidden::new([0; 32]) }, segments }
    }

    fn id(number: u8, local: &str) -> ResourceId {
        ResourceId::in_record(&key(number), local).unwrap()
    }

    #[test]
    fn only_the_newest_version_of_a_resource_is_in_it() {
        let segments = vec![
            segment(1, &[given("b", 1, None), given("a", 1, Some("2020"))]),
            segment(2, &[given("a", 2, Some("2020"))]),
        ];
        let record = Merged::new(vec![part(1, segments)], &Which::default());
        let found = record.find(&id(1, "a")).unwrap();
        assert_eq!((found.version, found.segment, found.start, found.end), (2, 1, 0, 10));
        assert_eq!(record.find(&id(1, "b")).map(|b| (b.start, b.end)), Some((0, 10)));
        assert_eq!(record.newest_first().count(), 2);
        assert!(record.find(&id(1, "c")).is_none() && record.find(&id(2, "a")).is_none());
    }

    #[test]
    fn what_was_taken_back_is_in_no_list_and_its_version_is_known() {
        let end = Given("a", 2, Section::Results, None, Deed::Delete);
        let segments = || {
            vec![
                segment(1, &[given("a", 1, None)]),
                segment(2, &[Given(end.0, end.1, end.2, end.3, end.4)]),
            ]
        };
        let record = Merged::new(vec![part(1, segments())], &Which::default());
        assert_eq!((record.len(), record.newest_first().count()), (0, 0));
        assert!(record.find(&id(1, "a")).is_none());
        assert_eq!(record.newest(&id(1, "a")).map(|line| line.version), Some(2));
        for until in [Until::Segment(1), Until::Moment(1999)] {
            let before = Which { until, ..Which::default() };
            let record = Merged::new(vec![part(1, segments())], &before);
            assert_eq!(record.find(&id(1, "a")).map(|line| line.version), Some(1));
        }
        let all = Which { history_of: Some(id(1, "a")), ..Which::default() };
        let record = Merged::new(vec![part(1, segments())], &all);
        assert_eq!(record.lines().iter().map(|line| line.version).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn lists_are_newest_first_and_end_with_what_has_no_date() {
        let medicine = Given("med", 1, Section::Medications, Some("2003"), Deed::Put);
        let lines = [
            given("none", 1, None),
            given("old", 1, Some("1965")),
            given("new", 1, Some("2007")),
            medicine,
        ];
        let record = Merged::new(vec![part(1, vec![segment(1, &lines)])], &Which::default());
        let all: Vec<&str> = record.newest_first().map(|entry| record.local(entry)).collect();
        assert_eq!(all, ["new", "med", "old", "none"]);
        let results = record.of_section(Section::Results).map(|entry| record.local(entry));
        assert_eq!(results.collect::<Vec<_>>(), ["new", "old", "none"]);
        assert_eq!(record.of_section(Section::Claims).count(), 0);
        let visit = record.visit(&id(1, "v1")).unwrap();
        assert!(record.newest_first().all(|entry| record.refers_to(entry, visit)));
    }

    #[test]
    fn two_parts_keep_their_ids_apart() {
        let parts = vec![
            part(1, vec![segment(1, &[given("a", 1, Some("2001"))])]),
            part(2, vec![segment(1, &[given("a", 5, Some("2002"))])]),
        ];
        let record = Merged::new(parts, &Which::default());
        assert_eq!(record.find(&id(1, "a")).map(|entry| entry.version), Some(1));
        assert_eq!(record.find(&id(2, "a")).map(|entry| entry.version), Some(5));
        let all: Vec<_> = record.newest_first().filter_map(|entry| record.id(entry)).collect();
        assert_eq!(all, [id(2, "a"), id(1, "a")]);
        let (own, other) = (record.visit(&id(1, "v1")), record.visit(&id(2, "v1")));
        assert!(own.is_some() && other.is_some() && own != other);
    }
}
