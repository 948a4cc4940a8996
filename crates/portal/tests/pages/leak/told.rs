//! What is new in a record is told by e-mail to whoever helps with it, where they may see it, and in no word
//! what it is.

use std::collections::BTreeSet;

use bluebutton_record::{PatientKey, Rights, Section, Terms, Topics};
use bluebutton_store::Who;
use bluebutton_store::accounts::{Hiding, NewTerms};

use crate::people::{accept, let_in};
use crate::post::{Letter, Post, is_told_everything};
use crate::site::{Person, Site, noon};

/// What comes in, on which terms, and whether Lucía may hear of it.
struct Case {
    name: &'static str,
    terms: Terms,
    kind: &'static str,
    /// Its members, without whose it is.
    body: &'static str,
    is_visible: bool,
}

const ALLERGY: &str = r#""patient":$P,"code":{"text":"zqpollenqz"},"recordedDate":"2026-05-01""#;

const MOOD: &str = r#""subject":$P,"recordedDate":"2026-05-01","code":{"text":"zqmoodqz",
    "coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F32.1"}]}"#;

const AT_VISIT: &str = r#""subject":$P,"recordedDate":"2026-05-01","code":{"text":"zqacheqz"},
    "encounter":{"reference":"urn:uuid:00000000-0000-4000-8000-000000000300"}"#;

const VISIT: &str = r#""status":"finished","class":{"code":"AMB"},"subject":$P,
    "type":[{"text":"zqvisitqz"}],"period":{"start":"2026-04-30"}"#;

fn cases() -> [Case; 7] {
    let everything = Terms::everything(Rights { manage: false, ..Rights::OWNER });
    let only = |section: Section| Terms {
        sections: Some(BTreeSet::from([section])),
        ..everything.clone()
    };
    let mut opened = everything.clone();
    opened.opened.insert("mental-health".to_owned());
    let case = |name, terms: &Terms, (kind, body), is_visible| {
        let terms = terms.clone();
        Case { name, terms, kind, body, is_visible }
    };
    [
        case("of all", &everything, ("AllergyIntolerance", ALLERGY), true),
        case("of its part", &only(Section::Allergies), ("AllergyIntolerance", ALLERGY), true),
        case("of another", &only(Section::Visits), ("AllergyIntolerance", ALLERGY), false),
        case("of a topic", &everything, ("Condition", MOOD), false),
        case("of an opened topic", &opened, ("Condition", MOOD), true),
        case("a visit", &everything, ("Encounter", VISIT), true),
        case("of a hidden visit", &everything, ("Condition", AT_VISIT), false),
    ]
}

fn bundle(number: usize, kind: &str, body: &str) -> String {
    let patient = "urn:uuid:00000000-0000-4000-8000-195503140001";
    let entry = |number: usize, kind: &str, body: &str| {
        let body = body.replace("$P", &format!(r#"{{"reference":"{patient}"}}"#));
        format!(
            r#"{{"fullUrl":"urn:uuid:00000000-0000-4000-8000-000000000{number}","resource":
            {{"resourceType":"{kind}","id":"n{number}",{body}}}}}"#
        )
    };
    let mut entries = vec![format!(
        r#"{{"fullUrl":"{patient}","resource":{{"resourceType":"Patient","id":"1",
        "birthDate":"1955-03-14","identifier":[{{"system":"urn:oid:1.2.3.4","value":"Reyes-1955-03-14"}}],
        "name":[{{"given":["Ana"],"family":"Reyes"}}]}}}}"#
    )];
    if kind == "Encounter" || body == AT_VISIT {
        entries.push(entry(300, "Encounter", VISIT));
    }
    if kind != "Encounter" {
        entries.push(entry(301 + number, kind, body));
    }
    let entries = entries.join(",");
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{entries}]}}"#)
}

/// The visit that came in is hidden from Lucía.
async fn hide_visit(site: &Site, ana: &Person, key: &PatientKey, grant: &str) {
    let mut hers = site.signed_in(ana).await;
    let visits = hers.get(&format!("/records/{key}/visits")).await;
    let before = visits.html.split("zqvisitqz").next().unwrap();
    let at = before.rfind(&format!("/records/{key}/visits/")).unwrap();
    let local = before[at..].split('"').next().unwrap().rsplit('/').next().unwrap().to_owned();
    let what = Hiding { local, is_visit: true, is_hidden: true };
    let who = Who::Account(ana.id.clone());
    site.store.accounts().hide(&who, key, (grant, "Lucía"), what).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_notice_tells_that_something_hidden_came_nor_of_what_is_shown_what_it_is() {
    let post = Post::start(noon()).await;
    let site = Site::with_post(&post.mail).await;
    site.store.set_topics(Topics::built_in());
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let (mut hers, record) = (site.signed_in(&ana).await, format!("/records/{key}"));
    is_told_everything(&mut hers, &site.store, "ana").await;
    let code = let_in(&mut hers, &record, "all", "").await;
    let mut lucias = site.signed_in(&lucia).await;
    accept(&mut lucias, &code).await;
    is_told_everything(&mut lucias, &site.store, "lucia").await;
    let people = hers.get(&format!("{record}/people")).await;
    let path = people.text_between(&format!("href=\"{record}/people/"), "/change\"");
    let grant = path.rsplit('/').next().unwrap().to_owned();
    for (number, case) in cases().iter().enumerate() {
        if case.name == "of a hidden visit" {
            hide_visit(&site, &ana, &key, &grant).await;
        }
        let new = NewTerms { terms: case.terms.clone(), from: None, until: None };
        let (accounts, who) = (site.store.accounts(), Who::Account(ana.id.clone()));
        accounts.change_terms(&who, &key, (&grant, "Lucía"), new).await.unwrap();
        // Both look at it, so that nothing is new to either.
        for person in [&ana, &lucia] {
            site.signed_in(person).await.get(&record).await;
        }
        site.after_seconds(2 * 24 * 60 * 60);
        post.deliver(&site.store).await;

        site.import("news.json", bundle(number, case.kind, case.body).as_bytes()).await;
        site.after_seconds(2 * 60 * 60);
        let letters = post.deliver(&site.store).await;

        let news = "There is something new at Riverside Family Clinic";
        let is_told = |login: &str| {
            let to = format!("{login}@mail.example");
            letters.iter().any(|letter| letter.to == [to.clone()] && letter.subject == news)
        };
        assert!(is_told("ana"), "{}: it is her own", case.name);
        assert_eq!(is_told("lucia"), case.is_visible, "{}", case.name);
        for letter in &letters {
            says_nothing(case, letter);
        }
    }
}

/// What stands in no notice: the words of what came, a name, a part of the record.
const WORDS: [&str; 8] =
    ["zqpollenqz", "zqmoodqz", "zqacheqz", "zqvisitqz", "Reyes", "/records/", "llerg", "ondition"];

/// No name, no word of what came, and no way into a record.
fn says_nothing(case: &Case, letter: &Letter) {
    for (part, text) in &letter.parts {
        for word in WORDS {
            assert!(!text.contains(word), "{}: {word} in the {part}\n{text}", case.name);
        }
    }
}
