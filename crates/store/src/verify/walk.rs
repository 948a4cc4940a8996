//! Walks over tables by their key, some rows at a time.

use super::Verification;
use crate::Store;
use crate::db::{Row, Value};
use crate::error::Result;
use crate::guard;

/// A row of a table, by its key.
pub(super) fn shown(table: &str, row: &Row) -> String {
    format!("{table} {}", row.0.first().map(guard::shown).unwrap_or_default())
}

/// Where the walk over a table begins whose key is a text.
pub(super) fn words() -> Value {
    Value::Text(String::new())
}

/// Where it begins where the key is bytes.
pub(super) fn hashes() -> Value {
    Value::Bytes(Vec::new())
}

/// Walks a table by its key in the first column, which is greater than `start`, some rows at a time. What was
/// altered in a row is a finding, and the walk goes on.
pub(super) async fn each_page(
    store: &Store,
    (table, sql): (&str, &'static str),
    start: Value,
    all: &mut Verification,
    mut see: impl FnMut(&Row) -> Result<()>,
) -> Result<()> {
    let mut last = start;
    loop {
        let params = [last, ROWS_AT_ONCE.into()];
        let rows = store.inner.db.read("verify", move |tx| tx.query(sql, &params)).await?;
        let Some(key) = rows.last().and_then(|row| row.0.first()) else { return Ok(()) };
        last = key.clone();
        for row in &rows {
            let seen = see(row);
            all.note(&shown(table, row), seen)?;
        }
    }
}

const ROWS_AT_ONCE: i64 = 200;
