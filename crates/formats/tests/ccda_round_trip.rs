//! What we read from a C-CDA and write as one reads as the same again.

#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::collections::BTreeMap;
use std::path::Path;

use bluebutton_formats::read::ccda as reader;
use bluebutton_formats::write::ccda as writer;
use bluebutton_record::json::Document;
use bluebutton_record::reading::RawResource;
use bluebutton_record::{Language, Manifest, Organization, Resource, ResourceId, Selection};

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

#[test]
fn a_document_written_from_a_document_says_the_same() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = file.join("../../fixtures/ccda/ana-lakeside-knee.xml");
    let first = reader::read(&std::fs::read(file).unwrap());
    let resources: Vec<Resource> = first.items.iter().map(resource).collect();
    let manifest = Manifest {
        selection: Selection::default(),
        made_at: 0,
        included: BTreeMap::new(),
        left_out: BTreeMap::new(),
        undated: 0,
        withheld: BTreeMap::new(),
        unreadable: Vec::new(),
        sources: Vec::new(),
    };
    let organization = Organization {
        name: "Riverside Family Clinic".to_owned(),
        phone: None,
        hours: None,
        url: None,
    };
    let input = writer::Input {
        resources: &resources,
        directory: &[],
        manifest: &manifest,
        organization: &organization,
        language: Language::English,
    };
    let written = writer::write(&input).unwrap();

    let second = reader::read(&written);

    assert!(second.rejected.is_empty() && second.issues.is_empty(), "{:?}", second.issues);
    let (before, after) = (codes(&first.items), codes(&second.items));
    for kind in
        ["AllergyIntolerance", "MedicationRequest", "Condition", "Procedure", "Immunization"]
    {
        assert_eq!(before.get(kind), after.get(kind), "{kind}");
    }
    let text = |items: &[RawResource], kind: &str, text: &str| {
        items.iter().any(|item| &*item.kind == kind && item.json.contains(text))
    };
    for digits in ["32.70", "36.80", "128", "71.5"] {
        assert!(text(&second.items, "Observation", &format!("\"value\":{digits}")), "{digits}");
    }
    assert!(text(&second.items, "Patient", "ANA-1955"));
    assert!(text(&second.items, "Immunization", "\"not-done\""));
}
