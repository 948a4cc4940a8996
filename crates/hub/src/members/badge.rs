//! The badge: an image that says how many checks passed, and when. It carries its date, speaks to people who
//! can't see it, and goes grey, and says so, when nothing was checked for a week.

use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG};
use axum::http::{HeaderMap, HeaderName};
use axum::response::IntoResponse as _;
use bluebutton_record::Language;
use bluebutton_store::hub::{HubTx, Membership};
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;
use jiff::Timestamp;

use crate::directory::data as directory;
use crate::fresh::{etag_of, is_known, not_changed};
use crate::probe::standing::{self, Checked};
use crate::services::Services;

/// Widths in pixels, by name.
const SIZES: [(&str, u32); 3] = [("small", 160), ("medium", 300), ("large", 480)];

/// What a badge says.
pub(crate) struct Badge {
    name: String,
    headline: String,
    dated: String,
    says: String,
    is_stale: bool,
}

impl Badge {
    /// The badge of an organization in the words of a language; `all`: what it pledged.
    pub(crate) fn new(
        services: &Services,
        language: Language,
        name: &str,
        (all, checked): (&[Membership], Checked),
    ) -> Self {
        let words = services.words(language);
        let now = services.hub.now();
        let day = |at: i64| {
            let at = Timestamp::from_microsecond(at).unwrap_or(now);
            let day = at.to_zoned(services.site.zone.clone()).date();
            words.date(&bluebutton_record::FhirDate::day(day))
        };
        let dated = |id: &str, at: i64| words.with(id, &[("date", day(at).into())]);
        let alive = || all.iter().filter(|one| one.is_alive());
        let since = alive().map(|one| one.joined_at).min();
        let ended = all.iter().filter_map(|one| one.ended_at).max().unwrap_or(now.as_microsecond());
        // Each has the date of what it says, never today's: a picture is looked at for years.
        let (headline, dated) = match (since, checked) {
            (None, _) => (words.text("badge-ended").into_owned(), dated("badge-dated", ended)),
            (Some(since), Checked::Never) => {
                (words.text("badge-member").into_owned(), dated("badge-since", since))
            }
            (Some(_), Checked::LongAgo(round)) => {
                (words.text("badge-old").into_owned(), dated("badge-checked", round.at))
            }
            (Some(_), Checked::Lately(round)) if round.made == 0 => {
                (words.text("badge-member").into_owned(), dated("badge-checked", round.at))
            }
            (Some(_), Checked::Lately(round)) => {
                let values = [("passed", round.passed.into()), ("made", round.made.into())];
                (words.with("badge-passed", &values), dated("badge-checked", round.at))
            }
        };
        let is_stale = since.is_none() || checked.long_ago().is_some();
        let says = words.with(
            "badge-says",
            &[
                ("organization", name.into()),
                ("headline", headline.as_str().into()),
                ("dated", dated.as_str().into()),
            ],
        );
        Self { name: name.to_owned(), headline, dated, says, is_stale }
    }

    /// The image.
    pub(crate) fn svg(&self, width: u32) -> String {
        let height = width * 64 / 300;
        let (says, name) = (escaped(&self.says), escaped(&self.name));
        let (headline, dated) = (escaped(&self.headline), escaped(&self.dated));
        let (button, ink) =
            if self.is_stale { ("#6f7985", "#454d57") } else { ("#1d4f91", "#1a1f26") };
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 300 64\" width=\"{width}\" \
             height=\"{height}\" role=\"img\" aria-label=\"{says}\"><title>{says}</title>\
             <desc>{name}</desc><rect width=\"300\" height=\"64\" rx=\"4\" fill=\"#fff\"/>\
             <circle cx=\"32\" cy=\"32\" r=\"20\" fill=\"{button}\"/>\
             <path d=\"M32 21v15m0 0-6-6m6 6 6-6M24 42h16\" fill=\"none\" stroke=\"#fff\" \
             stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>\
             <g font-family=\"system-ui,sans-serif\" fill=\"{ink}\">\
             <text x=\"62\" y=\"29\" font-size=\"15\" font-weight=\"700\">{headline}</text>\
             <text x=\"62\" y=\"48\" font-size=\"13\">{dated}</text></g></svg>"
        )
    }
}

/// `GET /members/{id}/badge.svg`
pub(crate) async fn show(
    State(services): State<Services>,
    Path(id): Path<String>,
    headers: HeaderMap,
    Asked(fields): Asked,
) -> Answer {
    let work = move |tx: &mut HubTx<'_, '_>| {
        let (org, all) = (directory::get(tx, &id)?, tx.memberships(&id)?);
        Ok((org, all, standing::round_of(tx, &id)?))
    };
    let (org, all, round) = services.hub.read("read a badge", work).await?;
    // Whoever never pledged has no badge.
    let org = org.filter(|_| !all.is_empty()).ok_or_else(Problem::not_found)?;
    let language = Language::parse(fields.get("language"))
        .unwrap_or_else(|| bluebutton_web::cookies::language_of(&headers));
    let width = SIZES.iter().find(|(name, _)| *name == fields.get("size"));
    let width = width.map_or(300, |(_, width)| *width);
    let checked = Checked::of(round, services.hub.now());
    let svg = Badge::new(&services, language, &org.name, (&all, checked)).svg(width);
    // It stands on pages of others, and each time it is asked whether that still holds: whoever withdrew, or was
    // not checked for a week, has no blue badge in anybody's browser.
    let etag = etag_of(&svg);
    if is_known(&headers, &etag) {
        return not_changed(&etag);
    }
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (ETAG, &etag),
        (CACHE_CONTROL, "public, no-cache"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, svg).into_response())
}

/// Text as XML takes it: of control signs that stand in it, one makes a feed unreadable for everybody.
pub(crate) fn escaped(text: &str) -> String {
    let text = bluebutton_record::signs::lines(text);
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
