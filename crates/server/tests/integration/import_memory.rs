//! An import takes no more memory than it may, whatever it is given: a bulk export's file of Patients, a
//! Bundle that is too large to be read whole, an archive of many files. In smaller form; the large one
//! by hand, with its figures in docs/reliability.md.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// What an import of any size may take. A file of 18,000 Patients took 354 MB when it was read in one piece
/// (281 MB now, in a debug build), and this Bundle eight times its size when it was read whole.
const CEILING: u64 = 300 * 1024 * 1024;

const PATIENTS: usize = 18_000;

fn imported(file: &Path) -> Value {
    let data = tempfile::tempdir().unwrap();
    imported_into(data.path(), file)
}

/// Imports into a folder, and keeps each checkpoint in the file `witnessed` there.
fn imported_into(data: &Path, file: &Path) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(["import", "--json", file.to_str().unwrap(), "--data"])
        .arg(data)
        .env_clear()
        .env("BLUEBUTTON_CHECKPOINT_FILE", data.join("witnessed"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A name of its own for each number.
fn word(number: usize) -> String {
    let mut rest = number.wrapping_mul(2_654_435_761) % 4_294_967_296;
    let mut name = String::from("B");
    for _ in 0..6 {
        name.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    name
}

/// Everybody is somebody else: whoever resembles many waits for them all.
fn patient(number: usize) -> String {
    let day = number.wrapping_mul(2_654_435_761) % 4_294_967_296;
    format!(
        r#"{{"resourceType":"Patient","id":"p{number}","meta":{{"lastUpdated":"2026-01-01T00:00:00Z"}},"identifier":[{{"system":"https://clinic.example/mrn","value":"M{number:08}"}}],"name":[{{"use":"official","family":"{}","given":["{}","{}"]}}],"gender":"male","birthDate":"19{:02}-{:02}-{:02}","telecom":[{{"system":"phone","value":"555{number:07}"}}],"address":[{{"line":["{number} Long Street"],"city":"Lakeside","state":"MA","postalCode":"{:05}"}}]}}"#,
        word(number),
        word(number + 100_000),
        word(number + 200_000),
        10 + day % 80,
        1 + day / 80 % 12,
        1 + day / 960 % 28,
        1_000 + number % 90_000
    )
}

fn result(number: usize, people: usize) -> String {
    let text =
        format!("a note that is said once more in every result, number {number}. ").repeat(12);
    format!(
        r#"{{"resourceType":"Observation","id":"r{number}","meta":{{"lastUpdated":"2026-01-01T00:00:00Z"}},"status":"final","subject":{{"reference":"urn:uuid:00000000-0000-4000-8000-{:012}"}},"code":{{"text":"Glucose"}},"valueQuantity":{{"value":{number}.50,"unit":"mg/dL"}},"note":[{{"text":"{text}"}}]}}"#,
        number % people
    )
}

fn must_be_within(summary: &Value, kind: &str, count: usize) {
    assert_eq!(summary["counts"][kind]["new"], count, "{summary:#}");
    let peak = summary["memory_peak_bytes"].as_u64().unwrap();
    assert!(peak < CEILING, "{} MB for {count} {kind}s", peak / 1024 / 1024);
}

#[test]
fn a_bulk_file_of_patients_takes_no_more_memory_than_it_may() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("Patient.ndjson");
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file).unwrap());
    (0..PATIENTS).for_each(|number| writeln!(out, "{}", patient(number)).unwrap());
    drop(out);
    let data = tempfile::tempdir().unwrap();
    must_be_within(&imported_into(data.path(), &file), "Patient", PATIENTS);
    // Checkpoints are signed on the way, and each is kept where the site wants it.
    let notes = std::fs::read_to_string(data.path().join("witnessed")).unwrap();
    let sizes: Vec<usize> = notes
        .split("\n\n")
        .filter_map(|part| part.trim_start().lines().nth(1)?.parse().ok())
        .collect();
    assert!(sizes.len() >= 2 && sizes.is_sorted(), "{notes}");
    assert!(sizes[0] < PATIENTS && *sizes.last().unwrap() >= PATIENTS, "{sizes:?}");
}

#[test]
fn a_large_bundle_takes_no_more_memory_than_it_may() {
    must_come_in_by_pieces("collection");
}

/// Its entries are dated: it need not be turned round to be read.
#[test]
fn a_large_history_takes_no_more_memory_than_it_may() {
    must_come_in_by_pieces("history");
}

fn must_come_in_by_pieces(kind: &str) {
    const RESULTS: usize = 48_000;
    // A history that deletes is of one patient.
    let people = if kind == "history" { 1 } else { 40 };
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("bundle.json");
    let mut out = std::io::BufWriter::new(std::fs::File::create(&file).unwrap());
    write!(out, r#"{{"resourceType":"Bundle","type":"{kind}","entry":["#).unwrap();
    if kind == "history" {
        let gone = r#"{"request":{"method":"DELETE","url":"Observation/gone"},"response":{"lastModified":"2026-02-01T00:00:00Z"}}"#;
        writeln!(out, "{gone},").unwrap();
    }
    for number in 0..RESULTS {
        writeln!(out, r#"{{"resource":{}}},"#, result(number, people)).unwrap();
    }
    // Those whom they are of stand last.
    for number in 0..people {
        let comma = if number + 1 < people { "," } else { "" };
        let url = format!("urn:uuid:00000000-0000-4000-8000-{number:012}");
        let resource = patient(number);
        writeln!(out, r#"{{"fullUrl":"{url}","resource":{resource}}}{comma}"#).unwrap();
    }
    write!(out, "]}}").unwrap();
    out.flush().unwrap();
    let size = std::fs::metadata(&file).unwrap().len();
    assert!(size > 45_000_000, "{size}");
    // What is taken back before it comes is a line of its own.
    let lines = RESULTS + usize::from(kind == "history");
    must_be_within(&imported(&file), "Observation", lines);
}
