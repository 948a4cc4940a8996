//! Whatever a resource holds, reading it as an entry neither panics nor loses its place: Ana's
//! record with its values replaced by others, and resources made of nothing but FHIR's names.

#![expect(
    clippy::expect_used,
    reason = "a test stops at the first thing that is not as it must be"
)]

use bluebutton_record::entry::{self, NoNames};
use bluebutton_record::json::{Document, Kind, Value};
use bluebutton_record::{Language, Resource, ResourceId, Words, facts, search};
use proptest::prelude::*;

proptest! {
    #[test]
    fn a_record_with_values_exchanged_is_still_read(
        line in 0_usize..64,
        at in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..VALUES.len()), 1..6),
    ) {
        let record = include_str!("../../../fixtures/record/ana.ndjson");
        let lines: Vec<&str> = record.lines().collect();
        let mut json = lines[line % lines.len()].to_owned();
        for (place, value) in at {
            json = exchanged(&json, place, VALUES[value]);
        }
        reads(&json);
    }

    #[test]
    fn a_resource_made_of_names_alone_is_read(
        kind in prop::sample::select(KINDS),
        members in prop::collection::vec((prop::sample::select(NAMES), 0_usize..VALUES.len()), 0..12),
    ) {
        let members: Vec<String> = members
            .iter()
            .map(|(name, value)| format!(",\"{name}\":{}", VALUES[*value]))
            .collect();
        reads(&format!("{{\"resourceType\":\"{kind}\"{}}}", members.concat()));
    }
}

/// `json` with the value at a place replaced by another.
fn exchanged(json: &str, place: prop::sample::Index, value: &str) -> String {
    let document = Document::parse(json).expect("an exchanged text is still JSON");
    let mut spans = Vec::new();
    collect(document.root(), &mut spans);
    // The resource itself and its kind stay.
    let span = spans[place.index(spans.len() - 1) + 1].clone();
    format!("{}{value}{}", &json[..span.start], &json[span.end..])
}

fn collect(value: Value<'_>, spans: &mut Vec<std::ops::Range<usize>>) {
    spans.push(value.span());
    value.items().for_each(|item| collect(item, spans));
    for (name, member) in value.members() {
        if !name.is("resourceType") {
            collect(member, spans);
        }
    }
}

fn reads(json: &str) {
    let document = Document::parse(json).expect("JSON");
    let kind = document.root().text_at(&["resourceType"]).unwrap_or_default();
    let resource = Resource {
        kind: kind.into(),
        id: ResourceId::parse("x").expect("an id"),
        version: 1,
        updated: 0,
        json: json.into(),
    };
    let entry = entry::entry(&resource, &NoNames);
    let facts = facts::of(document.root());
    assert_eq!((entry.section, entry.date, entry.until), (facts.section, facts.date, facts.until));
    for language in Language::ALL {
        let words = Words::of(language);
        assert!(!words.title(&entry).is_empty());
        for fact in &entry.facts {
            let said = (words.label(fact.label), words.fact(&fact.text));
            assert!(!said.0.starts_with('[') && !said.1.is_empty(), "{said:?} of {json}");
        }
    }
    assert_eq!(document.root().kind(), Kind::Object);
    let text = search::SearchText::of(std::slice::from_ref(&entry));
    assert!(text.find(&search::Query::parse("a")).len() <= 1);
}

const VALUES: &[&str] = &[
    "null",
    "true",
    "0",
    "-1.5e300",
    "1e999",
    "\"\"",
    "\" \"",
    "\"2020-02-30\"",
    "\"2020-02\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[[]]]",
    "[null,{}]",
    "\"#\"",
    "\"Patient/\"",
    "\"%\"",
    "{\"text\":\"x\"}",
    "{\"coding\":[{\"code\":\"active\"}]}",
    "{\"coding\":{\"display\":\"x\"}}",
    "{\"value\":\"5\",\"unit\":\"{}\"}",
    "{\"value\":1e400}",
    "{\"reference\":\"#a\"}",
    "{\"start\":\"2020\",\"end\":\"2019\"}",
    "{\"div\":\"<table><tr><td rowspan=9>\"}",
    "[{\"attachment\":{\"data\":\"!\",\"contentType\":\"text/plain\"}}]",
    "\"<div>&#x110000;\"",
    "{\"low\":{\"value\":2},\"high\":{\"value\":1}}",
    "{\"id\":\"a\",\"contained\":{}}",
];

const NAMES: &[&str] = &[
    "code",
    "status",
    "category",
    "clinicalStatus",
    "verificationStatus",
    "text",
    "note",
    "valueQuantity",
    "valueRatio",
    "valueRange",
    "valuePeriod",
    "component",
    "referenceRange",
    "interpretation",
    "dosageInstruction",
    "dosage",
    "medicationReference",
    "contained",
    "reaction",
    "period",
    "class",
    "hospitalization",
    "participant",
    "content",
    "section",
    "item",
    "total",
    "payment",
    "name",
    "address",
    "telecom",
    "identifier",
    "extension",
    "contact",
    "communication",
    "result",
    "target",
    "protocolApplied",
    "effectivePeriod",
    "encounter",
    "type",
];

const KINDS: &[&str] = &[
    "Patient",
    "MedicationRequest",
    "MedicationStatement",
    "AllergyIntolerance",
    "Condition",
    "Observation",
    "DiagnosticReport",
    "Immunization",
    "Procedure",
    "Device",
    "Encounter",
    "Appointment",
    "DocumentReference",
    "Composition",
    "CarePlan",
    "Goal",
    "ServiceRequest",
    "CareTeam",
    "Coverage",
    "ExplanationOfBenefit",
    "QuestionnaireResponse",
    "FamilyMemberHistory",
    "Provenance",
    "ImagingStudy",
    "Specimen",
    "Unheard",
];
