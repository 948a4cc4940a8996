//! What an account wants to hear, as it is stored.

use serde::{Deserialize, Serialize};

use super::{Notices, Wants};
use crate::Store;
use crate::accounts::{AccountId, clues};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::keyring::SealedBy;

pub(crate) const TABLE: &str = "notice_choice";

const PUT: &str = "
    insert into notice_choice (account_id, sealed, looked_at, guard)
    values ($1, $2, $3, $4)
    on conflict (account_id) do update
    set sealed = excluded.sealed, looked_at = excluded.looked_at, guard = excluded.guard";

/// What was chosen anew meanwhile is left as it is, and is looked at next time.
const LOOKED: &str = "
    update notice_choice
    set looked_at = $3, guard = $4
    where account_id = $1 and sealed = $2";

const ONE: &str = "
    select account_id, sealed, looked_at, guard
    from notice_choice
    where account_id = $1";

const NEXT: &str = "
    select account_id, sealed, looked_at, guard
    from notice_choice
    where looked_at < $1
    order by looked_at, account_id
    limit $2";

/// What is sealed of it.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct NoticeContent {
    pub(super) address: Option<String>,
    pub(super) before: Option<String>,
    pub(super) waiting: Option<WaitingAddress>,
    pub(super) wants: Wants,
}

/// An address that waits for its code.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct WaitingAddress {
    pub(super) address: String,
    pub(super) code: String,
    pub(super) ends: i64,
}

/// A row of the table.
pub(super) struct NoticeRow {
    pub(super) account: AccountId,
    pub(super) content: NoticeContent,
    /// The content as it lies there; empty where it is new.
    sealed: Vec<u8>,
    /// When it was last looked whether there is something to tell.
    pub(super) looked_at: i64,
}

impl NoticeContent {
    pub(super) fn shown(self) -> Notices {
        let unconfirmed = self.waiting.map(|waiting| waiting.address);
        Notices { address: self.address, unconfirmed, wants: self.wants }
    }
}

impl NoticeRow {
    fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        let account = AccountId(row.get(0)?);
        let altered = || StoreError::Altered(format!("{TABLE} {}: it does not open", account.0));
        let sealed = row.get::<&[u8]>(1)?;
        let plain = store.open_site(&context(&account), sealed);
        let content = serde_json::from_slice(&plain.map_err(|_| altered())?);
        let content = content.map_err(|_| altered())?;
        Ok(Self { content, sealed: sealed.to_vec(), looked_at: row.get(2)?, account })
    }

    pub(super) fn find(
        tx: &mut Tx<'_>,
        store: &Store,
        account: &AccountId,
    ) -> Result<Option<Self>> {
        let row = tx.first(ONE, &[account.0.as_str().into()])?;
        row.map(|row| Self::of(store, &row)).transpose()
    }

    /// The one of an account, locked; a new one where there is none.
    pub(super) fn locked(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<Self> {
        // Two first choices at once meet at the account.
        crate::accounts::people::locked(tx, store, account)?;
        let row = tx.lock(ONE, &[account.0.as_str().into()])?;
        let none = || Self {
            account: account.clone(),
            content: NoticeContent::default(),
            sealed: Vec::new(),
            looked_at: 0,
        };
        row.map_or_else(|| Ok(none()), |row| Self::of(store, &row))
    }

    /// Those that were not looked at since that moment, the longest ago first.
    pub(super) fn next(
        tx: &mut Tx<'_>,
        store: &Store,
        since: i64,
        limit: i64,
    ) -> Result<Vec<Self>> {
        let rows = tx.query(NEXT, &[since.into(), limit.into()])?;
        rows.iter().map(|row| Self::of(store, row)).collect()
    }

    /// Writes it; what the line says of it.
    pub(super) fn put(&self, tx: &mut Tx<'_>, store: &Store) -> Result<String> {
        let plain = serde_json::to_vec(&self.content)
            .map_err(|error| StoreError::Altered(format!("notices can't be written: {error}")))?;
        let sealed = store.seal_site(&context(&self.account), &plain);
        clues::put_mail(tx, store, &self.account, self.content.address.as_deref())?;
        self.put_sealed(tx, store, sealed)
    }

    fn put_sealed(&self, tx: &mut Tx<'_>, store: &Store, sealed: Vec<u8>) -> Result<String> {
        let columns: [Value; 3] =
            [self.account.0.as_str().into(), sealed.into(), self.looked_at.into()];
        let values = guard::guarded(store, TABLE, columns);
        tx.execute(PUT, &values)?;
        Ok(guard::left(store, TABLE, &self.account.0, &settled(&values)))
    }
}

impl NoticeRow {
    /// Writes that it was looked at: no line tells of that, so that the content stays as it is.
    pub(super) fn put_look(&self, tx: &mut Tx<'_>, store: &Store) -> Result<()> {
        let columns: [Value; 3] =
            [self.account.0.as_str().into(), self.sealed.clone().into(), self.looked_at.into()];
        tx.execute(LOOKED, &guard::guarded(store, TABLE, columns)).map(|_| ())
    }
}

/// Seals the choice of an account anew that an older key sealed; what the line says of it.
pub(in crate::accounts) fn seal_anew(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<Option<String>> {
    let Some(row) = tx.lock(ONE, &[account.0.as_str().into()])? else { return Ok(None) };
    let own = NoticeRow::of(store, &row)?;
    let anew = store.sealed_anew(SealedBy::Site, &context(account), &own.sealed);
    anew.map(|sealed| own.put_sealed(tx, store, sealed)).transpose()
}

/// Of its columns those that change only with a line: not when it was looked at.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    columns.iter().take(2).cloned().collect()
}

fn context(account: &AccountId) -> Vec<u8> {
    format!("{TABLE}|{}", account.0).into_bytes()
}
