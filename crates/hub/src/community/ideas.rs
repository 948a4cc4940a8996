//! An idea for a challenge from anybody: confirmed by mail, then looked at by staff. The address is written to
//! once and kept nowhere; the name is what they want to be called.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::words::FluentValue;
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::fields::Errors;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, SafeForm};

use super::board::{self, Post};
use super::posts::page_of;
use super::writing::takes;
use crate::by_mail::is_mail;
use crate::callers::{frame, secret, show as show_to};
use crate::limits::{ASKED_MAILS, NAME_CHARS_MAX, POST_CHARS_MAX};
use crate::services::Services;
use crate::work;
use crate::worker::mail;

#[derive(Template)]
#[template(path = "community/idea.html")]
struct IdeaPage {
    frame: Frame,
    /// The idea; `None` where the link is over.
    idea: Option<Post>,
}

/// `POST /community/post/{id}/idea`
pub(crate) async fn send(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(id): Path<String>,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let frame = frame(&anyone);
    let text = |name: &str, max: usize| -> String { fields.get(name).chars().take(max).collect() };
    let (body, name) = (text("body", POST_CHARS_MAX), text("name", NAME_CHARS_MAX));
    let email = fields.get("email").to_lowercase();
    let mut errors = Errors::none();
    errors.need(&frame, "body", &body, "idea-needed");
    // Whose browser did its work gives no address.
    let is_done = work::is_done(&services.hub, &fields);
    if !is_done && !is_mail(&email) {
        errors.add("email", frame.t("idea-email-needed"));
    }
    if !errors.is_empty() {
        return page_of(&services, &anyone, id, (errors, None, (body, name, email))).await;
    }
    let is_trapped = !fields.get("company").is_empty();
    let author = if name.is_empty() { frame.t("idea-nameless").into_owned() } else { name };
    let mut idea = idea(&services, &frame, (&id, author, body));
    if is_done {
        "waiting".clone_into(&mut idea.standing);
        if !is_trapped && !keep_worked(&services, idea, fields.get("work-task")).await? {
            return Err(Problem::form_expired());
        }
        return Ok(go_to(&format!("/community/post/{id}?looked=1")));
    }
    if !is_trapped {
        work::without(&services, &from).await?;
        ask(&services, &frame, idea, &email).await?;
    }
    Ok(go_to(&format!("/community/post/{id}?sent=1")))
}

/// Keeps an idea whose sender's browser did its work; `false` where that work was used before, or the challenge
/// is gone.
async fn keep_worked(services: &Services, idea: Post, task: &str) -> Result<bool, StoreError> {
    let (task, now) = (task.to_owned(), services.hub.now().as_microsecond());
    let work = move |tx: &mut HubTx<'_, '_>| {
        let under = board::get(tx, idea.under.as_deref().unwrap_or_default())?;
        if !takes(under, "idea") || !work::use_up(tx, (&task, now))? {
            return Ok(false);
        }
        board::put(tx, &idea)?;
        Ok(true)
    };
    services.hub.write("somebody has an idea", work).await
}

fn idea(services: &Services, frame: &Frame, (under, author, body): (&str, String, String)) -> Post {
    let now = services.hub.now().as_microsecond();
    Post {
        // Nobody knows it before it is shown: it is the secret of the link, too.
        id: secret(services),
        kind: "idea".to_owned(),
        under: Some(under.to_owned()),
        author,
        language: frame.lang().to_owned(),
        body: body.replace("\r\n", "\n"),
        standing: "unconfirmed".to_owned(),
        made_at: now,
        changed_at: now,
        ..Post::default()
    }
}

async fn ask(services: &Services, frame: &Frame, idea: Post, email: &str) -> Result<(), Problem> {
    let (mail_id, now) = (secret(services), services.hub.now().as_microsecond());
    let link = services.url(&format!("/community/ideas/{}", idea.id));
    let arguments: [(&str, FluentValue<'_>); 1] = [("link", link.into())];
    let ids = ("mail-idea-subject", "mail-idea-body");
    let letter = mail::OutgoingMail::of(email, frame.words(), ids, &arguments);
    let hub = services.hub.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        if !takes(board::get(tx, idea.under.as_deref().unwrap_or_default())?, "idea") {
            return Ok(false);
        }
        board::put(tx, &idea)?;
        mail::put_asked(tx, (&hub, &ASKED_MAILS), &mail_id, (&letter, now))?;
        Ok(true)
    };
    let is_kept = services.hub.write("somebody has an idea", work).await?;
    if is_kept { Ok(()) } else { Err(Problem::not_found()) }
}

/// `GET /community/ideas/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(id): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let idea = services.hub.read("look at an idea", move |tx| board::get(tx, &id)).await?;
    let idea = idea.filter(|one| one.kind == "idea" && one.standing != "hidden");
    show_to(&anyone, &IdeaPage { frame: frame(&anyone), idea })
}

/// `POST /community/ideas/{id}`: it was they who wrote it.
pub(crate) async fn confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(id): Path<String>,
    SafeForm(_, _): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let to = format!("/community/ideas/{id}");
    let work = move |tx: &mut HubTx<'_, '_>| {
        let waits = |one: &Post| one.kind == "idea" && one.standing == "unconfirmed";
        let Some(idea) = board::get(tx, &id)?.filter(waits) else { return Ok(()) };
        board::put(tx, &Post { standing: "waiting".to_owned(), ..idea })
    };
    services.hub.write("an idea is confirmed", work).await?;
    Ok(go_to(&to))
}
