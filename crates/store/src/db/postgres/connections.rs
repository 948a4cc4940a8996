//! The connections of this node to the server: so many at most, and fewer where the server grants fewer.

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::{Client, Manager, ManagerConfig, Pool, PoolError, RecyclingMethod};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;

use super::{failed, failure, tls, url};
use crate::error::{Result, StoreError};
use crate::limits::{POSTGRES_CONNECTIONS, POSTGRES_REFUSED_MS, POSTGRES_WAIT_SECONDS};

/// The pool, and who waits for one of it.
#[derive(Clone)]
pub(in crate::db) struct Connections {
    pool: Pool,
    /// Told whenever one comes back.
    freed: Arc<Notify>,
}

impl Connections {
    /// As an address says; none is made yet. [`StoreError::Settings`] for an address that can't be
    /// meant.
    pub(super) fn to(url: &str) -> Result<Self> {
        let (config, wishes) = url::read(url)?;
        let tls = tls::Tls::of(&wishes)?;
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config, tls, recycling);
        let pool = Pool::builder(manager)
            .max_size(POSTGRES_CONNECTIONS)
            .create_timeout(Some(Duration::from_secs(POSTGRES_WAIT_SECONDS)))
            .runtime(deadpool_postgres::Runtime::Tokio1)
            .build()
            .map_err(|error| failed("connect to the database", error.to_string()))?;
        Ok(Self { pool, freed: Arc::default() })
    }

    /// A connection. Where all are in use, or the server grants no more than those, one that comes
    /// back is waited for: [`StoreError::Busy`] after [`POSTGRES_WAIT_SECONDS`].
    pub(in crate::db) async fn take(&self, reason: &'static str) -> Result<Client> {
        let first = async {
            loop {
                let freed = self.freed.notified();
                match self.pool.get().await {
                    // Another of ours comes back sooner than the server changes its mind.
                    Err(PoolError::Backend(error)) if self.may_come_back(&error) => {
                        let _ = timeout(Duration::from_millis(POSTGRES_REFUSED_MS), freed).await;
                    }
                    outcome => break outcome,
                }
            }
        };
        if let Ok(outcome) = timeout(Duration::from_secs(POSTGRES_WAIT_SECONDS), first).await {
            outcome.map_err(|error| failure::no_connection(error, reason))
        } else {
            let detail = "all connections are in use".to_owned();
            Err(StoreError::Busy { reason, detail })
        }
    }

    /// Gives one back. One to a server that went away, or that does not take writes any more, is given
    /// up: the next may lead to another.
    pub(in crate::db) fn give_back(&self, client: Client, is_away: bool) {
        if is_away {
            drop(Client::take(client));
        } else {
            drop(client);
        }
        self.freed.notify_one();
    }

    /// Whether the server refused only because there are enough, and some of those are ours.
    fn may_come_back(&self, error: &tokio_postgres::Error) -> bool {
        error.code() == Some(&SqlState::TOO_MANY_CONNECTIONS) && self.pool.status().size > 0
    }
}
