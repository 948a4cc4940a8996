//! Business days at a site.
//!
//! Standard: CMS, Promoting Interoperability specification sheets: business days are Monday to Friday,
//! less the federal and state holidays on which nobody is at work.

use std::collections::BTreeSet;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// On which days a site is at work, and whose clocks it goes by.
#[derive(Clone, Debug, PartialEq)]
pub struct BusinessCalendar {
    /// The site's zone: its midnights end days.
    pub zone: TimeZone,
    /// Days on which nobody is at work, besides Saturdays and Sundays.
    pub holidays: BTreeSet<Date>,
}

impl BusinessCalendar {
    /// Whether the site is at work on that day.
    pub fn is_business_day(&self, day: Date) -> bool {
        !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
            && !self.holidays.contains(&day)
    }

    /// The `count`th business day after that day, which itself does not count. A site that is never
    /// at work has none: then it is the last day there is.
    pub fn business_day_after(&self, day: Date, count: u32) -> Date {
        let (mut day, mut left) = (day, count);
        while left > 0 {
            let Ok(next) = day.tomorrow() else { return day };
            day = next;
            left -= u32::from(self.is_business_day(day));
        }
        day
    }

    /// The day of a moment (seconds since 1970) at the site.
    pub fn day_of(&self, seconds: i64) -> Date {
        let moment = Timestamp::from_second(seconds).unwrap_or_default();
        moment.to_zoned(self.zone.clone()).date()
    }

    /// The first second behind a day at the site, since 1970.
    pub fn end_of(&self, day: Date) -> i64 {
        let next = day.saturating_add(1.day());
        next.to_zoned(self.zone.clone()).map_or(i64::MAX, |start| start.timestamp().as_second())
    }
}
