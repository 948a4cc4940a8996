//! Whether a caller has already what they ask for: its ETag, and 304 to whoever has it.
//!
//! Standard: <https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2>

use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse as _;
use bluebutton_crypto::hash::sha256;
use bluebutton_web::page::Answer;

use crate::callers::hex;

/// The ETag of something small, made of all of it.
pub(crate) fn etag_of(all: &str) -> String {
    let hash = sha256(all.as_bytes());
    format!("W/\"{}\"", hex(hash.get(..12).unwrap_or_default()))
}

/// Whether the caller has that already.
pub(crate) fn is_known(headers: &HeaderMap, etag: &str) -> bool {
    let asked = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    asked.is_some_and(|asked| asked.split(',').any(|one| one.trim() == etag))
}

/// The answer to whoever has it already.
#[expect(clippy::unnecessary_wraps, reason = "handlers end with it")]
pub(crate) fn not_changed(etag: &str) -> Answer {
    let headers = [(ETAG, etag), (ACCESS_CONTROL_ALLOW_ORIGIN, "*")];
    Ok((StatusCode::NOT_MODIFIED, headers).into_response())
}
