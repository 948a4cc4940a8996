//! Signing in the name of somebody else, and writing to somebody else through a form: what is tried, and that it
//! does not work.

use axum::http::StatusCode;

use super::Site;
use super::pledge::{confirms, decided, decides, signs, signs_as};
use crate::site::Browser;

/// Somebody changes an address after the mail went to another: what they send with it.
async fn changes_address(browser: &mut Browser, more: &[(&str, &str)]) {
    browser.get("/pledge/sign/sign").await;
    let fields = [("contact", "Ana Reyes"), ("email", "director@maple-plan.example")];
    let fields: Vec<(&str, &str)> = fields.into_iter().chain(more.iter().copied()).collect();
    browser.send("/pledge/sign/sign", &fields).await;
}

#[tokio::test]
async fn an_address_that_is_changed_after_the_mail_went_out_proves_no_domain() {
    // Saved for later; and with an error in the form, which saves it too.
    for more in [&[("later", "1")][..], &[]] {
        let site = Site::start().await;
        let mut thief = site.browser();
        signs(&site, &mut thief, "thief@else.example").await;
        let link = site.post.link();
        changes_address(&mut thief, more).await;
        let mut mail = site.browser();
        mail.get(&link).await;
        let answer = mail.send(&link, &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{more:?}");
        let mut nora = site.staff("nora").await;
        let queue = nora.get("/pledge/staff").await;
        assert!(queue.says("Nothing is waiting"), "{more:?}: {}", queue.html);
    }
}

#[tokio::test]
async fn an_address_of_a_mail_provider_proves_no_domain() {
    let site = Site::start().await;
    let mut somebody = site.browser();
    let who = [("name", "Gmail"), ("url", "https://gmail.com/")];
    signs_as(&site, &mut somebody, &who, "anybody@gmail.com").await;
    confirms(&site).await;
    let status = somebody.get("/pledge/sign/status").await;
    assert!(status.says("Show that gmail.com is yours"), "{}", status.html);
}

#[tokio::test]
async fn a_mail_to_somebody_else_says_nothing_that_a_stranger_wrote() {
    let site = Site::start().await;
    let mut stranger = site.browser();
    stranger.get("/pledge/sign?pledge=blue-button&as=payer").await;
    for name in ["Win at www.pills.example", "Write to me@pills.example", "A\nB", "A \u{202e}B"] {
        stranger.get("/pledge/sign/who").await;
        let who = [("name", name), ("url", "maple-plan.example")];
        let page = stranger.send("/pledge/sign/who", &who).await;
        assert!(page.says("href=\"#name\""), "{name}: {}", page.html);
    }
    signs(&site, &mut stranger, "ana@maple-plan.example").await;
    assert!(!site.post.last().body.contains("Ana Reyes"), "{}", site.post.last().body);
    stranger.get("/pledge/sign/sign").await;
    let who =
        [("contact", "Cheap: http://pills.example"), ("email", "a@b.example"), ("agree", "1")];
    assert!(stranger.send("/pledge/sign/sign", &who).await.says("href=\"#contact\""));
}

#[tokio::test]
async fn a_domain_that_nobody_proved_is_accepted_with_a_reason_only() {
    let site = Site::start().await;
    let mut stranger = site.browser();
    signs(&site, &mut stranger, "somebody@else.example").await;
    confirms(&site).await;
    let mut nora = site.staff("nora").await;
    let page = refused_for_now(&mut nora, &[("decision", "approve")]).await;
    assert!(page.contains("Nobody has shown that this domain is theirs"), "{page}");
    assert!(!site.browser().get("/members").await.says("Maple Health Plan"));
    let reason = "They called back from the number on their site.";
    decided(&site, &mut nora, &[("decision", "approve"), ("reason", reason)]).await;
    assert!(site.browser().get("/members").await.says("Maple Health Plan"));
}

#[tokio::test]
async fn nobody_takes_the_place_or_the_name_of_a_member() {
    let site = Site::lived_in().await;
    let mut thief = site.browser();
    let who = [("name", "LAKESIDE Hospital."), ("url", "lakeside-copy.example")];
    signs_as(&site, &mut thief, &who, "ana@lakeside-copy.example").await;
    confirms(&site).await;
    let mut nora = site.staff("nora").await;
    let as_them = [("decision", "approve"), ("same-as", "lakeside-hospital"), ("reason", "Yes")];
    let page = refused_for_now(&mut nora, &as_them).await;
    assert!(page.contains("Only somebody who has shown that this domain is theirs"), "{page}");
    let page = refused_for_now(&mut nora, &[("decision", "approve")]).await;
    assert!(page.contains("A member has this name"), "{page}");
    let own = site.browser().get("/find/lakeside-hospital").await;
    assert!(own.says("https://lakeside-hospital.example/") && !own.says("lakeside-copy"));
    assert_eq!(site.browser().get("/find/lakeside-hospital-2").await.status, StatusCode::NOT_FOUND);

    // The member itself signs again, with its domain.
    let mut lakeside = site.browser();
    let who = [("name", "Lakeside Hospital"), ("url", "lakeside-hospital.example")];
    decided(&site, &mut nora, &[("decision", "refuse"), ("reason", "That is not you.")]).await;
    signs_as(&site, &mut lakeside, &who, "tom@lakeside-hospital.example").await;
    confirms(&site).await;
    let as_itself = [("decision", "approve"), ("same-as", "lakeside-hospital")];
    decided(&site, &mut nora, &as_itself).await;
    assert!(site.post.last().to == "tom@lakeside-hospital.example");
}

/// Staff try a decision that can't be taken like that; the page that says so.
async fn refused_for_now(nora: &mut Browser, fields: &[(&str, &str)]) -> String {
    let answer = decides(nora, fields).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.leads_to());
    answer.html
}

#[tokio::test]
async fn nobody_is_buried_in_mail_through_a_form() {
    const EVENT: &str = "/community/events/how-we-give-teens-their-record";
    let site = Site::lived_in().await;
    let victim = "victim@home.example";
    let mut bomber = site.browser();
    for number in 0..14 {
        bomber.get(EVENT).await;
        let sent = bomber.send(EVENT, &[("name", "Ana"), ("email", "Victim@home.example")]).await;
        assert!(sent.says("We have written to you"), "{number}: the answer is the same");
    }
    bomber.get("/community/by-mail").await;
    bomber.send("/community/by-mail", &[("email", victim)]).await;
    bomber.get("/find/lakeside-hospital/ask").await;
    bomber.send("/find/lakeside-hospital/ask", &[("name", "Ana"), ("email", victim)]).await;
    site.works().await;
    assert_eq!(site.post.count(), 10, "ten a day, whatever the form");
    // Others are written to, and the same address a day later.
    site.after_seconds(60 * 60);
    bomber.get("/community/by-mail").await;
    bomber.send("/community/by-mail", &[("email", "other@home.example")]).await;
    site.works().await;
    assert_eq!(site.post.count(), 11);
    site.after_seconds(24 * 60 * 60);
    bomber.get(EVENT).await;
    bomber.send(EVENT, &[("name", "Ana"), ("email", victim)]).await;
    site.works().await;
    assert_eq!(site.post.last().to, victim);
    // A member's way in has a limit of its own, and a short one.
    let before = site.post.count();
    for _ in 0..12 {
        bomber.get("/members/enter").await;
        let asked = [("email", "pledge@lakeside-hospital.example")];
        assert_eq!(bomber.send("/members/enter", &asked).await.leads_to(), "/members/enter?sent=1");
    }
    site.works().await;
    assert_eq!(site.post.count(), before + 10);
    site.after_seconds(60 * 60 + 1);
    site.member("lakeside-hospital").await;
}

#[tokio::test]
async fn whoever_has_many_mail_addresses_is_not_counted_for_many() {
    const ASK: &str = "/find/lakeside-pharmacy/ask";
    let site = Site::lived_in().await;
    let mut status = StatusCode::OK;
    for number in 0..21 {
        let mut one = site.browser();
        one.get(ASK).await;
        let email = format!("me{number}@mine.example");
        one.send(ASK, &[("name", "Ana"), ("email", &email)]).await;
        site.works().await;
        let link = site.post.link();
        one.get(&link).await;
        let counted = one.send(&link, &[]).await;
        status = counted.status;
        assert_eq!(status == StatusCode::TOO_MANY_REQUESTS, number == 20, "{number}");
        site.after_seconds(200);
    }
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn signs_that_nobody_types_break_no_page_and_no_feed() {
    let site = Site::lived_in().await;
    let mut lakeside = site.member("lakeside-hospital").await;
    let write = "/members/mine/write/talk";
    lakeside.get(write).await;
    let post = [
        ("title", "A bell\u{7} and a \u{1}"),
        ("body", "Nothing\0 <script>alert(1)</script>\u{b}"),
    ];
    assert_eq!(lakeside.send(write, &post).await.leads_to(), "/members/mine/write/sent");
    let mut nora = site.staff("nora").await;
    let id = nora.waiting("post").await;
    nora.decides(("post", &id), "show").await;
    let page = site.browser().get(&format!("/community/post/{id}")).await;
    assert!(page.says("A bell") && !page.says("<script>alert"), "{}", page.html);
    let feed = site.browser().get("/community/feed.atom").await;
    let is_xml = |sign: char| !sign.is_control() || ['\n', '\r', '\t'].contains(&sign);
    assert!(feed.says("A bell") && feed.html.chars().all(is_xml), "{}", feed.html);
}

#[tokio::test]
async fn whoever_is_sent_to_sign_in_outside_a_members_own_domain_is_told_where() {
    const PAGE: &str = "/find/lakeside-hospital";
    const BUTTON: &str = "class=\"button primary\" href=\"";
    const NAMED: &str = "update hub_address set address = $1 where org_id = $2 and kind = $3";
    let site = Site::lived_in().await;
    let own = site.browser().get(PAGE).await;
    assert!(own.says(&format!("{BUTTON}https://records.lakeside-hospital.example/")));
    // Somebody who has the mailbox of a member names another address; before it is looked at the next day.
    let work = |tx: &mut bluebutton_store::hub::HubTx<'_, '_>| {
        let named = "https://lakeside-hospital.example.login.example/";
        tx.execute(NAMED, &[named.into(), "lakeside-hospital".into(), "portal".into()])
    };
    site.services.hub.write("test", work).await.unwrap();
    let page = site.browser().get(PAGE).await;
    let told = "Their sign-in page is at lakeside-hospital.example.login.example.";
    assert!(page.says(told), "{}", page.html);
    assert!(!page.says(&format!("{BUTTON}https://lakeside-hospital")), "{}", page.html);
}
