//! Reads one resource: `GET /fhir/{type}/{id}`.
//!
//! Standard: <https://hl7.org/fhir/R4/http.html#read>; RFC 9110, 13.1.2.

use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, LAST_MODIFIED};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bluebutton_formats::write::fhir::append_alone;
use bluebutton_oauth::granted::{Granted, Interaction};
use bluebutton_record::{Resource, ResourceId};
use bluebutton_web::network::AskedFrom;
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use super::form::must_be_json;
use super::outcome::{FHIR_JSON, Outcome};
use crate::bearer::{self, Opened};
use crate::identity;
use crate::served::{self, Kind, PERSON};
use crate::services::Services;

/// `GET /fhir/{type}/{id}`
pub(crate) async fn show(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    Path((kind, id)): Path<(String, String)>,
    query: Result<Query<Vec<(String, String)>>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Outcome> {
    let pairs = query.map_err(|_| Outcome::query("The query can't be read."))?.0;
    if pairs.iter().any(|(name, _)| !["_format", "_pretty"].contains(&name.as_str())) {
        return Err(Outcome::query("A read has no parameters but _format."));
    }
    let format = pairs.iter().find(|(name, _)| name == "_format").map(|(_, value)| value.as_str());
    must_be_json(&headers, format)?;
    if kind == PERSON {
        let opened = bearer::open_person(&services, &headers, (&from, &Granted::FhirUser)).await?;
        let person = identity::person(&services, &opened, &id).await?;
        return Ok(([(CONTENT_TYPE, FHIR_JSON)], person.to_string()).into_response());
    }
    let kind = served::kind(&kind).ok_or_else(Outcome::kind)?;
    let opened = bearer::open(&services, &headers, &from, (kind, Interaction::Read)).await?;
    let found = find(&opened, kind, &id).await?.ok_or_else(Outcome::not_found)?;
    Ok(answer(&headers, &found))
}

/// The resource, if it is of this record and the app may see it.
async fn find(opened: &Opened, kind: &Kind, id: &str) -> Result<Option<Resource>, Outcome> {
    let Some(id) = ResourceId::parse(id) else { return Ok(None) };
    let record = &opened.record;
    let mut found = record.resource(&id).await.map_err(Outcome::of_store)?;
    // What belongs to no patient is shown to whoever sees something that names it.
    if found.is_none() && kind.is_of_nobody() && record.refers_to(&id) {
        let all = record.directory(std::slice::from_ref(&id)).await.map_err(Outcome::of_store)?;
        found = all.into_iter().next();
    }
    Ok(found.filter(|one| &*one.kind == kind.name))
}

fn answer(headers: &HeaderMap, resource: &Resource) -> Response {
    let tag = format!("W/\"{}\"", resource.version);
    let known = headers.get(IF_NONE_MATCH).and_then(|line| line.to_str().ok());
    let is_known = known
        .is_some_and(|line| line.split(',').any(|one| [tag.as_str(), "*"].contains(&one.trim())));
    let mut response = if is_known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let mut out = String::with_capacity(resource.json.len() + 128);
        append_alone(&mut out, resource);
        ([(CONTENT_TYPE, FHIR_JSON)], out).into_response()
    };
    let own = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&tag) {
        own.insert(ETAG, value);
    }
    if let Some(value) = modified(resource.updated) {
        own.insert(LAST_MODIFIED, value);
    }
    response
}

/// A moment as HTTP writes it.
fn modified(micros: i64) -> Option<HeaderValue> {
    let at = Timestamp::from_microsecond(micros).ok()?;
    let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()?;
    HeaderValue::from_str(&text).ok()
}
