//! Measures as the staff meets them: numbers, charts, a file, and who is behind a number.

use axum::http::StatusCode;
use bluebutton_record::Office;

use crate::site::{Browser, Page, Site};

/// A clinic's visits: Ana, who has an account and looks, and Tom, who has none.
async fn site_with_visits() -> (Site, Browser) {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let entries = |number: &str, family: &str, given: &str, born: &str| {
        format!(
            r#"{{"resource":{{"resourceType":"Patient","id":"p{number}","birthDate":"{born}",
               "identifier":[{{"system":"urn:oid:1.2.3.4","value":"{family}-{born}"}}],
               "name":[{{"given":["{given}"],"family":"{family}"}}]}}}},
            {{"resource":{{"resourceType":"Encounter","id":"e{number}","status":"finished",
               "class":{{"code":"AMB"}},"subject":{{"reference":"Patient/p{number}"}},
               "serviceProvider":{{"reference":"Organization/clinic"}},
               "period":{{"start":"2026-05-01","end":"2026-05-01"}}}}}}"#
        )
    };
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{},{},{{"resource":{{"resourceType":"Organization","id":"clinic","name":"Lakeside <Clinic>"}}}}]}}"#,
        entries("1", "Reyes", "Ana", "1955-03-14"),
        entries("2", "Becker", "Tom", "1948-11-02")
    );
    site.import("visits.json", bundle.as_bytes()).await;
    let mut hers = site.signed_in(&ana).await;
    hers.get(&format!("/records/{key}")).await;
    count(&site).await;
    (site, hers)
}

async fn count(site: &Site) {
    site.store.audit().count_events().await.unwrap();
    site.store.measures().count().await.unwrap();
}

async fn clerk(site: &Site, office: Office) -> Browser {
    let clerk = site.clerk(office.word(), office).await;
    site.signed_in(&clerk).await
}

/// The cells of a measure's line, without marks.
fn line(page: &Page, name: &str) -> Vec<String> {
    let row = page.text_between(&format!("<th scope=\"row\">{name}</th>"), "</tr>");
    let cells = row.split("<td").skip(1).map(|cell| {
        let text = cell.split_once('>').unwrap().1.split("</td>").next().unwrap();
        text.split('<')
            .filter_map(|part| part.split_once('>').map(|(_, text)| text).or(Some(part)))
            .collect::<String>()
    });
    cells.map(|cell| cell.trim().to_owned()).collect()
}

const OFFICE: &str = "Visit could be seen within 4 business days";

#[tokio::test]
async fn the_page_tells_numerator_denominator_and_share_by_period_and_organization() {
    let (site, _) = site_with_visits().await;
    let mut petra = clerk(&site, Office::PrivacyOfficer).await;

    let page = petra.get("/staff/measures").await;
    let year = petra.get("/staff/measures?period=2026").await;
    let june = petra.get("/staff/measures?period=2026-06").await;
    let days = petra.get("/staff/measures?from=2026-04-28&until=2026-05-04").await;
    let wrong = petra.get("/staff/measures?from=2026-05-02&until=2026-04-28").await;
    let link = page.text_between("<option value=\"Organization/", "\"").to_owned();
    let clinic = petra.get(&format!("/staff/measures?period=2026-05&of=Organization/{link}")).await;

    for page in [&page, &year, &days, &clinic] {
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(line(page, OFFICE)[..3], ["50.0%", "1 of 2", "0"], "{}", page.html);
        assert_eq!(line(page, "Looked at the record")[..2], ["50.0%", "1 of 2"]);
    }
    assert!(page.says("May 2026") && page.says("class=\"c shares\""), "{}", page.html);
    assert!(clinic.says("Lakeside &#60;Clinic&#62;") || clinic.says("Lakeside &lt;Clinic&gt;"));
    assert!(june.says("There were no visits and no requests in this period."));
    assert!(wrong.says("The last day must not be before the first"), "{}", wrong.html);
    assert!(
        line(&page, "Used an app")[0].starts_with("No app has read a record of these patients.")
    );
    assert!(!page.says("Reyes") && !page.says("Becker"), "numbers name nobody");
}

#[tokio::test]
async fn the_file_has_the_same_numbers_and_names_nobody() {
    let (site, _) = site_with_visits().await;
    let mut alma = clerk(&site, Office::Administrator).await;

    let file = alma.get("/staff/measures/file?period=2026-05&of=all").await;

    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(file.header("content-disposition").contains("measures-2026-05.csv"));
    let first = "2026-05,2026-05-01,2026-05-31,\"all\",\"\",office-access,1,2,0,50.0";
    assert!(file.html.lines().any(|line| line == first), "{}", file.html);
    let clinic = file.html.lines().filter(|line| line.contains("\"Lakeside <Clinic>\""));
    assert_eq!(clinic.count(), 8, "{}", file.html);
    assert!(!file.html.contains("Reyes") && !file.html.contains("Becker"));
}

#[tokio::test]
async fn who_is_behind_a_number_is_listed_for_those_whose_task_it_is_and_reads_it() {
    let (site, mut hers) = site_with_visits().await;
    let mut nora = clerk(&site, Office::RecordsOffice).await;
    nora.get("/staff/measures").await;
    let ask =
        [("period", "2026-05"), ("of", "all"), ("group", "office"), ("without", "office-in-time")];
    let not = nora.send("/staff/measures/patients", &ask).await;
    let ask = [("period", "2026-05"), ("of", "all"), ("group", "office-in-time"), ("without", "")];
    let those = nora.send("/staff/measures/patients", &ask).await;

    assert_eq!(not.status, StatusCode::OK);
    assert!(not.says("Tom Becker") && !not.says("Ana Reyes"), "{}", not.html);
    assert!(those.says("Ana Reyes") && !those.says("Tom Becker"), "{}", those.html);
    let key = those.text_between("/staff/patients/", "\"").to_owned();
    let activity = hers.get(&format!("/records/{key}/activity")).await;
    assert!(activity.says("Listed the patients behind a measure"), "{}", activity.html);
    let ask = [("period", "2026-05"), ("of", "all"), ("group", "everybody"), ("without", "")];
    assert_eq!(nora.send("/staff/measures/patients", &ask).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn nobody_else_sees_measures_or_who_is_behind_them() {
    let (site, mut hers) = site_with_visits().await;
    let mut frank = clerk(&site, Office::FrontDesk).await;
    let mut alma = clerk(&site, Office::Administrator).await;
    let ask = [("period", "2026-05"), ("of", "all"), ("group", "seen"), ("without", "")];

    frank.get("/staff").await;
    alma.get("/staff").await;
    hers.get("/settings").await;
    for path in ["/staff/measures", "/staff/measures/file?period=2026-05"] {
        let page = frank.get(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
        assert!(!page.says("50.0"), "{path}");
        assert_eq!(hers.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    for browser in [&mut frank, &mut alma] {
        let page = browser.send("/staff/measures/patients", &ask).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(!page.says("Reyes") && !page.says("Becker"));
    }
    let page = hers.send("/staff/measures/patients", &ask).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert!(alma.get("/staff/measures").await.says("50.0%"));
}

#[tokio::test]
async fn what_is_not_counted_yet_is_said_and_spanish_says_the_same() {
    let (site, _) = site_with_visits().await;
    site.record("Luz Garcia", "1970-01-02").await;
    site.store.audit().count_events().await.unwrap();
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut browser = site.signed_in(&nora).await;
    browser.get("/staff/measures").await;
    browser.send("/language", &[("language", "es"), ("next", "/staff/measures")]).await;

    let page = browser.get("/staff/measures").await;
    count(&site).await;
    let after = browser.get("/staff/measures").await;

    assert!(page.says("Todavía no se ha contado todo."), "{}", page.html);
    assert!(!after.says("Todavía no se ha contado todo."));
    let access = line(&page, "La consulta se pudo ver en 4 días hábiles");
    assert_eq!(access[..2], ["50.0 %", "1 de 2"], "{}", page.html);
}
