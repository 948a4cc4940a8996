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
    assert_eq!(again.leads_to(), "/staff/letters?nobody=1");
    assert!(browser.get(again.leads_to()).await.says("Everybody has an account"));

    let revoke = format!("/staff/patients/{key}/invitation/revoke");
    let done = browser.send(&revoke, &[]).await;
    assert!(browser.get(done.leads_to()).await.says("The code no longer works"));
    let done = browser.send(&revoke, &[]).await;
    assert!(browser.get(done.leads_to()).await.says("no code that still works"));
    assert!(browser.send("/staff/letters", &[]).await.html.starts_with("%PDF-"));
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
