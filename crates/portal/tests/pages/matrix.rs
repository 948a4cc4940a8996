//! Every route by every kind of person: what each is answered. The routes are read from `routes.rs`,
//! so that a new one stands here before it can be landed; the answers are kept in `matrix.txt`.
//!
//! A cell is the status, with where it leads for a redirect. Forms are sent with the right token and
//! nothing filled in: they show who comes as far as the form.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bluebutton_record::{Office, Topics};

use crate::people::{accept, let_in};
use crate::site::{Browser, Page, Site};

/// The kinds of people, in the order of the columns.
const PEOPLE: [&str; 11] = [
    "visitor",
    "half",
    "patient",
    "stranger",
    "caregiver",
    "limited",
    "ended",
    "front-desk",
    "records-office",
    "privacy-officer",
    "administrator",
];

/// Those of the staff.
const STAFF: [Office; 4] = Office::ALL;

/// What ends a session, or everybody's access, comes last.
const LAST: [&str; 5] = [
    "/records/{key}/people/stop",
    "/preview/stop",
    "/records/{key}/people/own/{account}/end",
    "/sign-out",
    "/settings/sessions/end-all",
];

#[derive(Debug)]
pub struct Route {
    pub path: String,
    pub has_get: bool,
    pub has_post: bool,
}

/// Every route of the portal, in order.
pub fn routes() -> Vec<Route> {
    let text = include_str!("../../src/routes.rs");
    let text = text.split("pub fn inbox_router").next().unwrap();
    let routes = text.split(".route(").skip(1).map(|rest| {
        let path = rest.split('"').nth(1).unwrap().to_owned();
        let methods = rest.split_once(&path).unwrap().1;
        Route { path, has_get: methods.contains("get("), has_post: methods.contains("post(") }
    });
    let mut routes: Vec<Route> = routes.collect();
    assert!(routes.len() > 50, "the routes are not found any more");
    let rank =
        |route: &Route| LAST.iter().position(|last| *last == route.path).map_or(0, |at| at + 1);
    routes.sort_by_key(rank);
    routes
}

/// A site with all of them, and the browser of one.
async fn browser_of(person: &str) -> (Site, Browser, BTreeMap<&'static str, String>) {
    let site = Site::start().await;
    site.store.set_topics(Topics::built_in());
    let (ana, key) = site.patient("ana", "Ana Reyes", "1955-03-14").await;
    let record = format!("/records/{key}");
    let mut hers = site.signed_in(&ana).await;
    let_in(&mut hers, &record, "view", "").await;
    let people = hers.get(&format!("{record}/people")).await;
    let grant = people.text_between(&format!("href=\"{record}/people/"), "/change\"");
    let grant = grant.rsplit('/').next().unwrap().to_owned();
    let medicines = hers.get(&format!("{record}/medications")).await;
    let link = format!("href=\"{record}/medications/");
    let mut places = BTreeMap::from([
        ("{key}", key.to_string()),
        ("{section}", "medications".to_owned()),
        ("{id}", medicines.text_between(&link, "\"").to_owned()),
        ("{number}", "0".to_owned()),
        ("{notice}", "privacy".to_owned()),
        ("{grant}", grant),
        ("{account}", ana.id.0.clone()),
        ("{right}", "access".to_owned()),
        ("{kind}", "weight".to_owned()),
        ("{deed}", "end".to_owned()),
        ("{topic}", "genetics".to_owned()),
    ]);
    let browser = match person {
        "visitor" => site.browser(),
        "half" => {
            let mut browser = site.browser();
            browser.get("/sign-in").await;
            let fields = [("login", "ana"), ("password", crate::site::PASSWORD)];
            browser.send("/sign-in", &fields).await;
            browser
        }
        "patient" => hers,
        "stranger" => {
            let (tom, _) = site.patient("tom", "Tom Becker", "1948-11-02").await;
            site.signed_in(&tom).await
        }
        clerk if Office::parse(clerk).is_some() => {
            let office = Office::parse(clerk).unwrap();
            let clerk = site.clerk("nora", office).await;
            site.signed_in(&clerk).await
        }
        _ => {
            let lucia = site.person("lucia", "Lucía Reyes").await;
            let mut lucias = site.signed_in(&lucia).await;
            if person == "limited" {
                hers.get(&format!("{record}/people/new")).await;
                let fields = [("name", "Lucía"), ("which", "some"), ("section", "visits")];
                let page = hers.send(&format!("{record}/people/new"), &fields).await;
                let code = page.text_between("<strong class=\"code\">", "<").to_owned();
                accept(&mut lucias, &code).await;
            } else {
                let code = let_in(&mut hers, &record, "all", "").await;
                accept(&mut lucias, &code).await;
            }
            if person == "ended" {
                hers.get(&record).await;
                hers.send(&format!("{record}/people/stop"), &[]).await;
            }
            places.insert("{account}", lucia.id.0.clone());
            lucias
        }
    };
    (site, browser, places)
}

fn filled(path: &str, places: &BTreeMap<&'static str, String>) -> String {
    let path = path.replace("/people/{id}", "/people/{grant}");
    places.iter().fold(path, |path, (name, value)| path.replace(name, value))
}

/// "200", or "303 /sign-in": where it leads, without what differs from run to run.
fn cell(page: &Page, places: &BTreeMap<&'static str, String>) -> String {
    let to = page.leads_to().split('?').next().unwrap_or_default();
    let to = places.iter().fold(to.to_owned(), |to, (name, value)| to.replace(value, name));
    let is_of_another = to.starts_with("/records/") && !to.contains('{') && to != "/records/add";
    let to = if is_of_another { "/records/{own}".to_owned() } else { to };
    format!("{} {to}", page.status.as_u16()).trim_end().to_owned()
}

async fn answers(person: &str) -> BTreeMap<String, String> {
    let (_site, mut browser, places) = browser_of(person).await;
    let mut cells = BTreeMap::new();
    let routes = routes();
    for route in routes.iter().filter(|route| route.has_get) {
        let page = browser.get(&filled(&route.path, &places)).await;
        cells.insert(format!("GET {}", route.path), cell(&page, &places));
    }
    for route in routes.iter().filter(|route| route.has_post) {
        // A page with a form, for its token.
        let start = match person {
            "visitor" => "/sign-in",
            "half" => "/sign-in/code",
            _ => "/settings",
        };
        browser.get(start).await;
        let page = browser.send(&filled(&route.path, &places), &[]).await;
        cells.insert(format!("POST {}", route.path), cell(&page, &places));
    }
    cells
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_each_kind_of_person_as_agreed() {
    let mut columns = Vec::new();
    for person in PEOPLE {
        columns.push(answers(person).await);
    }
    let mut told = format!("route | {}\n", PEOPLE.join(" | "));
    for route in columns[0].keys() {
        let cells: Vec<&str> =
            columns.iter().map(|column| column.get(route).map_or("", String::as_str)).collect();
        writeln!(told, "{route} | {}", cells.join(" | ")).unwrap();
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages/matrix.txt");
    if std::env::var_os("BLUEBUTTON_TEST_KEEP_MATRIX").is_some() {
        std::fs::write(file, &told).unwrap();
    }
    let agreed = std::fs::read_to_string(file).unwrap_or_default();
    let changed: Vec<&str> =
        told.lines().filter(|line| !agreed.lines().any(|kept| kept == *line)).collect();
    assert!(
        changed.is_empty() && told.lines().count() == agreed.lines().count(),
        "answers changed; look at each, then keep them with BLUEBUTTON_TEST_KEEP_MATRIX=1:\n{}",
        changed.join("\n")
    );
}

#[test]
fn nobody_but_staff_reaches_a_staff_page_and_nobody_but_those_let_in_a_record() {
    let agreed = include_str!("matrix.txt");
    let mut rows = agreed.lines().map(|line| line.split(" | ").collect::<Vec<_>>());
    let people = rows.next().unwrap();
    let column = |name: &str| people.iter().position(|one| *one == name).unwrap();
    for row in rows {
        let is_open = |name: &str| row[column(name)].starts_with("200");
        if row[0].contains(" /staff") {
            for person in PEOPLE.iter().filter(|person| Office::parse(person).is_none()) {
                assert!(!is_open(person), "{person}: {}", row[0]);
            }
        }
        if row[0].contains("/records/{key}") {
            let staff = STAFF.map(Office::word);
            for person in ["visitor", "half", "stranger", "ended"].iter().chain(&staff) {
                assert!(!is_open(person), "{person}: {}", row[0]);
            }
        }
        if row[0].contains("/people") {
            for person in ["caregiver", "limited"] {
                assert!(!is_open(person), "{person}: {}", row[0]);
            }
        }
    }
}
