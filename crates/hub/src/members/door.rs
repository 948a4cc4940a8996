//! A member's way in: a link in a mail to an address that we know, opened once, good for a working day.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_record::words::FluentValue;
use bluebutton_store::hub::{HubTx, Whose};
use bluebutton_web::Frame;
use bluebutton_web::cookies;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked, SafeForm};

use crate::by_mail::Asking;
use crate::callers::{DOOR_COOKIE, Member, frame, key_hash, secret, show as show_to};
use crate::directory::data as directory;
use crate::limits::{DOOR_MAILS, DOOR_SECONDS, LINK_SECONDS};
use crate::services::Services;
use crate::work::{self, Passed};
use crate::worker::mail;

#[derive(Template)]
#[template(path = "members/enter.html")]
struct EnterPage {
    frame: Frame,
    asking: Asking,
}

#[derive(Template)]
#[template(path = "members/link.html")]
struct LinkPage {
    frame: Frame,
    name: Option<String>,
    url: String,
}

/// `GET /members/enter`
pub(crate) async fn show(
    State(services): State<Services>,
    anyone: Anyone,
    Asked(fields): Asked,
) -> Answer {
    let asking = Asking::of(&services, &fields);
    show_to(&anyone, &EnterPage { frame: frame(&anyone), asking })
}

/// `POST /members/enter`: sends a link where the address is a member's. The answer is the same where it is not.
pub(crate) async fn ask(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let frame = frame(&anyone);
    let email = match Asking::read(&services, &frame, &fields) {
        Ok(email) => email,
        Err(asking) => return show_to(&anyone, &EnterPage { frame, asking }),
    };
    if work::pass(&services, &from, &fields).await? == Passed::Trapped {
        return Ok(go_to("/members/enter?sent=1"));
    }
    let language = frame.language();
    let asked = email.clone();
    let work = move |tx: &mut HubTx<'_, '_>| {
        let mut found = Vec::new();
        for org in tx.let_in_by(&asked)? {
            let name = directory::get(tx, &org)?.map(|org| org.name);
            found.extend(name.map(|name| (org, name)));
        }
        Ok(found)
    };
    for (org, name) in services.hub.read("whose address it is", work).await? {
        send_link(&services, (org, name), &email, language).await?;
    }
    Ok(go_to("/members/enter?sent=1"))
}

/// Mails a link that lets somebody in.
pub(super) async fn send_link(
    services: &Services,
    (org, name): (String, String),
    email: &str,
    language: Language,
) -> Result<(), Problem> {
    let (token, mail_id) = (secret(services), secret(services));
    let words = services.words(language);
    let link = services.url(&format!("/members/enter/{token}"));
    let arguments: [(&str, FluentValue<'_>); 2] =
        [("organization", name.into()), ("link", link.into())];
    let ids = ("mail-enter-subject", "mail-enter-body");
    let letter = mail::OutgoingMail::of(email, words, ids, &arguments);
    let now = services.hub.now().as_microsecond();
    let hash = key_hash(&token);
    let (whose, hub) = (Whose { org_id: org, email: email.to_owned() }, services.hub.clone());
    let work = move |tx: &mut HubTx<'_, '_>| {
        tx.open_link(&hash, &whose, LINK_SECONDS)?;
        mail::put_asked(tx, (&hub, &DOOR_MAILS), &mail_id, (&letter, now))
    };
    Ok(services.hub.write("send a link to a member", work).await?)
}

/// `GET /members/enter/{token}`: programs follow links in mail; only the button on this page lets in.
pub(crate) async fn show_link(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let link = key_hash(&token);
    let work = move |tx: &mut HubTx<'_, '_>| {
        let Some(whose) = tx.link(&link)? else { return Ok(None) };
        Ok(directory::get(tx, &whose.org_id)?.map(|org| org.name))
    };
    let name = services.hub.read("look at a link", work).await?;
    let url = format!("/members/enter/{token}");
    show_to(&anyone, &LinkPage { frame: frame(&anyone), name, url })
}

/// `POST /members/enter/{token}`: this browser is let in, and the link is used up.
pub(crate) async fn enter(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    Path(token): Path<String>,
    SafeForm(_, _): SafeForm<Anyone>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let browser = secret(&services);
    let (link, hash) = (key_hash(&token), key_hash(&browser));
    let work = move |tx: &mut HubTx<'_, '_>| tx.enter(&link, &hash, DOOR_SECONDS);
    if !services.hub.write("let a member in", work).await? {
        return Err(Problem::not_found());
    }
    let mut answer = go_to("/members/mine");
    let name = cookies::cookie_name(&services.site, DOOR_COOKIE);
    cookies::add_cookie(&mut answer, &services.site, &name, &browser, Some(DOOR_SECONDS));
    Ok(answer)
}

/// `POST /members/leave`
pub(crate) async fn leave(
    State(services): State<Services>,
    SafeForm(member, _): SafeForm<Member>,
) -> Answer {
    // Whoever came in with an account leaves at the portal's door.
    let by = member.by();
    let Some(door) = member.door else { return Ok(go_to("/settings")) };
    let work = move |tx: &mut HubTx<'_, '_>| tx.leave(&by, &door);
    services.hub.write("a member leaves", work).await?;
    let mut answer = go_to("/pledge");
    let name = cookies::cookie_name(&services.site, DOOR_COOKIE);
    cookies::add_cookie(&mut answer, &services.site, &name, "", Some(0));
    Ok(answer)
}
