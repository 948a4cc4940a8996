//! `/staff/imports`: what came in, newest first, and the report of one import.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::reading::{Issue, Severity};
use bluebutton_store::imports::ImportReport;

use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, Staff};

/// A report may hold tens of thousands of issues; nobody reads more than this on a page.
const ISSUES_SHOWN: usize = 500;

/// Imports on one page.
const IMPORTS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/imports.html")]
struct ImportsPage {
    frame: Frame,
    imports: Vec<Line>,
    pager: Pager,
}

#[derive(Template)]
#[template(path = "staff/import.html")]
struct ImportPage {
    frame: Frame,
    line: Line,
    report: ImportReport,
    issues: Vec<IssueLine>,
    issues_left_out: usize,
}

/// One import in numbers.
struct Line {
    id: String,
    file: String,
    at: String,
    patients: usize,
    new: usize,
    changed: usize,
    same: usize,
    issues: usize,
    quarantined: usize,
}

/// One issue as staff read it.
pub(super) struct IssueLine {
    pub(super) severity: &'static str,
    pub(super) place: String,
    pub(super) message: String,
}

/// `GET /staff/imports?page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, IMPORTS_PER_PAGE);
    let mut reports = {
        let imports = services.store.imports();
        imports.list(&signed_in.who(), turned.skip(), turned.take()).await?
    };
    let pager = turned.pager(&mut reports);
    let frame = signed_in.frame();
    let imports = reports.iter().map(|report| line(&frame, report)).collect();
    page(&ImportsPage { frame, imports, pager })
}

/// `GET /staff/imports/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Path(id): Path<String>,
) -> Answer {
    let report = services.store.imports().get(&signed_in.who(), &id).await?;
    let report = report.ok_or_else(Problem::not_found)?;
    let frame = signed_in.frame();
    let issues: Vec<IssueLine> =
        report.issues.iter().take(ISSUES_SHOWN).map(|issue| issue_line(&frame, issue)).collect();
    let issues_left_out = report.issues.len() - issues.len();
    let line = line(&frame, &report);
    page(&ImportPage { frame, line, report, issues, issues_left_out })
}

fn line(frame: &Frame, report: &ImportReport) -> Line {
    let sum = |place: fn(&[usize; 3]) -> usize| report.counts.values().map(place).sum();
    Line {
        id: report.id.clone(),
        file: report.file.clone(),
        at: frame.moment(&report.at),
        patients: report.patients,
        new: sum(|[new, _, _]| *new),
        changed: sum(|[_, changed, _]| *changed),
        same: sum(|[_, _, same]| *same),
        issues: report.issues.len(),
        quarantined: report.quarantined,
    }
}

pub(super) fn issue_line(frame: &Frame, issue: &Issue) -> IssueLine {
    let line = issue.place.line.map(|line| frame.t1("import-line", "line", line));
    let place = [line, issue.place.path.clone()];
    IssueLine {
        severity: match issue.severity {
            Severity::Note => "severity-note",
            Severity::Warning => "severity-warning",
            Severity::Error => "severity-error",
        },
        place: place.into_iter().flatten().collect::<Vec<_>>().join(", "),
        message: issue.message.clone(),
    }
}
