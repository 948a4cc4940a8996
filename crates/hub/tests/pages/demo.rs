//! What the demo's hub is filled with.

use super::Site;

/// What a member did, or what was found at it: the table, what it is, the column that names it, and what is
/// so of one that was there before the member (`m`) was.
const TOO_EARLY: [(&str, &str, &str, &str); 6] = [
    ("hub_check", "a check", "day", "x.day < o.since"),
    ("hub_post", "a post", "title", "x.made_at < m.joined_at"),
    ("hub_app", "an app", "name", "x.made_at < m.joined_at"),
    ("hub_campaign", "a campaign", "campaign", "x.picked_at < m.joined_at"),
    ("hub_plan", "a plan", "name", "x.made_at < m.joined_at"),
    ("hub_event", "an event", "title_en", "x.changed_at < m.joined_at or x.ends_at < m.joined_at"),
];

#[tokio::test]
async fn nothing_happened_at_a_member_before_it_was_one_and_all_are_within_their_year() {
    let site = Site::busy().await;
    for (table, what, name, is_early) in TOO_EARLY {
        let sql = format!(
            "select x.org_id, x.{name} from {table} x
            join hub_org o on o.org_id = x.org_id
            left join hub_member m on m.org_id = x.org_id
            where {is_early}"
        );
        let sql: &'static str = sql.leak();
        let rows = site.services.hub.read("test", move |tx| tx.query(sql, &[])).await.unwrap();
        let told = |row: &bluebutton_store::hub::Row, place: usize| {
            row.get::<&str>(place).unwrap_or_default().to_owned()
        };
        let all = rows.iter().map(|row| format!("{} {what} {}", told(row, 0), told(row, 1)));
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
