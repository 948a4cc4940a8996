//! What is to be told that no single event tells: something new in a record, and access that is about
//! to end. And what was told already, so that nobody hears the same twice.

use bluebutton_record::PatientKey;
use jiff::civil::Date;

use super::Recipient;
use super::stored::NoticeRow;
use crate::Store;
use crate::access::grants::{self, Holder};
use crate::access::{self, Who};
use crate::accounts::{AccountId, Accounts, own};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::limits::{
    CHILDHOOD_ENDING_DAYS, ENDING_DAYS, NOTICE_LOOK_SECONDS, NOTICE_LOOKS_AT_ONCE,
    NOTICE_TOLD_KEPT_SECONDS, RECORD_NOTICE_SECONDS,
};
use crate::records::parts;

/// Something to tell one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// Their own record has something new since they looked, and since they were told.
    NewInRecord(PatientKey),
    /// A record they help with has something new that they may see, likewise.
    NewInHelped(PatientKey),
    /// Their own access to a record ends on that day.
    AccessEnds(PatientKey, String, Date),
    /// Somebody's access to their own record ends on that day.
    TheirAccessEnds(PatientKey, String, Date),
}

/// One thing that is told to one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Telling {
    /// Of whose record; none for what belongs to none.
    pub patient: Option<PatientKey>,
    /// To whom.
    pub account: AccountId,
    /// What, as one word or two.
    pub what: String,
}

const TOLD: &str = "
    select told_at
    from notice_told
    where patient_id = $1 and account_id = $2 and what = $3";

const TELL: &str = "
    insert into notice_told (patient_id, account_id, what, told_at)
    values ($1, $2, $3, $4)
    on conflict (patient_id, account_id, what) do update
    set told_at = excluded.told_at";

/// Over all records: what was told long ago is not told again.
const FORGET: &str = "
    delete from notice_told
    where told_at < $1";

const NEWEST: &str = "
    select max(created_at)
    from record_segment
    where patient_id = $1";

const SEEN: &str = "
    select seen_at
    from record_seen
    where patient_id = $1 and account_id = $2";

const SITE: &str = "site";

impl Due {
    /// How it is known that it was told.
    pub fn told_to(&self, account: &AccountId) -> Telling {
        let (patient, what) = match self {
            Self::NewInRecord(patient) | Self::NewInHelped(patient) => (patient, "new".to_owned()),
            Self::AccessEnds(patient, grant, day) | Self::TheirAccessEnds(patient, grant, day) => {
                (patient, format!("ends {grant} {day}"))
            }
        };
        Telling { patient: Some(patient.clone()), account: account.clone(), what }
    }
}

impl Telling {
    fn key(&self) -> [crate::db::Value; 3] {
        let patient = self.patient.as_ref().map_or(SITE, PatientKey::as_str);
        [patient.into(), self.account.0.as_str().into(), self.what.as_str().into()]
    }
}

impl Accounts<'_> {
    /// What is due for some accounts, those that were not looked at for the longest first.
    pub async fn due_notices(&self) -> Result<Vec<(Recipient, Due)>> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now().as_microsecond();
            let since = now - NOTICE_LOOK_SECONDS * 1_000_000;
            let mut due = Vec::new();
            for mut stored in NoticeRow::next(tx, &store, since, NOTICE_LOOKS_AT_ONCE)? {
                stored.looked_at = now;
                stored.put_look(tx, &store)?;
                let Some(recipient) = super::recipient(tx, &store, &stored.account)? else {
                    continue;
                };
                if recipient.address.is_some() {
                    let found = of_account(tx, &store, &recipient)?;
                    due.extend(found.into_iter().map(|one| (recipient.clone(), one)));
                }
            }
            Ok(due)
        };
        let due = self.0.inner.db.write("look what is to be told", work).await?;
        let mut told = Vec::with_capacity(due.len());
        for (recipient, one) in due {
            // What is hidden from somebody must not come to them by a notice.
            let is_seen = match &one {
                Due::NewInHelped(patient) => self.sees_news(&recipient, patient).await?,
                _ => true,
            };
            if is_seen {
                told.push((recipient, one));
            }
        }
        Ok(told)
    }

    /// Whether something that came in since somebody looked is visible to them: asked of the view they
    /// have at this moment, and told to nobody.
    async fn sees_news(&self, recipient: &Recipient, patient: &PatientKey) -> Result<bool> {
        let (store, who) = (self.0.clone(), Who::Account(recipient.account.clone()));
        let (named, account) = (patient.clone(), recipient.account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let permit = access::silently(tx, &store, &who, &named)?;
            Ok((permit, seen_and_told(tx, &named, &account)?))
        };
        let found = self.0.inner.db.read("what somebody may hear", work).await;
        let (permit, since) = match found {
            Ok((permit, since)) => (permit, since),
            Err(
                StoreError::NotFound
                | StoreError::NotAllowed(_)
                | StoreError::AccessOver(_)
                | StoreError::AccessLater(_),
            ) => return Ok(false),
            Err(error) => return Err(error),
        };
        let Some(since) = since else { return Ok(false) };
        let record = self.0.records().open(&permit).await?;
        Ok(!record.changed_since(since, 1).is_empty())
    }

    /// Whether it was told before.
    pub async fn was_told(&self, told: &Telling) -> Result<bool> {
        let key = told.key();
        let work = move |tx: &mut Tx<'_>| Ok(tx.first(TOLD, &key)?.is_some());
        self.0.inner.db.read("whether it was told", work).await
    }

    /// Notes that it was told.
    pub async fn note_told(&self, told: &Telling) -> Result<()> {
        let (now, key) = (self.0.now().as_microsecond(), told.key());
        let values: Vec<_> = key.into_iter().chain([now.into()]).collect();
        let work = move |tx: &mut Tx<'_>| tx.execute(TELL, &values).map(|_| ());
        self.0.inner.db.write("note what was told", work).await
    }
}

/// Drops what was told long ago.
pub(in crate::accounts) fn tidy(tx: &mut Tx<'_>, now: jiff::Timestamp) -> Result<()> {
    let old = now.as_microsecond() - NOTICE_TOLD_KEPT_SECONDS * 1_000_000;
    tx.execute(FORGET, &[old.into()]).map(|_| ())
}

fn of_account(tx: &mut Tx<'_>, store: &Store, recipient: &Recipient) -> Result<Vec<Due>> {
    let account = &recipient.account;
    let mut due = Vec::new();
    for patient in own::records_of(tx, store, account)? {
        let record = parts::root(tx, store, &patient)?;
        if recipient.wants.record && has_news(tx, store, account, &record)? {
            due.push(Due::NewInRecord(record.clone()));
        }
        if recipient.wants.ending {
            for (grant, day) in ending(tx, store, &record, None)? {
                due.push(Due::TheirAccessEnds(record.clone(), grant, day));
            }
        }
    }
    let holder = Holder::Account(account.clone());
    if recipient.wants.helped {
        for patient in grants::patients_of(tx, &holder)? {
            let record = parts::root(tx, store, &patient)?;
            if has_news(tx, store, account, &record)? {
                due.push(Due::NewInHelped(record));
            }
        }
    }
    if recipient.wants.ending {
        for patient in grants::patients_of(tx, &holder)? {
            for (grant, day) in ending(tx, store, &patient, Some(&holder))? {
                due.push(Due::AccessEnds(patient.clone(), grant, day));
            }
        }
    }
    let mut untold = Vec::new();
    for one in due {
        let is_news = matches!(one, Due::NewInRecord(_) | Due::NewInHelped(_));
        if is_news || tx.first(TOLD, &one.told_to(account).key())?.is_none() {
            untold.push(one);
        }
    }
    Ok(untold)
}

/// When somebody looked, or was told, last; `None` where they never looked.
fn seen_and_told(tx: &mut Tx<'_>, record: &PatientKey, account: &AccountId) -> Result<Option<i64>> {
    let ids = [record.as_str().into(), account.0.as_str().into()];
    let Some(seen) = tx.first(SEEN, &ids)? else { return Ok(None) };
    let told_key = Due::NewInRecord(record.clone()).told_to(account).key();
    let told = tx.first(TOLD, &told_key)?.map_or(Ok(None), |row| row.get::<Option<i64>>(0))?;
    Ok(Some(seen.get::<i64>(0)?.max(told.unwrap_or(i64::MIN))))
}

/// Whether something came in since they looked, and since they were told; once a day at most.
fn has_news(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    record: &PatientKey,
) -> Result<bool> {
    let mut newest = None;
    for part in parts::all(tx, store, record)? {
        let row = tx.first(NEWEST, &[part.as_str().into()])?;
        newest = newest.max(row.map_or(Ok(None), |row| row.get::<Option<i64>>(0))?);
    }
    let ids = [record.as_str().into(), account.0.as_str().into()];
    // Who never looked has not been told that anything is there: their first visit shows all of it.
    let Some(seen) = tx.first(SEEN, &ids)? else { return Ok(false) };
    let told_key = Due::NewInRecord(record.clone()).told_to(account).key();
    let told = tx.first(TOLD, &told_key)?.map_or(Ok(None), |row| row.get::<Option<i64>>(0))?;
    let day = store.now().as_microsecond() - RECORD_NOTICE_SECONDS * 1_000_000;
    let (seen, told) = (seen.get::<i64>(0)?, told.unwrap_or(i64::MIN));
    Ok(newest.is_some_and(|at| at > seen && at > told) && told <= day)
}

/// The grants of a record that end within some days: of one holder, or of everybody who came.
fn ending(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    holder: Option<&Holder>,
) -> Result<Vec<(String, Date)>> {
    let today = store.today();
    let all = grants::of_patient(tx, store, patient)?;
    let living = all.into_iter().filter(|grant| {
        grant.ended_at.is_none()
            && grant.accepted_at.is_some()
            && holder.is_none_or(|holder| grant.holder == *holder)
    });
    let within = living.filter_map(|grant| {
        let day = grant.until?;
        let days = day.since(today).ok()?.get_days();
        // That a childhood ends is told longer before: what comes after it wants to be talked about.
        let before = if grant.acting.is_some() { CHILDHOOD_ENDING_DAYS } else { ENDING_DAYS };
        (0..=before).contains(&days).then_some((grant.id, day))
    });
    Ok(within.collect())
}
