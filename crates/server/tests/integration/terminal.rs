//! What a hostile file brings along to steer a terminal, or to turn the direction of a text round, never
//! reaches one: not its names, its words, its mistakes, nor what its file is called.

use std::path::Path;
use std::process::{Command, Stdio};

const STEERING: &str = "\u{1b}[2J\u{202e}";

/// All that the program says of something, whether it succeeds or not.
fn said(data: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8(said).unwrap();
    let steers = |sign: char| {
        sign != '\n' && (sign.is_control() || ('\u{202a}'..='\u{202e}').contains(&sign))
    };
    assert!(!said.chars().any(steers), "{arguments:?}: {said:?}");
    said
}

fn hostile_patient() -> String {
    let name = STEERING.escape_unicode().to_string();
    // As JSON writes them.
    let name = name.replace("\\u{1b}", "\\u001b").replace("\\u{202e}", "\\u202e");
    let name = name.replace("\\u{5b}", "[").replace("\\u{32}", "2").replace("\\u{4a}", "J");
    let lines = [
        format!(
            r#"{{"resourceType":"Patient","id":"p","identifier":[{{"system":"urn:mrn","value":"1"}}],"name":[{{"family":"Reyes{name}","given":["Ana{name}"]}}],"birthDate":"1955-03-14"}}"#
        ),
        format!(
            r#"{{"resourceType":"Observation","id":"o","status":"final","subject":{{"reference":"Patient/p"}},"code":{{"text":"Glucose{name}"}},"valueString":"high{name}"}}"#
        ),
        format!(
            r#"{{"resourceType":"Observation","id":"q{name}","subject":{{"reference":"Patient/{name}"}}}}"#
        ),
        format!(r#"{{"broken{name}"#),
    ];
    lines.join("\n")
}

#[test]
fn no_command_lets_a_file_steer_the_terminal() {
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let file = place.path().join(format!("ana{STEERING}.ndjson"));
    std::fs::write(&file, hostile_patient()).unwrap();
    let told = said(&data, &["import", file.to_str().unwrap()]);
    assert!(told.contains("Observation"), "{told}");
    let found = said(&data, &["account", "find", "reyes"]);
    assert!(found.contains("Reyes"), "{found}");
    let key = found.split_whitespace().next().unwrap().to_owned();
    assert!(!said(&data, &["quarantine", "list"]).is_empty());
    let text = said(&data, &["download", "--patient", &key, "--format", "text", "-o", "-"]);
    assert!(text.contains("Glucose"), "{text}");
    said(&data, &["verify"]);
    let kept = std::fs::read_to_string(&file).unwrap();
    assert!(kept.contains("\\u001b[2J\\u202e"), "the file was not hostile: {kept}");
}
