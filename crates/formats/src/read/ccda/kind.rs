//! What a section is about, told by its LOINC code or template.

use super::xml::{Node, attr, child, children};

/// What a section is about, told by its LOINC code or template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionKind {
    /// Allergies and intolerances.
    Allergies,
    /// Medicines the patient takes.
    Medications,
    /// Medicines given during the visit.
    MedicationsGiven,
    /// Problems.
    Problems,
    /// Diagnoses of a visit (admission, discharge).
    VisitDiagnoses,
    /// Health concerns.
    HealthConcerns,
    /// Procedures.
    Procedures,
    /// Results.
    Results,
    /// Vital signs.
    VitalSigns,
    /// Vaccines.
    Immunizations,
    /// Visits.
    Encounters,
    /// Social history.
    SocialHistory,
    /// Functional status.
    FunctionalStatus,
    /// Mental status.
    MentalStatus,
    /// Plan of care.
    Plan,
    /// Family history.
    FamilyHistory,
    /// Medical equipment.
    Equipment,
    /// Anything else.
    Other,
}

impl SectionKind {
    /// What that section is about.
    pub fn of(section: Node<'_>) -> Self {
        let code = child(section, "code").and_then(|code| attr(code, "code"));
        let templates = children(section, "templateId").filter_map(|id| attr(id, "root"));
        code.into_iter()
            .chain(templates)
            .find_map(|key| KINDS.iter().find(|(own, _)| *own == key).map(|(_, kind)| *kind))
            .unwrap_or(Self::Other)
    }
}

const KINDS: [(&str, SectionKind); 44] = [
    ("48765-2", SectionKind::Allergies),
    ("2.16.840.1.113883.10.20.22.2.6", SectionKind::Allergies),
    ("2.16.840.1.113883.10.20.22.2.6.1", SectionKind::Allergies),
    ("10160-0", SectionKind::Medications),
    ("2.16.840.1.113883.10.20.22.2.1", SectionKind::Medications),
    ("2.16.840.1.113883.10.20.22.2.1.1", SectionKind::Medications),
    ("10183-2", SectionKind::Medications),
    ("75311-1", SectionKind::Medications),
    ("42346-7", SectionKind::Medications),
    ("29549-3", SectionKind::MedicationsGiven),
    ("2.16.840.1.113883.10.20.22.2.38", SectionKind::MedicationsGiven),
    ("11450-4", SectionKind::Problems),
    ("2.16.840.1.113883.10.20.22.2.5", SectionKind::Problems),
    ("2.16.840.1.113883.10.20.22.2.5.1", SectionKind::Problems),
    ("11348-0", SectionKind::Problems),
    ("46241-6", SectionKind::VisitDiagnoses),
    ("42347-5", SectionKind::VisitDiagnoses),
    ("11535-2", SectionKind::VisitDiagnoses),
    ("78375-3", SectionKind::VisitDiagnoses),
    ("29308-4", SectionKind::VisitDiagnoses),
    ("75310-3", SectionKind::HealthConcerns),
    ("47519-4", SectionKind::Procedures),
    ("2.16.840.1.113883.10.20.22.2.7", SectionKind::Procedures),
    ("2.16.840.1.113883.10.20.22.2.7.1", SectionKind::Procedures),
    ("30954-2", SectionKind::Results),
    ("2.16.840.1.113883.10.20.22.2.3", SectionKind::Results),
    ("2.16.840.1.113883.10.20.22.2.3.1", SectionKind::Results),
    ("8716-3", SectionKind::VitalSigns),
    ("2.16.840.1.113883.10.20.22.2.4", SectionKind::VitalSigns),
    ("2.16.840.1.113883.10.20.22.2.4.1", SectionKind::VitalSigns),
    ("11369-6", SectionKind::Immunizations),
    ("2.16.840.1.113883.10.20.22.2.2", SectionKind::Immunizations),
    ("2.16.840.1.113883.10.20.22.2.2.1", SectionKind::Immunizations),
    ("46240-8", SectionKind::Encounters),
    ("2.16.840.1.113883.10.20.22.2.22", SectionKind::Encounters),
    ("2.16.840.1.113883.10.20.22.2.22.1", SectionKind::Encounters),
    ("29762-2", SectionKind::SocialHistory),
    ("2.16.840.1.113883.10.20.22.2.17", SectionKind::SocialHistory),
    ("47420-5", SectionKind::FunctionalStatus),
    ("10190-7", SectionKind::MentalStatus),
    ("18776-5", SectionKind::Plan),
    ("2.16.840.1.113883.10.20.22.2.10", SectionKind::Plan),
    ("10157-6", SectionKind::FamilyHistory),
    ("46264-8", SectionKind::Equipment),
];
