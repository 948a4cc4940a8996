//! Caregivers: whom a patient lets into their record, for what and until when.

use bluebutton_crypto::seal;
use bluebutton_record::PatientKey;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::{AccountId, Accounts, Caregiver, invitations, people};
use crate::Store;
use crate::access::{Action, RecordPermit, Rights};
use crate::audit;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::{CAREGIVERS_MAX, NAME_CHARS_MAX};

const INSERT: &str = "
    insert into caregiver (patient_id, caregiver_id, sealed, rights, until, made_at)
    values ($1, $2, $3, $4, $5, $6)";

const OF_PATIENT: &str = "
    select caregiver_id, account_id, sealed, rights, until, accepted_at, ended_at
    from caregiver
    where patient_id = $1
    order by made_at desc, caregiver_id";

const OPEN_FOR: &str = "
    select rights, until
    from caregiver
    where patient_id = $1 and account_id = $2 and ended_at is null";

const RECORDS_OF: &str = "
    select patient_id, rights, until
    from caregiver
    where account_id = $1 and ended_at is null
    order by accepted_at, patient_id";

const ACCEPT: &str = "
    update caregiver
    set account_id = $3, accepted_at = $4
    where patient_id = $1 and caregiver_id = $2 and account_id is null and ended_at is null";

const UNTIL: &str = "
    select until
    from caregiver
    where patient_id = $1 and caregiver_id = $2 and account_id is null and ended_at is null";

const END: &str = "
    update caregiver
    set ended_at = $3
    where patient_id = $1 and caregiver_id = $2 and ended_at is null";

impl Accounts<'_> {
    /// The patient lets somebody in: the code to hand over, and until when the code holds.
    /// The permit must come from [`Action::Manage`].
    pub async fn let_in(
        &self,
        permit: &RecordPermit,
        name: &str,
        rights: Rights,
        until: Option<Date>,
    ) -> Result<(String, Timestamp)> {
        must_manage(permit)?;
        let name = name.trim().to_owned();
        let is_past = until.is_some_and(|until| has_ended(Some(until), self.0.now()));
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || is_past || !rights.view {
            return Err(StoreError::NotAllowed("caregiver-not-usable"));
        }
        invitations::must_have_birth_date(self.0, permit.patient()).await?;
        let (store, permit) = (self.0.clone(), permit.clone());
        let work = move |tx: &mut Tx<'_>| {
            let patient = permit.patient();
            audit::lock(tx, patient)?;
            if tx.query(OF_PATIENT, &[patient.as_str().into()])?.len() >= CAREGIVERS_MAX {
                return Err(StoreError::NotAllowed("too-many-caregivers"));
            }
            let id = people::new_id(&store);
            let context = context(patient.as_str(), &id);
            let key = &store.inner.keys.site;
            let values = [
                patient.as_str().into(),
                id.as_str().into(),
                seal::seal(key, store.random(), &context, name.as_bytes()).into(),
                bits(rights).into(),
                until.map(|date| date.to_string()).into(),
                store.now().as_microsecond().into(),
            ];
            tx.execute(INSERT, &values)?;
            let by = permit.who().account();
            invitations::make(tx, &store, patient, Some(&id), by)
        };
        self.0.inner.db.write("let caregiver in", work).await
    }

    /// Who is in, and who was: for the patient.
    pub async fn caregivers(&self, permit: &RecordPermit) -> Result<Vec<Caregiver>> {
        if !permit.rights().manage {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let work = move |tx: &mut Tx<'_>| {
            let rows = tx.query(OF_PATIENT, &[patient.as_str().into()])?;
            rows.iter().map(|row| opened(tx, &store, &patient, row)).collect()
        };
        self.0.inner.db.read("list caregivers", work).await
    }

    /// Ends it at once. The permit must come from [`Action::Manage`].
    pub async fn end(&self, permit: &RecordPermit, grant: &str) -> Result<()> {
        must_manage(permit)?;
        let (store, patient, grant) = (self.0.clone(), permit.patient().clone(), grant.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            audit::lock(tx, &patient)?;
            let now = store.now().as_microsecond();
            let values = [patient.as_str().into(), grant.as_str().into(), now.into()];
            if tx.execute(END, &values)? == 0 {
                return Err(StoreError::NotFound);
            }
            invitations::drop_of_caregiver(tx, &patient, &grant)
        };
        self.0.inner.db.write("end caregiver", work).await
    }
}

fn must_manage(permit: &RecordPermit) -> Result<()> {
    let may = permit.rights().manage && matches!(permit.action(), Action::Manage { .. });
    if may { Ok(()) } else { Err(StoreError::NotAllowed("not-in-your-rights")) }
}

/// What an account may do with another's record at this moment.
pub(crate) fn rights(
    tx: &mut Tx<'_>,
    account: &AccountId,
    patient: &PatientKey,
    now: Timestamp,
) -> Result<Rights> {
    let rows = tx.query(OPEN_FOR, &[patient.as_str().into(), account.0.as_str().into()])?;
    let open = rows.iter().filter(|row| !row_has_ended(row.text(1), now));
    Ok(rights_of(open.fold(0, |all, row| all | row.int(0))))
}

/// The records that others let an account into.
pub(crate) fn records_of(
    tx: &mut Tx<'_>,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<(PatientKey, Rights, Option<Date>)>> {
    let rows = tx.query(RECORDS_OF, &[account.0.as_str().into()])?;
    let open = rows.iter().filter(|row| !row_has_ended(row.text(2), now));
    Ok(open
        .filter_map(|row| {
            let patient = PatientKey::parse(row.text(0))?;
            Some((patient, rights_of(row.int(1)), row.text(2).parse().ok()))
        })
        .collect())
}

/// Ties an invited caregiver to an account; `false` if it was ended or has run out meanwhile.
pub(super) fn accept(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
    caregiver: &str,
    account: &AccountId,
) -> Result<bool> {
    let (now, key) = (store.now(), || patient.as_str().into());
    let Some(row) = tx.first(UNTIL, &[key(), caregiver.into()])? else { return Ok(false) };
    if row_has_ended(row.text(0), now) {
        return Ok(false);
    }
    let account = account.0.as_str().into();
    let values = [key(), caregiver.into(), account, now.as_microsecond().into()];
    Ok(tx.execute(ACCEPT, &values)? == 1)
}

fn opened(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey, row: &Row) -> Result<Caregiver> {
    let id = row.text(0);
    let altered = || StoreError::Altered(format!("caregiver {patient} {id}"));
    let context = context(patient.as_str(), id);
    let plain =
        seal::open(&store.inner.keys.site, &context, row.bytes(2)).map_err(|_| altered())?;
    let written = String::from_utf8(plain).map_err(|_| altered())?;
    let account = match row.text(1) {
        "" => None,
        account => people::load(tx, store, &AccountId(account.to_owned()))?,
    };
    let moment = |column| row.opt_int(column).and_then(|at| Timestamp::from_microsecond(at).ok());
    Ok(Caregiver {
        id: id.to_owned(),
        name: account.map_or(written, |account| account.name),
        rights: rights_of(row.int(3)),
        until: row.text(4).parse().ok(),
        accepted: moment(5),
        ended: moment(6),
    })
}

fn context(patient: &str, id: &str) -> Vec<u8> {
    format!("caregiver|{patient}|{id}").into_bytes()
}

/// Whether a stored last day is over. What can't be read has ended: never open by accident.
fn row_has_ended(until: &str, now: Timestamp) -> bool {
    !until.is_empty() && until.parse().map_or(true, |until| has_ended(Some(until), now))
}

/// Whether the last day is over. A day is over when it is over everywhere (UTC-12): "until May 3"
/// must not end on the evening of May 3 because a server keeps other hours.
fn has_ended(until: Option<Date>, now: Timestamp) -> bool {
    until.is_some_and(|until| {
        let end = until.checked_add(1.day()).map(|day| day.at(12, 0, 0, 0));
        let end = end.and_then(|end| end.to_zoned(TimeZone::UTC));
        end.is_ok_and(|end| now >= end.timestamp())
    })
}

fn bits(rights: Rights) -> i64 {
    i64::from(rights.view) | i64::from(rights.download) << 1 | i64::from(rights.transmit) << 2
}

fn rights_of(bits: i64) -> Rights {
    Rights { view: bits & 1 != 0, download: bits & 2 != 0, transmit: bits & 4 != 0, manage: false }
}
