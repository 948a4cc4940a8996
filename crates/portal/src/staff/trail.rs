//! `/staff/trail`: the privacy officer reads who did what: of one record, or of what belongs to no patient;
//! by who, what kind and when; sees whether it verifies, and takes it along as a file. What was typed stands
//! in no address.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use bluebutton_record::PatientKey;
use bluebutton_store::audit::{TrailCheck, TrailFilter, TrailFormat};
use bluebutton_store::events::TrailKind;
use jiff::civil::Date;

use crate::activity::{TrailLine, trail_line};
use crate::record::file::download;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, ReadTrail};
use bluebutton_web::fields::{Errors, Fields};
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
    lines: Vec<TrailLine>,
    is_cut: bool,
    check: Option<TrailCheck>,
    pager: Pager,
    /// What was asked, sealed, for the next page and the file.
    asked: String,
}

/// The filter as it was typed.
#[derive(Default)]
struct TypedFilter {
    whose: String,
    who: String,
    kind: String,
    from: String,
    until: String,
}

impl TypedFilter {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.get(name).chars().take(FIELD_CHARS_MAX).collect();
        Self {
            whose: text("whose"),
            who: text("who"),
            kind: text("kind"),
            from: text("from"),
            until: text("until"),
        }
    }

    /// One line, to be sealed into an address.
    fn as_question(&self) -> String {
        let Self { whose, who, kind, from, until } = self;
        let who = who.replace('|', " ");
        format!("{whose}|{kind}|{from}|{until}|{who}")
    }

    fn from_question(question: &str) -> Self {
        let mut parts = question.splitn(5, '|').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (whose, kind, from, until) = (next(), next(), next(), next());
        Self { whose, who: next(), kind, from, until }
    }

    /// The filter, and what of it can't be read.
    fn filter(&self, frame: &Frame) -> (TrailFilter, Errors) {
        let mut errors = Errors::none();
        let mut day = |text: &str, field| {
            let day = text.parse::<Date>().ok();
            if !text.is_empty() && day.is_none() {
                errors.add(field, frame.t("trail-day-wrong"));
            }
            day
        };
        let (from, until) = (day(&self.from, "from"), day(&self.until, "until"));
        let whose = PatientKey::parse(&self.whose);
        let kind = TrailKind::parse(&self.kind);
        (TrailFilter { whose, who: self.who.clone(), kind, from, until }, errors)
    }
}

/// `POST /staff/trail`: what was typed goes on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(clerk, fields): SafeForm<OnDuty<ReadTrail>>) -> Response {
    go_to(&clerk.asking("/staff/trail", &TypedFilter::of(&fields).as_question()))
}

/// `GET /staff/trail?q=…&page=2` (sealed), `?whose={key}`; `&check=1` checks every line.
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<ReadTrail>,
    Asked(fields): Asked,
) -> Answer {
    let asked = fields.get("q").to_owned();
    let typed = if asked.is_empty() {
        TypedFilter { whose: fields.get("whose").to_owned(), ..TypedFilter::default() }
    } else {
        TypedFilter::from_question(&clerk.asked(&asked))
    };
    let (frame, who) = (clerk.frame(), clerk.who());
    let (filter, errors) = typed.filter(&frame);
    let turned = Turned::read(&fields, LINES_PER_PAGE);
    let audit = services.store.audit();
    let mut found = audit.trail(&who, &filter, (turned.skip(), turned.take())).await?;
    let check = if fields.is_ticked("check") {
        Some(audit.check_trail(&who, filter.whose.as_ref()).await?)
    } else {
        None
    };
    let pager = turned.pager(&mut found.lines);
    let lines = found.lines.iter().map(|line| trail_line(&frame, line)).collect();
    let (is_cut, name) = (found.is_cut, found.name);
    page(&TrailView { frame, errors, typed, name, lines, is_cut, check, pager, asked })
}

/// `POST /staff/trail/file`
pub(crate) async fn file(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ReadTrail>>,
) -> Answer {
    let (filter, _) = TypedFilter::of(&fields).filter(&clerk.frame());
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

/// Nobody types more into one field.
const FIELD_CHARS_MAX: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_comes_back_as_it_was_typed() {
        let typed = TypedFilter {
            whose: "abc".to_owned(),
            who: "a|b".to_owned(),
            kind: "look".to_owned(),
            from: "2026-01-01".to_owned(),
            until: String::new(),
        };
        let back = TypedFilter::from_question(&typed.as_question());
        assert_eq!((back.whose.as_str(), back.who.as_str()), ("abc", "a b"));
        assert_eq!((back.from.as_str(), back.until.as_str()), ("2026-01-01", ""));
        TypedFilter::from_question("||||||||");
        TypedFilter::from_question("");
    }
}
