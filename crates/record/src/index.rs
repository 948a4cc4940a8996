//! The line a segment's index keeps of each resource: enough to choose without decoding.

use crate::date::FhirDate;
use crate::json::Value;
use crate::section::Section;

/// What is known of a resource without decoding its segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The section it stands in.
    pub section: Section,
    /// The date that lists are ordered and limited by.
    pub date: Option<FhirDate>,
    /// The last day it touches, where it has an end (a stay in hospital).
    pub until: Option<FhirDate>,
}

/// The section and dates of a resource. Must agree with [`crate::entry::entry`].
pub fn facts(_resource: Value<'_>) -> Facts {
    todo!("helper: record")
}
