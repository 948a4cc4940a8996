//! Every URL of the portal, in one place.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};
use bluebutton_exchange::inbox::Inbox;
use bluebutton_web::{proven, room};

use crate::services::Services;
use crate::settings::{notices, passkeys, second_factor, sessions};
use crate::staff::{
    accounts, emergencies, imports, invite, jobs, letters, matching, measures, parts, patients,
    quarantine, representatives, rules, trail,
};
use crate::{
    about, activity, apps, confirm, download, home, inbox, invitation, own, people, providers,
    record, records, recover, requests, second_step, send, session_end, settings, sign_in, staff,
    well_known, written,
};

/// Everything that people reach by URL.
pub fn router(services: Services) -> Router {
    let around = (*services).clone();
    let proven = from_fn_with_state(around.clone(), proven::must_be);
    let home = Router::new()
        .route("/", get(home::show))
        .route("/.well-known/blue-button", get(well_known::show));
    let pages = home.merge(doors()).merge(records()).merge(office());
    let pages = pages.merge(asked_again().route_layer(proven));
    room::around(pages.with_state(services), around)
}

/// Signing in and what belongs to an account, without records: for a hub that stands alone.
pub fn doors_router(services: Services) -> Router {
    let around = (*services).clone();
    let proven = from_fn_with_state(around.clone(), proven::must_be);
    let pages = doors().merge(account_asked_again().route_layer(proven));
    room::around(pages.with_state(services), around)
}

/// Sign-in and what belongs to an account.
fn doors() -> Router<Services> {
    Router::new()
        .route("/about/{notice}", get(about::show))
        .route("/language", post(home::set_language))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
        .route("/sign-in/with/{id}", get(providers::begin))
        .route("/sign-in/with/{id}/join", post(providers::join::submit))
        .route("/sign-in/back/{id}", get(providers::back))
        .route("/sign-out/with/{id}", get(providers::sign_out))
        .route("/confirm/with/{id}", get(providers::confirm))
        .route("/sign-in/passkey", post(crate::passkeys::sign_in))
        .route("/sign-in/code", get(second_step::show_code).post(second_step::give_code))
        .route("/sign-in/second-factor", get(second_step::show_set_up).post(second_step::confirm))
        .route("/sign-out", post(session_end::sign_out))
        .route("/session", get(session_end::remaining).post(session_end::stay))
        .route("/session/still-there", get(session_end::still_there))
        .route("/invitation", get(invitation::show).post(invitation::submit))
        .route("/recover", get(recover::show).post(recover::submit))
        .route("/confirm", get(confirm::show).post(confirm::submit))
        .route("/settings", get(settings::show))
        .route("/settings/notices", get(notices::show).post(notices::choose))
        .route("/settings/notices/code", post(notices::confirm))
        .route("/settings/sessions", get(sessions::show))
        .route("/settings/sessions/end-all", post(sessions::end_all))
        .route("/settings/sessions/{id}/end", post(sessions::end))
}

/// What is done only after a second factor was given within the last minutes: sending, letting
/// somebody in, and changing how somebody signs in.
fn asked_again() -> Router<Services> {
    let records = account_asked_again().merge(record_asked_again()).merge(office_asked_again());
    records.merge(staff_asked_again())
}

/// Of that, what staff do with accounts, and opening a record in an emergency.
fn staff_asked_again() -> Router<Services> {
    Router::new()
        .route("/staff/accounts/new", get(accounts::show_new).post(accounts::make))
        .route("/staff/accounts/{id}/roles", get(accounts::show_roles).post(accounts::set_roles))
        .route("/staff/accounts/{id}/end", get(accounts::show_end).post(accounts::end))
        .route("/staff/accounts/{id}/recover", get(staff::recover::show).post(staff::recover::make))
        .route("/staff/patients/{key}/emergency", get(emergencies::show).post(emergencies::open))
}

/// Of that, what belongs to an account.
fn account_asked_again() -> Router<Services> {
    Router::new()
        .route("/settings/password", post(settings::change_password))
        .route("/settings/notices/address", post(notices::address))
        .route("/settings/notices/remove", post(notices::remove))
        .route("/settings/passkeys", post(passkeys::add))
        .route(
            "/settings/providers/{id}/connect",
            get(settings::providers::begin).post(settings::providers::connect),
        )
        .route(
            "/settings/providers/connected/{id}/remove",
            get(settings::providers::show_remove).post(settings::providers::remove),
        )
        .route("/settings/passkeys/{id}/remove", get(passkeys::show_remove).post(passkeys::remove))
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

/// Of that, what belongs to a record.
fn record_asked_again() -> Router<Services> {
    Router::new()
        .route(
            "/records/{key}/people/new",
            get(people::let_in::show_let_in).post(people::let_in::let_in),
        )
        .route("/records/{key}/people/hide", get(people::hide::show).post(people::hide::submit))
        .route(
            "/records/{key}/people/{id}/change",
            get(people::let_in::show_change).post(people::let_in::change),
        )
        .route("/records/{key}/people/{id}/show-again", post(people::let_in::show_again))
        .route("/records/{key}/people/{id}/undo", post(people::undo))
        .route("/records/{key}/people/{id}/give-back", post(people::give_back))
        .route("/records/{key}/people/{id}/renew", post(people::renew))
        .route("/records/{key}/people/own/{account}/confirm", post(own::confirm))
        .route("/records/{key}/people/own/{account}/end", post(own::end))
        // What was withheld would be given away again.
        .route("/records/{key}/requests/{id}/end", post(requests::end))
        .route("/records/{key}/send", get(send::show))
        .route("/records/{key}/send/review", post(send::review))
        .route("/records/{key}/send/change", post(send::change))
        .route("/records/{key}/send/now", post(send::send))
}

/// Of that, what the office decides about what a patient sees, and who acts for them.
fn office_asked_again() -> Router<Services> {
    Router::new()
        .route(
            "/staff/patients/{key}/people/new",
            with_file(get(representatives::entry::show).post(representatives::entry::submit)),
        )
        .route("/staff/patients/{key}/people/{id}/code", post(representatives::code))
        .route("/staff/patients/{key}/people/{id}/{deed}", post(representatives::alter))
        .route("/staff/patients/{key}/papers/{id}", get(representatives::paper))
        .route(
            "/staff/patients/{key}/orders/new",
            with_file(get(representatives::orders::show).post(representatives::orders::submit)),
        )
        .route("/staff/patients/{key}/orders/{id}/end", post(representatives::orders::end))
        .route("/staff/patients/{key}/orders/{id}/spare", post(representatives::orders::spare))
        .route(
            "/staff/patients/{key}/orders/{id}/await",
            post(representatives::orders::await_namesake),
        )
        .route(
            "/staff/patients/{key}/stop",
            get(representatives::orders::show_stop).post(representatives::orders::stop),
        )
        .route("/staff/rules/hold", get(rules::hold::show).post(rules::hold::submit))
        .route("/staff/rules/new-topic", get(rules::new_topic::show).post(rules::new_topic::submit))
        .route(
            "/staff/rules/topics/{topic}/change",
            get(rules::topic::show_change).post(rules::topic::change),
        )
        .route("/staff/rules/{id}/{deed}", get(rules::deed::show).post(rules::deed::submit))
        .route("/staff/withheld/{key}/{id}/review", post(staff::withheld::review))
        .route("/staff/withheld/{key}/{id}/end", post(staff::withheld::end))
        .route(
            "/staff/patients/{key}/withhold",
            get(staff::withheld::show).post(staff::withheld::set),
        )
}

/// Pages of records.
fn records() -> Router<Services> {
    Router::new()
        .route("/records", get(records::show))
        .route("/records/add", get(invitation::show_add).post(invitation::add))
        .route("/records/{key}/people", get(people::show))
        .route("/records/{key}/people/stop", get(people::show_stop).post(people::stop))
        .route("/records/{key}/people/{id}/end", get(people::show_end).post(people::end))
        .route("/records/{key}/people/{id}/see", post(people::preview::begin))
        .route("/records/{key}/apps", get(apps::show))
        .route("/records/{key}/apps/{id}/end", get(apps::show_end).post(apps::end))
        .route("/preview/stop", post(people::preview::stop))
        .route("/records/{key}/requests", get(requests::show))
        .route(
            "/records/{key}/requests/new/{right}",
            get(requests::ask::show).post(requests::ask::submit),
        )
        .route("/records/{key}/requests/disclosures", get(requests::disclosures::show))
        .route("/records/{key}/requests/disclosures/file", get(requests::disclosures::file))
        .route("/records/{key}/requests/{id}", get(requests::show_one))
        .route("/records/{key}/requests/{id}/withdraw", post(requests::withdraw))
        .route("/records/{key}/requests/{id}/disagree", post(requests::disagree))
        .route("/records/{key}/written", get(written::show))
        .route("/records/{key}/written/new/{kind}", get(written::show_new).post(written::write))
        .route("/records/{key}/written/file", with_file(post(written::write_file)))
        .route(
            "/records/{key}/written/{id}/change",
            get(written::show_change).post(written::change),
        )
        .route("/records/{key}/written/{id}/take-back", post(written::take_back))
        .route("/records/{key}/activity", get(activity::show))
        .route("/records/{key}/activity/proof", get(activity::proof))
        .route("/records/{key}", get(record::overview::show))
        .route("/records/{key}/timeline", get(record::timeline::show))
        .route("/records/{key}/search", get(record::search::show).post(record::search::ask))
        .route("/records/{key}/download", get(download::show))
        .route("/records/{key}/download/file", get(download::give))
        .route("/records/{key}/visits/{id}/calendar", get(record::calendar::give))
        .route("/records/{key}/summary", get(record::summary::show))
        .route("/records/{key}/summary/keep", get(record::summary::keep))
        .route("/records/{key}/vaccines/proof", get(record::proof::show))
        .route("/records/{key}/results/compare", get(record::compare::show))
        .route("/records/{key}/{section}", get(record::list::show))
        .route("/records/{key}/{section}/{id}", get(record::detail::show))
        .route("/records/{key}/{section}/{id}/file/{number}", get(record::file::show))
}

/// A form that brings a file may be larger than others.
fn with_file(form: MethodRouter<Services>) -> MethodRouter<Services> {
    form.layer(DefaultBodyLimit::max(written::UPLOAD_BYTES_MAX))
}

/// Pages of the records office.
fn office() -> Router<Services> {
    Router::new()
        .route("/staff", get(patients::find).post(patients::ask))
        .route("/staff/patients/{key}", get(patients::show))
        .route("/staff/patients/{key}/invitation", post(invite::make))
        .route("/staff/patients/{key}/merge", get(parts::find).post(parts::ask))
        .route("/staff/patients/{key}/merge/{other}", get(parts::show_merge).post(parts::merge))
        .route("/staff/patients/{key}/split/{part}", get(parts::show_split).post(parts::split))
        .route("/staff/patients/{key}/people", get(representatives::list))
        .route("/staff/patients/{key}/emergency/end", post(emergencies::end))
        .route("/staff/rules", get(rules::show))
        .route("/staff/rules/topics/{topic}", get(rules::topic::show))
        .route("/staff/measures", get(measures::show))
        .route("/staff/measures/file", get(measures::file))
        .route("/staff/measures/patients", post(measures::behind::list))
        .route("/staff/trail", get(trail::show).post(trail::ask))
        .route("/staff/trail/file", post(trail::file))
        .route("/staff/emergencies", get(emergencies::list))
        .route("/staff/emergencies/{key}/{id}", post(emergencies::review))
        .route("/staff/accounts", get(accounts::list).post(accounts::ask))
        .route("/staff/accounts/{id}", get(accounts::show))
        .route("/staff/letters", get(letters::show).post(letters::make))
        .route("/staff/patients/{key}/invitation/revoke", post(invite::revoke))
        .route("/staff/imports", get(imports::list).post(imports::ask))
        .route("/staff/imports/{id}", get(imports::show))
        .route("/staff/jobs", get(jobs::list))
        .route("/staff/jobs/chosen", post(jobs::retry_chosen))
        .route("/staff/jobs/{id}/retry", post(jobs::retry))
        .route("/staff/matching", get(matching::list).post(matching::ask))
        .route("/staff/matching/numbers", get(staff::numbers::show))
        .route("/staff/matching/{id}", get(matching::show).post(matching::decide))
        .route("/staff/apps", get(staff::apps::list))
        .route("/staff/apps/{id}", post(staff::apps::decide))
        .route("/staff/requests", get(staff::requests::list))
        .route("/staff/requests/{key}/{id}", get(staff::requests::show))
        .route("/staff/requests/{key}/{id}/extend", post(staff::requests::extend))
        .route("/staff/requests/{key}/{id}/answer", post(staff::requests::answer))
        .route("/staff/requests/{key}/{id}/rebut", post(staff::requests::rebut))
        .route("/staff/withheld", get(staff::withheld::list))
        .route("/staff/quarantine", get(quarantine::list).post(quarantine::ask))
        .route("/staff/quarantine/chosen", post(quarantine::chosen))
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
