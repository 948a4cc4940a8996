//! Upkeep: the audit trail is signed, long records are put together, and what nobody needs any more is
//! dropped.

use std::sync::Arc;

use bluebutton_record::PatientKey;
use bluebutton_store::jobs::{CompactionJob, Outcome, TakenJob};
use bluebutton_store::{Store, StoreError};
use jiff::SignedDuration;

use super::notices;
use crate::direct::MailSettings;
use crate::limits::{
    CHECKPOINT_EVERY, CLEAN_UP_EVERY, MEASURES_GO_ON, NOTICES_EVERY, UPKEEP_RETRY,
};

/// Signs what was written to the audit trail since the last time, and counts it for the measures.
pub(super) async fn checkpoint(store: &Store, job: &TakenJob) -> Result<(), StoreError> {
    let done = async {
        store.audit().checkpoint().await?;
        store.audit().count_events().await?;
        store.measures().count_some().await
    };
    // After an import of many people there is more than one turn's work.
    let done = done.await;
    let every = if matches!(done, Ok(true)) { MEASURES_GO_ON } else { CHECKPOINT_EVERY };
    finish(store, job, done.map(|_| ()), every).await
}

/// Puts the segments of a record together; nothing is left to do where it was erased meanwhile.
pub(super) async fn compact(
    store: &Store,
    job: &TakenJob,
    what: &CompactionJob,
) -> Result<(), StoreError> {
    let done = match PatientKey::parse(&what.patient) {
        Some(patient) => store.records().compact(&patient).await.map(|_| ()),
        None => Ok(()),
    };
    let outcome = match done {
        Ok(()) => Outcome::Done,
        // What was altered stays as it is; verify names it.
        Err(StoreError::Altered(what)) => {
            tracing::error!(what, "a record was not put together");
            Outcome::GiveUp { why: "job-failed".to_owned() }
        }
        Err(error) => {
            tracing::error!(%error, "a record was not put together");
            let now = store.now();
            let at = now.checked_add(UPKEEP_RETRY).unwrap_or(now);
            Outcome::Retry { at, why: "job-failed".to_owned() }
        }
    };
    store.jobs().finish(job, outcome).await.map(|_| ())
}

/// Tells people what they want to hear about.
pub(super) async fn tell(
    store: &Store,
    mail: &Arc<MailSettings>,
    job: &TakenJob,
) -> Result<(), StoreError> {
    let done = notices::tell(store, mail).await;
    finish(store, job, done, NOTICES_EVERY).await
}

/// Drops sessions, counted attempts and jobs that are over, and what nobody took out of the outbox.
pub(super) async fn clean_up(store: &Store, job: &TakenJob) -> Result<(), StoreError> {
    let done = async {
        store.accounts().tidy().await?;
        store.outbox().tidy().await?;
        store.jobs().tidy().await
    };
    finish(store, job, done.await, CLEAN_UP_EVERY).await
}

/// Comes again after a while, or soon if it failed. Never given up: it is what keeps the rest sound.
async fn finish(
    store: &Store,
    job: &TakenJob,
    done: Result<(), StoreError>,
    every: SignedDuration,
) -> Result<(), StoreError> {
    let now = store.now();
    let after = |wait| now.checked_add(wait).unwrap_or(now);
    let outcome = match done {
        Ok(()) => Outcome::Again { at: after(every) },
        Err(error) => {
            tracing::error!(kind = job.job.kind(), %error, "upkeep failed");
            Outcome::Retry { at: after(UPKEEP_RETRY), why: "job-failed".to_owned() }
        }
    };
    store.jobs().finish(job, outcome).await.map(|_| ())
}
