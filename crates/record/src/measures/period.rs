//! The periods that measures are told for.

use jiff::ToSpan as _;
use jiff::civil::Date;

use crate::facts::day_number;

/// A month, a quarter, a year, or days that somebody chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MeasurePeriod {
    /// `2026-05`
    Month(i16, i8),
    /// `2026-Q2`
    Quarter(i16, i8),
    /// `2026`
    Year(i16),
    /// `2026-05-04..2026-05-10`, both included.
    Days(Date, Date),
}

impl MeasurePeriod {
    /// The period of that word; `None` if it is none, or ends before it begins.
    pub fn parse(word: &str) -> Option<Self> {
        if let Some((from, to)) = word.split_once("..") {
            return Self::days_of(from.parse().ok()?, to.parse().ok()?);
        }
        let (year, rest) = word.split_once('-').map_or((word, None), |(y, rest)| (y, Some(rest)));
        let year: i16 = year.parse().ok().filter(|_| year.len() == 4)?;
        // Years that a date can have.
        Date::new(year, 1, 1).ok().filter(|_| (1900..9000).contains(&year))?;
        let Some(rest) = rest else { return Some(Self::Year(year)) };
        if let Some(quarter) = rest.strip_prefix('Q') {
            let quarter = quarter.parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
            return Some(Self::Quarter(year, quarter));
        }
        let month = rest.parse().ok().filter(|month| (1..=12).contains(month))?;
        (rest.len() == 2).then_some(Self::Month(year, month))
    }

    /// Those days; a whole month, quarter or year is that. `None` if they end before they begin.
    pub fn days_of(from: Date, to: Date) -> Option<Self> {
        let whole = Self::around(from).into_iter().find(|one| one.first_and_last() == (from, to));
        (from <= to).then_some(whole.unwrap_or(Self::Days(from, to)))
    }

    /// The month, the quarter and the year of a day.
    pub fn around(day: Date) -> [Self; 3] {
        let (year, month) = (day.year(), day.month());
        [Self::Month(year, month), Self::Quarter(year, (month + 2) / 3), Self::Year(year)]
    }

    /// Its word: `2026-05`, `2026-Q2`, `2026`, `2026-05-04..2026-05-10`.
    pub fn word(&self) -> String {
        match self {
            Self::Month(year, month) => format!("{year:04}-{month:02}"),
            Self::Quarter(year, quarter) => format!("{year:04}-Q{quarter}"),
            Self::Year(year) => format!("{year:04}"),
            Self::Days(from, to) => format!("{from}..{to}"),
        }
    }

    /// Its first and its last day.
    pub fn first_and_last(&self) -> (Date, Date) {
        match *self {
            Self::Month(year, month) => {
                let first = first_of(year, month);
                (first, first.last_of_month())
            }
            Self::Quarter(year, quarter) => {
                let last = first_of(year, quarter * 3);
                (first_of(year, quarter * 3 - 2), last.last_of_month())
            }
            Self::Year(year) => (first_of(year, 1), first_of(year, 12).last_of_month()),
            Self::Days(from, to) => (from, to),
        }
    }

    /// The same as days since 1970.
    pub fn day_numbers(&self) -> (i32, i32) {
        let (first, last) = self.first_and_last();
        (day_number(first), day_number(last))
    }

    /// The months it touches, in order.
    pub fn months(&self) -> Vec<Self> {
        let (first, last) = self.first_and_last();
        let (mut month, mut all) = (first.first_of_month(), Vec::new());
        while month <= last {
            all.push(Self::Month(month.year(), month.month()));
            let Ok(next) = month.checked_add(1.month()) else { break };
            month = next;
        }
        all
    }

    /// The same kind of period before it; of chosen days, as many before them.
    #[must_use]
    pub fn before(&self) -> Self {
        match *self {
            Self::Month(year, 1) => Self::Month(year - 1, 12),
            Self::Month(year, month) => Self::Month(year, month - 1),
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter - 1),
            Self::Year(year) => Self::Year(year - 1),
            Self::Days(from, to) => {
                let count = i64::from((to - from).get_days()) + 1;
                let back = |day: Date| day.saturating_sub(count.days());
                Self::Days(back(from), back(to))
            }
        }
    }

    /// The same kind of period behind it.
    #[must_use]
    pub fn after(&self) -> Self {
        match *self {
            Self::Month(year, 12) => Self::Month(year + 1, 1),
            Self::Month(year, month) => Self::Month(year, month + 1),
            Self::Quarter(year, 4) => Self::Quarter(year + 1, 1),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter + 1),
            Self::Year(year) => Self::Year(year + 1),
            Self::Days(from, to) => {
                let count = i64::from((to - from).get_days()) + 1;
                let on = |day: Date| day.saturating_add(count.days());
                Self::Days(on(from), on(to))
            }
        }
    }
}

/// The first day of a month; of one that there is not, the first of year 0.
fn first_of(year: i16, month: i8) -> Date {
    Date::new(year, month, 1).unwrap_or_default()
}
