//! PostgreSQL: a pool of connections, writes that lock what they build on, reads on one consistent state.

mod attempt;
mod failure;
mod open;

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, RecyclingMethod};
use tokio::runtime::Handle;
use tokio_postgres::{Config, IsolationLevel, NoTls};

pub(super) use self::attempt::{run_again, write_group};
pub(super) use self::open::Open;
use super::lanes::Lanes;
use super::{Engine, Failure, Tx, migrations, on_blocking_thread};
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
        work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        #[cfg(test)]
        let work = self.pauses.before_commit(reason, work);
        let mut work = work;
        let mut client = connection(&self.pool, reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            run_again(&handle, |handle| attempt::write_once(handle, &mut client, reason, &mut work))
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
            let transaction = handle.block_on(begin).map_err(|e| Failure::of(&e, reason).error)?;
            let open = Open { handle: handle.clone(), transaction, is_write: false };
            let mut tx = Tx::on(Engine::Postgres(open), reason);
            work(&mut tx)
        })
        .await
    }
}

pub(super) async fn connection(pool: &Pool, reason: &'static str) -> Result<Client> {
    pool.get().await.map_err(|error| failed(reason, format!("no connection: {error}")))
}

async fn migrate(pool: &Pool) -> Result<()> {
    let reason = "bring the tables up to date";
    let sql = |error: tokio_postgres::Error| Failure::of(&error, reason).error;
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
