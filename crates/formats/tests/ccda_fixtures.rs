//! Our own C-CDA documents, against what is stored in `tests/expected`; and documents that are none.
#![expect(clippy::unwrap_used, reason = "a test stops where something is not as it should be")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bluebutton_formats::read::ccda;
use bluebutton_record::Reading;

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/ccda").join(name)
}

/// Everything a reading says, a line each.
fn lines(reading: &Reading) -> String {
    let mut out = String::new();
    for item in &reading.items {
        writeln!(out, "{}", item.json).unwrap();
    }
    for issue in &reading.issues {
        writeln!(out, "{:?} {:?}: {}", issue.severity, issue.place, issue.message).unwrap();
    }
    out
}

/// Compares with the stored lines; `BLUEBUTTON_STORE_EXPECTED=1` stores them anew.
fn is_as_stored(name: &str) -> Reading {
    let reading = ccda::read(&std::fs::read(fixture(name)).unwrap());
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected");
    let stored = stored.join(name.replace(".xml", ".txt"));
    if std::env::var_os("BLUEBUTTON_STORE_EXPECTED").is_some() {
        std::fs::write(&stored, lines(&reading)).unwrap();
    }
    let expected = std::fs::read_to_string(&stored).unwrap();
    for (line, (is, should)) in lines(&reading).lines().zip(expected.lines()).enumerate() {
        assert_eq!(is, should, "{} line {}", stored.display(), line + 1);
    }
    assert_eq!(lines(&reading).lines().count(), expected.lines().count());
    reading
}

fn has(reading: &Reading, kind: &str, text: &str) -> bool {
    reading.items.iter().any(|item| &*item.kind == kind && item.json.contains(text))
}

#[test]
fn a_whole_document_reads_as_it_did() {
    let reading = is_as_stored("ana-lakeside-knee.xml");
    assert!(reading.issues.is_empty(), "{:?}", reading.issues);
    assert!(has(
        &reading,
        "Patient",
        r#""system":"urn:oid:2.16.840.1.113883.19.5","value":"ANA-1955""#
    ));
    assert!(has(&reading, "Observation", r#""value":32.70"#), "digits stay as they came");
    assert!(has(&reading, "Immunization", r#""status":"not-done""#));
    assert!(has(&reading, "MedicationStatement", r#""status":"not-taken""#));
}

#[test]
fn a_bad_document_loses_nothing_and_says_what_is_wrong() {
    let reading = is_as_stored("tom-bad-export.xml");
    for word in ["pain", "here", "stray", "Late caption", "loose words", "blinking", "potassium"] {
        assert!(has(&reading, "Composition", word), "{word}");
    }
    for active in ["script", "alert", "onclick", "javascript", "href"] {
        assert!(!has(&reading, "Composition", active), "{active}");
    }
    let conditions = reading.items.iter().filter(|item| &*item.kind == "Condition");
    assert_eq!(conditions.count(), 2, "equal ids of different problems stay two");
    assert!(has(&reading, "Condition", r#""code":"refuted""#));
    assert!(!has(&reading, "MedicationRequest", ""), "no known medications are no medication");
    assert!(reading.issues.iter().any(|issue| issue.message.contains("somethingNew")));
}

#[test]
fn ids_that_are_none_make_nobody_somebody_else() {
    let reading = is_as_stored("tom-loose-ids.xml");
    let people = reading.items.iter().filter(|item| &*item.kind == "Practitioner");
    assert_eq!(people.count(), 3);
    assert!(!has(&reading, "Practitioner", "UNK"), "a null flavor is no number");
    assert!(!has(&reading, "Practitioner", "us-npi"), "six digits are no NPI");
    assert!(has(&reading, "Practitioner", r#""value":"111111""#), "the number itself stays");
    assert!(!has(&reading, "Organization", r#""home""#), "an organization is not at home");
    assert!(has(&reading, "Organization", "4 Hill Road"));
    assert!(has(&reading, "Encounter", r#""serviceProvider":{"reference":"Organization/"#));
    assert!(!has(&reading, "Encounter", "participant"));
    assert!(has(&reading, "Observation", r#""performer":[{"display":"Valley Laboratory"}]"#));
    assert!(!has(&reading, "Observation", "48766-0"), "who said it is no finding");
}

fn small(body: &str) -> String {
    format!(
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><recordTarget><patientRole>\
         <id root=\"1.2.3\" extension=\"7\"/><patient><name><family>Pérez</family></name></patient>\
         </patientRole></recordTarget>{body}</ClinicalDocument>"
    )
}

#[test]
fn every_usual_encoding_is_understood() {
    let text = small("");
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked: Vec<u8> = [0xFF, 0xFE].into_iter().chain(utf16.iter().copied()).collect();
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let declared = format!("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>{text}");
    let declared: Vec<u8> = declared.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let bom = format!("\u{feff}\n {text}").into_bytes();
    for bytes in [text.into_bytes(), utf16, marked, latin, declared, bom] {
        assert!(has(&ccda::read(&bytes), "Patient", "Pérez"));
    }
}

fn refusal(text: &str) -> String {
    let reading = ccda::read(text.as_bytes());
    assert!(reading.items.is_empty() && reading.rejected.len() == 1);
    assert_eq!(reading.rejected[0].bytes, text.as_bytes(), "what is refused is kept");
    reading.rejected[0].issue.message.clone()
}

#[test]
fn what_is_no_whole_document_is_refused_in_one_sentence() {
    assert!(refusal("<section xmlns='urn:hl7-org:v3'/>").contains("fragment"));
    assert!(refusal("<html/>").contains("no C-CDA document"));
    assert!(refusal("just words").contains("no XML element"));
    assert!(refusal(&small("<component>")).contains("line 1"));
    assert!(refusal("<ClinicalDocument xmlns='urn:hl7-org:v3'>").contains("too early"));
    assert!(refusal("<ClinicalDocument xmlns='urn:hl7-org:v3'/>").contains("names no patient"));
    let entity = format!("<!DOCTYPE x [<!ENTITY a \"b\">]>{}", small("&a;"));
    assert!(refusal(&entity).contains("DOCTYPE"));
    let two = small(
        "<recordTarget><patientRole><id root='1.2.3' extension='8'/></patientRole></recordTarget>",
    );
    assert!(refusal(&two).contains("more than one patient"));
}

#[test]
fn what_would_cost_too_much_is_refused_before_it_does() {
    let deep = small(&format!("{}{}", "<component>".repeat(5_000), "</component>".repeat(5_000)));
    assert!(refusal(&deep).contains("too deeply"));
    let attributes: String = (0..5_000).fold(String::new(), |mut all, n| {
        write!(all, " a{n}=''").unwrap();
        all
    });
    assert!(refusal(&small(&format!("<id{attributes}/>"))).contains("too many attributes"));
}
