//! The directory: organizations, and who of them gives people their records.

pub(crate) mod data;
mod front_door;
pub mod import;
pub mod index;
mod known_by;
pub(crate) mod letter;
pub(crate) mod organization;
mod pages;
mod shelf;

use crate::probe::{Check, Round};

pub(crate) use pages::{find, members, place_of};
pub use shelf::Shelf;

/// What an organization gives, as bits of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gives(pub i64);

impl Gives {
    /// See, download, send, apps: the word of each and its bit.
    pub const ALL: [(&'static str, i64); 4] =
        [("see", 1), ("download", 2), ("send", 4), ("apps", 8)];

    /// Whether it gives what that word says.
    pub fn has(self, word: &str) -> bool {
        Self::ALL.iter().any(|(known, bit)| *known == word && self.0 & bit != 0)
    }

    /// The bits of words.
    pub fn of<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        let bit = |word: &str| Self::ALL.iter().find(|(known, _)| *known == word);
        Self(words.into_iter().filter_map(bit).fold(0, |all, (_, bit)| all | bit))
    }

    /// What is here and not there.
    pub(crate) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The words of what is given.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().filter(move |(_, bit)| self.0 & bit != 0).map(|(word, _)| word)
    }
}

/// What somebody gives who keeps that promise: `view` is to see.
pub(crate) fn given_by(commitment: &str) -> Option<&'static str> {
    const GIVEN: [(&str, &str); 6] = [
        ("view", "see"),
        ("download-paper", "download"),
        ("download-data", "download"),
        ("send", "send"),
        ("apps", "apps"),
        ("api", "apps"),
    ];
    GIVEN.iter().find(|(known, _)| *known == commitment).map(|(_, word)| *word)
}

/// What the newest round of checks found not to be so, whatever was promised. A download is not there where
/// neither of its kinds is.
pub(crate) fn refuted(round: Option<Round>) -> Gives {
    let no = |check| round.is_some_and(|round| round.said_no(check));
    let found = [
        ("see", no(Check::Portal)),
        ("download", no(Check::OffersPaper) && no(Check::OffersData)),
        ("send", no(Check::Direct)),
        ("apps", no(Check::Smart) || no(Check::Fhir)),
    ];
    Gives::of(found.into_iter().filter(|(_, is_no)| *is_no).map(|(word, _)| word))
}

/// Whether organizations of a kind hold people's records. Of one that doesn't, nobody gets any.
pub(crate) fn holds_records(kind: &str) -> bool {
    HOLDERS.contains(&kind)
}

/// Kinds of organizations that hold people's records.
pub(crate) const HOLDERS: [&str; 7] =
    ["hospital", "provider", "payer", "pharmacy", "laboratory", "registry", "network"];

/// Kinds of organizations; their names are the messages `kind-…`.
pub const KINDS: [&str; 14] = [
    "hospital",
    "provider",
    "payer",
    "pharmacy",
    "laboratory",
    "registry",
    "network",
    "ehr",
    "app",
    "employer",
    "association",
    "patients",
    "developer",
    "clinician",
];
