//! Pages: a struct with a template becomes an answer.

use askama::Template;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Redirect, Response};

use crate::problem::Problem;

/// An answer or what went wrong.
pub type Answer = Result<Response, Problem>;

/// Renders a page. Pages are private: no browser or proxy keeps them.
pub fn page(template: &impl Template) -> Answer {
    let html = template.render().map_err(|error| Problem::failed("a template", &error))?;
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CACHE_CONTROL, "no-store")];
    Ok((headers, html).into_response())
}

/// Sends the browser on after a form: it will `GET` that address.
pub fn go_to(path: &str) -> Response {
    ([(CACHE_CONTROL, "no-store")], Redirect::to(path)).into_response()
}
