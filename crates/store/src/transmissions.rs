//! What was sent, or is about to be: the patient sees each one's state.

use bluebutton_record::{Language, PatientKey, Selection};
use jiff::Timestamp;

use crate::Store;
use crate::access::RecordPermit;
use crate::accounts::AccountId;
use crate::error::Result;

/// The door to transmissions.
pub struct Transmissions<'s>(pub(crate) &'s Store);

/// What is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTransmission {
    /// `direct` or `email`.
    pub way: Way,
    /// The address.
    pub to: String,
    /// What of the record.
    pub selection: Selection,
    /// A line from the patient to the recipient.
    pub message: Option<String>,
    /// The language of the human-readable file.
    pub language: Language,
    /// For e-mail: the patient was warned of the risk and wants it (45 CFR 164.524(c), OCR guidance).
    pub risk_accepted: bool,
}

/// How it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Direct: signed and encrypted.
    Direct,
    /// Plain e-mail.
    Email,
}

/// A transmission.
#[derive(Clone, Debug)]
pub struct Transmission {
    /// Its id.
    pub id: String,
    /// Whose record.
    pub patient: PatientKey,
    /// Who asked.
    pub by: Option<AccountId>,
    /// What.
    pub what: NewTransmission,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: State,
    /// When that changed last.
    pub changed_at: Timestamp,
}

/// Where a transmission stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// In the job list.
    Waiting,
    /// Tried, not yet through: message id why, and when it is tried again.
    Delayed {
        /// Message id.
        why: String,
        /// When.
        next: Timestamp,
    },
    /// Given to the recipient's mail server.
    Sent,
    /// Given up: message id why.
    Failed {
        /// Message id.
        why: String,
    },
}

impl Transmissions<'_> {
    /// Asks for a transmission: row, audit line (by the permit) and job in one transaction. Its id.
    /// The permit must come from [`crate::Action::Transmit`].
    pub async fn ask(
        &self,
        _permit: &RecordPermit,
        _by: Option<&AccountId>,
        _what: NewTransmission,
    ) -> Result<String> {
        todo!("helper: accounts")
    }

    /// The newest transmissions of the permit's patient.
    pub async fn list(&self, _permit: &RecordPermit, _take: usize) -> Result<Vec<Transmission>> {
        todo!("helper: accounts")
    }

    /// One, for the worker.
    pub async fn get(&self, _patient: &PatientKey, _id: &str) -> Result<Option<Transmission>> {
        todo!("helper: accounts")
    }

    /// Where it stands now; writes an audit line for sent and failed.
    pub async fn set_state(&self, _patient: &PatientKey, _id: &str, _state: State) -> Result<()> {
        todo!("helper: accounts")
    }
}

impl Store {
    /// Transmissions.
    pub fn transmissions(&self) -> Transmissions<'_> {
        Transmissions(self)
    }
}
