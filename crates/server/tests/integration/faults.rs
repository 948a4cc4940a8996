//! `kill -9` of a process that sends, at the worst moment: the mail server has the message, and nobody
//! has noted it yet. On both engines.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};

use bluebutton_crypto::SystemRandom;
use bluebutton_exchange::direct::{MailSettings, SmtpSettings, TlsMode};
use bluebutton_exchange::worker::work_once;
use bluebutton_record::Organization;
use bluebutton_store::transmissions::TransmissionState;
use bluebutton_store::{Action, OpenOptions, Store, Who};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::longer;
use crate::postgres::new_database;

/// A mail server that takes each message and then says nothing.
fn silent_server() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let (taken, messages) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let taken = taken.clone();
            std::thread::spawn(move || {
                if let Some(message) = talk(stream) {
                    let _ = taken.send(message);
                }
                std::thread::park();
            });
        }
    });
    (port, messages)
}

fn talk(stream: TcpStream) -> Option<String> {
    let mut write = stream.try_clone().ok()?;
    let mut lines = BufReader::new(stream).lines();
    write.write_all(b"220 localhost\r\n").ok()?;
    while let Some(Ok(line)) = lines.next() {
        if line == "DATA" {
            write.write_all(b"354 go on\r\n").ok()?;
            let message = lines.map_while(Result::ok).take_while(|line| line != ".");
            let message: Vec<String> = message.collect();
            // The connection stays open as long as `write` does.
            std::mem::forget(write);
            return Some(message.join("\n"));
        }
        write.write_all(b"250 localhost\r\n").ok()?;
    }
    None
}

fn command(data: &Path, database: Option<&str>, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bluebutton"));
    command.args(arguments).arg("--data").arg(data).env_clear().stdin(Stdio::null());
    if let Some(database) = database {
        command.args(["--database", database]);
    }
    command
}

fn json(command: &mut Command) -> Value {
    let output = command.arg("--json").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// The store as it will be found after two minutes.
async fn later(data: &Path, database: Option<&str>) -> Store {
    #[expect(clippy::disallowed_methods, reason = "the killed process ran by the system's clock")]
    let then = Timestamp::now() + SignedDuration::from_mins(2);
    let options = OpenOptions {
        data: data.to_owned(),
        database: database.map(str::to_owned),
        root_key: None,
        clock: Arc::new(move || then),
        random: Arc::new(SystemRandom),
    };
    Store::open(options).await.unwrap()
}

async fn killed_while_handing_over(database: impl Fn() -> Option<String>) {
    for _ in 0..longer() {
        one_killed_while_handing_over(database()).await;
    }
    println!("{} senders killed after the mail server took it: none sent it twice", longer());
}

async fn one_killed_while_handing_over(database: Option<String>) {
    let place = tempfile::tempdir().unwrap();
    let (data, database) = (place.path().join("data"), database.as_deref());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/demo/ana-reyes.json");
    json(&mut command(&data, database, &["import", file]));
    let found = json(&mut command(&data, database, &["account", "find", "reyes"]));
    let patient = found[0]["patient"].as_str().unwrap().to_owned();
    let (port, messages) = silent_server();
    let settings = place.path().join("bluebutton.toml");
    let mail = format!(
        "[mail]\nsmtp = \"127.0.0.1:{port}\"\nsecurity = \"none\"\nfrom = \"records@us.example\"\n"
    );
    std::fs::write(&settings, mail).unwrap();
    let to_send = [
        "send",
        "--patient",
        &patient,
        "--to",
        "ana@mail.example",
        "--way",
        "email",
        "--accept-risk",
        "--config",
        settings.to_str().unwrap(),
    ];
    let mut sending = command(&data, database, &to_send).spawn().unwrap();
    let message = messages.recv().unwrap();
    // SIGKILL: nothing of the process runs after this.
    sending.kill().unwrap();
    sending.wait().unwrap();
    assert!(message.contains("Message-ID: <"));

    let store = later(&data, database).await;
    let away = SmtpSettings {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        user: None,
        password: None,
    };
    let mail = Arc::new(MailSettings {
        smtp: away,
        direct: None,
        email_from: Some("records@us.example".to_owned()),
        organization: Organization::default(),
        site: "https://records.us.example".to_owned(),
        zone: jiff::tz::TimeZone::UTC,
    });
    assert!(work_once(&store, &mail).await.unwrap(), "the dead process's job was not taken");
    let cards = store.patients().search(&Who::Operator, "reyes", 1).await.unwrap();
    let view = Action::View { page: "activity", resource: None };
    let permit = store.access().open(&Who::Operator, &cards[0].patient, view).await.unwrap();
    let list = store.transmissions().list(&permit, 10).await.unwrap();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0].state, TransmissionState::MayHaveGone);
    assert!(messages.try_recv().is_err(), "it was sent a second time");
    assert!(!work_once(&store, &mail).await.unwrap(), "there is more to do");
    let check = store.verify(|_, _| {}).await.unwrap();
    assert_eq!(check.findings, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_killed_while_handing_over_sends_nothing_twice_on_sqlite() {
    killed_while_handing_over(|| None).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sender_killed_while_handing_over_sends_nothing_twice_on_postgresql() {
    killed_while_handing_over(|| Some(new_database("killed_sender"))).await;
}
