//! Who does more with an event: what is counted, and of what people are told.

use bluebutton_record::requests::RequestStep;

use super::{AppStep, Event, GrantChange, OrderStep, RepresentativeStep, SendingStep, SessionStep};
use crate::outbox::Consumer;

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
            // That an app came in, or was thrown out; not what it reads.
            Self::App { step, .. } => matches!(step, AppStep::Allowed | AppStep::Stopped),
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
            | Self::RulesChanged { .. }
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
