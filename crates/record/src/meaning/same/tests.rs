//! Cases of sameness, each as sources tell it.

use super::*;
use crate::entry::{NoNames, entries};
use crate::resource::Resource;

fn resource(id: &str, json: &str) -> Resource {
    let document = crate::json::Document::parse(json).unwrap();
    Resource {
        kind: document.root().text_at(&["resourceType"]).unwrap().into(),
        id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{id}")).unwrap(),
        version: 1,
        updated: 0,
        json: json.into(),
    }
}

/// The things of some resources: of each, who stands for it and who stands behind.
fn told(resources: &[(&str, String)]) -> Vec<(String, Vec<String>, Stage, usize)> {
    let resources: Vec<Resource> = resources.iter().map(|(id, json)| resource(id, json)).collect();
    let entries = entries(&resources, &NoNames);
    let local = |entry: &Entry| entry.id.local().to_owned();
    things(&entries.iter().collect::<Vec<_>>(), "2026-11-27".parse().unwrap())
        .iter()
        .map(|thing| {
            let mut behind: Vec<String> = thing.behind.iter().map(|entry| local(entry)).collect();
            behind.sort();
            (local(thing.entry), behind, thing.stage, thing.differs.len())
        })
        .collect()
}

fn medicine(title: &str, status: &str, on: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"MedicationRequest","status":"{status}","authoredOn":"{on}",
        "medicationCodeableConcept":{{"text":"{title}"}}{more}}}"#
    )
}

const LAKESIDE: &str = r#","meta":{"source":"urn:lakeside#a"}"#;
const RIVERSIDE: &str = r#","meta":{"source":"urn:riverside#b"}"#;

#[test]
fn a_medicine_prescribed_anew_is_one_and_the_one_of_now_stands_for_it() {
    let all = [
        ("new", medicine("Metformin 500 MG", "active", "2026-11-01", "")),
        ("old", medicine("metformin 500  mg", "completed", "2025-11-01", "")),
        ("other", medicine("Metformin 1000 MG", "completed", "2024-11-01", "")),
    ];
    let told = told(&all);
    assert_eq!(told.len(), 2);
    assert_eq!(told[0], ("new".into(), vec!["old".into()], Stage::Now, 0));
    assert_eq!((told[1].0.as_str(), told[1].2), ("other", Stage::Past));
}

#[test]
fn what_was_handed_out_belongs_to_its_medicine_and_confirms_it() {
    let dispense = r#"{"resourceType":"MedicationDispense","status":"completed",
        "authorizingPrescription":[{"reference":"MedicationRequest/aaaaaaaaaaaaa.m"}],
        "medicationCodeableConcept":{"text":"LISINOPRIL TAB 10MG"},"whenHandedOver":"2026-10-01"}"#;
    let all = [
        ("d", dispense.to_owned()),
        ("m", medicine("Lisinopril 10 MG", "active", "2025-01-01", "")),
    ];
    assert_eq!(told(&all), [("m".into(), vec!["d".into()], Stage::Now, 0)]);
}

#[test]
fn a_newer_word_that_it_is_over_outweighs_an_old_list_and_is_asked_about_beside_a_fresh_one() {
    let all = [
        ("stopped", medicine("Warfarin 5 MG", "stopped", "2026-10-01", "")),
        ("old", medicine("Warfarin 5 MG", "active", "2019-01-01", "")),
    ];
    assert_eq!(told(&all), [("stopped".into(), vec!["old".into()], Stage::Past, 0)]);
    let all = [
        ("stopped", medicine("Warfarin 5 MG", "stopped", "2026-10-01", "")),
        ("fresh", medicine("Warfarin 5 MG", "active", "2026-06-01", "")),
    ];
    assert_eq!(told(&all), [("fresh".into(), vec!["stopped".into()], Stage::Now, 1)]);
}

#[test]
fn two_lists_that_differ_stand_side_by_side_and_one_list_may_hold_two_strengths() {
    let two = [
        ("a", medicine("Metformin 500 MG Oral Tablet", "active", "2026-11-01", LAKESIDE)),
        ("b", medicine("metFORMIN 1,000 mg tablet", "active", "2026-10-01", RIVERSIDE)),
    ];
    assert_eq!(told(&two).iter().map(|thing| thing.3).collect::<Vec<_>>(), [1, 1]);
    let one = [
        ("a", medicine("Metformin 500 MG Oral Tablet", "active", "2026-11-01", LAKESIDE)),
        ("b", medicine("metFORMIN 1,000 mg tablet", "active", "2026-10-01", LAKESIDE)),
    ];
    assert_eq!(told(&one).iter().map(|thing| thing.3).collect::<Vec<_>>(), [0, 0]);
    let alike = [
        ("a", medicine("Metformin 500 MG Oral Tablet", "active", "2026-11-01", LAKESIDE)),
        ("b", medicine("Metformin 500 MG Oral Tablet", "active", "2026-10-01", RIVERSIDE)),
    ];
    assert_eq!(told(&alike).len(), 1);
    assert_eq!(told(&alike)[0].3, 0);
}

#[test]
fn what_no_list_tells_of_differs_from_a_list_and_from_what_somebody_else_wrote() {
    let by = |who: &str| format!(r#","requester":{{"display":"{who}"}}"#);
    let pair = |one: &str, other: &str| {
        let all = [
            ("a", medicine("Metformin 500 mg tablet", "active", "2026-05-14", one)),
            ("b", medicine("Metformin 1,000 mg tablet", "active", "2026-05-03", other)),
        ];
        told(&all).iter().map(|thing| thing.3).collect::<Vec<_>>()
    };
    assert_eq!(pair(LAKESIDE, &by("Dr. Lee")), [1, 1], "a hospital's list and a doctor's order");
    assert_eq!(pair(LAKESIDE, ""), [1, 1]);
    assert_eq!(pair(&by("Dr. Lee"), &by("Dr. Cho")), [1, 1], "two doctors");
    assert_eq!(pair(&by("Dr. Lee"), &by("dr. lee")), [0, 0], "one doctor may order two strengths");
    assert_eq!(pair("", ""), [0, 0], "nobody is named");
}

#[test]
fn the_same_name_in_two_doses_on_two_lists_is_asked_about() {
    let dose = |text: &str, list: &str| {
        let more = format!(r#","dosageInstruction":[{{"text":"{text}"}}]{list}"#);
        medicine("Metformin 500 MG", "active", "2026-11-01", &more)
    };
    let all = [("a", dose("1 tablet a day", LAKESIDE)), ("b", dose("2 tablets a day", RIVERSIDE))];
    let told = told(&all);
    assert_eq!((told.len(), told[0].3), (1, 1));
}

#[test]
fn one_dose_in_the_words_of_two_lists_is_no_difference_and_neither_is_a_list_that_says_none() {
    let dose = |text: &str, list: &str| {
        let more = format!(r#","dosageInstruction":[{{"text":"{text}"}}]{list}"#);
        medicine("Lisinopril 10 MG", "active", "2026-11-01", &more)
    };
    let all = [
        ("a", dose("1 tablet every morning", LAKESIDE)),
        ("b", dose("Take 1 tablet a day.", RIVERSIDE)),
        ("c", medicine("Lisinopril", "active", "2026-11-01", r#","meta":{"source":"urn:hill"}"#)),
    ];
    assert!(told(&all).iter().all(|thing| thing.3 == 0));
}

#[test]
fn a_code_of_the_substance_joins_no_two_strengths() {
    let coded = |title: &str| {
        format!(
            r#"{{"resourceType":"MedicationRequest","status":"active","authoredOn":"2026-11-01",
            "medicationCodeableConcept":{{"text":"{title}","coding":[{{"code":"6809",
            "system":"http://www.nlm.nih.gov/research/umls/rxnorm"}}]}}}}"#
        )
    };
    let all = [("a", coded("Metformin 500 mg")), ("b", coded("Metformin 1,000 mg"))];
    assert_eq!(told(&all).len(), 2);
    let all = [("a", coded("Metformin 500 mg")), ("b", coded("metformin tablet 500"))];
    assert_eq!(told(&all).len(), 1);
}

#[test]
fn an_allergy_is_one_only_where_what_is_told_of_it_is_one() {
    let allergy = |reaction: &str, verified: &str| {
        format!(
            r#"{{"resourceType":"AllergyIntolerance","code":{{"text":"Penicillin"}},
            "clinicalStatus":{{"coding":[{{"code":"active"}}]}},
            "verificationStatus":{{"coding":[{{"code":"{verified}"}}]}},
            "reaction":[{{"manifestation":[{{"text":"{reaction}"}}]}}]}}"#
        )
    };
    let all = [
        ("a", allergy("Hives", "confirmed")),
        ("b", allergy("Trouble breathing", "confirmed")),
        ("c", allergy("Hives", "confirmed")),
        ("d", allergy("Hives", "refuted")),
    ];
    let told = told(&all);
    assert_eq!(told.iter().map(|thing| thing.1.len()).collect::<Vec<_>>(), [1, 0, 0]);
    assert_eq!(told[2].2, Stage::Not);
}

#[test]
fn the_left_knee_is_not_the_right_one() {
    let condition = |site: &str| {
        format!(
            r#"{{"resourceType":"Condition","code":{{"text":"Osteoarthritis of knee"}},
            "clinicalStatus":{{"coding":[{{"code":"active"}}]}},"bodySite":[{{"text":"{site}"}}]}}"#
        )
    };
    let all = [("l", condition("Left")), ("r", condition("Right")), ("m", condition("Left"))];
    assert_eq!(told(&all).len(), 2);
}

#[test]
fn what_a_visit_found_is_over_where_the_list_of_problems_says_so() {
    let condition = |status: &str, category: &str, onset: &str| {
        format!(
            r#"{{"resourceType":"Condition","clinicalStatus":{{"coding":[{{"code":"{status}"}}]}},
            "category":[{{"coding":[{{"code":"{category}"}}]}}],"code":{{"text":"Pneumonia"}},
            "onsetDateTime":"{onset}","recordedDate":"2014-09-12"}}"#
        )
    };
    let found = |onset| ("v", condition("active", "encounter-diagnosis", onset));
    let resolved = ("p", condition("resolved", "problem-list-item", "2014-08-06"));
    let same = told(&[found("2014-08-06"), resolved.clone()]);
    assert_eq!((same.len(), same[0].0.as_str(), same[0].2), (1, "p", Stage::Past));
    let again = told(&[found("2014-09-01"), resolved]);
    assert_eq!((again.len(), again[0].0.as_str(), again[0].2), (1, "v", Stage::OnOldList));
}

#[test]
fn one_condition_in_the_codes_of_two_sources_is_one_and_one_ruled_out_is_another() {
    let condition = |title: &str, code: &str, verified: &str| {
        format!(
            r#"{{"resourceType":"Condition","clinicalStatus":{{"coding":[{{"code":"active"}}]}},
            "verificationStatus":{{"coding":[{{"code":"{verified}"}}]}},"code":{{"text":"{title}",
            "coding":[{{"system":"http://snomed.info/sct","code":"{code}"}}]}}}}"#
        )
    };
    let all = [
        ("a", condition("Essential hypertension", "59621000", "confirmed")),
        ("b", condition("Hypertension", "38341003", "confirmed")),
        ("c", condition("Osteoarthritis of the left knee", "239873007", "confirmed")),
        ("e", condition("Osteoarthritis of the right knee", "239873007", "confirmed")),
        ("d", condition("Hypertension", "38341003", "refuted")),
    ];
    let told = told(&all);
    assert_eq!(told.iter().map(|thing| thing.1.len()).collect::<Vec<_>>(), [1, 0, 0, 0]);
    assert_eq!(told[3].2, Stage::Not);
}

#[test]
fn a_dose_of_one_day_told_twice_is_one_and_a_refused_one_is_another() {
    let dose = |status: &str, day: &str| {
        format!(
            r#"{{"resourceType":"Immunization","status":"{status}","occurrenceDateTime":"{day}",
            "vaccineCode":{{"text":"Influenza"}}}}"#
        )
    };
    let all = [
        ("a", dose("completed", "2026-10-01")),
        ("b", dose("completed", "2026-10-01")),
        ("c", dose("completed", "2025-10-01")),
        ("d", dose("not-done", "2026-10-01")),
    ];
    assert_eq!(told(&all).len(), 3);
    let resources: Vec<Resource> = all.iter().map(|(id, json)| resource(id, json)).collect();
    let entries = entries(&resources, &NoNames);
    let counts = counts(&entries, "2026-11-27".parse().unwrap());
    assert_eq!(counts.get(&Section::Vaccines), Some(&2), "a refused one is no dose");
}

#[test]
fn a_document_and_its_original_are_one_and_equal_ids_of_other_days_are_two() {
    let composition = |day: &str, title: &str| {
        format!(
            r#"{{"resourceType":"Composition","date":"{day}","title":"{title}",
            "identifier":{{"system":"urn:a","value":"1"}},
            "section":[{{"title":"Plan","text":{{"div":"<div>Rest</div>"}}}}]}}"#
        )
    };
    let original = r#"{"resourceType":"DocumentReference","status":"current",
        "masterIdentifier":{"system":"urn:a","value":"1"},"date":"2026-05-03",
        "description":"Summary","content":[{"attachment":{"url":"Binary/x"}}]}"#;
    let all = [
        ("c", composition("2026-05-03", "Summary")),
        ("o", original.to_owned()),
        ("e", composition("2026-06-03", "Discharge summary")),
    ];
    let mut things = told(&all);
    things.sort();
    assert_eq!(things.len(), 2);
    assert_eq!((things[0].0.as_str(), things[0].1.clone()), ("c", vec!["o".to_owned()]));
}

#[test]
fn a_document_stands_behind_the_one_that_says_it_replaces_it() {
    let composition = |number: &str, day: &str, more: &str| {
        format!(
            r#"{{"resourceType":"Composition","date":"{day}","title":"Summary",
            "identifier":{{"system":"urn:a","value":"{number}"}},
            "section":[{{"text":{{"div":"<div>{number}</div>"}}}}]{more}}}"#
        )
    };
    let replaces = r#","relatesTo":[{"code":"replaces",
        "targetIdentifier":{"system":"urn:a","value":"1"}}]"#;
    let all = [
        ("one", composition("1", "2026-05-03", "")),
        ("two", composition("2", "2026-05-01", replaces)),
        ("three", composition("3", "2026-05-05", "")),
    ];
    let mut told = told(&all);
    told.sort();
    assert_eq!(told.len(), 2);
    assert_eq!((told[1].0.as_str(), told[1].1.clone()), ("two", vec!["one".to_owned()]));
}

#[test]
fn a_document_of_a_set_stands_behind_its_higher_version_and_no_set_hides_another() {
    let file = |number: &str, set: &str, version: &str| {
        format!(
            r#"{{"resourceType":"DocumentReference","date":"2026-05-03","description":"Summary",
            "masterIdentifier":{{"system":"urn:a","value":"{number}"}},
            "identifier":[{{"system":"urn:set","value":"{set}"}}],
            "extension":[{{"url":"http://hl7.org/fhir/5.0/StructureDefinition/extension-DocumentReference.version",
            "valueString":"{version}"}}],"content":[{{"attachment":{{"url":"Binary/{number}"}}}}]}}"#
        )
    };
    let all = [("a", file("1", "s", "1")), ("b", file("2", "s", "2")), ("c", file("3", "t", "1"))];
    let mut told = told(&all);
    told.sort();
    assert_eq!(told[0], ("b".into(), vec!["a".into()], Stage::Past, 0));
    assert_eq!(told[1].0, "c");
}

#[test]
fn a_claim_and_what_the_insurer_made_of_it_are_one_bill() {
    let claim = r#"{"resourceType":"Claim","status":"active","created":"2026-05-03"}"#;
    let benefit = r#"{"resourceType":"ExplanationOfBenefit","status":"active",
        "created":"2026-05-20","claim":{"reference":"Claim/aaaaaaaaaaaaa.c"}}"#;
    let all = [("c", claim.to_owned()), ("e", benefit.to_owned())];
    assert_eq!(told(&all), [("e".into(), vec!["c".into()], Stage::Past, 0)]);
}

#[test]
fn what_was_taken_back_stands_for_itself() {
    let all = [
        ("a", medicine("Metformin 500 MG", "active", "2026-11-01", "")),
        ("b", medicine("Metformin 500 MG", "entered-in-error", "2026-11-02", "")),
    ];
    assert_eq!(told(&all).len(), 2);
}
