//! Browsers in which an account is asked for no code for a while, where the site allows it and
//! somebody asks for it. The password is asked every time, and what needs a second factor within the
//! last minutes asks for it as everywhere.
//!
//! Standard: NIST SP 800-63B 5.1 (a browser's secret stands for what one has); only its hash is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{SignedDuration, Timestamp};

use super::sessions::{self, token_hash};
use super::{AccountId, Accounts, Origin, SessionToken};
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::Result;
use crate::events::SessionStep;
use crate::guard;
use crate::limits::{REMEMBERED_PER_ACCOUNT, REMEMBERED_SECONDS_MAX};

pub(crate) const TABLE: &str = "remembered_browser";

const INSERT: &str = "
    insert into remembered_browser (token_hash, account_id, made_at, ends_at, guard)
    values ($1, $2, $3, $4, $5)";

const ONE: &str = "
    select token_hash, account_id, made_at, ends_at, guard
    from remembered_browser
    where token_hash = $1";

const OF_ACCOUNT: &str = "
    select token_hash, account_id, made_at, ends_at, guard
    from remembered_browser
    where account_id = $1
    order by made_at desc, token_hash";

const DROP: &str = "
    delete from remembered_browser
    where token_hash = $1";

const DROP_OLD: &str = "
    delete from remembered_browser
    where ends_at < $1";

impl Accounts<'_> {
    /// Remembers the browser of a whole session for so many seconds: what it keeps. The oldest of too
    /// many is forgotten.
    pub async fn remember_browser(
        &self,
        session: &SessionToken,
        seconds: i64,
    ) -> Result<SessionToken> {
        let (store, hash) = (self.0.clone(), token_hash(session));
        let seconds = seconds.clamp(0, REMEMBERED_SECONDS_MAX);
        let work = move |tx: &mut Tx<'_>| {
            let account = sessions::whole(tx, &store, &hash)?.account;
            let token = SessionToken(URL_SAFE_NO_PAD.encode(store.random().bytes::<32>()));
            let now = store.now();
            let ends = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
            let mut proof = forget_oldest(tx, &account)?;
            let key: Value = token_hash(&token).into();
            let columns = [
                key.clone(),
                account.0.as_str().into(),
                now.as_microsecond().into(),
                ends.as_microsecond().into(),
            ];
            let values = guard::guarded(&store, TABLE, columns);
            tx.execute(INSERT, &values)?;
            proof.push(guard::left_whole(&store, TABLE, &guard::shown(&key), &values));
            sessions::note(tx, &store, &account, SessionStep::Remembered, proof)?;
            Ok(token)
        };
        self.0.inner.db.write("remember a browser", work).await
    }
}

/// Whether the browser is remembered for that account.
pub(super) fn is_remembered(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    from: &Origin,
) -> Result<bool> {
    let Some(token) = &from.remembered else { return Ok(false) };
    let Some(row) = tx.first(ONE, &[token_hash(token).into()])? else { return Ok(false) };
    guard::check(store, TABLE, &row)?;
    let (of, ends_at) = (row.get::<&str>(1)?, row.get::<i64>(3)?);
    Ok(of == account.0 && store.now().as_microsecond() < ends_at)
}

/// Forgets all browsers of an account; what the line says of them.
pub(super) fn forget_all(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<Vec<String>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    rows.iter().try_for_each(|row| guard::check(store, TABLE, row))?;
    rows.iter().map(|row| forget(tx, row)).collect()
}

/// Removes those whose time is over. No line: their time was told when they were made.
pub(super) fn tidy(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute(DROP_OLD, &[now.as_microsecond().into()]).map(|_| ())
}

fn forget_oldest(tx: &mut Tx<'_>, account: &AccountId) -> Result<Vec<String>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    rows.iter().skip(REMEMBERED_PER_ACCOUNT - 1).map(|row| forget(tx, row)).collect()
}

fn forget(tx: &mut Tx<'_>, row: &Row) -> Result<String> {
    let key: Value = row.get::<Vec<u8>>(0)?.into();
    tx.execute(DROP, std::slice::from_ref(&key))?;
    Ok(guard::gone(TABLE, &guard::shown(&key)))
}
