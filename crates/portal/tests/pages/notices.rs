//! Messages by e-mail: choosing what, and where to.

use axum::http::StatusCode;

use crate::site::Site;

#[tokio::test]
async fn a_house_without_mail_says_so() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let page = site.signed_in(&ana).await.get("/settings/notices").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.says("Riverside Family Clinic does not send messages by e-mail"));
    assert!(!page.says("<input id=\"address\""));
}

#[tokio::test]
async fn an_address_is_confirmed_and_what_is_wanted_is_chosen() {
    let site = Site::with_mail().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    let page = browser.get("/settings/notices").await;
    assert!(page.says("You get no messages by e-mail yet"));
    let wrong = browser.send("/settings/notices/address", &[("address", "ana at home")]).await;
    assert!(wrong.says("not a complete e-mail address"));
    assert!(wrong.says("value=\"ana at home\""));

    let sent = browser.send("/settings/notices/address", &[("address", "ana@example.org")]).await;
    assert_eq!(sent.leads_to(), "/settings/notices?code-sent=1");
    let waits = browser.get(sent.leads_to()).await;
    assert!(waits.says("We sent it to ana@example.org"));
    assert!(waits.says("You get no messages by e-mail yet"), "not before the code");
    let wrong = browser.send("/settings/notices/code", &[("code", "AAAA-BBBB-CCCC")]).await;
    assert!(wrong.says("href=\"#code\""));
    let told = site.store.accounts().recipient(&ana.id).await.unwrap().unwrap();
    let code = told.to_confirm.unwrap().1;
    let done = browser.send("/settings/notices/code", &[("code", &code)]).await;
    assert_eq!(done.leads_to(), "/settings/notices?confirmed=1");

    let page = browser.get("/settings/notices").await;
    assert!(page.says("We write to ana@example.org"));
    assert_eq!(page.html.matches(" checked").count(), 5, "all of it, until she says otherwise");
    browser.send("/settings/notices", &[("sign-in", "1")]).await;
    let page = browser.get("/settings/notices").await;
    assert!(page.says("id=\"want-sign-in\" name=\"sign-in\" value=\"1\" checked"));
    assert_eq!(page.html.matches(" checked").count(), 1);

    browser.send("/settings/notices/remove", &[]).await;
    assert!(browser.get("/settings/notices").await.says("You get no messages by e-mail yet"));
}

#[tokio::test]
async fn where_messages_go_is_changed_only_by_who_shows_once_more_who_it_is() {
    let site = Site::with_mail().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    for _ in 0..4 {
        site.after_seconds(600);
        browser.get("/settings").await;
    }
    let away = browser.send("/settings/notices/address", &[("address", "x@example.net")]).await;
    assert_eq!(away.leads_to(), "/confirm?next=/settings/notices");
    assert_eq!(site.store.accounts().recipient(&ana.id).await.unwrap(), None);
}
