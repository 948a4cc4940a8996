//! What guards every page: form tokens, origins, headers, and one answer for what is not theirs.

use axum::http::StatusCode;

use crate::site::{PASSWORD, Site};

#[tokio::test]
async fn a_form_of_another_site_is_refused() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    let settings = browser.get("/settings").await;
    let token = settings.text_between("name=\"form-token\" value=\"", "\"").to_owned();

    let fields = [("form-token", token.as_str()), ("language", "es")];
    let answer = browser.send_from("cross-site", "/language", &fields).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.says("Nothing was changed"));
    assert!(browser.get("/settings").await.says("<html lang=\"en\">"));
}

#[tokio::test]
async fn a_form_without_its_token_is_refused() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;

    let answer = browser.send_from("same-origin", "/language", &[("language", "es")]).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.says("Please fill in that form again"));
}

#[tokio::test]
async fn the_token_of_one_session_is_of_no_use_in_another() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let tom = site.person("tom", "Tom Becker").await;
    let mut hers = site.signed_in(&ana).await;
    let mut his = site.signed_in(&tom).await;
    let page = his.get("/settings").await;
    let token = page.text_between("name=\"form-token\" value=\"", "\"").to_owned();

    let fields = [("form-token", token.as_str()), ("language", "es")];
    let answer = hers.send_from("same-origin", "/language", &fields).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn sign_in_forms_need_a_token_too() {
    let site = Site::start().await;
    site.person("ana", "Ana Reyes").await;

    let fields = [("login", "ana"), ("password", PASSWORD)];
    let answer = site.browser().send_from("same-origin", "/sign-in", &fields).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_protect_it() {
    let site = Site::start().await;
    let mut browser = site.browser();
    for path in ["/", "/sign-in", "/nothing-here", "/health"] {
        let page = browser.get(path).await;

        let policy = page.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(page.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn the_stylesheet_is_kept_by_browsers_and_reached_by_its_own_name() {
    let site = Site::start().await;
    let mut browser = site.browser();
    let home = browser.get("/").await;
    let address = home.text_between("<link rel=\"stylesheet\" href=\"", "\"").to_owned();

    let style = browser.get(&address).await;

    assert_eq!(style.status, StatusCode::OK);
    assert_eq!(style.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
}

#[tokio::test]
async fn pages_have_no_script_or_style_of_their_own() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    for path in ["/settings", "/records", "/records/add"] {
        let page = browser.get(path).await;

        assert!(!page.says(" style="), "{path}");
        assert!(!page.says("<style"), "{path}");
        assert!(!page.says(" onclick="), "{path}");
        let files = page.html.matches("<script src=\"/assets/").count();
        assert_eq!(page.html.matches("<script").count(), files, "{path}");
        assert!(page.says("<script src=\"/assets/portal-"), "{path}");
    }
}

#[tokio::test]
async fn who_is_not_staff_finds_no_staff_pages() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;

    for path in ["/staff", "/staff/imports", "/staff/matching", "/staff/quarantine"] {
        let page = browser.get(path).await;

        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.says("We could not find that"));
    }
}

#[tokio::test]
async fn a_record_that_is_not_there_is_not_found_in_the_language_of_the_reader() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    browser.get("/settings").await;
    browser.send("/language", &[("language", "es"), ("next", "/settings")]).await;

    for key in ["aaaaaaaaaaaaa", "x", "%00"] {
        let page = browser.get(&format!("/records/{key}/activity")).await;

        assert_eq!(page.status, StatusCode::NOT_FOUND, "{key}");
        assert!(page.says("No encontramos lo que busca"), "{key}");
    }
}

#[tokio::test]
async fn too_many_attempts_from_one_address_have_to_wait() {
    let site = Site::start().await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;

    let nothing = [("login", ""), ("password", "")];
    for _ in 0..30 {
        assert_eq!(browser.send("/sign-in", &nothing).await.status, StatusCode::OK);
    }
    let refused = browser.send("/sign-in", &nothing).await;

    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.header("retry-after"), "60");
    assert!(refused.says("Your record and your account are safe"));
    site.after_seconds(60);
    assert_eq!(browser.send("/sign-in", &nothing).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_form_that_is_far_too_large_is_refused_with_a_page() {
    let site = Site::start().await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;

    let large = "x".repeat(100_000);
    let answer = browser.send("/sign-in", &[("login", &large), ("password", "x")]).await;

    assert!(answer.status.is_client_error());
    assert!(answer.says("Nothing was changed"));
}

#[tokio::test]
async fn health_and_readiness_are_told_apart_from_pages() {
    let site = Site::start().await;
    let mut browser = site.browser();

    assert_eq!(browser.get("/health").await.html, "ok\n");
}

#[tokio::test]
async fn a_page_goes_compressed_only_where_no_other_site_can_measure_it() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut browser = site.signed_in(&ana).await;
    let page = format!("/records/{key}");
    let plain = browser.get_packed(&page, Some("cross-site")).await;
    let style = plain.text_between("rel=\"stylesheet\" href=\"", "\"").to_owned();

    for from in [None, Some("cross-site"), Some("same-site")] {
        let answer = browser.get_packed(&page, from).await;
        assert_eq!(answer.header("content-encoding"), "", "{from:?}");
    }
    for from in ["same-origin", "none"] {
        let answer = browser.get_packed(&page, Some(from)).await;
        assert_eq!(answer.header("content-encoding"), "br", "{from}");
        assert!(answer.header("vary").contains("accept-encoding"));
    }
    assert_eq!(
        browser.get_packed(&style, Some("cross-site")).await.header("content-encoding"),
        "br"
    );
    let file = format!("{page}/download/file?what=everything&format=fhir");
    let file = browser.get_packed(&file, Some("same-origin")).await;
    assert_eq!((file.status.as_u16(), file.header("content-encoding")), (200, ""));
}
