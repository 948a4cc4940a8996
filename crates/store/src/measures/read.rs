//! Reading measures: sums of a period, days that somebody chose, and the patients behind a number.

use std::collections::BTreeMap;

use bluebutton_record::measures::{
    MeasureGroup, MeasurePeriod, MeasureScope, MeasuredPatient, OpenRequests,
};
use bluebutton_record::{PatientKey, Task};

use super::sealed::{MeasuredContent, number_of, what_of};
use super::{Behind, CountedPeriod, Measures, PatientsBehind};
use crate::Store;
use crate::access::Who;
use crate::accounts::staff::{on_duty, staff};
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::limits::{LIST_MAX, MEASURE_SCOPES_MAX, MEASURED_AT_ONCE, MEASURED_LOOKED_MAX};
use crate::patients::{card_for, open_key};

impl Measures<'_> {
    /// What was counted of a period and a scope. A month, quarter or year is read from the sums; chosen
    /// days are counted from the patients themselves, [`MEASURED_LOOKED_MAX`] of them in one look: what was
    /// counted so far is told, and the next look goes on. For staff whose task it is.
    pub async fn counted(
        &self,
        who: &Who,
        period: &MeasurePeriod,
        scope: &MeasureScope,
    ) -> Result<CountedPeriod> {
        self.must_be_theirs(who, Task::SeeMeasures).await?;
        let open = self.open_requests(period, scope).await?;
        if let MeasurePeriod::Days(..) = period {
            let count = self.of_days(*period, scope, MEASURED_LOOKED_MAX).await?;
            let so_far = (!count.is_done).then_some(count.looked);
            return Ok(CountedPeriod { numbers: count.numbers, open, so_far });
        }
        let numbers = self.sums(&[*period], scope).await?.pop().unwrap_or_default();
        Ok(CountedPeriod { numbers, open, so_far: None })
    }

    /// The sums of months, quarters or years and a scope, in their order, in one read. For staff whose task
    /// it is.
    pub async fn over_time(
        &self,
        who: &Who,
        periods: &[MeasurePeriod],
        scope: &MeasureScope,
    ) -> Result<Vec<BTreeMap<String, i64>>> {
        self.must_be_theirs(who, Task::SeeMeasures).await?;
        self.sums(periods, scope).await
    }

    /// What a period counts, from the patients themselves, all of them: for the operator, and to hold
    /// the sums against. Takes its time.
    pub async fn counted_anew(
        &self,
        period: &MeasurePeriod,
        scope: &MeasureScope,
    ) -> Result<CountedPeriod> {
        let numbers = self.all_days(*period, scope).await?;
        let open = self.open_requests(period, scope).await?;
        Ok(CountedPeriod { numbers, open, so_far: None })
    }

    /// The organizations and clinicians who had visits in a period of which there are sums.
    pub async fn scopes(&self, period: &MeasurePeriod) -> Result<Vec<MeasureScope>> {
        let word = period.months().first().map_or_else(
            || period.word(),
            |first| match period {
                // Of chosen days, those of the first month: nobody counted the days.
                MeasurePeriod::Days(..) => first.word(),
                _ => period.word(),
            },
        );
        let work = move |tx: &mut Tx<'_>| {
            let rows = tx.query(SCOPES, &[word.as_str().into(), MEASURE_SCOPES_MAX.into()])?;
            let scopes = rows.iter().map(|row| Ok(MeasureScope::parse(row.get(0)?)));
            Ok(scopes.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
        };
        self.0.inner.db.read("read whom measures are of", work).await
    }

    /// The sums of a month, quarter or year by scope (its word), in order: for a file. Nothing for chosen
    /// days, of which there are no sums. For staff whose task it is.
    pub async fn by_scope(
        &self,
        who: &Who,
        period: &MeasurePeriod,
    ) -> Result<BTreeMap<String, BTreeMap<String, i64>>> {
        self.must_be_theirs(who, Task::SeeMeasures).await?;
        let (store, period) = (self.0.clone(), period.word());
        let work = move |tx: &mut Tx<'_>| {
            let mut all: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
            for row in tx.query(SUMS_BY_SCOPE, &[period.as_str().into()])? {
                let number = number_of(&store, &row)?;
                let what = what_of(row.get(0)?).to_owned();
                all.entry(row.get(2)?).or_default().insert(what, number);
            }
            Ok(all)
        };
        self.0.inner.db.read("read measures", work).await
    }

    /// Some of the patients behind a number, and where the list goes on. Everybody listed has it in
    /// their activity. For staff whose task it is, in the transaction of those lines.
    pub async fn behind(
        &self,
        who: &Who,
        behind: &Behind,
        after: Option<&str>,
        take: usize,
    ) -> Result<PatientsBehind> {
        self.must_be_theirs(who, Task::ListMeasured).await?;
        let take = take.min(LIST_MAX);
        let mut found: Vec<PatientKey> = Vec::new();
        let mut walk = Walk::after(&behind.period, after);
        let mut looked = 0;
        while found.len() < take && looked < MEASURED_LOOKED_MAX {
            let some = walk.next(self.0, MEASURED_AT_ONCE).await?;
            looked += some.len();
            if some.is_empty() {
                break;
            }
            for (place, patient, measured) in some {
                if found.len() == take {
                    break;
                }
                walk.at = place;
                let groups = measured.groups(behind.period.day_numbers(), &behind.scope);
                let is_without = behind.without.is_none_or(|without| !groups.contains(&without));
                if groups.contains(&behind.group) && is_without {
                    found.push(patient);
                }
            }
        }
        let next = (!walk.is_over() || found.len() == take).then(|| walk.at.word());
        let (store, who, group) = (self.0.clone(), who.clone(), behind.group);
        let period = behind.period.word();
        let work = move |tx: &mut Tx<'_>| {
            let (by, tasks) = staff(tx, &store, &who, Task::ListMeasured)?;
            let event =
                Event::MeasureListed { group: group.word().to_owned(), period: period.clone() };
            let line = Line::new(by, event);
            let mut keys: Vec<&PatientKey> = found.iter().collect();
            keys.sort();
            audit::lock_all(tx, keys.iter().copied())?;
            let mut patients = Vec::new();
            for patient in keys {
                // Who was erased or put under another in between is not in it.
                let Some(card) = card_for(tx, &store, patient, tasks)? else { continue };
                audit::append(tx, &store, &Chain::of(patient), store.now(), &line)?;
                patients.push(card);
            }
            Ok(patients)
        };
        let patients = self.0.inner.db.write("list patients behind a measure", work).await?;
        Ok(PatientsBehind { patients, next })
    }

    async fn must_be_theirs(&self, who: &Who, task: Task) -> Result<()> {
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| on_duty(tx, &store, &who, task).map(|_| ());
        self.0.inner.db.read("may measures be seen", work).await
    }

    async fn sums(
        &self,
        periods: &[MeasurePeriod],
        scope: &MeasureScope,
    ) -> Result<Vec<BTreeMap<String, i64>>> {
        let (store, scope) = (self.0.clone(), scope.word());
        let key = |period: &MeasurePeriod| vec![period.word().into(), scope.into()];
        let keys: Vec<Vec<Value>> = periods.iter().map(key).collect();
        let work = move |tx: &mut Tx<'_>| {
            let mut all = Vec::with_capacity(keys.len());
            for rows in tx.query_each(SUMS, &keys)? {
                let mut numbers = BTreeMap::new();
                for row in &rows {
                    numbers.insert(what_of(row.get(0)?).to_owned(), number_of(&store, row)?);
                }
                all.push(numbers);
            }
            Ok(all)
        };
        self.0.inner.db.read("read measures", work).await
    }

    /// Requests asked in a period that nobody has answered: they are few, whatever the period.
    async fn open_requests(
        &self,
        period: &MeasurePeriod,
        scope: &MeasureScope,
    ) -> Result<Option<OpenRequests>> {
        if *scope != MeasureScope::All {
            return Ok(None);
        }
        let zone = self.0.time_zone();
        let start = |day: jiff::civil::Date| {
            day.to_zoned(zone.clone()).map_or(i64::MAX, |day| day.timestamp().as_microsecond())
        };
        let (first, last) = period.first_and_last();
        let (from, to) = (start(first), last.tomorrow().map_or(i64::MAX, start));
        let today = self.0.today().to_string();
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(OPEN, &[from.into(), to.into(), today.as_str().into()])?;
            row.map_or(Ok(OpenRequests::default()), |row| {
                Ok(OpenRequests { all: row.get(0)?, overdue: row.get(1)? })
            })
        };
        self.0.inner.db.read("count open requests", work).await.map(Some)
    }
}

/// Where a walk through the patients of a period is: the month, and whom it met last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WalkPlace {
    month: usize,
    patient: String,
}

impl WalkPlace {
    fn word(&self) -> String {
        format!("{}.{}", self.month, self.patient)
    }
}

/// Goes through the patients of whom anything is counted in a period, month by month, each once.
pub(super) struct Walk {
    months: Vec<MeasurePeriod>,
    at: WalkPlace,
}

pub(super) type MetPatient = (WalkPlace, PatientKey, MeasuredPatient);

impl Walk {
    pub(super) fn after(period: &MeasurePeriod, place: Option<&str>) -> Self {
        let place = place.and_then(|place| place.split_once('.'));
        let at = place.and_then(|(month, patient)| {
            Some(WalkPlace { month: month.parse().ok()?, patient: patient.to_owned() })
        });
        let months = period.months();
        Self { months, at: at.unwrap_or(WalkPlace { month: 0, patient: String::new() }) }
    }

    /// Goes on behind somebody; the word from which another walk does.
    pub(super) fn move_to(&mut self, place: WalkPlace) -> String {
        self.at = place;
        self.at.word()
    }

    fn is_over(&self) -> bool {
        self.at.month >= self.months.len()
    }

    /// The next ones; nobody at the end. `at` is moved on by whoever takes them.
    pub(super) async fn next(&mut self, store: &Store, take: i64) -> Result<Vec<MetPatient>> {
        while let Some(month) = self.months.get(self.at.month) {
            let (opener, word, place) = (store.clone(), month.word(), self.at.clone());
            let work = move |tx: &mut Tx<'_>| {
                let from = [word.as_str().into(), place.patient.as_str().into(), take.into()];
                let rows = tx.query(OF_MONTH, &from)?;
                let keys: Vec<PatientKey> =
                    rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
                let each: Vec<Vec<Value>> =
                    keys.iter().map(|key| vec![key.as_str().into()]).collect();
                let mut met = Vec::with_capacity(keys.len());
                for (patient, rows) in keys.into_iter().zip(tx.query_each(WITH_KEY, &each)?) {
                    let measured = match rows.into_iter().next() {
                        Some(row) => measured_of(&opener, &patient, row)?,
                        None => MeasuredPatient::default(),
                    };
                    let at = WalkPlace { month: place.month, patient: patient.to_string() };
                    met.push((at, patient, measured));
                }
                Ok(met)
            };
            let mut met = store.inner.db.read("go through measured patients", work).await?;
            if met.is_empty() {
                self.at = WalkPlace { month: self.at.month + 1, patient: String::new() };
                continue;
            }
            // Whoever was met in an earlier month stays there, but keeps their place in the walk.
            let earlier: Vec<String> =
                self.months.iter().take(self.at.month).map(MeasurePeriod::word).collect();
            for (.., measured) in &mut met {
                if measured.months().iter().any(|month| earlier.contains(month)) {
                    *measured = MeasuredPatient::default();
                }
            }
            return Ok(met);
        }
        Ok(Vec::new())
    }
}

/// What is counted of a patient, of a row of [`WITH_KEY`]; nothing where that was altered: `verify` names
/// it.
fn measured_of(store: &Store, patient: &PatientKey, mut row: Row) -> Result<MeasuredPatient> {
    let key = open_key(store, patient, row.get(0)?)?;
    row.0.remove(0);
    match MeasuredContent::opened(store, &key, patient, &row) {
        Ok(content) => Ok(content.measured),
        Err(StoreError::Altered(what)) => {
            tracing::error!(what, "a measure can't be read: run bluebutton verify");
            Ok(MeasuredPatient::default())
        }
        Err(error) => Err(error),
    }
}

impl Behind {
    /// The patients behind a number.
    pub fn of(period: MeasurePeriod, scope: MeasureScope, group: MeasureGroup) -> Self {
        Self { period, scope, group, without: None }
    }
}

const SUMS: &str = "
    select cell, period, scope, number, guard
    from measure_cell
    where period = $1 and scope = $2";

const SUMS_BY_SCOPE: &str = "
    select cell, period, scope, number, guard
    from measure_cell
    where period = $1 and number > 0
    order by scope, cell";

const SCOPES: &str = "
    select distinct scope
    from measure_cell
    where period = $1 and scope <> 'all' and number > 0
    order by scope
    limit $2";

/// Over all records: those of whom anything is counted in a month.
const OF_MONTH: &str = "
    select patient_id
    from measure_month
    where month = $1 and patient_id > $2
    order by patient_id
    limit $3";

const WITH_KEY: &str = "
    select sealed_key, measure_patient.patient_id, measure_patient.sealed, guard
    from measure_patient
    join patient on patient.patient_id = measure_patient.patient_id
    where measure_patient.patient_id = $1";

/// Over all records: requests that wait for an answer are few.
const OPEN: &str = "
    select count(*), coalesce(sum(case when due < $3 then 1 else 0 end), 0)
    from patient_request
    where state = 'open' and asked_at >= $1 and asked_at < $2";
