//! PostgreSQL goes away under a running `bluebutton import`, again and again, and comes back: the import waits,
//! and goes on where it was. What was acknowledged is kept, nothing is lost, and nothing is there twice.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::longer;
use crate::postgres::{ask, control, own_server};

/// Patients of the bulk export's file, and results of each.
const PEOPLE: usize = 400;
const RESULTS: usize = 25;
/// Files of a folder, of one patient each.
const FILES: usize = 120;

const START: &str = "-w start -o \"-c listen_addresses='' -c unix_socket_directories='$DIR'\"";

fn patient(number: usize) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"p{number}","identifier":[{{"system":"urn:mrn","value":"7{number:05}"}}],"name":[{{"family":"Becker{number}"}}],"birthDate":"19{:02}-03-{:02}"}}"#,
        10 + number % 80,
        1 + number % 28
    )
}

fn result(patient: usize, number: usize) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"r{patient}-{number}","status":"final","subject":{{"reference":"Patient/p{patient}"}},"code":{{"text":"Glucose"}},"valueQuantity":{{"value":{number}.50,"unit":"mg/dL"}}}}"#
    )
}

/// One file of lines, and among them one that nobody can read.
fn write_lines(file: &Path) {
    let of_one = |number| {
        std::iter::once(patient(number)).chain((0..RESULTS).map(move |at| result(number, at)))
    };
    let broken = std::iter::once("{\"resourceType\":\"Observation\",".to_owned());
    let all = broken.chain((0..PEOPLE).flat_map(of_one));
    std::fs::write(file, all.collect::<Vec<_>>().join("\n")).unwrap();
}

/// A folder of Bundles.
fn write_folder(folder: &Path) {
    std::fs::create_dir(folder).unwrap();
    for file in 0..FILES {
        let entries: Vec<String> = std::iter::once(patient(file))
            .chain((0..RESULTS).map(|at| result(file, at)))
            .map(|resource| format!(r#"{{"resource":{resource}}}"#))
            .collect();
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
            entries.join(",")
        );
        std::fs::write(folder.join(format!("{file:03}.json")), bundle).unwrap();
    }
}

fn command(data: &Path, database: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bluebutton"));
    command.args(arguments).arg("--data").arg(data).args(["--database", database]).env_clear();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn json(command: &mut Command) -> Value {
    let output = command.arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Waits until so many lines of the trail are there, or the import is over; whether it runs still.
fn runs_until(import: &mut Child, url: &str, lines: usize) -> bool {
    loop {
        if import.try_wait().unwrap().is_some() {
            return false;
        }
        if ask(url, "select count(*) from audit_line").parse::<usize>().unwrap() >= lines {
            return true;
        }
    }
}

/// Imports what stands there while the server stops and starts; how often it did.
fn import_while_it_comes_and_goes(what: &Path, people: usize, unread: usize) -> usize {
    let (folder, url) = own_server();
    let place = tempfile::tempdir().unwrap();
    let data = place.path();
    assert!(command(data, &url, &["migrate"]).output().unwrap().status.success());
    let mut import = command(data, &url, &["import", what.to_str().unwrap(), "--json"]);
    let mut import = import.spawn().unwrap();
    let mut stops = 0;
    for (at, how) in [(1, "immediate"), (4, "fast"), (6, "immediate"), (8, "fast")] {
        if !runs_until(&mut import, &url, people * at / 10) {
            break;
        }
        control(&folder, &format!("-m {how} stop"));
        assert!(import.try_wait().unwrap().is_none(), "it ended when the database went away");
        control(&folder, START);
        stops += 1;
    }
    let output = import.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("the import broke off: {said}"));
    // Whatever nobody can read waits in quarantine: such an import is not whole, and says so.
    assert_eq!(output.status.success(), unread == 0, "{told} {said}");
    let counts = |told: &Value, which: &str| {
        [&told["counts"]["Patient"][which], &told["counts"]["Observation"][which]]
            .map(|count| count.as_u64().unwrap() as usize)
    };
    assert_eq!(counts(&told, "new"), [people, people * RESULTS], "{told}");
    assert_eq!(counts(&told, "changed"), [0, 0], "{told}");
    assert_eq!(counts(&told, "same"), [0, 0], "{told}");
    let found = json(&mut command(data, &url, &["verify"]));
    assert_eq!(found["findings"], Value::Array(Vec::new()));
    assert_eq!(found["records"], people);
    assert_eq!(found["resources"], people * (RESULTS + 1));
    let waiting = ask(&url, "select count(*) from quarantine").parse::<usize>().unwrap();
    assert_eq!(waiting, unread, "what waits in quarantine waits once");
    let again =
        command(data, &url, &["import", what.to_str().unwrap(), "--json"]).output().unwrap();
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(counts(&again, "same"), [people, people * RESULTS], "{again}");
    stops
}

/// An import that waits for its database is told to stop: it ends, and nothing panics on the way ("A Tokio
/// 1.x context was found, but it is being shutdown").
#[test]
fn an_import_that_is_told_to_stop_while_its_database_is_away_ends_in_order() {
    let (folder, url) = own_server();
    let files = tempfile::tempdir().unwrap();
    let (lines, data) = (files.path().join("export.ndjson"), files.path().join("data"));
    write_lines(&lines);
    assert!(command(&data, &url, &["migrate"]).output().unwrap().status.success());
    let mut import = command(&data, &url, &["import", lines.to_str().unwrap()]).spawn().unwrap();
    assert!(runs_until(&mut import, &url, PEOPLE / 10), "it was over before it was stopped");
    control(&folder, "-m immediate stop");
    let pid = import.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let output = import.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && !said.contains("panic"), "{said}");
    control(&folder, START);
    let found = json(&mut command(&data, &url, &["verify"]));
    assert_eq!(found["findings"], Value::Array(Vec::new()));
    let again = command(&data, &url, &["import", lines.to_str().unwrap()]).output().unwrap();
    assert!(!again.stdout.is_empty(), "{}", String::from_utf8_lossy(&again.stderr));
    let found = json(&mut command(&data, &url, &["verify"]));
    assert_eq!(found["resources"], PEOPLE * (RESULTS + 1));
}

#[test]
fn an_import_whose_database_is_away_waits_and_goes_on_where_it_was() {
    let files = tempfile::tempdir().unwrap();
    let (lines, folder) = (files.path().join("export.ndjson"), files.path().join("folder"));
    write_lines(&lines);
    write_folder(&folder);
    let mut stops = 0;
    for _ in 0..longer() {
        stops += import_while_it_comes_and_goes(&lines, PEOPLE, 1);
        stops += import_while_it_comes_and_goes(&folder, FILES, 0);
    }
    assert!(stops > 2 * longer() as usize, "the database went away {stops} times only");
    println!("{stops} times the database went away under an import: nothing lost or doubled");
}
