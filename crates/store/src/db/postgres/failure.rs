//! What PostgreSQL or the way to it answered, as an error of the store, and what cures it.
//!
//! Standard: <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use std::error::Error as _;

use deadpool_postgres::PoolError;
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::super::{Cure, Failure};
use crate::error::StoreError;

impl Failure {
    /// What the driver said.
    pub(super) fn of(error: &Error, reason: &'static str) -> Self {
        // `detail` and `hint` of the server may quote parameters: they stay out of the log.
        let detail = error.as_db_error().map_or_else(
            || match error.source() {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
            |database| format!("{} ({})", database.message(), database.code().code()),
        );
        let (error, cure) = match kind(error) {
            FailureKind::Collision => (StoreError::Busy { reason, detail }, Cure::Again),
            FailureKind::Key => (StoreError::Conflict { reason, detail }, Cure::AgainForKey),
            FailureKind::Busy => (StoreError::Busy { reason, detail }, Cure::None),
            FailureKind::Away => (StoreError::Unavailable { reason, detail }, Cure::None),
            FailureKind::Other => (StoreError::Database { reason, detail }, Cure::None),
        };
        Self { error, cure }
    }
}

/// Why there is no connection.
pub(super) fn no_connection(error: PoolError, reason: &'static str) -> StoreError {
    match error {
        PoolError::Backend(error) => match Failure::of(&error, reason).error {
            // Refused at the door: nothing was asked yet, so it can't be the question.
            StoreError::Database { detail, .. } => StoreError::Unavailable { reason, detail },
            passing => passing,
        },
        error => StoreError::Unavailable { reason, detail: format!("no connection: {error}") },
    }
}

enum FailureKind {
    /// Others wrote to the same rows in the same moment.
    Collision,
    /// A key that is taken.
    Key,
    Busy,
    Away,
    Other,
}

fn kind(error: &Error) -> FailureKind {
    let Some(code) = error.code() else {
        let source = error.source().and_then(|source| source.downcast_ref::<std::io::Error>());
        let is_broken = error.is_closed() || source.is_some();
        return if is_broken { FailureKind::Away } else { FailureKind::Other };
    };
    match *code {
        SqlState::T_R_SERIALIZATION_FAILURE | SqlState::T_R_DEADLOCK_DETECTED => {
            FailureKind::Collision
        }
        SqlState::UNIQUE_VIOLATION => FailureKind::Key,
        // Somebody has locked the rows, or it took too long.
        SqlState::LOCK_NOT_AVAILABLE | SqlState::QUERY_CANCELED => FailureKind::Busy,
        // A standby that has not yet been told that it is the primary, or no longer is.
        SqlState::READ_ONLY_SQL_TRANSACTION | SqlState::DISK_FULL => FailureKind::Away,
        _ => match code.code().get(..2) {
            // Connections, memory.
            Some("53") => FailureKind::Busy,
            // The connection; stopped by an operator, starting; the disk.
            Some("08" | "57" | "58") => FailureKind::Away,
            _ => FailureKind::Other,
        },
    }
}
