//! Transactions that run again after they collided with another
//! (<https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html>).

use std::time::{Duration, Instant};

use deadpool_postgres::{Client, Transaction};
use tokio::runtime::Handle;

use super::super::waiting::Write;
use super::super::{ANSWER, Cure, Engine, Failure, Patience, Tx};
use super::open::PostgresTransaction;
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

/// One transaction for a group of writes; those that fail by themselves leave nothing. `key_runs`
/// counts over the runs how often one of them met a key of somebody else.
pub(in crate::db) fn write_group(
    handle: &Handle,
    client: &Client,
    reason: &'static str,
    group: &mut [Box<dyn Write>],
    key_runs: &mut u32,
) -> Attempt<()> {
    if let [one] = group {
        return write_alone(handle, client, (one.as_mut(), Patience::Request), key_runs);
    }
    // Where a key was taken before, each is by itself from the beginning: so no write runs more often
    // than it may.
    if *key_runs == 0 {
        match write_together(handle, client, reason, group) {
            Attempt::Done(Ok(())) => return Attempt::Done(Ok(())),
            // One of them spoiled it: again, each in a savepoint of its own.
            Attempt::Failed(failure) => *key_runs += u32::from(failure.cure == Cure::AgainForKey),
            Attempt::Done(Err(_)) => {}
        }
    }
    write_carefully(handle, client, reason, group, key_runs)
}

/// A write in a transaction of its own.
pub(super) fn write_alone(
    handle: &Handle,
    client: &Client,
    (write, patience): (&mut (dyn Write + 'static), Patience),
    key_runs: &mut u32,
) -> Attempt<()> {
    let reason = write.reason();
    let open = PostgresTransaction::for_writing(handle, client, patience);
    let mut tx = Tx::on(Engine::Postgres(open), reason);
    let is_kept = write.run(&mut tx);
    let Tx { engine: Engine::Postgres(open), failure, .. } = tx else {
        return changed_engines(reason);
    };
    let failure = if is_kept { open.commit(reason).err() } else { failure };
    let Some(failure) = failure else { return Attempt::Done(Ok(())) };
    *key_runs += u32::from(failure.cure == Cure::AgainForKey);
    if is_kept || failure.cure != Cure::None {
        return Attempt::Failed(failure);
    }
    // It is told what it made of it.
    Attempt::Done(Ok(()))
}

/// Writes that need no savepoint, one behind the other: they write last of all, where all went well.
/// Each begins with what the one before wrote on its way, so it is known at the end only whether
/// everything was kept.
fn write_together(
    handle: &Handle,
    client: &Client,
    reason: &'static str,
    group: &mut [Box<dyn Write>],
) -> Attempt<()> {
    let mut open = PostgresTransaction::for_writing(handle, client, Patience::Request);
    for write in group {
        open.need_savepoint();
        let mut tx = Tx::on(Engine::Postgres(open), write.reason());
        let is_kept = write.run(&mut tx);
        let Tx { engine: Engine::Postgres(back), failure, .. } = tx else {
            return changed_engines(reason);
        };
        open = back;
        if let Some(failure) = failure {
            return Attempt::Failed(failure);
        }
        if is_kept {
            open.keep();
        } else if let Err(failure) = open.undo(reason) {
            return Attempt::Failed(failure);
        }
    }
    match open.commit(reason) {
        Ok(()) => Attempt::Done(Ok(())),
        Err(failure) => Attempt::Failed(failure),
    }
}

/// A group of writes, each in a savepoint.
fn write_carefully(
    handle: &Handle,
    client: &Client,
    reason: &'static str,
    group: &mut [Box<dyn Write>],
    key_runs: &mut u32,
) -> Attempt<()> {
    let mut open = PostgresTransaction::for_writing(handle, client, Patience::Request);
    for write in group {
        open.begin_savepoint();
        let mut tx = Tx::on(Engine::Postgres(open), write.reason());
        let is_kept = write.run(&mut tx);
        let Tx { engine: Engine::Postgres(back), mut failure, .. } = tx else {
            return changed_engines(reason);
        };
        open = back;
        if is_kept {
            failure = open.keep_now(reason).err();
        }
        let cure = failure.as_ref().map_or(Cure::None, |failure| failure.cure);
        *key_runs += u32::from(cure == Cure::AgainForKey);
        // A key that is still taken after a few runs is that one write's trouble, not the group's.
        let is_own = cure == Cure::AgainForKey && *key_runs >= POSTGRES_KEY_RUNS_MAX;
        match failure {
            Some(failure) if failure.cure != Cure::None && !is_own => {
                return Attempt::Failed(failure);
            }
            Some(failure) if is_kept => write.fail(failure.error),
            None if is_kept => continue,
            _ => {}
        }
        if let Err(failure) = open.undo(reason) {
            return Attempt::Failed(failure);
        }
    }
    match open.commit(reason) {
        Ok(()) => Attempt::Done(Ok(())),
        Err(failure) => Attempt::Failed(failure),
    }
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

fn changed_engines<T>(reason: &'static str) -> Attempt<T> {
    let detail = "the transaction changed engines".to_owned();
    Attempt::Done(Err(StoreError::Database { reason, detail }))
}
