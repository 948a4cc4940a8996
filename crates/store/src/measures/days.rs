//! Days that somebody chose. Each patient counts once, so the sums of single days can't be added up: all of
//! whom anything is counted in those months are gone through. Where they are too many for one look at the page,
//! what was counted so far is kept in memory; the next look and the worker go on from there.

use std::collections::BTreeMap;
use std::sync::Mutex;

use bluebutton_record::measures::{MeasurePeriod, MeasureScope};
use jiff::Timestamp;

use super::Measures;
use super::read::Walk;
use crate::error::Result;
use crate::limits::{DAYS_COUNTED_SECONDS, DAYS_COUNTS_MAX, MEASURED_AT_ONCE, MEASURED_LOOKED_MAX};

/// How far the patients of chosen days were counted.
#[derive(Clone, Debug)]
pub(super) struct DaysCount {
    period: MeasurePeriod,
    scope: MeasureScope,
    begun: Timestamp,
    /// Where the walk goes on; `None` at its beginning.
    place: Option<String>,
    pub(super) numbers: BTreeMap<String, i64>,
    pub(super) looked: usize,
    pub(super) is_done: bool,
}

/// Counts that took more than one look, the one that was begun last at the end.
#[derive(Default)]
pub(crate) struct KeptDays(Mutex<Vec<DaysCount>>);

impl DaysCount {
    fn new(period: MeasurePeriod, scope: MeasureScope, begun: Timestamp) -> Self {
        let (place, numbers) = (None, BTreeMap::new());
        Self { period, scope, begun, place, numbers, looked: 0, is_done: false }
    }

    fn is_of(&self, other: &Self) -> bool {
        self.period == other.period && self.scope == other.scope
    }
}

impl KeptDays {
    /// The counts that are not too old.
    fn living(&self, now: Timestamp) -> Vec<DaysCount> {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        kept.retain(|one| now.as_second() - one.begun.as_second() < DAYS_COUNTED_SECONDS);
        kept.clone()
    }

    /// Keeps a count, unless somebody has counted the same further meanwhile.
    fn keep(&self, count: DaysCount) {
        let mut kept = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let is_further = |one: &DaysCount| one.is_of(&count) && one.looked > count.looked;
        if kept.iter().any(is_further) {
            return;
        }
        kept.retain(|one| !one.is_of(&count));
        if kept.len() >= DAYS_COUNTS_MAX {
            kept.remove(0);
        }
        kept.push(count);
    }
}

impl Measures<'_> {
    /// Goes on with a count of chosen days that a look at the page began: for the worker. Whether there is more
    /// to do.
    pub async fn count_days(&self) -> Result<bool> {
        let living = self.0.inner.days.living(self.0.now());
        let Some(mut count) = living.into_iter().find(|one| !one.is_done) else {
            return Ok(false);
        };
        self.go_on(&mut count, MEASURED_LOOKED_MAX).await?;
        self.0.inner.days.keep(count);
        Ok(true)
    }

    /// Counts chosen days, at most so many patients more than the looks before. What is counted in one
    /// look is counted anew each time.
    pub(super) async fn of_days(
        &self,
        period: MeasurePeriod,
        scope: &MeasureScope,
        at_most: usize,
    ) -> Result<DaysCount> {
        let now = self.0.now();
        let new = DaysCount::new(period, scope.clone(), now);
        let living = self.0.inner.days.living(now);
        let mut count = living.into_iter().find(|one| one.is_of(&new)).unwrap_or(new);
        let is_begun = count.place.is_some();
        if !count.is_done {
            self.go_on(&mut count, at_most).await?;
        }
        if is_begun || !count.is_done {
            self.0.inner.days.keep(count.clone());
        }
        Ok(count)
    }

    /// Counts all of chosen days, from the beginning.
    pub(super) async fn all_days(
        &self,
        period: MeasurePeriod,
        scope: &MeasureScope,
    ) -> Result<BTreeMap<String, i64>> {
        let mut count = DaysCount::new(period, scope.clone(), self.0.now());
        self.go_on(&mut count, usize::MAX).await?;
        Ok(count.numbers)
    }

    async fn go_on(&self, count: &mut DaysCount, at_most: usize) -> Result<()> {
        let days = count.period.day_numbers();
        let mut walk = Walk::after(&count.period, count.place.as_deref());
        let end = count.looked.saturating_add(at_most);
        while count.looked < end {
            let take = i64::try_from(end - count.looked).unwrap_or(i64::MAX).min(MEASURED_AT_ONCE);
            let some = walk.next(self.0, take).await?;
            let Some(last) = some.last().map(|(place, ..)| place.clone()) else {
                count.is_done = true;
                return Ok(());
            };
            count.looked += some.len();
            for (_, _, measured) in some {
                for group in measured.groups(days, &count.scope) {
                    *count.numbers.entry(group.word().to_owned()).or_default() += 1;
                }
                if count.scope == MeasureScope::All {
                    for (what, number) in measured.sums(days) {
                        *count.numbers.entry(what).or_default() += number;
                    }
                }
            }
            count.place = Some(walk.move_to(last));
        }
        Ok(())
    }
}
