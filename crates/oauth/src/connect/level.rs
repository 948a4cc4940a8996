//! How sure a provider is of somebody: who they are (identity assurance level), and that it is they
//! who sign in (authenticator assurance level).
//!
//! Standard: NIST SP 800-63-3, 6; the words of providers in `acr`, `ial`, `aal` (OpenID Connect Core
//! 2) and `amr` (RFC 8176).

use std::collections::BTreeMap;

use super::Claims;

/// Two levels, each from 0 (nothing is said) to 3.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AssuranceLevel {
    /// IAL: 1 says nothing of who they are, 2 was proved by documents, 3 in person.
    pub identity: u8,
    /// AAL: 1 is one factor, 2 two of them, 3 with a device made for it.
    pub authenticator: u8,
}

/// What the words of a provider mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LevelWords {
    words: BTreeMap<String, AssuranceLevel>,
    /// What every sign-in there is worth.
    assumed: AssuranceLevel,
}

/// The claims in which providers speak of it.
const CLAIMS: [&str; 4] = ["acr", "ial", "aal", "amr"];

/// Words that mean the same everywhere: those of idmanagement.gov (Login.gov, ID.me), those of
/// Login.gov since 2024, "several factors" and "resists phishing" of OpenID.
const KNOWN: [(&str, u8, u8); 15] = [
    ("http://idmanagement.gov/ns/assurance/ial/1", 1, 0),
    ("http://idmanagement.gov/ns/assurance/ial/2", 2, 0),
    ("http://idmanagement.gov/ns/assurance/ial/2?strict=true", 2, 0),
    ("http://idmanagement.gov/ns/assurance/aal/1", 0, 1),
    ("http://idmanagement.gov/ns/assurance/aal/2", 0, 2),
    ("http://idmanagement.gov/ns/assurance/aal/2?phishing_resistant=true", 0, 2),
    ("http://idmanagement.gov/ns/assurance/aal/3", 0, 3),
    ("http://idmanagement.gov/ns/assurance/ial/1/aal/1", 1, 1),
    ("http://idmanagement.gov/ns/assurance/ial/1/aal/2", 1, 2),
    ("http://idmanagement.gov/ns/assurance/ial/2/aal/2", 2, 2),
    ("urn:acr.login.gov:auth-only", 1, 0),
    ("urn:acr.login.gov:verified", 2, 0),
    ("urn:acr.login.gov:verified-facial-match-required", 2, 0),
    ("mfa", 0, 2),
    ("phr", 0, 2),
];

impl AssuranceLevel {
    /// Reads "ial2", "aal2" or both with a space between, in capitals or not.
    pub fn read(text: &str) -> Option<Self> {
        let mut level = Self::default();
        for word in text.split_whitespace() {
            let word = word.to_ascii_lowercase();
            let number = |rest: &str| rest.parse().ok().filter(|number| (1..=3).contains(number));
            if let Some(rest) = word.strip_prefix("ial") {
                level.identity = number(rest)?;
            } else {
                level.authenticator = number(word.strip_prefix("aal")?)?;
            }
        }
        (level != Self::default()).then_some(level)
    }

    /// Whether it is as much as is needed.
    pub fn reaches(self, needed: Self) -> bool {
        self.identity >= needed.identity && self.authenticator >= needed.authenticator
    }

    /// The higher of both, each for itself.
    fn or(self, other: Self) -> Self {
        Self {
            identity: self.identity.max(other.identity),
            authenticator: self.authenticator.max(other.authenticator),
        }
    }
}

impl Default for LevelWords {
    fn default() -> Self {
        let known = KNOWN.map(|(word, identity, authenticator)| {
            (word.to_owned(), AssuranceLevel { identity, authenticator })
        });
        Self { words: known.into(), assumed: AssuranceLevel::default() }
    }
}

impl LevelWords {
    /// Says what a word of this provider means.
    pub fn set(&mut self, word: &str, level: AssuranceLevel) {
        self.words.insert(word.to_owned(), level);
    }

    /// Says what every sign-in there is worth, whatever its answer says.
    pub fn assume(&mut self, level: AssuranceLevel) {
        self.assumed = level;
    }

    /// How sure the provider is of whom it speaks of.
    pub fn level(&self, claims: &Claims) -> AssuranceLevel {
        let words = CLAIMS.iter().flat_map(|name| claims.words(name));
        let of = |word| self.words.get(word).copied().or_else(|| AssuranceLevel::read(word));
        words.filter_map(of).fold(self.assumed, AssuranceLevel::or)
    }
}
