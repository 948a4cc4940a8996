//! Numbers and texts in columns: the bytes of a ledger and of facts before they are compressed.
//! Like stands beside like, so that zstd finds it.

use std::collections::HashMap;

/// Writes columns.
#[derive(Default)]
pub(super) struct ColumnWriter {
    pub(super) bytes: Vec<u8>,
}

impl ColumnWriter {
    /// An unsigned number: seven bits a byte, lowest first (LEB128).
    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.bytes.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.bytes.push(number as u8);
    }

    /// A signed number, small when it is near zero on either side (zigzag).
    pub(super) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    /// Numbers, one behind the other.
    pub(super) fn numbers(&mut self, numbers: impl Iterator<Item = u64>) {
        for number in numbers {
            self.number(number);
        }
    }

    /// Signed numbers, one behind the other.
    pub(super) fn signed_numbers(&mut self, numbers: impl Iterator<Item = i64>) {
        for number in numbers {
            self.signed(number);
        }
    }

    /// A text with its length.
    pub(super) fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}

impl ColumnWriter {
    /// Ids: a UUID as its 16 bytes, anything else as text.
    pub(super) fn ids(&mut self, ids: &[&str]) {
        let uuids: Vec<Option<u128>> = ids.iter().map(|id| uuid_of(id)).collect();
        for (id, uuid) in ids.iter().zip(&uuids) {
            self.number(uuid.map_or(id.len() as u64 + 1, |_| 0));
        }
        self.bytes.extend(uuids.iter().flatten().flat_map(|uuid| uuid.to_be_bytes()));
        let others = ids.iter().zip(&uuids).filter(|(_, uuid)| uuid.is_none());
        self.bytes.extend(others.flat_map(|(id, _)| id.bytes()));
    }
}

/// Distinct texts in the order of their first appearance.
#[derive(Default)]
pub(super) struct TextTable<'a> {
    names: Vec<&'a str>,
    places: HashMap<&'a str, u64>,
}

impl<'a> TextTable<'a> {
    pub(super) fn of(all: impl Iterator<Item = &'a str>) -> Self {
        let mut table = Self::default();
        for name in all {
            table.places.entry(name).or_insert_with(|| {
                table.names.push(name);
                table.names.len() as u64 - 1
            });
        }
        table
    }

    pub(super) fn place(&self, name: &str) -> u64 {
        self.places.get(name).copied().unwrap_or(0)
    }

    pub(super) fn write(&self, out: &mut ColumnWriter) {
        out.number(self.names.len() as u64);
        for name in &self.names {
            out.text(name);
        }
    }
}

/// Reads what [`ColumnWriter`] wrote; `None` where it is not that.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?.first().copied()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let number = self.number()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// A number that counts things of at least one byte each that follow.
    pub(super) fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        std::str::from_utf8(self.take(length)?).ok()
    }

    /// A table's texts, see [`TextTable`].
    pub(super) fn table<T: From<&'a str>>(&mut self) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| self.text().map(T::from)).collect()
    }

    /// So many numbers.
    pub(super) fn numbers<N: TryFrom<u64>>(&mut self, count: usize) -> Option<Vec<N>> {
        (0..count).map(|_| self.number().and_then(|number| number.try_into().ok())).collect()
    }

    /// So many ids, see [`ColumnWriter::ids`].
    pub(super) fn ids(&mut self, count: usize) -> Option<Vec<String>> {
        let lengths: Vec<usize> = self.numbers(count)?;
        let mut ids = vec![String::new(); count];
        for (id, _) in ids.iter_mut().zip(&lengths).filter(|(_, length)| **length == 0) {
            *id = uuid_text(u128::from_be_bytes(self.take(16)?.try_into().ok()?));
        }
        for (id, length) in ids.iter_mut().zip(&lengths).filter(|(_, length)| **length > 0) {
            std::str::from_utf8(self.take(length - 1)?).ok()?.clone_into(id);
        }
        Some(ids)
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

/// The number that a UUID in its usual form stands for.
pub(super) fn uuid_of(text: &str) -> Option<u128> {
    if text.len() != 36 {
        return None;
    }
    let number = u128::from_str_radix(&text.replace('-', ""), 16).ok()?;
    (uuid_text(number) == text).then_some(number)
}

pub(super) fn uuid_text(number: u128) -> String {
    let digits = format!("{number:032x}");
    let part = |range| digits.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(number: u64, signed: i64, text in ".{0,20}") {
            let mut writer = ColumnWriter::default();
            writer.number(number);
            writer.signed(signed);
            writer.text(&text);
            let mut reader = Reader::new(&writer.bytes);
            prop_assert_eq!(reader.number(), Some(number));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.text(), Some(text.as_str()));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.number().is_some() && reader.count().is_some() && reader.text().is_some() {}
        }
    }
}
