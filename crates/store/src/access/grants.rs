//! Grants: whom a patient lets into their record, on which terms, from when and until when. One
//! table for caregivers, and for apps, links, codes and schedules to come.

use bluebutton_crypto::seal;
use bluebutton_record::representative::Age;
use bluebutton_record::{PatientKey, Terms};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::acting::{Acting, as_meant, childhood, earliest};
use crate::Store;
use crate::accounts::AccountId;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::patients::data_key;

/// Who holds a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Holder {
    /// Whoever comes with the invitation's code.
    Invited,
    /// Somebody with an account.
    Account(AccountId),
    /// An app, by its id.
    App(String),
}

/// A grant as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) holder: Holder,
    /// Who gave it, where that was somebody else than the patient.
    pub(crate) given_by: Option<AccountId>,
    /// First day.
    pub(crate) from: Option<Date>,
    /// Last day.
    pub(crate) until: Option<Date>,
    pub(crate) made_at: Timestamp,
    pub(crate) accepted_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    /// The holder as the patient calls them.
    pub(crate) name: String,
    pub(crate) terms: Terms,
    /// What held before the last change: one step back.
    pub(crate) before: Option<TermsBefore>,
    /// By what right they act for the patient, where the office entered that.
    pub(crate) acting: Option<Acting>,
    /// How old the patient is today, where a grant ends with childhood; not stored.
    pub(crate) age: Option<Age>,
    /// Whether it waits for the office, for the birth date is not the one it was entered under; not
    /// stored.
    pub(crate) is_on_hold: bool,
}

/// Terms and days as they were.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsBefore {
    pub(crate) terms: Terms,
    /// First and last day, ISO.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) until: Option<String>,
}

/// What is sealed of a grant.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct GrantContent {
    name: String,
    terms: Terms,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<TermsBefore>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acting: Option<Acting>,
}

pub(crate) const TABLE: &str = "record_grant";

const INSERT: &str = "
    insert into record_grant
        (grant_id, patient_id, holder_kind, holder, given_by, starts, until,
         made_at, accepted_at, ended_at, sealed, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

const UPDATE: &str = "
    update record_grant
    set holder_kind = $3, holder = $4, given_by = $5, starts = $6, until = $7,
        made_at = $8, accepted_at = $9, ended_at = $10, sealed = $11, guard = $12
    where grant_id = $1 and patient_id = $2";

const OF_PATIENT: &str = "
    select grant_id, patient_id, holder_kind, holder, given_by, starts, until,
        made_at, accepted_at, ended_at, sealed, guard
    from record_grant
    where patient_id = $1
    order by made_at desc, grant_id";

const OF_HOLDER: &str = "
    select grant_id, patient_id, holder_kind, holder, given_by, starts, until,
        made_at, accepted_at, ended_at, sealed, guard
    from record_grant
    where patient_id = $1 and holder_kind = $2 and holder = $3 and ended_at is null
    order by made_at desc, grant_id";

const ONE: &str = "
    select grant_id, patient_id, holder_kind, holder, given_by, starts, until,
        made_at, accepted_at, ended_at, sealed, guard
    from record_grant
    where patient_id = $1 and grant_id = $2";

/// Over all records: an account knows the people it is let in to by nothing else.
const PATIENTS_OF: &str = "
    select patient_id, min(accepted_at)
    from record_grant
    where holder_kind = $1 and holder = $2 and ended_at is null
    group by patient_id
    order by 2, patient_id";

/// Over all records: the same with those that were ended.
const PATIENTS_EVER_OF: &str = "
    select patient_id, min(accepted_at)
    from record_grant
    where holder_kind = $1 and holder = $2
    group by patient_id
    order by 2, patient_id";

/// Writes a new grant; what the line says of it.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: &Grant,
) -> Result<String> {
    put(tx, store, patient, grant, INSERT)
}

/// Writes a grant that has changed; what the line says of it.
pub(crate) fn change(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: &Grant,
) -> Result<String> {
    put(tx, store, patient, grant, UPDATE)
}

fn put(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grant: &Grant,
    statement: &'static str,
) -> Result<String> {
    let (name, terms) = (grant.name.clone(), grant.terms.clone());
    let (before, acting) = (grant.before.clone(), grant.acting.clone());
    let content = GrantContent { name, terms, before, acting };
    let plain = serde_json::to_vec(&content)
        .map_err(|error| StoreError::Altered(format!("a grant can't be written: {error}")))?;
    let key = data_key(tx, store, patient)?;
    let sealed = seal::seal(&key, store.random(), &context(patient, &grant.id), &plain);
    let moment = |at: Option<Timestamp>| Value::from(at.map(Timestamp::as_microsecond));
    let (kind, holder) = grant.holder.words();
    let values = guard::guarded(
        store,
        TABLE,
        [
            grant.id.as_str().into(),
            patient.as_str().into(),
            kind.into(),
            holder.into(),
            grant.given_by.as_ref().map(|by| by.0.as_str()).into(),
            grant.from.map(|date| date.to_string()).into(),
            grant.until.map(|date| date.to_string()).into(),
            grant.made_at.as_microsecond().into(),
            moment(grant.accepted_at),
            moment(grant.ended_at),
            sealed.into(),
        ],
    );
    if tx.execute(statement, &values)? == 0 {
        return Err(StoreError::NotFound);
    }
    Ok(guard::left_whole(store, TABLE, &grant.id, &values))
}

/// All grants of a record, newest first.
pub(crate) fn of_patient(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Vec<Grant>> {
    let rows = tx.query(OF_PATIENT, &[patient.as_str().into()])?;
    opened_all(tx, store, patient, &rows)
}

/// One grant.
pub(crate) fn one(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    id: &str,
) -> Result<Option<Grant>> {
    let rows = tx.query(ONE, &[patient.as_str().into(), id.into()])?;
    Ok(opened_all(tx, store, patient, &rows)?.pop())
}

/// The grants by which a record is open to a holder at this moment, newest first.
pub(crate) fn open_for(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    holder: &Holder,
) -> Result<Vec<Grant>> {
    let (kind, name) = holder.words();
    let rows = tx.query(OF_HOLDER, &[patient.as_str().into(), kind.into(), name.into()])?;
    let grants = opened_all(tx, store, patient, &rows)?;
    Ok(grants.into_iter().filter(|grant| grant.is_open(store.today())).collect())
}

/// Every grant of a record that a holder has or had, newest first.
pub(crate) fn all_for(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    holder: &Holder,
) -> Result<Vec<Grant>> {
    let grants = of_patient(tx, store, patient)?;
    Ok(grants.into_iter().filter(|grant| grant.holder == *holder).collect())
}

/// Whose records a holder has grants of, in the order in which they came by them.
pub(crate) fn patients_of(tx: &mut Tx<'_>, holder: &Holder) -> Result<Vec<PatientKey>> {
    let (kind, name) = holder.words();
    let rows = tx.query(PATIENTS_OF, &[kind.into(), name.into()])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// The same with the records that are open to them no more, or not yet.
pub(crate) fn patients_ever_of(tx: &mut Tx<'_>, holder: &Holder) -> Result<Vec<PatientKey>> {
    let (kind, name) = holder.words();
    let rows = tx.query(PATIENTS_EVER_OF, &[kind.into(), name.into()])?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// Checks and opens rows, in their order.
pub(super) fn opened_all(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    rows: &[Row],
) -> Result<Vec<Grant>> {
    let mut all = store.inner.opened.grants.of_all(rows, |rows| {
        let key = data_key(tx, store, patient)?;
        rows.iter().map(|row| opened(store, &key, patient, row)).collect()
    })?;
    as_of_today(tx, store, patient, &mut all)?;
    Ok(all)
}

/// Sees how old the patient is, where that decides of one of these grants: a parent's ends with
/// childhood, and waits for the office where the birth date is not the one it was entered under. A
/// record without such a grant costs nothing.
fn as_of_today(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    grants: &mut [Grant],
) -> Result<()> {
    if !grants.iter().any(Grant::ends_with_childhood) {
        return Ok(());
    }
    let today = childhood(tx, store, patient)?;
    for grant in grants.iter_mut().filter(|grant| grant.ends_with_childhood()) {
        let entered = grant.acting.as_ref().and_then(|acting| acting.birth_date.clone());
        grant.age = today.age;
        grant.is_on_hold = entered != today.birth_date || today.age.is_none();
        grant.until = earliest(grant.until, today.last_day);
    }
    Ok(())
}

fn opened(store: &Store, key: &seal::DataKey, patient: &PatientKey, row: &Row) -> Result<Grant> {
    guard::check(store, TABLE, row)?;
    let id: &str = row.get(0)?;
    let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
    let plain = seal::open(key, &context(patient, id), row.get(10)?).map_err(|_| altered())?;
    let content: GrantContent = serde_json::from_slice(&plain).map_err(|_| altered())?;
    // A day that can't be read must never leave a record open.
    let day = |column| match row.get::<Option<&str>>(column)? {
        None => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| altered()),
    };
    let by: Option<&str> = row.get(4)?;
    Ok(Grant {
        id: id.to_owned(),
        holder: Holder::of(row.get(2)?, row.get::<Option<&str>>(3)?.unwrap_or_default())
            .ok_or_else(altered)?,
        given_by: by.map(|by| AccountId(by.to_owned())),
        from: day(5)?,
        until: day(6)?,
        made_at: row.get(7)?,
        accepted_at: row.get(8)?,
        ended_at: row.get(9)?,
        name: content.name,
        terms: as_meant(content.terms, content.acting.as_ref(), &plain),
        before: content.before,
        acting: content.acting,
        age: None,
        is_on_hold: false,
    })
}

impl Grant {
    /// Changes terms and days; how they were is kept for one step back.
    pub(crate) fn set(&mut self, terms: Terms, from: Option<Date>, until: Option<Date>) {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        let (from_before, until_before) = (day(self.from), day(self.until));
        let terms_before = std::mem::replace(&mut self.terms, terms);
        (self.from, self.until) = (from, until);
        let before = TermsBefore { terms: terms_before, from: from_before, until: until_before };
        self.before = Some(before);
    }

    /// Takes the last change back: it is the step back itself then. Whether there was one.
    pub(crate) fn step_back(&mut self) -> Result<bool> {
        let Some(before) = self.before.take() else { return Ok(false) };
        let day = |text: Option<String>| text.map(|text| text.parse()).transpose();
        let altered = |_| StoreError::Altered(format!("{TABLE} {}: no day", self.id));
        let from = day(before.from).map_err(altered)?;
        let until = day(before.until).map_err(altered)?;
        self.set(before.terms, from, until);
        Ok(true)
    }

    /// Whether it opens a record on that day.
    pub(crate) fn is_open(&self, today: Date) -> bool {
        let is_held = self.ended_at.is_none() && !self.is_on_hold;
        is_held && !self.is_over(today) && has_begun(self.from, today)
    }

    /// Whether it ends when the patient comes of age.
    pub(crate) fn ends_with_childhood(&self) -> bool {
        self.acting.as_ref().is_some_and(|acting| acting.authority.ends_with_childhood())
    }

    /// Whether its last day is over.
    pub(crate) fn is_over(&self, today: Date) -> bool {
        has_ended(self.until, today)
    }
}

impl Holder {
    fn words(&self) -> (&'static str, Option<&str>) {
        match self {
            Self::Invited => ("invited", None),
            Self::Account(account) => ("account", Some(&account.0)),
            Self::App(app) => ("app", Some(app)),
        }
    }

    fn of(kind: &str, name: &str) -> Option<Self> {
        match kind {
            "invited" => Some(Self::Invited),
            "account" => Some(Self::Account(AccountId(name.to_owned()))),
            "app" => Some(Self::App(name.to_owned())),
            _ => None,
        }
    }
}

/// Whether a first day has come.
fn has_begun(from: Option<Date>, today: Date) -> bool {
    from.is_none_or(|from| from <= today)
}

/// Whether the last day is over: at the midnight of the site, as every page says it.
pub(crate) fn has_ended(until: Option<Date>, today: Date) -> bool {
    until.is_some_and(|until| until < today)
}

fn context(patient: &PatientKey, id: &str) -> Vec<u8> {
    format!("record_grant|{patient}|{id}").into_bytes()
}
