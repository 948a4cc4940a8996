//! People of a member make accounts of their own, invite each other, and what they do stands in the trail.

use axum::http::StatusCode;
use bluebutton_store::events::{Event, MemberDeed, Part};

use super::Site;
use crate::site::Browser;

const SIGN_IN: &str = "/members/mine/sign-in";
const MAKE: &str = "/members/mine/account";
const PASSWORD: &str = "seven lanterns under water";

async fn makes(browser: &mut Browser, login: &str) -> crate::site::Page {
    browser.get(SIGN_IN).await;
    let fields = [
        ("name", "Lee Ode"),
        ("login", login),
        ("password", PASSWORD),
        ("password-again", PASSWORD),
    ];
    browser.send(MAKE, &fields).await
}

/// What people of members did, in order, with whose address it was.
async fn deeds(site: &Site) -> Vec<(MemberDeed, String, String)> {
    let lines = site.store.audit().site_lines(0, 200).await.unwrap();
    // The newest line comes first.
    let told = lines.into_iter().rev().filter_map(|line| line.told);
    let deeds = told.filter_map(|(by, event)| match event {
        Event::HubDone { deed, about } => {
            assert_eq!(by.part, Part::Member);
            Some((deed, about, by.name.unwrap_or_default()))
        }
        _ => None,
    });
    deeds.collect()
}

#[tokio::test]
async fn whom_a_mailed_link_let_in_makes_an_account_with_a_second_factor() {
    let site = Site::lived_in().await;
    let mut lakeside = site.member("lakeside-hospital").await;
    assert!(lakeside.get("/members/mine").await.says("Make an account"));
    lakeside.get(SIGN_IN).await;
    let weak =
        [("name", "Lee"), ("login", "lee"), ("password", "short"), ("password-again", "short")];
    let page = lakeside.send(MAKE, &weak).await;
    assert!(page.says("href=\"#password\"") && page.says("value=\"lee\""), "{}", page.html);
    let other =
        [("name", "Lee"), ("login", "lee"), ("password", PASSWORD), ("password-again", "x")];
    assert!(lakeside.send(MAKE, &other).await.says("href=\"#password-again\""));
    assert!(site.store.accounts().by_login("lee").await.unwrap().is_none());
    let made = makes(&mut lakeside, "lee").await;
    assert_eq!(made.leads_to(), "/sign-in/second-factor?next=/members/mine/sign-in");
    let account = site.store.accounts().by_login("lee").await.unwrap().unwrap();
    assert!(account.has_password && !account.has_totp);
    // The address has one now, and nobody makes two.
    let again = makes(&mut lakeside, "lee2").await;
    assert!(again.says("has an account already"), "{}", again.html);
    assert!(!lakeside.get("/members/mine").await.says("Make an account"));
    // Before the second factor is set up, the account alone opens nothing.
    lakeside.forgets("member");
    assert_eq!(lakeside.get("/members/mine").await.leads_to(), "/members/enter");
}

#[tokio::test]
async fn somebody_invited_makes_an_account_and_their_removal_ends_its_way_in() {
    let site = Site::lived_in().await;
    let mut first = site.member("lakeside-hospital").await;
    let invited = [("name", "Lee Ode"), ("email", "lee@lakeside-hospital.example")];
    first.send("/members/mine/people", &invited).await;
    site.works().await;
    let link = site.post.link();
    let mut lee = site.browser();
    lee.get(&link).await;
    assert_eq!(lee.send(&link, &[]).await.leads_to(), "/members/mine");
    lee.get("/members/mine").await;
    makes(&mut lee, "lee").await;
    assert!(first.get(SIGN_IN).await.says("lee@lakeside-hospital.example"));
    // Lee invites somebody, too; and is removed by the first.
    lee.get("/members/mine").await;
    let next = [("name", "Pat"), ("email", "pat@lakeside-hospital.example")];
    assert_eq!(lee.send("/members/mine/people", &next).await.leads_to(), "/members/mine?invited=1");
    first.get("/members/mine").await;
    first.send("/members/mine/people/remove", &[("email", "lee@lakeside-hospital.example")]).await;
    assert!(!first.get(SIGN_IN).await.says("lee@lakeside-hospital.example"));
    assert_eq!(lee.get("/members/mine").await.leads_to(), "/members/enter");
    let deeds = deeds(&site).await;
    let by = |deed| {
        deeds.iter().filter(|one| one.0 == deed).map(|one| one.2.as_str()).collect::<Vec<_>>()
    };
    let (contact, lee) = ("pledge@lakeside-hospital.example", "lee@lakeside-hospital.example");
    assert_eq!(by(MemberDeed::Entered), [contact, lee]);
    assert_eq!(by(MemberDeed::PersonInvited), [contact, lee]);
    assert_eq!(by(MemberDeed::AccountBound), [lee]);
    assert_eq!(by(MemberDeed::PersonRemoved), [contact]);
}

#[tokio::test]
async fn whoever_signed_is_removed_by_nobody() {
    let site = Site::lived_in().await;
    let mut first = site.member("lakeside-hospital").await;
    let contact = "pledge@lakeside-hospital.example";
    first.send("/members/mine/people/remove", &[("email", contact)]).await;
    assert_eq!(first.get("/members/mine").await.status, StatusCode::OK, "the door is still open");
    assert!(deeds(&site).await.iter().all(|one| one.0 != MemberDeed::PersonRemoved));
}

#[tokio::test]
async fn a_lost_account_is_let_go_by_mail_and_a_new_one_is_made() {
    let site = Site::lived_in().await;
    let mut lakeside = site.member("lakeside-hospital").await;
    makes(&mut lakeside, "lee").await;
    lakeside.forgets("session");
    let page = lakeside.get(SIGN_IN).await;
    assert!(page.says("Remove the account"), "{}", page.html);
    lakeside.send(SIGN_IN, &[("deed", "forget")]).await;
    let made = makes(&mut lakeside, "lee-again").await;
    assert_eq!(made.leads_to(), "/sign-in/second-factor?next=/members/mine/sign-in");
    // Another member's account is not let go by it.
    let mut harvest = site.member("harvest-foods").await;
    harvest.get(SIGN_IN).await;
    harvest.send(SIGN_IN, &[("deed", "forget")]).await;
    assert!(lakeside.get(SIGN_IN).await.says("pledge@lakeside-hospital.example"));
}

#[tokio::test]
async fn what_a_member_does_stands_in_the_trail_with_what_it_was_done_to() {
    let site = Site::lived_in().await;
    let mut lakeside = site.member("lakeside-hospital").await;
    lakeside.send("/members/mine/report", &[]).await;
    lakeside.send("/members/mine/renew", &[("pledge", "blue-button")]).await;
    lakeside.get("/community/campaigns/ask-for-your-records").await;
    for _ in 0..2 {
        lakeside.send("/community/campaigns/ask-for-your-records", &[]).await;
    }
    lakeside.send("/members/mine/withdraw", &[("pledge", "blue-button")]).await;
    lakeside.send("/members/mine/withdraw", &[("pledge", "blue-button")]).await;
    let told = deeds(&site).await;
    let told: Vec<(MemberDeed, &str)> = told.iter().map(|one| (one.0, one.1.as_str())).collect();
    let own = "lakeside-hospital";
    // What is done twice and changes nothing the second time is told once.
    assert_eq!(
        told,
        [
            (MemberDeed::Entered, own),
            (MemberDeed::Reported, own),
            (MemberDeed::Renewed, "lakeside-hospital blue-button"),
            (MemberDeed::CampaignTaken, "lakeside-hospital ask-for-your-records"),
            (MemberDeed::Withdrew, "lakeside-hospital blue-button"),
        ]
    );
}
