//! The audit trail: a chain of lines per patient, signed checkpoints over all chains.

use bluebutton_record::PatientKey;
use jiff::Timestamp;

use crate::Store;
use crate::access::RecordPermit;
use crate::error::Result;

/// The door to the audit trail.
pub struct Audit<'s>(pub(crate) &'s Store);

/// One line of a patient's chain, as the patient reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Place in the chain, from 1.
    pub seq: i64,
    /// When.
    pub at: Timestamp,
    /// The name of who did it; `None` for the program itself.
    pub who: Option<String>,
    /// `patient`, `caregiver`, `staff`, `operator`, `program`
    pub role: String,
    /// `view`, `download`, `transmit`, `import`, `manage`
    pub action: String,
    /// What: a page, format, `what` of Manage.
    pub what: String,
    /// What of the record, in words that need no catalog: sections' slugs and dates; empty is all.
    pub selection: String,
    /// The addressee of a transmission or of a manage line.
    pub to: Option<String>,
    /// `ok`, or for a transmission `sent`/`failed` as later lines.
    pub outcome: String,
}

impl Audit<'_> {
    /// The newest lines of the chain of the permit's patient.
    pub async fn lines(
        &self,
        _permit: &RecordPermit,
        _skip: usize,
        _take: usize,
    ) -> Result<Vec<AuditLine>> {
        todo!("helper: accounts")
    }

    /// Signs a checkpoint over all chains that grew since the last one. Called at intervals and at the end of
    /// an import.
    pub async fn checkpoint(&self) -> Result<()> {
        todo!("helper: accounts")
    }

    /// How many lines a patient's chain has.
    pub async fn length(&self, _patient: &PatientKey) -> Result<i64> {
        todo!("helper: accounts")
    }
}

impl Store {
    /// The audit trail.
    pub fn audit(&self) -> Audit<'_> {
        Audit(self)
    }
}
