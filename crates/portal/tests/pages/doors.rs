//! Getting in and out: home, sign-in, the second step, the end of a session.

use axum::http::StatusCode;

use crate::site::{PASSWORD, Site};

#[tokio::test]
async fn the_first_page_says_who_gives_the_records_and_whom_to_call() {
    let site = Site::start().await;

    let home = site.browser().get("/").await;

    assert_eq!(home.status, StatusCode::OK);
    assert!(home.says("Riverside Family Clinic keeps a record of your care"));
    assert!(home.says("href=\"tel:5550100100\""));
}

#[tokio::test]
async fn a_browser_that_asks_for_spanish_gets_spanish_and_the_choice_is_kept() {
    let site = Site::start().await;
    let mut browser = site.browser().speaking("es-MX,es;q=0.9,en;q=0.8");

    assert!(browser.get("/").await.says("<html lang=\"es\">"));
    browser.send("/language", &[("language", "en"), ("next", "/")]).await;

    assert!(browser.get("/").await.says("<html lang=\"en\">"));
}

#[tokio::test]
async fn a_wrong_name_and_a_wrong_password_get_the_same_answer() {
    let site = Site::start().await;
    site.person("ana", "Ana Reyes").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;

    let wrong_password = browser.send("/sign-in", &[("login", "ana"), ("password", "x")]).await;
    let wrong_name = browser.send("/sign-in", &[("login", "bob"), ("password", "x")]).await;

    assert_eq!(wrong_password.status, wrong_name.status);
    let as_ana = wrong_name.without_question().replace("value=\"bob\"", "value=\"ana\"");
    assert_eq!(wrong_password.without_question(), as_ana);
    assert!(wrong_name.says("href=\"#login\""), "the error leads to its field");
    assert!(wrong_name.says("aria-describedby=\"login-problem\""));
}

#[tokio::test]
async fn a_page_never_shows_a_password_that_was_typed() {
    let site = Site::start().await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;

    let again = browser.send("/sign-in", &[("login", "ana"), ("password", "secret-words")]).await;

    assert!(again.says("value=\"ana\""), "the name is kept");
    assert!(!again.says("secret-words"));
}

#[tokio::test]
async fn the_password_alone_opens_nothing() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;

    let name_and_password = [("login", ana.login.as_str()), ("password", PASSWORD)];
    let half = browser.send("/sign-in", &name_and_password).await;

    assert_eq!(half.leads_to(), "/sign-in/code?next=/");
    assert_eq!(browser.get("/settings").await.leads_to(), "/sign-in/code");
}

#[tokio::test]
async fn the_code_completes_the_sign_in_and_leads_back_to_where_somebody_was() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.browser();

    let sent_away = browser.get("/settings").await;
    assert_eq!(sent_away.leads_to(), "/sign-in?next=/settings");
    let form = browser.get(sent_away.leads_to()).await;
    let next = form.text_between("name=\"next\" value=\"/settings", "\"").to_owned();
    assert_eq!(next, "");
    let name_and_password = [("login", "ana"), ("password", PASSWORD), ("next", "/settings")];
    browser.send("/sign-in", &name_and_password).await;
    browser.get("/sign-in/code?next=/settings").await;
    let half = browser.session().to_owned();
    let code = site.code_of(&ana);
    let done = browser.send("/sign-in/code", &[("code", &code), ("next", "/settings")]).await;

    assert_eq!(done.leads_to(), "/settings");
    assert_ne!(browser.session(), half, "the session has a new secret");
    assert!(browser.get("/settings").await.says("Ana Reyes"));
}

#[tokio::test]
async fn nobody_is_led_to_another_site_after_signing_in() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    for elsewhere in ["https://evil.example/", "//evil.example/", "/\\evil.example/"] {
        site.after_seconds(31);
        let mut browser = site.browser();
        browser.get("/sign-in").await;
        browser.send("/sign-in", &[("login", "ana"), ("password", PASSWORD)]).await;
        browser.get("/sign-in/code").await;
        let code = site.code_of(&ana);

        let done = browser.send("/sign-in/code", &[("code", &code), ("next", elsewhere)]).await;

        assert_eq!(done.leads_to(), "/records");
    }
}

#[tokio::test]
async fn a_wrong_code_says_how_many_tries_are_left_and_then_starts_over() {
    let site = Site::start().await;
    site.person("ana", "Ana Reyes").await;
    let mut browser = site.browser();
    browser.get("/sign-in").await;
    browser.send("/sign-in", &[("login", "ana"), ("password", PASSWORD)]).await;
    browser.get("/sign-in/code").await;

    let first = browser.send("/sign-in/code", &[("code", "000000")]).await;
    assert!(first.says("you have 4 tries left"));
    for _ in 0..3 {
        browser.send("/sign-in/code", &[("code", "000000")]).await;
    }
    let last = browser.send("/sign-in/code", &[("code", "000000")]).await;

    assert_eq!(last.leads_to(), "/sign-in?start-again=1");
}

#[tokio::test]
async fn signing_out_ends_the_session_for_whoever_has_its_secret() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    let secret = browser.session().to_owned();
    browser.get("/settings").await;

    browser.send("/sign-out", &[]).await;

    assert_eq!(browser.session(), "");
    let token = bluebutton_store::accounts::SessionToken(secret);
    assert!(site.store.accounts().session(&token, true).await.unwrap().is_none());
}

#[tokio::test]
async fn a_session_ends_when_nothing_happens_and_says_so() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;

    site.after_seconds(16 * 60);
    let late = browser.get("/settings").await;

    assert_eq!(late.leads_to(), "/sign-in?next=/settings&timed-out=1");
    assert!(browser.get(late.leads_to()).await.says("You were signed out to keep the record safe"));
}

#[tokio::test]
async fn a_session_lives_on_when_somebody_says_that_they_are_still_there() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;

    site.after_seconds(14 * 60);
    let warning = browser.get("/session/still-there?next=/settings").await;
    assert!(warning.says("Are you still there?"));
    let back = browser.send("/session", &[("next", "/settings")]).await;
    assert_eq!(back.leads_to(), "/settings");
    site.after_seconds(14 * 60);

    assert_eq!(browser.get("/settings").await.status, StatusCode::OK);
}

#[tokio::test]
async fn asking_how_long_a_session_lives_does_not_make_it_live_longer() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;

    for _ in 0..4 {
        site.after_seconds(4 * 60);
        browser.get("/session").await;
    }

    assert_eq!(browser.get("/settings").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_new_password_ends_every_session() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut elsewhere = site.signed_in(&ana).await;
    let mut browser = site.signed_in(&ana).await;
    browser.get("/settings").await;

    let new = "walnut harbor seventeen";
    let fields = [("password-now", PASSWORD), ("password", new), ("password-again", new)];
    let done = browser.send("/settings/password", &fields).await;

    assert_eq!(done.leads_to(), "/sign-in?new-password=1");
    assert_eq!(elsewhere.get("/settings").await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_weak_password_is_not_taken_and_the_reason_is_said() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    browser.get("/settings").await;

    let fields = [("password-now", PASSWORD), ("password", "short"), ("password-again", "short")];
    let again = browser.send("/settings/password", &fields).await;

    assert!(again.says("Use at least 12 characters"));
    assert!(again.says("<title>Error: Settings"));
}

#[tokio::test]
async fn a_strangers_wrong_tries_lock_nobody_out_of_their_own_browser() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut own = site.signed_in(&ana).await;
    own.get("/settings").await;
    own.send("/sign-out", &[]).await;
    let mut stranger = site.browser();
    stranger.get("/sign-in").await;
    for _ in 0..11 {
        stranger.send("/sign-in", &[("login", "ana"), ("password", "guess")]).await;
    }
    let name_and_password = [("login", "ana"), ("password", PASSWORD)];
    let locked = stranger.send("/sign-in", &name_and_password).await;
    assert_eq!(locked.status, StatusCode::TOO_MANY_REQUESTS);

    own.get("/sign-in").await;
    let heard = own.send("/sign-in", &name_and_password).await;

    assert_eq!(heard.leads_to(), "/sign-in/code?next=/");
}
