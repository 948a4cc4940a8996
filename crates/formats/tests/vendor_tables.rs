//! What only the table of a vendor's document says, or says otherwise than its entries.
//! Rosa Lind and her documents were written for the purpose.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

mod forms;

use bluebutton_record::entry::{Measure, Standing};
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
    assert_eq!(
        dose("Vitamin D3 50,000 units"),
        ["1 capsule each Sunday"],
        "the row that names it, before words that only look like directions"
    );
    assert_eq!(
        dose("Insulin lispro 100 units/mL"),
        ["15 units subcutaneous 3 times a day (before meals)"],
        "under its name, in the same cell"
    );
    assert_eq!(dose("Lancets, thin"), Vec::<String>::new(), "what stands there is a quantity");
    assert_eq!(dose("Daily multivitamin"), Vec::<String>::new(), "its name is no direction");
    assert_eq!(dose("Metformin 500 mg"), Vec::<String>::new(), "its reference leads to another's");

    let medicines = of(&all, Section::Medications);
    let stopped = medicines
        .iter()
        .find(|one| one.entry.title.as_deref() == Some("Lipitor 10 mg oral tablet"));
    assert_eq!(stopped.unwrap().stage, Stage::Past, "discontinued, says the table");
    let inhaler =
        medicines.iter().find(|one| one.entry.title.as_deref() == Some("Albuterol inhaler 90 mcg"));
    let inhaler = inhaler.unwrap();
    assert_eq!(inhaler.stage, Stage::OnOldList, "active, and its end is the day of the document");
    assert_eq!(inhaler.entry.until, None);
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

/// Each value and each part of one that has a code.
fn measures(all: &[Entry]) -> Vec<(&str, &Measure)> {
    let whole = all.iter().map(|one| (&one.codes, &one.value));
    let parts = all.iter().flat_map(|one| &one.parts).map(|part| (&part.codes, &part.value));
    let both = whole.chain(parts);
    both.filter_map(|(codes, value)| Some((codes.first()?.code.as_str(), value.as_ref()?)))
        .collect()
}

#[test]
fn a_table_that_writes_another_number_than_the_data_is_a_matter_to_ask_about() {
    let (all, _) = read("ccda/rosa-ridge-forms.xml");
    let measures = measures(&all);
    let marked = measures.iter().filter(|(_, value)| value.in_table.is_some());
    let mut marked: Vec<(&str, &str, &str)> = marked
        .map(|(code, value)| (*code, value.text.as_str(), value.in_table.as_deref().unwrap()))
        .collect();
    marked.sort_unstable();
    let expected = [
        ("29463-7", "48", "84"),
        ("2951-2", "114", "141"),
        ("718-7", "10.2", "13.2"),
        ("8462-4", "87", "78"),
    ];
    assert_eq!(marked, expected, "and not what is rounded, of another unit, or of several");
    for (code, value) in measures {
        let is_marked = expected.iter().any(|(marked, ..)| *marked == code);
        assert_eq!(value.standing == Some(Standing::Contradicted), is_marked, "{code}");
        assert_eq!(value.number.is_none(), is_marked, "{code}");
        assert!(!is_marked || value.beside.is_none(), "{code}");
    }
    let sodium = all.iter().find(|one| one.codes.iter().any(|code| code.code == "2951-2"));
    let sodium = sodium.unwrap().value.as_ref().unwrap();
    for (language, said) in [
        (
            Language::English,
            "Its source writes 141 in its text and 114 in its data: ask which one holds",
        ),
        (
            Language::Spanish,
            "Su fuente escribe 141 en su texto y 114 en sus datos: pregunte cuál es el correcto",
        ),
    ] {
        assert_eq!(Words::of(language).stands(sodium).unwrap(), said);
    }
}
