//! Where backups lie: a folder, or a bucket that speaks S3, through `object_store` as all files do.

use std::path::Path;
use std::sync::Arc;

use futures_util::TryStreamExt as _;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Name;
use object_store::prefix::PrefixStore;
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

    /// A folder of a bucket: `s3://bucket/folder`. Who may write there, and where it is, say the variables
    /// that all tools for S3 know: `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`,
    /// `AWS_ENDPOINT`, and `AWS_ALLOW_HTTP` for one on this machine.
    pub fn bucket(url: &str) -> Result<Self> {
        let wrong = |why: &str| StoreError::Settings(format!("{url} can't be used: {why}"));
        let rest = url.strip_prefix("s3://").ok_or_else(|| wrong("give s3://bucket/folder"))?;
        let (bucket, folder) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(wrong("it names no bucket"));
        }
        let builder = AmazonS3Builder::from_env().with_bucket_name(bucket);
        let files = builder.build().map_err(|error| wrong(&error.to_string()))?;
        Ok(Self(Arc::new(PrefixStore::new(files, folder.trim_end_matches('/')))))
    }

    /// Whatever is named: a bucket (`s3://…`), else a folder.
    pub fn named(place: &str) -> Result<Self> {
        if place.starts_with("s3://") {
            Self::bucket(place)
        } else {
            Self::folder(Path::new(place))
        }
    }

    /// In memory, behind the same interface.
    #[cfg(test)]
    pub(super) fn in_memory() -> Self {
        let files = PrefixStore::new(object_store::memory::InMemory::new(), "site/backups");
        Self(Arc::new(files))
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

/// The folder in which each backup made after the root key was changed has what the key must know.
pub(super) const RINGS: &str = "rings";

fn unusable(error: &object_store::Error) -> StoreError {
    StoreError::File(format!("the place for backups can't be used: {error}"))
}
