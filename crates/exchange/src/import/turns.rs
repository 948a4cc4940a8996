//! Pieces that concern the same patient are stored in the order of their files; all others at the
//! same time. Without this, which of two versions is the newer one would be left to chance.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use bluebutton_record::matching::finding_keys;
use tokio::sync::Semaphore;

use super::pieces::Piece;

/// Who is before whom. Asked in the order of the files, by one task.
#[derive(Default)]
pub(super) struct Turns {
    /// The last piece that concerned somebody.
    last: HashMap<u64, Arc<Semaphore>>,
}

/// A piece's turn: comes when all before it are done, and is over when it is dropped.
pub(super) struct Turn {
    before: Vec<Arc<Semaphore>>,
    own: Arc<Semaphore>,
}

impl Turns {
    /// Takes a place behind every earlier piece that names one of the same patients.
    pub(super) fn take(&mut self, piece: &Piece) -> Turn {
        if self.last.len() > FORGET_AT {
            self.last.retain(|_, turn| !turn.is_closed());
        }
        // A closed semaphore is a turn that is over; nobody ever gets a permit of it.
        let own = Arc::new(Semaphore::new(0));
        let mut before: Vec<Arc<Semaphore>> = Vec::new();
        for found in &piece.survey.found {
            let identifiers = found.identifiers.iter().map(|one| hash(("identifier", one)));
            let addresses = found.addresses.iter().map(|one| hash((&piece.source, one)));
            // Whoever may be one person by name and birth date waits for each other, too.
            let keys = finding_keys(&found.portrait);
            let keys = keys.iter().map(|key| hash(("key", key)));
            for token in identifiers.chain(addresses).chain(keys) {
                if let Some(earlier) = self.last.insert(token, own.clone()) {
                    let is_new = !before.iter().any(|one| Arc::ptr_eq(one, &earlier));
                    if is_new && !Arc::ptr_eq(&earlier, &own) && !earlier.is_closed() {
                        before.push(earlier);
                    }
                }
            }
        }
        Turn { before, own }
    }
}

impl Turn {
    /// Waits until all before are done.
    pub(super) async fn comes(&self) {
        for earlier in &self.before {
            // An error is what we wait for: the semaphore was closed.
            let _ = earlier.acquire().await;
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.own.close();
    }
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Turns that are over are forgotten from time to time.
const FORGET_AT: usize = 100_000;
