//! What may be done with a record, and whose it is to do.

use bluebutton_record::representative::Authority;
use bluebutton_record::requests::{RequestKind, RequestStep};
use bluebutton_record::uses::Purpose;
use bluebutton_record::{Rights, Selection, Task};

use crate::events::{AppStep, GrantChange, OrderStep, OwnStep, RepresentativeStep};
use crate::transmissions::Way;

/// What is about to be done with a record; becomes the event.
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
        /// How.
        way: Way,
        /// The address.
        to: String,
        /// What of the record.
        selection: Selection,
    },
    /// An app reads.
    AppRead {
        /// The app's id.
        app: String,
        /// What: a type of resources.
        what: String,
    },
    /// Who may open the record is changed.
    Manage(Change),
}

/// A change of who may open a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody is let in.
    InviteCaregiver {
        /// Their name as the patient writes it.
        name: String,
    },
    /// Somebody's access is ended.
    EndCaregiver {
        /// Their name.
        name: String,
    },
    /// What somebody may do and see is changed.
    ChangeCaregiver {
        /// Their name.
        name: String,
        /// What of it.
        change: GrantChange,
    },
    /// Everybody's access is ended.
    EndAll,
    /// The record is about to be looked at as somebody who was let in sees it.
    Preview {
        /// Their name.
        name: String,
    },
    /// A code for the patient's own account is made: by staff or the operator.
    InvitePatient,
    /// That code is taken back.
    RevokeInvitation,
    /// A further own account is confirmed by the first.
    ConfirmAccount {
        /// The person's name.
        name: String,
    },
    /// An account is no longer the record's own.
    UntieAccount {
        /// The person's name.
        name: String,
    },
    /// A restriction is set.
    SetRestriction,
    /// A restriction is lifted.
    EndRestriction,
    /// Something is withheld from the patient, under a legal reason: by staff or the operator.
    Withhold,
    /// What is withheld from the patient was reviewed.
    ReviewWithholding,
    /// What was withheld from the patient is withheld no more.
    StopWithholding,
    /// Something is done with what a patient asked of the office under the law.
    Request {
        /// What.
        step: RequestStep,
        /// What was asked for.
        kind: RequestKind,
    },
    /// Something that the patient, or somebody for them, writes into the record.
    OwnEntry {
        /// What is done with it.
        step: OwnStep,
    },
    /// Something about somebody who acts for the patient by law.
    Representative {
        /// What.
        step: RepresentativeStep,
        /// Their name.
        name: String,
        /// By what right they act.
        authority: Authority,
    },
    /// A court's order that keeps somebody out is entered or ended.
    Order {
        /// What is done with it.
        step: OrderStep,
        /// Whom it keeps out.
        name: String,
    },
    /// A paper of the office is opened.
    OpenPaper,
    /// An app is let in, or may read no more.
    App {
        /// What of both.
        step: AppStep,
        /// The app's id.
        app: String,
        /// What it is called.
        name: String,
    },
}

impl Change {
    /// Whether somebody who was let in, and may let others in, may do it: to those whom they let in.
    /// What is the patient's own business stays theirs.
    pub(super) fn is_for_caregivers(&self) -> bool {
        match self {
            Self::InviteCaregiver { .. }
            | Self::EndCaregiver { .. }
            | Self::ChangeCaregiver { .. }
            | Self::EndAll
            | Self::Preview { .. }
            | Self::OwnEntry { .. }
            | Self::App { .. } => true,
            // Of what was asked, each their own: the function that does it looks.
            Self::Request { step, .. } => !is_of_staff(*step),
            Self::InvitePatient
            | Self::RevokeInvitation
            | Self::ConfirmAccount { .. }
            | Self::UntieAccount { .. }
            | Self::SetRestriction
            | Self::EndRestriction
            | Self::Withhold
            | Self::ReviewWithholding
            | Self::StopWithholding
            | Self::Representative { .. }
            | Self::Order { .. }
            | Self::OpenPaper => false,
        }
    }

    /// Whose task of the staff it is; `None` for what is not theirs to do.
    pub(super) fn task(&self) -> Option<Task> {
        match self {
            Self::InvitePatient
            | Self::RevokeInvitation
            | Self::Order { step: OrderStep::CodeMade, .. } => Some(Task::Invite),
            Self::Withhold | Self::ReviewWithholding | Self::StopWithholding => {
                Some(Task::Withhold)
            }
            Self::EndAll => Some(Task::StopAccess),
            Self::Representative { step, .. } => match step {
                RepresentativeStep::CodeMade => Some(Task::Invite),
                RepresentativeStep::Renewed => None,
                _ => Some(Task::KeepRepresentatives),
            },
            Self::Order { .. } | Self::OpenPaper => Some(Task::KeepRepresentatives),
            Self::Request { step, .. } => is_of_staff(*step).then_some(Task::AnswerRequests),
            _ => None,
        }
    }

    /// Whether not even the patient does it.
    pub(super) fn is_office_alone(&self) -> bool {
        match self {
            Self::Withhold
            | Self::ReviewWithholding
            | Self::StopWithholding
            | Self::Order { .. }
            | Self::OpenPaper => true,
            Self::Representative { step, .. } => *step != RepresentativeStep::Renewed,
            Self::Request { step, .. } => is_of_staff(*step),
            _ => false,
        }
    }
}

/// Whether staff take that step of a request, and not whoever asked.
fn is_of_staff(step: RequestStep) -> bool {
    match step {
        RequestStep::Opened
        | RequestStep::Extended
        | RequestStep::Accepted
        | RequestStep::Denied
        | RequestStep::Rebutted => true,
        RequestStep::Asked
        | RequestStep::Disagreed
        | RequestStep::Withdrawn
        | RequestStep::Ended => false,
    }
}

/// Whether a page is there for whoever has those rights: what may not be done is not looked at either, and
/// leaves no line that says it was.
pub(super) fn opens_page(rights: Rights, page: &str) -> bool {
    match page {
        "download" => rights.download,
        "send" => rights.transmit,
        "people" | "requests" | "own" => rights.manage,
        _ => true,
    }
}

impl Action {
    /// For what the record is opened, as restrictions ask it. A view for a page is for looking, whoever
    /// may send or take along later.
    pub(super) fn purpose(&self, is_own: bool) -> Purpose<'_> {
        match self {
            Self::View { .. } | Self::Manage(_) => Purpose::Look,
            Self::AppRead { .. } => Purpose::App,
            Self::Download { .. } => Purpose::File { is_own },
            Self::Transmit { to, .. } => Purpose::Send { to },
        }
    }
}
