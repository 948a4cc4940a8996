//! The sections a record is shown, limited and downloaded by.

use serde::{Deserialize, Serialize};

/// A part of the record, in the order in which screens and papers show it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Section {
    /// Who the patient is: Patient, RelatedPerson.
    About = 0,
    /// MedicationRequest, MedicationStatement, MedicationDispense, MedicationAdministration.
    Medications = 1,
    /// AllergyIntolerance.
    Allergies = 2,
    /// Condition.
    Conditions = 3,
    /// Laboratory and imaging: DiagnosticReport, Observation (laboratory, imaging …), Specimen.
    Results = 4,
    /// Observation (vital-signs).
    VitalSigns = 5,
    /// Immunization, ImmunizationRecommendation.
    Vaccines = 6,
    /// Procedure, Device.
    Procedures = 7,
    /// Encounter, Appointment, EpisodeOfCare.
    Visits = 8,
    /// DocumentReference, Composition, DiagnosticReport (notes), Media, Binary.
    Documents = 9,
    /// CarePlan, Goal, ServiceRequest, NutritionOrder, Communication, Task …
    CarePlans = 10,
    /// CareTeam.
    CareTeam = 11,
    /// Observation (social-history, survey, sdoh), QuestionnaireResponse, FamilyMemberHistory.
    SocialHistory = 12,
    /// Coverage.
    Coverage = 13,
    /// Claim, ClaimResponse, ExplanationOfBenefit, Invoice, Account.
    Claims = 14,
    /// Whatever else came: Provenance, Consent, List, Basic … kept, downloadable, listed last.
    #[default]
    Other = 15,
}

impl Section {
    /// All sections in the order they are shown.
    pub const ALL: [Section; 16] = [
        Self::About,
        Self::Medications,
        Self::Allergies,
        Self::Conditions,
        Self::Results,
        Self::VitalSigns,
        Self::Vaccines,
        Self::Procedures,
        Self::Visits,
        Self::Documents,
        Self::CarePlans,
        Self::CareTeam,
        Self::SocialHistory,
        Self::Coverage,
        Self::Claims,
        Self::Other,
    ];

    /// The word used in URLs, options and message ids: `vital-signs`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::About => "about",
            Self::Medications => "medications",
            Self::Allergies => "allergies",
            Self::Conditions => "conditions",
            Self::Results => "results",
            Self::VitalSigns => "vital-signs",
            Self::Vaccines => "vaccines",
            Self::Procedures => "procedures",
            Self::Visits => "visits",
            Self::Documents => "documents",
            Self::CarePlans => "care-plans",
            Self::CareTeam => "care-team",
            Self::SocialHistory => "social-history",
            Self::Coverage => "coverage",
            Self::Claims => "claims",
            Self::Other => "other",
        }
    }

    /// The section of that slug.
    pub fn parse(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.slug() == slug)
    }

    /// The section with that number, as stored in an index.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// The number stored in an index; never changes.
    pub fn number(self) -> u8 {
        self as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_slugs_lead_back_to_their_section() {
        for section in Section::ALL {
            assert_eq!(Section::from_number(section.number()), Some(section));
            assert_eq!(Section::parse(section.slug()), Some(section));
        }
    }
}
