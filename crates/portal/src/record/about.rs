//! Personal details, as the record holds them.

use askama::Template;
use bluebutton_record::meaning::contacts;
use bluebutton_record::meaning::contacts::Contact;
use bluebutton_record::person::Identity;
use bluebutton_record::{DateRange, Person, Section};

use super::reading;
use super::section::OneSection;
use super::view::{EntryView, FactView};
use crate::permit::MayView;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};

/// More related people than this are in no record we know.
const RELATED_MAX: usize = 100;

/// So many facts of each are on this page.
const FACTS: usize = 6;

#[derive(Template)]
#[template(path = "record/about.html")]
struct AboutPage {
    frame: Frame,
    title: String,
    facts: Vec<FactView>,
    numbers: Vec<NumberView>,
    related: Vec<EntryView>,
}

/// A number of identity.
struct NumberView {
    label: String,
    shown: String,
    /// All of it, where `shown` is only its end.
    whole: Option<String>,
}

/// `GET /records/{key}/about`
pub(crate) async fn show(services: &Services, may: MayView<OneSection>) -> Answer {
    let record = may.record(services).await?;
    let MayView { session, frame, .. } = may;
    let patient = record.patient().await?;
    let person = patient.as_ref().map(Person::of).unwrap_or_default();
    let (mut facts, numbers) = (facts(&person, &frame), numbers(&person, &frame));
    let selection = reading::only(Section::About, DateRange::default());
    let entries = reading::newest(&record, &selection, 0, RELATED_MAX).await?;
    let reader = reading::reader(&frame, &session, &record).await?;
    // Who has an entry of their own stands there, with what only the patient's own data say of them.
    let (with_entry, to_call): (Vec<_>, Vec<_>) =
        contacts(&entries, reader.words).into_iter().partition(|contact| contact.entry.is_some());
    let contact = |line: String| fact(frame.t("fact-contact").into_owned(), line);
    facts.extend(to_call.iter().map(|one| contact(one.line())));
    let related = entries.iter().filter(|entry| &*entry.kind != "Patient").map(|entry| {
        let mut view = reader.entry(entry, FACTS);
        let own = with_entry.iter().find(|contact| contact.entry.as_ref() == Some(&entry.id));
        let more = own.map(Contact::beside_its_entry).filter(|more| !more.is_empty());
        view.facts.extend(more.map(contact));
        view
    });
    let related: Vec<EntryView> = related.collect();
    page(&AboutPage { title: reader.section(Section::About), facts, numbers, related, frame })
}

fn facts(person: &Person, frame: &Frame) -> Vec<FactView> {
    let mut facts = Vec::new();
    let mut add = |label: String, text: String| {
        if !text.trim().is_empty() {
            facts.push(fact(label, text));
        }
    };
    let label = |id: &str| frame.t(id).into_owned();
    let birth = person.birth_date.as_ref();
    let birth = birth.map(|date| frame.words().date_with_doubt(date, Some(frame.today())));
    add(label("fact-name"), person.name.clone().unwrap_or_default());
    add(label("fact-birth-date"), birth.unwrap_or_default());
    add(label("fact-gender"), person.gender.map(&label).unwrap_or_default());
    add(label("fact-address"), person.address.join(", "));
    add(label("fact-phone"), person.phones.join(", "));
    add(label("fact-email"), person.emails.join(", "));
    let language = person.language.clone().unwrap_or_default();
    add(label("fact-language"), language_name(&language, frame));
    facts
}

fn fact(label: String, text: String) -> FactView {
    FactView { label, text, needs_label: true, tel: None, lang: None }
}

/// Numbers of identity: of those that open doors elsewhere the last four digits, and the whole one
/// behind a word that asks for it.
fn numbers(person: &Person, frame: &Frame) -> Vec<NumberView> {
    let view = |number: &Identity| NumberView {
        label: match &number.label {
            Some(label) => frame.words().number_label(label).into_owned(),
            None => frame.t("fact-identifier").into_owned(),
        },
        shown: number.shown(frame.words()),
        whole: number.is_secret.then(|| number.value.clone()),
    };
    person.identifiers.iter().map(view).collect()
}

/// English and Spanish by name; another language as the source writes it.
fn language_name(language: &str, frame: &Frame) -> String {
    match bluebutton_record::Language::parse(language) {
        Some(known) => frame.t(&format!("language-{}", known.tag())).into_owned(),
        None => language.to_owned(),
    }
}
