//! `/staff/apps`: which apps of others may ask people for their records.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::apps::{App, AppState};
use bluebutton_web::duty::{OnDuty, ReviewApps};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::SafeForm;

use crate::services::Services;

#[derive(Template)]
#[template(path = "staff/apps.html")]
struct StaffAppsPage {
    frame: Frame,
    waiting: usize,
    apps: Vec<RegisteredView>,
}

/// An app, as it was registered.
struct RegisteredView {
    id: String,
    name: String,
    by: String,
    website: String,
    contact: Option<String>,
    redirects: Vec<String>,
    /// How it proves itself.
    proof: String,
    state: String,
    is_waiting: bool,
    is_open: bool,
}

impl RegisteredView {
    fn of(frame: &Frame, app: App) -> Self {
        let App { id, about, is_confidential, is_self_made, state, made_at } = app;
        let made = frame.day_of(&made_at);
        let proof = match (about.keys.is_some(), is_confidential) {
            (true, _) => "staff-apps-keys",
            (false, true) => "staff-apps-secret",
            (false, false) => "staff-apps-public",
        };
        let by = if is_self_made { "staff-apps-by-itself" } else { "staff-apps-by" };
        Self {
            id,
            by: frame.t2(by, "publisher", about.publisher, "date", made),
            name: about.name,
            website: about.website,
            contact: (!about.contact.is_empty())
                .then(|| frame.t1("staff-apps-contact", "contact", about.contact)),
            redirects: about.redirects,
            proof: frame.t(proof).into_owned(),
            state: frame.t(&format!("staff-apps-state-{}", state.word())).into_owned(),
            is_waiting: state == AppState::Waiting,
            is_open: state == AppState::Open,
        }
    }
}

/// `GET /staff/apps`
pub(crate) async fn list(State(services): State<Services>, clerk: OnDuty<ReviewApps>) -> Answer {
    let frame = clerk.frame();
    let apps = services.store.apps().list(&clerk.who()).await?;
    let waiting = apps.iter().filter(|app| app.state == AppState::Waiting).count();
    let apps = apps.into_iter().map(|app| RegisteredView::of(&frame, app)).collect();
    page(&StaffAppsPage { frame, waiting, apps })
}

/// `POST /staff/apps/{id}`: whether it may be used.
pub(crate) async fn decide(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ReviewApps>>,
) -> Answer {
    let state = match fields.get("say") {
        "open" => AppState::Open,
        "refuse" => AppState::Refused,
        "close" => AppState::Closed,
        _ => return Err(Problem::unclear()),
    };
    services.store.apps().decide(&clerk.who(), &id, state).await?;
    Ok(go_to("/staff/apps"))
}
