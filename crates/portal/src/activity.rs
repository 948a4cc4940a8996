//! `/records/{key}/activity`: who has seen this record, and where everything that was sent stands.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::{FhirDate, Section};
use bluebutton_store::Action;
use bluebutton_store::audit::AuditLine;
use bluebutton_store::transmissions::{State as Standing, Transmission};

use self::visits::visits;
use crate::permit::open;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::session::{Asked, SignedIn};

mod visits;

/// Lines on one page: pages opened one after the other share a line, so that this is a few days.
const LINES_PER_PAGE: usize = 200;

/// The newest transmissions with their states; older ones are in the lines.
const TRANSMISSIONS_SHOWN: usize = 10;

#[derive(Template)]
#[template(path = "activity/activity.html")]
struct ActivityPage {
    frame: Frame,
    transmissions: Vec<Sent>,
    /// Who else was here, on the first page.
    others: Option<String>,
    lines: Vec<Line>,
    total: i64,
    pager: Pager,
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

/// An audit line in words, or several of one visit.
#[derive(Default)]
struct Line {
    who: String,
    role: String,
    did: String,
    what: Option<String>,
    at: String,
    /// The pages of a visit with the time of each, in the order in which they were opened.
    each: Vec<(String, String)>,
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
    let turned = Turned::read(&fields, LINES_PER_PAGE);
    let audit = services.store.audit();
    let mut lines = audit.lines(&permit, turned.skip(), turned.take()).await?;
    let pager = turned.pager(&mut lines);
    let transmissions = if turned.is_first() {
        services.store.transmissions().list(&permit, TRANSMISSIONS_SHOWN).await?
    } else {
        Vec::new()
    };
    page(&ActivityPage {
        transmissions: transmissions.iter().map(|one| sent(&frame, one)).collect(),
        others: others(&frame, &lines, &pager),
        lines: visits(&lines, |at| frame.date_of(at)).map(|one| visit(&frame, one)).collect(),
        total: audit.length(permit.patient()).await?,
        pager,
        frame,
    })
}

/// Who besides the reader is in the newest lines, and since when they were looked through: what
/// most people come for. Nothing is claimed where a line can't be trusted.
fn others(frame: &Frame, lines: &[AuditLine], pager: &Pager) -> Option<String> {
    if pager.newer.is_some() || lines.iter().any(|line| line.outcome == "altered") {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let others = lines.iter().filter(|line| line.who.is_some() && !is_reader(frame, line));
    for line in others.map(|line| line_in_words(frame, line)) {
        let name = format!("{} ({})", line.who, line.role);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names = names.join(", ");
    let since = lines.last().filter(|_| pager.older.is_some()).map(|line| frame.day_of(&line.at));
    Some(match (names.as_str(), since) {
        ("", None) => frame.t("activity-nobody-else").into_owned(),
        ("", Some(since)) => frame.t1("activity-nobody-else-since", "date", since),
        (names, None) => frame.t1("activity-others", "names", names),
        (names, Some(since)) => frame.t2("activity-others-since", "names", names, "date", since),
    })
}

fn is_reader(frame: &Frame, line: &AuditLine) -> bool {
    let own = frame.account.as_ref().map(|account| &account.id);
    line.who.is_some() && own.is_some() && line.account.as_ref() == own
}

/// A visit in words: its first and last moment, its pages, and each of them with its time.
fn visit(frame: &Frame, lines: &[AuditLine]) -> Line {
    let words: Vec<Line> = lines.iter().map(|line| line_in_words(frame, line)).collect();
    let mut words = words.into_iter();
    let Some(newest) = words.next() else { return Line::default() };
    let (Some(last), Some(first)) = (lines.first(), lines.last()) else { return newest };
    if lines.len() == 1 {
        return newest;
    }
    let in_order = || lines.iter().rev();
    let mut pages: Vec<String> = Vec::new();
    for page in in_order().map(|line| page_word(frame, &line.what)) {
        if !pages.contains(&page) {
            pages.push(page);
        }
    }
    let (from, to) = (frame.moment(&first.at), frame.time_of(&last.at));
    let is_moment = frame.moment(&first.at) == frame.moment(&last.at);
    Line {
        did: frame.t1("activity-viewed", "page", pages.join(", ")),
        at: if is_moment { from } else { frame.t2("activity-while", "from", from, "to", to) },
        each: in_order()
            .map(|line| (frame.time_of(&line.at), page_word(frame, &line.what)))
            .collect(),
        ..newest
    }
}

fn sent(frame: &Frame, transmission: &Transmission) -> Sent {
    let (state, detail) = match &transmission.state {
        Standing::Waiting | Standing::HandingOver => ("transmission-waiting", None),
        Standing::Held => ("transmission-held", None),
        Standing::MayHaveGone => {
            ("transmission-unsure", Some(frame.t("send-may-have-gone").into_owned()))
        }
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
    if line.outcome == "altered" {
        return Line {
            who: frame.t("activity-altered-who").into_owned(),
            did: frame.t("activity-altered").into_owned(),
            at: frame.moment(&line.at),
            ..Line::default()
        };
    }
    let selection = match line.action.as_str() {
        "download" | "transmit" => Some(selection_in_words(frame, &line.selection)),
        _ => None,
    };
    let role = if is_reader(frame, line) { frame.t("activity-you").into_owned() } else { role };
    Line {
        who: line.who.clone().unwrap_or_else(|| role.clone()),
        role: if line.who.is_some() { role } else { String::new() },
        did: did(frame, line),
        what: selection,
        at: frame.moment(&line.at),
        each: Vec::new(),
    }
}

/// What was done, as the end of a sentence: "looked at: Medicines".
fn did(frame: &Frame, line: &AuditLine) -> String {
    let to = line.to.clone().unwrap_or_default();
    match line.action.as_str() {
        "view" => frame.t1("activity-viewed", "page", page_word(frame, &line.what)),
        "download" => frame.t1("activity-downloaded", "format", format_word(frame, &line.what)),
        "transmit" => {
            let outcomes = ["ok", "risk-accepted", "sending", "sent", "may-have-gone", "failed"];
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
                "password-changed",
                "second-factor-renewed",
                "recovery-codes-renewed",
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
