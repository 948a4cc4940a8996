//! Whether the database still is where it was opened. SQLite goes on writing to a file that was moved
//! or deleted under it, and what it acknowledges then is gone with the last process that has it open.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use crate::error::{Result, StoreError};

/// The files of an open database: path, and which file that was.
pub(super) struct OpenFiles(Vec<(PathBuf, (u64, u64))>);

impl OpenFiles {
    /// Remembers which files they are.
    pub(super) fn of(file: &Path) -> Result<Self> {
        let mut log = file.as_os_str().to_owned();
        log.push("-wal");
        let known = [file.to_owned(), PathBuf::from(log)].into_iter().map(|path| {
            let identity = identity(&path)?;
            Ok((path, identity))
        });
        known.collect::<Result<_>>().map(Self)
    }

    /// An error if another file, or none, stands where one was.
    pub(super) fn check(&self) -> Result<()> {
        for (path, known) in &self.0 {
            if identity(path)? != *known {
                return Err(away(path, "another file stands there"));
            }
        }
        Ok(())
    }
}

/// Device and number of a file.
fn identity(path: &Path) -> Result<(u64, u64)> {
    let found = std::fs::metadata(path).map_err(|error| away(path, &error.to_string()))?;
    Ok((found.dev(), found.ino()))
}

fn away(path: &Path, why: &str) -> StoreError {
    StoreError::Unavailable {
        reason: "look where the database file is",
        detail: format!("{}: {why}", path.display()),
    }
}
