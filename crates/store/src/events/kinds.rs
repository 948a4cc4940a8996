//! What kinds of events there are, for whoever looks for one in the trail.

use super::{AppStep, Event};
use crate::accounts::AccountId;

/// What kind of thing was done, for whoever looks for it in the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrailKind {
    /// A record was looked at.
    Look,
    /// Something was taken along or sent.
    Taken,
    /// Who may open a record, and what is shown of it.
    Access,
    /// Accounts, and how somebody signs in.
    Account,
    /// Sign-ins.
    SignIn,
    /// What the staff did.
    Office,
    /// Emergencies.
    Emergency,
    /// What came in.
    Import,
    /// What patients asked of the office, and wrote themselves.
    Request,
}

impl TrailKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Look,
        Self::Taken,
        Self::Access,
        Self::Account,
        Self::SignIn,
        Self::Office,
        Self::Emergency,
        Self::Import,
        Self::Request,
    ];

    /// The word in forms and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Taken => "taken",
            Self::Access => "access",
            Self::Account => "account",
            Self::SignIn => "sign-in",
            Self::Office => "office",
            Self::Emergency => "emergency",
            Self::Import => "import",
            Self::Request => "request",
        }
    }

    /// The kind of that word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

impl Event {
    /// The account that it was done to, where the line names one besides that of whoever did it.
    pub fn account(&self) -> Option<&AccountId> {
        match self {
            Self::AccountMade { account }
            | Self::AccountEnded { account }
            | Self::OfficesChanged { account, .. } => Some(account),
            Self::SignInChanged { account, .. } => account.as_ref(),
            _ => None,
        }
    }

    /// The import that it is about.
    pub fn import(&self) -> Option<&str> {
        match self {
            Self::Imported { import } | Self::ReportOpened { import } => Some(import),
            Self::QuarantineOpened { import, .. } | Self::QuarantineReleased { import, .. } => {
                import.as_deref()
            }
            _ => None,
        }
    }

    /// What kind of thing it is.
    pub fn kind(&self) -> TrailKind {
        match self {
            Self::App {
                step: AppStep::Registered | AppStep::Opened | AppStep::Closed | AppStep::Dropped,
                ..
            }
            | Self::FoundInSearch
            | Self::OfficePaperOpened
            | Self::MeasureListed { .. }
            | Self::CardOpened
            | Self::RecordMerged { .. }
            | Self::RecordSplit { .. }
            | Self::RecordErased
            | Self::Compared
            | Self::Matched { .. }
            | Self::MatchTakenBack
            | Self::HubDecided { .. }
            | Self::HubDone { .. }
            | Self::RulesChanged { .. }
            | Self::TrailRead
            | Self::Unknown => TrailKind::Office,
            Self::Viewed { .. }
            | Self::Previewed { .. }
            | Self::App { step: AppStep::Read, .. } => TrailKind::Look,
            Self::Downloaded { .. } | Self::Sending { .. } | Self::TrailExported { .. } => {
                TrailKind::Taken
            }
            Self::CaregiverInvited { .. }
            | Self::CaregiverAccepted
            | Self::CaregiverEnded { .. }
            | Self::CaregiverChanged { .. }
            | Self::AllAccessEnded
            | Self::InvitationMade
            | Self::InvitationRevoked
            | Self::InvitationUsed
            | Self::AccountTied { .. }
            | Self::AccountConfirmed { .. }
            | Self::AccountUntied { .. }
            | Self::RestrictionSet
            | Self::RestrictionEnded
            | Self::WithholdingReviewed
            | Self::Representative { .. }
            | Self::AccessOrder { .. }
            | Self::App { .. } => TrailKind::Access,
            Self::AccountMade { .. }
            | Self::AccountEnded { .. }
            | Self::OfficesChanged { .. }
            | Self::SignInChanged { .. }
            | Self::KeysChanged
            | Self::LanguageChosen
            | Self::NoticesChosen
            | Self::NoticeAddressAsked => TrailKind::Account,
            Self::Session { .. } => TrailKind::SignIn,
            Self::EmergencyOpened { .. }
            | Self::EmergencyEnded
            | Self::EmergencyReviewed { .. } => TrailKind::Emergency,
            Self::Imported { .. }
            | Self::ReportOpened { .. }
            | Self::QuarantineOpened { .. }
            | Self::QuarantineReleased { .. } => TrailKind::Import,
            Self::Request { .. } | Self::OwnEntry { .. } => TrailKind::Request,
        }
    }
}
