//! Where an account is signed in, as its owner sees it, and how they end that.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::sha256;
use jiff::Timestamp;

use super::sessions::{OF_ACCOUNT, StoredSession, end, note, token_hash, whole};
use super::signing_out::end_all;
use super::{AccountId, Accounts, OpenSession, SessionToken, Stage};
use crate::Store;
use crate::db::Tx;
use crate::error::{Result, StoreError};
use crate::events::SessionStep;

impl Accounts<'_> {
    /// Where an account is signed in, the newest first.
    pub async fn sessions_of(&self, session: &SessionToken) -> Result<Vec<OpenSession>> {
        let (store, own) = (self.0.clone(), token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            let this = whole(tx, &store, &own)?;
            let open = open_of(tx, &store, &this.account, now)?;
            Ok(open.iter().map(|one| shown(one, &own)).collect())
        };
        self.0.inner.db.read("list sessions", work).await
    }

    /// Ends one session of the account whose session asks: [`StoreError::NotFound`] if it is not
    /// theirs, or over.
    pub async fn end_session(&self, session: &SessionToken, id: &str) -> Result<()> {
        let (store, own, id) = (self.0.clone(), token_hash(session), id.to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let this = whole(tx, &store, &own)?;
            let open = open_of(tx, &store, &this.account, store.now())?;
            let one = open.iter().find(|one| shown_id(&one.hash) == id);
            let gone = vec![end(tx, &one.ok_or(StoreError::NotFound)?.hash)?];
            note(tx, &store, &this.account, SessionStep::Ended, gone)
        };
        self.0.inner.db.write("end a session", work).await
    }

    /// Ends all sessions of the account whose session asks, this one too, and no browser is
    /// remembered any more.
    pub async fn sign_out_everywhere(&self, session: &SessionToken) -> Result<()> {
        let (store, own) = (self.0.clone(), token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            let account = whole(tx, &store, &own)?.account;
            let gone = end_all(tx, &store, &account)?;
            note(tx, &store, &account, SessionStep::Ended, gone)
        };
        self.0.inner.db.write("sign out everywhere", work).await
    }
}

/// A session as its owner's page shows it.
fn shown(one: &StoredSession, own: &[u8]) -> OpenSession {
    let at = |at| Timestamp::from_microsecond(at).unwrap_or_default();
    OpenSession {
        id: shown_id(&one.hash),
        device: one.device.clone(),
        since: at(one.made_at),
        seen: at(one.seen_at),
        is_this: one.hash == own,
    }
}

/// The living sessions of an account in which the sign-in is complete.
fn open_of(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<StoredSession>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    let all: Result<Vec<StoredSession>> =
        rows.iter().map(|row| StoredSession::of(store, row)).collect();
    let is_open = |one: &StoredSession| one.stage == Stage::Whole && one.is_alive(now);
    Ok(all?.into_iter().filter(is_open).collect())
}

/// How a page names a session: it opens nothing.
fn shown_id(hash: &[u8]) -> String {
    let listed = sha256(&[b"listed session", hash].concat());
    URL_SAFE_NO_PAD.encode(listed.get(..12).unwrap_or(&listed))
}
