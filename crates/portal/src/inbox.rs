//! The demo clinic's inbox as pages: what arrived by Direct and e-mail, opened.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use bluebutton_exchange::inbox::{Inbox, Received};
use bluebutton_record::Words;
use bluebutton_store::transmissions::Way;

use jiff::tz::TimeZone;

use crate::words::words;
use bluebutton_web::cookies::language_of;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::problem::Problem;

#[derive(Template)]
#[template(path = "inbox/list.html")]
struct InboxPage {
    words: &'static Words,
    style: String,
    messages: Vec<Arc<Received>>,
}

#[derive(Template)]
#[template(path = "inbox/message.html")]
struct MessagePage {
    words: &'static Words,
    style: String,
    message: Arc<Received>,
}

/// `GET /`
pub(crate) async fn list(State(inbox): State<Inbox>, headers: HeaderMap) -> Answer {
    let words = words(language_of(&headers));
    page(&InboxPage { words, style: bluebutton_web::assets::style_url(), messages: inbox.list() })
}

/// `GET /messages/{id}`
pub(crate) async fn show(
    State(inbox): State<Inbox>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let Some(message) = inbox.get(&id) else { return Ok(StatusCode::NOT_FOUND.into_response()) };
    let words = words(language_of(&headers));
    page(&MessagePage { words, style: bluebutton_web::assets::style_url(), message })
}

/// `GET /messages/{id}/original`: the message as it came.
pub(crate) async fn original(State(inbox): State<Inbox>, Path(id): Path<String>) -> Response {
    match inbox.get(&id) {
        Some(message) => file_answer("message/rfc822", "message.eml", message.raw.clone()),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /messages/{id}/files/{number}`: a file that came with it.
pub(crate) async fn file(
    State(inbox): State<Inbox>,
    Path((id, number)): Path<(String, usize)>,
) -> Result<Response, Problem> {
    let message = inbox.get(&id).ok_or_else(Problem::not_found)?;
    let file = message.attachments.get(number).ok_or_else(Problem::not_found)?;
    Ok(file_answer(&file.media_type, &file.name, file.bytes.clone()))
}

/// A file to keep, never to be shown inside the page's own origin.
fn file_answer(media_type: &str, name: &str, bytes: Vec<u8>) -> Response {
    let is_plain = |sign: &char| sign.is_ascii_alphanumeric() || "-_. ".contains(*sign);
    let name: String = name.chars().filter(is_plain).collect();
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    if let (Ok(media_type), Ok(disposition)) = (HeaderValue::from_str(media_type), disposition) {
        headers.insert(CONTENT_TYPE, media_type);
        headers.insert(CONTENT_DISPOSITION, disposition);
    }
    response
}

/// When a message arrived.
pub(crate) fn arrived(message: &Received, words: &Words) -> String {
    words.moment(&message.at.to_zoned(TimeZone::UTC))
}

/// The message id of how a message came.
pub(crate) fn way(message: &Received) -> &'static str {
    match message.way {
        Way::Direct => "inbox-way-direct",
        Way::Email => "inbox-way-email",
    }
}
