//! Two engines, one SQL text. Statements use `$1`, `$2` … and the types text, bigint and bytea only.
//!
//! A write is a closure over [`Tx`] that may run more than once (PostgreSQL: serialization failure;
//! both: a key that another process took). On SQLite it runs on the one writer thread, where
//! waiting writes share one commit, each in a savepoint of its own; on PostgreSQL on a blocking
//! thread, in a serializable transaction.

use crate::error::Result;

/// A value in or out of the database.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row that came back.
pub(crate) struct Row(pub(crate) Vec<Value>);

impl Row {
    /// The number in a column; 0 for null.
    pub(crate) fn int(&self, column: usize) -> i64 {
        match self.0.get(column) {
            Some(Value::Int(number)) => *number,
            _ => 0,
        }
    }

    /// The number in a column, or null.
    pub(crate) fn opt_int(&self, column: usize) -> Option<i64> {
        match self.0.get(column) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// The text in a column; empty for null.
    pub(crate) fn text(&self, column: usize) -> &str {
        match self.0.get(column) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The bytes in a column; empty for null.
    pub(crate) fn bytes(&self, column: usize) -> &[u8] {
        match self.0.get(column) {
            Some(Value::Bytes(bytes)) => bytes,
            _ => &[],
        }
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<Vec<u8>> for Value {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// An open transaction on either engine. Calls wait: only used on threads that may.
pub(crate) struct Tx<'c> {
    #[expect(dead_code, reason = "contract; helper: store")]
    engine: std::marker::PhantomData<&'c ()>,
}

impl Tx<'_> {
    /// Rows of a query.
    pub(crate) fn query(&mut self, _sql: &'static str, _params: &[Value]) -> Result<Vec<Row>> {
        todo!("helper: store")
    }

    /// The first row of a query.
    pub(crate) fn first(&mut self, sql: &'static str, params: &[Value]) -> Result<Option<Row>> {
        Ok(self.query(sql, params)?.into_iter().next())
    }

    /// How many rows a statement changed.
    pub(crate) fn execute(&mut self, _sql: &'static str, _params: &[Value]) -> Result<u64> {
        todo!("helper: store")
    }
}

/// The database.
pub(crate) struct Db {}

impl Db {
    /// Runs a write; commits if it returns `Ok`. Acknowledged means on disk.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        _reason: &'static str,
        _work: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        todo!("helper: store")
    }

    /// Runs a read on one consistent state.
    pub(crate) async fn read<T: Send + 'static>(
        &self,
        _reason: &'static str,
        _work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        todo!("helper: store")
    }
}
