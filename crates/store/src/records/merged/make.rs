//! Puts the columns of segments into those of a whole record.

use std::collections::HashMap;
use std::sync::Arc;

use bluebutton_record::facts::{Coding, Target};

use super::{Address, Entry, Merged, RecordPart, Segment, Span, Which};
use crate::records::facts::{SegmentFacts, place_of};
use crate::records::ledger::Ledger;

/// Makes an index: knows what it met already.
pub(super) struct Maker {
    merged: Merged,
    codings: HashMap<Coding, u32>,
}

impl Maker {
    pub(super) fn new(parts: Vec<RecordPart>) -> Self {
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

    /// The index of all that was added, not yet in order.
    pub(super) fn finish(self) -> Merged {
        self.merged
    }

    /// Adds a segment of that part.
    pub(super) fn add(&mut self, part: u16, ledger: &Ledger, facts: SegmentFacts, which: &Which) {
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
