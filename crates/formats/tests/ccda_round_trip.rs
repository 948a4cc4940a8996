//! What we read from a C-CDA and write as one reads as the same again.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::collections::BTreeMap;
use std::path::Path;

use bluebutton_formats::read::ccda as reader;
use bluebutton_formats::write::ccda as writer;
use bluebutton_record::entry::NoNames;
use bluebutton_record::json::Document;
use bluebutton_record::meaning::Lists;
use bluebutton_record::reading::{Place, RawResource};
use bluebutton_record::{Language, Manifest, Organization, Resource, ResourceId};

fn resource(item: &RawResource) -> Resource {
    let document = Document::parse(&item.json).unwrap();
    let id = document.root().text_at(&["id"]).unwrap();
    Resource {
        kind: item.kind.clone(),
        id: ResourceId::parse(&id).unwrap(),
        version: 1,
        updated: 0,
        json: item.json.as_str().into(),
    }
}

/// The codes of each type, which a document must carry whatever words stand around them.
fn codes(items: &[RawResource]) -> BTreeMap<String, Vec<String>> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for item in items {
        let document = Document::parse(&item.json).unwrap();
        let root = document.root();
        let code = ["code", "medicationCodeableConcept", "vaccineCode"]
            .iter()
            .find_map(|name| root.text_at(&[name, "coding", "code"]));
        if let Some(code) = code {
            out.entry(item.kind.to_string()).or_default().push(code.into_owned());
        }
    }
    for codes in out.values_mut() {
        codes.sort();
    }
    out
}

fn written(resources: &[Resource]) -> Vec<u8> {
    let organization =
        Organization { name: "Riverside Family Clinic".to_owned(), ..Organization::default() };
    let input = writer::Input {
        lists: Lists::of(resources, &NoNames),
        directory: &[],
        manifest: Manifest::default(),
        organization: &organization,
        language: Language::English,
    };
    writer::write(resources, input).unwrap()
}

fn has(items: &[RawResource], kind: &str, text: &str) -> bool {
    items.iter().any(|item| &*item.kind == kind && item.json.contains(text))
}

#[test]
fn a_document_written_from_a_document_says_the_same() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = file.join("../../fixtures/ccda/ana-lakeside-knee.xml");
    let first = reader::read(&std::fs::read(file).unwrap());
    let resources: Vec<Resource> = first.items.iter().map(resource).collect();

    let second = reader::read(&written(&resources));

    assert!(second.rejected.is_empty() && second.issues.is_empty(), "{:?}", second.issues);
    let (before, after) = (codes(&first.items), codes(&second.items));
    for kind in
        ["AllergyIntolerance", "MedicationRequest", "Condition", "Procedure", "Immunization"]
    {
        assert_eq!(before.get(kind), after.get(kind), "{kind}");
    }
    for digits in ["32.70", "36.80", "128", "71.5"] {
        assert!(has(&second.items, "Observation", &format!("\"value\":{digits}")), "{digits}");
    }
    assert!(has(&second.items, "Patient", "ANA-1955"));
    assert!(has(&second.items, "Immunization", "\"not-done\""));
}

#[test]
fn relatives_devices_goals_and_plans_come_back_as_what_they_are() {
    let resources: Vec<Resource> = [PATIENT, MOTHER, PACEMAKER, GOAL, ORDER, PLAN]
        .iter()
        .map(|json| RawResource {
            kind: Document::parse(json).unwrap().root().text_at(&["resourceType"]).unwrap()[..]
                .into(),
            json: json.replace('\n', " "),
            full_url: None,
            condition: None,
            as_of: None,
            place: Place::default(),
        })
        .map(|item| resource(&item))
        .collect();

    let back = reader::read(&written(&resources));

    assert!(back.rejected.is_empty() && back.issues.is_empty(), "{:?}", back.issues);
    let all = |kind: &str, texts: &[&str]| {
        for text in texts {
            assert!(has(&back.items, kind, text), "{kind} without {text}: {:?}", back.items);
        }
    };
    let age = r#""onsetAge":{"value":52"#;
    all("FamilyMemberHistory", &["MTH", "44054006", age, r#""deceasedBoolean":true"#, "Rosa"]);
    all("Device", &["14106009", "(01)00643169007222", r#""deviceIdentifier":"00643169007222""#]);
    let due = r#""dueDate":"2027-02-08""#;
    all("Goal", &["4548-4", r#""comparator":"<""#, r#""value":7.5"#, due, "A1c under 7.5 %"]);
    all("ServiceRequest", &["24331-1", r#""intent":"order""#, "2027-02-01", "160670007"]);
    assert!(!has(&back.items, "ServiceRequest", "229065009"), "what is done is no plan");
}

const PATIENT: &str = r#"{"resourceType":"Patient","id":"abcdefghijklm",
    "name":[{"family":"Reyes","given":["Ana"]}],"gender":"female","birthDate":"1955-03-14"}"#;

const MOTHER: &str = r#"{"resourceType":"FamilyMemberHistory","id":"abcdefghijklm.f",
    "status":"completed","name":"Rosa Reyes","relationship":{"coding":[{"system":
    "http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"MTH","display":"mother"}]},
    "deceasedBoolean":true,"condition":[{"code":{"coding":[{"system":"http://snomed.info/sct",
    "code":"44054006","display":"Type 2 diabetes"}]},"onsetAge":{"value":52,"code":"a"},
    "contributedToDeath":true}]}"#;

const PACEMAKER: &str = r#"{"resourceType":"Device","id":"abcdefghijklm.d","status":"active",
    "udiCarrier":[{"carrierHRF":"(01)00643169007222(17)160128(21)BLC200461H"}],"type":{"coding":[
    {"system":"http://snomed.info/sct","code":"14106009","display":"Cardiac pacemaker"}]}}"#;

const GOAL: &str = r#"{"resourceType":"Goal","id":"abcdefghijklm.g","lifecycleStatus":"active",
    "description":{"text":"A1c under 7.5 %"},"startDate":"2026-05-03","target":[{"measure":{
    "coding":[{"system":"http://loinc.org","code":"4548-4"}]},"dueDate":"2027-02-08",
    "detailQuantity":{"value":7.5,"comparator":"<","unit":"%","code":"%"}}]}"#;

const ORDER: &str = r#"{"resourceType":"ServiceRequest","id":"abcdefghijklm.s","status":"active",
    "intent":"order","occurrenceDateTime":"2027-02-01","code":{"coding":[{"system":
    "http://loinc.org","code":"24331-1","display":"Lipid 1996 panel"}]}}"#;

const PLAN: &str = r#"{"resourceType":"CarePlan","id":"abcdefghijklm.p","status":"active",
    "intent":"plan","title":"Living well","activity":[{"detail":{"status":"in-progress","code":{
    "coding":[{"system":"http://snomed.info/sct","code":"160670007","display":"Diabetic diet"}]}}},
    {"detail":{"status":"completed","code":{"coding":[{"system":"http://snomed.info/sct",
    "code":"229065009","display":"Exercise therapy"}]}}}]}"#;
