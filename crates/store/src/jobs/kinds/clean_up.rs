//! Dropping what nobody needs any more.

use jiff::SignedDuration;

use super::JobLimits;

/// Every hour: what is over does no harm, and takes some room.
pub(super) const LIMITS: JobLimits = JobLimits {
    kind: "clean-up",
    at_once: 1,
    seconds_max: 10 * 60,
    every: Some(SignedDuration::from_hours(1)),
};
