//! Ending sessions: one, all of an account, or all but the one in which it is asked for.

use super::sessions::{OF_ACCOUNT, end, load, note, token_hash};
use super::{AccountId, Accounts, SessionToken, remembered};
use crate::Store;
use crate::db::{Row, Tx};
use crate::error::Result;
use crate::events::SessionStep;

impl Accounts<'_> {
    /// Ends a session.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<()> {
        let (store, hash) = (self.0.clone(), token_hash(token));
        let work = move |tx: &mut Tx<'_>| {
            let Some(stored) = load(tx, &store, &hash, store.now())? else {
                return end(tx, &hash).map(|_| ());
            };
            let gone = vec![end(tx, &hash)?];
            note(tx, &store, &stored.account, SessionStep::Ended, gone)
        };
        self.0.inner.db.write("sign out", work).await
    }
}

/// Ends all sessions of an account, and forgets its browsers; what the line says of them.
pub(super) fn end_all(tx: &mut Tx<'_>, store: &Store, account: &AccountId) -> Result<Vec<String>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    let mut gone = remembered::forget_all(tx, store, account)?;
    for row in &rows {
        gone.push(end(tx, row.get(0)?)?);
    }
    Ok(gone)
}

/// Ends all sessions of an account but the one in which it is asked for, and forgets its browsers.
pub(super) fn end_others(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    own: &SessionToken,
) -> Result<Vec<String>> {
    let own = token_hash(own);
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    let is_own = |row: &Row| row.get::<&[u8]>(0).is_ok_and(|hash| hash == own.as_slice());
    let mut gone = remembered::forget_all(tx, store, account)?;
    for row in rows.iter().filter(|row| !is_own(row)) {
        gone.push(end(tx, row.get(0)?)?);
    }
    Ok(gone)
}
