//! Signing, being looked at, appearing, reporting, withdrawing.

use axum::http::StatusCode;
use bluebutton_hub::outside::Block;

use super::Site;
use crate::site::{Browser, Page, between};

const WHO: [(&str, &str); 5] = [
    ("name", "Maple Health Plan"),
    ("url", "maple-plan.example"),
    ("city", "Albany"),
    ("region", "New York"),
    ("zip", "12207"),
];

/// A payer fills in the form up to the mail.
pub async fn signs(site: &Site, browser: &mut Browser, email: &str) -> Page {
    signs_as(site, browser, &WHO, email).await
}

/// The same as somebody.
pub async fn signs_as(
    site: &Site,
    browser: &mut Browser,
    who: &[(&str, &str)],
    email: &str,
) -> Page {
    browser.get("/pledge/sign?pledge=blue-button&as=payer").await;
    browser.get("/pledge/sign/who").await;
    assert_eq!(browser.send("/pledge/sign/who", who).await.leads_to(), "/pledge/sign/what");
    browser.get("/pledge/sign/what").await;
    let what = [("promise-apps", "yes"), ("target-timely", "2027-03")];
    assert_eq!(browser.send("/pledge/sign/what", &what).await.leads_to(), "/pledge/sign/where");
    let at = [("address-portal", "records.maple-plan.example"), ("how-en", "Open it.\nPress.")];
    assert_eq!(browser.send("/pledge/sign/where", &at).await.leads_to(), "/pledge/sign/sign");
    let who = [("contact", "Ana Reyes"), ("email", email), ("language", "en"), ("agree", "yes")];
    let answer = browser.send("/pledge/sign/sign", &who).await;
    assert_eq!(answer.leads_to(), "/pledge/sign/status", "{}", answer.html);
    site.works().await;
    browser.get("/pledge/sign/status").await
}

pub async fn confirms(site: &Site) {
    let mut mail = site.browser();
    let link = site.post.link();
    assert!(mail.get(&link).await.says("Did you sign for "));
    assert_eq!(mail.send(&link, &[]).await.leads_to(), "/pledge/sign/status");
}

/// Staff send the form of the one pledge that waits.
pub async fn decides(nora: &mut Browser, fields: &[(&str, &str)]) -> Page {
    let queue = nora.get("/pledge/staff").await;
    let ids = queue.html.split("/pledge/staff/").skip(1).filter_map(|rest| rest.split('"').next());
    let page = ids.into_iter().find(|id| !id.starts_with("posts")).unwrap();
    let page = format!("/pledge/staff/{page}");
    nora.get(&page).await;
    nora.send(&page, fields).await
}

/// Staff decide on it.
pub async fn decided(site: &Site, nora: &mut Browser, fields: &[(&str, &str)]) {
    let answer = decides(nora, fields).await;
    assert_eq!(answer.leads_to(), "/pledge/staff", "{}", answer.html);
    site.works().await;
}

#[tokio::test]
async fn a_health_plan_signs_is_looked_at_appears_and_withdraws() {
    let site = Site::start().await;
    let mut plan = site.browser();
    assert!(signs(&site, &mut plan, "ana@maple-plan.example").await.says("ana@maple-plan.example"));
    let mut nora = site.staff("nora").await;
    assert!(nora.get("/pledge/staff").await.says("Nothing is waiting"), "not before the mail");
    confirms(&site).await;
    // The address is in the organization's domain: nothing else is to be shown.
    assert!(plan.get("/pledge/sign/status").await.says("You have shown that maple-plan.example"));
    assert!(!nora.get("/members").await.says("Maple Health Plan"), "not before somebody looked");

    decided(&site, &mut nora, &[("decision", "approve")]).await;

    assert!(site.post.last().body.contains("not an endorsement"));
    let page = site.browser().get("/find/maple-health-plan").await;
    for text in ["Maple Health Plan", "Working on it, by March 2027", "Any app the person chooses"]
    {
        assert!(page.says(text), "{text} in {}", page.html);
    }
    assert!(page.says("not an endorsement by the U.S. Department of Health and Human Services"));
    let paper = site.browser().get("/members/maple-health-plan/certificate/blue-button").await;
    assert_eq!(paper.header("content-type"), "application/pdf");
    let told = site.post.paper().blocks.iter().any(
        |block| matches!(block, Block::Text(text) if text.contains("not an endorsement by the U.S.")),
    );
    assert!(told, "the certificate must say that it endorses nobody");

    // The member reports, and withdraws.
    let mut ana = site.browser();
    ana.get("/members/enter").await;
    ana.send("/members/enter", &[("email", "Ana@maple-plan.example")]).await;
    site.works().await;
    let link = site.post.link();
    ana.get(&link).await;
    ana.send(&link, &[]).await;
    assert!(ana.get("/members/mine").await.says("Maple Health Plan"));
    let note = "We taught 30 people.";
    let said = [("standing-blue-button-teach", "working"), ("note-blue-button-teach", note)];
    ana.send("/members/mine/report", &said).await;
    assert!(site.browser().get("/find/maple-health-plan").await.says(note));
    let before = site.browser().get("/members/maple-health-plan/badge.svg").await;
    assert!(before.says("#1d4f91") && before.header("cache-control").contains("no-cache"));
    let kept = before.header("etag").to_owned();
    ana.get("/members/mine/withdraw?pledge=blue-button").await;
    ana.send("/members/mine/withdraw", &[("pledge", "blue-button")]).await;
    assert!(site.browser().get("/find/maple-health-plan").await.says("They withdrew this pledge"));
    assert!(!site.browser().get("/members").await.says("Maple Health Plan"));
    let gone = site.browser().get("/members/maple-health-plan/certificate/blue-button").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    // Whoever has the blue one is given the gray one at once.
    let badge = site.browser().get_if_new("/members/maple-health-plan/badge.svg", &kept).await;
    assert!(badge.says("Pledge has ended") && badge.says("#6f7985"), "{}", badge.html);
}

#[tokio::test]
async fn nobody_signs_in_the_name_of_a_domain_that_is_not_theirs() {
    let site = Site::start().await;
    let mut stranger = site.browser();
    signs(&site, &mut stranger, "somebody@else.example").await;
    confirms(&site).await;
    let status = stranger.get("/pledge/sign/status").await;
    assert!(status.says("Show that maple-plan.example is yours"), "{}", status.html);
    stranger.send("/pledge/sign/domain", &[]).await;
    let mut nora = site.staff("nora").await;
    assert!(nora.get("/pledge/staff").await.says("Domain not proven"));

    let word = between(&status.html, "blue-button-verify=", "\"").unwrap();
    let word = word.trim_end_matches("&quot;").trim_end_matches("&#34;");
    site.names.set("_blue-button.maple-plan.example", "blue-button-verify=wrong");
    stranger.get("/pledge/sign/status").await;
    let answer = stranger.send("/pledge/sign/domain", &[]).await;
    assert_eq!(answer.leads_to(), "/pledge/sign/status?not-found=1");
    site.names.set("_blue-button.maple-plan.example", &format!("blue-button-verify={word}"));
    stranger.get("/pledge/sign/status").await;
    assert_eq!(stranger.send("/pledge/sign/domain", &[]).await.leads_to(), "/pledge/sign/status");
    assert!(nora.get("/pledge/staff").await.says("Domain proven by DNS"));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_what_was_typed_is_kept() {
    let site = Site::start().await;
    let mut plan = site.browser();
    plan.get("/pledge/sign?pledge=blue-button&as=payer").await;
    plan.get("/pledge/sign/who").await;
    let inside = [("name", "Maple"), ("url", "https://10.0.0.1/"), ("region", "Atlantis")];
    let page = plan.send("/pledge/sign/who", &inside).await;
    assert!(page.says("href=\"#url\"") && page.says("href=\"#region\""), "{}", page.html);
    assert!(plan.get("/pledge/sign/who").await.says("value=\"Maple\""));
    // Somebody who jumps to the end is led back to what is missing, and nothing is sent.
    let who = [("contact", "Ana"), ("email", "ana@maple-plan.example"), ("agree", "yes")];
    plan.get("/pledge/sign/sign").await;
    assert!(plan.send("/pledge/sign/sign", &who).await.says("href=\"#url\""));
    site.works().await;
    assert_eq!(site.post.count(), 0);
    // Another browser has another draft.
    assert_eq!(site.browser().get("/pledge/sign/who").await.leads_to(), "/pledge/sign");
}

#[tokio::test]
async fn a_refusal_needs_a_reason_and_the_signer_reads_it() {
    let site = Site::start().await;
    let mut plan = site.browser();
    signs(&site, &mut plan, "ana@maple-plan.example").await;
    confirms(&site).await;
    let mut nora = site.staff("nora").await;
    let fields = [("decision", "refuse"), ("reason", "We could not reach you by phone.")];
    decided(&site, &mut nora, &fields).await;
    assert!(site.post.last().body.contains("We could not reach you by phone."));
    assert!(plan.get("/pledge/sign/status").await.says("We could not reach you by phone."));
    let lines = site.store.audit().site_lines(0, 5).await.unwrap();
    let told = lines.iter().filter_map(|line| line.told.as_ref());
    let reasons: Vec<_> = told.filter_map(|(by, _)| by.reason.clone()).collect();
    assert!(reasons.contains(&"We could not reach you by phone.".to_owned()), "{reasons:?}");
}

#[tokio::test]
async fn only_staff_that_run_the_hub_see_its_queue() {
    let site = Site::start().await;
    let mut other = site.staff("oscar").await;
    assert_eq!(other.get("/pledge/staff").await.status, StatusCode::NOT_FOUND);
    let nobody = site.browser().get("/pledge/staff").await;
    assert!(nobody.leads_to().starts_with("/sign-in"), "{}", nobody.leads_to());
}

#[tokio::test]
async fn a_link_lets_in_once_and_not_for_long_and_tells_nobody_who_is_a_member() {
    let site = Site::lived_in().await;
    let mut browser = site.browser();
    browser.get("/members/enter").await;
    let stranger = browser.send("/members/enter", &[("email", "nobody@else.example")]).await;
    site.works().await;
    assert_eq!(site.post.count(), 0);
    let known =
        browser.send("/members/enter", &[("email", "pledge@lakeside-hospital.example")]).await;
    assert_eq!(known.leads_to(), stranger.leads_to());
    site.works().await;
    let link = site.post.link();
    // A program that follows links lets nobody in.
    browser.get(&link).await;
    browser.get(&link).await;
    assert_eq!(browser.send(&link, &[]).await.leads_to(), "/members/mine");
    browser.get(&link).await;
    assert_eq!(browser.send(&link, &[]).await.status, StatusCode::NOT_FOUND, "used up");
    site.after_seconds(9 * 60 * 60);
    assert_eq!(browser.get("/members/mine").await.leads_to(), "/members/enter");
    browser.get("/members/enter").await;
    browser.send("/members/enter", &[("email", "pledge@lakeside-hospital.example")]).await;
    site.works().await;
    let link = site.post.link();
    site.after_seconds(31 * 60);
    assert!(browser.get(&link).await.says("This link no longer works"));
}

#[tokio::test]
async fn a_member_changes_nothing_of_another() {
    let site = Site::lived_in().await;
    let mut lakeside = site.member("lakeside-hospital").await;
    let note = "Written by somebody else";
    let fields = [("note-blue-button-view", note), ("org", "cedar-valley-health-plan")];
    lakeside.send("/members/mine/report", &fields).await;
    assert!(!site.browser().get("/find/cedar-valley-health-plan").await.says(note));
    // Whoever is invited comes in, and is out when removed.
    lakeside.get("/members/mine").await;
    let person = [("name", "Tom Becker"), ("email", "tom@lakeside-hospital.example")];
    lakeside.send("/members/mine/people", &person).await;
    site.works().await;
    let mut tom = site.browser();
    let link = site.post.link();
    tom.get(&link).await;
    tom.send(&link, &[]).await;
    assert!(tom.get("/members/mine").await.says("Lakeside Hospital"));
    lakeside.get("/members/mine").await;
    lakeside.send("/members/mine/people/remove", &[("email", person[1].1)]).await;
    assert_eq!(tom.get("/members/mine").await.leads_to(), "/members/enter");
}

#[tokio::test]
async fn a_pledge_that_is_not_renewed_lapses_after_its_member_was_asked_once() {
    let site = Site::lived_in().await;
    site.works().await;
    site.after_seconds(175 * 24 * 60 * 60);
    site.works().await;
    site.works().await;
    let asked = site.post.count();
    assert!(asked > 5, "{asked} members were asked");
    assert!(site.post.last().body.contains("is good until"));
    site.after_seconds(24 * 60 * 60);
    site.works().await;
    assert_eq!(site.post.count(), asked, "once");
    let mut lakeside = site.member("lakeside-hospital").await;
    lakeside.send("/members/mine/renew", &[("pledge", "blue-button")]).await;
    site.after_seconds(60 * 24 * 60 * 60);
    site.works().await;
    let members = site.browser().get("/members").await;
    assert!(members.says("Lakeside Hospital") && !members.says("Cedar Valley Health Plan"));
    let lapsed = site.browser().get("/find/cedar-valley-health-plan").await;
    assert!(lapsed.says("They did not renew this pledge"));
}

#[tokio::test]
async fn mail_waits_while_the_mail_server_is_away() {
    let site = Site::lived_in().await;
    site.post.breaks(true);
    let mut browser = site.browser();
    browser.get("/members/enter").await;
    browser.send("/members/enter", &[("email", "pledge@lakeside-hospital.example")]).await;
    site.works().await;
    assert_eq!(site.post.count(), 0);
    site.post.breaks(false);
    site.works().await;
    assert_eq!(site.post.count(), 0, "not at once again");
    site.after_seconds(130);
    site.works().await;
    site.works().await;
    assert_eq!(site.post.count(), 1, "and once");
}

#[tokio::test]
async fn an_account_with_a_second_factor_comes_in_for_the_member_that_bound_it() {
    const BIND: &str = "/members/mine/sign-in";
    let site = Site::lived_in().await;
    let mut jordan = site.staff("jordan").await;
    assert_eq!(jordan.get("/members/mine").await.leads_to(), "/members/enter");
    site.lets_in(&mut jordan, "harvest-foods").await;
    assert!(jordan.get(BIND).await.says("Let Nora Quinn sign in with this account"));
    jordan.send(BIND, &[("deed", "bind")]).await;
    jordan.forgets("member");
    assert!(jordan.get("/members/mine").await.says("Harvest Foods"));
    // Without a mailed link nothing more is bound; another account and another browser are nobody.
    let mut other = site.browser();
    assert_eq!(other.get("/members/mine").await.leads_to(), "/members/enter");
    // The pledge ends, and so does the way in.
    jordan.get("/members/mine/withdraw?pledge=blue-button").await;
    jordan.send("/members/mine/withdraw", &[("pledge", "blue-button")]).await;
    assert_eq!(jordan.get("/members/mine").await.leads_to(), "/members/enter");
}

#[tokio::test]
async fn an_account_lets_go_and_its_person_is_removed() {
    const BIND: &str = "/members/mine/sign-in";
    let site = Site::lived_in().await;
    let mut boss = site.member("harvest-foods").await;
    boss.send("/members/mine/people", &[("name", "Rae"), ("email", "rae@harvest.example")]).await;
    site.works().await;
    let link = site.post.link();
    let mut rae = site.staff("rae").await;
    rae.get(&link).await;
    rae.send(&link, &[]).await;
    rae.get(BIND).await;
    rae.send(BIND, &[("deed", "bind")]).await;
    rae.forgets("member");
    assert!(rae.get("/members/mine").await.says("Harvest Foods"));
    boss.get("/members/mine").await;
    boss.send("/members/mine/people/remove", &[("email", "rae@harvest.example")]).await;
    assert_eq!(rae.get("/members/mine").await.leads_to(), "/members/enter");
}

#[tokio::test]
async fn the_text_that_somebody_signed_is_read_when_there_is_a_newer_one() {
    const KEPT: &str = "
        select content
        from hub_text
        where pledge = 'blue-button'";
    const ADD: &str = "
        insert into hub_text (pledge, version, content, made_at)
        values ('blue-button', '2025-01', $1, 1)";
    let site = Site::lived_in().await;
    let now = "/pledge/texts/blue-button";
    assert!(!site.browser().get(now).await.says("Other versions:"));
    let work = |tx: &mut bluebutton_store::hub::HubTx<'_, '_>| {
        let text: String = tx.first(KEPT, &[])?.unwrap().get(0)?;
        let then = text.replace("version = \"2026-11\"", "version = \"2025-01\"");
        let then = then.replace("People can see their record", "People may look at their record");
        tx.execute(ADD, &[then.into()])
    };
    assert_eq!(site.services.hub.write("test", work).await.unwrap(), 1);
    let page = site.browser().get(now).await;
    assert!(page.says("People can see their record") && page.says("?version=2025-01"));
    let then = site.browser().get(&format!("{now}?version=2025-01")).await;
    assert!(then.says("People may look at their record"), "{}", then.html);
    assert!(then.says("It is not signed any more") && then.says("?version=2026-11"));
    let none = site.browser().get(&format!("{now}?version=1999-01")).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let member = site.browser().get("/find/lakeside-hospital").await;
    assert!(member.says("/pledge/texts/blue-button?version=2026-11"), "{}", member.html);
}
