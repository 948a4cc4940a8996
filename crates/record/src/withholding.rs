//! For which reasons something of a record may be withheld from the very person it is about, and what
//! they are told.
//!
//! Law: 45 CFR 164.524(a)(1) to (4), (d)(2) and (d)(4).

use serde::{Deserialize, Serialize};

/// A reason that the law knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// It is reasonably likely to endanger somebody's life or physical safety.
    Danger,
    /// It is about another person, and access may cause them substantial harm.
    OtherPerson,
    /// A representative asks, and access may cause substantial harm.
    Representative,
    /// Psychotherapy notes.
    Psychotherapy,
    /// Put together for a proceeding.
    Proceeding,
    /// An inmate asks, and a copy would endanger somebody.
    Inmate,
    /// A study in which it was agreed to, for as long as it goes on.
    Research,
    /// The Privacy Act allows it.
    PrivacyAct,
    /// Given by somebody else under a promise of confidentiality.
    Confidence,
}

impl Ground {
    /// Every reason, those first that a person may have reviewed.
    pub const ALL: [Self; 9] = [
        Self::Danger,
        Self::OtherPerson,
        Self::Representative,
        Self::Psychotherapy,
        Self::Proceeding,
        Self::Inmate,
        Self::Research,
        Self::PrivacyAct,
        Self::Confidence,
    ];

    /// Its word in forms and message ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Danger => "danger",
            Self::OtherPerson => "other-person",
            Self::Representative => "representative",
            Self::Psychotherapy => "psychotherapy",
            Self::Proceeding => "proceeding",
            Self::Inmate => "inmate",
            Self::Research => "research",
            Self::PrivacyAct => "privacy-act",
            Self::Confidence => "confidence",
        }
    }

    /// The reason of that word.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.slug() == slug)
    }

    /// The paragraph of the law.
    pub fn paragraph(self) -> &'static str {
        match self {
            Self::Danger => "45 CFR 164.524(a)(3)(i)",
            Self::OtherPerson => "45 CFR 164.524(a)(3)(ii)",
            Self::Representative => "45 CFR 164.524(a)(3)(iii)",
            Self::Psychotherapy => "45 CFR 164.524(a)(1)(i)",
            Self::Proceeding => "45 CFR 164.524(a)(1)(ii)",
            Self::Inmate => "45 CFR 164.524(a)(2)(ii)",
            Self::Research => "45 CFR 164.524(a)(2)(iii)",
            Self::PrivacyAct => "45 CFR 164.524(a)(2)(iv)",
            Self::Confidence => "45 CFR 164.524(a)(2)(v)",
        }
    }

    /// Whether the person may have it reviewed by a licensed health care professional who did not
    /// decide it: 164.524(a)(3) and (4).
    pub fn can_be_reviewed(self) -> bool {
        matches!(self, Self::Danger | Self::OtherPerson | Self::Representative)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_law_lets_be_reviewed_is_its_third_paragraph() {
        for ground in Ground::ALL {
            let is_third = ground.paragraph().contains("(a)(3)");
            assert_eq!(ground.can_be_reviewed(), is_third, "{ground:?}");
            assert_eq!(Ground::parse(ground.slug()), Some(ground));
        }
    }
}
