//! `/records/{key}/activity`: who has seen this record, and where everything that was sent stands.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::{FhirDate, Section};
use bluebutton_store::Action;
use bluebutton_store::audit::AuditLine;
use bluebutton_store::transmissions::{State as Standing, Transmission};

use crate::frame::Frame;
use crate::page::{Answer, page};
use crate::services::Services;
use crate::session::{Asked, SignedIn, open};

/// Lines on one page: a day or two of a busy record, still quick on a telephone.
const LINES_PER_PAGE: usize = 50;

/// The newest transmissions with their states; older ones are in the lines.
const TRANSMISSIONS_SHOWN: usize = 10;

#[derive(Template)]
#[template(path = "activity/activity.html")]
struct ActivityPage {
    frame: Frame,
    transmissions: Vec<Sent>,
    lines: Vec<Line>,
    total: i64,
    newer: Option<usize>,
    older: Option<usize>,
}

/// A transmission in words.
struct Sent {
    to: String,
    way: String,
    what: String,
    asked: String,
    state: String,
    detail: Option<String>,
}

/// An audit line in words.
struct Line {
    who: String,
    role: String,
    did: String,
    what: Option<String>,
    at: String,
}

/// `GET /records/{key}/activity?page=2`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: SignedIn,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let action = Action::View { page: "activity", resource: None };
    let (permit, frame) = open(&services, &signed_in, &key, action).await?;
    let number = fields.get("page").parse::<usize>().unwrap_or(1).clamp(1, 100_000);
    let skip = (number - 1) * LINES_PER_PAGE;
    let audit = services.store.audit();
    let mut lines = audit.lines(&permit, skip, LINES_PER_PAGE + 1).await?;
    let older = (lines.len() > LINES_PER_PAGE).then_some(number + 1);
    lines.truncate(LINES_PER_PAGE);
    let transmissions = if number == 1 {
        services.store.transmissions().list(&permit, TRANSMISSIONS_SHOWN).await?
    } else {
        Vec::new()
    };
    page(&ActivityPage {
        transmissions: transmissions.iter().map(|one| sent(&frame, one)).collect(),
        lines: lines.iter().map(|line| line_in_words(&frame, line)).collect(),
        total: audit.length(permit.patient()).await?,
        newer: (number > 1).then(|| number - 1),
        older,
        frame,
    })
}

fn sent(frame: &Frame, transmission: &Transmission) -> Sent {
    let (state, detail) = match &transmission.state {
        Standing::Waiting => ("transmission-waiting", None),
        Standing::Delayed { why, next } => {
            let next = frame.t1("transmission-next", "time", frame.moment(next));
            ("transmission-delayed", Some(format!("{} {next}", reason(frame, why))))
        }
        Standing::Sent => ("transmission-sent", None),
        Standing::Failed { why } => ("transmission-failed", Some(reason(frame, why))),
    };
    let selection = bluebutton_store::access::selection_words(&transmission.what.selection);
    Sent {
        to: transmission.what.to.clone(),
        way: frame.t(way(transmission.what.way.slug())).into_owned(),
        what: selection_in_words(frame, &selection),
        asked: frame.moment(&transmission.asked_at),
        state: frame.t(state).into_owned(),
        detail,
    }
}

/// Why a transmission is not through: a message of the catalog, or a plain word that it is not.
fn reason(frame: &Frame, why: &str) -> String {
    let id = if frame.words().has(why) { why } else { "transmission-why-unknown" };
    frame.t(id).into_owned()
}

fn line_in_words(frame: &Frame, line: &AuditLine) -> Line {
    let role = known(
        frame,
        "activity-role-",
        &line.role,
        &["patient", "caregiver", "staff", "operator", "program"],
    );
    let selection = match line.action.as_str() {
        "download" | "transmit" => Some(selection_in_words(frame, &line.selection)),
        _ => None,
    };
    Line {
        who: line.who.clone().unwrap_or_else(|| role.clone()),
        role: if line.who.is_some() { role } else { String::new() },
        did: did(frame, line),
        what: selection,
        at: frame.moment(&line.at),
    }
}

/// What was done, as the end of a sentence: "looked at: Medicines".
fn did(frame: &Frame, line: &AuditLine) -> String {
    let to = line.to.clone().unwrap_or_default();
    match line.action.as_str() {
        "view" => frame.t1("activity-viewed", "page", page_word(frame, &line.what)),
        "download" => frame.t1("activity-downloaded", "format", format_word(frame, &line.what)),
        "transmit" => {
            let outcomes = ["ok", "risk-accepted", "sending", "sent", "failed"];
            let outcome = outcomes.iter().find(|word| **word == line.outcome).unwrap_or(&"ok");
            let id = format!("activity-transmit-{outcome}");
            frame.t2(&id, "to", to, "way", frame.t(way(&line.what)))
        }
        "import" => frame.t("activity-imported").into_owned(),
        "manage" => {
            let known = [
                "caregiver-invited",
                "caregiver-accepted",
                "caregiver-ended",
                "invitation-made",
                "invitation-used",
                "account-tied",
            ];
            let what = known.iter().find(|word| **word == line.what).unwrap_or(&"other");
            frame.t1(&format!("activity-{what}"), "to", to)
        }
        _ => frame.t("activity-other").into_owned(),
    }
}

/// The word of the catalog for a value that a newer or older version may have written.
fn known(frame: &Frame, prefix: &str, value: &str, values: &[&str]) -> String {
    let value = values.iter().find(|known| **known == value).unwrap_or(&"other");
    frame.t(&format!("{prefix}{value}")).into_owned()
}

fn page_word(frame: &Frame, page: &str) -> String {
    if Section::parse(page).is_some() || page == "overview" {
        return frame.t(&format!("nav-{page}")).into_owned();
    }
    let pages = [
        "timeline",
        "search",
        "visit",
        "entry",
        "document",
        "file",
        "people",
        "activity",
        "send",
        "download",
        "staff-search",
    ];
    known(frame, "activity-page-", page, &pages)
}

fn format_word(frame: &Frame, format: &str) -> String {
    known(frame, "activity-format-", format, &["pdf", "html", "text", "ccda", "fhir", "original"])
}

fn way(slug: &str) -> &'static str {
    if slug == "direct" { "activity-way-direct" } else { "activity-way-email" }
}

/// `medications,allergies 2024-01-01/.. visit:…` in words; empty is the whole record.
fn selection_in_words(frame: &Frame, selection: &str) -> String {
    let words: Vec<String> = selection
        .split_whitespace()
        .map(|word| {
            if word.starts_with("visit:") {
                return frame.t("activity-one-visit").into_owned();
            }
            if let Some((from, to)) = word.split_once('/') {
                return range_in_words(frame, from, to);
            }
            let sections = word.split(',').filter_map(Section::parse);
            let names = sections.map(|section| frame.t(&format!("nav-{}", section.slug())));
            names.collect::<Vec<_>>().join(", ")
        })
        .filter(|words| !words.is_empty())
        .collect();
    if words.is_empty() { frame.t("activity-everything").into_owned() } else { words.join("; ") }
}

fn range_in_words(frame: &Frame, from: &str, to: &str) -> String {
    let day = |text| FhirDate::parse(text).map(|date| frame.date(&date));
    match (day(from), day(to)) {
        (Some(from), Some(to)) => frame.t2("activity-from-to", "from", from, "to", to),
        (Some(from), None) => frame.t1("activity-from", "from", from),
        (None, Some(to)) => frame.t1("activity-to", "to", to),
        (None, None) => String::new(),
    }
}
