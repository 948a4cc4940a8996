//! At most one large file at a time for each account: whoever asks for ten gets them one after the
//! other, and nobody else waits for that.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bluebutton_store::accounts::AccountId;
use bluebutton_web::problem::Problem;
use http_body_util::BodyExt as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// A file up to this size is on its way in a moment: its turn ends when it is made.
const SMALL_BYTES_MAX: usize = 1024 * 1024;

/// So long a second file waits for the first, less than an answer may take in all.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// Accounts that are remembered before those without a file under way are let go.
const ACCOUNTS_MAX: usize = 1_000;

/// Whose file is under way.
pub struct Turns {
    accounts: Mutex<HashMap<AccountId, Arc<Semaphore>>>,
    wait: Duration,
}

/// The turn of one file; it ends when this is dropped.
pub struct Turn(#[expect(dead_code, reason = "held, not read")] OwnedSemaphorePermit);

impl Default for Turns {
    fn default() -> Self {
        Self { accounts: Mutex::default(), wait: WAIT_MAX }
    }
}

impl Turns {
    /// Waits until no other file of that account is under way.
    pub async fn take(&self, account: &AccountId) -> Result<Turn, Problem> {
        let turn = timeout(self.wait, self.of(account).acquire_owned()).await;
        turn.ok().and_then(Result::ok).map(Turn).ok_or_else(Problem::file_under_way)
    }

    fn of(&self, account: &AccountId) -> Arc<Semaphore> {
        let mut accounts = self.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if accounts.len() >= ACCOUNTS_MAX {
            accounts.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        let one = || Arc::new(Semaphore::new(1));
        accounts.entry(account.clone()).or_insert_with(one).clone()
    }
}

impl Turn {
    /// The turn ends with the answer's last byte, where that is long.
    pub fn until_sent(self, answer: Response, bytes: usize) -> Response {
        if bytes <= SMALL_BYTES_MAX {
            return answer;
        }
        answer.map(|body| {
            Body::new(body.map_frame(move |frame| {
                let _held = &self;
                frame
            }))
        })
    }
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse as _;

    use super::*;

    fn account(id: &str) -> AccountId {
        AccountId(id.to_owned())
    }

    /// Whether the account could begin another file at this moment.
    fn is_free(turns: &Turns, id: &str) -> bool {
        turns.of(&account(id)).available_permits() == 1
    }

    #[tokio::test]
    async fn a_second_large_file_of_one_account_waits_and_everybody_elses_does_not() {
        let turns = Turns { wait: Duration::from_millis(50), ..Turns::default() };
        let turn = turns.take(&account("ana")).await.unwrap();
        let answer = turn.until_sent(vec![0; 2_000_000].into_response(), 2_000_000);

        assert!(turns.take(&account("ana")).await.is_err(), "the first is still being sent");
        assert!(turns.take(&account("tom")).await.is_ok());

        drop(answer);
        assert!(turns.take(&account("ana")).await.is_ok());
    }

    #[tokio::test]
    async fn a_small_file_keeps_nobody_waiting_while_it_is_sent() {
        let turns = Turns::default();
        let turn = turns.take(&account("ana")).await.unwrap();
        let answer = turn.until_sent("small".into_response(), 5);

        assert!(is_free(&turns, "ana"));
        drop(answer);
    }

    #[tokio::test]
    async fn a_failed_file_gives_its_turn_back() {
        let turns = Turns::default();
        drop(turns.take(&account("ana")).await.unwrap());

        assert!(is_free(&turns, "ana"));
    }
}
