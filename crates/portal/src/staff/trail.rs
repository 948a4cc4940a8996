//! `/staff/trail`: the privacy officer reads who did what: of one record, or of what belongs to no patient;
//! by who, what kind and when; sees whether it verifies, and takes it along as a file. What was typed stands
//! in no address.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use bluebutton_record::PatientKey;
use bluebutton_store::audit::{TrailCheck, TrailFilter, TrailFormat};
use bluebutton_store::events::TrailKind;

use super::trail_words::{self, NamedLine};
use super::typed::TypedFilter;
use crate::record::file::download;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, ReadTrail};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::session::{Asked, SafeForm};

/// Lines on one page.
const LINES_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/trail.html")]
struct TrailView {
    frame: Frame,
    errors: Errors,
    typed: TypedFilter,
    /// The patient's name, where it is the trail of a record.
    name: Option<String>,
    lines: Vec<NamedLine>,
    is_cut: bool,
    check: Option<TrailCheck>,
    pager: Pager,
    /// What was asked, sealed, for the next page and the file.
    asked: String,
}

/// What the form calls the words, the kind, and whose trail it is.
const FIELDS: [&str; 3] = ["who", "kind", "whose"];

/// The filter, and what of it can't be read.
fn filter(typed: &TypedFilter, frame: &Frame) -> (TrailFilter, Errors) {
    let mut errors = Errors::none();
    let (from, until) = typed.days(frame, &mut errors);
    let (whose, kind) = (PatientKey::parse(&typed.of), TrailKind::parse(&typed.kind));
    (TrailFilter { whose, who: typed.text.clone(), kind, from, until }, errors)
}

/// `POST /staff/trail`: what was typed goes on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(clerk, fields): SafeForm<OnDuty<ReadTrail>>) -> Response {
    go_to(&clerk.asking("/staff/trail", &TypedFilter::of(&fields, FIELDS).as_question()))
}

/// `GET /staff/trail?q=…&page=2` (sealed), `?whose={key}`; `&check=1` checks every line.
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<ReadTrail>,
    Asked(fields): Asked,
) -> Answer {
    let asked = fields.get("q").to_owned();
    let typed = if asked.is_empty() {
        TypedFilter { of: fields.get("whose").to_owned(), ..TypedFilter::default() }
    } else {
        TypedFilter::from_question(&clerk.asked("/staff/trail", &asked))
    };
    let (frame, who) = (clerk.frame(), clerk.who());
    let (filter, errors) = filter(&typed, &frame);
    let turned = Turned::read(&fields, LINES_PER_PAGE);
    let audit = services.store.audit();
    let mut found = audit.trail(&who, &filter, (turned.skip(), turned.take())).await?;
    let check = if fields.is_ticked("check") {
        Some(audit.check_trail(&who, filter.whose.as_ref()).await?)
    } else {
        None
    };
    let pager = turned.pager(&mut found.lines);
    let topics = services.store.topics();
    let in_words = |line| trail_words::line(&frame, &topics, &found, line);
    let lines = found.lines.iter().map(in_words).collect();
    let (is_cut, name) = (found.is_cut, found.name);
    page(&TrailView { frame, errors, typed, name, lines, is_cut, check, pager, asked })
}

/// `POST /staff/trail/file`
pub(crate) async fn file(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ReadTrail>>,
) -> Answer {
    let (filter, _) = filter(&TypedFilter::of(&fields, FIELDS), &clerk.frame());
    let format = match fields.get("format") {
        "ndjson" => TrailFormat::Ndjson,
        _ => TrailFormat::Csv,
    };
    let found = services.store.audit().export_trail(&clerk.who(), &filter, format).await?;
    let (name, kind) = match format {
        TrailFormat::Csv => ("trail.csv", "text/csv; charset=utf-8"),
        TrailFormat::Ndjson => ("trail.ndjson", "application/x-ndjson"),
    };
    Ok(download(name, kind, found.file(format).into_bytes()))
}
