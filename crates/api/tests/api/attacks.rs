//! What somebody tries who stole something, or sends a person here.

use axum::body::Body;
use axum::http::{Request, StatusCode};

use crate::site::*;

const ALL: &str = "launch/patient patient/*.rs offline_access";

#[tokio::test]
async fn a_person_is_sent_nowhere_for_an_app_that_is_not_who_it_says() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let (waiting, _) = site.register(false, false).await;
    let good = request(&app, ALL);
    let evil = form(&[("redirect_uri", "https://evil.example/")]);
    let back = form(&[("redirect_uri", BACK)]);
    for query in [
        good.replace(&app.id, "nobody"),
        good.replace(&app.id, &waiting.id),
        good.replace(&back, &evil),
        format!("{good}&{evil}"),
        good.replace(&form(&[("aud", BASE)]), &form(&[("aud", "https://evil.example/fhir")])),
        String::new(),
        format!("{good}&x={}", "y".repeat(4_000)),
    ] {
        let page = site.browse(&mut ana, &format!("/oauth/authorize?{query}")).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(page.leads_to().is_empty() && page.text.contains("does not work"), "{}", page.text);
        let fields = [("query", query.as_str()), ("answer", "yes")];
        let sent = site.send(&mut ana, "/oauth/authorize", &fields).await;
        assert!(sent.status.is_client_error() && sent.leads_to().is_empty(), "{query}");
    }
    for (was, is, error) in [
        ("code_challenge_method=S256", "code_challenge_method=plain", "invalid_request"),
        ("state=state-1", "state=", "invalid_request"),
        ("response_type=code", "response_type=token", "unsupported_response_type"),
    ] {
        let query = good.replace(was, is);
        let page = site.browse(&mut ana, &format!("/oauth/authorize?{query}")).await;
        assert!(page.leads_to().starts_with(BACK), "{was}");
        assert_eq!(page.told("error").as_deref(), Some(error));
    }
}

#[tokio::test]
async fn a_yes_is_not_said_by_another_site() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let query = request(&app, ALL);
    site.browse(&mut ana, &format!("/oauth/authorize?{query}")).await;
    let fields = [("query", query.as_str()), ("record", key.as_str()), ("answer", "yes")];
    let mut without_token = vec![("form-token", "guessed")];
    without_token.extend(fields);
    let request = Request::post("/oauth/authorize")
        .header("sec-fetch-site", "cross-site")
        .header("content-type", "application/x-www-form-urlencoded");
    let crossed = site.ask(request.body(Body::from(form(&without_token))).unwrap()).await;
    assert_eq!(crossed.status, StatusCode::FORBIDDEN);
    let guessed = site.post("/oauth/authorize", &without_token).await;
    assert_eq!(guessed.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_stolen_code_is_of_no_use_and_one_that_comes_twice_ends_the_grant() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let code = site.consents(&mut ana, &app, ALL, |_| ()).await.code();
    let told = site.exchange(&app, &code).await.json();
    let token = told["access_token"].as_str().unwrap();
    assert_eq!(site.read(token, "Observation").await.status, StatusCode::OK);

    let again = site.exchange(&app, &code).await;
    assert_eq!(
        (again.status, again.json()["error"].as_str()),
        (StatusCode::BAD_REQUEST, Some("invalid_grant"))
    );
    assert_eq!(site.read(token, "Observation").await.status, StatusCode::UNAUTHORIZED);
    let activity = site.browse(&mut ana, &format!("/records/{key}/activity")).await;
    assert!(activity.text.contains("may have stolen it"));

    for (field, value) in [
        ("code_verifier", "x".repeat(43)),
        ("code_verifier", String::new()),
        ("redirect_uri", "https://app.example/other".to_owned()),
        ("client_id", site.register(false, true).await.0.id),
    ] {
        let code = site.consents(&mut ana, &app, ALL, |_| ()).await.code();
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("client_id", app.id.as_str()),
            ("code", code.as_str()),
            ("redirect_uri", BACK),
            ("code_verifier", VERIFIER),
        ];
        for one in fields.iter_mut().filter(|one| one.0 == field) {
            one.1 = &value;
        }
        let answer = site.post("/oauth/token", &fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}");
        assert!(answer.json().get("access_token").is_none());
    }
}

#[tokio::test]
async fn a_refresh_token_that_comes_again_ends_the_grant() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let first = site.launch(&mut ana, &app, ALL).await;
    let stolen = first["refresh_token"].as_str().unwrap();
    let second = site.refresh(&app, stolen).await.json();
    let token = second["access_token"].as_str().unwrap();
    assert_eq!(site.refresh(&app, stolen).await.json()["error"], "invalid_grant");
    assert_eq!(site.read(token, "Observation").await.status, StatusCode::UNAUTHORIZED);
    let newest = second["refresh_token"].as_str().unwrap();
    assert_eq!(site.refresh(&app, newest).await.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn an_app_with_a_secret_proves_itself() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let (app, secret) = site.register(true, true).await;
    let secret = secret.unwrap();
    let code = site.consents(&mut ana, &app, ALL, |_| ()).await.code();
    let without = site.exchange(&app, &code).await;
    assert_eq!(without.status, StatusCode::UNAUTHORIZED);
    assert_eq!(without.json()["error"], "invalid_client");
    // Whoever did not prove themselves has not used the code.
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", app.id.as_str()),
        ("client_secret", secret.reveal().as_str()),
        ("code", code.as_str()),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ];
    let told = site.post("/oauth/token", &fields).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text);
    assert_eq!(told.header("cache-control"), "no-store");
    let (public, _) = site.register(false, true).await;
    let wrong = [
        ("grant_type", "refresh_token"),
        ("client_id", public.id.as_str()),
        ("client_secret", "x"),
    ];
    assert_eq!(site.post("/oauth/token", &wrong).await.json()["error"], "invalid_client");
}

#[tokio::test]
async fn a_token_is_given_back_by_its_own_app_alone() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let (app, other) = (site.app().await, site.app().await);
    let told = site.launch(&mut ana, &app, ALL).await;
    let token = told["access_token"].as_str().unwrap();
    let give = async |app: &str, token: &str| {
        site.post("/oauth/revoke", &[("client_id", app), ("token", token)]).await.status
    };
    assert_eq!(give(&other.id, token).await, StatusCode::OK);
    assert_eq!(site.read(token, "Observation").await.status, StatusCode::OK);
    assert_eq!(give(&app.id, "nothing").await, StatusCode::OK);
    assert_eq!(give(&app.id, token).await, StatusCode::OK);
    assert_eq!(site.read(token, "Observation").await.status, StatusCode::UNAUTHORIZED);
    let none = site.post("/oauth/revoke", &[("client_id", &app.id)]).await;
    assert_eq!(none.json()["error"], "invalid_request");
}

#[tokio::test]
async fn a_token_in_the_address_is_no_token() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, ALL).await;
    let token = told["access_token"].as_str().unwrap();
    let request = Request::get(format!("/fhir/Observation?access_token={token}"));
    let answer = site.ask(request.body(Body::empty()).unwrap()).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
