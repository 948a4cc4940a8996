//! Everything that is done, as one typed event: it is the line in a patient's chain or in the
//! site's, what the activity page shows, and what measures count.
//!
//! Events are kept for as long as records are: a variant may get fields that old lines lack (with a
//! default), its name and meaning stay. What a newer program wrote reads as [`Event::Unknown`].

use serde::{Deserialize, Serialize};

use crate::accounts::AccountId;
use crate::transmissions::Way;

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// A page of the record was looked at.
    Viewed {
        /// The page: a section's slug, `overview`, `timeline`, `search`, `visit`, `activity` …
        page: String,
        /// One entry, where only one was looked at.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        resource: Option<String>,
    },
    /// A file was made.
    Downloaded {
        /// `pdf`, `html`, `text`, `ccda`, `fhir`, `original`
        format: String,
        /// What of the record, see [`crate::access::selection_words`]; empty is all.
        selection: String,
    },
    /// Something that happened to a record on its way to somebody.
    Sending {
        /// How far it is.
        step: SendingStep,
        /// How it is sent.
        way: Way,
        /// The address.
        to: String,
        /// What of the record.
        selection: String,
    },
    /// Something came in.
    Imported {
        /// The import's id.
        import: String,
    },
    /// Somebody was let in; the invitation is open.
    CaregiverInvited {
        /// Their name as the patient wrote it.
        name: String,
    },
    /// Somebody who was let in came.
    CaregiverAccepted,
    /// Somebody's access was ended.
    CaregiverEnded {
        /// Their name.
        name: String,
    },
    /// A code for the patient's own account was made.
    InvitationMade,
    /// A code for the patient's own account was used.
    InvitationUsed,
    /// An account was tied to the record as its own.
    AccountTied {
        /// The person's name.
        name: String,
    },
    /// A further own account was confirmed by the first.
    AccountConfirmed {
        /// The person's name.
        name: String,
    },
    /// An account is no longer the record's own.
    AccountUntied {
        /// The person's name.
        name: String,
    },
    /// An account was made.
    AccountMade {
        /// Its id.
        account: AccountId,
    },
    /// An account was ended for good.
    AccountEnded {
        /// Its id.
        account: AccountId,
    },
    /// How somebody signs in has changed.
    SignInChanged {
        /// What of it.
        change: SignInChange,
    },
    /// Somebody chose their language.
    LanguageChosen,
    /// Something about a session.
    Session {
        /// What.
        step: SessionStep,
    },
    /// Staff found the patient in a search.
    FoundInSearch,
    /// Staff opened the patient's card.
    CardOpened,
    /// Staff opened the report of an import.
    ReportOpened {
        /// The import's id.
        import: String,
    },
    /// Something in quarantine was opened, or tried again.
    QuarantineOpened {
        /// Its id.
        item: String,
    },
    /// Something was taken out of quarantine.
    QuarantineReleased {
        /// Its id.
        item: String,
        /// Whether it is in a record now; else it was removed.
        is_taken: bool,
    },
    /// Two records of one person were put together.
    RecordMerged {
        /// The record that gives its name.
        record: String,
        /// The one that became part of it.
        part: String,
    },
    /// Two records that had been put together were taken apart.
    RecordSplit {
        /// The record that gave its name.
        record: String,
        /// The one that was part of it.
        part: String,
    },
    /// The record was erased; what comes after it is of somebody who came back.
    RecordErased,
    /// Staff saw the patient beside somebody who came, to tell who is who.
    Compared,
    /// Staff said whether somebody who came is this patient.
    Matched {
        /// Whether they are.
        is_same: bool,
    },
    /// A decision who is who was taken back.
    MatchTakenBack,
    /// A restriction was set or changed.
    RestrictionSet,
    /// A restriction was lifted.
    RestrictionEnded,
    /// Of a newer program.
    #[serde(other)]
    Unknown,
}

/// How far a record is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SendingStep {
    /// Somebody asked for it.
    Asked,
    /// The risk of plain e-mail was accepted (45 CFR 164.524(c), OCR guidance).
    RiskAccepted,
    /// The record was opened for it.
    Opened,
    /// It was handed to the recipient's server.
    Sent,
    /// It was given up.
    Failed,
    /// The program stopped while it was handed over: it may have gone out.
    Uncertain,
}

/// What was changed about how somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInChange {
    /// The password.
    Password,
    /// The second factor.
    SecondFactor,
    /// The recovery codes.
    RecoveryCodes,
}

/// What happened to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionStep {
    /// The password was right; a code is asked for.
    Begun,
    /// Signed in.
    Whole,
    /// A wrong password or code.
    Refused,
    /// Too many attempts.
    Locked,
    /// Signed out, or ended with all others of the account.
    Ended,
}

/// In which part somebody did it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The patient.
    Patient,
    /// Somebody whom the patient let in.
    Caregiver,
    /// An app, for somebody.
    App,
    /// The records office.
    Staff,
    /// Whoever is at the server's command line.
    Operator,
    /// The program itself.
    #[default]
    Program,
}

/// Who did it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// In which part.
    pub part: Part,
    /// Their name; none for the program and whoever is at its command line.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub name: Option<String>,
    /// Their account: names are not one person's alone.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub account: Option<AccountId>,
    /// Why, where a reason had to be given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
    /// At whose request, where somebody else asked for it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub asked_by: Option<Box<By>>,
}

/// What is sealed of a line in a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    /// Form of the line.
    pub(crate) v: u32,
    pub(crate) by: By,
    #[serde(flatten)]
    pub(crate) event: Event,
    /// What was written with it, as hashes: `verify` finds what is missing or not as it was by them.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub(crate) proof: Vec<String>,
}

impl By {
    /// The program itself.
    pub fn program() -> Self {
        Self::default()
    }

    /// Whoever is at the server's command line.
    pub fn operator() -> Self {
        Self { part: Part::Operator, ..Self::default() }
    }

    /// Somebody with an account.
    pub fn person(part: Part, account: &AccountId, name: &str) -> Self {
        let (name, account) = (Some(name.to_owned()), Some(account.clone()));
        Self { part, name, account, ..Self::default() }
    }

    /// The one who did it, or at whose request it was done.
    pub fn origin(&self) -> &Self {
        self.asked_by.as_deref().map_or(self, Self::origin)
    }
}

impl Line {
    /// A line of that form.
    pub(crate) fn new(by: By, event: Event) -> Self {
        Self { v: 1, by, event, proof: Vec::new() }
    }

    /// One line of the log, for whoever watches over the site: which event, by whose account; ids,
    /// no names. (A transaction that is repeated tells it again.)
    pub(crate) fn log(&self) {
        let told = serde_json::to_value(&self.event).unwrap_or_default();
        let word = |key: &str| told.get(key).and_then(serde_json::Value::as_str);
        tracing::info!(
            event = word("event"),
            step = word("step"),
            change = word("change"),
            account = self.by.account.as_ref().map(|account| account.0.as_str()),
            part = ?self.by.part,
            "something happened at the site"
        );
    }

    /// The same with hashes of what was written with it.
    pub(crate) fn with_proof(self, proof: Vec<String>) -> Self {
        Self { proof, ..self }
    }
}

impl Event {
    /// The word under which measures count it; `None` where nobody does.
    pub fn measure(&self) -> Option<&'static str> {
        Some(match self {
            Self::Viewed { .. } => "viewed",
            Self::Downloaded { .. } => "downloaded",
            Self::Sending { step: SendingStep::Sent, .. } => "sent",
            Self::Imported { .. } => "imported",
            Self::CaregiverAccepted => "caregivers",
            Self::InvitationUsed => "joined",
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_of_a_newer_program_is_read_as_unknown() {
        let newer = r#"{"v":1,"by":{"part":"staff"},"event":"beamed-up","where":"deck 2"}"#;
        let line: Line = serde_json::from_str(newer).unwrap();
        assert_eq!((line.event, line.by.part), (Event::Unknown, Part::Staff));
    }

    #[test]
    fn a_line_comes_back_as_it_was() {
        let lucia = By::person(Part::Caregiver, &AccountId("a".to_owned()), "Lucía");
        let by = By { asked_by: Some(Box::new(lucia.clone())), ..By::program() };
        let (to, selection) = ("dr@clinic.example".to_owned(), String::new());
        let event = Event::Sending { step: SendingStep::Sent, way: Way::Direct, to, selection };
        let line = Line::new(by, event).with_proof(vec!["x".to_owned()]);
        let text = serde_json::to_string(&line).unwrap();
        assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line, "{text}");
        assert_eq!(line.by.origin(), &lucia);
    }
}
