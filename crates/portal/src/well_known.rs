//! `/.well-known/blue-button`: what this portal offers, for programs that ask from outside. The pledge hub reads
//! it; nobody's record is in it, and what it says is checked by this portal's own tests.

use axum::extract::State;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bluebutton_exchange::download::Format;
use bluebutton_record::Language;
use bluebutton_store::transmissions::Way;
use bluebutton_web::frame::escape_for_query;

use crate::services::Services;

/// `GET /.well-known/blue-button`
pub(crate) async fn show(State(services): State<Services>) -> Response {
    let ways = [(Way::Direct, "direct"), (Way::Email, "email")];
    let ways = ways
        .into_iter()
        .filter(|(way, _)| services.mail.as_ref().is_some_and(|mail| mail.has(*way)));
    let words = |all: &mut dyn Iterator<Item = &'static str>| {
        all.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(",")
    };
    let text = format!(
        "{{\"version\":1,\"software\":\"Blue Button {}\",\"portal\":\"{}\",\"offers\":{{\
         \"view\":true,\"download\":[{}],\"transmit\":[{}],\"caregivers\":true,\
         \"activity\":true,\"languages\":[{}]}}}}\n",
        env!("CARGO_PKG_VERSION"),
        // An address has no quotes; escaped all the same, nothing of a setting ends the text.
        escape_for_query(&services.site.address).replace("%3A", ":"),
        words(&mut Format::ALL.into_iter().map(Format::slug)),
        words(&mut ways.map(|(_, word)| word)),
        words(&mut Language::ALL.into_iter().map(Language::tag)),
    );
    let headers = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "public, max-age=3600"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, text).into_response()
}
