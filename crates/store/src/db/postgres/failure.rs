//! What PostgreSQL or the way to it answered, as an error of the store, and what cures it.
//!
//! Standard: <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use std::error::Error as _;

use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use super::super::{Cure, Failure};
use crate::error::StoreError;

impl Failure {
    /// What the driver said.
    pub(super) fn of(error: &Error, reason: &'static str) -> Self {
        let cure = cure(error);
        // `detail` and `hint` of the server may quote parameters: they stay out of the log.
        let detail = error.as_db_error().map_or_else(
            || match error.source() {
                Some(source) => format!("{error}: {source}"),
                None => error.to_string(),
            },
            |database| format!("{} ({})", database.message(), database.code().code()),
        );
        let error = match cure {
            Cure::AgainForKey => StoreError::Conflict { reason, detail },
            Cure::None | Cure::Again => StoreError::Database { reason, detail },
        };
        Self { error, cure }
    }
}

/// Serialization failure, deadlock, or a key that another process took in the same moment.
fn cure(error: &Error) -> Cure {
    match error.code() {
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
            Cure::Again
        }
        Some(&SqlState::UNIQUE_VIOLATION) => Cure::AgainForKey,
        _ => Cure::None,
    }
}
