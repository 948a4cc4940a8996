//! What is asked in another way than it is answered: each gets a clear word and the right status.

use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{Method, Request, StatusCode};

use crate::site::*;

async fn outcome(site: &Site, token: &str, path: &str) -> (StatusCode, String) {
    let answer = site.read(token, path).await;
    let told = answer.json();
    assert_eq!(told["resourceType"], "OperationOutcome", "{path}");
    assert!(answer.header("content-type").starts_with("application/fhir+json"));
    (answer.status, told["issue"][0]["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn errors_are_outcomes_that_a_program_understands() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, "patient/Observation.rs patient/Patient.rs").await;
    let token = told["access_token"].as_str().unwrap();
    let not_supported = "not-supported".to_owned();

    assert_eq!(outcome(&site, "wrong", "Observation").await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(outcome(&site, token, "Condition").await.0, StatusCode::FORBIDDEN);
    assert_eq!(
        outcome(&site, token, "Binary").await,
        (StatusCode::NOT_FOUND, not_supported.clone())
    );
    assert_eq!(outcome(&site, token, "Observation/nothing").await.0, StatusCode::NOT_FOUND);
    assert_eq!(outcome(&site, token, "Observation/..%2F..%2Fx").await.0, StatusCode::NOT_FOUND);
    assert_eq!(outcome(&site, token, &format!("Observation/{key}")).await.0, StatusCode::NOT_FOUND);
    for search in
        ["foo=bar", "date=May", "code=", "_include=Observation:subject", "_count=0", "code:not=x"]
    {
        let (status, code) = outcome(&site, token, &format!("Observation?{search}")).await;
        assert_eq!((status, code.as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{search}");
    }
    assert_eq!(outcome(&site, token, "Observation?_cursor=abc").await.0, StatusCode::BAD_REQUEST);
    let (status, _) = outcome(&site, token, "Observation?_format=xml").await;
    assert_eq!(status, StatusCode::NOT_ACCEPTABLE);

    let ask = async |request: axum::http::request::Builder| {
        let request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        site.ask(request.body(Body::empty()).unwrap()).await
    };
    let xml = ask(Request::get("/fhir/Observation").header("accept", "application/fhir+xml")).await;
    assert_eq!(xml.status, StatusCode::NOT_ACCEPTABLE);
    let deleted = ask(Request::delete(format!("/fhir/Patient/{key}"))).await;
    assert_eq!(deleted.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(deleted.json()["resourceType"], "OperationOutcome");
    let lenient =
        ask(Request::get("/fhir/Observation?foo=bar").header("prefer", "handling=lenient"));
    let lenient = lenient.await.json();
    assert_eq!(lenient["total"], 2);
    assert_eq!(lenient["link"][0]["url"], format!("{BASE}/Observation"));
    let posted =
        Request::post("/fhir/Observation/_search").header("content-type", "application/json");
    assert_eq!(ask(posted).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let basic = Request::get("/fhir/Observation").header(AUTHORIZATION, format!("Basic {token}"));
    let basic = site.ask(basic.body(Body::empty()).unwrap()).await;
    assert_eq!(basic.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_page_of_another_site_may_ask_and_no_cookie_opens_anything() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let before = Request::builder()
        .method(Method::OPTIONS)
        .uri("/oauth/token")
        .header("origin", "https://app.example")
        .header("access-control-request-method", "POST");
    let before = site.ask(before.body(Body::empty()).unwrap()).await;
    assert_eq!(before.status, StatusCode::NO_CONTENT);
    assert_eq!(before.header("access-control-allow-origin"), "*");
    assert!(before.header("access-control-allow-headers").contains("Authorization"));
    assert_eq!(before.header("access-control-allow-credentials"), "");
    let with_cookie = site.browse(&mut ana, &format!("/fhir/Patient/{key}")).await;
    assert_eq!(with_cookie.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn an_app_that_asks_without_end_is_told_to_wait() {
    let site = Site::start().await;
    let mut last = StatusCode::OK;
    for _ in 0..200 {
        last = site.read("guess", "Patient").await.status;
        if last == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn an_app_that_asks_for_tokens_without_end_is_told_in_its_own_words_to_wait() {
    for path in ["/oauth/token", "/oauth/revoke"] {
        let site = Site::start().await;
        let guess = [("client_id", "nobody"), ("token", "guess"), ("grant_type", "refresh_token")];
        let mut told = site.post(path, &guess).await;
        assert_eq!(told.status, StatusCode::UNAUTHORIZED, "{path}");
        for _ in 0..200 {
            told = site.post(path, &guess).await;
            if told.status != StatusCode::UNAUTHORIZED {
                break;
            }
        }
        assert_eq!(told.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
        assert_eq!(told.header("retry-after"), "60");
        assert_eq!(told.header("content-type"), "application/json");
        assert_eq!(told.header("cache-control"), "no-store");
        assert_eq!(told.json()["error"], "slow_down");
    }
}
