//! Writes a Continuity of Care Document, C-CDA R2.1 (template 2.16.840.1.113883.10.20.22.1.2).

use bluebutton_record::{Manifest, Organization, Resource};

use super::WriteError;

/// What a CCD is made from.
pub struct Input<'a> {
    /// The patient's resources, Patient among them.
    pub resources: &'a [Resource],
    /// What they refer to in the directory.
    pub directory: &'a [Resource],
    /// What is in and what is not: goes into the narrative of a section of its own.
    pub manifest: &'a Manifest,
    /// Custodian.
    pub organization: &'a Organization,
}

/// Writes the document (UTF-8 XML).
pub fn write(_input: &Input<'_>) -> Result<Vec<u8>, WriteError> {
    todo!("helper: write")
}
