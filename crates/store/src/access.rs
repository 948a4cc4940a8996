//! Who may open a record. The only place that makes a [`RecordPermit`], and it writes the audit line
//! in the same step.

use bluebutton_record::{PatientKey, Section, Selection};

use crate::Store;
use crate::accounts::AccountId;
use crate::error::Result;

/// Who is asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Somebody with an account: the patient, a caregiver, or staff.
    Account(AccountId),
    /// The person at the command line of the server (`bluebutton download`, `send`).
    Operator,
    /// The program itself, for a job that somebody asked for earlier.
    Job {
        /// Who asked.
        on_behalf_of: Option<AccountId>,
    },
}

/// What is about to be done with a record; becomes the audit line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// A page of the record is looked at.
    View {
        /// The page: a section's slug, `overview`, `timeline`, `search`, `visit`, `activity` …
        page: &'static str,
        /// One entry, where only one is looked at.
        resource: Option<String>,
    },
    /// A file is made.
    Download {
        /// `pdf`, `html`, `text`, `ccda`, `fhir`, `original`
        format: &'static str,
        /// What of the record.
        selection: Selection,
    },
    /// The record is sent.
    Transmit {
        /// `direct` or `email`
        way: &'static str,
        /// The address.
        to: String,
        /// What of the record.
        selection: Selection,
    },
    /// Settings of the record: letting somebody in, ending it.
    Manage {
        /// `caregiver-invited`, `caregiver-ended`, `invitation-made` …
        what: &'static str,
        /// To whom, in words for the patient.
        whom: Option<String>,
    },
}

/// Proof that the one who asks may do what they asked with this one record, and that it is in the
/// audit trail. Only [`Access::open`] makes one.
#[derive(Clone, Debug)]
pub struct RecordPermit {
    patient: PatientKey,
    limit: Limit,
}

/// What a permit leaves visible.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Limit {
    /// Sections that are visible; `None` is all.
    pub sections: Option<Vec<Section>>,
}

/// What somebody may do with a record: for showing or hiding buttons. Checked again on use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights {
    /// Look at pages.
    pub view: bool,
    /// Make files.
    pub download: bool,
    /// Send.
    pub transmit: bool,
    /// Let others in and end it: the patient only.
    pub manage: bool,
}

impl RecordPermit {
    /// Whose record.
    pub fn patient(&self) -> &PatientKey {
        &self.patient
    }

    /// What is visible.
    pub fn limit(&self) -> &Limit {
        &self.limit
    }
}

/// A record somebody may open, for the list of records and the banner.
#[derive(Clone, Debug)]
pub struct OpenRecord {
    /// Whose record.
    pub patient: PatientKey,
    /// The person's name as the record says it.
    pub name: String,
    /// Birth date as the record says it (FHIR date).
    pub birth_date: Option<String>,
    /// Whether it is the asker's own.
    pub is_own: bool,
    /// What they may do.
    pub rights: Rights,
    /// Until when (end of that day), for caregivers.
    pub until: Option<jiff::civil::Date>,
}

/// The door to records.
pub struct Access<'s>(pub(crate) &'s Store);

impl Access<'_> {
    /// Checks who is asking and for what, writes the audit line, and makes the permit.
    /// [`crate::StoreError::NotFound`] where the record is not theirs (or not there).
    pub async fn open(
        &self,
        _who: &Who,
        _patient: &PatientKey,
        _action: Action,
    ) -> Result<RecordPermit> {
        todo!("helper: accounts")
    }

    /// The records an account may open: its own first.
    pub async fn records_of(&self, _account: &AccountId) -> Result<Vec<OpenRecord>> {
        todo!("helper: accounts")
    }
}

impl Store {
    /// Who may open which record.
    pub fn access(&self) -> Access<'_> {
        Access(self)
    }
}
