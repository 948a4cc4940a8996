//! Drops sessions, counted attempts and jobs that are over, what nobody took out of the outbox, apps that
//! registered themselves and nobody uses, and older root keys that guard rows still; puts in order what people are
//! found by.

use bluebutton_store::jobs::TakenJob;
use bluebutton_store::{Store, StoreError};

use super::timetable::again;

/// Does the job.
pub(super) async fn clean_up(store: &Store, job: &TakenJob) -> Result<(), StoreError> {
    let done = async {
        store.accounts().tidy().await?;
        store.apps().tidy().await?;
        store.outbox().tidy().await?;
        store.retire_guards().await?;
        store.patients().settle_tokens().await?;
        store.jobs().tidy().await
    };
    again(store, job, done.await).await
}
