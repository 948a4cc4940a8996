//! Finding an organization, asking it, and the data that programs take.

use axum::http::StatusCode;
use bluebutton_hub::directory::import;
use bluebutton_hub::outside::Block;
use serde_json::Value;

use super::Site;
use crate::site::{Page, between};

#[tokio::test]
async fn nobody_is_sent_to_ask_an_employer_for_a_record() {
    let site = Site::lived_in().await;
    let mut visitor = site.browser();
    let found = visitor.get("/find?q=copper+state").await;
    assert!(found.says("/find/copper-state-employers\""), "{}", found.html);
    assert!(!found.says("/find/copper-state-employers/ask"));
    // Whoever looks for nobody by name finds those who hold records; of the others, who is asked for.
    let all = visitor.get("/find").await;
    assert!(!all.says("/find/copper-state-employers\"") && !all.says("id=\"k-employer\""));
    assert!(visitor.get("/find?kind=employer").await.says("/find/copper-state-employers\""));
    let page = visitor.get("/find/copper-state-employers/ask").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    let own = visitor.get("/find/copper-state-employers").await;
    assert!(own.says("None of this can be seen from outside") && !own.says("Last 30 days"));
}

#[tokio::test]
async fn a_place_is_found_with_a_typing_error_and_filters_that_need_no_scripts() {
    let site = Site::lived_in().await;
    let mut anybody = site.browser();
    let page = anybody.get("/find?q=lakesixe&where=Riverside%2C%20CA").await;
    assert!(page.says("We looked for “lakeside”"), "{}", page.html);
    assert!(page.says("/find/lakeside-hospital") && page.says("/find/lakeside-pharmacy"));
    assert!(!page.says("/find/lakeside-eye-center"), "that is in another city");
    let pharmacies = anybody.get("/find?q=lakeside&kind=pharmacy").await;
    assert!(
        pharmacies.says("/find/lakeside-pharmacy") && !pharmacies.says("/find/lakeside-hospital")
    );
    let with_apps = anybody.get("/find?q=lakeside&gives=apps").await;
    assert!(!with_apps.says("/find/lakeside-hospital"));
    let exactly = anybody.get("/find?q=lakesixe&exactly=1").await;
    assert!(exactly.says("No place for"));
    let spanish = site.browser().speaking("es").get("/find?q=lakeside").await;
    assert!(spanish.says("lang=\"es\"") && spanish.says("Encuentre su historial"));
}

#[tokio::test]
async fn every_page_with_a_member_says_that_nobody_is_endorsed() {
    let site = Site::lived_in().await;
    for path in [
        "/pledge",
        "/pledge/texts/blue-button",
        "/pledge/sign",
        "/members",
        "/find?q=lakeside",
        "/find/lakeside-hospital",
        "/open-data",
        "/community",
    ] {
        for (language, text) in [
            ("en", "is not an endorsement by the U.S. Department of Health and Human Services"),
            ("es", "no es un respaldo del Departamento de Salud y Servicios Humanos"),
        ] {
            let page = site.browser().speaking(language).get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            assert!(page.says(text), "{path} {language}");
            assert!(!page.says("{ $") && !page.says("<script"), "{path} {language}");
        }
    }
    for file in ["organizations.json", "changes.atom", "changes.json", "brands.json"] {
        let data = site.browser().get(&format!("/open-data/{file}")).await;
        assert!(data.says("is not an endorsement"), "{file}");
    }
    let badge = site.browser().get("/members/lakeside-hospital/badge.svg").await;
    assert!(badge.says("Not an endorsement by HHS"));
}

#[tokio::test]
async fn the_page_of_a_member_shows_what_was_found_with_its_date() {
    let site = Site::lived_in().await;
    let page = site.browser().get("/find/lakeside-hospital").await;
    assert!(page.says("No: no answer") && page.says("No since November 19, 2026"), "{}", page.html);
    assert!(page.says("Yes on all") || page.says("days"), "{}", page.html);
    let badge = site.browser().get("/members/lakeside-hospital/badge.svg?size=large").await;
    assert!(
        badge.says("width=\"480\"") && badge.says("Checked November 24, 2026"),
        "{}",
        badge.html
    );
    assert!(badge.says("#1d4f91"));
    let use_it = between(&page.html, "badge.svg\" width", "&lt;/a&gt;").unwrap_or_default();
    assert!(use_it.contains("see what was checked") && !use_it.contains("2026"), "{}", page.html);
    assert_eq!(badge.header("cross-origin-resource-policy"), "cross-origin");
    let small = site.browser().get("/members/lakeside-hospital/badge.svg").await;
    let kept = small.header("etag");
    let again = site.browser().get_if_new("/members/lakeside-hospital/badge.svg", kept).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    site.after_seconds(8 * 24 * 60 * 60);
    let stale = site.browser().get_if_new("/members/lakeside-hospital/badge.svg", kept).await;
    assert!(!stale.says("#1d4f91"), "a badge goes gray when nothing was checked for a week");
    assert!(stale.says("Not checked lately") && stale.says("Checked November 24, 2026"));
    // A name is shown as it is, and never as markup.
    let page = site.browser().get("/find?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!page.says("<script>alert"));
}

#[tokio::test]
async fn nobody_is_sent_where_a_promise_did_not_work_when_it_was_checked() {
    let site = Site::lived_in().await;
    let line =
        |html: &str| between(html, "/find/millrace-pharmacies\"", "</ul>").map(str::to_owned);
    let found = site.browser().get("/find?q=millrace").await;
    let own = line(&found.html).unwrap();
    assert!(
        own.contains("<span class=\"st yes\">See") && own.contains("<span class=\"st no\">Send")
    );
    assert!(line(&site.browser().get("/find?q=millrace&gives=see").await.html).is_some());
    assert!(line(&site.browser().get("/find?q=millrace&gives=send").await.html).is_none());
    let page = site.browser().get("/find/millrace-pharmacies").await;
    assert!(page.says("Here you can see your record and download it"), "{}", page.html);
    assert!(page.says("it did not work when we checked") && page.says("direct.millrace"));
    // The data have both: what they say, and what was found.
    let all = site.browser().get("/open-data/organizations.json").await;
    let all: Value = serde_json::from_str(&all.html).unwrap();
    let all = all["organizations"].as_array().unwrap();
    let own = all.iter().find(|one| one["id"] == "millrace-pharmacies").unwrap();
    assert!(own["checked"]["failed"].as_array().unwrap().contains(&Value::from("direct")));
    assert!(own["gives"].as_array().unwrap().contains(&Value::from("send")));
}

#[tokio::test]
async fn what_was_not_checked_for_long_is_said_alike_by_badge_page_lists_and_data() {
    let site = Site::lived_in().await;
    // Longer than the days that a page shows of each check.
    for days in [8, 32] {
        site.after_seconds(days * 24 * 60 * 60);
        let badge = site.browser().get("/members/lakeside-hospital/badge.svg").await;
        let page = site.browser().get("/find/lakeside-hospital").await;
        for (name, one) in [("badge", &badge), ("page", &page)] {
            assert!(!one.says("#1d4f91"), "{name} after {days} days: the button is blue");
            assert!(one.says("Not checked lately"), "{name} after {days} days: {}", one.html);
            assert!(one.says("Checked November 24, 2026") && !one.says("checks passed"), "{name}");
        }
        assert!(page.says("Last checked November 24, 2026"));
        let members = site.browser().get("/members?q=lakeside+hospital").await;
        assert!(members.says("Not checked since November 24, 2026"), "{}", members.html);
        assert!(!members.says("checks passed"));
    }
    // Whoever has nothing to look at is not late, and has the date of its joining.
    let badge = site.browser().get("/members/copper-state-employers/badge.svg").await;
    assert!(badge.says("#1d4f91") && badge.says("Since ") && !badge.says("Checked"));
    let all = site.browser().get("/open-data/organizations.json").await;
    let all: Value = serde_json::from_str(&all.html).unwrap();
    let of = |id: &str| {
        let all = all["organizations"].as_array().unwrap();
        all.iter().find(|one| one["id"] == id).unwrap()["checked"].clone()
    };
    let (at, until) = ("2026-11-24T", "2026-12-01T");
    assert!(of("lakeside-hospital")["at"].as_str().unwrap().starts_with(at));
    assert!(of("lakeside-hospital")["good_until"].as_str().unwrap().starts_with(until));
    assert_eq!(of("copper-state-employers"), Value::Null);
    let table = site.browser().get("/open-data/organizations.csv").await;
    let line = table.html.lines().find(|line| line.starts_with("lakeside-hospital,")).unwrap();
    assert!(line.contains(at) && line.contains(until), "{line}");
}

#[tokio::test]
async fn a_letter_is_made_and_forgotten_and_counted_once_confirmed() {
    let site = Site::lived_in().await;
    let asked = |html: &str| between(html, "<p id=\"asked\">", "</p>").map(str::to_owned);
    let before = asked(&site.browser().get("/find/lakeside-pharmacy").await.html);
    let mut ana = site.browser();
    ana.get("/find/lakeside-pharmacy/ask").await;
    let letter = [
        ("name", "Ana Reyes"),
        ("born", "March 14, 1955"),
        ("paper", "1"),
        ("email", "ana@home.example"),
    ];
    let page = ana.send("/find/lakeside-pharmacy/ask", &letter).await;
    assert!(page.says("45 CFR 164.524") && page.says("Lakeside Pharmacy"), "{}", page.html);
    site.works().await;
    let same = asked(&site.browser().get("/find/lakeside-pharmacy").await.html);
    assert_eq!(same, before, "not before it is confirmed");
    let link = site.post.link();
    assert!(!link.contains("ana"));
    ana.get(&link).await;
    ana.send(&link, &[]).await;
    let once = asked(&site.browser().get("/find/lakeside-pharmacy").await.html);
    assert_ne!(once, before);
    // A second letter of the same person counts no second time.
    ana.get("/find/lakeside-pharmacy/ask").await;
    ana.send("/find/lakeside-pharmacy/ask", &letter).await;
    let mails = site.post.count();
    site.works().await;
    assert_eq!(site.post.count(), mails, "who is counted is not written to again");
    ana.get(&link).await;
    ana.send(&link, &[("answer", "got")]).await;
    let answered = asked(&site.browser().get("/find/lakeside-pharmacy").await.html);
    let how_many = |said: &Option<String>| Some(said.as_ref()?.split_once('.')?.0.to_owned());
    assert_eq!(how_many(&answered), how_many(&once), "who answers asks no second time");
    assert_ne!(answered, once, "that they got it is told");
    // Nothing of what was typed is kept.
    let data = site.browser().get("/open-data/organizations.json").await.html;
    assert!(!data.contains("Ana Reyes") && !data.contains("ana@home.example"));
    // The PDF holds the same.
    ana.get("/find/ask").await;
    let typed = [("org", "Dr. Who"), ("name", "Ana Reyes"), ("as", "pdf"), ("app", "Harbor")];
    let pdf = ana.send("/find/ask", &typed).await;
    assert_eq!(pdf.header("content-type"), "application/pdf");
    let cites = |block: &Block| matches!(block, Block::Text(text) if text.contains("164.524"));
    assert!(site.post.paper().blocks.iter().any(cites));
}

#[tokio::test]
async fn open_data_has_everything_that_is_public_and_nothing_else() {
    let site = Site::lived_in().await;
    let mut program = site.browser();
    let page = program.get("/open-data/organizations.json").await;
    let data: Value = serde_json::from_str(&page.html).unwrap();
    let all = data["organizations"].as_array().unwrap();
    assert_eq!(all.len(), 50);
    assert!(page.html.contains("publicdomain/zero") && page.header("link").contains("license"));
    for private in ["Jordan Mills", "pledge@lakeside-hospital.example"] {
        assert!(!page.html.contains(private), "{private} is nobody's business");
    }
    let etag = page.header("etag").to_owned();
    let again = program.get_if_new("/open-data/organizations.json", &etag).await;
    assert_eq!((again.status, again.html.len()), (StatusCode::NOT_MODIFIED, 0));
    // How each promise stands is public, and a new report is a new file.
    let lakeside = all.iter().find(|one| one["id"] == "lakeside-hospital").unwrap();
    let promises = lakeside["pledges"][0]["promises"].as_array().unwrap();
    assert!(promises.iter().any(|one| one["commitment"] == "view" && one["standing"] == "kept"));
    let note = "A bell rings at the front desk.";
    let mut member = site.member("lakeside-hospital").await;
    site.after_seconds(1);
    member.send("/members/mine/report", &[("note-blue-button-view", note)]).await;
    let again = program.get_if_new("/open-data/organizations.json", &etag).await;
    assert!(again.status == StatusCode::OK && again.says(note), "{}", again.status);

    let csv = program.get("/open-data/organizations.csv").await.html;
    assert_eq!(csv.lines().count(), 51);
    let bundle: Value = {
        let page = program.get("/open-data/brands.json").await;
        serde_json::from_str(&page.html).unwrap()
    };
    assert_eq!(bundle["type"], "collection");
    let entries = bundle["entry"].as_array().unwrap();
    let of =
        |kind: &str| entries.iter().filter(|one| one["resource"]["resourceType"] == kind).count();
    assert!(of("Endpoint") > 15 && of("Endpoint") == of("Organization"));
    let checks = program.get("/open-data/checks.csv").await.html;
    assert!(
        checks.lines().count() > 3_000 && checks.contains("lakeside-hospital,smart,2026-11-24,no")
    );
    let feed: Value = {
        let page = program.get("/open-data/changes.json").await;
        serde_json::from_str(&page.html).unwrap()
    };
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    assert!(feed["items"].as_array().unwrap().len() > 50);
}

#[tokio::test]
async fn a_list_comes_in_without_listing_anybody_twice() {
    let site = Site::lived_in().await;
    let list = "name,kind,city,state,zip,url,view\n\
        Lakeside Hospital,hospital,Riverside,CA,92503,,yes\n\
        Willow Clinic,provider,Riverside,CA,92503,willow.example,yes\n\
        WILLOW CLINIC,provider,Riverside,California,,https://www.willow.example/x,no\n\
        Broken,nothing,,,,,\n";
    let outcome = import::take(&site.services, "State list", list.as_bytes()).await.unwrap();
    assert_eq!((outcome.added, outcome.known, outcome.refused.len()), (1, 2, 1));
    let page = site.browser().get("/find?q=willow").await;
    assert!(page.says("/find/willow-clinic"));
    let again = import::take(&site.services, "State list", list.as_bytes()).await.unwrap();
    assert_eq!((again.added, again.known), (0, 3));
    // What a member says of itself is not written over by a list.
    assert!(site.browser().get("/find/lakeside-hospital").await.says("1 Lake Road"));
    // What we publish, others like us can read.
    let bundle = site.browser().get("/open-data/brands.json").await.html;
    let other = Site::start().await;
    let outcome = import::take(&other.services, "us", bundle.as_bytes()).await.unwrap();
    assert!(outcome.added > 15 && outcome.refused.is_empty(), "{outcome:?}");
}

#[tokio::test]
async fn of_who_holds_no_records_nobody_is_told_to_get_any() {
    let site = Site::lived_in().await;
    let page = site.browser().get("/find/harvest-foods").await;
    assert!(page.says("They hold no health records."), "{}", page.html);
    assert!(!page.says("Get your records here") && !page.says("/find/harvest-foods/ask"));
    let page = site.browser().get("/find/old-mill-pharmacy").await;
    assert!(page.says("Get your records here") && page.says("/find/old-mill-pharmacy/ask"));
}

#[tokio::test]
async fn what_was_found_of_an_old_address_is_not_said_of_the_one_that_took_its_place() {
    let site = Site::lived_in().await;
    let mut anybody = site.browser();
    let before = anybody.get("/find/ozark-regional-health").await;
    assert!(!before.says("has not been checked since"), "{}", before.html);
    let round = |page: &Page| {
        let said = between(&page.html, "class=\"lead\">", "</p>").unwrap_or_default();
        said.to_owned()
    };
    let mut member = site.member("ozark-regional-health").await;
    let address = |kind: &str, at: &str| (format!("address-{kind}"), at.to_owned());
    let fields = [
        address("portal", "https://new.ozark-regional-health.example/"),
        address("fhir", "https://fhir.ozark-regional-health.example/r4"),
        address("direct", "direct.ozark-regional-health.example"),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, at)| (name.as_str(), at.as_str())).collect();
    let saved = member.send("/members/mine/addresses", &fields).await;
    assert_eq!(saved.leads_to(), "/members/mine?saved=1");

    let after = anybody.get("/find/ozark-regional-health").await;

    assert!(
        after.says("the address was changed, and has not been checked since"),
        "{}",
        after.html
    );
    assert_ne!(round(&before), round(&after), "what is counted is less");
    let checks = anybody.get("/open-data/checks.csv").await.html;
    let newest = |what: &str| {
        let begin = format!("ozark-regional-health,{what},2026-11-24,");
        let line = checks.lines().find_map(|line| line.strip_prefix(&begin)).map(str::to_owned);
        line.unwrap_or_else(|| panic!("{what}: {checks}"))
    };
    assert!(newest("portal").starts_with("cant-tell,address-changed"), "{}", newest("portal"));
    assert!(newest("tls").starts_with("cant-tell"), "it looks at the portal, too");
    assert!(!newest("fhir").contains("address-changed"), "it is the same: {}", newest("fhir"));
}
