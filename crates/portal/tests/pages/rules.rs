//! The privacy officer says on the page what is held back and what is sensitive: checked first, in force at
//! once, ended and brought back; the administrator looks only.

use axum::http::StatusCode;
use bluebutton_record::terms::Release;
use bluebutton_record::{Office, Rights, Section, Terms, Topics};

use crate::people::{accept, let_in, more_of_ana};
use crate::site::{Browser, Page, Site};

/// Ana, Lucía whom she let in to look, Priya of the privacy office; their browsers.
pub(crate) struct House {
    pub(crate) site: Site,
    pub(crate) record: String,
    pub(crate) hers: Browser,
    pub(crate) lucias: Browser,
    pub(crate) priyas: Browser,
}

impl House {
    pub(crate) async fn start() -> Self {
        let site = Site::start().await;
        site.store.set_topics(Topics::built_in());
        let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
        condition_of_ana(&site).await;
        let lucia = site.person("lucia", "Lucía Reyes").await;
        let priya = site.clerk("priya", Office::PrivacyOfficer).await;
        let record = format!("/records/{key}");
        let mut hers = site.signed_in(&ana).await;
        let code = let_in(&mut hers, &record, "view", "").await;
        let mut lucias = site.signed_in(&lucia).await;
        accept(&mut lucias, &code).await;
        let priyas = site.signed_in(&priya).await;
        Self { site, record, hers, lucias, priyas }
    }

    pub(crate) async fn conditions(&mut self) -> Page {
        self.hers.get(&format!("{}/conditions", self.record)).await
    }

    pub(crate) async fn lucias_conditions(&mut self) -> Page {
        self.lucias.get(&format!("{}/conditions", self.record)).await
    }

    /// Priya fills in a form, looks at what follows, and does it.
    pub(crate) async fn says(&mut self, page: &str, fields: &[(&str, &str)]) -> Page {
        self.priyas.get(page).await;
        let check = self.priyas.send(page.split('?').next().unwrap(), fields).await;
        assert_eq!(check.status, StatusCode::OK, "{}", check.html);
        assert!(check.says("What follows"), "{}", check.html);
        let sure: Vec<_> = fields.iter().copied().chain([("sure", "1")]).collect();
        self.priyas.send(page.split('?').next().unwrap(), &sure).await
    }
}

/// A condition with a code that is not sensitive.
async fn condition_of_ana(site: &Site) {
    let condition = r#"{"resourceType":"Condition","id":"11","clinicalStatus":{"coding":[{"code":"active"}]},
        "code":{"text":"Sleep apnea","coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"G47.33"}]},
        "recordedDate":"2026-01-10"}"#;
    more_of_ana(site, &[condition]).await;
}

const HOLD: [(&str, &str); 4] = [
    ("section", "conditions"),
    ("hours", "72"),
    ("basis", "law"),
    ("why", "Health and Safety Code 123148"),
];

#[tokio::test]
async fn what_the_officer_holds_is_told_to_the_patient_at_once_and_shown_when_the_rule_is_ended() {
    let mut house = House::start().await;
    assert!(house.conditions().await.says("Sleep apnea"));
    house.priyas.get("/staff/rules/hold").await;
    let check = house.priyas.send("/staff/rules/hold", &HOLD).await;
    assert!(check.says("Health and Safety Code 123148") && check.says("72 hours"));
    assert!(check.says("2 entries that came in are held back by a rule"), "{}", check.html);
    assert!(house.conditions().await.says("Sleep apnea"), "looked at, and not yet done");

    let done = house.says("/staff/rules/hold", &HOLD).await;

    assert_eq!(done.leads_to(), "/staff/rules?done=said", "{}", done.html);
    let conditions = house.conditions().await;
    assert!(!conditions.says("Sleep apnea"));
    assert!(
        conditions.says("One entry that came in is held back by a rule"),
        "{}",
        conditions.html
    );
    assert!(conditions.says("by May 6, 2026"), "{}", conditions.html);
    let lucias = house.lucias_conditions().await;
    assert!(!lucias.says("Sleep apnea") && !lucias.says("held back"));
    let rules = house.priyas.get("/staff/rules?done=said").await;
    assert!(rules.says("It holds from now on.") && rules.says("priya, May 3, 2026."));
    assert!(rules.says("A law: Health and Safety Code 123148"), "{}", rules.html);

    let id = rules.text_between("href=\"/staff/rules/hold?instead=", "\"").to_owned();
    let end = format!("/staff/rules/{id}/end");
    assert!(house.priyas.get(&end).await.says("What is held by it is shown at once."));
    let refused = house.priyas.send(&end, &[]).await;
    assert!(refused.says("Say why"), "{}", refused.html);
    let done = house.priyas.send(&end, &[("why", "Repealed")]).await;
    assert_eq!(done.leads_to(), "/staff/rules?done=ended");
    assert!(house.conditions().await.says("Sleep apnea"));
    assert!(!house.conditions().await.says("held back"));
    assert_eq!(house.priyas.get(&end).await.status, StatusCode::NOT_FOUND, "it holds no more");

    let rules = house.priyas.get("/staff/rules").await;
    assert!(rules.says("Ended by priya, May 3, 2026.") && rules.says("Repealed"));
    let trail = house.priyas.get("/staff/trail").await;
    for said in ["Made a rule", "Ended a rule"] {
        assert!(trail.says(&format!("{said}: Held back: Health conditions · 72 hours")), "{said}");
    }
    assert!(trail.says("Repealed") && !trail.says("72 h ("), "{}", trail.html);
    let back = format!("/staff/rules/{id}/back");
    assert!(rules.says(&format!("href=\"{back}\"")), "{}", rules.html);
    house.priyas.get(&back).await;
    house.priyas.send(&back, &[("why", "Not repealed")]).await;
    assert!(!house.conditions().await.says("Sleep apnea"));
}

#[tokio::test]
async fn a_rule_of_the_settings_file_is_changed_and_followed_again() {
    let mut house = House::start().await;
    let release =
        Release { sections: [Section::Conditions].into(), hours: 72, ..Release::default() };
    let terms = Terms { releases: vec![release], ..Terms::everything(Rights::OWNER) };
    house.site.store.access().set_site_terms(terms);
    let rules = house.priyas.get("/staff/rules").await;
    assert!(rules.says("The settings file"), "{}", rules.html);
    let id = rules.text_between("href=\"/staff/rules/hold?instead=", "\"").to_owned();
    let form = house.priyas.get(&format!("/staff/rules/hold?instead={id}")).await;
    assert!(form.says("value=\"72\"") && form.says("It takes the place of"), "{}", form.html);

    let fields: Vec<_> = HOLD
        .iter()
        .copied()
        .map(|(name, value)| if name == "hours" { (name, "24") } else { (name, value) })
        .chain([("instead", id.as_str())])
        .collect();
    house.says(&format!("/staff/rules/hold?instead={id}"), &fields).await;

    assert!(house.conditions().await.says("by May 4, 2026"));
    let rules = house.priyas.get("/staff/rules").await;
    assert!(rules.says("24 hours") && rules.says("Not held, though the settings file says so"));
    // The file is followed again, beside what was said.
    let past = rules.html.split("Not in force any more").nth(1).unwrap();
    let end = past.split("href=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    house.priyas.get(&end).await;
    house.priyas.send(&end, &[("why", "Both")]).await;
    let rules = house.priyas.get("/staff/rules").await;
    assert!(rules.says("24 hours") && rules.says("72 hours"), "{}", rules.html);
    assert!(house.conditions().await.says("by May 6, 2026"));
}

#[tokio::test]
async fn a_code_that_is_added_to_a_topic_hides_at_once_and_is_taken_out_again() {
    let mut house = House::start().await;
    assert!(house.lucias_conditions().await.says("Sleep apnea"));
    let page = "/staff/rules/topics/mental-health/change";
    let fields = [
        ("what", "add"),
        ("system", "icd10"),
        ("code", "g47*"),
        ("words", "Sleep disorders"),
        ("why", "Asked for by the patient council"),
    ];

    let done = house.says(page, &fields).await;

    assert_eq!(done.leads_to(), "/staff/rules?done=said", "{}", done.html);
    assert!(!house.lucias_conditions().await.says("Sleep apnea"), "let in before");
    assert!(house.conditions().await.says("Sleep apnea"), "never from the patient");
    let topic = house.priyas.get("/staff/rules/topics/mental-health").await;
    assert!(topic.says("all that begin with G47") && topic.says("Sleep disorders"));
    assert!(topic.says("Asked for by the patient council"), "{}", topic.html);
    house.priyas.get(page).await;
    let twice = house.priyas.send(page, &fields).await;
    assert!(twice.says("The topic has this code already."), "{}", twice.html);

    let fields = [("what", "drop"), ("system", "icd10"), ("code", "G47.33"), ("why", "Too much")];
    house.says(&format!("{page}?what=drop"), &fields).await;
    assert!(house.lucias_conditions().await.says("Sleep apnea"));
    let topic = house.priyas.get("/staff/rules/topics/mental-health").await;
    assert!(topic.says("Taken out") && topic.says("G47.33"), "{}", topic.html);
}

#[tokio::test]
async fn a_topic_that_is_ticked_at_first_is_so_in_the_form_and_changes_nobody() {
    let mut house = House::start().await;
    let page = "/staff/rules/topics/mental-health/change";
    let fields = [
        ("what", "add"),
        ("system", "icd10"),
        ("code", "G47.33"),
        ("why", "Asked for by the patient council"),
    ];
    house.says(page, &fields).await;
    let fields = [("what", "offer"), ("why", "Families asked")];
    house.says(&format!("{page}?what=offer"), &fields).await;

    assert!(!house.lucias_conditions().await.says("Sleep apnea"), "who is in stays as they are");
    let form = house.hers.get(&format!("{}/people/new", house.record)).await;
    assert!(form.says("value=\"mental-health\" checked"), "{}", form.html);
    assert!(!form.says("value=\"genetics\" checked"));
}

#[tokio::test]
async fn a_form_that_says_too_little_is_asked_again_and_nothing_is_done() {
    let mut house = House::start().await;
    house.priyas.get("/staff/rules/hold").await;
    let empty = house.priyas.send("/staff/rules/hold", &[("sure", "1")]).await;
    for words in
        ["Choose a part of the record.", "from 1 to 744", "Choose who asks for it.", "Say why"]
    {
        assert!(empty.says(words), "{words}: {}", empty.html);
    }
    let wrong = [("codes", "loinc 5221-7\nhiv"), ("hours", "745"), ("section", "about")];
    let wrong = house.priyas.send("/staff/rules/hold", &wrong).await;
    assert!(wrong.says("This is no code we know: hiv.") && wrong.says("from 1 to 744"));
    assert!(wrong.says("Choose a part of the record."), "who somebody is is never held");
    let page = "/staff/rules/topics/genetics/change";
    house.priyas.get(page).await;
    let wrong = [("what", "add"), ("system", "icd10"), ("code", "*"), ("why", "x"), ("sure", "1")];
    assert!(house.priyas.send(page, &wrong).await.says("Type a code"));
    let none = house.priyas.get("/staff/rules/topics/golf").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let rules = house.priyas.get("/staff/rules").await;
    assert!(rules.says("Nothing is held back"), "{}", rules.html);
    // A reason that is longer than is kept.
    let long = "x".repeat(501);
    let fields = [("section", "results"), ("hours", "1"), ("basis", "law"), ("why", long.as_str())];
    let fields: Vec<_> = fields.into_iter().chain([("sure", "1")]).collect();
    house.priyas.get("/staff/rules/hold").await;
    assert!(house.priyas.send("/staff/rules/hold", &fields).await.says("in 500 letters or less"));
}

#[tokio::test]
async fn the_administrator_reads_the_rules_and_changes_none() {
    let mut house = House::start().await;
    house.says("/staff/rules/hold", &HOLD).await;
    let alma = house.site.clerk("alma", Office::Administrator).await;
    let mut almas = house.site.signed_in(&alma).await;
    let rules = almas.get("/staff/rules").await;
    assert!(rules.says("72 hours") && rules.says("The privacy officer can change these rules."));
    assert!(!rules.says("/staff/rules/hold") && !rules.says("/end\""), "{}", rules.html);
    let topic = almas.get("/staff/rules/topics/genetics").await;
    assert!(topic.status.is_success() && !topic.says("/change"), "{}", topic.html);
    let sure: Vec<_> = HOLD.iter().copied().chain([("sure", "1")]).collect();
    let refused = almas.send("/staff/rules/hold", &sure).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.html);
}

#[tokio::test]
async fn a_second_factor_is_asked_for_once_more_and_no_other_site_sends_the_form() {
    let mut house = House::start().await;
    let sure: Vec<_> = HOLD.iter().copied().chain([("sure", "1")]).collect();
    house.priyas.get("/staff/rules/hold").await;
    let forged = house.priyas.send_from("cross-site", "/staff/rules/hold", &sure).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN, "{}", forged.html);
    for minutes in 0..4 {
        // Looked at now and then, so that the session lives.
        house.site.after_seconds(10 * 60);
        assert!(house.priyas.get("/staff/rules").await.status.is_success(), "{minutes}");
    }
    let form = house.priyas.get("/staff/rules/hold").await;
    assert!(form.leads_to().starts_with("/confirm"), "{} {}", form.status, form.leads_to());
    let late = house.priyas.send("/staff/rules/hold", &sure).await;
    assert!(late.leads_to().starts_with("/confirm"), "{} {}", late.status, late.leads_to());
    assert!(house.priyas.get("/staff/rules").await.says("Nothing is held back"));
}

#[tokio::test]
async fn the_pages_are_there_in_spanish() {
    let mut house = House::start().await;
    house.says("/staff/rules/hold", &HOLD).await;
    house.priyas.send("/language", &[("language", "es"), ("next", "/staff/rules")]).await;
    let rules = house.priyas.get("/staff/rules").await;
    assert!(rules.says("Retener algo") && rules.says("Una ley:"), "{}", rules.html);
    assert!(house.priyas.get("/staff/rules/hold").await.says("¿Por cuántas horas?"));
    let topic = house.priyas.get("/staff/rules/topics/mental-health").await;
    assert!(topic.says("Agregar un código"), "{}", topic.html);
}
