//! What comes of a reading, seen from outside.

use super::*;
use crate::json::Document;
use crate::reading::{Place, Reading};

const UUID: &str = "0b9875ba-9310-313d-93d4-bf552585d527";

/// A stand-in for SHA-256 that tells texts apart: tests need no cryptography.
fn hash(bytes: &[u8]) -> [u8; 32] {
    let mut out = [0_u8; 32];
    for round in 0..4_u8 {
        let mut state = 0xcbf2_9ce4_8422_2325_u64 ^ u64::from(round);
        for byte in bytes {
            state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let at = usize::from(round) * 8;
        out[at..at + 8].copy_from_slice(&state.to_be_bytes());
    }
    out
}

fn item(json: &str, full_url: Option<&str>) -> RawResource {
    let document = Document::parse(json).unwrap();
    RawResource {
        kind: document.root().text_at(&["resourceType"]).unwrap().into(),
        json: json.to_owned(),
        full_url: full_url.map(str::to_owned),
        condition: None,
        as_of: None,
        place: Place { line: None, path: Some("entry".to_owned()) },
    }
}

fn reading(items: &[(&str, Option<&str>)]) -> Reading {
    let items = items.iter().map(|(json, url)| item(json, *url)).collect();
    Reading { items, ..Reading::default() }
}

fn key(number: u8) -> PatientKey {
    PatientKey::from_hash(&[number; 9])
}

/// Assigns with key `n` for the patient found as number `n`.
fn assigned(reading: Reading) -> Assigned {
    let survey = survey(&reading);
    let keys = (0..survey.found.len()).map(|at| Whose::Known(key(at as u8)));
    let whose: Vec<_> = keys.collect();
    with(reading, &survey, &whose)
}

fn with(reading: Reading, survey: &Survey, whose: &[Whose]) -> Assigned {
    let assigned = assign(reading, survey, whose, Origin::alone("clinic", hash));
    let there = assigned.records.values().flatten().chain(&assigned.directory);
    for ready in there.filter(|ready| ready.told == Told::There) {
        let stored = Document::parse(&ready.json).unwrap();
        assert_eq!(ready.facts, crate::facts::of(stored.root()), "facts of {}", ready.json);
    }
    assigned
}

fn json_of<'a>(assigned: &'a Assigned, kind: &str) -> &'a str {
    let mut all = assigned.records.values().flatten().chain(&assigned.directory);
    &all.find(|ready| &*ready.kind == kind).unwrap().json
}

#[test]
fn a_patients_id_is_the_key_and_the_own_id_is_kept_as_source() {
    let out = assigned(reading(&[(r#"{"resourceType":"Patient","id":"p1"}"#, None)]));
    assert_eq!(
        json_of(&out, "Patient"),
        format!(
            r#"{{"resourceType":"Patient","id":"{}","meta":{{"source":"urn:source:clinic#Patient/p1"}}}}"#,
            key(0)
        )
    );
}

#[test]
fn a_uuid_stays_behind_the_key_and_a_short_id_stays_readable() {
    let out = assigned(reading(&[
        (r#"{"resourceType":"Patient","id":"p1"}"#, None),
        (
            &format!(
                r#"{{"resourceType":"Condition","id":"{UUID}","subject":{{"reference":"Patient/p1"}}}}"#
            ),
            None,
        ),
        (r#"{"resourceType":"Observation","id":"1","subject":{"reference":"Patient/p1"}}"#, None),
    ]));
    let ids: Vec<_> = out.records[&key(0)].iter().map(|ready| ready.id.local()).collect();
    assert_eq!(ids[1], UUID);
    assert!(ids[2].starts_with("1-") && ids[2].len() == 12, "{}", ids[2]);
    assert_eq!(source_id(ids[1]), Some(UUID));
    assert_eq!(source_id(ids[2]), Some("1"));
}

#[test]
fn the_same_id_in_two_types_does_not_collide() {
    let patient = r#"{"resourceType":"Patient","id":"p"}"#;
    for id in ["1", UUID] {
        let one = |kind: &str| {
            format!(
                r#"{{"resourceType":"{kind}","id":"{id}","subject":{{"reference":"Patient/p"}}}}"#
            )
        };
        let out = assigned(reading(&[
            (patient, None),
            (&one("Observation"), None),
            (&one("Condition"), None),
        ]));
        let ready = &out.records[&key(0)];
        assert_ne!(ready[1].id, ready[2].id);
    }
}

#[test]
fn references_of_every_form_lead_to_the_same_place() {
    let forms = ["urn:uuid:e1", "Encounter/e", "https://a.example/fhir/Encounter/e/_history/2"];
    for form in forms {
        let condition = format!(
            r#"{{"resourceType":"Condition","id":"c","subject":{{"reference":"Patient/p"}},"encounter":{{"reference":"{form}"}}}}"#
        );
        let url = if form.starts_with("urn") { form } else { "https://a.example/fhir/Encounter/e" };
        let out = assigned(reading(&[
            (r#"{"resourceType":"Patient","id":"p"}"#, None),
            (
                r#"{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/p"}}"#,
                Some(url),
            ),
            (&condition, None),
        ]));
        let encounter = &out.records[&key(0)][1];
        let wanted = format!(r#""encounter":{{"reference":"Encounter/{}"}}"#, encounter.id);
        assert!(json_of(&out, "Condition").contains(&wanted), "{form}");
    }
}

#[test]
fn a_conditional_reference_leads_to_the_directory_and_keeps_its_identifier() {
    let npi = "http://hl7.org/fhir/sid/us-npi";
    let practitioner = format!(
        r#"{{"resourceType":"Practitioner","id":"d","identifier":[{{"system":"{npi}","value":"9999908392"}}]}}"#
    );
    let encounter = format!(
        r#"{{"resourceType":"Encounter","id":"e","subject":{{"reference":"Patient/p"}},"participant":[{{"individual":{{"reference":"Practitioner?identifier={npi}|9999908392"}}}}]}}"#
    );
    let patient = r#"{"resourceType":"Patient","id":"p"}"#;
    let together = assigned(reading(&[(patient, None), (&practitioner, None), (&encounter, None)]));
    let alone = assigned(reading(&[(patient, None), (&encounter, None)]));
    let wanted = format!(
        r#""individual":{{"reference":"Practitioner/{}","identifier":{{"system":"{npi}","value":"9999908392"}}}}"#,
        together.directory[0].id
    );
    assert!(json_of(&together, "Encounter").contains(&wanted));
    assert_eq!(json_of(&together, "Encounter"), json_of(&alone, "Encounter"));
}

#[test]
fn every_other_byte_stays() {
    let observation = r##"{"resourceType":"Observation","id":"o","meta":{"versionId":"7","profile":["x"],"lastUpdated":"2020"},"x_unknown":[1.50,{"z":1,"a":"\u00e9"}],"subject":{"reference":"Patient/p","display":"Ana"},"contained":[{"resourceType":"Medication","id":"m"}],"derivedFrom":[{"reference":"#m"},{"reference":"https://elsewhere.example/Observation/9"}],"valueQuantity":{"value":72.50}}"##;
    let out =
        assigned(reading(&[(r#"{"resourceType":"Patient","id":"p"}"#, None), (observation, None)]));
    let expected = observation
        .replace(r#""id":"o""#, &format!(r#""id":"{}""#, out.records[&key(0)][1].id))
        .replace(
            r#"{"versionId":"7","profile":["x"],"lastUpdated":"2020"}"#,
            r#"{"profile":["x"]}"#,
        )
        .replace("Patient/p", &format!("Patient/{}", key(0)));
    assert_eq!(json_of(&out, "Observation"), expected);
}

#[test]
fn an_empty_meta_goes_with_its_comma() {
    for (before, after) in [
        (
            r#"{"meta":{"versionId":"1"},"resourceType":"Location"}"#,
            r#"{"resourceType":"Location""#,
        ),
        (
            r#"{"resourceType":"Location","meta":{"versionId":"1"}}"#,
            r#"{"resourceType":"Location""#,
        ),
    ] {
        let out = assigned(reading(&[(before, None)]));
        let json = json_of(&out, "Location");
        assert!(json.starts_with(after) && Document::parse(json).is_ok(), "{json}");
        assert!(!json.contains("meta"), "{json}");
    }
}

#[test]
fn what_only_others_refer_to_follows_them() {
    let out = assigned(reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (r#"{"resourceType":"Patient","id":"b"}"#, None),
        (
            r#"{"resourceType":"MedicationRequest","id":"r","subject":{"reference":"Patient/a"},"medicationReference":{"reference":"Medication/m"}}"#,
            None,
        ),
        (r#"{"resourceType":"Medication","id":"m"}"#, None),
        (
            r#"{"resourceType":"DocumentReference","id":"d","subject":{"reference":"Patient/b"},"content":[{"attachment":{"url":"Binary/x"}}]}"#,
            None,
        ),
        (r#"{"resourceType":"Binary","id":"x","data":"AA=="}"#, None),
        (
            r#"{"resourceType":"Provenance","id":"v","target":[{"reference":"DocumentReference/d"}]}"#,
            None,
        ),
        (r#"{"resourceType":"Medication","id":"unused"}"#, None),
    ]));
    let kinds = |number| out.records[&key(number)].iter().map(|it| &*it.kind).collect::<Vec<_>>();
    assert_eq!(kinds(0), ["Patient", "MedicationRequest", "Medication"]);
    assert_eq!(kinds(1), ["Patient", "DocumentReference", "Binary", "Provenance"]);
    assert_eq!(out.directory.len(), 1);
    let binary = &out.records[&key(1)][2].id;
    assert!(json_of(&out, "DocumentReference").contains(&format!("Binary/{binary}")));
}

#[test]
fn a_medication_that_two_patients_take_is_in_the_directory() {
    let request = |id: &str, patient: &str| {
        format!(
            r#"{{"resourceType":"MedicationRequest","id":"{id}","subject":{{"reference":"Patient/{patient}"}},"medicationReference":{{"reference":"Medication/m"}}}}"#
        )
    };
    let out = assigned(reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (r#"{"resourceType":"Patient","id":"b"}"#, None),
        (&request("1", "a"), None),
        (&request("2", "b"), None),
        (r#"{"resourceType":"Medication","id":"m"}"#, None),
    ]));
    assert_eq!(&*out.directory[0].kind, "Medication");
    assert!(out.homeless.is_empty());
}

#[test]
fn a_clinic_told_of_twice_is_in_the_directory_once_with_the_fuller_words() {
    let clinic = |id: &str, more: &str| {
        format!(
            r#"{{"resourceType":"Organization","id":"{id}","identifier":[{{"system":"urn:oid:1.2","value":"7"}}]{more}}}"#
        )
    };
    let visit = r#"{"resourceType":"Encounter","id":"e","subject":{"reference":"Patient/a"},"serviceProvider":{"reference":"Organization/short"}}"#;
    let out = assigned(reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (&clinic("short", ""), None),
        (&clinic("full", r#","name":"Riverside""#), None),
        (visit, None),
    ]));
    assert_eq!((out.directory.len(), out.told_twice), (1, 1));
    assert!(json_of(&out, "Organization").contains("Riverside"));
    let reference = format!("Organization/{}", out.directory[0].id);
    assert!(json_of(&out, "Encounter").contains(&reference), "both lead to it");
}

#[test]
fn what_belongs_to_several_patients_or_to_none_is_homeless() {
    let out = assigned(reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (r#"{"resourceType":"Patient","id":"b"}"#, None),
        (
            r#"{"resourceType":"Group","id":"g","member":[{"entity":{"reference":"Patient/a"}},{"entity":{"reference":"Patient/b"}}]}"#,
            None,
        ),
        (r#"{"resourceType":"Observation","id":"o"}"#, None),
    ]));
    let reasons: Vec<_> = out.homeless.iter().map(|one| one.issue.message.as_str()).collect();
    assert!(reasons[0].contains("several patients"), "{reasons:?}");
    assert!(reasons[1].contains("names no patient"), "{reasons:?}");
}

#[test]
fn an_item_that_names_nobody_goes_to_the_only_patient_of_its_bundle() {
    let out = assigned(reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (r#"{"resourceType":"Observation","id":"o"}"#, None),
    ]));
    assert_eq!(out.records[&key(0)].len(), 2);
    assert!(out.issues[0].message.contains("only patient"));
}

#[test]
fn two_patient_resources_with_one_identifier_are_one_patient() {
    let patient = |id: &str, born: &str| {
        format!(
            r#"{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"urn:mrn","value":"7"}}],"name":[{{"family":"Reyes","given":["Ana"]}}],"birthDate":"{born}"}}"#
        )
    };
    let same = reading(&[(&patient("a", "1955-03-14"), None), (&patient("b", "1955-03-14"), None)]);
    assert_eq!(survey(&same).found.len(), 1);
    let others =
        [patient("a", "1955-03-14"), patient("b", "1990-01-01").replace("Reyes", "Becker")];
    let others = reading(&[(&others[0], None), (&others[1], None)]);
    assert_eq!(survey(&others).found.len(), 2);
}

#[test]
fn a_social_security_number_does_not_tell_whose_record_it_is() {
    let patient = r#"{"resourceType":"Patient","identifier":[{"system":"http://hl7.org/fhir/sid/us-ssn","value":"999"},{"system":"urn:mrn","value":"7"}]}"#;
    let found = survey(&reading(&[(patient, None)])).found;
    assert_eq!(found[0].identifiers, [Identifier { system: "urn:mrn".into(), value: "7".into() }]);
}

#[test]
fn a_patient_who_is_only_referred_to_is_found_with_address_and_identifier() {
    let found = survey(&reading(&[
        (r#"{"resourceType":"Condition","subject":{"reference":"Patient/9"}}"#, None),
        (
            r#"{"resourceType":"Observation","subject":{"identifier":{"system":"urn:mrn","value":"7"}}}"#,
            None,
        ),
        (r#"{"resourceType":"Observation","subject":{"reference":"Group/1"}}"#, None),
    ]))
    .found;
    assert_eq!(found[0].addresses, ["Patient/9"]);
    assert_eq!(found[1].identifiers[0].value, "7");
    assert_eq!(found.len(), 2);
}

#[test]
fn who_may_be_somebody_else_keeps_everything_of_theirs_waiting() {
    let reading = reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/a"}}"#, None),
    ]);
    let survey = survey(&reading);
    let out = with(reading, &survey, &[Whose::Waits]);
    assert!(out.records.is_empty());
    assert!(out.homeless.iter().all(|one| waits_for_staff(&one.issue) && one.found == Some(0)));
}

#[test]
fn the_source_is_the_base_of_full_urls_or_the_first_identifiers_system() {
    let from_url = reading(&[(
        r#"{"resourceType":"Patient","id":"a"}"#,
        Some("https://a.example/fhir/Patient/a"),
    )]);
    let source = source_of(&from_url, &survey(&from_url)).best();
    assert_eq!(source.as_deref(), Some("https://a.example/fhir"));
    let from_identifier = reading(&[(
        r#"{"resourceType":"Patient","identifier":[{"system":"urn:mrn","value":"7"}]}"#,
        Some("urn:uuid:x"),
    )]);
    let source = source_of(&from_identifier, &survey(&from_identifier)).best();
    assert_eq!(source.as_deref(), Some("urn:mrn"));
}

#[test]
fn names_are_compared_without_accents_and_case() {
    assert_eq!(fold("Lucía O'CONNELL-Núñez"), "luciaoconnellnunez");
    assert_eq!(fold("Gro\u{0301}ß"), "gross");
}

#[test]
fn what_a_source_takes_back_is_a_line_among_those_of_its_patient() {
    let mut reading = reading(&[
        (r#"{"resourceType":"Patient","id":"a"}"#, None),
        (r#"{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/a"}}"#, None),
    ]);
    for (address, after) in [("Condition/c", 1), ("Condition/d", 2), ("Patient/a", 0)] {
        let (address, place) = (address.to_owned(), Place::default());
        let as_of = None;
        reading.deletions.push(crate::reading::Deletion { address, after, as_of, place });
    }
    let survey = survey(&reading);
    let out = with(reading, &survey, &[Whose::Known(key(0))]);

    let told: Vec<(Told, String)> =
        out.records[&key(0)].iter().map(|it| (it.told, it.id.local().to_owned())).collect();
    let [person, gone, there, never] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((person.0, gone.0, there.0), (Told::There, Told::Deleted, Told::There));
    assert_eq!(gone.1, there.1, "the same source's id leads to the same entry");
    assert_eq!(never.0, Told::Deleted);
    assert!(out.issues.iter().any(|issue| issue.message.contains("delete a patient")));
}

#[test]
fn what_is_taken_back_from_nobody_is_said() {
    let mut reading = reading(&[]);
    reading.deletions.push(crate::reading::Deletion {
        address: "Condition/c".to_owned(),
        after: 0,
        as_of: None,
        place: Place::default(),
    });
    let survey = survey(&reading);
    let out = with(reading, &survey, &[]);
    assert!(out.records.is_empty());
    assert!(out.issues[0].message.contains("does not say whose"));
}
