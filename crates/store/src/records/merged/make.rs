//! Puts the columns of segments into those of a whole record, one segment after the other: none of
//! them is held beside the index that is being made.

use std::collections::HashMap;
use std::sync::Arc;

use bluebutton_record::facts::{Coding, Target};
use bluebutton_record::versions::AsOf;
use jiff::tz::TimeZone;

use super::ids::PackedIds;
use super::{
    AS_ARRIVED, ELSEWHERE, Entry, Goal, Likeness, Merged, RecordPart, Segment, Span, StoredRun,
    Which, settle,
};
use crate::records::facts::{LineFacts, SegmentFacts, place_of};
use crate::records::ledger::Ledger;

/// Makes an index: knows what it met already.
pub(crate) struct Maker {
    merged: Merged,
    which: Which,
    /// The site's, whose days an index knows.
    zone: TimeZone,
    codings: HashMap<Coding, u32>,
    /// By type, status, how many labels, labels and codes.
    likenesses: HashMap<Box<[u32]>, u32>,
    moments: HashMap<AsOf, u32>,
    elsewhere: HashMap<Arc<str>, u32>,
    /// Ids of what is referred to in a part, until it is known where that stands.
    goals: PackedIds,
}

/// Where what the columns of a segment name stands in those of the record.
struct Translation {
    kinds: Vec<u16>,
    statuses: Vec<u32>,
    codings: Vec<u32>,
    paths: Vec<u32>,
    /// Where its first goal stands.
    goals: u32,
    /// The references of the line before, and where they stand.
    before: (Vec<u32>, u32),
    /// What a likeness is looked for by.
    key: Vec<u32>,
}

impl Maker {
    /// An index of these parts at a site of that zone; it will have about so many lines.
    pub(crate) fn new(parts: Vec<RecordPart>, lines: usize, which: Which, zone: TimeZone) -> Self {
        let mut merged = Merged { parts, ..Merged::default() };
        if which.history_of.is_none() {
            merged.entries.reserve_exact(lines);
        }
        // Nothing is referred to: where those begin who refer to nothing.
        merged.references.push(0);
        Self {
            merged,
            which,
            zone,
            codings: HashMap::new(),
            likenesses: HashMap::new(),
            moments: HashMap::new(),
            elsewhere: HashMap::new(),
            goals: PackedIds::default(),
        }
    }

    /// The index of all that was added.
    pub(crate) fn finish(self) -> Merged {
        let Self { mut merged, which, goals, .. } = self;
        settle::settle(&mut merged, which.history_of.is_none());
        settle::find_goals(&mut merged, &goals);
        merged.put_in_order();
        merged.shrink();
        merged
    }

    /// Adds a segment of that part.
    pub(crate) fn add(&mut self, part: u16, ledger: &Ledger, facts: SegmentFacts) {
        let Some((first, last)) = ledger.span() else { return };
        let segment = self.merged.segments.len() as u32;
        let lines = ledger.lines.len() as u32;
        self.merged.segments.push(Segment { part, first, last, lines });
        // Of the history of one resource the other segments tell nothing.
        let mut locals = (0..ledger.lines.len()).map(|place| ledger.local(place));
        let facts = if locals.any(|local| self.is_wanted(part, local)) {
            facts
        } else {
            SegmentFacts::default()
        };
        let SegmentFacts { lines, statuses, codings, paths, targets, named, references } = facts;
        let goals = self.merged.goals.len() as u32;
        for (kind, to) in targets {
            let goal = self.goal(part, &kind, to);
            self.merged.goals.push(goal);
        }
        let merged = &mut self.merged;
        let mut places = Translation {
            kinds: ledger.kinds().iter().map(|kind| kind_of(&mut merged.kinds, kind)).collect(),
            statuses: statuses.iter().map(|it| place_of(&mut merged.statuses, it)).collect(),
            paths: paths.iter().map(|path| place_of(&mut merged.paths, path)).collect(),
            codings: codings.into_iter().map(|coding| self.coding(coding)).collect(),
            goals,
            before: (Vec::new(), 0),
            key: Vec::new(),
        };
        let nothing = LineFacts::default();
        let (mut at, mut end) = (0, 0_u32);
        for run in &ledger.runs {
            let is_in = self.which.until.takes(run.seq, run.at);
            self.merged.last_at = self.merged.last_at.max(run.at);
            let number = self.merged.runs.len() as u32;
            self.merged.runs.push(StoredRun { at: run.at, segment, part });
            for place in at..at + run.lines {
                let Some(line) = ledger.lines.get(place) else { return };
                let start = end;
                end = start.saturating_add(line.length);
                if !is_in || !self.is_wanted(part, ledger.local(place)) {
                    continue;
                }
                let own = lines.get(place).unwrap_or(&nothing);
                let entry = Entry {
                    id: self.merged.ids.push(ledger.local(place)),
                    likeness: self.likeness(own, line.kind, &named, &mut places),
                    references: self.refers(own, &references, &mut places),
                    as_of: self.as_of(line.as_of, run.at),
                    run: number,
                    ..Entry::of(line, own, (start, end), &self.zone)
                };
                self.merged.entries.push(entry);
            }
            at += run.lines;
        }
    }

    fn is_wanted(&self, part: u16, local: &str) -> bool {
        self.which.history_of.as_ref().is_none_or(|id| {
            let own = self.merged.parts.get(usize::from(part)).map(|part| &part.patient);
            id.local() == local && id.patient().as_ref() == own
        })
    }

    /// Entries of one type, status, labels and codes are many: what they share is kept once.
    fn likeness(
        &mut self,
        own: &LineFacts,
        kind: u16,
        named: &[u32],
        places: &mut Translation,
    ) -> u32 {
        let of = |column: &[u32], at: u32| column.get(at as usize).copied().unwrap_or(0);
        let status = own.status.map_or(0, |status| of(&places.statuses, status) + 1);
        let kind = places.kinds.get(usize::from(kind)).copied().unwrap_or(0);
        let named = |range: &std::ops::Range<u32>| {
            let range = range.start as usize..range.end as usize;
            named.get(range).unwrap_or_default().iter()
        };
        let (labels, codes) = (named(&own.labels), named(&own.codes));
        places.key.clear();
        places.key.extend([u32::from(kind), status, labels.len() as u32]);
        places.key.extend(labels.chain(codes).map(|at| of(&places.codings, *at)));
        if let Some(known) = self.likenesses.get(&*places.key) {
            return *known;
        }
        let start = self.merged.named.len() as u32;
        let codes = start + own.labels.len() as u32;
        self.merged.named.extend(places.key.iter().skip(3));
        let next = self.merged.likenesses.len() as u32;
        self.merged.likenesses.push(Likeness {
            kind,
            status,
            labels: Span { start, end: codes },
            codes: Span { start: codes, end: self.merged.named.len() as u32 },
        });
        self.likenesses.insert(places.key.as_slice().into(), next);
        next
    }

    /// Where the references of a line stand. Neighbours refer to the same visit and the same people.
    fn refers(&mut self, own: &LineFacts, all: &[(u32, u32)], places: &mut Translation) -> u32 {
        let range = own.references.start as usize..own.references.end as usize;
        let own = all.get(range).unwrap_or_default();
        if own.is_empty() {
            return 0;
        }
        let mut told = Vec::with_capacity(own.len() * 2);
        for (path, to) in own {
            told.push(places.paths.get(*path as usize).copied().unwrap_or(0));
            told.push(places.goals.saturating_add(*to));
        }
        if places.before.0 != told {
            let at = self.merged.references.len() as u32;
            self.merged.references.push(own.len() as u32);
            self.merged.references.extend(&told);
            places.before = (told, at);
        }
        places.before.1
    }

    fn as_of(&mut self, as_of: AsOf, arrived: i64) -> u32 {
        if as_of == AsOf::arrived(arrived) {
            return AS_ARRIVED;
        }
        if let Some(known) = self.moments.get(&as_of) {
            return *known;
        }
        let next = self.merged.moments.len() as u32;
        self.merged.moments.push(as_of);
        // Where each resource tells its own moment, remembering them all finds nothing.
        if self.moments.len() < MOMENTS_KNOWN {
            self.moments.insert(as_of, next);
        }
        next
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
    fn goal(&mut self, part: u16, kind: &str, to: Target) -> Goal {
        let kind = kind_of(&mut self.merged.kinds, &kind.into());
        let (part, local) = match &to {
            Target::Own(local) => (part, &**local),
            Target::Elsewhere(id) => {
                let patient = id.patient();
                let mut parts = self.merged.parts.iter();
                match parts.position(|part| Some(&part.patient) == patient.as_ref()) {
                    Some(part) => (part as u16, id.local()),
                    None => return Goal { kind, part: ELSEWHERE, to: self.elsewhere(id) },
                }
            }
        };
        Goal { kind, part, to: self.goals.push(local) }
    }

    fn elsewhere(&mut self, id: &bluebutton_record::ResourceId) -> u32 {
        if let Some(known) = self.elsewhere.get(id.as_str()) {
            return *known;
        }
        let next = self.merged.elsewhere.len() as u32;
        self.merged.elsewhere.push(id.clone());
        self.elsewhere.insert(id.as_str().into(), next);
        next
    }
}

fn kind_of(kinds: &mut Vec<Arc<str>>, kind: &Arc<str>) -> u16 {
    let place = kinds.iter().position(|known| known == kind).unwrap_or_else(|| {
        kinds.push(Arc::clone(kind));
        kinds.len() - 1
    });
    place as u16
}

/// Moments that are looked up while an index is made: documents tell some thousand.
const MOMENTS_KNOWN: usize = 16_384;
