//! A segment: up to some thousand versions of resources of one patient, in two parts. The index
//! part says what is in it; the data part holds the JSON, one resource behind the other. Both are
//! compressed, then sealed with the patient's own key for their place, and never edited.

use std::collections::HashMap;
use std::sync::Arc;

use bluebutton_record::facts::Days;
use bluebutton_record::{PatientKey, Section};

use super::columns::{Reader, Writer};
use crate::error::{Result, StoreError};

/// What the index keeps of one version of one resource.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) kind: Arc<str>,
    /// The id behind the patient key; empty for the Patient.
    pub(crate) local: String,
    pub(crate) section: Section,
    pub(crate) days: Option<Days>,
    /// Local ids of the Encounters it refers to.
    pub(crate) visits: Vec<String>,
    pub(crate) version: u32,
    /// When it was stored, microseconds since 1970.
    pub(crate) updated: i64,
    /// First eight bytes of SHA-256 over the JSON.
    pub(crate) hash: u64,
    /// Bytes of its JSON in the data part.
    pub(crate) length: u32,
}

const DAY_SECONDS: i64 = 86_400;

/// Writes the index part, compressed.
pub(crate) fn write_index(lines: &[Line], created_at: i64) -> Result<Vec<u8>> {
    let mut out = Writer::default();
    out.number(FORMAT);
    out.number(lines.len() as u64);
    out.signed(created_at);
    let kinds = Table::of(lines.iter().map(|line| &*line.kind));
    let visits = Table::of(lines.iter().flat_map(|line| line.visits.iter().map(String::as_str)));
    kinds.write(&mut out);
    visits.write(&mut out);
    out.numbers(lines.iter().map(|line| kinds.place(&line.kind)));
    out.bytes.extend(lines.iter().map(|line| line.section.number()));
    write_days(&mut out, lines);
    for line in lines {
        out.number(line.visits.len() as u64);
        out.numbers(line.visits.iter().map(|visit| visits.place(visit)));
    }
    out.numbers(lines.iter().map(|line| u64::from(line.version)));
    out.signed_numbers(lines.iter().map(|line| line.updated - created_at));
    out.numbers(lines.iter().map(|line| u64::from(line.length)));
    write_ids(&mut out, lines);
    out.bytes.extend(lines.iter().flat_map(|line| line.hash.to_be_bytes()));
    compress(&out.bytes, INDEX_LEVEL)
}

fn write_days(out: &mut Writer, lines: &[Line]) {
    let dated = || lines.iter().filter_map(|line| line.days);
    out.bytes.extend(lines.iter().map(|line| u8::from(line.days.is_some())));
    let before = std::iter::once(0).chain(dated().map(|days| days.sort));
    out.signed_numbers(dated().zip(before).map(|(days, before)| days.sort.wrapping_sub(before)));
    out.signed_numbers(dated().map(|d| i64::from(d.first) - d.sort.div_euclid(DAY_SECONDS)));
    out.signed_numbers(dated().map(|days| i64::from(days.last) - i64::from(days.first)));
}

/// Distinct names in the order of their first appearance.
struct Table<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, u64>,
}

impl<'a> Table<'a> {
    fn of(all: impl Iterator<Item = &'a str>) -> Self {
        let mut table = Self { names: Vec::new(), places: HashMap::new() };
        for name in all {
            if !table.places.contains_key(name) {
                table.places.insert(name, table.names.len() as u64);
                table.names.push(name);
            }
        }
        table
    }

    fn place(&self, name: &str) -> u64 {
        self.places.get(name).copied().unwrap_or(0)
    }

    fn write(&self, out: &mut Writer) {
        out.number(self.names.len() as u64);
        for name in &self.names {
            out.text(name);
        }
    }
}

/// Reads the index part.
pub(crate) fn read_index(compressed: &[u8]) -> Result<Vec<Line>> {
    let bytes = decompress(compressed, crate::limits::INDEX_BYTES_MAX)?;
    lines(&bytes)
        .ok_or_else(|| StoreError::Altered("a segment's index has another form".to_owned()))
}

fn lines(bytes: &[u8]) -> Option<Vec<Line>> {
    let mut from = Reader::new(bytes);
    if from.number()? != FORMAT {
        return None;
    }
    let count = from.count()?;
    let created_at = from.signed()?;
    let kinds = names(&mut from)?;
    let visits = names(&mut from)?;
    let kind_of: Vec<usize> = numbers(&mut from, count)?;
    let sections = from.take(count)?;
    let days = read_days(&mut from, count)?;
    let mut visits_of = Vec::with_capacity(count);
    for _ in 0..count {
        let some = from.count()?;
        let places: Vec<usize> = numbers(&mut from, some)?;
        let named = places.into_iter().map(|place| visits.get(place).map(ToString::to_string));
        visits_of.push(named.collect::<Option<Vec<String>>>()?);
    }
    let versions: Vec<u32> = numbers(&mut from, count)?;
    let updated: Vec<i64> = (0..count).map(|_| from.signed()).collect::<Option<_>>()?;
    let lengths: Vec<u32> = numbers(&mut from, count)?;
    let mut locals = read_ids(&mut from, count)?.into_iter();
    let mut out = Vec::with_capacity(count);
    for (n, (days, visits)) in days.into_iter().zip(visits_of).enumerate() {
        out.push(Line {
            kind: Arc::clone(kinds.get(*kind_of.get(n)?)?),
            local: locals.next()?,
            section: Section::from_number(*sections.get(n)?)?,
            days,
            visits,
            version: *versions.get(n)?,
            updated: created_at.checked_add(*updated.get(n)?)?,
            hash: 0,
            length: *lengths.get(n)?,
        });
    }
    for line in &mut out {
        line.hash = u64::from_be_bytes(from.take(8)?.try_into().ok()?);
    }
    from.is_empty().then_some(out)
}

/// Local ids: a UUID as its 16 bytes, anything else as text.
fn write_ids(out: &mut Writer, lines: &[Line]) {
    let uuids: Vec<Option<u128>> = lines.iter().map(|line| uuid_of(&line.local)).collect();
    for (line, uuid) in lines.iter().zip(&uuids) {
        out.number(uuid.map_or(line.local.len() as u64 + 1, |_| 0));
    }
    out.bytes.extend(uuids.iter().flatten().flat_map(|uuid| uuid.to_be_bytes()));
    let others = lines.iter().zip(&uuids).filter(|(_, uuid)| uuid.is_none());
    out.bytes.extend(others.flat_map(|(line, _)| line.local.bytes()));
}

fn read_ids(from: &mut Reader<'_>, count: usize) -> Option<Vec<String>> {
    let lengths: Vec<usize> = numbers(from, count)?;
    let mut ids = vec![String::new(); count];
    for (id, _) in ids.iter_mut().zip(&lengths).filter(|(_, length)| **length == 0) {
        *id = uuid_text(u128::from_be_bytes(from.take(16)?.try_into().ok()?));
    }
    for (id, length) in ids.iter_mut().zip(&lengths).filter(|(_, length)| **length > 0) {
        std::str::from_utf8(from.take(length - 1)?).ok()?.clone_into(id);
    }
    Some(ids)
}

/// The number that a UUID in its usual form stands for.
fn uuid_of(text: &str) -> Option<u128> {
    let number = u128::from_str_radix(&text.replace('-', ""), 16).ok()?;
    (uuid_text(number) == text).then_some(number)
}

fn uuid_text(number: u128) -> String {
    let digits = format!("{number:032x}");
    let part = |range| digits.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

fn names(from: &mut Reader<'_>) -> Option<Vec<Arc<str>>> {
    let count = from.count()?;
    (0..count).map(|_| from.text().map(Arc::from)).collect()
}

fn numbers<N: TryFrom<u64>>(from: &mut Reader<'_>, count: usize) -> Option<Vec<N>> {
    (0..count).map(|_| from.number().and_then(|number| number.try_into().ok())).collect()
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
    let mut dated = Vec::with_capacity(sorts.len());
    for (sort, first) in sorts.into_iter().zip(firsts) {
        let last = first.checked_add(from.signed()?)?;
        dated.push(Days { sort, first: first.try_into().ok()?, last: last.try_into().ok()? });
    }
    let mut dated = dated.into_iter();
    known
        .iter()
        .map(|known| if *known == 1 { dated.next().map(Some) } else { Some(None) })
        .collect()
}

/// Compresses one part.
pub(crate) fn compress(bytes: &[u8], level: i32) -> Result<Vec<u8>> {
    zstd::bulk::compress(bytes, level)
        .map_err(|error| StoreError::File(format!("a segment can't be compressed: {error}")))
}

/// Undoes [`compress`] for at most `bytes_max`.
pub(crate) fn decompress(bytes: &[u8], bytes_max: usize) -> Result<Vec<u8>> {
    let size = zstd::zstd_safe::get_frame_content_size(bytes).ok().flatten().unwrap_or(u64::MAX);
    if size > bytes_max as u64 {
        return Err(StoreError::Altered("a stored part has another size than it may".to_owned()));
    }
    zstd::bulk::decompress(bytes, size as usize)
        .map_err(|_| StoreError::Altered("a stored part does not unpack".to_owned()))
}

/// What a part is sealed for: its own place, and no other.
pub(crate) fn context(patient: &PatientKey, seq: i64, part: &str) -> Vec<u8> {
    format!("record_segment|{patient}|{seq}|{part}").into_bytes()
}

/// First number of an index part; another number is another form.
const FORMAT: u64 = 1;

/// An index is small and read often: worth some effort.
const INDEX_LEVEL: i32 = 6;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_line() -> impl Strategy<Value = Line> {
        let days =
            proptest::option::of((-99_999_999_999_i64..99_999_999_999, -2..2_i32, 0..500_i32));
        let visits = proptest::collection::vec("[a-c]{1,2}", 0..3);
        let local = "[a-z2-7]{0,20}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-fA]{12}";
        (0..16_u8, "[A-C]{1,3}", local, days, visits, any::<(u32, u32, u64, u32)>()).prop_map(
            |(section, kind, local, days, visits, (version, age, hash, length))| Line {
                kind: kind.into(),
                local,
                section: Section::from_number(section).unwrap(),
                days: days.map(|(sort, off, more)| {
                    let first = sort.div_euclid(DAY_SECONDS) as i32 + off;
                    Days { sort, first, last: first + more }
                }),
                visits,
                version,
                updated: 1_700_000_000_000_000 - i64::from(age),
                hash,
                length,
            },
        )
    }

    proptest! {
        #[test]
        fn an_index_comes_back_as_it_was(lines in proptest::collection::vec(any_line(), 0..30)) {
            let written = write_index(&lines, 1_700_000_000_000_000).unwrap();
            prop_assert_eq!(read_index(&written).unwrap(), lines);
        }

        #[test]
        fn no_bytes_make_the_reader_panic(bytes: Vec<u8>) {
            let _ = lines(&bytes);
            let _ = read_index(&bytes);
        }
    }
}
