//! Two engines, one SQL text. Statements use `$1`, `$2` … and the types text, bigint and bytea only.
//!
//! A write is a closure over [`Tx`] that may run more than once (PostgreSQL: serialization failure,
//! or a key that another process took). The first statement that fails decides what becomes of it,
//! whatever the work makes of that. On SQLite it runs on the one writer thread, where
//! waiting writes share one commit; on PostgreSQL on a blocking thread, in a transaction that what
//! opens one record at the same time shares. Of those that share one each is in a savepoint of its
//! own, unless it writes nothing before its end ([`Tx::execute_last`]); where such a one spoils the
//! transaction, all of them run again, each in a savepoint.
//!
//! PostgreSQL runs at READ COMMITTED: each statement sees what was committed last, and nothing else
//! keeps two writes apart. So a write locks the rows it builds on ([`Tx::lock`]), or changes them in
//! a statement that compares; the patient's chain first (`audit::lock`), several in the order of their
//! keys. `tests/locks.rs` lets two of each kind meet.

mod migrations;
mod postgres;
mod row;
mod sqlite;
#[cfg(test)]
pub(crate) mod testing;
mod tx;
mod waiting;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use futures_util::future::BoxFuture;
pub(crate) use migrations::MIGRATIONS;
pub use row::{Column, Row, Value};
#[cfg(test)]
pub(crate) use tests::statements_below;
use tokio::sync::oneshot::{self, Receiver};
use tx::{AfterCommit, Cure, Engine, Failure, Lock};
pub(crate) use tx::{Foreseen, Statement, Tx};
use waiting::{Write, waiting};

use crate::error::{Result, StoreError};
use crate::limits::{ANSWER_SECONDS, WORK_PATIENCE_SECONDS, WORK_PAUSE_MS_MAX};

/// The embedded database's file in the data folder.
pub(crate) const SQLITE_FILE: &str = "bluebutton.sqlite";

/// The database, for requests or for work that nobody waits for.
#[derive(Clone)]
pub(crate) struct Db {
    pub(crate) kind: Arc<DatabaseKind>,
    patience: Patience,
    /// How many transactions were asked for.
    begun: Arc<AtomicU64>,
    /// And what in them.
    asked: Arc<Counted>,
}

/// What was asked for so far.
#[derive(Default)]
struct Counted {
    statements: AtomicU64,
    rows: AtomicU64,
}

impl Counted {
    /// Does something in a transaction, and counts what it asks for.
    fn during<T>(&self, tx: &mut Tx<'_>, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        let before = tx.cost;
        let done = work(tx);
        self.statements.fetch_add(tx.cost.statements - before.statements, Ordering::Relaxed);
        self.rows.fetch_add(tx.cost.rows - before.rows, Ordering::Relaxed);
        done
    }
}

/// What drives a piece of work on its way to an answer.
type Driving<'d> = BoxFuture<'d, Result<()>>;

/// A read that waits for its turn.
type Read = Box<dyn FnOnce(&mut Tx<'_>) -> ReadDone + Send>;

/// What became of a read.
struct ReadDone {
    /// Whether the database went away meanwhile.
    is_away: bool,
    /// Tells who asked, when the transaction has ended.
    answer: Box<dyn FnOnce() + Send>,
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
pub(crate) enum DatabaseKind {
    /// The embedded one.
    Sqlite(sqlite::Sqlite),
    /// A server, with other nodes beside this one.
    Postgres(postgres::Postgres),
}

impl Db {
    fn of(kind: DatabaseKind) -> Self {
        Self {
            kind: Arc::new(kind),
            patience: Patience::Request,
            begun: Arc::default(),
            asked: Arc::default(),
        }
    }

    /// Opens the embedded database in `folder` and brings its tables up to date.
    pub(crate) async fn open_sqlite(folder: &Path) -> Result<Self> {
        let file = folder.join(SQLITE_FILE);
        let opened = on_blocking_thread(move || sqlite::Sqlite::open(&file)).await?;
        Ok(Self::of(DatabaseKind::Sqlite(opened)))
    }

    /// Connects to a PostgreSQL server and brings its tables up to date.
    pub(crate) async fn open_postgres(url: &str) -> Result<Self> {
        postgres::Postgres::open(url)
            .await
            .map(|postgres| Self::of(DatabaseKind::Postgres(postgres)))
    }

    /// The same database for work that nobody waits for at a page.
    pub(crate) fn for_work(&self) -> Self {
        Self { patience: Patience::Work, ..self.clone() }
    }

    /// Spreads the tables over the nodes of a distributed PostgreSQL.
    pub(crate) async fn distribute(&self) -> Result<usize> {
        match &*self.kind {
            DatabaseKind::Sqlite(_) => Err(StoreError::Settings(
                "the embedded database is one file on one machine: only a PostgreSQL server with \
                 the extension Citus can be distributed"
                    .to_owned(),
            )),
            DatabaseKind::Postgres(postgres) => postgres.distribute().await,
        }
    }

    /// Runs a write; commits if it returns `Ok`. Acknowledged means on disk. After
    /// [`StoreError::Busy`] or [`StoreError::Unavailable`] it may have been kept nevertheless.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        reason: &'static str,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        #[cfg(test)]
        let work = self.kind.paused(reason, work);
        let (write, answered) = waiting(reason, self.counting(work));
        self.within(reason, self.run(None, reason, write), answered).await
    }

    /// [`Self::write`] for what many do to one record at once: shares its transaction with those that
    /// wait to write to the same record. For short writes only.
    pub(crate) async fn write_to_record<T: Send + 'static>(
        &self,
        record: &str,
        reason: &'static str,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        #[cfg(test)]
        let work = self.kind.paused(reason, work);
        let (write, answered) = waiting(reason, self.counting(work));
        self.within(reason, self.run(Some(record), reason, write), answered).await
    }

    /// The same work, with what it asks for counted.
    fn counting<T>(
        &self,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static {
        let asked = Arc::clone(&self.asked);
        move |tx: &mut Tx<'_>| asked.during(tx, &mut work)
    }

    /// Sees to it that a write is run. Its kind is forgotten here: what drives it is there once in the
    /// program, and not once for each function that writes.
    fn run<'d>(
        &'d self,
        record: Option<&'d str>,
        reason: &'static str,
        write: Box<dyn Write>,
    ) -> Driving<'d> {
        Box::pin(async move {
            match (&*self.kind, record) {
                // The writer thread commits waiting writes together anyway.
                (DatabaseKind::Sqlite(sqlite), _) => sqlite.write(reason, write),
                (DatabaseKind::Postgres(postgres), None) => {
                    postgres.write(reason, self.patience, write).await
                }
                (DatabaseKind::Postgres(postgres), Some(record)) => {
                    postgres.write_to_record(record, write);
                    Ok(())
                }
            }
        })
    }

    /// Leaves nothing of what was deleted in the embedded database's files. A server forgets in its own
    /// time (vacuum, archived logs, backups): docs/running.md says how.
    pub(crate) async fn forget_deleted(&self) -> Result<()> {
        match &*self.kind {
            DatabaseKind::Sqlite(sqlite) => sqlite.fold_log().await,
            DatabaseKind::Postgres(_) => Ok(()),
        }
    }

    /// What is wrong with the embedded database's file, by the engine's own check. A server checks its own
    /// (`data_checksums`, `pg_amcheck`: docs/running.md).
    pub(crate) async fn integrity(&self) -> Result<Vec<String>> {
        match &*self.kind {
            DatabaseKind::Sqlite(sqlite) => sqlite.integrity().await,
            DatabaseKind::Postgres(_) => Ok(Vec::new()),
        }
    }

    /// Runs a read on one consistent state.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        reason: &'static str,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let asked = Arc::clone(&self.asked);
        let read = move |tx: &mut Tx<'_>| {
            let outcome = asked.during(tx, work);
            let outcome = tx.settled(outcome);
            let is_away = matches!(outcome, Err(StoreError::Unavailable { .. }));
            let answer = move || {
                // Who asked may have gone.
                let _ = answer.send(outcome);
            };
            let answer: Box<dyn FnOnce() + Send> = Box::new(answer);
            ReadDone { is_away, answer }
        };
        self.within(reason, self.look(reason, Box::new(read)), answered).await
    }

    /// Sees to it that a read is run, see [`Self::run`].
    fn look(&self, reason: &'static str, read: Read) -> Driving<'_> {
        Box::pin(async move {
            match &*self.kind {
                DatabaseKind::Sqlite(sqlite) => sqlite.read(reason, read),
                DatabaseKind::Postgres(postgres) => {
                    postgres.read(reason, self.patience, read).await
                }
            }
        })
    }

    /// Answers a request in time, whatever holds the database up. What still waits then is not done.
    async fn within<T>(
        &self,
        reason: &'static str,
        run: Driving<'_>,
        answered: Receiver<Result<T>>,
    ) -> Result<T> {
        self.begun.fetch_add(1, Ordering::Relaxed);
        let answer = async {
            run.await?;
            answered
                .await
                .map_err(|_| StoreError::Database { reason, detail: STOPPED.to_owned() })?
        };
        if self.patience == Patience::Work {
            return answer.await;
        }
        tokio::time::timeout(ANSWER, answer).await.unwrap_or_else(|_| {
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

    /// How many transactions were asked for so far.
    pub(crate) fn begun(&self) -> u64 {
        self.begun.load(Ordering::Relaxed)
    }

    /// How many statements were asked for so far, and how many rows came back.
    pub(crate) fn asked(&self) -> (u64, u64) {
        let Counted { statements, rows } = &*self.asked;
        (statements.load(Ordering::Relaxed), rows.load(Ordering::Relaxed))
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
    let (answer, answered) = oneshot::channel();
    let answering = move || {
        // Who asked may have gone.
        let _ = answer.send(work());
    };
    run_elsewhere(Box::new(answering)).await?;
    answered.await.map_err(|_| stopped())?
}

/// What [`on_blocking_thread`] runs, whatever it is: once in the program.
async fn run_elsewhere(work: Box<dyn FnOnce() + Send>) -> Result<()> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        // Cancelled: the program is stopping, and nothing of it was begun.
        if error.is_cancelled() {
            let (reason, detail) = (ELSEWHERE, STOPPED.to_owned());
            return StoreError::Unavailable { reason, detail };
        }
        stopped()
    })
}

fn stopped() -> StoreError {
    StoreError::Database { reason: ELSEWHERE, detail: STOPPED.to_owned() }
}

const ELSEWHERE: &str = "work on a blocking thread";

const STOPPED: &str = "the work stopped before its end";

#[cfg(test)]
mod tests;
