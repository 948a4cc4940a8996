//! The timeline: everything by month, newest first.

use std::collections::{BTreeMap, HashMap, HashSet};

use askama::Template;
use axum::extract::State;
use bluebutton_record::meaning::Said;
use bluebutton_record::meaning::same::{may_be_told_twice, only_names, things};
use bluebutton_record::value::doubt;
use bluebutton_record::{DateRange, Entry, FhirDate, ResourceId, Section};
use bluebutton_store::records::Record;
use jiff::civil::Date;

use super::empty::EmptyView;
use super::filter::{self, Filter, FilterView, PAGE, PagerView};
use super::history::{month, said};
use super::reading;
use super::view::{EntryView, LinkView, Reader};
use crate::permit::{MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;

#[derive(Template)]
#[template(path = "record/timeline.html")]
struct TimelinePage {
    frame: Frame,
    title: String,
    lead: String,
    more: String,
    filter: FilterView,
    months: Vec<MonthView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// The timeline.
pub(crate) struct Timeline;

impl Page for Timeline {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("timeline")
    }
}

/// `GET /records/{key}/timeline`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<Timeline>,
    Asked(fields): Asked,
) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, frame, .. } = may;
    let filter = Filter::read(&fields);
    let selection = reading::all_sections(filter.dates);
    let count = record.count(&selection);
    let entries = reading::newest(&record, &selection, filter.skip, PAGE).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let elsewhere = told_elsewhere(&record, &filter, &reader).await?;
    let months = months(&entries, &elsewhere, &reader);
    // What is told twice stands there once.
    let things = if filter.dates.is_open() {
        count
    } else {
        reading::counts(&record, &selection, reader.today).await?.values().sum()
    };
    let base = frame.record_url("timeline");
    page(&TimelinePage {
        title: frame.t("nav-timeline").into_owned(),
        lead: lead(&frame, things, &filter),
        more: String::new(),
        filter: filter.view(&base, frame.today(), frame.words()),
        pager: filter.pager_uncounted(&base, count, PAGE, frame.words()),
        empty: months.is_empty().then(|| empty(&frame, &filter)),
        months,
        frame,
    })
}

/// What a visit found and a list of problems tells of as well, from the day on which it began: told there. And what
/// tells once more of a medicine, without a day of its own.
async fn told_elsewhere(
    record: &Record,
    filter: &Filter,
    reader: &Reader<'_>,
) -> Result<HashSet<ResourceId>, Problem> {
    let is_shown = |entry: &Entry| entry.date.is_some_and(|date| filter.dates.touches(&date));
    let mut told = HashSet::new();
    for section in [Section::Conditions, Section::Medications] {
        let selection = reading::only(section, DateRange::default());
        let entries = reading::of_section(record, &selection, 0).await?;
        let entries: Vec<&Entry> = entries.iter().collect();
        for thing in things(&entries, reader.today) {
            let all = || std::iter::once(thing.entry).chain(thing.behind.iter().copied());
            if section == Section::Medications && all().any(is_shown) {
                told.extend(all().filter(|one| one.date.is_none()).map(|one| one.id.clone()));
            } else if section == Section::Conditions && is_shown(thing.entry) {
                told.extend(thing.behind.iter().map(|one| one.id.clone()));
            }
        }
    }
    Ok(told)
}

/// A month: its visits with what belongs to them, and everything else.
#[derive(Clone, Debug, Default)]
pub struct MonthView {
    /// "May 2026".
    pub title: String,
    /// In the order of the days, newest first.
    pub joints: Vec<JointView>,
}

/// A visit with what belongs to it, or an entry that belongs to none.
#[derive(Clone, Debug, Default)]
pub struct JointView {
    /// The visit, or the entry.
    pub entry: EntryView,
    /// Whether it is a visit.
    pub is_visit: bool,
    /// What belongs to it, a line a section.
    pub parts: Vec<PartsView>,
}

/// What belongs to a visit in one section, or to one day.
#[derive(Clone, Debug, Default)]
pub struct PartsView {
    /// The section; empty where it stands above.
    pub section: String,
    /// The names of the first of them.
    pub links: Vec<LinkView>,
    /// How many more there are.
    pub more: usize,
}

/// So many names of a section are written behind a visit; its page has all.
const NAMED: usize = 4;

/// From so many entries of one section on one day on, they stand together; and so many of them are named.
const TOGETHER: usize = 3;
const NAMED_TOGETHER: usize = 12;

/// Entries under the month they belong to, those of a visit behind the visit where it is among them;
/// what has no date stands last under its own heading. What is told `elsewhere` stands behind its visit only.
pub fn months(
    entries: &[Entry],
    elsewhere: &HashSet<ResourceId>,
    reader: &Reader<'_>,
) -> Vec<MonthView> {
    let is_visit = |entry: &&Entry| entry.section == Section::Visits;
    let visits: HashSet<&ResourceId> =
        entries.iter().filter(is_visit).map(|entry| &entry.id).collect();
    let behind = |entry: &Entry| {
        entry.visit.as_ref().is_some_and(|visit| *visit != entry.id && visits.contains(visit))
    };
    let mut months: Vec<MonthView> = Vec::new();
    let twins = twins(entries, reader);
    let entries: Vec<&Entry> =
        entries.iter().filter(|entry| !twins.contains_key(&entry.id)).collect();
    let shown = entries.iter().copied();
    let shown = shown.filter(|entry| {
        &*entry.kind != "Patient" && !behind(entry) && !elsewhere.contains(&entry.id)
    });
    let mut days: HashMap<(Section, Date), Vec<&Entry>> = HashMap::new();
    for (day, entry) in shown.clone().filter_map(|entry| Some((day(entry)?, entry))) {
        days.entry((entry.section, day)).or_default().push(entry);
    }
    days.retain(|_, entries| entries.len() >= TOGETHER);
    let mut told: HashSet<(Section, Date)> = HashSet::new();
    for entry in shown {
        let place = day(entry).map(|day| (entry.section, day));
        let place = place.filter(|place| days.contains_key(place));
        if place.is_some_and(|place| !told.insert(place)) {
            continue;
        }
        let title = match entry.date.as_ref().map(month) {
            Some(month) => reader.words.date(&month),
            None => reader.text("entry-undated"),
        };
        let own = entries.iter().copied();
        let own = own.filter(|one| {
            let visit = one.visit.as_ref();
            visit.map(|visit| twins.get(visit).copied().unwrap_or(visit)) == Some(&entry.id)
        });
        let joint = match place.and_then(|place| days.get(&place)) {
            Some(entries) => together(entries, reader),
            None => JointView {
                entry: reader.entry(entry, 1),
                is_visit: entry.section == Section::Visits,
                parts: parts(own.filter(|one| one.id != entry.id), reader),
            },
        };
        match months.last_mut() {
            Some(month) if month.title == title => month.joints.push(joint),
            _ => months.push(MonthView { title, joints: vec![joint] }),
        }
    }
    months
}

/// The day of an entry that can stand together with others. A visit stands for itself, and so does what needs a word of its
/// own: that it is not so, an error, or the patient's own.
fn day(entry: &Entry) -> Option<Date> {
    let date = entry.date.filter(|date| date.first_day() == date.last_day())?;
    let is_plain = entry.basis.said == Said::Is && !entry.is_error && !entry.is_own();
    (is_plain && entry.section != Section::Visits).then(|| date.first_day())
}

/// Entries of one section and day, in one row that leads to them.
fn together(entries: &[&Entry], reader: &Reader<'_>) -> JointView {
    let Some(first) = entries.first() else { return JointView::default() };
    let date = day(first).map(FhirDate::day);
    let filter = date.map(|date| format!("?from={0}&to={0}", date.first_day()));
    let named = |entry: &&Entry| LinkView {
        href: reader.href(entry.section, &entry.id),
        text: match said(entry, reader.words) {
            Some(_) if doubt::is_in_doubt(entry) => {
                let title = reader.title(entry);
                reader.words.with("timeline-in-doubt", &[("title", title.into())])
            }
            Some(value) => format!("{} {value}", reader.title(entry)),
            None => reader.title(entry),
        },
    };
    let count = [("count", entries.len().into())];
    JointView {
        entry: EntryView {
            href: format!("{}/{}{}", reader.base, first.section.slug(), filter.unwrap_or_default()),
            title: reader.section(first.section),
            date: date.map(|date| reader.date(&date)),
            section: reader.words.with("timeline-together", &count),
            source: first
                .source
                .clone()
                .filter(|source| entries.iter().all(|entry| entry.source.as_ref() == Some(source))),
            ..EntryView::default()
        },
        is_visit: false,
        parts: vec![PartsView {
            section: String::new(),
            links: entries.iter().take(NAMED_TOGETHER).map(named).collect(),
            more: entries.len().saturating_sub(NAMED_TOGETHER),
        }],
    }
}

/// What tells once more of a thing on the same day, and what stands for it there: a document's own file, the
/// claim behind what a payer made of it, a diagnosis on three lists; and a report of values without a
/// word of its own.
fn twins<'e>(entries: &'e [Entry], reader: &Reader<'_>) -> HashMap<&'e ResourceId, &'e ResourceId> {
    // A report that only names values which stand here themselves.
    let shown: HashSet<&ResourceId> = entries.iter().map(|entry| &entry.id).collect();
    let is_only_a_name = |report: &&Entry| {
        only_names(report) && report.members.iter().all(|one| shown.contains(one))
    };
    let named = entries.iter().filter(is_only_a_name);
    let mut twins: HashMap<&ResourceId, &ResourceId> =
        named.map(|report| (&report.id, report.members.first().unwrap_or(&report.id))).collect();
    for section in Section::ALL.into_iter().filter(|section| may_be_told_twice(*section)) {
        let own: Vec<&Entry> = entries.iter().filter(|entry| entry.section == section).collect();
        for thing in things(&own, reader.today) {
            let day = |entry: &Entry| entry.date.map(|date| date.first_day());
            let same = thing.behind.iter().filter(|one| day(one) == day(thing.entry));
            twins.extend(same.map(|one| (&one.id, &thing.entry.id)));
        }
    }
    twins
}

/// What belongs to a visit, a line a section, in the order of the sections.
fn parts<'e>(entries: impl Iterator<Item = &'e Entry>, reader: &Reader<'_>) -> Vec<PartsView> {
    let mut sections: BTreeMap<Section, Vec<&Entry>> = BTreeMap::new();
    for entry in entries.filter(|entry| entry.section != Section::About) {
        sections.entry(entry.section).or_default().push(entry);
    }
    let link = |entry: &&Entry| LinkView {
        href: reader.href(entry.section, &entry.id),
        text: reader.title(entry),
    };
    let view = |(section, entries): (Section, Vec<&Entry>)| PartsView {
        section: reader.section(section),
        links: entries.iter().take(NAMED).map(link).collect(),
        more: entries.len().saturating_sub(NAMED),
    };
    sections.into_iter().map(view).collect()
}

fn lead(frame: &Frame, count: usize, filter: &Filter) -> String {
    if count == 0 {
        return String::new();
    }
    match filter::days_in_words(&filter.dates, frame.words()) {
        Some(days) => {
            let values = [("count", count.into()), ("days", days.into())];
            frame.words().with("lead-within-days", &values)
        }
        None => frame.t_whose("timeline-lead", "timeline-lead-to-you").into_owned(),
    }
}

fn empty(frame: &Frame, filter: &Filter) -> EmptyView {
    let base = frame.record_url("timeline");
    let text = |id: &str| frame.t(id).into_owned();
    let is_filtered = !filter.dates.is_open() || filter.skip > 0;
    EmptyView {
        why: text(if is_filtered { "empty-days-why" } else { "empty-record-why" }),
        what: frame.t_reach(if is_filtered { "empty-days-what" } else { "empty-what" }),
        link: is_filtered.then(|| LinkView { href: base, text: text("empty-days-link") }),
    }
}

#[cfg(test)]
mod tests;
