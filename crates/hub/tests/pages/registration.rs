//! Registering an app at the server beside, and trying its consents out: wrong input, strangers, floods.

use std::sync::Arc;

use axum::http::StatusCode;
use bluebutton_hub::outside::{AppDoors, FhirHere, NewRegistration, Registered};
use bluebutton_store::apps::Switch;
use bluebutton_store::{Store, StoreError};
use futures_util::future::BoxFuture;

use super::Site;
use crate::site::between;

const REGISTER: &str = "/developers/register";
const CONSENTS: &str = "/developers/consents";

/// As the program hands them over.
struct Doors(Store);

impl AppDoors for Doors {
    fn register(&self, new: NewRegistration) -> BoxFuture<'_, Result<Registered, StoreError>> {
        let NewRegistration { by, about, has_secret, from, is_free } = new;
        let kind = (has_secret, is_free);
        Box::pin(async move {
            if is_free {
                return self.0.apps().register_itself(about, kind, &from).await;
            }
            self.0.apps().register(by.as_ref(), about, kind).await
        })
    }

    fn switch(&self, token: String, switch: Switch) -> BoxFuture<'_, Result<bool, StoreError>> {
        Box::pin(async move { self.0.apps().switch(&token, switch).await })
    }
}

/// The same site beside a server that answers to apps.
fn beside_fhir(mut site: Site) -> Site {
    let doors = Arc::new(Doors(site.store.clone()));
    let base = "https://movement.example/fhir".to_owned();
    let registers_at = Some("https://movement.example/oauth/register".to_owned());
    let fhir = FhirHere { base, kinds: Vec::new(), registers_at, doors };
    site.router = bluebutton_hub::router(site.services.clone().with_fhir(Some(fhir)));
    site
}

const GOOD: [(&str, &str); 5] = [
    ("name", "Growth chart"),
    ("publisher", "Example Apps"),
    ("website", "https://app.example/about"),
    ("contact", "dev@app.example"),
    ("redirects", "https://app.example/back\r\nhttp://localhost:5000/back"),
];

fn with(name: &'static str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut all = GOOD.to_vec();
    all.retain(|(known, _)| *known != name);
    all.push((name, value));
    all
}

#[tokio::test]
async fn what_is_wrong_with_an_app_is_said_at_its_field_and_nothing_is_kept() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    for (name, wrong) in [
        ("name", ""),
        ("publisher", "  "),
        ("website", "javascript:alert(1)"),
        ("contact", "nobody"),
        ("redirects", ""),
        ("redirects", "https://app.example/*"),
        ("redirects", "http://app.example/back"),
        ("redirects", "https://app.example/back#part"),
        ("redirects", "com.example.app:/back"),
    ] {
        maker.get(REGISTER).await;
        let page = maker.send(REGISTER, &with(name, wrong)).await;
        assert_eq!(page.status, StatusCode::OK, "{name}={wrong}");
        assert!(page.says(&format!("href=\"#{name}\"")), "{name}={wrong}: {}", page.html);
        let other = if name == "name" { "Example Apps" } else { "Growth chart" };
        assert!(page.says(&format!("value=\"{other}\"")), "what was typed stays");
    }
    let markup = with("name", "<script>x</script>");
    maker.get(REGISTER).await;
    let page = maker.send(REGISTER, &markup).await;
    assert!(page.says("may be used now") && !page.says("<script>x"), "{}", page.html);
}

#[tokio::test]
async fn in_a_demo_anybody_registers_and_a_secret_is_shown_once() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    maker.get(REGISTER).await;
    let mut fields = GOOD.to_vec();
    fields.push(("kind", "confidential"));
    let page = maker.send(REGISTER, &fields).await;
    assert!(page.says("shown this once"), "{}", page.html);
    let id = between(&page.html, "<code>", "</code>").unwrap();
    let app = site.store.apps().app(id).await.unwrap().unwrap();
    assert!(app.is_confidential && app.about.redirects.len() == 2, "{app:?}");
}

#[tokio::test]
async fn elsewhere_a_stranger_registers_nothing_and_a_members_app_waits() {
    let site = beside_fhir(Site::lived_in().await);
    let mut stranger = site.browser();
    let turned_away = stranger.get(REGISTER).await;
    assert_ne!(turned_away.status, StatusCode::OK);
    stranger.get("/members/enter").await;
    let sent = stranger.send(REGISTER, &GOOD).await;
    assert!(sent.status != StatusCode::OK && !sent.says("client"), "{}", sent.status);
    let mut maker = site.member("record-reader").await;
    maker.get(REGISTER).await;
    let page = maker.send(REGISTER, &GOOD).await;
    assert!(page.says("waits for our staff"), "{}", page.html);
    let id = between(&page.html, "<code>", "</code>").unwrap();
    let app = site.store.apps().app(id).await.unwrap().unwrap();
    assert_eq!(app.state, bluebutton_store::apps::AppState::Waiting);
}

#[tokio::test]
async fn whoever_signs_with_a_key_pastes_it_and_nobody_else_has_to() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    let page = maker.get(REGISTER).await;
    assert!(page.says("Never a private key."), "{}", page.html);
    let mut fields = GOOD.to_vec();
    fields.push(("kind", "key"));
    let page = maker.send(REGISTER, &fields).await;
    assert!(page.says("href=\"#keys\"") && page.says("Paste the public keys"), "{}", page.html);
    fields.push(("keys", "{\"keys\":[]}"));
    let page = maker.send(REGISTER, &fields).await;
    assert!(!page.says("client_secret"), "{}", page.html);
    let id = between(&page.html, "<code>", "</code>").unwrap();
    let app = site.store.apps().app(id).await.unwrap().unwrap();
    assert!(app.is_confidential && app.about.keys.is_some(), "{app:?}");
    let start = maker.get("/developers").await;
    assert!(start.says("https://movement.example/oauth/register"), "{}", start.html);
}

#[tokio::test]
async fn a_demos_list_of_apps_is_not_filled_from_one_address() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    maker.get(REGISTER).await;
    let mut taken = 0;
    loop {
        let status = maker.send(REGISTER, &GOOD).await.status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        assert_eq!(status, StatusCode::OK);
        taken += 1;
        assert!(taken < 50, "there is no end");
    }
    assert_eq!(taken, 20);
}

#[tokio::test]
async fn a_form_of_another_site_registers_nothing() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    maker.get(REGISTER).await;
    "guessed".clone_into(&mut maker.token);
    let page = maker.send(REGISTER, &GOOD).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_flood_of_registrations_and_of_guessed_tokens_is_held_off() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    maker.get(REGISTER).await;
    let mut last = StatusCode::OK;
    for _ in 0..130 {
        last = maker.send(REGISTER, &with("redirects", "")).await.status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
    let guess = [("token", "guessed"), ("switch", "revoke")];
    let refused = maker.send(CONSENTS, &guess).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS, "they count together");
}

#[tokio::test]
async fn a_consent_is_tried_out_in_a_demo_alone_and_a_guess_finds_nothing() {
    let site = beside_fhir(Site::demo().await);
    let mut maker = site.browser();
    maker.get("/developers/sandbox").await;
    for token in ["", "guessed", &"x".repeat(5_000), "a.b"] {
        for switch in ["expire", "revoke"] {
            let page = maker.send(CONSENTS, &[("token", token), ("switch", switch)]).await;
            assert_eq!(page.leads_to(), "/developers/sandbox?unknown=1#consents");
        }
    }
    let other = maker.send(CONSENTS, &[("token", "x"), ("switch", "delete")]).await;
    assert!(other.status.is_client_error(), "{}", other.status);
    let real = beside_fhir(Site::lived_in().await);
    let mut member = real.member("record-reader").await;
    member.get(REGISTER).await;
    let guess = [("token", "x"), ("switch", "revoke")];
    assert_eq!(member.send(CONSENTS, &guess).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn without_a_server_beside_there_is_nothing_to_register_at() {
    let site = Site::demo().await;
    assert_eq!(site.browser().get(REGISTER).await.status, StatusCode::NOT_FOUND);
}
