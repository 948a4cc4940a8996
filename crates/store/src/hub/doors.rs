//! A member's ways in, as rows: the link in a mail, the browser that it let in, and the account that was bound
//! there. Each carries a keyed hash over its columns, and the lines of the site's chain say how a browser or an
//! account was left: a row that somebody else wrote lets nobody in, and `verify` names it. A link leaves no line
//! until it is used: whoever asked for the mail is not known to be anybody.

use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::guard;
use crate::hub::membership;
use crate::limits::HUB_DOOR_SECONDS_MAX;

pub(crate) const DOOR_TABLE: &str = "hub_door";
pub(crate) const ACCOUNT_TABLE: &str = "hub_account";

/// What a row of `hub_door` lets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DoorKind {
    /// Whoever has the mail, once.
    Link,
    /// The browser in which the link was opened.
    Browser,
}

impl DoorKind {
    fn word(self) -> &'static str {
        match self {
            DoorKind::Link => "link",
            DoorKind::Browser => "browser",
        }
    }
}

/// Whom a door or an account lets in: the organization, and the address that was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The organization.
    pub org_id: String,
    /// The address, as the organization knows it.
    pub email: String,
}

/// An account that comes in for a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundAccount {
    /// Its id.
    pub account: String,
    /// Whose mailed link bound it.
    pub email: String,
}

/// Opens a door for so many seconds; what the line says of it.
pub(super) fn open(
    tx: &mut Tx<'_>,
    store: &Store,
    (hash, kind): (&[u8], DoorKind),
    (whose, seconds): (&Whose, i64),
) -> Result<String> {
    let ends = store.now().as_microsecond() + seconds.min(HUB_DOOR_SECONDS_MAX) * 1_000_000;
    let key = Value::from(hash);
    let columns = [
        key.clone(),
        whose.org_id.as_str().into(),
        whose.email.as_str().into(),
        kind.word().into(),
        ends.into(),
    ];
    let values = guard::guarded(store, DOOR_TABLE, columns);
    tx.execute(OPEN, &values)?;
    Ok(guard::left_whole(store, DOOR_TABLE, &guard::shown(&key), &values))
}

/// Whom an open door of that kind lets in. Inside a write its row is locked: a link opens once, and two forms
/// of one browser wait for each other.
pub(super) fn door(
    tx: &mut Tx<'_>,
    store: &Store,
    (hash, kind): (&[u8], DoorKind),
    is_write: bool,
) -> Result<Option<Whose>> {
    let asked = [Value::from(hash)];
    let row = if is_write { tx.lock(DOOR, &asked)? } else { tx.first(DOOR, &asked)? };
    let Some(row) = row else { return Ok(None) };
    guard::check(store, DOOR_TABLE, &row)?;
    let is_open = store.now().as_microsecond() < row.get::<i64>(4)?;
    if !is_open || row.get::<&str>(3)? != kind.word() {
        return Ok(None);
    }
    Ok(Some(Whose { org_id: row.get(1)?, email: row.get(2)? }))
}

/// Shuts a door; what the line says of it, if there was one.
pub(super) fn shut(tx: &mut Tx<'_>, hash: &[u8]) -> Result<Option<String>> {
    let key = Value::from(hash);
    let was_there = tx.execute(SHUT, std::slice::from_ref(&key))? == 1;
    Ok(was_there.then(|| guard::gone(DOOR_TABLE, &guard::shown(&key))))
}

/// Shuts all doors of an address; what the line says of them.
pub(super) fn shut_all(tx: &mut Tx<'_>, store: &Store, whose: &Whose) -> Result<Vec<String>> {
    let rows = tx.query(DOORS_OF, &of(whose))?;
    let mut gone = Vec::new();
    for row in &rows {
        guard::check(store, DOOR_TABLE, row)?;
        gone.extend(shut(tx, row.get::<&[u8]>(0)?)?);
    }
    Ok(gone)
}

/// Removes those whose time is over. No line: their end was told when they were opened.
pub(super) fn tidy(tx: &mut Tx<'_>, store: &Store) -> Result<()> {
    tx.execute(DROP, &[store.now().as_microsecond().into()]).map(|_| ())
}

/// Binds an account to an address of a member. It comes in for one: the last that bound it. What the line says
/// of it.
pub(super) fn bind(tx: &mut Tx<'_>, store: &Store, account: &str, whose: &Whose) -> Result<String> {
    let columns = [
        account.into(),
        whose.org_id.as_str().into(),
        whose.email.as_str().into(),
        store.now().as_microsecond().into(),
    ];
    let values = guard::guarded(store, ACCOUNT_TABLE, columns);
    tx.execute(BIND, &values)?;
    Ok(guard::left_whole(store, ACCOUNT_TABLE, account, &values))
}

/// Lets an account of that organization go; what the line says of it, if it was bound.
pub(super) fn unbind(tx: &mut Tx<'_>, account: &str, org_id: &str) -> Result<Option<String>> {
    let was_bound = tx.execute(UNBIND, &[account.into(), org_id.into()])? == 1;
    Ok(was_bound.then(|| guard::gone(ACCOUNT_TABLE, account)))
}

/// The accounts of a member, the oldest first.
pub(super) fn bound(tx: &mut Tx<'_>, store: &Store, org_id: &str) -> Result<Vec<BoundAccount>> {
    let rows = tx.query(BOUND, &[org_id.into()])?;
    let account = |row: &Row| {
        guard::check(store, ACCOUNT_TABLE, row)?;
        Ok::<_, StoreError>(BoundAccount { account: row.get(0)?, email: row.get(2)? })
    };
    rows.iter().map(account).collect()
}

/// Whom an account comes in for, while that address belongs to the member: its contact's, or of somebody whom
/// it invited.
pub(super) fn whose_account(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &str,
) -> Result<Option<Whose>> {
    let Some(row) = tx.first(ACCOUNT, &[account.into()])? else { return Ok(None) };
    guard::check(store, ACCOUNT_TABLE, &row)?;
    let whose = Whose { org_id: row.get(1)?, email: row.get(2)? };
    Ok(membership::belongs(tx, store, &whose)?.then_some(whose))
}

fn of(whose: &Whose) -> [Value; 2] {
    [whose.org_id.as_str().into(), whose.email.as_str().into()]
}

const OPEN: &str = "
    insert into hub_door (door_hash, org_id, email, kind, ends_at, guard)
    values ($1, $2, $3, $4, $5, $6)";

const DOOR: &str = "
    select door_hash, org_id, email, kind, ends_at, guard
    from hub_door
    where door_hash = $1";

const DOORS_OF: &str = "
    select door_hash, org_id, email, kind, ends_at, guard
    from hub_door
    where org_id = $1 and email = $2";

const SHUT: &str = "
    delete from hub_door
    where door_hash = $1";

const DROP: &str = "
    delete from hub_door
    where ends_at < $1";

const BIND: &str = "
    insert into hub_account (account_id, org_id, email, made_at, guard)
    values ($1, $2, $3, $4, $5)
    on conflict (account_id)
    do update set org_id = excluded.org_id, email = excluded.email, made_at = excluded.made_at,
        guard = excluded.guard";

const UNBIND: &str = "
    delete from hub_account
    where account_id = $1 and org_id = $2";

const BOUND: &str = "
    select account_id, org_id, email, made_at, guard
    from hub_account
    where org_id = $1
    order by made_at, account_id";

const ACCOUNT: &str = "
    select account_id, org_id, email, made_at, guard
    from hub_account
    where account_id = $1";
