//! Sessions: an opaque token in a cookie, of which only the hash is stored.
//!
//! Standard: NIST SP 800-63B 7.1, 7.2; OWASP session management.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::{keyed_hash, sha256};
use jiff::{SignedDuration, Timestamp};

use super::browsers::Device;
use super::people;
use super::{Account, AccountId, Accounts, Session, SessionToken, Stage};
use crate::Store;
use crate::audit::{self, Chain};
use crate::db::{Foreseen, Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, Event, Line, SessionStep, Through};
use crate::guard;
use crate::limits::{
    SESSION_IDLE_SECONDS, SESSION_SECONDS, SESSION_TOUCH_SECONDS, SIGN_IN_SECONDS,
};

/// A session as it is stored.
pub(super) struct StoredSession {
    pub(super) hash: Vec<u8>,
    pub(super) account: AccountId,
    pub(super) stage: Stage,
    pub(super) made_at: i64,
    pub(super) seen_at: i64,
    pub(super) ends_at: i64,
    pub(super) before_at: Option<i64>,
    pub(super) attempts: i64,
    pub(super) pending: Vec<u8>,
    /// When a second factor was given in it the last time.
    pub(super) proved_at: Option<i64>,
    pub(super) device: Device,
    /// The provider through which they signed in, by its word in the settings.
    pub(super) provider: Option<String>,
}

/// A session that is to begin.
pub(super) struct New<'a> {
    pub(super) account: &'a AccountId,
    pub(super) stage: Stage,
    /// When they were here before.
    pub(super) before: Option<Timestamp>,
    /// Whether a second factor was given just now.
    pub(super) is_proved: bool,
    pub(super) device: Device,
    /// Whether it is a browser that the account was never in before.
    pub(super) is_new_device: bool,
    /// The provider through which they signed in, by its word in the settings.
    pub(super) provider: Option<String>,
    /// What the line says of that.
    pub(super) through: Option<Through>,
}

pub(crate) const TABLE: &str = "session";

const INSERT: &str = "
    insert into session
        (token_hash, account_id, stage, made_at, seen_at, ends_at, before_at, attempts,
         pending, proved_at, device, provider, guard)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";

const UPDATE: &str = "
    update session
    set account_id = $2, stage = $3, made_at = $4, seen_at = $5, ends_at = $6, before_at = $7,
        attempts = $8, pending = $9, proved_at = $10, device = $11, provider = $12,
        guard = $13
    where token_hash = $1";

const BY_TOKEN: &str = "
    select token_hash, account_id, stage, made_at, seen_at, ends_at, before_at, attempts,
        pending, proved_at, device, provider, guard
    from session
    where token_hash = $1";

pub(super) const OF_ACCOUNT: &str = "
    select token_hash, account_id, stage, made_at, seen_at, ends_at, before_at, attempts,
        pending, proved_at, device, provider, guard
    from session
    where account_id = $1
    order by seen_at desc, token_hash";

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
        let Some((mut stored, account)) = found else { return Ok(None) };
        if !quietly && stored.is_to_touch(now) {
            let (store, hash) = (self.0.clone(), stored.hash.clone());
            let work = move |tx: &mut Tx<'_>| touch(tx, &store, &hash);
            self.0.inner.db.write("move end of session", work).await?;
            stored.seen_at = now.as_microsecond();
        }
        Ok(Some(shown(self.0, token, &stored, account)))
    }
}

/// The living session of a token, in a transaction that does more; moves its idle end. `next` says
/// what is asked then, see [`Tx::foresee`].
pub(crate) fn living(
    tx: &mut Tx<'_>,
    store: &Store,
    token: &SessionToken,
    next: impl FnOnce(&AccountId) -> Vec<Foreseen>,
) -> Result<Option<Session>> {
    let (hash, now) = (token_hash(token), store.now());
    let row = tx.first(BY_TOKEN, &[hash.clone().into()])?;
    let Some(mut stored) = row.map(|row| StoredSession::of(store, &row)).transpose()? else {
        return Ok(None);
    };
    if !stored.is_alive(now) {
        return Ok(None);
    }
    if stored.is_to_touch(now) {
        touch(tx, store, &hash)?;
        stored.seen_at = now.as_microsecond();
    }
    tx.foresee(|| {
        let mut all = vec![people::foreseen(&stored.account)];
        all.extend(next(&stored.account));
        all
    });
    let account = people::load(tx, store, &stored.account)?;
    Ok(account.map(|account| shown(store, token, &stored, account)))
}

fn touch(tx: &mut Tx<'_>, store: &Store, hash: &[u8]) -> Result<()> {
    let now = store.now();
    let Some(mut stored) = load(tx, store, hash, now)? else { return Ok(()) };
    if stored.seen_at >= now.as_microsecond() {
        return Ok(());
    }
    stored.seen_at = now.as_microsecond();
    stored.save(tx, store)?;
    if stored.stage == Stage::Whole {
        seen(tx, store, &stored.account, now.as_microsecond())?;
    }
    Ok(())
}

fn shown(store: &Store, token: &SessionToken, stored: &StoredSession, account: Account) -> Session {
    let key = store.inner.keys.index.reveal();
    let until = |at| moment(Some(at)).unwrap_or_else(|| store.now());
    Session {
        account: Account { last_seen: moment(stored.before_at), ..account },
        stage: stored.stage,
        form_key: keyed_hash(key, &[b"form", token.0.as_bytes()]),
        began: until(stored.made_at),
        idle_ends: until(stored.idle_ends()),
        ends: until(stored.ends_at),
        proved: moment(stored.proved_at),
        provider: stored.provider.clone(),
    }
}

impl StoredSession {
    /// When they were here before this session.
    pub(super) fn before(&self) -> Option<Timestamp> {
        moment(self.before_at)
    }

    /// One write a minute is enough to know that somebody is there.
    fn is_to_touch(&self, now: Timestamp) -> bool {
        now.as_microsecond() - self.seen_at >= SESSION_TOUCH_SECONDS * 1_000_000
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
            self.proved_at.into(),
            self.device.stored().into(),
            self.provider.clone().into(),
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
    [0, 1, 2, 3, 5, 6, 9, 10, 11].iter().filter_map(|at| columns.get(*at).cloned()).collect()
}

/// Begins a session, in place of those that are `gone`.
pub(super) fn begin(
    tx: &mut Tx<'_>,
    store: &Store,
    new: New<'_>,
    gone: Vec<String>,
) -> Result<SessionToken> {
    let (account, stage) = (new.account, new.stage);
    let token = SessionToken(URL_SAFE_NO_PAD.encode(store.random().bytes::<32>()));
    let now = store.now();
    let seconds = if stage == Stage::Whole { SESSION_SECONDS } else { SIGN_IN_SECONDS };
    let ends = now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(now);
    let stored = StoredSession {
        hash: token_hash(&token),
        account: account.clone(),
        stage,
        made_at: now.as_microsecond(),
        seen_at: now.as_microsecond(),
        ends_at: ends.as_microsecond(),
        before_at: new.before.map(Timestamp::as_microsecond),
        attempts: 0,
        pending: Vec::new(),
        proved_at: new.is_proved.then(|| now.as_microsecond()),
        device: new.device,
        provider: new.provider,
    };
    tx.execute(INSERT, &stored.values(store))?;
    let step = if stage == Stage::Whole { SessionStep::Whole } else { SessionStep::Begun };
    if stage == Stage::Whole {
        seen(tx, store, account, now.as_microsecond())?;
    }
    let proof = gone.into_iter().chain([stored.left(store)]).collect();
    let (is_new_device, through) = (new.is_new_device, new.through);
    let event = Event::Session { step, is_new_device, through };
    note_event(tx, store, account, event, proof)?;
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
    note_event(tx, store, account, plain(step), proof)
}

/// Something about a session of which there is no more to say.
fn plain(step: SessionStep) -> Event {
    Event::Session { step, is_new_device: false, through: None }
}

fn note_event(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    event: Event,
    proof: Vec<String>,
) -> Result<()> {
    let Some(person) = people::load(tx, store, account)? else { return Ok(()) };
    let by = By::person(person.part(), account, &person.name);
    let line = Line::new(by, event).with_proof(proof);
    audit::append(tx, store, &Chain::Site, store.now(), &line).map(|_| ())
}

/// Notes in the site's chain that somebody tried a name that nobody has.
pub(super) fn note_stranger(tx: &mut Tx<'_>, store: &Store) -> Result<()> {
    let line = Line::new(By::program(), plain(SessionStep::Refused));
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
) -> Result<Option<StoredSession>> {
    let Some(row) = tx.lock(BY_TOKEN, &[hash.to_vec().into()])? else { return Ok(None) };
    let stored = StoredSession::of(store, &row)?;
    Ok(stored.is_alive(now).then_some(stored))
}

impl StoredSession {
    pub(super) fn of(store: &Store, row: &Row) -> Result<Self> {
        guard::check(store, TABLE, row)?;
        Ok(Self {
            hash: row.get(0)?,
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
            proved_at: row.get(9)?,
            device: Device::of_stored(row.get(10)?),
            provider: row.get(11)?,
        })
    }

    pub(super) fn is_alive(&self, now: Timestamp) -> bool {
        now.as_microsecond() < self.idle_ends()
    }
}

/// Ends one session; what the line says of it.
pub(super) fn end(tx: &mut Tx<'_>, hash: &[u8]) -> Result<String> {
    tx.execute(END, &[hash.to_vec().into()])?;
    Ok(guard::gone(TABLE, &guard::shown(&hash.to_vec().into())))
}

/// Notes that they showed an account elsewhere once more.
pub(super) fn note_through(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    (through, proof): (Through, Vec<String>),
) -> Result<()> {
    let (step, is_new_device) = (SessionStep::Confirmed, false);
    let event = Event::Session { step, is_new_device, through: Some(through) };
    note_event(tx, store, account, event, proof)
}

/// The session of a hash, where the sign-in is complete.
pub(super) fn whole(tx: &mut Tx<'_>, store: &Store, hash: &[u8]) -> Result<StoredSession> {
    in_stage(tx, store, hash, Stage::Whole)
}

/// The session of a hash, where the sign-in has come so far.
pub(super) fn in_stage(
    tx: &mut Tx<'_>,
    store: &Store,
    hash: &[u8],
    stage: Stage,
) -> Result<StoredSession> {
    let stored = load(tx, store, hash, store.now())?;
    stored.filter(|stored| stored.stage == stage).ok_or(StoreError::NotFound)
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
