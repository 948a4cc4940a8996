//! `/staff/measures`: how soon patients can see what was done with them, how many use it, how soon their
//! requests are answered; by period, organization and clinician; as a file; and who is behind a number.
//!
//! The rules stand in `record::measures`, what they mean in `docs/measures.md`.

pub(crate) mod behind;
mod shown;

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use bluebutton_record::Task;
use bluebutton_record::entry::Names as _;
use bluebutton_record::measures::{MeasurePeriod, MeasureScope, MeasureSheet, lines, median_days};
use jiff::civil::Date;

use self::shown::{MeasureChart, MeasureLine, charts, line, period_words};
use crate::record::file::download;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, SeeMeasures};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::Asked;

#[derive(Template)]
#[template(path = "staff/measures.html")]
struct MeasuresPage {
    frame: Frame,
    errors: Errors,
    /// The period's word, as it was chosen.
    period: String,
    /// The scope's word.
    of: String,
    from: String,
    until: String,
    /// The period and of whose visits, in words.
    period_words: String,
    scope_name: Option<String>,
    periods: Vec<(&'static str, Vec<MeasureChoice>)>,
    scopes: Vec<(&'static str, Vec<MeasureChoice>)>,
    lines: Vec<MeasureLine>,
    /// After how many days half of the requests were answered.
    median: Option<i64>,
    charts: Vec<MeasureChart>,
    /// How often things were done: message id and number.
    often: Vec<(String, i64)>,
    is_behind: bool,
    /// Whether there was nobody and nothing to count.
    is_empty: bool,
    /// How many patients of chosen days were counted so far, where there are more.
    so_far: Option<usize>,
    may_list: bool,
}

/// Something to choose: its word, its name, whether it is chosen.
struct MeasureChoice {
    word: String,
    name: String,
    is_chosen: bool,
}

/// What was chosen.
struct ChosenMeasures {
    period: MeasurePeriod,
    scope: MeasureScope,
    errors: Errors,
}

impl ChosenMeasures {
    /// What an address or a form says; this month of all visits where it says nothing.
    fn read(frame: &Frame, fields: &Fields) -> Self {
        let mut errors = Errors::none();
        let mut day = |name| {
            let text = fields.get(name);
            let day = text.parse::<Date>().ok();
            if !text.is_empty() && day.is_none() {
                errors.add(name, frame.t("trail-day-wrong"));
            }
            day
        };
        let days = match (day("from"), day("until")) {
            (None, None) => None,
            (Some(from), None) => Some((from, frame.today().max(from))),
            (None, Some(until)) => Some((until.first_of_year(), until)),
            (Some(from), Some(until)) => Some((from, until)),
        };
        let own = days.map(|(from, until)| {
            let own = MeasurePeriod::days_of(from, until);
            own.filter(|own| own.months().len() <= MONTHS_MAX)
        });
        if own == Some(None) {
            errors.add("until", frame.t("measures-days-wrong"));
        }
        let chosen = MeasurePeriod::parse(fields.get("period"));
        let chosen = chosen.filter(|one| one.months().len() <= MONTHS_MAX);
        let [month, ..] = MeasurePeriod::around(frame.today());
        let period = own.flatten().or(chosen).unwrap_or(month);
        let scope = MeasureScope::parse(fields.get("of")).unwrap_or(MeasureScope::All);
        Self { period, scope, errors }
    }
}

/// `GET /staff/measures?period=2026-05&of=Organization/dir.x`, `?from=2026-05-04&until=2026-05-10`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<SeeMeasures>,
    Asked(fields): Asked,
) -> Answer {
    let (frame, who) = (clerk.frame(), clerk.who());
    let ChosenMeasures { period, scope, errors } = ChosenMeasures::read(&frame, &fields);
    let measures = services.store.measures();
    let counted = measures.counted(&who, &period, &scope).await?;
    let months = shown::months_until(&period);
    let by_month = measures.over_time(&who, &months, &scope).await?;
    let names = services.store.directory().names().await?;
    let name = |scope: &MeasureScope| names.name(scope.word());
    let scopes = measures.scopes(&period).await?;
    let (from, until) = match period {
        MeasurePeriod::Days(from, until) => (from.to_string(), until.to_string()),
        _ => Default::default(),
    };
    let may_list = frame.may(Task::ListMeasured);
    let told = lines(&counted.numbers, counted.open);
    let lines = told.iter().map(|one| line(&frame, one, may_list)).collect();
    let often = match scope {
        MeasureScope::All => often(&services, &period).await?,
        MeasureScope::Site(_) | MeasureScope::Provider(_) => Vec::new(),
    };
    page(&MeasuresPage {
        errors,
        period: period.word(),
        of: scope.word().to_owned(),
        from,
        until,
        period_words: period_words(&frame, &period),
        scope_name: (scope != MeasureScope::All)
            .then(|| name(&scope).unwrap_or_else(|| scope.word().to_owned())),
        periods: shown::periods(&frame, &period),
        scopes: scope_choices(&scopes, &scope, name),
        lines,
        median: median_days(&counted.numbers),
        charts: charts(&frame, &months, &by_month),
        often,
        is_behind: measures.are_behind().await?,
        is_empty: told.iter().all(|line| line.denominator == 0 && line.excluded == 0),
        so_far: counted.so_far,
        may_list,
        frame,
    })
}

/// `GET /staff/measures/file?period=2026-05`: all organizations and clinicians as a table.
pub(crate) async fn file(
    State(services): State<Services>,
    clerk: OnDuty<SeeMeasures>,
    Asked(fields): Asked,
) -> Answer {
    let (frame, who) = (clerk.frame(), clerk.who());
    let ChosenMeasures { period, scope, .. } = ChosenMeasures::read(&frame, &fields);
    let (measures, names) = (services.store.measures(), services.store.directory().names().await?);
    let name = |scope: &str| names.name(scope).unwrap_or_default();
    let mut sheet = MeasureSheet::new();
    // The chosen scope first: it is what the page shows.
    let counted = measures.counted(&who, &period, &scope).await?;
    if counted.so_far.is_some() {
        // A file with numbers that are too low would be taken for what it is not: the page says so.
        let (period, of) = (period.word(), scope.word().to_owned());
        return Ok(go_to(&format!("/staff/measures?period={period}&of={}", frame.query(&of))));
    }
    let told = lines(&counted.numbers, counted.open);
    sheet.add(&period, (scope.word(), &name(scope.word())), &told);
    for (other, numbers) in measures.by_scope(&who, &period).await? {
        if other != scope.word() && other != MeasureScope::All.word() {
            sheet.add(&period, (&other, &name(&other)), &lines(&numbers, None));
        }
    }
    let file = format!("measures-{}.csv", period.word().replace("..", "-to-"));
    Ok(download(&file, "text/csv; charset=utf-8", sheet.finish().into_bytes()))
}

/// How often things were done in a period, by anybody.
async fn often(
    services: &Services,
    period: &MeasurePeriod,
) -> Result<Vec<(String, i64)>, bluebutton_web::problem::Problem> {
    let (first, last) = period.first_and_last();
    let (first, last) = (first.to_string(), last.to_string());
    let mut sums: BTreeMap<String, i64> = BTreeMap::new();
    for day in services.store.audit().measures(&first).await? {
        if day.day <= last {
            *sums.entry(day.what).or_default() += day.number;
        }
    }
    Ok(sums.into_iter().map(|(what, number)| (format!("measures-often-{what}"), number)).collect())
}

fn scope_choices(
    scopes: &[MeasureScope],
    chosen: &MeasureScope,
    name: impl Fn(&MeasureScope) -> Option<String>,
) -> Vec<(&'static str, Vec<MeasureChoice>)> {
    let choice = |scope: &MeasureScope| MeasureChoice {
        word: scope.word().to_owned(),
        name: name(scope).unwrap_or_else(|| scope.word().to_owned()),
        is_chosen: scope == chosen,
    };
    let of = |is_wanted: fn(&MeasureScope) -> bool| {
        let mut all: Vec<MeasureChoice> =
            scopes.iter().filter(|scope| is_wanted(scope)).map(choice).collect();
        all.sort_by(|one, other| one.name.cmp(&other.name));
        all
    };
    [
        ("measures-sites", of(|scope| matches!(scope, MeasureScope::Site(_)))),
        ("measures-providers", of(|scope| matches!(scope, MeasureScope::Provider(_)))),
    ]
    .into_iter()
    .filter(|(_, choices)| !choices.is_empty())
    .collect()
}

/// Days that somebody chooses lie in so many months at most: five years.
const MONTHS_MAX: usize = 60;
