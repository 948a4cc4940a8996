//! When the demo's events are: nobody holds a webinar on a holiday or a weekend.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// The moment of an event, moved by whole days to the nearest one on which people come: further ahead, or
/// further back where it is over. People meet in person on a weekend, too.
pub(super) fn moved(at: i64, zone: &str, (is_ahead, is_in_person): (bool, bool)) -> i64 {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let step = if is_ahead { DAY } else { -DAY };
    let fits = |at: &i64| {
        let Ok(moment) = Timestamp::from_microsecond(*at) else { return true };
        suits(moment.to_zoned(zone.clone()).date(), is_in_person)
    };
    // A week holds five working days, and never so many holidays.
    (0..7).map(|days| at + days * step).find(fits).unwrap_or(at)
}

/// Whether people come on that day.
fn suits(day: Date, is_in_person: bool) -> bool {
    let is_weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    (is_in_person || !is_weekend) && !is_holiday(day)
}

/// Federal holidays, and the days around them on which offices are empty.
fn is_holiday(day: Date) -> bool {
    let fixed = [(1, 1), (6, 19), (7, 4), (11, 11), (12, 24), (12, 25), (12, 31)];
    if fixed.contains(&(day.month(), day.day())) {
        return true;
    }
    let nth = (day.day() - 1) / 7 + 1;
    let is_last = day.checked_add(7.days()).is_ok_and(|later| later.month() != day.month());
    match (day.month(), day.weekday()) {
        (1 | 2, Weekday::Monday) => nth == 3,
        (5, Weekday::Monday) => is_last,
        (9, Weekday::Monday) => nth == 1,
        (10, Weekday::Monday) => nth == 2,
        (11, Weekday::Thursday) => nth == 4,
        (11, Weekday::Friday) => (23..=29).contains(&day.day()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_event_of_the_demo_is_on_no_holiday_whenever_the_demo_is_started() {
        let (zone, days) = ("America/Chicago", 6 * 365);
        let first = date(2026, 1, 1).at(18, 0, 0, 0).in_tz("UTC").unwrap().timestamp();
        for number in 0..days {
            let at = first.as_microsecond() + number * DAY;
            for (is_ahead, is_in_person) in [(true, false), (false, false), (true, true)] {
                let own = moved(at, zone, (is_ahead, is_in_person));
                let day = Timestamp::from_microsecond(own).unwrap().in_tz(zone).unwrap().date();
                assert!(suits(day, is_in_person), "{day}");
                assert!(if is_ahead { own >= at } else { own <= at }, "{day}");
            }
        }
    }

    #[test]
    fn holidays_are_those_of_the_year() {
        let all = [
            (2026, 1, 19),
            (2026, 2, 16),
            (2026, 5, 25),
            (2026, 9, 7),
            (2026, 10, 12),
            (2026, 11, 26),
            (2026, 11, 27),
            (2026, 12, 25),
            (2027, 7, 4),
        ];
        for (year, month, day) in all {
            assert!(is_holiday(date(year, month, day)), "{year}-{month}-{day}");
        }
        for (year, month, day) in [(2026, 12, 18), (2026, 11, 19), (2026, 5, 18), (2026, 9, 14)] {
            assert!(suits(date(year, month, day), false), "{year}-{month}-{day}");
        }
        assert!(!suits(date(2026, 11, 28), false) && suits(date(2026, 11, 28), true), "Saturday");
    }
}
