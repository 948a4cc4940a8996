//! Everything that is done, as one typed event: it is the line in a patient's chain or in the
//! site's, what the activity page shows, what measures count, and what stands in the outbox.
//!
//! Events are kept for as long as records are: a variant may get fields that old lines lack (with a
//! default), its name and meaning stay. What a newer program wrote reads as [`Event::Unknown`].

use bluebutton_record::representative::Authority;
use bluebutton_record::requests::{RequestKind, RequestStep};
use serde::{Deserialize, Serialize};

mod consumers;
mod kinds;
mod line;
mod members;
mod steps;

pub use consumers::NoticeKind;
pub use kinds::TrailKind;
pub(crate) use line::Line;
pub use line::{By, Part};
pub use members::MemberDeed;
pub use steps::{
    AppStep, GrantChange, OrderStep, OwnStep, RepresentativeStep, RuleDeed, RuleStep, SendingStep,
    SessionStep, SignInChange, Through,
};

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
    /// The site's rules of privacy were changed: what is held back, and what is sensitive.
    RulesChanged {
        /// What of them.
        deeds: Vec<RuleDeed>,
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
        /// The import that brought it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        import: Option<String>,
    },
    /// Something was taken out of quarantine.
    QuarantineReleased {
        /// Its id.
        item: String,
        /// Whether it is in a record now; else it was removed.
        is_taken: bool,
        /// The import that brought it.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        import: Option<String>,
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
    /// Something about an app of somebody else's that reads records.
    App {
        /// What was done.
        step: AppStep,
        /// The app's id.
        app: String,
        /// What it was called then.
        name: String,
        /// What it read: a type of resources.
        #[serde(skip_serializing_if = "Option::is_none", default)]
        what: Option<String>,
    },
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
