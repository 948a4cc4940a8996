//! Coming to an event: a name and a mail address, confirmed by mail; a seat, or a place on the waiting list,
//! which moves up when somebody gives theirs back.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Value};
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, SafeForm};

use super::events::{letter, page_of};
use super::schedule::{self as events, Event};
use crate::by_mail::is_mail;
use crate::callers::{frame, key_hash, secret, show as show_to};
use crate::limits::{ASKED_MAILS, NAME_CHARS_MAX, SEATS_OF_ADDRESS};
use crate::services::Services;
use crate::work::{self, Passed};
use crate::worker::mail;

#[derive(Template)]
#[template(path = "community/guest.html")]
struct GuestPage {
    frame: Frame,
    event: Option<Event>,
    standing: String,
    url: String,
}

/// `POST /community/events/{id}`: asks whether the address is theirs.
pub(crate) async fn register(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(id): Path<String>,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let frame = frame(&anyone);
    let name: String = fields.get("name").chars().take(NAME_CHARS_MAX).collect();
    let email = fields.get("email").to_lowercase();
    let mut errors = Errors::none();
    errors.need(&frame, "name", &name, "guest-name-needed");
    if !is_mail(&email) {
        errors.add("email", frame.t("sign-email-wrong"));
    }
    if !errors.is_empty() {
        return page_of(&services, &anyone, &id, (errors, None, (name, email))).await;
    }
    let notice = Some("guest-asked");
    if work::pass(&services, &from, &fields).await? == Passed::Through {
        ask(&services, &frame, &id, (name, email)).await?;
    }
    let nothing = (String::new(), String::new());
    page_of(&services, &anyone, &id, (Errors::none(), notice, nothing)).await
}

async fn ask(
    services: &Services,
    frame: &Frame,
    id: &str,
    (name, email): (String, String),
) -> Result<(), Problem> {
    let (token, mail_id) = (secret(services), secret(services));
    let now = services.hub.now().as_microsecond();
    let who = services.hub.keyed("guest", &email);
    let words = frame.words();
    let link = services.url(&format!("/community/guests/{token}"));
    let asked = id.to_owned();
    let event = services.hub.read("read an event", move |tx| events::get(tx, &asked)).await?;
    let event = event
        .filter(|event| event.ends_at > now && event.standing == "shown")
        .ok_or_else(Problem::not_found)?;
    let arguments: [(&str, FluentValue<'_>); 3] = [
        ("event", event.title(frame.language()).to_owned().into()),
        ("when", event.when(frame).into()),
        ("link", link.into()),
    ];
    let ids = ("mail-guest-subject", "mail-guest-body");
    let letter = mail::OutgoingMail::of(&email, words, ids, &arguments);
    let language = frame.lang();
    let (hash, hub) = (key_hash(&token), services.hub.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let values: [Value; 7] = [
            event.id.as_str().into(),
            who.clone().into(),
            name.as_str().into(),
            email.as_str().into(),
            language.into(),
            hash.clone().into(),
            now.into(),
        ];
        tx.execute(ASK, &values)?;
        mail::put_asked(tx, (&hub, &ASKED_MAILS), &mail_id, (&letter, now))
    };
    Ok(services.hub.write("somebody wants to come", work).await?)
}

/// `GET /community/guests/{token}`
pub(crate) async fn show(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let hash = key_hash(&token);
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(row) = tx.first(BY_TOKEN, &[hash.into()])? else { return Ok(None) };
        let standing: String = row.get(2)?;
        Ok(events::get(tx, row.get(0)?)?.map(|event| (event, standing)))
    };
    let found = services.hub.read("look at a guest", work).await?;
    let (event, standing) =
        found.map_or((None, String::new()), |(event, standing)| (Some(event), standing));
    let url = format!("/community/guests/{token}");
    show_to(&anyone, &GuestPage { frame: frame(&anyone), event, standing, url })
}

/// `POST /community/guests/{token}`: comes, or gives the seat back.
pub(crate) async fn answer(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(token): Path<String>,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let hash = key_hash(&token);
    let stays_away = fields.get("answer") == "out";
    let (mail_id, now) = (secret(&services), services.hub.now().as_microsecond());
    let speaker = services.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(row) = tx.first(BY_TOKEN, &[hash.clone().into()])? else { return Ok(None) };
        let (id, who): (String, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let place = speaker.hub.keyed("seats", &format!("{id} {from}"));
        // The event's row is what two guests of one moment wait for.
        if tx.lock(LOCK_EVENT, &[id.as_str().into()])?.is_none() {
            return Ok(None);
        }
        let Some(event) = events::get(tx, &id)? else { return Ok(None) };
        if stays_away {
            set(tx, &id, &who, "out")?;
            move_up(tx, &speaker, &event, (&mail_id, now))?;
        } else if ["asked", "out"].contains(&row.get::<&str>(2)?) {
            // Whoever has a hundred mail addresses does not take every seat.
            if !work::take_one(tx, place, SEATS_OF_ADDRESS, now)? {
                return Ok(Some(false));
            }
            set(tx, &id, &who, if event.left() > 0 { "in" } else { "waiting" })?;
        }
        Ok(Some(true))
    };
    match services.hub.write("a guest answers", work).await? {
        Some(true) => Ok(go_to(&format!("/community/guests/{token}"))),
        Some(false) => Err(Problem::too_many(SEATS_OF_ADDRESS.1)),
        None => Err(Problem::not_found()),
    }
}

fn set(tx: &mut HubTx<'_, '_>, id: &str, who: &[u8], standing: &str) -> Result<(), StoreError> {
    tx.execute(SET, &[id.into(), who.into(), standing.into()]).map(|_| ())
}

/// The first who waits gets a seat that is free, and is told.
fn move_up(
    tx: &mut HubTx<'_, '_>,
    services: &Services,
    event: &Event,
    (mail_id, now): (&str, i64),
) -> Result<(), StoreError> {
    let taken: i64 = match tx.first(TAKEN, &[event.id.as_str().into()])? {
        Some(row) => row.get(0)?,
        None => 0,
    };
    if taken >= event.seats {
        return Ok(());
    }
    let Some(row) = tx.first(FIRST_WAITING, &[event.id.as_str().into()])? else { return Ok(()) };
    let who: Vec<u8> = row.get(0)?;
    set(tx, &event.id, &who, "in")?;
    let words = services.words(Language::parse(row.get(2)?).unwrap_or_default());
    let ids = ("mail-seat-subject", "mail-seat-body");
    let letter = letter(event, row.get(1)?, words, ids);
    mail::put(tx, mail_id, &letter, now)
}

/// Who is coming already stays so: the new link only leads to what is there.
const ASK: &str = "
    insert into hub_guest (event_id, who, name, email, language, standing, confirm_hash, made_at)
    values ($1, $2, $3, $4, $5, 'asked', $6, $7)
    on conflict (event_id, who)
    do update set confirm_hash = excluded.confirm_hash";

const BY_TOKEN: &str = "
    select event_id, who, standing
    from hub_guest
    where confirm_hash = $1";

const LOCK_EVENT: &str = "
    select event_id
    from hub_event
    where event_id = $1";

const SET: &str = "
    update hub_guest set standing = $3
    where event_id = $1 and who = $2";

const TAKEN: &str = "
    select count(*)
    from hub_guest
    where event_id = $1 and standing = 'in'";

const FIRST_WAITING: &str = "
    select who, email, language
    from hub_guest
    where event_id = $1 and standing = 'waiting'
    order by made_at, who
    limit 1";
