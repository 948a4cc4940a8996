//! `bluebutton account` and `bluebutton send`, as the person who runs the server types them.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const ANA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo/ana-reyes.json");

/// Runs the program in a data folder, with that on standard input.
fn bluebutton(data: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(arguments)
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that does not ask closes its end: that is no mistake.
    let _closed = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", err(output));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn json(output: &Output) -> Value {
    serde_json::from_str(&out(output)).unwrap()
}

/// A data folder with Ana's record; her key.
fn site() -> (TempDir, String) {
    let data = tempfile::tempdir().unwrap();
    out(&bluebutton(data.path(), &["import", ANA], ""));
    let find = ["account", "find", "reyes", "ana", "1955-03-14", "--json"];
    let found = json(&bluebutton(data.path(), &find, ""));
    let key = found.pointer("/0/patient").and_then(Value::as_str);
    let key = key.unwrap_or_else(|| panic!("nobody in {found:#}")).to_owned();
    (data, key)
}

#[test]
fn a_mistyped_folder_is_no_store_in_which_all_is_well() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("mistyped");
    let commands: [&[&str]; 4] = [
        &["verify"],
        &["quarantine", "list"],
        &["account", "list"],
        &["download", "--patient", "abcdefghijklm", "--format", "pdf"],
    ];
    for arguments in commands {
        let output = bluebutton(&data, arguments, "");
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(err(&output).contains("there are no records in"), "{}", err(&output));
    }
    assert!(!data.exists(), "looking must not make a folder");
}

#[test]
fn an_account_is_made_with_a_password_from_standard_input_and_listed() {
    let (data, key) = site();
    let create = ["account", "create", "ana", "--name", "Ana Reyes", "--patient", &key];
    let made = out(&bluebutton(data.path(), &create, "wide river, slow boat\n"));
    assert!(made.starts_with("The account ana is made."), "{made}");

    let listed = json(&bluebutton(data.path(), &["account", "list", "--json"], ""));
    assert_eq!(listed.pointer("/0/login"), Some(&Value::from("ana")));
    assert_eq!(listed.pointer("/0/role"), Some(&Value::from("person")));
    assert_eq!(listed.pointer("/0/second_factor"), Some(&Value::from(false)));
    let again = bluebutton(data.path(), &create, "wide river, slow boat\n");
    assert_eq!(again.status.code(), Some(1));
    assert!(err(&again).contains("the login ana is taken"), "{}", err(&again));
}

#[test]
fn a_weak_password_is_refused_with_what_to_do() {
    let data = tempfile::tempdir().unwrap();
    let create = ["account", "create", "nora", "--name", "Nora Quinn", "--role", "front-desk"];
    for (password, sentence) in
        [("short\n", "too short: it needs 12 characters"), ("passwordpassword\n", "too easy")]
    {
        let refused = bluebutton(data.path(), &create, password);
        assert_eq!(refused.status.code(), Some(1));
        assert!(err(&refused).contains(sentence), "{}", err(&refused));
    }
    assert_eq!(
        json(&bluebutton(data.path(), &["account", "list", "--json"], "")),
        Value::from(Vec::<Value>::new())
    );
}

#[test]
fn an_invitation_needs_a_patient_who_is_there() {
    let (data, key) = site();
    let invite = |key: &str| bluebutton(data.path(), &["account", "invite", "--patient", key], "");
    assert!(out(&invite(&key)).starts_with("Invitation code: "));
    let nobody = invite("aaaaaaaaaaaaa");
    assert_eq!(nobody.status.code(), Some(1));
    assert!(err(&nobody).contains("there is no record of a patient aaaaaaaaaaaaa"));
    let wrong = invite("Ana");
    assert!(err(&wrong).contains("is no patient key"), "{}", err(&wrong));
}

#[test]
fn sending_without_a_mail_server_fails_with_a_reason_and_exit_code_1() {
    let (data, key) = site();
    let send = |more: &[&str]| {
        let arguments = [&["send", "--patient", &key, "--to"], more].concat();
        bluebutton(data.path(), &arguments, "")
    };
    let failed = send(&["dr.lee@clinic.example"]);
    assert_eq!(failed.status.code(), Some(1));
    let told = String::from_utf8(failed.stdout.clone()).unwrap();
    assert!(told.contains("Sending in this way is not set up here."), "{told}");
    let no_address = send(&["dr.lee"]);
    assert!(err(&no_address).contains("is no address like"), "{}", err(&no_address));
    let unaware = send(&["ana@mail.example", "--way", "email"]);
    assert!(err(&unaware).contains("--accept-risk"), "{}", err(&unaware));
}

#[test]
fn wrong_usage_ends_with_2() {
    let data = tempfile::tempdir().unwrap();
    for arguments in [&["account"][..], &["account", "create"], &["send"], &["worker", "--x"]] {
        assert_eq!(bluebutton(data.path(), arguments, "").status.code(), Some(2), "{arguments:?}");
    }
}

#[test]
fn what_numbers_prove_is_a_setting_of_the_site() {
    let people_with = |matching: &str| {
        let folder = TempDir::new().unwrap();
        let (data, settings) = (folder.path().join("data"), folder.path().join("bluebutton.toml"));
        std::fs::write(&settings, format!("[matching]\n{matching}\n")).unwrap();
        let config = settings.to_str().unwrap();
        for given in ["Ana", "Eva"] {
            let file = folder.path().join(format!("{given}.json"));
            let json = format!(
                r#"{{"resourceType":"Patient","id":"{given}","identifier":[{{"system":"urn:oid:1.2.3.5","value":"4711"}}],"name":[{{"family":"Reyes","given":["{given}"]}}],"birthDate":"1955-03-14"}}"#
            );
            std::fs::write(&file, json).unwrap();
            // Where staff are asked, it ends with 1.
            bluebutton(&data, &["import", file.to_str().unwrap(), "--config", config], "");
        }
        let find = ["account", "find", "reyes", "--json", "--config", config];
        json(&bluebutton(&data, &find, "")).as_array().unwrap().len()
    };
    assert_eq!(people_with(""), 1, "a number of no kind: staff are asked who Eva is");
    assert_eq!(people_with(r#"record_numbers = ["urn:oid:1.2.3.5"]"#), 1, "so they are");
    let family = r#"member_numbers = ["urn:oid:1.2.3.5"]"#;
    assert_eq!(people_with(family), 2, "a plan's number is a family's: twins");
    assert_eq!(people_with(r#"shared_numbers = ["urn:oid:1.2.3.5"]"#), 2, "nobody's number");
}

#[test]
fn letters_for_everybody_who_is_new_are_made_once_and_a_code_taken_back_makes_another() {
    let (data, key) = site();
    let folder = TempDir::new().unwrap();
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let letters = |file: &str| {
        let arguments = ["account", "invite", "--all-new", "--letters", file];
        bluebutton(data.path(), &arguments, "")
    };
    let first = file("first.pdf");
    assert!(out(&letters(&first)).contains("1 letter is in"));
    let pdf = std::fs::read(&first).unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.len() > 10_000);
    let mode = std::fs::metadata(&first).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "codes stand in it");

    let second = file("second.pdf");
    let again = letters(&second);
    assert!(out(&again).contains("Nobody needs a letter"), "{}", out(&again));
    assert!(!std::fs::exists(&second).unwrap(), "no empty file is left");
    assert_eq!(letters(&first).status.code(), Some(1), "nothing is written over");

    // The letter went to the wrong house: a new code takes the place of the old one.
    let anew = bluebutton(data.path(), &["account", "invite", "--patient", &key], "");
    assert!(out(&anew).starts_with("Invitation code: "));
    assert!(out(&letters(&second)).contains("Nobody needs a letter"));
}
