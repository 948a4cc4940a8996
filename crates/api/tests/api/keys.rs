//! Apps with keys of their own, apps that register themselves, and who let them in by userinfo.

use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::jws::ClientKey;
use bluebutton_oauth::assertion::ASSERTION_TYPE;
use bluebutton_oauth::identity::IdentityKey;
use bluebutton_store::Who;
use bluebutton_store::apps::{About, App, AppState};
use serde_json::{Value, json};

use crate::site::*;

const ALL: &str = "launch/patient patient/*.rs offline_access";

/// A key, and its public part as a list.
fn new_key() -> (ClientKey, Value) {
    let bytes = ClientKey::new_rsa().unwrap();
    let listed = IdentityKey::of(ClientKey::of_rsa(&bytes).unwrap()).unwrap().listed();
    (ClientKey::of_rsa(&bytes).unwrap(), listed)
}

/// What an app signs to prove itself, after a change of what it says.
fn signed(site: &Site, key: &ClientKey, app: &App, change: impl FnOnce(&mut Value)) -> String {
    let now = site.store.now().as_second();
    let mut claims = json!({
        "iss": app.id, "sub": app.id, "aud": format!("{ADDRESS}/oauth/token"), "exp": now + 240, "jti": format!("jti-{now}"),
    });
    change(&mut claims);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let text = format!("{}.{}", part(&json!({ "alg": "RS256", "typ": "JWT" })), part(&claims));
    let signature = key.sign(text.as_bytes()).unwrap();
    format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn with_key(site: &Site) -> (App, ClientKey) {
    let (key, listed) = new_key();
    let about = About {
        name: "Growth chart".to_owned(),
        publisher: "Example Apps".to_owned(),
        redirects: vec![BACK.to_owned()],
        keys: Some(listed.to_string()),
        ..About::default()
    };
    let (app, secret) = site.store.apps().register(None, about, (false, true)).await.unwrap();
    assert!(secret.is_none() && app.is_confidential);
    (app, key)
}

/// Brings a code with what was signed.
async fn brings(site: &Site, code: &str, assertion: &str) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", assertion),
        ("code", code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    site.post("/oauth/token", &fields).await
}

#[tokio::test]
async fn an_app_with_a_key_signs_each_time_and_what_it_signed_opens_once() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let (app, own) = with_key(&site).await;
    let code = site.consents(&mut ana, &app, ALL, |_| ()).await.code();
    let assertion = signed(&site, &own, &app, |_| ());
    let told = brings(&site, &code, &assertion).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    let told = told.json();
    let token = told["access_token"].as_str().unwrap();
    assert_eq!(site.read(token, &format!("Patient/{key}")).await.status, StatusCode::OK);
    // Whoever saw it on its way can't use it again, and a token of theirs is not given back with it.
    let refresh = told["refresh_token"].as_str().unwrap();
    let way = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", &*assertion)];
    let again =
        [&way[..], &[("grant_type", "refresh_token"), ("refresh_token", refresh)][..]].concat();
    let again = site.post("/oauth/token", &again).await;
    assert_eq!(
        (again.status, again.json()["error"].as_str()),
        (StatusCode::UNAUTHORIZED, Some("invalid_client"))
    );
    let revoked = site.post("/oauth/revoke", &[&way[..], &[("token", token)][..]].concat()).await;
    assert_eq!(revoked.status, StatusCode::UNAUTHORIZED);
    assert_eq!(site.read(token, &format!("Patient/{key}")).await.status, StatusCode::OK);
    let fresh = signed(&site, &own, &app, |claims| claims["jti"] = json!("another"));
    let fields = [
        ("grant_type", "refresh_token"),
        ("refresh_token", refresh),
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", &*fresh),
    ];
    assert_eq!(site.post("/oauth/token", &fields).await.status, StatusCode::OK);
    assert_eq!(site.store.verify(|_, _| {}).await.unwrap().findings, Vec::<String>::new());
}

#[tokio::test]
async fn nobody_else_is_the_app_with_the_key() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let (app, own) = with_key(&site).await;
    let (public, _) = site.register(false, true).await;
    let code = site.consents(&mut ana, &app, ALL, |_| ()).await.code();
    let (other, _) = new_key();
    let now = site.store.now().as_second();
    let mut wrong = vec![signed(&site, &other, &app, |_| ())];
    let changes: [(&str, Value); 6] = [
        ("aud", json!(ADDRESS)),
        ("aud", json!("https://evil.example/oauth/token")),
        ("exp", json!(now + 3_600)),
        ("exp", json!(now - 120)),
        ("iss", json!(public.id)),
        ("jti", Value::Null),
    ];
    for (name, value) in changes {
        wrong.push(signed(&site, &own, &app, |claims| claims[name] = value));
    }
    // A key that nobody registered, for an app without keys.
    wrong.push(signed(&site, &own, &public, |_| ()));
    for assertion in &wrong {
        let answer = brings(&site, &code, assertion).await;
        let error = answer.json()["error"].clone();
        assert_eq!((answer.status, error), (StatusCode::UNAUTHORIZED, json!("invalid_client")));
    }
    for secret in [None, Some("guessed")] {
        let mut fields =
            vec![("grant_type", "authorization_code"), ("client_id", &*app.id), ("code", &*code)];
        fields.extend([("redirect_uri", BACK), ("code_verifier", VERIFIER)]);
        fields.extend(secret.map(|secret| ("client_secret", secret)));
        assert_eq!(site.post("/oauth/token", &fields).await.status, StatusCode::UNAUTHORIZED);
    }
    // None of these has used the code.
    let assertion = signed(&site, &own, &app, |_| ());
    assert_eq!(brings(&site, &code, &assertion).await.status, StatusCode::OK);
}

/// An app sends what it says of itself, from anywhere.
async fn registers(site: &Site, sent: &Value) -> Answer {
    let request = Request::post("/oauth/register")
        .header("origin", "https://app.example")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/json");
    site.ask(request.body(Body::from(sent.to_string())).unwrap()).await
}

#[tokio::test]
async fn an_app_registers_itself_and_asks_nobody_before_staff_have_looked_at_it() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let sent = json!({ "client_name": "Growth", "redirect_uris": [BACK], "contacts": ["dev@app.example"] });
    let told = registers(&site, &sent).await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
    assert_eq!(told.header("access-control-allow-origin"), "*");
    assert_eq!(told.header("cache-control"), "no-store");
    let told = told.json();
    assert_eq!(told["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(
        (&told["approval"], &told["client_secret_expires_at"]),
        (&json!("waiting"), &json!(0))
    );
    let id = told["client_id"].as_str().unwrap();
    let app = site.store.apps().app(id).await.unwrap().unwrap();
    assert!(app.state == AppState::Waiting && app.is_self_made);
    assert_eq!(app.about.publisher, "app.example", "what is known of who makes it");
    let page = site.browse(&mut ana, &format!("/oauth/authorize?{}", request(&app, ALL))).await;
    assert_eq!((page.status, page.leads_to()), (StatusCode::BAD_REQUEST, ""));
    site.store.apps().decide(&site.officer().await, id, AppState::Open).await.unwrap();
    let code = site.consents(&mut ana, &app, ALL, |_| ()).await.code();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", id),
        ("client_secret", told["client_secret"].as_str().unwrap()),
        ("code", &*code),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(site.post("/oauth/token", &fields).await.status, StatusCode::OK);
}

#[tokio::test]
async fn what_can_not_be_registered_is_said_in_the_words_of_the_standard_and_nothing_is_kept() {
    let site = Site::start().await;
    let good = |name: &str, value: Value| {
        let mut sent = json!({ "client_name": "Growth", "redirect_uris": [BACK] });
        sent[name] = value;
        sent
    };
    for (sent, error) in [
        (good("redirect_uris", json!([])), "invalid_redirect_uri"),
        (good("redirect_uris", json!(["http://app.example/back"])), "invalid_redirect_uri"),
        (good("redirect_uris", json!(["javascript:alert(1)//"])), "invalid_redirect_uri"),
        (good("redirect_uris", json!(["https://a.example/*"])), "invalid_redirect_uri"),
        (good("jwks_uri", json!("http://169.254.169.254/")), "invalid_client_metadata"),
        (good("jwks", new_key().1), "invalid_client_metadata"),
        (good("grant_types", json!(["password"])), "invalid_client_metadata"),
        (good("token_endpoint_auth_method", json!("tls")), "invalid_client_metadata"),
        (json!([1]), "invalid_client_metadata"),
        (json!("text"), "invalid_client_metadata"),
    ] {
        let answer = registers(&site, &sent).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{sent}");
        assert_eq!(answer.json()["error"], error, "{sent}");
    }
    let form = site.post("/oauth/register", &[("client_name", "Growth")]).await;
    assert_eq!(form.status, StatusCode::BAD_REQUEST);
    let large = good("client_name", json!("x".repeat(20_000)));
    assert!(registers(&site, &large).await.status.is_client_error());
    let listed = site.store.apps().list(&site.officer().await).await.unwrap();
    assert_eq!(listed.len(), 0, "{listed:?}");
}

#[tokio::test]
async fn a_key_is_registered_and_proves_the_app_and_a_flood_is_held_off() {
    let site = Site::start().await;
    let (key, jwks) = new_key();
    let sent = json!({
        "redirect_uris": [BACK], "token_endpoint_auth_method": "private_key_jwt", "jwks": jwks,
    });
    let told = registers(&site, &sent).await;
    assert_eq!(told.status, StatusCode::CREATED, "{}", told.text);
    assert!(told.json().get("client_secret").is_none());
    assert_eq!(told.json()["jwks"], jwks);
    let app = site.store.apps().app(told.json()["client_id"].as_str().unwrap()).await;
    let app = app.unwrap().unwrap();
    // It waits: its key is right, and opens nothing.
    let assertion = signed(&site, &key, &app, |_| ());
    assert_eq!(brings(&site, "code", &assertion).await.status, StatusCode::UNAUTHORIZED);
    let mut last = None;
    for _ in 0..20 {
        last = Some(registers(&site, &json!({ "redirect_uris": [BACK] })).await);
    }
    let last = last.unwrap();
    assert_eq!(last.status, StatusCode::TOO_MANY_REQUESTS, "{}", last.text);
    assert_eq!(last.header("retry-after"), "86400");
}

#[tokio::test]
async fn userinfo_says_who_let_the_app_in_and_no_more() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let ask = async |token: &str, is_post: bool| {
        let request = if is_post {
            Request::post("/oauth/userinfo")
        } else {
            Request::get("/oauth/userinfo")
        };
        let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        site.ask(request.body(Body::empty()).unwrap()).await
    };
    let with = "openid fhirUser patient/Patient.rs";
    let told = site.launch(&mut ana, &app, with).await;
    let token = told["access_token"].as_str().unwrap();
    let found = ask(token, false).await;
    assert_eq!(found.status, StatusCode::OK, "{}", found.text);
    assert_eq!(found.json()["fhirUser"], format!("{BASE}/Patient/{key}"));
    let body = told["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
    assert_eq!(found.json()["sub"], claims["sub"], "of the same person as the identity token");
    assert_eq!(found.json().as_object().unwrap().len(), 2, "{}", found.text);
    assert_eq!(ask(token, true).await.text, found.text);
    let bare = site.launch(&mut ana, &app, "openid patient/Patient.rs").await;
    let bare = ask(bare["access_token"].as_str().unwrap(), false).await;
    assert_eq!(bare.json(), json!({ "sub": claims["sub"] }));
    let without = site.launch(&mut ana, &app, "patient/Patient.rs").await;
    let refused = ask(without["access_token"].as_str().unwrap(), false).await;
    assert_eq!((refused.status, &*refused.text), (StatusCode::FORBIDDEN, ""));
    assert!(refused.header("www-authenticate").contains("insufficient_scope"));
    let nobody = ask("guessed", false).await;
    assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
    assert!(nobody.header("www-authenticate").contains("invalid_token"));
    site.store.accounts().end_all(&Who::Account(ana.id.clone()), &key).await.unwrap();
    assert_eq!(ask(token, false).await.status, StatusCode::UNAUTHORIZED, "it ended");
}

#[tokio::test]
async fn what_is_served_is_found_where_programs_look_for_it() {
    let site = Site::start().await;
    let smart = site.read("", ".well-known/smart-configuration").await.json();
    let openid = Request::get("/.well-known/openid-configuration").body(Body::empty()).unwrap();
    let openid = site.ask(openid).await.json();
    let register = format!("{ADDRESS}/oauth/register");
    assert_eq!(
        (&smart["registration_endpoint"], &openid["registration_endpoint"]),
        (&json!(register), &json!(register))
    );
    assert_eq!(openid["userinfo_endpoint"], format!("{ADDRESS}/oauth/userinfo"));
    let capabilities = smart["capabilities"].as_array().unwrap();
    assert!(capabilities.contains(&json!("client-confidential-asymmetric")));
    for told in [&smart, &openid] {
        let methods = told["token_endpoint_auth_methods_supported"].as_array().unwrap();
        assert!(methods.contains(&json!("private_key_jwt")), "{told}");
        let algorithms = told["token_endpoint_auth_signing_alg_values_supported"].to_string();
        assert!(algorithms.contains("RS384") && algorithms.contains("ES384"), "{told}");
    }
    let metadata = site.read("", "metadata").await.json();
    let uris = metadata["rest"][0]["security"]["extension"][0]["extension"].to_string();
    assert!(uris.contains(&register), "{uris}");
}
