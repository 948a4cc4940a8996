//! Who of the staff may do what, as they meet it: menus, accounts, coming back in, emergencies.

use std::path::Path;

use axum::http::StatusCode;
use bluebutton_record::Office;

use crate::site::{Browser, Page, Site};

pub async fn clerk(site: &Site, login: &str, office: Office) -> Browser {
    let clerk = site.clerk(login, office).await;
    site.signed_in(&clerk).await
}

fn menu(page: &Page) -> Vec<String> {
    let links = page.html.split("href=\"/staff").skip(1);
    let mut all: Vec<String> =
        links.map(|rest| rest.split(['"', '?']).next().unwrap().to_owned()).collect();
    all.sort();
    all.dedup();
    all
}

#[tokio::test]
async fn the_menu_shows_what_the_role_may_and_every_line_of_it_opens() {
    let site = Site::start().await;
    for (office, expected) in [
        (Office::FrontDesk, &["", "/accounts", "/letters"][..]),
        (
            Office::RecordsOffice,
            &[
                "",
                "/accounts",
                "/imports",
                "/jobs",
                "/matching",
                "/measures",
                "/quarantine",
                "/requests",
            ],
        ),
        (
            Office::PrivacyOfficer,
            &[
                "",
                "/accounts",
                "/apps",
                "/emergencies",
                "/measures",
                "/requests",
                "/rules",
                "/trail",
                "/withheld",
            ],
        ),
        (
            Office::Administrator,
            &["", "/accounts", "/apps", "/imports", "/jobs", "/measures", "/rules"],
        ),
    ] {
        let mut browser = clerk(&site, office.word(), office).await;
        let start = browser.get("/staff").await;
        assert_eq!(menu(&start), expected, "{office:?}");
        for path in expected {
            let page = browser.get(&format!("/staff{path}")).await;
            assert_eq!(page.status, StatusCode::OK, "{office:?} {path}");
        }
    }
}

#[tokio::test]
async fn a_page_of_another_role_says_so_and_shows_nothing() {
    let site = Site::start().await;
    site.record("Ana Reyes", "1955-03-14").await;
    let mut frank = clerk(&site, "frank", Office::FrontDesk).await;

    let page = frank.get("/staff/trail").await;

    assert_eq!(page.status, StatusCode::FORBIDDEN);
    assert!(page.says("This is not part of your role"), "{}", page.html);
    assert!(!page.says("Reyes"));
}

#[tokio::test]
async fn the_front_desk_makes_a_code_and_does_not_see_what_redeems_it() {
    let site = Site::start().await;
    let key = site.record("Ana Reyes", "1955-03-14").await;
    let mut frank = clerk(&site, "frank", Office::FrontDesk).await;
    let mut nora = clerk(&site, "nora", Office::RecordsOffice).await;

    frank.get("/staff").await;
    let asked = frank.send("/staff", &[("q", "reyes 03/14/1955")]).await;
    let found = frank.get(asked.leads_to()).await;
    let card = frank.get(&format!("/staff/patients/{key}")).await;
    let letter = frank.send(&format!("/staff/patients/{key}/invitation"), &[]).await;

    for page in [&found, &card, &letter] {
        assert!(page.says("Ana Reyes"), "{}", page.html);
        assert!(!page.says("March 14"), "{}", page.html);
    }
    assert!(card.says("Not shown to your role"));
    let card = nora.get(&format!("/staff/patients/{key}")).await;
    assert!(card.says("March 14, 1955"));
    let refused = nora.send(&format!("/staff/patients/{key}/invitation"), &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_misspelt_patient_is_found_and_two_of_one_name_are_told_apart() {
    let site = Site::start().await;
    site.record("Tom Becker", "1948-11-02").await;
    for (id, born, street) in
        [("1", "1970-01-02", "12 Oak Street"), ("2", "1980-03-04", "7 Elm Road")]
    {
        let bundle = format!(
            r#"{{"resourceType":"Bundle","type":"collection","entry":[{{"resource":{{"resourceType":"Patient","id":"{id}","identifier":[{{"system":"urn:mrn","value":"M{id}"}}],"name":[{{"family":"Garcia","given":["Luz"]}}],"gender":"female","birthDate":"{born}","address":[{{"line":["{street}"],"city":"Springfield"}}],"telecom":[{{"system":"phone","value":"(555) 010-010{id}"}}]}}}},{{"resource":{{"resourceType":"Encounter","id":"e{id}","status":"finished","class":{{"code":"AMB"}},"subject":{{"reference":"Patient/{id}"}},"period":{{"start":"2026-02-0{id}"}}}}}}]}}"#
        );
        site.import(&format!("{id}.json"), bundle.as_bytes()).await;
    }
    let mut nora = clerk(&site, "nora", Office::RecordsOffice).await;
    let mut finds = async |query: &str| {
        nora.get("/staff").await;
        let asked = nora.send("/staff", &[("q", query)]).await;
        assert!(!asked.leads_to().contains("ecker"), "no name stands in an address");
        nora.get(asked.leads_to()).await
    };

    for query in ["beker", "tom becker 1948", "11/02/1948", "2 nov 1948", "thomas bekcer"] {
        assert!(finds(query).await.says("Tom Becker"), "{query}");
    }
    for query in ["becker 1949", "berger", "'; drop table patient; --", "%", "\u{202e}"] {
        let page = finds(query).await;
        assert_eq!(page.status, StatusCode::OK, "{query}");
        assert!(!page.says("Tom Becker"), "{query}");
    }
    let two = finds("luz garsia").await;
    assert!(two.says("2 patients"), "{}", two.html);
    assert!(two.says("12 Oak Street") && two.says("7 Elm Road"), "{}", two.html);
    assert!(two.says("last visit February 2, 2026"), "{}", two.html);
    for query in ["(555) 010-0102", "7 elm road", "garcia 12 oak street springfield"] {
        let one = finds(query).await;
        assert!(one.says("One patient") && one.says("Luz Garcia"), "{query}: {}", one.html);
        assert!(!one.says("Elm Road, Springfield"), "nothing more than is needed: {query}");
    }
}

#[tokio::test]
async fn an_administrator_makes_an_account_and_the_person_comes_in_with_the_code() {
    let site = Site::start().await;
    let mut alma = clerk(&site, "alma", Office::Administrator).await;
    alma.get("/staff/accounts/new").await;
    let fields = [("name", "Frank Ortiz"), ("login", "frank"), ("office", "front-desk")];
    let made = alma.send("/staff/accounts/new", &fields).await;
    let code = made.text_between("<strong class=\"code entry-value\">", "<").to_owned();
    assert!(made.says("/recover"), "{}", made.html);
    let again = alma.send("/staff/accounts/new", &fields).await;
    assert!(again.says("id=\"login-problem\""), "{}", again.html);

    let mut frank = site.browser();
    frank.get("/recover").await;
    let password = "quiet window seat morning";
    let wrong = [
        ("login", "frank"),
        ("code", "AAAA-BBBB-CCCC"),
        ("password", password),
        ("password-again", password),
    ];
    assert!(frank.send("/recover", &wrong).await.says("Something does not fit"));
    let right =
        [("login", "frank"), ("code", &code), ("password", password), ("password-again", password)];
    let begun = frank.send("/recover", &right).await;
    assert_eq!(begun.leads_to(), "/sign-in/second-factor", "{}", begun.html);
    assert_eq!(frank.get("/staff").await.leads_to(), "/sign-in/second-factor", "not in before");
    let set_up = frank.get("/sign-in/second-factor").await;
    let secret = set_up.text_between("<strong class=\"code\">", "<").replace(' ', "");
    let shown =
        frank.send("/sign-in/second-factor", &[("code", &site.code_of_secret(&secret))]).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.html);
    assert_eq!(frank.get("/staff/letters").await.status, StatusCode::OK);
    assert_eq!(frank.get("/staff/accounts/new").await.status, StatusCode::FORBIDDEN);
    let list = alma.get("/staff/accounts?which=staff").await;
    assert!(list.says("Frank Ortiz") && list.says("Front desk"), "{}", list.html);
}

#[tokio::test]
async fn roles_change_with_a_reason_and_the_last_administrator_stays() {
    let site = Site::start().await;
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut noras = site.signed_in(&nora).await;
    let alma = site.clerk("alma", Office::Administrator).await;
    let mut almas = site.signed_in(&alma).await;
    let roles = format!("/staff/accounts/{}/roles", nora.id.0);
    almas.get(&roles).await;
    let unsaid = almas.send(&roles, &[("office", "front-desk"), ("why", " ")]).await;
    assert!(unsaid.says("Write in a few words why"), "{}", unsaid.html);
    let said = almas.send(&roles, &[("office", "front-desk"), ("why", "Covers for Frank")]).await;
    assert!(said.leads_to().ends_with("?done=roles"), "{}", said.html);
    assert_eq!(noras.get("/staff/matching").await.status, StatusCode::FORBIDDEN, "at once");

    let own = format!("/staff/accounts/{}/roles", alma.id.0);
    almas.get(&own).await;
    let last = almas.send(&own, &[("office", "front-desk"), ("why", "Tired")]).await;
    assert!(last.says("This is the last administrator"), "{}", last.html);
    let end = format!("/staff/accounts/{}/end", alma.id.0);
    let last = almas.send(&end, &[("why", "Tired")]).await;
    assert!(last.says("This is the last administrator"), "{}", last.html);
    let refused = noras.send(&end, &[("why", "I want her place")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn an_ended_account_is_out_in_the_same_moment() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut anas = site.signed_in(&ana).await;
    let mut priya = clerk(&site, "priya", Office::PrivacyOfficer).await;
    let card = priya.get(&format!("/staff/patients/{key}")).await;
    let address = format!("/staff/accounts/{}", ana.id.0);
    assert!(card.says(&format!("href=\"{address}\"")), "{}", card.html);
    assert_eq!(anas.get(&format!("/records/{key}")).await.status, StatusCode::OK);

    priya.get(&format!("{address}/end")).await;
    let done = priya.send(&format!("{address}/end"), &[("why", "She asked for it")]).await;

    assert_eq!(done.leads_to(), format!("{address}?done=ended"), "{}", done.html);
    let out = anas.get(&format!("/records/{key}")).await;
    assert!(out.leads_to().starts_with("/sign-in"), "{}", out.html);
    let page = priya.get(done.leads_to()).await;
    assert!(page.says("The account has ended."), "{}", page.html);
    assert_eq!(priya.get(&format!("{address}/end")).await.status, StatusCode::NOT_FOUND);
    assert!(priya.get("/staff/accounts?which=ended").await.says("Ana Reyes"));
}

#[tokio::test]
async fn a_code_is_handed_over_after_a_check_and_the_patient_reads_of_it() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let mut anas = site.signed_in(&ana).await;
    let mut frank = clerk(&site, "frank", Office::FrontDesk).await;
    let address = format!("/staff/accounts/{}/recover", ana.id.0);
    frank.get(&address).await;
    let unsaid = frank.send(&address, &[("why", "Lost phone")]).await;
    assert!(unsaid.says("Choose how you checked who it is"), "{}", unsaid.html);

    let made = frank.send(&address, &[("check", "document"), ("why", "Lost phone")]).await;

    assert!(made.says("class=\"code entry-value\""), "{}", made.html);
    assert!(!made.says("March 14"), "not what redeems it");
    assert!(anas.get("/records").await.leads_to().starts_with("/sign-in"), "signed out");
    let mut again = site.signed_in(&ana).await;
    let activity = again.get(&format!("/records/{key}/activity")).await;
    assert!(activity.says("Made a code for signing in again"), "{}", activity.html);
    assert!(activity.says("I saw a document with a picture; Lost phone"), "{}", activity.html);
    let mut nora = clerk(&site, "nora", Office::RecordsOffice).await;
    assert_eq!(nora.get(&address).await.status, StatusCode::FORBIDDEN, "she sees birth dates");
}

#[tokio::test]
async fn an_emergency_shows_the_record_for_a_while_and_is_judged_and_read_by_the_patient() {
    let site = Site::start().await;
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let nora = site.clerk("nora", Office::RecordsOffice).await;
    let mut noras = site.signed_in(&nora).await;
    let record = format!("/records/{key}");
    assert_eq!(noras.get(&record).await.status, StatusCode::NOT_FOUND);
    let address = format!("/staff/patients/{key}/emergency");
    noras.get(&address).await;
    let unsaid = noras.send(&address, &[("why", "")]).await;
    assert!(unsaid.says("Write in a few words why it is needed"), "{}", unsaid.html);

    let open = noras.send(&address, &[("why", "Unconscious, allergies needed")]).await;

    assert_eq!(open.leads_to(), record);
    let page = noras.get(&record).await;
    assert!(page.says("Emergency access until"), "{}", page.html);
    assert!(noras.get(&format!("{record}/medications")).await.says("Metformin"));
    for closed in ["/people", "/send", "/download/file?format=pdf"] {
        let status = noras.get(&format!("{record}{closed}")).await.status;
        assert_ne!(status, StatusCode::OK, "{closed}");
    }
    let mut priya = clerk(&site, "priya", Office::PrivacyOfficer).await;
    let list = priya.get("/staff/emergencies").await;
    assert!(
        list.says("Unconscious, allergies needed") && list.says("Records office"),
        "{}",
        list.html
    );
    let place = list.text_between("action=\"/staff/emergencies/", "\"").to_owned();
    let place = format!("/staff/emergencies/{place}");
    let unsaid = priya.send(&place, &[("verdict", "justified"), ("why", "")]).await;
    assert!(unsaid.says("Write in a few words why you decided so"), "{}", unsaid.html);
    let said = priya.send(&place, &[("verdict", "not-justified"), ("why", "She was awake")]).await;
    assert_eq!(said.leads_to(), "/staff/emergencies?done=1");
    assert!(priya.get("/staff/emergencies?reviewed=1").await.says("She was awake"));
    let activity = site.signed_in(&ana).await.get(&format!("{record}/activity")).await;
    assert!(activity.says("Opened the record in an emergency"), "{}", activity.html);
    assert!(activity.says("it was not justified"), "{}", activity.html);

    noras.get("/staff").await;
    let ended = noras.send(&format!("{address}/end"), &[]).await;
    assert_eq!(ended.leads_to(), "/staff");
    assert_eq!(noras.get(&record).await.status, StatusCode::NOT_FOUND);
}

#[test]
fn whose_task_a_staff_page_is_stands_in_its_handler() {
    let routes = include_str!("../../src/routes.rs");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/staff");
    let mut seen = 0;
    for route in routes.split(".route(").skip(1).filter(|route| route.contains("\"/staff")) {
        let (_, handlers) = route.split_once("\",").unwrap();
        let is_path =
            |part: &str| part.bytes().all(|sign| b"abcdefghijklmnopqrstuvwxyz_:".contains(&sign));
        let names = handlers.split(['(', ')']).map(str::trim);
        let names = names.filter(|part| part.contains("::") && is_path(part));
        for path in names {
            let mut parts = path.trim().rsplit("::");
            let (name, module) = (parts.next().unwrap(), parts.next().unwrap());
            let inner = |parent: &str| format!("{folder}/{parent}/{module}.rs");
            let own = format!("{folder}/{module}.rs");
            let file = parts.next().map(inner).filter(|file| Path::new(file).is_file());
            let code = std::fs::read_to_string(file.unwrap_or(own)).unwrap();
            let (_, rest) = code.split_once(&format!("pub(crate) async fn {name}(")).unwrap();
            let signature = rest.split("->").next().unwrap();
            // Where staff begin is everybody's; what stands there is asked for line by line.
            let is_start = (module, name) == ("patients", "find");
            assert!(signature.contains("OnDuty<") || is_start, "{module}::{name}");
            seen += 1;
        }
    }
    assert!(seen > 30, "the routes are not found any more: {seen}");
}
