//! The index of a whole record: what its segments hold, the newest version of each resource only.
//! Compact, because a record may have hundreds of thousands of resources and many are cached.

use std::collections::HashMap;
use std::mem::size_of;
use std::sync::Arc;

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::facts::{Days, day_number};
use bluebutton_record::{DateRange, PatientKey, ResourceId, Section};

use super::segment::Line;

/// The newest version of one resource: where it is and what lists need to know.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    id_start: u32,
    id_end: u32,
    visits_start: u32,
    visits_end: u32,
    kind: u16,
    pub(crate) section: Section,
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

/// The index of a record up to one segment.
pub(crate) struct Merged {
    pub(crate) patient: PatientKey,
    pub(crate) key: DataKey,
    /// Sequence numbers of the segments; the last one is the state of the record.
    pub(crate) seqs: Vec<i64>,
    ids: String,
    kinds: Vec<Arc<str>>,
    visit_names: HashMap<Box<str>, u32>,
    visits: Vec<u32>,
    /// Sorted by local id.
    entries: Vec<Entry>,
    /// Places in `entries` by section, then newest first, those without a date last.
    by_section: Vec<u32>,
    /// Places in `entries` newest first, those without a date last.
    by_date: Vec<u32>,
}

impl Merged {
    /// Puts the indexes of the segments together; `segments` in the order of their numbers.
    pub(crate) fn new(
        patient: PatientKey,
        key: DataKey,
        segments: impl IntoIterator<Item = (i64, Vec<Line>)>,
    ) -> Self {
        let mut merged = Self {
            patient,
            key,
            seqs: Vec::new(),
            ids: String::new(),
            kinds: Vec::new(),
            visit_names: HashMap::new(),
            visits: Vec::new(),
            entries: Vec::new(),
            by_section: Vec::new(),
            by_date: Vec::new(),
        };
        for (seq, lines) in segments {
            merged.add(seq, &lines);
        }
        merged.keep_newest();
        merged.put_in_order();
        merged
    }

    fn add(&mut self, seq: i64, lines: &[Line]) {
        let segment = self.seqs.len() as u32;
        self.seqs.push(seq);
        let mut end = 0_u32;
        for line in lines {
            let start = end;
            end = start.saturating_add(line.length);
            let id_start = self.ids.len() as u32;
            self.ids.push_str(&line.local);
            let visits_start = self.visits.len() as u32;
            for visit in &line.visits {
                let next = self.visit_names.len() as u32;
                let place = match self.visit_names.get(visit.as_str()) {
                    Some(place) => *place,
                    None => *self.visit_names.entry(visit.as_str().into()).or_insert(next),
                };
                self.visits.push(place);
            }
            let entry = Entry {
                id_start,
                id_end: self.ids.len() as u32,
                visits_start,
                visits_end: self.visits.len() as u32,
                kind: self.kind_place(&line.kind),
                section: line.section,
                version: line.version,
                updated: line.updated,
                hash: line.hash,
                days: line.days,
                segment,
                start,
                end,
            };
            self.entries.push(entry);
        }
    }

    fn kind_place(&mut self, kind: &Arc<str>) -> u16 {
        let place = self.kinds.iter().position(|known| known == kind).unwrap_or_else(|| {
            self.kinds.push(Arc::clone(kind));
            self.kinds.len() - 1
        });
        place as u16
    }

    fn keep_newest(&mut self) {
        let ids = std::mem::take(&mut self.ids);
        let id = |entry: &Entry| ids.get(entry.id_start as usize..entry.id_end as usize);
        self.entries.sort_by(|a, b| {
            id(a).cmp(&id(b)).then(b.version.cmp(&a.version)).then(b.segment.cmp(&a.segment))
        });
        self.entries.dedup_by(|next, first| id(next) == id(first));
        self.entries.shrink_to_fit();
        self.ids = ids;
    }

    fn put_in_order(&mut self) {
        let newest_first = |place: &u32| {
            let days = self.entries.get(*place as usize).and_then(|entry| entry.days);
            (days.is_none(), std::cmp::Reverse(days.map(|days| days.sort)))
        };
        let mut by_date: Vec<u32> = (0..self.entries.len() as u32).collect();
        by_date.sort_by_key(newest_first);
        let mut by_section = by_date.clone();
        by_section
            .sort_by_key(|place| self.entries.get(*place as usize).map(|entry| entry.section));
        self.by_date = by_date;
        self.by_section = by_section;
    }

    /// The number of the newest segment; 0 for an empty record.
    pub(crate) fn last_seq(&self) -> i64 {
        self.seqs.last().copied().unwrap_or(0)
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

    /// The entry of a local id.
    pub(crate) fn find(&self, local: &str) -> Option<&Entry> {
        let place = self.entries.binary_search_by(|entry| self.local(entry).cmp(local)).ok()?;
        self.entries.get(place)
    }

    /// The local id of an entry.
    pub(crate) fn local(&self, entry: &Entry) -> &str {
        self.ids.get(entry.id_start as usize..entry.id_end as usize).unwrap_or_default()
    }

    /// The whole id of an entry.
    pub(crate) fn id(&self, entry: &Entry) -> Option<ResourceId> {
        match self.local(entry) {
            "" => Some(ResourceId::of_patient(&self.patient)),
            local => ResourceId::in_record(&self.patient, local),
        }
    }

    /// The type of an entry.
    pub(crate) fn kind(&self, entry: &Entry) -> Option<&Arc<str>> {
        self.kinds.get(usize::from(entry.kind))
    }

    /// What a visit is known by inside this index; `None` if nothing refers to it.
    pub(crate) fn visit(&self, local: &str) -> Option<u32> {
        self.visit_names.get(local).copied()
    }

    /// Whether an entry refers to that visit.
    pub(crate) fn refers_to(&self, entry: &Entry, visit: u32) -> bool {
        let visits = self.visits.get(entry.visits_start as usize..entry.visits_end as usize);
        visits.is_some_and(|visits| visits.contains(&visit))
    }

    /// How many resources are in it.
    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// What it weighs in the cache.
    pub(crate) fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.ids.capacity()
            + self.entries.capacity() * (size_of::<Entry>() + 2 * size_of::<u32>())
            + self.visits.capacity() * size_of::<u32>()
            + self.visit_names.len() * 64
            + self.seqs.capacity() * size_of::<i64>()
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

    use super::*;

    fn line(local: &str, version: u32, section: Section, sort: Option<i64>) -> Line {
        Line {
            kind: "Observation".into(),
            local: local.to_owned(),
            section,
            days: sort.map(|sort| Days { sort, first: 0, last: 0 }),
            visits: vec!["v1".to_owned()],
            version,
            updated: 0,
            hash: u64::from(version),
            length: 10,
        }
    }

    fn merged(segments: Vec<Vec<Line>>) -> Merged {
        let patient = PatientKey::from_hash(b"123456789");
        Merged::new(patient, Hidden::new([0; 32]), (1..).zip(segments))
    }

    #[test]
    fn only_the_newest_version_of_a_resource_is_in_it() {
        let record = merged(vec![
            vec![line("b", 1, Section::Results, None), line("a", 1, Section::Results, Some(1))],
            vec![line("a", 2, Section::Results, Some(1))],
        ]);
        let found = record.find("a").unwrap();
        assert_eq!((found.version, found.segment, found.start, found.end), (2, 1, 0, 10));
        assert_eq!(record.find("b").map(|b| (b.start, b.end)), Some((0, 10)));
        assert_eq!(record.newest_first().count(), 2);
        assert!(record.find("c").is_none());
    }

    #[test]
    fn lists_are_newest_first_and_end_with_what_has_no_date() {
        let record = merged(vec![vec![
            line("none", 1, Section::Results, None),
            line("old", 1, Section::Results, Some(-5)),
            line("new", 1, Section::Results, Some(7)),
            line("med", 1, Section::Medications, Some(3)),
        ]]);
        let all: Vec<&str> = record.newest_first().map(|entry| record.local(entry)).collect();
        assert_eq!(all, ["new", "med", "old", "none"]);
        let results = record.of_section(Section::Results).map(|entry| record.local(entry));
        assert_eq!(results.collect::<Vec<_>>(), ["new", "old", "none"]);
        assert_eq!(record.of_section(Section::Claims).count(), 0);
        let visit = record.visit("v1").unwrap();
        assert!(record.newest_first().all(|entry| record.refers_to(entry, visit)));
    }
}
