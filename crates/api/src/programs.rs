//! What every answer to a program has: leave for pages of other sites to read it, and errors that a
//! program understands.
//!
//! Standard: <https://fetch.spec.whatwg.org/#http-cors-protocol>. Any page may ask: what opens a record
//! is the token, never a cookie.

use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, PRAGMA,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::fhir::outcome::Outcome;

/// What a browser is told before it asks for a page of another site.
const ASKED_BEFORE: [(HeaderName, &str); 3] = [
    (ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS"),
    (ACCESS_CONTROL_ALLOW_HEADERS, "Accept, Authorization, Content-Type, If-None-Match, Prefer"),
    (ACCESS_CONTROL_MAX_AGE, "600"),
];

/// Lets pages of other sites ask, and keeps answers out of every cache.
pub(crate) async fn for_browsers(request: Request, next: Next) -> Response {
    let mut response = if request.method() == Method::OPTIONS {
        let mut response = StatusCode::NO_CONTENT.into_response();
        for (name, value) in ASKED_BEFORE {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
        response
    } else {
        next.run(request).await
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let exposed = "ETag, Last-Modified, Retry-After, WWW-Authenticate";
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(exposed));
    headers.insert(
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("cross-origin"),
    );
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    headers.entry(PRAGMA).or_insert(HeaderValue::from_static("no-cache"));
    response
}

/// Nothing is at that address.
pub(crate) async fn not_there() -> Response {
    Outcome::not_found().into_response()
}

/// It is not asked for so.
pub(crate) async fn not_so() -> Response {
    Outcome::method().into_response()
}
