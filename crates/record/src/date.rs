//! FHIR dates, which may be partial, and ranges of days.
//!
//! Standard: <https://hl7.org/fhir/R4/datatypes.html#dateTime>

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// A FHIR `date`, `dateTime` or `instant`: a year, a month, a day, or a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FhirDate {
    first: Date,
    precision: Precision,
    /// Seconds since 1970 where a moment is known.
    moment: Option<i64>,
    /// Whose clocks showed the time, as far as that is known.
    clock: Clock,
}

/// Whose clocks showed a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clock {
    /// Known, or there is no time of day: its day is the one that was written.
    #[default]
    Known,
    /// Nobody said yet; until then the moment is that of UTC's.
    Unsaid,
    /// UTC's, which nobody lives by: a system's way to write a moment.
    Utc,
}

impl Clock {
    /// The number it is kept under.
    pub fn number(self) -> u8 {
        match self {
            Self::Known => 0,
            Self::Unsaid => 1,
            Self::Utc => 2,
        }
    }

    /// The clock that is kept under a number.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Known, Self::Unsaid, Self::Utc].into_iter().find(|clock| clock.number() == number)
    }
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// `2014`
    Year,
    /// `2014-08`
    Month,
    /// `2014-08-19`
    Day,
    /// `2014-08-19T01:16:46-04:00`
    Moment,
}

impl FhirDate {
    /// Reads a FHIR date; `None` if it is none. A time without an offset, which FHIR does not allow and
    /// systems write, is of no known moment: see [`FhirDate::at_site`]. Midnight of UTC is a day.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |range: std::ops::Range<usize>| -> Option<i16> {
            let digits = text.get(range)?;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse().ok())?
        };
        let year = number(0..4)?;
        if text.len() == 4 {
            return Some(Self::of(Date::new(year, 1, 1).ok()?, Precision::Year));
        }
        let month = (text.get(4..5)? == "-").then(|| number(5..7))?? as i8;
        if text.len() == 7 {
            return Some(Self::of(Date::new(year, month, 1).ok()?, Precision::Month));
        }
        let day = (text.get(7..8)? == "-").then(|| number(8..10))?? as i8;
        let date = Date::new(year, month, day).ok()?;
        if text.len() == 10 {
            return Some(Self::of(date, Precision::Day));
        }
        (text.get(10..11)? == "T").then_some(())?;
        let (moment, clock) = if let Ok(moment) = text.parse::<Timestamp>() {
            let seconds = moment.as_second();
            let is_utc = ["Z", "z", "+00:00", "-00:00"].iter().any(|end| text.ends_with(end));
            // Exactly midnight there is how systems write a day.
            if is_utc && seconds.rem_euclid(DAY_SECONDS) == 0 {
                return Some(Self::of(date, Precision::Day));
            }
            (seconds, if is_utc { Clock::Utc } else { Clock::Known })
        } else {
            let clock = text.parse::<DateTime>().ok()?;
            (clock.to_zoned(TimeZone::UTC).ok()?.timestamp().as_second(), Clock::Unsaid)
        };
        Some(Self { first: date, precision: Precision::Moment, moment: Some(moment), clock })
    }

    /// The same, told by the site's clocks.
    ///
    /// A time without an offset is one of theirs: its day and time stay as they were told, and lists stand
    /// in the order of the moments. Of an hour that the clocks show twice, the first; in the one that they
    /// leap over, as much later. A time of UTC's is of the day that it was at the site: half past one at
    /// night there is the evening before here. A time with another offset is of the day where it happened.
    #[must_use]
    pub fn at_site(self, zone: &TimeZone) -> Self {
        let moment = self.moment.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let Some(moment) = moment else { return self };
        match self.clock {
            Clock::Known => self,
            Clock::Unsaid => {
                let clock = moment.to_zoned(TimeZone::UTC).datetime();
                let moment = clock.to_zoned(zone.clone()).ok().map(|at| at.timestamp().as_second());
                Self { moment: moment.or(self.moment), clock: Clock::Known, ..self }
            }
            Clock::Utc => {
                Self { first: moment.to_zoned(zone.clone()).date(), clock: Clock::Known, ..self }
            }
        }
    }

    /// That day.
    pub fn day(date: Date) -> Self {
        Self::of(date, Precision::Day)
    }

    /// A moment (seconds since 1970) that such clocks showed, as [`FhirDate::parse`] reads it; `None` where
    /// there is no such moment.
    pub fn moment(seconds: i64, clock: Clock) -> Option<Self> {
        let first = Timestamp::from_second(seconds).ok()?.to_zoned(TimeZone::UTC).date();
        Some(Self { first, precision: Precision::Moment, moment: Some(seconds), clock })
    }

    fn of(first: Date, precision: Precision) -> Self {
        Self { first, precision, moment: None, clock: Clock::Known }
    }

    /// The first day it may mean, as written (in the zone it came in).
    pub fn first_day(&self) -> Date {
        self.first
    }

    /// The last day it may mean.
    pub fn last_day(&self) -> Date {
        match self.precision {
            Precision::Year => self.first.last_of_year(),
            Precision::Month => self.first.last_of_month(),
            Precision::Day | Precision::Moment => self.first,
        }
    }

    /// Whose clocks showed it.
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// How exactly it is known.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// What lists are ordered by: seconds since 1970 of its earliest moment.
    pub fn sort_key(&self) -> i64 {
        self.moment.unwrap_or_else(|| {
            self.first.to_zoned(TimeZone::UTC).map_or(0, |start| start.timestamp().as_second())
        })
    }

    /// The date for a [`FhirDate::sort_key`] kept in an index: a day.
    pub fn from_sort_key(seconds: i64) -> Option<Self> {
        let moment = Timestamp::from_second(seconds).ok()?;
        Some(Self::of(moment.to_zoned(TimeZone::UTC).date(), Precision::Day))
    }

    /// `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: for file names, manifests and `time` elements.
    pub fn iso(&self) -> String {
        match self.precision {
            Precision::Year => format!("{:04}", self.first.year()),
            Precision::Month => format!("{:04}-{:02}", self.first.year(), self.first.month()),
            Precision::Day | Precision::Moment => self.first.to_string(),
        }
    }
}

/// Days from … to, both included; either side may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateRange {
    /// The first day, or open.
    pub from: Option<Date>,
    /// The last day, or open.
    pub to: Option<Date>,
}

impl DateRange {
    /// Whether any day of `date` lies within.
    pub fn touches(&self, date: &FhirDate) -> bool {
        self.from.is_none_or(|from| date.last_day() >= from)
            && self.to.is_none_or(|to| date.first_day() <= to)
    }

    /// Whether both sides are open.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.to.is_none()
    }

    /// The range of the last `days` days up to and including `today`.
    pub fn last_days(today: Date, days: i32) -> Self {
        let from = today.checked_sub(days.days()).unwrap_or(Date::MIN);
        Self { from: Some(from), to: Some(today) }
    }
}

const DAY_SECONDS: i64 = 24 * 60 * 60;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn partial_dates_know_their_days() {
        let month = FhirDate::parse("2024-02").unwrap();
        assert_eq!(month.first_day().to_string(), "2024-02-01");
        assert_eq!(month.last_day().to_string(), "2024-02-29");
        assert_eq!(month.iso(), "2024-02");
    }

    #[test]
    fn a_moment_is_shown_on_the_day_it_had_where_it_happened() {
        let late = FhirDate::parse("2014-08-19T23:30:00-04:00").unwrap();
        assert_eq!(late.first_day().to_string(), "2014-08-19");
        assert_eq!(late.sort_key(), FhirDate::parse("2014-08-20T03:30:00Z").unwrap().sort_key());
    }

    #[test]
    fn a_time_without_an_offset_is_one_of_the_sites_clocks_and_keeps_its_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (told, moment) in [
            ("2026-05-03T22:30:00", "2026-05-04T02:30:00Z"),
            ("2026-12-03T22:30:00", "2026-12-04T03:30:00Z"),
            ("2026-05-03T22:30:00.5", "2026-05-04T02:30:00Z"),
            // The clocks show this hour twice, and the other one never.
            ("2026-11-01T01:30:00", "2026-11-01T05:30:00Z"),
            ("2026-03-08T02:30:00", "2026-03-08T07:30:00Z"),
            // What has an offset, or no time, is what it is.
            ("2026-05-03T22:30:00-07:00", "2026-05-04T05:30:00Z"),
            ("2026-05-03", "2026-05-03T00:00:00Z"),
        ] {
            let date = FhirDate::parse(told).unwrap().at_site(&zone);
            assert_eq!(date.sort_key(), FhirDate::parse(moment).unwrap().sort_key(), "{told}");
            assert_eq!(date.iso(), told[..10], "{told}");
            assert_eq!(date.at_site(&zone), date, "said once, it stays");
        }
    }

    #[test]
    fn a_time_of_utc_is_of_the_day_that_it_was_at_the_site() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (told, day) in [
            ("2026-05-04T01:30:00Z", "2026-05-03"),
            ("2026-05-04T01:30:00+00:00", "2026-05-03"),
            ("2026-05-04T14:30:00Z", "2026-05-04"),
            ("2026-12-04T04:59:59.9Z", "2026-12-03"),
            // A day, as systems write it.
            ("2026-05-04T00:00:00Z", "2026-05-04"),
            ("2026-05-04T00:00:00.000Z", "2026-05-04"),
            // Of the day where it happened.
            ("2026-05-04T01:30:00+09:00", "2026-05-04"),
        ] {
            let date = FhirDate::parse(told).unwrap().at_site(&zone);
            assert_eq!(date.iso(), day, "{told}");
            assert_eq!(date.sort_key(), FhirDate::parse(told).unwrap().sort_key(), "{told}");
            assert_eq!(date.at_site(&zone), date, "said once, it stays");
        }
    }

    #[test]
    fn a_range_takes_what_touches_it() {
        let range = DateRange {
            from: Some("2020-06-15".parse().unwrap()),
            to: Some("2020-12-31".parse().unwrap()),
        };
        assert!(range.touches(&FhirDate::parse("2020").unwrap()));
        assert!(range.touches(&FhirDate::parse("2020-06").unwrap()));
        assert!(!range.touches(&FhirDate::parse("2020-06-14").unwrap()));
        assert!(!range.touches(&FhirDate::parse("2021").unwrap()));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,40}") {
            let _ = FhirDate::parse(&text);
        }
    }
}
