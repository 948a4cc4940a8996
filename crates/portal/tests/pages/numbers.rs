//! The page that tells staff what each kind of number proves: the settings', what its type tells, what was learnt.

use axum::http::StatusCode;
use bluebutton_record::Office;
use bluebutton_record::matching::{Kinds, NumberKind, Policy};

use crate::site::{Page, Site};

/// Somebody whom nobody resembles, with a number of a health plan, of no kind, and of a record.
async fn came(site: &Site, person: usize, no_kind: &str) {
    let (given, family, born, sex) = [
        ("Ana", "Vega", "1955-03-14", "female"),
        ("Tom", "Becker", "1948-11-02", "male"),
        ("Luz", "Oduya", "1990-07-21", "female"),
    ][person];
    let patient = format!(
        r#"{{"resourceType":"Patient","id":"p{person}","birthDate":"{born}","gender":"{sex}",
        "name":[{{"family":"{family}","given":["{given}"]}}],"identifier":[
        {{"system":"urn:oid:1.2.3.5","value":"PLAN-{person}"}},
        {{"system":"urn:unsaid","value":"{no_kind}"}},
        {{"system":"urn:oid:2.16.840.1.113883.19.{person}","value":"E{person}"}},
        {{"system":"urn:mrn","value":"M{person}","type":{{"coding":[{{"code":"MR"}}]}}}}]}}"#
    );
    site.import(&format!("{person}.json"), patient.as_bytes()).await;
}

/// The row of a table, in words.
fn row(page: &Page, of: &str) -> String {
    let rows = page.html.split("<tr>").skip(1);
    let rows = rows.filter_map(|row| row.split("</tr>").next());
    let words = |row: &str| {
        let tags = row.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
        tags.map(str::trim).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" | ")
    };
    rows.map(words).find(|row| row.contains(of)).unwrap_or_default()
}

#[tokio::test]
async fn staff_see_what_numbers_prove_and_which_turned_out_to_be_shared() {
    let mut kinds = Kinds::default();
    kinds.set("urn:oid:1.2.3.5", NumberKind::Member);
    kinds.set("urn:oid:9.9", NumberKind::Shared);
    let site = Site::telling_apart_by(Policy { kinds, ..Policy::default() }).await;
    for person in 0..2 {
        came(&site, person, "SAME-4821").await;
    }
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut browser = site.signed_in(&nora).await;
    let before = browser.get("/staff/matching/numbers").await;
    assert!(before.says("Counted in all 2 records"), "{}", before.html);
    assert!(before.says("None so far."), "{}", before.html);

    came(&site, 2, "SAME-4821").await;
    let list = browser.get("/staff/matching").await;
    assert!(list.says("<a href=\"/staff/matching/numbers\">"), "{}", list.html);
    let page = browser.get("/staff/matching/numbers").await;

    assert_eq!(
        row(&page, "1.2.3.5"),
        "1.2.3.5 | A family’s number: never enough alone | The settings file | 3"
    );
    assert_eq!(
        row(&page, "9.9"),
        "9.9 | Nothing: several people have the same one | The settings file | 0"
    );
    assert!(row(&page, "urn:mrn").starts_with("urn:mrn | One person’s number: strong | Its type"));
    assert!(row(&page, "urn:unsaid").contains("Nobody yet"), "{}", page.html);
    let example = "Example numbers that HL7 gives out | 2.16.840.1.113883.19";
    assert_eq!(
        row(&page, "Example numbers"),
        format!(
            "{example} | Nothing: several people have the same one | The program: everybody uses this system | 3"
        ),
        "in one line, under whichever arc"
    );
    let shared = page.html.split("Numbers that turned out to be shared").nth(1).unwrap();
    assert!(shared.contains("urn:unsaid") && shared.contains("…4821"), "{shared}");
    for hidden in ["SAME-4821", "Vega", "PLAN-", "Oduya"] {
        assert!(!page.says(hidden), "{hidden} is not for this page");
    }
    browser.send("/language", &[("language", "es"), ("next", "/staff/matching/numbers")]).await;
    let page = browser.get("/staff/matching/numbers").await;
    assert!(row(&page, "1.2.3.5").contains("El archivo de configuración"), "{}", page.html);
}

#[tokio::test]
async fn who_does_not_tell_people_apart_does_not_see_what_numbers_prove() {
    let site = Site::start().await;
    came(&site, 0, "SAME-4821").await;
    for office in [Office::FrontDesk, Office::PrivacyOfficer, Office::Administrator] {
        let clerk = site.clerk(office.word(), office).await;
        let page = site.signed_in(&clerk).await.get("/staff/matching/numbers").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{office:?}");
        assert!(!page.says("urn:unsaid"), "{office:?}");
    }
}
