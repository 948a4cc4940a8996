//! What the files of one record contain, counted with other parsers than those that wrote them (`serde_json`,
//! `roxmltree`): what came in goes out, in every form for machines, and nothing twice.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

const ANA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo/ana-reyes.json");

/// What belongs to no patient: it has no row of its own in a document.
const OF_NOBODY: [&str; 2] = ["Organization", "Practitioner"];

fn run(data: &Path, args: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(args)
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Files of Ana's record: FHIR, NDJSON, C-CDA.
fn files() -> [String; 3] {
    let data = tempfile::tempdir().unwrap();
    run(data.path(), &["import", ANA]);
    let found = run(data.path(), &["account", "find", "reyes", "ana", "1955-03-14", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    let patient = found[0]["patient"].as_str().unwrap();
    ["fhir", "ndjson", "ccda"].map(|format| {
        let args = ["download", "--patient", patient, "--format", format, "-o", "-"];
        run(data.path(), &args)
    })
}

/// The resources of a Bundle.
fn of_bundle(text: &str) -> Vec<Value> {
    let bundle: Value = serde_json::from_str(text).unwrap();
    assert_eq!(bundle["resourceType"], "Bundle");
    bundle["entry"].as_array().unwrap().iter().map(|entry| entry["resource"].clone()).collect()
}

/// A resource without what a store writes: ids, references, `meta`.
fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let own = ["id", "meta", "reference", "identifier"];
            let members = members.iter().filter(|(name, _)| !own.contains(&name.as_str()));
            Value::Object(members.map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(plain).collect()),
        other => other.clone(),
    }
}

/// How often each resource stands there, by its plain text.
fn counted(resources: &[Value]) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for resource in resources {
        *counts.entry(plain(resource).to_string()).or_default() += 1;
    }
    counts
}

fn is(resource: &Value, kind: &str) -> bool {
    resource["resourceType"] == kind
}

/// Every reference in a value.
fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(members) => {
            found.extend(members.get("reference").and_then(Value::as_str));
            members.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn what_came_in_goes_out_in_every_form_for_machines() {
    let came = of_bundle(&std::fs::read_to_string(ANA).unwrap());
    let [bundle, lines, document] = files();

    let given = of_bundle(&bundle);
    assert_eq!(counted(&given), counted(&came), "the Bundle");
    let ids: Vec<String> = given
        .iter()
        .map(|it| {
            format!("{}/{}", it["resourceType"].as_str().unwrap(), it["id"].as_str().unwrap())
        })
        .collect();
    for resource in &given {
        let mut found = Vec::new();
        references(resource, &mut found);
        for reference in found.into_iter().filter(|it| !it.starts_with('#')) {
            assert!(ids.iter().any(|id| id == reference), "{reference} leads nowhere");
        }
    }

    let mut of_lines: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = of_lines.pop().unwrap();
    assert!(is(&last, "OperationOutcome"), "the last line says what is in the file");
    assert_eq!(of_lines.len(), given.len());
    let sorted = |mut all: Vec<Value>| {
        all.sort_by_key(Value::to_string);
        all
    };
    assert_eq!(sorted(of_lines), sorted(given), "the lines are the entries of the Bundle");

    in_document(&document, &came);
}

/// Every resource has its row, by its own words; what has a template is coded once.
fn in_document(text: &str, came: &[Value]) {
    let document = roxmltree::Document::parse(text).unwrap();
    let is_row = |node: &roxmltree::Node<'_, '_>| {
        node.has_tag_name(("urn:hl7-org:v3", "tr"))
            && node.attribute("ID").is_some_and(|id| id.starts_with('r'))
    };
    let rows: Vec<String> = document
        .descendants()
        .filter(is_row)
        .map(|row| row.descendants().filter_map(|node| node.text()).collect::<Vec<_>>().join(" "))
        .collect();
    let own: Vec<&Value> =
        came.iter().filter(|it| !OF_NOBODY.iter().any(|kind| is(it, kind))).collect();
    assert_eq!(rows.len(), own.len(), "a row for each resource");
    let mut named = 0;
    for resource in &own {
        let words = ["code", "vaccineCode", "medicationCodeableConcept"]
            .iter()
            .find_map(|member| resource[*member]["text"].as_str());
        let Some(words) = words else { continue };
        named += 1;
        assert!(rows.iter().any(|row| row.contains(words)), "{words} has no row");
    }
    assert!(named > 150, "{named} resources have words of their own");

    let coded = |template: &str| {
        let is_it = |node: &roxmltree::Node<'_, '_>| {
            node.has_tag_name(("urn:hl7-org:v3", "templateId"))
                && node.attribute("root") == Some(template)
                && node.attribute("extension").is_some()
        };
        document.descendants().filter(is_it).count()
    };
    let count = |kind: &str| own.iter().filter(|it| is(it, kind)).count();
    for (kind, template) in [
        ("AllergyIntolerance", "2.16.840.1.113883.10.20.22.4.7"),
        ("Immunization", "2.16.840.1.113883.10.20.22.4.52"),
        ("Procedure", "2.16.840.1.113883.10.20.22.4.14"),
        ("Encounter", "2.16.840.1.113883.10.20.22.4.49"),
        ("MedicationRequest", "2.16.840.1.113883.10.20.22.4.16"),
        ("Condition", "2.16.840.1.113883.10.20.22.4.4"),
    ] {
        assert_eq!(coded(template), count(kind), "{kind}");
    }
}

#[test]
fn a_visit_is_named_as_its_page_is_and_one_that_is_not_there_makes_no_empty_file() {
    let data = tempfile::tempdir().unwrap();
    run(data.path(), &["import", ANA]);
    let found = run(data.path(), &["account", "find", "reyes", "ana", "1955-03-14", "--json"]);
    let found: Value = serde_json::from_str(&found).unwrap();
    let download = ["download", "--patient", found[0]["patient"].as_str().unwrap()];
    let download = |more: &[&str]| -> Vec<String> {
        let all = [&download[..], &["--format", "fhir", "-o", "-"], more].concat();
        all.into_iter().map(str::to_owned).collect()
    };
    let taken = |args: &[String]| {
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        of_bundle(&run(data.path(), &args))
    };
    let is_visit = |one: &&Value| one["resourceType"] == "Encounter";
    let all = taken(&download(&[]));
    let whole = all.iter().find(is_visit).unwrap()["id"].as_str().unwrap().to_owned();
    let (_, local) = whole.split_once('.').unwrap();
    for name in [&whole, local, &format!("Encounter/{whole}")] {
        let visit = taken(&download(&["--visit", name]));
        assert!(visit.iter().filter(is_visit).any(|one| one["id"] == whole.as_str()), "{name}");
        assert!(visit.len() < all.len(), "{name}");
    }
    let refused = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(download(&["--visit", "0000"]))
        .arg("--data")
        .arg(data.path())
        .env_clear()
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("there is no visit"), "{said}");
    assert!(refused.stdout.is_empty());
}
