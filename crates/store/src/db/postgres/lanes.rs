//! Writes to the same record, one behind the other, on PostgreSQL: side by side they would collide on
//! its audit chain and run again and again. What waits in a lane shares one transaction, each write in
//! a savepoint of its own. Other nodes still collide; then the transaction runs again.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;

use super::attempt::{run_again, write_group};
use super::connections::Connections;
use super::is_away;
use crate::db::waiting::Write;
use crate::db::{Patience, on_blocking_thread};
use crate::error::Result;
use crate::limits::{GROUP_WRITES_MAX, POSTGRES_LANES};

/// Lanes by record.
pub(super) struct Lanes(Vec<Mutex<Lane>>);

#[derive(Default)]
struct Lane {
    waiting: Vec<Box<dyn Write>>,
    /// Whether somebody takes care of what waits.
    is_driven: bool,
}

impl Lanes {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self((0..POSTGRES_LANES).map(|_| Mutex::default()).collect()))
    }

    /// Puts a write behind those that wait in the same lane.
    pub(super) fn write(
        self: &Arc<Self>,
        connections: &Connections,
        record: &str,
        write: Box<dyn Write>,
    ) {
        let mut hasher = DefaultHasher::new();
        record.hash(&mut hasher);
        let number = hasher.finish() as usize % POSTGRES_LANES;
        let is_driven = self.lane(number).is_some_and(|mut lane| {
            lane.waiting.push(write);
            std::mem::replace(&mut lane.is_driven, true)
        });
        if !is_driven {
            tokio::spawn(drive(Arc::clone(self), number, connections.clone()));
        }
    }

    fn lane(&self, number: usize) -> Option<MutexGuard<'_, Lane>> {
        let lane = self.0.get(number)?;
        Some(lane.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What waits; `None` gives the lane up.
    fn next(&self, number: usize) -> Option<Vec<Box<dyn Write>>> {
        let mut lane = self.lane(number)?;
        lane.is_driven = !lane.waiting.is_empty();
        let taken = lane.waiting.len().min(GROUP_WRITES_MAX);
        lane.is_driven.then(|| lane.waiting.drain(..taken).collect())
    }
}

/// Commits what waits in a lane until nothing does.
async fn drive(lanes: Arc<Lanes>, number: usize, connections: Connections) {
    while let Some(mut group) = lanes.next(number) {
        let Some(reason) = group.first().map(|first| first.reason()) else { continue };
        let client = match connections.take(reason).await {
            Ok(client) => client,
            Err(error) => {
                answer(group, &Err(error));
                continue;
            }
        };
        let (handle, home) = (Handle::current(), connections.clone());
        // If the work stops before its end, everybody's way back is dropped, which tells them.
        let _ = on_blocking_thread(move || {
            let mut key_runs = 0;
            let outcome = run_again(&handle, Patience::Request, |handle| {
                write_group(handle, &client, reason, &mut group, &mut key_runs)
            });
            let is_away = is_away(outcome.as_ref().err())
                || group.iter().any(|write| is_away(write.failure()));
            home.give_back(client, is_away);
            answer(group, &outcome);
            Ok(())
        })
        .await;
    }
}

fn answer(group: Vec<Box<dyn Write>>, commit: &Result<()>) {
    for write in group {
        write.answer(commit);
    }
}
