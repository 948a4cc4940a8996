//! The job list: work that is done later, added in the transaction of the change that asked for it.

use std::time::Duration;

use bluebutton_crypto::seal;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;

use crate::Store;
use crate::accounts::people;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::JOBS_KEPT_SECONDS;

/// The door to jobs.
pub struct Jobs<'s>(pub(crate) &'s Store);

/// A job that a worker has taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its id.
    pub id: String,
    /// `transmission`
    pub kind: String,
    /// Its content, opened (JSON).
    pub payload: String,
    /// How often it was tried before.
    pub attempts: u32,
    /// Which taking this is: a worker that lost its lease can't say what came of it.
    turn: i64,
}

/// What came of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Try again at that time.
    Retry {
        /// When.
        at: Timestamp,
        /// Why, for the log and for the patient (message id).
        why: String,
    },
    /// It can't be done.
    GiveUp {
        /// Why (message id).
        why: String,
    },
}

/// Wakes a worker of this process when a job is added here.
static ADDED: Notify = Notify::const_new();

const INSERT: &str = "
    insert into job (job_id, kind, payload, made_at, due_at, attempts, leased_until, state)
    values ($1, $2, $3, $4, $4, 0, 0, 'waiting')";

const NEXT: &str = "
    select job_id, kind, payload, attempts
    from job
    where state = 'waiting' and due_at <= $1 and leased_until <= $1
    order by due_at, job_id
    limit 1";

const LEASE: &str = "
    update job
    set attempts = attempts + 1, leased_until = $2
    where job_id = $1";

const FINISH: &str = "
    update job
    set state = $3, why = $4, due_at = $5, leased_until = 0
    where job_id = $1 and attempts = $2 and state = 'waiting'";

const DROP_OLD: &str = "
    delete from job
    where state <> 'waiting' and due_at < $1";

const NEXT_DUE: &str = "
    select due_at, leased_until
    from job
    where state = 'waiting'
    order by due_at
    limit 1";

impl Jobs<'_> {
    /// Takes the next job that is due, for `lease_seconds`; a worker that dies loses it after that.
    pub async fn take(&self, lease_seconds: i64) -> Result<Option<Taken>> {
        let store = self.0.clone();
        // Most times there is nothing to do: find that out without a write.
        if self.due_in().await?.is_none_or(|wait| !wait.is_zero()) {
            return Ok(None);
        }
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now();
            // What another worker is just taking is left to it.
            let next = tx.lock_free(NEXT, &[now.as_microsecond().into()])?;
            let Some(row) = next.into_iter().next() else { return Ok(None) };
            let until = now.checked_add(SignedDuration::from_secs(lease_seconds)).unwrap_or(now);
            tx.execute(LEASE, &[row.text(0).into(), until.as_microsecond().into()])?;
            opened(&store, &row).map(Some)
        };
        self.0.inner.db.write("take job", work).await
    }

    /// Says what came of it. Without effect if the lease was lost meanwhile.
    pub async fn finish(&self, job: &Taken, outcome: Outcome) -> Result<()> {
        let (id, turn) = (job.id.clone(), job.turn);
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let now = store.now().as_microsecond();
            let (state, why, due_at) = match &outcome {
                Outcome::Done => ("done", None, now),
                Outcome::Retry { at, why } => ("waiting", Some(why.as_str()), at.as_microsecond()),
                Outcome::GiveUp { why } => ("given-up", Some(why.as_str()), now),
            };
            let values = [id.as_str().into(), turn.into(), state.into(), why.into(), due_at.into()];
            tx.execute(FINISH, &values)?;
            let old = now - JOBS_KEPT_SECONDS * 1_000_000;
            tx.execute(DROP_OLD, &[old.into()]).map(|_| ())
        };
        self.0.inner.db.write("finish job", work).await
    }

    /// Waits until the next job is due; wakes early when one is added here.
    pub async fn wait(&self, at_most: Duration) {
        let wait = match self.due_in().await {
            Ok(Some(due)) => due.min(at_most),
            Ok(None) | Err(_) => at_most,
        };
        // A job whose lease runs out counts as due now; do not spin on it.
        let wait = wait.max(Duration::from_millis(50));
        let _woken = tokio::time::timeout(wait, ADDED.notified()).await;
    }

    /// In how long the next job is due; `None` if there is none.
    async fn due_in(&self) -> Result<Option<Duration>> {
        let now = self.0.now().as_microsecond();
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(NEXT_DUE, &[])?;
            Ok(row.map(|row| row.int(0).max(row.int(1)) - now))
        };
        let wait = self.0.inner.db.read("next job", work).await?;
        Ok(wait.map(|wait| Duration::from_micros(wait.max(0) as u64)))
    }
}

/// Adds a job, in the transaction of what asks for it. Call [`wake`] when that is committed.
pub(crate) fn add(tx: &mut Tx<'_>, store: &Store, kind: &str, payload: &str) -> Result<()> {
    let id = people::new_id(store);
    let sealed =
        seal::seal(&store.inner.keys.site, store.random(), &context(&id), payload.as_bytes());
    let now = store.now().as_microsecond();
    tx.execute(INSERT, &[id.into(), kind.into(), sealed.into(), now.into()]).map(|_| ())
}

/// Wakes a waiting worker.
pub(crate) fn wake() {
    ADDED.notify_one();
}

/// Opens a row of `job_id, kind, payload, attempts` as it was before it was leased.
fn opened(store: &Store, row: &Row) -> Result<Taken> {
    let id = row.text(0);
    let altered = || StoreError::Altered(format!("job {id}"));
    let plain = seal::open(&store.inner.keys.site, &context(id), row.bytes(2));
    let payload = String::from_utf8(plain.map_err(|_| altered())?).map_err(|_| altered())?;
    let attempts = row.int(3);
    Ok(Taken {
        id: id.to_owned(),
        kind: row.text(1).to_owned(),
        payload,
        attempts: attempts as u32,
        turn: attempts + 1,
    })
}

fn context(id: &str) -> Vec<u8> {
    format!("job|{id}").into_bytes()
}

impl Store {
    /// Jobs.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(self)
    }
}
