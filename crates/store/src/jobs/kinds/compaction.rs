//! Putting the segments of a record together.

use serde::{Deserialize, Serialize};

use super::JobLimits;

/// Which record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompactionJob {
    /// The patient's key.
    pub patient: String,
}

/// One record at a time: what puts segments together has the processor to itself.
pub(super) const LIMITS: JobLimits =
    JobLimits { kind: "compaction", at_once: 1, seconds_max: 10 * 60, every: None };
