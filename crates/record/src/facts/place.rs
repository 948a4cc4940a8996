//! Where a resource stands: its section, and the days it is of.

use crate::date::FhirDate;
use crate::json::Value;
use crate::meaning::course;
use crate::section::Section;
use crate::statements;
use crate::view::has_code;

use super::clinician::names_a_clinician;

/// The first and the last day of a resource of that kind, each where it is known.
pub(super) fn dates(kind: &str, resource: Value<'_>) -> (Option<FhirDate>, Option<FhirDate>) {
    let (starts, ends) = date_paths(kind);
    let first = |paths: &[&[&str]]| {
        paths.iter().find_map(|path| FhirDate::parse(resource.text_at(path)?.trim()))
    };
    let date = first(starts);
    let until = first(ends).or_else(|| match kind {
        "MedicationRequest" | "MedicationStatement" => course::end(resource, date),
        _ => None,
    });
    (date, until)
}

/// The section a resource of that kind is shown in.
pub(super) fn section(kind: &str, resource: Value<'_>) -> Section {
    match kind {
        "Patient" | "RelatedPerson" | "Person" => Section::About,
        "MedicationRequest"
        | "MedicationStatement"
        | "MedicationDispense"
        | "MedicationAdministration"
        | "Medication" => Section::Medications,
        "AllergyIntolerance" => Section::Allergies,
        "Condition" => Section::Conditions,
        "Observation" => observation_section(resource),
        "DiagnosticReport" => report_section(resource),
        "Specimen" | "ImagingStudy" | "MolecularSequence" | "BodyStructure" => Section::Results,
        "Immunization" | "ImmunizationRecommendation" | "ImmunizationEvaluation" => {
            Section::Vaccines
        }
        "Procedure" | "Device" | "DeviceUseStatement" | "DeviceRequest" => Section::Procedures,
        "Encounter" | "Appointment" | "AppointmentResponse" | "EpisodeOfCare" => Section::Visits,
        "Communication" if statements::is_statement(resource) => Section::Documents,
        "DocumentReference" | "Composition" | "Media" | "Binary" | "DocumentManifest" => {
            Section::Documents
        }
        "CarePlan"
        | "Goal"
        | "ServiceRequest"
        | "NutritionOrder"
        | "Communication"
        | "CommunicationRequest"
        | "Task"
        | "RequestGroup"
        | "VisionPrescription"
        | "SupplyRequest"
        | "SupplyDelivery" => Section::CarePlans,
        "CareTeam" => Section::CareTeam,
        "QuestionnaireResponse" | "FamilyMemberHistory" => Section::SocialHistory,
        "Coverage"
        | "CoverageEligibilityRequest"
        | "CoverageEligibilityResponse"
        | "EnrollmentRequest"
        | "EnrollmentResponse" => Section::Coverage,
        "Claim"
        | "ClaimResponse"
        | "ExplanationOfBenefit"
        | "Invoice"
        | "Account"
        | "ChargeItem"
        | "PaymentNotice"
        | "PaymentReconciliation" => Section::Claims,
        _ => Section::Other,
    }
}

/// The category decides; where there is none, what is measured.
fn observation_section(resource: Value<'_>) -> Section {
    if is_of_the_machinery(resource) {
        return Section::Other;
    }
    let is_in = |code: &str| resource.each("category").any(|category| has_code(category, code));
    let of_category =
        OBSERVATION_CATEGORIES.iter().find(|(codes, _)| codes.iter().copied().any(is_in));
    if let Some((_, section)) = of_category {
        return *section;
    }
    let Some(code) = resource.get("code").filter(|_| resource.get("category").is_none()) else {
        return Section::Results;
    };
    if VITAL_SIGNS.iter().any(|vital| has_code(code, vital)) {
        Section::VitalSigns
    } else if SOCIAL_CODES.iter().any(|social| has_code(code, social)) {
        Section::SocialHistory
    } else {
        Section::Results
    }
}

/// In which section the observations of a category stand; `None` for a category that says nothing of it.
pub(super) fn of_observation_category(code: &str) -> Option<Section> {
    let found = OBSERVATION_CATEGORIES.iter().find(|(codes, _)| codes.contains(&code));
    found.map(|(_, section)| *section)
}

/// The first that an observation has decides.
const OBSERVATION_CATEGORIES: [(&[&str], Section); 3] = [
    (&["vital-signs"], Section::VitalSigns),
    (&["laboratory", "imaging", "LAB"], Section::Results),
    (SOCIAL_CATEGORIES, Section::SocialHistory),
];

/// Whether an observation tells of files, markings and staff rather than of the person: what a DICOM object
/// is, how confidential a section is, who was there.
fn is_of_the_machinery(resource: Value<'_>) -> bool {
    let Some(code) = resource.get("code") else { return names_a_clinician(resource) };
    if code.get("coding").is_none() && code.get("text").is_none() {
        return names_a_clinician(resource);
    }
    let is_dicom = |coding: Value<'_>| {
        coding.text_at(&["system"]).is_some_and(|system| DICOM.contains(&&*system))
    };
    code.each("coding").any(is_dicom) || MARKINGS.iter().any(|marking| has_code(code, marking))
}

const DICOM: &[&str] =
    &["http://dicom.nema.org/resources/ontology/DCM", "urn:oid:1.2.840.10008.2.16.4"];

/// Security observations of HL7's privacy annotations.
const MARKINGS: &[&str] = &["SECCLASSOBS", "SECCATOBS", "SECCONOBS", "SECINTOBS"];

/// A report whose category is a LOINC note type is a note; `LP…` parts name a department.
fn report_section(resource: Value<'_>) -> Section {
    let is_note = |category: Value<'_>| {
        category.each("coding").any(|coding| {
            coding.get("system").is_some_and(|system| system.is("http://loinc.org"))
                && coding.text_at(&["code"]).is_some_and(|code| !code.starts_with("LP"))
        })
    };
    if resource.each("category").any(is_note) { Section::Documents } else { Section::Results }
}

type Paths = &'static [&'static [&'static str]];

/// Where the date stands that [`dates`] takes.
pub(super) fn date_path(kind: &str, resource: Value<'_>) -> Option<&'static [&'static str]> {
    let has_date = |path: &&&[&str]| {
        resource.text_at(path).is_some_and(|text| FhirDate::parse(text.trim()).is_some())
    };
    date_paths(kind).0.iter().find(has_date).copied()
}

/// Where a kind keeps the date that matters most for it, and its end; the first one there counts.
fn date_paths(kind: &str) -> (Paths, Paths) {
    match kind {
        "Patient" | "Person" | "Device" | "Medication" | "Binary" | "BodyStructure" => (&[], &[]),
        "MedicationRequest" => (
            &[&["authoredOn"], &["dosageInstruction", "timing", "repeat", "boundsPeriod", "start"]],
            // Where it ends, its dosages say together.
            &[],
        ),
        "MedicationDispense" => (&[&["whenHandedOver"], &["whenPrepared"]], &[]),
        "Condition" => (
            &[&["onsetDateTime"], &["onsetPeriod", "start"], &["recordedDate"]],
            &[&["abatementDateTime"], &["abatementPeriod", "end"], &["abatementPeriod", "start"]],
        ),
        "AllergyIntolerance" => {
            (&[&["onsetDateTime"], &["onsetPeriod", "start"], &["recordedDate"]], &[])
        }
        "Observation" | "DiagnosticReport" | "MedicationStatement" | "MedicationAdministration" => {
            (
                &[
                    &["effectiveDateTime"],
                    &["effectivePeriod", "start"],
                    &["effectiveInstant"],
                    &["effectiveTiming", "event"],
                    &["effectivePeriod", "end"],
                    &["issued"],
                    &["dateAsserted"],
                ],
                &[&["effectivePeriod", "end"]],
            )
        }
        "Immunization" => (&[&["occurrenceDateTime"], &["recorded"]], &[]),
        "Procedure" => (
            &[&["performedDateTime"], &["performedPeriod", "start"], &["performedPeriod", "end"]],
            &[&["performedPeriod", "end"]],
        ),
        "Appointment" => (&[&["start"], &["created"]], &[&["end"]]),
        "DocumentReference" => (
            &[&["date"], &["context", "period", "start"], &["content", "attachment", "creation"]],
            &[],
        ),
        "Goal" => (&[&["startDate"], &["statusDate"]], &[]),
        "Claim" | "ExplanationOfBenefit" => {
            (&[&["billablePeriod", "start"], &["created"]], &[&["billablePeriod", "end"]])
        }
        "Specimen" => (
            &[
                &["collection", "collectedDateTime"],
                &["collection", "collectedPeriod", "start"],
                &["receivedTime"],
            ],
            &[],
        ),
        _ => (ANY_START, ANY_END),
    }
}

const ANY_START: Paths = &[
    &["period", "start"],
    &["occurrenceDateTime"],
    &["occurrencePeriod", "start"],
    &["effectiveDateTime"],
    &["effectivePeriod", "start"],
    &["timingDateTime"],
    &["timingPeriod", "start"],
    &["performedDateTime"],
    &["createdDateTime"],
    &["createdPeriod", "start"],
    &["started"],
    &["authored"],
    &["authoredOn"],
    &["executionPeriod", "start"],
    &["servicePeriod", "start"],
    &["dateTime"],
    &["dateWritten"],
    &["date"],
    &["sent"],
    &["received"],
    &["recorded"],
    &["recordedDate"],
    &["recordedOn"],
    &["start"],
    &["issued"],
    &["created"],
    &["paymentDate"],
    &["period", "end"],
];

const ANY_END: Paths = &[
    &["period", "end"],
    &["occurrencePeriod", "end"],
    &["effectivePeriod", "end"],
    &["timingPeriod", "end"],
    &["createdPeriod", "end"],
    &["servicePeriod", "end"],
];

/// US Core's categories of what a person's life is like, and what they say about it.
const SOCIAL_CATEGORIES: &[&str] = &[
    "social-history",
    "survey",
    "sdoh",
    "functional-status",
    "disability-status",
    "cognitive-status",
    "treatment-intervention-preference",
    "care-experience-preference",
];

/// LOINC codes of the vital signs profile (<https://hl7.org/fhir/R4/observation-vitalsigns.html>).
const VITAL_SIGNS: &[&str] = &[
    "85353-1", "9279-1", "8867-4", "2708-6", "59408-5", "8310-5", "8302-2", "9843-4", "29463-7",
    "3141-9", "39156-5", "85354-9", "55284-4", "8480-6", "8462-4", "8478-0", "8306-3", "8287-5",
    "59576-9", "77606-2",
];

/// Smoking, alcohol, occupation, sex and gender: LOINC.
const SOCIAL_CODES: &[&str] = &[
    "72166-2", "11367-0", "11331-6", "74013-4", "11295-3", "11341-5", "76689-9", "76690-7",
    "76691-5", "8664-5", "81229-7", "82810-3",
];

#[cfg(test)]
mod tests {
    use crate::facts::{Facts, of as facts_of};
    use crate::json::Document;
    use crate::section::Section;

    fn of(json: &str) -> Facts {
        facts_of(Document::parse(json).unwrap().root())
    }

    #[test]
    fn an_observation_stands_where_its_category_says() {
        let section = |category: &str| {
            of(&format!(
                r#"{{"resourceType":"Observation","category":[{{"coding":[{{"code":"{category}"}}]}}]}}"#
            ))
            .section
        };
        assert_eq!(section("vital-signs"), Section::VitalSigns);
        assert_eq!(section("laboratory"), Section::Results);
        assert_eq!(section("survey"), Section::SocialHistory);
        assert_eq!(section("exam"), Section::Results);
    }

    #[test]
    fn what_tells_of_files_and_markings_is_no_test_result() {
        let section = |system: &str, code: &str| {
            of(&format!(
                r#"{{"resourceType":"Observation","code":{{"coding":[{{"system":"{system}","code":"{code}"}}]}}}}"#
            ))
            .section
        };
        let dicom = "http://dicom.nema.org/resources/ontology/DCM";
        assert_eq!(section(dicom, "121181"), Section::Other);
        let act_code = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
        assert_eq!(section(act_code, "SECCLASSOBS"), Section::Other);
        assert_eq!(section("http://loinc.org", "4548-4"), Section::Results);
    }

    #[test]
    fn an_observation_without_category_stands_where_its_code_belongs() {
        let section = |code: &str| {
            of(&format!(
                r#"{{"resourceType":"Observation","code":{{"coding":[{{"code":"{code}"}}]}}}}"#
            ))
            .section
        };
        assert_eq!(section("8480-6"), Section::VitalSigns);
        assert_eq!(section("72166-2"), Section::SocialHistory);
        assert_eq!(section("4548-4"), Section::Results);
    }

    #[test]
    fn a_stay_has_its_first_and_last_day() {
        let stay = of(
            r#"{"resourceType":"Encounter","period":{"start":"2026-05-01","end":"2026-05-04"}}"#,
        );
        assert_eq!(stay.section, Section::Visits);
        assert_eq!(stay.date.unwrap().iso(), "2026-05-01");
        assert_eq!(stay.until.unwrap().iso(), "2026-05-04");
    }

    #[test]
    fn a_broken_date_gives_way_to_the_next_one() {
        let condition =
            of(r#"{"resourceType":"Condition","onsetDateTime":"soon","recordedDate":"2020"}"#);
        assert_eq!(condition.date.unwrap().iso(), "2020");
    }

    #[test]
    fn a_note_among_the_reports_is_a_document() {
        let note = of(
            r#"{"resourceType":"DiagnosticReport","category":[{"coding":[{"system":"http://loinc.org","code":"34117-2"}]}]}"#,
        );
        let scan = of(
            r#"{"resourceType":"DiagnosticReport","category":[{"coding":[{"system":"http://loinc.org","code":"LP29684-5"}]}]}"#,
        );
        assert_eq!((note.section, scan.section), (Section::Documents, Section::Results));
    }
}
