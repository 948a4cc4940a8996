//! What is done again and again, by one node at a time: each is one row of the job list.

use bluebutton_store::jobs::{Job, Outcome, TakenJob};
use bluebutton_store::{Store, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::limits::UPKEEP_RETRY;

/// Puts on the list what is not on it.
pub(super) async fn plan(store: &Store) -> Result<(), StoreError> {
    for job in Job::TIMETABLE {
        store.jobs().ensure(job).await?;
    }
    Ok(())
}

/// The job comes again when the timetable says, or soon if it failed. Never given up: it is what keeps
/// the rest sound.
pub(super) async fn again(
    store: &Store,
    job: &TakenJob,
    done: Result<(), StoreError>,
) -> Result<(), StoreError> {
    match (done, job.job.limits().every) {
        (Ok(()), Some(every)) => again_after(store, job, every).await,
        (Ok(()), None) => store.jobs().finish(job, Outcome::Done).await.map(|_| ()),
        (Err(error), _) => {
            tracing::error!(kind = job.job.kind(), %error, "upkeep failed");
            let (at, why) = (after(store, UPKEEP_RETRY), "job-failed".to_owned());
            store.jobs().finish(job, Outcome::Retry { at, why }).await.map(|_| ())
        }
    }
}

/// The job comes again after so long.
pub(super) async fn again_after(
    store: &Store,
    job: &TakenJob,
    wait: SignedDuration,
) -> Result<(), StoreError> {
    let at = after(store, wait);
    store.jobs().finish(job, Outcome::Again { at }).await.map(|_| ())
}

fn after(store: &Store, wait: SignedDuration) -> Timestamp {
    let now = store.now();
    now.checked_add(wait).unwrap_or(now)
}
