//! What is derived from a segment's data, in columns beside its ledger. Made by one pure function
//! of `record`, so it can be made anew from the data at any time, and is proved by nothing else.

use std::collections::HashMap;
use std::ops::Range;

use bluebutton_record::date::Clock;
use bluebutton_record::facts::{Coding, Days, FACTS_VERSION, Facts, Target, of as facts_of};
use bluebutton_record::json::Document;
use bluebutton_record::{ResourceId, Section};

use super::columns::{ColumnWriter, Reader, TextTable};
use super::ledger::Ledger;

/// The facts of one segment, line by line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SegmentFacts {
    pub(crate) lines: Vec<LineFacts>,
    pub(crate) statuses: Vec<Box<str>>,
    /// Labels and codes, each once.
    pub(crate) codings: Vec<Coding>,
    pub(crate) paths: Vec<Box<str>>,
    /// Type and address of what is referred to, each once.
    pub(crate) targets: Vec<(Box<str>, Target)>,
    /// What the ranges in `lines` lead to: places in `codings`.
    pub(crate) named: Vec<u32>,
    /// What the ranges in `lines` lead to: places in `paths` and `targets`.
    pub(crate) references: Vec<(u32, u32)>,
}

/// The facts of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct LineFacts {
    pub(crate) section: Section,
    pub(crate) days: Option<Days>,
    pub(crate) status: Option<u32>,
    pub(crate) labels: Range<u32>,
    pub(crate) codes: Range<u32>,
    pub(crate) references: Range<u32>,
}

impl SegmentFacts {
    /// Puts the facts of a segment's lines into columns.
    pub(crate) fn of<'f>(all: impl IntoIterator<Item = &'f Facts>) -> Self {
        let mut made = Self::default();
        let mut known = ColumnPlaces::default();
        for facts in all {
            let status = facts.status.as_ref().map(|status| place_of(&mut made.statuses, status));
            let labels = made.name(&facts.labels, &mut known);
            let codes = made.name(&facts.codes, &mut known);
            let start = made.references.len() as u32;
            for reference in &facts.references {
                let path = place_of(&mut made.paths, &reference.path);
                let target = known.target(&mut made, &reference.kind, &reference.to);
                made.references.push((path, target));
            }
            let references = start..made.references.len() as u32;
            let (section, days) = (facts.section, facts.days());
            made.lines.push(LineFacts { section, days, status, labels, codes, references });
        }
        made
    }

    /// The facts of decoded data: what [`SegmentFacts::of`] was given when it was written.
    pub(crate) fn of_data(ledger: &Ledger, data: &str) -> Option<Self> {
        let mut rest = data;
        let mut all = Vec::with_capacity(ledger.lines.len());
        for length in ledger.lengths() {
            let (json, behind) = rest.split_at_checked(length)?;
            all.push(of_json(json));
            rest = behind;
        }
        Some(Self::of(&all))
    }

    /// Facts of so many lines whose data can't be read.
    pub(crate) fn unknown(lines: usize) -> Self {
        Self { lines: vec![LineFacts::default(); lines], ..Self::default() }
    }

    fn name(&mut self, codings: &[Coding], known: &mut ColumnPlaces) -> Range<u32> {
        let start = self.named.len() as u32;
        for coding in codings {
            let next = self.codings.len() as u32;
            let place = *known.codings.entry(coding.clone()).or_insert_with(|| {
                self.codings.push(coding.clone());
                next
            });
            self.named.push(place);
        }
        start..self.named.len() as u32
    }

    /// The facts as bytes; `ledger` is that of the same segment.
    pub(crate) fn write(&self, ledger: &Ledger) -> Vec<u8> {
        let mut out = ColumnWriter::default();
        out.number(u64::from(FACTS_VERSION));
        out.number(self.lines.len() as u64);
        out.bytes.extend(self.lines.iter().map(|line| line.section.number()));
        self.write_days(&mut out);
        write_texts(&mut out, &self.statuses);
        out.numbers(self.lines.iter().map(|line| line.status.map_or(0, |at| u64::from(at) + 1)));
        self.write_codings(&mut out);
        out.numbers(self.lines.iter().map(|line| line.labels.len() as u64));
        out.numbers(self.lines.iter().map(|line| line.codes.len() as u64));
        out.numbers(self.named.iter().map(|place| u64::from(*place)));
        write_texts(&mut out, &self.paths);
        self.write_targets(&mut out, ledger);
        out.numbers(self.lines.iter().map(|line| line.references.len() as u64));
        out.numbers(self.references.iter().map(|(path, _)| u64::from(*path)));
        // Neighbours refer to the same visit and the same people.
        let before = std::iter::once(0).chain(self.references.iter().map(|(_, to)| *to));
        let steps = self.references.iter().zip(before);
        out.signed_numbers(steps.map(|((_, to), before)| i64::from(*to) - i64::from(before)));
        out.bytes
    }

    fn write_days(&self, out: &mut ColumnWriter) {
        let dated = || self.lines.iter().filter_map(|line| line.days);
        out.bytes.extend(self.lines.iter().map(|line| u8::from(line.days.is_some())));
        let before = std::iter::once(0).chain(dated().map(|days| days.sort));
        let steps = dated().zip(before).map(|(days, before)| days.sort.wrapping_sub(before));
        out.signed_numbers(steps);
        out.signed_numbers(dated().map(|d| i64::from(d.first) - d.sort.div_euclid(DAY_SECONDS)));
        out.signed_numbers(dated().map(|days| i64::from(days.last) - i64::from(days.first)));
        out.bytes.extend(dated().map(|days| days.clock.number()));
        // The day is the last one: of a moment the time of day is left to say.
        let time = |days: Days| days.end.map_or(0, |end| end.rem_euclid(DAY_SECONDS) as u64 + 1);
        out.numbers(dated().map(time));
    }

    fn write_codings(&self, out: &mut ColumnWriter) {
        let systems = TextTable::of(self.codings.iter().map(|coding| &*coding.system));
        systems.write(out);
        out.number(self.codings.len() as u64);
        out.numbers(self.codings.iter().map(|coding| systems.place(&coding.system)));
        for coding in &self.codings {
            out.text(&coding.code);
        }
    }

    /// What is in the segment itself is told by its place: an id is the one thing that no
    /// compression shortens.
    fn write_targets(&self, out: &mut ColumnWriter, ledger: &Ledger) {
        let places: HashMap<&str, usize> = ledger.locals().into_iter().zip(1..).collect();
        let kinds = TextTable::of(self.targets.iter().map(|(kind, _)| &**kind));
        kinds.write(out);
        out.number(self.targets.len() as u64);
        out.numbers(self.targets.iter().map(|(kind, _)| kinds.place(kind)));
        let mut ids: Vec<&str> = Vec::new();
        for (_, target) in &self.targets {
            match target {
                Target::Own(local) => {
                    let place = places.get(&**local).copied();
                    out.number(place.map_or(0, |place| place as u64 + 1));
                    ids.extend(place.is_none().then_some(&**local));
                }
                Target::Elsewhere(id) => {
                    out.number(1);
                    ids.push(id.as_str());
                }
            }
        }
        out.ids(&ids);
    }

    /// Reads what [`SegmentFacts::write`] wrote of the same segment; `None` where it is not that.
    pub(crate) fn read(bytes: &[u8], ledger: &Ledger) -> Option<Self> {
        let mut from = Reader::new(bytes);
        let count = ledger.lines.len();
        if from.number()? != u64::from(FACTS_VERSION) || from.count()? != count {
            return None;
        }
        let sections = from.take(count)?;
        let days = read_days(&mut from, count)?;
        let statuses: Vec<Box<str>> = from.table()?;
        let status_of: Vec<u32> = from.numbers(count)?;
        let codings = read_codings(&mut from)?;
        let labels: Vec<u32> = from.numbers(count)?;
        let codes: Vec<u32> = from.numbers(count)?;
        let total = labels.iter().chain(&codes).try_fold(0_u32, |sum, n| sum.checked_add(*n))?;
        let named: Vec<u32> = from.numbers(usize::try_from(total).ok()?)?;
        let paths: Vec<Box<str>> = from.table()?;
        let targets = read_targets(&mut from, ledger)?;
        let referring: Vec<u32> = from.numbers(count)?;
        let total = referring.iter().try_fold(0_u32, |sum, n| sum.checked_add(*n))?;
        let references = read_references(&mut from, usize::try_from(total).ok()?)?;
        let (mut at, mut to) = (0, 0);
        let next = |place: &mut u32, count: &u32| {
            let start = *place;
            *place += *count;
            start..*place
        };
        let mut lines = Vec::with_capacity(count);
        for (place, days) in days.into_iter().enumerate() {
            lines.push(LineFacts {
                section: Section::from_number(*sections.get(place)?)?,
                days,
                status: status_of.get(place)?.checked_sub(1),
                labels: next(&mut at, labels.get(place)?),
                codes: next(&mut at, codes.get(place)?),
                references: next(&mut to, referring.get(place)?),
            });
        }
        from.is_empty().then_some(Self {
            lines,
            statuses,
            codings,
            paths,
            targets,
            named,
            references,
        })
    }
}

/// The facts of one resource as it is stored; nothing is derived from what is no JSON.
fn of_json(json: &str) -> Facts {
    Document::parse(json).map(|document| facts_of(document.root())).unwrap_or_default()
}

/// Where what was met already stands in its column.
#[derive(Default)]
struct ColumnPlaces {
    codings: HashMap<Coding, u32>,
    targets: HashMap<(Box<str>, Target), u32>,
}

impl ColumnPlaces {
    fn target(&mut self, made: &mut SegmentFacts, kind: &str, to: &Target) -> u32 {
        let next = made.targets.len() as u32;
        let target = (Box::from(kind), to.clone());
        *self.targets.entry(target).or_insert_with_key(|target| {
            made.targets.push(target.clone());
            next
        })
    }
}

/// The place of one of a few texts, added where it is new.
pub(super) fn place_of(texts: &mut Vec<Box<str>>, text: &str) -> u32 {
    let place = texts.iter().position(|known| &**known == text).unwrap_or_else(|| {
        texts.push(text.into());
        texts.len() - 1
    });
    place as u32
}

fn write_texts(out: &mut ColumnWriter, texts: &[Box<str>]) {
    out.number(texts.len() as u64);
    for text in texts {
        out.text(text);
    }
}

fn read_days(from: &mut Reader<'_>, count: usize) -> Option<Vec<Option<Days>>> {
    let known = from.take(count)?;
    let mut sorts = Vec::with_capacity(count);
    let mut before = 0_i64;
    for _ in known.iter().filter(|known| **known == 1) {
        before = before.wrapping_add(from.signed()?);
        sorts.push(before);
    }
    let firsts = sorts.iter().map(|sort| from.signed()?.checked_add(sort.div_euclid(DAY_SECONDS)));
    let firsts: Vec<i64> = firsts.collect::<Option<_>>()?;
    let lasts = firsts.iter().map(|first| first.checked_add(from.signed()?));
    let lasts: Vec<i64> = lasts.collect::<Option<_>>()?;
    let clocks = from.take(sorts.len())?.to_vec();
    let times: Vec<u32> = from.numbers(sorts.len())?;
    let mut dated = Vec::with_capacity(sorts.len());
    for (place, sort) in sorts.into_iter().enumerate() {
        let last = *lasts.get(place)?;
        let end = match times.get(place)?.checked_sub(1) {
            Some(time) => Some(last.checked_mul(DAY_SECONDS)?.checked_add(i64::from(time))?),
            None => None,
        };
        dated.push(Days {
            sort,
            first: (*firsts.get(place)?).try_into().ok()?,
            last: last.try_into().ok()?,
            clock: Clock::from_number(*clocks.get(place)?)?,
            end,
        });
    }
    let mut dated = dated.into_iter();
    known
        .iter()
        .map(|known| if *known == 1 { dated.next().map(Some) } else { Some(None) })
        .collect()
}

fn read_codings(from: &mut Reader<'_>) -> Option<Vec<Coding>> {
    let systems: Vec<&str> = from.table()?;
    let count = from.count()?;
    let system_of: Vec<usize> = from.numbers(count)?;
    let mut codings = Vec::with_capacity(count);
    for system in system_of {
        codings.push(Coding::new(systems.get(system)?, from.text()?));
    }
    Some(codings)
}

fn read_targets(from: &mut Reader<'_>, ledger: &Ledger) -> Option<Vec<(Box<str>, Target)>> {
    let kinds: Vec<Box<str>> = from.table()?;
    let count = from.count()?;
    let kind_of: Vec<usize> = from.numbers(count)?;
    let places: Vec<usize> = from.numbers(count)?;
    let mut ids = from.ids(places.iter().filter(|place| **place < 2).count())?.into_iter();
    let mut targets = Vec::with_capacity(count);
    for (kind, place) in kind_of.into_iter().zip(places) {
        let to = match place {
            0 => Target::Own(ids.next()?.into()),
            1 => Target::Elsewhere(ResourceId::parse(&ids.next()?)?),
            // Places in the segment count from two.
            _ if place - 2 < ledger.lines.len() => Target::Own(ledger.local(place - 2).into()),
            _ => return None,
        };
        targets.push((kinds.get(kind)?.clone(), to));
    }
    Some(targets)
}

fn read_references(from: &mut Reader<'_>, count: usize) -> Option<Vec<(u32, u32)>> {
    let paths: Vec<u32> = from.numbers(count)?;
    let mut before = 0_i64;
    paths
        .into_iter()
        .map(|path| {
            before = before.checked_add(from.signed()?)?;
            Some((path, u32::try_from(before).ok()?))
        })
        .collect()
}

const DAY_SECONDS: i64 = 86_400;

#[cfg(test)]
pub(super) mod tests {
    use bluebutton_record::FhirDate;
    use bluebutton_record::facts::Reference;
    use proptest::prelude::*;

    use super::*;
    use crate::records::ledger::tests::any_ledger;

    fn any_coding() -> impl Strategy<Value = Coding> {
        ("[a-c]{0,2}|http://loinc.org", "[0-9]{1,3}")
            .prop_map(|(system, code)| Coding::new(&system, &code))
    }

    fn any_reference() -> impl Strategy<Value = Reference> {
        let to = prop_oneof![
            "[a-z2-7]{0,3}".prop_map(|local| Target::Own(local.into())),
            "dir[.][a-c]{1,3}".prop_map(|id| Target::Elsewhere(ResourceId::parse(&id).unwrap())),
        ];
        ("[a-c.]{1,3}", "[A-C]{1,2}", to).prop_map(|(path, kind, to)| Reference {
            path: path.into(),
            kind: kind.into(),
            to,
        })
    }

    pub(in crate::records) fn any_facts() -> impl Strategy<Value = Facts> {
        let date =
            proptest::option::of("[12][0-9]{3}(-0[1-9](-[012][1-8](T10:11:12(Z|[+]09:00)?)?)?)?");
        let codings = || proptest::collection::vec(any_coding(), 0..3);
        let references = proptest::collection::vec(any_reference(), 0..4);
        let status = proptest::option::of("[a-c]{1,2}");
        (0..16_u8, date.clone(), date, status, codings(), codings(), references).prop_map(
            |(section, date, until, status, labels, codes, references)| Facts {
                section: Section::from_number(section).unwrap(),
                date: date.and_then(|date| FhirDate::parse(&date)),
                until: until.and_then(|date| FhirDate::parse(&date)),
                status: status.map(Into::into),
                labels,
                codes,
                references,
                is_withdrawn: false,
            },
        )
    }

    proptest! {
        #[test]
        fn facts_come_back_as_they_were(
            ledger in any_ledger(),
            facts in proptest::collection::vec(any_facts(), 40),
        ) {
            let made = SegmentFacts::of(&facts[..ledger.lines.len().min(40)]);
            prop_assert_eq!(SegmentFacts::read(&made.write(&ledger), &ledger), Some(made));
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>, ledger in any_ledger()) {
            let _ = SegmentFacts::read(&bytes, &ledger);
            let begun = [&[FACTS_VERSION as u8, ledger.lines.len() as u8][..], &bytes].concat();
            let _ = SegmentFacts::read(&begun, &ledger);
        }
    }
}
