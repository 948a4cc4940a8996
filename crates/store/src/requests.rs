//! What patients ask of the office under the law, online: each request with its state, its days and its
//! answer, which both sides see. What was accepted holds at once: a restriction is a term of every
//! view, a correction stands beside its entry.
//!
//! Law: HIPAA Privacy Rule, 45 CFR 164.522, 164.524, 164.526, 164.528.

mod answering;
mod asking;
mod limit;
mod stored;
#[cfg(test)]
mod tests;

use bluebutton_record::requests::{Deadline, RequestKind, RequestState};
use bluebutton_record::{PatientKey, Terms};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use answering::{Reach, Reply, Staffed};
pub use limit::{Limit, LimitOf};
pub(crate) use stored::{OF_PATIENT, TABLE, counted};

use crate::Store;
use crate::transmissions::AskerRole;

/// The door to requests.
pub struct Requests<'s>(pub(crate) &'s Store);

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRequest {
    /// What.
    pub kind: RequestKind,
    /// In the words of whoever asks.
    pub text: String,
    /// The entry it is about, where it is about one.
    pub about: Option<AboutEntry>,
    /// What is to be withheld, and for which uses: of a restriction.
    pub limit: Option<Limit>,
}

/// An entry that a request is about, as it was called when it was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AboutEntry {
    /// `MedicationRequest/<id>`
    pub reference: String,
    /// What it is called.
    pub title: String,
    /// The slug of its section.
    pub section: String,
}

/// Who asked or answered, as it was known then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Someone {
    /// What they are to the record.
    pub role: AskerRole,
    /// Their account.
    pub account: Option<String>,
    /// Their name.
    pub name: Option<String>,
}

/// Something that was said, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Someone,
    /// In which words; may be empty.
    pub text: String,
}

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: String,
    /// Whose record, or which part of it.
    pub patient: PatientKey,
    /// What was asked for.
    pub new: NewRequest,
    /// Who asked, and when.
    pub asked: Someone,
    /// When.
    pub asked_at: Timestamp,
    /// Where it stands.
    pub state: RequestState,
    /// By when it is to be answered.
    pub deadline: Deadline,
    /// Why it takes longer, where the office said so.
    pub extended: Option<Said>,
    /// The answer.
    pub answer: Option<Said>,
    /// What the patient said to a denial. Empty words: what was asked and answered goes along.
    pub disagreed: Option<Said>,
    /// What the office said to that.
    pub rebutted: Option<Said>,
    /// When it was taken back, or a restriction ended, and by whom.
    pub closed: Option<Said>,
    /// What a restriction withholds since it was accepted.
    pub agreed: Option<Limit>,
}

impl Request {
    /// Whether it waits longer than it may.
    pub fn is_overdue(&self, today: jiff::civil::Date) -> bool {
        self.state == RequestState::Open && self.deadline.day < today
    }
}

impl NewRequest {
    /// A request in words alone.
    pub fn of(kind: RequestKind, text: &str) -> Self {
        Self { kind, text: text.to_owned(), about: None, limit: None }
    }
}

/// What a limit withholds, as terms of a view.
pub(crate) fn terms_of(limit: &Limit) -> Terms {
    limit.of.terms()
}

impl Store {
    /// What patients ask of the office.
    pub fn requests(&self) -> Requests<'_> {
        Requests(self)
    }
}
