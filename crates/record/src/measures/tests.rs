//! The rules one by one: days, deadlines, what a visit is, groups, periods, sums.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::*;
use crate::facts::day_number;
use crate::json::Document;

fn calendar(holidays: &[Date]) -> BusinessCalendar {
    let zone = TimeZone::get("America/New_York").unwrap();
    BusinessCalendar { zone, holidays: holidays.iter().copied().collect() }
}

fn end(json: &str, holidays: &[Date]) -> Option<VisitEnd> {
    VisitEnd::of(Document::parse(json).unwrap().root(), &calendar(holidays))
}

fn second(moment: &str) -> i64 {
    moment.parse::<jiff::Timestamp>().unwrap().as_second()
}

fn encounter(class: &str, end: &str) -> String {
    format!(
        r#"{{"resourceType":"Encounter","status":"finished","class":{{"code":"{class}"}},"period":{{"end":"{end}"}}}}"#
    )
}

#[test]
fn four_business_days_pass_over_weekends_and_holidays() {
    for (ended, holidays, last) in [
        // Monday: Friday, to its last second at the site.
        ("2026-05-04T09:00:00-04:00", &[][..], "2026-05-09T03:59:59Z"),
        // Friday and Saturday: Thursday.
        ("2026-05-08T09:00:00-04:00", &[], "2026-05-15T03:59:59Z"),
        ("2026-05-09T09:00:00-04:00", &[], "2026-05-15T03:59:59Z"),
        // Memorial Day is the Monday behind it.
        ("2026-05-22T09:00:00-04:00", &[date(2026, 5, 25)], "2026-05-30T03:59:59Z"),
        // A holiday on a Saturday changes nothing.
        ("2026-05-08T09:00:00-04:00", &[date(2026, 5, 9)], "2026-05-15T03:59:59Z"),
        // The clocks are set back on 1 November.
        ("2026-10-29T09:00:00-04:00", &[], "2026-11-05T04:59:59Z"),
    ] {
        let end = end(&encounter("AMB", ended), holidays).unwrap();
        assert_eq!(end.deadline, second(last), "{ended}");
    }
}

#[test]
fn a_discharge_has_thirty_six_hours_by_the_clock() {
    for (ended, day, last) in [
        // Ten to midnight: two calendar days later, before noon.
        ("2026-05-08T23:50:00-04:00", "2026-05-08", "2026-05-10T15:50:00Z"),
        // No offset: the site's clock.
        ("2026-05-08T23:50:00", "2026-05-08", "2026-05-10T15:50:00Z"),
        // As UTC it is the next day; at the site it is not.
        ("2026-05-09T03:50:00Z", "2026-05-08", "2026-05-10T15:50:00Z"),
        // Only the day is told: it ended with it at the latest.
        ("2026-05-08", "2026-05-08", "2026-05-10T16:00:00Z"),
        // An hour is shown twice.
        ("2026-10-31T23:50:00", "2026-10-31", "2026-11-02T15:50:00Z"),
    ] {
        let end = end(&encounter("IMP", ended), &[]).unwrap();
        assert!(end.is_hospital);
        assert_eq!(end.day, day_number(day.parse().unwrap()), "{ended}");
        assert_eq!(end.deadline, second(last), "{ended}");
    }
}

#[test]
fn what_is_not_over_or_has_no_day_is_no_visit_yet() {
    for json in [
        r#"{"resourceType":"Encounter","status":"planned","period":{"start":"2026-05-04"}}"#,
        r#"{"resourceType":"Encounter","status":"cancelled","period":{"end":"2026-05-04"}}"#,
        r#"{"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP"},"period":{"start":"2026-05-04"}}"#,
        // Admitted, and nobody said that they left.
        r#"{"resourceType":"Encounter","status":"finished","class":{"code":"IMP"},"period":{"start":"2026-05-04"}}"#,
        r#"{"resourceType":"Encounter","status":"finished","period":{"end":"2026-05"}}"#,
        r#"{"resourceType":"Encounter","status":"finished"}"#,
        r#"{"resourceType":"Encounter","status":"finished","period":"yesterday"}"#,
    ] {
        assert_eq!(end(json, &[]), None, "{json}");
    }
    let start =
        r#"{"resourceType":"Encounter","status":"finished","period":{"start":"2026-05-04"}}"#;
    assert!(end(start, &[]).is_some(), "a visit outside a hospital ends on its day");
}

#[test]
fn who_answers_for_a_visit_comes_before_who_was_there() {
    let json = r#"{"resourceType":"Encounter","status":"finished","class":{"code":"AMB"},"period":{"end":"2026-05-04"},
        "participant":[{"individual":{"reference":"Practitioner/dir.nurse"}},
            {"type":[{"coding":[{"code":"ATND"}]}],"individual":{"reference":"Practitioner/dir.lee"}}],
        "serviceProvider":{"reference":"Organization/dir.clinic"}}"#;
    let end = end(json, &[]).unwrap();
    assert_eq!(end.provider.as_deref(), Some("Practitioner/dir.lee"));
    assert_eq!(end.site.as_deref(), Some("Organization/dir.clinic"));
}

#[test]
fn in_time_is_what_somebody_could_see_at_the_deadline() {
    let visit = end(&encounter("IMP", "2026-05-08T12:00:00Z"), &[]).unwrap();
    let (came, last) = (second("2026-05-08T13:00:00Z"), visit.deadline);
    let judged = |arrived, access: &[AccessSpan]| timeliness(&visit, arrived, access, false, false);
    assert_eq!(judged(came, &[(0, None)]), Timeliness::InTime);
    assert_eq!(judged(last, &[(0, None)]), Timeliness::InTime);
    assert_eq!(judged(last + 1, &[(0, None)]), Timeliness::Late);
    assert_eq!(judged(came, &[]), Timeliness::Late, "nobody has a way in");
    assert_eq!(judged(came, &[(last, None)]), Timeliness::InTime);
    assert_eq!(judged(came, &[(last + 1, None)]), Timeliness::Late, "a way in too late");
    assert_eq!(judged(came, &[(0, Some(came))]), Timeliness::Late, "it had ended before");
    assert_eq!(timeliness(&visit, came, &[(0, None)], true, false), Timeliness::Late);
    assert_eq!(timeliness(&visit, came, &[(0, None)], true, true), Timeliness::Excluded);
}

fn counted(day: Date, is_hospital: bool, timeliness: Timeliness) -> CountedVisit {
    let (provider, site) = (Some("Practitioner/dir.lee".to_owned()), None);
    CountedVisit { day: day_number(day), is_hospital, timeliness, provider, site }
}

#[test]
fn one_late_visit_takes_a_patient_out_of_the_numerator_of_each_period_it_is_in() {
    let patient = MeasuredPatient {
        visits: vec![
            counted(date(2026, 4, 30), false, Timeliness::InTime),
            counted(date(2026, 5, 4), false, Timeliness::Late),
            counted(date(2026, 7, 1), true, Timeliness::Excluded),
        ],
        uses: BTreeMap::from([(day_number(date(2026, 5, 9)), DayUses::DOWNLOADED)]),
        ..MeasuredPatient::default()
    };
    let cells = patient.cells();
    let has = |period: &str, scope: &str, what: &str| {
        let [period, scope, what] = [period, scope, what].map(str::to_owned);
        cells.contains_key(&MeasureCell { period, scope, what })
    };
    assert!(has("2026-04", "all", "office-in-time") && !has("2026-05", "all", "office-in-time"));
    assert!(has("2026-Q2", "all", "office") && !has("2026-Q2", "all", "office-in-time"));
    assert!(has("2026-05", "Practitioner/dir.lee", "office"));
    assert!(has("2026-05", "all", "used") && has("2026", "all", "downloaded"));
    assert!(!has("2026-04", "all", "used"), "what was done in another month");
    assert!(has("2026-07", "all", "hospital-excluded") && !has("2026-07", "all", "hospital"));
    assert_eq!(patient.months().len(), 3);
}

#[test]
fn requests_have_their_median_and_what_waits_in_time_is_left_out() {
    let asked = day_number(date(2026, 5, 4));
    let request = |answered: Option<i32>, is_withdrawn| AskedRequest {
        asked,
        answered: answered.map(|days| asked + days),
        due: asked + 30,
        is_withdrawn,
    };
    let patient = MeasuredPatient {
        requests: vec![
            request(Some(1), false),
            request(Some(30), false),
            request(Some(31), false),
            request(None, true),
            request(None, false),
        ],
        ..MeasuredPatient::default()
    };
    let sums = patient.sums((asked, asked));
    assert_eq!(median_days(&sums), Some(30));
    let told = lines(&sums, Some(OpenRequests { overdue: 0, all: 1 }));
    let answered = told.last().unwrap();
    assert_eq!((answered.numerator, answered.denominator, answered.excluded), (2, 3, 2));
    let told = lines(&sums, Some(OpenRequests { overdue: 1, all: 1 }));
    let answered = told.last().unwrap();
    assert_eq!((answered.numerator, answered.denominator, answered.excluded), (2, 4, 1));
    assert_eq!(lines(&sums, None).len(), Indicator::ALL.len() - 1);
    assert_eq!(median_days(&BTreeMap::new()), None);
}

#[test]
fn a_goal_that_was_just_missed_is_not_told_as_met() {
    let line = |numerator, denominator| IndicatorLine {
        indicator: Indicator::OfficeAccess,
        numerator,
        denominator,
        excluded: 0,
    };
    assert_eq!(line(7_999, 10_000).percent().as_deref(), Some("79.9"));
    assert_eq!(line(9_999, 10_000).percent().as_deref(), Some("99.9"));
    assert_eq!(line(3, 3).percent().as_deref(), Some("100.0"));
    assert_eq!(line(0, 0).percent(), None);
}

#[test]
fn periods_are_written_read_and_turned() {
    for word in ["2026-05", "2026-Q2", "2026", "2026-05-04..2026-05-10"] {
        assert_eq!(MeasurePeriod::parse(word).unwrap().word(), word);
    }
    for word in [
        "",
        "26",
        "2026-5",
        "2026-13",
        "2026-Q5",
        "2026-00",
        "2026-05-10..2026-05-04",
        "0000",
        "99999",
        "2026-Qx",
        "..",
    ] {
        assert_eq!(MeasurePeriod::parse(word), None, "{word}");
    }
    let period = |word: &str| MeasurePeriod::parse(word).unwrap();
    assert_eq!(period("2026-01-01..2026-03-31"), period("2026-Q1"));
    assert_eq!(period("2024-02-01..2024-02-29"), period("2024-02"));
    assert_eq!(period("2026-01").before(), period("2025-12"));
    assert_eq!(period("2026-Q4").after(), period("2027-Q1"));
    assert_eq!(period("2026-05-04..2026-05-10").before(), period("2026-04-27..2026-05-03"));
    assert_eq!(period("2026-Q2").months().len(), 3);
    assert_eq!(period("2026-01-31..2026-03-01").months().len(), 3);
    let [month, quarter, year] = MeasurePeriod::around(date(2026, 12, 31));
    assert_eq!([month, quarter, year].map(|one| one.word()), ["2026-12", "2026-Q4", "2026"]);
}

#[test]
fn a_sheet_has_a_line_for_each_measure_and_runs_nothing() {
    let mut sheet = MeasureSheet::new();
    let numbers = BTreeMap::from([("office".to_owned(), 4), ("office-in-time".to_owned(), 3)]);
    let period = MeasurePeriod::parse("2026-02").unwrap();
    sheet.add(&period, ("Organization/dir.x", "=cmd \"x\", Ltd."), &lines(&numbers, None));
    let file = sheet.finish();
    assert_eq!(file.lines().count(), 1 + Indicator::ALL.len() - 1);
    let first = r#"2026-02,2026-02-01,2026-02-28,"Organization/dir.x","'=cmd ""x"", Ltd.",office-access,3,4,0,75.0"#;
    assert_eq!(file.lines().nth(1), Some(first));
}
