//! The page on which a person is asked, in plain words.

use std::collections::BTreeSet;

use askama::Template;
use bluebutton_oauth::authorize::Stranger;
use bluebutton_oauth::granted::{self, Granted, Interaction, Opens};
use bluebutton_record::{Section, facts};
use bluebutton_store::access::OpenRecord;
use bluebutton_web::Frame;
use url::Url;

use super::Asking;
use crate::served::{self, KINDS};
use crate::services::Services;

/// For so many days a person may let an app in, where they may let it at all for longer than once.
pub(super) const DAYS: [u16; 3] = [30, 90, 365];

#[derive(Template)]
#[template(path = "consent.html")]
pub(super) struct ConsentPage {
    frame: Frame,
    app: AppLine,
    query: String,
    records: Vec<RecordLine>,
    parts: Vec<Choice>,
    topics: Vec<Choice>,
    /// For how many days, where the app may come again.
    days: Vec<u32>,
    /// Whether the app is told who signed in.
    tells_who: bool,
}

#[derive(Template)]
#[template(path = "nothing.html")]
pub(super) struct NothingPage {
    frame: Frame,
    app: AppLine,
    query: String,
}

#[derive(Template)]
#[template(path = "stranger.html")]
pub(super) struct StrangerPage {
    frame: Frame,
    why: String,
}

/// Who asks.
struct AppLine {
    name: String,
    publisher: String,
    website: String,
    /// The name of the computer that the person is sent to afterwards.
    host: String,
}

struct RecordLine {
    key: String,
    name: String,
    is_own: bool,
    is_first: bool,
}

/// Something that is ticked or not.
struct Choice {
    slug: String,
    word: String,
}

impl ConsentPage {
    pub(super) fn new(
        services: &Services,
        frame: Frame,
        asking: &Asking,
        records: &[OpenRecord],
    ) -> Self {
        let language = frame.words().language();
        let topics = services.store.topics();
        let topics = topics.all().iter().map(|topic| Choice {
            slug: topic.slug.clone(),
            word: topic.name(language).to_owned(),
        });
        let part = |section: Section| Choice {
            slug: section.slug().to_owned(),
            word: frame.words().section(section).into_owned(),
        };
        let lines = records.iter().enumerate().map(|(at, one)| RecordLine {
            key: one.patient.as_str().to_owned(),
            name: one.name.clone(),
            is_own: one.is_own,
            is_first: at == 0,
        });
        let days_max = services.settings.days_max;
        let is_long = comes_again(&asking.checked.scopes);
        let offered = if is_long { days(days_max) } else { Vec::new() };
        let offered = offered.into_iter().map(u32::from).collect();
        Self {
            app: AppLine::of(asking),
            query: asking.query.clone(),
            records: lines.collect(),
            parts: touched(&asking.checked.scopes).into_iter().map(part).collect(),
            topics: topics.collect(),
            days: offered,
            tells_who: asking.checked.scopes.contains(&Granted::OpenId),
            frame,
        }
    }
}

impl NothingPage {
    pub(super) fn new(frame: Frame, asking: &Asking) -> Self {
        Self { frame, app: AppLine::of(asking), query: asking.query.clone() }
    }
}

impl StrangerPage {
    pub(super) fn new(frame: Frame, why: Stranger) -> Self {
        let word = match why {
            Stranger::App => "app",
            Stranger::Closed => "closed",
            Stranger::Address => "address",
            Stranger::Audience => "audience",
            Stranger::TooLong => "too-long",
        };
        let why = frame.t(&format!("api-stranger-{word}")).into_owned();
        Self { frame, why }
    }
}

impl AppLine {
    fn of(asking: &Asking) -> Self {
        let about = &asking.app.about;
        let address = Url::parse(&asking.checked.redirect_uri).ok();
        let host = address.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned();
        Self {
            name: about.name.clone(),
            publisher: about.publisher.clone(),
            website: about.website.clone(),
            host,
        }
    }
}

/// The parts of a record that those scopes may open, besides who it is about.
pub(super) fn touched(scopes: &[Granted]) -> BTreeSet<Section> {
    scopes
        .iter()
        .flat_map(|one| parts_of(std::slice::from_ref(one)).into_iter().flatten())
        .collect()
}

/// The parts that a scope may open; `None` for one that opens no part: it speaks of no resources, or of
/// those that belong to no part.
pub(super) fn parts_of(scope: &[Granted]) -> Option<BTreeSet<Section>> {
    let opens = [Interaction::Read, Interaction::Search];
    let opens = opens.into_iter().flat_map(|interaction| granted::opens(scope, interaction));
    let parts: BTreeSet<Section> = opens.flat_map(|one| parts_opened(&one)).collect();
    (!parts.is_empty()).then_some(parts)
}

/// An app that may see one category of observations sees one part.
fn parts_opened(Opens { kind, category }: &Opens) -> Vec<Section> {
    let Some(kind) = kind else {
        return KINDS.iter().flat_map(|kind| kind.sections).copied().collect();
    };
    let code = category.as_deref().and_then(|category| category.split('|').nth(1));
    let only = code.filter(|_| kind == "Observation").and_then(facts::section_of_observations);
    let all = || served::kind(kind).map(|kind| kind.sections.to_vec()).unwrap_or_default();
    only.map_or_else(all, |only| vec![only])
}

/// Whether the app may come again without the person.
pub(super) fn comes_again(scopes: &[Granted]) -> bool {
    scopes.iter().any(|one| matches!(one, Granted::OfflineAccess | Granted::OnlineAccess))
}

/// The choices of how long.
pub(super) fn days(days_max: u16) -> Vec<u16> {
    let mut all: Vec<u16> = DAYS.into_iter().filter(|days| *days <= days_max).collect();
    if all.is_empty() {
        all.push(days_max.max(1));
    }
    all
}
