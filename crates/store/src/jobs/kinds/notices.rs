//! Telling people what they want to hear about.

use jiff::SignedDuration;

use super::JobLimits;

/// Every fifteen seconds: a code is waited for at the screen.
pub(super) const LIMITS: JobLimits = JobLimits {
    kind: "notices",
    at_once: 1,
    seconds_max: 10 * 60,
    every: Some(SignedDuration::from_secs(15)),
};
