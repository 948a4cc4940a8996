//! What people of a member of the pledge hub do for it.

use serde::{Deserialize, Serialize};

/// What somebody of a member did. Each that changes what others see of the member, or who may act for it, is
/// one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberDeed {
    /// Came in by a mailed link.
    Entered,
    /// Left a browser that such a link had let in.
    Left,
    /// Made an account, or bound one, to come in with.
    AccountBound,
    /// Let an account go.
    AccountLetGo,
    /// Let somebody else of the organization in.
    PersonInvited,
    /// Took somebody's way in.
    PersonRemoved,
    /// Said how the promises stand.
    Reported,
    /// Named the addresses that are checked.
    AddressesNamed,
    /// Renewed a pledge.
    Renewed,
    /// Withdrew a pledge.
    Withdrew,
    /// Listed a health plan.
    PlanListed,
    /// Took a health plan from the list.
    PlanDropped,
    /// Asked a health plan to pledge.
    PlanAsked,
    /// Told what a health plan answered.
    PlanTold,
    /// Made or changed an event or a public discussion.
    EventKept,
    /// Called one off.
    EventCalledOff,
    /// Told who came to one and what was agreed.
    EventTold,
    /// Wrote a post, a question, a challenge, an idea or an answer.
    Posted,
    /// Told what became of ideas.
    IdeasTold,
    /// Wrote to another member.
    LetterSent,
    /// Ended the letters with another member.
    LettersEnded,
    /// Said whether it wants letters.
    LettersChosen,
    /// Attested for an app.
    AppAttested,
    /// Took up a campaign.
    CampaignTaken,
    /// Of a newer program.
    #[serde(other)]
    Unknown,
}

impl MemberDeed {
    /// The word in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entered => "entered",
            Self::Left => "left",
            Self::AccountBound => "account-bound",
            Self::AccountLetGo => "account-let-go",
            Self::PersonInvited => "person-invited",
            Self::PersonRemoved => "person-removed",
            Self::Reported => "reported",
            Self::AddressesNamed => "addresses-named",
            Self::Renewed => "renewed",
            Self::Withdrew => "withdrew",
            Self::PlanListed => "plan-listed",
            Self::PlanDropped => "plan-dropped",
            Self::PlanAsked => "plan-asked",
            Self::PlanTold => "plan-told",
            Self::EventKept => "event-kept",
            Self::EventCalledOff => "event-called-off",
            Self::EventTold => "event-told",
            Self::Posted => "posted",
            Self::IdeasTold => "ideas-told",
            Self::LetterSent => "letter-sent",
            Self::LettersEnded => "letters-ended",
            Self::LettersChosen => "letters-chosen",
            Self::AppAttested => "app-attested",
            Self::CampaignTaken => "campaign-taken",
            Self::Unknown => "unknown",
        }
    }
}
