//! Transactions that run again after they collided with another
//! (<https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html>).

use std::time::{Duration, Instant};

use deadpool_postgres::{Client, Transaction};
use tokio::runtime::Handle;
use tokio_postgres::IsolationLevel;

use super::super::waiting::Write;
use super::super::{ANSWER, Cure, Engine, Failure, Patience, Tx};
use super::open::Open;
use crate::error::{Result, StoreError};
use crate::limits::{POSTGRES_KEY_RUNS_MAX, POSTGRES_RUNS_MAX, POSTGRES_WORK_LOCK_MS};

/// How a run of a transaction ended.
pub(in crate::db) enum Attempt<T> {
    Done(Result<T>),
    /// Nothing is kept of it; [`Cure`] says whether another run can end better.
    Failed(Failure),
}

/// Runs a transaction until it is through, has failed too often, or nobody waits any more.
pub(in crate::db) fn run_again<T>(
    handle: &Handle,
    patience: Patience,
    mut attempt: impl FnMut(&Handle) -> Attempt<T>,
) -> Result<T> {
    let (mut run, mut runs_for_key) = (0_u32, 0_u32);
    let begun = Instant::now();
    loop {
        let failure = match attempt(handle) {
            Attempt::Done(outcome) => return outcome,
            Attempt::Failed(failure) => failure,
        };
        run += 1;
        runs_for_key += u32::from(failure.cure == Cure::AgainForKey);
        let is_late = patience == Patience::Request && begun.elapsed() >= ANSWER;
        let is_over = failure.cure == Cure::None
            || is_late
            || run >= POSTGRES_RUNS_MAX
            || runs_for_key >= POSTGRES_KEY_RUNS_MAX;
        if is_over {
            return Err(failure.error);
        }
        // Those that collided must not collide again in step. Not the runtime's timer: it panics
        // while the program stops.
        std::thread::sleep(Duration::from_micros(500 * u64::from(run * run)));
    }
}

/// One write in a transaction of its own.
pub(super) fn write_once<T>(
    handle: &Handle,
    client: &mut Client,
    (reason, patience): (&'static str, Patience),
    work: &mut impl FnMut(&mut Tx<'_>) -> Result<T>,
) -> Attempt<T> {
    let transaction = match begin(handle, client, reason, patience) {
        Ok(transaction) => transaction,
        Err(failure) => return Attempt::Failed(failure),
    };
    let open = Open { handle: handle.clone(), transaction, is_write: true };
    let mut tx = Tx::on(Engine::Postgres(open), reason);
    let outcome = work(&mut tx);
    let outcome = tx.settled(outcome);
    let Tx { engine: Engine::Postgres(open), failure, .. } = tx else {
        return changed_engines(reason);
    };
    match outcome {
        Ok(value) => commit(handle, open.transaction, reason, value),
        Err(error) => {
            let _ = handle.block_on(open.transaction.rollback());
            match failure {
                Some(failure) if failure.cure != Cure::None => Attempt::Failed(failure),
                // What the work made of it: it knows more than the database.
                _ => Attempt::Done(Err(error)),
            }
        }
    }
}

/// One transaction for a group of writes; those that fail by themselves leave nothing. `key_runs`
/// counts over the runs how often one of them met a key of somebody else.
pub(in crate::db) fn write_group(
    handle: &Handle,
    client: &mut Client,
    reason: &'static str,
    group: &mut [Box<dyn Write>],
    key_runs: &mut u32,
) -> Attempt<()> {
    let mut transaction = match begin(handle, client, reason, Patience::Request) {
        Ok(transaction) => transaction,
        Err(failure) => return Attempt::Failed(failure),
    };
    for write in group {
        match write_in_savepoint(handle, &mut transaction, write.as_mut(), key_runs) {
            Attempt::Done(Ok(())) => {}
            other => {
                let _ = handle.block_on(transaction.rollback());
                return other;
            }
        }
    }
    commit(handle, transaction, reason, ())
}

fn write_in_savepoint(
    handle: &Handle,
    transaction: &mut Transaction<'_>,
    write: &mut dyn Write,
    key_runs: &mut u32,
) -> Attempt<()> {
    let reason = write.reason();
    let savepoint = match handle.block_on(transaction.savepoint("one_write")) {
        Ok(savepoint) => savepoint,
        Err(error) => return Attempt::Failed(Failure::of(&error, reason)),
    };
    let open = Open { handle: handle.clone(), transaction: savepoint, is_write: true };
    let mut tx = Tx::on(Engine::Postgres(open), reason);
    let is_kept = write.run(&mut tx);
    let Tx { engine: Engine::Postgres(open), failure, .. } = tx else {
        return changed_engines(reason);
    };
    let cure = failure.as_ref().map_or(Cure::None, |failure| failure.cure);
    *key_runs += u32::from(cure == Cure::AgainForKey);
    // A key that is still taken after a few runs is that one write's trouble, not the group's.
    let is_own = cure == Cure::AgainForKey && *key_runs >= POSTGRES_KEY_RUNS_MAX;
    if let Some(failure) = failure.filter(|failure| failure.cure != Cure::None && !is_own) {
        return Attempt::Failed(failure);
    }
    let ended = if is_kept {
        handle.block_on(open.transaction.commit())
    } else {
        handle.block_on(open.transaction.rollback())
    };
    match ended {
        Ok(()) => Attempt::Done(Ok(())),
        Err(error) => Attempt::Failed(Failure::of(&error, reason)),
    }
}

fn begin<'c>(
    handle: &Handle,
    client: &'c mut Client,
    reason: &'static str,
    patience: Patience,
) -> std::result::Result<Transaction<'c>, Failure> {
    let begin = async {
        let begin = client.build_transaction().isolation_level(IsolationLevel::ReadCommitted);
        let transaction = begin.start().await?;
        take_time(&transaction, patience).await?;
        Ok(transaction)
    };
    handle.block_on(begin).map_err(|error| Failure::of(&error, reason))
}

/// Work that nobody waits for at a page may take longer than the connection allows otherwise.
pub(super) async fn take_time(
    transaction: &Transaction<'_>,
    patience: Patience,
) -> std::result::Result<(), tokio_postgres::Error> {
    if patience == Patience::Request {
        return Ok(());
    }
    let limits = format!(
        "set local statement_timeout = 0; set local lock_timeout = {POSTGRES_WORK_LOCK_MS}"
    );
    transaction.batch_execute(&limits).await
}

fn commit<T>(
    handle: &Handle,
    transaction: Transaction<'_>,
    reason: &'static str,
    value: T,
) -> Attempt<T> {
    match handle.block_on(transaction.commit()) {
        Ok(()) => Attempt::Done(Ok(value)),
        Err(error) => Attempt::Failed(Failure::of(&error, reason)),
    }
}

fn changed_engines<T>(reason: &'static str) -> Attempt<T> {
    let detail = "the transaction changed engines".to_owned();
    Attempt::Done(Err(StoreError::Database { reason, detail }))
}
