//! Test results, one row for each test over time: its newest value, where that lies, and how it came
//! there; grouped as the newest report that names it groups them.

use std::collections::{HashMap, HashSet};

use askama::Template;
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::{DateRange, Entry, ResourceId, Section};

use super::attention::{TestView, attention, newest_lead};
use super::empty::{EmptyView, empty};
use super::filter::Filter;
use super::history::{Earlier, course};
use super::reading;
use super::section::OneSection;
use super::view::{DateView, EntryView, Reader};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

/// So many of the newest entries are read: decades of a usual record.
pub const READ_MAX: usize = 3_000;

/// So many reports without values stand below the tests; the others are in the list by date.
const OTHERS: usize = 30;

#[derive(Template)]
#[template(path = "record/courses.html")]
struct CoursesPage {
    frame: Frame,
    title: String,
    lead: String,
    base: String,
    panels: Vec<CoursePanel>,
    others: Vec<EntryView>,
    /// Whether only those are shown that need attention.
    only_asking: bool,
    asking: usize,
    is_cut: bool,
    /// Where two of them are compared.
    compare: Option<String>,
    empty: Option<EmptyView>,
}

/// Tests under one heading.
#[derive(Clone, Debug, Default)]
pub struct CoursePanel {
    /// The heading.
    pub title: String,
    /// The page of the newest report that groups them so.
    pub href: Option<String>,
    /// The day of the newest report.
    pub date: Option<DateView>,
    /// The day and the source of the newest report, in words.
    pub note: String,
    /// A row each.
    pub tests: Vec<TestView>,
}

/// One test: its newest entry, and the earlier ones, newest first.
pub struct Course<'e> {
    /// The newest.
    pub newest: &'e Entry,
    /// What it was before.
    pub before: Vec<&'e Entry>,
}

/// The tests among entries that stand newest first, in the order of their newest value.
pub fn courses<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Vec<Course<'e>> {
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut all: Vec<Course<'_>> = Vec::new();
    for entry in entries {
        let Some(key) = key(entry) else { continue };
        if let Some(course) = places.get(&key).and_then(|place| all.get_mut(*place)) {
            course.before.push(entry);
        } else {
            places.insert(key, all.len());
            all.push(Course { newest: entry, before: Vec::new() });
        }
    }
    all
}

/// `GET /records/{key}/results`
pub(crate) async fn show(services: &Services, may: MayView<OneSection>, fields: &Fields) -> Answer {
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let selection = reading::only(Section::Results, DateRange::default());
    let count = record.count(&selection);
    let entries = reading::newest(&record, &selection, 0, READ_MAX).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let courses = courses(&entries);
    let mut panels = panels_of(&entries, &courses, count <= READ_MAX, &reader);
    let lead = lead(&reader, count, &courses);
    panels.iter_mut().for_each(say_the_day_once);
    let asks = |test: &TestView| attention(&test.entry).is_some();
    let tests = panels.iter().flat_map(|panel| &panel.tests);
    let (tests, asking) =
        tests.fold((0, 0), |(all, asking), test| (all + 1, asking + usize::from(asks(test))));
    let only_asking = asking > 0 && fields.get("show") == "attention";
    if only_asking {
        for panel in &mut panels {
            panel.tests.retain(asks);
        }
        panels.retain(|panel| !panel.tests.is_empty());
        // Of a panel whose newest values are all usual, no row is of the heading's day.
        for panel in
            panels.iter_mut().filter(|it| it.tests.iter().all(|it| it.entry.date.is_some()))
        {
            panel.date = None;
        }
    }
    let lead = if only_asking { frame.tn("lead-results-asking", "count", asking) } else { lead };
    let others = if only_asking { Vec::new() } else { others(&entries, &reader) };
    page(&CoursesPage {
        title: reader.section(Section::Results),
        lead,
        base: frame.record_url(Section::Results.slug()),
        empty: (count == 0).then(|| empty(&frame, Section::Results, &Filter::default(), count)),
        is_cut: count > READ_MAX,
        compare: (tests > 1).then(|| frame.record_url("results/compare")),
        asking,
        only_asking,
        panels,
        others,
        frame,
    })
}

/// What the heading has said already, the rows need not say.
pub fn say_the_day_once(panel: &mut CoursePanel) {
    for test in panel.tests.iter_mut().filter(|test| test.entry.date == panel.date) {
        test.entry.date = None;
    }
}

/// The sentences about the tests whose newest value is of the newest day.
pub fn lead(reader: &Reader<'_>, count: usize, courses: &[Course<'_>]) -> String {
    let day = |course: &Course<'_>| course.newest.date.map(|date| date.first_day());
    // What has no day is of no newest day, unless nothing has one.
    let newest = courses.iter().filter_map(day).max();
    let tests = courses.iter().filter(|course| day(course) == newest);
    let tests: Vec<EntryView> = tests.map(|course| reader.entry(course.newest, 0)).collect();
    newest_lead(reader.words, count, &tests.iter().collect::<Vec<_>>())
}

/// Tests under the headings of the newest reports that name them, newest report first; those that
/// no report groups stand last.
///
/// `is_whole` says that these are all entries that there are: then a value without an earlier one is the
/// only one.
pub fn panels(entries: &[Entry], is_whole: bool, reader: &Reader<'_>) -> Vec<CoursePanel> {
    panels_of(entries, &courses(entries), is_whole, reader)
}

/// The same, where the entries are grouped by test already.
fn panels_of(
    entries: &[Entry],
    courses: &[Course<'_>],
    is_whole: bool,
    reader: &Reader<'_>,
) -> Vec<CoursePanel> {
    let reports = Reports::of(entries);
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut panels: Vec<CoursePanel> = Vec::new();
    let mut loose = CoursePanel { title: reader.text("tests-loose"), ..CoursePanel::default() };
    for one in courses {
        let earlier = course(one.newest, &one.before, reader);
        let is_only = is_whole && one.before.is_empty();
        let view = TestView {
            entry: reader.entry(one.newest, 0),
            earlier: Earlier { is_only, ..earlier },
        };
        let Some(report) = reports.over(one.newest) else {
            loose.tests.push(view);
            continue;
        };
        let name = reader.title(report).to_lowercase();
        let place = *places.entry(name).or_insert_with(|| {
            panels.push(panel(report, reader));
            panels.len() - 1
        });
        if let Some(panel) = panels.get_mut(place) {
            panel.tests.push(view);
        }
    }
    if panels.is_empty() {
        loose.title = reader.text("tests-all");
    }
    panels.extend(Some(loose).filter(|loose| !loose.tests.is_empty()));
    panels
}

fn panel(report: &Entry, reader: &Reader<'_>) -> CoursePanel {
    let date = reader.date_of(report);
    let said =
        date.clone().map(|date| reader.words.with("tests-newest", &[("date", date.text.into())]));
    let note = said.into_iter().chain(report.source.clone()).collect::<Vec<_>>().join(" · ");
    CoursePanel {
        title: reader.title(report),
        href: Some(reader.href(report.section, &report.id)),
        date,
        note,
        tests: Vec::new(),
    }
}

/// What has no value and groups none: pictures, reports in words.
fn others(entries: &[Entry], reader: &Reader<'_>) -> Vec<EntryView> {
    let is_other = |entry: &&Entry| key(entry).is_none() && entry.members.is_empty();
    entries.iter().filter(is_other).take(OTHERS).map(|entry| reader.entry(entry, 1)).collect()
}

/// Which report names which result.
struct Reports<'e>(HashMap<&'e ResourceId, &'e Entry>);

impl<'e> Reports<'e> {
    fn of(entries: &'e [Entry]) -> Self {
        let mut over: HashMap<&ResourceId, &Entry> = HashMap::new();
        for report in entries {
            for member in report.members.iter().filter(|member| **member != report.id) {
                over.entry(member).or_insert(report);
            }
        }
        Self(over)
    }

    /// The uppermost report over a result; `None` where it stands alone or is the only result of it.
    fn over(&self, entry: &Entry) -> Option<&'e Entry> {
        let mut seen = HashSet::from([&entry.id]);
        let mut above = *self.0.get(&entry.id)?;
        while let Some(next) = self.0.get(&above.id).filter(|next| !seen.contains(&next.id)) {
            seen.insert(&above.id);
            above = next;
        }
        // A heading over one row says its name twice, in the lab's words and in ours.
        (above.members.len() > 1).then_some(above)
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    fn test(local: &str, name: &str, date: &str, value: f64) -> Entry {
        Entry {
            value: Some(measure(value, 70.0, 99.0, Standing::Within)),
            ..entry(local, Section::Results, name, date)
        }
    }

    fn report(local: &str, name: &str, date: &str, members: &[&str]) -> Entry {
        let id = |local: &&str| ResourceId::parse(&format!("aaaaaaaaaaaaa.{local}")).unwrap();
        Entry {
            members: members.iter().map(id).collect(),
            ..entry(local, Section::Results, name, date)
        }
    }

    #[test]
    fn a_test_stands_once_under_its_newest_panel_and_says_what_changed() {
        let entries = [
            report("r2", "Metabolic panel", "2026-11-09", &["g2", "s2"]),
            test("g2", "Glucose", "2026-11-09", 85.0),
            test("s2", "Sodium", "2026-11-09", 90.0),
            test("x", "Vitamin D", "2026-06-01", 80.0),
            report("r1", "Chemistry", "2026-05-03", &["g1"]),
            test("g1", "Glucose", "2026-05-03", 95.0),
        ];
        let panels = panels(&entries, true, &reader());
        let titles: Vec<_> = panels.iter().map(|panel| panel.title.as_str()).collect();
        assert_eq!(titles, ["Metabolic panel", "Other tests"]);
        assert_eq!(panels[0].tests.len(), 2);
        let change = panels[0].tests[0].earlier.change.as_deref();
        assert_eq!(change, Some("Down from 95 (May 3, 2026)"));
        assert_eq!(panels[1].tests[0].earlier.change, None);
    }

    #[test]
    fn reports_that_name_each_other_do_not_hang_the_page() {
        let entries = [
            report("a", "A", "2026-05-03", &["b", "t"]),
            report("b", "B", "2026-05-03", &["a"]),
            test("t", "Glucose", "2026-05-03", 80.0),
        ];
        assert_eq!(panels(&entries, true, &reader()).len(), 1);
    }

    #[test]
    fn a_report_of_one_result_is_no_panel() {
        let entries = [
            report("r", "Glucose", "2026-05-03", &["g"]),
            test("g", "Glucose", "2026-05-03", 80.0),
        ];
        let panels = panels(&entries, true, &reader());
        assert_eq!(panels[0].title, "All tests");
        assert_eq!(panels[0].href, None);
    }
}
