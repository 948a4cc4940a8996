//! What is served: each type with its search parameters. Routes, checks, the CapabilityStatement, the
//! consent page and the reference for developers are made of this one table.
//!
//! Standard: US Core 6.1.0, "Quick Start" of each profile; FHIR R4, "Search Parameter Registry".

use bluebutton_record::Section;

/// A type of resources.
#[derive(Debug)]
pub struct Kind {
    /// `resourceType`.
    pub name: &'static str,
    /// Profiles of US Core 6.1.0 of that type, by the end of their address.
    pub profiles: &'static [&'static str],
    /// What it is searched by, besides `_id`, `_lastUpdated`, `patient` and `_count`; `None` where it is
    /// read only: it belongs to no patient.
    pub params: Option<&'static [Param]>,
    /// The parts of a record that its resources stand in.
    pub sections: &'static [Section],
}

/// A search parameter.
#[derive(Debug)]
pub struct Param {
    /// Its name.
    pub name: &'static str,
    /// How its values are compared.
    pub by: By,
    /// The members it looks at, with dots; any of them.
    pub paths: &'static [&'static str],
}

/// How values of a parameter are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Codes: `code`, `system|code`, `|code`, `system|`.
    Token,
    /// Dates, with prefixes.
    Date,
    /// References: `Type/id` or `id`.
    Reference,
    /// Texts: what they begin with, whatever the case.
    Text,
}

impl By {
    /// The word of FHIR.
    pub fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Date => "date",
            Self::Reference => "reference",
            Self::Text => "string",
        }
    }
}

impl Kind {
    /// Whether it has categories that a scope may be narrowed to.
    pub fn has_categories(&self) -> bool {
        self.params.is_some_and(|all| all.iter().any(|one| one.name == "category"))
    }

    /// Whether it belongs to no patient.
    pub fn is_of_nobody(&self) -> bool {
        self.params.is_none()
    }

    /// What may come along with what is found (`_include`): what it refers to as its medication, and who is
    /// in a care team, by type.
    pub fn includes(&self) -> &'static [&'static str] {
        match self.name {
            "CareTeam" => &[
                "CareTeam:participant:Patient",
                "CareTeam:participant:Practitioner",
                "CareTeam:participant:PractitionerRole",
                "CareTeam:participant:RelatedPerson",
            ],
            "MedicationDispense" => &["MedicationDispense:medication"],
            "MedicationRequest" => &["MedicationRequest:medication"],
            _ => &[],
        }
    }

    /// What refers to what is found and may come along (`_revinclude`): where it is from.
    pub fn included_by(&self) -> &'static [&'static str] {
        let is_without = ["Provenance", "RelatedPerson", "Specimen"].contains(&self.name);
        if self.is_of_nobody() || is_without { &[] } else { &["Provenance:target"] }
    }

    /// The parameter of that name.
    pub fn param(&self, name: &str) -> Option<&'static Param> {
        self.params?.iter().find(|one| one.name == name)
    }
}

/// The type of the resource of whoever let an app in, where they are not the patient or the app may not read
/// who the patient is: read by its id, by an app with `fhirUser`; it stands in no record.
pub const PERSON: &str = "Person";

/// The type of that name, if it is served.
pub fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.name == name)
}

/// Whether a type is served.
pub fn is_served(name: &str) -> bool {
    kind(name).is_some()
}

const fn token(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, by: By::Token, paths }
}

const fn date(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, by: By::Date, paths }
}

const fn reference(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, by: By::Reference, paths }
}

const fn text(name: &'static str, paths: &'static [&'static str]) -> Param {
    Param { name, by: By::Text, paths }
}

const CATEGORY: Param = token("category", &["category"]);
const CODE: Param = token("code", &["code"]);
const STATUS: Param = token("status", &["status"]);
const TYPE: Param = token("type", &["type"]);
const ENCOUNTER: Param = reference("encounter", &["encounter"]);
const IDENTIFIER: Param = token("identifier", &["identifier"]);

use Section as S;

/// All types that are served, by name.
pub static KINDS: [Kind; 27] = [
    Kind {
        name: "AllergyIntolerance",
        profiles: &["us-core-allergyintolerance"],
        params: Some(&[token("clinical-status", &["clinicalStatus"])]),
        sections: &[S::Allergies],
    },
    Kind {
        name: "CarePlan",
        profiles: &["us-core-careplan"],
        params: Some(&[CATEGORY, STATUS, date("date", &["period"])]),
        sections: &[S::CarePlans],
    },
    Kind {
        name: "CareTeam",
        profiles: &["us-core-careteam"],
        params: Some(&[STATUS, token("role", &["participant.role"])]),
        sections: &[S::CareTeam],
    },
    Kind {
        name: "Condition",
        profiles: &[
            "us-core-condition-problems-health-concerns",
            "us-core-condition-encounter-diagnosis",
        ],
        params: Some(&[
            CATEGORY,
            CODE,
            ENCOUNTER,
            token("clinical-status", &["clinicalStatus"]),
            date("onset-date", &["onsetDateTime", "onsetPeriod"]),
            date("abatement-date", &["abatementDateTime", "abatementPeriod"]),
            date("recorded-date", &["recordedDate"]),
        ]),
        sections: &[S::Conditions],
    },
    Kind {
        name: "Coverage",
        profiles: &["us-core-coverage"],
        params: Some(&[STATUS]),
        sections: &[S::Coverage],
    },
    Kind {
        name: "Device",
        profiles: &["us-core-implantable-device"],
        params: Some(&[TYPE, STATUS]),
        sections: &[S::Procedures],
    },
    Kind {
        name: "DiagnosticReport",
        profiles: &["us-core-diagnosticreport-lab", "us-core-diagnosticreport-note"],
        params: Some(&[
            CATEGORY,
            CODE,
            STATUS,
            date("date", &["effectiveDateTime", "effectivePeriod"]),
        ]),
        sections: &[S::Results, S::Documents],
    },
    Kind {
        name: "DocumentReference",
        profiles: &["us-core-documentreference"],
        params: Some(&[
            CATEGORY,
            TYPE,
            STATUS,
            date("date", &["date"]),
            date("period", &["context.period"]),
        ]),
        sections: &[S::Documents],
    },
    Kind {
        name: "Encounter",
        profiles: &["us-core-encounter"],
        params: Some(&[
            TYPE,
            STATUS,
            IDENTIFIER,
            token("class", &["class"]),
            date("date", &["period"]),
            reference("location", &["location.location"]),
            token("discharge-disposition", &["hospitalization.dischargeDisposition"]),
        ]),
        sections: &[S::Visits],
    },
    Kind {
        name: "Goal",
        profiles: &["us-core-goal"],
        params: Some(&[
            token("lifecycle-status", &["lifecycleStatus"]),
            token("description", &["description"]),
            date("target-date", &["target.dueDate"]),
        ]),
        sections: &[S::CarePlans],
    },
    Kind {
        name: "Immunization",
        profiles: &["us-core-immunization"],
        params: Some(&[STATUS, date("date", &["occurrenceDateTime"])]),
        sections: &[S::Vaccines],
    },
    Kind { name: "Location", profiles: &["us-core-location"], params: None, sections: &[] },
    Kind {
        name: "Medication",
        profiles: &["us-core-medication"],
        params: None,
        sections: &[S::Medications],
    },
    Kind {
        name: "MedicationDispense",
        profiles: &["us-core-medicationdispense"],
        params: Some(&[STATUS, TYPE]),
        sections: &[S::Medications],
    },
    Kind {
        name: "MedicationRequest",
        profiles: &["us-core-medicationrequest"],
        params: Some(&[
            STATUS,
            ENCOUNTER,
            token("intent", &["intent"]),
            date("authoredon", &["authoredOn"]),
        ]),
        sections: &[S::Medications],
    },
    Kind {
        name: "MedicationStatement",
        profiles: &[],
        params: Some(&[STATUS, date("effective", &["effectiveDateTime", "effectivePeriod"])]),
        sections: &[S::Medications],
    },
    Kind {
        name: "Observation",
        profiles: &[
            "us-core-observation-lab",
            "us-core-vital-signs",
            "us-core-smokingstatus",
            "us-core-observation-clinical-result",
            "us-core-observation-screening-assessment",
            "us-core-simple-observation",
        ],
        params: Some(&[
            CATEGORY,
            CODE,
            STATUS,
            date("date", &["effectiveDateTime", "effectivePeriod", "effectiveInstant"]),
        ]),
        sections: &[S::Results, S::VitalSigns, S::SocialHistory, S::Other],
    },
    Kind { name: "Organization", profiles: &["us-core-organization"], params: None, sections: &[] },
    Kind {
        name: "Patient",
        profiles: &["us-core-patient"],
        params: Some(&[
            IDENTIFIER,
            text("name", &["name.family", "name.given", "name.text"]),
            text("family", &["name.family"]),
            text("given", &["name.given"]),
            token("gender", &["gender"]),
            date("birthdate", &["birthDate"]),
        ]),
        sections: &[],
    },
    Kind { name: "Practitioner", profiles: &["us-core-practitioner"], params: None, sections: &[] },
    Kind {
        name: "PractitionerRole",
        profiles: &["us-core-practitionerrole"],
        params: None,
        sections: &[],
    },
    Kind {
        name: "Procedure",
        profiles: &["us-core-procedure"],
        params: Some(&[CODE, STATUS, date("date", &["performedDateTime", "performedPeriod"])]),
        sections: &[S::Procedures],
    },
    Kind {
        name: "Provenance",
        profiles: &["us-core-provenance"],
        params: Some(&[reference("target", &["target"])]),
        sections: &[S::Other],
    },
    Kind {
        name: "QuestionnaireResponse",
        profiles: &["us-core-questionnaireresponse"],
        params: Some(&[STATUS, date("authored", &["authored"])]),
        sections: &[S::SocialHistory],
    },
    Kind {
        name: "RelatedPerson",
        profiles: &["us-core-relatedperson"],
        params: Some(&[text("name", &["name.family", "name.given", "name.text"])]),
        sections: &[],
    },
    Kind {
        name: "ServiceRequest",
        profiles: &["us-core-servicerequest"],
        params: Some(&[CATEGORY, CODE, STATUS, date("authored", &["authoredOn"])]),
        sections: &[S::CarePlans],
    },
    Kind {
        name: "Specimen",
        profiles: &["us-core-specimen"],
        params: Some(&[TYPE]),
        sections: &[S::Results],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_stand_once_and_in_order_and_so_do_their_parameters() {
        assert!(KINDS.windows(2).all(|two| two[0].name < two[1].name));
        for kind in &KINDS {
            let mut names: Vec<_> =
                kind.params.unwrap_or_default().iter().map(|one| one.name).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), kind.params.unwrap_or_default().len(), "{}", kind.name);
        }
    }

    #[test]
    fn what_us_core_shall_be_searched_by_is_served() {
        let shall: [(&str, &[&str]); 11] = [
            ("CarePlan", &["category"]),
            ("CareTeam", &["status"]),
            ("Condition", &["category"]),
            ("DiagnosticReport", &["category", "date", "code"]),
            ("DocumentReference", &["type", "category", "date"]),
            ("Encounter", &["date"]),
            ("MedicationRequest", &["intent", "status"]),
            ("Observation", &["category", "date", "code"]),
            ("Patient", &["identifier", "name", "birthdate", "gender"]),
            ("Procedure", &["date"]),
            ("ServiceRequest", &["category", "code", "authored"]),
        ];
        for (name, params) in shall {
            let kind = kind(name).unwrap();
            assert!(params.iter().all(|one| kind.param(one).is_some()), "{name}");
        }
    }
}
