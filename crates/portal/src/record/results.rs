//! Test results by date, grouped by the panel they were reported in; `courses` has a row for each test.
//!
//! A report stands where its own date puts it in the list, with all the results it names; a
//! result whose report is near is not shown a second time. A result is left out only where its
//! report is certain to be shown, so nothing falls between two pages.

use std::collections::{HashMap, HashSet};

use askama::Template;
use bluebutton_record::title::same_name;
use bluebutton_record::{Entry, ResourceId, Section};
use bluebutton_store::records::Record;

use super::attention::TestView;
use super::empty::{EmptyView, empty};
use super::filter::{Filter, FilterView, PAGE, PagerView};
use super::history::earlier;
use super::section::OneSection;
use super::view::{EntryView, Reader};
use super::{courses, filter, reading};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;

/// Reports this far before and behind a page are looked at for the results they name.
const NEAR: usize = 100;

/// Earlier values are looked for among this many older entries: years of a usual record.
const HISTORY: usize = 400;

/// The page of all test results.
#[derive(Template)]
#[template(path = "record/results.html")]
struct ResultsPage {
    frame: Frame,
    title: String,
    lead: String,
    base: String,
    filter: FilterView,
    panels: Vec<PanelView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// A panel as the page shows it.
#[derive(Clone, Debug, Default)]
pub struct PanelView {
    /// The report; `None` for results that came without one.
    pub report: Option<EntryView>,
    /// The heading where there is no report: the day.
    pub day: Option<String>,
    /// Its results.
    pub tests: Vec<TestView>,
}

/// A report with the places of its results, or results of one day without a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The place of the report.
    pub report: Option<usize>,
    /// The ids of its results, in the report's order.
    pub members: Vec<ResourceId>,
}

/// The panels of the entries at the places `first..last`, which stand newest first among
/// `entries` from before and behind the page.
pub fn panels(entries: &[Entry], first: usize, last: usize) -> Vec<Panel> {
    let claimed = claimed(entries);
    let mut panels: Vec<Panel> = Vec::new();
    let mut day_of_last = None;
    for (place, entry) in entries.iter().enumerate().take(last).skip(first) {
        if claimed.contains(&entry.id) {
            continue;
        }
        if !entry.members.is_empty() || entry.value.is_none() {
            panels.push(Panel { report: Some(place), members: entry.members.clone() });
            day_of_last = None;
            continue;
        }
        let day = entry.date.map(|date| date.first_day());
        match panels.last_mut() {
            Some(panel) if day_of_last == Some(day) => panel.members.push(entry.id.clone()),
            _ => panels.push(Panel { report: None, members: vec![entry.id.clone()] }),
        }
        day_of_last = Some(day);
    }
    panels
}

/// What stands under a report: what it names, and what those name. Reports that name each other
/// in a circle claim nothing, so that none of them disappears.
fn claimed(entries: &[Entry]) -> HashSet<&ResourceId> {
    let by_id: HashMap<&ResourceId, &Entry> =
        entries.iter().map(|entry| (&entry.id, entry)).collect();
    let named: HashSet<&ResourceId> = entries.iter().flat_map(|entry| &entry.members).collect();
    let roots = entries.iter().filter(|entry| !named.contains(&entry.id));
    let first: HashSet<&ResourceId> = roots.flat_map(|entry| &entry.members).collect();
    let second = first.iter().filter_map(|id| by_id.get(*id)).flat_map(|entry| &entry.members);
    first.iter().copied().chain(second).collect()
}

/// `GET /records/{key}/results`: a row for each test; by date where days or older ones are asked for.
pub(crate) async fn show(services: &Services, may: MayView<OneSection>, fields: &Fields) -> Answer {
    let asks = |name: &str| !fields.get(name).is_empty();
    if !["by", "from", "to", "skip"].into_iter().any(asks) {
        return courses::show(services, may, fields).await;
    }
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let filter = Filter::read(fields);
    let selection = reading::only(Section::Results, filter.dates);
    let count = record.count(&selection);
    let start = filter.skip.saturating_sub(NEAR);
    let take = filter.skip - start + PAGE + HISTORY;
    let entries = reading::newest(&record, &selection, start, take).await?;
    let first = filter.skip - start;
    let panels = panels(&entries, first, first + PAGE);
    let found = members(&record, &panels, &entries).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let panels = panels.iter().map(|panel| panel_view(panel, &entries, &found, &reader));
    let panels = joined(panels);
    let newest = if filter.skip == 0 { entries.as_slice() } else { &[] };
    let things = reading::counts(&record, &selection, reader.today).await?;
    let things = things.get(&Section::Results).copied().unwrap_or(0);
    let base = frame.record_url(Section::Results.slug());
    let by_date = format!("{base}?by=date");
    let pager = filter.pager(&by_date, count, PAGE, frame.words());
    page(&ResultsPage {
        title: reader.section(Section::Results),
        lead: lead(&reader, things, newest, &filter),
        filter: filter.view(&by_date, frame.today(), frame.words()),
        pager: PagerView {
            // Headings are turned over with what stands under them, and are no entries to count.
            place: pager.place.filter(|_| things == count),
            ..pager
        },
        base,
        empty: panels.is_empty().then(|| empty(&frame, Section::Results, &filter, count)),
        panels,
        frame,
    })
}

/// The results that the panels name: those on the page, the others fetched by id, and those that
/// a result which is itself a panel names.
pub async fn members(
    record: &Record,
    panels: &[Panel],
    entries: &[Entry],
) -> Result<HashMap<ResourceId, Entry>, Problem> {
    let mut found: HashMap<ResourceId, Entry> =
        entries.iter().map(|entry| (entry.id.clone(), entry.clone())).collect();
    let mut wanted: Vec<ResourceId> =
        panels.iter().flat_map(|panel| panel.members.iter().cloned()).collect();
    // Twice: a report names a panel that names its results.
    for _ in 0..2 {
        let missing: Vec<ResourceId> =
            wanted.iter().filter(|id| !found.contains_key(id)).cloned().collect();
        for entry in reading::entries_of(record, &missing).await? {
            found.insert(entry.id.clone(), entry);
        }
        let inner = |id: &ResourceId| found.get(id).map(|entry| entry.members.clone());
        wanted = wanted.iter().filter_map(inner).flatten().collect();
    }
    Ok(found)
}

/// Panels that have no report and are of one day stand under one heading.
fn joined(panels: impl Iterator<Item = PanelView>) -> Vec<PanelView> {
    let mut all: Vec<PanelView> = Vec::new();
    for panel in panels {
        match all.last_mut() {
            Some(last) if last.day.is_some() && last.day == panel.day => {
                last.tests.extend(panel.tests);
            }
            _ => all.push(panel),
        }
    }
    all
}

/// A panel in words.
pub fn panel_view(
    panel: &Panel,
    entries: &[Entry],
    found: &HashMap<ResourceId, Entry>,
    reader: &Reader<'_>,
) -> PanelView {
    let mut tests = Vec::new();
    // What a system needs for itself, and who was there, are no results wherever they are named.
    let result = |id| found.get(id).filter(|entry: &&Entry| entry.section != Section::Other);
    for entry in panel.members.iter().filter_map(result) {
        tests.push(test_view(entry, entries, reader));
        let inner = entry.members.iter().filter_map(result);
        tests.extend(inner.map(|entry| test_view(entry, entries, reader)));
    }
    let report = panel.report.and_then(|place| entries.get(place));
    // One result that is called like its report needs no heading that says so again.
    let only = match panel.members.as_slice() {
        [only] => found.get(only),
        _ => None,
    };
    let adds_nothing = |report: &&Entry| {
        report.narrative.is_empty()
            && report.attachments.is_empty()
            && only.is_some_and(|only| same_name(report, only))
    };
    let report = report.filter(|report| !adds_nothing(report));
    let day = tests.first().and_then(|test: &TestView| test.entry.date.clone());
    let said = match report {
        Some(report) => reader.date_of(report),
        None => day.clone(),
    };
    // The heading has said the day already.
    for test in tests.iter_mut().filter(|test| test.entry.date == said) {
        test.entry.date = None;
    }
    PanelView {
        day: report.is_none().then(|| {
            let undated = || reader.text("entry-undated");
            day.as_ref().map_or_else(undated, |date| {
                reader.words.with("results-of-day", &[("date", date.text.clone().into())])
            })
        }),
        report: report.map(|entry| reader.entry(entry, 2)),
        tests,
    }
}

fn test_view(entry: &Entry, entries: &[Entry], reader: &Reader<'_>) -> TestView {
    TestView { entry: reader.entry(entry, 0), earlier: earlier(entry, entries, reader) }
}

/// "The newest results are from May 3, 2026: 1 of 14 values is outside its usual range.": of the first page the
/// sentence that stands over the rows by test, by what was read for it.
fn lead(reader: &Reader<'_>, count: usize, entries: &[Entry], filter: &Filter) -> String {
    let words = reader.words;
    if count == 0 {
        return String::new();
    }
    if let Some(days) = filter::days_in_words(&filter.dates, words) {
        let values = [("count", count.into()), ("days", days.into())];
        return words.with("lead-within-days", &values);
    }
    if filter.skip > 0 {
        return words.with("lead-older", &[("count", count.into())]);
    }
    courses::lead(reader, count, &courses::courses(entries))
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure};
    use super::*;

    fn id(local: &str) -> ResourceId {
        ResourceId::parse(&format!("aaaaaaaaaaaaa.{local}")).unwrap()
    }

    fn test(local: &str, date: &str) -> Entry {
        Entry {
            value: Some(measure(90.0, 70.0, 99.0, Standing::Within)),
            ..entry(local, Section::Results, local, date)
        }
    }

    fn report(local: &str, date: &str, members: &[&str]) -> Entry {
        Entry {
            members: members.iter().map(|local| id(local)).collect(),
            ..entry(local, Section::Results, local, date)
        }
    }

    #[test]
    fn results_stand_under_the_report_that_names_them() {
        let entries = [
            test("a", "2026-05-03"),
            report("r", "2026-05-03", &["a", "b"]),
            test("b", "2026-05-03"),
        ];
        let panels = panels(&entries, 0, 3);
        assert_eq!(panels, [Panel { report: Some(1), members: vec![id("a"), id("b")] }]);
    }

    #[test]
    fn results_without_a_report_are_grouped_by_day() {
        let entries = [test("a", "2026-05-03"), test("b", "2026-05-03"), test("c", "2026-05-01")];
        let panels = panels(&entries, 0, 3);
        assert_eq!(panels.len(), 2);
        assert_eq!(panels[0].members, [id("a"), id("b")]);
    }

    #[test]
    fn reports_that_name_each_other_do_not_disappear() {
        let entries = [report("a", "2026-05-03", &["b"]), report("b", "2026-05-03", &["a"])];
        assert_eq!(panels(&entries, 0, 2).len(), 2);
    }

    #[test]
    fn a_panel_on_the_edge_of_a_page_is_shown_once_and_whole() {
        let mut entries: Vec<Entry> =
            (0..PAGE).map(|n| test(&format!("t{n}"), "2026-05-03")).collect();
        entries.push(report("r", "2026-05-02", &["t49", "u"]));
        entries.push(test("u", "2026-05-02"));
        let all: Vec<ResourceId> = [panels(&entries, 0, PAGE), panels(&entries, PAGE, PAGE + 2)]
            .concat()
            .into_iter()
            .flat_map(|panel| panel.members)
            .collect();
        let distinct: HashSet<&ResourceId> = all.iter().collect();
        assert_eq!(all.len(), PAGE + 1);
        assert_eq!(distinct.len(), all.len());
    }
}
