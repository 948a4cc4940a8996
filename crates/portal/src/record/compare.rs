//! Two tests or measurements beside each other: their courses, and their values day by day.

use askama::Template;
use axum::extract::State;
use bluebutton_record::{DateRange, Entry, Section};
use jiff::civil::Date;

use super::courses::{Course, READ_MAX, courses};
use super::history::said;
use super::view::{LinkView, Reader};
use super::{over_time, reading};
use crate::chart::Svg;
use crate::permit::{MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;

/// Two tests beside each other.
pub(crate) struct TwoTests;

impl Page for TwoTests {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page(Section::Results.slug())
    }
}

#[derive(Template)]
#[template(path = "record/compare.html")]
struct ComparePage {
    frame: Frame,
    back: LinkView,
    choices: Vec<TestChoice>,
    sides: Vec<SideView>,
    rows: Vec<ComparedDay>,
    is_asked: bool,
}

/// A test that can be chosen.
struct TestChoice {
    /// The end of its newest entry's id.
    value: String,
    title: String,
    /// How many values it has.
    values: usize,
    /// On the left, on the right.
    is_one: bool,
    is_other: bool,
}

/// One of the two.
struct SideView {
    title: String,
    href: String,
    svg: Option<Svg>,
}

/// The values of one day.
struct ComparedDay {
    date: String,
    one: Option<String>,
    other: Option<String>,
}

/// `GET /records/{key}/results/compare?one=…&other=…`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<TwoTests>,
    Asked(fields): Asked,
) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, frame, .. } = may;
    let reader = reading::reader(&frame, &session, &record).await?;
    let mut entries = Vec::new();
    for section in [Section::Results, Section::VitalSigns] {
        let selection = reading::only(section, DateRange::default());
        entries.extend(reading::newest(&record, &selection, 0, READ_MAX).await?);
    }
    let courses = courses(&entries);
    let chosen = |name: &str| {
        let wanted = fields.get(name);
        courses.iter().find(|course| course.newest.id.local() == wanted)
    };
    let (one, other) = (chosen("one"), chosen("other"));
    let is = |side: Option<&Course<'_>>, course: &Course<'_>| {
        side.is_some_and(|side| side.newest.id == course.newest.id)
    };
    let choices = courses.iter().map(|course| TestChoice {
        value: course.newest.id.local().to_owned(),
        title: reader.title(course.newest),
        values: course.before.len() + 1,
        is_one: is(one, course),
        is_other: is(other, course),
    });
    let mut choices: Vec<TestChoice> = choices.collect();
    if other.is_none() {
        suggest(&mut choices);
    }
    choices.sort_by_key(|choice| choice.title.to_lowercase());
    let both = one.zip(other);
    page(&ComparePage {
        back: reader.back(Section::Results),
        choices,
        sides: both
            .map(|(one, other)| [one, other].map(|it| side(it, &reader)).into())
            .unwrap_or_default(),
        rows: both.map(|(one, other)| rows(one, other, &reader)).unwrap_or_default(),
        is_asked: both.is_some(),
        frame,
    })
}

/// Where nobody has chosen: the two with the most values, of which there is most to see; a test is not compared with
/// itself.
fn suggest(choices: &mut [TestChoice]) {
    if !choices.iter().any(|choice| choice.is_one)
        && let Some(choice) = with_most_values(choices)
    {
        choice.is_one = true;
    }
    if let Some(choice) = with_most_values(choices) {
        choice.is_other = true;
    }
}

/// The first of those that nobody has chosen and that have most values.
fn with_most_values(choices: &mut [TestChoice]) -> Option<&mut TestChoice> {
    let free = choices.iter_mut().filter(|choice| !choice.is_one);
    free.rev().max_by_key(|choice| choice.values)
}

fn side(course: &Course<'_>, reader: &Reader<'_>) -> SideView {
    let history: Vec<Entry> = all(course).cloned().collect();
    SideView {
        title: reader.title(course.newest),
        href: reader.href(course.newest.section, &course.newest.id),
        svg: over_time::chart(reader, course.newest, &history, &[]),
    }
}

fn all<'c>(course: &'c Course<'_>) -> impl Iterator<Item = &'c Entry> {
    std::iter::once(course.newest).chain(course.before.iter().copied())
}

/// The days on which either was measured, newest first.
fn rows(one: &Course<'_>, other: &Course<'_>, reader: &Reader<'_>) -> Vec<ComparedDay> {
    let day = |entry: &Entry| entry.date.map(|date| date.first_day());
    let mut days: Vec<Date> = all(one).chain(all(other)).filter_map(day).collect();
    days.sort_unstable();
    days.dedup();
    let on = |course: &Course<'_>, wanted: Date| {
        let found = all(course).find(|entry| day(entry) == Some(wanted))?;
        said(found, reader.words)
    };
    days.into_iter()
        .rev()
        .map(|date| ComparedDay {
            date: reader.words.date(&bluebutton_record::FhirDate::day(date)),
            one: on(one, date),
            other: on(other, date),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn the_two_with_the_most_values_are_offered_and_no_test_against_itself() {
        let offered = |values: [usize; 3], chosen: Option<usize>| {
            let choice = |(at, values)| TestChoice {
                value: String::new(),
                title: String::new(),
                values,
                is_one: Some(at) == chosen,
                is_other: false,
            };
            let mut choices: Vec<TestChoice> = values.into_iter().enumerate().map(choice).collect();
            suggest(&mut choices);
            let place = |is: fn(&TestChoice) -> bool| choices.iter().position(is);
            (place(|choice| choice.is_one), place(|choice| choice.is_other))
        };
        assert_eq!(offered([1, 1, 1], None), (Some(0), Some(1)));
        assert_eq!(offered([1, 4, 2], None), (Some(1), Some(2)));
        assert_eq!(offered([1, 4, 2], Some(1)), (Some(1), Some(2)));
        assert_eq!(offered([1, 4, 2], Some(0)), (Some(0), Some(1)));
        suggest(&mut []);
    }

    #[test]
    fn values_of_one_day_stand_beside_each_other() {
        let test = |local, name, date, value| Entry {
            value: Some(measure(value, 70.0, 99.0, Standing::Within)),
            ..entry(local, Section::Results, name, date)
        };
        let entries = [
            test("b", "Glucose", "2026-05-03", 90.0),
            test("d", "Weight", "2026-05-03", 80.0),
            test("a", "Glucose", "2026-01-03", 85.0),
        ];
        let courses = courses(&entries);
        let rows = rows(&courses[0], &courses[1], &reader());
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].date, "May 3, 2026");
        assert_eq!(rows[0].other.as_deref(), Some("80\u{a0}mg/dL"));
        assert_eq!(
            (rows[1].one.as_deref(), rows[1].other.as_deref()),
            (Some("85\u{a0}mg/dL"), None)
        );
    }
}
