//! `POST /staff/measures/patients`: who is behind a number. Each of them reads in their activity that they
//! were listed.

use askama::Template;
use axum::extract::State;
use bluebutton_record::measures::MeasureGroup;
use bluebutton_store::measures::Behind;
use bluebutton_store::patients::PatientCard;

use super::ChosenMeasures;
use super::shown::period_words;
use crate::services::Services;
use bluebutton_web::duty::{ListMeasured, OnDuty};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;

/// Patients on one page.
const PATIENTS_PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/measures-behind.html")]
struct BehindPage {
    frame: Frame,
    /// Message ids of what they are in, and of what they are not in.
    group: String,
    without: Option<String>,
    period_words: String,
    patients: Vec<PatientCard>,
    /// The question again, for the next page.
    period: String,
    of: String,
    group_word: &'static str,
    without_word: &'static str,
    next: Option<String>,
    is_first: bool,
}

/// `POST /staff/measures/patients`
pub(crate) async fn list(
    State(services): State<Services>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ListMeasured>>,
) -> Answer {
    let frame = clerk.frame();
    let ChosenMeasures { period, scope, .. } = ChosenMeasures::read(&frame, &fields);
    let group = MeasureGroup::parse(fields.get("group")).ok_or_else(Problem::not_found)?;
    let without = MeasureGroup::parse(fields.get("without"));
    let after = Some(fields.get("after")).filter(|after| !after.is_empty());
    let (of, behind) = (scope.word().to_owned(), Behind { period, scope, group, without });
    let measures = services.store.measures();
    let found = measures.behind(&clerk.who(), &behind, after, PATIENTS_PER_PAGE).await?;
    page(&BehindPage {
        group: format!("measures-group-{}", group.word()),
        without: without.map(|without| format!("measures-group-{}", without.word())),
        period_words: period_words(&frame, &period),
        patients: found.patients,
        period: period.word(),
        of,
        group_word: group.word(),
        without_word: without.map_or("", MeasureGroup::word),
        next: found.next,
        is_first: after.is_none(),
        frame,
    })
}
