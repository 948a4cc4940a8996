//! `bluebutton verify`: checks every segment, every original, every chain and every checkpoint.

use crate::Store;
use crate::error::Result;

/// What a check of everything found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Records checked.
    pub records: u64,
    /// Segments checked.
    pub segments: u64,
    /// Resources read.
    pub resources: u64,
    /// Audit lines checked.
    pub audit_lines: u64,
    /// Originals checked.
    pub originals: u64,
    /// Checkpoints checked.
    pub checkpoints: u64,
    /// What was altered, missing or added: one sentence each, with table, patient key and sequence.
    pub findings: Vec<String>,
}

impl Store {
    /// Checks everything. `progress` hears (done, total) in records.
    pub async fn verify(&self, _progress: impl Fn(u64, u64) + Send) -> Result<Verification> {
        todo!("helper: store")
    }
}
