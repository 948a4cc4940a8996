//! The feed of changes: who joined, reported, withdrew; for feed readers and programs.
//!
//! Standards: RFC 4287 (Atom), JSON Feed 1.1.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse as _, Response};
use bluebutton_store::StoreError;
use bluebutton_store::hub::HubTx;
use bluebutton_web::Frame;
use bluebutton_web::page::Answer;
use bluebutton_web::session::Anyone;
use serde_json::json;

use super::{NO_ENDORSEMENT, answer, moment, not_changed, state_of};
use crate::callers::frame;
use crate::members::badge::escaped;
use crate::services::Services;

/// One change.
struct FeedEntry {
    id: String,
    at: i64,
    org: String,
    title: String,
}

/// What a feed shows.
const CHANGES: i64 = 100;

async fn changes(services: &Services, frame: &Frame) -> Result<Vec<FeedEntry>, StoreError> {
    let work = |tx: &mut HubTx<'_, '_>| {
        let rows = tx.query(NEWEST, &[CHANGES.into()])?;
        rows.iter()
            .map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
            .collect::<Result<Vec<(String, i64, String, String, String)>, StoreError>>()
    };
    let found = services.hub.read("read changes", work).await?;
    let title = |what: &str, name: &str| frame.t1(&format!("change-{what}"), "organization", name);
    let change = |(id, at, org, what, name): (String, i64, String, String, String)| FeedEntry {
        title: title(&what, &name),
        id,
        at,
        org,
    };
    Ok(found.into_iter().map(change).collect())
}

/// `GET /open-data/changes.atom`
pub(crate) async fn atom(
    State(services): State<Services>,
    anyone: Anyone,
    headers: HeaderMap,
) -> Answer {
    let frame = frame(&anyone);
    let (etag, is_known) = state_of(&services, &headers, frame.lang()).await?;
    if is_known {
        return not_changed(&etag);
    }
    answer(ATOM, &etag, feed(&services, &frame).await?.atom_text())
}

/// `GET /open-data/changes.json`
pub(crate) async fn json_feed(
    State(services): State<Services>,
    anyone: Anyone,
    headers: HeaderMap,
) -> Answer {
    let frame = frame(&anyone);
    let (etag, is_known) = state_of(&services, &headers, frame.lang()).await?;
    if is_known {
        return not_changed(&etag);
    }
    answer(JSON, &etag, feed(&services, &frame).await?.json_text())
}

async fn feed(services: &Services, frame: &Frame) -> Result<Feed, StoreError> {
    let entry = |one: FeedEntry| Entry {
        id: services.url(&format!("/open-data/changes/{}", one.id)),
        title: one.title,
        at: one.at,
        link: services.url(&format!("/find/{}", one.org)),
        author: frame.t("hub-name").into_owned(),
        text: String::new(),
    };
    Ok(Feed {
        title: frame.t("changes-title").into_owned(),
        own: services.url("/open-data/changes"),
        page: services.url("/members"),
        language: frame.lang(),
        entries: changes(services, frame).await?.into_iter().map(entry).collect(),
    })
}

/// A feed in both of its forms.
pub(crate) struct Feed {
    pub(crate) title: String,
    /// Its address without the end that says which form it has.
    pub(crate) own: String,
    /// The page that shows the same.
    pub(crate) page: String,
    pub(crate) language: &'static str,
    pub(crate) entries: Vec<Entry>,
}

/// One entry of a feed.
pub(crate) struct Entry {
    pub(crate) id: String,
    pub(crate) title: String,
    /// Microseconds since 1970.
    pub(crate) at: i64,
    pub(crate) link: String,
    pub(crate) author: String,
    /// What it says; empty where the title says all.
    pub(crate) text: String,
}

impl Feed {
    /// The answer to a feed reader, in Atom.
    pub(crate) fn atom(&self) -> Response {
        Self::as_answer(ATOM, self.atom_text())
    }

    /// The answer to a feed reader, in JSON.
    pub(crate) fn json(&self) -> Response {
        Self::as_answer(JSON, self.json_text())
    }

    fn as_answer(media_type: &'static str, text: String) -> Response {
        let headers = [(CONTENT_TYPE, media_type), (CACHE_CONTROL, "public, max-age=900")];
        (headers, text).into_response()
    }

    fn atom_text(&self) -> String {
        let newest = self.entries.iter().map(|entry| entry.at).max().unwrap_or_default();
        let own = format!("{}.atom", self.own);
        let mut feed = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
             <feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">\n\
             <id>{own}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <link rel=\"self\" href=\"{own}\"/>\n<link rel=\"alternate\" href=\"{}\"/>\n\
             <rights>{}</rights>\n",
            self.language,
            escaped(&self.title),
            moment(newest),
            self.page,
            escaped(NO_ENDORSEMENT)
        );
        for entry in &self.entries {
            feed.push_str(&format!(
                "<entry>\n<id>{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
                 <link rel=\"alternate\" href=\"{}\"/>\n<author><name>{}</name></author>\n\
                 <content type=\"text\">{}</content>\n</entry>\n",
                escaped(&entry.id),
                escaped(&entry.title),
                moment(entry.at),
                escaped(&entry.link),
                escaped(&entry.author),
                escaped(entry.says())
            ));
        }
        feed + "</feed>\n"
    }

    fn json_text(&self) -> String {
        let item = |entry: &Entry| {
            json!({
                "id": entry.id, "url": entry.link, "title": entry.title,
                "content_text": entry.says(), "date_published": moment(entry.at),
                "authors": [{"name": entry.author}],
            })
        };
        json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title,
            "home_page_url": self.page, "feed_url": format!("{}.json", self.own),
            "language": self.language, "description": NO_ENDORSEMENT,
            "items": self.entries.iter().map(item).collect::<Vec<_>>(),
        })
        .to_string()
    }
}

impl Entry {
    fn says(&self) -> &str {
        if self.text.is_empty() { &self.title } else { &self.text }
    }
}

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON: &str = "application/feed+json";

const NEWEST: &str = "
    select c.change_id, c.at, c.org_id, c.what, o.name
    from hub_change c
    join hub_org o on o.org_id = c.org_id
    order by c.change_id desc
    limit $1";
