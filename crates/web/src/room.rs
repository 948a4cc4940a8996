//! What stands around every room: the files of its pages, whether all is well, and the layers
//! through which every answer goes.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower::{ServiceBuilder, ServiceExt as _};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::timeout::TimeoutLayer;

use crate::problem::Problem;
use crate::services::Services;
use crate::{assets, compress, health, manifest, problem, security};

/// The pages of rooms with everything around them.
pub fn around(pages: Router, services: Services) -> Router {
    // From the outside in: headers on everything, then pages for problems, then what makes them.
    let layers = ServiceBuilder::new()
        .layer(from_fn(compress::only_for_our_own_pages))
        .layer(compress::layer())
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
        .route("/health", get(health::health))
        .route("/ready", get(health::ready))
        .route("/install/{language}", get(manifest::show))
        .with_state(services)
        .route("/assets/{name}", get(assets::show))
        .route(assets::KEPT_WORKER, get(assets::kept_worker))
        .merge(pages)
        .fallback(async || Problem::not_found())
        .layer(layers)
}

/// Answers to programs, with what stands around every answer and no page in it. No cookie counts here,
/// so that any page may ask.
pub fn around_programs(answers: Router, services: Services) -> Router {
    let layers = ServiceBuilder::new()
        .layer(from_fn(compress::only_for_our_own_pages))
        .layer(compress::layer())
        .layer(from_fn_with_state(services, security::headers))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            security::ANSWER_TIME_MAX,
        ));
    answers.layer(layers)
}

/// Two rooms behind one door: addresses that begin so are the other room's.
pub fn beside(pages: Router, other: Router, prefixes: &'static [&'static str]) -> Router {
    Router::new().fallback(move |request: Request| {
        let path = request.uri().path();
        let is_others = prefixes.iter().any(|prefix| {
            path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        let room = if is_others { other.clone() } else { pages.clone() };
        room.oneshot(request)
    })
}

/// Pages that stand alone, without people who sign in: the demo's inbox.
pub fn around_alone(pages: Router) -> Router {
    pages
        .route("/assets/{name}", get(assets::show))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(map_response(security::protect))
}

fn panicked(_: Box<dyn std::any::Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
