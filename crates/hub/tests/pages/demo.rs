//! What the demo's hub is filled with.

use super::Site;

/// What a member did, or what was found at it, before it was a member; with what of it.
const TOO_EARLY: [&str; 6] = [
    "select c.org_id, 'a check', c.day from hub_check c
    join hub_org o on o.org_id = c.org_id
    where c.day < o.since",
    "select p.org_id, 'a post', p.title from hub_post p
    join hub_member m on m.org_id = p.org_id
    where p.made_at < m.joined_at",
    "select p.org_id, 'an app', p.name from hub_app p
    join hub_member m on m.org_id = p.org_id
    where p.made_at < m.joined_at",
    "select p.org_id, 'a campaign', p.campaign from hub_campaign p
    join hub_member m on m.org_id = p.org_id
    where p.picked_at < m.joined_at",
    "select p.org_id, 'a plan', p.name from hub_plan p
    join hub_member m on m.org_id = p.org_id
    where p.made_at < m.joined_at",
    "select p.org_id, 'an event', p.title_en from hub_event p
    join hub_member m on m.org_id = p.org_id
    where p.changed_at < m.joined_at or p.ends_at < m.joined_at",
];

#[tokio::test]
async fn nothing_happened_at_a_member_before_it_was_one_and_all_are_within_their_year() {
    let site = Site::busy().await;
    for sql in TOO_EARLY {
        let rows = site.services.hub.read("test", move |tx| tx.query(sql, &[])).await.unwrap();
        let told = |place: usize, row: &bluebutton_store::hub::Row| {
            row.get::<&str>(place).unwrap_or_default().to_owned()
        };
        let all =
            rows.iter().map(|row| format!("{} {} {}", told(0, row), told(1, row), told(2, row)));
        assert_eq!(all.collect::<Vec<_>>(), Vec::<String>::new());
    }
    let late = "select org_id from hub_member
        where renew_by < '2026-11-24' or renew_by > '2027-11-24'";
    let late = site.services.hub.read("test", move |tx| tx.query(late, &[])).await.unwrap();
    assert!(late.is_empty(), "{}", late.len());
    let checked = "select distinct day from hub_check where org_id = 'lakeside-hospital'";
    let checked = site.services.hub.read("test", move |tx| tx.query(checked, &[])).await.unwrap();
    assert_eq!(checked.len(), 30, "a whole month to look at");
}

#[tokio::test]
async fn staff_find_work_and_ideas_have_votes() {
    let site = Site::busy().await;
    let mut nora = site.staff("nora").await;
    for queue in ["/pledge/staff", "/pledge/staff/posts"] {
        assert!(!nora.get(queue).await.says("Nothing is waiting"), "{queue}");
    }
    let votes = "select v.post_id from hub_mark v join hub_post p on p.post_id = v.post_id
        where p.kind = 'idea' and v.kind = 'useful'";
    let votes = site.services.hub.read("test", move |tx| tx.query(votes, &[])).await.unwrap();
    assert!(votes.len() > 40, "{}", votes.len());
}
