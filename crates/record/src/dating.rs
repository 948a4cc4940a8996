//! What the date of an entry is (prescribed, noticed, filled …), and whether it can be so at all.

use jiff::civil::Date;

use crate::date::{FhirDate, Precision};

/// The message id of the word for the date that stands at `path` of a resource of that kind.
pub fn word(kind: &str, path: &[&str]) -> &'static str {
    let (first, last) = (path.first().copied(), path.last().copied());
    match (kind, first.unwrap_or_default(), last.unwrap_or_default()) {
        ("MedicationRequest", "authoredOn", _) => "date-prescribed",
        (
            "MedicationRequest" | "MedicationStatement" | "Goal" | "Coverage" | "CarePlan",
            _,
            "start",
        )
        | ("Goal", "startDate", _) => "date-started",
        ("MedicationStatement", "effectiveDateTime", _) => "date-taken-on",
        ("MedicationDispense", "whenHandedOver", _) => "date-filled",
        ("MedicationDispense", "whenPrepared", _) => "date-prepared",
        ("MedicationAdministration", "effectiveDateTime" | "effectivePeriod", _)
        | ("Immunization", "occurrenceDateTime", _) => "date-given",
        ("AllergyIntolerance", "onsetDateTime" | "onsetPeriod", _) => "date-noticed",
        ("Condition", "onsetDateTime" | "onsetPeriod", _) => "date-began",
        (_, "recordedDate" | "recorded" | "recordedOn" | "dateAsserted" | "statusDate", _) => {
            "date-recorded"
        }
        ("Observation" | "DiagnosticReport", "issued", _) => "date-reported",
        ("DiagnosticReport", name, _) if name.starts_with("effective") => "date-tested",
        ("Specimen", "collection", _) => "date-collected",
        ("Specimen", "receivedTime", _) => "date-received",
        ("Procedure", name, _) if name.starts_with("performed") => "date-done",
        ("ImagingStudy", "started", _) => "date-done",
        ("Appointment", "start", _) => "date-set-for",
        ("ServiceRequest" | "DeviceRequest" | "NutritionOrder", "authoredOn" | "dateTime", _) => {
            "date-ordered"
        }
        ("ServiceRequest" | "DeviceRequest", name, _) if name.starts_with("occurrence") => {
            "date-planned"
        }
        ("DocumentReference" | "Composition", "date", _) => "date-written",
        ("QuestionnaireResponse", "authored", _) => "date-answered",
        ("Claim" | "ExplanationOfBenefit", "billablePeriod", _) => "date-service",
        _ => "date-of",
    }
}

/// The message id of what is doubtful about a date; `None` where it can be so. `today` is given where
/// nothing later can have happened.
pub fn doubt(date: &FhirDate, today: Option<Date>) -> Option<&'static str> {
    let first = date.first_day();
    let is_new_year = first.month() == 1 && first.day() == 1;
    if first.year() == 1900 && (is_new_year || date.precision() == Precision::Year) {
        // What many systems write where nobody knew.
        return Some("doubt-unknown");
    }
    if first.year() < OLDEST || first.year() > NEWEST {
        return Some("doubt-impossible");
    }
    // A day of grace: where the source is, tomorrow may have begun.
    let tomorrow = today.and_then(|today| today.tomorrow().ok());
    tomorrow.is_some_and(|tomorrow| first > tomorrow).then_some("doubt-future")
}

/// Whether an entry tells of something that happened: then its date can't be to come.
pub fn has_happened(kind: &str) -> bool {
    HAPPENED.contains(&kind)
}

const HAPPENED: &[&str] = &[
    "AllergyIntolerance",
    "Composition",
    "Condition",
    "DiagnosticReport",
    "DocumentReference",
    "FamilyMemberHistory",
    "MedicationAdministration",
    "MedicationDispense",
    "Observation",
    "Specimen",
];

/// A grandparent's birth may be told of; nothing earlier.
const OLDEST: i16 = 1860;
const NEWEST: i16 = 2150;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    fn date(text: &str) -> FhirDate {
        FhirDate::parse(text).unwrap()
    }

    #[test]
    fn a_date_is_said_as_what_it_is() {
        let cases: &[(&str, &[&str], &str)] = &[
            ("MedicationRequest", &["authoredOn"], "Prescribed"),
            ("MedicationDispense", &["whenHandedOver"], "Filled"),
            ("MedicationStatement", &["effectivePeriod", "start"], "Started"),
            ("AllergyIntolerance", &["onsetDateTime"], "Noticed"),
            ("AllergyIntolerance", &["recordedDate"], "Recorded"),
            ("Condition", &["onsetPeriod", "start"], "Began"),
            ("Immunization", &["occurrenceDateTime"], "Given"),
            ("Procedure", &["performedPeriod", "start"], "Done"),
            ("DocumentReference", &["date"], "Written"),
            ("Encounter", &["period", "start"], "Date"),
        ];
        for (kind, path, expected) in cases {
            let word = word(kind, path);
            assert_eq!(Words::of(Language::English).text(word), *expected, "{kind} {path:?}");
        }
    }

    #[test]
    fn an_impossible_date_is_doubtful() {
        let today = Some("2026-05-14".parse().unwrap());
        let cases = [
            ("1900-01-01", Some("doubt-unknown")),
            ("1900", Some("doubt-unknown")),
            ("1900-06-02", None),
            ("1800", Some("doubt-impossible")),
            ("0001-01-01", Some("doubt-impossible")),
            ("9999-12-31", Some("doubt-impossible")),
            ("2026-05-15", None),
            ("2026", None),
            ("2027-01-01", Some("doubt-future")),
        ];
        for (text, expected) in cases {
            assert_eq!(doubt(&date(text), today), expected, "{text}");
        }
        assert_eq!(doubt(&date("2027-01-01"), None), None);
    }

    #[test]
    fn every_doubt_has_its_words() {
        for language in Language::ALL {
            for id in ["doubt-unknown", "doubt-impossible", "doubt-future"] {
                assert!(Words::of(language).has(id), "{id}");
            }
        }
    }
}
