//! Making, finding and changing accounts; passwords.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::{Hidden, seal};
use bluebutton_record::resource::base32;
use bluebutton_record::{Language, PatientKey};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::hashing::{hash_password, verify_password};
use super::throttle::{self, Guarded};
use super::{Account, AccountId, Accounts, NewAccount, Role};
use crate::Store;
use crate::audit::{self, NewLine};
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::{LOGIN_ATTEMPTS_FREE, LOGIN_CHARS_MAX};

/// What is sealed of an account.
#[derive(Serialize, Deserialize)]
struct Profile {
    login: String,
    name: String,
    language: String,
}

const INSERT: &str = "
    insert into account (account_id, login_hash, role, profile, password, made_at)
    values ($1, $2, $3, $4, $5, $6)";

const BY_ID: &str = "
    select account_id, role, profile, totp, seen_at
    from account
    where account_id = $1";

const BY_LOGIN: &str = "
    select account_id, role, profile, totp, seen_at
    from account
    where login_hash = $1";

const ALL: &str = "
    select account_id, role, profile, totp, seen_at
    from account
    order by made_at, account_id";

const PASSWORD: &str = "
    select password
    from account
    where account_id = $1";

const SET_PASSWORD: &str = "
    update account
    set password = $2
    where account_id = $1";

const SET_PROFILE: &str = "
    update account
    set profile = $2
    where account_id = $1";

const OWN: &str = "
    insert into account_record (account_id, patient_id, since)
    values ($1, $2, $3)
    on conflict (account_id, patient_id) do nothing";

const PATIENT_EXISTS: &str = "
    select patient_id
    from patient
    where patient_id = $1";

impl Accounts<'_> {
    /// Makes an account. `Err(NotAllowed("login-taken"))` if the login is in use,
    /// `"login-not-usable"` if it is empty, too long or has spaces.
    pub async fn create(&self, new: NewAccount) -> Result<AccountId> {
        let ready = ReadyAccount::of(self.0, new).await?;
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| ready.insert(tx, &store);
        self.0.inner.db.write("make account", work).await
    }

    /// Ties a person's account to their own record.
    pub async fn own(&self, account: &AccountId, patient: &PatientKey) -> Result<()> {
        let (store, account, patient) = (self.0.clone(), account.clone(), patient.clone());
        let work = move |tx: &mut Tx<'_>| {
            audit::lock(tx, &patient)?;
            let person = load(tx, &store, &account)?.ok_or(StoreError::NotFound)?;
            if person.role == Role::Staff {
                return Err(StoreError::NotAllowed("staff-owns-no-record"));
            }
            tx.first(PATIENT_EXISTS, &[patient.as_str().into()])?.ok_or(StoreError::NotFound)?;
            tie(tx, &store, &account, &patient)?;
            let mut line = NewLine::program("manage", "account-tied");
            "operator".clone_into(&mut line.role);
            line.to = Some(person.name);
            audit::append(tx, &store, &patient, store.now(), &line).map(|_| ())
        };
        self.0.inner.db.write("tie account to record", work).await
    }

    /// The account of a login.
    pub async fn by_login(&self, login: &str) -> Result<Option<Account>> {
        let (store, hash) = (self.0.clone(), login_hash(self.0, &fold_login(login)));
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(BY_LOGIN, &[hash.into()])?;
            row.map(|row| opened(&store, &row)).transpose()
        };
        self.0.inner.db.read("find account", work).await
    }

    /// All accounts, for `bluebutton account list`.
    pub async fn list(&self) -> Result<Vec<Account>> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            tx.query(ALL, &[])?.iter().map(|row| opened(&store, row)).collect()
        };
        self.0.inner.db.read("list accounts", work).await
    }

    /// A new password that the operator sets; ends all sessions of the account.
    pub async fn set_password(&self, account: &AccountId, new: Hidden<String>) -> Result<()> {
        let (phc, id) = (hash_password(self.0, new).await?, account.clone());
        let work = move |tx: &mut Tx<'_>| {
            keep_password(tx, &id, &phc)?;
            super::sessions::end_all(tx, &id)
        };
        self.0.inner.db.write("set password", work).await
    }

    /// Whether this is the account's password. Throttled: `Err(NotAllowed("too-many-attempts"))`.
    pub(super) async fn check_password(
        &self,
        account: &AccountId,
        given: Hidden<String>,
    ) -> Result<bool> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(PASSWORD, &[id.0.as_str().into()])?.ok_or(StoreError::NotFound)?;
            let waits = throttle::charge(tx, &store, &guarded_password(&id), store.now())?;
            Ok(waits.is_none().then(|| row.text(0).to_owned()))
        };
        let phc = self.0.inner.db.write("count password attempt", work).await?;
        let phc = phc.ok_or(StoreError::NotAllowed("too-many-attempts"))?;
        let is_right = verify_password(Some(phc), given).await?;
        if is_right {
            let (store, id) = (self.0.clone(), account.clone());
            let work = move |tx: &mut Tx<'_>| throttle::forget(tx, &store, &guarded_password(&id));
            self.0.inner.db.write("password was right", work).await?;
        }
        Ok(is_right)
    }

    /// The language chosen.
    pub async fn set_language(&self, account: &AccountId, language: Language) -> Result<()> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            lock(tx, &id)?;
            let person = load(tx, &store, &id)?.ok_or(StoreError::NotFound)?;
            let profile = sealed_profile(&store, &id, &person.login, &person.name, language)?;
            tx.execute(SET_PROFILE, &[id.0.as_str().into(), profile.into()]).map(|_| ())
        };
        self.0.inner.db.write("set language", work).await
    }
}

/// An account with its password hashed: everything slow is done.
pub(super) struct ReadyAccount {
    login: String,
    name: String,
    role: Role,
    language: Language,
    phc: String,
}

impl ReadyAccount {
    pub(super) async fn of(store: &Store, new: NewAccount) -> Result<Self> {
        let login = fold_login(&new.login);
        let is_usable = (1..=LOGIN_CHARS_MAX).contains(&login.chars().count())
            && !login.chars().any(|letter| letter.is_whitespace() || letter.is_control());
        if !is_usable {
            return Err(StoreError::NotAllowed("login-not-usable"));
        }
        let phc = hash_password(store, new.password).await?;
        let (role, language) = (new.role, new.language);
        Ok(Self { login, name: new.name.trim().to_owned(), role, language, phc })
    }

    pub(super) fn insert(&self, tx: &mut Tx<'_>, store: &Store) -> Result<AccountId> {
        let hash = login_hash(store, &self.login);
        if tx.first(BY_LOGIN, &[hash.clone().into()])?.is_some() {
            return Err(StoreError::NotAllowed("login-taken"));
        }
        let id = AccountId(new_id(store));
        let role = match self.role {
            Role::Person => "person",
            Role::Staff => "staff",
        };
        let profile = sealed_profile(store, &id, &self.login, &self.name, self.language)?;
        let made_at = store.now().as_microsecond();
        let phc = self.phc.as_str();
        let key = id.0.as_str().into();
        let values = [key, hash.into(), role.into(), profile.into(), phc.into(), made_at.into()];
        tx.execute(INSERT, &values)?;
        Ok(id)
    }
}

/// Makes a record an account's own.
pub(super) fn tie(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    patient: &PatientKey,
) -> Result<()> {
    let since = store.now().as_microsecond();
    let values = [account.0.as_str().into(), patient.as_str().into(), since.into()];
    tx.execute(OWN, &values).map(|_| ())
}

/// Locks an account: whatever changes how somebody signs in, or rewrites what is sealed of them,
/// begins with this.
pub(super) fn lock(tx: &mut Tx<'_>, id: &AccountId) -> Result<()> {
    tx.lock(BY_ID, &[id.0.as_str().into()])?.map(|_| ()).ok_or(StoreError::NotFound)
}

/// The account of an id.
pub(crate) fn load(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<Option<Account>> {
    let row = tx.first(BY_ID, &[id.0.as_str().into()])?;
    row.map(|row| opened(store, &row)).transpose()
}

/// The account of a folded login, with its password's hash.
pub(super) fn load_by_login(
    tx: &mut Tx<'_>,
    store: &Store,
    login: &str,
) -> Result<Option<(Account, String)>> {
    let Some(row) = tx.first(BY_LOGIN, &[login_hash(store, login).into()])? else {
        return Ok(None);
    };
    let account = opened(store, &row)?;
    let phc = tx.first(PASSWORD, &[account.id.0.as_str().into()])?;
    Ok(phc.map(|row| (account, row.text(0).to_owned())))
}

/// Opens a row of `account_id, role, profile, totp, seen_at`.
fn opened(store: &Store, row: &Row) -> Result<Account> {
    let id = row.text(0);
    let altered = || StoreError::Altered(format!("account {id}"));
    let plain = seal::open(&store.inner.keys.site, &profile_context(id), row.bytes(2));
    let plain = plain.map_err(|_| altered())?;
    let profile: Profile = serde_json::from_slice(&plain).map_err(|_| altered())?;
    Ok(Account {
        id: AccountId(id.to_owned()),
        login: profile.login,
        name: profile.name,
        role: if row.text(1) == "staff" { Role::Staff } else { Role::Person },
        language: Language::parse(&profile.language).unwrap_or_default(),
        has_totp: !row.bytes(3).is_empty(),
        last_seen: row.opt_int(4).and_then(|at| Timestamp::from_microsecond(at).ok()),
    })
}

fn sealed_profile(
    store: &Store,
    id: &AccountId,
    login: &str,
    name: &str,
    language: Language,
) -> Result<Vec<u8>> {
    let (login, name) = (login.to_owned(), name.to_owned());
    let profile = Profile { login, name, language: language.tag().to_owned() };
    let plain = serde_json::to_vec(&profile)
        .map_err(|error| StoreError::Altered(format!("a profile can't be written: {error}")))?;
    Ok(seal::seal(&store.inner.keys.site, store.random(), &profile_context(&id.0), &plain))
}

fn profile_context(id: &str) -> Vec<u8> {
    format!("account|{id}").into_bytes()
}

/// People write their login as they like; case and spaces around it do not matter.
pub(super) fn fold_login(login: &str) -> String {
    login.trim().to_lowercase()
}

fn login_hash(store: &Store, folded: &str) -> Vec<u8> {
    keyed_hash(store.inner.keys.index.reveal(), &[b"login", folded.as_bytes()]).to_vec()
}

fn guarded_password(id: &AccountId) -> Guarded<'_> {
    Guarded { kind: "password", value: &id.0, free: LOGIN_ATTEMPTS_FREE }
}

/// 26 random characters.
pub(crate) fn new_id(store: &Store) -> String {
    base32(&store.random().bytes::<16>())
}

/// Puts the hash of a password in place of the one before. Locks the account.
pub(super) fn keep_password(tx: &mut Tx<'_>, id: &AccountId, phc: &str) -> Result<()> {
    lock(tx, id)?;
    match tx.execute(SET_PASSWORD, &[id.0.as_str().into(), phc.into()])? {
        0 => Err(StoreError::NotFound),
        _ => Ok(()),
    }
}
