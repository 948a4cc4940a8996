//! Every URL of the portal, in one place.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::portal::{home, sign_in};
use crate::services::Services;
use crate::{assets, health, problem, security};

/// Everything that people reach by URL.
pub fn router(services: Services) -> Router {
    // From the outside in: headers on everything, then pages for problems, then what makes them.
    let layers = ServiceBuilder::new()
        .layer(from_fn_with_state(services.clone(), security::headers))
        .layer(from_fn_with_state(services.clone(), problem::pages))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            security::ANSWER_TIME_MAX,
        ))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(security::FORM_BYTES_MAX));
    Router::new()
        .merge(doors())
        .merge(records())
        .merge(staff())
        .route("/assets/{name}", get(assets::show))
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .fallback(async || crate::Problem::not_found())
        .layer(layers)
        .with_state(services)
}

/// Home, sign-in and what belongs to an account.
fn doors() -> Router<Services> {
    Router::new()
        .route("/", get(home::show))
        .route("/language", post(home::set_language))
        .route("/sign-in", get(sign_in::show).post(sign_in::submit))
}

/// Pages of records.
fn records() -> Router<Services> {
    Router::new()
}

/// Pages of the records office.
fn staff() -> Router<Services> {
    Router::new()
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> axum::response::Response {
    axum::response::IntoResponse::into_response(StatusCode::INTERNAL_SERVER_ERROR)
}
