//! Toolkits: what to teach staff and what to tell patients, put together for each kind of organization, as a
//! page and as a paper in its name. Data: `toolkits.toml`.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_web::Frame;
use bluebutton_web::frame::escape_for_query;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Anyone, Asked};
use serde::Deserialize;

use crate::callers::{LANGUAGES, frame, show as show_to};
use crate::limits::NAME_CHARS_MAX;
use crate::outside::{Block, Sheet};
use crate::paper;
use crate::pledge::Both;
use crate::services::Services;

/// A toolkit for one audience.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Toolkit {
    id: String,
    name: Both,
    about: Both,
    #[serde(rename = "part")]
    parts: Vec<Part>,
}

/// A part of it; for some kinds of organizations, or for all.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Part {
    #[serde(default, rename = "for")]
    kinds: Vec<String>,
    heading: Both,
    points: Vec<Both>,
}

#[derive(Deserialize)]
struct ToolkitsFile {
    kit: Vec<Toolkit>,
}

static KITS: LazyLock<Vec<Toolkit>> =
    LazyLock::new(|| match toml::from_str::<ToolkitsFile>(include_str!("../../toolkits.toml")) {
        Ok(file) => file.kit,
        Err(error) => {
            tracing::error!(%error, "the toolkits can't be read");
            Vec::new()
        }
    });

/// Kinds of organizations that have a toolkit of their own.
const FOR: [&str; 8] = [
    "hospital",
    "provider",
    "payer",
    "pharmacy",
    "laboratory",
    "employer",
    "association",
    "patients",
];

#[derive(Template)]
#[template(path = "community/toolkits.html")]
struct ToolkitsPage {
    frame: Frame,
    /// Each kit: id, name, what it is about.
    kits: Vec<(String, String, String)>,
    kinds: [&'static str; 8],
}

#[derive(Template)]
#[template(path = "community/toolkit.html")]
struct ToolkitPage {
    frame: Frame,
    id: String,
    kind: &'static str,
    name: String,
    about: String,
    parts: Vec<(String, Vec<String>)>,
    organization: String,
    /// The organization's name as an address takes it.
    escaped: String,
    languages: [(&'static str, &'static str); 2],
}

impl Toolkit {
    /// Its parts for a kind of organization, in a language.
    fn of(&self, kind: &str, language: Language) -> Vec<(String, Vec<String>)> {
        let fits = |part: &&Part| part.kinds.is_empty() || part.kinds.iter().any(|one| one == kind);
        let said = |part: &Part| {
            let points = part.points.iter().map(|one| one.of(language).to_owned());
            (part.heading.of(language).to_owned(), points.collect())
        };
        self.parts.iter().filter(fits).map(said).collect()
    }
}

/// Of whom a kit speaks to an organization of that kind: itself, or else patients.
pub(super) fn kind_of(kind: &str) -> &'static str {
    FOR.into_iter().find(|one| *one == kind).unwrap_or("patients")
}

fn find(id: &str, kind: &str) -> Result<(&'static Toolkit, &'static str), Problem> {
    let kit = KITS.iter().find(|kit| kit.id == id).ok_or_else(Problem::not_found)?;
    let kind = FOR.into_iter().find(|one| *one == kind).ok_or_else(Problem::not_found)?;
    Ok((kit, kind))
}

/// `GET /community/toolkits`
pub(crate) async fn list(anyone: Anyone) -> Answer {
    let frame = frame(&anyone);
    let language = frame.language();
    let line = |kit: &Toolkit| {
        (kit.id.clone(), kit.name.of(language).to_owned(), kit.about.of(language).to_owned())
    };
    let kits = KITS.iter().map(line).collect();
    show_to(&anyone, &ToolkitsPage { frame, kits, kinds: FOR })
}

/// `GET /community/toolkits/{kit}/{kind}`
pub(crate) async fn show(
    anyone: Anyone,
    Path((id, kind)): Path<(String, String)>,
    Asked(fields): Asked,
) -> Answer {
    let (kit, kind) = find(&id, &kind)?;
    let frame = frame(&anyone);
    let language = frame.language();
    let organization: String = fields.get("organization").chars().take(NAME_CHARS_MAX).collect();
    let page = ToolkitPage {
        id,
        kind,
        name: kit.name.of(language).to_owned(),
        about: kit.about.of(language).to_owned(),
        parts: kit.of(kind, language),
        escaped: escape_for_query(&organization),
        organization,
        languages: LANGUAGES,
        frame,
    };
    show_to(&anyone, &page)
}

/// `GET /community/toolkits/{kit}/{kind}/{language}`: the paper.
pub(crate) async fn print(
    State(services): State<Services>,
    anyone: Anyone,
    Path((id, kind, tag)): Path<(String, String, String)>,
    Asked(fields): Asked,
) -> Answer {
    let (kit, kind) = find(&id, &kind)?;
    let language = Language::parse(&tag).ok_or_else(Problem::not_found)?;
    let frame = frame(&anyone).in_language(language);
    let organization: String = fields.get("organization").chars().take(NAME_CHARS_MAX).collect();
    let named =
        if organization.is_empty() { frame.t("hub-name").into_owned() } else { organization };
    let mut blocks = Vec::new();
    for (heading, points) in kit.of(kind, language) {
        blocks.extend([Block::Heading(heading), Block::List(points)]);
    }
    blocks.push(Block::Text(frame.t1("toolkits-find", "link", services.url("/find"))));
    blocks.push(Block::Text(frame.t("no-endorsement").into_owned()));
    let sheet = Sheet {
        language,
        head: named,
        title: kit.name.of(language).to_owned(),
        blocks,
        foot: frame.t("no-endorsement-short").into_owned(),
        made_at: frame.now.as_microsecond(),
    };
    paper::answer(&services, sheet, &format!("toolkit-{}-{kind}-{}", kit.id, language.tag())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_part_of_its_own_in_each_toolkit() {
        assert_eq!(KITS.len(), 2);
        for (kit, kind) in KITS.iter().flat_map(|kit| FOR.map(|kind| (kit, kind))) {
            let own = kit.parts.iter().any(|part| part.kinds.iter().any(|one| one == kind));
            assert!(own, "{} for {kind}", kit.id);
            let named = kit.parts.iter().flat_map(|part| &part.kinds);
            assert!(named.into_iter().all(|one| FOR.contains(&one.as_str())), "{}", kit.id);
        }
    }
}
