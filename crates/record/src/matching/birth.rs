//! Birth dates: equal, told to the month or year only, mistyped, or another.

use serde::{Deserialize, Serialize};

/// A birth date; month and day are 0 where the source does not tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Birth {
    /// Year.
    pub year: u16,
    /// 1 to 12, or 0.
    pub month: u8,
    /// 1 to 31, or 0.
    pub day: u8,
}

/// How two birth dates stand to each other, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BirthFit {
    Equal,
    /// One is told to the month or year only, and does not contradict.
    Partial,
    /// Day and month exchanged.
    Exchanged,
    /// One digit off, or two neighbours exchanged.
    OneDigit,
    Unknown,
    Other,
    /// So many years apart that it may be parent and child.
    Generation,
}

impl Birth {
    /// Reads a FHIR date. `None` for what is no date, and for what programs write when they do not
    /// know it.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('T').next()?.trim().splitn(3, '-');
        let year: u16 = parts.next().filter(|year| year.len() == 4)?.parse().ok()?;
        let month = parts.next().map_or(Some(0), |month| month.parse().ok())?;
        let day = parts.next().map_or(Some(0), |day| day.parse().ok())?;
        let is_filler = (month, day) == (1, 1) && FILLER_YEARS.contains(&year);
        let is_date = (YEAR_MIN..=YEAR_MAX).contains(&year) && month <= 12 && day <= 31;
        (is_date && !is_filler).then_some(Self { year, month, day })
    }

    /// Whether the day is known.
    pub fn is_whole(self) -> bool {
        self.month > 0 && self.day > 0
    }

    /// As FHIR writes it.
    pub fn iso(self) -> String {
        match (self.month, self.day) {
            (0, _) => format!("{:04}", self.year),
            (month, 0) => format!("{:04}-{month:02}", self.year),
            (month, day) => format!("{:04}-{month:02}-{day:02}", self.year),
        }
    }

    fn fit(self, other: Self) -> BirthFit {
        if self == other {
            return if self.is_whole() { BirthFit::Equal } else { BirthFit::Partial };
        }
        let years = self.year.abs_diff(other.year);
        if years >= GENERATION_YEARS {
            return BirthFit::Generation;
        }
        if !self.is_whole() || !other.is_whole() {
            let months = [self.month, other.month];
            let agrees = years == 0 && (months.contains(&0) || self.month == other.month);
            return if agrees { BirthFit::Partial } else { BirthFit::Other };
        }
        if years == 0 && self.month == other.day && self.day == other.month {
            return BirthFit::Exchanged;
        }
        // A wrong digit of the decade makes a parent of a child: that is not taken for an error.
        if years < 10 && is_one_digit_off(self.digits(), other.digits()) {
            return BirthFit::OneDigit;
        }
        BirthFit::Other
    }

    fn digits(self) -> [u8; 8] {
        let number = u32::from(self.year) * 10_000 + u32::from(self.month) * 100;
        let number = number + u32::from(self.day);
        let digit = |place: u32| ((number / 10_u32.pow(7 - place)) % 10) as u8;
        [0, 1, 2, 3, 4, 5, 6, 7].map(digit)
    }
}

/// The best that two lists of birth dates give.
pub(super) fn fit(one: &[Birth], other: &[Birth]) -> BirthFit {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| a.fit(*b)));
    pairs.min().unwrap_or(BirthFit::Unknown)
}

fn is_one_digit_off(one: [u8; 8], other: [u8; 8]) -> bool {
    let off: Vec<usize> = (0..8).filter(|at| one[*at] != other[*at]).collect();
    match off[..] {
        [_] => true,
        // Two neighbours of one part of the date.
        [a, b] => {
            let is_one_part = b == a + 1 && a != 3 && a != 5;
            is_one_part && one[a] == other[b] && one[b] == other[a]
        }
        _ => false,
    }
}

/// A parent is at least so much older than a child.
const GENERATION_YEARS: u16 = 12;

/// Nobody alive, and nobody whose record is asked for, was born before.
const YEAR_MIN: u16 = 1870;
const YEAR_MAX: u16 = 2200;

/// The first of January of these years is what programs write for "unknown".
const FILLER_YEARS: [u16; 3] = [1900, 1901, 1970];

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(one: &str, other: &str) -> BirthFit {
        let birth = |text| Birth::parse(text).into_iter().collect::<Vec<_>>();
        fit(&birth(one), &birth(other))
    }

    #[test]
    fn birth_dates_are_held_against_each_other() {
        for (one, other, expected) in [
            ("1955-03-14", "1955-03-14", BirthFit::Equal),
            ("1955-03-14", "1955", BirthFit::Partial),
            ("1955-03-14", "1955-03", BirthFit::Partial),
            ("1955-03-14", "1955-04", BirthFit::Other),
            ("1955-03-04", "1955-04-03", BirthFit::Exchanged),
            ("1955-03-14", "1955-03-15", BirthFit::OneDigit),
            ("1955-03-12", "1955-03-21", BirthFit::OneDigit),
            ("1956-03-14", "1965-03-14", BirthFit::OneDigit),
            ("1955-03-14", "1965-03-14", BirthFit::Other),
            ("1955-03-14", "1985-03-14", BirthFit::Generation),
            ("1955-03-14", "1957-11-02", BirthFit::Other),
            ("1955-03-14", "", BirthFit::Unknown),
            ("1900-01-01", "1955-03-14", BirthFit::Unknown),
        ] {
            assert_eq!(fits(one, other), expected, "{one} and {other}");
            assert_eq!(fits(other, one), expected, "{other} and {one}");
        }
    }
}
