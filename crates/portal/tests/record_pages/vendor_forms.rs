//! Forms in which vendors' exports came, each with what its pages said wrongly before.

use super::site::{Site, link, plain_patient};

const OF: &str = r#""subject":{"reference":"Patient/p1"}"#;

fn observation(local: &str, category: &str, code: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{local}","status":"final","category":[{{"coding":[{{"code":"{category}"}}]}}],"code":{code},{OF},"effectiveDateTime":"2026-10-02T10:00:00-04:00",{more}}}"#
    )
}

/// A summary of the clinic that names an instruction, a result and a medicine.
fn summary(more: &str) -> String {
    format!(
        r#"{{"resourceType":"Composition","id":"doc","status":"final","type":{{"text":"Summary"}},"title":"Summary",{OF},"date":"2024-07-01","author":[{{"display":"Henry Seven"}}],"custodian":{{"display":"Get Well Clinic"}},"section":[{{"title":"Plan","entry":[{{"reference":"ServiceRequest/s1"}}]}},{{"title":"Results","entry":[{{"reference":"Observation/o1"}}]}}{more}]}}"#
    )
}

#[tokio::test]
async fn the_page_of_an_entry_says_the_same_of_its_list_as_the_list_does() {
    let instruction = format!(
        r#"{{"resourceType":"ServiceRequest","id":"s1","status":"active","intent":"proposal","code":{{"text":"instruction"}},{OF},"note":[{{"text":"Drink more water"}}]}}"#
    );
    let value = observation(
        "o1",
        "laboratory",
        r#"{"text":"Zinc"}"#,
        r#""valueQuantity":{"value":9,"unit":"mg/dL"}"#,
    )
    .replace("2026-10-02", "2024-06-30");
    let site =
        Site::with(vec![plain_patient("Ana", "Reyes"), instruction, value, summary("")]).await;
    let told = "It was on the list of July 1, 2024 from Get Well Clinic";
    let list = site.get("/care-plans").await.body;
    let page = site.get_path(link(&list, "Drink more water")).await.body;
    for html in [&list, &page] {
        assert!(
            html.contains("Get Well Clinic") && html.contains("July 1, 2024"),
            "{told}: {html}"
        );
        assert!(html.contains("Drink more water") && !html.contains(">instruction<"), "{html}");
    }
    let results = site.get("/results").await.body;
    let result = site.get_path(link(&results, "Zinc")).await.body;
    assert!(result.contains("Get Well Clinic"), "who keeps the list is its source: {result}");
}

#[tokio::test]
async fn what_was_found_is_the_name_of_a_finding_and_two_findings_are_no_course() {
    let finding = r#"{"coding":[{"system":"http://snomed.info/sct","code":"404684003","display":"Finding"}],"text":"Finding"}"#;
    let said = |words: &str| format!(r#""valueCodeableConcept":{{"text":"{words}"}}"#);
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        observation("a", "social-history", finding, &said("Uses a walking stick")),
        observation("b", "social-history", finding, &said("Forgets appointments")),
    ])
    .await;
    let list = site.get("/social-history").await.body;
    assert!(list.contains(">Uses a walking stick</") && list.contains(">Forgets appointments</"));
    let page = site.get_path(link(&list, "Uses a walking stick")).await.body;
    assert!(!page.contains("Forgets appointments"), "another matter: {page}");
}

#[tokio::test]
async fn a_range_that_is_only_a_unit_or_every_number_is_none() {
    let value = |text: &str| {
        format!(
            r#""valueQuantity":{{"value":195,"unit":"mMol/L"}},"referenceRange":[{{"text":"{text}"}}]"#
        )
    };
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        observation("a", "laboratory", r#"{"text":"Zinc"}"#, &value("mMol/L")),
        observation("b", "laboratory", r#"{"text":"Copper"}"#, &value("0 - 9999")),
        observation("c", "laboratory", r#"{"text":"Selenium"}"#, &value("100 - 999 mMol/L")),
    ])
    .await;
    let list = site.get("/results").await.body;
    for (local, has_range) in [("Zinc", false), ("Copper", false), ("Selenium", true)] {
        let page = site.get_path(link(&list, local)).await.body;
        assert_eq!(page.contains("Usual:"), has_range, "{local}: {page}");
    }
}

#[tokio::test]
async fn a_report_of_one_value_does_not_stand_in_the_timeline_beside_it() {
    let value = r#""valueQuantity":{"value":141,"unit":"mmol/L"}"#;
    let report = |local: &str, more: &str| {
        format!(
            r#"{{"resourceType":"DiagnosticReport","id":"{local}","status":"final","category":[{{"coding":[{{"code":"LAB"}}]}}],"code":{{"text":"Zinc panel"}},{OF},"effectiveDateTime":"2026-10-02T10:00:00-04:00"{more},"result":[{{"reference":"Observation/o1"}}]}}"#
        )
    };
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        observation("o1", "laboratory", r#"{"text":"Zinc"}"#, value),
        report("bare", ""),
        report("said", r#","conclusion":"Zinc is well set.""#),
    ])
    .await;
    let timeline = site.get("/timeline").await.body;
    assert_eq!(timeline.matches(">Zinc</a>").count(), 1, "{timeline}");
    assert_eq!(
        timeline.matches(">Zinc panel</a>").count(),
        1,
        "only the one that concludes: {timeline}"
    );
}

#[tokio::test]
async fn a_document_and_its_file_are_one_line_of_a_visit_and_what_has_no_plan_was_not_told() {
    let visit = format!(
        r#"{{"resourceType":"Encounter","id":"v1","status":"finished","class":{{"code":"AMB"}},"type":[{{"text":"Check-up"}}],{OF},"period":{{"start":"2026-10-02","end":"2026-10-02"}}}}"#
    );
    let document = format!(
        r#"{{"resourceType":"Composition","id":"doc","identifier":{{"system":"urn:oid:1.2","value":"d"}},"status":"final","type":{{"text":"Summary of Care"}},"title":"Summary of Care",{OF},"encounter":{{"reference":"Encounter/v1"}},"date":"2026-10-02","author":[{{"display":"Martin Green"}}],"section":[{{"title":"Plan of care","text":{{"status":"additional","div":"<div>No Information About Plan of Care</div>"}}}},{{"title":"Problems","text":{{"status":"additional","div":"<div>Cough</div>"}}}}]}}"#
    );
    let file = format!(
        r#"{{"resourceType":"DocumentReference","id":"file","masterIdentifier":{{"system":"urn:oid:1.2","value":"d"}},"status":"current","type":{{"text":"Summary of Care"}},{OF},"date":"2026-10-02T00:00:00Z","context":{{"encounter":[{{"reference":"Encounter/v1"}}]}},"content":[{{"attachment":{{"contentType":"application/xml","data":"PGEvPg=="}}}}]}}"#
    );
    let site = Site::with(vec![plain_patient("Ana", "Reyes"), visit, document, file]).await;
    let visits = site.get("/visits").await.body;
    let page = site.get_path(link(&visits, "Check-up")).await.body;
    assert!(page.contains("Summary of Care"), "{page}");
    assert_eq!(page.matches("/documents/").count(), 1, "{page}");
    assert!(!page.contains("id=\"told\""), "that there is no plan is nothing told: {page}");
}

#[tokio::test]
async fn what_was_measured_twice_on_one_day_stands_once_on_the_overview() {
    let value = r#""valueQuantity":{"value":0.01,"unit":"ng/mL"}"#;
    let twice = |local: &str| observation(local, "laboratory", r#"{"text":"Zinc"}"#, value);
    let site = Site::with(vec![plain_patient("Ana", "Reyes"), twice("a"), twice("b")]).await;
    let overview = site.get("").await.body;
    let results = overview.split("id=\"results\"").nth(1).unwrap();
    let results = results.split("</section>").next().unwrap();
    assert_eq!(results.matches(">Zinc<").count(), 1, "{results}");
}
