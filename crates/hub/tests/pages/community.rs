//! Events with seats, posts that somebody looks at.

use axum::http::StatusCode;

use super::Site;

const EVENT: &str = "/community/events/how-we-give-teens-their-record";

async fn registers(site: &Site, email: &str) -> String {
    let mut browser = site.browser();
    browser.get(EVENT).await;
    let page = browser.send(EVENT, &[("name", "Ana Reyes"), ("email", email)]).await;
    assert!(page.says("We have written to you"), "{}", page.html);
    site.works().await;
    site.post.link()
}

async fn answers(site: &Site, link: &str, answer: &str) -> String {
    let mut browser = site.browser();
    browser.get(link).await;
    browser.send(link, &[("answer", answer)]).await;
    browser.get(link).await.html
}

#[tokio::test]
async fn a_guest_confirms_has_a_seat_and_the_next_moves_up_when_it_is_given_back() {
    let site = Site::lived_in().await;
    let first = registers(&site, "ana@home.example").await;
    assert!(site.browser().get(EVENT).await.says("100 of 100 seats left"), "not yet confirmed");
    let page = answers(&site, &first, "in").await;
    assert!(page.contains("You have a seat") && page.contains("meet.movement.example"));
    assert!(!site.browser().get(EVENT).await.says("meet.movement.example"), "for guests only");
    let mut links = Vec::new();
    for number in 0..100 {
        let link = registers(&site, &format!("guest{number}@home.example")).await;
        links.push((answers(&site, &link, "in").await, link));
        // Fifty a day of one network address.
        site.after_seconds(1_800);
    }
    let (last, _) = links.last().unwrap();
    assert!(last.contains("waiting list"), "the hundred and first waits");
    assert!(site.browser().get(EVENT).await.says("All seats are taken"));
    let mails = site.post.count();
    answers(&site, &first, "out").await;
    site.works().await;
    let told = site.post.last();
    assert!(told.subject.starts_with("A seat for you") && told.to == "guest99@home.example");
    assert!(site.post.count() > mails);
}

#[tokio::test]
async fn whoever_has_many_mail_addresses_does_not_take_every_seat() {
    let site = Site::lived_in().await;
    for number in 0..50 {
        let link = registers(&site, &format!("bot{number}@pills.example")).await;
        assert!(answers(&site, &link, "in").await.contains("You have a seat"), "{number}");
        site.after_seconds(200);
    }
    let late = registers(&site, "bot50@pills.example").await;
    let mut browser = site.browser();
    browser.get(&late).await;
    let answer = browser.send(&late, &[("answer", "in")]).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(site.browser().get(EVENT).await.says("50 of 100 seats left"));
    site.after_seconds(24 * 60 * 60);
    assert!(answers(&site, &late, "in").await.contains("You have a seat"), "a day later");
}

#[tokio::test]
async fn guests_are_reminded_once_a_day_before() {
    let site = Site::lived_in().await;
    let link = registers(&site, "ana@home.example").await;
    answers(&site, &link, "in").await;
    let mails = site.post.count();
    site.after_seconds(4 * 24 * 60 * 60);
    site.works().await;
    assert_eq!(site.post.count(), mails);
    site.after_seconds(36 * 60 * 60);
    site.works().await;
    site.works().await;
    site.after_seconds(900);
    site.works().await;
    assert_eq!(site.post.count(), mails + 1);
    assert!(site.post.last().subject.starts_with("Tomorrow"));
}

#[tokio::test]
async fn the_calendar_and_the_feeds_are_well_formed() {
    let site = Site::lived_in().await;
    let calendar = site.browser().get("/community/calendar.ics").await;
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert!(calendar.html.starts_with("BEGIN:VCALENDAR\r\n"));
    assert_eq!(calendar.html.matches("BEGIN:VEVENT").count(), 3, "the past is not in it");
    assert!(calendar.html.lines().all(|line| line.len() <= 75));
    assert!(calendar.says("DTSTART:20261130T180000Z"), "{}", calendar.html);
    let feed = site.browser().get("/community/feed.atom").await;
    assert_eq!(feed.html.matches("<entry>").count(), 7);
    let feed = site.browser().get("/community/feed.json").await.html;
    let feed: serde_json::Value = serde_json::from_str(&feed).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn what_a_member_writes_is_shown_when_staff_have_looked_at_it() {
    let site = Site::lived_in().await;
    let mut lakeside = site.member("lakeside-hospital").await;
    lakeside.get("/members/mine/write/practice").await;
    let half = [("title", "A bell at the desk"), ("problem", "Nobody knew.")];
    let page = lakeside.send("/members/mine/write/practice", &half).await;
    assert!(page.says("href=\"#did\"") && page.says("Nobody knew."), "{}", page.html);
    let post = [
        ("title", "A bell at the desk"),
        ("problem", "Nobody knew."),
        ("did", "It rings.\r\n\r\n<b>Loudly</b>."),
        ("result", "Everybody knows."),
    ];
    let answer = lakeside.send("/members/mine/write/practice", &post).await;
    assert_eq!(answer.leads_to(), "/members/mine/write/sent");
    assert!(!site.browser().get("/community/posts/practice").await.says("A bell at the desk"));
    let mut nora = site.staff("nora").await;
    let id = nora.waiting("post").await;
    assert_eq!(
        site.browser().get(&format!("/community/post/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
    nora.decides(("post", &id), "show").await;
    let page = site.browser().get(&format!("/community/post/{id}")).await;
    assert!(page.says("A bell at the desk") && !page.says("<b>Loudly"), "{}", page.html);
    // It is reported, and hidden.
    let mut reader = site.browser();
    reader.get(&format!("/community/post/{id}")).await;
    let report = [("report", "1"), ("why", "It is an advertisement.")];
    reader.send(&format!("/community/post/{id}/mark"), &report).await;
    reader.send(&format!("/community/post/{id}/mark"), &report).await;
    let reported = nora.get("/pledge/staff/posts").await;
    assert!(reported.says("Reported once.") && reported.says("It is an advertisement."));
    nora.decides(("post", &id), "hide").await;
    assert_eq!(
        site.browser().get(&format!("/community/post/{id}")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_campaign_has_words_in_the_name_of_whoever_takes_it_and_counts_nobody() {
    let site = Site::lived_in().await;
    let kit = "/community/campaigns/ask-for-your-records";
    assert!(site.browser().get("/community/campaigns").await.says(kit));
    let page = site.browser().get(&format!("{kit}?organization=Acme+%3Cb%3E")).await;
    assert!(page.says("Acme") && page.says("lang=\"es\"") && !page.says("<b>"), "{}", page.html);
    let poster = site.browser().get(&format!("{kit}/poster/es?organization=Acme")).await;
    assert_eq!(poster.header("content-type"), "application/pdf");
    assert_eq!(site.post.paper().head, "Acme");
    let mut lakeside = site.member("lakeside-hospital").await;
    lakeside.get(kit).await;
    lakeside.send(kit, &[]).await;
    let own = "/community/go/ask-for-your-records/lakeside-hospital";
    assert!(lakeside.get(kit).await.says(own));
    let followed = site.browser().get(own).await;
    assert!(followed.leads_to() == "/find" && !followed.headers.contains_key("set-cookie"));
    for _ in 0..3 {
        assert_eq!(site.browser().get(own).await.leads_to(), "/find", "pressed again");
    }
    let page = site.browser().get(kit).await;
    assert!(page.says("1 visit through its link"), "{}", page.html);
    site.after_seconds(24 * 60 * 60 + 1);
    site.browser().get(own).await;
    assert!(site.browser().get(kit).await.says("2 visits through its link"));
}

#[tokio::test]
async fn guests_are_forgotten_when_an_event_is_long_over() {
    let site = Site::lived_in().await;
    let link = registers(&site, "ana@home.example").await;
    answers(&site, &link, "in").await;
    site.works().await;
    let backup = || async {
        const GUESTS: &str = "
            select count(*) from hub_guest where email <> '' and name <> ''";
        let read = site.services.hub.read("test", |tx| tx.first(GUESTS, &[])).await;
        read.unwrap().unwrap().get::<i64>(0).unwrap()
    };
    assert_eq!(backup().await, 1);
    site.after_seconds(50 * 24 * 60 * 60);
    site.works().await;
    assert_eq!(backup().await, 0);
}
