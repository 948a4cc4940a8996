//! What a page costs: transactions are what PostgreSQL is slow at.

use crate::site::Site;

/// Pages of a record with something of everything in them.
const PAGES: [&str; 12] = [
    "",
    "/medications",
    "/results",
    "/conditions",
    "/visits",
    "/vital-signs",
    "/timeline",
    "/about",
    "/search",
    "/download",
    "/people",
    "/activity",
];

#[tokio::test]
async fn a_page_of_a_record_is_two_transactions_at_most() {
    for page in PAGES {
        let site = Site::start().await;
        let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
        let mut browser = site.signed_in(&ana).await;
        for round in ["first look", "second look"] {
            let before = site.store.transactions();
            let answer = browser.get(&format!("/records/{key}{page}")).await;
            let cost = site.store.transactions() - before;
            assert!(answer.status.is_success(), "{page}: {}", answer.status);
            // What is no part of the record itself: who is let in, who has seen it.
            let besides = match page {
                "" if round == "first look" => 1,
                "/people" | "/activity" => 2,
                _ => 0,
            };
            assert!(cost <= 2 + besides, "{page}, {round}: {cost} transactions");
        }
    }
}

#[tokio::test]
async fn somebody_who_may_open_many_records_waits_no_longer_for_a_page() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    for year in 1940..1950 {
        let other = site.record("Tom Becker", &format!("{year}-01-02")).await;
        site.store.accounts().own(&ana.id, &other).await.unwrap();
    }
    let mut browser = site.signed_in(&ana).await;
    browser.get(&format!("/records/{key}/medications")).await;
    let before = site.store.transactions();
    let page = browser.get(&format!("/records/{key}/medications")).await;
    assert!(page.says("Ana Reyes"));
    assert_eq!(site.store.transactions() - before, 1);
}
