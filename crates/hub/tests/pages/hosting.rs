//! Events that members make: looked at, moved, called off; who came, what was agreed.

use axum::http::StatusCode;

use super::Site;
use crate::site::{Browser, between};

const MINE: &str = "/members/mine/events";
const DAY: i64 = 24 * 60 * 60;

/// What somebody types, with some of it otherwise.
fn typed<'f>(other: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let usual = [
        ("kind", "discussion"),
        ("title-en", "Records at the library"),
        ("about-en", "What would help you?"),
        ("place", "Public Library, Omaha, NE"),
        ("day", "2026-12-08"),
        ("time", "18:30"),
        ("minutes", "90"),
        ("zone", "America/Chicago"),
        ("seats", "2"),
    ];
    let is_other = |name: &str| other.iter().any(|(one, _)| *one == name);
    usual.into_iter().filter(|(name, _)| !is_other(name)).chain(other.iter().copied()).collect()
}

/// Makes an event that staff have looked at; its id.
async fn made(site: &Site, member: &mut Browser) -> String {
    member.get("/members/mine/events/new").await;
    let answer = member.send("/members/mine/events/new", &typed(&[])).await;
    assert_eq!(answer.leads_to(), "/members/mine/events?waits=1", "{}", answer.html);
    let page = member.get(MINE).await.html;
    let id = between(&page, "<h2><a href=\"/members/mine/events/", "\"").unwrap().to_owned();
    let page = format!("/community/events/{id}");
    assert_eq!(site.browser().get(&page).await.status, StatusCode::NOT_FOUND, "nobody looked yet");
    let mut nora = site.staff("nora").await;
    assert!(nora.get("/pledge/staff/posts").await.says("What would help you?"));
    nora.decides(("event", &id), "show").await;
    id
}

/// Somebody registers and confirms; their link.
async fn comes(site: &Site, id: &str, name: &str, email: &str) -> String {
    let mut guest = site.browser();
    let page = format!("/community/events/{id}");
    guest.get(&page).await;
    guest.send(&page, &[("name", name), ("email", email)]).await;
    site.works().await;
    let link = site.post.link();
    guest.get(&link).await;
    guest.send(&link, &[("answer", "in")]).await;
    link
}

#[tokio::test]
async fn an_event_is_shown_when_staff_looked_at_it_and_again_when_its_words_change() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    let id = made(&site, &mut harvest).await;
    let page = site.browser().get(&format!("/community/events/{id}")).await;
    assert!(page.says("December 8, 2026, 6:30\u{a0}PM CST"), "{}", page.html);
    assert!(page.says("Harvest Foods") && page.says("2 of 2 seats left"));
    let own = format!("{MINE}/{id}");
    harvest.get(&own).await;
    harvest.send(&own, &typed(&[("seats", "3")])).await;
    assert!(site.browser().get("/community").await.says("Records at the library"));
    harvest.get(&own).await;
    harvest.send(&own, &typed(&[("title-en", "Cheap pills at the library")])).await;
    assert!(!site.browser().get("/community").await.says("Cheap pills"));
    let other = site.member("lakeside-hospital").await.get(&own).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn an_event_is_reported_by_anybody_and_hidden_by_staff() {
    let site = Site::lived_in().await;
    let mut nora = site.staff("nora").await;
    let id = "what-would-help-you-see-your-own-record";
    let page = format!("/community/events/{id}");
    let mut reader = site.browser();
    reader.get(&page).await;
    reader.send(&format!("{page}/report"), &[("why", "It names a patient.")]).await;
    assert!(nora.get("/pledge/staff/posts").await.says("It names a patient."));
    nora.decides(("event", id), "hide").await;
    assert_eq!(site.browser().get(&page).await.status, StatusCode::NOT_FOUND);
    assert!(!nora.get("/pledge/staff/posts").await.says("It names a patient."));
}

#[tokio::test]
async fn what_is_wrong_with_an_event_is_told() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    for (field, value, says) in [
        ("day", "2026-11-01", "still ahead"),
        ("day", "2026-02-30", "Choose a day and a time"),
        ("zone", "Mars/Olympus", "Choose a day and a time"),
        ("seats", "0", "from 1 to 10,000"),
        ("minutes", "5", "from 15 to 1,440"),
        ("link", "javascript:alert(1)", "begins with https://"),
        ("title-en", "", "Write a title"),
        ("place", "", "Write where people meet"),
    ] {
        harvest.get("/members/mine/events/new").await;
        let page = harvest.send("/members/mine/events/new", &typed(&[(field, value)])).await;
        assert!(page.says(says), "{field}: {}", page.html);
    }
    assert!(harvest.get(MINE).await.says("You have made no event yet."));
}

#[tokio::test]
async fn guests_hear_of_a_new_time_and_of_the_end_and_calendars_strike_it_out() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    let id = made(&site, &mut harvest).await;
    let link = comes(&site, &id, "Ana Reyes", "ana@home.example").await;
    let own = format!("{MINE}/{id}");
    let page = harvest.get(&own).await;
    assert!(page.says("Ana Reyes") && !page.says("ana@home.example"), "names alone");
    harvest.send(&own, &typed(&[("time", "19:00")])).await;
    site.works().await;
    let mail = site.post.last();
    assert!(mail.to == "ana@home.example" && mail.body.contains("7:00\u{a0}PM CST"), "{mail:?}");
    assert!(
        site.browser().get("/community").await.says("7:00\u{a0}PM CST"),
        "a time needs no look"
    );
    harvest.get(&own).await;
    harvest.send(&format!("{own}/off"), &[]).await;
    site.works().await;
    assert!(site.post.last().subject.starts_with("Called off"));
    let calendar = site.browser().get("/community/calendar.ics").await.html;
    let (_, own) = calendar.split_once(&format!("UID:{id}@")).unwrap();
    assert!(own.split("END:VEVENT").next().unwrap().contains("STATUS:CANCELLED"), "{own}");
    assert!(!site.browser().get("/community").await.says("Records at the library"));
    assert!(site.browser().get(&format!("/community/events/{id}")).await.says("Called off."));
    let mut late = site.browser();
    late.get(&link).await;
}

#[tokio::test]
async fn afterwards_it_is_told_who_came_what_was_agreed_and_whether_it_was_done() {
    let site = Site::lived_in().await;
    let mut harvest = site.member("harvest-foods").await;
    let id = made(&site, &mut harvest).await;
    comes(&site, &id, "Ana Reyes", "ana@home.example").await;
    comes(&site, &id, "Bo Lind", "bo@home.example").await;
    let after = format!("{MINE}/{id}/after");
    harvest.get(MINE).await;
    let early = harvest.send(&after, &[("afterwards", "Too early")]).await;
    assert_eq!(early.status, StatusCode::BAD_REQUEST, "it has not begun");
    site.after_seconds(15 * DAY);
    let mut harvest = site.member("harvest-foods").await;
    let page = harvest.get(&format!("{MINE}/{id}")).await.html;
    let (before, _) = page.split_once(">Ana Reyes</label>").unwrap();
    let key = before.rsplit("value=\"").next().unwrap().split('"').next().unwrap();
    let told = [
        ("came", key),
        ("afterwards", "Recording: 50 minutes.\r\nhttps://harvest.example/slides.pdf"),
        ("what-1", "A desk with help on Saturdays"),
        ("who-1", "The library"),
        ("due-1", "2027-02"),
        ("standing-1", "open"),
    ];
    harvest.send(&after, &told).await;
    let page = site.browser().get(&format!("/community/events/{id}")).await;
    assert!(page.says("A desk with help on Saturdays") && page.says("The library"));
    assert!(page.says("February 2027") && page.says("href=\"https://harvest.example/slides.pdf\""));
    assert!(harvest.get(MINE).await.says("1 person came"));
    harvest.get(&format!("{MINE}/{id}")).await;
    let done = [told[0], told[1], told[2], told[3], told[4], ("standing-1", "done")];
    harvest.send(&after, &done).await;
    let page = site.browser().get(&format!("/community/events/{id}")).await;
    assert!(page.says(">Done</span>"), "{}", page.html);
}
