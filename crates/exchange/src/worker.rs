//! The worker: takes jobs from the list and does them, several at once.
//!
//! One file for each kind of job; what limits it stands in its file of `store/jobs/kinds`. A job that panics or takes too long ends
//! alone: it becomes ready again when its time is over, and is parked if that happens repeatedly.

mod checkpoint;
mod clean_up;
mod compaction;
mod notices;
mod timetable;
mod transmission;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::{Duration, Instant};

use bluebutton_store::jobs::{Job, TakenJob};
use bluebutton_store::{Store, StoreError};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

use crate::direct::MailSettings;
use crate::limits::{JOB_RENEW_SECONDS, JOBS_AT_ONCE, WORKER_WAIT_SECONDS};

/// Does jobs until `shutdown` turns true, and what the timetable says. What is under way is
/// finished first.
pub async fn run(store: Store, mail: Arc<MailSettings>, mut shutdown: watch::Receiver<bool>) {
    let mut working = JoinSet::new();
    let mut is_planned = false;
    let mut looked = Instant::now();
    while !*shutdown.borrow() {
        if looked.elapsed() >= KEYS_LOOKED_AT {
            looked = Instant::now();
            if let Err(error) = store.refresh_keys().await {
                tracing::warn!(%error, "the key ring could not be read");
            }
        }
        while working.try_join_next().is_some() {}
        let taken = if working.len() >= JOBS_AT_ONCE {
            Ok(None)
        } else {
            next(&store, &mut is_planned).await
        };
        match taken {
            Ok(Some(job)) => {
                working.spawn(work(store.clone(), mail.clone(), job));
                continue;
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "the worker could not use the store");
                let pause = sleep(Duration::from_secs(1));
                tokio::select! {
                    () = pause => {}
                    changed = shutdown.changed() => if changed.is_err() { break },
                }
            }
        }
        let jobs = store.jobs();
        tokio::select! {
            () = jobs.wait(Duration::from_secs(WORKER_WAIT_SECONDS)) => {}
            Some(_) = working.join_next() => {}
            changed = shutdown.changed() => if changed.is_err() { break },
        }
    }
    while working.join_next().await.is_some() {}
}

/// How often it is looked whether an older root key guards nothing any more: no job, for each process must know.
const KEYS_LOOKED_AT: Duration = Duration::from_mins(1);

/// Takes one job and does it; `false` if none was ready.
pub async fn work_once(store: &Store, mail: &Arc<MailSettings>) -> Result<bool, StoreError> {
    let Some(job) = store.jobs().take().await? else { return Ok(false) };
    work(store.clone(), mail.clone(), job).await;
    Ok(true)
}

/// The next job; the timetable is put on the list before the first.
async fn next(store: &Store, is_planned: &mut bool) -> Result<Option<TakenJob>, StoreError> {
    if !*is_planned {
        timetable::plan(store).await?;
        *is_planned = true;
    }
    store.jobs().take().await
}

/// Does a job, and keeps it while it lasts.
async fn work(store: Store, mail: Arc<MailSettings>, job: TakenJob) {
    let (id, kind) = (job.id.clone(), job.job.kind());
    let at_most = Duration::from_secs(job.job.limits().seconds_max);
    // A task of its own: what panics there ends there.
    let mut doing = tokio::spawn(timeout(at_most, done(store.clone(), mail, job.clone())));
    let outcome = loop {
        tokio::select! {
            outcome = &mut doing => break outcome,
            () = sleep(Duration::from_secs(JOB_RENEW_SECONDS)) => {}
        }
        match store.jobs().renew(&job).await {
            Ok(true) => {}
            // Another has it by now: two must not do the same.
            Ok(false) => doing.abort(),
            Err(error) => tracing::warn!(job = id, %error, "a job could not be kept"),
        }
    };
    match outcome {
        Ok(Ok(Ok(()))) => tracing::debug!(job = id, kind, "done"),
        Ok(Ok(Err(error))) => tracing::error!(job = id, kind, %error, "a job broke off"),
        Ok(Err(_)) => tracing::error!(job = id, kind, "a job took too long"),
        Err(error) => tracing::error!(job = id, kind, %error, "a job broke off"),
    }
}

async fn done(store: Store, mail: Arc<MailSettings>, job: TakenJob) -> Result<(), StoreError> {
    match &job.job {
        Job::Transmission(what) => transmission::send(&store, &mail, &job, what).await,
        Job::Checkpoint => checkpoint::sign(&store, &job).await,
        Job::Compaction(what) => compaction::compact(&store, &job, what).await,
        Job::Notices => notices::tell(&store, &mail, &job).await,
        Job::CleanUp => clean_up::clean_up(&store, &job).await,
    }
}
