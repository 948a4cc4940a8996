//! `bluebutton serve` as systemd runs it: it starts, tells its log, and stops when told to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// Longer than systemd's patience would be a fault.
const STOP_MAX: Duration = Duration::from_secs(30);

/// A running server, what it said so far, and its address.
struct Running {
    server: Child,
    lines: mpsc::Receiver<String>,
    said: Vec<String>,
    address: String,
    _data: TempDir,
}

impl Running {
    /// Starts it on a free port of that host and waits until it says where it is.
    fn on(host: &str) -> Self {
        Self::with(host, &[])
    }

    /// The same with variables.
    fn with(host: &str, variables: &[(&str, &str)]) -> Self {
        let data = TempDir::new().unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Command::new(env!("CARGO_BIN_EXE_bluebutton"))
            .args(["serve", "--log-format", "json", "--listen", &format!("{host}:{free}")])
            .arg("--data")
            .arg(data.path())
            .env_clear()
            .envs(variables.iter().copied())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (tell, lines) = mpsc::channel();
        let errors = BufReader::new(server.stderr.take().unwrap());
        thread::spawn(move || errors.lines().map_while(Result::ok).try_for_each(|l| tell.send(l)));
        let address = format!("127.0.0.1:{free}");
        let mut running = Self { server, lines, said: Vec::new(), address, _data: data };
        while !running.said.iter().any(|line| line.starts_with("Blue Button is at")) {
            match running.lines.recv_timeout(STOP_MAX) {
                Ok(line) => running.said.push(line),
                Err(why) => panic!("the server does not start ({why}): {:?}", running.said),
            }
        }
        running
    }

    /// Sends `TERM` and waits for the end; what it said in all.
    fn stop(mut self) -> Vec<String> {
        let pid = self.server.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let (tell, ended) = mpsc::channel();
        let mut server = self.server;
        thread::spawn(move || tell.send(server.wait()));
        let Ok(status) = ended.recv_timeout(STOP_MAX) else { panic!("it did not stop") };
        let status = status.unwrap();
        assert!(status.success(), "{status}");
        self.said.extend(self.lines);
        self.said
    }
}

/// The lines that are the log.
fn log(said: &[String]) -> Vec<Value> {
    let lines = said.iter().filter(|line| !line.starts_with("Blue Button is at"));
    lines.map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

#[test]
fn half_a_header_does_not_keep_a_server_alive_that_was_told_to_stop() {
    let running = Running::on("127.0.0.1");
    let mut client = TcpStream::connect(&running.address).unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nHost: loc").unwrap();

    log(&running.stop());

    drop(client);
}

#[test]
fn plain_http_beyond_this_machine_is_warned_of() {
    let warned = |host| {
        let lines = log(&Running::on(host).stop());
        lines.iter().any(|line| line["event"] == "plain-http" && line["level"] == "WARN")
    };
    assert!(warned("0.0.0.0"));
    assert!(!warned("127.0.0.1"));
}

/// One request on a connection of its own; the whole answer.
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

#[test]
fn a_wrong_try_is_one_line_of_the_log_and_names_nobody() {
    let running = Running::on("127.0.0.1");
    let end = "Host: localhost\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n";
    let form = http(&running.address, &format!("GET /sign-in HTTP/1.1\r\n{end}\r\n"));
    let cookie = between(&form, "set-cookie: ", ";");
    let token = between(&form, "name=\"form-token\" value=\"", "\"");
    let body = format!("form-token={token}&login=ana.reyes&password=a+wild+guess");
    let answer = http(
        &running.address,
        &format!(
            "POST /sign-in HTTP/1.1\r\n{end}Cookie: {cookie}\r\nContent-Length: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\n\r\n{body}",
            body.len()
        ),
    );
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");

    let said = running.stop();

    let refused = |line: &&Value| line["event"] == "sign-in-refused";
    let lines = log(&said);
    let told: Vec<&Value> = lines.iter().filter(refused).collect();
    assert_eq!(told.len(), 1, "{said:?}");
    assert_eq!(told[0]["from"], "127.0.0.1");
    for secret in ["ana.reyes", "wild", token] {
        assert!(!said.iter().any(|line| line.contains(secret)), "{secret} in {said:?}");
    }
}

/// The first line of an answer, and where it leads.
fn asked(running: &Running, path: &str) -> (String, String) {
    let end = "Host: localhost\r\nSec-Fetch-Site: none\r\nConnection: close\r\n\r\n";
    let answer = http(&running.address, &format!("GET {path} HTTP/1.1\r\n{end}"));
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    (answer.lines().next().unwrap().to_owned(), location.unwrap_or_default().to_owned())
}

#[test]
fn the_hub_stands_beside_the_portal_or_alone_or_is_not_there() {
    let beside = Running::with("127.0.0.1", &[("BLUEBUTTON_HUB__CHECKS", "false")]);
    for path in ["/", "/sign-in", "/pledge", "/find", "/pledge/texts/blue-button", "/members/enter"]
    {
        assert_eq!(asked(&beside, path).0, "HTTP/1.1 200 OK", "{path}");
    }
    assert_eq!(asked(&beside, "/pledges").0, "HTTP/1.1 404 Not Found");
    assert_eq!(asked(&beside, "/find/nobody").0, "HTTP/1.1 404 Not Found");
    assert!(asked(&beside, "/records").1.starts_with("/sign-in"));
    let _said = beside.stop();

    let only = [("BLUEBUTTON_HUB__CHECKS", "false"), ("BLUEBUTTON_HUB__ONLY", "true")];
    let alone = Running::with("127.0.0.1", &only);
    assert_eq!(asked(&alone, "/").1, "/pledge");
    assert_eq!(asked(&alone, "/sign-in").0, "HTTP/1.1 200 OK");
    // Where people start whose account belongs to a member, and staff: there are no records here.
    assert_eq!(asked(&alone, "/records").1, "/members/mine");
    assert_eq!(asked(&alone, "/staff").1, "/pledge/staff");
    assert_eq!(asked(&alone, "/records/add").0, "HTTP/1.1 404 Not Found");
    let _said = alone.stop();

    let without = Running::on("127.0.0.1");
    assert_eq!(asked(&without, "/pledge").0, "HTTP/1.1 404 Not Found");
    let _said = without.stop();
}
