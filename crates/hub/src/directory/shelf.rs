//! The directory as it is searched: in memory, read again when it has changed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use bluebutton_store::StoreError;
use bluebutton_store::hub::HubStore;
use tokio::sync::Mutex;

use super::data;
use super::index::Index;

/// The directory in memory.
#[derive(Default)]
pub struct Shelf(Arc<Inner>);

#[derive(Default)]
struct Inner {
    kept: Mutex<KeptIndex>,
    /// Whether somebody reads it anew behind everybody's back.
    is_read: AtomicBool,
}

#[derive(Clone, Default)]
struct KeptIndex {
    version: Option<String>,
    index: Arc<Index>,
}

/// A directory of so many lines is read anew in some 50 ms: a request can wait for that. A larger one is read
/// beside, and whoever asks meanwhile sees what was there a moment ago.
const LINES_AT_ONCE: usize = 3_000;

impl Shelf {
    /// The directory as it is now; of a large one, as it was a moment ago.
    pub async fn index(&self, hub: &HubStore) -> Result<Arc<Index>, StoreError> {
        let version = hub.read("look whether the directory changed", data::version).await?;
        let mut kept = self.0.kept.lock().await;
        if kept.version.as_ref() == Some(&version) {
            return Ok(kept.index.clone());
        }
        if kept.version.is_some() && kept.index.lines().len() > LINES_AT_ONCE {
            self.read_beside(hub, version);
            return Ok(kept.index.clone());
        }
        // One request reads it, and the others wait for that one.
        kept.index = read(hub).await?;
        kept.version = Some(version);
        Ok(kept.index.clone())
    }

    fn read_beside(&self, hub: &HubStore, version: String) {
        if self.0.is_read.swap(true, Ordering::SeqCst) {
            return;
        }
        let (inner, hub) = (self.0.clone(), hub.clone());
        tokio::spawn(async move {
            match read(&hub).await {
                // What changed meanwhile has another version, and is read next.
                Ok(index) => *inner.kept.lock().await = KeptIndex { version: Some(version), index },
                Err(error) => tracing::error!(%error, "the directory could not be read anew"),
            }
            inner.is_read.store(false, Ordering::SeqCst);
        });
    }
}

async fn read(hub: &HubStore) -> Result<Arc<Index>, StoreError> {
    let lines = hub.read("read the directory of the hub", data::lines).await?;
    let made = tokio::task::spawn_blocking(move || Index::new(lines)).await;
    Ok(Arc::new(made.map_err(|_| StoreError::File("the index broke off".to_owned()))?))
}
