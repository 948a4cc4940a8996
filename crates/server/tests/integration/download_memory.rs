//! A download takes no more memory the longer its record is, in any form that can leave while it is read. In
//! smaller form; a record of 500,000 resources by hand, with its figures in docs/reliability.md.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

/// Two records, so that what the program itself takes is known. What the second may take more than the first:
/// its index, the outlines of its entries, and what the cache of opened segments holds anyway, which is bounded
/// (128 MB) and larger than this record's 37 MB. Held as entries or as a finished file it would be three times that.
const LENGTHS: [usize; 2] = [6_000, 24_000];

const MORE: u64 = 64 * 1024 * 1024;

const FORMATS: [&str; 5] = ["fhir", "ndjson", "text", "html", "ccda"];

fn run(data: &Path, args: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
        .args(args)
        .arg("--json")
        .arg("--data")
        .arg(data)
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A record of so many resources, in lines: results, and the visits they were found at.
fn write_record(file: &Path, count: usize) {
    let mut out = std::io::BufWriter::new(std::fs::File::create(file).unwrap());
    let patient = r#"{"resourceType":"Patient","id":"p","identifier":[{"system":"https://clinic.example/mrn","value":"MRN-1"}],"name":[{"family":"Reyes","given":["Ana"]}],"birthDate":"1955-03-14"}"#;
    writeln!(out, "{patient}").unwrap();
    for number in 1..count {
        let visit = number - number % 8;
        let day = format!("{:04}-{:02}-{:02}", 1990 + visit % 30, 1 + visit % 12, 1 + visit % 28);
        let text =
            format!("a note that is said once more in every result, number {number}. ").repeat(20);
        if number % 8 == 0 {
            writeln!(out, r#"{{"resourceType":"Encounter","id":"v{number}","status":"finished","class":{{"code":"AMB"}},"subject":{{"reference":"Patient/p"}},"period":{{"start":"{day}"}},"type":[{{"text":"Visit {number}"}}],"text":{{"status":"generated","div":"<div>{text}</div>"}}}}"#).unwrap();
        } else {
            writeln!(out, r#"{{"resourceType":"Observation","id":"r{number}","status":"final","subject":{{"reference":"Patient/p"}},"encounter":{{"reference":"Encounter/v{visit}"}},"category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{{"text":"Glucose"}},"effectiveDateTime":"{day}","valueQuantity":{{"value":{number}.50,"unit":"mg/dL"}},"note":[{{"text":"{text}"}}]}}"#).unwrap();
        }
    }
    out.flush().unwrap();
}

#[test]
fn a_download_takes_no_more_memory_for_a_longer_record() {
    let place = tempfile::tempdir().unwrap();
    let mut peaks: Vec<Vec<u64>> = Vec::new();
    for length in LENGTHS {
        let (file, data) =
            (place.path().join("record.ndjson"), place.path().join(length.to_string()));
        write_record(&file, length);
        run(&data, &["import", file.to_str().unwrap()]);
        let found = run(&data, &["account", "find", "reyes"]);
        let patient = found[0]["patient"].as_str().unwrap();
        let mut of_length = Vec::new();
        for format in FORMATS {
            let to = place.path().join(format!("record.{format}"));
            let to = to.to_str().unwrap();
            let said =
                run(&data, &["download", "--patient", patient, "--format", format, "-o", to]);
            assert_eq!(said["entries"], length, "{format}: {said:#}");
            let text = std::fs::read_to_string(to).unwrap();
            for number in [1, length / 2 + 1, length - 1] {
                let note = format!("every result, number {number}. ");
                assert!(text.contains(&note), "{format}: number {number} is lost");
            }
            of_length.push(said["memory_peak_bytes"].as_u64().unwrap());
        }
        peaks.push(of_length);
    }
    for ((format, short), long) in FORMATS.iter().zip(&peaks[0]).zip(&peaks[1]) {
        let more = long.saturating_sub(*short);
        assert!(more < MORE, "{format}: {short} bytes, then {more} more");
    }
}
