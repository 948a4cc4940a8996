//! The page of one entry: everything its source says of it, and for a measurement its course.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::entry::{AttachmentPlace, Code, Fact, Measure};
use bluebutton_record::meaning::{Thing, same, things};
use bluebutton_record::narrative::{Block, told};
use bluebutton_record::{DateRange, Entry, FhirDate, ResourceId, Section};
use bluebutton_store::Action;
use bluebutton_store::records::Record;

use super::history::{POINTS_MAX, key, said, series, usual};
use super::narrative::NarrativeView;
use super::results::{self, Attention, Panel, TestView};
use super::view::{EntryView, FactView, LinkView, Reader};
use super::{reading, visit};
use crate::chart::{Svg, trend};
use crate::permit::record_page;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SignedIn;

/// Values of the same measurement are looked for among this many entries of the section, a step
/// at a time: decades of a usual record, and still quick in the largest.
const HISTORY: usize = 3_000;
const STEP: usize = 500;

#[derive(Template)]
#[template(path = "record/detail.html")]
struct DetailPage {
    frame: Frame,
    back: LinkView,
    entry: EntryView,
    /// What the test is for.
    about: Option<String>,
    facts: Vec<FactView>,
    chart: Option<ChartView>,
    ask: Vec<String>,
    tests: Vec<TestView>,
    blocks: Vec<Block>,
    files: Vec<FileView>,
    /// The document to read, where this is only its original.
    readable: Option<LinkView>,
    visit: Option<LinkView>,
    codes: Vec<CodeView>,
}

/// A chart and the same values as a table.
struct ChartView {
    svg: Option<Svg>,
    title: String,
    rows: Vec<RowView>,
    /// The oldest day up to which was looked, where the record goes on behind it.
    looked_back_to: Option<String>,
}

impl ChartView {
    /// Whether any value is compared with a usual range.
    fn has_standings(&self) -> bool {
        self.rows.iter().any(|row| !row.standing.is_empty())
    }
}

struct RowView {
    href: String,
    date: String,
    value: String,
    standing: String,
    is_here: bool,
}

/// A file that hangs on an entry.
pub struct FileView {
    /// Its title.
    pub title: String,
    /// Its kind, as the source says it.
    pub kind: Option<String>,
    /// Where it can be downloaded; `None` where it is not ours to give.
    pub href: Option<String>,
    /// Why it can't be downloaded, or where the source says it is.
    pub note: Option<String>,
}

struct CodeView {
    name: Option<String>,
    code: String,
    system: Option<String>,
}

/// `GET /records/{key}/{section}/{id}`
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path((key, slug, local)): Path<(String, String, String)>,
) -> Answer {
    let section = Section::parse(&slug).ok_or_else(Problem::not_found)?;
    let page_name = if section == Section::Visits { "visit" } else { section.slug() };
    let action = Action::View { page: page_name, resource: Some(local.clone()) };
    let (permit, record, frame) = record_page(&services, &session, &key, action).await?;
    let id = ResourceId::in_record(permit.patient(), &local).ok_or_else(Problem::not_found)?;
    let resource = record.resource(&id).await?.ok_or_else(Problem::not_found)?;
    let entries = reading::entries(&services, std::slice::from_ref(&resource)).await?;
    let entry = entries.into_iter().next().ok_or_else(Problem::not_found)?;
    let reader = reading::reader(&frame, &session, &record).await?;
    if entry.section == Section::Visits && &*entry.kind == "Encounter" {
        return visit::show(&services, &record, frame, &reader, &entry).await;
    }
    entry_page(&services, &record, frame, &reader, &entry).await
}

async fn entry_page(
    services: &Services,
    record: &Record,
    frame: Frame,
    reader: &Reader<'_>,
    entry: &Entry,
) -> Answer {
    let chart = chart(services, record, reader, entry).await?;
    let panel = Panel { report: None, members: entry.members.clone() };
    let found = results::members(services, record, std::slice::from_ref(&panel), &[]).await?;
    let visits = entry.visit.clone().into_iter().collect::<Vec<_>>();
    let visits = reading::entries_of(services, record, &visits).await?;
    let others = others(services, record, entry.section).await?;
    let entry = others.iter().find(|other| other.id == entry.id).unwrap_or(entry);
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
    page(&DetailPage {
        back: back(reader, entry.section),
        facts: other_facts.map(|fact| reader.fact(fact)).collect(),
        chart,
        about: match (entry.plain, to_take) {
            (Some(plain), _) => Some(reader.text(plain.about)),
            (None, Some(fact)) => Some(reader.fact(fact).text),
            (None, None) => None,
        },
        ask: ask(&frame, entry.section, &view),
        tests: tests(&panel, &found, reader),
        blocks: told(&entry.narrative, reader.words).into_owned(),
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

/// What the page of a medicine answers first: how to take it, where that is one sentence.
fn how_to_take_it(entry: &Entry) -> Option<&Fact> {
    let is_medicine = entry.section == Section::Medications && entry.plain.is_none();
    let mut doses = entry.facts.iter().filter(|fact| is_medicine && fact.label == "dose");
    doses.next().filter(|_| doses.next().is_none())
}

/// The entries among which others may tell of the same thing.
async fn others(
    services: &Services,
    record: &Record,
    section: Section,
) -> Result<Vec<Entry>, Problem> {
    if !same::may_be_told_twice(section) {
        return Ok(Vec::new());
    }
    let selection = reading::only(section, DateRange::default());
    reading::of_section(services, record, &selection, 0).await
}

/// Whether an entry is one of those that tell of a thing.
fn tells_of(thing: &Thing<'_>, entry: &Entry) -> bool {
    thing.entry.id == entry.id || thing.behind.iter().any(|other| other.id == entry.id)
}

/// The entry as its page shows it; the one that stands for a thing shows the others behind it.
fn whole(reader: &Reader<'_>, entry: &Entry, thing: Option<&Thing<'_>>) -> EntryView {
    match thing.filter(|thing| thing.entry.id == entry.id) {
        Some(thing) => {
            let told = reader.thing(thing, 0);
            let whole = reader.whole_at(entry, thing.stage);
            EntryView { earlier: told.earlier, differing: told.differing, ..whole }
        }
        None => reader.whole(entry),
    }
}

/// The way back to the list.
pub fn back(reader: &Reader<'_>, section: Section) -> LinkView {
    LinkView { href: format!("{}/{}", reader.base, section.slug()), text: reader.section(section) }
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
    let kind = match results::attention(entry) {
        Some(Attention::Outside) => "outside",
        Some(Attention::Disputed) => "disputed",
        None => "usual",
    };
    (1..=3).map(|n| frame.t(&format!("ask-{kind}-{n}")).into_owned()).collect()
}

/// The entry's files.
pub fn files(reader: &Reader<'_>, entry: &Entry, href: &str, may_download: bool) -> Vec<FileView> {
    let view = |(number, file): (usize, &bluebutton_record::entry::Attachment)| {
        let is_ours = matches!(file.place, AttachmentPlace::Stored(_) | AttachmentPlace::Inline(_));
        let note = match &file.place {
            AttachmentPlace::Elsewhere(address) => {
                let values = [("address", address.as_str().into())];
                Some(reader.words.with("file-elsewhere", &values))
            }
            AttachmentPlace::Missing => Some(reader.text("file-missing")),
            _ if !may_download => Some(reader.text("file-not-allowed")),
            _ => None,
        };
        FileView {
            title: file.title.clone().unwrap_or_else(|| reader.text("file-original")),
            kind: file.media_type.clone(),
            href: (is_ours && may_download).then(|| format!("{href}/file/{number}")),
            note,
        }
    };
    entry.attachments.iter().enumerate().map(view).collect()
}

fn code_view(code: &Code) -> CodeView {
    CodeView {
        name: code.display.clone(),
        code: code.code.clone(),
        system: code.system.as_deref().map(system_name),
    }
}

/// What a code system is called among professionals; its address where we do not know it.
fn system_name(system: &str) -> String {
    match system {
        "http://loinc.org" => "LOINC",
        "http://snomed.info/sct" => "SNOMED CT",
        "http://www.nlm.nih.gov/research/umls/rxnorm" => "RxNorm",
        "http://hl7.org/fhir/sid/cvx" => "CVX",
        "http://hl7.org/fhir/sid/icd-10-cm" => "ICD-10-CM",
        "http://hl7.org/fhir/sid/icd-9-cm" => "ICD-9-CM",
        "http://hl7.org/fhir/sid/ndc" => "NDC",
        "http://www.ama-assn.org/go/cpt" => "CPT",
        other => other,
    }
    .to_owned()
}

async fn chart(
    services: &Services,
    record: &Record,
    reader: &Reader<'_>,
    entry: &Entry,
) -> Result<Option<ChartView>, Problem> {
    let Some(wanted) = key(entry) else { return Ok(None) };
    let (history, looked_back_to) = history(services, record, entry.section, &wanted).await?;
    if history.len() < 2 {
        return Ok(None);
    }
    Ok(Some(chart_view(reader, entry, &history, looked_back_to)))
}

/// Entries of the same measurement, newest first, and how far back was looked.
async fn history(
    services: &Services,
    record: &Record,
    section: Section,
    wanted: &str,
) -> Result<(Vec<Entry>, Option<FhirDate>), Problem> {
    let selection = reading::only(section, DateRange::default());
    let count = record.count(&selection);
    let (mut found, mut place, mut last) = (Vec::new(), 0, None);
    while place < count.min(HISTORY) && found.len() < POINTS_MAX {
        let step = reading::newest(services, record, &selection, place, STEP).await?;
        if step.is_empty() {
            break;
        }
        place += step.len();
        last = step.iter().rev().find_map(|entry| entry.date).or(last);
        found.extend(step.into_iter().filter(|entry| key(entry).as_deref() == Some(wanted)));
    }
    found.truncate(POINTS_MAX);
    Ok((found, last.filter(|_| place < count)))
}

fn chart_view(
    reader: &Reader<'_>,
    entry: &Entry,
    history: &[Entry],
    looked_back_to: Option<FhirDate>,
) -> ChartView {
    let name = reader.title(entry);
    let series = series(history.iter());
    let measure = |entry: &Entry| -> Option<Measure> { entry.value.clone() };
    let range = measure(entry).map(|value| usual(&value)).unwrap_or_default();
    let day = |entry: Option<&Entry>| {
        let date = entry.and_then(|entry| entry.date);
        date.map(|date| reader.date(&date).text).unwrap_or_default()
    };
    let (first, last) = (day(history.last()), day(history.first()));
    let unit = measure(entry).and_then(|value| value.unit);
    let unit = unit.map(|unit| reader.words.unit(&unit, "2").into_owned());
    let title = reader.words.with(
        "chart-title",
        &[
            ("name", name.into()),
            ("count", history.len().into()),
            ("first", first.clone().into()),
            ("last", last.clone().into()),
        ],
    );
    ChartView {
        svg: trend(&series, range, &title, (&first, &last)),
        title: match unit {
            Some(unit) => reader.words.with("chart-unit", &[("unit", unit.into())]),
            None => reader.text("chart-no-unit"),
        },
        rows: history.iter().filter_map(|one| row(reader, one, &entry.id)).collect(),
        looked_back_to: looked_back_to.map(|date| reader.date(&date).text),
    }
}

fn row(reader: &Reader<'_>, entry: &Entry, here: &ResourceId) -> Option<RowView> {
    let view = reader.entry(entry, 0);
    let standing = view.measure.and_then(|measure| measure.standing);
    let parts = || {
        let words = view.parts.iter().filter_map(|part| part.measure.standing.clone());
        words.map(|standing| standing.word).collect::<Vec<_>>().join(", ")
    };
    Some(RowView {
        href: view.href.clone(),
        date: view.date.as_ref().map(|date| date.text.clone()).unwrap_or_default(),
        value: said(entry, reader.words)?,
        standing: standing.map_or_else(parts, |standing| standing.word),
        is_here: entry.id == *here,
    })
}

impl DetailPage {
    fn narrative(&self) -> NarrativeView<'_> {
        NarrativeView { blocks: &self.blocks }
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::{Attachment, FactText, Standing};

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn a_chart_has_its_values_as_a_table_and_says_which_one_this_is() {
        let test = |local, date, value, standing| Entry {
            value: Some(measure(value, 70.0, 99.0, standing)),
            ..entry(local, Section::Results, "Glucose", date)
        };
        let history = [
            test("b", "2026-05-03", 120.0, Standing::Above),
            test("a", "2026-01-03", 90.0, Standing::Within),
        ];
        let chart = chart_view(&reader(), &history[0], &history, None);
        assert!(chart.svg.is_some());
        assert_eq!(chart.rows.len(), 2);
        assert!(chart.rows[0].is_here && !chart.rows[1].is_here);
        assert_eq!(chart.rows[0].standing, "Above the usual range");
    }

    #[test]
    fn a_file_elsewhere_is_named_and_never_linked() {
        let mut document = entry("d", Section::Documents, "Letter", "2026");
        document.attachments = vec![Attachment {
            title: None,
            media_type: None,
            place: AttachmentPlace::Elsewhere("https://example.org/x".into()),
        }];
        let files = files(&reader(), &document, "/x", true);
        assert_eq!(files[0].href, None);
        assert!(files[0].note.as_ref().unwrap().contains("https://example.org/x"));
    }

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
