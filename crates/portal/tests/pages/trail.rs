//! The trail as the privacy officer reads it: by each field, whole or not, with names for what its lines are about.

use axum::http::StatusCode;
use bluebutton_record::Office;
use bluebutton_store::hub::{HubStaff, HubTx};

use crate::office::clerk;
use crate::site::Site;

#[tokio::test]
async fn the_privacy_officer_reads_the_trail_by_each_field_and_takes_it_along() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut anas = site.signed_in(&ana).await;
    anas.get(&format!("/records/{key}/medications")).await;
    let mut frank = clerk(&site, "frank", Office::FrontDesk).await;
    frank.get(&format!("/staff/patients/{key}")).await;
    let mut priya = clerk(&site, "priya", Office::PrivacyOfficer).await;

    let all = priya.get(&format!("/staff/trail?whose={key}&check=1")).await;
    assert!(all.says("It verifies"), "{}", all.html);
    assert!(all.says("Trail of Ana Reyes"), "{}", all.html);
    assert!(all.says("looked at: Medicines") || all.says("Looked at"), "{}", all.html);
    let key = key.to_string();
    let mut shows = async |fields: &[(&str, &str)]| {
        let mut whole = vec![("whose", key.as_str())];
        whole.extend_from_slice(fields);
        let asked = priya.send("/staff/trail", &whole).await;
        assert!(!asked.leads_to().contains("frank"), "no name stands in an address");
        priya.get(asked.leads_to()).await
    };
    let franks = shows(&[("who", "FRA")]).await;
    assert!(franks.says("Opened the patient") && !franks.says("Looked at"), "{}", franks.html);
    let looks = shows(&[("kind", "look")]).await;
    assert!(!looks.says("Opened the patient"), "{}", looks.html);
    assert!(shows(&[("until", "2026-05-02")]).await.says("There are no lines like that"));
    assert!(shows(&[("from", "2026-05-04")]).await.says("There are no lines like that"));
    assert!(shows(&[("from", "yesterday")]).await.says("Write the day as"));
    assert_eq!(shows(&[("who", "'||%|\u{0}|")]).await.status, StatusCode::OK);
    let file = priya
        .send("/staff/trail/file", &[("whose", key.as_str()), ("who", "fra"), ("format", "csv")])
        .await;
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"trail.csv\"");
    assert!(
        file.html.starts_with("number,time,who,") && file.says("\"card-opened\""),
        "{}",
        file.html
    );
    let file =
        priya.send("/staff/trail/file", &[("whose", key.as_str()), ("format", "ndjson")]).await;
    assert!(file.html.lines().count() > 4 && file.says("\"trail-exported\""), "{}", file.html);
    assert_eq!(frank.get(&format!("/staff/trail?whose={key}")).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_sites_trail_says_what_was_decided_and_about_whom() {
    let site = Site::start().await;
    let (ana, _) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    site.signed_in(&ana).await;
    let mut priya = clerk(&site, "priya", Office::PrivacyOfficer).await;
    let name = "Priya".to_owned();
    let staff = HubStaff { account: ana.id.clone(), name };
    let work = move |tx: &mut HubTx<'_, '_>| {
        tx.happened("lapsed", "lakeside blue-button")?;
        tx.decided(&staff, "refused", "Maple Health Plan", "Spam")
    };
    site.store.hub().write("decide", work).await.unwrap();

    let trail = priya.get("/staff/trail").await;

    assert!(trail.says("The pledge of lakeside ended"), "{}", trail.html);
    assert!(trail.says("Did not accept Maple Health Plan"), "{}", trail.html);
    assert!(trail.says("Whose account: Ana Reyes"), "who was made an account: {}", trail.html);
    assert!(trail.says("patient or caregiver"), "nobody is a patient of the site: {}", trail.html);
    priya.send("/language", &[("language", "es"), ("next", "/staff/trail")]).await;
    let trail = priya.get("/staff/trail").await;
    assert!(trail.says("No aceptó a Maple Health Plan"), "{}", trail.html);
    assert!(trail.says("paciente o cuidador"), "{}", trail.html);
}

#[tokio::test]
async fn the_trail_says_which_import_it_was_and_names_its_file_only_to_those_who_see_imports() {
    let site = Site::start().await;
    let key = site.record("Ana Reyes", "1955-03-14").await;
    let homeless = br#"{"resourceType":"Observation","id":"9","status":"final",
        "code":{"text":"Weight"},"valueQuantity":{"value":70.50,"unit":"kg"}}"#;
    site.import("inbox/tom-becker.json", homeless).await;
    let mut nora = clerk(&site, "nora", Office::RecordsOffice).await;
    let quarantine = nora.get("/staff/quarantine").await;
    let item = quarantine.text_between("name=\"item\" value=\"", "\"").to_owned();
    let removed = format!("/staff/quarantine/{item}/remove");
    nora.get(&removed).await;
    nora.send(&removed, &[]).await;
    let mut priya = clerk(&site, "priya", Office::PrivacyOfficer).await;
    let both = [Office::PrivacyOfficer, Office::Administrator];
    let mut alma = site.signed_in(&site.clerk_with("alma", &both).await).await;

    let trail = priya.get("/staff/trail").await;
    assert!(
        trail.says("Removed something from quarantine<br><span class=\"soft\">Import of May 3"),
        "{}",
        trail.html
    );
    assert!(!trail.says("tom-becker") && !trail.says("/staff/imports"), "{}", trail.html);
    let of_ana = priya.get(&format!("/staff/trail?whose={key}")).await;
    assert!(of_ana.says("New information came in<br>"), "{}", of_ana.html);
    assert!(!of_ana.says("bundle.json"), "{}", of_ana.html);

    let trail = alma.get("/staff/trail").await;
    assert!(trail.says("</a>: tom-becker.json"), "without its folder: {}", trail.html);
    assert!(!trail.says("inbox/"), "{}", trail.html);
    let page = trail.text_between("<a href=\"/staff/imports/", "\"").to_owned();
    let title = trail.text_between(&format!("{page}\">"), "<").to_owned();
    assert!(!page.contains("becker"), "no name stands in an address: {page}");
    let import = alma.get(&format!("/staff/imports/{page}")).await;
    assert!(import.says(&format!("<h1>{title}</h1>")) && import.says("tom-becker.json"), "{title}");
    assert!(alma.get(&format!("/staff/trail?whose={key}")).await.says("</a>: bundle.json"));
}
