//! `/members/mine/events`: a member makes an event or a public discussion, changes it, calls it off, says who
//! came and what stays afterwards. Staff look at its words before anybody else sees them.

mod form;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};

use super::agreed::{self, AGREED_MAX, Agreed};
use super::events::letter;
use super::schedule::{self, Event, ZONES};
use crate::callers::{Member, hex, secret};
use crate::limits::POST_CHARS_MAX;
use crate::services::Services;
use crate::worker::mail;
use form::TypedEvent;

#[derive(Template)]
#[template(path = "members/events.html")]
struct OwnEventsPage {
    frame: Frame,
    events: Vec<Event>,
    notice: Option<&'static str>,
    now: i64,
}

#[derive(Template)]
#[template(path = "members/event.html")]
struct EventFormPage {
    frame: Frame,
    errors: Errors,
    /// The event; one without an id is new.
    event: Event,
    typed: TypedEvent,
    zones: [(&'static str, &'static str); 8],
    /// Who has a seat or came: key, name, and whether they came.
    guests: Vec<(String, String, bool)>,
    agreed: Vec<Agreed>,
    has_begun: bool,
}

/// `GET /members/mine/events`
pub(crate) async fn list(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    const NOTICES: [(&str, &str); 3] =
        [("waits", "host-waits"), ("saved", "mine-saved"), ("off", "host-called-off")];
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    let org = member.org_id.clone();
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| schedule::of_org(tx, (&org, now));
    let events = services.hub.read("read a member's events", work).await?;
    page(&OwnEventsPage { frame: member.frame(), events, notice, now })
}

/// `GET /members/mine/events/{id}`; `new` makes one.
pub(crate) async fn show(
    State(services): State<Services>,
    member: Member,
    Path(id): Path<String>,
) -> Answer {
    let event = own(&services, &member, &id).await?;
    let typed = TypedEvent::of(&event);
    form_page(&services, &member, event, (typed, Errors::none())).await
}

/// The member's event of that id; an empty one for `new`.
async fn own(services: &Services, member: &Member, id: &str) -> Result<Event, Problem> {
    if id == "new" {
        return Ok(Event::default());
    }
    let id = id.to_owned();
    let event = services.hub.read("read an event", move |tx| schedule::get(tx, &id)).await?;
    event.filter(|event| event.org_id == member.org_id).ok_or_else(Problem::not_found)
}

async fn form_page(
    services: &Services,
    member: &Member,
    event: Event,
    (typed, errors): (TypedEvent, Errors),
) -> Answer {
    let id = event.id.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let rows = tx.query(GUESTS, &[id.as_str().into()])?;
        let guests = rows.iter().map(|row| {
            let (who, standing): (Vec<u8>, String) = (row.get(0)?, row.get(2)?);
            Ok((hex(who.get(..8).unwrap_or_default()), row.get(1)?, standing == "came"))
        });
        let guests = guests.collect::<Result<Vec<(String, String, bool)>, StoreError>>()?;
        Ok((guests, agreed::of(tx, &id)?))
    };
    let (guests, mut agreed) = services.hub.read("read an event's guests", work).await?;
    // Room for one more.
    if (agreed.len() as i64) < AGREED_MAX {
        agreed.push(Agreed { number: agreed.len() as i64 + 1, ..Agreed::default() });
    }
    let now = services.hub.now().as_microsecond();
    let has_begun = !event.id.is_empty() && event.starts_at <= now;
    let frame = member.frame();
    page(&EventFormPage { frame, errors, event, typed, zones: ZONES, guests, agreed, has_begun })
}

/// `POST /members/mine/events/{id}`
pub(crate) async fn save(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let before = own(&services, &member, &id).await?;
    if before.standing == "off" {
        return Ok(go_to("/members/mine/events"));
    }
    let typed = TypedEvent::read(&fields);
    let now = services.hub.now().as_microsecond();
    let frame = member.frame();
    let mut errors = Errors::none();
    let event = typed.event(&before, now, (&frame, &mut errors));
    let Some(mut event) = event.filter(|_| errors.is_empty()) else {
        return form_page(&services, &member, before, (typed, errors)).await;
    };
    if event.id.is_empty() {
        event.id = secret(&services);
        event.org_id.clone_from(&member.org_id);
    }
    // Staff looked at the words; where they change, they are looked at again.
    let is_same_text = form::words_of(&before) == form::words_of(&event);
    let was_moved = (before.starts_at, &before.place, &before.link)
        != (event.starts_at, &event.place, &event.link);
    if !is_same_text || before.id.is_empty() {
        "waiting".clone_into(&mut event.standing);
    }
    let to = match event.standing.as_str() {
        "waiting" => "/members/mine/events?waits=1",
        _ => "/members/mine/events?saved=1",
    };
    let (by, speaker) = (member.by(), services.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        schedule::put(tx, &event)?;
        tx.did(&by, MemberDeed::EventKept, &event.id)?;
        if was_moved && !before.id.is_empty() {
            tell_guests(tx, &speaker, &event, ("mail-moved-subject", "mail-moved-body"))?;
        }
        Ok(())
    };
    services.hub.write("a member makes an event", work).await?;
    Ok(go_to(to))
}

/// `POST /members/mine/events/{id}/off`: calls it off, and tells whoever has a seat or waits.
pub(crate) async fn call_off(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, _): SafeForm<Member>,
) -> Answer {
    let event = own(&services, &member, &id).await?;
    let now = services.hub.now().as_microsecond();
    if event.id.is_empty() || event.ends_at <= now || event.standing == "off" {
        return Err(Problem::unclear());
    }
    let (by, speaker) = (member.by(), services.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        // What nobody has seen yet goes without a trace.
        let standing = if event.standing == "shown" { "off" } else { "hidden" };
        let standing = standing.to_owned();
        let event = Event { standing, changed_at: now, ..event.clone() };
        schedule::put(tx, &event)?;
        tx.did(&by, MemberDeed::EventCalledOff, &event.id)?;
        tell_guests(tx, &speaker, &event, ("mail-off-subject", "mail-off-body"))
    };
    services.hub.write("a member calls an event off", work).await?;
    Ok(go_to("/members/mine/events?off=1"))
}

/// `POST /members/mine/events/{id}/after`: who came, recording and slides, what was agreed.
pub(crate) async fn after(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let event = own(&services, &member, &id).await?;
    let now = services.hub.now().as_microsecond();
    if event.id.is_empty() || event.starts_at > now {
        return Err(Problem::unclear());
    }
    let afterwards: String = fields.get("afterwards").chars().take(POST_CHARS_MAX).collect();
    let afterwards = afterwards.replace("\r\n", "\n");
    let agreed: Vec<Agreed> =
        (1..=AGREED_MAX).filter_map(|number| Agreed::read(&fields, number)).collect();
    let came: Vec<String> = fields.all("came").map(str::to_owned).collect();
    let by = member.by();
    let work = move |tx: &mut HubTx<'_, '_>| {
        for row in tx.query(GUESTS, &[event.id.as_str().into()])? {
            let who: Vec<u8> = row.get(0)?;
            let is_here = came.contains(&hex(who.get(..8).unwrap_or_default()));
            let standing = if is_here { "came" } else { "in" };
            tx.execute(SET, &[event.id.as_str().into(), who.into(), standing.into()])?;
        }
        let afterwards = afterwards.clone();
        schedule::put(tx, &Event { afterwards, changed_at: now, ..event.clone() })?;
        agreed::put_all(tx, (&event.id, now), &agreed)?;
        tx.did(&by, MemberDeed::EventTold, &event.id)
    };
    services.hub.write("a member tells how an event was", work).await?;
    Ok(go_to("/members/mine/events?saved=1"))
}

/// Writes to whoever has a seat or waits for one.
fn tell_guests(
    tx: &mut HubTx<'_, '_>,
    services: &Services,
    event: &Event,
    ids: mail::Ids,
) -> Result<(), StoreError> {
    let now = services.hub.now().as_microsecond();
    for row in tx.query(TO_TELL, &[event.id.as_str().into()])? {
        let words = services.words(Language::parse(row.get(1)?).unwrap_or_default());
        let letter = letter(event, row.get(0)?, words, ids);
        mail::put(tx, &secret(services), &letter, now)?;
    }
    Ok(())
}

const GUESTS: &str = "
    select who, name, standing
    from hub_guest
    where event_id = $1 and standing in ('in', 'came') and name <> ''
    order by name, who";

const SET: &str = "
    update hub_guest set standing = $3
    where event_id = $1 and who = $2";

const TO_TELL: &str = "
    select email, language
    from hub_guest
    where event_id = $1 and standing in ('in', 'waiting') and email <> ''
    order by made_at, who";
