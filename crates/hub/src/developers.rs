//! `/developers`: where to start, what this server answers to programs, the sandbox, a sample app, what changed,
//! and how things stand now. It lists what is served, and says what is not.

pub(crate) mod app_pages;
pub(crate) mod apps;
pub(crate) mod register;
mod served;
pub(crate) mod switches;

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE,
};
use axum::response::IntoResponse as _;
use bluebutton_store::hub::HubTx;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked};
use bluebutton_web::{DemoPerson, Frame};
use jiff::Timestamp;
use serde::Deserialize;

use crate::callers::{frame, show as show_to};
use crate::outside::FhirKind;
use crate::pledge::Both;
use crate::services::Services;

pub use served::SERVED;

#[derive(Template)]
#[template(path = "developers/start.html")]
struct StartPage {
    frame: Frame,
    beside_portal: bool,
    /// The address of the FHIR API beside.
    fhir: Option<String>,
    /// Where apps register themselves there.
    registers_at: Option<String>,
    is_demo: bool,
}

#[derive(Template)]
#[template(path = "developers/reference.html")]
struct ReferencePage {
    frame: Frame,
    address: String,
    served: Vec<&'static served::Served>,
    /// The address of the FHIR API beside, and what it serves.
    fhir: Option<(String, Vec<FhirKind>)>,
}

#[derive(Template)]
#[template(path = "developers/sandbox.html")]
struct SandboxPage {
    frame: Frame,
    people: Vec<DemoPerson>,
    address: String,
    switches: [switches::Switch; 3],
    has_fhir: bool,
    /// What became of a consent that was tried: a message.
    tried: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "developers/sample.html")]
struct SamplePage {
    frame: Frame,
    code: String,
    /// The app that reads a record.
    smart: Option<String>,
}

#[derive(Template)]
#[template(path = "developers/changes.html")]
struct ChangesPage {
    frame: Frame,
    changes: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "developers/status.html")]
struct ApiStatusPage {
    frame: Frame,
    version: &'static str,
    organizations: usize,
    members: usize,
    changed: Option<String>,
    checked: Option<String>,
    checks: bool,
    mails: i64,
}

/// What a developer notices, the newest first.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    day: String,
    text: Both,
}

#[derive(Deserialize)]
struct ChangesFile {
    change: Vec<Change>,
}

static CHANGES: LazyLock<Vec<Change>> =
    LazyLock::new(|| match toml::from_str::<ChangesFile>(include_str!("../changes.toml")) {
        Ok(file) => file.change,
        Err(error) => {
            tracing::error!(%error, "the changes can't be read");
            Vec::new()
        }
    });

const SAMPLE: &str = include_str!("../assets/sample-app.html");

const SMART: &str = include_str!("../assets/smart-app.html");

/// `GET /developers`
pub(crate) async fn start(State(services): State<Services>, anyone: Anyone) -> Answer {
    let beside_portal = services.settings.beside_portal;
    let fhir = services.fhir.as_ref().map(|fhir| fhir.base.clone());
    let registers_at = services.fhir.as_ref().and_then(|fhir| fhir.registers_at.clone());
    let (frame, is_demo) = (frame(&anyone), services.site.demo.is_some());
    show_to(&anyone, &StartPage { frame, beside_portal, fhir, registers_at, is_demo })
}

/// `GET /developers/reference`
pub(crate) async fn reference(State(services): State<Services>, anyone: Anyone) -> Answer {
    let address = services.settings.address.clone();
    let served = served::here(services.settings.beside_portal).collect();
    let fhir = services.fhir.as_ref().map(|fhir| (fhir.base.clone(), fhir.kinds.clone()));
    show_to(&anyone, &ReferencePage { frame: frame(&anyone), address, served, fhir })
}

/// `GET /developers/openapi.json`
pub(crate) async fn openapi(State(services): State<Services>, anyone: Anyone) -> Answer {
    let settings = &services.settings;
    let from = (settings.address.as_str(), settings.beside_portal);
    let text = served::openapi(from, &frame(&anyone)).to_string();
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (CACHE_CONTROL, "public, max-age=3600"),
    ];
    Ok((headers, text).into_response())
}

/// `GET /developers/sandbox`
pub(crate) async fn sandbox(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let people = services.site.demo.as_ref().map(|demo| demo.people.clone()).unwrap_or_default();
    let (frame, address) = (frame(&anyone), services.settings.address.clone());
    let switches = switches::Switch::ALL;
    let has_fhir = services.fhir.is_some();
    let told = [("done", "consents-done"), ("unknown", "consents-unknown")];
    let tried = told.into_iter().find(|(word, _)| fields.is_ticked(word)).map(|(_, id)| id);
    show_to(&anyone, &SandboxPage { frame, people, address, switches, has_fhir, tried })
}

fn sample_code(services: &Services) -> String {
    SAMPLE.replace("https://movement.example.org", &services.settings.address)
}

/// `GET /developers/sample`
pub(crate) async fn sample(State(services): State<Services>, anyone: Anyone) -> Answer {
    let code = sample_code(&services);
    let smart = smart_code(&services);
    show_to(&anyone, &SamplePage { frame: frame(&anyone), code, smart })
}

/// `GET /developers/sample-app.html`: a file to keep and to open; it is never run as a page of ours.
pub(crate) async fn sample_file(State(services): State<Services>) -> Answer {
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"sample-app.html\""),
    ];
    Ok((headers, sample_code(&services)).into_response())
}

/// The app that reads a record at the server beside.
fn smart_code(services: &Services) -> Option<String> {
    let base = &services.fhir.as_ref()?.base;
    Some(SMART.replace("https://records.example.org/fhir", base))
}

/// `GET /developers/smart-app.html`: a file to keep, and to open at an address of one's own.
pub(crate) async fn smart_file(State(services): State<Services>) -> Answer {
    let code = smart_code(&services).ok_or_else(Problem::not_found)?;
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"smart-app.html\""),
    ];
    Ok((headers, code).into_response())
}

/// `GET /developers/changes`
pub(crate) async fn changes(anyone: Anyone) -> Answer {
    let frame = frame(&anyone);
    let line = |one: &Change| (frame.date_text(&one.day), one.text.of(frame.language()).to_owned());
    let changes = CHANGES.iter().map(line).collect();
    show_to(&anyone, &ChangesPage { frame, changes })
}

/// `GET /developers/status`: how things stand now, as the tables say.
pub(crate) async fn status(State(services): State<Services>, anyone: Anyone) -> Answer {
    let index = services.shelf.index(&services.hub).await?;
    let work = |tx: &mut HubTx<'_, '_>| {
        let mails = tx.first(MAILS, &[])?.map_or(Ok(0), |row| row.get::<i64>(0))?;
        let round = tx.first(ROUND, &[])?.map_or(Ok(None), |row| row.get::<Option<i64>>(0))?;
        let change = tx.first(CHANGE, &[])?.map_or(Ok(None), |row| row.get::<Option<i64>>(0))?;
        Ok((mails, round, change))
    };
    let (mails, round, change) = services.hub.read("read how the hub stands", work).await?;
    let frame = frame(&anyone);
    let moment = |at: Option<i64>| {
        at.map(|at| frame.moment(&Timestamp::from_microsecond(at).unwrap_or(frame.now)))
    };
    let page = ApiStatusPage {
        version: env!("CARGO_PKG_VERSION"),
        organizations: index.lines().len(),
        members: index.lines().iter().filter(|line| line.is_member).count(),
        changed: moment(change),
        checked: moment(round),
        checks: services.settings.checks,
        mails,
        frame,
    };
    show_to(&anyone, &page)
}

const MAILS: &str = "
    select count(*)
    from hub_mail";

const ROUND: &str = "
    select max(at)
    from hub_round";

const CHANGE: &str = "
    select max(at)
    from hub_change";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sample_app_is_short_and_loads_nothing_from_elsewhere() {
        assert!(SAMPLE.lines().count() < 100, "{}", SAMPLE.lines().count());
        assert!(!SAMPLE.contains("src=") && SAMPLE.contains("https://movement.example.org"));
        assert!(SMART.lines().count() < 100, "{}", SMART.lines().count());
        assert!(!SMART.contains("src=") && SMART.contains("https://records.example.org/fhir"));
        assert!(CHANGES.iter().all(|one| one.day.parse::<jiff::civil::Date>().is_ok()));
        assert!(!CHANGES.is_empty());
    }
}
