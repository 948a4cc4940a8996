//! Which entries are values of one thing over time: a test done again, a question asked again. What was found
//! once under a code that says only "a finding" is no value of anything.

use crate::entry::{Entry, Measure};
use crate::section::Section;
use crate::title;

/// What an entry measures or answers: its first code, or its name where it has none or only a code that tells
/// nothing. Entries with the same key are values of one thing. `None` where nothing was measured.
pub fn key(entry: &Entry) -> Option<String> {
    let measures = entry.value.is_some() || entry.parts.iter().any(|part| part.value.is_some());
    if !measures || entry.is_error {
        return None;
    }
    let code = entry.codes.first().filter(|code| !GENERIC.contains(&code.code.as_str()));
    let code =
        code.map(|code| format!("{}|{}", code.system.as_deref().unwrap_or_default(), code.code));
    let name = || entry.title.as_ref().filter(|title| !title::is_generic(title));
    let mut key = code.or_else(|| name().map(|title| title.to_lowercase()))?;
    // "Smokes" and "1 pack per day" answer two questions, whatever their code.
    if entry.section == Section::SocialHistory && entry.value.as_ref().is_some_and(is_amount) {
        key.insert_str(0, "amount|");
    }
    // What was measured at home and what was measured at a clinic are two courses.
    Some(if entry.is_own() { format!("own|{key}") } else { key })
}

/// Whether a value says how much, as a number or in words.
fn is_amount(value: &Measure) -> bool {
    let is_start = |first: char| first.is_ascii_digit() || matches!(first, '<' | '>' | '≤' | '≥');
    value.number.is_some() || value.text.trim_start().starts_with(is_start)
}

/// Codes that say only that something was found or told: SNOMED CT's Complaint, Clinical finding, Problem, Diagnosis,
/// Symptom, Functional and Cognitive finding, and LOINC's and HL7's for the same.
const GENERIC: [&str; 15] = [
    "409586006",
    "404684003",
    "55607006",
    "282291009",
    "64572001",
    "418799008",
    "248536006",
    "373930000",
    "413350009",
    "75326-9",
    "75325-1",
    "75323-6",
    "75321-0",
    "29308-4",
    "ASSERTION",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn read(category: &str, code: &str, name: &str, value: &str) -> Entry {
        let json = format!(
            r#"{{"resourceType":"Observation","category":[{{"coding":[{{"code":"{category}"}}]}}],
            "code":{{"coding":[{{"code":"{code}","display":"{name}"}}]}},"valueString":"{value}"}}"#
        );
        entry(&Resource::of_json(&json), &NoNames)
    }

    #[test]
    fn two_findings_under_a_code_that_tells_nothing_are_not_one_thing_that_changed() {
        let cane = read("functional-status", "409586006", "Complaint", "Dependence on cane");
        assert_eq!((cane.title.as_deref(), key(&cane)), (Some("Dependence on cane"), None));
        let named = |name| key(&read("exam", "404684003", name, "Mild"));
        assert_ne!(named("Gait"), named("Speech"));
        assert_eq!(named("Gait"), named("gait"));
    }

    #[test]
    fn that_somebody_smokes_and_how_much_are_two_things() {
        let smoking = |value| key(&read("social-history", "230056004", "Cigarette smoking", value));
        assert_eq!(smoking("Current every day smoker"), smoking("Former smoker"));
        assert_eq!(smoking("1 pack per day"), smoking("2 packs per day"));
        assert_ne!(smoking("Current every day smoker"), smoking("1 pack per day"));
        let protein = |value| key(&read("laboratory", "2888-6", "Protein", value));
        assert_eq!(
            protein("Negative"),
            protein("30"),
            "a test that was negative and is a number now"
        );
    }
}
