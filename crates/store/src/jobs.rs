//! The job list: work that is done later, added in the transaction of the change that asked for it.

use jiff::Timestamp;

use crate::Store;
use crate::error::Result;

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

impl Jobs<'_> {
    /// Takes the next job that is due, for `lease_seconds`; a worker that dies loses it after that.
    pub async fn take(&self, _lease_seconds: i64) -> Result<Option<Taken>> {
        todo!("helper: accounts")
    }

    /// Says what came of it.
    pub async fn finish(&self, _job: &Taken, _outcome: Outcome) -> Result<()> {
        todo!("helper: accounts")
    }

    /// When the next job is due; wakes early when one is added here.
    pub async fn wait(&self, _at_most: std::time::Duration) {
        todo!("helper: accounts")
    }
}

impl Store {
    /// Jobs.
    pub fn jobs(&self) -> Jobs<'_> {
        Jobs(self)
    }
}
