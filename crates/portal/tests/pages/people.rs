//! Letting somebody in and ending it; whose record is whose; who has seen it.

use axum::http::StatusCode;

use crate::site::{Browser, PASSWORD, Site};

const ANA_BORN: [(&str, &str); 3] =
    [("born-month", "3"), ("born-day", "14"), ("born-year", "1955")];

/// Ana lets Lucía in; the code she is shown.
pub async fn let_in(browser: &mut Browser, record: &str, rights: &str, until: &str) -> String {
    browser.get(&format!("{record}/people/new")).await;
    let mut fields = vec![("name", "Lucía Reyes"), ("which", "all"), ("until", until)];
    if rights == "all" {
        fields.extend([("may", "download"), ("may", "transmit")]);
    }
    let page = browser.send(&format!("{record}/people/new"), &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    page.text_between("<strong class=\"code\">", "<").to_owned()
}

pub async fn accept(browser: &mut Browser, code: &str) -> String {
    browser.get("/records/add").await;
    let [month, day, year] = ANA_BORN;
    let page = browser.send("/records/add", &[("code", code), month, day, year]).await;
    page.leads_to().to_owned()
}

/// More comes in of Ana: resources that begin with their type and id, and name no subject, who is she.
pub async fn more_of_ana(site: &Site, resources: &[&str]) {
    let entry = |resource: &&str| {
        let words: Vec<&str> = resource.split('"').collect();
        let (kind, id) = (words.get(3).unwrap(), words.get(7).unwrap());
        let rest = resource.strip_prefix('{').unwrap();
        format!(
            r#"{{"fullUrl":"https://ehr.example/fhir/{kind}/{id}",
            "resource":{{"subject":{{"reference":"Patient/1"}},{rest}}}"#
        )
    };
    let entries: Vec<String> = resources.iter().map(entry).collect();
    let bundle = format!(
        r#"{{"resourceType":"Bundle","type":"collection","entry":[
        {{"fullUrl":"https://ehr.example/fhir/Patient/1","resource":{{"resourceType":"Patient","id":"1",
          "birthDate":"1955-03-14","identifier":[{{"system":"urn:oid:1.2.3.4","value":"Reyes-1955-03-14"}}],
          "name":[{{"given":["Ana"],"family":"Reyes"}}]}}}},
        {}]}}"#,
        entries.join(",")
    );
    site.import("more.json", bundle.as_bytes()).await;
}

#[tokio::test]
async fn somebody_elses_record_is_not_found() {
    let site = Site::start().await;
    let (_, ana) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let (tom, _) = site.patient("tom", "Tom Becker", "1948-11-02").await;
    let mut browser = site.signed_in(&tom).await;

    for page in ["people", "people/new", "activity"] {
        let answer = browser.get(&format!("/records/{ana}/{page}")).await;

        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{page}");
        assert!(!answer.says("Reyes"), "{page}");
    }
}

#[tokio::test]
async fn somebody_with_one_record_is_led_to_it() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;

    let records = site.signed_in(&ana).await.get("/records").await;

    assert_eq!(records.leads_to(), format!("/records/{key}"));
}

#[tokio::test]
async fn a_caregiver_sees_whose_record_is_open_and_until_when() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &format!("/records/{key}"), "view", "2026-06-30").await;
    let mut browser = site.signed_in(&lucia).await;

    assert_eq!(accept(&mut browser, &code).await, "/records");
    let page = browser.get(&format!("/records/{key}/activity")).await;

    assert!(page.says("<p class=\"name\">Ana Reyes</p>"));
    assert!(
        page.says("You are their caregiver <span class=\"only-wide\">until June 30, 2026</span>")
    );
    assert!(page.says("born March 14, 1955"));
    assert!(!page.says("/download\""), "she was let in to look only");
    assert!(!page.says(&format!("/records/{key}/people")), "letting others in is not hers");
}

#[tokio::test]
async fn a_caregiver_who_was_ended_is_out_at_once() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &format!("/records/{key}"), "all", "").await;
    let mut browser = site.signed_in(&lucia).await;
    accept(&mut browser, &code).await;
    assert_eq!(browser.get(&format!("/records/{key}/activity")).await.status, StatusCode::OK);

    let people = hers.get(&format!("/records/{key}/people")).await;
    let id = people.text_between(&format!("/records/{key}/people/"), "/end").to_owned();
    let id = id.rsplit('/').next().unwrap();
    let asked = hers.get(&format!("/records/{key}/people/{id}/end")).await;
    assert!(asked.says("End the access of Lucía Reyes?"));
    hers.send(&format!("/records/{key}/people/{id}/end"), &[]).await;

    let answer = browser.get(&format!("/records/{key}/activity")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.says("Your access to this record has ended"));
    assert!(answer.says("You could open this record until May 3, 2026."));
    assert!(!answer.says("Ana Reyes"));
    let records = browser.get("/records").await;
    assert!(records.says("There is no record to show yet"));
    assert!(records.says("A record that you could open until May 3, 2026."));
}

#[tokio::test]
async fn a_caregivers_time_runs_out_by_itself() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &format!("/records/{key}"), "view", "2026-05-04").await;
    accept(&mut site.signed_in(&lucia).await, &code).await;

    site.after_seconds(3 * 24 * 60 * 60);
    let answer = site.signed_in(&lucia).await.get(&format!("/records/{key}/activity")).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.says("You could open this record until May 4, 2026."));
}

#[tokio::test]
async fn a_caregiver_can_not_let_others_in() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &format!("/records/{key}"), "all", "").await;
    let mut browser = site.signed_in(&lucia).await;
    accept(&mut browser, &code).await;
    browser.get("/settings").await;

    let fields = [("name", "Somebody"), ("which", "all"), ("until", "")];
    let answer = browser.send(&format!("/records/{key}/people/new"), &fields).await;

    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.says("You may not do this here"));
}

#[tokio::test]
async fn a_code_with_the_wrong_birth_date_opens_nothing_and_says_no_more_than_that() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &format!("/records/{key}"), "view", "").await;
    let mut browser = site.browser();
    browser.get("/invitation").await;
    let account = [
        ("name", "Mallory"),
        ("login", "mallory"),
        ("password", PASSWORD),
        ("password-again", PASSWORD),
    ];
    let born = [("born-month", "3"), ("born-day", "15"), ("born-year", "1955")];

    let right_code: Vec<_> =
        [("code", code.as_str())].into_iter().chain(born).chain(account).collect();
    let wrong_day = browser.send("/invitation", &right_code).await;
    let no_code: Vec<_> =
        [("code", "AAAA-BBBB-CCCC")].into_iter().chain(born).chain(account).collect();
    let wrong_code = browser.send("/invitation", &no_code).await;

    assert!(wrong_day.says("That code and birth date don’t match"));
    let (one, other) = (wrong_day.without_question(), wrong_code.without_question());
    assert_eq!(one.replace(&code, ""), other.replace("AAAA-BBBB-CCCC", ""));
    assert!(!wrong_day.says("Reyes"));
}

#[tokio::test]
async fn an_invited_patient_makes_an_account_sets_up_a_second_factor_and_is_in() {
    let site = Site::start().await;
    let key = site.record("Ana Reyes", "1955-03-14").await;
    let nora = site.staff().await;
    let (code, _) = site.store.accounts().invite_patient(&nora.id, &key).await.unwrap();
    let mut browser = site.browser();
    browser.get("/invitation").await;

    let [month, day, year] = ANA_BORN;
    let fields = [
        ("code", code.as_str()),
        month,
        day,
        year,
        ("name", "Ana Reyes"),
        ("login", "ana@example.org"),
        ("password", PASSWORD),
        ("password-again", PASSWORD),
    ];
    let made = browser.send("/invitation", &fields).await;
    assert_eq!(made.leads_to(), "/sign-in/second-factor", "{}", made.html);
    let set_up = browser.get(made.leads_to()).await;
    let secret = set_up.text_between("<strong class=\"code\">", "<").replace(' ', "");
    assert!(set_up.says("src=\"data:image/svg+xml;base64,"));
    let code = site.code_of_secret(&secret);
    let done = browser.send("/sign-in/second-factor", &[("code", &code)]).await;

    assert_eq!(done.html.matches("<li><span class=\"code\">").count(), 10);
    let switched = browser.send("/language", &[("language", "es"), ("next", "/records")]).await;
    assert_eq!(switched.leads_to(), "/records", "the forms of that page are the new session's");
    browser.send("/language", &[("language", "en"), ("next", "/records")]).await;
    assert_eq!(browser.get("/records").await.leads_to(), format!("/records/{key}"));
    let activity = browser.get(&format!("/records/{key}/activity")).await;
    assert!(activity.says("Used the invitation and opened the account"));
    assert!(activity.says("Made an invitation for the patient"));
    assert!(activity.says("Nora Quinn"));
    assert!(activity.says("New information came in"));
}

#[tokio::test]
async fn a_recovery_code_is_in_no_page_after_the_first() {
    let site = Site::start().await;
    let ana = site.person("ana", "Ana Reyes").await;
    let mut browser = site.signed_in(&ana).await;

    for path in ["/settings", "/records", "/records/add"] {
        let page = browser.get(path).await;

        assert!(!page.says(browser.session()), "{path} shows the secret of the session");
        assert!(!page.says(PASSWORD), "{path}");
        assert!(!page.says("otpauth:"), "{path}");
    }
}

#[tokio::test]
async fn the_activity_of_a_long_record_comes_in_pages() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let mut browser = site.signed_in(&ana).await;
    let code = let_in(&mut browser, &format!("/records/{key}"), "view", "").await;
    accept(&mut site.signed_in(&lucia).await, &code).await;
    let path = format!("/records/{key}/activity");
    for _ in 0..205 {
        browser.get(&path).await;
    }

    let first = browser.get(&path).await;
    let second = browser.get(&format!("{path}?page=2")).await;

    assert!(first.says("Each page with its time (200)"), "{}", first.html);
    // She came on the same day, in lines of the next page.
    assert!(first.says("Besides you, this list names Lucía Reyes (caregiver)"), "{}", first.html);
    assert!(!second.says("Besides you"));
    assert!(first.says(&format!("href=\"{path}?page=2\"")));
    assert!(second.says(&format!("href=\"{path}?page=1\"")));
    assert!(second.says("New information came in"));
}

#[tokio::test]
async fn what_a_caregiver_does_is_in_the_patients_activity_by_name() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let lucia = site.person("lucia", "Lucía Reyes").await;
    let mut hers = site.signed_in(&ana).await;
    let code = let_in(&mut hers, &format!("/records/{key}"), "view", "").await;
    let mut browser = site.signed_in(&lucia).await;
    accept(&mut browser, &code).await;
    browser.get(&format!("/records/{key}/activity")).await;

    let activity = site.signed_in(&ana).await.get(&format!("/records/{key}/activity")).await;

    assert!(
        activity.says("Besides you, this list names Lucía Reyes (caregiver)"),
        "{}",
        activity.html
    );
    assert!(activity.says("Lucía Reyes <span class=\"soft\">(caregiver)</span>"));
    assert!(activity.says("Ana Reyes <span class=\"soft\">(you)</span>"));
    assert!(activity.says("Looked at: Activity"));
    assert!(activity.says("Invited Lucía Reyes"));
    assert!(activity.says("Used a code and was let in"));
}
