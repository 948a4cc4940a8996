//! The second step of signing in: a code of an app, or a recovery code; and setting it up.
//!
//! Standard: RFC 6238; NIST SP 800-63B 5.1.2 (look-up secrets), 5.1.5 (a code is used once).

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_crypto::{Hidden, totp};
use jiff::Timestamp;

use super::browsers::is_known;
use super::sessions::{self, StoredSession};
use super::throttle::{self, Guarded};
use super::{
    AccountId, Accounts, CodeOutcome, Origin, SessionToken, Stage, passkeys, people,
    sign_in_changes, signing_out,
};
use crate::Store;
use crate::db::{Row, Tx, Value};
use crate::error::{Result, StoreError};
use crate::events::{By, SessionStep, SignInChange};
use crate::guard;
use crate::limits::{
    CODE_ATTEMPTS_FREE, CODE_ATTEMPTS_PER_SESSION, RECOVERY_CODES, RENEWAL_SECONDS,
};

pub(crate) const RECOVERY_TABLE: &str = "account_recovery";

const OF_ACCOUNT: &str = "
    select code_hash, account_id, used_at, guard
    from account_recovery
    where account_id = $1";

const ONE_RECOVERY: &str = "
    select code_hash, account_id, used_at, guard
    from account_recovery
    where account_id = $2 and code_hash = $1";

const USE_RECOVERY: &str = "
    update account_recovery
    set used_at = $3, guard = $4
    where account_id = $2 and code_hash = $1 and used_at is null";

const DROP_RECOVERY: &str = "
    delete from account_recovery
    where account_id = $1";

const ADD_RECOVERY: &str = "
    insert into account_recovery (code_hash, account_id, used_at, guard)
    values ($1, $2, $3, $4)";

impl Accounts<'_> {
    /// Second step: a code of the app, or a recovery code. [`StoreError::NotFound`] where no
    /// session waits for a code.
    pub async fn give_code(
        &self,
        session: &SessionToken,
        code: &str,
        from: impl Into<Origin>,
    ) -> Result<CodeOutcome> {
        let (store, hash) = (self.0.clone(), sessions::token_hash(session));
        let from = from.into();
        let code = Hidden::new(code.trim().to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            let mut waiting = sessions::in_stage(tx, &store, &hash, Stage::NeedsCode)?;
            if let Some(wait) = throttle::charge(tx, &store, &guarded(&waiting.account), now)? {
                lock(tx, &store, &waiting)?;
                return Ok(CodeOutcome::TooMany { wait_seconds: wait });
            }
            if let Some(used) = is_right(tx, &store, &waiting.account, code.reveal(), now)? {
                throttle::forget(tx, &store, &guarded(&waiting.account))?;
                let is_new = !is_known(&store, &waiting.account, &from);
                return whole(tx, &store, &waiting, is_new, used).map(CodeOutcome::Right);
            }
            let left = CODE_ATTEMPTS_PER_SESSION - waiting.attempts - 1;
            if left <= 0 {
                lock(tx, &store, &waiting)?;
                return Ok(CodeOutcome::TooMany { wait_seconds: 0 });
            }
            waiting.attempts += 1;
            waiting.save(tx, &store)?;
            sessions::note(tx, &store, &waiting.account, SessionStep::Refused, Vec::new())?;
            Ok(CodeOutcome::Wrong { left: left as u32 })
        };
        self.0.inner.db.write("give code", work).await
    }

    /// Starts setting up a second factor: the secret to show (kept with the session until
    /// confirmed). Asked again, the same secret. In a whole session only after
    /// [`Accounts::renew_totp`], for a while.
    pub async fn begin_totp(&self, session: &SessionToken) -> Result<Hidden<Vec<u8>>> {
        let (store, hash) = (self.0.clone(), sessions::token_hash(session));
        let work = move |tx: &mut Tx<'_>| {
            let mut waiting = load_for_set_up(tx, &store, &hash)?;
            if let Some(secret) = pending_secret(&store, &waiting)? {
                return Ok(secret);
            }
            if waiting.stage == Stage::Whole {
                return Err(StoreError::NotFound);
            }
            let secret = totp::new_secret(store.random());
            keep_pending(tx, &store, &mut waiting, &secret)?;
            Ok(secret)
        };
        self.0.inner.db.write("begin second factor", work).await
    }

    /// Confirms it with a first code. On success: recovery codes to show once, and the session is
    /// whole. A second factor of before no longer holds, and all other sessions end.
    pub async fn confirm_totp(
        &self,
        session: &SessionToken,
        code: &str,
    ) -> Result<Option<(SessionToken, Vec<String>)>> {
        let (store, hash) = (self.0.clone(), sessions::token_hash(session));
        let code = Hidden::new(code.trim().to_owned());
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            let waiting = load_for_set_up(tx, &store, &hash)?;
            let secret = pending_secret(&store, &waiting)?.ok_or(StoreError::NotFound)?;
            let Some(step) = totp::check(&secret, &digits(code.reveal()), now.as_second(), None)
            else {
                return Ok(None);
            };
            let account = waiting.account.clone();
            let mut proof = signing_out::end_all(tx, &store, &account)?;
            proof.push(keep_secret(tx, &store, &account, &secret, Some(step))?);
            let (codes, left) = new_recovery_codes(tx, &store, &account)?;
            proof.extend(left);
            let by = sign_in_changes::themselves(tx, &store, &account)?;
            sign_in_changes::note(tx, &store, &account, by, (SignInChange::SecondFactor, proof))?;
            let token = whole(tx, &store, &waiting, false, Vec::new())?;
            Ok(Some((token, codes)))
        };
        self.0.inner.db.write("confirm second factor", work).await
    }

    /// Sets a second factor directly: for `bluebutton account` and the demo. Recovery codes of an
    /// earlier one no longer hold, and sessions end: a telephone may have been stolen.
    pub async fn set_totp(&self, account: &AccountId, secret: Hidden<Vec<u8>>) -> Result<()> {
        let (store, account) = (self.0.clone(), account.clone());
        let work = move |tx: &mut Tx<'_>| {
            people::locked(tx, &store, &account)?;
            let mut proof = drop_recovery(tx, &account)?;
            proof.extend(signing_out::end_all(tx, &store, &account)?);
            proof.push(keep_secret(tx, &store, &account, &secret, None)?);
            let (by, change) = (By::operator(), SignInChange::SecondFactor);
            sign_in_changes::note(tx, &store, &account, by, (change, proof))
        };
        self.0.inner.db.write("set second factor", work).await
    }
}

/// A session that may set up a second factor: because there is none, or in place of another. One
/// that began when there was none, and stands open while somebody set one up elsewhere, may not:
/// only a password was given in it.
fn load_for_set_up(tx: &mut Tx<'_>, store: &Store, hash: &[u8]) -> Result<StoredSession> {
    let stored = sessions::load(tx, store, hash, store.now())?.ok_or(StoreError::NotFound)?;
    let has_factor = !people::locked(tx, store, &stored.account)?.totp.is_empty()
        || passkeys::has_any(tx, store, &stored.account)?;
    match stored.stage {
        Stage::Whole => Ok(stored),
        Stage::NeedsSetup if !has_factor => Ok(stored),
        Stage::NeedsSetup | Stage::NeedsCode => Err(StoreError::NotFound),
    }
}

/// Ends a session in which too many codes were wrong.
fn lock(tx: &mut Tx<'_>, store: &Store, waiting: &StoredSession) -> Result<()> {
    let gone = vec![sessions::end(tx, &waiting.hash)?];
    sessions::note(tx, store, &waiting.account, SessionStep::Locked, gone)
}

/// The session becomes whole under a new token; the old one is dead.
fn whole(
    tx: &mut Tx<'_>,
    store: &Store,
    waiting: &StoredSession,
    is_new_device: bool,
    mut proof: Vec<String>,
) -> Result<SessionToken> {
    proof.push(sessions::end(tx, &waiting.hash)?);
    let account = people::load(tx, store, &waiting.account)?.ok_or(StoreError::NotFound)?;
    let before = match waiting.stage {
        // The visit goes on: what was new to them still is.
        Stage::Whole => waiting.before(),
        _ => account.last_seen,
    };
    let new = sessions::New {
        account: &account.id,
        stage: Stage::Whole,
        before,
        is_proved: true,
        device: waiting.device.clone(),
        is_new_device: is_new_device && account.last_seen.is_some(),
        provider: waiting.provider.clone(),
        through: None,
    };
    sessions::begin(tx, store, new, proof)
}

/// Whether the code is right and was not used before; uses it up. What the line says of it.
pub(super) fn is_right(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    code: &str,
    now: Timestamp,
) -> Result<Option<Vec<String>>> {
    let typed = digits(code);
    if typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit()) {
        let mut stored = people::locked(tx, store, account)?;
        if stored.totp.is_empty() {
            return Ok(None);
        }
        let plain = store.open_site(&people::totp_context(account), &stored.totp);
        let plain = plain.map_err(|_| StoreError::Altered(format!("account {}", account.0)))?;
        let secret = Hidden::new(plain);
        let step = totp::check(&secret, &typed, now.as_second(), stored.totp_step);
        let Some(step) = step else { return Ok(None) };
        stored.totp_step = Some(step);
        stored.save(tx, store)?;
        return Ok(Some(Vec::new()));
    }
    let key = [recovery_hash(store, account, code).into(), account.0.as_str().into()];
    let Some(row) = tx.first(ONE_RECOVERY, &key)? else { return Ok(None) };
    guard::check(store, RECOVERY_TABLE, &row)?;
    let [hash, id] = key;
    let name = guard::shown(&hash);
    let columns = [hash, id, now.as_microsecond().into()];
    let values = guard::guarded(store, RECOVERY_TABLE, columns);
    let is_used = tx.execute(USE_RECOVERY, &values)? == 1;
    Ok(is_used.then(|| vec![guard::left_whole(store, RECOVERY_TABLE, &name, &values)]))
}

/// Apps show `123 456`; people type it so.
fn digits(code: &str) -> String {
    code.chars().filter(|letter| !letter.is_whitespace()).collect()
}

fn keep_secret(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
    secret: &Hidden<Vec<u8>>,
    step: Option<i64>,
) -> Result<String> {
    let mut stored = people::locked(tx, store, account)?;
    stored.totp = store.seal_site(&people::totp_context(account), secret.reveal());
    stored.totp_step = step;
    stored.save(tx, store)
}

/// New recovery codes in place of all others, and what the line says of them.
pub(super) fn new_recovery_codes(
    tx: &mut Tx<'_>,
    store: &Store,
    account: &AccountId,
) -> Result<(Vec<String>, Vec<String>)> {
    // Two sets of codes at once would both hold.
    people::locked(tx, store, account)?;
    let mut proof = drop_recovery(tx, account)?;
    let codes: Vec<String> =
        (0..RECOVERY_CODES).map(|_| totp::paper_code(store.random())).collect();
    for code in &codes {
        let hash = Value::from(recovery_hash(store, account, code));
        let name = guard::shown(&hash);
        let columns = [hash, account.0.as_str().into(), Value::Null];
        let values = guard::guarded(store, RECOVERY_TABLE, columns);
        tx.execute(ADD_RECOVERY, &values)?;
        proof.push(guard::left_whole(store, RECOVERY_TABLE, &name, &values));
    }
    Ok((codes, proof))
}

/// Takes all recovery codes of an account away; what the line says of them.
pub(super) fn drop_recovery(tx: &mut Tx<'_>, account: &AccountId) -> Result<Vec<String>> {
    let rows = tx.query(OF_ACCOUNT, &[account.0.as_str().into()])?;
    tx.execute(DROP_RECOVERY, &[account.0.as_str().into()])?;
    let gone =
        |row: &Row| Ok(guard::gone(RECOVERY_TABLE, &guard::shown(&row.get::<&[u8]>(0)?.into())));
    rows.iter().map(gone).collect()
}

/// A code has 60 random bits and the key is not in the database: no slow hash is needed.
fn recovery_hash(store: &Store, account: &AccountId, code: &str) -> Vec<u8> {
    let folded = totp::fold_paper_code(code);
    let parts = [&b"recovery"[..], account.0.as_bytes(), folded.as_bytes()];
    keyed_hash(store.inner.keys.index.reveal(), &parts).to_vec()
}

/// Keeps a secret with the session until it is confirmed, with the moment from which it waits.
pub(super) fn keep_pending(
    tx: &mut Tx<'_>,
    store: &Store,
    waiting: &mut StoredSession,
    secret: &Hidden<Vec<u8>>,
) -> Result<()> {
    let plain = [&store.now().as_microsecond().to_be_bytes()[..], secret.reveal()].concat();
    waiting.pending = store.seal_site(&pending_context(waiting), &plain);
    waiting.save(tx, store)
}

/// The secret that waits with a session; `None` if none does. In a whole session it waits only a
/// while; before, the session itself is short.
fn pending_secret(store: &Store, waiting: &StoredSession) -> Result<Option<Hidden<Vec<u8>>>> {
    if waiting.pending.is_empty() {
        return Ok(None);
    }
    let altered = || StoreError::Altered("session".to_owned());
    let plain = store.open_site(&pending_context(waiting), &waiting.pending);
    let plain = plain.map_err(|_| altered())?;
    let (since, secret) = plain.split_first_chunk().ok_or_else(altered)?;
    let waits = store.now().as_microsecond() - i64::from_be_bytes(*since);
    let is_over = waiting.stage == Stage::Whole && waits >= RENEWAL_SECONDS * 1_000_000;
    Ok((!is_over).then(|| Hidden::new(secret.to_vec())))
}

fn pending_context(waiting: &StoredSession) -> Vec<u8> {
    [&b"session_totp_since|"[..], &waiting.hash].concat()
}

fn guarded(account: &AccountId) -> Guarded<'_> {
    Guarded { kind: "code", value: &account.0, free: CODE_ATTEMPTS_FREE }
}
