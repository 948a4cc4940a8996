//! `/members/mine/talks`: letters between members. The mail that tells of one has no word of it and no
//! address: whoever is written to comes in as a member and reads it here.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::events::MemberDeed;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm};
use jiff::Timestamp;

use super::talks::{self, TALKS_A_DAY_MAX, Talk, TalkLetter};
use crate::callers::{Member, secret};
use crate::directory::data::{self as directory, Org};
use crate::limits::{NAME_CHARS_MAX, POST_CHARS_MAX};
use crate::services::Services;
use crate::worker::mail;

#[derive(Template)]
#[template(path = "members/talks.html")]
struct TalksPage {
    frame: Frame,
    own: String,
    talks: Vec<Talk>,
    wants_letters: bool,
    was_saved: bool,
}

#[derive(Template)]
#[template(path = "members/talk.html")]
struct TalkPage {
    frame: Frame,
    own: String,
    talk: Talk,
    letters: Vec<TalkLetter>,
}

#[derive(Template)]
#[template(path = "members/write-to.html")]
struct WriteToMemberPage {
    frame: Frame,
    errors: Errors,
    to: Org,
    /// Why it can't be written to, as the end of a message id.
    why_not: Option<&'static str>,
    about: String,
    body: String,
}

impl TalksPage {
    fn day(&self, talk: &Talk) -> String {
        day(&self.frame, talk.made_at)
    }
}

impl TalkPage {
    fn day(&self, letter: &TalkLetter) -> String {
        day(&self.frame, letter.made_at)
    }
}

fn day(frame: &Frame, at: i64) -> String {
    frame.day_of(&Timestamp::from_microsecond(at).unwrap_or(frame.now))
}

/// `GET /members/mine/talks`
pub(crate) async fn list(
    State(services): State<Services>,
    member: Member,
    Asked(fields): Asked,
) -> Answer {
    let org = member.org_id.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        Ok((talks::of_org(tx, &org)?, talks::wants_letters(tx, &org)?))
    };
    let (talks, wants_letters) = services.hub.read("read a member's letters", work).await?;
    let was_saved = fields.is_ticked("saved");
    let (frame, own) = (member.frame(), member.org_id);
    page(&TalksPage { frame, own, talks, wants_letters, was_saved })
}

/// `POST /members/mine/talks`: whether the member wants letters at all.
pub(crate) async fn set_wants(
    State(services): State<Services>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let wants = fields.get("wants") == "yes";
    let now = services.hub.now().as_microsecond();
    let by = member.by();
    let work = move |tx: &mut HubTx<'_, '_>| {
        talks::set_wants(tx, &by.org_id, (wants, now))?;
        tx.did(&by, MemberDeed::LettersChosen, &by.org_id)
    };
    services.hub.write("a member says whether it wants letters", work).await?;
    Ok(go_to("/members/mine/talks?saved=1"))
}

/// Whom a member wants to write to, and why that can't be.
fn addressee(
    tx: &mut HubTx<'_, '_>,
    (own, to, now): (&str, &str, i64),
) -> Result<Option<(Org, Option<&'static str>)>, StoreError> {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let Some(org) = directory::get(tx, to)?.filter(|org| org.id != own) else { return Ok(None) };
    let why_not = if talks::contact(tx, to)?.is_none() {
        Some("no-member")
    } else if !talks::wants_letters(tx, to)? {
        Some("quiet")
    } else if talks::count_since(tx, own, now - DAY)? >= TALKS_A_DAY_MAX {
        Some("often")
    } else {
        None
    };
    Ok(Some((org, why_not)))
}

/// `GET /members/mine/talks/to/{org}`
pub(crate) async fn show_write(
    State(services): State<Services>,
    member: Member,
    Path(to): Path<String>,
) -> Answer {
    let (own, now) = (member.org_id.clone(), services.hub.now().as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| addressee(tx, (&own, &to, now));
    let found = services.hub.read("whom a member writes to", work).await?;
    let (to, why_not) = found.ok_or_else(Problem::not_found)?;
    let (about, body) = (String::new(), String::new());
    let (frame, errors) = (member.frame(), Errors::none());
    page(&WriteToMemberPage { frame, errors, to, why_not, about, body })
}

/// `POST /members/mine/talks/to/{org}`
pub(crate) async fn begin(
    State(services): State<Services>,
    Path(to): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let frame = member.frame();
    let about: String = fields.get("about").chars().take(NAME_CHARS_MAX).collect();
    let body: String = fields.get("body").chars().take(POST_CHARS_MAX).collect();
    let mut errors = Errors::none();
    errors.need(&frame, "about", &about, "write-title-needed");
    errors.need(&frame, "body", &body, "write-body-needed");
    let (own, now) = (member.org_id.clone(), services.hub.now().as_microsecond());
    if !errors.is_empty() {
        let work = move |tx: &mut HubTx<'_, '_>| addressee(tx, (&own, &to, now));
        let found = services.hub.read("whom a member writes to", work).await?;
        let (to, why_not) = found.ok_or_else(Problem::not_found)?;
        return page(&WriteToMemberPage { frame, errors, to, why_not, about, body });
    }
    let id = secret(&services);
    let leads_to = format!("/members/mine/talks/{id}");
    let back = format!("/members/mine/talks/to/{to}");
    let body = body.replace("\r\n", "\n");
    let (by, speaker) = (member.by(), services.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let found = addressee(tx, (&own, &to, now))?;
        let Some((org, None)) = found else { return Ok(false) };
        let Some(contact) = talks::contact(tx, &org.id)? else { return Ok(false) };
        let name = directory::get(tx, &own)?.map(|own| own.name).unwrap_or_default();
        talks::begin(tx, (&id, &about, now), (&own, &member.email, &org.id))?;
        talks::write(tx, &id, (&own, &body, now))?;
        tell(tx, &speaker, &id, (&name, contact))?;
        tx.did(&by, MemberDeed::LetterSent, &id)?;
        Ok(true)
    };
    let is_sent = services.hub.write("a member writes to another", work).await?;
    Ok(go_to(if is_sent { &leads_to } else { &back }))
}

/// The mail that tells of a letter.
fn tell(
    tx: &mut HubTx<'_, '_>,
    services: &Services,
    id: &str,
    (by, (to, language)): (&str, (String, String)),
) -> Result<(), StoreError> {
    let words = services.words(Language::parse(&language).unwrap_or_default());
    let link = services.url(&format!("/members/mine/talks/{id}"));
    let arguments: [(&str, FluentValue<'_>); 2] =
        [("organization", by.to_owned().into()), ("link", link.into())];
    let ids = ("mail-talk-subject", "mail-talk-body");
    let letter = mail::OutgoingMail::of(&to, words, ids, &arguments);
    mail::put(tx, &secret(services), &letter, services.hub.now().as_microsecond())
}

/// `GET /members/mine/talks/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    member: Member,
    Path(id): Path<String>,
) -> Answer {
    let own = member.org_id.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(talk) = talks::get(tx, &id, &own)? else { return Ok(None) };
        Ok(Some((talks::letters(tx, &id)?, talk)))
    };
    let found = services.hub.read("read letters of members", work).await?;
    let (letters, talk) = found.ok_or_else(Problem::not_found)?;
    let (frame, own) = (member.frame(), member.org_id);
    page(&TalkPage { frame, own, talk, letters })
}

/// `POST /members/mine/talks/{id}`: answers, or ends the talk.
pub(crate) async fn answer(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(member, fields): SafeForm<Member>,
) -> Answer {
    let body: String = fields.get("body").chars().take(POST_CHARS_MAX).collect();
    let (body, ends) = (body.replace("\r\n", "\n"), fields.is_ticked("end"));
    let now = services.hub.now().as_microsecond();
    let to = format!("/members/mine/talks/{id}");
    let (own, speaker) = (member.by(), services.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(talk) = talks::get(tx, &id, &member.org_id)? else { return Ok(false) };
        if ends {
            talks::shut(tx, &id)?;
            tx.did(&own, MemberDeed::LettersEnded, &id)?;
        } else if !talk.is_shut && !body.is_empty() {
            let (other, _) = talk.other(&member.org_id);
            // Whoever began it hears of answers; of the others, their contact.
            let contact = talks::contact(tx, other)?.map(|(contact, language)| {
                let began = other == talk.from_org;
                (if began { talk.from_email.clone() } else { contact }, language)
            });
            let (_, by) = talk.other(other);
            let is_written = talks::write(tx, &id, (&member.org_id, &body, now))?;
            if is_written {
                tx.did(&own, MemberDeed::LetterSent, &id)?;
            }
            if let Some(contact) = contact.filter(|_| is_written) {
                tell(tx, &speaker, &id, (by, contact))?;
            }
        }
        Ok(true)
    };
    if services.hub.write("a member answers another", work).await? {
        Ok(go_to(&to))
    } else {
        Err(Problem::not_found())
    }
}
