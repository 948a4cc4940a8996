//! What was written about a test, and the goal for it, stand on the test's own page.

use super::site::{Site, link, plain_patient};

const A1C: &str = r#""code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}],"text":"Hemoglobin A1c"},"subject":{"reference":"Patient/p1"}"#;

fn value(local: &str, day: &str, value: &str, more: &str) -> String {
    format!(
        r#"{{"resourceType":"Observation","id":"{local}","status":"final","category":[{{"coding":[{{"code":"laboratory"}}]}}],{A1C},"effectiveDateTime":"{day}","valueQuantity":{{"value":{value},"unit":"%"}}{more}}}"#
    )
}

fn goal(local: &str, status: &str, at: &str) -> String {
    format!(
        r#"{{"resourceType":"Goal","id":"{local}","lifecycleStatus":"{status}","description":{{"text":"A1c under {at}"}},"subject":{{"reference":"Patient/p1"}},"startDate":"2026-05-03","target":[{{"measure":{{"coding":[{{"system":"http://loinc.org","code":"4548-4"}}]}},"detailQuantity":{{"value":{at},"comparator":"<","unit":"%"}}}}]}}"#
    )
}

#[tokio::test]
async fn a_doctors_comment_and_the_reports_conclusion_stand_with_the_test() {
    let note = r#","note":[{"authorString":"Dr. Grace Lee","time":"2026-11-10","text":"Better than in May <b>now</b>."}]"#;
    let report = r#"{"resourceType":"DiagnosticReport","id":"r1","status":"final","category":[{"coding":[{"code":"LAB"}]}],"code":{"text":"Sugar panel"},"subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-11-09","conclusion":"Sugar is well set.","result":[{"reference":"Observation/new"}]}"#;
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        value("old", "2026-05-03", "8.1", ""),
        value("new", "2026-11-09", "7.0", note),
        report.to_owned(),
    ])
    .await;
    let list = site.get("/results").await.body;
    let page = site.get_path(link(&list, "Average blood sugar (A1c)")).await.body;
    let comments =
        page.split("id=\"comments\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(comments.contains("Dr. Grace Lee, November 10, 2026"), "{comments}");
    assert!(comments.contains("Sugar is well set.") && comments.contains(">Sugar panel</a>"));
    assert!(!comments.contains("<b>now"), "words of a source are text: {comments}");
    assert_eq!(page.matches("Better than in May").count(), 1, "said once");
    let other = site.get_path(link(&page, "May 3, 2026")).await.body;
    assert!(!other.contains("id=\"comments\""), "no report names this value: {other}");
}

#[tokio::test]
async fn the_goal_that_holds_is_said_beside_the_value_and_drawn_in_its_chart() {
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        value("old", "2026-05-03", "8.1", ""),
        value("new", "2026-11-09", "7.0", ""),
        goal("g1", "active", "7.5"),
        goal("g2", "cancelled", "6.1"),
    ])
    .await;
    let list = site.get("/results").await.body;
    let page = site.get_path(link(&list, "Average blood sugar (A1c)")).await.body;
    assert!(page.contains("Goal: &#60;7.5"), "{page}");
    assert_eq!(page.matches("class=\"goal\"").count(), 1, "{page}");
    assert!(page.contains("/care-plans/") && !page.contains("&#60;6.1"), "{page}");
}
