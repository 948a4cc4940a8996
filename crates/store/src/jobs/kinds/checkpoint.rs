//! Signing the audit trail, and counting it for the measures.

use jiff::SignedDuration;

use super::JobLimits;

/// Every five minutes: what was written since could be cut off its end unseen.
pub(super) const LIMITS: JobLimits = JobLimits {
    kind: "checkpoint",
    at_once: 1,
    seconds_max: 10 * 60,
    every: Some(SignedDuration::from_mins(5)),
};
