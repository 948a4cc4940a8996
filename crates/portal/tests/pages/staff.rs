//! The records office: finding, inviting, imports, quarantine, and no look into records.

use axum::http::StatusCode;
use bluebutton_record::normalize::Assigned;
use bluebutton_record::reading::{Issue, Place, Severity};
use bluebutton_store::Who;
use bluebutton_store::accounts::SessionToken;
use bluebutton_store::imports::Arrival;
use bluebutton_store::jobs::Job;

use crate::site::Site;

#[tokio::test]
async fn staff_find_a_patient_and_hand_over_a_letter_in_both_languages() {
    let site = Site::start().await;
    let key = site.record("Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;

    browser.get("/staff").await;
    let asked = browser.send("/staff", &[("q", "reyes 1955-03-14")]).await;
    assert!(!asked.leads_to().contains("reyes"), "no name stands in an address");
    let found = browser.get(asked.leads_to()).await;
    assert!(found.says(&format!("href=\"/staff/patients/{key}\"")), "{}", found.html);
    let card = browser.get(&format!("/staff/patients/{key}")).await;
    assert!(card.says("No account yet"));
    let letter = browser.send(&format!("/staff/patients/{key}/invitation"), &[]).await;

    assert!(letter.says("Your health record at Riverside Family Clinic"));
    assert!(letter.says("Su expediente médico en Riverside Family Clinic"));
    assert!(letter.says("https://records.riverside.example/invitation"));
    assert!(letter.says("(555) 010-0100"));
}

#[tokio::test]
async fn staff_can_not_open_a_record() {
    let site = Site::start().await;
    let (_, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;

    for page in ["", "/people", "/activity", "/medications", "/download"] {
        let answer = browser.get(&format!("/records/{key}{page}")).await;

        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(!answer.says("Reyes"), "{page}");
    }
}

#[tokio::test]
async fn the_report_of_a_document_says_what_became_of_each_entry() {
    let site = Site::start().await;
    let nora = site.staff().await;
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/ccda");
    for name in ["tom-bad-export.xml", "ana-lakeside-knee.xml"] {
        site.import(name, &std::fs::read(format!("{folder}/{name}")).unwrap()).await;
    }
    let mut browser = site.signed_in(&nora).await;
    let imports = browser.get("/staff/imports").await;
    let mut told = String::new();
    for part in imports.html.split("href=\"/staff/imports/").skip(1) {
        let id = part.split('"').next().unwrap();
        let page = browser.get(&format!("/staff/imports/{id}")).await;
        assert!(page.says("What became of the document"), "{id}");
        assert!(page.says("Taken into the record") && page.says("Condition/"), "{id}");
        told.push_str(&page.html);
    }
    assert!(told.contains("Nothing to take: it says that there is none"), "{told}");
}

#[tokio::test]
async fn a_file_that_came_in_parts_is_one_page_and_its_newest_part_is_not_taken_for_all_of_it() {
    let site = Site::start().await;
    let nora = site.staff().await;
    let patient = br#"{"resourceType":"Patient","id":"7","birthDate":"1955-03-14",
        "name":[{"family":"Reyes","given":["Ana"]}],"identifier":[{"system":"urn:mrn","value":"7"}]}"#;
    site.import("all.ndjson", patient).await;
    let first = site.store.imports().list(&Who::Operator, 0, 1).await.unwrap().remove(0).id;
    site.after_seconds(30);
    let issues = vec![Issue::new(Severity::Note, Place::default(), "Odd.".to_owned())];
    let piece = Arrival {
        file: "all.ndjson",
        source: "test",
        found: &[],
        meetings: &[],
        assigned: Assigned::default(),
        issues,
        quarantine: Vec::new(),
        cases: Vec::new(),
    };
    let second = site.store.imports().commit_piece(piece, &first).await.unwrap().id;
    let mut browser = site.signed_in(&nora).await;

    let list = browser.get("/staff/imports").await;

    assert_eq!(list.html.matches("<th scope=\"row\"><a href=").count(), 1, "{}", list.html);
    assert!(list.says("In 2 parts"), "{}", list.html);
    let id = list.text_between("href=\"/staff/imports/", "\"").to_owned();
    let whole = browser.get(&format!("/staff/imports/{id}")).await;
    assert!(whole.says("One entry is new or changed."), "{}", whole.html);
    assert!(whole.says("Its 2 parts") && whole.says("Part 1 of 2"), "{}", whole.html);
    assert_eq!(id, first, "the first piece stands for the file");
    let newest = browser.get(&format!("/staff/imports/{second}?part=1")).await;
    assert!(newest.says("Part 2 of 2") && newest.says("Nothing new came in."), "{}", newest.html);
    assert!(newest.says("The whole file") && !newest.says("Its 2 parts"), "{}", newest.html);
}

#[tokio::test]
async fn an_import_and_what_it_could_not_take_lead_to_their_reasons() {
    let site = Site::start().await;
    let nora = site.staff().await;
    site.record("Ana Reyes", "1955-03-14").await;
    let homeless = br#"{"resourceType":"Observation","id":"9","status":"final",
        "code":{"text":"Weight"},"valueQuantity":{"value":70.50,"unit":"kg"}}"#;
    site.import("nobody.json", homeless).await;
    let mut browser = site.signed_in(&nora).await;

    let imports = browser.get("/staff/imports").await;
    assert!(imports.says("bundle.json"));
    assert!(imports.says("nobody.json"));
    let id = imports.text_between("href=\"/staff/imports/", "\"").to_owned();
    assert_eq!(browser.get(&format!("/staff/imports/{id}")).await.status, StatusCode::OK);

    let quarantine = browser.get("/staff/quarantine").await;
    assert!(quarantine.says("nobody.json"));
    let item = quarantine.text_between("name=\"item\" value=\"", "\"").to_owned();
    let still = browser.send(&format!("/staff/quarantine/{item}/retry"), &[]).await;
    assert_eq!(still.leads_to(), "/staff/quarantine?still=1");

    let again = browser.get("/staff/quarantine").await;
    let item = again.text_between("name=\"item\" value=\"", "\"").to_owned();
    let asked = browser.get(&format!("/staff/quarantine/{item}/remove")).await;
    assert!(asked.says("Remove this from quarantine?"));
    browser.send(&format!("/staff/quarantine/{item}/remove"), &[]).await;
    assert!(browser.get("/staff/quarantine").await.says("Nothing is in quarantine"));
}

#[tokio::test]
async fn a_stopped_job_is_seen_by_staff_alone_and_put_back_on_the_list() {
    let site = Site::start().await;
    let (ana, _) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let jobs = site.store.jobs();
    jobs.ensure(Job::Checkpoint).await.unwrap();
    jobs.park(&Who::Operator, "every-checkpoint").await.unwrap();
    let mut browser = site.signed_in(&nora).await;

    let list = browser.get("/staff/jobs").await;
    assert!(list.says("Signing the audit trail"), "{}", list.html);
    assert!(list.says("It was stopped by hand."));
    let mut anas = site.signed_in(&ana).await;
    assert_eq!(anas.get("/staff/jobs").await.status, StatusCode::NOT_FOUND);

    let retried = browser.send("/staff/jobs/every-checkpoint/retry", &[]).await;
    assert_eq!(retried.leads_to(), "/staff/jobs?retried=1");
    assert!(browser.get("/staff/jobs").await.says("No tasks have stopped."));
    assert_eq!(jobs.take().await.unwrap().unwrap().job, Job::Checkpoint);
}

#[tokio::test]
async fn what_is_not_there_is_said_in_words() {
    let site = Site::start().await;
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;

    let first = browser.get("/staff").await;
    assert!(first.says("There are no records yet"));
    let asked = browser.send("/staff", &[("q", "nobody")]).await;
    assert!(browser.get(asked.leads_to()).await.says("Nobody found"));
    assert!(browser.get("/staff/imports").await.says("Nothing has come in yet"));
    assert!(browser.get("/staff/quarantine").await.says("Nothing is in quarantine"));
    assert_eq!(browser.get("/staff/imports/x").await.status, StatusCode::NOT_FOUND);
}

fn bundle_of(id: &str, given: &str) -> String {
    format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"urn:mrn","value":"77"}}],"name":[{{"family":"Vega","given":["{given}"]}}],"gender":"female","birthDate":"2010-05-06"}}}},{{"resource":{{"resourceType":"Condition","id":"c-{id}","subject":{{"reference":"Patient/{id}"}},"code":{{"text":"Asthma"}}}}}}]}}"#
    )
}

#[tokio::test]
async fn staff_see_two_people_side_by_side_and_say_who_is_who() {
    let site = Site::start().await;
    let nora = site.staff().await;
    site.import("1.json", bundle_of("p1", "Maria").as_bytes()).await;
    site.import("2.json", bundle_of("p2", "Marta").as_bytes()).await;
    let mut browser = site.signed_in(&nora).await;

    let start = browser.get("/staff").await;
    assert!(start.says("person to match"), "{}", start.html);
    assert!(start.says("<a href=\"/staff/matching\">1</a>"), "{}", start.html);
    let list = browser.get("/staff/matching").await;
    assert!(list.says("Marta Vega"));
    assert!(list.says("same number, other first name, same family name, same birth date"));
    let id = list.text_between("href=\"/staff/matching/", "\"").to_owned();
    let address = format!("/staff/matching/{id}");
    let case = browser.get(&address).await;
    assert!(case.says("Maria Vega") && case.says("Marta Vega"));
    assert!(case.says("<strong>Differs</strong>"), "a difference is marked in words");
    assert!(case.says("other first name <strong>(check this)</strong>"));

    let unsaid = browser.send(&address, &[("who", "other"), ("why", " ")]).await;
    assert!(unsaid.says("Write in a few words why."), "{}", unsaid.html);
    let said = browser.send(&address, &[("who", "other"), ("why", "They are twins.")]).await;
    assert_eq!(said.leads_to(), format!("{address}?done=1"));
    let done = browser.get(said.leads_to()).await;
    assert!(done.says("They are two people now"), "{}", done.html);
    assert!(done.says("They are twins."));
    assert!(browser.get("/staff/matching").await.says("No one is waiting for a decision"));
    let asked = browser.send("/staff", &[("q", "vega")]).await;
    assert!(browser.get(asked.leads_to()).await.says("2 patients"));

    let back = browser.send(&address, &[("who", "undo"), ("why", "A mistake.")]).await;
    let undone = browser.get(back.leads_to()).await;
    assert!(undone.says("The decision was taken back"), "{}", undone.html);
}

#[tokio::test]
async fn nobody_but_staff_sees_who_waits() {
    let site = Site::start().await;
    let (ana, _) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    site.import("1.json", bundle_of("p1", "Maria").as_bytes()).await;
    site.import("2.json", bundle_of("p2", "Marta").as_bytes()).await;
    let mut browser = site.signed_in(&ana).await;

    let answer = browser.get("/staff/matching").await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(!answer.says("Vega"));
}

#[tokio::test]
async fn an_account_is_found_as_a_caller_says_it() {
    let site = Site::start().await;
    let lucia = site.person("lucia.r@mail.example", "Lucía Reyes Ortiz").await;
    for (login, name) in [("ana", "Ana Reyes"), ("tb48", "Tom Becker"), ("tom2", "Tomás Beltrán")]
    {
        site.person(login, name).await;
    }
    let gone = site.person("gone", "Gone Reyes").await;
    site.store.accounts().end_account(&gone.id).await.unwrap();
    let nora = site.staff().await;
    let mut browser = site.signed_in(&nora).await;
    for (typed, found) in [
        ("reyes", &["Ana Reyes", "Lucía Reyes Ortiz"][..]),
        ("lucia rey", &["Lucía Reyes Ortiz"]),
        ("ort luc", &["Lucía Reyes Ortiz"]),
        ("lucia.r@", &["Lucía Reyes Ortiz"]),
        ("LUCIA.R@mail.example", &["Lucía Reyes Ortiz"]),
        ("beker", &["Tom Becker"]),
        ("tb48", &["Tom Becker"]),
        ("ana", &["Ana Reyes"]),
        ("quinn", &["Nora Quinn"]),
        ("re", &[]),
        ("mail.example", &[]),
        ("gone", &[]),
        ("lucia becker", &[]),
    ] {
        browser.get("/staff/accounts").await;
        let asked = browser.send("/staff/accounts", &[("q", typed)]).await;
        let address = asked.leads_to().to_lowercase();
        assert!(typed.len() < 5 || !address.contains(typed), "no name stands in an address");
        let page = browser.get(asked.leads_to()).await;
        let rows = page.html.split("<th scope=\"row\">").skip(1);
        let names: Vec<&str> =
            rows.map(|row| row.split_once("\">").unwrap().1.split('<').next().unwrap()).collect();
        assert_eq!(names, found, "{typed}");
    }
    // The address that messages go to finds its account, and no more once it is another.
    let accounts = site.store.accounts();
    let token = SessionToken(site.signed_in(&lucia).await.session().to_owned());
    let addresses = [("lu@old.example", None), ("luz@new.example", Some("lu@old.example"))];
    for (address, before) in addresses {
        accounts.ask_notice_address(&token, address).await.unwrap();
        let recipient = accounts.recipient(&lucia.id).await.unwrap().unwrap();
        let code = recipient.to_confirm.unwrap().1;
        assert!(accounts.confirm_notice_address(&token, &code).await.unwrap());
        let found = |typed: &'static str| {
            let (accounts, who) = (site.store.accounts(), Who::Account(nora.id.clone()));
            async move { accounts.found(&who, typed).await.unwrap().len() }
        };
        assert_eq!(found(address).await, 1, "{address}");
        if let Some(before) = before {
            assert_eq!(found(before).await, 0, "{before}");
        }
    }
    assert!(site.store.verify(|_, _| {}).await.unwrap().findings.is_empty());
}

#[tokio::test]
async fn a_small_site_takes_name_and_birth_date_for_proof_and_says_so() {
    let elsewhere = bundle_of("p9", "Maria").replace("urn:mrn", "urn:other").replace("77", "99");
    for (site, enough) in [(Site::start().await, false), (Site::small().await, true)] {
        let nora = site.staff().await;
        site.import("1.json", bundle_of("p1", "Maria").as_bytes()).await;
        site.import("2.json", elsewhere.as_bytes()).await;
        let mut browser = site.signed_in(&nora).await;
        let list = browser.get("/staff/matching").await;
        assert_eq!(list.says("No one is waiting for a decision"), enough, "{}", list.html);
        assert_eq!(list.says("are enough if nothing speaks against it"), enough, "{}", list.html);
        assert!(!list.says("20,000"), "few people are here");
        let asked = browser.send("/staff", &[("q", "vega")]).await;
        assert!(browser.get(asked.leads_to()).await.says("One patient"), "the other one waits");
    }
}
