//! Personal details, as the record holds them.

use askama::Template;
use bluebutton_record::{DateRange, Person, Section};
use bluebutton_store::Action;

use super::reading;
use super::view::{EntryView, FactView};
use crate::permit::record_page;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::session::SignedIn;

/// More related people than this are in no record we know.
const RELATED_MAX: usize = 100;

#[derive(Template)]
#[template(path = "record/about.html")]
struct AboutPage {
    frame: Frame,
    title: String,
    facts: Vec<FactView>,
    related: Vec<EntryView>,
}

/// `GET /records/{key}/about`
pub async fn show(services: &Services, session: &SignedIn, key: &str) -> Answer {
    let action = Action::View { page: Section::About.slug(), resource: None };
    let (_, record, frame) = record_page(services, session, key, action).await?;
    let patient = record.patient().await?;
    let facts = patient.as_ref().map(|patient| facts(&Person::of(patient), &frame));
    let selection = reading::only(Section::About, DateRange::default());
    let entries = reading::newest(services, &record, &selection, 0, RELATED_MAX).await?;
    let reader = reading::reader(&frame, session, &record).await?;
    let related = entries.iter().filter(|entry| &*entry.kind != "Patient");
    page(&AboutPage {
        title: reader.section(Section::About),
        facts: facts.unwrap_or_default(),
        related: related.map(|entry| reader.entry(entry, 6)).collect(),
        frame,
    })
}

fn facts(person: &Person, frame: &Frame) -> Vec<FactView> {
    let mut facts = Vec::new();
    let mut add = |label: String, text: String| {
        if !text.trim().is_empty() {
            facts.push(FactView { label, text });
        }
    };
    let label = |id: &str| frame.t(id).into_owned();
    add(label("fact-name"), person.name.clone().unwrap_or_default());
    add(label("fact-birth-date"), person.birth_date.map(|d| frame.date(&d)).unwrap_or_default());
    add(label("fact-gender"), person.gender.map(&label).unwrap_or_default());
    add(label("fact-address"), person.address.join(", "));
    add(label("fact-phone"), person.phones.join(", "));
    add(label("fact-email"), person.emails.join(", "));
    let language = person.language.clone().unwrap_or_default();
    add(label("fact-language"), language_name(&language, frame));
    for (kind, value) in &person.identifiers {
        add(kind.clone().unwrap_or_else(|| label("fact-identifier")), value.clone());
    }
    facts
}

/// English and Spanish by name; another language as the source writes it.
fn language_name(language: &str, frame: &Frame) -> String {
    match bluebutton_record::Language::parse(language) {
        Some(known) => frame.t(&format!("language-{}", known.tag())).into_owned(),
        None => language.to_owned(),
    }
}
