//! Sending a record.

use serde::{Deserialize, Serialize};

use super::JobLimits;

/// Which transmission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransmissionJob {
    /// The patient's key.
    pub patient: String,
    /// The transmission's id.
    pub id: String,
    /// The domain of the address it goes to.
    pub domain: String,
}

/// A mail system that is slow holds two workers, and all others go on. Half an hour: making a large PDF,
/// and a slow mail server twice.
pub(super) const LIMITS: JobLimits =
    JobLimits { kind: "transmission", at_once: 2, seconds_max: 30 * 60, every: None };
