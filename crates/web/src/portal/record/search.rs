//! Search inside one record, by words.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::search::search;
use bluebutton_record::{DateRange, Entry};
use bluebutton_store::Action;
use bluebutton_store::records::Record;

use super::reading;
use super::view::EntryView;
use crate::frame::{Frame, escape_for_query};
use crate::page::{Answer, page};
use crate::problem::Problem;
use crate::services::Services;
use crate::session::{Asked, SignedIn, record_page};

/// One answer looks through this many entries; the way to older ones is a link.
const LOOKED_THROUGH: usize = 20_000;
const STEP: usize = 2_000;

/// A longer list of matches helps nobody: more words do.
const SHOWN: usize = 50;

/// Nobody types a longer question.
const QUERY_CHARS_MAX: usize = 200;

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

/// `GET /records/{key}/search?q=`
pub async fn show(
    State(services): State<Services>,
    session: SignedIn,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let action = Action::View { page: "search", resource: None };
    let (_, record, frame) = record_page(&services, &session, &key, action).await?;
    let query: String = fields.get("q").chars().take(QUERY_CHARS_MAX).collect();
    let skip: usize = fields.get("skip").parse().unwrap_or(0);
    let reader = reading::reader(&frame, &session, &record);
    let (mut found, mut count, mut older) = (Vec::new(), 0, None);
    if !query.is_empty() {
        let (matches, all, next) = look(&services, &record, &query, skip).await?;
        found = matches.iter().map(|entry| reader.entry(entry, 1)).collect();
        count = all;
        let base = frame.record_url("search");
        older = next.map(|next| format!("{base}?q={}&skip={next}", escape_for_query(&query)));
    }
    page(&SearchPage { is_asked: !query.is_empty(), query, found, count, older, frame })
}

/// The best matches, how many there are, and where to look on.
async fn look(
    services: &Services,
    record: &Record,
    query: &str,
    skip: usize,
) -> Result<(Vec<Entry>, usize, Option<usize>), Problem> {
    let selection = reading::all_sections(DateRange::default());
    let total = record.count(&selection);
    let (mut found, mut place) = (Vec::new(), skip);
    while place < total && place < skip.saturating_add(LOOKED_THROUGH) {
        let step = reading::newest(services, record, &selection, place, STEP).await?;
        if step.is_empty() {
            break;
        }
        place += step.len();
        found.extend(search(&step, query).into_iter().cloned());
    }
    // The steps were searched one by one: once more over the matches, for the best first.
    let best: Vec<Entry> = search(&found, query).into_iter().take(SHOWN).cloned().collect();
    Ok((best, found.len(), (place < total).then_some(place)))
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
