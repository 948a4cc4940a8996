//! PostgreSQL: a pool of connections, serializable writes that run again after a serialization
//! failure (<https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html>).

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use bytes::BytesMut;
use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod, Transaction};
use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use tokio_postgres::{Config, IsolationLevel, NoTls};

use super::lanes::Lanes;
use super::waiting::Write;
use super::{Engine, Row, Tx, Value, migrations, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::limits::{POSTGRES_CONNECTIONS, POSTGRES_RUNS_MAX, POSTGRES_WAIT_SECONDS};

/// A PostgreSQL server.
pub(crate) struct Postgres {
    pool: Pool,
    lanes: Arc<Lanes>,
}

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Self> {
        let mut config: Config = url.parse().map_err(|_| {
            // The driver's own words may quote the password.
            StoreError::Settings(
                "the database URL is not a PostgreSQL URL (postgres://user@host/name)".to_owned(),
            )
        })?;
        config.application_name("bluebutton");
        config.options(joined_options(config.get_options()));
        let manager = Manager::from_config(
            config,
            NoTls,
            ManagerConfig { recycling_method: RecyclingMethod::Fast },
        );
        let pool = Pool::builder(manager)
            .max_size(POSTGRES_CONNECTIONS)
            .wait_timeout(Some(Duration::from_secs(POSTGRES_WAIT_SECONDS)))
            .create_timeout(Some(Duration::from_secs(POSTGRES_WAIT_SECONDS)))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| failed("connect to the database", error.to_string()))?;
        migrate(&pool).await?;
        Ok(Self { pool, lanes: Lanes::new() })
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        reason: &'static str,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut client = connection(&self.pool, reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            run_again(&handle, |handle| write_once(handle, &mut client, reason, &mut work))
        })
        .await
    }

    /// [`Self::write`] behind those that wait to write to the same record, in their transaction.
    pub(super) async fn write_to_record<T: Send + 'static>(
        &self,
        record: &str,
        reason: &'static str,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.lanes.write(&self.pool, record, reason, work).await
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        reason: &'static str,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut client = connection(&self.pool, reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            let begin = client
                .build_transaction()
                .isolation_level(IsolationLevel::RepeatableRead)
                .read_only(true)
                .start();
            let transaction = handle.block_on(begin).map_err(|e| Failed(e).into_error(reason))?;
            let open = Open { handle: handle.clone(), transaction };
            let mut tx = Tx::on(Engine::Postgres(open), reason);
            work(&mut tx)
        })
        .await
    }
}

/// How a run of a transaction ended.
pub(super) enum Attempt<T> {
    Done(Result<T>),
    Again(StoreError),
}

/// Runs a transaction until it is through, or has failed too often.
pub(super) fn run_again<T>(
    handle: &Handle,
    mut attempt: impl FnMut(&Handle) -> Attempt<T>,
) -> Result<T> {
    let mut run = 1;
    loop {
        match attempt(handle) {
            Attempt::Done(outcome) => return outcome,
            Attempt::Again(error) if run >= POSTGRES_RUNS_MAX => return Err(error),
            Attempt::Again(_) => {}
        }
        // Those that collided must not collide again in step.
        let pause = Duration::from_micros(500 * u64::from(run * run));
        handle.block_on(tokio::time::sleep(pause));
        run += 1;
    }
}

fn write_once<T>(
    handle: &Handle,
    client: &mut Client,
    reason: &'static str,
    work: &mut impl FnMut(&mut Tx<'_>) -> Result<T>,
) -> Attempt<T> {
    let transaction = match begin(handle, client, reason) {
        Ok(transaction) => transaction,
        Err(error) => return Attempt::Done(Err(error)),
    };
    let open = Open { handle: handle.clone(), transaction };
    let mut tx = Tx::on(Engine::Postgres(open), reason);
    let outcome = work(&mut tx);
    let is_retryable = tx.is_retryable;
    let Engine::Postgres(open) = tx.engine else { return changed_engines(reason) };
    match outcome {
        Ok(value) => commit(handle, open.transaction, reason, value),
        Err(error) => {
            let _ = handle.block_on(open.transaction.rollback());
            if is_retryable { Attempt::Again(error) } else { Attempt::Done(Err(error)) }
        }
    }
}

/// One transaction for a group of writes; those that fail by themselves leave nothing.
pub(super) fn write_group(
    handle: &Handle,
    client: &mut Client,
    reason: &'static str,
    group: &mut [Box<dyn Write>],
) -> Attempt<()> {
    let mut transaction = match begin(handle, client, reason) {
        Ok(transaction) => transaction,
        Err(error) => return Attempt::Done(Err(error)),
    };
    for write in group {
        match write_in_savepoint(handle, &mut transaction, write.as_mut()) {
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
) -> Attempt<()> {
    let reason = write.reason();
    let savepoint = match handle.block_on(transaction.savepoint("one_write")) {
        Ok(savepoint) => savepoint,
        Err(error) => return outcome_of(error, reason),
    };
    let open = Open { handle: handle.clone(), transaction: savepoint };
    let mut tx = Tx::on(Engine::Postgres(open), reason);
    let is_kept = write.run(&mut tx);
    let is_retryable = tx.is_retryable;
    let Engine::Postgres(open) = tx.engine else { return changed_engines(reason) };
    if !is_kept && is_retryable {
        return Attempt::Again(failed(reason, "others kept writing to the same rows".to_owned()));
    }
    let ended = if is_kept {
        handle.block_on(open.transaction.commit())
    } else {
        handle.block_on(open.transaction.rollback())
    };
    ended.map_or_else(|error| outcome_of(error, reason), |()| Attempt::Done(Ok(())))
}

fn begin<'c>(
    handle: &Handle,
    client: &'c mut Client,
    reason: &'static str,
) -> Result<Transaction<'c>> {
    let begin = client.build_transaction().isolation_level(IsolationLevel::Serializable).start();
    handle.block_on(begin).map_err(|error| Failed(error).into_error(reason))
}

fn commit<T>(
    handle: &Handle,
    transaction: Transaction<'_>,
    reason: &'static str,
    value: T,
) -> Attempt<T> {
    match handle.block_on(transaction.commit()) {
        Ok(()) => Attempt::Done(Ok(value)),
        Err(error) => outcome_of(error, reason),
    }
}

fn outcome_of<T>(error: tokio_postgres::Error, reason: &'static str) -> Attempt<T> {
    if is_curable(&error) {
        Attempt::Again(Failed(error).into_error(reason))
    } else {
        Attempt::Done(Err(Failed(error).into_error(reason)))
    }
}

fn changed_engines<T>(reason: &'static str) -> Attempt<T> {
    Attempt::Done(Err(failed(reason, "the transaction changed engines".to_owned())))
}

/// A transaction with the runtime that drives it.
pub(super) struct Open<'c> {
    handle: Handle,
    transaction: Transaction<'c>,
}

impl Open<'_> {
    pub(super) fn query(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> std::result::Result<Vec<Row>, Failed> {
        let rows = self.handle.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.query(&statement, &referred(params)).await
        });
        let rows = rows.map_err(Failed)?;
        rows.iter().map(row_of).collect::<std::result::Result<_, _>>().map_err(Failed)
    }

    pub(super) fn execute(
        &mut self,
        sql: &str,
        params: &[Value],
    ) -> std::result::Result<u64, Failed> {
        let changed = self.handle.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.execute(&statement, &referred(params)).await
        });
        changed.map_err(Failed)
    }
}

impl Open<'_> {
    /// All statements on their way before the first answer is back: one round trip instead of many.
    pub(super) fn execute_all(
        &mut self,
        statements: &[(&'static str, Vec<Value>)],
    ) -> std::result::Result<(), Failed> {
        let all = async {
            let mut prepared = Vec::with_capacity(statements.len());
            for (sql, params) in statements {
                prepared.push((self.transaction.prepare_cached(sql).await?, referred(params)));
            }
            let run = prepared.iter().map(|(sql, params)| self.transaction.execute(sql, params));
            futures_util::future::try_join_all(run).await
        };
        self.handle.block_on(all).map(|_| ()).map_err(Failed)
    }
}

#[cfg(test)]
impl Open<'_> {
    pub(super) fn prepare(&mut self, sql: &str) -> std::result::Result<(), Failed> {
        self.handle.block_on(self.transaction.prepare_cached(sql)).map(|_| ()).map_err(Failed)
    }
}

fn referred(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn row_of(row: &tokio_postgres::Row) -> std::result::Result<Row, tokio_postgres::Error> {
    let value = |(index, column): (usize, &tokio_postgres::Column)| {
        Ok(match *column.type_() {
            Type::INT8 => Value::from(row.try_get::<_, Option<i64>>(index)?),
            Type::INT4 => Value::from(row.try_get::<_, Option<i32>>(index)?.map(i64::from)),
            Type::BOOL => Value::from(row.try_get::<_, Option<bool>>(index)?.map(i64::from)),
            Type::BYTEA => Value::from(row.try_get::<_, Option<Vec<u8>>>(index)?),
            // Anything but text is refused by the driver, which names the type.
            _ => Value::from(row.try_get::<_, Option<String>>(index)?),
        })
    };
    row.columns().iter().enumerate().map(value).collect::<std::result::Result<_, _>>().map(Row)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => {
                i32::try_from(*number)?.to_sql_checked(kind, out)
            }
            Self::Int(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        // Which of our values it is decides; each checks its own type.
        true
    }

    to_sql_checked!();
}

/// What the driver said.
pub(super) struct Failed(tokio_postgres::Error);

impl Failed {
    /// As an error of the store, remembering whether another run can cure it.
    pub(super) fn note(self, reason: &'static str, is_retryable: &mut bool) -> StoreError {
        *is_retryable |= is_curable(&self.0);
        self.into_error(reason)
    }

    fn into_error(self, reason: &'static str) -> StoreError {
        // `detail` and `hint` of the server may quote parameters: they stay out of the log.
        let detail = self.0.as_db_error().map_or_else(
            || match self.0.source() {
                Some(source) => format!("{}: {source}", self.0),
                None => self.0.to_string(),
            },
            |database| format!("{} ({})", database.message(), database.code().code()),
        );
        failed(reason, detail)
    }
}

/// Serialization failure, deadlock, or a key that another process took in the same moment.
fn is_curable(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        [
            &SqlState::T_R_SERIALIZATION_FAILURE,
            &SqlState::T_R_DEADLOCK_DETECTED,
            &SqlState::UNIQUE_VIOLATION,
        ]
        .contains(&code)
    })
}

pub(super) async fn connection(pool: &Pool, reason: &'static str) -> Result<Client> {
    pool.get().await.map_err(|error| failed(reason, format!("no connection: {error}")))
}

async fn migrate(pool: &Pool) -> Result<()> {
    let reason = "bring the tables up to date";
    let sql = |error: tokio_postgres::Error| Failed(error).into_error(reason);
    let mut client = connection(pool, reason).await?;
    let transaction = client.transaction().await.map_err(sql)?;
    // One node at a time; the lock goes with the transaction.
    transaction.batch_execute(MIGRATION_LOCK).await.map_err(sql)?;
    transaction.batch_execute(migrations::VERSION_TABLE).await.map_err(sql)?;
    let newest: i64 =
        transaction.query_one(migrations::VERSION_NEWEST, &[]).await.map_err(sql)?.get(0);
    for (version, name, text) in migrations::outstanding(newest).map_err(StoreError::Settings)? {
        transaction.batch_execute(text).await.map_err(sql)?;
        transaction.execute(migrations::VERSION_ADD, &[version, name]).await.map_err(sql)?;
    }
    transaction.commit().await.map_err(sql)
}

/// What the URL asks for, and that a commit is on disk before anybody hears of it.
fn joined_options(own: Option<&str>) -> String {
    format!("{} -c synchronous_commit=on", own.unwrap_or_default()).trim().to_owned()
}

fn failed(reason: &'static str, detail: String) -> StoreError {
    StoreError::Database { reason, detail }
}

const MIGRATION_LOCK: &str = "select pg_advisory_xact_lock(7215432)";
