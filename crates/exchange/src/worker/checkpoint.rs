//! Signs what was written to the audit trail since the last time, and counts it for the measures.

use bluebutton_store::jobs::TakenJob;
use bluebutton_store::{Store, StoreError};

use super::timetable::{again, again_after};
use crate::limits::MEASURES_GO_ON;

/// Does the job.
pub(super) async fn sign(store: &Store, job: &TakenJob) -> Result<(), StoreError> {
    let done = async {
        store.audit().checkpoint().await?;
        store.audit().count_events().await?;
        let is_behind = store.measures().count_some().await?;
        Ok::<bool, StoreError>(is_behind | store.measures().count_days().await?)
    };
    match done.await {
        // After an import of many people there is more than one turn's work.
        Ok(true) => again_after(store, job, MEASURES_GO_ON).await,
        done => again(store, job, done.map(|_| ())).await,
    }
}
