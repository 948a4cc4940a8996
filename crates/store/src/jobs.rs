//! The job list: work that is done later, added in the transaction of the change that asked for it.
//!
//! A worker takes a job for a short time and asks for more while it works. What is taken is out of
//! everybody's way; when its worker dies, it is ready again as soon as that time is over.

mod kinds;
mod list;
mod take;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::resource::base32;
use jiff::Timestamp;
use tokio::sync::Notify;

pub use kinds::{CompactionJob, Job, JobLimits, TransmissionJob};
pub use list::{JobState, Listed};
pub use take::TakenJob;
pub(crate) use take::renew_in;

use crate::Store;
use crate::accounts::people;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::JOBS_KEPT_SECONDS;

/// The door to jobs.
pub struct Jobs<'s>(pub(crate) &'s Store);

/// What came of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Done.
    Done,
    /// Done for now; it comes again at that time.
    Again {
        /// When.
        at: Timestamp,
    },
    /// Try again at that time.
    Retry {
        /// When.
        at: Timestamp,
        /// Why (message id).
        why: String,
    },
    /// It can't be done.
    GiveUp {
        /// Why (message id).
        why: String,
    },
}

/// Wakes a worker of this process when a job is added here or one is over.
static CHANGED: Notify = Notify::const_new();

const INSERT: &str = "
    insert into job (
        job_id, kind, destination, sealed, made_at, ready_at, turn, tries, lost, state, changed_at
    )
    values ($1, $2, $3, $4, $5, $5, 0, 0, 0, 'waiting', $5)
    on conflict (job_id) do nothing";

const FINISH: &str = "
    update job
    set state = $3, why = $4, ready_at = $5, tries = $6, lost = 0, changed_at = $7
    where job_id = $1 and turn = $2 and state = 'running'";

const DROP_OLD: &str = "
    delete from job
    where state = 'done' and changed_at < $1";

const NEXT_READY: &str = "
    select min(ready_at)
    from job
    where state in ('waiting', 'running') and ready_at > $1";

impl Jobs<'_> {
    /// Says what came of it. `false`, and nothing is changed, if the job is another's by now.
    pub async fn finish(&self, job: &TakenJob, outcome: Outcome) -> Result<bool> {
        let (store, job) = (self.0.clone(), job.clone());
        let work = move |tx: &mut Tx<'_>| finish_in(tx, &store, &job, &outcome);
        let is_ours = self.0.inner.db.write("finish job", work).await?;
        wake();
        Ok(is_ours)
    }

    /// Puts a job that comes again and again on the list, unless it is there: one row, and so one
    /// runner at a time among all nodes.
    pub async fn ensure(&self, job: Job) -> Result<()> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| insert(tx, &store, format!("every-{}", job.kind()), &job);
        self.0.inner.db.write("put job on the timetable", work).await
    }

    /// Waits until the next job becomes ready; wakes early when one is added or over here.
    pub async fn wait(&self, at_most: Duration) {
        let woken = CHANGED.notified();
        let wait = match self.ready_in().await {
            Ok(Some(ready)) => ready.min(at_most),
            Ok(None) | Err(_) => at_most,
        };
        let _woken = tokio::time::timeout(wait, woken).await;
    }

    /// Drops jobs that were over long ago.
    pub async fn tidy(&self) -> Result<()> {
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let old = store.now().as_microsecond() - JOBS_KEPT_SECONDS * 1_000_000;
            tx.execute(DROP_OLD, &[old.into()]).map(|_| ())
        };
        self.0.inner.db.write("drop old jobs", work).await
    }

    /// In how long the next job becomes ready that is not so already; `None` if there is none.
    async fn ready_in(&self) -> Result<Option<Duration>> {
        let now = self.0.now().as_microsecond();
        let work = move |tx: &mut Tx<'_>| {
            let row = tx.first(NEXT_READY, &[now.into()])?;
            let ready = row.map(|row| row.get::<Option<i64>>(0)).transpose()?.flatten();
            Ok(ready.map(|ready| ready - now))
        };
        let wait = self.0.inner.db.read("next job", work).await?;
        Ok(wait.map(|wait| Duration::from_micros(wait.max(0) as u64)))
    }
}

/// Adds a job, in the transaction of what asks for it. Call [`wake`] when that is committed.
pub(crate) fn add(tx: &mut Tx<'_>, store: &Store, job: &Job) -> Result<()> {
    insert(tx, store, people::new_id(store), job)
}

/// Adds a job that others may add for the same reason: `why` tells reasons apart, so that it is on the
/// list once.
pub(crate) fn add_once(tx: &mut Tx<'_>, store: &Store, why: &str, job: &Job) -> Result<()> {
    let parts: [&[u8]; 3] = [b"job", job.kind().as_bytes(), why.as_bytes()];
    let mut id = base32(&keyed_hash(store.inner.keys.index.reveal(), &parts));
    id.truncate(26);
    insert(tx, store, id, job)
}

/// Wakes a waiting worker.
pub(crate) fn wake() {
    CHANGED.notify_one();
}

/// [`Jobs::finish`] in a transaction that does more.
pub(crate) fn finish_in(
    tx: &mut Tx<'_>,
    store: &Store,
    job: &TakenJob,
    outcome: &Outcome,
) -> Result<bool> {
    let now = store.now().as_microsecond();
    let tries = i64::from(job.tries);
    let (state, why, ready_at, tries) = match outcome {
        Outcome::Done => ("done", None, now, tries),
        Outcome::Again { at } => ("waiting", None, at.as_microsecond(), 0),
        Outcome::Retry { at, why } => {
            ("waiting", Some(why.as_str()), at.as_microsecond(), tries + 1)
        }
        Outcome::GiveUp { why } => ("done", Some(why.as_str()), now, tries),
    };
    let values = [
        job.id.as_str().into(),
        job.turn.into(),
        state.into(),
        why.into(),
        ready_at.into(),
        tries.into(),
        now.into(),
    ];
    Ok(tx.execute(FINISH, &values)? == 1)
}

fn insert(tx: &mut Tx<'_>, store: &Store, id: String, job: &Job) -> Result<()> {
    let plain = serde_json::to_vec(job)
        .map_err(|error| StoreError::Altered(format!("a job can't be written: {error}")))?;
    let sealed = store.seal_site(&context(&id), &plain);
    let values = [
        id.into(),
        job.kind().into(),
        job.destination(store).into(),
        sealed.into(),
        store.now().as_microsecond().into(),
    ];
    tx.execute(INSERT, &values).map(|_| ())
}

/// A row of `job_id, kind, destination, sealed`, if all of it says the same.
pub(crate) fn check(store: &Store, row: &Row) -> Result<Job> {
    let id: &str = row.get(0)?;
    let job = open(store, id, row.get(3)?)?;
    let fits =
        job.kind() == row.get::<&str>(1)? && job.destination(store) == row.get::<&[u8]>(2)?;
    if fits { Ok(job) } else { Err(StoreError::Altered(format!("job {id}: it was altered"))) }
}

/// Opens what a job's row says is to be done.
fn open(store: &Store, id: &str, sealed: &[u8]) -> Result<Job> {
    let altered = || StoreError::Altered(format!("job {id}: it does not open"));
    let plain = store.open_site(&context(id), sealed).map_err(|_| altered())?;
    serde_json::from_slice(&plain).map_err(|_| altered())
}

/// What a row is sealed for.
pub(crate) fn context(id: &str) -> Vec<u8> {
    format!("job|{id}").into_bytes()
}

impl Store {
    /// Jobs.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(self)
    }
}
