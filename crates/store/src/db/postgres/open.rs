//! Statements in an open transaction, and our values on their way to PostgreSQL and back.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::error::Error;

use bytes::BytesMut;
use deadpool_postgres::Transaction;
use futures_util::future::join_all;
use tokio::runtime::Handle;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use super::super::{Failure, Lock, Row, Value};

/// A transaction with the runtime that drives it.
pub(in crate::db) struct Open<'c> {
    pub(super) handle: Handle,
    pub(super) transaction: Transaction<'c>,
    /// In a read nothing can be locked.
    pub(super) is_write: bool,
}

impl Open<'_> {
    pub(in crate::db) fn query(
        &mut self,
        reason: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<Vec<Row>, Failure> {
        let rows: Result<_, tokio_postgres::Error> = self.handle.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            let rows = self.transaction.query(&statement, &referred(params)).await?;
            rows.iter().map(row_of).collect()
        });
        rows.map_err(|error| Failure::of(&error, reason))
    }

    pub(in crate::db) fn execute(
        &mut self,
        reason: &'static str,
        sql: &str,
        params: &[Value],
    ) -> Result<u64, Failure> {
        let changed = self.handle.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            self.transaction.execute(&statement, &referred(params)).await
        });
        changed.map_err(|error| Failure::of(&error, reason))
    }

    /// Rows, locked.
    pub(in crate::db) fn lock(
        &mut self,
        reason: &'static str,
        lock: Lock,
        (sql, params): (&'static str, &[Value]),
    ) -> Result<Vec<Row>, Failure> {
        let sql = self.locking(lock, sql);
        self.query(reason, &sql, params)
    }

    /// [`Self::lock`] for many parameters, one behind the other.
    pub(in crate::db) fn lock_each(
        &mut self,
        reason: &'static str,
        lock: Lock,
        (sql, each): (&'static str, &[Vec<Value>]),
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let sql = self.locking(lock, sql);
        self.query_each(reason, &sql, each)
    }

    fn locking(&self, lock: Lock, sql: &'static str) -> Cow<'static, str> {
        match lock {
            _ if !self.is_write => Cow::Borrowed(sql),
            Lock::Wait => Cow::Owned(format!("{sql}\n    for update")),
            Lock::Skip => Cow::Owned(format!("{sql}\n    for update skip locked")),
        }
    }

    /// Locks names: who puts in a name that somebody else is putting in waits for their transaction.
    /// Taken out again at once, it leaves nothing behind.
    pub(in crate::db) fn lock_names(
        &mut self,
        reason: &'static str,
        names: BTreeSet<Vec<u8>>,
    ) -> Result<(), Failure> {
        let both = |name: Vec<u8>| {
            let drop = (NAME_DROP, vec![name.clone().into()]);
            [(NAME_ADD, vec![name.into()]), drop]
        };
        let statements: Vec<_> = names.into_iter().flat_map(both).collect();
        self.execute_all(reason, &statements)
    }

    /// One query for many parameters, all on their way before the first answer is back.
    pub(in crate::db) fn query_each(
        &mut self,
        reason: &'static str,
        sql: &str,
        each: &[Vec<Value>],
    ) -> Result<Vec<Vec<Row>>, Failure> {
        let all: Result<_, tokio_postgres::Error> = self.handle.block_on(async {
            let statement = self.transaction.prepare_cached(sql).await?;
            let params: Vec<_> = each.iter().map(|params| referred(params)).collect();
            let run = params.iter().map(|params| self.transaction.query(&statement, params));
            let found = all_answers(run, is_echo).await?;
            let rows = |rows: Vec<tokio_postgres::Row>| rows.iter().map(row_of).collect();
            found.into_iter().map(rows).collect()
        });
        all.map_err(|error| Failure::of(&error, reason))
    }

    /// All statements on their way before the first answer is back: one round trip instead of many.
    pub(in crate::db) fn execute_all(
        &mut self,
        reason: &'static str,
        statements: &[(&'static str, Vec<Value>)],
    ) -> Result<(), Failure> {
        let all = async {
            let mut prepared = Vec::with_capacity(statements.len());
            for (sql, params) in statements {
                prepared.push((self.transaction.prepare_cached(sql).await?, referred(params)));
            }
            let run = prepared.iter().map(|(sql, params)| self.transaction.execute(sql, params));
            all_answers(run, is_echo).await.map(|_| ())
        };
        self.handle.block_on(all).map_err(|error| Failure::of(&error, reason))
    }

    #[cfg(test)]
    pub(in crate::db) fn prepare(
        &mut self,
        reason: &'static str,
        sql: &str,
    ) -> Result<(), Failure> {
        let prepared = self.handle.block_on(self.transaction.prepare_cached(sql));
        prepared.map(|_| ()).map_err(|error| Failure::of(&error, reason))
    }
}

/// Waits for every answer: the one that tells what went wrong may be heard after those that only
/// say that something had. The error is the first that is no such echo.
async fn all_answers<T, E>(
    run: impl Iterator<Item = impl Future<Output = Result<T, E>>>,
    is_echo: impl Fn(&E) -> bool,
) -> Result<Vec<T>, E> {
    let (mut good, mut errors) = (Vec::new(), Vec::new());
    for answer in join_all(run).await {
        match answer {
            Ok(value) => good.push(value),
            Err(error) => errors.push(error),
        }
    }
    // Of equal ones the first.
    errors.into_iter().min_by_key(is_echo).map_or(Ok(good), Err)
}

/// Whether an error only says that the transaction had failed already (25P02).
fn is_echo(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION)
}

fn referred(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

fn row_of(row: &tokio_postgres::Row) -> Result<Row, tokio_postgres::Error> {
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
    row.columns().iter().enumerate().map(value).collect::<Result<_, _>>().map(Row)
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
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

const NAME_ADD: &str = "
    insert into name_lock (name) values ($1)
    on conflict (name) do nothing";

const NAME_DROP: &str = "
    delete from name_lock where name = $1";

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    /// An answer that is there when it is asked for so many times.
    async fn answer(asked: usize, text: Result<u8, &'static str>) -> Result<u8, &'static str> {
        let mut left = asked;
        futures_util::future::poll_fn(|context| {
            left -= 1;
            context.waker().wake_by_ref();
            if left == 0 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        text
    }

    #[tokio::test]
    async fn what_is_heard_first_does_not_hide_what_failed_first() {
        let answers = [
            answer(1, Ok(1)),
            answer(3, Err("40001")),
            answer(1, Err("25P02")),
            answer(2, Err("25P02")),
        ];
        let outcome = all_answers(answers.into_iter(), |error| *error == "25P02").await;
        assert_eq!(outcome, Err("40001"));
    }

    #[tokio::test]
    async fn what_was_sent_out_of_order_does_not_hide_what_failed() {
        let answers = [answer(1, Err("25P02")), answer(1, Err("40001")), answer(1, Err("23505"))];
        let outcome = all_answers(answers.into_iter(), |error| *error == "25P02").await;
        assert_eq!(outcome, Err("40001"));
    }
}
