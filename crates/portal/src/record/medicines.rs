//! Medicines: what is taken now and as of which list, where lists differ, what changed lately, what is past.

use askama::Template;
use bluebutton_record::layout::by_heading;
use bluebutton_record::meaning::{Stage, Thing, matters, things};
use bluebutton_record::{Entry, FhirDate, Section};
use jiff::civil::Date;

use super::empty::{EmptyView, empty};
use super::filter::{Filter, FilterView, PAGE, PagerView};
use super::reading::{self, THINGS_MAX};
use super::section::OneSection;
use super::tally::{Tally, lead, more};
use super::view::{EntryView, FactView, LinkView, Reader};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

/// What began or ended within so many days is told as a change.
const CHANGED_DAYS: i32 = 183;

/// So many changes are told; more are no news.
const CHANGES: usize = 8;

/// So many lists stand side by side on one page.
const LISTS: usize = 4;

#[derive(Template)]
#[template(path = "record/medicines.html")]
struct MedicinesPage {
    frame: Frame,
    title: String,
    lead: String,
    more: String,
    filter: FilterView,
    groups: Vec<StageView>,
    compare: Option<CompareView>,
    changes: Vec<ChangeView>,
    pager: PagerView,
    empty: Option<EmptyView>,
}

/// Medicines that stand alike to today.
struct StageView {
    title: Option<String>,
    is_past: bool,
    rows: Vec<MedicineView>,
}

impl StageView {
    /// Whether it is known of any what it is for.
    fn has_reasons(&self) -> bool {
        self.rows.iter().any(|one| one.reason.is_some())
    }
}

/// A medicine.
struct MedicineView {
    entry: EntryView,
    reason: Option<String>,
    doses: Vec<String>,
    facts: Vec<FactView>,
    /// When it was taken, where it is past.
    when: String,
    /// Why it ended.
    ended: String,
}

/// Lists side by side.
struct CompareView {
    heads: Vec<HeadView>,
    rows: Vec<CompareRow>,
}

/// Whose list, and of when.
struct HeadView {
    source: String,
    date: Option<String>,
}

/// What each list says of one medicine.
struct CompareRow {
    name: LinkView,
    cells: Vec<Option<String>>,
}

/// What changed, and when.
struct ChangeView {
    word: String,
    link: LinkView,
    date: String,
}

/// `GET /records/{key}/medications`
pub(crate) async fn show(services: &Services, may: MayView<OneSection>, fields: &Fields) -> Answer {
    let section = Section::Medications;
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let filter = Filter::read(fields);
    let selection = reading::only(section, filter.dates);
    let stretch = filter.skip / THINGS_MAX * THINGS_MAX;
    let entries = reading::of_section(&record, &selection, stretch).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    let entries: Vec<&Entry> = entries.iter().collect();
    // What the patient wrote stands by itself: it is no list of a clinic.
    let (own, things): (Vec<_>, Vec<_>) =
        things(&entries, reader.today).into_iter().partition(|thing| thing.entry.is_own());
    let mut groups = groups(&things, filter.skip - stretch, &reader);
    if filter.skip == 0 && !own.is_empty() {
        let id = frame.whose("written-medicines", "written-medicines-other");
        let rows = own.iter().map(|thing| medicine(thing, &reader)).collect();
        groups.push(StageView { title: Some(reader.text(id)), is_past: false, rows });
    }
    let tally = Tally::of(section, &things, &reader);
    let base = frame.record_url(section.slug());
    let mut pager = filter.pager(&base, stretch + things.len(), PAGE, frame.words());
    let next = stretch + THINGS_MAX;
    if pager.older.is_none() && record.count(&selection) > next {
        pager.older = Some(filter.href(&base, next));
    }
    let is_whole = filter.skip == 0 && filter.dates.is_open();
    page(&MedicinesPage {
        title: reader.section(section),
        lead: lead(&frame, section, &tally, &filter),
        more: more(&frame, section, &tally, &filter),
        filter: filter.view(&base, frame.today(), frame.words()),
        compare: is_whole.then(|| compare(&things, &reader)).flatten(),
        changes: if is_whole { changes(&things, &reader) } else { Vec::new() },
        empty: groups.is_empty().then(|| empty(&frame, section, &filter, things.len())),
        pager,
        groups,
        frame,
    })
}

fn groups(things: &[Thing<'_>], skip: usize, reader: &Reader<'_>) -> Vec<StageView> {
    let (mut place, mut groups) = (0, Vec::new());
    for (heading, group) in by_heading(Section::Medications, things) {
        let mut rows = Vec::new();
        let stage = group.first().map(|thing| thing.stage);
        for thing in group {
            if (skip..skip + PAGE).contains(&place) {
                rows.push(medicine(thing, reader));
            }
            place += 1;
        }
        if !rows.is_empty() {
            let title = heading.map(|id| reader.text(&id));
            groups.push(StageView { title, is_past: stage == Some(Stage::Past), rows });
        }
    }
    groups
}

fn medicine(thing: &Thing<'_>, reader: &Reader<'_>) -> MedicineView {
    let entry = reader.thing(thing, 0);
    let said = |label: &str| -> Vec<String> {
        let facts = thing.entry.facts.iter().filter(|fact| fact.label == label);
        facts.map(|fact| reader.fact(fact).text).collect()
    };
    let doses = ["dose", "dose-amount", "when"].iter().flat_map(|label| said(label)).collect();
    let mut facts = Vec::new();
    if let Some(date) = &entry.date {
        let label = entry.date_label.clone().unwrap_or_else(|| reader.text("entry-date"));
        facts.push(FactView {
            label,
            text: date.text.clone(),
            needs_label: true,
            tel: None,
            lang: None,
        });
    }
    let others = thing.entry.facts.iter().filter(|fact| {
        let is_shown = ["prescriber", "refills", "from", "pharmacy", "written-by"];
        is_shown.contains(&fact.label)
    });
    facts.extend(others.map(|fact| reader.fact(fact)));
    facts.extend(filled(thing, reader));
    let is_said = |source: &String| facts.iter().any(|fact| fact.text == *source);
    let source = entry.source.clone().filter(|source| !is_said(source));
    facts.extend(source.map(|source| FactView {
        label: reader.text("entry-source"),
        text: source,
        needs_label: true,
        tel: None,
        lang: None,
    }));
    // A prescription that was written down again after the course has the day of the writing.
    let is_later =
        |until: FhirDate| thing.entry.date.is_some_and(|on| on.first_day() > until.last_day());
    let day = entry.date.as_ref().map(|date| date.text.clone());
    let day = day.filter(|_| !thing.entry.until.is_some_and(is_later));
    let when = day.into_iter().chain(entry.until.clone()).collect::<Vec<_>>().join(", ");
    let why = said("status-reason");
    let ended = entry.status.clone().into_iter().chain(why).collect::<Vec<_>>().join(". ");
    let reason = said("reason");
    MedicineView {
        reason: (!reason.is_empty()).then(|| reason.join(", ")),
        entry,
        doses,
        facts,
        when,
        ended,
    }
}

/// When it was last handed out, and how often; what is behind it as a thing.
fn filled(thing: &Thing<'_>, reader: &Reader<'_>) -> Option<FactView> {
    let all = std::iter::once(&thing.entry).chain(&thing.behind);
    let fills: Vec<&&Entry> = all.filter(|entry| &*entry.kind == "MedicationDispense").collect();
    let newest = fills.iter().filter_map(|entry| entry.date).max_by_key(FhirDate::sort_key)?;
    let date = reader.words.date(&newest);
    let values = [("date", date.into()), ("count", fills.len().into())];
    Some(FactView {
        label: reader.text("medicine-filled"),
        text: reader.words.with("medicine-fills", &values),
        needs_label: true,
        tel: None,
        lang: None,
    })
}

/// Lists side by side, for the medicines on which they differ.
fn compare(things: &[Thing<'_>], reader: &Reader<'_>) -> Option<CompareView> {
    let differing = matters(things);
    let mut heads: Vec<HeadView> = Vec::new();
    let mut newest: Vec<Option<FhirDate>> = Vec::new();
    for entry in differing.iter().flat_map(|thing| tellers(thing)) {
        let (source, on) = (whose(entry, reader), entry.basis.told.on);
        match heads.iter().position(|head| head.source == source) {
            Some(place) => {
                if let Some(known) = newest.get_mut(place) {
                    *known = [*known, on].into_iter().flatten().max_by_key(FhirDate::sort_key);
                }
            }
            None if heads.len() < LISTS => {
                heads.push(HeadView { source, date: None });
                newest.push(on);
            }
            None => {}
        }
    }
    for (head, on) in heads.iter_mut().zip(newest) {
        head.date = on.map(|on| reader.words.date(&on));
    }
    let row = |thing: &&Thing<'_>| CompareRow {
        name: LinkView {
            href: reader.href(Section::Medications, &thing.entry.id),
            text: reader.title(thing.entry),
        },
        cells: heads.iter().map(|head| cell(thing, &head.source, reader)).collect(),
    };
    let rows: Vec<CompareRow> = differing.iter().map(row).collect();
    (!rows.is_empty()).then_some(CompareView { heads, rows })
}

/// The entries that tell differently of a thing.
fn tellers<'t>(thing: &'t Thing<'_>) -> impl Iterator<Item = &'t Entry> {
    std::iter::once(thing.entry).chain(thing.differs.iter().copied())
}

fn whose(entry: &Entry, reader: &Reader<'_>) -> String {
    let told = entry.basis.told.by.clone().or_else(|| entry.source.clone());
    told.unwrap_or_else(|| reader.text("differs-source-unknown"))
}

/// What one list says of a medicine: its name, how to take it, and that it is over.
fn cell(thing: &Thing<'_>, source: &str, reader: &Reader<'_>) -> Option<String> {
    let entry = tellers(thing).find(|entry| whose(entry, reader) == source)?;
    let facts =
        entry.facts.iter().filter(|fact| matches!(fact.label, "dose" | "dose-amount" | "when"));
    let facts = facts.map(|fact| reader.fact(fact).text.trim_end_matches('.').to_owned());
    let over = entry.status.iter().filter(|_| !entry.is_current);
    let over = over.map(|status| reader.words.status(status).into_owned());
    let said = std::iter::once(reader.title(entry)).chain(facts).chain(over);
    Some(said.collect::<Vec<_>>().join(", "))
}

/// What began or ended lately, newest first.
fn changes(things: &[Thing<'_>], reader: &Reader<'_>) -> Vec<ChangeView> {
    let is_late = |day: Date| {
        let days = (reader.today - day).get_days();
        (0..=CHANGED_DAYS).contains(&days)
    };
    let mut all: Vec<(Date, ChangeView)> = Vec::new();
    for thing in things.iter().filter(|thing| thing.counts()) {
        let entry = thing.entry;
        let (day, word) = match thing.stage {
            Stage::Now => (entry.date, reader.words.date_label(entry)),
            Stage::Past => (entry.until, Some(reader.text("medicine-ended"))),
            _ => continue,
        };
        let Some(date) = day.filter(|date| is_late(date.last_day())) else { continue };
        let view = ChangeView {
            word: word.unwrap_or_else(|| reader.text("medicine-began")),
            link: LinkView {
                href: reader.href(entry.section, &entry.id),
                text: reader.title(entry),
            },
            date: reader.words.date(&date),
        };
        all.push((date.first_day(), view));
    }
    all.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
    all.into_iter().take(CHANGES).map(|(_, view)| view).collect()
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::{Basis, Fact, FactText, ListedOn};

    use super::super::view::tests::{entry, reader};
    use super::*;

    fn medicine(local: &str, title: &str, date: &str, by: &str, dose: &str) -> Entry {
        let told =
            ListedOn { on: FhirDate::parse(date), by: Some(by.to_owned()), ..ListedOn::default() };
        Entry {
            kind: "MedicationRequest".into(),
            is_current: true,
            facts: vec![Fact { label: "dose", text: FactText::Source(dose.to_owned()) }],
            basis: Basis { told, ..Basis::default() },
            ..entry(local, Section::Medications, title, date)
        }
    }

    #[test]
    fn lists_that_differ_stand_side_by_side_each_under_its_name() {
        let entries = [
            medicine("a", "Metformin 1000 MG", "2026-11-09", "Riverside", "1 tablet twice a day"),
            medicine("b", "Metformin 500 MG", "2026-05-14", "Lakeside", "1 tablet twice a day"),
        ];
        let entries: Vec<&Entry> = entries.iter().collect();
        let things = things(&entries, reader().today);
        let compare = compare(&things, &reader()).unwrap();
        let heads: Vec<_> = compare.heads.iter().map(|head| head.source.as_str()).collect();
        assert_eq!(heads.len(), 2, "{heads:?}");
        assert_eq!(compare.rows.len(), 1, "one matter, one row");
        let cells: Vec<_> = compare.rows[0].cells.iter().flatten().collect();
        assert!(cells.iter().any(|cell| cell.starts_with("Metformin 1000 MG, 1 tablet")));
        assert!(cells.iter().any(|cell| cell.starts_with("Metformin 500 MG, 1 tablet")));
    }

    #[test]
    fn lists_that_agree_are_not_compared() {
        let entries = [
            medicine("a", "Metformin 500 MG", "2026-11-09", "Riverside", "1 tablet a day"),
            medicine("b", "Metformin 500 MG", "2026-05-14", "Lakeside", "1 tablet a day"),
        ];
        let entries: Vec<&Entry> = entries.iter().collect();
        assert!(compare(&things(&entries, reader().today), &reader()).is_none());
    }

    #[test]
    fn what_began_lately_is_told_and_what_began_long_ago_is_not() {
        let entries = [
            medicine("a", "Metformin 500 MG", "2026-11-09", "Riverside", "1 tablet a day"),
            medicine("b", "Lisinopril 20 MG", "2026-01-14", "Riverside", "1 tablet a day"),
        ];
        let entries: Vec<&Entry> = entries.iter().collect();
        let told = changes(&things(&entries, reader().today), &reader());
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].link.text, "Metformin 500 MG");
    }
}
