//! Rules of privacy in words.

use bluebutton_record::privacy::{SYSTEMS, TopicCode};
use bluebutton_record::site_rules::SiteRule;
use bluebutton_record::terms::Release;
use bluebutton_record::{Language, Topics};
use bluebutton_store::site_rules::SaidRule;
use bluebutton_web::frame::Frame;

use super::topic_name;

/// What a release rule holds, in words.
pub(super) struct ReleaseLine {
    pub(super) sections: String,
    /// Which kinds and codes; empty is everything.
    pub(super) only: Vec<String>,
    pub(super) hours: u32,
    pub(super) until_reviewed: bool,
}

/// The kinds of which a rule may hold some alone.
pub(super) const KINDS: [&str; 5] =
    ["DiagnosticReport", "Observation", "DocumentReference", "ImagingStudy", "Procedure"];

impl ReleaseLine {
    pub(super) fn of(frame: &Frame, release: &Release) -> Self {
        let sections = release.sections.iter().map(|one| frame.words().section(*one).into_owned());
        let kinds = release.kinds.iter().map(|kind| kind_words(frame, kind));
        let codes = release.codes.iter().map(|label| label_words(frame, label));
        Self {
            sections: sections.collect::<Vec<_>>().join(", "),
            only: kinds.chain(codes).collect(),
            hours: release.hours,
            until_reviewed: release.until_reviewed,
        }
    }

    /// In one line.
    pub(super) fn in_one(&self, frame: &Frame) -> String {
        let mut words = vec![self.sections.clone()];
        words.extend(self.only.iter().cloned());
        words.push(frame.tn("rules-hours", "count", self.hours));
        if self.until_reviewed {
            words.push(frame.t("rules-until-reviewed").into_owned());
        }
        words.join(" · ")
    }
}

/// A kind of resources, in words where there are some.
pub(super) fn kind_words(frame: &Frame, kind: &str) -> String {
    if KINDS.contains(&kind) {
        frame.t(&format!("rules-kind-{}", kind.to_lowercase())).into_owned()
    } else {
        kind.to_owned()
    }
}

/// A code system's name.
pub(super) fn system_words(frame: &Frame, word: &str) -> String {
    if SYSTEMS.iter().any(|(name, _)| *name == word) {
        frame.t(&format!("rules-system-{word}")).into_owned()
    } else {
        word.to_owned()
    }
}

/// `system|code` in words.
fn label_words(frame: &Frame, label: &str) -> String {
    let (system, code) = label.split_once('|').unwrap_or(("", label));
    let known = SYSTEMS.iter().find(|(_, uri)| *uri == system);
    format!(
        "{} {}",
        system_words(frame, known.map_or(system, |(name, _)| name)),
        code_words(frame, code)
    )
}

/// A code, or how codes begin.
pub(super) fn code_words(frame: &Frame, code: &str) -> String {
    match code.strip_suffix('*') {
        Some(begin) => frame.t1("rules-code-begins", "code", begin),
        None => code.to_owned(),
    }
}

/// A listed code with its system.
pub(super) fn listed_words(frame: &Frame, code: &TopicCode) -> String {
    format!("{} {}", system_words(frame, code.system_word()), code_words(frame, &code.code))
}

/// What is said, in words.
pub(in crate::staff) fn says(frame: &Frame, topics: &Topics, rule: &SiteRule) -> String {
    let of_code = |id: &str, code: &TopicCode| {
        let topic = topic_name(frame, topics, &code.topic);
        frame.t2(id, "code", listed_words(frame, code), "topic", topic)
    };
    match rule {
        SiteRule::Hold { release, .. } => {
            frame.t1("rules-says-hold", "what", ReleaseLine::of(frame, release).in_one(frame))
        }
        SiteRule::SetAside { release } => {
            frame.t1("rules-says-set-aside", "what", ReleaseLine::of(frame, release).in_one(frame))
        }
        SiteRule::AddCode { code } => of_code("rules-says-add", code),
        SiteRule::DropCode { code } => of_code("rules-says-drop", code),
        SiteRule::AddTopic { english, spanish } => {
            let name = match frame.language() {
                Language::English => english,
                Language::Spanish => spanish,
            };
            frame.t1("rules-says-topic", "topic", name.as_str())
        }
        SiteRule::OfferTopic { topic } => {
            frame.t1("rules-says-offer", "topic", topic_name(frame, topics, topic))
        }
    }
}

/// Who said it and when, or ended it.
pub(super) fn said_by(frame: &Frame, one: &SaidRule) -> String {
    let (id, at, by) = match &one.ended {
        Some((at, by, _)) => ("rules-ended-by", at, by),
        None => ("rules-said-by", &one.at, &one.by),
    };
    let by = by.clone().unwrap_or_else(|| frame.t("withheld-at-the-server").into_owned());
    frame.t2(id, "name", by, "date", frame.day_of(at))
}
