//! What somebody who is signed in changes about how they sign in.

use axum::http::StatusCode;

use crate::site::{Browser, PASSWORD, Person, Site};

/// Types the password and the first code of the new telephone; the page of recovery codes.
async fn connects_a_new_phone(site: &Site, browser: &mut Browser) -> (String, String) {
    browser.get("/settings/second-factor").await;
    let given = browser.send("/settings/second-factor", &[("password-now", PASSWORD)]).await;
    assert_eq!(given.leads_to(), "/settings/second-factor/new", "{}", given.html);
    let set_up = browser.get("/settings/second-factor/new").await;
    assert!(set_up.says("data:image/svg+xml;base64,"), "the secret is there as a picture");
    let secret = set_up.text_between("<strong class=\"code\">", "</strong>").replace(' ', "");
    let code = site.code_of_secret(&secret);
    let done = browser.send("/settings/second-factor/new", &[("code", &code)]).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.html);
    (secret, done.html)
}

async fn gives_code(browser: &mut Browser, person: &Person, code: &str) -> StatusCode {
    browser.get("/sign-in").await;
    let name_and_password = [("login", person.login.as_str()), ("password", PASSWORD)];
    browser.send("/sign-in", &name_and_password).await;
    browser.get("/sign-in/code").await;
    browser.send("/sign-in/code", &[("code", code)]).await.status
}

#[tokio::test]
async fn a_new_phone_takes_the_place_of_the_old_one() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut elsewhere = site.signed_in(&ana).await;
    let mut browser = site.signed_in(&ana).await;
    let before = browser.session().to_owned();

    let (secret, codes) = connects_a_new_phone(&site, &mut browser).await;

    assert!(codes.contains("Keep these codes on paper"));
    assert_ne!(browser.session(), before, "the session has a new secret");
    assert_eq!(elsewhere.get("/settings").await.status, StatusCode::SEE_OTHER);
    let settings = browser.get("/settings").await;
    assert!(settings.says("You have 10 that you have not used"), "{}", settings.html);
    site.after_seconds(31);
    let old = site.code_of(&ana);
    assert_eq!(gives_code(&mut site.browser(), &ana, &old).await, StatusCode::OK, "it is wrong");
    let new = site.code_of_secret(&secret);
    assert_eq!(gives_code(&mut site.browser(), &ana, &new).await, StatusCode::SEE_OTHER);
    let activity = browser.get(&format!("/records/{key}/activity")).await;
    assert!(activity.says("Connected a new phone for the codes"));
}

#[tokio::test]
async fn nobody_sees_a_new_secret_without_the_password() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    for path in ["/settings/second-factor", "/settings/recovery-codes"] {
        browser.get(path).await;

        let wrong = browser.send(path, &[("password-now", "not the password")]).await;
        let empty = browser.send(path, &[("password-now", "")]).await;

        assert!(wrong.says("That is not your current password"), "{path}: {}", wrong.html);
        assert!(empty.says("Type your current password"), "{path}");
        assert!(wrong.says("href=\"#password-now\""), "the error leads to its field");
    }
    let new = browser.get("/settings/second-factor/new").await;
    assert_eq!(new.leads_to(), "/settings/second-factor");
    let code = browser.send("/settings/second-factor/new", &[("code", "123456")]).await;
    assert_eq!(code.leads_to(), "/settings/second-factor");
}

#[tokio::test]
async fn a_wrong_first_code_changes_nothing_and_shows_the_same_secret() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    browser.get("/settings/second-factor").await;
    browser.send("/settings/second-factor", &[("password-now", PASSWORD)]).await;
    let set_up = browser.get("/settings/second-factor/new").await;
    let secret = set_up.text_between("<strong class=\"code\">", "</strong>").to_owned();

    let again = browser.send("/settings/second-factor/new", &[("code", "12")]).await;

    assert!(again.says("That code did not work"), "{}", again.html);
    assert!(again.says(&secret));
    site.signed_in(&ana).await;
}

#[tokio::test]
async fn new_recovery_codes_are_shown_once_and_end_the_old_ones() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    let (_, first) = connects_a_new_phone(&site, &mut browser).await;
    let old = first.split("<li><span class=\"code\">").nth(1).unwrap();
    let old = old.split('<').next().unwrap().to_owned();

    browser.get("/settings/recovery-codes").await;
    let made = browser.send("/settings/recovery-codes", &[("password-now", PASSWORD)]).await;

    let new = made.text_between("<li><span class=\"code\">", "</span>").to_owned();
    assert_eq!(made.html.matches("<li><span class=\"code\">").count(), 10);
    assert_eq!(gives_code(&mut site.browser(), &ana, &old).await, StatusCode::OK, "it is wrong");
    assert_eq!(gives_code(&mut site.browser(), &ana, &new).await, StatusCode::SEE_OTHER);
    assert!(!browser.get("/settings/recovery-codes").await.says(&new));
}

#[tokio::test]
async fn what_the_portal_says_of_itself_is_what_it_gives() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let said = site.browser().get("/.well-known/blue-button").await;
    assert_eq!(said.header("access-control-allow-origin"), "*");
    assert!(said.says("\"portal\":\"https://records.riverside.example\""), "{}", said.html);
    let formats = said.text_between("\"download\":[", "]");
    let mut browser = site.signed_in(&ana).await;
    for format in formats.split(',').map(|format| format.trim_matches('"')) {
        let file = format!("/records/{key}/download/file?what=everything&format={format}");
        let given = browser.get(&file).await;
        assert_eq!(given.status, axum::http::StatusCode::OK, "{format}");
        assert!(given.header("content-disposition").starts_with("attachment"), "{format}");
    }
    assert_eq!(formats.matches('"').count(), 14);
    // Sending is not set up at this site, and it does not say so.
    assert!(said.says("\"transmit\":[]"), "{}", said.html);
    for page in ["", "/people", "/activity"] {
        let shown = browser.get(&format!("/records/{key}{page}")).await;
        assert_eq!(shown.status, axum::http::StatusCode::OK, "{page}");
    }
    assert!(!said.says("Ana") && !said.says("Reyes"));
}
