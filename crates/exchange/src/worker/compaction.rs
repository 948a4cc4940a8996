//! Puts the segments of a record together.

use bluebutton_record::PatientKey;
use bluebutton_store::jobs::{CompactionJob, Outcome, TakenJob};
use bluebutton_store::{Store, StoreError};

use crate::limits::UPKEEP_RETRY;

/// Does the job; nothing is left to do where the record was erased meanwhile.
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
