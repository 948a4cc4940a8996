//! Which routes of the hub are for members, and which for those who run it: nobody else comes in. The routes
//! are read from `routes.rs`, so that a new one can't be forgotten.

use axum::http::StatusCode;

use super::Site;
use crate::site::Browser;

struct Route {
    path: String,
    has_get: bool,
    has_post: bool,
}

/// The routes below that place, with something in the place of each part that is chosen.
fn routes_below(place: &str) -> Vec<Route> {
    let text = include_str!("../../src/routes.rs");
    let routes = text.split(".route(\"").skip(1).map(|rest| {
        let (path, methods) = rest.split_once('"').unwrap();
        let parts = path.split('/').map(|part| if part.starts_with('{') { "x" } else { part });
        Route {
            path: parts.collect::<Vec<_>>().join("/"),
            has_get: methods.contains("get("),
            has_post: methods.contains("post("),
        }
    });
    routes.filter(|route| route.path.starts_with(place)).collect()
}

/// Nothing below that place is shown to them or done for them.
async fn stays_outside(who: &str, browser: &mut Browser, place: &str) {
    for Route { path, has_get, has_post } in routes_below(place) {
        let is_outside = |status: StatusCode, to: &str| match status {
            StatusCode::SEE_OTHER => to.starts_with("/sign-in") || to.starts_with("/members/enter"),
            status => [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&status),
        };
        if has_get {
            let page = browser.get(&path).await;
            let (status, to) = (page.status, page.leads_to());
            assert!(is_outside(status, to), "{who} reads {path}: {status} {to}");
        }
        if has_post {
            browser.get("/find/ask").await;
            let page = browser.send(&path, &[]).await;
            let (status, to) = (page.status, page.leads_to());
            assert!(is_outside(status, to), "{who} sends {path}: {status} {to}");
        }
    }
}

#[tokio::test]
async fn what_is_for_members_or_for_those_who_run_the_hub_is_closed_to_everybody_else() {
    const MEMBERS: &str = "/members/mine";
    const STAFF: &str = "/pledge/staff";
    assert!(routes_below(MEMBERS).len() > 15 && routes_below(STAFF).len() > 2);
    let site = Site::busy().await;
    let (mut stranger, mut clerk) = (site.browser(), site.staff("oscar").await);
    for place in [MEMBERS, STAFF] {
        stays_outside("a visitor", &mut stranger, place).await;
        stays_outside("staff, but not of the hub", &mut clerk, place).await;
    }
    let mut member = site.member("lakeside-hospital").await;
    assert_eq!(member.get(MEMBERS).await.status, StatusCode::OK, "they are in");
    stays_outside("a member", &mut member, STAFF).await;
    let mut nora = site.staff("nora").await;
    assert_eq!(nora.get(STAFF).await.status, StatusCode::OK, "they are in");
    stays_outside("staff of the hub", &mut nora, MEMBERS).await;
}

#[tokio::test]
async fn a_page_of_a_member_asks_the_store_once_who_is_at_the_door() {
    // A form that shows nothing of what is kept: nothing else is asked for it.
    const FORM: &str = "/members/mine/write/practice";
    let site = Site::busy().await;
    let mut member = site.member("lakeside-hospital").await;
    member.get(FORM).await;
    let before = site.store.transactions();

    let page = member.get(FORM).await;

    assert!(page.status == StatusCode::OK && page.says("Lakeside Hospital"), "{}", page.html);
    assert_eq!(site.store.transactions() - before, 1);
}
