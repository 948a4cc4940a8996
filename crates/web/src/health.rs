//! `/health`: the program runs. `/ready`: the store answers.

use axum::extract::State;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::problem::AsItIs;
use crate::services::Services;

/// `GET /health`
pub(crate) async fn health() -> &'static str {
    "ok\n"
}

/// `GET /ready`
pub(crate) async fn ready(State(services): State<Services>) -> Response {
    match services.is_ready().await {
        Ok(()) => "ready\n".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready: the store does not answer");
            let status = StatusCode::SERVICE_UNAVAILABLE;
            let mut response = (status, "the store does not answer\n").into_response();
            response.extensions_mut().insert(AsItIs);
            if let Some(seconds) = error.retry_after_seconds() {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
    }
}
