//! One page to hand over: medicines now, allergies, conditions, contacts, latest values.

use askama::Template;
use axum::extract::State;
use bluebutton_record::layout::telling;
use bluebutton_record::meaning::contacts::Contact;
use bluebutton_record::meaning::{Stage, Thing, contacts, fresh, grave, matters, things};
use bluebutton_record::value::doubt;
use bluebutton_record::value::judge::asking_first;
use bluebutton_record::{DateRange, Entry, Person, Section, Selection};
use bluebutton_store::records::Record;

use super::courses::courses;
use super::history::said;
use super::reading;
use super::tally::Tally;
use super::view::{FactView, Reader};
use crate::permit::{Asking, Download, MayView, Page, RecordPath, Viewed};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::own_page::IsFromHere;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;

/// One sheet holds so many values.
const VALUES: usize = 12;

/// Tests are looked for among so many of the newest entries.
const WINDOW: usize = 400;

/// The page to hand over.
pub(crate) struct Summary;

impl Page for Summary {
    fn viewed(_: &RecordPath) -> Result<Viewed, Problem> {
        Viewed::page("summary")
    }
}

#[derive(Template)]
#[template(path = "record/summary.html")]
struct SummaryPage {
    frame: Frame,
    sheet: SheetView,
    /// Whether it may be kept on a device.
    may_keep: bool,
}

/// The page that is kept on a device: the sheet alone, and of when it is.
#[derive(Template)]
#[template(path = "record/kept.html")]
struct KeptPage {
    frame: Frame,
    sheet: SheetView,
    name: String,
    said: String,
}

/// What the sheet says.
struct SheetView {
    person: Vec<FactView>,
    medicines: SummaryPart,
    allergies: SummaryPart,
    conditions: SummaryPart,
    values: Vec<ValueView>,
    contacts: Vec<String>,
    sources: Vec<String>,
}

/// A list of the sheet.
#[derive(Default)]
struct SummaryPart {
    lines: Vec<LineView>,
    /// What the record says where there are no lines.
    none: String,
    /// What stands on older lists only.
    older: Vec<LineView>,
}

/// A line: what, how, and of when.
struct LineView {
    title: String,
    text: String,
    differs: bool,
    /// What each list says, where they differ: once for each matter.
    tellings: Vec<String>,
}

/// A latest value.
struct ValueView {
    title: String,
    value: String,
    standing: Option<String>,
    date: String,
}

/// `GET /records/{key}/summary`
pub(crate) async fn show(State(services): State<Services>, may: MayView<Summary>) -> Answer {
    let record = may.record(&services).await?;
    let MayView { session, permit, frame, .. } = may;
    let reader = reading::reader(&frame, &session, &record).await?;
    page(&SummaryPage {
        sheet: sheet(&record, &reader, &frame).await?,
        may_keep: permit.rights().download && frame.preview.is_none(),
        frame,
    })
}

/// `GET /records/{key}/summary/keep`: the sheet as a page of its own, which the browser keeps for whoever
/// asks for it (`kept.js`). It is taken along like a file, and the trail says so.
pub(crate) async fn keep(
    State(services): State<Services>,
    IsFromHere(is_from_here): IsFromHere,
    asking: Asking<Download>,
) -> Answer {
    if !is_from_here {
        return Err(Problem::form_expired());
    }
    asking.permit(&services, "kept", Selection::default()).await?;
    let may: MayView<Summary> = asking.view(&services).await?;
    let record = may.record(&services).await?;
    let MayView { session, frame, .. } = may;
    let reader = reading::reader(&frame, &session, &record).await?;
    let now = frame.moment(&services.now());
    page(&KeptPage {
        sheet: sheet(&record, &reader, &frame).await?,
        name: frame.record.as_ref().map(|record| record.name.clone()).unwrap_or_default(),
        said: frame.t1("kept-said", "moment", now),
        frame,
    })
}

async fn sheet(record: &Record, reader: &Reader<'_>, frame: &Frame) -> Result<SheetView, Problem> {
    let medicines = whole(record, Section::Medications).await?;
    let allergies = whole(record, Section::Allergies).await?;
    let conditions = whole(record, Section::Conditions).await?;
    let mut tests = Vec::new();
    for section in [Section::VitalSigns, Section::Results] {
        let selection = reading::only(section, DateRange::default());
        tests.extend(reading::newest_told(record, &selection, WINDOW).await?);
    }
    let patient = record.patient().await?;
    let person = patient.as_ref().map(Person::of).unwrap_or_default();
    let related = reading::only(Section::About, DateRange::default());
    let related = reading::newest(record, &related, 0, 20).await?;
    let all = [&medicines, &allergies, &conditions, &tests].into_iter().flatten();
    let sources = fresh::sources(all, reader.today).into_iter().map(|(source, date)| {
        let values = [("source", source.into()), ("date", reader.words.date(&date).into())];
        reader.words.with("overview-source", &values)
    });
    let sources = sources.collect();
    Ok(SheetView {
        person: facts(&person, frame),
        medicines: part(&medicines, Section::Medications, reader, frame),
        allergies: part(&allergies, Section::Allergies, reader, frame),
        conditions: part(&conditions, Section::Conditions, reader, frame),
        values: values(&tests, reader),
        contacts: whom_to_call(&related, reader),
        sources,
    })
}

async fn whole(record: &Record, section: Section) -> Result<Vec<Entry>, Problem> {
    let selection = reading::only(section, DateRange::default());
    reading::of_section(record, &selection, 0).await
}

fn facts(person: &Person, frame: &Frame) -> Vec<FactView> {
    let fact = |id: &str, text: String| {
        let label = frame.t(id).into_owned();
        (!text.is_empty()).then_some(FactView {
            label,
            text,
            needs_label: true,
            tel: None,
            lang: None,
        })
    };
    let birth = person.birth_date.map(|date| frame.date(&date)).unwrap_or_default();
    let gender = person.gender.map(|id| frame.t(id).into_owned()).unwrap_or_default();
    [
        fact("fact-birth-date", birth),
        fact("fact-gender", gender),
        fact("fact-phone", person.phones.join(", ")),
        fact("fact-address", person.address.join(", ")),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What is of now in a section, and what stands on older lists only.
fn part(entries: &[Entry], section: Section, reader: &Reader<'_>, frame: &Frame) -> SummaryPart {
    let entries: Vec<&Entry> = entries.iter().collect();
    let mut things = things(&entries, reader.today);
    grave::first(&mut things);
    let tally = Tally::of(section, &things, reader);
    let of_now = things.iter().filter(|thing| thing.stage == Stage::Now);
    let titles = reader.titles(&of_now.clone().collect::<Vec<_>>());
    let line_of = |(thing, title)| LineView { title, ..line(thing, reader) };
    let mut lines: Vec<LineView> = of_now.clone().zip(titles).map(line_of).collect();
    let matters: Vec<_> = matters(&things).into_iter().map(|thing| &thing.entry.id).collect();
    for (line, thing) in lines.iter_mut().zip(of_now) {
        if matters.contains(&&thing.entry.id) {
            let lists = std::iter::once(&thing.entry).chain(&thing.differs);
            line.tellings = lists.map(|entry| telling(entry, reader.words)).collect();
        }
    }
    let state = if things.is_empty() { "empty" } else { "none-now" };
    let id = format!("{state}-{}", section.slug());
    let none = tally.none.map_or_else(
        || frame.t_whose(&id, "empty-to-you").into_owned(),
        |told| frame.t1("lead-none-known", "told", told.as_str()),
    );
    let older = things.iter().filter(|thing| thing.stage == Stage::OnOldList);
    let older = older.map(|thing| {
        let told = line(thing, reader);
        let text = [told.text, reader.words.list_day(thing.entry)];
        let text = text.into_iter().filter(|one| !one.is_empty()).collect::<Vec<_>>().join(". ");
        LineView { text, ..told }
    });
    SummaryPart { lines, none, older: older.collect() }
}

fn line(thing: &Thing<'_>, reader: &Reader<'_>) -> LineView {
    let wanted: &[&str] = match thing.entry.section {
        Section::Medications => &["dose", "dose-amount", "when", "reason"],
        Section::Allergies => &["reaction", "severity", "criticality"],
        _ => &["severity", "stage"],
    };
    let facts = thing.entry.facts.iter().filter(|fact| wanted.contains(&fact.label));
    let facts = facts.map(|fact| {
        let view = reader.fact(fact);
        let text = view.text.trim_end_matches('.').to_owned();
        if view.needs_label { format!("{}: {text}", view.label) } else { text }
    });
    LineView {
        title: reader.title(thing.entry),
        text: facts.collect::<Vec<_>>().join(". "),
        differs: !thing.differs.is_empty(),
        tellings: Vec::new(),
    }
}

/// The newest value of each measurement, newest first, vital signs before tests; what asks to be looked at is never
/// left out for what does not.
fn values(entries: &[Entry], reader: &Reader<'_>) -> Vec<ValueView> {
    let view = |entry: &Entry| {
        let told = reader.entry(entry, 0);
        Some(ValueView {
            title: told.title,
            value: said(entry, reader.words)?,
            standing: told.measure.and_then(|one| one.standing).map(|one| one.word),
            date: told.date.map(|date| date.text).unwrap_or_default(),
        })
    };
    let courses = courses(entries.iter().filter(|entry| !doubt::is_in_doubt(entry)));
    let newest = courses.iter().map(|course| course.newest);
    let told = newest.filter(|entry| said(entry, reader.words).is_some()).collect();
    asking_first(told, VALUES).into_iter().filter_map(view).collect()
}

/// Whom to call: what the record names as contacts, each in a line.
fn whom_to_call(entries: &[Entry], reader: &Reader<'_>) -> Vec<String> {
    contacts(entries, reader.words).iter().map(Contact::line).collect()
}
