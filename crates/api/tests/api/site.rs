//! A site with portal and API, a fixed clock, a person in a browser, and an app.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{AUTHORIZATION, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use bluebutton_api::{ApiSettings, PREFIXES};
use bluebutton_crypto::random::SeededRandom;
use bluebutton_crypto::{Hidden, totp};
use bluebutton_exchange::import::{Importer, Source};
use bluebutton_oauth::pkce;
use bluebutton_record::{Language, Office, Offices, Organization, PatientKey, Topics};
use bluebutton_store::accounts::{AccountId, NewAccount, Role};
use bluebutton_store::apps::{About, App};
use bluebutton_store::{OpenOptions, Store, Who};
use bluebutton_web::{Site as Settings, room};
use jiff::Timestamp;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt as _;

pub use crate::anas::*;

pub const ADDRESS: &str = "https://records.riverside.example";
pub const BASE: &str = "https://records.riverside.example/fhir";
pub const BACK: &str = "https://app.example/back";
pub const LAB: &str = "http://terminology.hl7.org/CodeSystem/observation-category|laboratory";
pub const VITAL: &str = "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs";
const PASSWORD: &str = "violet tractor moonrise";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

pub struct Site {
    pub store: Store,
    pub router: Router,
    clock: Arc<AtomicI64>,
    _data: TempDir,
}

/// Somebody with an account, in a browser.
pub struct Person {
    pub id: AccountId,
    login: String,
    secret: Hidden<Vec<u8>>,
    cookies: BTreeMap<String, String>,
    form_token: String,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Site {
    pub async fn start() -> Self {
        let data = tempfile::tempdir().unwrap();
        let noon: Timestamp = "2026-05-03T16:00:00Z".parse().unwrap();
        let clock = Arc::new(AtomicI64::new(noon.as_second()));
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
        .unwrap();
        store.set_topics(Topics::built_in());
        let organization = Organization { name: "Riverside".to_owned(), ..Organization::default() };
        let settings = || Settings::of(organization.clone(), ADDRESS);
        let portal = bluebutton_portal::Services::new(store.clone(), settings());
        let api = bluebutton_api::Services::new(store.clone(), settings(), ApiSettings::default());
        let router =
            room::beside(bluebutton_portal::router(portal), bluebutton_api::router(api), &PREFIXES);
        Self { store, router, clock, _data: data }
    }

    pub fn after_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    pub async fn import(&self, bundle: &str) {
        let importer = Importer::new(self.store.clone());
        let bytes: Arc<[u8]> = Arc::from(bundle.as_bytes());
        importer.run(vec![Source::Bytes("bundle.json".to_owned(), bytes)]).await.unwrap();
    }

    /// Somebody whose own record is here, with those resources beside the Patient: members of each, in
    /// which `$P` refers to the patient and `$1` to the resource at that place. Signed in.
    pub async fn patient(
        &self,
        login: &str,
        (given, family, born): (&str, &str, &str),
        resources: &[(&str, &str)],
    ) -> (Person, PatientKey) {
        let digits = born.replace('-', "");
        let urn = |number: usize| format!("urn:uuid:{digits}-0000-4000-8000-{number:012}");
        let mut entries = vec![format!(
            r#"{{"fullUrl":"{}","resource":{{"resourceType":"Patient","birthDate":"{born}","gender":"female",
               "identifier":[{{"system":"urn:oid:1.2.3.4","value":"{family}-{born}"}}],
               "name":[{{"given":["{given}"],"family":"{family}"}}]}}}}"#,
            urn(0)
        )];
        for (place, (kind, members)) in resources.iter().enumerate() {
            let mut members = members.replace("$P", &format!(r#"{{"reference":"{}"}}"#, urn(0)));
            for other in (1..=resources.len()).rev() {
                members = members
                    .replace(&format!("${other}"), &format!(r#"{{"reference":"{}"}}"#, urn(other)));
            }
            entries.push(format!(
                r#"{{"fullUrl":"{}","resource":{{"resourceType":"{kind}",{members}}}}}"#,
                urn(place + 1)
            ));
        }
        self.import(&format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#,
            entries.join(",")
        ))
        .await;
        let query = format!("{family} {born}");
        let found = self.store.patients().search(&Who::Operator, &query, 2).await.unwrap();
        assert_eq!(found.len(), 1, "{family}");
        let key = found[0].patient.clone();
        let person = self.person(login, &format!("{given} {family}")).await;
        self.store.accounts().own(&person.id, &key).await.unwrap();
        (person, key)
    }

    /// Somebody with an account, signed in.
    pub async fn person(&self, login: &str, name: &str) -> Person {
        let accounts = self.store.accounts();
        let new = NewAccount {
            login: login.to_owned(),
            name: name.to_owned(),
            password: Hidden::new(PASSWORD.to_owned()),
            role: Role::Person,
            language: Language::English,
        };
        let id = accounts.create(new).await.unwrap();
        let secret = totp::new_secret(self.store.random());
        accounts.set_totp(&id, secret.clone()).await.unwrap();
        let (cookies, form_token) = (BTreeMap::new(), String::new());
        let mut person = Person { id, login: login.to_owned(), secret, cookies, form_token };
        self.sign_in(&mut person).await;
        person
    }

    /// A privacy officer, who decides about apps.
    pub async fn officer(&self) -> Who {
        let new = NewAccount {
            login: "priya".to_owned(),
            name: "Priya Nair".to_owned(),
            password: Hidden::new(PASSWORD.to_owned()),
            role: Role::Staff,
            language: Language::English,
        };
        let offices = Offices::of([Office::PrivacyOfficer]);
        let made = self.store.accounts().create_staff(&Who::Operator, new, offices).await;
        Who::Account(made.unwrap())
    }

    pub async fn sign_in(&self, person: &mut Person) {
        self.after_seconds(31);
        person.cookies.clear();
        let login = person.login.clone();
        self.browse(person, "/sign-in").await;
        self.send(person, "/sign-in", &[("login", &login), ("password", PASSWORD)]).await;
        self.browse(person, "/sign-in/code").await;
        let code = totp::code_at(&person.secret, self.clock.load(Ordering::SeqCst));
        let page = self.send(person, "/sign-in/code", &[("code", &code)]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    }

    pub async fn browse(&self, person: &mut Person, path: &str) -> Answer {
        let request = Request::get(path).header("sec-fetch-site", "cross-site");
        self.as_browser(person, request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser does: with the token of the last page.
    pub async fn send(&self, person: &mut Person, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = person.form_token.clone();
        let all = [("form-token", token.as_str())].into_iter().chain(fields.iter().copied());
        let body = form(&all.collect::<Vec<_>>());
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.as_browser(person, request.body(Body::from(body)).unwrap()).await
    }

    async fn as_browser(&self, person: &mut Person, mut request: Request<Body>) -> Answer {
        let pairs = person.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies: Vec<String> = pairs.collect();
        request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        let answer = self.ask(request).await;
        for line in answer.headers.get_all(SET_COOKIE) {
            let (name, rest) = line.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            person.cookies.insert(name.to_owned(), value.to_owned());
        }
        if let Some(token) = between(&answer.text, "name=\"form-token\" value=\"", "\"") {
            token.clone_into(&mut person.form_token);
        }
        answer
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 50_000_000).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    /// An app that may be used.
    pub async fn app(&self) -> App {
        self.register(false, true).await.0
    }

    pub async fn register(
        &self,
        is_confidential: bool,
        is_open: bool,
    ) -> (App, Option<Hidden<String>>) {
        let about = About {
            name: "Growth chart".to_owned(),
            publisher: "Example Apps".to_owned(),
            website: "https://app.example/about".to_owned(),
            contact: "dev@app.example".to_owned(),
            redirects: vec![BACK.to_owned()],
            keys: None,
        };
        self.store.apps().register(None, about, (is_confidential, is_open)).await.unwrap()
    }

    /// The person is asked, and answers with all parts that are offered; where the browser is sent then.
    pub async fn consents(
        &self,
        person: &mut Person,
        app: &App,
        scope: &str,
        change: impl FnOnce(&mut Vec<(String, String)>),
    ) -> Answer {
        let query = request(app, scope);
        let page = self.browse(person, &format!("/oauth/authorize?{query}")).await;
        assert_eq!(page.status, StatusCode::OK, "{} {}", page.leads_to(), page.text);
        let mut fields = ticked(&page.text);
        fields.push(("query".to_owned(), query));
        fields.push(("answer".to_owned(), "yes".to_owned()));
        change(&mut fields);
        let fields: Vec<_> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        self.send(person, "/oauth/authorize", &fields).await
    }

    /// The whole launch; the answer of the token endpoint.
    pub async fn launch(&self, person: &mut Person, app: &App, scope: &str) -> Value {
        let back = self.consents(person, app, scope, |_| ()).await;
        let answer = self.exchange(app, &back.code()).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
        answer.json()
    }

    pub async fn exchange(&self, app: &App, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("client_id", app.id.as_str()),
            ("code", code),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        self.post("/oauth/token", &fields).await
    }

    pub async fn refresh(&self, app: &App, token: &str) -> Answer {
        let fields = [
            ("grant_type", "refresh_token"),
            ("client_id", app.id.as_str()),
            ("refresh_token", token),
        ];
        self.post("/oauth/token", &fields).await
    }

    /// An app sends a form, from anywhere.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = Request::post(path)
            .header("origin", "https://app.example")
            .header("sec-fetch-site", "cross-site")
            .header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(form(fields))).unwrap()).await
    }

    /// An app reads with a token; the path is behind `/fhir/`, or a whole address of ours.
    pub async fn read(&self, token: &str, path: &str) -> Answer {
        let path =
            path.strip_prefix(ADDRESS).map_or_else(|| format!("/fhir/{path}"), str::to_owned);
        let request = Request::get(path).header(AUTHORIZATION, format!("Bearer {token}"));
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// The resources of a search, over all its pages.
    pub async fn search(&self, token: &str, path: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let bundle = self.read(token, &path).await;
            assert_eq!(bundle.status, StatusCode::OK, "{path} {}", bundle.text);
            let bundle = bundle.json();
            let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
            all.extend(entries.into_iter().map(|entry| entry["resource"].clone()));
            let links = bundle["link"].as_array().unwrap();
            next = links
                .iter()
                .find(|link| link["relation"] == "next")
                .map(|link| link["url"].as_str().unwrap().to_owned());
        }
        all
    }
}

/// An authorization request, as a query.
pub fn request(app: &App, scope: &str) -> String {
    let challenge = pkce::challenge_of(VERIFIER);
    form(&[
        ("response_type", "code"),
        ("client_id", &app.id),
        ("redirect_uri", BACK),
        ("state", "state-1"),
        ("scope", scope),
        ("aud", BASE),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ])
}

/// The boxes of a page that are ticked, and what is hidden in its form.
pub fn ticked(page: &str) -> Vec<(String, String)> {
    let inputs = page.split("<input ").skip(1).filter_map(|rest| rest.split('>').next());
    let mut fields = Vec::new();
    for input in inputs {
        let get = |name: &str| between(input, &format!("{name}=\""), "\"");
        let (Some(name), Some(value)) = (get("name"), get("value")) else { continue };
        let is_record = name == "record" && get("type") == Some("hidden");
        if input.ends_with("checked") || is_record {
            fields.push((name.to_owned(), value.to_owned()));
        }
    }
    fields
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn leads_to(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// What the address that it leads to says, by name.
    pub fn told(&self, name: &str) -> Option<String> {
        let (_, query) = self.leads_to().split_once('?')?;
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(own, _)| *own == name).map(|(_, value)| value.to_owned())
    }

    pub fn code(&self) -> String {
        assert!(self.leads_to().starts_with(BACK), "{} {}", self.leads_to(), self.text);
        self.told("code").unwrap_or_else(|| panic!("no code: {}", self.leads_to()))
    }
}

pub fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    text.split_once(before)?.1.split_once(after).map(|(found, _)| found)
}

pub fn form(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| {
        text.bytes().fold(String::new(), |mut out, byte| {
            if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
                out.push(char::from(byte));
            } else {
                write!(out, "%{byte:02X}").unwrap();
            }
            out
        })
    };
    let pair = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}
