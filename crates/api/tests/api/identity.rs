//! Who let an app in, told to that app, and checked by the app as OpenID Connect says.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use bluebutton_oauth::connect::{Claims, Expected, Keys, claims};
use bluebutton_record::Rights;
use bluebutton_store::Who;
use bluebutton_store::accounts::{LetIn, Redeemed};
use bluebutton_store::apps::App;
use jiff::civil::date;
use serde_json::Value;

use crate::site::*;

const WHO: &str =
    "openid fhirUser launch/patient patient/Patient.rs patient/Observation.rs offline_access";

async fn document(site: &Site, path: &str) -> Value {
    let answer = site.ask(Request::get(path).body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    answer.json()
}

/// The whole launch with a nonce; the answer of the token endpoint.
async fn launched(site: &Site, person: &mut Person, app: &App, scope: &str) -> Value {
    let query = format!("{}&nonce=n-1", request(app, scope));
    let page = site.browse(person, &format!("/oauth/authorize?{query}")).await;
    assert_eq!(page.text.contains("The app also learns who you are"), scope.contains("openid"));
    let mut fields = ticked(&page.text);
    fields.push(("query".to_owned(), query));
    fields.push(("answer".to_owned(), "yes".to_owned()));
    let fields: Vec<_> = fields.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let back = site.send(person, "/oauth/authorize", &fields).await;
    let told = site.exchange(app, &back.code()).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    told.json()
}

/// Checks a token as an app does that knows nothing but our address.
async fn checked(site: &Site, app: &App, told: &Value) -> Claims {
    let found = document(site, "/.well-known/openid-configuration").await;
    assert_eq!(found["issuer"], ADDRESS);
    let smart = document(site, "/fhir/.well-known/smart-configuration").await;
    assert_eq!(smart["issuer"], found["issuer"]);
    assert_eq!(smart["jwks_uri"], found["jwks_uri"]);
    let capabilities = smart["capabilities"].as_array().unwrap();
    assert!(capabilities.contains(&"sso-openid-connect".into()));
    let address = found["jwks_uri"].as_str().unwrap().strip_prefix(ADDRESS).unwrap();
    let keys = document(site, address).await.to_string();
    assert!(!keys.contains("\"d\""), "the private part is not told");
    let expected = Expected {
        issuer: ADDRESS,
        client_id: &app.id,
        nonce: "n-1",
        now: site.store.now().as_second(),
        signed_in_within: Some(300),
    };
    let token = told["id_token"].as_str().unwrap();
    claims(token, &Keys::read(keys.as_bytes()).unwrap(), &expected).unwrap()
}

#[tokio::test]
async fn an_app_is_told_who_signed_in_by_a_token_that_it_can_check() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = launched(&site, &mut ana, &app, WHO).await;
    assert_eq!(told["scope"], WHO);
    let claims = checked(&site, &app, &told).await;
    let user = format!("{BASE}/Patient/{key}");
    assert_eq!(claims.text("fhirUser"), Some(user.as_str()));
    let token = told["access_token"].as_str().unwrap();
    assert_eq!(site.read(token, &user).await.status, StatusCode::OK);
    let refreshed = site.refresh(&app, told["refresh_token"].as_str().unwrap()).await.json();
    assert!(refreshed.get("id_token").is_none(), "nobody signed in just now");
    assert_eq!(refreshed["scope"], WHO);
    let other = site.app().await;
    let elsewhere = launched(&site, &mut ana, &other, WHO).await;
    let elsewhere = checked(&site, &other, &elsewhere).await;
    assert_ne!(elsewhere.subject, claims.subject, "two apps can't compare whom they know");
}

#[tokio::test]
async fn who_did_not_ask_is_not_told() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = launched(&site, &mut ana, &app, "fhirUser patient/Observation.rs").await;
    assert_eq!(told["scope"], "patient/Observation.rs");
    assert!(told.get("id_token").is_none());
    let told = launched(&site, &mut ana, &app, "openid patient/Observation.rs").await;
    let claims = checked(&site, &app, &told).await;
    assert_eq!(claims.text("fhirUser"), None);
    let token = told["access_token"].as_str().unwrap();
    let person = site.read(token, &format!("Person/{}", claims.subject)).await;
    assert_eq!(person.status, StatusCode::FORBIDDEN);
    let query = format!("{}&prompt=none", request(&app, WHO));
    let page = site.browse(&mut ana, &format!("/oauth/authorize?{query}")).await;
    assert_eq!(page.told("error").as_deref(), Some("interaction_required"));
}

#[tokio::test]
async fn a_caregiver_is_a_person_and_no_patient() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", ANA, &ANAS).await;
    let mut lucia = site.person("lucia", "Lucía Reyes").await;
    let who = Who::Account(ana.id.clone());
    let rights = Rights { view: true, apps: true, ..Rights::NONE };
    let new = LetIn::everything("Lucía", rights, None);
    let (code, _) = site.store.accounts().let_in(&who, &key, new).await.unwrap();
    let done = site.store.accounts().accept(&lucia.id, &code, date(1955, 3, 14), "here").await;
    assert!(matches!(done.unwrap(), Redeemed::Done(_)));
    let app = site.app().await;
    let told = launched(&site, &mut lucia, &app, WHO).await;
    let claims = checked(&site, &app, &told).await;
    let user = claims.text("fhirUser").unwrap();
    assert_eq!(user, format!("{BASE}/Person/{}", claims.subject));
    let token = told["access_token"].as_str().unwrap();
    let person = site.read(token, user).await;
    assert_eq!(person.status, StatusCode::OK, "{}", person.text);
    assert_eq!(person.json()["name"][0]["text"], "Lucía Reyes");
    assert!(person.json().get("link").is_none());
    let other = site.read(token, &format!("{user}x")).await;
    let nothing = site.read(token, "Observation/nothing").await;
    assert_eq!((other.status, &other.text), (StatusCode::NOT_FOUND, &nothing.text));
    assert_eq!(site.read(token, "Person").await.status, StatusCode::BAD_REQUEST);
    site.store.accounts().end_all(&who, &key).await.unwrap();
    assert_eq!(site.read(token, user).await.status, StatusCode::UNAUTHORIZED, "it ended");
}
