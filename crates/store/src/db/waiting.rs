//! Writes that wait to be committed together: who asked is told after the commit.

use std::panic::{AssertUnwindSafe, catch_unwind};

use tokio::sync::oneshot::{self, Receiver, Sender};

use super::{AfterCommit, Tx};
use crate::error::{Result, StoreError};

/// A write that waits for its turn.
pub(super) trait Write: Send {
    /// Why it is done.
    fn reason(&self) -> &'static str;
    /// Runs it inside a savepoint; whether it may be kept. May be run again.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Why it failed, if it did.
    fn failure(&self) -> Option<&StoreError>;
    /// What it wrote last could not be kept.
    fn fail(&mut self, error: StoreError);
    /// Tells who asked, after the commit: `Err` carries why the commit failed.
    fn answer(self: Box<Self>, commit: &Result<()>);
}

/// Work with the way back to who asked for it.
pub(super) struct WaitingWork<T, W> {
    reason: &'static str,
    work: W,
    outcome: Option<Result<T>>,
    after: Vec<AfterCommit>,
    answer: Sender<Result<T>>,
}

/// Work that waits, and where its outcome will arrive.
pub(super) fn waiting<T, W>(reason: &'static str, work: W) -> (Box<dyn Write>, Receiver<Result<T>>)
where
    T: Send + 'static,
    W: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
{
    let (answer, answered) = oneshot::channel();
    let after = Vec::new();
    (Box::new(WaitingWork { reason, work, outcome: None, after, answer }), answered)
}

impl<T: Send, W: FnMut(&mut Tx<'_>) -> Result<T> + Send> Write for WaitingWork<T, W> {
    fn reason(&self) -> &'static str {
        self.reason
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        // Nobody waits for it any more, and it was not begun: who asked was told to try again.
        if self.answer.is_closed() {
            return false;
        }
        // A write that panics must not take the others of its group with it.
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.work)(tx)))
            .unwrap_or_else(|_| Err(failed(self.reason, "the write panicked")));
        self.after = std::mem::take(&mut tx.after);
        self.outcome.insert(tx.settled(outcome)).is_ok()
    }

    fn failure(&self) -> Option<&StoreError> {
        self.outcome.as_ref().and_then(|outcome| outcome.as_ref().err())
    }

    fn fail(&mut self, error: StoreError) {
        self.outcome = Some(Err(error));
    }

    fn answer(self: Box<Self>, commit: &Result<()>) {
        let Self { reason, work, outcome, after, answer } = *self;
        // First: what the work holds (the store itself, often) must be gone when who asked goes on.
        drop(work);
        let outcome = match (outcome, commit) {
            (Some(Err(error)), _) => Err(error),
            (_, Err(error)) => Err(error.clone()),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(failed(reason, "the write did not run")),
        };
        if outcome.is_ok() {
            for what in after {
                what();
            }
        }
        // Who asked may have gone; what was committed stays.
        let _ = answer.send(outcome);
    }
}

fn failed(reason: &'static str, detail: &str) -> StoreError {
    StoreError::Database { reason, detail: detail.to_owned() }
}
