//! What the law lets a patient ask of whoever keeps their record, by when it is to be answered, and
//! what can follow on what.
//!
//! Law: HIPAA Privacy Rule, 45 CFR 164.522 (restriction, confidential communications), 164.524
//! (access), 164.526 (amendment), 164.528 (accounting of disclosures).

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKind {
    /// That an entry is corrected: 45 CFR 164.526.
    Amendment,
    /// That something is not used or disclosed: 45 CFR 164.522(a).
    Restriction,
    /// To be told to whom something was disclosed: 45 CFR 164.528.
    Accounting,
    /// To be written to or called elsewhere: 45 CFR 164.522(b).
    Confidential,
    /// To get what is not online: 45 CFR 164.524.
    Access,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    /// Not answered.
    Open,
    /// Answered with yes.
    Accepted,
    /// Answered with no, and why.
    Denied,
    /// Taken back by whoever asked, before an answer.
    Withdrawn,
    /// What was accepted and holds no longer: a restriction, another way to be reached.
    Ended,
}

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestStep {
    /// It was asked.
    Asked,
    /// Staff opened it.
    Opened,
    /// Staff need longer, once, and said why.
    Extended,
    /// Staff said yes.
    Accepted,
    /// Staff said no, and why.
    Denied,
    /// The patient said that they disagree with the denial of an amendment.
    Disagreed,
    /// The office answered that statement (45 CFR 164.526(d)(3)).
    Rebutted,
    /// Whoever asked took it back.
    Withdrawn,
    /// What was accepted was ended.
    Ended,
}

/// By when a request is to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub day: Date,
    /// Whether the law says so. Where it names no day, it is what we set ourselves.
    pub is_law: bool,
}

/// Where the law names no day: what is asked waits no longer than what has one.
const OWN_DAYS: i64 = 30;

/// The one extension, in days.
const EXTENSION_DAYS: i64 = 30;

impl RequestKind {
    /// Every kind, in the order in which pages show them.
    pub const ALL: [Self; 5] =
        [Self::Amendment, Self::Restriction, Self::Accounting, Self::Confidential, Self::Access];

    /// Its word in addresses and message ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Amendment => "amendment",
            Self::Restriction => "restriction",
            Self::Accounting => "accounting",
            Self::Confidential => "confidential",
            Self::Access => "access",
        }
    }

    /// The kind of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }

    /// The paragraph of the law.
    pub fn paragraph(self) -> &'static str {
        match self {
            Self::Amendment => "45 CFR 164.526",
            Self::Restriction => "45 CFR 164.522(a)",
            Self::Accounting => "45 CFR 164.528",
            Self::Confidential => "45 CFR 164.522(b)",
            Self::Access => "45 CFR 164.524",
        }
    }

    /// Within how many days the law wants an answer: 164.524(b)(2), 164.526(b)(2), 164.528(c)(1).
    pub fn law_days(self) -> Option<i64> {
        match self {
            Self::Access => Some(30),
            Self::Amendment | Self::Accounting => Some(60),
            Self::Restriction | Self::Confidential => None,
        }
    }

    /// Whether what was agreed to holds until the patient ends it.
    pub fn can_end(self) -> bool {
        matches!(self, Self::Restriction | Self::Confidential)
    }

    /// By when it is to be answered, asked on that day.
    pub fn deadline(self, asked: Date, is_extended: bool) -> Deadline {
        let days = self.law_days().unwrap_or(OWN_DAYS);
        let more = if is_extended { EXTENSION_DAYS } else { 0 };
        let day = asked.saturating_add((days + more).days());
        Deadline { day, is_law: self.law_days().is_some() }
    }
}

impl RequestState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Accepted, Self::Denied, Self::Withdrawn, Self::Ended];

    /// Its word in the database and in message ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Accepted => "accepted",
            Self::Denied => "denied",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
        }
    }

    /// The state of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.slug() == slug)
    }

    /// What a request of that kind is after a step; `None` where the step can't be taken. What is said
    /// once (the extension, the statement of disagreement, the answer to it) the caller knows: `is_said`;
    /// so is an answer to a statement that nobody made.
    #[must_use]
    pub fn after(self, kind: RequestKind, step: RequestStep, is_said: bool) -> Option<Self> {
        match (self, step) {
            (state, RequestStep::Opened) => Some(state),
            (Self::Open, RequestStep::Extended) if !is_said && kind.law_days().is_some() => {
                Some(Self::Open)
            }
            (Self::Open, RequestStep::Accepted) => Some(Self::Accepted),
            (Self::Open, RequestStep::Denied) => Some(Self::Denied),
            (Self::Open, RequestStep::Withdrawn) => Some(Self::Withdrawn),
            (Self::Denied, RequestStep::Disagreed | RequestStep::Rebutted)
                if !is_said && kind == RequestKind::Amendment =>
            {
                Some(Self::Denied)
            }
            (Self::Accepted, RequestStep::Ended) if kind.can_end() => Some(Self::Ended),
            _ => None,
        }
    }
}

impl RequestStep {
    /// Its word in message ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Opened => "opened",
            Self::Extended => "extended",
            Self::Accepted => "accepted",
            Self::Denied => "denied",
            Self::Disagreed => "disagreed",
            Self::Rebutted => "rebutted",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn an_answer_is_due_when_the_law_says() {
        let asked = date(2026, 5, 3);
        let due = |kind: RequestKind, is_extended| kind.deadline(asked, is_extended);
        let law = |day| Deadline { day, is_law: true };
        assert_eq!(due(RequestKind::Access, false), law(date(2026, 6, 2)));
        assert_eq!(due(RequestKind::Access, true), law(date(2026, 7, 2)));
        assert_eq!(due(RequestKind::Amendment, false), law(date(2026, 7, 2)));
        assert_eq!(due(RequestKind::Accounting, true), law(date(2026, 8, 1)));
        assert!(!due(RequestKind::Restriction, false).is_law);
    }

    #[test]
    fn nothing_is_answered_twice_and_nothing_that_was_answered_is_taken_back() {
        for kind in RequestKind::ALL {
            for state in RequestState::ALL {
                for step in [RequestStep::Accepted, RequestStep::Denied, RequestStep::Withdrawn] {
                    let is_open = state == RequestState::Open;
                    assert_eq!(state.after(kind, step, false).is_some(), is_open);
                }
            }
        }
    }

    #[test]
    fn an_extension_and_a_statement_are_given_once_and_only_where_the_law_has_them() {
        for kind in RequestKind::ALL {
            let open = |said| RequestState::Open.after(kind, RequestStep::Extended, said);
            assert_eq!(open(false).is_some(), kind.law_days().is_some());
            assert_eq!(open(true), None);
            let denied = |said| RequestState::Denied.after(kind, RequestStep::Disagreed, said);
            assert_eq!(denied(false).is_some(), kind == RequestKind::Amendment);
            assert_eq!(denied(true), None);
            let rebutted = |said| RequestState::Denied.after(kind, RequestStep::Rebutted, said);
            assert_eq!(rebutted(false).is_some(), kind == RequestKind::Amendment);
            assert_eq!(rebutted(true), None);
            let ended = RequestState::Accepted.after(kind, RequestStep::Ended, false);
            assert_eq!(ended.is_some(), kind.can_end());
        }
    }

    #[test]
    fn words_are_read_back() {
        assert!(RequestKind::ALL.iter().all(|one| RequestKind::parse(one.slug()) == Some(*one)));
        assert!(RequestState::ALL.iter().all(|one| RequestState::parse(one.slug()) == Some(*one)));
    }
}
