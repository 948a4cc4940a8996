//! The prober: looks every day at what members say they serve, and says what it saw.
//!
//! It is polite (robots.txt, one question a second and host, a user agent that says who asks) and it
//! reaches public addresses only, see `guard`.

mod address;
mod directness;
mod dns;
mod fault;
mod fetch;
mod guard;
mod http;
mod judge;
pub mod net;
mod robots;
pub mod round;
pub(crate) mod standing;
pub(crate) mod stored;
#[cfg(test)]
mod tests;

pub use address::check_typed_address;
pub(crate) use address::{host_of, is_below};
pub(crate) use fetch::{Fetcher, Limits};
pub use standing::Round;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The portal answers.
    Portal,
    /// Its connection is encrypted, with a certificate that holds.
    Tls,
    /// It says that people download a file to read (`/.well-known/blue-button`).
    OffersPaper,
    /// It says that people download a file for computers.
    OffersData,
    /// The Direct domain has a certificate in the domain name system.
    Direct,
    /// Apps find out how to connect (SMART configuration).
    Smart,
    /// The records' interface answers and is FHIR R4.
    Fhir,
    /// It says that it follows US Core.
    UsCore,
    /// It says that it gives whole groups.
    Bulk,
    /// Its address is in a published bundle.
    Brands,
    /// The page of rules answers.
    Policy,
}

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not so.
    No,
    /// So.
    Yes,
    /// It can't be told from outside, or not today.
    CantTell,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// What was found.
    pub verdict: Verdict,
    /// Why, as the end of a message id: `no-answer`, `not-fhir`; empty where yes says all.
    pub why: &'static str,
    /// How long the answer took.
    pub took_ms: i64,
}

impl Check {
    /// All, in the order in which pages show them.
    pub const ALL: [Self; 11] = [
        Self::Portal,
        Self::Tls,
        Self::OffersPaper,
        Self::OffersData,
        Self::Direct,
        Self::Smart,
        Self::Fhir,
        Self::UsCore,
        Self::Bulk,
        Self::Brands,
        Self::Policy,
    ];

    /// Its word in tables, addresses and message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Portal => "portal",
            Self::Tls => "tls",
            Self::OffersPaper => "offers-paper",
            Self::OffersData => "offers-data",
            Self::Direct => "direct",
            Self::Smart => "smart",
            Self::Fhir => "fhir",
            Self::UsCore => "us-core",
            Self::Bulk => "bulk",
            Self::Brands => "brands",
            Self::Policy => "policy",
        }
    }

    /// The kinds of addresses that it looks at.
    pub(crate) fn looks_at(self) -> &'static [&'static str] {
        match self {
            Self::Portal | Self::Tls | Self::OffersPaper | Self::OffersData => &["portal"],
            Self::Direct => &["direct"],
            Self::Smart => &["fhir", "smart"],
            Self::Fhir | Self::UsCore | Self::Bulk => &["fhir"],
            Self::Brands => &["fhir", "smart", "brands"],
            Self::Policy => &["policy"],
        }
    }

    /// The check of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|check| check.word() == word)
    }
}

impl Verdict {
    /// As a column holds it.
    pub fn number(self) -> i64 {
        match self {
            Self::No => 0,
            Self::Yes => 1,
            Self::CantTell => 2,
        }
    }

    /// Of a column; anything else tells nothing.
    pub fn of(number: i64) -> Self {
        match number {
            0 => Self::No,
            1 => Self::Yes,
            _ => Self::CantTell,
        }
    }

    /// The word in message ids, classes and data: `no`, `yes`, `cant-tell`.
    pub fn word(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Yes => "yes",
            Self::CantTell => "cant-tell",
        }
    }

    /// What several checks say of one promise: one no is a no, and a yes needs all of them.
    pub fn of_all(verdicts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::CantTell;
        let mut is_whole = true;
        for verdict in verdicts {
            match verdict {
                Self::No => return Self::No,
                Self::Yes => all = Self::Yes,
                Self::CantTell => is_whole = false,
            }
        }
        if is_whole { all } else { Self::CantTell }
    }
}

impl Finding {
    pub(crate) fn new(check: Check, verdict: Verdict, why: &'static str) -> Self {
        Self { check, verdict, why, took_ms: 0 }
    }

    pub(crate) fn yes(check: Check) -> Self {
        Self::new(check, Verdict::Yes, "")
    }

    pub(crate) fn no(check: Check, why: &'static str) -> Self {
        Self::new(check, Verdict::No, why)
    }

    pub(crate) fn cant_tell(check: Check, why: &'static str) -> Self {
        Self::new(check, Verdict::CantTell, why)
    }

    pub(crate) fn took(self, took_ms: i64) -> Self {
        Self { took_ms, ..self }
    }
}
