//! Every URL of the portal, in one place.

use axum::Router;
use axum::routing::{get, post};
use bluebutton_exchange::inbox::Inbox;
use bluebutton_web::room;

use crate::services::Services;
use crate::settings::second_factor;
use crate::staff::{imports, invite, jobs, matching, patients, quarantine};
use crate::{
    activity, download, home, inbox, invitation, own, people, record, records, second_step, send,
    session_end, settings, sign_in,
};

/// Everything that people reach by URL.
pub fn router(services: Services) -> Router {
    let around = (*services).clone();
    let pages = doors().merge(records()).merge(staff());
    room::around(pages.with_state(services), around)
}

/// Home, sign-in and what belongs to an account.
fn doors() -> Router<Services> {
    Router::new()
        .route("/", get(home::show))
        .route("/language", post(home::set_language))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/code", get(second_step::show_code).post(second_step::give_code))
        .route("/sign-in/second-factor", get(second_step::show_set_up).post(second_step::confirm))
        .route("/sign-out", post(session_end::sign_out))
        .route("/session", get(session_end::remaining).post(session_end::stay))
        .route("/session/still-there", get(session_end::still_there))
        .route("/invitation", get(invitation::show).post(invitation::submit))
        .route("/settings", get(settings::show))
        .route("/settings/password", post(settings::change_password))
        .route(
            "/settings/second-factor",
            get(second_factor::show_telephone).post(second_factor::telephone),
        )
        .route(
            "/settings/second-factor/new",
            get(second_factor::show_new).post(second_factor::confirm),
        )
        .route(
            "/settings/recovery-codes",
            get(second_factor::show_recovery).post(second_factor::recovery),
        )
}

/// Pages of records.
fn records() -> Router<Services> {
    Router::new()
        .route("/records", get(records::show))
        .route("/records/add", get(invitation::show_add).post(invitation::add))
        .route("/records/{key}/people", get(people::show))
        .route("/records/{key}/people/new", get(people::show_let_in).post(people::let_in))
        .route("/records/{key}/people/{id}/end", get(people::show_end).post(people::end))
        .route("/records/{key}/people/own/{account}/confirm", post(own::confirm))
        .route("/records/{key}/people/own/{account}/end", post(own::end))
        .route("/records/{key}/activity", get(activity::show))
        .route("/records/{key}/activity/proof", get(activity::proof))
        .route("/records/{key}", get(record::overview::show))
        .route("/records/{key}/timeline", get(record::timeline::show))
        .route("/records/{key}/search", get(record::search::show).post(record::search::ask))
        .route("/records/{key}/download", get(download::show))
        .route("/records/{key}/download/file", get(download::give))
        .route("/records/{key}/send", get(send::show))
        .route("/records/{key}/send/review", post(send::review))
        .route("/records/{key}/send/change", post(send::change))
        .route("/records/{key}/send/now", post(send::send))
        .route("/records/{key}/{section}", get(record::list::show))
        .route("/records/{key}/{section}/{id}", get(record::detail::show))
        .route("/records/{key}/{section}/{id}/file/{number}", get(record::file::show))
}

/// Pages of the records office.
fn staff() -> Router<Services> {
    Router::new()
        .route("/staff", get(patients::find).post(patients::ask))
        .route("/staff/patients/{key}", get(patients::show))
        .route("/staff/patients/{key}/invitation", post(invite::make))
        .route("/staff/imports", get(imports::list))
        .route("/staff/imports/{id}", get(imports::show))
        .route("/staff/jobs", get(jobs::list))
        .route("/staff/jobs/{id}/retry", post(jobs::retry))
        .route("/staff/matching", get(matching::list))
        .route("/staff/matching/{id}", get(matching::show).post(matching::decide))
        .route("/staff/quarantine", get(quarantine::list))
        .route("/staff/quarantine/{id}/retry", post(quarantine::retry))
        .route(
            "/staff/quarantine/{id}/remove",
            get(quarantine::show_remove).post(quarantine::remove),
        )
}

/// The demo clinic's inbox, on a listener of its own: it stands for the recipient's system.
pub fn inbox_router(inbox: Inbox) -> Router {
    let pages = Router::new()
        .route("/", get(inbox::list))
        .route("/messages/{id}", get(inbox::show))
        .route("/messages/{id}/original", get(inbox::original))
        .route("/messages/{id}/files/{number}", get(inbox::file))
        .with_state(inbox);
    room::around_alone(pages)
}
