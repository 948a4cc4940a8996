//! The overview: what should I know now?

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::meaning::{Said, Stage, Thing, things};
use bluebutton_record::{DateRange, Entry, Section};
use bluebutton_store::Action;
use bluebutton_store::records::Record;

use super::history::key;
use super::list::Tally;
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
    /// How many stand on a list too old to say.
    old: usize,
    /// "No known allergies", with who wrote it and when.
    none: Option<String>,
}

/// `GET /records/{key}`
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path(key): Path<String>,
) -> Answer {
    let action = Action::View { page: "overview", resource: None };
    let (_, record, frame) = record_page(&services, &session, &key, action).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let newest: Vec<_> = reader.new.iter().take(LINES).cloned().collect();
    let new = reading::entries_of(&services, &record, &newest).await?;
    let visits = section(&services, &record, Section::Visits, WINDOW).await?;
    let visits: Vec<&Entry> = visits.iter().collect();
    let (next_visit, last_visit) = visits_around(&visits, &reader);
    let results = section(&services, &record, Section::Results, WINDOW).await?;
    let total = record.count(&reading::all_sections(DateRange::default()));
    page(&OverviewPage {
        lead: lead(&frame, reader.last_visit, reader.new.len(), total),
        new: new.iter().map(|entry| reader.entry(entry, 0)).collect(),
        new_count: reader.new.len(),
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

/// What is of now in a section, by the same rule as on its own page.
async fn current(
    services: &Services,
    record: &Record,
    reader: &Reader<'_>,
    which: Section,
) -> Result<Part, Problem> {
    let selection = reading::only(which, DateRange::default());
    let entries = reading::of_section(services, record, &selection, 0).await?;
    let entries: Vec<&Entry> = entries.iter().collect();
    let things = things(&entries, reader.today);
    let tally = Tally::of(which, &things, reader);
    let facts = usize::from(which != Section::Conditions);
    let of_now = things.iter().filter(|thing| thing.stage == Stage::Now);
    let lines = of_now.take(LINES).map(|thing| EntryView {
        facts: reader.thing(thing, facts).facts,
        ..reader.thing(thing, 0)
    });
    Ok(Part {
        lines: lines.collect(),
        count: tally.now,
        in_section: things.len(),
        old: tally.old,
        none: tally.none,
    })
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
    Part { lines, count, in_section: entries.len(), ..Part::default() }
}

/// The next visit and the last one, by the rule of the page of visits: what was cancelled is neither,
/// and what was planned for a day that is past is not known to have taken place.
fn visits_around(
    entries: &[&Entry],
    reader: &Reader<'_>,
) -> (Option<EntryView>, Option<EntryView>) {
    let things = things(entries, reader.today);
    let ahead = things.iter().filter(|thing| thing.stage == Stage::Ahead);
    let next = ahead.min_by_key(|thing| thing.entry.date.map(|date| date.sort_key()));
    let was = |thing: &&Thing<'_>| {
        matches!(thing.stage, Stage::Past | Stage::Now) && thing.entry.basis.said == Said::Is
    };
    let last = things.iter().find(was);
    let view = |thing: &Thing<'_>| reader.thing(thing, 2);
    (next.map(view), last.map(view))
}

/// "3 things are new since you last looked at this record, on May 3, 2026."
fn lead(frame: &Frame, last_seen: Option<jiff::Timestamp>, new: usize, total: usize) -> String {
    if total == 0 {
        return String::new();
    }
    match last_seen {
        Some(seen) => frame.words().with(
            "overview-lead-since",
            &[("count", new.into()), ("date", frame.day_of(&seen).into())],
        ),
        None => frame.t("overview-lead-first").into_owned(),
    }
}

impl OverviewPage {
    /// Why a part has no lines: it is said that there is none, nothing in it is of now, what there is
    /// stands on an old list, or the section is empty.
    fn none(&self, section: &str, part: &Part) -> String {
        if let Some(none) = &part.none {
            return self.frame.t1("lead-none-known", "told", none);
        }
        if part.old > 0 {
            return self.frame.tn("overview-old-list", "count", part.old);
        }
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
    use bluebutton_record::entry::{Basis, Standing};

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn a_cancelled_visit_is_not_the_next_one() {
        let visit = |local, date, said| Entry {
            basis: Basis { said, ..Basis::default() },
            ..entry(local, Section::Visits, "Visit", date)
        };
        let entries = [
            visit("far", "2027-05-01", Said::Planned),
            visit("off", "2026-12-01", Said::NotDone),
            visit("planned", "2026-05-01", Said::Planned),
            visit("was", "2026-01-01", Said::Is),
        ];
        let (next, last) = visits_around(&entries.iter().collect::<Vec<_>>(), &reader());
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
