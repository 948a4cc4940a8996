//! The mail around a site: a real mail server, a clinic that opens what is sent to it, and what people are
//! written to about.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use bluebutton_crypto::smime::authority::issue;
use bluebutton_crypto::smime::{Certificate, Identity};
use bluebutton_exchange::direct::{DirectSettings, MailSettings, SmtpSettings, TlsMode};
use bluebutton_exchange::inbox::{Accepts, Inbox, InboxSettings, Received};
use bluebutton_exchange::worker::work_once;
use bluebutton_record::Organization;
use bluebutton_store::Store;
use bluebutton_store::jobs::Job;
use bluebutton_store::transmissions::Way;
use jiff::Timestamp;
use tempfile::TempDir;

use crate::site::{Browser, SITE};

/// Who can open what is sent to them.
pub const DOCTOR: &str = "dr.lee@clinic.example";

const US: &str = "records@riverside.example";

/// A mail server on this machine, and the letters in it.
pub struct Post {
    pub mail: Arc<MailSettings>,
    inbox: Inbox,
    read: Mutex<BTreeSet<String>>,
    _folder: TempDir,
}

/// A message that came: to whom, and everything in it that can be read.
pub struct Letter {
    pub to: Vec<String>,
    pub subject: String,
    /// Each part under its name: `message`, `request.txt`, and the files as text.
    pub parts: Vec<(String, String)>,
}

impl Post {
    pub async fn start(now: Timestamp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let issued = issue("Test authority", &[US, DOCTOR], now.as_second() - 3600, 365).unwrap();
        let of = |name: &str| folder.path().join(name);
        for (name, file, pem) in [
            ("certificates", "doctor.pem", &issued.identities[1].0),
            ("anchors", "authority.pem", &issued.anchor_pem),
        ] {
            std::fs::create_dir_all(of(name)).unwrap();
            std::fs::write(of(name).join(file), pem).unwrap();
        }
        let identity = |at: usize| {
            let (certificate, key) = &issued.identities[at];
            Identity::from_pem(certificate, key).unwrap()
        };
        let settings = InboxSettings {
            identities: vec![identity(1)],
            anchors: Certificate::parse_all(issued.anchor_pem.as_bytes()).unwrap(),
            accepts: Accepts::Everybody,
            clock: Arc::new(move || now),
        };
        let (inbox, address) = Inbox::start(([127, 0, 0, 1], 0).into(), settings).await.unwrap();
        let direct = DirectSettings::of(US, identity(0), of("certificates"), of("anchors"));
        let mail = MailSettings {
            smtp: SmtpSettings {
                host: address.ip().to_string(),
                port: address.port(),
                tls: TlsMode::None,
                user: None,
                password: None,
            },
            direct: Some(direct.unwrap()),
            email_from: Some("no-reply@riverside.example".to_owned()),
            organization: Organization {
                name: "Riverside Family Clinic".to_owned(),
                ..Organization::default()
            },
            site: SITE.to_owned(),
            zone: jiff::tz::TimeZone::UTC,
        };
        Self { mail: Arc::new(mail), inbox, read: Mutex::default(), _folder: folder }
    }

    /// Does what waits to be done; what came since the last time, the newest first.
    pub async fn deliver(&self, store: &Store) -> Vec<Letter> {
        store.jobs().ensure(Job::Notices).await.unwrap();
        while work_once(store, &self.mail).await.unwrap() {}
        let mut read = self.read.lock().unwrap();
        let mut all = self.inbox.list();
        all.retain(|one| read.insert(one.id.clone()));
        all.iter().map(|one| letter(one)).collect()
    }
}

fn letter(one: &Received) -> Letter {
    // What stands around an encrypted message is a header; its body is noise.
    let raw = String::from_utf8_lossy(&one.raw);
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    let shown = if one.way == Way::Direct { head } else { &*raw };
    let lines = shown.lines().filter(|line| !line.starts_with("Message-ID:"));
    assert!(!body.is_empty());
    let mut parts = vec![
        ("message as it came".to_owned(), lines.collect::<Vec<_>>().join("\n")),
        ("message".to_owned(), format!("{}\n{}", one.subject, one.text)),
    ];
    for file in &one.attachments {
        parts.push((format!("{} {}", file.name, file.media_type), text(&file.bytes)));
    }
    assert_eq!(one.problem, None, "it was opened");
    Letter { to: one.to.clone(), subject: one.subject.clone(), parts }
}

/// The words of a file, whatever it is.
pub fn text(bytes: &[u8]) -> String {
    if bytes.starts_with(b"%PDF") {
        pdf_text(bytes)
    } else {
        String::from_utf8_lossy(bytes).into_owned()
    }
}

/// The words of a PDF; where there is no `pdftotext` it is not looked into, and that is said.
fn pdf_text(bytes: &[u8]) -> String {
    use std::io::Write as _;
    let asked = Command::new("pdftotext")
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut asked) = asked else {
        eprintln!("not run: pdftotext is not here, PDFs were not looked into");
        return String::new();
    };
    asked.stdin.take().unwrap().write_all(bytes).unwrap();
    String::from_utf8_lossy(&asked.wait_with_output().unwrap().stdout).into_owned()
}

/// Somebody sends everything that they see to the doctor, with a line of their own, by the pages: the review of
/// it, and where they are led.
pub async fn sends_everything(browser: &mut Browser, record: &str, line: &str) -> (String, String) {
    browser.get(&format!("{record}/send")).await;
    let mut fields =
        vec![("way", "direct"), ("to-address", DOCTOR), ("what", "everything"), ("message", line)];
    let review = browser.send(&format!("{record}/send/review"), &fields).await;
    let once = review.text_between("name=\"once\" value=\"", "\"").to_owned();
    fields.push(("once", &once));
    let sent = browser.send(&format!("{record}/send/now"), &fields).await;
    let asked = sent.leads_to().to_owned();
    assert!(asked.starts_with(&format!("{record}/send?asked=")), "{}", sent.html);
    (review.html, browser.get(&asked).await.html)
}

/// Gives the address at which somebody is told of everything, and confirms it.
pub async fn is_told_everything(browser: &mut Browser, store: &Store, login: &str) {
    let address = format!("{login}@mail.example");
    browser.get("/settings/notices").await;
    browser.send("/settings/notices/address", &[("address", &address)]).await;
    let account = store.accounts().by_login(login).await.unwrap().unwrap().id;
    let (_, code) =
        store.accounts().recipient(&account).await.unwrap().unwrap().to_confirm.unwrap();
    let done = browser.send("/settings/notices/code", &[("code", &code)]).await;
    assert_eq!(done.leads_to(), "/settings/notices?confirmed=1", "{}", done.html);
    let all = ["record", "sign-in", "people", "ending", "helped"].map(|one| (one, "1"));
    browser.send("/settings/notices", &all).await;
}
