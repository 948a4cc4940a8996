//! Apps, and what they hold of a grant, as rows. Each decides who may do what, so it is guarded, and every
//! change of it is told in a line.

use bluebutton_record::PatientKey;
use jiff::Timestamp;
use serde_json::{Map, Value as Json};

use super::{About, AppState};
use crate::Store;
use crate::accounts::AccountId;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;

pub(crate) const APP_TABLE: &str = "api_app";

pub(crate) const HELD_TABLE: &str = "api_access";

/// Over all apps, walked by their id: for `verify`.
pub(crate) const APP_ROWS: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where app_id > $1
    order by app_id
    limit $2";

const APP_INSERT: &str = "
    insert into api_app
        (app_id, state, about, secret_hash, made_by, made_at, decided_at, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8)";

const APP_UPDATE: &str = "
    update api_app
    set state = $2, about = $3, secret_hash = $4, made_by = $5, made_at = $6, decided_at = $7,
        guard = $8
    where app_id = $1";

const APP_ONE: &str = "
    select app_id, state, about, secret_hash, made_by, made_at, decided_at, guard
    from api_app
    where app_id = $1";

pub(crate) const HELD_OF_PATIENT: &str = "
    select grant_id, patient_id, app_id, account_id, scopes, redirect_uri, challenge, code_hash,
        code_ends_at, access_hash, access_scopes, access_ends_at, family_hash, refresh_hash,
        refresh_ends_at, made_at, guard
    from api_access
    where patient_id = $1";

const HELD_INSERT: &str = "
    insert into api_access
        (grant_id, patient_id, app_id, account_id, scopes, redirect_uri, challenge, code_hash,
        code_ends_at, access_hash, access_scopes, access_ends_at, family_hash, refresh_hash,
        refresh_ends_at, made_at, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";

const HELD_UPDATE: &str = "
    update api_access
    set patient_id = $2, app_id = $3, account_id = $4, scopes = $5, redirect_uri = $6,
        challenge = $7, code_hash = $8, code_ends_at = $9, access_hash = $10,
        access_scopes = $11, access_ends_at = $12, family_hash = $13, refresh_hash = $14,
        refresh_ends_at = $15, made_at = $16, guard = $17
    where grant_id = $1";

const HELD_DROP: &str = "
    delete from api_access
    where grant_id = $1 and patient_id = $2";

const HELD_OF_GRANT: &str = "
    select grant_id, patient_id, app_id, account_id, scopes, redirect_uri, challenge, code_hash,
        code_ends_at, access_hash, access_scopes, access_ends_at, family_hash, refresh_hash,
        refresh_ends_at, made_at, guard
    from api_access
    where grant_id = $1";

/// Over all records: a code names no patient.
const BY_CODE: &str = "
    select grant_id, patient_id, app_id, account_id, scopes, redirect_uri, challenge, code_hash,
        code_ends_at, access_hash, access_scopes, access_ends_at, family_hash, refresh_hash,
        refresh_ends_at, made_at, guard
    from api_access
    where code_hash = $1";

/// Over all records: a token names no patient.
const BY_TOKEN: &str = "
    select grant_id, patient_id, app_id, account_id, scopes, redirect_uri, challenge, code_hash,
        code_ends_at, access_hash, access_scopes, access_ends_at, family_hash, refresh_hash,
        refresh_ends_at, made_at, guard
    from api_access
    where access_hash = $1";

/// Over all records: a token names no patient.
const BY_FAMILY: &str = "
    select grant_id, patient_id, app_id, account_id, scopes, redirect_uri, challenge, code_hash,
        code_ends_at, access_hash, access_scopes, access_ends_at, family_hash, refresh_hash,
        refresh_ends_at, made_at, guard
    from api_access
    where family_hash = $1";

/// An app as it is stored.
#[derive(Clone, Debug)]
pub(super) struct StoredApp {
    pub(super) id: String,
    pub(super) state: AppState,
    pub(super) about: About,
    pub(super) secret_hash: Option<Vec<u8>>,
    pub(super) made_by: Option<String>,
    pub(super) made_at: Timestamp,
    pub(super) decided_at: Option<Timestamp>,
    /// From which network it registered itself, as a keyed hash; until somebody decided.
    pub(super) network: Option<String>,
}

/// The name in `about` under which `network` is kept.
const NETWORK: &str = "network";

impl StoredApp {
    /// On which day since 1970 it came.
    pub(super) fn made_on(&self) -> i64 {
        self.made_at.as_second().div_euclid(24 * 60 * 60)
    }

    pub(super) fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, APP_TABLE, row)?;
        let id: &str = row.get(0)?;
        let altered = || StoreError::Altered(format!("{APP_TABLE} {id}: it does not open"));
        let mut about: Map<String, Json> =
            serde_json::from_str(row.get(2)?).map_err(|_| altered())?;
        let network = about.remove(NETWORK);
        let network = network.as_ref().and_then(Json::as_str).map(str::to_owned);
        Ok(Self {
            id: id.to_owned(),
            state: AppState::parse(row.get(1)?).ok_or_else(altered)?,
            about: serde_json::from_value(Json::Object(about)).map_err(|_| altered())?,
            secret_hash: row.get(3)?,
            made_by: row.get(4)?,
            made_at: row.get(5)?,
            decided_at: row.get(6)?,
            network,
        })
    }

    pub(super) fn load(tx: &mut Tx<'_>, store: &Store, id: &str) -> Result<Option<Self>> {
        let row = tx.first(APP_ONE, &[id.into()])?;
        row.map(|row| Self::of(store, &row)).transpose()
    }

    pub(super) fn locked(tx: &mut Tx<'_>, store: &Store, id: &str) -> Result<Option<Self>> {
        let row = tx.lock(APP_ONE, &[id.into()])?;
        row.map(|row| Self::of(store, &row)).transpose()
    }

    /// Writes a new one; what the line says of it.
    pub(super) fn insert(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        self.put(tx, store, APP_INSERT)
    }

    /// Writes what has changed; what the line says of it.
    pub(super) fn save(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        self.put(tx, store, APP_UPDATE)
    }

    fn put(&self, tx: &mut Tx<'_>, store: &Store, statement: &'static str) -> Result<String> {
        let mut about = serde_json::to_value(&self.about)
            .map_err(|error| StoreError::Altered(format!("an app can't be written: {error}")))?;
        if let (Some(about), Some(network)) = (about.as_object_mut(), &self.network) {
            about.insert(NETWORK.to_owned(), network.as_str().into());
        }
        let columns = [
            self.id.as_str().into(),
            self.state.word().into(),
            about.to_string().into(),
            self.secret_hash.clone().into(),
            self.made_by.clone().into(),
            self.made_at.as_microsecond().into(),
            self.decided_at.map(Timestamp::as_microsecond).into(),
        ];
        let values = guard::guarded(store, APP_TABLE, columns);
        if tx.execute(statement, &values)? == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(guard::left_whole(store, APP_TABLE, &self.id, &values))
    }
}

/// What an app holds of one grant.
#[derive(Clone, Debug)]
pub(super) struct Holding {
    pub(super) grant: String,
    pub(super) patient: PatientKey,
    pub(super) app: String,
    pub(super) person: AccountId,
    pub(super) scopes: String,
    pub(super) redirect_uri: String,
    pub(super) challenge: String,
    pub(super) code_hash: Vec<u8>,
    /// None once it was tried.
    pub(super) code_ends: Option<Timestamp>,
    pub(super) access: Option<AccessToken>,
    pub(super) refresh: Option<RefreshToken>,
    pub(super) made_at: Timestamp,
}

/// An access token.
#[derive(Clone, Debug)]
pub(super) struct AccessToken {
    pub(super) hash: Vec<u8>,
    pub(super) scopes: String,
    pub(super) ends: Timestamp,
}

/// A refresh token.
#[derive(Clone, Debug)]
pub(super) struct RefreshToken {
    /// Of what all of one grant begin with.
    pub(super) family: Vec<u8>,
    /// Of the one that holds.
    pub(super) hash: Vec<u8>,
    pub(super) ends: Timestamp,
}

/// By what a holding is found.
#[derive(Clone, Copy, Debug)]
pub(super) enum FoundBy {
    Code,
    Token,
    Family,
}

impl Holding {
    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, HELD_TABLE, row)?;
        let id: &str = row.get(0)?;
        let altered = || StoreError::Altered(format!("{HELD_TABLE} {id}: it is not whole"));
        let access = match row.get::<Option<Vec<u8>>>(9)? {
            None => None,
            Some(hash) => Some(AccessToken {
                hash,
                scopes: row.get::<Option<String>>(10)?.ok_or_else(altered)?,
                ends: row.get::<Option<Timestamp>>(11)?.ok_or_else(altered)?,
            }),
        };
        let refresh = match row.get::<Option<Vec<u8>>>(12)? {
            None => None,
            Some(family) => Some(RefreshToken {
                family,
                hash: row.get::<Option<Vec<u8>>>(13)?.ok_or_else(altered)?,
                ends: row.get::<Option<Timestamp>>(14)?.ok_or_else(altered)?,
            }),
        };
        Ok(Self {
            grant: id.to_owned(),
            patient: row.get(1)?,
            app: row.get(2)?,
            person: AccountId(row.get(3)?),
            scopes: row.get(4)?,
            redirect_uri: row.get(5)?,
            challenge: row.get(6)?,
            code_hash: row.get(7)?,
            code_ends: row.get(8)?,
            access,
            refresh,
            made_at: row.get(15)?,
        })
    }

    /// What is found by a hash, if anything.
    pub(super) fn find(
        tx: &mut Tx<'_>,
        store: &Store,
        (by, hash): (FoundBy, &[u8]),
    ) -> Result<Option<Self>> {
        let statement = match by {
            FoundBy::Code => BY_CODE,
            FoundBy::Token => BY_TOKEN,
            FoundBy::Family => BY_FAMILY,
        };
        let row = tx.first(statement, &[hash.into()])?;
        row.map(|row| Self::of(store, &row)).transpose()
    }

    /// The same row as it is now, locked. Whoever calls has locked the patient's chain.
    pub(super) fn again(&self, tx: &mut Tx<'_>, store: &Store) -> Result<Option<Self>> {
        let row = tx.lock(HELD_OF_GRANT, &[self.grant.as_str().into()])?;
        row.map(|row| Self::of(store, &row)).transpose()
    }

    /// Writes a new one; what the line says of it.
    pub(super) fn insert(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        self.put(tx, store, HELD_INSERT)
    }

    /// Writes what has changed; what the line says of it.
    pub(super) fn save(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        self.put(tx, store, HELD_UPDATE)
    }

    fn put(&self, tx: &mut Tx<'_>, store: &Store, statement: &'static str) -> Result<String> {
        let moment = |at: Option<Timestamp>| Value::from(at.map(Timestamp::as_microsecond));
        let (access, refresh) = (self.access.as_ref(), self.refresh.as_ref());
        let columns = [
            self.grant.as_str().into(),
            self.patient.as_str().into(),
            self.app.as_str().into(),
            self.person.0.as_str().into(),
            self.scopes.as_str().into(),
            self.redirect_uri.as_str().into(),
            self.challenge.as_str().into(),
            self.code_hash.clone().into(),
            moment(self.code_ends),
            access.map(|access| access.hash.clone()).into(),
            access.map(|access| access.scopes.clone()).into(),
            moment(access.map(|access| access.ends)),
            refresh.map(|refresh| refresh.family.clone()).into(),
            refresh.map(|refresh| refresh.hash.clone()).into(),
            moment(refresh.map(|refresh| refresh.ends)),
            self.made_at.as_microsecond().into(),
        ];
        let values = guard::guarded(store, HELD_TABLE, columns);
        if tx.execute(statement, &values)? == 0 {
            return Err(StoreError::NotFound);
        }
        Ok(guard::left_whole(store, HELD_TABLE, &self.grant, &values))
    }
}

/// Takes away what an app holds of a grant, where it holds anything: what the line says of it.
pub(crate) fn drop_held(
    tx: &mut Tx<'_>,
    patient: &PatientKey,
    grant: &str,
) -> Result<Option<String>> {
    let rows = tx.execute(HELD_DROP, &[grant.into(), patient.as_str().into()])?;
    Ok((rows > 0).then(|| guard::gone(HELD_TABLE, grant)))
}
