//! The overview: what needs attention, what is new, what matters now.

mod attend;
mod lists;
mod news;
mod ways;

use std::collections::HashSet;

use askama::Template;
use axum::extract::State;
use bluebutton_record::entry::Standing;
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::meaning::{Said, Stage, Thing, fresh, grave, things};
use bluebutton_record::{DateRange, Entry, FhirDate, Section};
use bluebutton_store::records::Record;

use super::attention::attention;
use super::reading;
use super::tally::Tally;
use super::view::{EntryView, LeafView, Reader, time_of};
use super::visit;
use crate::permit::{MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use attend::AttendView;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use news::{NewsView, news};
use ways::{WayView, ways};

pub use news::icon;

/// How many lines a part of the overview shows; the rest is one step away.
const LINES: usize = 6;

/// What is of now is looked for among this many of the newest entries of a section.
const WINDOW: usize = 200;

/// So many new entries are looked at for the lines of what is new.
const NEWS: usize = 100;

/// The overview.
pub(crate) struct Overview;

impl Page for Overview {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("overview")
    }
}

#[derive(Template)]
#[template(path = "record/overview.html")]
struct OverviewPage {
    frame: Frame,
    answer: String,
    seen: String,
    attend: Vec<AttendView>,
    new: Vec<NewsView>,
    since: Option<String>,
    medicines: Part,
    allergies: Part,
    conditions: Part,
    results: Part,
    next_visit: Option<VisitView>,
    last_visit: Option<VisitView>,
    /// The first words of what was said there.
    told_last: Option<FirstWordsView>,
    ways: Vec<WayView>,
    sources: Vec<String>,
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
    /// What stands over the lines: the day and the source.
    note: Option<String>,
    /// "13 others are within their usual range."
    rest: Option<String>,
    /// "2 others were marked normal by their sender."
    marked: Option<String>,
}

/// The next visit, or the last one.
struct VisitView {
    entry: EntryView,
    leaf: Option<LeafView>,
    time: Option<String>,
    calendar: Option<String>,
}

/// Words of a source; their language where it is not the page's.
struct FirstWordsView {
    text: String,
    lang: Option<&'static str>,
}

/// `GET /records/{key}`
pub(crate) async fn show(State(services): State<Services>, may: MayView<Overview>) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, permit, frame, .. } = may;
    let reader = reading::reader(&frame, &session, &record).await?;
    let newest: Vec<_> = reader.new.iter().take(NEWS).cloned().collect();
    let new = reading::told_of(&record, &newest).await?;
    let visits = section(&record, Section::Visits, WINDOW).await?;
    let visits: Vec<&Entry> = visits.iter().collect();
    let (next_visit, last_visit) = visits_around(&visits, &reader);
    let told_last = match &last_visit {
        Some(thing) => visit::first_words(&record, thing.entry, &reader).await?,
        None => None,
    };
    let tests = section(&record, Section::Results, WINDOW).await?;
    let (results, of_day) = newest_results(&tests, &reader);
    let day = tests.iter().find_map(key_day);
    let taken = whole(&record, Section::Medications).await?;
    let allergies = whole(&record, Section::Allergies).await?;
    let conditions = whole(&record, Section::Conditions).await?;
    let plans = whole(&record, Section::CarePlans).await?;
    let people = if permit.rights().manage {
        services.store.accounts().caregivers(&permit).await?
    } else {
        Vec::new()
    };
    let refs: Vec<&Entry> = taken.iter().collect();
    let plan_refs: Vec<&Entry> = plans.iter().collect();
    let mut needs: Vec<AttendView> = Vec::new();
    needs.extend(attend::differing(&things(&refs, reader.today), &reader));
    needs.extend(attend::results(&of_day, day, &reader));
    needs.extend(attend::planned(&things(&plan_refs, reader.today), &reader));
    needs.extend(attend::ending(&frame, &people, &reader));
    let needs = attend::first(needs);
    let read = [&taken, &allergies, &conditions, &tests].into_iter().flatten().chain(visits);
    let total = record.count(&reading::all_sections(DateRange::default()));
    let visit_of =
        |entry: Option<&Thing<'_>>| entry.map(|thing| visit_view(thing, &reader, &frame));
    let sources = fresh::sources(read, reader.today);
    page(&OverviewPage {
        answer: answer(&frame, needs.len(), &record).await?,
        seen: seen(&frame, &reader),
        attend: needs,
        new: news(&new, &reader),
        since: reader.last_visit.map(|seen| frame.day_of(&seen)),
        medicines: current(&taken, &reader, Section::Medications),
        allergies: current(&allergies, &reader, Section::Allergies),
        conditions: current(&conditions, &reader, Section::Conditions),
        results,
        next_visit: visit_of(next_visit.as_ref()),
        last_visit: visit_of(last_visit.as_ref()),
        told_last: told_last.map(|text| FirstWordsView { lang: reader.lang(&text), text }),
        ways: ways(&record, &reader).await?,
        sources: told(&sources, &reader),
        is_empty: total == 0,
        frame,
    })
}

async fn section(record: &Record, section: Section, take: usize) -> Result<Vec<Entry>, Problem> {
    let selection = reading::only(section, DateRange::default());
    reading::newest_told(record, &selection, take).await
}

/// A whole section, with what lists tell of it.
async fn whole(record: &Record, section: Section) -> Result<Vec<Entry>, Problem> {
    let selection = reading::only(section, DateRange::default());
    reading::of_section(record, &selection, 0).await
}

/// What is of now in a section, by the same rule as on its own page.
fn current(entries: &[Entry], reader: &Reader<'_>, which: Section) -> Part {
    let entries: Vec<&Entry> = entries.iter().collect();
    let mut things = things(&entries, reader.today);
    grave::first(&mut things);
    let tally = Tally::of(which, &things, reader);
    let facts = usize::from(which != Section::Conditions);
    let is_of_now = |thing: &&Thing<'_>| thing.stage == Stage::Now && !thing.entry.is_own();
    let of_now = || things.iter().filter(is_of_now);
    let first: Vec<&Thing<'_>> = of_now().take(LINES).collect();
    // Two that would be called alike have their source's own words beside them.
    let titles = reader.titles(&first);
    let lines = first.iter().zip(titles).map(|(thing, title)| {
        let view = reader.thing(thing, 0);
        let told = reader.thing(thing, facts).facts;
        let why = grave::why(thing.entry).map(|fact| reader.fact(fact));
        let why = why.filter(|why| !told.contains(why));
        EntryView {
            clinical: view.clinical.clone().filter(|_| title != view.title),
            facts: told.into_iter().chain(why).collect(),
            ..view
        }
    });
    Part {
        lines: lines.collect(),
        count: tally.now,
        in_section: things.len(),
        old: tally.old,
        none: tally.none,
        note: (which == Section::Medications).then(|| lists::newest(of_now(), reader)).flatten(),
        ..Part::default()
    }
}

/// The day of an entry that measures something.
fn key_day(entry: &Entry) -> Option<jiff::civil::Date> {
    key(entry)?;
    entry.date.map(|date| date.first_day())
}

/// The values of the newest day: lines for the first, those outside their range first; and all of them.
fn newest_results(entries: &[Entry], reader: &Reader<'_>) -> (Part, Vec<EntryView>) {
    let day = entries.iter().find_map(key_day);
    let of_that_day =
        |entry: &&Entry| key(entry).is_some() && entry.date.map(|date| date.first_day()) == day;
    let newest = entries.iter().find(|entry| of_that_day(entry));
    // A test that was done twice that day stands with its newest value.
    let mut known = HashSet::new();
    let of_that_day = entries.iter().filter(of_that_day).filter(|entry| known.insert(key(entry)));
    let mut all: Vec<EntryView> =
        of_that_day.map(|entry| EntryView { clinical: None, ..reader.entry(entry, 0) }).collect();
    all.sort_by_key(|line| attention(line).map_or(u8::MAX, |attention| attention as u8));
    let count = all.len();
    let outside = all.iter().filter(|line| attention(line).is_some()).count();
    let shown = if outside > 0 { outside.min(LINES) } else { LINES };
    let lines: Vec<EntryView> = all.iter().take(shown).cloned().collect();
    let others = |is_it: fn(Standing) -> bool, id: &str| {
        let others = all.iter().skip(lines.len());
        let count = others.filter(|line| standing(line).is_some_and(is_it)).count();
        (count > 0).then(|| reader.words.with(id, &[("count", count.into())]))
    };
    let rest = others(|one| one == Standing::Within, "overview-within");
    let marked = others(Standing::is_only_marked_usual, "overview-marked");
    let date = newest.and_then(|newest| reader.date_of(newest)).map(|date| date.text);
    let source = newest.and_then(|newest| newest.source.clone());
    let note = date.into_iter().chain(source).collect::<Vec<_>>().join(" · ");
    let part = Part {
        lines,
        count,
        in_section: entries.len(),
        note: Some(note).filter(|note| !note.is_empty()),
        rest,
        marked,
        ..Part::default()
    };
    (part, all)
}

fn standing(line: &EntryView) -> Option<Standing> {
    line.measure.as_ref()?.standing.as_ref().map(|standing| standing.standing)
}

fn visit_view(thing: &Thing<'_>, reader: &Reader<'_>, frame: &Frame) -> VisitView {
    let mut entry = reader.thing(thing, 2);
    // "Check-up with Dr. Lee" has said with whom.
    entry.facts.retain(|fact| !entry.title.contains(&fact.text));
    entry.facts.truncate(1);
    let is_ahead = thing.stage == Stage::Ahead && frame.rights().download;
    VisitView {
        leaf: thing.entry.date.as_ref().and_then(|date| reader.leaf(date)),
        time: time_of(thing.entry, frame),
        calendar: is_ahead.then(|| format!("{}/calendar", entry.href)),
        entry,
    }
}

/// "Lakeside Hospital: newest entry of May 14, 2026", for each source of what the page tells.
fn told(sources: &[(&str, FhirDate)], reader: &Reader<'_>) -> Vec<String> {
    let said = |(source, date): &(&str, FhirDate)| {
        let date = reader.words.date(date);
        reader.words.with("overview-source", &[("source", (*source).into()), ("date", date.into())])
    };
    sources.iter().map(said).collect()
}

/// "Two things need attention"; where nothing does and the record is old, how old it is.
async fn answer(frame: &Frame, needs: usize, record: &Record) -> Result<String, Problem> {
    if needs == 0
        && let Some(date) = reading::silent_since(record, frame.today()).await?
    {
        return Ok(frame.t1("overview-answer-old", "date", frame.date(&date)));
    }
    let none = frame.whose("overview-answer", "overview-answer-to-you");
    Ok(frame.tn(if needs == 0 { none } else { "overview-answer" }, "count", needs))
}

/// "You last looked at this record on May 3, 2026."
fn seen(frame: &Frame, reader: &Reader<'_>) -> String {
    match reader.last_visit {
        Some(seen) => frame.t1("overview-seen", "date", frame.day_of(&seen)),
        None => frame.t("overview-first").into_owned(),
    }
}

/// The next visit and the last one, by the rule of the page of visits: what was cancelled is neither,
/// and what was planned for a day that is past is not known to have taken place.
fn visits_around<'e>(
    entries: &[&'e Entry],
    reader: &Reader<'_>,
) -> (Option<Thing<'e>>, Option<Thing<'e>>) {
    let things = things(entries, reader.today);
    let ahead = things.iter().filter(|thing| thing.stage == Stage::Ahead);
    let next = ahead.min_by_key(|thing| thing.entry.date.map(|date| date.sort_key()));
    let was = |thing: &&Thing<'_>| {
        matches!(thing.stage, Stage::Past | Stage::Now) && thing.entry.basis.said == Said::Is
    };
    let last = things.iter().find(was);
    (next.cloned(), last.cloned())
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
        self.frame.t_whose(&format!("{state}-{section}"), "empty-to-you").into_owned()
    }

    /// "All 14 medicines": the way to the whole section.
    fn more(&self, id: &str, part: &Part) -> String {
        self.frame.tn(id, "count", part.count.max(part.lines.len()))
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::{Basis, Mark};

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
        assert!(next.unwrap().entry.id.local() == "far");
        assert!(last.unwrap().entry.id.local() == "was");
    }

    #[test]
    fn the_newest_results_outside_their_range_stand_first() {
        let test = |local, value, standing| Entry {
            value: Some(measure(value, 70.0, 99.0, standing)),
            ..entry(local, Section::Results, local, "2026-05-03")
        };
        let mut old = test("old", 300.0, Standing::Above);
        old.date = bluebutton_record::FhirDate::parse("2020");
        let entries = [
            test("fine", 80.0, Standing::Within),
            test("high", 120.0, Standing::Above),
            test("said", 85.0, Standing::OnlyMarkedNoRange(Mark::Usual)),
            test("flagged", 85.0, Standing::OnlyMarkedNoRange(Mark::Low)),
            old,
        ];
        let (part, all) = newest_results(&entries, &reader());
        assert_eq!((part.count, all.len()), (4, 4));
        assert!(part.lines.iter().map(|line| line.title.as_str()).eq(["high", "flagged"]));
        assert_eq!(part.rest.as_deref(), Some("1 other is within its usual range"));
        assert_eq!(part.marked.as_deref(), Some("1 other was marked normal by its sender"));
    }
}
