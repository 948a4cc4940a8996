//! `bluebutton keys rotate`, killed at any moment: what is there opens all along, and it is finished by
//! running it again. On both engines.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Instant;

use serde_json::Value;

use crate::longer;
use crate::postgres::new_database;

/// How often a process is killed; more often by hand.
fn rounds() -> u32 {
    8 * longer()
}

const PATIENTS: usize = 1_500;

fn json(data: &Path, database: Option<&str>, arguments: &[&str]) -> Value {
    let output = command(data, database, arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn command(data: &Path, database: Option<&str>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bluebutton"));
    command.args(arguments).arg("--data").arg(data).env_clear();
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn patients() -> String {
    let lines = (0..PATIENTS).map(|at| {
        format!(
            r#"{{"resourceType":"Patient","id":"p{at}","identifier":[{{"system":"urn:mrn","value":"7{at:05}"}}],"name":[{{"family":"Becker{at}"}}],"birthDate":"19{:02}-03-{:02}"}}"#,
            10 + at % 80,
            1 + at % 28
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn rotate_and_kill(database: Option<String>) {
    let place = tempfile::tempdir().unwrap();
    let (data, database) = (place.path().join("data"), database.as_deref());
    let file = place.path().join("Patient.ndjson");
    std::fs::write(&file, patients()).unwrap();
    json(&data, database, &["import", file.to_str().unwrap()]);
    let mut first = begun(&data, database);
    let since = Instant::now();
    assert!(first.wait().unwrap().success());
    let duration = since.elapsed();

    let mut finished_later = 0;
    for round in 0..rounds() {
        // Spread over the whole change, never twice the same moment: the golden ratio.
        let part = (f64::from(round) * 0.618_033_988_75).fract();
        let mut child = begun(&data, database);
        // Nobody ever tells anything: it is a wait for that moment.
        let (_keep, never) = channel::<()>();
        let _ = never.recv_timeout(duration.mul_f64(part));
        // SIGKILL: nothing of the process runs after this.
        let _ = child.kill();
        child.wait().unwrap();

        let found = json(&data, database, &["verify"]);
        assert_eq!(found["findings"], Value::Array(Vec::new()), "round {round}");
        let again = json(&data, database, &["keys", "rotate"]);
        finished_later += usize::from(again["finished_earlier_one"] == true);
        let all = again["rewrapped"].as_u64().unwrap() + again["already"].as_u64().unwrap();
        assert_eq!(all as usize, PATIENTS, "round {round}: {again}");
    }
    let found = json(&data, database, &["verify"]);
    assert_eq!(found["findings"], Value::Array(Vec::new()));
    assert_eq!(found["records"], PATIENTS);
    // The moments must have hit a change, or this test says nothing.
    assert!(finished_later > 0, "every kill came before or behind");
    println!("{} changes of the root key killed, {finished_later} of them in the middle", rounds());
}

/// The command, from the moment on at which its new key is in the folder: before that a kill changes
/// nothing, however slowly the process begins.
fn begun(data: &Path, database: Option<&str>) -> Child {
    let folder = data.join("keys");
    let before = files(&folder);
    let mut child = command(data, database, &["keys", "rotate"]).spawn().unwrap();
    while files(&folder) == before && child.try_wait().unwrap().is_none() {
        std::thread::yield_now();
    }
    child
}

fn files(folder: &Path) -> Vec<OsString> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    names.sort();
    names
}

#[test]
fn a_change_of_the_root_key_killed_at_any_moment_is_finished_later_on_sqlite() {
    rotate_and_kill(None);
}

#[test]
fn a_change_of_the_root_key_killed_at_any_moment_is_finished_later_on_postgresql() {
    rotate_and_kill(Some(new_database("rotated")));
}
