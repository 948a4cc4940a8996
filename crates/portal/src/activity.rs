//! `/records/{key}/activity`: who has seen this record, and where everything that was sent stands.

use askama::Template;
use axum::extract::State;
use bluebutton_record::words::FluentValue;
use bluebutton_record::{FhirDate, Selection};
use bluebutton_store::RecordPermit;
use bluebutton_store::accounts::IdentityCheck;
use bluebutton_store::audit::AuditLine;
use bluebutton_store::events::{By, Event, Part, SignInChange};
use bluebutton_store::transmissions::{Transmission, TransmissionState};
use jiff::civil::Date;

use self::deeds::{did, page_word, way};
pub(crate) use self::deeds::{format_word, kind_word};
use self::visits::{app_read, page_of, visits};
use crate::permit::{Asking, Download, MayView, Page, RecordPath, Viewed};
use crate::record::file::download;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;

mod deeds;
mod visits;

/// Lines on one page: pages opened one after the other share a line, so that this is a few days.
const LINES_PER_PAGE: usize = 200;

/// Whoever else is named is looked for in so many of the newest lines, however many a page shows.
const LINES_LOOKED: usize = 500;

/// The newest transmissions with their states; older ones are in the lines.
const TRANSMISSIONS_SHOWN: usize = 10;

#[derive(Template)]
#[template(path = "activity/activity.html")]
struct ActivityPage {
    frame: Frame,
    transmissions: Vec<TransmissionLine>,
    /// Who else was here, on the first page.
    others: Option<String>,
    lines: Vec<ActivityLine>,
    /// Whether the reader may take the proof along.
    may_prove: bool,
    total: i64,
    pager: Pager,
    own: OwnPiece,
}

/// Where a piece of what the reader did themselves goes on, and whether it is the first.
#[derive(Default)]
struct OwnPiece {
    older: Option<String>,
    is_further: bool,
}

/// A transmission in words.
struct TransmissionLine {
    to: String,
    way: String,
    what: String,
    asked: String,
    state: String,
    detail: Option<String>,
}

/// An audit line in words, or several of one visit.
#[derive(Default)]
struct ActivityLine {
    who: String,
    role: String,
    did: String,
    /// At whose request, where somebody else asked for it.
    asked_by: Option<String>,
    /// Why, where a reason was given.
    reason: Option<String>,
    what: Option<String>,
    at: String,
    /// What is told with the time of each: the message over it.
    each_title: &'static str,
    /// The pages of a visit with the time of each, in the order in which they were opened; or what an
    /// app read.
    each: Vec<(String, String)>,
}

/// Who has seen the record.
pub(crate) struct Activity;

impl Page for Activity {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("activity")
    }
}

/// `GET /records/{key}/activity?page=2`; whoever reads only what they did themselves has pieces, `?from=…`
pub(crate) async fn show(
    State(services): State<Services>,
    MayView { permit, frame, .. }: MayView<Activity>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, LINES_PER_PAGE);
    let (audit, mut own) = (services.store.audit(), OwnPiece::default());
    let (lines, pager) = if permit.sees_all_deeds() {
        let mut lines = audit.lines(&permit, turned.skip(), turned.take()).await?;
        let pager = turned.pager(&mut lines);
        (lines, pager)
    } else {
        let from = fields.get("from");
        let found = audit.own_lines(&permit, from, LINES_PER_PAGE).await?;
        own = OwnPiece { older: found.older, is_further: !from.is_empty() };
        (found.lines, Pager { newer: None, older: None })
    };
    // A day that is cut by a page's end says nothing of who else came on it.
    let looked = if permit.sees_all_deeds() && turned.is_first() && pager.older.is_some() {
        Some(audit.lines(&permit, 0, LINES_LOOKED).await?)
    } else {
        None
    };
    let transmissions = if turned.is_first() && !own.is_further {
        services.store.transmissions().list(&permit, TRANSMISSIONS_SHOWN).await?
    } else {
        Vec::new()
    };
    page(&ActivityPage {
        transmissions: transmissions.iter().map(|one| sent(&frame, one)).collect(),
        others: others(&frame, &permit, looked.as_ref().unwrap_or(&lines), &pager),
        lines: visits(&lines, |at| frame.date_of(at))
            .iter()
            .map(|one| visit(&frame, one))
            .collect(),
        may_prove: permit.sees_all_deeds(),
        total: audit.length(permit.patient()).await?,
        pager,
        own,
        frame,
    })
}

/// `GET /records/{key}/activity/proof`: all of it with the proof that it is in the site's log, which
/// `bluebutton verify --proof` checks anywhere.
pub(crate) async fn proof(State(services): State<Services>, asking: Asking<Download>) -> Answer {
    let permit = asking.permit(&services, "activity", Selection::default()).await?;
    if !permit.sees_all_deeds() {
        return Err(Problem::not_allowed());
    }
    let proof = services.store.audit().proof(&permit).await?;
    Ok(download("activity-proof.json", "application/json", proof.into_bytes()))
}

/// Who besides the reader is in the newest lines, and since when they were looked through: what
/// most people come for. Nothing is claimed where a line can't be trusted.
fn others(
    frame: &Frame,
    permit: &RecordPermit,
    lines: &[AuditLine],
    pager: &Pager,
) -> Option<String> {
    let may_tell = permit.sees_all_deeds() && lines.iter().all(|line| line.told.is_some());
    if pager.newer.is_some() || !may_tell {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let people = lines.iter().filter_map(|line| line.told.as_ref()).map(|(by, _)| by.origin());
    for by in people.filter(|by| by.name.is_some() && !is_reader(frame, by)) {
        let name = format!("{} ({})", name_of(frame, by), role_of(frame, by));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names = names.join(", ");
    let since = lines.last().filter(|_| lines.len() >= LINES_LOOKED);
    let since = since.map(|line| frame.moment(&line.at));
    Some(match (names.as_str(), since) {
        ("", None) => frame.t("activity-nobody-else").into_owned(),
        ("", Some(since)) => frame.t1("activity-nobody-else-since", "date", since),
        (names, None) => frame.t1("activity-others", "names", names),
        (names, Some(since)) => frame.t2("activity-others-since", "names", names, "date", since),
    })
}

fn is_reader(frame: &Frame, by: &By) -> bool {
    let own = frame.account.as_ref().map(|account| &account.id);
    by.name.is_some() && own.is_some() && by.account.as_ref() == own
}

/// Their name; where they have none, what they are.
fn name_of(frame: &Frame, by: &By) -> String {
    by.name.clone().unwrap_or_else(|| frame.t(part_word(by.part)).into_owned())
}

fn role_of(frame: &Frame, by: &By) -> String {
    let id = if is_reader(frame, by) { "activity-you" } else { part_word(by.part) };
    frame.t(id).into_owned()
}

pub(crate) fn part_word(part: Part) -> &'static str {
    match part {
        Part::Patient => "activity-role-patient",
        Part::Caregiver => "activity-role-caregiver",
        Part::App => "activity-role-app",
        Part::Staff => "activity-role-staff",
        Part::Member => "activity-role-member",
        Part::Operator => "activity-role-operator",
        Part::Program => "activity-role-program",
    }
}

/// A visit in words: its first and last moment, its pages, and each of them with its time; and what an
/// app read on a day likewise.
fn visit(frame: &Frame, lines: &[&AuditLine]) -> ActivityLine {
    let (Some(last), Some(first)) = (lines.first(), lines.last()) else {
        return ActivityLine::default();
    };
    let newest = line_in_words(frame, last);
    if lines.len() == 1 {
        return newest;
    }
    let in_order = || lines.iter().rev().copied();
    let word = |line: &AuditLine| match app_read(line) {
        Some((_, kind)) => kind_word(frame, kind),
        None => page_word(frame, page_of(line)),
    };
    let mut words: Vec<String> = Vec::new();
    for one in in_order().map(&word) {
        if !words.contains(&one) {
            words.push(one);
        }
    }
    let is_app = app_read(last).is_some();
    let (from, to) = (frame.moment(&first.at), frame.time_of(&last.at));
    let is_moment = frame.moment(&first.at) == frame.moment(&last.at);
    ActivityLine {
        did: if is_app {
            let what = words.join(", ").into();
            let told = [("count", FluentValue::from(lines.len())), ("what", what)];
            frame.words().with("activity-app-read-often", &told)
        } else {
            frame.t1("activity-viewed", "page", words.join(", "))
        },
        at: if is_moment { from } else { frame.t2("activity-while", "from", from, "to", to) },
        each_title: if is_app { "activity-each-read" } else { "activity-each" },
        each: in_order().map(|line| (frame.time_of(&line.at), word(line))).collect(),
        ..newest
    }
}

fn sent(frame: &Frame, transmission: &Transmission) -> TransmissionLine {
    let (state, detail) = match &transmission.state {
        TransmissionState::Waiting | TransmissionState::HandingOver => {
            ("transmission-waiting", None)
        }
        TransmissionState::Held => ("transmission-held", None),
        TransmissionState::MayHaveGone => {
            ("transmission-unsure", Some(frame.t("send-may-have-gone").into_owned()))
        }
        TransmissionState::Delayed { why, next } => {
            let next = frame.t1("transmission-next", "time", frame.moment(next));
            ("transmission-delayed", Some(format!("{} {next}", reason(frame, why))))
        }
        TransmissionState::Sent => ("transmission-sent", None),
        TransmissionState::Failed { why } => ("transmission-failed", Some(reason(frame, why))),
    };
    let selection = transmission.what.selection.to_string();
    TransmissionLine {
        to: transmission.what.to.clone(),
        way: frame.t(way(transmission.what.way)).into_owned(),
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

fn line_in_words(frame: &Frame, line: &AuditLine) -> ActivityLine {
    let at = frame.moment(&line.at);
    let Some((by, event)) = &line.told else {
        let who = frame.t("activity-altered-who");
        let did = frame.t_shared("activity-altered");
        return ActivityLine {
            who: who.into_owned(),
            did: did.into_owned(),
            at,
            ..ActivityLine::default()
        };
    };
    let what = match event {
        Event::Downloaded { selection, .. } | Event::Sending { selection, .. } => {
            Some(selection_in_words(frame, selection))
        }
        _ => None,
    };
    ActivityLine {
        who: name_of(frame, by),
        role: by.name.as_ref().map(|_| role_of(frame, by)).unwrap_or_default(),
        did: did(frame, event),
        asked_by: by.asked_by.as_ref().map(|asked| {
            let (name, role) = (name_of(frame, asked), role_of(frame, asked));
            frame.t2("activity-asked-by", "name", name, "role", role)
        }),
        reason: by
            .reason
            .as_ref()
            .map(|reason| frame.t1("activity-reason", "reason", why(frame, event, reason))),
        what,
        at,
        ..ActivityLine::default()
    }
}

/// A reason; of a code for signing in again, what staff checked stands before it.
fn why(frame: &Frame, event: &Event, reason: &str) -> String {
    let change = SignInChange::RecoveryStarted;
    let is_check = matches!(event, Event::SignInChanged { change: own, .. } if *own == change);
    let parts = reason.split_once(": ").filter(|_| is_check);
    let checked = parts.and_then(|(word, rest)| Some((IdentityCheck::parse(word)?, rest)));
    let Some((check, rest)) = checked else { return reason.to_owned() };
    format!("{}; {rest}", frame.t(&format!("recover-check-{}", check.word())))
}

/// A line of the trail as the privacy officer reads it.
pub(crate) struct TrailLine {
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) role: String,
    pub(crate) did: String,
    /// At whose request, why, and what of it.
    pub(crate) more: Vec<String>,
}

/// One line, not put together with others.
pub(crate) fn trail_line(frame: &Frame, line: &AuditLine) -> TrailLine {
    let ActivityLine { at, who, role, did, asked_by, reason, what, .. } =
        line_in_words(frame, line);
    TrailLine { at, who, role, did, more: [asked_by, reason, what].into_iter().flatten().collect() }
}

/// `medications,allergies 2024-01-01/.. visit:…` in words; empty is the whole record.
pub(crate) fn selection_in_words(frame: &Frame, selection: &str) -> String {
    let Ok(selection) = selection.parse::<Selection>() else { return selection.to_owned() };
    let mut words = Vec::new();
    if let Some(sections) = &selection.sections {
        let names = sections.iter().map(|section| frame.t(&format!("nav-{}", section.slug())));
        words.push(names.collect::<Vec<_>>().join(", "));
    }
    let day = |day: Option<Date>| day.map(|day| frame.date(&FhirDate::day(day)));
    words.extend(match (day(selection.dates.from), day(selection.dates.to)) {
        (Some(from), Some(to)) => Some(frame.t2("activity-from-to", "from", from, "to", to)),
        (Some(from), None) => Some(frame.t1("activity-from", "from", from)),
        (None, Some(to)) => Some(frame.t1("activity-to", "to", to)),
        (None, None) => None,
    });
    words.extend(selection.visit.is_some().then(|| frame.t("activity-one-visit").into_owned()));
    if words.is_empty() { frame.t("activity-everything").into_owned() } else { words.join("; ") }
}
