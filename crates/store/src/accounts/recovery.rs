//! Coming back in after password or second factor were lost: staff look at who somebody is, say how, and
//! hand over a code. It holds for a day and once; with it the person chooses a new password, and sets up
//! a second factor at once. Whoever has a record of their own gives their birth date besides, which
//! whoever made the code does not see.
//!
//! Standard: NIST SP 800-63B 6.1.2.3 (replacement of a lost authenticator), 63A 4.4 (who it is).

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::{Hidden, totp};
use bluebutton_record::Task;
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::staff::{needed, on_duty};
use super::throttle::{self, Guarded};
use super::{
    AccountId, Accounts, Origin, Role, SessionToken, Stage, codes, identities, invitations, own,
    passkeys, passwords, people, sessions, sign_in_changes, signing_out,
};
use crate::Store;
use crate::access::Who;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, SignInChange};
use crate::guard;
use crate::limits::{ADDRESS_CODES_FREE, INVITATION_ATTEMPTS, RESET_SECONDS};

/// How staff saw who somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityCheck {
    /// A document with a picture.
    Document,
    /// They are known at the office.
    KnownPerson,
    /// Called back at the number that the record has.
    CalledBack,
}

/// What came of a code of the staff.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// The password is set; the session may only set up a second factor.
    In(SessionToken),
    /// Name, code or birth date is wrong, or the code is used or too old: one answer for all.
    Wrong,
    /// Too many attempts; wait so many seconds.
    TooMany {
        /// Seconds to wait.
        wait_seconds: i64,
    },
}

/// A row of the table.
struct Reset {
    account: AccountId,
    code_hash: Vec<u8>,
    made_by: Option<String>,
    made_at: i64,
    ends_at: i64,
    attempts: i64,
}

pub(crate) const TABLE: &str = "account_reset";

const PUT: &str = "
    insert into account_reset
        (account_id, code_hash, made_by, made_at, ends_at, attempts, guard)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (account_id) do update
    set code_hash = excluded.code_hash, made_by = excluded.made_by, made_at = excluded.made_at,
        ends_at = excluded.ends_at, attempts = excluded.attempts, guard = excluded.guard";

const ONE: &str = "
    select account_id, code_hash, made_by, made_at, ends_at, attempts, guard
    from account_reset
    where account_id = $1";

const DROP: &str = "
    delete from account_reset
    where account_id = $1";

impl IdentityCheck {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Document, Self::KnownPerson, Self::CalledBack];

    /// The word in forms, message ids and the trail.
    pub fn word(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::KnownPerson => "known",
            Self::CalledBack => "called-back",
        }
    }

    /// The check of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.word() == word)
    }
}

impl Accounts<'_> {
    /// Staff make a code for somebody who can't sign in any more: the code to hand over, and until when
    /// it holds. Sessions and remembered browsers end at once, for a telephone may have been stolen; an
    /// earlier code no longer holds. An administrator does it for the staff.
    pub async fn begin_recovery(
        &self,
        who: &Who,
        account: &AccountId,
        (check, reason): (IdentityCheck, &str),
    ) -> Result<(String, Timestamp)> {
        let reason = format!("{}: {}", check.word(), needed(reason)?);
        let (store, who, id) = (self.0.clone(), who.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let stored = people::locked(tx, &store, &id)?;
            let task = match stored.role {
                Role::Staff => Task::ManageStaff,
                Role::Person => Task::RecoverPeople,
            };
            let by = By { reason: Some(reason.clone()), ..on_duty(tx, &store, &who, task)? };
            if by.account.as_ref() == Some(&id) {
                return Err(StoreError::NotAllowed("not-for-oneself"));
            }
            let mut proof = signing_out::end_all(tx, &store, &id)?;
            let (code, ends, left) = make(tx, &store, &id, by.account.as_ref())?;
            proof.push(left);
            sign_in_changes::note(tx, &store, &id, by, (SignInChange::RecoveryStarted, proof))?;
            Ok((code, ends))
        };
        self.0.inner.db.write("begin recovery", work).await
    }

    /// Somebody uses such a code: their new password holds, everything else that they signed in with
    /// does not any more. The birth date is compared where a record is their own.
    pub async fn recover(
        &self,
        (login, code): (&str, &str),
        birth_date: Option<Date>,
        password: Hidden<String>,
        from: impl Into<Origin>,
    ) -> Result<Recovered> {
        let from = from.into();
        let (store, login, address) =
            (self.0.clone(), people::fold_login(login), from.address.clone());
        let code_hash = hash_of(self.0, code);
        let given = code_hash.clone();
        let work = move |tx: &mut Tx<'_>| {
            let guarded = Guarded { kind: "recovery", value: &address, free: ADDRESS_CODES_FREE };
            if let Some(wait) = throttle::charge(tx, &store, &guarded, store.now())? {
                return Ok(Err(wait));
            }
            let Some(account) = people::by_login(tx, &store, &login)? else { return Ok(Ok(None)) };
            let is_right = is_right(tx, &store, &account.id, (&given, birth_date))?;
            Ok(Ok(is_right.then_some(account.id)))
        };
        let account = match self.0.inner.db.write("look up a recovery code", work).await? {
            Err(wait_seconds) => return Ok(Recovered::TooMany { wait_seconds }),
            Ok(None) => return Ok(Recovered::Wrong),
            Ok(Some(account)) => account,
        };
        let phc = passwords::hash(self.0, &account, password).await?;
        let store = self.0.clone();
        let work =
            move |tx: &mut Tx<'_>| take_up(tx, &store, (&account, &code_hash), (&phc, &from));
        match self.0.inner.db.write("recover an account", work).await {
            Err(StoreError::NotFound) => Ok(Recovered::Wrong),
            token => token.map(Recovered::In),
        }
    }

    /// How long a password must be told apart from names: the account's own, for whoever comes with a
    /// code. `None` where nobody has that login.
    pub async fn name_of_login(&self, login: &str) -> Result<Option<String>> {
        Ok(self.by_login(login).await?.map(|account| account.name))
    }
}

/// Makes a code; the code, until when it holds, and what the line says of it.
pub(super) fn make(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    by: Option<&AccountId>,
) -> Result<(String, Timestamp, String)> {
    let code = totp::paper_code(store.random());
    let now = store.now();
    let ends = now.checked_add(SignedDuration::from_secs(RESET_SECONDS)).unwrap_or(now);
    let reset = Reset {
        account: account.clone(),
        code_hash: hash_of(store, &code),
        made_by: by.map(|by| by.0.clone()),
        made_at: now.as_microsecond(),
        ends_at: ends.as_microsecond(),
        attempts: 0,
    };
    let left = reset.put(tx, store)?;
    Ok((code, ends, left))
}

/// Takes a code away, if there is one; what the line says of it.
pub(super) fn drop(tx: &mut Tx<'_>, account: &AccountId) -> Result<Option<String>> {
    let removed = tx.execute(DROP, &[account.0.as_str().into()])?;
    Ok((removed > 0).then(|| guard::gone(TABLE, &account.0)))
}

/// Whether code and birth date are right; counts the attempt on the code.
fn is_right(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    (code_hash, birth_date): (&[u8], Option<Date>),
) -> Result<bool> {
    let Some(mut reset) = Reset::locked(tx, store, account)? else { return Ok(false) };
    if reset.attempts >= INVITATION_ATTEMPTS {
        return Ok(false);
    }
    reset.attempts += 1;
    reset.put(tx, store)?;
    let mut is_born_so = true;
    for patient in own::records_of(tx, store, account)? {
        let known = invitations::birth_date_of(tx, store, &patient)?;
        let fits =
            known.zip(birth_date).map(|(known, given)| invitations::is_birth_date(&known, given));
        is_born_so &= known.is_none() || fits == Some(true);
    }
    Ok(is_born_so && reset.code_hash == code_hash)
}

fn take_up(
    tx: &mut Tx<'_>,
    store: &Store,
    (account, code_hash): (&AccountId, &[u8]),
    (phc, from): (&str, &Origin),
) -> Result<SessionToken> {
    let mut stored = people::locked(tx, store, account)?;
    let reset = Reset::locked(tx, store, account)?;
    reset.filter(|reset| reset.code_hash == code_hash).ok_or(StoreError::NotFound)?;
    let mut proof: Vec<String> = drop(tx, account)?.into_iter().collect();
    proof.extend(signing_out::end_all(tx, store, account)?);
    proof.extend(passkeys::PASSKEYS.drop_all(tx, account)?);
    proof.extend(identities::IDENTITIES.drop_all(tx, account)?);
    proof.extend(codes::drop_recovery(tx, account)?);
    stored.set_phc(store, phc);
    (stored.totp, stored.totp_step) = (Vec::new(), None);
    proof.push(stored.save(tx, store)?);
    let by = sign_in_changes::themselves(tx, store, account)?;
    sign_in_changes::note(tx, store, account, by, (SignInChange::RecoveryUsed, proof))?;
    let new = sessions::New {
        account,
        stage: Stage::NeedsSetup,
        before: None,
        is_proved: false,
        device: from.device.clone(),
        is_new_device: false,
        provider: None,
        through: None,
    };
    sessions::begin(tx, store, new, Vec::new())
}

impl Reset {
    /// The one of an account that still holds, locked.
    fn locked(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<Option<Self>> {
        let Some(row) = tx.lock(ONE, &[account.0.as_str().into()])? else { return Ok(None) };
        let reset = Self::of(store, &row)?;
        Ok((store.now().as_microsecond() < reset.ends_at).then_some(reset))
    }

    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        Ok(Self {
            account: AccountId(row.get(0)?),
            code_hash: row.get(1)?,
            made_by: row.get(2)?,
            made_at: row.get(3)?,
            ends_at: row.get(4)?,
            attempts: row.get(5)?,
        })
    }

    /// Writes it; what the line says of it.
    fn put(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        let columns: [Value; 6] = [
            self.account.0.as_str().into(),
            self.code_hash.clone().into(),
            self.made_by.as_deref().into(),
            self.made_at.into(),
            self.ends_at.into(),
            self.attempts.into(),
        ];
        let values = guard::guarded(store, TABLE, columns);
        tx.execute(PUT, &values)?;
        Ok(guard::left(store, TABLE, &self.account.0, &settled(&values)))
    }
}

/// Of the columns those that change only with a line: not the attempts.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    [0, 1, 2, 3, 4].iter().filter_map(|at| columns.get(*at).cloned()).collect()
}

/// The code has 60 random bits and the key is not in the database: no slow hash is needed.
fn hash_of(store: &Store, code: &str) -> Vec<u8> {
    let folded = totp::fold_paper_code(code);
    let parts = [&b"reset"[..], folded.as_bytes()];
    keyed_hash(store.inner.keys.index.reveal(), &parts).to_vec()
}
