//! Sessions: an opaque token in a cookie, of which only the hash is stored.
//!
//! Standard: NIST SP 800-63B 7.1, 7.2; OWASP session management.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::{keyed_hash, sha256};
use jiff::{SignedDuration, Timestamp};

use super::{AccountId, Accounts, Session, SessionToken, Stage, people};
use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::limits::{
    SESSION_IDLE_SECONDS, SESSION_SECONDS, SESSION_TOUCH_SECONDS, SIGN_IN_SECONDS,
};

/// A session as it is stored.
pub(super) struct Stored {
    pub(super) hash: Vec<u8>,
    pub(super) account: AccountId,
    pub(super) stage: Stage,
    pub(super) seen_at: i64,
    pub(super) ends_at: i64,
    pub(super) before_at: Option<i64>,
    pub(super) attempts: i64,
    pub(super) pending: Vec<u8>,
}

const INSERT: &str = "
    insert into session
        (token_hash, account_id, stage, made_at, seen_at, ends_at, before_at, attempts)
    values ($1, $2, $3, $4, $4, $5, $6, 0)";

const BY_TOKEN: &str = "
    select account_id, stage, seen_at, ends_at, before_at, attempts, pending
    from session
    where token_hash = $1";

const TOUCH: &str = "
    update session
    set seen_at = $2
    where token_hash = $1 and seen_at < $2";

const TOUCH_ACCOUNT: &str = "
    update account
    set seen_at = $2
    where account_id = $1";

const END: &str = "
    delete from session
    where token_hash = $1";

const END_ALL: &str = "
    delete from session
    where account_id = $1";

const END_OLD: &str = "
    delete from session
    where ends_at < $1";

impl Accounts<'_> {
    /// The living session of a token; moves its idle end unless `quietly`.
    pub async fn session(&self, token: &SessionToken, quietly: bool) -> Result<Option<Session>> {
        let (store, hash, now) = (self.0.clone(), token_hash(token), self.0.now());
        let work = move |tx: &mut Tx<'_>| {
            let Some(stored) = load(tx, &hash, now)? else { return Ok(None) };
            let account = people::load(tx, &store, &stored.account)?;
            Ok(account.map(|account| (stored, account)))
        };
        let found = self.0.inner.db.read("read session", work).await?;
        let Some((mut stored, mut account)) = found else { return Ok(None) };
        // One write a minute is enough to know that somebody is there.
        let unseen = now.as_microsecond() - stored.seen_at;
        if !quietly && unseen >= SESSION_TOUCH_SECONDS * 1_000_000 {
            stored.seen_at = now.as_microsecond();
            self.touch(&stored).await?;
        }
        account.last_seen = moment(stored.before_at);
        let key = self.0.inner.keys.index.reveal();
        Ok(Some(Session {
            account,
            stage: stored.stage,
            form_key: keyed_hash(key, &[b"form", token.0.as_bytes()]),
            idle_ends: moment(Some(stored.idle_ends())).unwrap_or(now),
            ends: moment(Some(stored.ends_at)).unwrap_or(now),
        }))
    }

    async fn touch(&self, stored: &Stored) -> Result<()> {
        let (hash, seen_at) = (stored.hash.clone(), stored.seen_at);
        let (account, is_whole) = (stored.account.0.clone(), stored.stage == Stage::Whole);
        let work = move |tx: &mut Tx<'_>| {
            let changed = tx.execute(TOUCH, &[hash.clone().into(), seen_at.into()])?;
            if is_whole && changed > 0 {
                tx.execute(TOUCH_ACCOUNT, &[account.as_str().into(), seen_at.into()])?;
            }
            Ok(())
        };
        self.0.inner.db.write("move end of session", work).await
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &SessionToken) -> Result<()> {
        let hash = token_hash(token);
        let work = move |tx: &mut Tx<'_>| end(tx, &hash);
        self.0.inner.db.write("sign out", work).await
    }
}

impl Stored {
    /// When they were here before this session.
    pub(super) fn before(&self) -> Option<Timestamp> {
        moment(self.before_at)
    }

    fn idle_ends(&self) -> i64 {
        self.ends_at.min(self.seen_at + SESSION_IDLE_SECONDS * 1_000_000)
    }
}

/// Begins a session in that stage.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    stage: Stage,
    before: Option<Timestamp>,
) -> Result<SessionToken> {
    let token = SessionToken(URL_SAFE_NO_PAD.encode(store.random().bytes::<32>()));
    let now = store.now();
    let seconds = if stage == Stage::Whole { SESSION_SECONDS } else { SIGN_IN_SECONDS };
    let ends = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
    let values = [
        token_hash(&token).into(),
        account.0.as_str().into(),
        stage_number(stage).into(),
        now.as_microsecond().into(),
        ends.as_microsecond().into(),
        before.map(Timestamp::as_microsecond).into(),
    ];
    tx.execute(INSERT, &values)?;
    if stage == Stage::Whole {
        tx.execute(TOUCH_ACCOUNT, &[account.0.as_str().into(), now.as_microsecond().into()])?;
    }
    Ok(token)
}

/// The session of a hash if it is alive. In a write its row is locked: whatever becomes of a session
/// is decided by one request at a time.
pub(super) fn load(tx: &mut Tx<'_>, hash: &[u8], now: Timestamp) -> Result<Option<Stored>> {
    let Some(row) = tx.lock(BY_TOKEN, &[hash.to_vec().into()])? else { return Ok(None) };
    let stored = Stored {
        hash: hash.to_vec(),
        account: AccountId(row.text(0).to_owned()),
        stage: match row.int(1) {
            2 => Stage::Whole,
            1 => Stage::NeedsSetup,
            _ => Stage::NeedsCode,
        },
        seen_at: row.int(2),
        ends_at: row.int(3),
        before_at: row.opt_int(4),
        attempts: row.int(5),
        pending: row.bytes(6).to_vec(),
    };
    Ok((now.as_microsecond() < stored.idle_ends()).then_some(stored))
}

/// Ends one session.
pub(super) fn end(tx: &mut Tx<'_>, hash: &[u8]) -> Result<()> {
    tx.execute(END, &[hash.to_vec().into()]).map(|_| ())
}

/// Ends all sessions of an account.
pub(super) fn end_all(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    tx.execute(END_ALL, &[account.0.as_str().into()]).map(|_| ())
}

/// Removes sessions that have ended.
pub(super) fn tidy(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    tx.execute(END_OLD, &[now.as_microsecond().into()]).map(|_| ())
}

/// What is stored of a token. It has 256 random bits: a plain hash can't be guessed back.
pub(super) fn token_hash(token: &SessionToken) -> Vec<u8> {
    sha256(token.0.as_bytes()).to_vec()
}

fn stage_number(stage: Stage) -> i64 {
    match stage {
        Stage::NeedsCode => 0,
        Stage::NeedsSetup => 1,
        Stage::Whole => 2,
    }
}

fn moment(microseconds: Option<i64>) -> Option<Timestamp> {
    microseconds.and_then(|at| Timestamp::from_microsecond(at).ok())
}
