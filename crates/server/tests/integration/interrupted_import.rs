//! `kill -9` in the middle of an import: whole files or nothing, and running it again completes it.
//!
//! The program under test is the one built with this test, or `BLUEBUTTON` where that is set.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::longer;
use crate::postgres::new_database;

/// How often a process is killed; more often by hand.
fn rounds() -> u64 {
    50 * u64::from(longer())
}

const FILES: usize = 16;
const RESULTS_A_FILE: usize = 12;

#[test]
fn an_import_killed_at_any_moment_leaves_whole_files_on_sqlite() {
    kill_and_complete(|| None);
}

#[test]
fn an_import_killed_at_any_moment_leaves_whole_files_on_postgresql() {
    kill_and_complete(|| Some(new_database("killed_import")));
}

fn kill_and_complete(database: impl Fn() -> Option<String>) {
    let files = tempfile::tempdir().unwrap();
    write_bundles(files.path());
    let rounds = rounds();
    let clean = Place::new(database());
    let started = Instant::now();
    let whole = clean.json(&["import", path(files.path())]);
    let duration = started.elapsed();
    let expected = resources(&whole);
    assert_eq!(expected, FILES * (RESULTS_A_FILE + 1));

    let mut acknowledged_in_all = 0;
    for round in 0..rounds {
        let place = Place::new(database());
        // Somewhere between the start and a little behind the end, spread evenly and never twice the
        // same: the golden ratio.
        let part = (round as f64 * 0.618_033_988_75).fract() * 1.1;
        let acknowledged = place.killed_import(files.path(), duration.mul_f64(part));
        acknowledged_in_all += acknowledged.len();

        // Killed before there was a database, there is nothing to verify yet.
        let migrated = place.command(&["migrate"]).output().unwrap();
        assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
        let found = place.json(&["verify"]);
        assert_eq!(found["findings"], Value::Array(Vec::new()), "round {round}");
        let kept = found["resources"].as_u64().unwrap() as usize;
        assert_eq!(kept % (RESULTS_A_FILE + 1), 0, "round {round}: half a file is there");

        let again = place.json(&["import", path(files.path())]);
        assert_eq!(resources(&again), expected, "round {round}");
        for file in again["files"].as_array().unwrap() {
            let name = file["file"].as_str().unwrap();
            let (new, same) = (sum(file, "new"), sum(file, "same"));
            assert!(new == 0 || same == 0, "round {round}: {name} was half there: {file}");
            if acknowledged.contains(name) {
                assert_eq!(new, 0, "round {round}: {name} was acknowledged and is missing");
            }
        }
    }
    // The moments must have hit the import itself, or this test says nothing.
    assert!(acknowledged_in_all > 0, "every kill came before the first file was done");
    assert!(acknowledged_in_all < FILES * rounds as usize, "every kill came too late");
    let all = expected * rounds as usize;
    println!("{rounds} imports killed, {all} resources: none lost, doubled or half");
}

/// A data folder, and the database beside it.
struct Place {
    data: tempfile::TempDir,
    database: Option<String>,
}

impl Place {
    fn new(database: Option<String>) -> Self {
        Self { data: tempfile::tempdir().unwrap(), database }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let own = env!("CARGO_BIN_EXE_bluebutton");
        let program = std::env::var("BLUEBUTTON").unwrap_or_else(|_| own.to_owned());
        let mut command = Command::new(program);
        command.args(arguments).arg("--data").arg(self.data.path()).env_clear();
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn json(&self, arguments: &[&str]) -> Value {
        let output = self.command(arguments).arg("--json").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Imports, and kills the process after that time; the files that it had reported as done.
    fn killed_import(&self, files: &Path, after: Duration) -> BTreeSet<String> {
        let mut child = self.command(&["import", path(files)]).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, reported) = mpsc::channel();
        let reader = std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let _ = sender.send(line);
            }
        });
        let moment = Instant::now() + after;
        let mut done = BTreeSet::new();
        let mut take = |line: String| {
            if let Some((file, _)) = line.split_once(": ").filter(|(file, _)| file.starts_with('/'))
            {
                done.insert(file.to_owned());
            }
        };
        while let Ok(line) = reported.recv_timeout(moment.saturating_duration_since(Instant::now()))
        {
            take(line);
        }
        // SIGKILL: nothing of the process runs after this.
        let _ = child.kill();
        child.wait().unwrap();
        reader.join().unwrap();
        reported.try_iter().for_each(take);
        done
    }
}

fn write_bundles(folder: &Path) {
    for file in 0..FILES {
        let patient = format!(
            r#"{{"resource":{{"resourceType":"Patient","id":"p{file}","identifier":[{{"system":"urn:mrn","value":"{file}"}}],"name":[{{"family":"Reyes","given":["Ana"]}}],"birthDate":"1955-03-14"}}}}"#
        );
        let results = (0..RESULTS_A_FILE).map(|result| {
            format!(
                r#"{{"resource":{{"resourceType":"Observation","id":"{file}-{result}","status":"final","subject":{{"reference":"Patient/p{file}"}},"code":{{"text":"Glucose"}},"valueQuantity":{{"value":{result}.50,"unit":"mg/dL"}}}}}}"#
            )
        });
        let entries: Vec<String> = std::iter::once(patient).chain(results).collect();
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
            entries.join(",")
        );
        std::fs::write(folder.join(format!("{file:02}.json")), bundle).unwrap();
    }
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn resources(summary: &Value) -> usize {
    ["new", "changed", "same"].iter().map(|count| sum(summary, count)).sum()
}

fn sum(of: &Value, count: &str) -> usize {
    let counts = of["counts"].as_object().unwrap().values();
    counts.map(|by| by[count].as_u64().unwrap() as usize).sum()
}
