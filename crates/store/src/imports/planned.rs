//! What will be written of a file, before it is.

use bluebutton_crypto::seal::DataKey;
use bluebutton_record::{PatientKey, ResourceId};
use jiff::Timestamp;

use super::ImportReport;
use crate::db::Value;
use crate::events::{By, Line};
use crate::patients::Grounds;

/// What will be written.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) patients: Vec<PatientPlan>,
    /// Rows that belong to no patient.
    pub(super) rows: Vec<(&'static str, Vec<Value>)>,
    /// Rows of the directory.
    pub(super) directory: Vec<Vec<Value>>,
    /// Files, on disk before the rows are.
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) report: ImportReport,
    /// The import's id.
    pub(super) report_id: String,
    pub(super) at: Timestamp,
    /// What was to be taken back and is not in that record.
    pub(super) missed: Vec<ResourceId>,
    /// How many versions are older than what is there, and how many of the same moment.
    pub(super) late: (usize, usize),
    /// The patient that was planned last, with their key.
    pub(super) sole: Option<(PatientKey, DataKey)>,
}

/// What will be written to one patient's record.
pub(super) struct PatientPlan {
    pub(super) patient: PatientKey,
    /// What must still be so: the card's bytes (`None`: there is no such patient), the last segment, and
    /// the list of tokens.
    pub(super) expected: (Option<Vec<u8>>, i64, Vec<u8>),
    /// What the answers were built on whose this is. Of somebody new, nobody else may have got any of the
    /// tokens meanwhile.
    pub(super) grounds: Vec<Grounds>,
    pub(super) rows: Vec<(&'static str, Vec<Value>)>,
    /// Tokens that are new. Written together with those of all other patients, in the order of their tree.
    pub(super) tokens: Vec<Vec<u8>>,
    /// The number of the last segment, where they are worth putting together.
    pub(super) is_long: Option<i64>,
    pub(super) line: Option<Line>,
    /// Whom staff said they are: they are put under that one's record.
    pub(super) under: Option<(PatientKey, By)>,
}

impl Plan {
    /// Whether there is nothing to write and nothing to tell: what was only held for the end of a run, and
    /// is held still.
    pub(super) fn is_nothing(&self) -> bool {
        let ImportReport { counts, patients, issues, entries, quarantined, .. } = &self.report;
        self.rows.is_empty()
            && self.directory.is_empty()
            && self.files.is_empty()
            && self.patients.is_empty()
            && counts.is_empty()
            && issues.is_empty()
            && entries.is_empty()
            && (*patients, *quarantined) == (0, 0)
    }
}
