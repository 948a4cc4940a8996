//! The badge: an image that says how many checks passed, and when. It carries its date, speaks to people who
//! can't see it, and goes grey when nothing was checked for a week.

use axum::extract::{Path, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName};
use axum::response::IntoResponse as _;
use bluebutton_record::Language;
use bluebutton_store::hub::{HubTx, Membership};
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::Asked;
use jiff::Timestamp;

use crate::directory::data as directory;
use crate::limits::STALE_DAYS;
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
    /// The badge of an organization in the words of a language.
    pub(crate) fn new(
        services: &Services,
        language: Language,
        name: &str,
        (is_member, round): (bool, Option<(i64, i64, i64)>),
    ) -> Self {
        let words = services.words(language);
        let now = services.hub.now();
        let stale_before = now.as_microsecond() - STALE_DAYS * 24 * 60 * 60 * 1_000_000;
        let is_stale = !is_member || round.is_some_and(|(.., at)| at < stale_before);
        let headline = match round {
            _ if !is_member => words.text("badge-ended").into_owned(),
            Some((passed, made, _)) if made > 0 => {
                words.with("badge-passed", &[("passed", passed.into()), ("made", made.into())])
            }
            _ => words.text("badge-member").into_owned(),
        };
        let at = round.map_or(now, |(.., at)| Timestamp::from_microsecond(at).unwrap_or(now));
        let day = at.to_zoned(services.site.zone.clone()).date();
        let day = words.date(&bluebutton_record::FhirDate::day(day));
        let dated = match round {
            Some(_) => words.with("badge-checked", &[("date", day.into())]),
            None => words.with("badge-dated", &[("date", day.into())]),
        };
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

    /// What it says to people who can't see it.
    pub(crate) fn says(&self) -> &str {
        &self.says
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
        let round = tx.first(ROUND, &[id.as_str().into()])?;
        let round = round.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()?;
        Ok((org, all, round))
    };
    let (org, all, round): (_, _, Option<(i64, i64, i64)>) =
        services.hub.read("read a badge", work).await?;
    // Whoever never pledged has no badge.
    let org = org.filter(|_| !all.is_empty()).ok_or_else(Problem::not_found)?;
    let language = Language::parse(fields.get("language"))
        .unwrap_or_else(|| bluebutton_web::cookies::language_of(&headers));
    let width = SIZES.iter().find(|(name, _)| *name == fields.get("size"));
    let width = width.map_or(300, |(_, width)| *width);
    let is_member = all.iter().any(Membership::is_alive);
    let badge = Badge::new(&services, language, &org.name, (is_member, round));
    // It stands on pages of others; an hour of age does not matter.
    let headers = [
        (CONTENT_TYPE, "image/svg+xml"),
        (CACHE_CONTROL, "public, max-age=3600"),
        (ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Ok((headers, badge.svg(width)).into_response())
}

/// Text as XML takes it.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

const ROUND: &str = "
    select passed, made, at
    from hub_round
    where org_id = $1";
