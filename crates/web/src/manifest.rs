//! What tells a phone how to put the portal on its home screen.
//!
//! Standard: <https://www.w3.org/TR/appmanifest/>

use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bluebutton_record::Language;
use serde_json::{Value, json};

use crate::assets;
use crate::problem::Problem;
use crate::services::Services;

/// The address of the manifest in that language.
pub(crate) fn url(language: Language) -> String {
    format!("/install/{}", language.tag())
}

/// `GET /install/{language}`
pub(crate) async fn show(
    State(services): State<Services>,
    Path(language): Path<String>,
) -> Result<Response, Problem> {
    let language = Language::ALL.into_iter().find(|one| one.tag() == language);
    let language = language.ok_or_else(Problem::not_found)?;
    let name = &services.site.organization.name;
    let manifest = json!({
        "name": name,
        "short_name": name,
        "description": services.words(language).text("install-what"),
        "lang": language.tag(),
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#1d4f91",
        "icons": icons(),
    });
    let headers =
        [(CONTENT_TYPE, "application/manifest+json"), (CACHE_CONTROL, "public, max-age=3600")];
    Ok((headers, manifest.to_string()).into_response())
}

/// The drawing, then pictures for systems that take no drawing, then those that may be cut.
fn icons() -> Vec<Value> {
    let drawing = json!({
        "src": assets::icon_url(), "sizes": "any", "type": "image/svg+xml", "purpose": "any",
    });
    let picture = |purpose: &'static str| {
        move |(width, address): (u16, String)| {
            let sizes = format!("{width}x{width}");
            json!({ "src": address, "sizes": sizes, "type": "image/png", "purpose": purpose })
        }
    };
    let whole = assets::icons().map(picture("any"));
    let cut = assets::cut_icons().map(picture("maskable"));
    std::iter::once(drawing).chain(whole).chain(cut).collect()
}
