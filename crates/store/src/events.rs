//! Everything that is done, as one typed event: it is the line in a patient's chain or in the
//! site's, what the activity page shows, what measures count, and what stands in the outbox.
//!
//! Events are kept for as long as records are: a variant may get fields that old lines lack (with a
//! default), its name and meaning stay. What a newer program wrote reads as [`Event::Unknown`].

use bluebutton_record::representative::Authority;
use bluebutton_record::requests::{RequestKind, RequestStep};
use serde::{Deserialize, Serialize};

mod kinds;
mod members;

pub use kinds::TrailKind;
pub use members::MemberDeed;

use crate::accounts::AccountId;
use crate::outbox::Consumer;
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
        /// What of the record, in its text form; empty is all.
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
    /// What somebody who was let in may do or see was changed.
    CaregiverChanged {
        /// Their name.
        name: String,
        /// What of it.
        change: GrantChange,
    },
    /// The access of everybody who was let in was ended at once.
    AllAccessEnded,
    /// The record was looked at as somebody who was let in sees it.
    Previewed {
        /// Their name.
        name: String,
    },
    /// A code for the patient's own account was made.
    InvitationMade,
    /// A code for the patient's own account was taken back.
    InvitationRevoked,
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
    /// It was said what somebody on the staff is.
    OfficesChanged {
        /// Their account.
        account: AccountId,
        /// Their offices from now on, with a space between; empty is none.
        offices: String,
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
        /// Whose: not always that of whoever changed it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        account: Option<AccountId>,
    },
    /// Somebody chose their language.
    LanguageChosen,
    /// Somebody chose what to hear about by e-mail.
    NoticesChosen,
    /// Somebody gave an address for that: a code goes there.
    NoticeAddressAsked,
    /// A record was opened in an emergency.
    EmergencyOpened {
        /// Until when.
        until: String,
        /// What they are on the staff, with a space between.
        offices: String,
    },
    /// Whoever opened a record in an emergency was done with it.
    EmergencyEnded,
    /// It was said of an emergency whether it was justified.
    EmergencyReviewed {
        /// Whether it was.
        is_justified: bool,
    },
    /// Something about a session.
    Session {
        /// What.
        step: SessionStep,
        /// Whether the account was never in this browser before.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        is_new_device: bool,
        /// Through which provider, and how sure that is of them.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        through: Option<Through>,
    },
    /// The root key was changed, and what it seals was sealed anew.
    KeysChanged,
    /// Staff found the patient in a search.
    FoundInSearch,
    /// Staff listed the patients behind a measure, and this one was among them.
    MeasureListed {
        /// In which number: the word of a `MeasureGroup`.
        group: String,
        /// Of which period, in its word.
        period: String,
    },
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
    /// Staff of the pledge hub decided something: about a pledge, an address, a post.
    HubDecided {
        /// What, in one word.
        what: String,
        /// About which organization or post, by its id.
        about: String,
    },
    /// Somebody of a member of the pledge hub did something for it.
    HubDone {
        /// What.
        deed: MemberDeed,
        /// The member's id, and behind a space the id of what it was done to, where that is something else.
        about: String,
    },
    /// A restriction was set or changed.
    RestrictionSet,
    /// A restriction was lifted.
    RestrictionEnded,
    /// What is withheld from the patient under a legal reason was reviewed, and stays withheld.
    WithholdingReviewed,
    /// Something about what a patient asked of the office under the law.
    Request {
        /// What was done.
        step: RequestStep,
        /// What was asked for.
        kind: RequestKind,
        /// Of an answer: who had asked.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        asked_by: Option<AccountId>,
    },
    /// Something that the patient, or somebody for them, wrote into the record.
    OwnEntry {
        /// What was done.
        step: OwnStep,
    },
    /// Something about somebody who acts for the patient by law.
    Representative {
        /// What was done.
        step: RepresentativeStep,
        /// Their name.
        name: String,
        /// By what right they act.
        authority: Authority,
    },
    /// A court's order that keeps somebody out was entered or ended.
    AccessOrder {
        /// What was done.
        step: OrderStep,
        /// Whom it keeps out.
        name: String,
    },
    /// A paper of the office was opened: a court's order, a power of attorney.
    OfficePaperOpened,
    /// The privacy officer read the trail of the record.
    TrailRead,
    /// The privacy officer took the trail along as a file.
    TrailExported {
        /// `csv`, `ndjson`
        format: String,
    },
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
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// An account elsewhere was connected.
    IdentityAdded,
    /// An account elsewhere is connected no longer.
    IdentityRemoved,
    /// Where messages go.
    NoticeAddress,
    /// Staff made a code for whoever can't sign in any more.
    RecoveryStarted,
    /// That code was used: password and second factor are new.
    RecoveryUsed,
}

/// What was changed about somebody who was let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantChange {
    /// What they may do and see, or from when and until when.
    Terms,
    /// One entry or visit was hidden from them.
    EntryHidden,
    /// One entry or visit is shown to them again.
    EntryShown,
    /// The last change was taken back.
    TakenBack,
    /// Access that was ended was given back.
    GivenBack,
}

/// What was done about somebody who acts for a patient by law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RepresentativeStep {
    /// The office entered them.
    Entered,
    /// The front desk made their code.
    CodeMade,
    /// The office ended it.
    Ended,
    /// The office gave it back.
    GivenBack,
    /// The office looked at it again, for the patient's birth date had changed.
    Confirmed,
    /// The patient, of age now, let them in as a caregiver.
    Renewed,
}

/// What was done with a court's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OrderStep {
    /// It was entered, and ended the access of whoever it names.
    Entered,
    /// The office ended it.
    Ended,
}

/// What was done with something that somebody wrote into a record themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OwnStep {
    /// It was written.
    Written,
    /// It was changed; what it said before stays in the history.
    Changed,
    /// It was taken back; it stays in the history.
    TakenBack,
}

/// What happened to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SessionStep {
    /// The password was right; a code is asked for.
    Begun,
    /// Signed in.
    Whole,
    /// A second factor was given once more, before something that asks for it.
    Confirmed,
    /// This browser is not asked for a code for a while.
    Remembered,
    /// A wrong password, code or passkey.
    Refused,
    /// Too many attempts.
    Locked,
    /// Signed out, or ended with all others of the account.
    Ended,
}

/// An account elsewhere that somebody signed in with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Through {
    /// The provider, by its word in the settings.
    pub provider: String,
    /// The assurance in the provider's own words (`acr`).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub acr: Option<String>,
    /// The identity assurance level (NIST SP 800-63A): 0 where nothing is said of it.
    pub identity_level: u8,
    /// The authenticator assurance level (NIST SP 800-63B).
    pub authenticator_level: u8,
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
    /// Somebody of a member of the pledge hub.
    Member,
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
    /// Whether another chain tells of it, too: nobody is told of it twice.
    #[serde(skip)]
    pub(crate) is_copy: bool,
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
        Self { v: 1, by, event, proof: Vec::new(), is_copy: false }
    }

    /// One line of the log, for whoever watches over the site: which event, by whose account; ids,
    /// no names. To be told when it is committed.
    pub(crate) fn log(&self) {
        let told = serde_json::to_value(&self.event).unwrap_or_default();
        let word = |key: &str| told.get(key).and_then(serde_json::Value::as_str);
        tracing::info!(
            event = word("event"),
            step = word("step"),
            change = word("change"),
            account = self.by.account.as_ref().map(|account| account.0.as_str()),
            part = ?self.by.part,
            "{}",
            word("event").unwrap_or("event")
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

    /// Who does more with it where it stands in the site's chain, or in a patient's: it is in the outbox
    /// for each of them. People are told of what opens, closes or leaves their record, and of what
    /// changes how they sign in.
    pub(crate) fn consumers(&self, in_site: bool) -> &'static [Consumer] {
        let wants_notice = match self {
            // In a person's own records stand copies.
            Self::SignInChanged { .. } => in_site,
            Self::CaregiverInvited { .. }
            | Self::CaregiverAccepted
            | Self::CaregiverEnded { .. }
            | Self::AllAccessEnded
            | Self::InvitationUsed
            | Self::NoticeAddressAsked
            | Self::AccountTied { .. }
            | Self::AccountConfirmed { .. }
            | Self::AccountUntied { .. }
            | Self::AccountEnded { .. }
            | Self::EmergencyOpened { .. }
            | Self::EmergencyReviewed { is_justified: false }
            | Self::RestrictionSet
            | Self::RestrictionEnded
            | Self::WithholdingReviewed => true,
            // Who may open a record, and who no more.
            Self::Representative { step, .. } => *step != RepresentativeStep::CodeMade,
            Self::AccessOrder { step, .. } => *step == OrderStep::Entered,
            // What is hidden from somebody must not come to them by a notice.
            Self::CaregiverChanged { change, .. } => *change == GrantChange::GivenBack,
            Self::Sending { step, .. } => {
                use SendingStep::{Failed, Sent, Uncertain};
                matches!(step, Sent | Failed | Uncertain)
            }
            // Somebody who comes as always needs no message.
            Self::Session { step, is_new_device, .. } => {
                *step == SessionStep::Locked || *step == SessionStep::Whole && *is_new_device
            }
            // An answer, and that one takes longer.
            Self::Request { step, .. } => {
                use RequestStep::{Accepted, Denied, Extended, Rebutted};
                matches!(step, Extended | Accepted | Denied | Rebutted)
            }
            // An import of a million people must not write a million rows for the few who have an
            // account: what is new is told by the record itself.
            Self::Imported { .. }
            | Self::Viewed { .. }
            | Self::Previewed { .. }
            | Self::Downloaded { .. }
            | Self::InvitationMade
            | Self::InvitationRevoked
            | Self::AccountMade { .. }
            | Self::OfficesChanged { .. }
            | Self::TrailRead
            | Self::TrailExported { .. }
            | Self::EmergencyEnded
            | Self::EmergencyReviewed { .. }
            | Self::KeysChanged
            | Self::LanguageChosen
            | Self::NoticesChosen
            | Self::FoundInSearch
            | Self::MeasureListed { .. }
            | Self::CardOpened
            | Self::ReportOpened { .. }
            | Self::QuarantineOpened { .. }
            | Self::QuarantineReleased { .. }
            | Self::HubDecided { .. }
            | Self::HubDone { .. }
            | Self::RecordMerged { .. }
            | Self::RecordSplit { .. }
            | Self::RecordErased
            | Self::Compared
            | Self::Matched { .. }
            | Self::MatchTakenBack
            | Self::OwnEntry { .. }
            | Self::OfficePaperOpened
            | Self::Unknown => false,
        };
        if wants_notice { &[Consumer::Notices] } else { &[] }
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
