//! News by mail: asked for, confirmed, sent once a week, stopped with one press.

use axum::http::StatusCode;

use super::Site;
use crate::site::between;

const DAY: i64 = 24 * 60 * 60;

async fn asks(site: &Site, email: &str) {
    let mut reader = site.browser();
    reader.get("/community/by-mail").await;
    let answer = reader.send("/community/by-mail", &[("email", email)]).await;
    assert_eq!(answer.leads_to(), "/community/by-mail?sent=1");
    site.works().await;
}

async fn news(site: &Site, title: &str) {
    let mut nora = site.staff("nora").await;
    nora.get("/pledge/staff/posts").await;
    nora.send("/pledge/staff/posts", &[("title", title), ("body", "Read it.")]).await;
}

#[tokio::test]
async fn who_confirmed_gets_what_is_new_once_a_week_and_stops_it_without_a_form_of_ours() {
    let site = Site::lived_in().await;
    asks(&site, "Ana@home.example").await;
    let link = site.post.link();
    assert_eq!(site.post.last().stop, None, "a question is no newsletter");
    let mut ana = site.browser();
    assert!(ana.get(&link).await.says("Yes, send me the news"));
    let before = site.post.count();
    site.after_seconds(8 * DAY);
    site.works().await;
    assert_eq!(site.post.count(), before, "opening the link confirms nothing");
    asks(&site, "ana@home.example").await;
    let link = site.post.link();
    ana.get(&link).await;
    ana.send(&link, &[]).await;
    let before = site.post.count();
    news(&site, "Four hundred members").await;
    site.after_seconds(6 * DAY);
    site.works().await;
    assert_eq!(site.post.count(), before, "not within the week");
    site.after_seconds(2 * DAY);
    site.works().await;
    site.after_seconds(2 * DAY);
    site.works().await;
    assert_eq!(site.post.count(), before + 1, "once");
    let mail = site.post.last();
    assert!(mail.to == "ana@home.example" && mail.body.contains("Four hundred members"));
    assert!(!mail.body.contains("one letter to 9,000 members"), "what was there before is not new");
    let stop = mail.stop.unwrap();
    assert!(mail.body.contains(&stop));
    // A mail program posts without cookies and without a form (RFC 8058); opening it alone stops nothing.
    let stop = stop.strip_prefix("https://movement.example").unwrap().to_owned();
    assert!(site.browser().get(&stop).await.says("You get our news"));
    let page = site.browser().send(&stop, &[("List-Unsubscribe", "One-Click")]).await;
    assert!(page.status == StatusCode::OK && page.says("You get no news from us"));
    site.after_seconds(9 * DAY);
    site.works().await;
    assert_eq!(site.post.count(), before + 1);
}

#[tokio::test]
async fn a_week_with_nothing_new_brings_no_mail_and_nobody_is_flooded() {
    let site = Site::lived_in().await;
    asks(&site, "ana@home.example").await;
    let link = site.post.link();
    let before = site.post.count();
    asks(&site, "ana@home.example").await;
    assert_eq!(site.post.count(), before, "one question an hour");
    let mut ana = site.browser();
    ana.get(&link).await;
    ana.send(&link, &[]).await;
    site.after_seconds(20 * DAY);
    site.works().await;
    let digests = site.post.all().into_iter().filter(|mail| mail.stop.is_some()).count();
    assert_eq!(digests, 0);
    let wrong = site.browser().get("/community/by-mail/0123").await;
    assert!(wrong.says("You get no news from us"));
    assert!(between(&wrong.html, "action=\"/community/stop/", "\"").is_none());
}

#[tokio::test]
async fn who_never_confirmed_is_forgotten() {
    let site = Site::lived_in().await;
    asks(&site, "ana@home.example").await;
    let link = site.post.link();
    site.after_seconds(8 * DAY);
    site.works().await;
    assert!(site.browser().get(&link).await.says("You get no news from us"));
}
