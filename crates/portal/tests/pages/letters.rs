//! Letters for everybody who is new.

use axum::http::StatusCode;

use crate::site::Site;

#[tokio::test]
async fn staff_print_letters_for_everybody_who_is_new_and_take_one_back() {
    let site = Site::start().await;
    let key = site.record("Rosa Delgado", "1948-11-02").await;
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;
    assert!(browser.get("/staff/letters").await.says("Invitation letters"));

    let file = browser.send("/staff/letters", &[]).await;

    assert_eq!(file.status, StatusCode::OK, "{}", file.html);
    assert_eq!(file.header("content-type"), "application/pdf");
    assert!(file.html.starts_with("%PDF-"));
    assert!(file.header("cache-control").contains("no-store"));
    let again = browser.send("/staff/letters", &[]).await;
    let nobody = browser.get(again.leads_to()).await;
    assert!(nobody.says("nobody new to write to") && !nobody.says("get no letter"));

    let revoke = format!("/staff/patients/{key}/invitation/revoke");
    let done = browser.send(&revoke, &[]).await;
    assert!(browser.get(done.leads_to()).await.says("The code no longer works"));
    let done = browser.send(&revoke, &[]).await;
    assert!(browser.get(done.leads_to()).await.says("no code that still works"));
    assert!(browser.send("/staff/letters", &[]).await.html.starts_with("%PDF-"));
}

#[tokio::test]
async fn a_child_gets_no_letter_and_no_code_whoever_makes_them() {
    let site = Site::start().await;
    // Twelve, and thirteen tomorrow and today.
    for (name, born) in [("Mia Vega", "2019-06-01"), ("Leo Hill", "2013-05-04")] {
        site.record(name, born).await;
    }
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;
    browser.get("/staff/letters").await;
    let none = browser.send("/staff/letters", &[]).await;
    let told = browser.get(none.leads_to()).await;
    assert!(
        told.says("2 children get no letter"),
        "a parent would have the account: {}",
        told.html
    );
    // What was found can't be typed.
    let typed = browser.get("/staff/letters?nobody=1&young=9&q=OSA5").await;
    assert!(!typed.says("no letter") && !typed.says("nobody new"), "{}", typed.html);
    let asked = browser.send("/staff", &[("q", "vega")]).await;
    let found = browser.get(asked.leads_to()).await;
    let key = found.text_between("href=\"/staff/patients/", "\"").to_owned();
    let refused = browser.send(&format!("/staff/patients/{key}/invitation"), &[]).await;
    assert!(refused.says("gets no account of their own"), "{}", refused.html);

    site.after_seconds(24 * 60 * 60);
    let mut browser = site.signed_in(&nora).await;
    browser.get("/staff/letters").await;
    let teen = browser.send("/staff/letters", &[]).await;
    assert!(teen.html.starts_with("%PDF-"), "Leo is thirteen today: {}", teen.html);
}

#[tokio::test]
async fn who_is_not_staff_finds_no_letters() {
    let site = Site::start().await;
    site.record("Rosa Delgado", "1948-11-02").await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    assert_eq!(browser.get("/staff/letters").await.status, StatusCode::NOT_FOUND);
    assert_eq!(browser.send("/staff/letters", &[]).await.status, StatusCode::NOT_FOUND);
}
