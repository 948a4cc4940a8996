//! What can go wrong in the store.

/// An error of the store. Its text is for the log, never for a visitor.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The database could not be reached or refused.
    #[error("the database failed at {reason}: {detail}")]
    Database {
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
    /// Too much is asked at once; trying again soon helps.
    #[error("busy")]
    Busy,
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
    /// The one who asks may not do this.
    #[error("not allowed: {0}")]
    NotAllowed(&'static str),
}

/// A result of the store.
pub type Result<T> = std::result::Result<T, StoreError>;
