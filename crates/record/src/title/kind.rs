//! Titles of which we know all that they say, as exports write them in English: those that only name a kind ("Care
//! plan", "Discharge Summary"), what somebody is allergic to, the commonest procedures. In another language our own
//! word stands for them, with the source's behind it where somebody may need to show it.

use crate::fold::fold;
use crate::section::Section;

/// Message id of the word for the kind that a title names; `None` where it says more, or nothing we know.
pub fn kind(title: &str, section: Section) -> Option<&'static str> {
    let table = match section {
        Section::CarePlans => PLANS,
        Section::CareTeam => TEAMS,
        Section::Documents => DOCUMENTS,
        Section::Visits => VISITS,
        Section::Allergies => ALLERGENS,
        Section::Procedures => PROCEDURES,
        _ => return None,
    };
    let folded = fold(title);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let said = words.collect::<Vec<_>>().join(" ");
    let (_, id) = table.iter().find(|(names, _)| names.contains(&said.as_str()))?;
    Some(id)
}

type NamedKinds = &'static [(&'static [&'static str], &'static str)];

const PLANS: NamedKinds = &[
    (&["care plan", "plan of care", "plan of treatment", "treatment plan"], "kind-care-plan"),
    (&["goal", "goals", "health goal"], "kind-goal"),
    (&["order", "service request"], "kind-order"),
    (&["instruction", "instructions"], "kind-instruction"),
    (&["assessment and plan", "assessment and plan of treatment"], "kind-assessment-and-plan"),
    (&["appointment"], "kind-appointment"),
];

const TEAMS: NamedKinds =
    &[(&["care team", "care teams", "care team members", "patient care team"], "kind-care-team")];

const DOCUMENTS: NamedKinds = &[
    (
        &[
            "summary of care",
            "health summary",
            "continuity of care document",
            "continuity of care document c cda",
            "continuity of care document ccd",
            "summarization of episode note",
            "summary of episode note",
            "summary of patient chart",
        ],
        "document-summary",
    ),
    (&["visit summary", "after visit summary", "clinical summary"], "document-visit-summary"),
    (&["discharge summary", "discharge summarization note"], "document-discharge"),
    (&["progress note", "progress notes"], "document-progress"),
    (&["consultation note", "consult note", "consultation"], "document-consult"),
    (&["referral note", "referral summary"], "document-referral"),
    (&["operative note", "operative report", "surgical operation note"], "document-operation"),
    (&["history and physical", "history and physical note"], "document-history"),
    (&["diagnostic imaging report", "diagnostic imaging study"], "document-imaging"),
    (&["care plan", "plan of care"], "kind-care-plan"),
];

const VISITS: NamedKinds = &[
    (&["visit", "encounter", "outpatient visit", "outpatient encounter"], "kind-visit"),
    (&["office visit"], "visit-office"),
    (
        &["emergency", "emergency visit", "emergency room visit", "emergency department visit"],
        "visit-emergency",
    ),
    (
        &["hospital stay", "inpatient", "inpatient encounter", "inpatient visit", "admission"],
        "visit-hospital",
    ),
    (&["home visit"], "visit-home"),
    (&["annual wellness visit", "wellness visit"], "visit-wellness"),
    (&["specialist visit"], "visit-specialist"),
    (&["appointment"], "kind-appointment"),
];

const ALLERGENS: NamedKinds = &[
    (
        &["penicillin", "penicillins", "penicillin allergy", "allergy to penicillin"],
        "allergen-penicillin",
    ),
    (&["amoxicillin"], "allergen-amoxicillin"),
    (&["sulfa", "sulfa drugs", "sulfonamides", "sulfa antibiotics"], "allergen-sulfa"),
    (&["aspirin"], "allergen-aspirin"),
    (&["ibuprofen"], "allergen-ibuprofen"),
    (&["codeine"], "allergen-codeine"),
    (&["morphine"], "allergen-morphine"),
    (&["latex"], "allergen-latex"),
    (&["shellfish"], "allergen-shellfish"),
    (&["fish"], "allergen-fish"),
    (&["peanut", "peanuts"], "allergen-peanut"),
    (&["tree nuts", "nuts"], "allergen-nuts"),
    (&["egg", "eggs"], "allergen-egg"),
    (&["milk", "cow s milk", "dairy"], "allergen-milk"),
    (&["pollen"], "allergen-pollen"),
    (&["bee venom", "bee sting", "bee stings"], "allergen-bee"),
];

const PROCEDURES: NamedKinds = &[
    (&["mammogram", "mammography"], "procedure-mammogram"),
    (&["colonoscopy"], "procedure-colonoscopy"),
    (&["eye examination", "eye exam"], "procedure-eyes"),
    (&["foot examination", "foot exam"], "procedure-feet"),
    (&["chest x ray", "standard chest x ray", "chest xray"], "procedure-chest-x-ray"),
    (&["electrocardiogram", "ecg", "ekg"], "procedure-ecg"),
    (&["walker"], "device-walker"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    #[test]
    fn a_title_that_is_only_a_kind_is_known_and_one_that_says_more_is_not() {
        assert_eq!(kind("Care Plan", Section::CarePlans), Some("kind-care-plan"));
        assert_eq!(kind("PLAN OF CARE.", Section::CarePlans), Some("kind-care-plan"));
        assert_eq!(kind("Discharge Summary", Section::Documents), Some("document-discharge"));
        assert_eq!(kind("Diabetes care plan", Section::CarePlans), None);
        assert_eq!(kind("Get Well Clinic: Health Summary", Section::Documents), None);
        assert_eq!(kind("Care plan", Section::Conditions), None);
        assert_eq!(kind("Penicillin", Section::Allergies), Some("allergen-penicillin"));
        assert_eq!(kind("Penicillin G benzathine", Section::Allergies), None);
        assert_eq!(kind("Chest X-Ray", Section::Procedures), Some("procedure-chest-x-ray"));
    }

    #[test]
    fn every_kind_has_its_words() {
        let tables = [PLANS, TEAMS, DOCUMENTS, VISITS, ALLERGENS, PROCEDURES];
        for (_, id) in tables.into_iter().flatten() {
            for language in Language::ALL {
                assert!(Words::of(language).has(id), "{id}");
            }
        }
    }
}
