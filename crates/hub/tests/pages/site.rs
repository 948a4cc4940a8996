//! A hub with a fixed clock, and browsers without scripts.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use bluebutton_crypto::hash::sha256;
use bluebutton_crypto::random::SeededRandom;
use bluebutton_crypto::{Hidden, totp};
use bluebutton_hub::{HubSettings, Services, words, worker};
use bluebutton_record::{Language, Organization};
use bluebutton_store::accounts::{NewAccount, Role, SessionToken, SignIn};
use bluebutton_store::{OpenOptions, Store};
use bluebutton_web::{Demo, DemoPerson};
use jiff::Timestamp;
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::outside::{Names, Post};

/// A hub with its store, on SQLite or on PostgreSQL.
pub struct SiteOn<const IS_POSTGRES: bool> {
    pub services: Services,
    pub store: Store,
    pub post: Arc<Post>,
    pub names: Arc<Names>,
    pub router: Router,
    clock: Arc<AtomicI64>,
    _data: TempDir,
}

/// A browser: keeps cookies and the token of the last form it saw.
pub struct Browser {
    router: Router,
    cookies: BTreeMap<String, String>,
    pub token: String,
    language: &'static str,
}

/// Posts, apps and events that wait for staff.
const STAFF_POSTS: &str = "/pledge/staff/posts";

/// An answer.
pub struct Page {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub html: String,
}

impl<const IS_POSTGRES: bool> SiteOn<IS_POSTGRES> {
    pub async fn start() -> Self {
        Self::with(None).await
    }

    /// A demo with its invented organizations.
    pub async fn demo() -> Self {
        let ana = DemoPerson {
            name: "Ana Reyes".to_owned(),
            part: "demo-patient",
            login: "ana".to_owned(),
            password: "three-calm-rivers".to_owned(),
            second_factor: None,
        };
        let site = Self::with(Some(Demo { people: vec![ana], ..Demo::default() })).await;
        bluebutton_hub::seeds::fill(&site.services).await.unwrap();
        site
    }

    async fn with(demo: Option<Demo>) -> Self {
        let data = tempfile::tempdir().unwrap();
        let noon: Timestamp = "2026-11-24T16:00:00Z".parse().unwrap();
        let clock = Arc::new(AtomicI64::new(noon.as_second()));
        let seconds = clock.clone();
        let store = Store::open(OpenOptions {
            data: data.path().to_owned(),
            database: IS_POSTGRES.then(new_database),
            root_key: Some(Hidden::new("07".repeat(32))),
            clock: Arc::new(move || {
                Timestamp::from_second(seconds.load(Ordering::SeqCst)).unwrap()
            }),
            random: Arc::new(SeededRandom::new(7)),
        })
        .await
        .unwrap();
        let organization = Organization { name: "Riverside".to_owned(), ..Organization::default() };
        let mut site = bluebutton_web::Site::of(organization, "https://movement.example");
        site.demo = demo;
        site.hub_staff = vec!["nora".to_owned()];
        let web = bluebutton_web::Services::new(store.clone(), site, &words::CATALOGS);
        let settings = HubSettings {
            address: "https://movement.example".to_owned(),
            staff: vec!["nora".to_owned()],
            checks: true,
            ..HubSettings::default()
        };
        let (post, names) = (Arc::new(Post::default()), Arc::new(Names::default()));
        let hands = (post.clone() as _, names.clone() as _);
        let services = Services::new(web, store.hub(), settings, hands).unwrap();
        services.pledges.keep(&services.hub).await.unwrap();
        let router = bluebutton_hub::router(services.clone());
        Self { services, store, post, names, router, clock, _data: data }
    }

    /// The same with the demo's invented organizations.
    pub async fn lived_in() -> Self {
        let site = Self::start().await;
        bluebutton_hub::seeds::fill(&site.services).await.unwrap();
        site
    }

    /// The same with what waits for its staff.
    pub async fn busy() -> Self {
        let site = Self::lived_in().await;
        bluebutton_hub::seeds::fill_queues(&site.services).await.unwrap();
        site
    }

    pub fn browser(&self) -> Browser {
        let cookies = BTreeMap::new();
        Browser { router: self.router.clone(), cookies, token: String::new(), language: "en" }
    }

    pub fn after_seconds(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// The worker does what is due.
    pub async fn works(&self) {
        worker::work_once(&self.services).await.unwrap();
    }

    /// A browser in which somebody of the records office is signed in, by that name.
    pub async fn staff(&self, login: &str) -> Browser {
        let accounts = self.store.accounts();
        let password = "violet tractor moonrise";
        let id = accounts
            .create(NewAccount {
                login: login.to_owned(),
                name: "Nora Quinn".to_owned(),
                password: Hidden::new(password.to_owned()),
                role: Role::Staff,
                language: Language::English,
            })
            .await
            .unwrap();
        let secret = totp::new_secret(self.store.random());
        accounts.set_totp(&id, secret.clone()).await.unwrap();
        self.after_seconds(31);
        let from = bluebutton_store::accounts::Origin {
            address: "192.0.2.1".to_owned(),
            ..bluebutton_store::accounts::Origin::default()
        };
        let signed = accounts.sign_in(login, Hidden::new(password.to_owned()), from.clone()).await;
        let SignIn::NeedsCode(token) = signed.unwrap() else { panic!("no code is asked for") };
        let code = totp::code_at(&secret, self.clock.load(Ordering::SeqCst));
        let SessionToken(token) = whole(accounts.give_code(&token, &code, from).await.unwrap());
        let mut browser = self.browser();
        browser.cookies.insert("session".to_owned(), token);
        browser
    }

    /// A member of the demo, let in by a mailed link.
    pub async fn member(&self, org: &str) -> Browser {
        let mut browser = self.browser();
        self.lets_in(&mut browser, org).await;
        browser
    }

    /// A mailed link lets a browser in for a member of the demo.
    pub async fn lets_in(&self, browser: &mut Browser, org: &str) {
        browser.get("/members/enter").await;
        browser.send("/members/enter", &[("email", &format!("pledge@{org}.example"))]).await;
        self.works().await;
        let link = self.post.link();
        browser.get(&link).await;
        assert_eq!(browser.send(&link, &[]).await.leads_to(), "/members/mine");
        browser.get("/members/mine").await;
    }
}

/// A new database on the test's PostgreSQL server; its address.
fn new_database() -> String {
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let name = format!("hub_{}_{number}", std::process::id());
    let server = crate::server::server_url();
    let made = std::process::Command::new(crate::server::newest_bin().join("psql"))
        .args([server, "-q", "-c", &format!("create database {name}")])
        .output()
        .unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    match server.split_once('?') {
        Some((base, rest)) => format!("{}/{name}?{rest}", base.rsplit_once('/').unwrap().0),
        None => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
    }
}

fn whole(outcome: bluebutton_store::accounts::CodeOutcome) -> SessionToken {
    match outcome {
        bluebutton_store::accounts::CodeOutcome::Right(token) => token,
        _ => panic!("the code was not taken"),
    }
}

impl Browser {
    pub fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }

    /// Deletes a cookie.
    pub fn forgets(&mut self, name: &str) {
        self.cookies.retain(|known, _| !known.ends_with(name));
    }

    /// As staff: the id of what waits first of the posts, apps or events.
    pub async fn waiting(&mut self, what: &str) -> String {
        let queue = self.get(STAFF_POSTS).await.html;
        between(&queue, &format!("name=\"{what}\" value=\""), "\"").unwrap().to_owned()
    }

    /// As staff: what becomes of one of them.
    pub async fn decides(&mut self, (what, id): (&str, &str), decision: &str) {
        self.send(STAFF_POSTS, &[(what, id), ("decision", decision)]).await;
    }

    pub async fn get(&mut self, path: &str) -> Page {
        let request = Request::get(path).header("sec-fetch-site", "none");
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub async fn get_if_new(&mut self, path: &str, etag: &str) -> Page {
        let request = Request::get(path).header("if-none-match", etag);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form as a browser does: with the token of the last page.
    pub async fn send(&mut self, path: &str, fields: &[(&str, &str)]) -> Page {
        let token = self.token.clone();
        let fields = [("form-token", token.as_str())].into_iter().chain(fields.iter().copied());
        let body: Vec<String> =
            fields.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        let request = Request::post(path)
            .header("sec-fetch-site", "same-origin")
            .header("content-type", "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Does the work that a form asks for, as the script of its page does: the task, and the answer.
    pub async fn works(&mut self) -> (String, String) {
        let told = self.get("/pledge/work").await;
        assert_eq!(told.header("cache-control"), "no-store");
        let task = between(&told.html, "\"task\":\"", "\"").unwrap().to_owned();
        let bits: u32 = between(&told.html, "\"bits\":", ",").unwrap().parse().unwrap();
        assert_eq!(bits, 16, "the check below is for two bytes");
        let has_zeros = |number: &u32| {
            let hash = sha256(format!("{task}:{number}").as_bytes());
            hash[0] == 0 && hash[1] == 0
        };
        let answer = (0..u32::MAX).find(has_zeros).unwrap();
        (task, answer.to_string())
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
        let bytes = to_bytes(body, 100_000_000).await.unwrap();
        let html = String::from_utf8_lossy(&bytes).into_owned();
        if let Some(token) = between(&html, "name=\"form-token\" value=\"", "\"") {
            token.clone_into(&mut self.token);
        }
        Page { status: parts.status, headers: parts.headers, html }
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
}

pub fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
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
