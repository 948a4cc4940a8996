//! Local ids in few bytes, each behind the other: a UUID is 16 bytes instead of 36 letters. They are
//! ordered as their texts are.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::records::columns::{uuid_of, uuid_text};

/// Ids, each known by where it begins.
#[derive(Default)]
pub(crate) struct PackedIds(Vec<u8>);

/// One of them as it lies there.
#[derive(Clone, Copy)]
enum Lying<'i> {
    Text(&'i str),
    /// A UUID in its usual form.
    Uuid(&'i [u8]),
    /// 32 hexadecimal digits.
    Digits(&'i [u8]),
}

/// An id that is looked for.
pub(super) enum SoughtId<'t> {
    Text(&'t str),
    Uuid([u8; 16]),
    Digits([u8; 16]),
}

impl<'t> SoughtId<'t> {
    pub(super) fn of(local: &'t str) -> Self {
        let uuid = || Some(Self::Uuid(uuid_of(local)?.to_be_bytes()));
        let digits = || Some(Self::Digits(digits_of(local)?.to_be_bytes()));
        uuid().or_else(digits).unwrap_or(Self::Text(local))
    }
}

impl PackedIds {
    /// Adds one; answers where it begins.
    pub(super) fn push(&mut self, local: &str) -> u32 {
        let at = self.0.len() as u32;
        match SoughtId::of(local) {
            SoughtId::Uuid(number) => {
                self.0.push(UUID);
                self.0.extend(number);
            }
            SoughtId::Digits(number) => {
                self.0.push(DIGITS);
                self.0.extend(number);
            }
            SoughtId::Text(text) => {
                match u8::try_from(text.len()) {
                    Ok(length) if length < LONG => self.0.push(length),
                    _ => {
                        self.0.push(LONG);
                        self.0.extend((text.len() as u32).to_be_bytes());
                    }
                }
                self.0.extend(text.as_bytes());
            }
        }
        at
    }

    /// The one that begins there.
    pub(super) fn get(&self, at: u32) -> Cow<'_, str> {
        match self.lying(at) {
            Lying::Text(text) => Cow::Borrowed(text),
            other => Cow::Owned(other.text()),
        }
    }

    /// How the texts of two stand to each other.
    pub(super) fn order(&self, one: u32, other: u32) -> Ordering {
        self.lying(one).order(self.lying(other))
    }

    /// How the text of one stands to one of others.
    pub(super) fn order_among(&self, one: u32, others: &Self, other: u32) -> Ordering {
        self.lying(one).order(others.lying(other))
    }

    /// How the text of one stands to that of one that is looked for.
    pub(super) fn order_to(&self, one: u32, sought: &SoughtId<'_>) -> Ordering {
        self.lying(one).order(match sought {
            SoughtId::Text(text) => Lying::Text(text),
            SoughtId::Uuid(number) => Lying::Uuid(number),
            SoughtId::Digits(number) => Lying::Digits(number),
        })
    }

    /// What it weighs.
    pub(super) fn bytes(&self) -> usize {
        self.0.capacity()
    }

    pub(super) fn shrink(&mut self) {
        self.0.shrink_to_fit();
    }

    fn lying(&self, at: u32) -> Lying<'_> {
        let rest = self.0.get(at as usize..).unwrap_or_default();
        let Some((tag, rest)) = rest.split_first() else { return Lying::Text("") };
        let number = || rest.get(..16).unwrap_or_default();
        match *tag {
            UUID => Lying::Uuid(number()),
            DIGITS => Lying::Digits(number()),
            LONG => {
                let length = rest.first_chunk().map_or(0, |length| u32::from_be_bytes(*length));
                Lying::Text(text(rest.get(4..), length as usize))
            }
            length => Lying::Text(text(Some(rest), usize::from(length))),
        }
    }
}

impl Lying<'_> {
    fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Text(own), Self::Text(other)) => own.cmp(other),
            // Their digits stand in the same places.
            (Self::Uuid(own), Self::Uuid(other)) | (Self::Digits(own), Self::Digits(other)) => {
                own.cmp(other)
            }
            (own, other) => own.text().cmp(&other.text()),
        }
    }

    fn text(self) -> String {
        let number = |bytes: &[u8]| bytes.try_into().map_or(0, u128::from_be_bytes);
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Uuid(bytes) => uuid_text(number(bytes)),
            Self::Digits(bytes) => format!("{:032x}", number(bytes)),
        }
    }
}

fn text(bytes: Option<&[u8]>, length: usize) -> &str {
    let own = bytes.and_then(|bytes| bytes.get(..length)).unwrap_or_default();
    std::str::from_utf8(own).unwrap_or_default()
}

/// The number that 32 hexadecimal digits stand for.
fn digits_of(text: &str) -> Option<u128> {
    if text.len() != 32 {
        return None;
    }
    let number = u128::from_str_radix(text, 16).ok()?;
    (format!("{number:032x}") == text).then_some(number)
}

const UUID: u8 = 255;
const DIGITS: u8 = 254;
/// A text with its length in four bytes; a smaller number is the length of a text itself.
const LONG: u8 = 253;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_id() -> impl Strategy<Value = String> {
        prop_oneof![
            "[0-9a-fA-F]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
            "[0-9a-f]{32}",
            "[+0-9a-f]{32}",
            "[A-Za-z0-9.-]{0,50}",
            "é{0,200}",
        ]
    }

    proptest! {
        #[test]
        fn ids_come_back_and_stand_in_the_order_of_their_texts(
            all in proptest::collection::vec(any_id(), 1..20),
        ) {
            let mut ids = PackedIds::default();
            let places: Vec<u32> = all.iter().map(|id| ids.push(id)).collect();
            for (id, at) in all.iter().zip(&places) {
                prop_assert_eq!(&*ids.get(*at), id.as_str());
                for (other, there) in all.iter().zip(&places) {
                    prop_assert_eq!(ids.order(*at, *there), id.cmp(other));
                    prop_assert_eq!(ids.order_to(*at, &SoughtId::of(other)), id.cmp(other));
                }
            }
        }
    }

    #[test]
    fn a_uuid_takes_half_of_its_letters() {
        let mut ids = PackedIds::default();
        ids.push("98a5270c-be8e-c5c5-8ccc-5491cd212861");
        ids.push("98a5270cbe8ec5c58ccc5491cd212861");
        assert_eq!(ids.0.len(), 2 * 17);
    }
}
