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
        is_one: is(one, course),
        is_other: is(other, course),
    });
    let mut choices: Vec<TestChoice> = choices.collect();
    choices.sort_by_key(|choice| choice.title.to_lowercase());
    let both = one.zip(other);
    if other.is_none() {
        suggest(&mut choices);
    }
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

/// A test is not compared with itself: the second choice stands at the next one.
fn suggest(choices: &mut [TestChoice]) {
    let one = choices.iter().position(|choice| choice.is_one).unwrap_or(0);
    let other = usize::from(one == 0);
    if let Some(choice) = choices.get_mut(other) {
        choice.is_other = true;
    }
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
    fn a_test_is_not_offered_against_itself() {
        let choice = |is_one| TestChoice {
            value: String::new(),
            title: String::new(),
            is_one,
            is_other: false,
        };
        for (place, expected) in [(0, 1), (1, 0), (9, 1)] {
            let mut choices: Vec<TestChoice> = (0..3).map(|n| choice(n == place)).collect();
            suggest(&mut choices);
            assert_eq!(choices.iter().position(|one| one.is_other), Some(expected));
        }
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
        assert_eq!(rows[0].other.as_deref(), Some("80 mg/dL"));
        assert_eq!((rows[1].one.as_deref(), rows[1].other.as_deref()), (Some("85 mg/dL"), None));
    }
}
