//! Taking a job: what is ready and leads to no place that is busy enough already.

use jiff::SignedDuration;

use super::kinds::TRANSMISSIONS_AT_ONCE;
use super::{Job, Jobs, open};
use crate::Store;
use crate::db::{Row, Tx};
use crate::error::{Result, StoreError};
use crate::limits::{JOB_LEASE_SECONDS, JOB_LOST_MAX, JOB_TAKE_TRIES};
use crate::transmissions;

/// A job that a worker has taken.
#[derive(Clone, Debug)]
pub struct TakenJob {
    /// Its id.
    pub id: String,
    /// What is to be done.
    pub job: Job,
    /// How often it was tried and put off before.
    pub tries: u32,
    /// Which taking this is: a worker that lost its lease can't say what came of it.
    pub(super) turn: i64,
}

/// What a look at the list found.
enum NextJob {
    /// Nothing that is ready.
    Nothing,
    /// One that another worker took in this moment, or that was parked just now: look again.
    Another,
    /// A job, taken.
    Ours(TakenJob),
}

const IS_READY: &str = "
    select job_id
    from job
    where state in ('waiting', 'running') and ready_at <= $1
    limit 1";

const NEXT: &str = "
    select job_id, sealed, turn, tries, lost, state
    from job
    where state in ('waiting', 'running') and ready_at <= $1
        and case kind when 'transmission' then cast($2 as bigint) else 1 end > (
        select count(*)
        from job held
        where held.state = 'running' and held.destination = job.destination
            and held.ready_at > $1
    )
    order by ready_at, job_id
    limit 1";

// What was read must still be so: staff may have parked it in between.
const LEASE: &str = "
    update job
    set state = 'running', turn = turn + 1, lost = $4, ready_at = $5, changed_at = $6
    where job_id = $1 and turn = $2 and state = $3";

const RENEW: &str = "
    update job
    set ready_at = $3
    where job_id = $1 and turn = $2 and state = 'running'";

const PARK: &str = "
    update job
    set state = 'parked', why = $2, changed_at = $3
    where job_id = $1 and state in ('waiting', 'running')";

impl Jobs<'_> {
    /// Takes the next job that is ready. What others have does not stand in its way.
    pub async fn take(&self) -> Result<Option<TakenJob>> {
        // Most times there is nothing to do: find that out without a write.
        let now = self.0.now().as_microsecond();
        let is_ready = move |tx: &mut Tx<'_>| tx.first(IS_READY, &[now.into()]);
        if self.0.inner.db.read("look for a job", is_ready).await?.is_none() {
            return Ok(None);
        }
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            for _ in 0..JOB_TAKE_TRIES {
                match take_one(tx, &store)? {
                    NextJob::Nothing => return Ok(None),
                    NextJob::Ours(taken) => return Ok(Some(taken)),
                    NextJob::Another => {}
                }
            }
            Ok(None)
        };
        self.0.inner.db.write("take job", work).await
    }

    /// Asks for more time. `false` if the job is another's by now: whoever had it must stop.
    pub async fn renew(&self, job: &TakenJob) -> Result<bool> {
        let (store, job) = (self.0.clone(), job.clone());
        let work = move |tx: &mut Tx<'_>| renew_in(tx, &store, &job);
        self.0.inner.db.write("renew job", work).await
    }
}

/// [`Jobs::renew`] in a transaction that does more.
pub(crate) fn renew_in(tx: &mut Tx<'_>, store: &Store, job: &TakenJob) -> Result<bool> {
    let values = [job.id.as_str().into(), job.turn.into(), lease_end(store).into()];
    Ok(tx.execute(RENEW, &values)? == 1)
}

/// Puts a job out of the workers' way until staff look at it, and says so where the patient looks.
/// `false` if it was over already.
pub(super) fn park(
    tx: &mut Tx<'_>,
    store: &Store,
    id: &str,
    job: Option<&Job>,
    why: &str,
) -> Result<bool> {
    let now = store.now().as_microsecond();
    if tx.execute(PARK, &[id.into(), why.into(), now.into()])? == 0 {
        return Ok(false);
    }
    tracing::error!(job = id, why, "a job is parked: bluebutton jobs list");
    if let Some(Job::Transmission(one)) = job {
        transmissions::hold(tx, store, one)?;
    }
    Ok(true)
}

fn take_one(tx: &mut Tx<'_>, store: &Store) -> Result<NextJob> {
    let now = store.now().as_microsecond();
    // What another worker is just taking is left to it.
    let next = tx.lock_free(NEXT, &[now.into(), TRANSMISSIONS_AT_ONCE.into()])?;
    let Some(row) = next.into_iter().next() else { return Ok(NextJob::Nothing) };
    let id: &str = row.get(0)?;
    let job = match open(store, id, row.get(1)?) {
        Ok(job) => job,
        // One that was altered must not keep the worker from all others.
        Err(StoreError::Altered(_)) => {
            park(tx, store, id, None, "job-altered")?;
            return Ok(NextJob::Another);
        }
        Err(error) => return Err(error),
    };
    // Still marked as running: whoever had it went away.
    let lost = row.get::<i64>(4)? + i64::from(row.get::<&str>(5)? == "running");
    if lost >= JOB_LOST_MAX {
        park(tx, store, id, Some(&job), "job-lost")?;
        return Ok(NextJob::Another);
    }
    lease(tx, store, &row, job, lost)
}

fn lease(tx: &mut Tx<'_>, store: &Store, row: &Row, job: Job, lost: i64) -> Result<NextJob> {
    let (id, turn, state): (&str, i64, &str) = (row.get(0)?, row.get(2)?, row.get(5)?);
    let (until, now) = (lease_end(store), store.now().as_microsecond());
    let values = [id.into(), turn.into(), state.into(), lost.into(), until.into(), now.into()];
    if tx.execute(LEASE, &values)? == 0 {
        return Ok(NextJob::Another);
    }
    let tries = row.get(3)?;
    Ok(NextJob::Ours(TakenJob { id: id.to_owned(), job, tries, turn: turn + 1 }))
}

fn lease_end(store: &Store) -> i64 {
    let now = store.now();
    now.checked_add(SignedDuration::from_secs(JOB_LEASE_SECONDS)).unwrap_or(now).as_microsecond()
}
