//! Writes on the writer thread: what waits shares one commit, and each is kept apart from the others.

use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use super::super::waiting::Write;
use super::super::{Cure, Engine, Failure, Row, Statement, Tx, Value};
#[cfg(test)]
use super::failure;
use super::place::OpenFiles;
use super::{execute, gone, query, run};
use crate::error::Result;
use crate::limits::{GROUP_TIME_MS_MAX, GROUP_WRITES_MAX};

pub(super) fn write_all(
    connection: &Connection,
    place: &OpenFiles,
    waiting: &Receiver<Box<dyn Write>>,
) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        // Looked at before anything is acknowledged.
        let outcome = write_group(connection, waiting, &mut group)
            .and_then(|()| place.check())
            .and_then(|()| run(connection, "commit", "commit"));
        if outcome.is_err() && !connection.is_autocommit() {
            let _ = connection.execute_batch("rollback");
        }
        for write in group {
            write.answer(&outcome);
        }
    }
}

/// One transaction for everything that waits: the disk is asked to hold still once for all of it.
fn write_group(
    connection: &Connection,
    waiting: &Receiver<Box<dyn Write>>,
    group: &mut Vec<Box<dyn Write>>,
) -> Result<()> {
    run(connection, "begin", "begin immediate")?;
    let begun = Instant::now();
    let longest = Duration::from_millis(GROUP_TIME_MS_MAX);
    let (mut next, mut care) = (0, Care::First);
    while let Some(write) = group.get_mut(next) {
        if run_one(connection, write.as_mut(), care)? == Ended::NotAlone {
            // One of those that share the transaction spoiled it: again, each for itself.
            run(connection, "roll back", "rollback")?;
            run(connection, "begin", "begin immediate")?;
            (next, care) = (0, Care::Each);
            continue;
        }
        next += 1;
        care = care.max(Care::WhereItWrites);
        if group.len() < GROUP_WRITES_MAX && begun.elapsed() < longest {
            group.extend(waiting.try_recv());
        }
    }
    Ok(())
}

/// Which writes of a group have a savepoint of their own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Care {
    /// None: nothing stands before it in the transaction, so all of that is taken back with it. A savepoint
    /// copies each page before it is changed, which a large import would feel.
    First,
    /// Those that write before their end. What only leaves a line at its end leaves it where all else
    /// went well, and needs none.
    WhereItWrites,
    /// Each.
    Each,
}

/// How one write of a group ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// What it did is kept, if that was its wish, and nothing else of it.
    Alone,
    /// It left something behind that can only be taken back with everything.
    NotAlone,
}

fn run_one(connection: &Connection, write: &mut dyn Write, care: Care) -> Result<Ended> {
    let reason = write.reason();
    let savepoint = match care {
        Care::First => SqliteSavepoint::First,
        Care::WhereItWrites | Care::Each => SqliteSavepoint::Wanted,
    };
    let mut open = SqliteTransaction { connection, savepoint, last: Vec::new() };
    if care == Care::Each {
        open.begin_savepoint(reason).map_err(|failure| failure.error)?;
    }
    let mut tx = Tx::on(Engine::Sqlite(open), reason);
    let is_kept = write.run(&mut tx);
    let Tx { engine: Engine::Sqlite(open), failure, .. } = tx else { return Err(gone(reason)) };
    if is_kept && open.savepoint.takes_last() {
        let mut written = open.last.iter();
        let all = written
            .try_for_each(|(sql, params)| execute(connection, reason, sql, params).map(|_| ()));
        return Ok(if all.is_ok() { Ended::Alone } else { Ended::NotAlone });
    }
    if !is_kept && connection.is_autocommit() {
        // A full disk ends the whole transaction, not only the statement that met it.
        return Err(failure.map_or_else(|| gone(reason), |failure| failure.error));
    }
    if open.savepoint == SqliteSavepoint::FirstWrote && !is_kept {
        run(connection, reason, "rollback")?;
        run(connection, reason, "begin immediate")?;
    }
    if open.savepoint == SqliteSavepoint::Begun {
        if !is_kept {
            run(connection, reason, "rollback to one_write")?;
        }
        run(connection, reason, "release one_write")?;
    }
    Ok(Ended::Alone)
}

/// An open transaction.
pub(in crate::db) struct SqliteTransaction<'c> {
    connection: &'c Connection,
    savepoint: SqliteSavepoint,
    /// What is written at the end, or before whatever else is done.
    last: Vec<Statement>,
}

/// What keeps a write of a group apart from the others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SqliteSavepoint {
    /// Needless: nothing stands before it in the transaction, and it has not written.
    First,
    /// The same, and it has written.
    FirstWrote,
    /// Before it writes.
    Wanted,
    Begun,
    /// It is a read, whose transaction begins with its first statement.
    OneState,
    /// It is a read that has begun.
    Needless,
}

impl SqliteSavepoint {
    /// Whether what is to be written last may wait for the end.
    fn takes_last(self) -> bool {
        matches!(self, Self::Wanted | Self::First | Self::FirstWrote)
    }
}

impl<'c> SqliteTransaction<'c> {
    /// A read.
    pub(super) fn for_reading(connection: &'c Connection) -> Self {
        Self { connection, savepoint: SqliteSavepoint::OneState, last: Vec::new() }
    }

    fn begin_savepoint(&mut self, reason: &'static str) -> std::result::Result<(), Failure> {
        match self.savepoint {
            SqliteSavepoint::Wanted => {
                let begun = run(self.connection, reason, "savepoint one_write");
                begun.map_err(|error| Failure { error, cure: Cure::None })?;
                self.savepoint = SqliteSavepoint::Begun;
            }
            SqliteSavepoint::First => self.savepoint = SqliteSavepoint::FirstWrote,
            _ => {}
        }
        Ok(())
    }

    /// Before anything else is done: what was to be written last is written.
    fn go_on(&mut self, reason: &'static str) -> std::result::Result<(), Failure> {
        if self.last.is_empty() {
            return Ok(());
        }
        self.begin_savepoint(reason)?;
        for (sql, params) in std::mem::take(&mut self.last) {
            execute(self.connection, reason, sql, &params)?;
        }
        Ok(())
    }

    /// Rows of a query.
    pub(in crate::db) fn query(
        &mut self,
        reason: &'static str,
        sql: &'static str,
        params: &[Value],
    ) -> std::result::Result<Vec<Row>, Failure> {
        self.go_on(reason)?;
        if self.savepoint == SqliteSavepoint::OneState {
            let begun = run(self.connection, reason, "begin");
            begun.map_err(|error| Failure { error, cure: Cure::None })?;
            self.savepoint = SqliteSavepoint::Needless;
        }
        if !sql.trim_start().starts_with("select") {
            self.begin_savepoint(reason)?;
        }
        query(self.connection, reason, sql, params)
    }

    /// How many rows a statement changed.
    pub(in crate::db) fn execute(
        &mut self,
        reason: &'static str,
        sql: &'static str,
        params: &[Value],
    ) -> std::result::Result<u64, Failure> {
        self.go_on(reason)?;
        self.begin_savepoint(reason)?;
        execute(self.connection, reason, sql, params)
    }

    /// What is written at the end.
    pub(in crate::db) fn execute_last(
        &mut self,
        reason: &'static str,
        statements: Vec<Statement>,
    ) -> std::result::Result<(), Failure> {
        self.last.extend(statements);
        if self.savepoint.takes_last() { Ok(()) } else { self.go_on(reason) }
    }

    #[cfg(test)]
    pub(in crate::db) fn prepare(&mut self, sql: &str) -> std::result::Result<(), Failure> {
        self.connection.prepare(sql).map(|_| ()).map_err(|error| failure("prepare", &error))
    }
}
