//! Sessions: an opaque token in a cookie, of which only the hash is stored.
//!
//! Standard: NIST SP 800-63B 7.1, 7.2; OWASP session management.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::{keyed_hash, sha256};
use jiff::{SignedDuration, Timestamp};

use super::{AccountId, Accounts, Session, SessionToken, Stage, own, people};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, SessionStep};
use crate::guard;
use crate::limits::{
    SESSION_IDLE_SECONDS, SESSION_SECONDS, SESSION_TOUCH_SECONDS, SIGN_IN_SECONDS,
};

/// A session as it is stored.
pub(super) struct Stored {
    pub(super) hash: Vec<u8>,
    pub(super) account: AccountId,
    pub(super) stage: Stage,
    made_at: i64,
    pub(super) seen_at: i64,
    pub(super) ends_at: i64,
    pub(super) before_at: Option<i64>,
    pub(super) attempts: i64,
    pub(super) pending: Vec<u8>,
}

pub(crate) const TABLE: &str = "session";

const INSERT: &str = "
    insert into session
        (token_hash, account_id, stage, made_at, seen_at, ends_at, before_at, attempts,
         pending, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const UPDATE: &str = "
    update session
    set account_id = $2, stage = $3, made_at = $4, seen_at = $5, ends_at = $6, before_at = $7,
        attempts = $8, pending = $9, guard = $10
    where token_hash = $1";

const BY_TOKEN: &str = "
    select token_hash, account_id, stage, made_at, seen_at, ends_at, before_at, attempts,
        pending, guard
    from session
    where token_hash = $1";

const OF_ACCOUNT: &str = "
    select token_hash
    from session
    where account_id = $1";

const END: &str = "
    delete from session
    where token_hash = $1";

const END_OLD: &str = "
    delete from session
    where ends_at < $1";

impl Accounts<'_> {
    /// The living session of a token; moves its idle end unless `quietly`.
    pub async fn session(&self, token: &SessionToken, quietly: bool) -> Result<Option<Session>> {
        let (store, hash, now) = (self.0.clone(), token_hash(token), self.0.now());
        let work = move |tx: &mut Tx<'_>| {
            let Some(stored) = load(tx, &store, &hash, now)? else { return Ok(None) };
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
        let (store, hash, seen_at) = (self.0.clone(), stored.hash.clone(), stored.seen_at);
        let work = move |tx: &mut Tx<'_>| {
            let Some(mut stored) = load(tx, &store, &hash, store.now())? else { return Ok(()) };
            if stored.seen_at >= seen_at {
                return Ok(());
            }
            stored.seen_at = seen_at;
            stored.save(tx, &store)?;
            if stored.stage == Stage::Whole {
                seen(tx, &store, &stored.account, seen_at)?;
            }
            Ok(())
        };
        self.0.inner.db.write("move end of session", work).await
    }

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

impl Stored {
    /// When they were here before this session.
    pub(super) fn before(&self) -> Option<Timestamp> {
        moment(self.before_at)
    }

    fn idle_ends(&self) -> i64 {
        self.ends_at.min(self.seen_at + SESSION_IDLE_SECONDS * 1_000_000)
    }

    fn values(&self, store: &Store) -> Vec<Value> {
        let columns = [
            self.hash.clone().into(),
            self.account.0.as_str().into(),
            stage_number(self.stage).into(),
            self.made_at.into(),
            self.seen_at.into(),
            self.ends_at.into(),
            self.before_at.into(),
            self.attempts.into(),
            Some(self.pending.clone()).filter(|pending| !pending.is_empty()).into(),
        ];
        guard::guarded(store, TABLE, columns)
    }

    /// What a line says of it.
    pub(super) fn left(&self, store: &Store) -> String {
        let key = guard::shown(&self.hash.clone().into());
        guard::left(store, TABLE, &key, &settled(&self.values(store)))
    }

    /// Writes what has changed.
    pub(super) fn save(&self, tx: &mut Tx<'_>, store: &Store) -> Result<()> {
        match tx.execute(UPDATE, &self.values(store))? {
            0 => Err(StoreError::NotFound),
            _ => Ok(()),
        }
    }
}

/// Of a session's columns those that change only with a line.
pub(crate) fn settled(columns: &[Value]) -> Vec<Value> {
    [0, 1, 2, 3, 5, 6].iter().filter_map(|at| columns.get(*at).cloned()).collect()
}

/// Begins a session in that stage, in place of those that are `gone`.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    store: &Store,
    (account, stage): (&AccountId, Stage),
    before: Option<Timestamp>,
    gone: Vec<String>,
) -> Result<SessionToken> {
    let token = SessionToken(URL_SAFE_NO_PAD.encode(store.random().bytes::<32>()));
    let now = store.now();
    let seconds = if stage == Stage::Whole { SESSION_SECONDS } else { SIGN_IN_SECONDS };
    let ends = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
    let stored = Stored {
        hash: token_hash(&token),
        account: account.clone(),
        stage,
        made_at: now.as_microsecond(),
        seen_at: now.as_microsecond(),
        ends_at: ends.as_microsecond(),
        before_at: before.map(Timestamp::as_microsecond),
        attempts: 0,
        pending: Vec::new(),
    };
    tx.execute(INSERT, &stored.values(store))?;
    let step = if stage == Stage::Whole { SessionStep::Whole } else { SessionStep::Begun };
    if stage == Stage::Whole {
        seen(tx, store, account, now.as_microsecond())?;
    }
    let proof = gone.into_iter().chain([stored.left(store)]).collect();
    note(tx, store, account, step, proof)?;
    Ok(token)
}

/// Notes in the site's chain what happened to a session.
pub(super) fn note(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    step: SessionStep,
    proof: Vec<String>,
) -> Result<()> {
    let Some(person) = people::load(tx, store, account)? else { return Ok(()) };
    let by = By::person(own::part_of(&person), account, &person.name);
    let line = Line::new(by, Event::Session { step }).with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}

/// Notes in the site's chain that somebody tried a name that nobody has.
pub(super) fn note_stranger(tx: &mut Tx<'_>, store: &Store) -> Result<()> {
    let line = Line::new(By::program(), Event::Session { step: SessionStep::Refused });
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}

fn seen(tx: &mut Tx<'_>, store: &Store, account: &AccountId, at: i64) -> Result<()> {
    let mut person = people::locked(tx, store, account)?;
    person.seen_at = Some(at);
    person.save(tx, store).map(|_| ())
}

/// The session of a hash if it is alive. In a write its row is locked: whatever becomes of a session
/// is decided by one request at a time.
pub(super) fn load(
    tx: &mut Tx<'_>,
    store: &Store,
    hash: &[u8],
    now: Timestamp,
) -> Result<Option<Stored>> {
    let Some(row) = tx.lock(BY_TOKEN, &[hash.to_vec().into()])? else { return Ok(None) };
    guard::check(store, TABLE, &row)?;
    let stored = Stored {
        hash: hash.to_vec(),
        account: AccountId(row.get(1)?),
        stage: match row.get::<i64>(2)? {
            2 => Stage::Whole,
            1 => Stage::NeedsSetup,
            _ => Stage::NeedsCode,
        },
        made_at: row.get(3)?,
        seen_at: row.get(4)?,
        ends_at: row.get(5)?,
        before_at: row.get(6)?,
        attempts: row.get(7)?,
        pending: row.get::<Option<Vec<u8>>>(8)?.unwrap_or_default(),
    };
    Ok((now.as_microsecond() < stored.idle_ends()).then_some(stored))
}

/// Ends one session; what the line says of it.
pub(super) fn end(tx: &mut Tx<'_>, hash: &[u8]) -> Result<String> {
    tx.execute(END, &[hash.to_vec().into()])?;
    Ok(guard::gone(TABLE, &guard::shown(&hash.to_vec().into())))
}

/// Ends all sessions of an account; what the line says of them.
pub(super) fn end_all(tx: &mut Tx<'_>, account: &AccountId) -> Result<Vec<String>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    rows.iter().map(|row| end(tx, row.get(0)?)).collect()
}

/// Ends all sessions of an account but the one in which it is asked for.
pub(super) fn end_others(
    tx: &mut Tx<'_>,
    account: &AccountId,
    own: &SessionToken,
) -> Result<Vec<String>> {
    let own = token_hash(own);
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    let is_own = |row: &Row| row.get::<&[u8]>(0).is_ok_and(|hash| hash == own.as_slice());
    rows.iter().filter(|row| !is_own(row)).map(|row| end(tx, row.get(0)?)).collect()
}

/// Removes sessions that have ended. No line: their time was told when they were made.
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
