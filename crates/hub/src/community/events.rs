//! Webinars and meetings: the list, one of them, and reminders.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::words::FluentValue;
use bluebutton_record::{Language, Words};
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use super::agreed::{self, Agreed};
use super::reports;
use super::schedule::{Event, coming, get, past, when};
use crate::callers::{frame, secret, show as show_to};
use crate::directory::data as directory;
use crate::services::Services;
use crate::worker::mail;

#[derive(Template)]
#[template(path = "community/events.html")]
struct EventsPage {
    frame: Frame,
    coming: Vec<Event>,
    past: Vec<Event>,
}

#[derive(Template)]
#[template(path = "community/event.html")]
pub(super) struct EventPage {
    pub(super) frame: Frame,
    pub(super) errors: Errors,
    pub(super) event: Event,
    /// Who made it; empty where the hub's staff did.
    pub(super) host: String,
    pub(super) agreed: Vec<Agreed>,
    pub(super) is_over: bool,
    pub(super) notice: Option<&'static str>,
    pub(super) demo_inbox: Option<String>,
    pub(super) name: String,
    pub(super) email: String,
}

/// `GET /community/events`
pub(crate) async fn list(State(services): State<Services>, anyone: Anyone) -> Answer {
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| Ok((coming(tx, now, 50)?, past(tx, now)?));
    let (coming, past) = services.hub.read("read events", work).await?;
    show_to(&anyone, &EventsPage { frame: frame(&anyone), coming, past })
}

/// `GET /community/events/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let notice = fields.is_ticked("reported").then_some("post-reported");
    page_of(&services, &anyone, &id, (Errors::none(), notice, Default::default())).await
}

/// The page of an event, with what was typed into it.
pub(super) async fn page_of(
    services: &Services,
    anyone: &Anyone,
    id: &str,
    (errors, notice, (name, email)): (Errors, Option<&'static str>, (String, String)),
) -> Answer {
    let asked = id.to_owned();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(event) = get(tx, &asked)?.filter(Event::is_public) else { return Ok(None) };
        let host = directory::get(tx, &event.org_id)?.map(|host| host.name).unwrap_or_default();
        Ok(Some((agreed::of(tx, &event.id)?, host, event)))
    };
    let found = services.hub.read("read an event", work).await?;
    let (agreed, host, event) = found.ok_or_else(Problem::not_found)?;
    let is_over = event.ends_at < services.hub.now().as_microsecond();
    let demo_inbox = services.settings.demo_inbox.clone();
    let frame = frame(anyone);
    let page =
        EventPage { frame, errors, event, host, agreed, is_over, notice, demo_inbox, name, email };
    show_to(anyone, &page)
}

/// `POST /community/events/{id}/report`: something is wrong with it; once a visitor.
pub(crate) async fn report(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(id): Path<String>,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    let page = format!("/community/events/{id}");
    let is_shown =
        |tx: &mut HubTx<'_, '_>, id: &str| Ok(get(tx, id)?.is_some_and(|event| event.is_public()));
    reports::take(&services, (&from, &fields), (id, page), is_shown).await
}

/// A mail to a guest that says when and where it is.
pub(super) fn letter(event: &Event, to: &str, words: &Words, ids: mail::Ids) -> mail::OutgoingMail {
    let place = if event.link.is_empty() { &event.place } else { &event.link };
    let arguments: [(&str, FluentValue<'_>); 3] = [
        ("event", event.title(words.language()).to_owned().into()),
        ("when", when(words, event).into()),
        ("place", place.clone().into()),
    ];
    mail::OutgoingMail::of(to, words, ids, &arguments)
}

/// Reminds guests a day before.
pub(crate) async fn remind(services: &Services) -> Result<(), StoreError> {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut found = Vec::new();
        for event in coming(tx, now, 50)?.into_iter().filter(|one| one.starts_at < now + DAY) {
            for row in tx.query(TO_REMIND, &[event.id.as_str().into()])? {
                let who: Vec<u8> = row.get(0)?;
                let (email, language): (String, String) = (row.get(1)?, row.get(2)?);
                found.push((event.clone(), who, email, language));
            }
        }
        Ok(found)
    };
    for (event, who, email, language) in services.hub.read("whom to remind", work).await? {
        let words = services.words(Language::parse(&language).unwrap_or_default());
        let ids = ("mail-remind-subject", "mail-remind-body");
        let letter = letter(&event, &email, words, ids);
        let mail_id = secret(services);
        let work = move |tx: &mut HubTx<'_, '_>| {
            let values = [event.id.as_str().into(), who.clone().into(), now.into()];
            if tx.execute(REMINDED, &values)? == 1 {
                mail::put(tx, &mail_id, &letter, now)?;
            }
            Ok(())
        };
        services.hub.write("remind a guest", work).await?;
    }
    Ok(())
}

const TO_REMIND: &str = "
    select who, email, language
    from hub_guest
    where event_id = $1 and standing = 'in' and reminded_at is null";

const REMINDED: &str = "
    update hub_guest set reminded_at = $3
    where event_id = $1 and who = $2 and reminded_at is null";
