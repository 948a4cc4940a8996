//! Who has a place: so many connections in all, and so many from one address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use bluebutton_web::network::{Network, counted};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::Limits;

/// Connections by address.
type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// All places of a door.
pub struct Places {
    seats: Arc<Semaphore>,
    by_address: Counts,
    per_address: usize,
    proxies: Vec<Network>,
}

/// A place that a connection has until this is dropped.
pub struct Place {
    _seat: Option<OwnedSemaphorePermit>,
    counted: Option<(IpAddr, Counts)>,
}

impl Places {
    pub fn new(limits: &Limits, proxies: Vec<Network>) -> Self {
        Self {
            seats: Arc::new(Semaphore::new(limits.connections)),
            by_address: Arc::default(),
            per_address: limits.connections_per_address,
            proxies,
        }
    }

    /// Waits until one more connection may come. `None` never happens: the semaphore is not closed.
    pub async fn seat(&self) -> Option<OwnedSemaphorePermit> {
        self.seats.clone().acquire_owned().await.ok()
    }

    /// A place for a connection from there; `None` where that address has enough of them.
    pub fn take(&self, seat: Option<OwnedSemaphorePermit>, from: IpAddr) -> Option<Place> {
        if self.proxies.iter().any(|proxy| proxy.contains(from)) {
            return Some(Place { _seat: seat, counted: None });
        }
        let address = counted(from);
        let mut taken = self.by_address.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(address).or_default();
        if *count >= self.per_address {
            return None;
        }
        *count += 1;
        Some(Place { _seat: seat, counted: Some((address, self.by_address.clone())) })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let Some((address, by_address)) = self.counted.take() else { return };
        let mut taken = by_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&address);
            }
        }
    }
}
