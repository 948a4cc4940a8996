//! PostgreSQL: a pool of connections, writes that lock what they build on, reads on one consistent state.

mod attempt;
mod distribute;
mod failure;
mod open;
mod tls;
mod url;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod};
use tokio::runtime::Handle;
use tokio_postgres::IsolationLevel;

pub(super) use self::attempt::{run_again, write_group};
pub(super) use self::open::Open;
use super::lanes::Lanes;
use super::{Engine, Failure, Patience, Tx, migrations, on_blocking_thread};
use crate::error::{Result, StoreError};
use crate::limits::{POSTGRES_CONNECTIONS, POSTGRES_WAIT_SECONDS};

/// A PostgreSQL server.
pub(crate) struct Postgres {
    pool: Pool,
    lanes: Arc<Lanes>,
    #[cfg(test)]
    pub(super) pauses: super::testing::Pauses,
}

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Self> {
        let (config, wishes) = url::read(url)?;
        let tls = tls::Tls::of(&wishes)?;
        let manager = Manager::from_config(
            config,
            tls,
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
        Ok(Self {
            pool,
            lanes: Lanes::new(),
            #[cfg(test)]
            pauses: super::testing::Pauses::default(),
        })
    }

    pub(super) async fn write<T: Send + 'static>(
        &self,
        reason: &'static str,
        patience: Patience,
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        #[cfg(test)]
        let work = self.pauses.before_commit(reason, work);
        let mut work = work;
        let mut client = connection(&self.pool, reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            let outcome = run_again(&handle, patience, |handle| {
                attempt::write_once(handle, &mut client, (reason, patience), &mut work)
            });
            given_back(client, outcome)
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
        #[cfg(test)]
        let work = self.pauses.before_commit(reason, work);
        self.lanes.write(&self.pool, record, reason, work).await
    }

    pub(super) async fn read<T: Send + 'static>(
        &self,
        reason: &'static str,
        patience: Patience,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let mut client = connection(&self.pool, reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            let outcome = read_once(&handle, &mut client, (reason, patience), work);
            given_back(client, outcome)
        })
        .await
    }
}

fn read_once<T>(
    handle: &Handle,
    client: &mut Client,
    (reason, patience): (&'static str, Patience),
    work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
) -> Result<T> {
    let begin = async {
        let begin = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead);
        let transaction = begin.read_only(true).start().await?;
        attempt::take_time(&transaction, patience).await?;
        Ok(transaction)
    };
    let begun: std::result::Result<_, tokio_postgres::Error> = handle.block_on(begin);
    let transaction = begun.map_err(|error| Failure::of(&error, reason).error)?;
    let open = Open { handle: handle.clone(), transaction, is_write: false };
    let mut tx = Tx::on(Engine::Postgres(open), reason);
    let outcome = work(&mut tx);
    tx.settled(outcome)
}

/// A connection to a server that went away, or that does not take writes any more, is given up: the
/// next may lead to another.
pub(super) fn given_back<T>(client: Client, outcome: Result<T>) -> Result<T> {
    if matches!(outcome, Err(StoreError::Unavailable { .. })) {
        drop(Client::take(client));
    }
    outcome
}

pub(super) async fn connection(pool: &Pool, reason: &'static str) -> Result<Client> {
    pool.get().await.map_err(|error| failure::no_connection(error, reason))
}

async fn migrate(pool: &Pool) -> Result<()> {
    let reason = "bring the tables up to date";
    let sql = |error: tokio_postgres::Error| Failure::of(&error, reason).error;
    let mut client = connection(pool, reason).await?;
    let transaction = client.transaction().await.map_err(sql)?;
    attempt::take_time(&transaction, Patience::Work).await.map_err(sql)?;
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

fn failed(reason: &'static str, detail: String) -> StoreError {
    StoreError::Database { reason, detail }
}

const MIGRATION_LOCK: &str = "select pg_advisory_xact_lock(7215432)";
