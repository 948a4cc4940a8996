//! What only the table of a vendor's document says, or says otherwise than its entries.
//! Rosa Lind and her documents were written for the purpose.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod forms;

use bluebutton_record::meaning::{Said, Stage};
use bluebutton_record::words::{Language, Words};
use bluebutton_record::{Entry, Section};
use forms::{names, of, read};

/// What an entry of that title says under a label.
fn said(all: &[Entry], title: &str, label: &str) -> Vec<String> {
    let words = Words::of(Language::English);
    let entry = all.iter().find(|entry| words.title(entry) == title);
    let facts = entry.unwrap().facts.iter();
    let facts = facts.filter(|fact| fact.label == label);
    facts.map(|fact| words.fact(&fact.text).into_owned()).collect()
}

#[test]
fn directions_are_those_of_this_medicine_wherever_they_stand() {
    let (all, _) = read("ccda/rosa-mesa-forms.xml");
    let dose = |title| said(&all, title, "dose");
    assert_eq!(dose("Cephalexin 500 mg"), ["4 times daily for 10 days"], "a column of the table");
    assert_eq!(dose("Lipitor 10 mg oral tablet"), ["1 tablet orally once a day"]);
    // Their references lead to each other's rows.
    assert_eq!(dose("Azithromycin 500 mg"), ["take 1 tablet daily for 3 days"]);
    assert_eq!(dose("Sildenafil 50 mg"), ["take 2 tablets (100 mg) once daily as needed"]);
    assert_eq!(dose("Insulin glargine"), ["20 units at bedtime"]);
    assert_eq!(dose("Daily multivitamin"), Vec::<String>::new(), "its name is no direction");
    assert_eq!(dose("Metformin 500 mg"), Vec::<String>::new(), "its reference leads to another's");

    let medicines = of(&all, Section::Medications);
    let stopped = medicines
        .iter()
        .find(|one| one.entry.title.as_deref() == Some("Lipitor 10 mg oral tablet"));
    assert_eq!(stopped.unwrap().stage, Stage::Past, "discontinued, says the table");
}

#[test]
fn how_bad_a_reaction_is_keeps_the_words_of_its_source() {
    let (all, resources) = read("ccda/rosa-mesa-forms.xml");
    assert_eq!(said(&all, "Penicillin", "severity"), ["Moderate to severe"]);
    assert_eq!(said(&all, "Codeine", "severity"), ["Very mild"]);
    assert_eq!(said(&all, "Latex", "severity"), ["Mild"]);
    let penicillin = resources.iter().find(|one| one.json.contains("Penicillin")).unwrap();
    assert!(penicillin.json.contains("\"severity\":\"severe\""), "{}", penicillin.json);
}

#[test]
fn a_vaccine_that_was_not_given_and_has_a_lot_is_a_matter_to_ask_about() {
    let (all, _) = read("ccda/rosa-mesa-forms.xml");
    let vaccines = of(&all, Section::Vaccines);
    assert_eq!(vaccines.len(), 1);
    assert_eq!(vaccines[0].entry.basis.said, Said::NotDone);
    let asked =
        "The source says that it was not given, and names its lot number: ask which is right";
    let title = Words::of(Language::English).title(vaccines[0].entry).into_owned();
    assert_eq!(said(&all, &title, "to-ask"), [asked]);
}

#[test]
fn an_instruction_without_words_is_none_and_a_day_is_that_of_the_table() {
    let (all, resources) = read("ccda/rosa-mesa-forms.xml");
    assert_eq!(names(&of(&all, Section::CarePlans), |_| true), Vec::<String>::new());
    let day = |title: &str| {
        let is_it = |entry: &&Entry| entry.title.as_deref() == Some(title);
        all.iter().find(is_it).unwrap().date.map(|date| date.iso())
    };
    assert_eq!(day("Standard chest X-ray"), Some("2013-12-18".to_owned()));
    assert_eq!(day("Knee aspiration"), None, "March or April");

    let echo = resources
        .iter()
        .filter(|one| one.json.contains("\"laboratory\"") || one.json.contains("\"LAB\""));
    assert_eq!(echo.count(), 0, "an echocardiogram and its value come from no laboratory");
}
