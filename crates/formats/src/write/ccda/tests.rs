//! The document as a whole. The C-CDA schema and schematron are run over it by hand
//! (docs/standards.md says how); here stand the promises that need no validator.

use bluebutton_record::names::NamesOf;
use bluebutton_record::{ResourceId, Section};

use super::*;

const PATIENT: &str = r#"{"resourceType":"Patient","id":"abcdefghijklm",
    "identifier":[{"system":"urn:oid:2.16.840.1.113883.19.5","value":"MRN-7"}],
    "name":[{"use":"official","family":"Reyes","given":["Ana"]}],"gender":"female",
    "birthDate":"1955-03-14","address":[{"line":["12 River St"],"city":"Riverside"}],
    "communication":[{"language":{"coding":[{"code":"es"}]},"preferred":true}]}"#;

const ALLERGY: &str = r#"{"resourceType":"AllergyIntolerance","id":"abcdefghijklm.a",
    "clinicalStatus":{"coding":[{"code":"active"}]},"category":["medication"],"criticality":"high",
    "code":{"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"7980",
    "display":"Penicillin G"}]},"recordedDate":"2011-02-03","reaction":[{"severity":"severe",
    "manifestation":[{"coding":[{"system":"http://snomed.info/sct","code":"247472004",
    "display":"Hives"}]}]}]}"#;

const MEDICINE: &str = r#"{"resourceType":"MedicationRequest","id":"abcdefghijklm.m",
    "status":"active","intent":"order","authoredOn":"2026-05-03","medicationCodeableConcept":
    {"coding":[{"system":"http://www.nlm.nih.gov/research/umls/rxnorm","code":"314076",
    "display":"Lisinopril 10 MG Oral Tablet"}]},"requester":{"reference":"Practitioner/dir.p1"},
    "dosageInstruction":[{"text":"1 tablet twice a day","timing":{"repeat":{"frequency":2,
    "period":1,"periodUnit":"d"}},"doseAndRate":[{"doseQuantity":{"value":1.0}}]}]}"#;

const REPORT: &str = r#"{"resourceType":"DiagnosticReport","id":"abcdefghijklm.r","status":"final",
    "code":{"text":"Lipid panel"},"category":[{"coding":[{"code":"LAB"}]}],
    "effectiveDateTime":"2026-04-01T09:30:00-07:00",
    "result":[{"reference":"Observation/abcdefghijklm.o"}]}"#;

const RESULT: &str = r#"{"resourceType":"Observation","id":"abcdefghijklm.o","status":"final",
    "category":[{"coding":[{"code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org",
    "code":"2093-3","display":"Cholesterol"}]},"effectiveDateTime":"2026-04-01T09:30:00-07:00",
    "valueQuantity":{"value":172.50,"unit":"mg/dL","code":"mg/dL"},
    "referenceRange":[{"high":{"value":200,"code":"mg/dL"}}]}"#;

const CLAIM: &str = r#"{"resourceType":"Claim","id":"abcdefghijklm.c","status":"active",
    "type":{"text":"Pharmacy bill"},"created":"2026-05-04"}"#;

const DOCTOR: &str = r#"{"resourceType":"Practitioner","id":"dir.p1",
    "name":[{"family":"Lee","given":["Min"],"prefix":["Dr."]}]}"#;

fn resource(json: &str) -> Resource {
    let json = json.replace('\n', " ");
    let document = Document::parse(&json).unwrap();
    let text = |name| document.root().text_at(&[name]).unwrap();
    Resource {
        kind: text("resourceType").as_ref().into(),
        id: ResourceId::parse(&text("id")).unwrap(),
        version: 1,
        updated: 0,
        json: json.as_str().into(),
    }
}

fn written_with(resources: &[&str], manifest: &Manifest, language: Language) -> String {
    let resources: Vec<Resource> = resources.iter().map(|json| resource(json)).collect();
    let organization =
        Organization { name: "Riverside Family Clinic".to_owned(), ..Organization::default() };
    let directory = [resource(DOCTOR)];
    let input = Input {
        lists: Lists::of(&resources, &NamesOf::new(&directory)),
        directory: &directory,
        manifest: manifest.clone(),
        organization: &organization,
        language,
    };
    String::from_utf8(write(&resources, input).unwrap()).unwrap()
}

fn written(resources: &[&str]) -> String {
    let manifest = Manifest { made_at: 1_795_350_000_000_000, ..Manifest::default() };
    let text = written_with(resources, &manifest, Language::English);
    roxmltree::Document::parse(&text).unwrap();
    text
}

#[test]
fn a_small_record_becomes_this_document() {
    insta::assert_snapshot!(written(&[PATIENT, ALLERGY, MEDICINE, REPORT, RESULT, CLAIM]));
}

#[test]
fn every_text_reference_leads_to_its_narrative() {
    let text = written(&[PATIENT, ALLERGY, MEDICINE, REPORT, RESULT, CLAIM]);
    let document = roxmltree::Document::parse(&text).unwrap();
    let ids: std::collections::HashSet<&str> =
        document.descendants().filter_map(|node| node.attribute("ID")).collect();
    let is_reference =
        |node: &roxmltree::Node<'_, '_>| node.has_tag_name(("urn:hl7-org:v3", "reference"));
    let references: Vec<_> = document.descendants().filter(is_reference).collect();
    assert!(references.len() > 10);
    for reference in references {
        let at = reference.attribute("value").unwrap().trim_start_matches('#');
        assert!(ids.contains(at), "#{at} leads nowhere");
    }
}

#[test]
fn an_empty_record_says_so_in_every_required_section() {
    let text = written(&[]);
    assert_eq!(text.matches("<section nullFlavor=\"NI\">").count(), 9);
    assert_eq!(text.matches("The record holds nothing in this section.").count(), 9);
}

#[test]
fn what_was_left_out_is_not_called_nothing() {
    let mut manifest = Manifest::default();
    manifest.left_out.insert(Section::Results, 12);
    let text = written_with(&[PATIENT], &manifest, Language::English);
    assert!(text.contains("12 entries of this section were not asked for"));
    let spanish = written_with(&[PATIENT], &manifest, Language::Spanish);
    assert!(spanish.contains("Hay 12 datos de esta sección que no se pidieron"));
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "]]></td></ClinicalDocument><script>alert(1)</script>&amp;\\u0000\\u000b";
    let allergy = ALLERGY.replace("Penicillin G", hostile);
    let text = written(&[PATIENT, &allergy]);
    assert!(!text.contains("<script"));
}

#[test]
fn what_its_writer_took_back_is_told_but_not_coded() {
    let mistaken = RESULT.replace("\"final\"", "\"entered-in-error\"");
    let text = written(&[PATIENT, &mistaken]);
    assert!(text.contains("Cholesterol") && text.contains("Entered in error"));
    assert!(!text.contains("2.16.840.1.113883.10.20.22.4.2\""));
}

#[test]
fn no_known_allergy_is_a_negated_allergy() {
    let none = ALLERGY
        .replace("http://www.nlm.nih.gov/research/umls/rxnorm", "http://snomed.info/sct")
        .replace("7980", "716186003");
    assert!(written(&[PATIENT, &none]).contains("negationInd=\"true\""));
}

#[test]
fn ten_thousand_entries_make_a_document_of_ordinary_size() {
    let many: Vec<String> = (0..10_000)
        .map(|at| RESULT.replace("abcdefghijklm.o", &format!("abcdefghijklm.o{at}")))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let text = written(&many);
    assert!(text.len() < 30_000_000, "{} bytes", text.len());
}
