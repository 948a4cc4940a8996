//! Where backups lie: a folder, through `object_store` as all files are.

use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::{ObjectStore, ObjectStoreExt as _};

use crate::error::{Result, StoreError};
use crate::keyfile::make_private_folder;

/// A place for backups. Cheap to clone.
#[derive(Clone)]
pub struct BackupPlace(Arc<dyn ObjectStore>);

impl BackupPlace {
    /// A folder; made if it is not there.
    pub fn folder(folder: &Path) -> Result<Self> {
        make_private_folder(folder)?;
        let files = LocalFileSystem::new_with_prefix(folder).map_err(|error| unusable(&error))?;
        Ok(Self(Arc::new(files.with_fsync(true))))
    }

    /// The names of the backups that lie there, the oldest first.
    pub async fn backups(&self) -> Result<Vec<String>> {
        let found = self.0.list(Some(&Name::from(BACKUPS)));
        let names = found.map_ok(|one| one.location.filename().unwrap_or_default().to_owned());
        let mut names: Vec<String> = names.try_collect().await.map_err(|e| unusable(&e))?;
        names.sort();
        Ok(names)
    }

    /// Keeps bytes under a name, unless they are there; whether they were new.
    pub(super) async fn keep(&self, name: &str, bytes: Vec<u8>) -> Result<bool> {
        if self.has(name).await? {
            return Ok(false);
        }
        self.0.put(&Name::from(name), bytes.into()).await.map_err(|error| unusable(&error))?;
        Ok(true)
    }

    pub(super) async fn has(&self, name: &str) -> Result<bool> {
        match self.0.head(&Name::from(name)).await {
            Ok(_) => Ok(true),
            Err(object_store::Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(unusable(&error)),
        }
    }

    pub(super) async fn get(&self, name: &str) -> Result<Vec<u8>> {
        let found = match self.0.get(&Name::from(name)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => {
                return Err(StoreError::Altered(format!("the backup's {name} is gone")));
            }
            Err(error) => return Err(unusable(&error)),
        };
        found.bytes().await.map(Into::into).map_err(|error| unusable(&error))
    }
}

/// The folder in which each backup has a file that says what belongs to it.
pub(super) const BACKUPS: &str = "backups";

fn unusable(error: &object_store::Error) -> StoreError {
    StoreError::File(format!("the place for backups can't be used: {error}"))
}
