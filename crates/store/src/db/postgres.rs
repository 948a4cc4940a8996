//! PostgreSQL: a pool of connections, writes that lock what they build on, reads on one consistent state.

mod attempt;
mod connections;
mod distribute;
mod failure;
mod lanes;
mod open;
mod steps;
mod tls;
mod url;
mod values;

use std::sync::Arc;

use tokio::runtime::Handle;

use self::attempt::run_again;
use self::connections::Connections;
use self::lanes::Lanes;
pub(super) use self::open::PostgresTransaction;
use super::waiting::Write;
use super::{Engine, Failure, Patience, Read, ReadDone, Tx, migrations, on_blocking_thread};
use crate::error::{Result, StoreError};

/// A PostgreSQL server.
pub(crate) struct Postgres {
    connections: Connections,
    lanes: Arc<Lanes>,
    #[cfg(test)]
    pub(super) pauses: super::testing::Pauses,
}

impl Postgres {
    pub(super) async fn open(url: &str) -> Result<Self> {
        let connections = Connections::to(url)?;
        migrate(&connections).await?;
        Ok(Self {
            connections,
            lanes: Lanes::new(),
            #[cfg(test)]
            pauses: super::testing::Pauses::default(),
        })
    }

    /// Runs a write in a transaction of its own.
    pub(super) async fn write(
        &self,
        reason: &'static str,
        patience: Patience,
        mut write: Box<dyn Write>,
    ) -> Result<()> {
        let connections = self.connections.clone();
        let client = connections.take(reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            let mut key_runs = 0;
            let outcome = run_again(&handle, patience, |handle| {
                let alone = (write.as_mut(), patience);
                attempt::write_alone(handle, &client, alone, &mut key_runs)
            });
            let is_away = is_away(outcome.as_ref().err()) || is_away(write.failure());
            connections.give_back(client, is_away);
            write.answer(&outcome);
            Ok(())
        })
        .await
    }

    /// [`Self::write`] behind those that wait to write to the same record, in their transaction.
    pub(super) fn write_to_record(&self, record: &str, write: Box<dyn Write>) {
        self.lanes.write(&self.connections, record, write);
    }

    /// Runs a read.
    pub(super) async fn read(
        &self,
        reason: &'static str,
        patience: Patience,
        read: Read,
    ) -> Result<()> {
        let connections = self.connections.clone();
        let client = connections.take(reason).await?;
        let handle = Handle::current();
        on_blocking_thread(move || {
            let open = PostgresTransaction::for_reading(&handle, &client, patience);
            let mut tx = Tx::on(Engine::Postgres(open), reason);
            let ReadDone { is_away, answer } = read(&mut tx);
            drop(tx);
            connections.give_back(client, is_away);
            answer();
            Ok(())
        })
        .await
    }
}

/// Whether the server went away, or does not take writes any more.
pub(super) fn is_away(error: Option<&StoreError>) -> bool {
    matches!(error, Some(StoreError::Unavailable { .. }))
}

async fn migrate(connections: &Connections) -> Result<()> {
    let reason = "bring the tables up to date";
    let sql = |error: tokio_postgres::Error| Failure::of(&error, reason).error;
    let mut client = connections.take(reason).await?;
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
