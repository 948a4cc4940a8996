//! An import that reads from a pipe and is told to stop ends at once, though whoever writes to the pipe
//! never closes it: a stopped `zcat … | bluebutton import -` hangs in nobody's terminal. What it had
//! said to be taken is whole, and the same again completes it.

use std::io::{Read as _, Write as _};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Whoever waits longer than this at a terminal calls it hanging.
const STOP_MAX: Duration = Duration::from_secs(20);

/// Results of one patient that come through the pipe.
const RESULTS: usize = 900;

/// A patient, and results.
fn lines() -> Vec<String> {
    let patient = r#"{"resourceType":"Patient","id":"p1","identifier":[{"system":"urn:mrn","value":"1"}],"name":[{"family":"Reyes","given":["Ana"]}],"birthDate":"1955-03-14"}"#;
    let result = |number| {
        format!(
            r#"{{"resourceType":"Observation","id":"o{number}","status":"final","subject":{{"reference":"Patient/p1"}},"code":{{"text":"Glucose {number}"}},"valueString":"about the same as before"}}"#
        )
    };
    std::iter::once(patient.to_owned()).chain((0..RESULTS).map(result)).collect()
}

fn command(data: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bluebutton"));
    command.args(arguments).arg("--data").arg(data.path()).env_clear();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn verified(data: &TempDir) -> Value {
    let output = command(data, &["verify", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Starts an import and gives it those lines; the pipe stays open. Ctrl-C means to it what it means at a
/// terminal, also where whoever runs the tests has it ignored (`… &` in a script).
///
/// A pipe takes 64 KiB before somebody reads it: once more than that is written, the import is reading.
fn begun(data: &TempDir, input: &[String]) -> (Child, ChildStdin) {
    let own = command(data, &["import", "-"]);
    let mut child = Command::new("/usr/bin/env")
        .env_clear()
        .arg("--default-signal=INT")
        .arg(own.get_program())
        .args(own.get_args())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdin.take().unwrap();
    for line in input {
        writeln!(pipe, "{line}").unwrap();
    }
    pipe.flush().unwrap();
    (child, pipe)
}

/// Waits for the end, while the pipe stays open: how it ended, and its words to whoever started it.
fn ended(mut child: Child, pipe: ChildStdin) -> (ExitStatus, String) {
    let pid = child.id().to_string();
    let (tell, told) = mpsc::channel();
    let mut errors = child.stderr.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    thread::spawn(move || {
        let (mut said, mut all) = (String::new(), String::new());
        let _ = errors.read_to_string(&mut said);
        let _ = output.read_to_string(&mut all);
        tell.send((child.wait(), said))
    });
    let Ok((status, said)) = told.recv_timeout(STOP_MAX) else {
        // Not left behind by a test that failed.
        Command::new("kill").args(["-KILL", &pid]).status().unwrap();
        panic!("it hangs");
    };
    drop(pipe);
    (status.unwrap(), said)
}

#[test]
fn an_import_on_a_pipe_that_nobody_closes_ends_when_it_is_told_to() {
    let all = lines();
    assert!(all.iter().map(String::len).sum::<usize>() > 2 * PIPE_BYTES);
    // In the middle of a file, and behind its last line; each is more than the pipe takes by itself.
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        for given in [all.len() * 2 / 3, all.len()] {
            let data = TempDir::new().unwrap();
            // What stands in the folder before the first line is read is made by this.
            assert!(command(&data, &["migrate"]).status().unwrap().success());
            let (child, pipe) = begun(&data, &all[..given]);
            let pid = child.id().to_string();
            assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());

            let (status, said) = ended(child, pipe);

            assert_eq!(status.signal(), Some(number), "{signal}, {given}: {status} {said}");
            let found = verified(&data);
            assert_eq!(found["findings"], Value::Array(Vec::new()), "{signal}, {given}");
            let mut again = command(&data, &["import", "-", "--json"]).spawn().unwrap();
            let mut pipe = again.stdin.take().unwrap();
            let text = all.join("\n");
            thread::spawn(move || pipe.write_all(text.as_bytes()));
            let output = again.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert_eq!(verified(&data)["resources"], Value::from(RESULTS + 1));
        }
    }
}

/// What a pipe holds before somebody reads it.
const PIPE_BYTES: usize = 64 * 1024;
