//! Letting somebody in, and changing what they may do and see.

use askama::Template;
use axum::extract::State;
use bluebutton_record::{ResourceId, Rights, Terms};
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{Caregiver, Hiding, LetIn, NewTerms};
use jiff::Timestamp;

use super::choice::{self, TermsForm};
use super::held::{HeldLine, held};
use super::{People, people_of, person_of};
use crate::permit::{Asking, Manage, MayView};
use crate::record::reading;
use crate::services::Services;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;

#[derive(Template)]
#[template(path = "people/let_in.html")]
struct LetInPage {
    frame: Frame,
    errors: Errors,
    name: String,
    choice: TermsForm,
}

#[derive(Template)]
#[template(path = "people/code.html")]
struct InvitationCodePage {
    frame: Frame,
    name: String,
    held: Vec<HeldLine>,
    /// The code and its end; none where the office hands it over.
    code: Option<(String, Timestamp)>,
}

#[derive(Template)]
#[template(path = "people/change.html")]
struct ChangePage {
    frame: Frame,
    errors: Errors,
    person: Caregiver,
    choice: TermsForm,
    hidden: Vec<HiddenView>,
}

/// An entry that is hidden from somebody.
struct HiddenView {
    href: String,
    title: String,
    note: String,
    local: String,
}

/// `GET /records/{key}/people/new`
pub(crate) async fn show_let_in(State(services): State<Services>, may: MayView<People>) -> Answer {
    let (frame, _) = people_of(&services, may).await?;
    let choice = TermsForm::fresh(&frame, &services.store.topics());
    page(&LetInPage { frame, errors: Errors::none(), name: String::new(), choice })
}

/// `POST /records/{key}/people/new`: the code is shown once, here.
pub(crate) async fn let_in(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (words, topics) = (asking.session.frame(), services.store.topics());
    let mut errors = Errors::none();
    let name = fields.get("name").to_owned();
    errors.need(&words, "name", &name, "let-in-name-needed");
    let before = Terms::everything(Rights::NONE);
    let Some(chosen) = choice::read(&words, &topics, &fields, before, &mut errors) else {
        let (frame, _) = people_of(&services, asking.view(&services).await?).await?;
        return let_in_page(&services, frame, &fields, errors);
    };
    let (from, until) = (chosen.from, chosen.until);
    let new = LetIn { name: name.clone(), terms: chosen.terms.clone(), from, until };
    let accounts = services.store.accounts();
    let mut made = accounts.let_in(&asking.who(), asking.patient(), new.clone()).await.map(Some);
    if let Err(StoreError::NotAllowed("code-at-the-office")) = made {
        let done = accounts.let_in_at_office(&asking.who(), asking.patient(), new).await;
        made = done.map(|()| None);
    }
    if let Err(StoreError::NotAllowed("barred-by-order")) = made {
        errors.add("name", words.t("let-in-barred"));
        let (frame, _) = people_of(&services, asking.view(&services).await?).await?;
        return let_in_page(&services, frame, &fields, errors);
    }
    let code = made?;
    let (frame, _) = people_of(&services, asking.view(&services).await?).await?;
    let held = held(&chosen.terms, (from, until), &topics, frame.words());
    page(&InvitationCodePage { frame, name, held, code })
}

fn let_in_page(services: &Services, frame: Frame, fields: &Fields, errors: Errors) -> Answer {
    let before = Terms::everything(Rights::NONE);
    let choice = TermsForm::sent(&frame, &services.store.topics(), fields, &before);
    page(&LetInPage { name: fields.get("name").to_owned(), choice, frame, errors })
}

/// `GET /records/{key}/people/{id}/change`
pub(crate) async fn show_change(State(services): State<Services>, may: MayView<People>) -> Answer {
    let (frame, person, hidden) = with_hidden(&services, may).await?;
    let topics = services.store.topics();
    let choice = TermsForm::held(&frame, &topics, &person.terms, (person.from, person.until));
    page(&ChangePage { frame, errors: Errors::none(), person, choice, hidden })
}

/// `POST /records/{key}/people/{id}/change`
pub(crate) async fn change(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let may = asking.view(&services).await?;
    let (frame, person, hidden) = with_hidden(&services, may).await?;
    let (topics, mut errors) = (services.store.topics(), Errors::none());
    let before = person.terms.clone();
    let Some(chosen) = choice::read(&frame, &topics, &fields, before, &mut errors) else {
        let choice = TermsForm::sent(&frame, &topics, &fields, &person.terms);
        return page(&ChangePage { frame, errors, person, choice, hidden });
    };
    // Days that have come are not a first day any more: who was in since then stays in.
    let has_begun = |day: &jiff::civil::Date| *day <= frame.today();
    let from = chosen.from.or(person.from.filter(has_begun));
    let new = NewTerms { terms: chosen.terms, from, until: chosen.until };
    let (accounts, grant) = (services.store.accounts(), (&*person.id, &*person.name));
    accounts.change_terms(&who, &patient, grant, new).await?;
    Ok(go_to(&format!("{}?changed={}", frame.record_url("people"), person.id)))
}

/// `POST /records/{key}/people/{id}/show-again`: an entry is hidden from them no more.
pub(crate) async fn show_again(
    State(services): State<Services>,
    SafeForm(asking, fields): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.who(), asking.patient().clone());
    let (frame, person) = person_of(&services, asking.view(&services).await?).await?;
    let local = fields.get("id").to_owned();
    let is_visit = person.terms.hidden_visits.contains(&local);
    let what = Hiding { local, is_visit, is_hidden: false };
    let (accounts, grant) = (services.store.accounts(), (&*person.id, &*person.name));
    accounts.hide(&who, &patient, grant, what).await?;
    Ok(go_to(&format!("{}?changed={}", frame.record_url("people"), person.id)))
}

/// Somebody, and what was hidden from them entry by entry.
async fn with_hidden(
    services: &Services,
    may: MayView<People>,
) -> Result<(Frame, Caregiver, Vec<HiddenView>), Problem> {
    let id = may.path.part("id").to_owned();
    let people = services.store.accounts().caregivers(&may.permit).await?;
    let person = people.into_iter().find(|person| person.id == id && person.ended.is_none());
    let person = person.ok_or_else(Problem::not_found)?;
    let hidden = hidden(services, &may, &person).await?;
    Ok((may.frame, person, hidden))
}

/// What was hidden from somebody entry by entry; what is not in the record any more is named so.
async fn hidden(
    services: &Services,
    may: &MayView<People>,
    person: &Caregiver,
) -> Result<Vec<HiddenView>, Problem> {
    let all = person.terms.hidden.iter().chain(&person.terms.hidden_visits);
    let all: Vec<&String> = all.collect();
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let (record, frame) = (may.record(services).await?, &may.frame);
    let id = |local: &&String| ResourceId::in_record(may.permit.patient(), local);
    let ids: Vec<ResourceId> = all.iter().filter_map(id).collect();
    let entries = reading::entries_of(&record, &ids).await?;
    let reader = reading::reader(frame, &may.session, &record).await?;
    let view = |local: &String| {
        let found = entries.iter().find(|entry| entry.id.local() == local);
        let is_visit = person.terms.hidden_visits.contains(local);
        HiddenView {
            href: match found {
                Some(entry) => frame.record_url(&format!("{}/{local}", entry.section.slug())),
                None => frame.record_url(""),
            },
            title: found.map_or_else(
                || frame.t("hide-not-there").into_owned(),
                |entry| reader.entry(entry, 0).title,
            ),
            note: match found {
                Some(_) if is_visit => frame.t("hide-whole-visit").into_owned(),
                Some(entry) => frame.words().section(entry.section).into_owned(),
                None => String::new(),
            },
            local: local.clone(),
        }
    };
    Ok(all.into_iter().map(view).collect())
}
