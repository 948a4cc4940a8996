//! Searches one type in one person's record: `GET /fhir/{type}?…`, `POST /fhir/{type}/_search`.
//!
//! Standard: <https://hl7.org/fhir/R4/http.html#search>; US Core 6.1.0. The newest come first, in the
//! order of the portal; a page ends with a link to the next.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse as _, Response};
use bluebutton_oauth::granted::Interaction;
use bluebutton_record::{Resource, ResourceId};
use bluebutton_store::records::EntryFacts;
use bluebutton_web::network::AskedFrom;
use url::form_urlencoded;

use super::beside;
use super::bundle::{self, About};
use super::compare::Asked;
use super::cursor::Cursor;
use super::form::must_be_json;
use super::outcome::{FHIR_JSON, Outcome};
use super::query::{Query, is_lenient};
use crate::bearer::{self, Opened};
use crate::limits::{DECODED_AT_ONCE, LOOKED_THROUGH_MAX, QUERY_BYTES_MAX};
use crate::served::{self, Kind, PERSON};
use crate::services::Services;

/// The parameter that goes on where a page ended; it stands alone.
const CURSOR: &str = "_cursor";

type Pairs = Vec<(String, String)>;

/// `GET /fhir/{type}`
pub(crate) async fn get(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Outcome> {
    let pairs = pairs_of(query.unwrap_or_default().as_bytes())?;
    search(&services, &from, &headers, (&kind, pairs)).await
}

/// `POST /fhir/{type}/_search`: parameters in the body, and in the address.
pub(crate) async fn post(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    headers: HeaderMap,
    Path(kind): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Response, Outcome> {
    let sent = headers.get(CONTENT_TYPE).and_then(|line| line.to_str().ok()).unwrap_or_default();
    let sent = sent.split(';').next().unwrap_or_default().trim();
    if !sent.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(Outcome::media_type());
    }
    let mut pairs = pairs_of(query.unwrap_or_default().as_bytes())?;
    pairs.extend(pairs_of(&body)?);
    search(&services, &from, &headers, (&kind, pairs)).await
}

fn pairs_of(text: &[u8]) -> Result<Pairs, Outcome> {
    if text.len() > QUERY_BYTES_MAX * 3 {
        return Err(Outcome::query("The search is too long."));
    }
    Ok(form_urlencoded::parse(text).into_owned().collect())
}

async fn search(
    services: &Services,
    from: &str,
    headers: &HeaderMap,
    (kind, pairs): (&str, Pairs),
) -> Result<Response, Outcome> {
    let by_id = || Outcome::query("This type is read by its id; it is not searched.");
    if kind == PERSON {
        return Err(by_id());
    }
    let kind = served::kind(kind).ok_or_else(Outcome::kind)?;
    let opened = bearer::open(services, headers, from, (kind, Interaction::Search)).await?;
    if kind.is_of_nobody() {
        return Err(by_id());
    }
    let key = services.store.apps().page_key(&opened.access.grant);
    let cursor = match pairs.as_slice() {
        [(name, text)] if name == CURSOR => Some(
            Cursor::open(text, kind.name, &key)
                .ok_or_else(|| Outcome::query("That page is not there: search again."))?,
        ),
        _ => None,
    };
    let (base, zone) = (services.base(), &services.site.zone);
    let asked = cursor.as_ref().map_or(&pairs, |cursor| &cursor.pairs);
    let query = Query::read(kind, asked, (is_lenient(headers), &base, zone))?;
    must_be_json(headers, query.format.as_deref())?;
    let page = found(&opened, kind, (&query, cursor.as_ref()), zone).await?;
    let kept = |pairs: &Pairs| {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        format!("{base}/{}{}{query}", kind.name, if query.is_empty() { "" } else { "?" })
    };
    let next = page.next.map(|(after, skip)| {
        let cursor = Cursor { pairs: query.kept.clone(), after: after.to_string(), skip };
        let cursor = cursor.sealed(kind.name, &key, services.store.random());
        format!("{base}/{}?{CURSOR}={cursor}", kind.name)
    });
    let own = if cursor.is_some() { kept(&pairs) } else { kept(&query.kept) };
    let total = (cursor.is_none() && next.is_none()).then_some(page.found.len());
    let about = About { own, next, total, at: services.now().as_microsecond() };
    let beside = beside::beside(&opened, &query, &page.found).await?;
    let text = bundle::write(&base, (&page.found, &beside), &about);
    Ok(([(CONTENT_TYPE, FHIR_JSON)], text).into_response())
}

/// What is found for one page.
#[derive(Default)]
struct Page {
    found: Vec<Resource>,
    /// The last that was looked at, and how many were; none where nothing comes behind.
    next: Option<(ResourceId, usize)>,
}

async fn found(
    opened: &Opened,
    kind: &'static Kind,
    (query, cursor): (&Query, Option<&Cursor>),
    zone: &jiff::tz::TimeZone,
) -> Result<Page, Outcome> {
    // Another's id finds nothing, as if there were nobody of that id.
    if !query.patients.iter().all(|any| any.iter().any(|id| opened.is_patient(id))) {
        return Ok(Page::default());
    }
    let is_asked =
        |id: &ResourceId| query.ids.iter().all(|any| any.iter().any(|one| one == id.as_str()));
    let mut all = if kind.name == "Patient" {
        vec![ResourceId::of_patient(&opened.patient)]
    } else {
        opened.record.of_kind(kind.name, |facts| may_be(query, facts))
    };
    all.retain(is_asked);
    let start = cursor.map_or(0, |cursor| {
        let place = all.iter().position(|id| id.as_str() == cursor.after);
        place.map_or(cursor.skip.min(all.len()), |place| place + 1)
    });
    let mut page = Page::default();
    let mut looked = start;
    for ids in all.get(start..).unwrap_or_default().chunks(DECODED_AT_ONCE) {
        for resource in opened.record.resources(ids).await.map_err(Outcome::of_store)? {
            let is_it = resource
                .document()
                .is_ok_and(|document| query.takes(document.root(), resource.updated, zone));
            if is_it && page.found.len() == query.count {
                return Ok(page);
            }
            looked += 1;
            page.next = Some((resource.id.clone(), looked));
            page.found.extend(is_it.then_some(resource));
        }
        if looked - start >= LOOKED_THROUGH_MAX && looked < all.len() {
            return Ok(page);
        }
    }
    page.next = None;
    Ok(page)
}

/// Whether a resource may be what is asked for, by the codes that are known of it without decoding.
fn may_be(query: &Query, facts: &EntryFacts<'_>) -> bool {
    query.codes().all(|any| {
        any.iter().any(|one| match one {
            Asked::Token(token) => match &token.code {
                Some(code) => facts.codes().any(|own| *own.code == **code),
                None => true,
            },
            _ => true,
        })
    })
}
