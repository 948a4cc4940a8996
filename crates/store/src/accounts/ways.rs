//! Ways of signing in besides a password, as they are stored (passkeys, accounts elsewhere): each found
//! through a keyed hash of what names it, the rest sealed, the row guarded.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::keyed_hash;
use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::AccountId;
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::keyring::SealedBy;

/// The statements of a table of ways. Its columns, in this order: hash, account, sealed, when it was
/// made, when it was used, how often where that is counted, guard.
pub(super) struct WayTable {
    pub(super) name: &'static str,
    /// All columns.
    pub(super) insert: &'static str,
    /// All columns, of the row with that hash.
    pub(super) update: &'static str,
    /// The row with that hash.
    pub(super) one: &'static str,
    /// The rows of an account, the newest first.
    pub(super) of_account: &'static str,
    /// Takes away the row with that hash.
    pub(super) drop: &'static str,
}

/// A row of such a table.
pub(super) struct WayRow {
    table: &'static WayTable,
    hash: Vec<u8>,
    pub(super) account: AccountId,
    sealed: Vec<u8>,
    made_at: i64,
    used_at: Option<i64>,
    count: Option<i64>,
}

impl WayTable {
    /// Under which hash somebody or something of those parts is found. What one table finds, no
    /// other does.
    pub(super) fn hash_of(&self, store: &Store, parts: &[&[u8]]) -> Vec<u8> {
        let all: Vec<&[u8]> = [self.name.as_bytes()].into_iter().chain(parts.to_vec()).collect();
        keyed_hash(store.inner.keys.index.reveal(), &all).to_vec()
    }

    fn way(&'static self, store: &Store, row: &Row) -> Result<WayRow> {
        guard::check(store, self.name, row)?;
        Ok(WayRow {
            table: self,
            hash: row.get(0)?,
            account: AccountId(row.get(1)?),
            sealed: row.get(2)?,
            made_at: row.get(3)?,
            used_at: row.get(4)?,
            count: if row.0.len() > 6 { Some(row.get(5)?) } else { None },
        })
    }

    /// The one with that hash; locked in a write.
    pub(super) fn find(
        &'static self,
        tx: &mut Tx<'_>,
        store: &Store,
        hash: Vec<u8>,
    ) -> Result<Option<WayRow>> {
        let row = tx.lock(self.one, &[hash.into()])?;
        row.map(|row| self.way(store, &row)).transpose()
    }

    /// Those of an account, the newest first.
    pub(super) fn of_account(
        &'static self,
        tx: &mut Tx<'_>,
        store: &Store,
        account: &AccountId,
    ) -> Result<Vec<WayRow>> {
        let rows = tx.query(self.of_account, &[account.0.as_str().into()])?;
        rows.iter().map(|row| self.way(store, row)).collect()
    }

    /// Writes a new one; what the line says of it. `count` is how often it was used, where that is
    /// counted.
    pub(super) fn insert(
        &'static self,
        tx: &mut Tx<'_>,
        store: &Store,
        (account, hash, count): (&AccountId, Vec<u8>, Option<u32>),
        content: &impl Serialize,
    ) -> Result<String> {
        let unwritten =
            |error| StoreError::Altered(format!("{} can't be written: {error}", self.name));
        let plain = serde_json::to_vec(content).map_err(unwritten)?;
        let sealed = store.seal_site(&self.context(&hash), &plain);
        let (account, made_at) = (account.clone(), store.now().as_microsecond());
        let count = count.map(i64::from);
        let way = WayRow { table: self, hash, account, sealed, made_at, used_at: None, count };
        tx.execute(self.insert, &way.values(store))?;
        Ok(way.left(store))
    }

    /// Takes one away; what the line says of it.
    pub(super) fn drop_one(&self, tx: &mut Tx<'_>, way: &WayRow) -> Result<String> {
        tx.execute(self.drop, &[way.hash.clone().into()])?;
        Ok(guard::gone(self.name, &way.key()))
    }

    /// Takes all of an account away; what the line says of them.
    pub(super) fn drop_all(&self, tx: &mut Tx<'_>, account: &AccountId) -> Result<Vec<String>> {
        let rows = tx.query(self.of_account, &[account.0.as_str().into()])?;
        rows.iter()
            .map(|row| {
                let hash: Value = row.get::<Vec<u8>>(0)?.into();
                tx.execute(self.drop, std::slice::from_ref(&hash))?;
                Ok(guard::gone(self.name, &guard::shown(&hash)))
            })
            .collect()
    }

    /// Seals those of an account anew that an older key sealed; what the line says of them.
    pub(super) fn seal_anew(
        &'static self,
        tx: &mut Tx<'_>,
        store: &Store,
        account: &AccountId,
    ) -> Result<Vec<String>> {
        let mut proof = Vec::new();
        for row in tx.lock_all(self.of_account, &[account.0.as_str().into()])? {
            let mut own = self.way(store, &row)?;
            let context = self.context(&own.hash);
            if let Some(sealed) = store.sealed_anew(SealedBy::Site, &context, &own.sealed) {
                own.sealed = sealed;
                tx.execute(self.update, &own.values(store))?;
                proof.push(own.left(store));
            }
        }
        Ok(proof)
    }

    fn context(&self, hash: &[u8]) -> Vec<u8> {
        [self.name.as_bytes(), b"|", hash].concat()
    }
}

impl WayRow {
    /// How lists name it.
    pub(super) fn id(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.hash.get(..12).unwrap_or(&self.hash))
    }

    /// Since when it is known.
    pub(super) fn made(&self) -> Timestamp {
        Timestamp::from_microsecond(self.made_at).unwrap_or_default()
    }

    /// When it was used the last time.
    pub(super) fn used(&self) -> Option<Timestamp> {
        self.used_at.map(|at| Timestamp::from_microsecond(at).unwrap_or_default())
    }

    /// How often it was used, as it says itself; 0 where that is not counted.
    pub(super) fn count(&self) -> u32 {
        self.count.and_then(|count| u32::try_from(count).ok()).unwrap_or_default()
    }

    /// What is sealed of it.
    pub(super) fn content<C: DeserializeOwned>(&self, store: &Store) -> Result<C> {
        let name = self.table.name;
        let altered = || StoreError::Altered(format!("{name} {}: it does not open", self.id()));
        let context = self.table.context(&self.hash);
        let plain = store.open_site(&context, &self.sealed);
        serde_json::from_slice(&plain.map_err(|_| altered())?).map_err(|_| altered())
    }

    /// Writes that it was used, and how often: no line of its own, the session's tells.
    pub(super) fn was_used(
        &mut self,
        tx: &mut Tx<'_>,
        store: &Store,
        count: Option<u32>,
    ) -> Result<()> {
        self.used_at = Some(store.now().as_microsecond());
        self.count = count.map(i64::from);
        tx.execute(self.table.update, &self.values(store)).map(|_| ())
    }

    fn values(&self, store: &Store) -> Vec<Value> {
        let mut columns = vec![
            self.hash.clone().into(),
            self.account.0.as_str().into(),
            self.sealed.clone().into(),
            self.made_at.into(),
            self.used_at.into(),
        ];
        columns.extend(self.count.map(Value::from));
        columns.push(guard::guard(store, self.table.name, &columns));
        columns
    }

    /// What a line says of it.
    fn left(&self, store: &Store) -> String {
        guard::left(store, self.table.name, &self.key(), &settled(&self.values(store)))
    }

    fn key(&self) -> String {
        guard::shown(&self.hash.clone().into())
    }
}

/// Of a way's columns those that change only with a line: not when it was used, nor how often.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    columns.iter().take(4).cloned().collect()
}
