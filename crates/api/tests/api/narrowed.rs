//! An app sees not a trace of what its scopes, the person's choice and the rules of the site leave out.

use axum::http::StatusCode;
use bluebutton_record::{Rights, Section, Terms};
use bluebutton_store::Who;
use bluebutton_store::accounts::{LetIn, Redeemed};
use jiff::civil::date;

use crate::site::*;

/// Everything that a token can be used for, as one text.
async fn everything(site: &Site, token: &str) -> String {
    let mut all = String::new();
    for kind in &bluebutton_api::served::KINDS {
        let bundle = site.read(token, &format!("{}?_count=200", kind.name)).await;
        all.push_str(&bundle.text);
        if bundle.status != StatusCode::OK {
            continue;
        }
        for entry in bundle.json()["entry"].as_array().into_iter().flatten() {
            let id = entry["resource"]["id"].as_str().unwrap();
            all.push_str(&site.read(token, &format!("{}/{id}", kind.name)).await.text);
        }
    }
    all
}

fn words_in(text: &str) -> Vec<&'static str> {
    WORDS.into_iter().filter(|word| text.contains(word)).collect()
}

#[tokio::test]
async fn a_granular_scope_opens_its_category_and_not_a_trace_of_others() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let whole = site.launch(&mut ana, &app, "patient/*.rs").await;
    let all = site.search(whole["access_token"].as_str().unwrap(), "Observation").await;
    assert_eq!(all.len(), 2);

    let scope = format!("patient/Observation.rs?category={LAB}");
    let told = site.launch(&mut ana, &app, &scope).await;
    assert_eq!(told["scope"], scope);
    let token = told["access_token"].as_str().unwrap();

    let found = site.search(token, "Observation").await;
    assert_eq!(found.len(), 1);
    assert!(found[0]["encounter"].get("reference").is_none(), "what it can't see: {}", found[0]);
    assert!(
        site.search(token, &format!("Observation?category={}", VITAL.replace('|', "%7C")))
            .await
            .is_empty()
    );
    assert!(site.search(token, "Observation?code=8867-4").await.is_empty());
    let first = site.read(token, "Observation").await.json();
    assert_eq!(first["total"], 1, "not even a count");
    for one in &all {
        let id = one["id"].as_str().unwrap();
        let is_lab = one["code"]["text"] == "walrus sugar";
        let status = site.read(token, &format!("Observation/{id}")).await.status;
        assert_eq!(status, if is_lab { StatusCode::OK } else { StatusCode::NOT_FOUND });
    }
    assert_eq!(words_in(&everything(&site, token).await), ["walrus"]);
    let patient = site.read(token, &format!("Patient/{key}")).await;
    assert_eq!(patient.status, StatusCode::FORBIDDEN, "who it is was not asked for");
}

#[tokio::test]
async fn each_letter_of_a_scope_opens_its_own_way() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, "patient/Condition.s patient/Immunization.r").await;
    let token = told["access_token"].as_str().unwrap();
    let found = site.search(token, "Condition").await;
    assert_eq!(found.len(), 1);
    let read = site.read(token, &format!("Condition/{}", found[0]["id"].as_str().unwrap())).await;
    assert_eq!(read.status, StatusCode::FORBIDDEN);
    assert_eq!(site.read(token, "Immunization").await.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_the_person_took_off_is_gone_from_scopes_searches_and_references() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let scope = "patient/Observation.rs patient/Condition.rs patient/Encounter.rs patient/DiagnosticReport.rs";
    let only = |fields: &mut Vec<(String, String)>| {
        fields
            .retain(|(name, value)| name != "part" || value == "vital-signs" || value == "visits");
    };
    let back = site.consents(&mut ana, &app, scope, only).await;
    let told = site.exchange(&app, &back.code()).await.json();
    assert_eq!(told["scope"], "patient/Observation.rs patient/Encounter.rs");
    let token = told["access_token"].as_str().unwrap();
    assert_eq!(words_in(&everything(&site, token).await), ["zebra", "ocelot"]);
}

#[tokio::test]
async fn sensitive_topics_are_hidden_from_apps_unless_they_are_ticked() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, "patient/*.rs").await;
    let seen = words_in(&everything(&site, told["access_token"].as_str().unwrap()).await);
    assert_eq!(seen, ["zebra", "walrus", "ocelot", "badger", "otter", "heron", "puffin"]);
    let topic = site.store.topics().all().iter().map(|one| one.slug.clone()).collect::<Vec<_>>();
    let tick = |fields: &mut Vec<(String, String)>| {
        fields.extend(topic.into_iter().map(|slug| ("topic".to_owned(), slug)));
    };
    let back = site.consents(&mut ana, &app, "patient/*.rs", tick).await;
    let told = site.exchange(&app, &back.code()).await.json();
    let seen = words_in(&everything(&site, told["access_token"].as_str().unwrap()).await);
    assert_eq!(seen, WORDS);
}

#[tokio::test]
async fn a_caregivers_app_sees_no_more_than_the_caregiver_and_ends_with_them() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", ANA, &ANAS).await;
    let mut lucia = site.person("lucia", "Lucía Reyes").await;
    let app = site.app().await;
    let (who, hers) = (Who::Account(ana.id.clone()), lucia.id.clone());
    let let_in = async |rights: Rights, sections: Option<&[Section]>| {
        let sections = sections.map(|all| all.iter().copied().collect());
        let terms = Terms { sections, ..Terms::everything(rights) };
        let new = LetIn { terms, ..LetIn::everything("Lucía", rights, None) };
        let (code, _) = site.store.accounts().let_in(&who, &key, new).await.unwrap();
        let accounts = site.store.accounts();
        let done = accounts.accept(&hers, &code, date(1955, 3, 14), "here").await.unwrap();
        assert!(matches!(done, Redeemed::Done(_)));
    };
    let look = Rights { view: true, ..Rights::NONE };
    let_in(Rights { transmit: true, ..look }, None).await;
    let query = request(&app, "patient/*.rs");
    let page = site.browse(&mut lucia, &format!("/oauth/authorize?{query}")).await;
    assert!(page.text.contains("no record that you can share"), "sending is not letting apps in");

    let_in(Rights { apps: true, ..look }, Some(&[Section::Medications])).await;
    let told = site.launch(&mut lucia, &app, "patient/*.rs").await;
    let token = told["access_token"].as_str().unwrap();
    assert_eq!(words_in(&everything(&site, token).await), ["otter"]);
    site.store.accounts().end_all(&who, &key).await.unwrap();
    let after = site.read(token, "MedicationRequest").await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
}
