//! Hiding one entry, or one visit with all that belongs to it, from one person.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use bluebutton_record::meaning::{Thing, same, things};
use bluebutton_record::{DateRange, Entry, ResourceId};
use bluebutton_store::accounts::{Caregiver, Hiding};
use bluebutton_store::records::Record;

use super::{People, is_over};
use crate::permit::{Asking, Manage, MayView};
use crate::record::reading;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

#[derive(Template)]
#[template(path = "people/hide.html")]
struct HidePage {
    frame: Frame,
    title: String,
    back: String,
    local: String,
    is_visit: bool,
    people: Vec<HideFromView>,
}

struct HideFromView {
    id: String,
    name: String,
    is_on: bool,
}

/// What is to be hidden, and from whom it can be.
struct Subject {
    frame: Frame,
    entry: Entry,
    title: String,
    /// The entry and the others that tell of the same thing.
    locals: BTreeSet<String>,
    is_visit: bool,
    people: Vec<Caregiver>,
}

/// `GET /records/{key}/people/hide?id=…`
pub(crate) async fn show(
    State(services): State<Services>,
    may: MayView<People>,
    Asked(fields): Asked,
) -> Answer {
    let subject = subject(&services, may, fields.get("id")).await?;
    let view = |person: &Caregiver| HideFromView {
        id: person.id.clone(),
        name: person.name.clone(),
        is_on: subject.is_hidden_from(person),
    };
    let (section, local) = (subject.entry.section.slug(), subject.entry.id.local().to_owned());
    page(&HidePage {
        title: subject.title.clone(),
        back: subject.frame.record_url(&format!("{section}/{local}")),
        is_visit: subject.is_visit,
        people: subject.people.iter().map(view).collect(),
        frame: subject.frame,
        local,
    })
}

/// `POST /records/{key}/people/hide`
pub(crate) async fn submit(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let subject = subject(&services, asking.view(&services).await?, fields.get("id")).await?;
    let accounts = services.store.accounts();
    for person in &subject.people {
        let is_hidden = fields.all("person").any(|id| id == person.id);
        let grant = (person.id.as_str(), person.name.as_str());
        for local in subject.locals.iter().filter(|local| {
            let of_kind = subject.of_kind(person);
            of_kind.contains(*local) != is_hidden
        }) {
            let (local, is_visit) = (local.clone(), subject.is_visit);
            let what = Hiding { local, is_visit, is_hidden };
            accounts.hide(&who, &patient, grant, what).await?;
        }
    }
    Ok(go_to(&format!("{}?hidden=1", subject.frame.record_url("people"))))
}

impl Subject {
    fn of_kind<'p>(&self, person: &'p Caregiver) -> &'p BTreeSet<String> {
        if self.is_visit { &person.terms.hidden_visits } else { &person.terms.hidden }
    }

    fn is_hidden_from(&self, person: &Caregiver) -> bool {
        self.locals.is_subset(self.of_kind(person))
    }
}

async fn subject(
    services: &Services,
    may: MayView<People>,
    local: &str,
) -> Result<Subject, Problem> {
    // Who may not let anybody in has nobody to hide anything from.
    let mut people = services.store.accounts().caregivers(&may.permit).await?;
    let record = may.record(services).await?;
    let MayView { permit, frame, session, .. } = may;
    let id = ResourceId::in_record(permit.patient(), local).ok_or_else(Problem::not_found)?;
    let found = reading::entries_of(&record, std::slice::from_ref(&id)).await?;
    let entry = found.into_iter().next().ok_or_else(Problem::not_found)?;
    people.retain(|person| !is_over(person, frame.today()) && person.can_be_changed());
    let locals = told_by(&record, &frame, &entry).await?;
    let is_visit = &*entry.kind == "Encounter";
    let title = reading::reader(&frame, &session, &record).await?.entry(&entry, 0).title;
    Ok(Subject { frame, entry, title, locals, is_visit, people })
}

/// The entries that tell of the same thing: hiding one of them alone would hide nothing.
pub(crate) async fn told_by(
    record: &Record,
    frame: &Frame,
    entry: &Entry,
) -> Result<BTreeSet<String>, Problem> {
    let mut locals = BTreeSet::from([entry.id.local().to_owned()]);
    if !same::may_be_told_twice(entry.section) {
        return Ok(locals);
    }
    let selection = reading::only(entry.section, DateRange::default());
    let all = reading::of_section(record, &selection, 0).await?;
    let all: Vec<&Entry> = all.iter().collect();
    for thing in things(&all, frame.today()) {
        let told = told(&thing);
        if told.contains(entry.id.local()) {
            locals.extend(told);
        }
    }
    Ok(locals)
}

fn told(thing: &Thing<'_>) -> BTreeSet<String> {
    let all = [thing.entry].into_iter().chain(thing.behind.iter().chain(&thing.differs).copied());
    all.map(|entry| entry.id.local().to_owned()).collect()
}
