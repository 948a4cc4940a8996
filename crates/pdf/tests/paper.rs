//! The PDF as a whole, seen from outside.
#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

use bluebutton_record::entry::entries;
use bluebutton_record::names::NamesOf;
use bluebutton_record::{
    Language, Manifest, Organization, Paper, Person, Resource, ResourceId, Section,
};

const PATIENT: &str = r#"{"resourceType":"Patient","id":"abcdefghijklm",
    "name":[{"family":"Reyes","given":["Ana"]}],"birthDate":"1955-03-14"}"#;

fn resource(kind: &str, id: &str, json: &str) -> Resource {
    let json = json.replace('\n', " ");
    Resource {
        kind: kind.into(),
        id: ResourceId::parse(id).unwrap(),
        version: 1,
        updated: 0,
        json: json.as_str().into(),
    }
}

fn result(number: usize, name: &str, value: &str) -> Resource {
    let id = format!("abcdefghijklm.o{number}");
    let json = format!(
        r#"{{"resourceType":"Observation","id":"{id}","status":"final","category":[{{"coding":
        [{{"code":"laboratory"}}]}}],"code":{{"text":"{name}"}},"effectiveDateTime":"2026-04-01",
        "valueQuantity":{{"value":{value},"unit":"mg/dL"}},"referenceRange":[{{"low":{{"value":70}},
        "high":{{"value":110}}}}]}}"#
    );
    resource("Observation", &id, &json)
}

fn paper(mut resources: Vec<Resource>, language: Language) -> Paper {
    resources.push(resource("Patient", "abcdefghijklm", PATIENT));
    let mut manifest = Manifest { made_at: 1_795_350_000_000_000, ..Manifest::default() };
    manifest.included.insert(Section::Results, resources.len() - 1);
    Paper {
        person: resources.last().map(Person::of).unwrap(),
        entries: entries(&resources, &NamesOf::new(&resources)),
        manifest,
        organization: Organization {
            name: "Riverside Family Clinic".to_owned(),
            ..Organization::default()
        },
        language,
    }
}

fn printed(paper: &Paper) -> Vec<u8> {
    bluebutton_pdf::write(paper, &[("health-record.json", "application/fhir+json", b"{}")]).unwrap()
}

fn holds(pdf: &[u8], text: &str) -> bool {
    pdf.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn it_claims_both_standards_and_carries_its_data() {
    let pdf = printed(&paper(vec![result(1, "Glucose", "92.50")], Language::English));
    assert!(pdf.starts_with(b"%PDF-1.7"));
    for mark in [
        "<pdfaid:part>3</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "health-record.json",
        "Riverside Family Clinic",
    ] {
        assert!(holds(&pdf, mark), "{mark} is missing");
    }
}

#[test]
fn the_same_record_gives_the_same_bytes() {
    let paper = paper(vec![result(1, "Glucose", "92.50")], Language::Spanish);
    assert_eq!(printed(&paper), printed(&paper));
}

#[test]
fn an_empty_record_is_a_paper_too() {
    for language in Language::ALL {
        let mut paper = paper(Vec::new(), language);
        paper.entries.clear();
        paper.person = Person::default();
        paper.organization = Organization::default();
        assert!(printed(&paper).starts_with(b"%PDF"));
    }
}

#[test]
fn hostile_words_are_only_words() {
    let hostile =
        r"#panic() $x$ *b* _i_ @ref <label> [x] \\u{41} // /* \u0000\u0007 \ud83d\ude00 青 \u202e";
    let resources = vec![result(1, hostile, "1")];
    assert!(printed(&paper(resources, Language::English)).starts_with(b"%PDF"));
}

#[test]
fn a_word_without_spaces_and_a_note_longer_than_a_page_fit_somewhere() {
    let long = "x".repeat(3_000);
    let note = "One more line of a note. ".repeat(2_000);
    let json = format!(
        r#"{{"resourceType":"AllergyIntolerance","id":"abcdefghijklm.a","code":{{"text":"{long}"}},
        "note":[{{"text":"{note}"}}]}}"#
    );
    let resources = vec![resource("AllergyIntolerance", "abcdefghijklm.a", &json)];
    assert!(printed(&paper(resources, Language::English)).starts_with(b"%PDF"));
}

#[test]
fn what_is_specially_protected_is_said_before_anything_else() {
    let label = r#""meta":{"security":[{"system":
        "http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}]}"#;
    let json = format!(
        r#"{{"resourceType":"Condition","id":"abcdefghijklm.c",{label},"code":{{"text":"Asthma"}}}}"#
    );
    let told = |resources: Vec<Resource>| {
        let plate = bluebutton_pdf::plate(&paper(resources, Language::English), &[]).unwrap();
        let data: serde_json::Value = serde_json::from_slice(&plate.data).unwrap();
        (data["notice"].to_string(), data["protected"].to_string())
    };
    let (notice, protected) = told(vec![resource("Condition", "abcdefghijklm.c", &json)]);
    assert!(notice.contains("42 CFR part 2 prohibits unauthorized use or disclosure"), "{notice}");
    assert!(protected.contains("protected"), "{protected}");
    let usual = told(vec![result(1, "Glucose", "92")]);
    assert_eq!(usual, ("null".to_owned(), "null".to_owned()));
}

#[test]
fn too_many_attachments_are_refused() {
    let paper = paper(Vec::new(), Language::English);
    let file: (&str, &str, &[u8]) = ("a.json", "application/json", b"{}");
    assert!(bluebutton_pdf::write(&paper, &[file; 5]).is_err());
}

#[test]
fn a_notice_is_a_pdf_with_its_words_and_its_language() {
    let notice = bluebutton_pdf::Notice {
        language: "es".to_owned(),
        head: "Movimiento Blue Button".to_owned(),
        title: "Compromiso #set text(red)".to_owned(),
        pieces: vec![
            bluebutton_pdf::Piece::Large("Lakeside Hospital".to_owned()),
            bluebutton_pdf::Piece::Heading("ha prometido".to_owned()),
            bluebutton_pdf::Piece::List(vec!["#panic()".to_owned()]),
            bluebutton_pdf::Piece::Pairs(vec![("Firmado".to_owned(), "3 de mayo".to_owned())]),
            bluebutton_pdf::Piece::Text("Voluntario.\nNo es un respaldo. 病".to_owned()),
            bluebutton_pdf::Piece::Signature("Ana Reyes".to_owned()),
        ],
        foot: "Voluntario.".to_owned(),
        made_at: 1_795_350_000_000_000,
    };
    let pdf = bluebutton_pdf::print(bluebutton_pdf::notice(&notice).unwrap()).unwrap();
    let text = String::from_utf8_lossy(&pdf);
    assert!(text.starts_with("%PDF-") && text.contains("/Lang") && text.contains("pdfuaid"));
    assert!(
        bluebutton_pdf::notice(&bluebutton_pdf::Notice { foot: "x".repeat(300_000), ..notice })
            .is_err()
    );
}

#[test]
fn the_sheet_to_hand_over_is_one_page_and_a_card() {
    for language in Language::ALL {
        let many = (0..60).map(|n| result(n, &format!("Test {n}"), "92")).collect();
        let plate = bluebutton_pdf::sheet(&paper(many, language));
        let data: serde_json::Value = serde_json::from_slice(&plate.data).unwrap();
        assert_eq!(data["values"]["rows"].as_array().unwrap().len(), 16);
        assert!(data["values"]["note"].to_string().contains("44"), "what does not fit is counted");
        for panel in data["wallet"]["panels"].as_array().unwrap() {
            assert!(panel["lines"].as_array().unwrap().len() <= 12, "a card holds no more");
        }
        let pdf = bluebutton_pdf::print(plate).unwrap();
        assert!(pdf.starts_with(b"%PDF-1.7") && holds(&pdf, "/Count 2"), "{language:?}");
    }
}

#[test]
fn a_card_says_which_allergy_is_grave_and_cuts_no_sentence_off() {
    let allergy = |id: &str, name: &str, more: &str| {
        let json = format!(
            r#"{{"resourceType":"AllergyIntolerance","id":"abcdefghijklm.{id}","clinicalStatus":{{"coding":[{{
            "code":"active"}}]}},"recordedDate":"2026-11-01","code":{{"text":"{name}"}}{more}}}"#
        );
        resource("AllergyIntolerance", &format!("abcdefghijklm.{id}"), &json)
    };
    let grave = r#","criticality":"high","reaction":[{"severity":"severe","manifestation":[{"text":
        "Anaphylaxis with loss of consciousness"}]}]"#;
    let all = vec![allergy("a", "Pollen", ""), allergy("b", "Bee sting", grave)];
    let plate = bluebutton_pdf::sheet(&paper(all, Language::English));
    let data: serde_json::Value = serde_json::from_slice(&plate.data).unwrap();
    let lines = |panel: usize| -> Vec<&str> {
        let lines = data["wallet"]["panels"][panel]["lines"].as_array().unwrap();
        lines.iter().filter_map(|line| line.as_str()).collect()
    };
    assert_eq!(lines(1), ["Bee sting: severe or life-threatening", "Pollen"]);
    let medicines = lines(2).join(" ");
    assert!(medicines.ends_with("none is taken: please ask."), "{medicines}");
}
