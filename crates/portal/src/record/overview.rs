//! The overview: what should I know now?

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::entry::Status;
use bluebutton_record::{DateRange, Entry, Section};
use bluebutton_store::Action;
use bluebutton_store::records::Record;

use super::history::key;
use super::list::arrange;
use super::reading;
use super::results::attention;
use super::view::{EntryView, Reader};
use crate::permit::record_page;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

/// How many lines a part of the overview shows; the rest is one step away.
const LINES: usize = 6;

/// What is of now is looked for among this many of the newest entries of a section.
const WINDOW: usize = 200;

#[derive(Template)]
#[template(path = "record/overview.html")]
struct OverviewPage {
    frame: Frame,
    lead: String,
    new: Vec<EntryView>,
    new_count: usize,
    medicines: Part,
    allergies: Part,
    conditions: Part,
    results: Part,
    next_visit: Option<EntryView>,
    last_visit: Option<EntryView>,
    is_empty: bool,
}

/// A part of the overview.
#[derive(Default)]
struct Part {
    lines: Vec<EntryView>,
    /// How many there are in all.
    count: usize,
    /// How many the section holds.
    in_section: usize,
}

/// `GET /records/{key}`
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path(key): Path<String>,
) -> Answer {
    let action = Action::View { page: "overview", resource: None };
    let (_, record, frame) = record_page(&services, &session, &key, action).await?;
    let reader = reading::reader(&frame, &session, &record);
    let ids: Vec<_> = session
        .session
        .account
        .last_seen
        .map(|seen| record.changed_since(seen.as_microsecond(), reading::NEW_MAX))
        .unwrap_or_default();
    let newest: Vec<_> = ids.iter().take(LINES).cloned().collect();
    let new = reading::entries_of(&services, &record, &newest).await?;
    let visits = section(&services, &record, Section::Visits, WINDOW).await?;
    let (next_visit, last_visit) = visits_around(&visits, &reader);
    let results = section(&services, &record, Section::Results, WINDOW).await?;
    let total = record.count(&reading::all_sections(DateRange::default()));
    page(&OverviewPage {
        lead: lead(&frame, session.session.account.last_seen, ids.len(), total),
        new: new.iter().map(|entry| reader.entry(entry, 0)).collect(),
        new_count: ids.len(),
        medicines: current(&services, &record, &reader, Section::Medications).await?,
        allergies: current(&services, &record, &reader, Section::Allergies).await?,
        conditions: current(&services, &record, &reader, Section::Conditions).await?,
        results: newest_results(&results, &reader),
        next_visit,
        last_visit,
        is_empty: total == 0,
        frame,
    })
}

async fn section(
    services: &Services,
    record: &Record,
    section: Section,
    take: usize,
) -> Result<Vec<Entry>, Problem> {
    let selection = reading::only(section, DateRange::default());
    reading::newest(services, record, &selection, 0, take).await
}

async fn current(
    services: &Services,
    record: &Record,
    reader: &Reader<'_>,
    which: Section,
) -> Result<Part, Problem> {
    let entries = section(services, record, which, WINDOW).await?;
    let of_now: Vec<Entry> =
        entries.iter().filter(|entry| reader.is_of_now(entry)).cloned().collect();
    let arranged = arrange(which, &of_now, 0, reader);
    let lines = arranged.groups.into_iter().next().map(|group| group.entries).unwrap_or_default();
    let mut lines: Vec<EntryView> = lines.into_iter().take(LINES).collect();
    let facts = usize::from(which != Section::Conditions);
    for line in &mut lines {
        line.facts.truncate(facts);
    }
    Ok(Part { lines, count: arranged.current, in_section: entries.len() })
}

/// The newest values: one line a measurement, those outside their range first.
fn newest_results(entries: &[Entry], reader: &Reader<'_>) -> Part {
    let newest_day = entries
        .iter()
        .find(|entry| key(entry).is_some())
        .and_then(|entry| entry.date)
        .map(|date| date.first_day());
    let of_that_day = |entry: &&Entry| {
        key(entry).is_some() && entry.date.map(|date| date.first_day()) == newest_day
    };
    let mut lines: Vec<EntryView> =
        entries.iter().filter(of_that_day).map(|entry| reader.entry(entry, 0)).collect();
    lines.sort_by_key(|line| attention(line).map_or(2, |attention| attention as u8));
    let count = lines.len();
    lines.truncate(LINES);
    Part { lines, count, in_section: entries.len() }
}

/// The next visit and the last one. A visit that was cancelled is neither.
fn visits_around(entries: &[Entry], reader: &Reader<'_>) -> (Option<EntryView>, Option<EntryView>) {
    let takes_place = |entry: &&Entry| {
        !entry.is_error && !matches!(&entry.status, Some(Status::Known("cancelled" | "noshow")))
    };
    let day = |entry: &Entry| entry.date.map(|date| date.first_day());
    let visits: Vec<&Entry> = entries.iter().filter(takes_place).collect();
    let next = visits.iter().rev().find(|entry| day(entry).is_some_and(|day| day > reader.today));
    let last = visits.iter().find(|entry| day(entry).is_some_and(|day| day <= reader.today));
    (next.map(|entry| reader.entry(entry, 2)), last.map(|entry| reader.entry(entry, 2)))
}

/// "3 things are new since your last visit on May 3, 2026."
fn lead(frame: &Frame, last_seen: Option<jiff::Timestamp>, new: usize, total: usize) -> String {
    if total == 0 {
        return String::new();
    }
    match last_seen {
        Some(seen) => frame.words().with(
            "overview-lead-since",
            &[("count", new.into()), ("date", frame.day_of(&seen).into())],
        ),
        None => frame.tn("overview-lead-first", "count", total),
    }
}

impl OverviewPage {
    /// Why a part has no lines: the section is empty, or nothing in it is of now.
    fn none(&self, section: &str, part: &Part) -> String {
        let state = if part.in_section == 0 { "empty" } else { "none-now" };
        self.frame.t(&format!("{state}-{section}")).into_owned()
    }

    /// "All 14 medicines": the way to the whole section.
    fn more(&self, id: &str, part: &Part) -> String {
        self.frame.tn(id, "count", part.count.max(part.lines.len()))
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn a_cancelled_visit_is_not_the_next_one() {
        let visit = |local, date, status| Entry {
            status: Some(Status::Known(status)),
            ..entry(local, Section::Visits, "Visit", date)
        };
        let entries = [
            visit("far", "2027-05-01", "booked"),
            visit("off", "2026-12-01", "cancelled"),
            visit("was", "2026-01-01", "finished"),
        ];
        let (next, last) = visits_around(&entries, &reader());
        assert!(next.unwrap().href.ends_with("/far"));
        assert!(last.unwrap().href.ends_with("/was"));
    }

    #[test]
    fn the_newest_results_outside_their_range_stand_first() {
        let test = |local, value, standing| Entry {
            value: Some(measure(value, 70.0, 99.0, standing)),
            ..entry(local, Section::Results, local, "2026-05-03")
        };
        let mut old = test("old", 300.0, Standing::Above);
        old.date = bluebutton_record::FhirDate::parse("2020");
        let entries =
            [test("fine", 80.0, Standing::Within), test("high", 120.0, Standing::Above), old];
        let part = newest_results(&entries, &reader());
        assert_eq!(part.count, 2);
        assert_eq!(part.lines[0].title, "high");
    }
}
