//! What a site says of who is who: what its numbers prove, and what a name and a birth date prove where
//! nothing else is told.

use serde::Deserialize;

use super::kinds::Kinds;

/// What a full name and a whole birth date prove where nothing else is told and nothing speaks against.
///
/// Of 20,000 people hardly two share both; of a million a hundred do (`docs/matching.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameAndBirthDate {
    /// They may be one person's: staff are asked.
    #[default]
    Ask,
    /// They are one person's. For small sites.
    Same,
}

/// What a site says of who is who.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// What its numbers prove.
    pub kinds: Kinds,
    /// What name and birth date prove alone.
    pub name_and_birth_date: NameAndBirthDate,
}
