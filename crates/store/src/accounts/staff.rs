//! Who is on the staff, and what they may do: which of their offices, by the table in
//! `record::office`.

use bluebutton_record::{Office, Offices, Task, Tasks};

use super::making::ReadyAccount;
use super::people::{self, StoredAccount};
use super::{Account, AccountId, Accounts, NewAccount, Role};
use crate::Store;
use crate::access::Who;
use crate::audit::{self, Chain};
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, Part};

/// The living accounts of staff, in one order everywhere. Their number is small: an index holds them.
pub(super) const STAFF: &str = "
    select account_id, login_hash, role, profile, password, totp, totp_step,
        made_at, seen_at, ended_at, guard
    from account
    where role <> 'person' and ended_at is null
    order by account_id";

impl Accounts<'_> {
    /// Makes an account of somebody on the staff: by an administrator, or the operator. The errors are
    /// those of [`Accounts::create`].
    pub async fn create_staff(
        &self,
        who: &Who,
        new: NewAccount,
        offices: Offices,
    ) -> Result<AccountId> {
        let new = NewAccount { role: Role::Staff, ..new };
        let ready = ReadyAccount::of(self.0, new).await?.with_offices(offices);
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by = on_duty(tx, &store, &who, Task::ManageStaff)?;
            let (id, left) = ready.insert(tx, &store)?;
            let made = Line::new(by.clone(), Event::AccountMade { account: id.clone() });
            audit::append(tx, &store, &Chain::Site, store.now(), &made.with_proof(vec![left]))?;
            let offices = offices.words();
            let line = Line::new(by, Event::OfficesChanged { account: id.clone(), offices });
            audit::append(tx, &store, &Chain::Site, store.now(), &line)?;
            Ok(id)
        };
        self.0.inner.db.write("make an account of staff", work).await
    }

    /// Says which offices somebody on the staff has; it holds from their next page on. By an
    /// administrator or the operator. `NotAllowed("last-administrator")` where nobody else would be
    /// one, `"not-staff"` for an account of a patient or caregiver, `"a-reason-is-needed"`.
    pub async fn set_offices(
        &self,
        who: &Who,
        account: &AccountId,
        offices: Offices,
        reason: &str,
    ) -> Result<()> {
        let reason = needed(reason)?;
        let (store, who, id) = (self.0.clone(), who.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            // Two administrators who take each other's office in one moment meet here.
            let all = locked_staff(tx, &store)?;
            let by = on_duty(tx, &store, &who, Task::ManageStaff)?;
            let mut stored = people::living(tx, &store, &id)?;
            if stored.role != Role::Staff {
                return Err(StoreError::NotAllowed("not-staff"));
            }
            if !offices.has(Office::Administrator) {
                must_not_be_last(&all, &id)?;
            }
            stored.offices = offices;
            let proof = vec![stored.save(tx, &store)?];
            let by = By { reason: Some(reason.clone()), ..by };
            let event = Event::OfficesChanged { account: id.clone(), offices: offices.words() };
            let line = Line::new(by, event).with_proof(proof);
            audit::append(tx, &store, &Chain::Site, store.now(), &line).map(|_| ())
        };
        self.0.inner.db.write("say which offices somebody has", work).await
    }

    /// What an account may do as staff; nothing for anybody else.
    pub fn tasks_of(&self, account: &Account) -> Tasks {
        tasks_of(self.0, account)
    }
}

/// What an account may do as staff; nothing for anybody else.
pub(crate) fn tasks_of(store: &Store, account: &Account) -> Tasks {
    match account.role {
        Role::Staff => Tasks::of(account.offices, store.keeps_duties_apart()),
        Role::Person => Tasks::default(),
    }
}

/// Who it is, if it is their task: somebody on the staff with an office for it, or the operator.
/// `NotAllowed("not-your-office")` for others of the staff, `"not-in-your-rights"` for anybody else.
pub(crate) fn on_duty(tx: &mut Tx<'_>, store: &Store, who: &Who, task: Task) -> Result<By> {
    staff(tx, store, who, task).map(|(by, _)| by)
}

/// [`on_duty`], with all that they may do: the operator may everything.
pub(crate) fn staff(tx: &mut Tx<'_>, store: &Store, who: &Who, task: Task) -> Result<(By, Tasks)> {
    let (Who::Account(id) | Who::Staff { account: id, .. }) = who else {
        return match who {
            Who::Operator => Ok((By::operator(), Tasks::of(Offices::ALL, false))),
            _ => Err(StoreError::NotAllowed("not-in-your-rights")),
        };
    };
    let account = people::load(tx, store, id)?.ok_or(StoreError::NotFound)?;
    if account.role != Role::Staff {
        return Err(StoreError::NotAllowed("not-in-your-rights"));
    }
    let tasks = tasks_of(store, &account);
    if !tasks.has(task) {
        return Err(StoreError::NotAllowed("not-your-office"));
    }
    let reason = match who {
        Who::Staff { reason, .. } => Some(reason.clone()),
        _ => None,
    };
    Ok((By { reason, ..By::person(Part::Staff, id, &account.name) }, tasks))
}

/// The living accounts of staff that have an office.
pub(super) fn in_office(tx: &mut Tx<'_>, store: &Store, office: Office) -> Result<Vec<AccountId>> {
    let rows = tx.query(STAFF, &[])?;
    let all: Result<Vec<StoredAccount>> =
        rows.iter().map(|row| StoredAccount::of(store, row)).collect();
    Ok(all?.into_iter().filter(|one| one.offices.has(office)).map(|one| one.id).collect())
}

/// All living accounts of staff, locked.
pub(super) fn locked_staff(tx: &mut Tx<'_>, store: &Store) -> Result<Vec<StoredAccount>> {
    let rows = tx.lock_all(STAFF, &[])?;
    rows.iter().map(|row| StoredAccount::of(store, row)).collect()
}

/// Somebody must be left who says who is on the staff.
pub(super) fn must_not_be_last(all: &[StoredAccount], account: &AccountId) -> Result<()> {
    let is_one = |stored: &&StoredAccount| stored.offices.has(Office::Administrator);
    let (own, others): (Vec<_>, Vec<_>) =
        all.iter().filter(is_one).partition(|stored| stored.id == *account);
    if own.is_empty() || !others.is_empty() {
        Ok(())
    } else {
        Err(StoreError::NotAllowed("last-administrator"))
    }
}

/// A reason, without what is around it.
pub(crate) fn needed(reason: &str) -> Result<String> {
    let reason = reason.trim();
    if reason.is_empty() || reason.chars().count() > crate::limits::DECISION_REASON_CHARS_MAX {
        return Err(StoreError::NotAllowed("a-reason-is-needed"));
    }
    Ok(reason.to_owned())
}

impl Store {
    /// Whether whoever sees birth dates may make no codes that a birth date redeems; it is so unless a
    /// site says otherwise, at the start of the program.
    pub fn set_separate_duties(&self, separate: bool) {
        self.change_rules(|rules| rules.separate_duties = separate);
    }

    /// See [`Store::set_separate_duties`].
    pub fn keeps_duties_apart(&self) -> bool {
        self.rules().separate_duties
    }
}
