//! The measures of a year computed straight from what happened, one event after the other. Nothing here
//! is shared with the rules that are tested: days are numbers, and business days are found by counting.

use std::collections::{BTreeMap, BTreeSet};

/// A visit as it happened. Seconds since 1970, and days since then at the site.
#[derive(Clone, Debug)]
pub(super) struct RawVisit {
    pub(super) patient: usize,
    pub(super) is_hospital: bool,
    pub(super) ended: i64,
    pub(super) day: i64,
    pub(super) arrived: i64,
    /// A rule of the site holds a result of it for so many hours after it came in.
    pub(super) held_hours: Option<i64>,
    pub(super) is_withheld: bool,
    pub(super) provider: usize,
    pub(super) site: usize,
}

/// What was done with whose record, and when.
#[derive(Clone, Debug)]
pub(super) struct RawUse {
    pub(super) patient: usize,
    pub(super) day: i64,
    pub(super) what: &'static str,
}

/// From when to when a patient could come in.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawAccess {
    pub(super) patient: usize,
    pub(super) from: i64,
    pub(super) to: i64,
}

/// Somebody who was let in, from the day they came to the day it ended; days since 1970 at the site.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawHelper {
    pub(super) patient: usize,
    pub(super) from: i64,
    pub(super) to: Option<i64>,
    /// Whether they may see and do everything: they come in as the patient would.
    pub(super) is_whole: bool,
}

#[derive(Default)]
pub(super) struct RawYear {
    pub(super) helpers: Vec<RawHelper>,
    pub(super) visits: Vec<RawVisit>,
    pub(super) uses: Vec<RawUse>,
    pub(super) access: Vec<RawAccess>,
    /// Holidays, days since 1970.
    pub(super) holidays: BTreeSet<i64>,
    /// Seconds by which the site's clocks are behind UTC.
    pub(super) behind_utc: i64,
}

impl RawYear {
    /// 1970-01-01 was a Thursday.
    fn is_at_work(&self, day: i64) -> bool {
        let weekday = (day + 3).rem_euclid(7);
        weekday < 5 && !self.holidays.contains(&day)
    }

    /// Whether a visit was there in time.
    fn is_in_time(&self, visit: &RawVisit) -> bool {
        let last_second = if visit.is_hospital {
            visit.ended + 36 * 3600
        } else {
            let (mut day, mut counted) = (visit.day, 0);
            while counted < 4 {
                day += 1;
                counted += i64::from(self.is_at_work(day));
            }
            (day + 1) * 86_400 + self.behind_utc - 1
        };
        let was_open = self.access.iter().filter(|one| one.patient == visit.patient).any(|one| {
            let first = visit.arrived.max(one.from);
            first < one.to && first <= last_second
        });
        let is_held = visit.held_hours.is_some_and(|hours| {
            visit.arrived <= last_second && visit.arrived + hours * 3600 > last_second
        });
        was_open && !is_held
    }

    /// The numbers of the days from first to last, of the visits that are wanted.
    pub(super) fn numbers(
        &self,
        (first, last): (i64, i64),
        is_wanted: impl Fn(&RawVisit) -> bool,
    ) -> BTreeMap<String, i64> {
        let mut patients: BTreeMap<usize, Vec<&RawVisit>> = BTreeMap::new();
        for visit in self.visits.iter().filter(|one| is_wanted(one)) {
            if (first..=last).contains(&visit.day) {
                patients.entry(visit.patient).or_default().push(visit);
            }
        }
        let mut numbers: BTreeMap<String, i64> = BTreeMap::new();
        let mut add = |what: &str| *numbers.entry(what.to_owned()).or_default() += 1;
        for (patient, visits) in patients {
            add("seen");
            for (place, is_hospital) in [("office", false), ("hospital", true)] {
                let of_place: Vec<&&RawVisit> =
                    visits.iter().filter(|one| one.is_hospital == is_hospital).collect();
                let counting: Vec<&&&RawVisit> =
                    of_place.iter().filter(|one| !one.is_withheld).collect();
                if counting.is_empty() {
                    if !of_place.is_empty() {
                        add(&format!("{place}-excluded"));
                    }
                    continue;
                }
                add(place);
                if counting.iter().all(|one| self.is_in_time(one)) {
                    add(&format!("{place}-in-time"));
                }
            }
            let done: BTreeSet<&str> = self
                .uses
                .iter()
                .filter(|one| one.patient == patient && (first..=last).contains(&one.day))
                .map(|one| one.what)
                .collect();
            for what in &done {
                add(what);
            }
            if !done.is_empty() {
                add("used");
            }
            let is_there = |one: &&RawHelper| {
                one.patient == patient && one.from <= last && one.to.is_none_or(|to| to >= first)
            };
            if self.helpers.iter().any(|one| is_there(&one)) {
                add("caregiver");
            }
        }
        numbers
    }
}
