//! What a caregiver reads of the activity: what they did themselves, and nothing that tells of others.

use axum::http::StatusCode;
use bluebutton_record::{Language, PatientKey, Selection};
use bluebutton_store::Who;
use bluebutton_store::transmissions::{NewTransmission, Way};

use crate::people::{accept, let_in};
use crate::site::{Browser, Person, Site};

fn to_somebody(address: &str) -> NewTransmission {
    NewTransmission {
        way: Way::Direct,
        to: address.to_owned(),
        selection: Selection::default(),
        message: None,
        language: Language::English,
        risk_accepted: false,
    }
}

/// Ana, a second caregiver, somebody of the staff and the operator do what leaves lines behind.
async fn others_do_something(site: &Site, ana: &Person, key: &PatientKey, hers: &mut Browser) {
    let record = format!("/records/{key}");
    for page in ["", "/medications", "/activity"] {
        hers.get(&format!("{record}{page}")).await;
    }
    hers.get(&format!("{record}/people/new")).await;
    let tom = [("name", "Tom Becker"), ("which", "all"), ("until", "")];
    let page = hers.send(&format!("{record}/people/new"), &tom).await;
    let code = page.text_between("<strong class=\"code\">", "<").to_owned();
    let tom = site.person("tom", "Tom Becker").await;
    let mut toms = site.signed_in(&tom).await;
    accept(&mut toms, &code).await;
    toms.get(&format!("{record}/allergies")).await;
    let who = Who::Account(ana.id.clone());
    // More than a page shows, so that they come before one of Lucía's.
    for number in 0..12 {
        let to = to_somebody(&format!("dr{number}@secret.example"));
        site.store.transmissions().ask(&who, key, to).await.unwrap();
    }
    let nora = Who::Account(site.staff().await.id);
    assert!(!site.store.patients().search(&nora, "reyes", 9).await.unwrap().is_empty());
    site.import("later.json", br#"{"resourceType":"Patient","id":"1","birthDate":"1955-03-14","identifier":[{"system":"urn:oid:1.2.3.4","value":"Reyes-1955-03-14"}],"name":[{"given":["Ana"],"family":"Reyes"}],"gender":"female"}"#).await;
}

/// Who did each line of an activity page.
fn doers(html: &str) -> Vec<&str> {
    let cells = html.split("<td class=\"who\">").skip(1);
    cells.map(|cell| cell.split([' ', '<']).next().unwrap_or_default()).collect()
}

#[tokio::test]
async fn a_caregiver_reads_her_own_deeds_and_nobody_elses_whatever_she_may_do() {
    for rights in ["view", "all"] {
        let site = Site::start().await;
        let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
        let lucia = site.person("lucia", "Lucía Reyes").await;
        let (mut hers, record) = (site.signed_in(&ana).await, format!("/records/{key}"));
        let code = let_in(&mut hers, &record, rights, "").await;
        let mut lucias = site.signed_in(&lucia).await;
        accept(&mut lucias, &code).await;
        lucias.get(&format!("{record}/vital-signs")).await;
        if rights == "all" {
            let (who, to) = (Who::Account(lucia.id.clone()), to_somebody("own@lucia.example"));
            site.store.transmissions().ask(&who, &key, to).await.unwrap();
        }
        others_do_something(&site, &ana, &key, &mut hers).await;

        let page = lucias.get(&format!("{record}/activity")).await;

        let doers = doers(&page.html);
        assert!(!doers.is_empty() && doers.iter().all(|who| *who == "Lucía"), "{doers:?}");
        assert!(page.says("Looked at: Vital signs") && page.says("What you did"), "{}", page.html);
        assert_eq!(page.says("own@lucia.example"), rights == "all", "{}", page.html);
        let others = [
            "Becker",
            "Quinn",
            "secret.example",
            "came in",
            "Made a code",
            "Invited",
            "Besides you",
        ];
        for trace in others {
            assert!(!page.says(trace), "{rights}: {trace}\n{}", page.html);
        }
        assert!(!page.says("activity?from="), "all of it is on this page: {}", page.html);
        // How many lines there are tells that others were here: no number, no proof.
        let all = site.store.audit().length(&key).await.unwrap();
        assert!(!page.says(&format!("({all})")) && !page.says("/activity/proof"));
        let proof = lucias.get(&format!("{record}/activity/proof")).await;
        assert_eq!(proof.status, StatusCode::FORBIDDEN, "{}", proof.html);
        assert!(!proof.says("secret.example"));
        assert!(hers.get(&format!("{record}/activity")).await.says("Becker"), "Ana reads all");
    }
}
