//! Two engines, one SQL text. Statements use `$1`, `$2` … and the types text, bigint and bytea only.
//!
//! A write is a closure over [`Tx`] that may run more than once (PostgreSQL: serialization failure,
//! or a key that another process took). The first statement that fails decides what becomes of it,
//! whatever the work makes of that. On SQLite it runs on the one writer thread, where
//! waiting writes share one commit, each in a savepoint of its own; on PostgreSQL on a blocking
//! thread, in a transaction that what opens one record at the same time shares.
//!
//! PostgreSQL runs at READ COMMITTED: each statement sees what was committed last, and nothing else
//! keeps two writes apart. So a write locks the rows it builds on ([`Tx::lock`]), or changes them in
//! a statement that compares; the patient's chain first (`audit::lock`), several in the order of their
//! keys. `tests/locks.rs` lets two of each kind meet.

mod lanes;
mod migrations;
mod postgres;
mod row;
mod sqlite;
#[cfg(test)]
pub(crate) mod testing;
mod waiting;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub(crate) use migrations::MIGRATIONS;
pub(crate) use row::{Row, Value};

use crate::error::{Result, StoreError};
use crate::limits::{ANSWER_SECONDS, WORK_PATIENCE_SECONDS, WORK_PAUSE_MS_MAX};

/// An open transaction on either engine. Calls wait: only used on threads that may.
pub(crate) struct Tx<'c> {
    engine: Engine<'c>,
    reason: &'static str,
    /// The first statement that failed, if one did: it decides what becomes of the transaction.
    failure: Option<Failure>,
}

/// Why a statement failed, and what can be done about it.
#[derive(Clone)]
struct Failure {
    error: StoreError,
    cure: Cure,
}

/// What to do about rows that somebody else has locked.
#[derive(Clone, Copy)]
enum Lock {
    /// Wait for them.
    Wait,
    /// Leave them out.
    Skip,
}

/// What cures a failed transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cure {
    /// Nothing that we could do.
    None,
    /// Another run: others wrote to the same rows in the same moment.
    Again,
    /// A few more runs, for a key that somebody took in the same moment.
    AgainForKey,
}

enum Engine<'c> {
    Sqlite(&'c rusqlite::Connection),
    Postgres(postgres::Open<'c>),
}

impl<'c> Tx<'c> {
    fn on(engine: Engine<'c>, reason: &'static str) -> Self {
        Self { engine, reason, failure: None }
    }

    /// Rows of a query.
    pub(crate) fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite::query(connection, self.reason, sql, params),
            Engine::Postgres(open) => open.query(self.reason, sql, params),
        };
        self.noted(outcome)
    }

    /// The first row of a query.
    pub(crate) fn first(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// The first row of a query, as it was committed last, locked: nobody changes or removes it before
    /// this transaction ends. What a write builds on is read so. On SQLite the writer is alone, and
    /// in a read there is nothing to protect: then it is a plain query.
    pub(crate) fn lock(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.locked(Lock::Wait, sql, params)?.into_iter().next())
    }

    /// The rows of a query that nobody else has locked, locked.
    pub(crate) fn lock_free(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        self.locked(Lock::Skip, sql, params)
    }

    /// Locks names, for what no row stands for yet: a second transaction that locks one of them waits
    /// until this one has ended, and then sees what it wrote. Call it once in a transaction, so that
    /// names are locked in one order.
    pub(crate) fn lock_names(&mut self, names: impl IntoIterator<Item = Vec<u8>>) -> Result<()> {
        let Engine::Postgres(open) = &mut self.engine else { return Ok(()) };
        let names: BTreeSet<Vec<u8>> = names.into_iter().collect();
        let outcome = open.lock_names(self.reason, names);
        self.noted(outcome)
    }

    fn locked(&mut self, lock: Lock, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let Engine::Postgres(open) = &mut self.engine else { return self.query(sql, params) };
        let outcome = open.lock(self.reason, lock, (sql, params));
        self.noted(outcome)
    }

    /// One query for many parameters, in their order; on PostgreSQL without waiting for each.
    pub(crate) fn query_each(
        &mut self,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>> {
        if let Engine::Postgres(open) = &mut self.engine {
            let outcome = open.query_each(self.reason, sql, each);
            return self.noted(outcome);
        }
        each.iter().map(|params| self.query(sql, params)).collect()
    }

    /// [`Tx::lock`] for many rows, in their order: give them in one order everywhere.
    pub(crate) fn lock_each(
        &mut self,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Option<Row>>> {
        let found = self.locked_each(Lock::Wait, sql, each)?;
        Ok(found.into_iter().map(|rows| rows.into_iter().next()).collect())
    }

    /// [`Tx::lock_free`] for rows of many records, each by its key: a statement that locks rows of
    /// several records at once can't run where they lie on several nodes.
    pub(crate) fn lock_each_free(
        &mut self,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Row>> {
        Ok(self.locked_each(Lock::Skip, sql, each)?.into_iter().flatten().collect())
    }

    fn locked_each(
        &mut self,
        lock: Lock,
        sql: &'static str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>> {
        let Engine::Postgres(open) = &mut self.engine else { return self.query_each(sql, each) };
        let outcome = open.lock_each(self.reason, lock, (sql, each));
        self.noted(outcome)
    }

    /// How many rows a statement changed.
    pub(crate) fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite::execute(connection, self.reason, sql, params),
            Engine::Postgres(open) => open.execute(self.reason, sql, params),
        };
        self.noted(outcome)
    }

    /// Runs many statements whose order does not matter; on PostgreSQL without waiting for each.
    pub(crate) fn execute_all(&mut self, statements: &[(&'static str, Vec<Value>)]) -> Result<()> {
        if let Engine::Postgres(open) = &mut self.engine {
            let outcome = open.execute_all(self.reason, statements);
            return self.noted(outcome);
        }
        for (sql, params) in statements {
            self.execute(sql, params)?;
        }
        Ok(())
    }

    #[cfg(test)]
    fn prepare(&mut self, sql: &'static str) -> Result<()> {
        let outcome = match &mut self.engine {
            Engine::Sqlite(connection) => sqlite::prepare(connection, sql),
            Engine::Postgres(open) => open.prepare(self.reason, sql),
        };
        self.noted(outcome)
    }

    /// Remembers the first failure. What fails after it only says that something failed before
    /// (25P02 on PostgreSQL), so the first one is told again.
    fn noted<T>(&mut self, outcome: std::result::Result<T, Failure>) -> Result<T> {
        outcome.map_err(|failure| self.failure.get_or_insert(failure).error.clone())
    }

    /// The outcome of the work, unless a statement failed on the way and the work kept that to
    /// itself: PostgreSQL would answer "commit" with a rollback, and everybody would believe that
    /// it was kept.
    fn settled<T>(&self, outcome: Result<T>) -> Result<T> {
        match &self.failure {
            Some(failure) if outcome.is_ok() => Err(failure.error.clone()),
            _ => outcome,
        }
    }
}

/// The embedded database's file in the data folder.
pub(crate) const SQLITE_FILE: &str = "bluebutton.sqlite";

/// The database, for requests or for work that nobody waits for.
#[derive(Clone)]
pub(crate) struct Db {
    pub(crate) kind: Arc<Kind>,
    patience: Patience,
}

/// How long somebody waits for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Patience {
    /// Somebody looks at a page: [`ANSWER`], then "try again".
    Request,
    /// Imports and the like: as long as it takes.
    Work,
}

/// How soon a request is answered.
const ANSWER: Duration = Duration::from_secs(ANSWER_SECONDS);

/// Which database it is.
pub(crate) enum Kind {
    /// The embedded one.
    Sqlite(sqlite::Sqlite),
    /// A server, with other nodes beside this one.
    Postgres(postgres::Postgres),
}

impl Db {
    fn of(kind: Kind) -> Self {
        Self { kind: Arc::new(kind), patience: Patience::Request }
    }

    /// Opens the embedded database in `folder` and brings its tables up to date.
    pub(crate) async fn open_sqlite(folder: &Path) -> Result<Self> {
        let file = folder.join(SQLITE_FILE);
        let opened = on_blocking_thread(move || sqlite::Sqlite::open(&file)).await?;
        Ok(Self::of(Kind::Sqlite(opened)))
    }

    /// Connects to a PostgreSQL server and brings its tables up to date.
    pub(crate) async fn open_postgres(url: &str) -> Result<Self> {
        postgres::Postgres::open(url).await.map(|postgres| Self::of(Kind::Postgres(postgres)))
    }

    /// The same database for work that nobody waits for at a page.
    pub(crate) fn for_work(&self) -> Self {
        Self { patience: Patience::Work, ..self.clone() }
    }

    /// Spreads the tables over the nodes of a distributed PostgreSQL.
    pub(crate) async fn distribute(&self) -> Result<usize> {
        match &*self.kind {
            Kind::Sqlite(_) => Err(StoreError::Settings(
                "the embedded database is one file on one machine: only a PostgreSQL server with \
                 the extension Citus can be distributed"
                    .to_owned(),
            )),
            Kind::Postgres(postgres) => postgres.distribute().await,
        }
    }

    /// Runs a write; commits if it returns `Ok`. Acknowledged means on disk. After
    /// [`StoreError::Busy`] or [`StoreError::Unavailable`] it may have been kept nevertheless.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        reason: &'static str,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.within(reason, async {
            match &*self.kind {
                Kind::Sqlite(sqlite) => sqlite.write(reason, work).await,
                Kind::Postgres(postgres) => postgres.write(reason, self.patience, work).await,
            }
        })
        .await
    }

    /// [`Self::write`] for what many do to one record at once: shares its transaction with those that
    /// wait to write to the same record. For short writes only.
    pub(crate) async fn write_to_record<T: Send + 'static>(
        &self,
        record: &str,
        reason: &'static str,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.within(reason, async {
            match &*self.kind {
                // The writer thread commits waiting writes together anyway.
                Kind::Sqlite(sqlite) => sqlite.write(reason, work).await,
                Kind::Postgres(postgres) => postgres.write_to_record(record, reason, work).await,
            }
        })
        .await
    }

    /// Leaves nothing of what was deleted in the embedded database's files. A server forgets in its own
    /// time (vacuum, archived logs, backups): docs/running.md says how.
    pub(crate) async fn forget_deleted(&self) -> Result<()> {
        match &*self.kind {
            Kind::Sqlite(sqlite) => sqlite.fold_log().await,
            Kind::Postgres(_) => Ok(()),
        }
    }

    /// Runs a read on one consistent state.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        reason: &'static str,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.within(reason, async {
            match &*self.kind {
                Kind::Sqlite(sqlite) => sqlite.read(reason, work).await,
                Kind::Postgres(postgres) => postgres.read(reason, self.patience, work).await,
            }
        })
        .await
    }

    /// Answers a request in time, whatever holds the database up. What still waits then is not done.
    async fn within<T>(
        &self,
        reason: &'static str,
        run: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        if self.patience == Patience::Work {
            return run.await;
        }
        tokio::time::timeout(ANSWER, run).await.unwrap_or_else(|_| {
            let detail = format!("no answer within {ANSWER_SECONDS} seconds");
            Err(StoreError::Busy { reason, detail })
        })
    }

    /// Runs `work` again while the database is away or busy, where nobody waits at a page: it must be
    /// safe to repeat, because a change whose answer was lost may have been kept.
    pub(crate) async fn patiently<T, F: Future<Output = Result<T>>>(
        &self,
        mut work: impl FnMut() -> F,
    ) -> Result<T> {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(100);
        loop {
            let is_patient = self.patience == Patience::Work
                && begun.elapsed() < Duration::from_secs(WORK_PATIENCE_SECONDS);
            match work().await {
                Err(error) if error.is_passing() && is_patient => {
                    tracing::warn!(%error, "waiting for the database");
                }
                outcome => return outcome,
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(Duration::from_millis(WORK_PAUSE_MS_MAX));
        }
    }

    /// Whether the engine understands a statement.
    #[cfg(test)]
    pub(crate) async fn prepare(&self, sql: &'static str) -> Result<()> {
        self.read("prepare", move |tx| tx.prepare(sql)).await
    }
}

/// Runs slow work off the async threads.
pub(crate) async fn on_blocking_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        let reason = "work on a blocking thread";
        let detail = "the work stopped before its end".to_owned();
        // Cancelled: the program is stopping, and nothing of it was begun.
        if error.is_cancelled() {
            StoreError::Unavailable { reason, detail }
        } else {
            StoreError::Database { reason, detail }
        }
    })?
}

#[cfg(test)]
mod tests;
