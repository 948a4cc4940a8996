//! What is known of everything in the directory, in a few dozen bytes each: rows one behind the other in
//! the order of their ids, found by halving. A table is never changed: what is newer is put together with
//! it into another one ([`DirectoryTable::with`]).

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Which of all that was said of something is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShownContent {
    pub(super) source: [u8; 16],
    pub(super) hash: [u8; 16],
    pub(super) is_own: bool,
    pub(super) told_at: i64,
    pub(super) change: i64,
    /// How many contents were told of it up to here, by whomever.
    pub(super) versions: u32,
    pub(super) kind: Arc<str>,
    pub(super) name: Option<Box<str>>,
    /// Who plays it, where it is a role without a name.
    pub(super) player: Option<Box<str>>,
}

/// Everything in the directory as of one change.
#[derive(Default)]
pub(super) struct DirectoryTable {
    /// Where each row begins, in the order of the ids.
    places: Vec<u32>,
    rows: Vec<u8>,
    /// What many rows have in common, once.
    sources: Vec<[u8; 16]>,
    kinds: Vec<Arc<str>>,
}

impl DirectoryTable {
    /// How many are known.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// What it takes in memory.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<u32>()
            + self.rows.capacity()
            + self.sources.capacity() * size_of::<[u8; 16]>()
            + self.kinds.capacity() * size_of::<Arc<str>>()
    }

    /// What is known of an id.
    pub(super) fn get(&self, id: &str) -> Option<ShownContent> {
        let at = self.places.binary_search_by(|place| {
            self.id_at(*place).map_or(std::cmp::Ordering::Less, |own| own.cmp(id.as_bytes()))
        });
        let mut row = self.rows.get(*self.places.get(at.ok()?)? as usize..)?;
        text(&mut row)?;
        self.read(&mut row)
    }

    fn id_at(&self, place: u32) -> Option<&[u8]> {
        text(&mut self.rows.get(place as usize..)?)
    }

    /// The row of a place in the order, as it is written.
    fn row(&self, at: usize) -> Option<&[u8]> {
        let begin = *self.places.get(at)? as usize;
        let end = self.places.get(at + 1).map_or(self.rows.len(), |end| *end as usize);
        self.rows.get(begin..end)
    }

    fn read(&self, row: &mut &[u8]) -> Option<ShownContent> {
        let source = *self.sources.get(number(row)? as usize)?;
        let kind = self.kinds.get(number(row)? as usize)?.clone();
        let versions = u32::try_from(number(row)?).ok()?;
        let (told_at, change) = (number(row)?.cast_signed(), number(row)?.cast_signed());
        let (flags, rest) = row.split_first()?;
        let (hash, rest) = rest.split_first_chunk()?;
        *row = rest;
        let mut words = |is_there: bool| {
            if is_there {
                Some(Some(std::str::from_utf8(text(row)?).ok()?.into()))
            } else {
                Some(None)
            }
        };
        let (name, player) = (words(flags & NAMED != 0)?, words(flags & PLAYED != 0)?);
        let is_own = flags & OWN != 0;
        Some(ShownContent {
            source,
            hash: *hash,
            is_own,
            told_at,
            change,
            versions,
            kind,
            name,
            player,
        })
    }

    /// This table with what is newer in it; `None` if it would be larger than a table can be.
    pub(super) fn with(&self, newer: &BTreeMap<Box<str>, ShownContent>) -> Option<Self> {
        let mut made = TableWriter::new(self, newer.len());
        let mut newer = newer.iter().peekable();
        for (at, place) in self.places.iter().enumerate() {
            let own = self.id_at(*place)?;
            let mut is_replaced = false;
            while let Some((id, shown)) = newer.next_if(|(id, _)| id.as_bytes() <= own) {
                is_replaced |= id.as_bytes() == own;
                made.add(id, shown)?;
            }
            if !is_replaced {
                made.copy(self.row(at)?)?;
            }
        }
        for (id, shown) in newer {
            made.add(id, shown)?;
        }
        Some(made.table)
    }
}

/// A table that is being written.
struct TableWriter {
    table: DirectoryTable,
    sources: HashMap<[u8; 16], u64>,
    kinds: HashMap<Arc<str>, u64>,
}

impl TableWriter {
    fn new(before: &DirectoryTable, more: usize) -> Self {
        let table = DirectoryTable {
            places: Vec::with_capacity(before.len() + more),
            rows: Vec::with_capacity(before.rows.len() + more * ROW_BYTES),
            sources: before.sources.clone(),
            kinds: before.kinds.clone(),
        };
        let sources = table.sources.iter().copied().zip(0..).collect();
        let kinds = table.kinds.iter().cloned().zip(0..).collect();
        Self { table, sources, kinds }
    }

    /// Begins a row.
    fn begin(&mut self) -> Option<()> {
        self.table.places.push(u32::try_from(self.table.rows.len()).ok()?);
        Some(())
    }

    fn copy(&mut self, row: &[u8]) -> Option<()> {
        self.begin()?;
        self.table.rows.extend_from_slice(row);
        Some(())
    }

    fn add(&mut self, id: &str, shown: &ShownContent) -> Option<()> {
        self.begin()?;
        let source = *self.sources.entry(shown.source).or_insert_with(|| {
            self.table.sources.push(shown.source);
            self.table.sources.len() as u64 - 1
        });
        let kind = *self.kinds.entry(shown.kind.clone()).or_insert_with(|| {
            self.table.kinds.push(shown.kind.clone());
            self.table.kinds.len() as u64 - 1
        });
        let out = &mut self.table.rows;
        put_text(out, id);
        put_number(out, source);
        put_number(out, kind);
        put_number(out, u64::from(shown.versions));
        put_number(out, shown.told_at.cast_unsigned());
        put_number(out, shown.change.cast_unsigned());
        let flag = |is_so: bool, flag: u8| if is_so { flag } else { 0 };
        let named = flag(shown.name.is_some(), NAMED) | flag(shown.player.is_some(), PLAYED);
        out.push(named | flag(shown.is_own, OWN));
        out.extend_from_slice(&shown.hash);
        for words in [&shown.name, &shown.player].into_iter().flatten() {
            put_text(out, words);
        }
        Some(())
    }
}

/// Numbers by seven bits, the lowest first.
fn put_number(out: &mut Vec<u8>, mut number: u64) {
    while number > 0x7F {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn number(row: &mut &[u8]) -> Option<u64> {
    let (mut number, mut place) = (0, 0);
    loop {
        let (byte, rest) = row.split_first()?;
        *row = rest;
        number |= u64::from(byte & 0x7F).checked_shl(place)?;
        if byte & 0x80 == 0 {
            return Some(number);
        }
        place += 7;
    }
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    put_number(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

fn text<'r>(row: &mut &'r [u8]) -> Option<&'r [u8]> {
    let length = usize::try_from(number(row)?).ok()?;
    let (own, rest) = row.split_at_checked(length)?;
    *row = rest;
    Some(own)
}

const NAMED: u8 = 1;
const PLAYED: u8 = 2;
const OWN: u8 = 4;

/// A row takes so many bytes, most of the time.
const ROW_BYTES: usize = 96;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(number: u64) -> ShownContent {
        ShownContent {
            source: [(number % 3) as u8; 16],
            hash: [number as u8; 16],
            is_own: number.is_multiple_of(2),
            told_at: 1_800_000_000_000_000 + number as i64,
            change: number as i64 / 50,
            versions: 1 + (number % 4) as u32,
            kind: if number.is_multiple_of(5) { "PractitionerRole" } else { "Practitioner" }.into(),
            name: (!number.is_multiple_of(5)).then(|| format!("Dr. Rosa Ortega {number}").into()),
            player: number.is_multiple_of(5).then(|| id(number + 1)),
        }
    }

    /// Ids as long as those of the directory: 13 letters of a hash, and others by a source.
    fn id(number: u64) -> Box<str> {
        format!("dir.{:026}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15)).into()
    }

    #[test]
    fn what_was_put_in_comes_out_and_what_is_newer_replaces_it() {
        let all: BTreeMap<_, _> = (0..1_000).map(|number| (id(number), shown(number))).collect();
        let first = DirectoryTable::default().with(&all).unwrap();
        let newer: BTreeMap<_, _> =
            (900..1_200).map(|number| (id(number), shown(number + 7))).collect();
        let second = first.with(&newer).unwrap();
        assert_eq!((first.len(), second.len()), (1_000, 1_200));
        for number in 0..1_200 {
            let expected = if number < 900 { shown(number) } else { shown(number + 7) };
            assert_eq!(second.get(&id(number)), Some(expected), "{number}");
        }
        assert_eq!(second.get("dir.nobody"), None);
        assert_eq!(second.get(""), None);
        assert_eq!(DirectoryTable::default().get("dir.nobody"), None);
    }

    /// 350 bytes before, by the sizes of what a map of them held.
    #[test]
    fn a_practitioner_takes_a_hundred_bytes() {
        const ALL: u64 = 20_000;
        let all: BTreeMap<_, _> = (0..ALL).map(|number| (id(number), shown(number))).collect();
        let table = DirectoryTable::default().with(&all).unwrap();
        let each = table.bytes() / ALL as usize;
        println!("{each} bytes for each practitioner");
        assert!(each <= 110, "{each}");
    }

    #[test]
    fn numbers_of_any_size_come_back() {
        for expected in [0, 1, 127, 128, 1 << 40, u64::MAX] {
            let mut bytes = Vec::new();
            put_number(&mut bytes, expected);
            assert_eq!(number(&mut bytes.as_slice()), Some(expected));
            assert_eq!(number(&mut bytes.get(..bytes.len() - 1).unwrap()), None);
        }
    }
}
