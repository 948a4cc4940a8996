//! Events for calendars: one, and all of them to subscribe to.
//!
//! Standard: RFC 5545 (iCalendar). Moments are in UTC: every calendar shows them in its own zone.

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::IntoResponse as _;
use bluebutton_record::Language;
use bluebutton_store::hub::HubTx;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Anyone;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::schedule::{self as events, Event};
use crate::callers::frame;
use crate::services::Services;

/// `GET /community/calendar.ics`
pub(crate) async fn all(State(services): State<Services>, anyone: Anyone) -> Answer {
    let now = services.hub.now().as_microsecond();
    let work = move |tx: &mut HubTx<'_, '_>| events::in_calendar(tx, now);
    let all = services.hub.read("read events", work).await?;
    let frame = frame(&anyone);
    Ok(answer(calendar(&services, &frame.t("events-title"), frame.language(), &all)))
}

/// `GET /community/events/{id}/event.ics`
pub(crate) async fn one(
    State(services): State<Services>,
    anyone: Anyone,
    Path(id): Path<String>,
) -> Answer {
    let event = services.hub.read("read an event", move |tx| events::get(tx, &id)).await?;
    let event = event.filter(Event::is_public).ok_or_else(Problem::not_found)?;
    let frame = frame(&anyone);
    Ok(answer(calendar(&services, &frame.t("events-title"), frame.language(), &[event])))
}

fn answer(text: String) -> axum::response::Response {
    let headers =
        [(CONTENT_TYPE, "text/calendar; charset=utf-8"), (CACHE_CONTROL, "public, max-age=3600")];
    (headers, text).into_response()
}

fn calendar(services: &Services, name: &str, language: Language, all: &[Event]) -> String {
    let host = url::Url::parse(&services.settings.address).ok();
    let host = host.as_ref().and_then(url::Url::host_str).unwrap_or("localhost").to_owned();
    let mut lines = vec![
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Blue Button//Pledge hub//EN".to_owned(),
        "CALSCALE:GREGORIAN".to_owned(),
        format!("X-WR-CALNAME:{}", escaped(name)),
    ];
    for event in all {
        // The link to join is for whoever registered; the calendar leads to the page.
        let page = services.url(&format!("/community/events/{}", event.id));
        lines.extend([
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}@{host}", event.id),
            format!("DTSTAMP:{}", utc(event.changed_at)),
            format!("DTSTART:{}", utc(event.starts_at)),
            format!("DTEND:{}", utc(event.ends_at)),
            format!("SUMMARY:{}", escaped(event.title(language))),
            format!("DESCRIPTION:{}", escaped(event.about(language))),
            format!(
                "LOCATION:{}",
                escaped(if event.place.is_empty() { &page } else { &event.place })
            ),
            format!("URL:{page}"),
            // A calendar that is subscribed to strikes it out.
            format!("STATUS:{}", if event.standing == "off" { "CANCELLED" } else { "CONFIRMED" }),
            "END:VEVENT".to_owned(),
        ]);
    }
    lines.push("END:VCALENDAR".to_owned());
    lines.iter().map(|line| folded(line)).collect()
}

fn utc(at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(TimeZone::UTC).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Text as a calendar takes it (3.3.11).
fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\\n").replace(['\n', '\r'], "\\n")
}

/// A line of at most 75 bytes; what is longer goes on in the next, behind a space (3.1).
fn folded(line: &str) -> String {
    let (mut out, mut length) = (String::with_capacity(line.len() + 8), 0);
    for sign in line.chars() {
        if length + sign.len_utf8() > 75 {
            out.push_str("\r\n ");
            length = 1;
        }
        out.push(sign);
        length += sign.len_utf8();
    }
    out + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_can_not_end_a_line_and_long_lines_are_folded_between_letters() {
        assert_eq!(escaped("a,b;c\\d\nBEGIN:VEVENT"), "a\\,b\\;c\\\\d\\nBEGIN:VEVENT");
        let line = format!("SUMMARY:{}", "é".repeat(100));
        let text = folded(&line);
        assert!(text.lines().all(|line| line.len() <= 75), "{text}");
        assert_eq!(text.replace("\r\n ", "").trim_end(), line);
    }
}
