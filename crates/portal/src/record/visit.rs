//! One visit as an after-visit summary: what was said and decided first and whole, then what was found,
//! then the rest. A visit to come: when, where, with whom, and how to prepare.

use std::collections::{BTreeMap, HashSet};

use askama::Template;
use bluebutton_record::meaning::{Stage, advice, now, reason, things};
use bluebutton_record::narrative::{Block, told};
use bluebutton_record::value::halves;
use bluebutton_record::{DateRange, Entry, Resource, ResourceId, Section, Selection, Words};
use bluebutton_store::records::Record;

use super::attached::{FileView, files};
use super::attention::AttentionCount;
use super::courses::{CoursePanel, panels, say_the_day_once};
use super::history::earlier;
use super::list::GroupView;
use super::narrative::NarrativeView;
use super::reading;
use super::view::{EntryView, FactView, LeafView, LinkView, Reader, opening_of, time_of};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;

/// A long stay has thousands of entries: the page shows this many and the download has them all.
const SHOWN: usize = 300;

/// Earlier values are looked for among this many of the newest results.
const HISTORY: usize = 600;

#[derive(Template)]
#[template(path = "record/visit.html")]
struct VisitPage {
    frame: Frame,
    back: LinkView,
    entry: EntryView,
    leaf: Option<LeafView>,
    time: Option<String>,
    facts: Vec<FactView>,
    is_ahead: bool,
    /// What the patient was told, in the words of whoever wrote it.
    told: Vec<Block>,
    /// Documents in which it is written.
    told_in: Vec<LinkView>,
    /// What was written: of the visit itself, and the notes that belong to it, each whole.
    notes: Vec<NoteView>,
    /// Why the patient was there.
    reason: Option<String>,
    vitals: Vec<EntryView>,
    panels: Vec<CoursePanel>,
    /// Values outside their range, in one sentence's number.
    /// What of it asks to be looked at.
    asking: String,
    groups: Vec<GroupView>,
    files: Vec<FileView>,
    count: usize,
    shown: usize,
    download: String,
    send: String,
    calendar: String,
}

/// `GET /records/{key}/visits/{id}`
pub async fn show(
    record: &Record,
    frame: Frame,
    reader: &Reader<'_>,
    (resource, visit): (&Resource, &Entry),
) -> Answer {
    let selection = Selection { visit: Some(visit.id.clone()), ..Selection::default() };
    let resources = record.newest(&selection, 0, SHOWN).await?;
    let found = halves::join(reading::entries(record, &resources).await?);
    let is_told = |one: &&Resource| one.id != resource.id;
    let advice_of = resources.iter().filter(is_told).chain([resource]);
    let told_by = told_by(advice_of, reader.words);
    let found = found.into_iter().filter(|entry| belongs(entry, visit)).collect();
    let found = without_files_of_documents(found, reader);
    let view = reader.whole(visit);
    let count = record.count(&selection);
    let of = |section: Section| -> Vec<Entry> {
        found.iter().filter(|entry| entry.section == section).cloned().collect()
    };
    let mut panels = panels(&of(Section::Results), false, reader);
    if !panels.is_empty() {
        let all = reading::only(Section::Results, DateRange::default());
        let all = reading::newest(record, &all, 0, HISTORY).await?;
        tell_what_was_before(&mut panels, &all, &found, reader);
    }
    panels.iter_mut().for_each(say_the_day_once);
    let tests = panels.iter().flat_map(|panel| &panel.tests);
    let vitals: Vec<EntryView> =
        of(Section::VitalSigns).iter().map(|entry| reader.entry(entry, 0)).collect();
    let is_shown = |section: Section| matches!(section, Section::Results | Section::VitalSigns);
    let told_here = |entry: &&Entry| told_by.iter().any(|(one, _)| one.id == entry.id);
    let untold = found.iter().filter(|entry| !told_here(entry));
    let notes = notes(visit, untold, reader);
    let is_note = |entry: &Entry| {
        let href = reader.href(entry.section, &entry.id);
        notes.iter().any(|note| note.document.as_ref().is_some_and(|it| it.href == href))
    };
    let rest = found.iter().filter(|entry| !is_shown(entry.section) && !is_note(entry));
    let rest: Vec<Entry> = rest.cloned().collect();
    let local = visit.id.local();
    page(&VisitPage {
        back: reader.back(Section::Visits),
        leaf: visit.date.as_ref().and_then(|date| reader.leaf(date)),
        time: time_of(visit, &frame),
        is_ahead: now::stage(visit, reader.today) == Stage::Ahead,
        told_in: told_in(&told_by, &found, reader),
        told: told_by.into_iter().flat_map(|(_, blocks)| blocks).collect(),
        facts: facts(visit, reader),
        asking: AttentionCount::of(tests.map(|test| &test.entry).chain(&vitals))
            .sentences(frame.words()),
        vitals,
        panels,
        groups: groups(&rest, &view, reader),
        notes,
        reason: why(visit, &resources, reader),
        files: files(reader, visit, &view.href, frame.rights().download),
        shown: found.len(),
        count,
        download: format!("{}/download?what=visit&visit={local}", reader.base),
        send: format!("{}/send?what=visit&visit={local}", reader.base),
        calendar: format!("{}/calendar", view.href),
        entry: EntryView { status: reader.entry(visit, 0).status, ..view },
        frame,
    })
}

/// Beside each value of the visit, the one before it.
fn tell_what_was_before(
    panels: &mut [CoursePanel],
    all: &[Entry],
    found: &[Entry],
    reader: &Reader<'_>,
) {
    for test in panels.iter_mut().flat_map(|panel| &mut panel.tests) {
        let own = found.iter().find(|one| reader.href(one.section, &one.id) == test.entry.href);
        if let Some(own) = own {
            test.earlier = earlier(own, all, reader);
        }
    }
}

/// A text that was written of the visit.
struct NoteView {
    /// The document; `None` for what the visit itself says.
    document: Option<LinkView>,
    blocks: Vec<Block>,
}

/// So many notes are shown whole; further ones are one step away, among the documents.
const NOTES: usize = 2;

/// What was written of the visit: its own text, and the notes that belong to it.
///
/// A document whose instructions are shown already is not shown whole as well.
fn notes<'e>(
    visit: &Entry,
    found: impl Iterator<Item = &'e Entry>,
    reader: &Reader<'_>,
) -> Vec<NoteView> {
    let own = told(&visit.narrative, reader.words).into_owned();
    let own = (!own.is_empty()).then_some(NoteView { document: None, blocks: own });
    let is_note = |one: &&Entry| one.section == Section::Documents && !one.narrative.is_empty();
    let notes = found.filter(is_note).take(NOTES).map(|one| NoteView {
        document: Some(LinkView {
            href: reader.href(one.section, &one.id),
            text: reader.title(one),
        }),
        blocks: told(&one.narrative, reader.words).into_owned(),
    });
    own.into_iter().chain(notes).collect()
}

/// What the head of the page has not said.
fn facts(visit: &Entry, reader: &Reader<'_>) -> Vec<FactView> {
    let title = reader.title(visit);
    let facts = visit.facts.iter().filter(|fact| fact.label != "reason");
    facts.map(|fact| reader.fact(fact)).filter(|fact| fact.text != title).collect()
}

/// Why the patient was there: by the visit itself, else by a document of it.
fn why(visit: &Entry, resources: &[Resource], reader: &Reader<'_>) -> Option<String> {
    let own = visit.facts.iter().find(|fact| fact.label == "reason");
    let own = own.map(|fact| reader.fact(fact).text);
    own.or_else(|| resources.iter().find_map(reason::of))
}

/// What each resource tells the patient, of those that tell something, in the reader's words.
fn told_by<'r>(
    resources: impl Iterator<Item = &'r Resource>,
    words: &Words,
) -> Vec<(&'r Resource, Vec<Block>)> {
    let all = resources.map(|resource| (resource, told(&advice::of(resource), words).into_owned()));
    all.filter(|(_, blocks)| !blocks.is_empty()).collect()
}

/// The documents in which it is written.
fn told_in(
    told_by: &[(&Resource, Vec<Block>)],
    found: &[Entry],
    reader: &Reader<'_>,
) -> Vec<LinkView> {
    let documents = told_by.iter().filter_map(|(resource, _)| {
        let entry = found.iter().find(|entry| entry.id == resource.id)?;
        let href = reader.href(entry.section, &entry.id);
        Some(LinkView { href, text: reader.title(entry) })
    });
    documents.collect()
}

/// The first words of what was said at a visit, for the overview: what the patient was told to do, else
/// what was written of it. The visit's page has them whole.
pub async fn first_words(
    record: &Record,
    visit: &Entry,
    reader: &Reader<'_>,
) -> Result<Option<String>, Problem> {
    let mut ids = record.naming(&visit.id, ("Composition", "encounter"), LOOKED_AT);
    let advice_of = record.resources(&ids).await?;
    let told = told_by(advice_of.iter(), reader.words).into_iter().next().map(|(_, blocks)| blocks);
    if let Some(blocks) = told {
        // A heading such as "Instructions" says nothing yet.
        let words = blocks.into_iter().filter(|block| !matches!(block, Block::Heading(_)));
        return Ok(opening_of(&words.collect::<Vec<_>>(), reader.words));
    }
    ids = record.naming(&visit.id, ("DocumentReference", "context.encounter"), LOOKED_AT);
    let notes = reading::entries_of(record, &ids).await?;
    let own = opening_of(&visit.narrative, reader.words);
    Ok(own.or_else(|| notes.iter().find_map(|note| opening_of(&note.narrative, reader.words))))
}

/// So many documents of a visit are looked at for what it says.
const LOOKED_AT: usize = 6;

/// A document and its own file are one: the file stands on the document's page.
fn without_files_of_documents(found: Vec<Entry>, reader: &Reader<'_>) -> Vec<Entry> {
    let documents = found.iter().filter(|entry| entry.section == Section::Documents);
    let documents: Vec<&Entry> = documents.collect();
    let things = things(&documents, reader.today);
    let behind: HashSet<ResourceId> =
        things.iter().flat_map(|thing| &thing.behind).map(|one| one.id.clone()).collect();
    found.into_iter().filter(|entry| !behind.contains(&entry.id)).collect()
}

fn belongs(entry: &Entry, visit: &Entry) -> bool {
    entry.section != Section::About && entry.id != visit.id
}

/// What belongs to the visit, a group a section, in the order of the sections. A result that its
/// report names stands with the report's other results.
pub fn groups(found: &[Entry], head: &EntryView, reader: &Reader<'_>) -> Vec<GroupView> {
    let mut by_section: BTreeMap<Section, Vec<EntryView>> = BTreeMap::new();
    for entry in found {
        let facts = if entry.section == Section::Results { 1 } else { 3 };
        let mut view = reader.entry(entry, facts);
        // The page's head has said both for the whole visit.
        view.date = view.date.filter(|date| head.date.as_ref() != Some(date));
        view.source = view.source.filter(|source| head.source.as_ref() != Some(source));
        by_section.entry(entry.section).or_default().push(view);
    }
    by_section
        .into_iter()
        .map(|(section, entries)| GroupView { title: Some(reader.section(section)), entries })
        .collect()
}

impl VisitPage {
    /// Whether the visit holds more than the page shows, besides itself and the patient.
    fn has_more(&self) -> bool {
        self.shown >= SHOWN - 2 && self.count > SHOWN
    }

    fn told(&self) -> NarrativeView<'_> {
        NarrativeView { blocks: &self.told, is_whole: false }
    }
}

impl NoteView {
    fn told(&self) -> NarrativeView<'_> {
        NarrativeView { blocks: &self.blocks, is_whole: false }
    }
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::{entry, reader};
    use super::*;

    #[test]
    fn a_visit_is_told_in_the_order_of_the_sections() {
        let found = [
            entry("r", Section::Results, "Glucose", "2026-05-03"),
            entry("m", Section::Medications, "Metformin", "2026-05-03"),
        ];
        let titles: Vec<_> = groups(&found, &EntryView::default(), &reader())
            .into_iter()
            .filter_map(|group| group.title)
            .collect();
        assert_eq!(titles, ["Medicines", "Test results"]);
    }
}
