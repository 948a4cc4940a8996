//! What one file brought, and what is there already of it.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use bluebutton_record::PatientKey;
use bluebutton_record::normalize::{Assigned, FoundPatient};
use bluebutton_record::reading::Issue;
use jiff::Timestamp;

use super::ForQuarantine;
use crate::matching::NewCase;
use crate::patients::Meeting;
use crate::records::PartState;

/// What one file brought, owned.
pub(super) struct Batch {
    pub(super) import: String,
    pub(super) now: Timestamp,
    /// The import of the first piece of the file, where this is a further one.
    pub(super) part_of: Option<String>,
    pub(super) file: String,
    pub(super) source: String,
    pub(super) found: Vec<(FoundPatient, Meeting)>,
    pub(super) assigned: Assigned,
    pub(super) issues: Vec<Issue>,
    pub(super) quarantine: Vec<ForQuarantine>,
    pub(super) cases: Vec<NewCase>,
}

/// What is there already of what a batch brings.
#[derive(Default)]
pub(super) struct Before {
    pub(super) patients: BTreeMap<PatientKey, KnownPatient>,
    /// Hashes of what this source said of directory resources.
    pub(super) directory: BTreeMap<String, Vec<[u8; 16]>>,
    /// What is in quarantine, with the case that it waits for.
    pub(super) quarantine: BTreeMap<String, String>,
}

/// A patient who is there already.
pub(super) struct KnownPatient {
    pub(super) state: PartState,
    pub(super) tokens: BTreeSet<Vec<u8>>,
    /// Local ids of the originals.
    pub(super) originals: HashSet<String>,
}
