//! File to file: what goes in comes out, in every format.
#![expect(clippy::unwrap_used, reason = "a test says so by failing")]

use bluebutton_exchange::convert::{Converted, read};
use bluebutton_exchange::download::{Format, write};
use bluebutton_record::confidentiality::Level;
use bluebutton_record::{Language, Organization, names};

const BUNDLE: &str = r#"{"resourceType":"Bundle","type":"collection","entry":[
    {"fullUrl":"urn:uuid:0b9875ba-9310-313d-93d4-bf552585d527","resource":
        {"resourceType":"Patient","name":[{"family":"Reyes","given":["Ana"]}]}},
    {"fullUrl":"urn:uuid:0b9875ba-9310-313d-93d4-bf552585d528","resource":
        {"resourceType":"Practitioner","name":[{"text":"Dr. Min Lee"}]}},
    {"fullUrl":"urn:uuid:0b9875ba-9310-313d-93d4-bf552585d529","resource":
        {"resourceType":"AllergyIntolerance","code":{"text":"Penicillin"},
        "patient":{"reference":"urn:uuid:0b9875ba-9310-313d-93d4-bf552585d527"},
        "recorder":{"reference":"urn:uuid:0b9875ba-9310-313d-93d4-bf552585d528"}}}]}"#;

fn converted(bytes: &[u8]) -> Converted {
    let now = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
    read(bytes, &now, Language::English, &Organization::default()).unwrap()
}

#[test]
fn a_bundle_becomes_every_text_format() {
    for format in [Format::Html, Format::Text, Format::Ccda, Format::Fhir] {
        let people = converted(BUNDLE.as_bytes()).people;
        let parts = people.into_iter().next().unwrap();
        let names = names::NamesOf::new(&parts.directory);
        let file = write(format, &parts, &names).unwrap();
        let text = String::from_utf8(file.bytes).unwrap();
        assert!(text.contains("Penicillin"), "{} lost the allergy", format.slug());
        assert!(text.contains("Min Lee"), "{} lost the doctor", format.slug());
    }
}

#[test]
fn a_ccd_of_ours_reads_back_as_the_same_record() {
    let people = converted(BUNDLE.as_bytes()).people;
    let parts = people.into_iter().next().unwrap();
    let names = names::NamesOf::new(&parts.directory);
    let file = write(Format::Ccda, &parts, &names).unwrap();
    let back = converted(&file.bytes).people;
    let kinds = |kind: &str| {
        let all = back.iter().flat_map(|parts| &parts.resources);
        all.filter(|resource| &*resource.kind == kind).count()
    };
    assert_eq!((back.len(), kinds("Patient"), kinds("AllergyIntolerance")), (1, 1, 1));
}

#[test]
fn of_several_versions_of_one_thing_the_last_is_written() {
    let patient = r#"{"resourceType":"Patient","id":"p"}"#;
    let allergy = |name: &str| {
        format!(
            r#"{{"resourceType":"AllergyIntolerance","id":"a","code":{{"text":"{name}"}},"patient":{{"reference":"Patient/p"}}}}"#
        )
    };
    let lines = [patient, &allergy("Latex"), &allergy("Penicillin")].join("\n");
    let people = converted(lines.as_bytes()).people;
    let allergies: Vec<_> =
        people[0].resources.iter().filter(|it| &*it.kind == "AllergyIntolerance").collect();
    assert_eq!(allergies.len(), 1);
    assert!(allergies[0].json.contains("Penicillin"));
}

#[test]
fn what_is_no_record_is_an_issue_and_nobody() {
    let converted = converted(b"hello");
    assert!(converted.people.is_empty());
    assert_eq!(converted.issues.len(), 1);
}

#[test]
fn what_is_specially_protected_is_so_in_every_format() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda");
    let bytes = std::fs::read(format!("{folder}/lena-protected.xml")).unwrap();
    let parts = converted(&bytes).people.into_iter().next().unwrap();
    let names = names::NamesOf::new(&parts.directory);
    for format in Format::ALL {
        let file = write(format, &parts, &names).unwrap();
        let level = file.manifest.marks.level();
        assert_eq!(level, Level::VeryRestricted, "{}: what a message is told", format.slug());
        let text = match format {
            Format::Pdf | Format::Summary => continue,
            _ => String::from_utf8(file.bytes).unwrap(),
        };
        let marked = match format {
            Format::Fhir | Format::Ndjson => {
                r#"{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}"#
            }
            _ => "42 CFR part 2 prohibits",
        };
        assert!(text.contains(marked), "{}", format.slug());
    }
}
