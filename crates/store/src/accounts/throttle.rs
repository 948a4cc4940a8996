//! The throttle on every credential: some attempts are free, then each waits longer.
//!
//! An attempt is counted before it is checked, so that attempts sent at once can't slip past.
//!
//! Standard: NIST SP 800-63B 5.2.2.

use bluebutton_crypto::hash::keyed_hash;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::Store;
use crate::db::Tx;
use crate::error::Result;
use crate::guard;
use crate::limits::{
    ADDRESS_ATTEMPTS_FREE, THROTTLE_QUIET_SECONDS, THROTTLE_WAIT_SECONDS, THROTTLE_WAIT_SECONDS_MAX,
};

/// What is guarded: a kind (`login`, `address` …) and which one of it.
pub(super) struct Guarded<'a> {
    pub(super) kind: &'static str,
    pub(super) value: &'a str,
    /// How many attempts are free.
    pub(super) free: i64,
}

/// A network address: what is tried from it counts together.
pub(super) fn address(from: &str) -> Guarded<'_> {
    Guarded { kind: "address", value: from, free: ADDRESS_ATTEMPTS_FREE }
}

/// What is remembered of the attempts on one credential. Seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Attempts {
    count: i64,
    last: i64,
    closed_until: i64,
}

impl Attempts {
    /// Counts one more attempt, or says how long to wait.
    fn charge(self, free: i64, now: i64) -> std::result::Result<Self, i64> {
        if now < self.closed_until {
            return Err(self.closed_until - now);
        }
        let is_forgotten = now >= self.last.max(self.closed_until) + THROTTLE_QUIET_SECONDS;
        let count = if is_forgotten { 1 } else { self.count + 1 };
        let closed_until = if count < free { 0 } else { now + wait_seconds(count - free) };
        Ok(Self { count, last: now, closed_until })
    }

    /// Takes one attempt back: it was right.
    fn forgive(self, free: i64) -> Self {
        let count = (self.count - 1).max(0);
        let closed_until = if count < free { 0 } else { self.closed_until };
        Self { count, closed_until, ..self }
    }
}

/// One minute, then two, four … after each further wrong attempt.
fn wait_seconds(excess: i64) -> i64 {
    let doublings = excess.clamp(0, 16);
    (THROTTLE_WAIT_SECONDS << doublings).min(THROTTLE_WAIT_SECONDS_MAX)
}

pub(crate) const TABLE: &str = "throttle";

const DAY_SECONDS: i64 = 24 * 60 * 60;

const ATTEMPTS: &str = "
    select guarded, count, since, closed_until, guard
    from throttle
    where guarded = $1";

const MAKE: &str = "
    insert into throttle (guarded, count, since, closed_until, guard)
    values ($1, $2, $3, $4, $5)
    on conflict (guarded) do nothing";

const KEEP: &str = "
    insert into throttle (guarded, count, since, closed_until, guard)
    values ($1, $2, $3, $4, $5)
    on conflict (guarded) do update
    set count = excluded.count, since = excluded.since, closed_until = excluded.closed_until,
        guard = excluded.guard";

const FORGET: &str = "
    delete from throttle
    where guarded = $1";

const FORGET_OLD: &str = "
    delete from throttle
    where since < $1 and closed_until < $1";

/// Counts an attempt; `Some(seconds)` if it must wait and is not heard.
pub(super) fn charge(
    tx: &mut Tx<'_>,
    store: &Store,
    guarded: &Guarded<'_>,
    now: Timestamp,
) -> Result<Option<i64>> {
    let key = key(store, guarded);
    match load(tx, store, &key)?.charge(guarded.free, now.as_second()) {
        Err(wait) => Ok(Some(wait)),
        Ok(attempts) => keep(tx, store, key, attempts).map(|()| None),
    }
}

/// Counts something that an account does, of which nobody does more than so many in a day of the site
/// (`day`): `false` where this would be one more.
pub(crate) fn count_in_day(
    tx: &mut Tx<'_>,
    store: &Store,
    (kind, account): (&'static str, &str),
    (day, most): (Date, i64),
) -> Result<bool> {
    let value = format!("{account} {day}");
    let key = key(store, &Guarded { kind, value: &value, free: most });
    let Attempts { count, .. } = load(tx, store, &key)?;
    let last = store.now().as_second();
    // Nothing is closed by it: it only keeps the count from being tidied away before the day is over,
    // in whatever zone.
    let closed_until = last + 2 * DAY_SECONDS;
    keep(tx, store, key, Attempts { count: count + 1, last, closed_until })?;
    Ok(count < most)
}

/// Takes one attempt back: it was right. What many people share (an address) is not reset by it.
pub(super) fn forgive(tx: &mut Tx<'_>, store: &Store, guarded: &Guarded<'_>) -> Result<()> {
    let key = key(store, guarded);
    let attempts = load(tx, store, &key)?.forgive(guarded.free);
    keep(tx, store, key, attempts)
}

/// Forgets all attempts: the right person was here.
pub(super) fn forget(tx: &mut Tx<'_>, store: &Store, guarded: &Guarded<'_>) -> Result<()> {
    tx.execute(FORGET, &[key(store, guarded).into()]).map(|_| ())
}

/// Removes what no longer counts.
pub(super) fn tidy(tx: &mut Tx<'_>, now: Timestamp) -> Result<()> {
    let old = now.as_second() - THROTTLE_QUIET_SECONDS - THROTTLE_WAIT_SECONDS_MAX;
    tx.execute(FORGET_OLD, &[old.into()]).map(|_| ())
}

fn key(store: &Store, guarded: &Guarded<'_>) -> Vec<u8> {
    let parts = [&b"throttle"[..], guarded.kind.as_bytes(), guarded.value.as_bytes()];
    keyed_hash(store.inner.keys.index.reveal(), &parts).to_vec()
}

/// Locks the row, which is made first where there is none: attempts at the same moment are counted
/// one behind the other.
fn load(tx: &mut Tx<'_>, store: &Store, key: &[u8]) -> Result<Attempts> {
    let of_key = [key.to_vec().into()];
    let mut row = tx.lock(ATTEMPTS, &of_key)?;
    if row.is_none() {
        let columns = [key.to_vec().into(), 0.into(), 0.into(), 0.into()];
        tx.execute(MAKE, &guard::guarded(store, TABLE, columns))?;
        row = tx.lock(ATTEMPTS, &of_key)?;
    }
    let Some(row) = row else { return Ok(Attempts::default()) };
    guard::check(store, TABLE, &row)?;
    Ok(Attempts { count: row.get(1)?, last: row.get(2)?, closed_until: row.get(3)? })
}

fn keep(tx: &mut Tx<'_>, store: &Store, key: Vec<u8>, attempts: Attempts) -> Result<()> {
    let Attempts { count, last, closed_until } = attempts;
    let columns = [key.into(), count.into(), last.into(), closed_until.into()];
    tx.execute(KEEP, &guard::guarded(store, TABLE, columns)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_800_000_000;

    fn after_wrong_ones(count: i64) -> Attempts {
        (0..count).fold(Attempts::default(), |attempts, _| attempts.charge(10, NOON).unwrap())
    }

    #[test]
    fn ten_attempts_are_free_and_the_eleventh_waits_a_minute() {
        let attempts = after_wrong_ones(10);
        assert_eq!(attempts.charge(10, NOON), Err(60));
        assert_eq!(attempts.charge(10, NOON + 59), Err(1));
        assert!(attempts.charge(10, NOON + 60).is_ok());
    }

    #[test]
    fn each_further_wrong_attempt_doubles_the_wait_up_to_a_quarter_of_an_hour() {
        let mut attempts = after_wrong_ones(10);
        let mut waits = Vec::new();
        for _ in 0..6 {
            attempts = attempts.charge(10, attempts.closed_until).unwrap();
            waits.push(attempts.closed_until - attempts.last);
        }
        assert_eq!(waits, [120, 240, 480, 900, 900, 900]);
    }

    #[test]
    fn a_quiet_quarter_of_an_hour_starts_anew() {
        let attempts = after_wrong_ones(9);
        let later = attempts.charge(10, NOON + THROTTLE_QUIET_SECONDS).unwrap();
        assert_eq!(later.count, 1);
    }

    #[test]
    fn a_right_attempt_does_not_wipe_out_the_wrong_ones_of_others() {
        let attempts = after_wrong_ones(9).charge(10, NOON).unwrap().forgive(10);
        assert_eq!((attempts.count, attempts.closed_until), (9, 0));
    }
}
