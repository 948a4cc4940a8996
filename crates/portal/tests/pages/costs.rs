//! What a page costs: transactions are what PostgreSQL is slow at.

use bluebutton_store::Who;
use bluebutton_store::access::Action;

use crate::people::{accept, let_in};
use crate::site::{Browser, Site};

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

/// Pages of the office.
const STAFF_PAGES: [&str; 12] = [
    "/staff",
    "/staff/letters",
    "/staff/imports",
    "/staff/quarantine",
    "/staff/matching",
    "/staff/jobs",
    "/staff/accounts",
    "/staff/requests",
    "/staff/withheld",
    "/staff/emergencies",
    "/staff/measures",
    "/staff/rules",
];

/// Sixty people whom nobody resembles, in one Bundle.
fn sixty_people() -> String {
    let entry = |number: usize| {
        let letter = |at: usize| char::from(b'a' + (at % 26) as u8);
        let (one, two) = (letter(number), letter(number * 7 + 3));
        let name = format!("Q{one}{two}{one}{one}{two}");
        format!(
            r#"{{"fullUrl":"urn:uuid:00000000-0000-4000-9000-{number:012}","resource":
            {{"resourceType":"Patient","id":"n{number}","birthDate":"19{:02}-{:02}-{:02}",
             "identifier":[{{"system":"urn:oid:1.2.3.4","value":"N-{number}"}}],
             "name":[{{"given":["{two}{one}{two}na"],"family":"{name}"}}]}}}}"#,
            10 + number,
            1 + number % 12,
            1 + number % 28
        )
    };
    let entries: Vec<String> = (0..60).map(entry).collect();
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{}]}}"#, entries.join(","))
}

/// What one look at a page asks of the database: statements, and rows that come back. It is looked at twice: of
/// the first look something is kept in memory.
async fn asks(site: &Site, browser: &mut Browser, page: &str) -> (u64, u64) {
    browser.get(page).await;
    let (statements, rows) = site.store.statements_and_rows();
    let answer = browser.get(page).await;
    assert!(answer.status.is_success(), "{page}: {}", answer.status);
    let after = site.store.statements_and_rows();
    (after.0 - statements, after.1 - rows)
}

#[tokio::test]
async fn sixty_more_patients_make_no_page_ask_for_more() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let (mut hers, mut noras) = (site.signed_in(&ana).await, site.signed_in(&nora).await);
    let of_ana: Vec<String> = PAGES.iter().map(|page| format!("/records/{key}{page}")).collect();
    let of_nora: Vec<String> = STAFF_PAGES.iter().map(|page| (*page).to_owned()).collect();
    let card = format!("/staff/patients/{key}");
    let of_nora: Vec<String> = of_nora.into_iter().chain([card]).collect();
    let mut before = Vec::new();
    for page in &of_ana {
        before.push((page, asks(&site, &mut hers, page).await));
    }
    for page in &of_nora {
        before.push((page, asks(&site, &mut noras, page).await));
    }

    site.import("sixty.json", sixty_people().as_bytes()).await;
    assert_eq!(site.store.patients().count().await.unwrap(), 61);

    let mut more = Vec::new();
    for (page, (statements, rows)) in before {
        let browser = if page.starts_with("/staff") { &mut noras } else { &mut hers };
        let (now, rows_now) = asks(&site, browser, page).await;
        let more_rows = match page.as_str() {
            // The import itself is one of the newest.
            "/staff" | "/staff/imports" => 1,
            // What was looked at here meanwhile is on it.
            activity if activity.ends_with("/activity") => u64::MAX - rows,
            _ => 0,
        };
        if now > statements || rows_now > rows + more_rows {
            more.push(format!("{page}: {statements}, {rows} rows; now {now}, {rows_now} rows"));
        }
    }
    assert!(more.is_empty(), "{more:#?}");
}

#[tokio::test]
async fn what_others_did_makes_the_activity_of_a_caregiver_ask_for_no_more_than_a_piece() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let (mut hers, mut lucias) = (site.signed_in(&ana).await, site.signed_in(&lucia).await);
    let code = let_in(&mut hers, &format!("/records/{key}"), "view", "").await;
    accept(&mut lucias, &code).await;
    let page = format!("/records/{key}/activity");
    let looks = async |times: usize| {
        let who = Who::Account(ana.id.clone());
        for _ in 0..times {
            let view = Action::View { page: "medications", resource: None };
            site.store.access().open(&who, &key, view).await.unwrap();
        }
    };
    looks(2_100).await;
    let before = asks(&site, &mut lucias, &page).await;
    let seen = lucias.get(&page).await;
    assert!(seen.says("activity?from=") && seen.says("Looked at: Activity"), "{}", seen.html);

    looks(700).await;
    let after = asks(&site, &mut lucias, &page).await;

    assert_eq!(after.0, before.0, "statements");
    assert!(after.1 <= before.1 + 250, "{} rows become {}", before.1, after.1);
    let older = seen.text_between("activity?from=", "\"").to_owned();
    let piece = lucias.get(&format!("{page}?from={older}")).await;
    assert!(piece.says("Used a code and was let in"), "{}", piece.html);
    assert!(!piece.says("(patient)"), "nothing of what others did: {}", piece.html);
}
