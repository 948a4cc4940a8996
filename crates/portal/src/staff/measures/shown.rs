//! Measures as a page shows them: lines, charts, periods in words.

use bluebutton_record::measures::{CountedNumbers, Indicator, IndicatorLine, MeasurePeriod, lines};
use jiff::civil::Date;

use super::MeasureChoice;
use crate::chart::{Share, Svg, shares};
use bluebutton_web::frame::Frame;

/// A measure on the page.
pub(super) struct MeasureLine {
    /// Message id of its name.
    pub(super) name: String,
    pub(super) numerator: i64,
    pub(super) denominator: i64,
    pub(super) excluded: i64,
    /// `93.7 %`; none of nobody.
    pub(super) percent: Option<String>,
    /// Whether nothing can be said of it: nobody has a way to use an app.
    pub(super) is_without_apps: bool,
    /// Who can be listed: message id, the group, and the group in which they are not.
    pub(super) ways: Vec<(&'static str, &'static str, &'static str)>,
}

/// A measure over the months.
pub(super) struct MeasureChart {
    /// Message id of its name.
    pub(super) name: String,
    pub(super) svg: Option<Svg>,
    /// Month, percent, numerator, denominator.
    pub(super) rows: Vec<(String, Option<String>, i64, i64)>,
}

/// What is drawn.
const DRAWN: [Indicator; 3] = [Indicator::OfficeAccess, Indicator::HospitalAccess, Indicator::Used];

/// Months in a chart.
const MONTHS: usize = 12;

pub(super) fn line(frame: &Frame, line: &IndicatorLine, may_list: bool) -> MeasureLine {
    let groups = line.indicator.groups().filter(|_| may_list);
    let mut ways = Vec::new();
    if let Some((numerator, denominator, excluded)) = groups {
        if line.numerator > 0 {
            ways.push(("measures-who-in", numerator.word(), ""));
        }
        if line.denominator > line.numerator {
            ways.push(("measures-who-not", denominator.word(), numerator.word()));
        }
        if let Some(excluded) = excluded.filter(|_| line.excluded > 0) {
            ways.push(("measures-who-out", excluded.word(), ""));
        }
    }
    MeasureLine {
        name: format!("measures-{}", line.indicator.word()),
        numerator: line.numerator,
        denominator: line.denominator,
        excluded: line.excluded,
        percent: percent(frame, line),
        is_without_apps: line.indicator == Indicator::Apps && line.numerator == 0,
        ways,
    }
}

/// "93.7 %", as the language writes it.
fn percent(frame: &Frame, line: &IndicatorLine) -> Option<String> {
    line.percent().map(|percent| frame.t1("measures-percent", "number", percent))
}

/// The months that end with the last one of a period.
pub(super) fn months_until(period: &MeasurePeriod) -> Vec<MeasurePeriod> {
    let (_, last) = period.first_and_last();
    let [mut month, ..] = MeasurePeriod::around(last);
    let mut months = Vec::with_capacity(MONTHS);
    for _ in 0..MONTHS {
        months.push(month);
        month = month.before();
    }
    months.reverse();
    months
}

pub(super) fn charts(
    frame: &Frame,
    months: &[MeasurePeriod],
    counted: &[CountedNumbers],
) -> Vec<MeasureChart> {
    let told: Vec<Vec<IndicatorLine>> =
        counted.iter().map(|numbers| lines(numbers, None)).collect();
    let of = |indicator: Indicator| {
        let own =
            |all: &Vec<IndicatorLine>| all.iter().find(|one| one.indicator == indicator).copied();
        let points: Vec<(MeasurePeriod, IndicatorLine)> =
            months.iter().zip(&told).filter_map(|(month, all)| Some((*month, own(all)?))).collect();
        let bar = |(month, line): &(MeasurePeriod, IndicatorLine)| Share {
            permille: line.permille(),
            shown: line.permille().map_or_else(String::new, |share| format!("{}%", share / 10)),
            name: month_word(frame, month).chars().take(3).collect(),
        };
        let bars: Vec<Share> = points.iter().map(bar).collect();
        let row = |(month, line): &(MeasurePeriod, IndicatorLine)| {
            let month = period_words(frame, month);
            (month, percent(frame, line), line.numerator, line.denominator)
        };
        MeasureChart {
            name: format!("measures-{}", indicator.word()),
            svg: shares(&bars),
            rows: points.iter().map(row).collect(),
        }
    };
    DRAWN.into_iter().map(of).filter(|chart| chart.svg.is_some()).collect()
}

fn month_word(frame: &Frame, period: &MeasurePeriod) -> String {
    let (first, _) = period.first_and_last();
    frame.t(&format!("month-{}", first.month())).into_owned()
}

/// "May 2026", "second quarter 2026", "2026", "May 4, 2026 to May 10, 2026".
pub(super) fn period_words(frame: &Frame, period: &MeasurePeriod) -> String {
    match period {
        MeasurePeriod::Month(year, _) => {
            let month = month_word(frame, period);
            frame.t2("measures-month", "month", month, "year", year)
        }
        MeasurePeriod::Quarter(year, quarter) => {
            frame.t2("measures-quarter", "quarter", quarter, "year", year)
        }
        MeasurePeriod::Year(year) => year.to_string(),
        MeasurePeriod::Days(from, to) => {
            frame.t2("measures-days", "from", frame.day(from), "to", frame.day(to))
        }
    }
}

/// What can be chosen: months, quarters and years up to now, and what is chosen.
pub(super) fn periods(
    frame: &Frame,
    chosen: &MeasurePeriod,
) -> Vec<(&'static str, Vec<MeasureChoice>)> {
    let today: Date = frame.today();
    let [month, quarter, year] = MeasurePeriod::around(today);
    let choices = |newest: MeasurePeriod, count: usize| {
        let mut all = Vec::with_capacity(count + 1);
        let mut period = newest;
        for _ in 0..count {
            all.push(period);
            period = period.before();
        }
        let is_kind = |other: &MeasurePeriod| {
            std::mem::discriminant(other) == std::mem::discriminant(&newest)
        };
        if is_kind(chosen) && !all.contains(chosen) {
            all.push(*chosen);
        }
        let choice = |one: &MeasurePeriod| MeasureChoice {
            word: one.word(),
            name: period_words(frame, one),
            is_chosen: one == chosen,
        };
        all.iter().map(choice).collect::<Vec<_>>()
    };
    vec![
        ("measures-months", choices(month, 13)),
        ("measures-quarters", choices(quarter, 6)),
        ("measures-years", choices(year, 4)),
    ]
}
