//! The server's memory has a ceiling, whoever asks for how much: strangers who try sign-ins without end (700
//! of them once grew the process to 1.4 GB for good), people who take out large records at once (eight files of one
//! of 500,000 entries took 8.8 GB).

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use crate::longer;
use crate::outages::{Place, Visitor, get};

/// What the server may hold at any time.
const CEILING_KB: u64 = 300 * 1024;

const STRANGERS: usize = 120;
const TRIES: usize = 4;

/// A server behind a proxy of ours, which says of each try that it comes from somewhere else; killed at the
/// end of its test.
struct Running {
    child: Child,
    address: String,
}

impl Running {
    fn start(data: &std::path::Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{free}");
        let settings = data.join("bluebutton.toml");
        std::fs::write(&settings, "proxies = [\"127.0.0.1\"]\n").unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
            .args(["serve", "--listen", &address, "--config"])
            .arg(&settings)
            .arg("--data")
            .arg(data.join("data"))
            .env_clear()
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, heard) = mpsc::channel();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| tell.send(line)));
        assert!(heard.iter().any(|line| line.starts_with("Blue Button is at")), "it did not start");
        // The rest is read, too: a full pipe would hold the server up.
        thread::spawn(move || heard.iter().count());
        Self { child, address }
    }
}

/// The most that a process has held, and what it holds, in kB.
fn memory(process: &Child) -> (u64, u64) {
    let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    };
    (of("VmHWM:"), of("VmRSS:"))
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn http(address: &str, request: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> &'t str {
    let found = text.split_once(before).and_then(|(_, rest)| rest.split_once(after));
    found.unwrap_or_else(|| panic!("no {before} in {text}")).0
}

/// One stranger with a form of their own tries names that nobody has; how many tries were heard.
fn tries(address: &str, stranger: usize, heard: &AtomicUsize) {
    let head = "Host: localhost\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n";
    let form = http(address, &format!("GET /sign-in HTTP/1.1\r\n{head}\r\n"));
    let cookie = between(&form, "set-cookie: ", ";");
    let token = between(&form, "name=\"form-token\" value=\"", "\"");
    for number in 0..TRIES {
        let body =
            format!("form-token={token}&login=nobody-{stranger}-{number}&password=a+wild+guess");
        let answer = http(
            address,
            &format!(
                "POST /sign-in HTTP/1.1\r\n{head}X-Forwarded-For: 10.{stranger}.{number}.1\r\n\
                 Cookie: {cookie}\r\nContent-Length: {}\r\n\
                 Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
                body.len()
            ),
        );
        let status = answer.split(' ').nth(1).unwrap_or_default();
        assert!(["200", "503"].contains(&status), "{answer}");
        heard.fetch_add(usize::from(status == "200"), Ordering::Relaxed);
    }
}

#[test]
fn strangers_who_try_without_end_do_not_grow_the_server() {
    let data = tempfile::tempdir().unwrap();
    let server = Running::start(data.path());
    let heard = AtomicUsize::new(0);
    thread::scope(|scope| {
        for stranger in 0..STRANGERS {
            let (address, heard) = (server.address.as_str(), &heard);
            scope.spawn(move || tries(address, stranger, heard));
        }
    });
    let (most, rest) = memory(&server.child);
    let heard = heard.into_inner();
    assert!(heard > 20, "{heard} of {} tries were heard", STRANGERS * TRIES);
    assert!(most < CEILING_KB && rest < CEILING_KB, "{most} kB at its most, {rest} kB after");
}

/// Who take out their records at the same moment, and what is in each.
const PEOPLE: usize = 6;
const RESULTS: usize = 2_500;

/// A record: a patient, and results with a note each.
fn record(number: usize, results: usize) -> String {
    let patient = format!(
        r#"{{"resourceType":"Patient","id":"p{number}","identifier":[{{"system":"urn:mrn","value":"7{number:05}"}}],"name":[{{"family":"Becker{number}","given":["Tom"]}}],"birthDate":"19{:02}-03-14"}}"#,
        10 + number
    );
    let result = |at: usize| {
        let note = format!("a note of result {at} that is said once more. ").repeat(12);
        format!(
            r#"{{"resourceType":"Observation","id":"r{number}-{at}","status":"final","subject":{{"reference":"Patient/p{number}"}},"code":{{"text":"Glucose"}},"effectiveDateTime":"20{:02}-01-01","valueQuantity":{{"value":{at}.5,"unit":"mg/dL"}},"note":[{{"text":"{note}"}}]}}"#,
            at % 26
        )
    };
    std::iter::once(patient).chain((0..results).map(result)).collect::<Vec<_>>().join("\n")
}

/// Takes out each form of a record; the bytes that came.
fn takes_out(address: &str, visitor: &Visitor) -> usize {
    ["fhir", "ndjson", "text", "html", "ccda"]
        .into_iter()
        .map(|format| {
            let path = format!(
                "/records/{}/download/file?what=everything&format={format}",
                visitor.patient
            );
            let (status, file) = get(address, &path, &visitor.session).unwrap();
            assert_eq!(status, 200, "{format}: {file}");
            file.len()
        })
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_take_out_long_records_at_once_do_not_grow_the_server() {
    let (people, results) = (PEOPLE, RESULTS * longer() as usize);
    let place = Place::new(None);
    let files = tempfile::tempdir().unwrap();
    for number in 0..people {
        let file = files.path().join(format!("{number}.ndjson"));
        std::fs::write(file, record(number, results)).unwrap();
    }
    let imported = place.command(&["import", files.path().to_str().unwrap()]).output().unwrap();
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let mut visitors = Vec::new();
    for number in 0..people {
        let name = format!("becker{number}");
        visitors.push(place.visitor(&format!("tom{number}"), &name).await);
    }
    let server = place.serve();
    let bytes = AtomicUsize::new(0);
    thread::scope(|scope| {
        for visitor in &visitors {
            let (address, bytes) = (server.address.as_str(), &bytes);
            scope.spawn(move || {
                bytes.fetch_add(takes_out(address, visitor), Ordering::Relaxed);
            });
        }
    });
    let (most, rest) = memory(&server.child);
    let megabytes = bytes.into_inner() / 1_000_000;
    assert!(megabytes > 3 * people * results / 1_000, "{megabytes} MB came");
    assert!(most < CEILING_KB && rest < CEILING_KB, "{most} kB at its most, {rest} kB after");
    println!("{megabytes} MB taken out by {people} people at once: {} MB at most", most / 1_024);
}
