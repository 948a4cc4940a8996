//! Counting: of each patient of whom something new was told, what stands in the sums is put right.

use std::collections::{BTreeMap, BTreeSet};

use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::seal::DataKey;
use bluebutton_record::PatientKey;
use bluebutton_record::facts::day_number;
use bluebutton_record::measures::{
    AccessSpan, AskedRequest, BusinessCalendar, MEASURES_VERSION, MeasureCell, MeasuredPatient,
};
use bluebutton_record::terms::View;

use super::Measures;
use super::chains::matters;
use super::sealed::{self, MeasuredContent, ToldByChain};
use crate::Store;
use crate::access::grants::{self, Grant, Holder};
use crate::access::restrictions;
use crate::audit::{self, AuditLine};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::{MEASURED_AT_ONCE, MEASURED_PER_TURN};
use crate::patients::{data_key, open_key};
use crate::records::{measured, parts};
use crate::requests;
use crate::site_rules;

impl Measures<'_> {
    /// Counts whatever is new, until nobody is left: for the operator.
    pub async fn count(&self) -> Result<()> {
        while self.count_some().await? {}
        // A record whose part was counted behind it is on the list again.
        self.count_some().await.map(|_| ())
    }

    /// Counts those of whom something new was told, as many as one turn of a worker takes; whether there are
    /// more. A patient who can't be counted (something of them was altered) stays where they are, and is
    /// tried again the next time.
    pub async fn count_some(&self) -> Result<bool> {
        self.recount_under_new_rules().await?;
        let (mut after, mut looked, mut counted) = (String::new(), 0, 0);
        while looked < MEASURED_PER_TURN {
            let from = after.clone();
            let work = move |tx: &mut Tx<'_>| {
                tx.query(DUE_AFTER, &[from.as_str().into(), MEASURED_AT_ONCE.into()])
            };
            let due = self.0.inner.db.read("who is to be counted", work).await?;
            let Some(last) = due.last() else { return Ok(false) };
            looked += due.len();
            after = last.get(0)?;
            let mut ready = Vec::with_capacity(due.len());
            for row in &due {
                let (patient, turn) = (row.get::<PatientKey>(0)?, row.get(1)?);
                match counted_now(self.0, &patient, turn).await {
                    Ok(one) => ready.push(one),
                    Err(StoreError::Altered(what)) => {
                        tracing::error!(what, "a patient can't be counted: run bluebutton verify");
                    }
                    Err(error) => return Err(error),
                }
            }
            counted += ready.len();
            let store = self.0.clone();
            let work = move |tx: &mut Tx<'_>| put(tx, &store, &ready);
            self.0.inner.db.write("count patients", work).await?;
        }
        // Of those who can't be counted, another turn counts none either.
        Ok(counted > 0)
    }

    /// Whether somebody is still to be counted: the sums may change without anything being done.
    pub async fn are_behind(&self) -> Result<bool> {
        let work = |tx: &mut Tx<'_>| tx.first(DUE_AFTER, &["".into(), 1.into()]);
        Ok(self.0.inner.db.read("who is to be counted", work).await?.is_some())
    }

    /// Puts everybody on the list where the site's days or release rules are others than those by which
    /// was counted, or the program's rules are newer.
    async fn recount_under_new_rules(&self) -> Result<()> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            site_rules::refresh(tx, &store)?;
            let rules = hash_of_rules(&store);
            let cell = MeasureCell {
                period: String::new(),
                scope: String::new(),
                what: "rules".to_owned(),
            };
            let name = sealed::name_of(&cell);
            let row = tx.first(sealed::CELL, &[name.as_str().into()])?;
            let before = row.map_or(Ok(0), |row| sealed::number_of(&store, &row))?;
            if before != rules {
                tx.execute(EVERYBODY_IS_DUE, &[])?;
                sealed::add(tx, &store, &BTreeMap::from([(cell, rules.wrapping_sub(before))]))?;
            }
            Ok(())
        };
        self.0.inner.db.write("see whether measures have new rules", work).await
    }
}

impl Store {
    /// The site's days.
    pub(super) fn business_calendar(&self) -> BusinessCalendar {
        let rules = self.rules();
        BusinessCalendar { zone: rules.zone.clone(), holidays: rules.holidays.clone() }
    }
}

/// All by which it is decided what counts, as a number.
fn hash_of_rules(store: &Store) -> i64 {
    let calendar = store.business_calendar();
    let layers = restrictions::layers_over_time(store, &[]);
    let terms = serde_json::to_string(&View { layers }).unwrap_or_default();
    let text = format!("{MEASURES_VERSION}|{calendar:?}|{terms}");
    let hash = sha256(text.as_bytes());
    let mut eight = [0; 8];
    eight.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    // Half of the numbers: the difference of two is one as well.
    i64::from_be_bytes(eight) >> 2
}

/// Puts the patient of a line on the list, where it changes what is counted of them; in the transaction
/// that counted the line.
pub(crate) fn note_due(tx: &mut Tx<'_>, chain: &str, lines: &[AuditLine]) -> Result<()> {
    let told = lines.iter().filter_map(|line| line.told.as_ref());
    let is_due = told.into_iter().any(|(by, event)| matters(by, event));
    // What belongs to no patient has no key.
    if is_due && PatientKey::parse(chain).is_some() {
        tx.execute(IS_DUE, &[chain.into()])?;
    }
    Ok(())
}

/// A patient as they are to be counted now.
struct CountedAnew {
    patient: PatientKey,
    turn: i64,
    /// The record of which they are a part now.
    under: Option<PatientKey>,
    /// What is to be written: `None` where they are not there any more.
    content: Option<(DataKey, MeasuredContent)>,
}

/// What of a patient was read in one moment.
struct ReadForCount {
    key: DataKey,
    root: PatientKey,
    content: MeasuredContent,
    /// Of a record: what the chains of its parts told, and what is known of its visits.
    told: Vec<ToldByChain>,
    arrived: BTreeMap<String, i64>,
    grants: Vec<Grant>,
    requests: Vec<AskedRequest>,
    view: View,
}

async fn counted_now(store: &Store, patient: &PatientKey, turn: i64) -> Result<CountedAnew> {
    let (opener, named) = (store.clone(), patient.clone());
    let work = move |tx: &mut Tx<'_>| found(tx, &opener, &named);
    let Some(found) = store.inner.db.read("read what is counted", work).await? else {
        return Ok(CountedAnew { patient: patient.clone(), turn, under: None, content: None });
    };
    let ReadForCount { key, root, mut content, told, arrived, grants, requests, view } = found;
    content.arrived.clear();
    content.measured = MeasuredPatient::default();
    let under = (root != *patient).then_some(root);
    if under.is_none() {
        let calendar = store.business_calendar();
        let mut access: Vec<AccessSpan> = told.iter().flat_map(ToldByChain::spans).collect();
        access.extend(grants.iter().filter_map(|grant| access_of(grant, &calendar)));
        let asking = measured::VisitRules {
            calendar: &calendar,
            view: &view,
            access: &access,
            arrived: &arrived,
        };
        for one in measured::visits(store, patient, &asking).await? {
            content.arrived.insert(one.id, one.arrived);
            content.measured.visits.push(one.visit);
        }
        for (day, uses) in told.iter().flat_map(|told| &told.uses) {
            let own = content.measured.uses.entry(*day).or_default();
            *own = own.and(*uses);
        }
        content.measured.caregivers =
            grants.iter().filter_map(|grant| let_in(store, grant)).collect();
        content.measured.requests = requests;
    }
    Ok(CountedAnew { patient: patient.clone(), turn, under, content: Some((key, content)) })
}

/// Reads what is counted of a patient; `None` where they are not there.
fn found(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Option<ReadForCount>> {
    let key = match data_key(tx, store, patient) {
        Ok(key) => key,
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let root = parts::root(tx, store, patient)?;
    let content = told_until_now(tx, store, patient, &key)?;
    let mut found = ReadForCount {
        key,
        content: content.clone(),
        told: vec![content.told],
        arrived: content.arrived,
        grants: Vec::new(),
        requests: Vec::new(),
        view: View::default(),
        root,
    };
    if found.root != *patient {
        return Ok(Some(found));
    }
    let mut living = Vec::new();
    for part in parts::all(tx, store, patient)? {
        if part != *patient {
            let key = data_key(tx, store, &part)?;
            let other = told_until_now(tx, store, &part, &key)?;
            found.told.push(other.told);
            found.arrived.extend(other.arrived);
        }
        found.grants.extend(grants::of_patient(tx, store, &part)?);
        found.requests.extend(requests::counted(tx, store, &part)?);
        living.extend(restrictions::living(tx, store, &part)?);
    }
    found.view = View { layers: restrictions::layers_over_time(store, &living) };
    Ok(Some(found))
}

/// What was counted of a patient, with all that their chain has told since.
fn told_until_now(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    key: &DataKey,
) -> Result<MeasuredContent> {
    let row = tx.first(sealed::ONE, &[patient.as_str().into()])?;
    let known = row.map(|row| MeasuredContent::opened(store, key, patient, &row)).transpose()?;
    let mut content = known.unwrap_or_default();
    let mut told = std::mem::take(&mut content.told).of_now();
    audit::each_line_after(tx, store, patient, told.seq, |line| told.hear(store, line))?;
    content.told = told;
    Ok(content)
}

/// From when to when a caregiver sees the whole record and may do all three with it: then somebody
/// authorized by the patient has access.
fn access_of(grant: &Grant, calendar: &BusinessCalendar) -> Option<AccessSpan> {
    let rights = grant.terms.rights;
    let is_whole = rights.view
        && rights.download
        && rights.transmit
        && grant.terms.shows_everything()
        && matches!(grant.holder, Holder::Account(_));
    let accepted = grant.accepted_at?.as_second();
    let first_day = grant.from.and_then(|from| from.yesterday().ok());
    let begins = first_day.map_or(i64::MIN, |before| calendar.end_of(before));
    let ended = grant.ended_at.map(jiff::Timestamp::as_second);
    let over = grant.until.map(|until| calendar.end_of(until));
    let end = ended.into_iter().chain(over).min();
    is_whole.then_some((accepted.max(begins), end))
}

/// From when to when somebody was let in at all: first and last day.
fn let_in(store: &Store, grant: &Grant) -> Option<(i32, Option<i32>)> {
    if !matches!(grant.holder, Holder::Account(_)) {
        return None;
    }
    let accepted = day_number(store.day_of(grant.accepted_at?));
    let first = grant.from.map_or(accepted, |from| accepted.max(day_number(from)));
    let ended = grant.ended_at.map(|at| day_number(store.day_of(at)));
    let last = ended.into_iter().chain(grant.until.map(day_number)).min();
    last.is_none_or(|last| last >= first).then_some((first, last))
}

/// Writes what was counted, and the sums. Whoever was counted by another node in the same moment, or is
/// on the list anew, is left for the next time.
///
/// Locks the chains in the order of the keys, and then the names of the sums.
fn put(tx: &mut Tx<'_>, store: &Store, ready: &[CountedAnew]) -> Result<()> {
    audit::lock_all(tx, ready.iter().map(|one| &one.patient))?;
    let mut changes: BTreeMap<MeasureCell, i64> = BTreeMap::new();
    for CountedAnew { patient, turn, under, content } in ready {
        let own = [patient.as_str().into(), (*turn).into()];
        if tx.execute(DUE_TAKE, &own)? == 0 {
            continue;
        }
        if let Some(record) = under {
            tx.execute(IS_DUE_AS_WELL, &[record.as_str().into()])?;
        }
        let there = tx.first(KEY_AND_ROW, &own[..1])?;
        let (Some(row), Some((key, content))) = (there, content) else { continue };
        let before = cells_before(store, patient, row)?;
        let mut content = content.clone();
        let now = content.measured.cells();
        for (cell, number) in &before {
            *changes.entry(cell.clone()).or_default() -= number;
        }
        for (cell, number) in &now {
            *changes.entry(cell.clone()).or_default() += number;
        }
        let months = content.measured.months();
        put_months(tx, patient, &months)?;
        content.cells = now.into_iter().collect();
        tx.execute(PUT, &content.row(store, key, patient)?)?;
    }
    sealed::add(tx, store, &changes)
}

/// In which sums a patient stands, of a row of [`KEY_AND_ROW`].
fn cells_before(
    store: &Store,
    patient: &PatientKey,
    mut row: Row,
) -> Result<Vec<(MeasureCell, i64)>> {
    if row.get::<Option<&[u8]>>(2)?.is_none() {
        return Ok(Vec::new());
    }
    let key = open_key(store, patient, row.get(0)?)?;
    row.0.remove(0);
    Ok(MeasuredContent::opened(store, &key, patient, &row)?.cells)
}

fn put_months(tx: &mut Tx<'_>, patient: &PatientKey, months: &BTreeSet<String>) -> Result<()> {
    let rows = tx.query(MONTHS, &[patient.as_str().into()])?;
    let before = rows.iter().map(|row| row.get(0)).collect::<Result<BTreeSet<String>>>()?;
    let row = |month: &String| vec![patient.as_str().into(), month.as_str().into()];
    let mut changes: Vec<(&'static str, Vec<crate::db::Value>)> = Vec::new();
    changes.extend(before.difference(months).map(|month| (MONTH_DROP, row(month))));
    changes.extend(months.difference(&before).map(|month| (MONTH_ADD, row(month))));
    tx.execute_all(&changes)
}

/// Over all records: those on the list.
const DUE_AFTER: &str = "
    select patient_id, turn
    from measure_due
    where patient_id > $1
    order by patient_id
    limit $2";

/// Over all records: other rules count everybody anew.
const EVERYBODY_IS_DUE: &str = "
    insert into measure_due (patient_id, turn)
    select patient_id, 1
    from patient
    where true
    on conflict (patient_id) do update set turn = measure_due.turn + 1";

const IS_DUE: &str = "
    insert into measure_due (patient_id, turn)
    values ($1, 1)
    on conflict (patient_id) do update set turn = measure_due.turn + 1";

/// Whoever is on the list is counted anyway: a part that is counted with its record does not keep it
/// from being taken off.
const IS_DUE_AS_WELL: &str = "
    insert into measure_due (patient_id, turn)
    values ($1, 1)
    on conflict (patient_id) do nothing";

const DUE_TAKE: &str = "
    delete from measure_due
    where patient_id = $1 and turn = $2";

const KEY_AND_ROW: &str = "
    select sealed_key, patient.patient_id, measure_patient.sealed, guard
    from patient
    left join measure_patient on measure_patient.patient_id = patient.patient_id
    where patient.patient_id = $1";

const PUT: &str = "
    insert into measure_patient (patient_id, sealed, guard)
    values ($1, $2, $3)
    on conflict (patient_id) do update set sealed = excluded.sealed, guard = excluded.guard";

const MONTHS: &str = "
    select month
    from measure_month
    where patient_id = $1";

const MONTH_ADD: &str = "
    insert into measure_month (patient_id, month)
    values ($1, $2)
    on conflict (patient_id, month) do nothing";

const MONTH_DROP: &str = "
    delete from measure_month
    where patient_id = $1 and month = $2";
