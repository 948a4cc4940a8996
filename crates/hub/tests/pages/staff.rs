//! What waits for the people who run the hub, and how they find it.

use axum::http::StatusCode;
use bluebutton_store::hub::HubTx;

use super::Site;
use crate::site::between;

const QUEUE: &str = "/pledge/staff";
const POSTS: &str = "/pledge/staff/posts";

/// Where texts stand on a page, in the order that they are named in.
fn places(html: &str, texts: &[&str]) -> Vec<usize> {
    texts.iter().map(|text| html.find(text).unwrap_or_else(|| panic!("{text}: {html}"))).collect()
}

#[tokio::test]
async fn the_menu_leads_those_who_run_the_hub_to_what_waits_and_nobody_else() {
    let site = Site::lived_in().await;
    let link = format!("href=\"{QUEUE}\"");
    assert!(site.staff("nora").await.get("/pledge").await.says(&link));
    assert!(
        !site.staff("oscar").await.get("/pledge").await.says(&link),
        "staff, but not of the hub"
    );
    assert!(!site.browser().get("/pledge").await.says(&link));
}

#[tokio::test]
async fn whoever_has_waited_longest_comes_first_with_what_they_pledge_and_how_their_domain_stands()
{
    let site = Site::busy().await;
    let mut nora = site.staff("nora").await;
    let page = nora.get(QUEUE).await;
    assert!(page.says("5 pledges are waiting.") && page.says("Posts, events, apps (5)"));
    let names = ["Chart Buddy", "Delta Truckers", "Lakeside Eye", "Blue Ridge", "Foothill"];
    assert!(places(&page.html, &names).is_sorted(), "{}", page.html);
    for text in ["Waiting for 8 days", "Waiting since today", "Asheville, NC", "Domain not proven"]
    {
        assert!(page.says(text), "{text}: {}", page.html);
    }
    assert!(page.says("sells supplements"), "a refusal shows its reason");
    // Somebody of nearly that name is in the directory already.
    let (_, rest) = page.html.split_once("Lakeside Eye Center").unwrap();
    let before = page.html.len() - rest.len();
    let link = page.html[..before].rfind("/pledge/staff/").unwrap();
    let id = page.html[link + "/pledge/staff/".len()..].split('"').next().unwrap();
    let review = nora.get(&format!("{QUEUE}/{id}")).await;
    assert!(review.says("value=\"lakeside-eye-center\""), "{}", review.html);
    assert!(review.says("The address is in another domain"));
}

#[tokio::test]
async fn a_pledge_that_waits_is_seen_however_many_were_decided_since() {
    const ADD: &str = "
        insert into hub_signing (signing_id, standing, fields, domain_word, proof, reason, org_id,
            made_at, changed_at)
        values ($1, $2, $3, '', '', '', null, $4, $4)";
    let site = Site::start().await;
    let work = |tx: &mut HubTx<'_, '_>| {
        for number in 0..300_i64 {
            let standing = if number == 0 { "confirmed" } else { "approved" };
            let fields = format!("{{\"name\":\"Signer {number}\"}}");
            let id = format!("signer-{number}");
            tx.execute(ADD, &[id.into(), standing.into(), fields.into(), number.into()])?;
        }
        Ok(())
    };
    site.services.hub.write("test", work).await.unwrap();
    let page = site.staff("nora").await.get(QUEUE).await;
    assert!(page.says("One pledge is waiting.") && page.says("Signer 0<"), "{}", page.html);
}

#[tokio::test]
async fn what_was_reported_shows_all_that_people_said_and_goes_when_it_is_hidden() {
    const UNDER: &str = "/community/post/a-tablet-in-the-waiting-room";
    let site = Site::busy().await;
    let mut nora = site.staff("nora").await;
    assert!(site.browser().get(UNDER).await.says("half price"));
    let page = nora.get(POSTS).await;
    for text in [
        "5 are waiting.",
        "Reported (2)",
        "Reported 2 times.",
        "This is an advertisement.",
        "The same line stands under other posts.",
        "The privacy page does not open.",
        "Your claims in plain words",
        "Step Counter",
    ] {
        assert!(page.says(text), "{text}: {}", page.html);
    }
    // An idea says what it is an idea for, and is not called a reply.
    let (_, idea) = page.html.split_once("A reminder a day before").unwrap();
    let before = &page.html[..page.html.len() - idea.len()];
    assert!(before.ends_with("<p class=\"lines\">A reminder a day before"), "{before}");
    let head = &before[before.rfind("<h2>").unwrap()..];
    assert!(head.contains("<h2>Idea</h2>") && head.contains("How could our people"), "{head}");
    let hide = [("post", "reply-half-price"), ("decision", "hide"), ("reason", "Advertisement.")];
    nora.send(POSTS, &hide).await;
    assert!(!site.browser().get(UNDER).await.says("half price"));
    let page = nora.get(POSTS).await;
    assert!(page.says("Reported (1)") && !page.says("This is an advertisement."));
    let lines = site.store.audit().site_lines(0, 3).await.unwrap();
    let told = lines.iter().filter_map(|line| line.told.as_ref());
    let reasons: Vec<_> = told.filter_map(|(by, _)| by.reason.clone()).collect();
    assert!(reasons.contains(&"Advertisement.".to_owned()), "{reasons:?}");
}

#[tokio::test]
async fn the_demos_hub_is_lived_in() {
    let site = Site::busy().await;
    let mut anybody = site.browser();
    let challenge = anybody.get("/community/post/how-could-our-people-use-their-records").await;
    for text in ["6 ideas", "I want this too (47)", "Harbor Steps is drawing it.", "Chosen"] {
        assert!(challenge.says(text), "{text}: {}", challenge.html);
    }
    let ideas = ["lea en voz alta", "A card for the truck", "A poster in the break room"];
    assert!(places(&challenge.html, &ideas).is_sorted(), "what most people want comes first");
    let full =
        anybody.get("/community/events/ask-for-your-records-an-evening-at-the-library").await;
    assert!(full.says("All seats are taken"), "{}", full.html);
    assert!(!full.says("/find/org\""), "nobody of the members makes it");
    let kit = anybody.get("/community/campaigns/ask-for-your-records").await;
    assert!(kit.says("Harvest Foods") && kit.says("212 visits"), "{}", kit.html);
    let shop = anybody.get("/find/harvest-foods").await;
    assert!(shop.says("212 visits"), "what a campaign brought is on the member's page, too");
    let posts = anybody.get("/community/posts/practice?of=payer").await;
    assert!(posts.says("9,000 members") && !posts.says("A tablet"), "by kind of author");
    let mut harbor = site.member("harbor-steps").await;
    let talks = harbor.get("/members/mine/talks").await;
    assert!(talks.says("A list of medicines for the kitchen wall"), "{}", talks.html);
    let link = between(&talks.html, "/members/mine/talks/", "\"").unwrap().to_owned();
    let talk = harbor.get(&format!("/members/mine/talks/{link}")).await;
    assert!(talk.says("Half of them read Spanish."), "{}", talk.html);
    let mut lakeside = site.member("lakeside-hospital").await;
    let other = lakeside.get(&format!("/members/mine/talks/{link}")).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_page_says_who_is_here_and_lets_them_out() {
    let site = Site::lived_in().await;
    let mut nora = site.staff("nora").await;
    for path in ["/pledge", "/find", "/community", QUEUE, "/developers"] {
        let page = nora.get(path).await;
        assert!(page.says("Signed in as Nora") && page.says("action=\"/sign-out\""), "{path}");
        assert!(!page.says("href=\"/members/mine\""), "{path}: she is no member's");
    }
    let mut member = site.member("lakeside-hospital").await;
    for path in ["/pledge", "/find", "/community", "/members/mine", "/members/mine/events"] {
        let page = member.get(path).await;
        let who = "Signed in as pledge@lakeside-hospital.example for Lakeside Hospital";
        assert!(page.says(who) && page.says("action=\"/members/leave\""), "{path}: {}", page.html);
    }
    assert_eq!(member.send("/members/leave", &[]).await.leads_to(), "/pledge");
    for browser in [&mut member, &mut site.browser()] {
        let page = browser.get("/pledge").await;
        assert!(!page.says("Signed in as") && !page.says("/members/leave"), "{}", page.html);
    }
}
