//! What is sent to the server in one go, and the answers.

use std::borrow::Cow;

use deadpool_postgres::Client;
use futures_util::future::join_all;
use tokio_postgres::error::SqlState;
use tokio_postgres::{Error, Statement as Prepared};

use super::super::{Row, Value};
use super::values::{referred, row_of};

/// Something to be sent.
pub(super) enum Step<'p> {
    /// A command of the transaction itself.
    Say(Cow<'static, str>),
    /// A statement of which the number of rows that it changed is asked.
    Run(&'static str, Cow<'p, [Value]>),
    /// A statement whose rows are asked.
    Ask(Cow<'p, str>, Cow<'p, [Value]>),
}

/// What came back.
pub(super) enum Answer {
    Done,
    Changed(u64),
    Rows(Vec<Row>),
}

impl Step<'_> {
    /// The statement, if it is one, prepared.
    pub(super) async fn prepared(&self, client: &Client) -> Result<Option<Prepared>, Error> {
        let sql = match self {
            Self::Say(_) => return Ok(None),
            Self::Run(sql, _) => sql,
            Self::Ask(sql, _) => &**sql,
        };
        client.prepare_cached(sql).await.map(Some)
    }

    /// Sends it, and hears the answer.
    pub(super) async fn run(
        &self,
        client: &Client,
        prepared: Option<Prepared>,
    ) -> Result<Answer, Error> {
        match (self, prepared) {
            (Self::Say(command), _) => client.batch_execute(command).await.map(|()| Answer::Done),
            (Self::Run(_, params), Some(statement)) => {
                client.execute(&statement, &referred(params)).await.map(Answer::Changed)
            }
            (Self::Ask(_, params), Some(statement)) => {
                let rows = client.query(&statement, &referred(params)).await?;
                rows.iter().map(row_of).collect::<Result<_, _>>().map(Answer::Rows)
            }
            // Everything but a command was prepared.
            (_, None) => Ok(Answer::Done),
        }
    }
}

/// Waits for every answer: the one that tells what went wrong may be heard after those that only
/// say that something had. The error is the first that is no such echo.
pub(super) async fn all_answers<T, E>(
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
pub(super) fn is_echo(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::IN_FAILED_SQL_TRANSACTION)
}

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
