//! Spreads the tables over the nodes of a distributed PostgreSQL: `bluebutton migrate --distribute`.
//!
//! Standard: <https://docs.citusdata.com/en/stable/develop/api_udf.html>

use tokio_postgres::Transaction;

use super::super::Patience;
use super::super::migrations::{Spread, tables};
use super::{Failure, Postgres, attempt};
use crate::error::{Result, StoreError};

const REASON: &str = "distribute the tables";

/// The server's extensions that could be made.
const IS_THERE: &str = "
    select count(*) from pg_available_extensions where name = 'citus'";

const MAKE: &str = "create extension if not exists citus";

/// Tables that are spread already.
const SPREAD: &str = "
    select logicalrelid::text from pg_dist_partition";

impl Postgres {
    /// Makes the extension, and spreads every table that is not spread yet; how many that were.
    /// [`StoreError::Settings`] where the server does not have it.
    pub(in crate::db) async fn distribute(&self) -> Result<usize> {
        let sql = |error: tokio_postgres::Error| Failure::of(&error, REASON).error;
        let mut client = self.connections.take(REASON).await?;
        let found: i64 = client.query_one(IS_THERE, &[]).await.map_err(sql)?.get(0);
        if found == 0 {
            return Err(StoreError::Settings(
                "this PostgreSQL server has no extension Citus: install it on every node, add \
                 citus to shared_preload_libraries, restart the server, and try again"
                    .to_owned(),
            ));
        }
        client.batch_execute(MAKE).await.map_err(sql)?;
        let transaction = client.transaction().await.map_err(sql)?;
        attempt::take_time(&transaction, Patience::Work).await.map_err(sql)?;
        let count = spread(&transaction).await.map_err(sql)?;
        transaction.commit().await.map_err(sql)?;
        Ok(count)
    }
}

async fn spread(
    transaction: &Transaction<'_>,
) -> std::result::Result<usize, tokio_postgres::Error> {
    let rows = transaction.query(SPREAD, &[]).await?;
    let done: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    let mut count = 0;
    for table in tables() {
        let Some(statement) = statement(table.name, table.spread) else { continue };
        if !done.iter().any(|done| done == table.name) {
            transaction.batch_execute(&statement).await?;
            count += 1;
        }
    }
    Ok(count)
}

/// The names are words of our own migrations.
fn statement(table: &str, spread: Spread) -> Option<String> {
    match spread {
        // Together with the others of the same patient, on one node.
        Spread::ByPatient if table != FIRST => Some(format!(
            "select create_distributed_table('{table}', 'patient_id', colocate_with => '{FIRST}')"
        )),
        Spread::ByPatient => {
            Some(format!("select create_distributed_table('{table}', 'patient_id')"))
        }
        Spread::Everywhere => Some(format!("select create_reference_table('{table}')")),
        Spread::Coordinator => None,
    }
}

/// The table with which those of the records lie together; it comes first.
const FIRST: &str = "patient";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::both_engines;

    #[test]
    fn what_is_a_patients_lies_together() {
        let made: Vec<String> =
            tables().into_iter().filter_map(|table| statement(table.name, table.spread)).collect();
        let first = made.iter().position(|made| made.contains("('patient', 'patient_id')"));
        let next = made.iter().position(|made| made.contains("colocate_with"));
        assert!(first.is_some() && first < next, "{made:?}");
        assert!(made.contains(&"select create_reference_table('site')".to_owned()));
        assert!(!made.iter().any(|made| made.contains("'session'")), "{made:?}");
    }

    #[tokio::test]
    async fn a_server_without_the_extension_is_told_what_to_do() {
        for site in both_engines().await {
            let refused = site.store.inner.db.distribute().await;
            let Err(StoreError::Settings(why)) = refused else { panic!("{refused:?}") };
            assert!(why.contains("Citus"), "{why}");
        }
    }
}
