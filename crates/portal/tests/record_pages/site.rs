//! A portal with one signed-in patient, over a real store in a folder of its own.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, LazyLock};

use axum::body::{Body, to_bytes};
use axum::http::{Request, Response};
use bluebutton_crypto::smime::Identity;
use bluebutton_crypto::smime::authority::{Issued, issue};
use bluebutton_crypto::totp::{code_at, new_secret};
use bluebutton_crypto::{Hidden, SystemRandom};
use bluebutton_exchange::direct::{DirectSettings, MailSettings, SmtpSettings, TlsMode};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_portal::{Services, router};
use bluebutton_record::{Language, Organization, PatientKey};
use bluebutton_store::accounts::{AccountId, CodeOutcome, NewAccount, Role, SessionToken, SignIn};
use bluebutton_store::{OpenOptions, Store, Who};
use bluebutton_web::Site as Settings;
use jiff::Timestamp;
use tower::ServiceExt as _;

/// A Direct address whose certificate we have and trust.
pub const KNOWN: &str = "dr.lee@direct.riverside.example";

/// A Direct address whose certificate comes from an authority that we do not trust.
pub const NOT_TRUSTED: &str = "dr.no@direct.elsewhere.example";

/// The moment of every test.
pub const NOW: &str = "2026-11-22T13:00:00Z";

/// A word that no line is long enough for.
pub const LONG: &str =
    "Pneumonoultramicroscopicsilicovolcanoconiosispneumonoultramicroscopicsilico";

pub struct Site {
    services: Services,
    account: AccountId,
    session: SessionToken,
    key: PatientKey,
    _folder: tempfile::TempDir,
}

pub struct Answer {
    pub status: u16,
    pub body: String,
    headers: axum::http::HeaderMap,
}

impl Site {
    /// A portal whose only record is made of those resources.
    pub async fn with(resources: Vec<String>) -> Self {
        let lines = resources.join("\n");
        let source = Source::Bytes("record.ndjson".to_owned(), lines.into_bytes().into());
        Self::of_family(source, "Reyes").await
    }

    /// A portal whose only record is made of that file, of somebody of that family name.
    pub async fn of_family(source: Source, family: &str) -> Self {
        let mut site = Self::of(vec![source]).await;
        let names = std::collections::BTreeSet::from([family.to_owned()]);
        site.key = site.own_all(&names).await.remove(0);
        site
    }

    /// The patient's account owns all records of those family names.
    pub async fn own_all(&self, names: &std::collections::BTreeSet<String>) -> Vec<PatientKey> {
        let mut keys = std::collections::BTreeSet::new();
        let store = &self.services.store;
        for name in names {
            let found = store.patients().search(&Who::Operator, name, 50).await.unwrap();
            keys.extend(found.into_iter().map(|card| card.patient));
        }
        for key in &keys {
            store.accounts().own(&self.account, key).await.unwrap();
        }
        keys.into_iter().collect()
    }

    /// A portal whose records are made of those files; its account owns none yet.
    pub async fn of(sources: Vec<Source>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let now: Timestamp = NOW.parse().unwrap();
        let store = Store::open(OpenOptions {
            data: folder.path().to_owned(),
            database: None,
            root_key: None,
            clock: Arc::new(move || now),
            random: Arc::new(SystemRandom),
        })
        .await
        .unwrap();
        Importer::new(store.clone()).run(sources).await.unwrap();
        let key = PatientKey::from_hash(&[0; 9]);
        let (account, session) = sign_in(&store, now).await;
        let organization = Organization {
            name: "Riverside Family Clinic".to_owned(),
            phone: Some("951-555-0100".to_owned()),
            ..Organization::default()
        };
        let mail = mail(folder.path(), &organization);
        let settings = Settings::of(organization, "http://localhost");
        let services = Services::new(store, settings).with_mail(Arc::new(mail));
        Self { services, account, session, key, _folder: folder }
    }

    /// The patient chooses a language.
    pub async fn speak(&mut self, language: Language) {
        self.services.store.accounts().set_language(&self.account, language).await.unwrap();
    }

    /// A page of the record.
    pub async fn get(&self, page: &str) -> Answer {
        self.get_path(&self.path_of(page)).await
    }

    /// A page by its whole address.
    pub async fn get_path(&self, path: &str) -> Answer {
        let request = self.request(path).body(Body::empty()).unwrap();
        self.answer(request).await
    }

    /// A page of the record, asked for by a link on another site.
    pub async fn get_by_link_elsewhere(&self, page: &str) -> Answer {
        let path = format!("/records/{}{page}", self.key);
        let request = self.request(&path).header("sec-fetch-site", "cross-site");
        self.answer(request.body(Body::empty()).unwrap()).await
    }

    /// A file by its whole address, as its bytes.
    pub async fn bytes(&self, path: &str) -> Vec<u8> {
        let request = self.request(path).body(Body::empty()).unwrap();
        let response: Response<Body> =
            router(self.services.clone()).oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200, "{path}");
        to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// The words of a PDF, by pdftotext: the head and foot of a page stand between the lines of an entry.
    pub async fn words_of_pdf(&self, path: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("record.pdf");
        std::fs::write(&file, self.bytes(path).await).unwrap();
        let Ok(output) = Command::new("pdftotext").arg(&file).arg("-").output() else {
            println!("pdftotext not there: the words of the PDF were not compared");
            return None;
        };
        assert!(output.status.success(), "pdftotext failed");
        Some(String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The address of a page of the record.
    pub fn path_of(&self, page: &str) -> String {
        format!("/records/{}{page}", self.key)
    }

    /// Sends a form, with the token of a page of the same session.
    pub async fn post(&self, page: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.get("/send").await.body;
        let token = form.split("name=\"form-token\" value=\"").nth(1).unwrap();
        let token = token.split('"').next().unwrap();
        let mut body = format!("form-token={token}");
        for (name, value) in fields {
            body.push_str(&format!("&{name}={}", value.replace('@', "%40").replace(' ', "+")));
        }
        let path = format!("/records/{}{page}", self.key);
        let request = self
            .request(&path)
            .method("POST")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        self.answer(request).await
    }

    fn request(&self, path: &str) -> axum::http::request::Builder {
        Request::builder().uri(path).header("cookie", format!("session={}", self.session.0))
    }

    async fn answer(&self, request: Request<Body>) -> Answer {
        let response: Response<Body> =
            router(self.services.clone()).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Answer {
            status: parts.status.as_u16(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            headers: parts.headers,
        }
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn is_html(&self) -> bool {
        self.header("content-type").starts_with("text/html")
            && self.header("content-disposition").is_empty()
    }
}

async fn sign_in(store: &Store, now: Timestamp) -> (AccountId, SessionToken) {
    let accounts = store.accounts();
    let password = || Hidden::new("a good long password".to_owned());
    let account = accounts
        .create(NewAccount {
            login: "ana".to_owned(),
            name: "Ana Reyes".to_owned(),
            password: password(),
            role: Role::Person,
            language: Language::English,
        })
        .await
        .unwrap();
    let secret = new_secret(&SystemRandom);
    let code = code_at(&secret, now.as_second());
    accounts.set_totp(&account, secret).await.unwrap();
    let SignIn::NeedsCode(half) = accounts.sign_in("ana", password(), "here").await.unwrap() else {
        panic!("the password is right");
    };
    let CodeOutcome::Right(session) = accounts.give_code(&half, &code, "here").await.unwrap()
    else {
        panic!("the code is right");
    };
    (account, session)
}

/// The address of the first link with these words.
pub fn link<'h>(html: &'h str, words: &str) -> &'h str {
    let (before, _) = html.split_once(&format!(">{words}</a>")).unwrap();
    before.rsplit("href=\"").next().unwrap().split('"').next().unwrap()
}

/// A patient and nothing else.
pub fn plain_patient(given: &str, family: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","id":"p1","identifier":[{{"system":"urn:oid:2.16.840.1.113883.19.5","value":"1"}}],"name":[{{"use":"official","given":["{given}"],"family":"{family}"}}],"gender":"female","birthDate":"1955-03-14"}}"#
    )
}

/// The project's sample record: something in most sections.
pub fn usual_record() -> Vec<String> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/record/ana.ndjson");
    std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

/// Names without end, markup where words should be, and a hundred results of one day.
pub fn unruly_record() -> Vec<String> {
    let subject = r#""subject":{"reference":"Patient/p1"}"#;
    let patient = r#""patient":{"reference":"Patient/p1"}"#;
    let bad = format!("{LONG} <script>alert(1)</script> \\\"quoted\\\" & so on");
    let text = format!(r#"{{"text":"{bad}"}}"#);
    let mut all = vec![
        plain_patient(LONG, "Reyes"),
        format!(
            r#"{{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","medicationCodeableConcept":{text},{subject},"dosageInstruction":[{{"text":"{bad}"}}]}}"#
        ),
        format!(
            r#"{{"resourceType":"AllergyIntolerance","id":"a1","code":{text},{patient},"reaction":[{{"manifestation":[{text}]}}]}}"#
        ),
        format!(r#"{{"resourceType":"Condition","id":"c1","code":{text},{subject}}}"#),
        format!(
            r#"{{"resourceType":"Encounter","id":"e1","status":"finished","class":{{"code":"AMB"}},"type":[{text}],{subject},"period":{{"start":"2026-05-03","end":"2026-05-03"}}}}"#
        ),
        format!(
            r#"{{"resourceType":"DocumentReference","id":"d1","status":"current","type":{text},{subject},"content":[{{"attachment":{{"contentType":"text/html","data":"PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0PjxwPkhlbGxvPC9wPg==","title":"{bad}"}}}}]}}"#
        ),
    ];
    all.extend((0..120).map(|n| {
        format!(
            r#"{{"resourceType":"Observation","id":"o{n}","status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],"code":{text},{subject},"effectiveDateTime":"2026-05-03","valueQuantity":{{"value":{n},"unit":"{bad}"}},"referenceRange":[{{"low":{{"value":10}},"high":{{"value":100}}}}]}}"#
        )
    }));
    all
}

/// Ways of sending with real certificates, in files beside the store.
fn mail(folder: &Path, organization: &Organization) -> MailSettings {
    // Keys take seconds to make: once for all tests.
    static ISSUED: LazyLock<(Issued, Issued)> = LazyLock::new(|| {
        let since = NOW.parse::<Timestamp>().unwrap().as_second() - 3_600;
        let ours = issue("Ours", &["records@direct.riverside.example", KNOWN], since, 30);
        (ours.unwrap(), issue("Theirs", &[NOT_TRUSTED], since, 30).unwrap())
    });
    let (ours, theirs) = &*ISSUED;
    let (recipients, anchors) = (folder.join("recipients"), folder.join("anchors"));
    std::fs::create_dir_all(&recipients).unwrap();
    std::fs::create_dir_all(&anchors).unwrap();
    std::fs::write(recipients.join("known.pem"), &ours.identities[1].0).unwrap();
    std::fs::write(recipients.join("theirs.pem"), &theirs.identities[0].0).unwrap();
    std::fs::write(anchors.join("ours.pem"), &ours.anchor_pem).unwrap();
    let (certificate, key) = &ours.identities[0];
    let identity = Identity::from_pem(certificate, key).unwrap();
    let from = "records@direct.riverside.example";
    MailSettings {
        smtp: SmtpSettings {
            host: "localhost".to_owned(),
            port: 25,
            tls: TlsMode::None,
            user: None,
            password: None,
        },
        direct: Some(DirectSettings::of(from, identity, recipients, anchors).unwrap()),
        email_from: Some("records@riverside.example".to_owned()),
        organization: organization.clone(),
        site: "https://records.riverside.example".to_owned(),
        zone: jiff::tz::TimeZone::UTC,
    }
}
