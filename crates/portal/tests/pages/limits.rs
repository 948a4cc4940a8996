//! What a caregiver may see: chosen by part, changed, ended and given back; one entry hidden; and
//! looked at as they see it.

use axum::http::StatusCode;
use bluebutton_record::terms::Release;
use bluebutton_record::{PatientKey, Rights, Section, Terms, Topics};

use crate::people::{accept, more_of_ana};
use crate::site::{Browser, Person, Site};

/// Ana, Lucía, and browsers of both; Lucía is let in with these fields of the form.
struct Two {
    site: Site,
    ana: Person,
    lucia: Person,
    record: String,
    hers: Browser,
    lucias: Browser,
}

impl Two {
    async fn start(fields: &[(&str, &str)]) -> Self {
        let site = Site::start().await;
        let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
        visit_of_ana(&site).await;
        let lucia = site.person("lucia", "Lucía Reyes").await;
        let mut hers = site.signed_in(&ana).await;
        let record = format!("/records/{key}");
        hers.get(&format!("{record}/people/new")).await;
        let all: Vec<_> = [("name", "Lucía Reyes")].into_iter().chain(fields.to_vec()).collect();
        let page = hers.send(&format!("{record}/people/new"), &all).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.html);
        let code = page.text_between("<strong class=\"code\">", "<").to_owned();
        let mut lucias = site.signed_in(&lucia).await;
        accept(&mut lucias, &code).await;
        Self { site, ana, lucia, record, hers, lucias }
    }

    /// Lucía's grant, from Ana's page.
    async fn grant(&mut self) -> String {
        let people = self.hers.get(&format!("{}/people", self.record)).await;
        let link = format!("href=\"{}/people/", self.record);
        let path = people.text_between(&link, "/change\"");
        path.rsplit('/').next().unwrap().to_owned()
    }

    async fn lucia_gets(&mut self, page: &str) -> crate::site::Page {
        self.lucias.get(&format!("{}{page}", self.record)).await
    }

    async fn ana_sends(&mut self, page: &str, fields: &[(&str, &str)]) -> crate::site::Page {
        self.hers.send(&format!("{}/people{page}", self.record), fields).await
    }

    fn key(&self) -> PatientKey {
        PatientKey::parse(self.record.rsplit('/').next().unwrap()).unwrap()
    }
}

/// A visit with a condition found there, and another condition.
async fn visit_of_ana(site: &Site) {
    let visit = r#"{"resourceType":"Encounter","id":"10","status":"finished","class":{"code":"AMB"},
        "type":[{"text":"Talk about snoring"}],"period":{"start":"2026-01-10"}}"#;
    let found_there = r#"{"resourceType":"Condition","id":"11","encounter":{"reference":"Encounter/10"},
        "clinicalStatus":{"coding":[{"code":"active"}]},
        "code":{"text":"Sleep apnea"},"recordedDate":"2026-01-10"}"#;
    let other = r#"{"resourceType":"Condition","id":"12","clinicalStatus":{"coding":[{"code":"active"}]},
        "code":{"text":"Low mood","coding":[{"system":"http://hl7.org/fhir/sid/icd-10-cm","code":"F32.1"}]},
        "recordedDate":"2026-01-10"}"#;
    more_of_ana(site, &[visit, found_there, other]).await;
}

/// The id of the entry with that title, from a page that lists it.
fn id_of(html: &str, section: &str, title: &str) -> String {
    let before = html.split(title).next().unwrap();
    let at = before.rfind(&format!("/{section}/")).unwrap() + section.len() + 2;
    before[at..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_daughter_may_see_medicines_and_visits_until_june_and_download_nothing() {
    let fields = [
        ("which", "some"),
        ("section", "medications"),
        ("section", "visits"),
        ("until", "2026-06-30"),
    ];
    let mut two = Two::start(&fields).await;

    let medicines = two.lucia_gets("/medications").await;
    assert!(medicines.says("Metformin"));
    assert!(medicines.says("until June 30, 2026"));
    assert!(two.lucia_gets("/visits").await.says("Talk about snoring"));
    for page in ["/conditions", "/results", "/claims", "/documents"] {
        assert_eq!(two.lucia_gets(page).await.status, StatusCode::NOT_FOUND, "{page}");
        assert!(!medicines.says(&format!("{}{page}\"", two.record)), "{page} in the menu");
    }
    for page in ["", "/timeline"] {
        let page = two.lucia_gets(page).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.says("Sleep apnea") && !page.says("Low mood"), "{}", page.html);
    }
    assert_eq!(two.lucia_gets("/download").await.status, StatusCode::FORBIDDEN);

    let people = two.hers.get(&format!("{}/people", two.record)).await;
    assert!(people.says("Only these parts: Medicines, Visits."));
    assert!(people.says("May look at the record."));
    assert!(people.says("Until June 30, 2026."));
}

#[tokio::test]
async fn apps_are_let_in_by_whoever_was_given_that_right_and_said_to_be_so() {
    let fields = [("which", "all"), ("may", "download"), ("may", "transmit"), ("may", "manage")];
    let mut two = Two::start(&fields).await;
    let link = format!("href=\"{}/apps\"", two.record);
    let people = two.hers.get(&format!("{}/people", two.record)).await;
    let said = "May look at the record, download it, send it to doctors and give others access.";
    assert!(people.says(said), "{}", people.html);
    assert!(!two.lucia_gets("").await.says(&link), "who may send may not let an app in by that");
    let page = two.lucia_gets("/apps").await;
    assert!(page.says("You may not let apps read this record"), "{}", page.html);
    assert!(!page.says("You let an app in from the app itself"));

    let grant = two.grant().await;
    let apps = [("which", "all"), ("may", "apps")];
    two.ana_sends(&format!("/{grant}/change"), &apps).await;

    let people = two.hers.get(&format!("{}/people", two.record)).await;
    assert!(people.says("May look at the record and let apps read it."), "{}", people.html);
    assert!(two.lucia_gets("").await.says(&link));
    let page = two.lucia_gets("/apps").await;
    assert!(page.says("No app reads this record for you"), "{}", page.html);
    assert_eq!(two.lucia_gets("/send").await.status, StatusCode::FORBIDDEN);
    // What was refused left no line that says it was looked at.
    let activity = two.hers.get(&format!("{}/activity", two.record)).await;
    assert!(activity.says("Overview, Apps") && !activity.says("Apps, Send"), "{}", activity.html);
}

#[tokio::test]
async fn what_is_wrong_with_the_choice_is_said_and_nothing_is_made() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut hers = site.signed_in(&ana).await;
    let page = format!("/records/{key}/people/new");
    hers.get(&page).await;

    let fields =
        [("name", "Lucía"), ("which", "some"), ("from", "2026-06-02"), ("until", "2026-06-01")];
    let again = hers.send(&page, &fields).await;

    assert!(again.says("Choose at least one part, or your whole record."));
    assert!(again.says("The last day is before the first."));
    let again = hers.send(&page, &[("name", "Lucía")]).await;
    assert!(again.says("Choose what they may see."));
    let people = hers.get(&format!("/records/{key}/people")).await;
    assert!(people.says("Nobody but you can open your record here."));
}

#[tokio::test]
async fn terms_are_changed_undone_and_told_with_both_names() {
    let mut two = Two::start(&[("which", "all"), ("may", "download")]).await;
    assert_eq!(two.lucia_gets("/conditions").await.status, StatusCode::OK);
    let id = two.grant().await;
    let form = two.hers.get(&format!("{}/people/{id}/change", two.record)).await;
    assert!(form.says("id=\"may-download\" name=\"may\" value=\"download\" checked"));

    let fields = [("which", "some"), ("section", "medications")];
    let done = two.ana_sends(&format!("/{id}/change"), &fields).await;
    assert_eq!(two.lucia_gets("/conditions").await.status, StatusCode::NOT_FOUND);
    assert_eq!(two.lucia_gets("/download").await.status, StatusCode::FORBIDDEN);
    let people = two.hers.get(done.leads_to()).await;
    assert!(people.says("Undo this change"));

    two.ana_sends(&format!("/{id}/undo"), &[]).await;
    assert_eq!(two.lucia_gets("/conditions").await.status, StatusCode::OK);
    let activity = two.hers.get(&format!("{}/activity", two.record)).await;
    assert!(activity.says("Changed what Lucía Reyes may see and do"));
    assert!(activity.says("Undid a change of what Lucía Reyes may see and do"));
    assert!(!two.lucia_gets("/activity").await.says("Changed what"), "she is not told");
}

#[tokio::test]
async fn access_that_was_ended_by_a_slip_is_given_back() {
    let mut two = Two::start(&[("which", "all")]).await;
    let id = two.grant().await;
    let done = two.ana_sends(&format!("/{id}/end"), &[]).await;
    assert_eq!(two.lucia_gets("").await.status, StatusCode::FORBIDDEN);
    assert!(two.hers.get(done.leads_to()).await.says("Give access back"));

    two.ana_sends(&format!("/{id}/give-back"), &[]).await;

    assert_eq!(two.lucia_gets("").await.status, StatusCode::OK);
}

#[tokio::test]
async fn all_access_is_stopped_at_once() {
    let mut two = Two::start(&[("which", "all")]).await;
    let asked = two.hers.get(&format!("{}/people/stop", two.record)).await;
    assert!(asked.says("<li>Lucía Reyes</li>"));

    two.ana_sends("/stop", &[]).await;

    assert_eq!(two.lucia_gets("").await.status, StatusCode::FORBIDDEN);
    let activity = two.hers.get(&format!("{}/activity", two.record)).await;
    assert!(activity.says("Ended the access of everyone who had been given it"));
}

#[tokio::test]
async fn a_visit_is_hidden_from_one_person_with_all_that_belongs_to_it() {
    let mut two = Two::start(&[("which", "all"), ("may", "download")]).await;
    let visits = two.hers.get(&format!("{}/visits", two.record)).await;
    let visit = id_of(&visits.html, "visits", "Talk about snoring");
    let page = two.hers.get(&format!("{}/visits/{visit}", two.record)).await;
    let hide = page.text_between("people/hide?id=", "\"").to_owned();
    assert_eq!(hide, visit);
    let asked = two.hers.get(&format!("{}/people/hide?id={visit}", two.record)).await;
    let person = asked.text_between("name=\"person\" value=\"", "\"").to_owned();

    two.ana_sends("/hide", &[("id", &visit), ("person", &person)]).await;

    for page in ["", "/visits", "/conditions", "/timeline", "/download"] {
        let page = two.lucia_gets(page).await;
        assert!(!page.says("Sleep apnea") && !page.says("snoring"), "{}", page.html);
    }
    assert_eq!(two.lucia_gets(&format!("/visits/{visit}")).await.status, StatusCode::NOT_FOUND);
    assert!(two.lucia_gets("/conditions").await.says("Low mood"));
    assert!(two.hers.get(&format!("{}/conditions", two.record)).await.says("Sleep apnea"));

    let change = two.hers.get(&format!("{}/people/{person}/change", two.record)).await;
    assert!(change.says("The visit and everything that belongs to it"));
    two.ana_sends(&format!("/{person}/show-again"), &[("id", &visit)]).await;
    assert!(two.lucia_gets("/conditions").await.says("Sleep apnea"));
}

#[tokio::test]
async fn a_patient_sees_what_a_caregiver_sees_on_the_real_pages() {
    let mut two = Two::start(&[("which", "some"), ("section", "medications")]).await;
    let id = two.grant().await;

    let begun = two.ana_sends(&format!("/{id}/see"), &[]).await;
    let overview = two.hers.get(begun.leads_to()).await;

    assert!(overview.says("Preview: this is what Lucía Reyes sees."), "{}", overview.html);
    let conditions = format!("{}/conditions", two.record);
    assert!(!overview.says(&format!("{conditions}\"")));
    assert_eq!(two.hers.get(&conditions).await.status, StatusCode::NOT_FOUND);
    assert!(two.hers.get(&format!("{}/medications", two.record)).await.says("Metformin"));
    let people = two.hers.get(&format!("{}/people", two.record)).await;
    assert_eq!(people.status, StatusCode::FORBIDDEN, "she could not open this");
    let refused = two.ana_sends("/stop", &[]).await;
    assert!(refused.says("This is only a preview"));

    let back = two.hers.send("/preview/stop", &[("next", &format!("{}/people", two.record))]).await;
    assert!(two.hers.get(back.leads_to()).await.says("People with access"));
    assert_eq!(two.hers.get(&conditions).await.status, StatusCode::OK);
    let activity = two.hers.get(&format!("{}/activity", two.record)).await;
    assert!(activity.says("Looked at the record as Lucía Reyes sees it"));
}

#[tokio::test]
async fn a_sensitive_topic_is_hidden_until_the_patient_opens_it() {
    let mut two = Two::start(&[("which", "all")]).await;
    two.site.store.set_topics(Topics::built_in());
    assert!(!two.lucia_gets("/conditions").await.says("Low mood"));
    assert!(two.lucia_gets("/conditions").await.says("Sleep apnea"));
    assert!(two.hers.get(&format!("{}/conditions", two.record)).await.says("Low mood"));
    let id = two.grant().await;
    let people = two.hers.get(&format!("{}/people", two.record)).await;
    assert!(people.says("Hidden: Alcohol and drug use, Mental health"), "{}", people.html);

    let fields = [("which", "all"), ("topic", "mental-health")];
    two.ana_sends(&format!("/{id}/change"), &fields).await;

    assert!(two.lucia_gets("/conditions").await.says("Low mood"));
}

#[tokio::test]
async fn whoever_cares_for_several_sees_whose_is_open_and_what_they_may_do() {
    let mut two = Two::start(&[("which", "some"), ("section", "visits")]).await;
    let (tom, toms) = two.site.patient("tom", "Tom Becker", "1948-11-02").await;
    let mut his = two.site.signed_in(&tom).await;
    let code = crate::people::let_in(&mut his, &format!("/records/{toms}"), "all", "").await;
    let born = [("born-month", "11"), ("born-day", "2"), ("born-year", "1948")];
    two.lucias.get("/records/add").await;
    let fields: Vec<_> = [("code", code.as_str())].into_iter().chain(born).collect();
    two.lucias.send("/records/add", &fields).await;

    let records = two.lucias.get("/records").await;

    assert!(records.says("People you care for"));
    assert!(records.says("May look at the record. Only these parts: Visits."));
    assert!(records.says("May look at the record, download it and send it to doctors."));
    // Straight to what most come for; what is not open is no link.
    let way = |page: &str, name: &str| records.says(&format!("aria-label=\"{page}: {name}\""));
    assert!(way("Visits", "Ana Reyes") && way("Medicines", "Tom Becker"), "{}", records.html);
    assert!(!way("Medicines", "Ana Reyes") && !way("Test results", "Ana Reyes"));
    let visits = two.lucia_gets("/visits").await;
    assert!(visits.says("<p class=\"name\">Ana Reyes</p>") && visits.says("Lucía Reyes"));
    assert!(two.site.store.access().cared_for(&two.lucia.id).await.unwrap().len() == 2);
    assert_eq!(two.site.store.access().cared_for(&two.ana.id).await.unwrap().len(), 1);
    assert_ne!(two.key(), toms);
}

#[tokio::test]
async fn what_a_rule_of_the_site_holds_is_told_to_the_patient_with_its_end_and_to_nobody_else() {
    let mut two = Two::start(&[("which", "all")]).await;
    let terms = Terms {
        releases: vec![Release {
            sections: [Section::Conditions].into(),
            hours: 72,
            ..Release::default()
        }],
        ..Terms::everything(Rights::OWNER)
    };
    two.site.store.access().set_site_terms(terms);

    let conditions = two.hers.get(&format!("{}/conditions", two.record)).await;
    assert!(!conditions.says("Sleep apnea"));
    assert!(
        conditions.says("2 entries that came in are held back by a rule"),
        "{}",
        conditions.html
    );
    assert!(conditions.says("by May 6, 2026"), "{}", conditions.html);
    assert!(two.hers.get(&two.record).await.says("held back by a rule"));
    assert!(!two.hers.get(&format!("{}/visits", two.record)).await.says("held back"));
    assert!(!two.lucia_gets("/conditions").await.says("held back"));

    two.site.after_seconds(72 * 60 * 60);
    let mut later = two.site.signed_in(&two.ana).await;
    let conditions = later.get(&format!("{}/conditions", two.record)).await;
    assert!(conditions.says("Sleep apnea") && !conditions.says("held back"));
}

#[tokio::test]
async fn nobody_but_the_patient_is_told_that_there_is_none_of_something() {
    let mut two = Two::start(&[("which", "all")]).await;

    let own = two.hers.get(&format!("{}/allergies", two.record)).await;
    let hers = two.lucia_gets("/allergies").await;
    let (overview, summary) = (two.lucia_gets("").await, two.lucia_gets("/summary").await);

    assert!(own.says("This record lists no allergies."));
    for page in [hers, overview, summary] {
        assert!(page.says("There is nothing here that you can see."), "{}", page.html);
        assert!(!page.says("lists no allergies") && !page.says("No allergy"), "{}", page.html);
    }
}
