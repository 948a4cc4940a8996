//! `/settings/sessions`: where somebody is signed in, and how that ends.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{Device, OpenSession};

use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::{SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct SessionsPage {
    frame: Frame,
    sessions: Vec<OpenSession>,
}

/// `GET /settings/sessions`
pub(crate) async fn show(State(services): State<Services>, signed_in: SignedIn) -> Answer {
    let sessions = services.store.accounts().sessions_of(&signed_in.token).await?;
    page(&SessionsPage { frame: signed_in.frame(), sessions })
}

/// `POST /settings/sessions/{id}/end`: one of them; one that is over by now is as good.
pub(crate) async fn end(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    match services.store.accounts().end_session(&signed_in.token, &id).await {
        Ok(()) | Err(StoreError::NotFound) => Ok(go_to("/settings/sessions")),
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/sessions/end-all`: this one too.
pub(crate) async fn end_all(
    State(services): State<Services>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    services.store.accounts().sign_out_everywhere(&signed_in.token).await?;
    Ok(cookies::forget(&services, go_to("/sign-in?signed-out-everywhere=1")))
}

/// "Firefox on Windows", as far as it is known.
pub(crate) fn device_words(frame: &Frame, device: &Device) -> String {
    let (browser, system) = (device.browser.as_str(), device.system.as_str());
    match (browser, system) {
        ("", "") => frame.t("device-unknown").into_owned(),
        (one, "") | ("", one) => one.to_owned(),
        _ => frame.t2("device", "browser", browser, "system", system),
    }
}
