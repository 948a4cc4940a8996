//! Pages for developers, the gallery of apps, toolkits, the logo.

use axum::http::StatusCode;
use bluebutton_hub::SERVED;
use serde_json::Value;

use super::Site;

#[tokio::test]
async fn everything_in_the_reference_is_served_as_it_says() {
    let site = Site::lived_in().await;
    for one in SERVED.iter().filter(|one| !one.of_portal) {
        let mut program = site.browser();
        let answer = program.get(one.example).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", one.path);
        let media_type = answer.header("content-type").split(';').next().unwrap();
        assert_eq!(media_type, one.media_type, "{}", one.path);
        let cors = answer.header("access-control-allow-origin") == "*";
        assert_eq!(cors, one.for_browsers, "{}", one.path);
        let etag = answer.header("etag").to_owned();
        assert_eq!(!etag.is_empty(), one.has_etag, "{}", one.path);
        if one.has_etag {
            let again = program.get_if_new(one.example, &etag).await;
            assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{}", one.path);
        }
    }
    let page = site.browser().get("/developers/reference").await;
    let here = || SERVED.iter().filter(|one| !one.of_portal);
    assert!(here().all(|one| page.says(one.path)), "{}", page.html);
    assert!(!page.says("/.well-known/blue-button"), "no portal stands beside");
    let openapi = site.browser().get("/developers/openapi.json").await.html;
    let openapi: Value = serde_json::from_str(&openapi).unwrap();
    assert_eq!(openapi["paths"].as_object().unwrap().len(), here().count());
}

#[test]
fn everything_that_programs_are_served_is_in_the_reference() {
    let routes = include_str!("../../src/routes.rs");
    let paths = routes.split(".route(\"").skip(1).filter_map(|rest| rest.split('"').next());
    let ends = [".json", ".csv", ".atom", ".ics", ".svg"];
    let for_programs: Vec<&str> =
        paths.filter(|path| ends.iter().any(|end| path.ends_with(end))).collect();
    assert!(for_programs.len() > 10);
    for path in for_programs {
        assert!(SERVED.iter().any(|one| one.path == path), "{path}");
    }
}

#[tokio::test]
async fn every_page_for_developers_answers_in_both_languages_and_says_what_is_not_there() {
    let site = Site::lived_in().await;
    for path in ["", "/reference", "/sandbox", "/sample", "/changes", "/status", "/apps"] {
        for language in ["en", "es"] {
            let page = site.browser().speaking(language).get(&format!("/developers{path}")).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.says(&format!("lang=\"{language}\"")), "{path}");
        }
    }
    assert!(site.browser().get("/developers").await.says("No FHIR API"));
    let sample = site.browser().get("/developers/sample-app.html").await;
    assert!(sample.header("content-disposition").starts_with("attachment"));
    assert!(sample.says("https://movement.example/open-data/organizations.json"));
}

const SWITCHES: [(&str, u16); 3] = [("slow", 307), ("fail", 503), ("busy", 429)];

#[tokio::test]
async fn the_test_switches_of_a_demo_do_what_they_say_to_what_any_page_may_read() {
    let site = Site::demo().await;
    let page = site.browser().get("/developers/sandbox").await;
    for (switch, status) in SWITCHES {
        assert!(page.says(&format!("<code>{switch}</code>")), "{switch}: {}", page.html);
        let address = format!("/developers/try/{switch}/open-data/organizations.json");
        let answer = site.browser().get(&address).await;
        assert_eq!(answer.status.as_u16(), status, "{switch}");
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{switch}");
        assert_eq!(answer.header("cache-control"), "no-store", "{switch}");
    }
    let slow = site.browser().get("/developers/try/slow/open-data/organizations.json").await;
    assert_eq!(slow.leads_to(), "/open-data/organizations.json");
    for other in [
        "/slow/members/mine",
        "/slow/sign-in",
        "/slow//elsewhere.example/",
        "/none/open-data/organizations.json",
    ] {
        let answer = site.browser().get(&format!("/developers/try{other}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{other}");
    }
}

#[tokio::test]
async fn a_site_that_is_no_demo_has_no_test_switches() {
    let site = Site::lived_in().await;
    for (switch, _) in SWITCHES {
        let address = format!("/developers/try/{switch}/open-data/organizations.json");
        assert_eq!(site.browser().get(&address).await.status, StatusCode::NOT_FOUND, "{switch}");
    }
    assert!(!site.browser().get("/developers/sandbox").await.says("/developers/try"));
}

#[tokio::test]
async fn an_app_is_attested_looked_at_reported_and_hidden() {
    let site = Site::lived_in().await;
    let mut maker = site.member("record-reader").await;
    let new = "/members/mine/apps/new";
    maker.get(new).await;
    let half = [
        ("name", "Plain"),
        ("url", "plain.example"),
        ("about", "It reads."),
        ("answer-sell", "yes"),
    ];
    let page = maker.send(new, &half).await;
    assert!(page.says("Answer every question.") && page.says("value=\"Plain\""), "{}", page.html);
    let questions = [
        "policy",
        "consent",
        "withdraw",
        "sell",
        "share",
        "access",
        "delete",
        "security",
        "breach",
        "provenance",
    ];
    let names: Vec<String> = questions.iter().map(|one| format!("answer-{one}")).collect();
    let mut fields = half[..3].to_vec();
    fields.extend(names.iter().map(|name| (name.as_str(), "partly")));
    assert_eq!(maker.send(new, &fields).await.leads_to(), "/members/mine/apps?sent=1");
    assert!(!site.browser().get("/developers/apps").await.says("Plain"));
    let mut nora = site.staff("nora").await;
    let id = nora.waiting("app").await;
    nora.decides(("app", &id), "show").await;
    let app = format!("/developers/apps/{id}");
    let page = site.browser().get(&app).await;
    assert!(page.says("Partly") && page.says("We have not tested it") && page.says("endorsement"));
    let mut reader = site.browser();
    reader.get(&app).await;
    reader.send(&app, &[("why", "It sells data.")]).await;
    let reported = nora.get("/pledge/staff/posts").await;
    assert!(reported.says("Reported once.") && reported.says("It sells data."));
    let hide = [("app", id.as_str()), ("decision", "hide"), ("reason", "It sells data.")];
    nora.send("/pledge/staff/posts", &hide).await;
    assert_eq!(site.browser().get(&app).await.status, StatusCode::NOT_FOUND);
    assert!(maker.get("/members/mine/apps").await.says("It sells data."), "its maker reads why");
    let mut other = site.member("lakeside-hospital").await;
    let form = format!("/members/mine/apps/{id}");
    assert_eq!(other.get(&form).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_toolkit_is_a_page_and_a_paper_in_a_name_of_ones_own() {
    let site = Site::lived_in().await;
    assert!(
        site.browser().get("/community/toolkits").await.says("/community/toolkits/staff/payer")
    );
    let kit = "/community/toolkits/patients/pharmacy";
    let page = site.browser().get(&format!("{kit}?organization=Acme+%3Cb%3E")).await;
    assert!(page.says("Vaccines that you got here.") && !page.says("<b>"), "{}", page.html);
    assert!(!page.says("Every claim"), "that is of a health plan");
    let paper = site.browser().get(&format!("{kit}/es?organization=Acme")).await;
    assert_eq!(paper.header("content-type"), "application/pdf");
    let paper = site.post.paper();
    assert!(paper.head == "Acme" && paper.foot.contains("HHS"), "{paper:?}");
    for wrong in ["/community/toolkits/staff/moon", "/community/toolkits/x/payer"] {
        assert_eq!(site.browser().get(wrong).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn the_logo_can_be_taken_along_and_a_page_of_our_own_network_is_never_fetched() {
    let site = Site::lived_in().await;
    let page = site.browser().get("/pledge/logo").await;
    assert!(page.says("does not imply endorsement") && page.says("®"));
    let mark = site.browser().get("/hub-files/blue-button-mark.svg").await;
    assert_eq!(mark.header("content-type"), "image/svg+xml");
    assert_eq!(mark.header("cross-origin-resource-policy"), "cross-origin");
    let mut visitor = site.browser();
    for inside in
        ["http://10.0.0.1/", "https://localhost/", "https://192.168.1.1/x", "file:///etc/passwd"]
    {
        visitor.get("/pledge/logo").await;
        let page = visitor.send("/pledge/logo", &[("address", inside)]).await;
        assert!(page.says("href=\"#address\""), "{inside}: {}", page.html);
    }
    let page = visitor.send("/pledge/logo", &[("address", "nowhere.example")]).await;
    assert!(page.says("We could not read this page:"), "{}", page.html);
}
