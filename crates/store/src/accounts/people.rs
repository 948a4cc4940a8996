//! Accounts as they are stored, and finding them.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::resource::base32;
use bluebutton_record::{Language, Offices};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Account, AccountId, Accounts, Role};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Foreseen, Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line};
use crate::guard;
use crate::keyring::SealedBy;

/// What is sealed of an account.
#[derive(Serialize, Deserialize)]
struct Profile {
    login: String,
    name: String,
    language: String,
}

/// An account as it is stored.
#[derive(Clone)]
pub(crate) struct StoredAccount {
    pub(super) id: AccountId,
    pub(super) login_hash: Vec<u8>,
    pub(super) role: Role,
    pub(super) offices: Offices,
    pub(super) profile: Vec<u8>,
    /// The hash of the password, sealed; empty where there is none.
    pub(super) password: Vec<u8>,
    pub(super) totp: Vec<u8>,
    pub(super) totp_step: Option<i64>,
    pub(super) made_at: i64,
    pub(super) seen_at: Option<i64>,
    pub(super) ended_at: Option<i64>,
}

pub(crate) const TABLE: &str = "account";

const INSERT: &str = "
    insert into account
        (account_id, login_hash, role, profile, password, totp, totp_step,
         made_at, seen_at, ended_at, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

const UPDATE: &str = "
    update account
    set login_hash = $2, role = $3, profile = $4, password = $5, totp = $6, totp_step = $7,
        made_at = $8, seen_at = $9, ended_at = $10, guard = $11
    where account_id = $1";

pub(super) const BY_ID: &str = "
    select account_id, login_hash, role, profile, password, totp, totp_step,
        made_at, seen_at, ended_at, guard
    from account
    where account_id = $1";

const BY_LOGIN: &str = "
    select account_id, login_hash, role, profile, password, totp, totp_step,
        made_at, seen_at, ended_at, guard
    from account
    where login_hash = $1";

const ALL: &str = "
    select account_id, login_hash, role, profile, password, totp, totp_step,
        made_at, seen_at, ended_at, guard
    from account
    order by made_at, account_id";

/// A page of them: those that were ended (`$1` is 1), or not.
pub(super) const ALL_FROM: &str = "
    select account_id, login_hash, role, profile, password, totp, totp_step,
        made_at, seen_at, ended_at, guard
    from account
    where case when ended_at is null then 0 else 1 end = $1
    order by made_at desc, account_id
    limit $2 offset $3";

impl Accounts<'_> {
    /// The account of a login.
    pub async fn by_login(&self, login: &str) -> Result<Option<Account>> {
        let (store, folded) = (self.0.clone(), fold_login(login));
        let work = move |tx: &mut Tx<'_>| {
            let stored = by_login(tx, &store, &folded)?;
            stored.map(|stored| stored.opened(&store)).transpose()
        };
        self.0.inner.db.read("find account", work).await
    }

    /// All accounts that were not ended, for `bluebutton account list`.
    pub async fn list(&self) -> Result<Vec<Account>> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let rows = tx.query(ALL, &[])?;
            let stored = rows.iter().map(|row| StoredAccount::of(&store, row));
            let living = stored.filter(|one| one.as_ref().map_or(true, StoredAccount::is_living));
            living.map(|stored| stored?.opened(&store)).collect()
        };
        self.0.inner.db.read("list accounts", work).await
    }

    /// The language chosen.
    pub async fn set_language(&self, account: &AccountId, language: Language) -> Result<()> {
        let (store, id) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            let mut stored = locked(tx, &store, &id)?;
            let person = stored.opened(&store)?;
            stored.profile = sealed_profile(&store, &id, &person.login, &person.name, language)?;
            let left = stored.save(tx, &store)?;
            let by = By::person(person.part(), &id, &person.name);
            let line = Line::new(by, Event::LanguageChosen).with_proof(vec![left]);
            audit::append(tx, &store, &Chain::Site, store.now(), &line).map(|_| ())
        };
        self.0.inner.db.write("set language", work).await
    }
}

impl StoredAccount {
    pub(super) fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        let (role, offices) = role_of(row.get(2)?)?;
        Ok(Self {
            id: AccountId(row.get(0)?),
            login_hash: row.get(1)?,
            role,
            offices,
            profile: row.get(3)?,
            password: row.get(4)?,
            totp: row.get::<Option<Vec<u8>>>(5)?.unwrap_or_default(),
            totp_step: row.get(6)?,
            made_at: row.get(7)?,
            seen_at: row.get(8)?,
            ended_at: row.get(9)?,
        })
    }

    /// All columns; those that change only with a line first.
    fn values(&self, store: &Store) -> Vec<Value> {
        let role = role_words(self.role, self.offices);
        let columns = [
            self.id.0.as_str().into(),
            self.login_hash.clone().into(),
            role.as_str().into(),
            self.profile.clone().into(),
            self.password.clone().into(),
            Some(self.totp.clone()).filter(|totp| !totp.is_empty()).into(),
            self.totp_step.into(),
            self.made_at.into(),
            self.seen_at.into(),
            self.ended_at.into(),
        ];
        guard::guarded(store, TABLE, columns)
    }

    /// Writes a new one; what the line says of it.
    pub(super) fn insert(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        tx.execute(INSERT, &self.values(store))?;
        Ok(self.left(store))
    }

    /// What a line says of it.
    fn left(&self, store: &Store) -> String {
        guard::left(store, TABLE, &self.id.0, &settled(&self.values(store)))
    }

    /// Writes what has changed; what the line says of it.
    pub(super) fn save(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        match tx.execute(UPDATE, &self.values(store))? {
            0 => Err(StoreError::NotFound),
            _ => Ok(self.left(store)),
        }
    }

    /// Seals anew what an older key sealed; whether anything was.
    pub(super) fn seal_anew(&mut self, store: &Store) -> bool {
        let id = &self.id.0;
        let profile = store.sealed_anew(SealedBy::Site, &profile_context(id), &self.profile);
        let password = store.sealed_anew(SealedBy::Site, &password_context(id), &self.password);
        let totp = store.sealed_anew(SealedBy::Site, &totp_context(&self.id), &self.totp);
        let is_any = profile.is_some() || password.is_some() || totp.is_some();
        self.profile = profile.unwrap_or_else(|| std::mem::take(&mut self.profile));
        self.password = password.unwrap_or_else(|| std::mem::take(&mut self.password));
        self.totp = totp.unwrap_or_else(|| std::mem::take(&mut self.totp));
        is_any
    }

    /// The hash of the password; empty where there is none.
    pub(super) fn phc(&self, store: &Store) -> Result<String> {
        if self.password.is_empty() {
            return Ok(String::new());
        }
        let id = &self.id.0;
        let altered = || StoreError::Altered(format!("{TABLE} {id}: its password does not open"));
        let plain = store.open_site(&password_context(id), &self.password);
        String::from_utf8(plain.map_err(|_| altered())?).map_err(|_| altered())
    }

    /// Puts the hash of a password in place of the one before.
    pub(super) fn set_phc(&mut self, store: &Store, phc: &str) {
        self.password = sealed_phc(store, &self.id, phc);
    }

    fn is_living(&self) -> bool {
        self.ended_at.is_none()
    }

    pub(super) fn opened(&self, store: &Store) -> Result<Account> {
        let id = &self.id.0;
        let altered = || StoreError::Altered(format!("{TABLE} {id}: it does not open"));
        let plain = store.open_site(&profile_context(id), &self.profile).map_err(|_| altered())?;
        let profile: Profile = serde_json::from_slice(&plain).map_err(|_| altered())?;
        Ok(Account {
            id: self.id.clone(),
            login: profile.login,
            name: profile.name,
            role: self.role,
            offices: self.offices,
            language: Language::parse(&profile.language).unwrap_or_default(),
            has_password: !self.password.is_empty(),
            has_totp: !self.totp.is_empty(),
            last_seen: self.seen_at.and_then(|at| Timestamp::from_microsecond(at).ok()),
        })
    }
}

/// Of an account's columns those that change only with a line: not the step of the second factor
/// that was used last, nor when somebody was seen.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    [0, 1, 2, 3, 4, 5, 7, 9].iter().filter_map(|at| columns.get(*at).cloned()).collect()
}

/// The living account of an id.
pub(crate) fn load(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<Option<Account>> {
    let Some(row) = tx.first(BY_ID, &[id.0.as_str().into()])? else { return Ok(None) };
    if row.get::<Option<i64>>(9)?.is_some() {
        return StoredAccount::of(store, &row).map(|_| None);
    }
    let open = |row: &Row| StoredAccount::of(store, row)?.opened(store);
    store.inner.opened.accounts.of(&row, open).map(Some)
}

/// What [`load`] asks, for who knows that it will be asked.
pub(crate) fn foreseen(id: &AccountId) -> Foreseen {
    Foreseen::query(BY_ID, vec![id.0.as_str().into()])
}

/// The account of an id, also one that was ended.
pub(super) fn ever(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<Option<Account>> {
    let row = tx.first(BY_ID, &[id.0.as_str().into()])?;
    row.map(|row| StoredAccount::of(store, &row)?.opened(store)).transpose()
}

/// The name of whoever an account is or was.
pub(crate) fn name_of(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<Option<String>> {
    Ok(ever(tx, store, id)?.map(|person| person.name))
}

/// The living account of an id, as it is stored.
pub(super) fn living(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<StoredAccount> {
    let row = tx.first(BY_ID, &[id.0.as_str().into()])?.ok_or(StoreError::NotFound)?;
    let stored = StoredAccount::of(store, &row)?;
    if stored.is_living() { Ok(stored) } else { Err(StoreError::NotFound) }
}

/// [`living`], locked: whatever rewrites an account begins with this.
pub(super) fn locked(tx: &mut Tx<'_>, store: &Store, id: &AccountId) -> Result<StoredAccount> {
    tx.lock(BY_ID, &[id.0.as_str().into()])?;
    living(tx, store, id)
}

/// An account, also one that was ended, locked.
pub(super) fn any_locked(
    tx: &mut Tx<'_>,
    store: &Store,
    id: &AccountId,
) -> Result<Option<StoredAccount>> {
    tx.lock(BY_ID, &[id.0.as_str().into()])?.map(|row| StoredAccount::of(store, &row)).transpose()
}

/// The living account of a folded login, as it is stored.
pub(super) fn by_login(
    tx: &mut Tx<'_>,
    store: &Store,
    login: &str,
) -> Result<Option<StoredAccount>> {
    let row = tx.first(BY_LOGIN, &[login_hash(store, login).into()])?;
    let stored = row.map(|row| StoredAccount::of(store, &row)).transpose()?;
    Ok(stored.filter(StoredAccount::is_living))
}

/// What is sealed of an account.
pub(super) fn sealed_profile(
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
    Ok(store.seal_site(&profile_context(&id.0), &plain))
}

/// The hash of a password, sealed: without the newest root key nobody has anything to try passwords at.
pub(super) fn sealed_phc(store: &Store, id: &AccountId, phc: &str) -> Vec<u8> {
    if phc.is_empty() {
        return Vec::new();
    }
    store.seal_site(&password_context(&id.0), phc.as_bytes())
}

fn password_context(id: &str) -> Vec<u8> {
    format!("account_password|{id}").into_bytes()
}

/// What the secret of an account's second factor is sealed for.
pub(super) fn totp_context(account: &AccountId) -> Vec<u8> {
    format!("account_totp|{}", account.0).into_bytes()
}

fn profile_context(id: &str) -> Vec<u8> {
    format!("account|{id}").into_bytes()
}

/// People write their login as they like; case and spaces around it do not matter.
pub(super) fn fold_login(login: &str) -> String {
    login.trim().to_lowercase()
}

/// Under which hash an account is found by its login.
pub(super) fn login_hash(store: &Store, folded: &str) -> Vec<u8> {
    keyed_hash(store.inner.keys.index.reveal(), &[b"login", folded.as_bytes()]).to_vec()
}

/// 26 random characters.
pub(crate) fn new_id(store: &Store) -> String {
    base32(&store.random().bytes::<16>())
}

/// The column: `person`, or `staff` with the offices behind.
fn role_words(role: Role, offices: Offices) -> String {
    match role {
        Role::Person => PERSON.to_owned(),
        Role::Staff => format!("{STAFF} {}", offices.words()).trim_end().to_owned(),
    }
}

fn role_of(words: &str) -> Result<(Role, Offices)> {
    let unknown = || StoreError::Altered(format!("{TABLE}: {words:?} is no role"));
    if words == PERSON {
        return Ok((Role::Person, Offices::NONE));
    }
    let offices = words.strip_prefix(STAFF).and_then(Offices::parse);
    offices.map(|offices| (Role::Staff, offices)).ok_or_else(unknown)
}

const PERSON: &str = "person";
const STAFF: &str = "staff";
