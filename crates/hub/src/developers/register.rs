//! `/developers/register`: the maker of an app registers it at the server beside. In a demo anybody does, and
//! it may be used at once; anywhere else a member, and staff look at it first.
//!
//! Standard: SMART App Launch 2.2.0, "Register App with EHR".

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::AccountId;
use bluebutton_store::apps::{About, AppState, Switch};
use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::mistakes::mistake;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, SafeForm};

use crate::by_mail::is_mail;
use crate::callers::{Member, frame, show as show_to};
use crate::limits::NAME_CHARS_MAX;
use crate::outside::{FhirHere, NewRegistration};
use crate::services::Services;

#[derive(Template)]
#[template(path = "developers/register.html")]
struct RegisterPage {
    frame: Frame,
    errors: Errors,
    about: About,
    redirects: String,
    /// How it proves itself: one of [`KINDS`].
    kind: &'static str,
    is_demo: bool,
}

/// How an app proves itself: not at all, with a secret, with a key of its own.
const KINDS: [&str; 3] = ["public", "confidential", "key"];

#[derive(Template)]
#[template(path = "developers/registered.html")]
struct RegisteredPage {
    frame: Frame,
    name: String,
    client_id: String,
    secret: Option<String>,
    is_waiting: bool,
    base: String,
}

/// The server beside, where there is one.
fn here(services: &Services) -> Result<Arc<FhirHere>, Problem> {
    services.fhir.clone().ok_or_else(Problem::not_found)
}

/// Who may register: anybody in a demo, else somebody of a member. Their account, where they have one.
fn may_register(
    services: &Services,
    member: Result<Member, Problem>,
) -> Result<Option<AccountId>, Problem> {
    if services.site.demo.is_some() {
        return Ok(None);
    }
    Ok(member?.account().map(|(id, _)| AccountId(id)))
}

/// `GET /developers/register`
pub(crate) async fn show(
    State(services): State<Services>,
    member: Result<Member, Problem>,
    anyone: Anyone,
) -> Answer {
    here(&services)?;
    may_register(&services, member)?;
    form(&services, &anyone, (Errors::none(), About::default(), KINDS[0]))
}

/// The form, with what was typed and what is wrong with it.
fn form(
    services: &Services,
    anyone: &Anyone,
    (errors, about, kind): (Errors, About, &'static str),
) -> Answer {
    let redirects = about.redirects.join("\n");
    let is_demo = services.site.demo.is_some();
    let frame = frame(anyone);
    show_to(anyone, &RegisterPage { frame, errors, about, redirects, kind, is_demo })
}

/// `POST /developers/register`
pub(crate) async fn register(
    State(services): State<Services>,
    member: Result<Member, Problem>,
    AskedFrom(from): AskedFrom,
    SafeForm(anyone, fields): SafeForm<Anyone>,
) -> Answer {
    let fhir = here(&services)?;
    let by = may_register(&services, member)?;
    services.throttle.attempt(&from)?;
    let is_free = services.site.demo.is_some();
    let kind = KINDS.into_iter().find(|one| *one == fields.get("kind")).unwrap_or(KINDS[0]);
    let about = read(&fields, kind);
    let frame = frame(&anyone);
    let errors = missing(&frame, &about, kind);
    if !errors.is_empty() {
        return form(&services, &anyone, (errors, about, kind));
    }
    let has_secret = kind == "confidential";
    let new = NewRegistration { by, about: about.clone(), has_secret, from, is_free };
    match fhir.doors.register(new).await {
        Ok((app, secret)) => {
            let page = RegisteredPage {
                name: app.about.name,
                client_id: app.id,
                secret: secret.map(|secret| secret.reveal().clone()),
                is_waiting: app.state == AppState::Waiting,
                base: fhir.base.clone(),
                frame,
            };
            show_to(&anyone, &page)
        }
        Err(StoreError::NotAllowed("too-many-apps")) => Err(Problem::too_many(3_600)),
        Err(error) => {
            let addresses = ("app-not-usable", "redirects", "register-not-usable");
            let keys = ("app-keys-not-usable", "keys", "register-keys-not-usable");
            let errors = mistake(&frame, error, &[addresses, keys])?;
            form(&services, &anyone, (errors, about, kind))
        }
    }
}

/// What nobody has to ask the server beside about.
fn missing(frame: &Frame, about: &About, kind: &str) -> Errors {
    let mut errors = Errors::none();
    errors.need(frame, "name", &about.name, "register-name-needed");
    errors.need(frame, "publisher", &about.publisher, "register-publisher-needed");
    if !about.website.is_empty() && !about.website.starts_with("https://") {
        errors.add("website", frame.t("register-website-wrong"));
    }
    if !is_mail(&about.contact) {
        errors.add("contact", frame.t("sign-email-wrong"));
    }
    if about.redirects.is_empty() {
        errors.add("redirects", frame.t("register-redirects-needed"));
    }
    if kind == "key" && about.keys.is_none() {
        errors.add("keys", frame.t("register-keys-needed"));
    }
    errors
}

fn read(fields: &Fields, kind: &str) -> About {
    let text = |name: &str| -> String { fields.get(name).chars().take(NAME_CHARS_MAX).collect() };
    let lines = fields.get("redirects").lines().map(str::trim).filter(|line| !line.is_empty());
    About {
        name: text("name"),
        publisher: text("publisher"),
        website: text("website"),
        contact: text("contact"),
        redirects: lines.map(str::to_owned).collect(),
        keys: Some(fields.get("keys").to_owned()).filter(|keys| kind == "key" && !keys.is_empty()),
    }
}

/// `POST /developers/consents`: the consent behind a token runs out or is taken back now. In a demo alone.
pub(crate) async fn switch(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(_, fields): SafeForm<Anyone>,
) -> Answer {
    let fhir = here(&services)?;
    if services.site.demo.is_none() {
        return Err(Problem::not_found());
    }
    services.throttle.attempt(&from)?;
    let switch = match fields.get("switch") {
        "expire" => Switch::Expire,
        "revoke" => Switch::Revoke,
        _ => return Err(Problem::unclear()),
    };
    let was_there = fhir.doors.switch(fields.get("token").to_owned(), switch).await?;
    let word = if was_there { "done" } else { "unknown" };
    Ok(go_to(&format!("/developers/sandbox?{word}=1#consents")))
}
