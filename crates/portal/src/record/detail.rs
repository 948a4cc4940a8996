//! The page of one entry: everything its source says of it, and for a measurement its course.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use bluebutton_record::code_systems;
use bluebutton_record::entry::{Code, Fact};
use bluebutton_record::meaning::lists::source_of;
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::meaning::{Thing, now, same, things};
use bluebutton_record::narrative::{Block, plain_text, told};
use bluebutton_record::{DateRange, Entry, Resource, ResourceId, Section, statements};
use bluebutton_store::records::Record;

use super::attached::{FileView, files};
use super::attention::{Attention, TestView, attention};
use super::comments::{self, CommentView, comments};
use super::goals::{GoalView, goals};
use super::narrative::NarrativeView;
use super::over_time::{OverTimeView, over_time};
use super::results::{self, Panel};
use super::view::{EntryView, FactView, LinkView, Reader};
use super::{reading, visit};
use crate::chart::{Svg, large_bar};
use crate::permit::{MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;

#[derive(Template)]
#[template(path = "record/detail.html")]
struct DetailPage {
    frame: Frame,
    back: LinkView,
    entry: EntryView,
    /// What the test is for.
    about: Option<String>,
    /// Message id of the heading over that.
    about_title: &'static str,
    facts: Vec<FactView>,
    /// The value on its range, large.
    bar: Option<Svg>,
    course: Option<OverTimeView>,
    /// The goals that the record sets for it.
    goals: Vec<GoalView>,
    /// What was written about it.
    comments: Vec<CommentView>,
    /// Whether it is a measurement with a page of its own course.
    is_test: bool,
    /// Where it is compared with another.
    compare: String,
    ask: Vec<String>,
    tests: Vec<TestView>,
    blocks: Vec<Block>,
    /// Its headings, where there are many.
    jumps: Vec<LinkView>,
    /// The language of that text, where it is not the page's.
    text_lang: Option<&'static str>,
    files: Vec<FileView>,
    /// The document to read, where this is only its original.
    readable: Option<LinkView>,
    visit: Option<LinkView>,
    codes: Vec<CodeView>,
}

/// A code with the list it is of.
struct CodeView {
    name: Option<String>,
    code: String,
    /// What the list is called.
    system: Option<&'static str>,
    /// Its address, where it has no name that we know.
    address: Option<String>,
}

/// One entry.
pub(crate) struct OneEntry;

impl Page for OneEntry {
    fn viewed(path: &RecordPath) -> Result<Viewed, Problem> {
        let section = path.section()?;
        let page = if section == Section::Visits { "visit" } else { section.slug() };
        Ok(Viewed::entry(page, path.part("id")))
    }
}

/// `GET /records/{key}/{section}/{id}`
pub(crate) async fn show(State(services): State<Services>, may: MayView<OneEntry>) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, permit, frame, path, .. } = may;
    let id = ResourceId::in_record(permit.patient(), path.part("id"));
    let id = id.ok_or_else(Problem::not_found)?;
    let resource = record.resource(&id).await?.ok_or_else(Problem::not_found)?;
    let entries = reading::entries(&record, std::slice::from_ref(&resource)).await?;
    let entry = entries.into_iter().next().ok_or_else(Problem::not_found)?;
    let reader = reading::reader(&frame, &session, &record).await?;
    if entry.section == Section::Visits && matches!(&*entry.kind, "Encounter" | "Appointment") {
        let entry = with_statements(&record, &entry).await?;
        return visit::show(&record, frame, &reader, (&resource, &entry)).await;
    }
    entry_page(&record, frame, &reader, (&resource, &entry)).await
}

/// The heading over what a test is for: a weight is measured, and tobacco is asked about.
fn about_title(section: Section) -> &'static str {
    match section {
        Section::VitalSigns => "detail-about-measured",
        Section::SocialHistory => "detail-about-told",
        _ => "detail-about",
    }
}

async fn entry_page(
    record: &Record,
    frame: Frame,
    reader: &Reader<'_>,
    (resource, entry): (&Resource, &Entry),
) -> Answer {
    let others = others(record, entry.section).await?;
    // Found again, it is as the list shows it: with what lists tell of it, a pressure with both numbers.
    let entry = others.iter().find(|other| other.id == entry.id).unwrap_or(entry);
    let mut entry = with_statements(record, entry).await?;
    if others.is_empty() {
        reading::tell(record, &mut entry).await?;
    }
    // Who keeps the list on which it stands says so, where nobody else does.
    entry.source = source_of(&entry).cloned();
    let entry = &entry;
    let comments = comments(record, reader, (resource, entry)).await?;
    let goals = goals(record, reader, entry).await?;
    let course = over_time(record, reader, entry, &goals).await?;
    let bar = bar(reader, entry);
    let panel = Panel { report: None, members: entry.members.clone() };
    let found = results::members(record, std::slice::from_ref(&panel), &[]).await?;
    let visits = entry.visit.clone().into_iter().collect::<Vec<_>>();
    let visits = reading::entries_of(record, &visits).await?;
    let others: Vec<&Entry> = others.iter().collect();
    let things = things(&others, reader.today);
    let thing = things.iter().find(|thing| tells_of(thing, entry));
    let view = whole(reader, entry, thing);
    let may_download = frame.rights().download;
    let mut all_files = files(reader, entry, &view.href, may_download);
    let originals = thing.into_iter().flat_map(|thing| &thing.behind);
    for original in originals.filter(|one| one.id != entry.id && one.narrative.is_empty()) {
        let href = reader.href(original.section, &original.id);
        all_files.extend(files(reader, original, &href, may_download));
    }
    let readable = thing.map(|thing| thing.entry).filter(|one| {
        one.id != entry.id && entry.narrative.is_empty() && !one.narrative.is_empty()
    });
    let to_take = how_to_take_it(entry);
    let other_facts = entry.facts.iter().filter(|fact| Some(*fact) != to_take);
    let other_facts = other_facts.map(|fact| (fact.label, reader.fact(fact)));
    let other_facts = other_facts.filter(|(label, fact)| {
        !(matches!(*label, "conclusion" | "finding")
            && comments.iter().any(|one| one.text == fact.text))
    });
    let own_text = comments::without(&entry.narrative, &comments);
    let blocks = told(&own_text, reader.words).into_owned();
    page(&DetailPage {
        back: reader.back(entry.section),
        facts: other_facts.map(|(_, fact)| fact).collect(),
        bar,
        course,
        goals,
        is_test: view.measure.is_some() || !view.parts.is_empty() && key(entry).is_some(),
        compare: format!("{}/results/compare?one={}", reader.base, entry.id.local()),
        about_title: about_title(entry.section),
        about: (entry.plain.map(|plain| reader.text(plain.about)))
            .or_else(|| to_take.map(|fact| reader.fact(fact).text)),
        ask: ask(&frame, entry.section, &view),
        tests: tests(&panel, &found, reader),
        jumps: NarrativeView::headings(&blocks),
        blocks,
        text_lang: reader.lang(&plain_text(&entry.narrative)),
        comments: comments::told(comments, reader),
        files: all_files,
        readable: readable.map(|twin| LinkView {
            href: reader.href(twin.section, &twin.id),
            text: reader.title(twin),
        }),
        visit: visits.first().map(|visit| visit_link(reader, visit)),
        codes: entry.codes.iter().map(code_view).collect(),
        entry: view,
        frame,
    })
}

/// The entry with what was said about it: that it was corrected, or that the patient disagrees.
async fn with_statements(record: &Record, entry: &Entry) -> Result<Entry, Problem> {
    let mut entry = entry.clone();
    let about = record.statements_about(&entry.id);
    for said in reading::entries_of(record, &about).await? {
        entry.facts.extend(said.facts.iter().filter_map(statements::beside));
    }
    Ok(entry)
}

fn bar(reader: &Reader<'_>, entry: &Entry) -> Option<Svg> {
    let value = entry.value.as_ref()?;
    large_bar(value, &reader.text("chart-usual-word"), &value.shown())
}

/// What the page of a medicine answers first: how to take it, where that is one sentence.
fn how_to_take_it(entry: &Entry) -> Option<&Fact> {
    let is_medicine = entry.section == Section::Medications && entry.plain.is_none();
    let mut doses = entry.facts.iter().filter(|fact| is_medicine && fact.label == "dose");
    doses.next().filter(|_| doses.next().is_none())
}

/// The entries among which others may tell of the same thing.
async fn others(record: &Record, section: Section) -> Result<Vec<Entry>, Problem> {
    if !same::may_be_told_twice(section) && !now::has_stages(section) {
        return Ok(Vec::new());
    }
    let selection = reading::only(section, DateRange::default());
    reading::of_section(record, &selection, 0).await
}

/// Whether an entry is one of those that tell of a thing.
fn tells_of(thing: &Thing<'_>, entry: &Entry) -> bool {
    thing.entry.id == entry.id || thing.behind.iter().any(|other| other.id == entry.id)
}

/// The entry as its page shows it; the one that stands for a thing shows the others behind it.
fn whole(reader: &Reader<'_>, entry: &Entry, thing: Option<&Thing<'_>>) -> EntryView {
    match thing {
        Some(thing) if thing.entry.id == entry.id => {
            let told = reader.thing(thing, 0);
            let whole = reader.whole_at(entry, thing.stage);
            EntryView { earlier: told.earlier, differing: told.differing, ..whole }
        }
        Some(thing) => reader.whole_at(entry, thing.stage_of(entry, reader.today)),
        None => reader.whole(entry),
    }
}

fn visit_link(reader: &Reader<'_>, visit: &Entry) -> LinkView {
    let title = reader.title(visit);
    let text = match &visit.date {
        Some(date) => format!("{title}, {}", reader.date(date).text),
        None => title,
    };
    LinkView { href: reader.href(visit.section, &visit.id), text }
}

fn tests(panel: &Panel, found: &HashMap<ResourceId, Entry>, reader: &Reader<'_>) -> Vec<TestView> {
    results::panel_view(panel, &[], found, reader).tests
}

/// Questions that help at the next visit; the organization's nurses ask for these.
fn ask(frame: &Frame, section: Section, entry: &EntryView) -> Vec<String> {
    if section != Section::Results || entry.measure.is_none() {
        return Vec::new();
    }
    let kind = match attention(entry) {
        Some(Attention::Outside) => "outside",
        Some(Attention::Marked) => "marked",
        Some(Attention::Disputed) => "disputed",
        Some(Attention::Contradicted) => "contradicted",
        None => "usual",
    };
    (1..=3).map(|n| frame.t(&format!("ask-{kind}-{n}")).into_owned()).collect()
}

fn code_view(code: &Code) -> CodeView {
    CodeView {
        name: code.display.clone(),
        code: code.code.clone(),
        system: code.system.as_deref().and_then(code_systems::name),
        address: code.system.clone().filter(|system| code_systems::name(system).is_none()),
    }
}

impl DetailPage {
    fn narrative(&self) -> NarrativeView<'_> {
        NarrativeView { blocks: &self.blocks, is_whole: true }
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::FactText;

    use super::super::view::tests::entry;
    use super::*;

    #[test]
    fn a_medicine_says_first_how_to_take_it_where_that_is_one_sentence() {
        let dose = |text: &str| Fact { label: "dose", text: FactText::Source(text.to_owned()) };
        let one = Entry {
            facts: vec![dose("Take 1 tablet every morning")],
            ..entry("m", Section::Medications, "Lisinopril", "2026")
        };
        assert_eq!(how_to_take_it(&one), one.facts.first());
        let facts = vec![dose("Take 1 tablet for a week"), dose("Then take 2 tablets")];
        assert_eq!(how_to_take_it(&Entry { facts, ..one }), None);
    }
}
