//! Passkeys on pages, showing once more that it is still them, and the list of where one is signed in.

#[path = "../../../../tests/support/authenticator.rs"]
mod authenticator;

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::passkey::{Made, Proof};
use bluebutton_store::Who;

use self::authenticator::Authenticator;
use crate::site::{Browser, PASSWORD, Page, Person, Site};

const ORIGIN: &str = "https://records.riverside.example";

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The fields that the script fills in.
fn made(made: &Made) -> [(&'static str, String); 2] {
    [("passkey-client", text(&made.client)), ("passkey-object", text(&made.object))]
}

fn used(proof: &Proof) -> [(&'static str, String); 5] {
    [
        ("passkey-id", text(&proof.id)),
        ("passkey-client", text(&proof.client)),
        ("passkey-data", text(&proof.data)),
        ("passkey-signature", text(&proof.signature)),
        ("passkey-user", text(&proof.user)),
    ]
}

async fn send(browser: &mut Browser, path: &str, fields: &[(&str, String)]) -> Page {
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.send(path, &fields).await
}

fn makes(device: &mut Authenticator, page: &Page) -> Made {
    let challenge = page.text_between("data-challenge=\"", "\"");
    device.makes(challenge, page.text_between("data-user=\"", "\""))
}

/// Adds a passkey in the settings.
async fn adds(browser: &mut Browser, device: &mut Authenticator) {
    let settings = browser.get("/settings").await;
    let answer = made(&makes(device, &settings));
    let done = send(browser, "/settings/passkeys", &answer).await;
    assert_eq!(done.leads_to(), "/settings?passkey-added=1", "{}", done.html);
}

async fn enters(site: &Site, device: &Authenticator) -> (Browser, Page) {
    let mut browser = site.browser();
    let page = browser.get("/sign-in").await;
    let proof = device.proves(page.text_between("data-challenge=\"", "\""));
    let done = send(&mut browser, "/sign-in/passkey", &used(&proof)).await;
    (browser, done)
}

#[tokio::test]
async fn somebody_joins_with_a_code_and_a_passkey_and_comes_back_with_it() {
    let site = Site::start().await;
    let key = site.record("Rosa Delgado", "1948-11-02").await;
    let code = site.store.accounts().invite_patient(Who::Operator, &key).await.unwrap().0;
    let (mut browser, mut device) = (site.browser(), Authenticator::new(3, ORIGIN));
    let page = browser.get("/invitation").await;
    let answer = made(&makes(&mut device, &page));
    let about = |year: &str| {
        [
            ("code", code.clone()),
            ("born-month", "11".to_owned()),
            ("born-day", "2".to_owned()),
            ("born-year", year.to_owned()),
            ("name", "Rosa Delgado".to_owned()),
            ("login", "rosa@example.org".to_owned()),
        ]
    };

    // A slip is mended without making another passkey.
    let again = send(&mut browser, "/invitation", &[&about("1984")[..], &answer].concat()).await;
    assert_eq!(again.status, StatusCode::OK);
    assert_eq!(again.text_between("name=\"passkey-client\" value=\"", "\""), answer[0].1);
    let done = send(&mut browser, "/invitation", &[&about("1948")[..], &answer].concat()).await;

    assert_eq!(done.leads_to(), "/records", "{}", done.html);
    assert!(browser.get(&format!("/records/{key}")).await.says("Metformin"));
    let (mut later, done) = enters(&site, &device).await;
    assert_eq!(done.leads_to(), "/");
    assert!(later.get("/settings").await.says("Rosa Delgado"));
}

#[tokio::test]
async fn a_passkey_of_nobody_is_sent_away_in_words() {
    let site = Site::start().await;
    let (mut browser, done) = enters(&site, &Authenticator::new(9, ORIGIN)).await;
    assert_eq!(done.leads_to(), "/sign-in?passkey-wrong=1&next=/");
    let page = browser.get(done.leads_to()).await;
    assert!(page.says("That passkey did not work here"));
    assert_eq!(browser.session(), "");
}

#[tokio::test]
async fn an_answer_from_another_browser_signs_nobody_in() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut device = Authenticator::new(3, ORIGIN);
    adds(&mut site.signed_in(&ana).await, &mut device).await;
    let (mut hers, mut thiefs) = (site.browser(), site.browser());
    let page = hers.get("/sign-in").await;
    thiefs.get("/sign-in").await;
    let proof = device.proves(page.text_between("data-challenge=\"", "\""));
    let done = send(&mut thiefs, "/sign-in/passkey", &used(&proof)).await;
    assert_eq!(done.leads_to(), "/sign-in?passkey-wrong=1&next=/");
}

/// Twenty minutes in which somebody looks at pages now and then.
async fn time_goes_by(site: &Site, browser: &mut Browser) {
    for _ in 0..2 {
        site.after_seconds(600);
        assert_eq!(browser.get("/settings").await.status, StatusCode::OK);
    }
}

async fn confirms(site: &Site, browser: &mut Browser, person: &Person, next: &str) -> Page {
    browser.get(&format!("/confirm?next={next}")).await;
    let code = site.code_of(person);
    browser.send("/confirm", &[("code", &code), ("next", next)]).await
}

#[tokio::test]
async fn what_is_important_is_done_only_after_showing_once_more_who_it_is() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut browser = site.signed_in(&ana).await;
    let important = [
        format!("/records/{key}/people/new"),
        format!("/records/{key}/send"),
        "/settings/second-factor".to_owned(),
        "/settings/recovery-codes".to_owned(),
    ];
    for path in &important {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}: she has just come");
    }
    time_goes_by(&site, &mut browser).await;
    for path in &important {
        let away = browser.get(path).await;
        assert_eq!(away.leads_to(), format!("/confirm?next={path}"));
    }
    // Looking on asks for nothing, and neither does shutting somebody out.
    assert_eq!(browser.get(&format!("/records/{key}")).await.status, StatusCode::OK);

    let done = confirms(&site, &mut browser, &ana, &important[0]).await;

    assert_eq!(done.leads_to(), important[0]);
    for path in &important {
        assert_eq!(browser.get(path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn a_form_that_was_open_for_long_does_nothing() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut browser = site.signed_in(&ana).await;
    for _ in 0..4 {
        site.after_seconds(600);
        browser.get("/records").await;
    }
    let path = format!("/records/{key}/people/new");
    let fields = [("name", "Lucía"), ("rights", "view"), ("until", "")];
    assert_eq!(browser.send(&path, &fields).await.leads_to(), format!("/confirm?next={path}"));
    let new = "a calm river at dawn";
    let fields = [("password-now", PASSWORD), ("password", new), ("password-again", new)];
    let away = browser.send("/settings/password", &fields).await;
    assert_eq!(away.leads_to(), "/confirm?next=/settings");
    assert!(browser.get(&format!("/records/{key}/people")).await.says("Nobody"));
}

#[tokio::test]
async fn a_passkey_shows_it_as_well() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let (mut browser, mut device) = (site.signed_in(&ana).await, Authenticator::new(3, ORIGIN));
    adds(&mut browser, &mut device).await;
    time_goes_by(&site, &mut browser).await;
    let page = browser.get("/confirm?next=/settings/second-factor").await;
    let proof = device.proves(page.text_between("data-challenge=\"", "\""));
    let next = [("next", "/settings/second-factor".to_owned())];
    let done = send(&mut browser, "/confirm", &[&used(&proof)[..], &next].concat()).await;
    assert_eq!(done.leads_to(), "/settings/second-factor");
    assert_eq!(browser.get("/settings/second-factor").await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_list_of_passkeys_names_them_and_lets_go_of_one() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let (mut browser, mut device) = (site.signed_in(&ana).await, Authenticator::new(3, ORIGIN));
    adds(&mut browser, &mut device).await;
    let settings = browser.get("/settings").await;
    let id = settings.text_between("/settings/passkeys/", "/remove").to_owned();
    let asks = browser.get(&format!("/settings/passkeys/{id}/remove")).await;
    assert!(asks.says("Remove this passkey?"));
    let done = browser.send(&format!("/settings/passkeys/{id}/remove"), &[]).await;
    assert_eq!(done.leads_to(), "/settings?passkey-removed=1");
    assert!(!browser.get("/settings").await.says("/remove"));
    let (_, away) = enters(&site, &device).await;
    assert_eq!(away.leads_to(), "/sign-in?passkey-wrong=1&next=/");
}

#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_it() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut here = site.signed_in(&ana).await;
    let mut there = site.signed_in(&ana).await;
    let list = here.get("/settings/sessions").await;
    assert!(list.says("Your account is open in 2 places"));
    assert!(list.says("This is the device you are using now"));
    let id = list.text_between("/settings/sessions/", "/end\"").to_owned();
    here.send(&format!("/settings/sessions/{id}/end"), &[]).await;
    assert!(there.get("/settings").await.leads_to().starts_with("/sign-in"));
    let done = here.send("/settings/sessions/end-all", &[]).await;
    assert_eq!(done.leads_to(), "/sign-in?signed-out-everywhere=1");
    assert!(here.get("/settings").await.leads_to().starts_with("/sign-in"));
}
