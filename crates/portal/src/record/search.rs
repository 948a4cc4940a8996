//! Search inside one record, by words.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::search::Query;
use bluebutton_record::{Entry, Section};

use super::attention::TestView;
use super::courses::courses;
use super::history::course;
use super::overview::icon;
use super::reading;
use super::view::{EntryView, Reader};
use crate::permit::{Asking, MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

/// A longer list of matches helps nobody: more words do.
const SHOWN: usize = 60;

#[derive(Template)]
#[template(path = "record/search.html")]
struct SearchPage {
    frame: Frame,
    query: String,
    /// What was looked for instead, where the words were misspelled.
    instead: Option<String>,
    /// Whether something was asked.
    is_asked: bool,
    groups: Vec<FoundView>,
    shown: usize,
    /// How many match in what was looked through.
    count: usize,
    /// The address for older entries, where there are any.
    older: Option<String>,
}

/// What was found in one section.
struct FoundView {
    title: String,
    icon: &'static str,
    /// Tests and measurements: each once, with its latest value.
    tests: Vec<TestView>,
    entries: Vec<EntryView>,
}

/// Search, and what it found.
pub(crate) struct Search;

impl Page for Search {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("search")
    }
}

/// `POST /records/{key}/search`: words of a search are health facts; they go on in an address that
/// tells nobody.
pub(crate) async fn ask(SafeForm(asking, fields): SafeForm<Asking<Search>>) -> Response {
    let next = format!("/records/{}/search", asking.patient());
    go_to(&asking.session.asking(&next, fields.get("q")))
}

/// `GET /records/{key}/search`, `GET /records/{key}/search?q=…` (sealed)
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Search>,
    Asked(fields): Asked,
) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, frame, .. } = may;
    let query = session.asked(frame.path.split('?').next().unwrap_or_default(), fields.get("q"));
    let skip: usize = fields.get("skip").parse().unwrap_or(0);
    let reader = reading::reader(&frame, &session, &record).await?;
    let mut instead = None;
    let mut matches = record.search(&Query::parse(&query), skip, SHOWN).await?;
    if matches.count == 0
        && skip == 0
        && let Some(corrected) = record.corrected(&query).await?
    {
        matches = record.search(&Query::parse(&corrected), skip, SHOWN).await?;
        instead = Some(corrected).filter(|_| matches.count > 0);
    }
    let entries = reading::entries_of(&record, &matches.best).await?;
    let here = session.asking(&frame.record_url("search"), instead.as_ref().unwrap_or(&query));
    let older = matches.next.map(|next| format!("{here}&skip={next}"));
    page(&SearchPage {
        is_asked: !query.trim().is_empty(),
        groups: groups(&entries, &reader),
        shown: entries.len(),
        query,
        instead,
        count: matches.count,
        older,
        frame,
    })
}

/// What was found, a group a section, the section of the best match first.
fn groups(entries: &[Entry], reader: &Reader<'_>) -> Vec<FoundView> {
    let mut sections: Vec<Section> = Vec::new();
    for entry in entries {
        if !sections.contains(&entry.section) {
            sections.push(entry.section);
        }
    }
    let of = |section: Section| {
        let mut own: Vec<&Entry> =
            entries.iter().filter(|entry| entry.section == section).collect();
        let is_measured = matches!(section, Section::Results | Section::VitalSigns);
        let entries = own.iter().filter(|entry| !is_measured || key(entry).is_none());
        let entries = entries.map(|entry| reader.entry(entry, 1)).collect();
        own.sort_by_key(|entry| std::cmp::Reverse(entry.date.map(|date| date.sort_key())));
        let tests = if is_measured { courses(own) } else { Vec::new() };
        let tests = tests.iter().map(|one| TestView {
            entry: reader.entry(one.newest, 0),
            earlier: course(one.newest, &one.before, reader),
        });
        FoundView {
            title: reader.section(section),
            icon: icon(section),
            tests: tests.collect(),
            entries,
        }
    };
    sections.into_iter().map(of).collect()
}

impl SearchPage {
    fn lead(&self) -> String {
        let query = self.instead.as_ref().unwrap_or(&self.query);
        let values = [("count", self.count.into()), ("query", query.as_str().into())];
        self.frame.words().with("search-lead", &values)
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn a_test_is_found_once_with_its_latest_value() {
        let test = |local, date, value| Entry {
            value: Some(measure(value, 70.0, 99.0, Standing::Within)),
            ..entry(local, Section::Results, "Glucose", date)
        };
        let found = [
            test("a", "2026-01-03", 80.0),
            test("b", "2026-05-03", 90.0),
            entry("m", Section::Medications, "Glucose tablets", "2026-05-03"),
        ];
        let groups = groups(&found, &reader());
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].tests.len(), 1);
        assert!(groups[0].tests[0].entry.href.ends_with("/b"));
        assert!(groups[0].entries.is_empty() && groups[1].entries.len() == 1);
    }
}
