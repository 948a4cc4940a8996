//! Forms in which vendors' exports came, each with what its pages said wrongly before.

mod cove;
mod dune;
mod ridge;

use bluebutton_exchange::import::Source;
use bluebutton_record::Language;

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

#[tokio::test]
async fn what_came_without_a_name_is_called_by_what_it_says() {
    let words = r#""valueString":"Seen by the night nurse""#;
    let nameless = observation("a", "laboratory", r#"{"text":" "}"#, words);
    let number = r#""valueQuantity":{"value":9,"unit":"mg/dL"}"#;
    let only_a_number = observation("b", "laboratory", r#"{"text":" "}"#, number);
    let mut site = Site::with(vec![plain_patient("Ana", "Reyes"), nameless, only_a_number]).await;
    let list = site.get("/results").await.body;
    assert!(list.contains(">Seen by the night nurse</"), "{list}");
    assert_eq!(list.matches("No name given").count(), 1, "a number names nothing: {list}");
    site.speak(Language::Spanish).await;
    assert!(site.get("/results").await.body.contains("Sin nombre"));
}

#[tokio::test]
async fn a_number_that_cannot_be_is_no_value_in_the_timeline() {
    let loinc =
        |code: &str| format!(r#"{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}}"#);
    let value = |number: u32, unit: &str| {
        format!(r#""valueQuantity":{{"value":{number},"unit":"{unit}"}}"#)
    };
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        observation("a", "vital-signs", &loinc("8867-4"), &value(0, "/min")),
        observation("b", "vital-signs", &loinc("29463-7"), &value(72, "kg")),
        observation("c", "vital-signs", &loinc("8302-2"), &value(170, "cm")),
    ])
    .await;
    let timeline = site.get("/timeline").await.body;
    assert!(timeline.contains("Heart rate (pulse) (the number is in doubt)"), "{timeline}");
    assert!(!timeline.contains("(pulse) 0"), "{timeline}");
    assert!(timeline.contains("Weight 72\u{a0}kg"), "{timeline}");
}

#[tokio::test]
async fn how_somebody_manages_daily_life_stands_under_a_heading_of_its_own() {
    let answer = |local: &str, category: &str, question: &str, answer: &str| {
        observation(
            local,
            category,
            &format!(r#"{{"text":"{question}"}}"#),
            &format!(r#""valueCodeableConcept":{{"text":"{answer}"}}"#),
        )
    };
    let smoking = answer("a", "social-history", "Tobacco", "Never smoked");
    let walking = answer("b", "functional-status", "Walking", "With a cane");
    let memory = answer("c", "cognitive-status", "Memory", "Good");
    let patient = || plain_patient("Ana", "Reyes");
    let mut site = Site::with(vec![patient(), walking, smoking.clone(), memory]).await;
    for (language, life, abilities) in [
        (Language::English, "Habits, life and family", "Functional status: managing daily life"),
        (
            Language::Spanish,
            "Hábitos, vida y familia",
            "Estado funcional: cómo se maneja la vida diaria",
        ),
    ] {
        site.speak(language).await;
        let file = |format| format!("/download/file?what=everything&format={format}");
        for page in ["/social-history", &file("text"), &file("html")] {
            // The headings of a text are in capitals.
            let html = site.get(page).await.body.to_lowercase();
            let at = |words: &str| {
                html.find(&words.to_lowercase()).unwrap_or_else(|| panic!("{words}: {html}"))
            };
            assert!(at(life) < at("Never smoked"), "{page}: {html}");
            assert!(at("Never smoked") < at(abilities), "{page}: {html}");
            assert!(at(abilities) < at("With a cane"), "{page}: {html}");
        }
    }
    let site = Site::with(vec![patient(), smoking]).await;
    let html = site.get("/social-history").await.body;
    assert!(!html.contains("Habits, life and family"), "one kind needs no heading: {html}");
}

/// The document of Harbor Clinic, as it came.
async fn harbor() -> Site {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda/rosa-harbor-forms.xml");
    Site::of_family(Source::Path(file.into()), "Lind").await
}

#[tokio::test]
async fn a_doctor_with_two_numbers_stands_once_in_the_care_team_of_a_dated_list() {
    let page = harbor().await.get("/care-team").await.body;
    assert_eq!(page.matches("Paula Ortiz").count(), 1, "{page}");
    assert!(page.contains("Kim Lee"), "{page}");
    assert!(!page.contains("The list has no date"), "{page}");
}

#[tokio::test]
async fn what_only_the_sender_calls_normal_is_called_that_on_page_and_paper() {
    let mut site = harbor().await;
    let said = "Marked normal by the sender; no range given";
    let list = site.get("/results").await.body;
    let page = site.get_path(link(&list, "Sodium (salt)")).await.body;
    for (name, html) in [("list", &list), ("page", &page)] {
        let of_sodium = html.split("Sodium").nth(1).unwrap();
        assert!(html.contains(said), "{name}: {of_sodium}");
        assert!(!html.contains("Within"), "{name}: nothing here is within a range: {html}");
    }
    for format in ["text", "html"] {
        let path = format!("/download/file?what=everything&format={format}");
        let file = site.get(&path).await.body;
        let file = file.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(file.contains(said) && !file.contains("Within the usual"), "{format}: {file}");
    }
    site.speak(Language::Spanish).await;
    let page = site.get_path(link(&list, "Sodium (salt)")).await.body;
    assert!(page.contains("Marcado como normal por quien lo envió; sin rango"), "{page}");
}

#[tokio::test]
async fn a_contact_named_twice_stands_once_and_an_empty_form_names_nobody() {
    let mut site = harbor().await;
    let about = site.get("/about").await.body;
    assert_eq!(about.matches("Mona Lind").count(), 1, "{about}");
    let summary = site.get("/summary").await.body;
    assert_eq!(summary.matches("Mona Lind").count(), 1, "{summary}");
    let team = site.get("/care-team").await.body;
    assert!(team.contains("Name not told") && !team.contains("Fname"), "{team}");
    assert!(team.contains("Medical assistant"), "{team}");
    site.speak(Language::Spanish).await;
    let team = site.get("/care-team").await.body;
    assert!(team.contains("Nombre no indicado"), "{team}");
}

#[tokio::test]
async fn what_a_document_orders_for_a_later_day_says_its_source() {
    let site = harbor().await;
    let list = site.get("/care-plans").await.body;
    let page = site.get_path(link(&list, "Eye exam")).await.body;
    assert!(page.contains("Harbor Clinic"), "{page}");
}

#[tokio::test]
async fn a_title_that_is_only_a_kind_is_in_the_readers_language() {
    let plan = |local: &str, title: &str| {
        format!(
            r#"{{"resourceType":"CarePlan","id":"{local}","status":"active","intent":"plan","title":"{title}",{OF},"period":{{"start":"2026-10-02"}}}}"#
        )
    };
    let mut site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        plan("a", "Care Plan"),
        plan("b", "Diabetes care plan"),
    ])
    .await;
    let english = site.get("/care-plans").await.body;
    assert!(english.contains(">Care Plan<"), "the source's words: {english}");
    site.speak(Language::Spanish).await;
    let spanish = site.get("/care-plans").await.body;
    assert!(spanish.contains(">Plan de atención<"), "{spanish}");
    assert!(!spanish.contains(">Care Plan<") && spanish.contains("Diabetes care plan"));
}

#[tokio::test]
async fn a_measurement_on_the_overview_has_its_unit() {
    let overview = harbor().await.get("").await.body;
    let ways = overview.split("class=\"ways\"").nth(1).unwrap();
    let line = ways.split("vital-signs\"").nth(1).unwrap();
    let line = line.split("</li>").next().unwrap();
    let line = line.replace('\u{a0}', " ");
    assert!(line.contains("162 lb"), "{line}");
}

#[tokio::test]
async fn what_has_no_date_is_said_to_be_shown_for_any_days() {
    let site = harbor().await;
    let page = site.get("/care-plans?from=2026-05-01&to=2026-05-31").await.body;
    assert!(
        page.contains("Walk half an hour") && page.contains("1 of these has no date."),
        "{page}"
    );
    assert!(!site.get("/care-plans").await.body.contains("has no date."));
}

#[tokio::test]
async fn each_number_of_a_pressure_went_its_own_way() {
    let pressure = |local: &str, day: &str, upper: u32, lower: u32| {
        let half = |code: &str, value: u32| {
            format!(
                r#"{{"code":{{"coding":[{{"system":"http://loinc.org","code":"{code}"}}]}},"valueQuantity":{{"value":{value},"unit":"mm[Hg]"}}}}"#
            )
        };
        let more = format!(r#""component":[{},{}]"#, half("8480-6", upper), half("8462-4", lower));
        let code = r#"{"coding":[{"system":"http://loinc.org","code":"85354-9"}]}"#;
        observation(local, "vital-signs", code, &more).replace("2026-10-02", day)
    };
    let site = Site::with(vec![
        plain_patient("Ana", "Reyes"),
        pressure("new", "2026-10-02", 120, 80),
        pressure("old", "2026-09-02", 155, 76),
    ])
    .await;
    let list = site.get("/vital-signs").await.body;
    let page = site.get_path(link(&list, "Blood pressure")).await.body;
    assert!(page.contains("Upper number: down 35. Lower number: up 4."), "{page}");
    assert!(!page.contains("be compared"), "{page}");
}

#[tokio::test]
async fn a_paper_says_who_did_a_test_without_the_name_of_the_test_again() {
    let text = harbor().await.get("/download/file?what=everything&format=text").await.body;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Done by: Sam Webb"), "{text}");
    assert!(!text.contains("(eGFR): Done by"), "{text}");
}

#[tokio::test]
async fn what_was_told_at_a_visit_and_noted_on_a_test_is_in_the_readers_words() {
    let visit = format!(
        r#"{{"resourceType":"Encounter","id":"v1","status":"finished","class":{{"code":"AMB"}},"type":[{{"text":"Check-up"}}],{OF},"period":{{"start":"2026-10-02","end":"2026-10-02"}}}}"#
    );
    let document = format!(
        r#"{{"resourceType":"Composition","id":"doc","status":"final","type":{{"text":"Summary of Care"}},"title":"Summary of Care",{OF},"encounter":{{"reference":"Encounter/v1"}},"date":"2026-10-02","author":[{{"display":"Martin Green"}}],"section":[{{"title":"Plan of care","text":{{"status":"additional","div":"<div><p>Chest X-ray on 20261106. SSN 123-45-6789.</p></div>"}}}}]}}"#
    );
    let value =
        r#""valueQuantity":{"value":9,"unit":"mg/dL"},"note":[{"text":"Drawn on 20261001"}]"#;
    let zinc = observation("o1", "laboratory", r#"{"text":"Zinc"}"#, value);
    let site = Site::with(vec![plain_patient("Ana", "Reyes"), visit, document, zinc]).await;
    let visits = site.get("/visits").await.body;
    let page = site.get_path(link(&visits, "Check-up")).await.body;
    assert!(page.contains("Chest X-ray on November 6, 2026."), "{page}");
    assert!(page.contains("6789") && !page.contains("123-45"), "{page}");
    let results = site.get("/results").await.body;
    let result = site.get_path(link(&results, "Zinc")).await.body;
    assert!(result.contains("Drawn on October 1, 2026"), "{result}");
}
