//! The end of a session: signing out, the warning before a time-out, and staying.

use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::{self, Anyone, Asked, Quiet, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/still_there.html")]
struct StillTherePage {
    frame: Frame,
    next: String,
}

/// `POST /sign-out`
pub(crate) async fn sign_out(
    State(services): State<Services>,
    SafeForm(anyone, _): SafeForm<Anyone>,
) -> Answer {
    let mut to = "/sign-in?signed-out=1".to_owned();
    if let Anyone::Known(signed_in) = anyone {
        services.store.accounts().sign_out(&signed_in.token).await?;
        if let Some(provider) = &signed_in.session.provider {
            to.push_str("&at=");
            to.push_str(provider);
        }
    }
    Ok(cookies::forget(&services, go_to(&to)))
}

/// `GET /session`: how many seconds it lives if nothing happens. Does not move the end.
pub(crate) async fn remaining(Quiet(signed_in): Quiet) -> Response {
    seconds(&signed_in)
}

/// `POST /session`: somebody is still there. The extractor has moved the end already.
pub(crate) async fn stay(
    headers: HeaderMap,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Response {
    let wants_json = headers.get(ACCEPT).is_some_and(|value| value == "application/json");
    if wants_json { seconds(&signed_in) } else { go_to(session::safe_next(fields.get("next"))) }
}

/// `GET /session/still-there`: the warning for browsers without scripts. Leads to the time-out.
pub(crate) async fn still_there(Quiet(signed_in): Quiet, Asked(fields): Asked) -> Answer {
    let next = session::safe_next(fields.get("next")).to_owned();
    let mut frame = signed_in.frame();
    frame.path.clone_from(&next);
    page(&StillTherePage { frame, next })
}

fn seconds(signed_in: &SignedIn) -> Response {
    let seconds = signed_in.frame().session_seconds.unwrap_or_default();
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (headers, format!("{{\"seconds\":{seconds}}}")).into_response()
}
