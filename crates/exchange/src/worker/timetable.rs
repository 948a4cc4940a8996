//! What is done again and again, by one node at a time: each is one row of the job list.

use bluebutton_store::jobs::Job;
use bluebutton_store::{Store, StoreError};

/// Puts on the list what is not on it.
pub(super) async fn plan(store: &Store) -> Result<(), StoreError> {
    for job in [Job::Checkpoint, Job::Notices, Job::CleanUp] {
        store.jobs().ensure(job).await?;
    }
    Ok(())
}
