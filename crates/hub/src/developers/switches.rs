//! Test switches of a sandbox: the open data as it is when something is wrong, so that whoever builds an app sees
//! what it does then. There are none but in a demo, whose organizations and people are invented: anywhere else
//! these addresses are not there.

use std::time::Duration;

use axum::extract::{Path, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, CONTENT_TYPE,
    LOCATION, RETRY_AFTER,
};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bluebutton_web::page::Answer;
use bluebutton_web::problem::{Problem, with_own_page};

use super::SERVED;
use crate::services::Services;

/// What a switch does to an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Switch {
    /// It comes after a while.
    Slow,
    /// There is none: the server is in trouble.
    Fail,
    /// There is none: too much was asked.
    Busy,
}

/// Longer than people wait, shorter than programs give up.
const SLOW: Duration = Duration::from_secs(8);

impl Switch {
    /// All of them, in the order of the page.
    pub(super) const ALL: [Self; 3] = [Self::Slow, Self::Fail, Self::Busy];

    /// The word in its address.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Slow => "slow",
            Self::Fail => "fail",
            Self::Busy => "busy",
        }
    }
}

/// `GET /developers/try/{switch}/{path}`: what is served at that path, with the switch on.
pub(crate) async fn answer(
    State(services): State<Services>,
    Path((switch, path)): Path<(String, String)>,
) -> Answer {
    if services.site.demo.is_none() {
        return Err(Problem::not_found());
    }
    let switch = Switch::ALL.into_iter().find(|one| one.word() == switch);
    let switch = switch.ok_or_else(Problem::not_found)?;
    let path = format!("/{path}");
    // Only what any page may read: the rest needs no practice.
    let is_served = |one: &&super::served::Served| one.for_browsers && one.example == path;
    let path = SERVED.iter().find(is_served).ok_or_else(Problem::not_found)?.example;
    Ok(match switch {
        Switch::Slow => {
            services.net.pause(SLOW).await;
            for_any_page(StatusCode::TEMPORARY_REDIRECT, (LOCATION, path))
        }
        Switch::Fail => for_any_page(StatusCode::SERVICE_UNAVAILABLE, (RETRY_AFTER, "30")),
        Switch::Busy => for_any_page(StatusCode::TOO_MANY_REQUESTS, (RETRY_AFTER, "60")),
    })
}

fn for_any_page(status: StatusCode, (name, value): (HeaderName, &'static str)) -> Response {
    let headers = [
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"),
        (CACHE_CONTROL, "no-store"),
        (CONTENT_TYPE, "text/plain; charset=utf-8"),
        (name, value),
    ];
    let reason = status.canonical_reason().unwrap_or_default();
    let text = format!("{reason} (a test switch of this sandbox)\n");
    // As it is: programs read it, and no page of a problem goes in its place.
    with_own_page((headers, text).into_response(), status)
}
