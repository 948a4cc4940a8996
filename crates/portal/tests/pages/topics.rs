//! The privacy officer adds a sensitive topic that the list does not know, and removes it: nothing that
//! somebody closed is opened by that.

use axum::http::StatusCode;
use bluebutton_record::{Office, Rights, Terms};
use bluebutton_store::Who;
use bluebutton_store::access::NewRestriction;

use crate::people::{accept, let_in};
use crate::rules::House;

const PAGE: &str = "/staff/rules/new-topic";

const TOPIC: [(&str, &str); 4] = [
    ("english", "Sleep"),
    ("spanish", "Sueño"),
    ("codes", "icd10 g47* Sleep disorders\nloinc 90567-9"),
    ("why", "Asked for by the patient council"),
];

/// Ends what the page of the topic ends, or brings back what the page of the rules brings back.
async fn undone(house: &mut House, page: &str, deed: &str) {
    let shown = house.priyas.get(page).await;
    let before = shown.html.split(&format!("/{deed}\"")).next().unwrap().to_owned();
    let id = before.rsplit("/staff/rules/").next().unwrap();
    let path = format!("/staff/rules/{id}/{deed}");
    let asked = house.priyas.get(&path).await;
    assert_eq!(asked.status, StatusCode::OK, "{path}");
    let done = house.priyas.send(&path, &[("why", "Not needed")]).await;
    assert!(done.leads_to().starts_with("/staff/rules?done="), "{}", done.html);
}

#[tokio::test]
async fn a_topic_that_is_added_hides_at_once_and_is_offered_in_both_languages() {
    let mut house = House::start().await;
    assert!(house.lucias_conditions().await.says("Sleep apnea"));
    house.priyas.get(PAGE).await;
    let check = house.priyas.send(PAGE, &TOPIC).await;
    assert!(check.says("all that begin with G47 (Sleep disorders)"), "{}", check.html);
    assert!(check.says("Such codes stand mostly in: "), "{}", check.html);
    assert!(house.lucias_conditions().await.says("Sleep apnea"), "looked at, and not yet done");

    let done = house.says(PAGE, &TOPIC).await;

    assert_eq!(done.leads_to(), "/staff/rules?done=said", "{}", done.html);
    assert!(!house.lucias_conditions().await.says("Sleep apnea"), "let in before");
    assert!(house.conditions().await.says("Sleep apnea"), "never from the patient");
    let new = format!("{}/people/new", house.record);
    let form = house.hers.get(&new).await;
    assert!(form.says("value=\"sleep\"") && !form.says("value=\"sleep\" checked"));
    house.hers.send("/language", &[("language", "es"), ("next", &new)]).await;
    assert!(house.hers.get(&new).await.says("Sueño"));
    let topic = house.priyas.get("/staff/rules/topics/sleep").await;
    assert!(topic.says("Added here: priya, May 3, 2026."), "{}", topic.html);
    assert!(topic.says("Asked for by the patient council") && topic.says("LOINC 90567-9"));
    let trail = house.priyas.get("/staff/trail").await;
    assert!(trail.says("Made a rule: Topic: Sleep"), "{}", trail.html);

    let again = house.priyas.send(PAGE, &TOPIC).await;
    assert!(again.says("There is a topic of this name."), "{}", again.html);
}

#[tokio::test]
async fn a_topic_that_is_removed_opens_nothing_that_somebody_closed() {
    let mut house = House::start().await;
    house.says(PAGE, &TOPIC).await;
    // Tomás is let in while the topic stands on the form, and its box is left empty.
    let tomas = house.site.person("tomas", "Tomás Reyes").await;
    let code = let_in(&mut house.hers, &house.record.clone(), "view", "").await;
    let mut his = house.site.signed_in(&tomas).await;
    accept(&mut his, &code).await;
    let conditions = format!("{}/conditions", house.record);
    assert!(!his.get(&conditions).await.says("Sleep apnea"));

    undone(&mut house, "/staff/rules/topics/sleep", "end").await;

    assert!(house.lucias_conditions().await.says("Sleep apnea"), "nobody closed it to her");
    assert!(!his.get(&conditions).await.says("Sleep apnea"), "Ana left its box empty");
    let people = house.hers.get(&format!("{}/people", house.record)).await;
    assert!(people.says("Sleep"), "she reads that it is hidden from him: {}", people.html);
    let form = house.hers.get(&format!("{}/people/new", house.record)).await;
    assert!(!form.says("value=\"sleep\""), "offered to nobody new");
    let gone = house.priyas.get("/staff/rules/topics/sleep").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);

    // She may open it to him all the same.
    let id = people.text_between(&format!("href=\"{}/people/", house.record), "/change");
    let link = format!("href=\"{}/people/", house.record);
    let ids = people.html.split(&link).skip(1);
    let ids: Vec<String> = ids
        .filter_map(|rest| rest.split_once("/change").map(|(id, _)| id.to_owned()))
        .filter(|id| !id.contains('"'))
        .collect();
    assert!(!id.is_empty());
    let mut opened = 0;
    for id in ids {
        let page = format!("{}/people/{id}/change", house.record);
        let form = house.hers.get(&page).await;
        if form.says("value=\"sleep\"") {
            let fields = [("which", "all"), ("topic", "sleep")];
            let done = house.hers.send(&page, &fields).await;
            assert!(done.leads_to().contains("changed="), "{}", done.html);
            opened += 1;
        }
    }
    assert_eq!(opened, 1, "only the form of whom it is closed to asks");
    assert!(his.get(&conditions).await.says("Sleep apnea"));
}

#[tokio::test]
async fn a_restriction_holds_on_though_the_topic_it_names_is_removed_and_comes_back_with_it() {
    let mut house = House::start().await;
    house.says(PAGE, &TOPIC).await;
    let key = house.record.rsplit('/').next().unwrap();
    let key = bluebutton_record::PatientKey::parse(key).unwrap();
    let topics = ["sleep".to_owned()].into();
    let terms = Terms { topics, ..Terms::everything(Rights::OWNER) };
    let new = NewRestriction { terms, legal_reason: None, until: None };
    house.site.store.access().restrict(&Who::Operator, &key, new).await.unwrap();

    undone(&mut house, "/staff/rules/topics/sleep", "end").await;

    assert!(!house.lucias_conditions().await.says("Sleep apnea"), "it is restricted");
    assert!(house.conditions().await.says("Sleep apnea"));
    undone(&mut house, "/staff/rules", "back").await;
    assert!(!house.lucias_conditions().await.says("Sleep apnea"));
    let topic = house.priyas.get("/staff/rules/topics/sleep").await;
    assert!(topic.says("all that begin with G47"), "with its codes: {}", topic.html);
}

#[tokio::test]
async fn a_topic_needs_a_name_a_code_and_a_reason_and_the_privacy_officer() {
    let mut house = House::start().await;
    house.priyas.get(PAGE).await;
    let empty = house.priyas.send(PAGE, &[("sure", "1")]).await;
    for words in ["Type a short name", "Type a code. Without one", "Say why"] {
        assert!(empty.says(words), "{words}: {}", empty.html);
    }
    let wrong = [("english", "Genetics"), ("codes", "icd10 *"), ("why", "x"), ("sure", "1")];
    let wrong = house.priyas.send(PAGE, &wrong).await;
    assert!(wrong.says("This is no code we know: icd10 *."), "{}", wrong.html);
    assert!(!wrong.says("What follows"), "{}", wrong.html);
    let alma = house.site.clerk("alma", Office::Administrator).await;
    let mut almas = house.site.signed_in(&alma).await;
    assert!(!almas.get("/staff/rules").await.says(PAGE));
    let sure: Vec<_> = TOPIC.iter().copied().chain([("sure", "1")]).collect();
    let refused = almas.send(PAGE, &sure).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.html);
    assert!(house.lucias_conditions().await.says("Sleep apnea"));
}
