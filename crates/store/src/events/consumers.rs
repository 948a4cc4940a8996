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
    /// for each of them.
    pub(crate) fn consumers(&self, in_site: bool) -> &'static [Consumer] {
        // How somebody signs in stands in the site's chain; in their own records stand copies.
        let is_copy = matches!(self, Self::SignInChanged { .. }) && !in_site;
        if self.notice().is_some() && !is_copy { &[Consumer::Notices] } else { &[] }
    }

    /// What people are told of it by e-mail; `None` where nobody is. They are told of what opens, closes
    /// or leaves a record, of what is shown of it, of answers, and of what changes how they sign in. Who did
    /// it is not told of it.
    #[expect(clippy::too_many_lines, reason = "a line for each event")]
    pub fn notice(&self) -> Option<NoticeKind> {
        Some(match self {
            Self::NoticeAddressAsked => NoticeKind::AddressCode,
            Self::SignInChanged { .. } => NoticeKind::SignIn,
            Self::AccountEnded { .. } => NoticeKind::AccountEnded,
            // Somebody who comes as always needs no message.
            Self::Session { step: SessionStep::Locked, .. } => NoticeKind::Locked,
            Self::Session { step: SessionStep::Whole, is_new_device: true, .. } => {
                NoticeKind::NewBrowser
            }
            Self::EmergencyOpened { .. } => NoticeKind::Emergency,
            Self::CaregiverInvited { .. }
            | Self::CaregiverAccepted
            | Self::CaregiverEnded { .. }
            // What is hidden from somebody must not come to them by a notice, nor that they may see less.
            | Self::CaregiverChanged { change: GrantChange::GivenBack, .. }
            | Self::AllAccessEnded
            | Self::AccountTied { .. }
            | Self::AccountConfirmed { .. }
            | Self::AccountUntied { .. }
            | Self::EmergencyReviewed { is_justified: false }
            | Self::AccessOrder { step: OrderStep::Entered, .. }
            // That an app came in, or was thrown out; not what it reads.
            | Self::App { step: AppStep::Allowed | AppStep::Stopped, .. } => NoticeKind::People,
            Self::Representative { step, .. } if *step != RepresentativeStep::CodeMade => {
                NoticeKind::People
            }
            Self::RestrictionSet | Self::RestrictionEnded | Self::WithholdingReviewed => {
                NoticeKind::Shown
            }
            Self::Sending { step: SendingStep::Sent, .. } => NoticeKind::Sent,
            Self::Sending { step: SendingStep::Failed | SendingStep::Uncertain, .. } => {
                NoticeKind::NotSent
            }
            // An answer, and that one takes longer.
            Self::Request {
                step:
                    RequestStep::Extended
                    | RequestStep::Accepted
                    | RequestStep::Denied
                    | RequestStep::Rebutted,
                ..
            } => NoticeKind::Answer,
            // Steps on the way to one of those.
            Self::Session { .. }
            | Self::CaregiverChanged { .. }
            | Self::EmergencyEnded
            | Self::EmergencyReviewed { .. }
            | Self::Representative { .. }
            | Self::AccessOrder { .. }
            | Self::App { .. }
            | Self::Sending { .. }
            | Self::Request { .. }
            // An import of a million people must not write a million rows for the few who have an
            // account: what is new is told by the record itself.
            | Self::Imported { .. }
            | Self::OwnEntry { .. }
            // Who has seen a record and what was taken along stands in its activity: a message for each
            // look would be read by nobody.
            | Self::Viewed { .. }
            | Self::Previewed { .. }
            | Self::Downloaded { .. }
            | Self::TrailRead
            | Self::TrailExported { .. }
            | Self::FoundInSearch
            | Self::MeasureListed { .. }
            | Self::CardOpened
            | Self::OfficePaperOpened
            // A code opens nothing until it is used. Who uses it gets the first own account of a record, and
            // there is nobody yet who could be told; of a further one tells `AccountTied`.
            | Self::InvitationMade
            | Self::InvitationRevoked
            | Self::InvitationUsed
            | Self::AccountMade { .. }
            // What somebody chose for themselves.
            | Self::LanguageChosen
            | Self::NoticesChosen
            // The work of the office, which has its own lists.
            | Self::OfficesChanged { .. }
            | Self::RulesChanged { .. }
            | Self::KeysChanged
            | Self::ReportOpened { .. }
            | Self::QuarantineOpened { .. }
            | Self::QuarantineReleased { .. }
            | Self::Compared
            | Self::Matched { .. }
            | Self::MatchTakenBack
            | Self::HubDecided { .. }
            | Self::HubDone { .. }
            // What a record holds is what its owner sees in it: the overview says what is new. Who has it
            // erased asked the office for it, and has no record left to be told of.
            | Self::RecordMerged { .. }
            | Self::RecordSplit { .. }
            | Self::RecordErased
            | Self::Unknown => return None,
        })
    }
}

/// What somebody is told of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoticeKind {
    /// The code for an address, at that address.
    AddressCode,
    /// A sign-in in a new browser: to whose account it is.
    NewBrowser,
    /// Too many wrong codes: to whose account it is.
    Locked,
    /// How somebody signs in was changed: to them.
    SignIn,
    /// An account was ended: to whoever had it, and to those whose records it could open.
    AccountEnded,
    /// Who may open a record was changed: to those whose it is.
    People,
    /// What is shown of a record was changed: to those whose it is.
    Shown,
    /// Something left a record: to those whose it is.
    Sent,
    /// Something did not leave it, or perhaps not: to whoever sent it.
    NotSent,
    /// An answer: to those whose record it is, and to whoever asked.
    Answer,
    /// A record was opened in an emergency: to those whose it is, and to the privacy officers.
    Emergency,
}

impl NoticeKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::AddressCode,
        Self::NewBrowser,
        Self::Locked,
        Self::SignIn,
        Self::AccountEnded,
        Self::People,
        Self::Shown,
        Self::Sent,
        Self::NotSent,
        Self::Answer,
        Self::Emergency,
    ];
}

#[cfg(test)]
mod tests {
    #[test]
    fn of_each_event_it_is_decided_whether_people_are_told() {
        let all = include_str!("../events.rs").split_once("pub enum Event {").unwrap().1;
        let is_variant =
            |line: &&str| line.starts_with("    ") && line[4..].starts_with(char::is_uppercase);
        let name = |line: &str| line.trim().split([' ', ',']).next().unwrap().to_owned();
        let names: Vec<String> = all.lines().filter(is_variant).map(name).collect();
        assert!(names.len() > 50, "{names:?}");
        let own = include_str!("consumers.rs").split_once("pub fn notice").unwrap().1;
        let decided = own.split_once("pub enum NoticeKind").unwrap().0;
        let is_decided = |name: &&String| {
            let mut found = decided.split("Self::").skip(1);
            found.any(|rest| rest.split(|c: char| !c.is_alphanumeric()).next() == Some(name))
        };
        let open: Vec<&String> = names.iter().filter(|name| !is_decided(name)).collect();
        assert_eq!(open, Vec::<&String>::new());
        assert!(!decided.contains("_ =>"), "what comes later is decided when it comes");
    }
}
