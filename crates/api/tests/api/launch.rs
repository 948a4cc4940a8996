//! A standalone launch, as app and person do it: from the configuration to the record, and to its end.

use axum::http::StatusCode;

use crate::site::*;

const ALL: &str = "launch/patient patient/*.rs offline_access openid fhirUser";

#[tokio::test]
async fn a_whole_launch_reads_the_record_and_ends_with_a_word_of_the_person() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;

    let told = site.launch(&mut ana, &app, ALL).await;
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["scope"], "launch/patient patient/*.rs offline_access openid fhirUser");
    assert_eq!(told["patient"], key.as_str());
    assert_eq!(told["expires_in"], 3600);
    let token = told["access_token"].as_str().unwrap();

    let patient = site.read(token, &format!("Patient/{key}")).await;
    assert_eq!(patient.status, StatusCode::OK, "{}", patient.text);
    assert_eq!(patient.json()["name"][0]["family"], "Reyes");
    let found = site.search(token, &format!("Observation?patient={key}")).await;
    assert_eq!(found.len(), 2);

    // The person reads who it was, and sends it away.
    let activity = site.browse(&mut ana, &format!("/records/{key}/activity")).await;
    assert!(activity.text.contains("Growth chart"), "{}", activity.text);
    let apps = site.browse(&mut ana, &format!("/records/{key}/apps")).await;
    assert!(apps.text.contains("Growth chart") && apps.text.contains("last read"));
    let end = between(&apps.text, &format!("/records/{key}/apps/"), "/end").unwrap().to_owned();
    let page = site.browse(&mut ana, &format!("/records/{key}/apps/{end}/end")).await;
    assert_eq!(page.status, StatusCode::OK);
    let ended = site.send(&mut ana, &format!("/records/{key}/apps/{end}/end"), &[]).await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER, "{}", ended.text);

    let after = site.read(token, &format!("Patient/{key}")).await;
    assert_eq!(after.status, StatusCode::UNAUTHORIZED);
    assert!(after.header("www-authenticate").contains("invalid_token"));
    let refreshed = site.refresh(&app, told["refresh_token"].as_str().unwrap()).await;
    assert_eq!(refreshed.json()["error"], "invalid_grant");
    assert_eq!(site.store.verify(|_, _| {}).await.unwrap().findings, Vec::<String>::new());
}

#[tokio::test]
async fn the_configuration_says_where_to_ask_and_what_is_not_done() {
    let site = Site::start().await;
    let told = site.read("", ".well-known/smart-configuration").await;
    assert_eq!(told.status, StatusCode::OK);
    assert!(told.header("content-type").starts_with("application/json"));
    assert_eq!(told.header("access-control-allow-origin"), "*");
    let told = told.json();
    assert_eq!(told["token_endpoint"], format!("{ADDRESS}/oauth/token"));
    assert_eq!(told["code_challenge_methods_supported"], serde_json::json!(["S256"]));
    let capabilities = told["capabilities"].to_string();
    assert!(capabilities.contains("launch-standalone") && capabilities.contains("sso-openid"));
    assert!(!capabilities.contains("launch-ehr") && !capabilities.contains("permission-user"));
    let metadata = site.read("", "metadata").await.json();
    assert_eq!(metadata["fhirVersion"], "4.0.1");
    assert!(metadata.get("instantiates").is_none(), "nothing is claimed that was not run");
}

#[tokio::test]
async fn a_stranger_signs_in_first_and_comes_back_to_the_same_question() {
    let site = Site::start().await;
    let app = site.app().await;
    let (mut ana, _) = site.patient("ana", ANA, &[]).await;
    let mut nobody = site.person("new", "New Comer").await;
    let query = request(&app, &format!("patient/Observation.rs?category={LAB} launch/patient"));
    site.browse(&mut nobody, "/records").await;
    site.send(&mut nobody, "/sign-out", &[]).await;
    let path = format!("/oauth/authorize?{query}");
    let page = site.browse(&mut nobody, &path).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER);
    let next = page.told("next").unwrap();
    assert!(page.leads_to().starts_with("/sign-in?") && next.contains("authorize"), "{next}");
    let asked = site.browse(&mut ana, &path).await;
    assert_eq!(asked.status, StatusCode::OK);
    assert!(
        asked.header("content-security-policy").contains("form-action 'self' https://app.example;")
    );
    assert!(asked.header("content-security-policy").contains("frame-ancestors 'none'"));
}

#[tokio::test]
async fn no_means_no_and_the_app_is_told_so() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    for change in ["no", ""] {
        let say = |fields: &mut Vec<(String, String)>| {
            fields.last_mut().unwrap().1 = change.to_owned();
        };
        let back = site.consents(&mut ana, &app, ALL, say).await;
        assert_eq!(back.told("error").as_deref(), Some("access_denied"), "{}", back.leads_to());
        assert_eq!(back.told("state").as_deref(), Some("state-1"));
        assert_eq!(back.told("code"), None);
    }
    // Nothing ticked is nothing given; a record that is not theirs is none.
    let nothing = |fields: &mut Vec<(String, String)>| fields.retain(|(name, _)| name != "part");
    let back = site.consents(&mut ana, &app, ALL, nothing).await;
    assert_eq!(back.told("error").as_deref(), Some("access_denied"));
    let (_, tom) = site.patient("tom", TOM, &[]).await;
    let other = |fields: &mut Vec<(String, String)>| {
        for field in fields.iter_mut().filter(|(name, _)| name == "record") {
            field.1 = tom.to_string();
        }
    };
    let back = site.consents(&mut ana, &app, ALL, other).await;
    assert_eq!(back.told("error").as_deref(), Some("access_denied"));
    let apps = site.browse(&mut ana, &format!("/records/{key}/apps")).await;
    assert!(!apps.text.contains("Growth chart"));
}

#[tokio::test]
async fn a_token_is_made_anew_with_each_refresh_and_the_last_day_ends_it() {
    let site = Site::start().await;
    let (mut ana, key) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let first = site.launch(&mut ana, &app, ALL).await;
    site.after_seconds(3_600);
    let old = site.read(first["access_token"].as_str().unwrap(), &format!("Patient/{key}")).await;
    assert_eq!(old.status, StatusCode::UNAUTHORIZED, "an hour is over");
    let second = site.refresh(&app, first["refresh_token"].as_str().unwrap()).await.json();
    assert_eq!(second["patient"], key.as_str());
    let token = second["access_token"].as_str().unwrap();
    assert_eq!(site.read(token, &format!("Patient/{key}")).await.status, StatusCode::OK);
    // 30 days were chosen.
    site.after_seconds(31 * 86_400);
    let third = site.refresh(&app, second["refresh_token"].as_str().unwrap()).await;
    assert_eq!(third.json()["error"], "invalid_grant");
}

#[tokio::test]
async fn an_app_that_does_not_come_again_has_its_hour() {
    let site = Site::start().await;
    let (mut ana, _) = site.patient("ana", ANA, &ANAS).await;
    let app = site.app().await;
    let told = site.launch(&mut ana, &app, "launch/patient patient/Condition.read").await;
    assert_eq!(told["scope"], "launch/patient patient/Condition.read");
    assert!(told.get("refresh_token").is_none());
}
