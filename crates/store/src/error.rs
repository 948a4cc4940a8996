//! What can go wrong in the store.

use crate::limits::{AWAY_SECONDS, BUSY_SECONDS};

/// An error of the store. Its text is for the log, never for a visitor.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused what it was asked: a fault of the program or of its tables.
    #[error("the database failed at {reason}: {detail}")]
    Database {
        /// What was being done.
        reason: &'static str,
        /// The driver's message, without parameters.
        detail: String,
    },
    /// Others hold what is needed, or too much is asked at once: trying again soon helps.
    #[error("busy at {reason}: {detail}")]
    Busy {
        /// What was being done.
        reason: &'static str,
        /// The driver's message, without parameters.
        detail: String,
    },
    /// The database is away, restarting, read-only, or its disk is full. Whether the last change
    /// was kept is not known if it is told of a commit.
    #[error("the database is away at {reason}: {detail}")]
    Unavailable {
        /// What was being done.
        reason: &'static str,
        /// The driver's message, without parameters.
        detail: String,
    },
    /// Something with the same key is there already, and stays there however often this is tried.
    #[error("something with the same key is there already, at {reason}: {detail}")]
    Conflict {
        /// What was being done.
        reason: &'static str,
        /// The driver's message, without parameters.
        detail: String,
    },
    /// Something stored does not open or does not match its hash: it was altered or damaged.
    #[error("stored data was altered or damaged: {0}")]
    Altered(String),
    /// A stored file could not be read or written.
    #[error("a stored file could not be used: {0}")]
    File(String),
    /// The key file or the settings do not fit this store.
    #[error("{0}")]
    Settings(String),
    /// What was asked for is not there, or not for the one who asks.
    #[error("not found")]
    NotFound,
    /// It was open to the one who asks until that day, and is no more.
    #[error("access is over")]
    AccessOver(jiff::civil::Date),
    /// It will be open to the one who asks from that day on.
    #[error("access has not begun")]
    AccessLater(jiff::civil::Date),
    /// The one who asks may not do this.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
}

impl StoreError {
    /// In how many seconds it is worth trying again, where waiting is all that helps.
    pub fn retry_after_seconds(&self) -> Option<u64> {
        match self {
            Self::Busy { .. } => Some(BUSY_SECONDS),
            Self::Unavailable { .. } => Some(AWAY_SECONDS),
            _ => None,
        }
    }

    /// Whether it passes by itself.
    pub fn is_passing(&self) -> bool {
        self.retry_after_seconds().is_some()
    }
}

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;
