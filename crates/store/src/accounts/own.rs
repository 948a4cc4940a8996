//! Whose own record an account opens. The first account is tied at once; a further one is shown to
//! whoever has the first, opens nothing until they confirm it, and can be ended by either.

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use super::{Account, AccountId, Accounts, Role, people};
use crate::Store;
use crate::access::{Action, Change, RecordPermit, Who};
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::records::parts;

/// An account to which a record is its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    /// The account.
    pub account: AccountId,
    /// The person's name.
    pub name: String,
    /// Since when it is tied.
    pub since: Timestamp,
    /// When it was confirmed; `None` while it waits.
    pub confirmed: Option<Timestamp>,
}

/// A row of the table.
#[derive(Clone)]
struct Tie {
    account: AccountId,
    patient: PatientKey,
    since: i64,
    confirmed_at: Option<i64>,
    ended_at: Option<i64>,
}

pub(crate) const TABLE: &str = "account_record";

const PUT: &str = "
    insert into account_record (account_id, patient_id, since, confirmed_at, ended_at, guard)
    values ($1, $2, $3, $4, $5, $6)
    on conflict (account_id, patient_id) do update
    set since = excluded.since, confirmed_at = excluded.confirmed_at,
        ended_at = excluded.ended_at, guard = excluded.guard";

const OF_ACCOUNT: &str = "
    select account_id, patient_id, since, confirmed_at, ended_at, guard
    from account_record
    where account_id = $1
    order by since, patient_id";

const OF_PATIENT: &str = "
    select account_id, patient_id, since, confirmed_at, ended_at, guard
    from account_record
    where patient_id = $1
    order by since, account_id";

const ONE: &str = "
    select account_id, patient_id, since, confirmed_at, ended_at, guard
    from account_record
    where account_id = $1 and patient_id = $2";

const PATIENT_EXISTS: &str = "
    select patient_id
    from patient
    where patient_id = $1";

impl Accounts<'_> {
    /// Ties a person's account to their own record; whether it opens it now, or waits for whoever
    /// has an own account already. For the operator.
    pub async fn own(&self, account: &AccountId, patient: &PatientKey) -> Result<bool> {
        let (store, account, patient) = (self.0.clone(), account.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            audit::lock(tx, &Chain::of(&patient))?;
            let person = people::load(tx, &store, &account)?.ok_or(StoreError::NotFound)?;
            if person.role == Role::Staff {
                return Err(StoreError::NotAllowed("staff-owns-no-record"));
            }
            tx.first(PATIENT_EXISTS, &[patient.as_str().into()])?.ok_or(StoreError::NotFound)?;
            let (is_open, left) = tie(tx, &store, &account, &patient)?;
            let event = Event::AccountTied { name: person.name };
            let line = Line::new(By::operator(), event).with_proof(vec![left]);
            audit::append(tx, &store, &Chain::of(&patient), store.now(), &line)?;
            Ok(is_open)
        };
        self.0.inner.db.write("tie account to record", work).await
    }

    /// The accounts to which the permit's record is their own, and those that wait to be.
    pub async fn own_accounts(&self, permit: &RecordPermit) -> Result<Vec<OwnAccount>> {
        if !permit.rights().manage {
            return Err(StoreError::NotAllowed("not-in-your-rights"));
        }
        if !permit.sees_all_deeds() {
            // Who the patient is here is not the business of those who were let in.
            return Ok(Vec::new());
        }
        let (store, patient) = (self.0.clone(), permit.patient().clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut ties = Vec::new();
            for part in parts::all(tx, &store, &patient)? {
                ties.extend(of_patient(tx, &store, &part)?);
            }
            ties.into_iter().map(|tie| tie.shown(tx, &store)).collect()
        };
        self.0.inner.db.read("list own accounts", work).await
    }

    /// Confirms a further own account: by whoever has one that was confirmed.
    pub async fn confirm_own(
        &self,
        who: &Who,
        patient: &PatientKey,
        account: &AccountId,
    ) -> Result<()> {
        let (store, id) = (self.0.clone(), account.clone());
        let name = self.name_for_line(&id).await?;
        let action = Action::Manage(Change::ConfirmAccount { name });
        self.0
            .act(who, patient, action, move |tx, deed| {
                let mut tie = of_record(tx, &store, &id, deed.permit.patient())?;
                if tie.confirmed_at.is_none() {
                    tie.confirmed_at = Some(store.now().as_microsecond());
                }
                let proof = vec![tie.put(tx, &store)?];
                deed.left(tx, &store, &tie.patient, proof)
            })
            .await
    }

    /// Ends that an account opens a record as its own: by any own account, itself included, and by
    /// the operator.
    pub async fn untie(&self, who: &Who, patient: &PatientKey, account: &AccountId) -> Result<()> {
        let (store, id) = (self.0.clone(), account.clone());
        let name = self.name_for_line(&id).await?;
        let action = Action::Manage(Change::UntieAccount { name });
        self.0
            .act(who, patient, action, move |tx, deed| {
                let mut tie = of_record(tx, &store, &id, deed.permit.patient())?;
                tie.ended_at = Some(store.now().as_microsecond());
                let proof = vec![tie.put(tx, &store)?];
                deed.left(tx, &store, &tie.patient, proof)
            })
            .await
    }

    async fn name_for_line(&self, account: &AccountId) -> Result<String> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| people::name_of(tx, &store, &id);
        let name = self.0.inner.db.read("name of an account", work).await?;
        name.ok_or(StoreError::NotFound)
    }
}

/// Makes a record an account's own: at once where no other is, else once it is confirmed. Whether it
/// is open now, and what the line says of it.
pub(super) fn tie(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    patient: &PatientKey,
) -> Result<(bool, String)> {
    let ties = of_patient(tx, store, patient)?;
    let now = store.now().as_microsecond();
    let is_known = ties.iter().find(|tie| tie.account == *account);
    let is_first = !ties.iter().any(Tie::is_open);
    let confirmed_at = is_known.and_then(|tie| tie.confirmed_at).or(is_first.then_some(now));
    let since = is_known.map_or(now, |tie| tie.since);
    let (account, patient) = (account.clone(), patient.clone());
    let tie = Tie { account, patient, since, confirmed_at, ended_at: None };
    Ok((tie.is_open(), tie.put(tx, store)?))
}

/// Whether a row of `account_id, patient_id, since, confirmed_at, ended_at, guard` opens the record.
pub(crate) fn is_open(store: &Store, row: &Row) -> Result<bool> {
    Ok(Tie::of(store, row)?.is_open())
}

/// The records that are an account's own.
pub(crate) fn records_of(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<Vec<PatientKey>> {
    let ties = of_account(tx, store, account)?;
    Ok(ties.into_iter().filter(Tie::is_open).map(|tie| tie.patient).collect())
}

/// The accounts to which a record is their own.
pub(super) fn accounts_of(
    tx: &mut Tx<'_>,
    store: &Store,
    patient: &PatientKey,
) -> Result<Vec<AccountId>> {
    let ties = of_patient(tx, store, patient)?;
    Ok(ties.into_iter().filter(Tie::is_open).map(|tie| tie.account).collect())
}

/// Ends all ties of an account that ends, with a line in the trail of each record.
pub(super) fn untie_all(tx: &mut Tx<'_>, store: &Store, person: &Account, by: &By) -> Result<()> {
    let mut ties = of_account(tx, store, &person.id)?;
    ties.retain(|tie| tie.ended_at.is_none());
    // Several chains are locked in the order of their keys.
    ties.sort_by(|one, other| one.patient.cmp(&other.patient));
    for mut tie in ties {
        audit::lock(tx, &Chain::of(&tie.patient))?;
        tie.ended_at = Some(store.now().as_microsecond());
        let event = Event::AccountUntied { name: person.name.clone() };
        let line = Line::new(by.clone(), event).with_proof(vec![tie.put(tx, store)?]);
        audit::append(tx, store, &Chain::of(&tie.patient), store.now(), &line)?;
    }
    Ok(())
}

fn of_account(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<Vec<Tie>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    rows.iter().map(|row| Tie::of(store, row)).collect()
}

/// The names of the accounts to which a record is open as their own.
pub(crate) fn names(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for tie in of_patient(tx, store, patient)?.iter().filter(|tie| tie.is_open()) {
        names.extend(people::name_of(tx, store, &tie.account)?);
    }
    Ok(names)
}

/// Those that were not ended.
fn of_patient(tx: &mut Tx<'_>, store: &Store, patient: &PatientKey) -> Result<Vec<Tie>> {
    let rows = tx.query(OF_PATIENT, &[patient.as_str().into()])?;
    let ties: Result<Vec<Tie>> = rows.iter().map(|row| Tie::of(store, row)).collect();
    Ok(ties?.into_iter().filter(|tie| tie.ended_at.is_none()).collect())
}

/// The tie of an account to a record, in whichever of its parts it was made.
fn of_record(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    record: &PatientKey,
) -> Result<Tie> {
    for part in parts::all(tx, store, record)? {
        match one(tx, store, account, &part) {
            Err(StoreError::NotFound) => {}
            found => return found,
        }
    }
    Err(StoreError::NotFound)
}

fn one(tx: &mut Tx<'_>, store: &Store, account: &AccountId, patient: &PatientKey) -> Result<Tie> {
    let values = [account.0.as_str().into(), patient.as_str().into()];
    let row = tx.first(ONE, &values)?.ok_or(StoreError::NotFound)?;
    let tie = Tie::of(store, &row)?;
    if tie.ended_at.is_none() { Ok(tie) } else { Err(StoreError::NotFound) }
}

impl Tie {
    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        Ok(Self {
            account: AccountId(row.get(0)?),
            patient: row.get(1)?,
            since: row.get(2)?,
            confirmed_at: row.get(3)?,
            ended_at: row.get(4)?,
        })
    }

    fn is_open(&self) -> bool {
        self.confirmed_at.is_some() && self.ended_at.is_none()
    }

    /// Writes it; what the line says of it.
    fn put(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        let columns: [Value; 5] = [
            self.account.0.as_str().into(),
            self.patient.as_str().into(),
            self.since.into(),
            self.confirmed_at.into(),
            self.ended_at.into(),
        ];
        let values = guard::guarded(store, TABLE, columns);
        tx.execute(PUT, &values)?;
        Ok(guard::left_whole(store, TABLE, &self.account.0, &values))
    }

    fn shown(self, tx: &mut Tx<'_>, store: &Store) -> Result<OwnAccount> {
        let moment = |at: i64| Timestamp::from_microsecond(at).unwrap_or_default();
        Ok(OwnAccount {
            name: people::name_of(tx, store, &self.account)?.unwrap_or_default(),
            since: moment(self.since),
            confirmed: self.confirmed_at.map(moment),
            account: self.account,
        })
    }
}
