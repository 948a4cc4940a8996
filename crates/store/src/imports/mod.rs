//! The log of imports, and quarantine: nothing that arrives is ever lost.

mod commit;
mod plan;
mod quarantine;
mod report;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use bluebutton_record::PatientKey;
pub(crate) use plan::{proof_of_original, proof_of_segment};
pub(crate) use quarantine::place_of as quarantine_place;
pub(crate) use report::open as open_report;

use bluebutton_record::normalize::{Assigned, FoundPatient};
use bluebutton_record::reading::Issue;
use jiff::Timestamp;

use crate::Store;
use crate::error::Result;

/// The door to imports.
pub struct Imports<'s>(pub(crate) &'s Store);

/// What one file brought, ready to be stored.
pub struct Arrival<'a> {
    /// The file as it was named to us.
    pub file: &'a str,
    /// Where the data came from: keeps equal ids of different sources apart.
    pub source: &'a str,
    /// The patients of the file; their identifiers and addresses are remembered, so that later files find
    /// the same patients.
    pub found: &'a [FoundPatient],
    /// The key of each of `found`, as given to [`bluebutton_record::normalize::assign`].
    pub keys: &'a [Option<PatientKey>],
    /// What is stored.
    pub assigned: Assigned,
    /// What was not understood, beside that of `assigned`.
    pub issues: Vec<Issue>,
    /// What can't be stored in a record: bytes and reason.
    pub quarantine: Vec<(Vec<u8>, Issue)>,
}

/// What came in from one file.
#[derive(Clone, Debug, Default)]
pub struct ImportReport {
    /// Id of the import (26 characters, in order of time).
    pub id: String,
    /// The file as it was named to us. Sealed at rest: names of files name people.
    pub file: String,
    /// When.
    pub at: Timestamp,
    /// Resources by type: new, changed, same.
    pub counts: BTreeMap<String, [usize; 3]>,
    /// How many patients.
    pub patients: usize,
    /// What was not understood.
    pub issues: Vec<Issue>,
    /// How many items went to quarantine.
    pub quarantined: usize,
}

/// Something in quarantine.
#[derive(Clone, Debug)]
pub struct Quarantined {
    /// Its id.
    pub id: String,
    /// The file it came in.
    pub file: String,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: Issue,
    /// Size in bytes.
    pub bytes: usize,
}

impl Imports<'_> {
    /// Stores what one file brought: records, directory, originals, quarantine (what is homeless too),
    /// the report and the audit lines, in one transaction per file: all or nothing. Safe to repeat.
    pub async fn commit(&self, arrival: Arrival<'_>) -> Result<ImportReport> {
        commit::commit(self.0, arrival).await
    }

    /// The newest imports.
    pub async fn list(&self, skip: usize, take: usize) -> Result<Vec<ImportReport>> {
        report::list(self.0, skip, take).await
    }

    /// One import; `None` where there is none of that id.
    pub async fn get(&self, id: &str) -> Result<Option<ImportReport>> {
        report::get(self.0, id).await
    }

    /// What is in quarantine, newest first.
    pub async fn quarantine(&self, skip: usize, take: usize) -> Result<Vec<Quarantined>> {
        quarantine::list(self.0, skip, take).await
    }

    /// One item in quarantine; `None` where it is not, or no longer, there.
    pub async fn quarantined(&self, id: &str) -> Result<Option<Quarantined>> {
        quarantine::get(self.0, id).await
    }

    /// The bytes of something in quarantine, with its file name: for a retry.
    pub async fn quarantined_bytes(&self, id: &str) -> Result<Option<(String, Vec<u8>)>> {
        quarantine::bytes(self.0, id).await
    }

    /// Takes something out of quarantine (retried with success, or removed by staff).
    pub async fn release(&self, id: &str, why: &'static str) -> Result<()> {
        quarantine::release(self.0, id, why).await
    }
}

impl Store {
    /// Imports and quarantine.
    pub fn imports(&self) -> Imports<'_> {
        Imports(self)
    }
}
