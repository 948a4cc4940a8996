//! Accounts as staff see them: what they are, when they were made, seen and ended. Nothing of a record.

use bluebutton_record::{Offices, PatientKey, Task};
use jiff::Timestamp;

use super::clues::{Known, Looked};
use super::making::ReadyAccount;
use super::people::{ALL_FROM, BY_ID, StoredAccount};
use super::staff::{STAFF, on_duty};
use super::{
    Account, AccountId, Accounts, NewAccount, Role, notices, own, passkeys, people, recovery,
};
use crate::Store;
use crate::access::Who;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::events::{Event, Line};
use crate::limits::LIST_MAX;
use crate::records::parts;

/// An account as staff see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountFile {
    /// The account.
    pub account: Account,
    /// When it was made.
    pub made: Timestamp,
    /// When it was ended, if it was.
    pub ended: Option<Timestamp>,
    /// Whether it has a passkey.
    pub has_passkey: bool,
}

/// Which accounts are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Listing {
    /// All that were not ended.
    #[default]
    Living,
    /// Those of the staff.
    Staff,
    /// Those that were ended.
    Ended,
}

impl Accounts<'_> {
    /// Accounts, the newest first; those of the staff by their id.
    pub async fn files(
        &self,
        who: &Who,
        listing: Listing,
        (skip, take): (usize, usize),
    ) -> Result<Vec<AccountFile>> {
        let (store, who, take) = (self.0.clone(), who.clone(), take.min(LIST_MAX));
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::SeeAccounts)?;
            if listing == Listing::Staff {
                let rows = tx.query(STAFF, &[])?;
                let some = rows.iter().skip(skip).take(take);
                return some.map(|row| file(tx, &store, row)).collect();
            }
            let is_ended = i64::from(listing == Listing::Ended);
            let values = [is_ended.into(), (take as i64).into(), (skip as i64).into()];
            let rows = tx.query(ALL_FROM, &values)?;
            rows.iter().map(|row| file(tx, &store, row)).collect()
        };
        self.0.inner.db.read("list accounts", work).await
    }

    /// One account, an ended one too; `None` where there is none.
    pub async fn file(&self, who: &Who, account: &AccountId) -> Result<Option<AccountFile>> {
        let (store, who, id) = (self.0.clone(), who.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::SeeAccounts)?;
            let row = tx.first(BY_ID, &[id.0.as_str().into()])?;
            row.map(|row| file(tx, &store, &row)).transpose()
        };
        self.0.inner.db.read("open an account's page", work).await
    }

    /// The living account of a login, for whoever types it.
    pub async fn file_of_login(&self, who: &Who, login: &str) -> Result<Option<AccountFile>> {
        match self.by_login(login).await? {
            Some(account) => self.file(who, &account.id).await,
            None => Ok(None),
        }
    }

    /// Living accounts that somebody of the staff looks for, as a caller says it: each word begins one of a
    /// name, of a sign-in name or of the address that messages go to ("ana rey", "ana.reyes@"). Where nobody is
    /// found so, whose name sounds like it ("beker"). Two letters find nobody: they begin too many.
    pub async fn found(&self, who: &Who, typed: &str) -> Result<Vec<AccountFile>> {
        let (store, who, looked) = (self.0.clone(), who.clone(), Looked::of(typed));
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::SeeAccounts)?;
            for by_sound in [false, true] {
                let found = compared(tx, &store, &looked, by_sound)?;
                if !found.is_empty() {
                    return Ok(found);
                }
            }
            Ok(Vec::new())
        };
        self.0.inner.db.read("find accounts", work).await
    }

    /// The accounts to which a record is their own.
    pub async fn files_of(&self, who: &Who, patient: &PatientKey) -> Result<Vec<AccountFile>> {
        let (store, who, patient) = (self.0.clone(), who.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            on_duty(tx, &store, &who, Task::SeeAccounts)?;
            on_duty(tx, &store, &who, Task::FindPatients)?;
            let root = parts::root(tx, &store, &patient)?;
            let mut all: Vec<AccountFile> = Vec::new();
            for part in parts::all(tx, &store, &root)? {
                for id in own::accounts_of(tx, &store, &part)? {
                    let row = tx.first(BY_ID, &[id.0.as_str().into()])?;
                    let one = row.map(|row| file(tx, &store, &row)).transpose()?;
                    all.extend(
                        one.filter(|one| all.iter().all(|own| own.account.id != one.account.id)),
                    );
                }
            }
            Ok(all)
        };
        self.0.inner.db.read("accounts of a record", work).await
    }

    /// An administrator makes an account of somebody on the staff, without a password: a code to hand
    /// over, with which they choose one, and until when it holds.
    pub async fn invite_staff(
        &self,
        who: &Who,
        new: NewAccount,
        offices: Offices,
    ) -> Result<(AccountId, String, Timestamp)> {
        let id = AccountId(people::new_id(self.0));
        let new = NewAccount { role: Role::Staff, ..new };
        let ready = ReadyAccount::without_password(id, &new)?.with_offices(offices);
        let (store, who) = (self.0.clone(), who.clone());
        let work = move |tx: &mut Tx<'_>| {
            let by = on_duty(tx, &store, &who, Task::ManageStaff)?;
            let (id, left) = ready.insert(tx, &store)?;
            let (code, ends, reset) = recovery::make(tx, &store, &id, by.account.as_ref())?;
            let made = Line::new(by.clone(), Event::AccountMade { account: id.clone() });
            let made = made.with_proof(vec![left, reset]);
            audit::append(tx, &store, &Chain::Site, store.now(), &made)?;
            let offices = offices.words();
            let line = Line::new(by, Event::OfficesChanged { account: id.clone(), offices });
            audit::append(tx, &store, &Chain::Site, store.now(), &line)?;
            Ok((id, code, ends))
        };
        self.0.inner.db.write("invite somebody of the staff", work).await
    }
}

/// Candidates that are meant, in the order of their names.
fn compared(
    tx: &mut Tx<'_>,
    store: &Store,
    looked: &Looked,
    by_sound: bool,
) -> Result<Vec<AccountFile>> {
    let mut found = Vec::new();
    for id in looked.candidates(tx, store, by_sound)? {
        let Some(account) = people::load(tx, store, &id)? else { continue };
        let mail = notices::address_of(tx, store, &id)?;
        let (name, login) = (account.name.as_str(), account.login.as_str());
        if looked.fits(&Known { name, login, mail: mail.as_deref() }, by_sound)
            && let Some(row) = tx.first(BY_ID, &[id.0.as_str().into()])?
        {
            found.push(file(tx, store, &row)?);
        }
    }
    found.sort_by(|one, other| one.account.name.cmp(&other.account.name));
    Ok(found)
}

fn file(tx: &mut Tx<'_>, store: &Store, row: &Row) -> Result<AccountFile> {
    let stored = StoredAccount::of(store, row)?;
    let moment = |at: i64| Timestamp::from_microsecond(at).map_err(|_| altered(&stored.id));
    let has_passkey = passkeys::has_any(tx, store, &stored.id)?;
    Ok(AccountFile {
        account: stored.opened(store)?,
        made: moment(stored.made_at)?,
        ended: stored.ended_at.map(moment).transpose()?,
        has_passkey,
    })
}

fn altered(id: &AccountId) -> StoreError {
    StoreError::Altered(format!("{} {}: its time is none", people::TABLE, id.0))
}

impl AccountFile {
    /// Whether it is of somebody on the staff.
    pub fn is_staff(&self) -> bool {
        self.account.role == Role::Staff
    }
}
