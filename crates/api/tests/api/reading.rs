//! What an app reads: the resources as they are stored, found as US Core asks, page by page.

use axum::body::Body;
use axum::http::header::{AUTHORIZATION, IF_NONE_MATCH};
use axum::http::{Request, StatusCode};
use bluebutton_record::Topics;

use crate::site::*;

async fn whole(site: &Site) -> (String, String) {
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, "launch/patient patient/*.rs").await;
    (told["access_token"].as_str().unwrap().to_owned(), key.to_string())
}

#[tokio::test]
async fn a_resource_is_as_it_is_stored_and_has_a_version() {
    let site = Site::start().await;
    let (token, key) = whole(&site).await;
    let pulse = &site.search(&token, "Observation?code=8867-4").await[0];
    let id = pulse["id"].as_str().unwrap();
    assert!(id.starts_with(&format!("{key}.")), "{id}");
    let answer = site.read(&token, &format!("Observation/{id}")).await;
    assert!(answer.text.contains("72.50"), "digits are kept: {}", answer.text);
    assert_eq!(answer.json()["subject"]["reference"], format!("Patient/{key}"));
    assert_eq!(answer.header("etag"), "W/\"1\"");
    assert_eq!(answer.json()["meta"]["versionId"], "1");
    assert!(answer.header("last-modified").ends_with("GMT"));
    assert_eq!(answer.header("cache-control"), "no-store");
    let again = Request::get(format!("/fhir/Observation/{id}"))
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header(IF_NONE_MATCH, "W/\"1\"");
    let again = site.ask(again.body(Body::empty()).unwrap()).await;
    assert_eq!((again.status, again.text.as_str()), (StatusCode::NOT_MODIFIED, ""));
}

#[tokio::test]
async fn searches_of_us_core_find_what_they_name() {
    let site = Site::start().await;
    let (token, key) = whole(&site).await;
    for (search, count) in [
        (format!("Observation?patient={key}&category=laboratory"), 1),
        (format!("Observation?patient=Patient/{key}&category={VITAL}"), 1),
        (
            format!(
                "Observation?patient={key}&code=http://loinc.org|4548-4,http://loinc.org|8867-4"
            ),
            2,
        ),
        (
            format!(
                "Observation?patient={key}&category=laboratory&date=ge2026-02-01&date=lt2026-03"
            ),
            1,
        ),
        ("Observation?category=laboratory&date=gt2026-02-01".to_owned(), 0),
        ("Observation?status=final&_lastUpdated=ge2026-05-03".to_owned(), 2),
        ("Observation?_lastUpdated=gt2027".to_owned(), 0),
        (format!("Condition?patient={key}&clinical-status=active"), 1),
        (format!("MedicationRequest?patient={key}&intent=order&status=active,stopped"), 1),
        (format!("MedicationRequest?patient={key}&intent=plan"), 0),
        (format!("Encounter?patient={key}&date=2026-02-01"), 1),
        ("Encounter?class=AMB".to_owned(), 1),
        (format!("Immunization?patient={key}"), 1),
        (format!("DiagnosticReport?patient={key}&category=LAB"), 1),
        (format!("Patient?_id={key}"), 1),
        ("Patient?name=rey&birthdate=1955-03-14&gender=female".to_owned(), 1),
        ("Patient?name=becker".to_owned(), 0),
    ] {
        let path = search.replace('|', "%7C");
        assert_eq!(site.search(&token, &path).await.len(), count, "{search}");
    }
    let posted = Request::post("/fhir/Observation/_search")
        .header(AUTHORIZATION, format!("Bearer {token}"))
        .header("content-type", "application/x-www-form-urlencoded");
    let posted = site.ask(posted.body(Body::from(format!("patient={key}"))).unwrap()).await;
    assert_eq!(posted.json()["total"], 2);
    assert_eq!(posted.json()["entry"][0]["search"]["mode"], "match");
    let url = posted.json()["entry"][0]["fullUrl"].as_str().unwrap().to_owned();
    assert!(url.starts_with(&format!("{BASE}/Observation/{key}.")), "{url}");
}

#[tokio::test]
async fn pages_follow_each_other_and_nothing_of_the_search_stands_in_their_addresses() {
    let site = Site::start().await;
    let lab = |number: usize| {
        format!(
            r#""status":"final","category":[{{"coding":[{{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}}]}}],
            "code":{{"coding":[{{"system":"http://loinc.org","code":"2345-7"}}]}},"subject":$P,
            "effectiveDateTime":"2026-01-{:02}","valueInteger":{number}"#,
            number % 28 + 1
        )
    };
    let labs: Vec<String> = (0..25).map(lab).collect();
    let labs: Vec<(&str, &str)> = labs.iter().map(|one| ("Observation", one.as_str())).collect();
    let (mut ana, _) = site.patient("ana", ANA, &labs).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, "patient/Observation.rs offline_access").await;
    let token = told["access_token"].as_str().unwrap();

    let search = "Observation?code=2345-7&_count=7";
    let first = site.read(token, search).await.json();
    assert_eq!(first["entry"].as_array().unwrap().len(), 7);
    assert!(first.get("total").is_none(), "not all of them were looked at");
    let next = first["link"][1]["url"].as_str().unwrap();
    assert!(!next.contains("2345"), "{next}");
    let all = site.search(token, search).await;
    let mut numbers: Vec<i64> =
        all.iter().map(|one| one["valueInteger"].as_i64().unwrap()).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (0..25).collect::<Vec<_>>());
    let (mut tom, _) = site.patient("tom", TOM, &labs).await;
    let toms = site.launch(&mut tom, &app, "patient/Observation.rs").await;
    let toms = site.read(toms["access_token"].as_str().unwrap(), next).await;
    assert_eq!(toms.status, StatusCode::BAD_REQUEST, "another's page is no page");
}

#[tokio::test]
async fn somebody_elses_resources_are_not_there() {
    let site = Site::start().await;
    let (token, key) = whole(&site).await;
    let (mut tom, toms) = site.patient("tom", TOM, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut tom, &app, "patient/*.rs").await;
    let of_tom = told["access_token"].as_str().unwrap();
    let theirs = site.search(of_tom, "Observation").await;
    for path in
        [format!("Patient/{toms}"), format!("Observation/{}", theirs[0]["id"].as_str().unwrap())]
    {
        let answer = site.read(&token, &path).await;
        let nothing = site.read(&token, &format!("Observation/{key}.nothing")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.text, nothing.text, "one answer for both");
    }
    for path in [
        format!("Observation?patient={toms}"),
        format!("Patient?_id={toms}"),
        format!("Observation?_id={}", theirs[0]["id"].as_str().unwrap()),
        format!("Observation?patient={key}&patient={toms}"),
    ] {
        assert!(site.search(&token, &path).await.is_empty(), "{path}");
    }
}

/// A diagnosis that is marked as restricted, and a vaccine that is not.
const PROTECTED: [(&str, &str); 2] = [
    (
        "Condition",
        r#""clinicalStatus":{"coding":[{"code":"active"}]},"subject":$P,"code":{"text":"Old fracture"},
        "meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"}]}"#,
    ),
    (
        "Immunization",
        r#""status":"completed","patient":$P,"vaccineCode":{"text":"Influenza"},
        "occurrenceDateTime":"2025-10-02""#,
    ),
];

#[tokio::test]
async fn what_is_protected_carries_its_notice_in_a_search_and_alone_as_it_does_in_a_file() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &PROTECTED).await;
    let app = site.app().await;
    // What is marked so is sensitive: it is shared where somebody says so.
    let shares = |fields: &mut Vec<(String, String)>| {
        let all = Topics::built_in();
        fields.extend(all.all().iter().map(|one| ("topic".to_owned(), one.slug.clone())));
    };
    let back = site.consents(&mut ana, &app, "launch/patient patient/*.rs", shares).await;
    let told = site.exchange(&app, &back.code()).await.json();
    let token = told["access_token"].as_str().unwrap();
    let bundle = site.read(token, "Condition?_count=5").await.json();
    let id = bundle["entry"][0]["resource"]["id"].as_str().unwrap();
    let alone = site.read(token, &format!("Condition/{id}")).await.json();
    for answer in [&bundle, &alone] {
        let meta = &answer["meta"];
        let notice = meta["extension"][0]["valueAnnotation"]["text"].as_str().unwrap();
        assert!(notice.contains("specially protected"), "{answer}");
        assert_eq!(meta["security"][0]["code"], "R", "{answer}");
    }
    let of_all = bundle["entry"].as_array().unwrap();
    assert!(
        of_all.iter().all(|one| one["resource"]["meta"].get("extension").is_none()),
        "said once"
    );
    let vaccines = site.read(token, "Immunization?_count=5").await.json();
    assert!(!vaccines["entry"].as_array().unwrap().is_empty());
    assert!(
        vaccines["meta"].get("security").is_none() && vaccines["meta"].get("extension").is_none()
    );
}
