//! A keyed hash over each row that decides who may do what: a row that was not written by us, or of
//! which one column was changed, is refused when it is read, and named by `verify`.
//!
//! A row that was put back as it once was, or taken away, has a whole hash or none at all: those
//! are found by the chains, whose lines say how each row was left ([`left`], [`gone`]).

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::keyed_hash;

use moka::sync::Cache;

use crate::Store;
use crate::access::grants::Grant;
use crate::access::restrictions::Living;
use crate::accounts::Account;
use crate::db::{Row, Value};
use crate::error::{Result, StoreError};
use crate::limits::{OPENED_ROWS_MAX, OPENED_ROWS_SECONDS};

/// The hash over a row's columns, for its column `guard`.
pub(crate) fn guard(store: &Store, table: &'static str, columns: &[Value]) -> Value {
    store.inner.ring.guard(&store.inner.data, &parts("guard", table, columns)).to_vec().into()
}

/// Puts the hash behind the columns of a row that is to be written.
pub(crate) fn guarded<const N: usize>(
    store: &Store,
    table: &'static str,
    columns: [Value; N],
) -> Vec<Value> {
    let own = guard(store, table, &columns);
    columns.into_iter().chain([own]).collect()
}

/// Checks a row whose last column is the hash over all those before it.
pub(crate) fn check(store: &Store, table: &'static str, row: &Row) -> Result<()> {
    age(store, table, row).map(|_| ())
}

/// Which key made the guard of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GuardAge {
    /// The newest root key's.
    Newest,
    /// An older one's, which is in use still.
    Older,
}

/// [`check`], and which key made it.
pub(crate) fn age(store: &Store, table: &'static str, row: &Row) -> Result<GuardAge> {
    let found = row.0.split_last().and_then(|(own, columns)| {
        let Value::Bytes(own) = own else { return None };
        store.inner.ring.guards(&store.inner.data, own, &parts("guard", table, columns))
    });
    found.ok_or_else(|| {
        let key = row.0.first().map_or_else(String::new, shown);
        StoreError::Altered(format!("{table} {key}: it was altered, or not written by this site"))
    })
}

/// What was made lately of rows that were checked, by their guards. The same row again is compared
/// with what it was then: it is neither hashed nor opened anew.
pub(crate) struct OpenedRow<T>(Cache<Vec<u8>, Arc<(Vec<Value>, T)>>);

/// Rows that decide who may do what, as they were opened lately.
pub(crate) struct OpenedRows {
    pub(crate) accounts: OpenedRow<Account>,
    pub(crate) grants: OpenedRow<Grant>,
    pub(crate) restrictions: OpenedRow<Living>,
}

impl OpenedRows {
    pub(crate) fn new() -> Self {
        Self {
            accounts: OpenedRow::new(),
            grants: OpenedRow::new(),
            restrictions: OpenedRow::new(),
        }
    }

    /// Forgets everything: somebody was erased.
    pub(crate) fn forget_all(&self) {
        self.accounts.0.invalidate_all();
        self.grants.0.invalidate_all();
        self.restrictions.0.invalidate_all();
    }
}

impl<T: Clone + Send + Sync + 'static> OpenedRow<T> {
    fn new() -> Self {
        let keep = Duration::from_secs(OPENED_ROWS_SECONDS);
        Self(Cache::builder().max_capacity(OPENED_ROWS_MAX).time_to_live(keep).build())
    }

    /// What was made of this very row; `None` if that is not known.
    fn get(&self, row: &Row) -> Option<T> {
        let Some(Value::Bytes(own)) = row.0.last() else { return None };
        let known = self.0.get(own)?;
        (known.0 == row.0).then(|| known.1.clone())
    }

    /// What one row is; `open` checks and opens it.
    pub(crate) fn of(&self, row: &Row, open: impl FnOnce(&Row) -> Result<T>) -> Result<T> {
        if let Some(known) = self.get(row) {
            return Ok(known);
        }
        let made = open(row)?;
        if let Some(Value::Bytes(own)) = row.0.last() {
            self.0.insert(own.clone(), Arc::new((row.0.clone(), made.clone())));
        }
        Ok(made)
    }

    /// What several rows are, in their order; `open` checks and opens all of them.
    pub(crate) fn of_all(
        &self,
        rows: &[Row],
        open: impl FnOnce(&[Row]) -> Result<Vec<T>>,
    ) -> Result<Vec<T>> {
        let known: Option<Vec<T>> = rows.iter().map(|row| self.get(row)).collect();
        if let Some(known) = known {
            return Ok(known);
        }
        let made = open(rows)?;
        for (row, made) in rows.iter().zip(&made) {
            self.of(row, |_| Ok(made.clone()))?;
        }
        Ok(made)
    }
}

/// What a line says of a row that it leaves in this state. `settled` are the columns that change
/// only with a line.
pub(crate) fn left(store: &Store, table: &'static str, key: &str, settled: &[Value]) -> String {
    let parts = parts("left", table, settled);
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let hash = keyed_hash(store.inner.keys.lines.reveal(), &parts);
    let digest = BASE64_URL_SAFE_NO_PAD.encode(hash.get(..16).unwrap_or(&hash));
    format!("row {table} {key} {digest}")
}

/// The columns of a guarded row that a line tells of: all but its guard, which a new root key changes.
pub(crate) fn told(columns: &[Value]) -> Vec<Value> {
    columns.split_last().map_or_else(Vec::new, |(_, told)| told.to_vec())
}

/// [`left`] of a whole row with its guard.
pub(crate) fn left_whole(
    store: &Store,
    table: &'static str,
    key: &str,
    columns: &[Value],
) -> String {
    left(store, table, key, &told(columns))
}

/// What a line says of a row that it takes away.
pub(crate) fn gone(table: &'static str, key: &str) -> String {
    format!("row {table} {key} gone")
}

/// What is hashed of a row's columns.
pub(crate) fn parts(what: &str, table: &str, columns: &[Value]) -> Vec<Vec<u8>> {
    let mut parts: Vec<Vec<u8>> = vec![what.as_bytes().to_vec(), table.as_bytes().to_vec()];
    parts.extend(columns.iter().map(|column| match column {
        Value::Null => vec![0],
        Value::Int(number) => [&[1][..], &number.to_be_bytes()].concat(),
        Value::Text(text) => [&[2][..], text.as_bytes()].concat(),
        Value::Bytes(bytes) => [&[3][..], bytes].concat(),
    }));
    parts
}

/// A key as a finding names it: ids as they are, hashes by their first bytes.
pub(crate) fn shown(key: &Value) -> String {
    match key {
        Value::Text(text) => text.clone(),
        Value::Bytes(bytes) => BASE64_URL_SAFE_NO_PAD.encode(bytes.get(..9).unwrap_or(bytes)),
        Value::Int(number) => number.to_string(),
        Value::Null => String::new(),
    }
}
