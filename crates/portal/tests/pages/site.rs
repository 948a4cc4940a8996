//! A site with a fixed clock, and browsers that keep cookies and fill in forms.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use bluebutton_crypto::random::SeededRandom;
use bluebutton_crypto::{Hidden, totp};
use bluebutton_exchange::direct::{MailSettings, SmtpSettings, TlsMode};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_exchange::provider::{ProviderSettings, Providers};
use bluebutton_portal::{Services, router};
use bluebutton_record::matching::{NameAndBirthDate, Policy};
use bluebutton_record::{Language, Office, Offices, Organization, PatientKey};
use bluebutton_store::accounts::{AccountId, NewAccount, Role};
use bluebutton_store::{OpenOptions, Store, Who};
use bluebutton_web::Site as Settings;
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt as _;

/// A password that nobody would guess.
pub const PASSWORD: &str = "violet tractor moonrise";

/// Where the portal is.
pub const SITE: &str = "https://records.riverside.example";

/// The moment at which every site begins.
pub fn noon() -> Timestamp {
    "2026-05-03T16:00:00Z".parse().unwrap()
}

fn organization() -> Organization {
    Organization {
        name: "Riverside Family Clinic".to_owned(),
        phone: Some("(555) 010-0100".to_owned()),
        ..Organization::default()
    }
}

/// A portal with its store.
pub struct Site {
    pub store: Store,
    router: Router,
    clock: Arc<AtomicI64>,
    _data: TempDir,
}

/// Somebody with an account, and the secret of their second factor.
pub struct Person {
    pub id: AccountId,
    pub login: String,
    secret: Hidden<Vec<u8>>,
}

/// A browser: keeps cookies and the token of the last form it saw.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    token: String,
    language: &'static str,
}

/// An answer.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
    pub bytes: Vec<u8>,
}

impl Site {
    pub async fn start() -> Self {
        Self::started(None, Vec::new(), Policy::default()).await
    }

    /// One that sends by that mail server.
    pub async fn with_post(mail: &Arc<MailSettings>) -> Self {
        Self::started(Some(mail.clone()), Vec::new(), Policy::default()).await
    }

    /// One where people may sign in with an account elsewhere.
    pub async fn with_providers(providers: Vec<ProviderSettings>) -> Self {
        Self::started(None, providers, Policy::default()).await
    }

    /// One that can send plain e-mail (to a mail server that is not there).
    pub async fn with_mail() -> Self {
        let mail = MailSettings {
            smtp: SmtpSettings {
                host: "127.0.0.1".to_owned(),
                port: 1,
                tls: TlsMode::None,
                user: None,
                password: None,
            },
            direct: None,
            email_from: Some("records@riverside.example".to_owned()),
            organization: organization(),
            site: SITE.to_owned(),
            zone: jiff::tz::TimeZone::UTC,
        };
        Self::started(Some(Arc::new(mail)), Vec::new(), Policy::default()).await
    }

    /// A small one: full name and birth date are enough there.
    pub async fn small() -> Self {
        let name_and_birth_date = NameAndBirthDate::Same;
        Self::telling_apart_by(Policy { name_and_birth_date, ..Policy::default() }).await
    }

    /// One that says so of numbers, names and birth dates.
    pub async fn telling_apart_by(policy: Policy) -> Self {
        Self::started(None, Vec::new(), policy).await
    }

    async fn started(
        mail: Option<Arc<MailSettings>>,
        providers: Vec<ProviderSettings>,
        policy: Policy,
    ) -> Self {
        let data = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(noon().as_second()));
        let seconds = clock.clone();
        let store = Store::open(OpenOptions {
            data: data.path().to_owned(),
            database: None,
            root_key: Some(Hidden::new("07".repeat(32))),
            clock: Arc::new(move || {
                Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap()
            }),
            random: Arc::new(SeededRandom::new(7)),
        })
        .await
        .unwrap()
        .telling_apart_by(policy);
        let mut services = Services::new(store.clone(), Settings::of(organization(), SITE));
        if let Some(mail) = mail {
            services = services.with_mail(mail);
        }
        let services = services.with_providers(Providers::of(providers).unwrap());
        let router = router(services);
        Self { store, router, clock, _data: data }
    }

    pub fn browser(&self) -> Browser {
        let cookies = BTreeMap::new();
        Browser { router: self.router.clone(), cookies, token: String::new(), language: "en" }
    }

    pub fn after_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn person(&self, login: &str, name: &str) -> Person {
        self.account(login, name, Offices::NONE).await
    }

    /// Somebody whose own record is here; its key.
    pub async fn patient(&self, login: &str, name: &str, born: &str) -> (Person, PatientKey) {
        let person = self.person(login, name).await;
        let key = self.record(name, born).await;
        self.store.accounts().own(&person.id, &key).await.unwrap();
        (person, key)
    }

    /// A record that came in, with one medicine; its key.
    pub async fn record(&self, name: &str, born: &str) -> PatientKey {
        let (given, family) = name.split_once(' ').unwrap();
        let number = born.replace('-', "");
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[
            {{"fullUrl":"urn:uuid:00000000-0000-4000-8000-{number}0001","resource":
              {{"resourceType":"Patient","id":"1","birthDate":"{born}",
               "identifier":[{{"system":"urn:oid:1.2.3.4","value":"{family}-{born}"}}],
               "name":[{{"given":["{given}"],"family":"{family}"}}]}}}},
            {{"fullUrl":"urn:uuid:00000000-0000-4000-8000-{number}0002","resource":
              {{"resourceType":"MedicationRequest","id":"2","status":"active","intent":"order",
               "subject":{{"reference":"urn:uuid:00000000-0000-4000-8000-{number}0001"}},
               "medicationCodeableConcept":{{"text":"Metformin 500 mg"}},
               "authoredOn":"2026-02-03"}}}}]}}"#
        );
        self.import("bundle.json", bundle.as_bytes()).await;
        let nora = Who::Operator;
        let query = format!("{family} {born}");
        let found = self.store.patients().search(&nora, &query, 2).await.unwrap();
        assert_eq!(found.len(), 1, "{name}");
        found[0].patient.clone()
    }

    /// A file comes in.
    pub async fn import(&self, name: &str, bytes: &[u8]) {
        let importer = Importer::new(self.store.clone());
        importer.run(vec![Source::Bytes(name.to_owned(), Arc::from(bytes))]).await.unwrap();
    }

    /// Nora, who does everything in a small office: also make codes and see what redeems them.
    pub async fn staff(&self) -> Person {
        self.store.set_separate_duties(false);
        self.account("nora", "Nora Quinn", Offices::ALL).await
    }

    /// Somebody on the staff with that office alone.
    pub async fn clerk(&self, login: &str, office: Office) -> Person {
        self.clerk_with(login, &[office]).await
    }

    pub async fn clerk_with(&self, login: &str, offices: &[Office]) -> Person {
        self.account(login, login, Offices::of(offices.iter().copied())).await
    }

    async fn account(&self, login: &str, name: &str, offices: Offices) -> Person {
        let accounts = self.store.accounts();
        let new = NewAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            password: Hidden::new(PASSWORD.to_owned()),
            role: Role::Person,
            language: Language::English,
        };
        let made = if offices.is_empty() {
            accounts.create(new).await
        } else {
            accounts.create_staff(&Who::Operator, new, offices).await
        };
        let id = made.unwrap();
        let secret = totp::new_secret(self.store.random());
        accounts.set_totp(&id, secret.clone()).await.unwrap();
        Person { id, login: login.to_owned(), secret }
    }

    /// The code that the person's telephone shows at this moment.
    pub fn code_of(&self, person: &Person) -> String {
        totp::code_at(&person.secret, self.clock.load(Ordering::SeqCst))
    }

    /// The code of a secret as it is written for typing (base32).
    pub fn code_of_secret(&self, text: &str) -> String {
        const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        let values = text.chars().map(|letter| LETTERS.find(letter).unwrap());
        let bits: Vec<bool> =
            values.flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1 == 1)).collect();
        let byte = |eight: &[bool]| eight.iter().fold(0_u8, |byte, bit| byte << 1 | u8::from(*bit));
        let secret: Vec<u8> = bits.chunks_exact(8).map(byte).collect();
        totp::code_at(&Hidden::new(secret), self.clock.load(Ordering::SeqCst))
    }

    /// A browser in which that person is signed in.
    pub async fn signed_in(&self, person: &Person) -> Browser {
        // A code works once: whoever signs in again waits for the next one.
        self.after_seconds(31);
        let mut browser = self.browser();
        browser.get("/sign-in").await;
        let name_and_password = [("login", person.login.as_str()), ("password", PASSWORD)];
        browser.send("/sign-in", &name_and_password).await;
        browser.get("/sign-in/code").await;
        let code = self.code_of(person);
        let page = browser.send("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.html);
        browser
    }
}

impl Browser {
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::get(path).header("sec-fetch-site", "none");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Asks from a page of that origin (`None`: the browser does not say) and offers to unpack.
    pub async fn get_packed(&mut self, path: &str, from: Option<&str>) -> Page {
        let mut request = Request::get(path).header("accept-encoding", "br, gzip");
        if let Some(from) = from {
            request = request.header("sec-fetch-site", from);
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser does: with the token of the last page.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token.clone();
        let with_token: Vec<(&str, &str)> =
            [("form-token", token.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.send_from("same-origin", path, &with_token).await
    }

    /// Sends a form with exactly these fields, as a page of that origin would.
    pub async fn send_from(&mut self, origin: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let body: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header("sec-fetch-site", origin)
            .header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Sends a form with a file, as a browser does; without a name no file was chosen.
    pub async fn upload(
        &mut self,
        path: &str,
        (name, bytes): (&str, &[u8]),
        fields: &[(&str, &str)],
    ) -> Page {
        let token = self.token.clone();
        let mut body = Vec::new();
        for (field, value) in [("form-token", token.as_str())].iter().chain(fields) {
            let head =
                format!("--edge\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n");
            body.extend_from_slice(format!("{head}{value}\r\n").as_bytes());
        }
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--edge--\r\n");
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "multipart/form-data; boundary=edge");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    async fn ask(&mut self, mut request: Request<Body>) -> Page {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let headers = request.headers_mut();
        headers.insert(COOKIE, cookies.join("; ").parse().unwrap());
        headers.insert(ACCEPT_LANGUAGE, self.language.parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let bytes = to_bytes(body, 10_000_000).await.unwrap();
        let html = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(token) = between(&html, "name=\"form-token\" value=\"", "\"") {
            token.clone_into(&mut self.token);
        }
        Page { status: parts.status, headers: parts.headers, html, bytes: bytes.to_vec() }
    }

    /// The cookie of the session.
    pub fn session(&self) -> &str {
        self.cookies.get("session").map_or("", String::as_str)
    }
}

impl Page {
    pub fn says(&self, text: &str) -> bool {
        self.html.contains(text)
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn leads_to(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// The page without what a passkey would be asked: that is another thing each time.
    pub fn without_question(&self) -> String {
        let question = self.text_between("data-challenge=\"", "\"");
        let user = self.text_between("data-user=\"", "\"");
        self.html.replace(question, "").replace(user, "")
    }

    pub fn text_between(&self, before: &str, after: &str) -> &str {
        between(&self.html, before, after).unwrap_or_else(|| panic!("no {before} in the page"))
    }
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").unwrap();
        }
        out
    })
}
