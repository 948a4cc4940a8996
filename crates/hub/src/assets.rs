//! The hub's own stylesheet and script, beside the shared ones, and the mark to take along. The name of what
//! pages need carries its hash, so that browsers keep it for a year and never see an old one.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bluebutton_crypto::hash::sha256;
use bluebutton_web::problem::Problem;

use crate::callers::hex;

const STYLE: &str = include_str!("../assets/hub.css");
const SCRIPT: &str = include_str!("../assets/hub.js");

/// The mark in three forms: the file's name, and the message that says what it is for.
pub(crate) const MARKS: [(&str, &str); 3] = [
    ("blue-button-mark.svg", "logo-mark-color"),
    ("blue-button-mark-one-color.svg", "logo-mark-one-color"),
    ("blue-button-mark-words.svg", "logo-mark-words"),
];

const MARK_FILES: [&str; 3] = [
    include_str!("../assets/mark.svg"),
    include_str!("../assets/mark-one-color.svg"),
    include_str!("../assets/mark-words.svg"),
];

static STYLE_NAME: LazyLock<String> = LazyLock::new(|| name(STYLE, "css"));
static SCRIPT_NAME: LazyLock<String> = LazyLock::new(|| name(SCRIPT, "js"));

fn name(text: &str, end: &str) -> String {
    let hash = sha256(text.as_bytes());
    format!("hub-{}.{end}", hex(hash.get(..6).unwrap_or_default()))
}

/// The address of the stylesheet.
pub(crate) fn style_url() -> String {
    format!("/hub-files/{}", *STYLE_NAME)
}

/// The address of the script that does a form's work of proof.
pub(crate) fn script_url() -> String {
    format!("/hub-files/{}", *SCRIPT_NAME)
}

/// `GET /hub-files/{name}`
pub(crate) async fn show(Path(name): Path<String>) -> Result<Response, Problem> {
    const YEAR: &str = "public, max-age=31536000, immutable";
    if name == *STYLE_NAME {
        let headers = [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, YEAR)];
        return Ok((headers, STYLE).into_response());
    }
    if name == *SCRIPT_NAME {
        let headers = [(CONTENT_TYPE, "text/javascript; charset=utf-8"), (CACHE_CONTROL, YEAR)];
        return Ok((headers, SCRIPT).into_response());
    }
    let mark = MARKS.into_iter().zip(MARK_FILES).find(|((known, _), _)| *known == name);
    let (_, mark) = mark.ok_or_else(Problem::not_found)?;
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "public, max-age=86400"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, mark).into_response())
}
