//! Every URL of this room, in one place.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};
use bluebutton_web::{proven, room};

use crate::services::Services;
use crate::{authorize, fhir, identity, limits, programs, registration, smart, token};

/// What addresses of this room begin with.
pub const PREFIXES: [&str; 3] = ["/fhir", "/oauth", "/.well-known/openid-configuration"];

/// Of these, where programs ask and no page is shown.
const OF_PROGRAMS: [&str; 7] = [
    "/fhir",
    "/oauth/token",
    "/oauth/revoke",
    "/oauth/register",
    "/oauth/userinfo",
    "/oauth/jwks",
    "/.well-known/openid-configuration",
];

/// Everything that apps reach, and the page on which people let them.
pub fn router(services: Services) -> Router {
    let around = (*services).clone();
    // To let an app in is to let somebody in: a second factor was given within the last minutes.
    let proven = from_fn_with_state(around.clone(), proven::must_be);
    let pages = Router::new().route(
        "/oauth/authorize",
        get(authorize::show).post(authorize::decide).route_layer(proven),
    );
    let pages = room::around(pages.with_state(services.clone()), around.clone());
    room::beside(pages, room::around_programs(for_programs(services), around), &OF_PROGRAMS)
}

fn for_programs(services: Services) -> Router {
    Router::new()
        .route("/fhir/.well-known/smart-configuration", get(smart::show))
        .route("/.well-known/openid-configuration", get(identity::configuration))
        .route("/oauth/jwks", get(identity::keys))
        .route("/fhir/metadata", get(fhir::metadata::show))
        .route("/fhir/{kind}", get(fhir::search::get))
        .route("/fhir/{kind}/_search", post(fhir::search::post))
        .route("/fhir/{kind}/{id}", get(fhir::read::show))
        .route("/oauth/register", post(registration::register))
        .route("/oauth/userinfo", get(identity::userinfo).post(identity::userinfo))
        .route("/oauth/token", post(token::give))
        .route("/oauth/revoke", post(token::take_back))
        .fallback(programs::not_there)
        .method_not_allowed_fallback(programs::not_so)
        .with_state(services)
        .layer(DefaultBodyLimit::max(limits::FORM_BYTES_MAX))
        .layer(from_fn(programs::for_browsers))
}
