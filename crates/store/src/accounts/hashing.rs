//! Hashing passwords: a few at once, a bounded queue behind them, and a plain "busy" beyond it.

use bluebutton_crypto::{Hidden, password};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::Store;
use crate::error::{Result, StoreError};
use crate::limits::{PASSWORDS_AT_ONCE, PASSWORDS_WAITING_MAX};

/// The turns of this process: hashing takes some 20 MB and one core, and more at once would starve
/// everything else.
static TURNS: Turns = Turns::new();

pub(super) async fn hash_password(store: &Store, given: Hidden<String>) -> Result<String> {
    let store = store.clone();
    TURNS.take(move || password::hash(given.reveal(), store.random())).await
}

/// Whether the password is right; without a hash to compare with, the same work and `false`.
pub(super) async fn verify_password(phc: Option<String>, given: Hidden<String>) -> Result<bool> {
    let work = move || {
        if let Some(phc) = phc {
            password::verify(given.reveal(), &phc)
        } else {
            password::verify_nothing(given.reveal());
            false
        }
    };
    TURNS.take(work).await
}

/// A few at work, and a bounded line of those who wait.
struct Turns {
    at_work: Semaphore,
    /// Those at work and those who wait.
    in_line: Semaphore,
}

impl Turns {
    const fn new() -> Self {
        Self {
            at_work: Semaphore::const_new(PASSWORDS_AT_ONCE),
            in_line: Semaphore::const_new(PASSWORDS_AT_ONCE + PASSWORDS_WAITING_MAX),
        }
    }

    /// Does the work when its turn comes. The turn belongs to the work and not to the request: whoever
    /// asks and goes away does not make room for the next before the work is over.
    async fn take<T: Send + 'static>(
        &'static self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T> {
        let stopped = || StoreError::Database {
            reason: "hash a password",
            detail: "the work stopped before its end".to_owned(),
        };
        let busy = || StoreError::Busy {
            reason: "hash a password",
            detail: "too many wait for it".to_owned(),
        };
        let place: SemaphorePermit<'static> = self.in_line.try_acquire().map_err(|_| busy())?;
        let turn = self.at_work.acquire().await.map_err(|_| stopped())?;
        let working = tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            work()
        });
        working.await.map_err(|_| stopped())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Arc, mpsc};

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn few_work_some_wait_and_the_rest_are_told_to_try_again() {
        // A line of its own: the process's is the other tests' too, who must not be told to try again.
        static TURNS: Turns = Turns::new();
        let (go, wait) = mpsc::channel::<()>();
        let wait = Arc::new(std::sync::Mutex::new(wait));
        let at_work = Arc::new(AtomicUsize::new(0));
        let most = Arc::new(AtomicUsize::new(0));
        let ask = || {
            let (wait, at_work, most) = (wait.clone(), at_work.clone(), most.clone());
            tokio::spawn(TURNS.take(move || {
                let now = at_work.fetch_add(1, Ordering::SeqCst) + 1;
                most.fetch_max(now, Ordering::SeqCst);
                let _ = wait.lock().map(|wait| wait.recv());
                at_work.fetch_sub(1, Ordering::SeqCst);
            }))
        };
        // Whoever asks and goes away at once: the work they began keeps its turn.
        let dropped: Vec<_> = (0..PASSWORDS_AT_ONCE).map(|_| ask()).collect();
        while at_work.load(Ordering::SeqCst) < PASSWORDS_AT_ONCE {
            tokio::task::yield_now().await;
        }
        dropped.iter().for_each(tokio::task::JoinHandle::abort);
        let waiting: Vec<_> = (0..PASSWORDS_WAITING_MAX).map(|_| ask()).collect();
        while TURNS.in_line.available_permits() > 0 {
            tokio::task::yield_now().await;
        }

        assert!(matches!(ask().await.unwrap(), Err(StoreError::Busy { .. })));

        drop(go);
        for one in waiting {
            one.await.unwrap().unwrap();
        }
        assert_eq!(most.load(Ordering::SeqCst), PASSWORDS_AT_ONCE);
        assert!(ask().await.unwrap().is_ok(), "there is room again");
    }
}
