//! Search inside one record, by words.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_record::PatientKey;
use bluebutton_record::search::Query;
use bluebutton_store::Action;

use super::reading;
use super::view::EntryView;
use crate::permit::record_page;
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

/// A longer list of matches helps nobody: more words do.
const SHOWN: usize = 50;

#[derive(Template)]
#[template(path = "record/search.html")]
struct SearchPage {
    frame: Frame,
    query: String,
    /// Whether something was asked.
    is_asked: bool,
    found: Vec<EntryView>,
    /// How many match in what was looked through.
    count: usize,
    /// The address for older entries, where there are any.
    older: Option<String>,
}

/// `POST /records/{key}/search`: words of a search are health facts; they go on in an address that
/// tells nobody.
pub async fn ask(
    Path(key): Path<String>,
    SafeForm(session, fields): SafeForm<SignedIn>,
) -> Result<Response, Problem> {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    Ok(go_to(&session.asking(&format!("/records/{patient}/search"), fields.get("q"))))
}

/// `GET /records/{key}/search`, `GET /records/{key}/search?q=…` (sealed)
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let action = Action::View { page: "search", resource: None };
    let (_, record, frame) = record_page(&services, &session, &key, action).await?;
    let query = session.asked(fields.get("q"));
    let skip: usize = fields.get("skip").parse().unwrap_or(0);
    let reader = reading::reader(&frame, &session, &record).await?;
    let query_words = Query::parse(&query);
    let matches = record.search(&query_words, skip, SHOWN).await?;
    let entries = reading::entries_of(&services, &record, &matches.best).await?;
    let found = entries.iter().map(|entry| reader.entry(entry, 1)).collect();
    let here = session.asking(&frame.record_url("search"), &query);
    let older = matches.next.map(|next| format!("{here}&skip={next}"));
    let is_asked = !query_words.is_empty();
    page(&SearchPage { is_asked, query, found, count: matches.count, older, frame })
}

impl SearchPage {
    fn lead(&self) -> String {
        let values = [("count", self.count.into()), ("query", self.query.as_str().into())];
        self.frame.words().with("search-lead", &values)
    }

    fn shown(&self) -> usize {
        self.found.len()
    }
}
