//! Imports and cases of who is who are looked through by name, days, state and what speaks for them.

use bluebutton_record::Office;

use crate::site::{Browser, Page, Site};

async fn shown(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> Page {
    let asked = browser.send(page, fields).await;
    assert!(asked.leads_to().starts_with(page), "{}", asked.html);
    for (_, typed) in fields.iter().filter(|(_, typed)| typed.len() > 3) {
        assert!(!asked.leads_to().contains(typed), "{typed} stands in an address");
    }
    browser.get(asked.leads_to()).await
}

#[tokio::test]
async fn imports_are_found_by_file_day_and_what_became_of_them() {
    let site = Site::start().await;
    site.record("Ana Reyes", "1955-03-14").await;
    let homeless =
        br#"{"resourceType":"Observation","id":"9","status":"final","code":{"text":"Weight"}}"#;
    site.import("nobody.json", homeless).await;
    site.after_seconds(3 * 24 * 60 * 60);
    site.record("Tom Becker", "1948-11-02").await;
    let alma = site.clerk("alma", Office::Administrator).await;
    let mut browser = site.signed_in(&alma).await;
    let all = browser.get("/staff/imports").await;
    assert!(all.says("nobody.json") && all.says("bundle.json"), "{}", all.html);

    let page = "/staff/imports";
    let named = shown(&mut browser, page, &[("file", "NOBODY")]).await;
    assert!(named.says("nobody.json") && !named.says("bundle.json"), "{}", named.html);
    assert!(named.says("value=\"NOBODY\""), "what was typed stays");
    let kept = shown(&mut browser, page, &[("fate", "quarantined")]).await;
    assert!(kept.says("nobody.json") && !kept.says("bundle.json"), "{}", kept.html);
    let whole = shown(&mut browser, page, &[("fate", "whole")]).await;
    assert!(!whole.says("nobody.json") && whole.says("bundle.json"), "{}", whole.html);
    let later = shown(&mut browser, page, &[("from", "2026-05-06")]).await;
    assert!(!later.says("nobody.json") && later.says("bundle.json"), "{}", later.html);
    let first = shown(&mut browser, page, &[("until", "2026-05-03"), ("file", "bundle")]).await;
    assert!(first.says("bundle.json") && !first.says("nobody.json"), "{}", first.html);
    let none = shown(&mut browser, page, &[("until", "2026-05-02")]).await;
    assert!(none.says("No import is like that.") && none.says("Show all"), "{}", none.html);
    let wrong = shown(&mut browser, page, &[("from", "yesterday")]).await;
    assert!(wrong.says("Write the day as"), "{}", wrong.html);
}

#[tokio::test]
async fn a_day_that_is_none_is_said_at_its_field_wherever_days_are_looked_for() {
    let site = Site::start().await;
    for (page, office) in [
        ("/staff/imports", Office::Administrator),
        ("/staff/matching", Office::RecordsOffice),
        ("/staff/trail", Office::PrivacyOfficer),
    ] {
        site.record("Ana Reyes", "1955-03-14").await;
        let clerk = site.clerk(&page.replace('/', ""), office).await;
        let mut browser = site.signed_in(&clerk).await;
        browser.get(page).await;
        for field in ["from", "until"] {
            let wrong =
                shown(&mut browser, page, &[(field, "yesterday"), ("state", "waiting")]).await;
            let place = format!("<p class=\"problem\" id=\"{field}-problem\">Write the day as");
            assert!(wrong.says(&place), "{page}: {}", wrong.html);
            assert!(wrong.says(&format!("aria-describedby=\"{field}-problem\"")), "{page}");
        }
    }
}

#[tokio::test]
async fn a_filter_of_imports_goes_along_to_the_next_page() {
    let site = Site::start().await;
    for number in 0..53 {
        let file = if number % 26 == 0 { "other.json" } else { "weekly.json" };
        let born = format!("1955-03-{:02}", number % 28 + 1);
        let one = format!(
            r#"{{"resourceType":"Patient","id":"{number}","birthDate":"{born}",
            "identifier":[{{"system":"urn:mrn","value":"{number}"}}],"name":[{{"family":"Vega","given":["A{number}"]}}]}}"#
        );
        site.import(file, one.as_bytes()).await;
        // Pieces of one file come faster.
        site.after_seconds(300);
    }
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut browser = site.signed_in(&nora).await;
    browser.get("/staff/imports").await;
    let first = shown(&mut browser, "/staff/imports", &[("file", "weekly")]).await;
    assert_eq!(first.html.matches("weekly.json").count(), 50, "{}", first.html);
    let none = first.html.matches("class=\"pager\"").count();
    assert_eq!(none, 0, "50 fit on a page");
    site.import("weekly.json", br#"{"resourceType":"Patient","id":"x","birthDate":"1990-01-01","identifier":[{"system":"urn:mrn","value":"x"}],"name":[{"family":"Vega","given":["X"]}]}"#).await;
    let first = shown(&mut browser, "/staff/imports", &[("file", "weekly")]).await;
    let next = first.text_between("class=\"button\" href=\"", "\"").replace("&amp;", "&");
    assert!(next.contains("q=") && next.contains("page=2"), "{next}");
    let second = browser.get(&next).await;
    assert_eq!(second.html.matches("weekly.json").count(), 1, "{}", second.html);
    assert!(!second.says("other.json"));
}

fn vega(id: &str, given: &str) -> String {
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"urn:mrn","value":"77"}}],"name":[{{"family":"Vega","given":["{given}"]}}],"gender":"female","birthDate":"2010-05-06"}}}},{{"resource":{{"resourceType":"Condition","id":"c-{id}","subject":{{"reference":"Patient/{id}"}},"code":{{"text":"Asthma"}}}}}}]}}"#
    )
}

#[tokio::test]
async fn cases_are_found_by_name_reason_state_and_day_and_decided_once() {
    let site = Site::start().await;
    site.import("1.json", vega("p1", "Maria").as_bytes()).await;
    site.import("hill.json", vega("p2", "Marta").as_bytes()).await;
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut browser = site.signed_in(&nora).await;
    let page = "/staff/matching";
    browser.get(page).await;
    for fits in [
        [("text", "marta"), ("state", "waiting")],
        [("text", "HILL.JSON"), ("state", "")],
        [("reason", "match-given-other"), ("state", "waiting")],
        [("from", "2026-05-03"), ("until", "2026-05-03")],
    ] {
        assert!(shown(&mut browser, page, &fits).await.says("Marta Vega"), "{fits:?}");
    }
    for other in [
        [("text", "tom"), ("state", "waiting")],
        [("reason", "match-birth-other"), ("state", "waiting")],
        [("from", "2026-05-04"), ("until", "")],
        [("text", ""), ("state", "over")],
    ] {
        let none = shown(&mut browser, page, &other).await;
        assert!(!none.says("Marta Vega"), "{other:?}: {}", none.html);
        assert!(none.says("No case is like that.") || none.says("Nothing has been decided yet."));
    }

    // Two clerks at one case: what the first said stands.
    let list = browser.get(page).await;
    let case = format!("{page}/{}", list.text_between("href=\"/staff/matching/", "\""));
    let norbert = site.clerk("norbert", Office::RecordsOffice).await;
    let mut other = site.signed_in(&norbert).await;
    other.get(&case).await;
    let said = browser.send(&case, &[("who", "other"), ("why", "They are twins.")]).await;
    assert_eq!(said.leads_to(), format!("{case}?done=1"), "{}", said.html);
    let stage = other.get(&case).await;
    assert!(stage.says("They are twins."));
    let late = other.send(&case, &[("who", "other"), ("why", "One moved.")]).await;
    assert!(late.says("Somebody else decided this meanwhile."), "{}", late.html);
    assert!(!other.get(&case).await.says("One moved."));

    let decided = shown(&mut browser, page, &[("state", "other")]).await;
    assert!(decided.says("Marta Vega") && decided.says("Two people"), "{}", decided.html);
    let same = shown(&mut browser, page, &[("state", "same")]).await;
    assert!(!same.says("Marta Vega"), "{}", same.html);
}
