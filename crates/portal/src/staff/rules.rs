//! `/staff/rules`: which results are held back and for how long, and which sensitive topics are hidden from
//! others than the patient: what the settings file says, and what the privacy officer said since.
//!
//! Law: 45 CFR 171.201 to 171.203 (what may be held back), 45 CFR 164.522.

pub(crate) mod deed;
pub(crate) mod hold;
pub(crate) mod new_topic;
pub(crate) mod topic;
mod words;

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::hash::sha256;
use bluebutton_record::site_rules::SiteRule;
use bluebutton_record::terms::Release;
use bluebutton_record::{Task, Topics};
use bluebutton_store::StoreError;
use bluebutton_store::site_rules::{RulesNow, SaidRule};

pub(super) use self::words::says;
use self::words::{ReleaseLine, said_by};
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, SeeRules};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::session::{Asked, SignedIn};

#[derive(Template)]
#[template(path = "staff/rules.html")]
struct RulesPage {
    frame: Frame,
    /// Message id of what was just done.
    done: Option<&'static str>,
    holds: Vec<HoldLine>,
    topics: Vec<TopicLine>,
    /// What was ended, and what of the settings file is not followed.
    past: Vec<PastLine>,
    is_apart: bool,
    may_change: bool,
}

/// Something that is held.
struct HoldLine {
    id: String,
    what: ReleaseLine,
    /// By whose word, since when and why.
    source: String,
    why: String,
}

/// A sensitive topic.
struct TopicLine {
    slug: String,
    name: String,
    codes: usize,
    is_offered: bool,
}

/// Something that holds no more.
struct PastLine {
    id: String,
    words: String,
    about: String,
    why: String,
    /// Which deed puts it in force again: `back`, or `end` of what sets it aside.
    deed: &'static str,
}

/// `GET /staff/rules`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<SeeRules>,
    Asked(fields): Asked,
) -> Answer {
    let rules = services.store.privacy_rules().now(&clerk.who()).await?;
    let frame = clerk.frame();
    let done = match fields.get("done") {
        "said" => Some("rules-done-said"),
        "ended" => Some("rules-done-ended"),
        "back" => Some("rules-done-back"),
        _ => None,
    };
    page(&RulesPage {
        done,
        holds: holds(&frame, &rules),
        topics: rules
            .now
            .topics
            .all()
            .iter()
            .map(|topic| TopicLine {
                slug: topic.slug.clone(),
                name: topic.name(frame.language()).to_owned(),
                codes: rules.now.topics.codes_of(&topic.slug).count(),
                is_offered: topic.is_offered,
            })
            .collect(),
        past: past(&frame, &rules),
        is_apart: services.store.keeps_duties_apart(),
        may_change: frame.may(Task::ChangeRules),
        frame,
    })
}

fn holds(frame: &Frame, rules: &RulesNow) -> Vec<HoldLine> {
    let is_followed = |release: &&Release| set_aside(rules, release).is_none();
    let of_file = rules.file.releases.iter().filter(is_followed).map(|release| HoldLine {
        id: file_id(release),
        what: ReleaseLine::of(frame, release),
        source: frame.t("rules-of-the-file").into_owned(),
        why: String::new(),
    });
    let said = rules.said.iter().filter_map(|one| {
        let SiteRule::Hold { release, basis } = &one.says else { return None };
        let basis = frame.t(&format!("rules-basis-{}-line", basis.word()));
        Some(HoldLine {
            id: one.id.clone(),
            what: ReleaseLine::of(frame, release),
            source: said_by(frame, one),
            why: format!("{basis} {}", one.reason),
        })
    });
    of_file.chain(said).collect()
}

fn past(frame: &Frame, rules: &RulesNow) -> Vec<PastLine> {
    let topics = &rules.now.topics;
    let line = |one: &SaidRule, deed| PastLine {
        id: one.id.clone(),
        words: says(frame, topics, &one.says),
        about: said_by(frame, one),
        why: one.ended.as_ref().map_or_else(|| one.reason.clone(), |(.., why)| why.clone()),
        deed,
    };
    let set_aside = rules.said.iter().filter(|one| matches!(one.says, SiteRule::SetAside { .. }));
    let set_aside = set_aside.map(|one| line(one, "end"));
    // To follow the file again was no rule that could come back.
    let ended = rules.ended.iter().filter(|one| !matches!(one.says, SiteRule::SetAside { .. }));
    set_aside.chain(ended.map(|one| line(one, "back"))).collect()
}

/// What sets a rule of the settings file aside.
fn set_aside<'r>(rules: &'r RulesNow, own: &Release) -> Option<&'r SaidRule> {
    rules
        .said
        .iter()
        .find(|one| matches!(&one.says, SiteRule::SetAside { release } if release == own))
}

/// What a rule of the settings file is known by on the pages.
fn file_id(release: &Release) -> String {
    let hash = sha256(format!("{release:?}").as_bytes());
    let head = hash.first_chunk().copied().unwrap_or_default();
    format!("file-{:016x}", u64::from_be_bytes(head))
}

/// The rule of the settings file of that id, where it is followed.
fn of_file(rules: &RulesNow, id: &str) -> Option<Release> {
    let own = rules.file.releases.iter().find(|release| file_id(release) == id)?;
    set_aside(rules, own).is_none().then(|| own.clone())
}

/// The rules, for whoever changes them.
async fn rules_for(services: &Services, clerk: &SignedIn) -> Result<RulesNow, StoreError> {
    services.store.privacy_rules().now(&clerk.who()).await
}

/// A topic's name; its word where the site does not know it any more.
fn topic_name(frame: &Frame, topics: &Topics, slug: &str) -> String {
    topics.named(slug).map_or(slug, |topic| topic.name(frame.language())).to_owned()
}
