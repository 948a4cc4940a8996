//! What went wrong, for programs: an OperationOutcome. Never anything of a record, and one answer for
//! what is not there and what is not theirs.
//!
//! Standard: <https://hl7.org/fhir/R4/operationoutcome.html>; RFC 6750, 3.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bluebutton_store::StoreError;
use serde_json::json;

/// The media type of every answer.
pub(crate) const FHIR_JSON: &str = "application/fhir+json; fhirVersion=4.0";

/// What went wrong.
#[derive(Debug)]
pub(crate) struct Outcome {
    status: StatusCode,
    /// `issue.code`.
    code: &'static str,
    why: String,
    /// What the header says of the token.
    token: Option<&'static str>,
    wait_seconds: Option<u64>,
}

impl Outcome {
    fn of(status: StatusCode, code: &'static str, why: impl Into<String>) -> Self {
        Self { status, code, why: why.into(), token: None, wait_seconds: None }
    }

    /// Not there, or not theirs.
    pub(crate) fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND, "not-found", "There is nothing here.")
    }

    /// A type that is not served.
    pub(crate) fn kind() -> Self {
        let why = "This type is not served. See /fhir/metadata.";
        Self::of(StatusCode::NOT_FOUND, "not-supported", why)
    }

    /// Not asked for so.
    pub(crate) fn method() -> Self {
        let why = "Resources are read and searched here, and nothing else. See /fhir/metadata.";
        Self::of(StatusCode::METHOD_NOT_ALLOWED, "not-supported", why)
    }

    /// Asked for in a form that is not given.
    pub(crate) fn form() -> Self {
        let why = "Answers are JSON: application/fhir+json.";
        Self::of(StatusCode::NOT_ACCEPTABLE, "not-supported", why)
    }

    /// Sent in a form that is not taken.
    pub(crate) fn media_type() -> Self {
        let why = "A search is sent as application/x-www-form-urlencoded.";
        Self::of(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-supported", why)
    }

    /// A search that is not understood, or not supported.
    pub(crate) fn query(why: impl Into<String>) -> Self {
        Self::of(StatusCode::BAD_REQUEST, "invalid", why)
    }

    /// No token came.
    pub(crate) fn no_token() -> Self {
        let why = "A token is needed: Authorization: Bearer.";
        Self {
            token: Some("Bearer realm=\"fhir\""),
            ..Self::of(StatusCode::UNAUTHORIZED, "login", why)
        }
    }

    /// The token does not hold: too old, given back, or its consent has ended.
    pub(crate) fn token() -> Self {
        let why = "The token does not hold, or no more.";
        let token = Some("Bearer realm=\"fhir\", error=\"invalid_token\"");
        Self { token, ..Self::of(StatusCode::UNAUTHORIZED, "expired", why) }
    }

    /// The token does not cover that.
    pub(crate) fn scope() -> Self {
        let why = "The scopes of this token do not cover that.";
        let token = Some("Bearer realm=\"fhir\", error=\"insufficient_scope\"");
        Self { token, ..Self::of(StatusCode::FORBIDDEN, "forbidden", why) }
    }

    /// Asked too often.
    pub(crate) fn too_many() -> Self {
        let outcome = Self::of(StatusCode::TOO_MANY_REQUESTS, "throttled", "Too many requests.");
        Self { wait_seconds: Some(60), ..outcome }
    }

    /// The store can't answer now, or failed; the error goes to the log only.
    pub(crate) fn of_store(error: StoreError) -> Self {
        let wait_seconds = error.retry_after_seconds();
        let status = match (&error, wait_seconds) {
            (StoreError::NotFound, _) => return Self::not_found(),
            (_, Some(_)) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        tracing::error!(because = %error, "an app's question failed");
        let outcome = Self::of(status, "exception", "We failed. Try again later.");
        Self { wait_seconds, ..outcome }
    }
}

impl Outcome {
    /// The same for who asks nothing of FHIR: status and headers say all of it (RFC 6750, 3).
    pub(crate) fn bare(self) -> Response {
        let mut response = self.into_response();
        *response.body_mut() = Body::empty();
        response.headers_mut().remove(CONTENT_TYPE);
        response
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        let body = json!({
            "resourceType": "OperationOutcome",
            "issue": [{ "severity": "error", "code": self.code, "diagnostics": self.why }],
        });
        let body = body.to_string();
        let mut response = (self.status, [(CONTENT_TYPE, FHIR_JSON)], body).into_response();
        let headers = response.headers_mut();
        if let Some(token) = self.token {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static(token));
        }
        if let Some(seconds) = self.wait_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
