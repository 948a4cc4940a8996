//! People who may be one: cases that wait for staff, and what staff said.
//!
//! A case is one person who came, beside those here whom they may be. What came of them waits in
//! quarantine under the case; one decision answers for everything that comes of them from then on.

mod cases;
pub(crate) mod decisions;
mod pairs;
#[cfg(test)]
mod tests;

use bluebutton_record::PatientKey;
use bluebutton_record::limits::SMALL_SITE_PEOPLE_MAX;
use bluebutton_record::matching::{NameAndBirthDate, Reason};
use bluebutton_record::normalize::FoundPatient;
use jiff::Timestamp;
use jiff::civil::Date;

pub(crate) use cases::{candidates_of, close_if_empty, context as case_context, forget, rows_of};

pub use pairs::{Pair, Side};

use crate::Store;
use crate::access::Who;
use crate::error::Result;
use crate::patients::{Doubt, ShownPerson};
use crate::sifted::Sifted;

/// The door to cases.
pub struct Matching<'s>(pub(crate) &'s Store);

/// Somebody who came and may be somebody here.
#[derive(Clone, Debug)]
pub struct NewCase {
    /// Who they may be.
    pub doubt: Doubt,
    /// How staff see them.
    pub shown: ShownPerson,
    /// What the file told of them.
    pub found: FoundPatient,
}

/// A case as it stands in the list.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Since when it waits.
    pub at: Timestamp,
    /// Who came.
    pub shown: ShownPerson,
    /// The file in which they came first.
    pub file: String,
    /// Who they may be, and what was told by.
    pub candidates: Vec<(PatientKey, Vec<Reason>)>,
    /// How many things wait for the decision.
    pub waiting: usize,
    /// What was decided; `None` while it is open.
    pub decided: Option<Decided>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Who they are; `None`: none of those here.
    pub same_as: Option<PatientKey>,
    /// Name of who decided; `None` at the command line.
    pub who: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Why, in their words.
    pub why: String,
}

/// Which cases are looked for; what is not said is not asked.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// Whether it waits, or what was decided.
    pub state: CaseState,
    /// A part of the name of who came, or of the file.
    pub text: String,
    /// Something that speaks for or against.
    pub reason: Option<Reason>,
    /// First day on which they came.
    pub from: Option<Date>,
    /// Last day.
    pub until: Option<Date>,
}

/// Whether a case waits, or what was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CaseState {
    /// It waits.
    #[default]
    Waiting,
    /// It waits no more.
    Over,
    /// They are one.
    Same,
    /// They are two.
    Other,
    /// What waited went without a decision, or it was taken back.
    Undecided,
}

impl CaseState {
    /// Every one, as they are offered.
    pub const ALL: [Self; 5] =
        [Self::Waiting, Self::Over, Self::Same, Self::Other, Self::Undecided];

    /// The word in forms and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Over => "over",
            Self::Same => "same",
            Self::Other => "other",
            Self::Undecided => "undecided",
        }
    }

    /// The one of that word; what is no word waits.
    pub fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|one| one.word() == word).unwrap_or_default()
    }

    fn is_of(self, case: &Case) -> bool {
        let same = case.decided.as_ref().map(|decided| decided.same_as.is_some());
        match self {
            Self::Waiting | Self::Over => true,
            Self::Same => same == Some(true),
            Self::Other => same == Some(false),
            Self::Undecided => same.is_none(),
        }
    }
}

/// Somebody here whom a case may be, as staff see them.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Their key.
    pub patient: PatientKey,
    /// What their card says.
    pub shown: ShownPerson,
    /// What agrees and what differs.
    pub reasons: Vec<Reason>,
}

/// What staff say of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// They are that patient.
    SameAs(PatientKey),
    /// They are none of those here.
    Another,
}

/// How much waits for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WaitingCounts {
    /// Open cases.
    pub cases: u64,
    /// Things in quarantine, those of cases among them.
    pub things: u64,
}

impl Matching<'_> {
    /// Open cases, the longest waiting first; or those decided, the newest first.
    pub async fn cases(
        &self,
        who: &Who,
        is_open: bool,
        skip: usize,
        take: usize,
    ) -> Result<Vec<Case>> {
        cases::list(self.0, who, is_open, [skip, take]).await
    }

    /// Cases that fit a filter, in the same order.
    pub async fn fitting(
        &self,
        who: &Who,
        filter: &CaseFilter,
        place: (usize, usize),
    ) -> Result<Sifted<Case>> {
        cases::fitting(self.0, who, filter, place).await
    }

    /// Whether a full name and a birth date are taken for proof here.
    pub fn believes_name_and_birth_date(&self) -> bool {
        self.0.policy.name_and_birth_date == NameAndBirthDate::Same
    }

    /// Whether they are, and more people are here than that is right for.
    pub async fn believes_too_much(&self) -> Result<bool> {
        Ok(self.believes_name_and_birth_date()
            && self.0.patients().are_more_than(SMALL_SITE_PEOPLE_MAX).await?)
    }

    /// One case.
    pub async fn case(&self, who: &Who, id: &str) -> Result<Option<Case>> {
        cases::get(self.0, who, id).await
    }

    /// Those whom a case may be, as staff see them. It is in the audit trail of each.
    pub async fn beside(&self, who: &Who, case: &Case) -> Result<Vec<Beside>> {
        cases::beside(self.0, who, case).await
    }

    /// Says who a case is, with a reason. `NotAllowed("decided-already")` where somebody has decided it: they
    /// take that back first. Staff and the operator may; it is in the audit trail of each
    /// of those it was about. What waits comes in with the next retry.
    pub async fn decide(&self, who: &Who, id: &str, said: Decision, why: &str) -> Result<()> {
        decisions::decide(self.0, who, id, said, why).await
    }

    /// Takes a decision back: what comes of this person from now on is asked anew.
    pub async fn take_back(&self, who: &Who, id: &str, why: &str) -> Result<()> {
        decisions::take_back(self.0, who, id, why).await
    }

    /// Two records side by side, as staff see them before they put them together or take them apart. It
    /// is in the audit trail of both; `None` where one of them is not here.
    pub async fn pair(
        &self,
        who: &Who,
        record: &PatientKey,
        part: &PatientKey,
    ) -> Result<Option<Pair>> {
        pairs::pair(self.0, who, record, part).await
    }

    /// Ids of the open cases that may be one of the patients of this one.
    pub async fn beside_case(&self, id: &str) -> Result<Vec<String>> {
        cases::sharing_candidates(self.0, id).await
    }

    /// How much waits.
    pub async fn waiting(&self) -> Result<WaitingCounts> {
        cases::waiting(self.0).await
    }
}

impl Store {
    /// Cases of people who may be one.
    pub fn matching(&self) -> Matching<'_> {
        Matching(self)
    }
}
