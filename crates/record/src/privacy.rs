//! Sensitive topics: what of a record is about something that people keep from their family and
//! helpers, told by security labels and by codes.
//!
//! The list is a file that a site can replace ([`Topics::parse`] says its form); ours is
//! `sensitive.tsv`, with its sources in `docs/privacy.md`. It knows codes, not words: what carries no
//! code of the list is not recognized.
//!
//! Standard: <https://terminology.hl7.org/CodeSystem-v3-ActCode.html> (`_InformationSensitivityPolicy`)

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::normalize::fold;
use crate::terms::Terms;
use crate::words::Language;

/// The sensitive topics that a site knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    /// Those that are in force, and behind them those that are no more.
    all: Vec<Topic>,
    /// How many of them are no more.
    gone: usize,
    /// What tells of them, in the order of the list.
    listed: Vec<TopicCode>,
    /// `system|code` → places in `all`.
    codes: HashMap<String, Vec<usize>>,
    /// `system|beginning of a code`, and the place.
    beginnings: Vec<(String, usize)>,
    /// `system|code` that tells nothing of the topic at that place, though a beginning would.
    exceptions: HashSet<(String, usize)>,
}

/// A topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its name in terms, such as `mental-health`.
    pub slug: String,
    /// Whether its box is ticked beforehand where somebody lets somebody in: what the site offers, never
    /// what anybody gave.
    pub is_offered: bool,
    english: String,
    spanish: String,
}

/// A code, or all that begin so, that tells of a topic.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicCode {
    /// The topic's name in terms.
    pub topic: String,
    /// The code system, as a URI.
    pub system: String,
    /// The code; with `*` behind it, all that begin so.
    pub code: String,
    /// What it stands for, in words.
    pub words: String,
}

impl Topic {
    /// A topic of the site's own, by its names as somebody types them. Without a Spanish name it has its
    /// English one. `None` where it has no name that could be told.
    pub fn typed(english: &str, spanish: &str) -> Option<Self> {
        let [english, spanish] = [english, spanish].map(str::trim);
        let spanish = if spanish.is_empty() { english } else { spanish };
        let is_name = |name: &str| {
            name.chars().count() <= NAME_CHARS_MAX && !name.chars().any(char::is_control)
        };
        let words: Vec<String> =
            english.split(|sign: char| !sign.is_alphanumeric()).map(fold).collect();
        let words = words.iter().filter(|word| !word.is_empty());
        let slug = words.map(String::as_str).collect::<Vec<_>>().join("-");
        let is_slug =
            slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        let is_topic = !slug.is_empty() && is_slug && is_name(english) && is_name(spanish);
        let [english, spanish] = [english, spanish].map(str::to_owned);
        is_topic.then_some(Self { slug, english, spanish, is_offered: false })
    }

    /// What people call it.
    pub fn name(&self, language: Language) -> &str {
        match language {
            Language::English => &self.english,
            Language::Spanish => &self.spanish,
        }
    }
}

impl TopicCode {
    /// A code of a system that is known by its short name, as somebody types it. `None` where it is none.
    pub fn typed(topic: &str, system: &str, code: &str, words: &str) -> Option<Self> {
        let system = system_of(system)?.to_owned();
        let code = code.trim().to_uppercase();
        let (begin, is_beginning) = match code.strip_suffix('*') {
            Some(begin) => (begin, true),
            None => (code.as_str(), false),
        };
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-');
        // A beginning of one sign would be a tenth of a code system.
        let long_enough = if is_beginning { 2 } else { 1 };
        let is_code =
            (long_enough..=CODE_CHARS_MAX).contains(&begin.len()) && begin.chars().all(is_sign);
        let (topic, words) = (topic.to_owned(), words.trim().to_owned());
        is_code.then_some(Self { topic, system, code, words })
    }

    /// The short name of its system, where it has one.
    pub fn system_word(&self) -> &str {
        let known = SYSTEMS.iter().find(|(_, uri)| *uri == self.system);
        known.map_or(&self.system, |(name, _)| name)
    }

    /// Whether it is the same code of the same system and topic, whatever it is said to stand for.
    pub fn is_same(&self, other: &Self) -> bool {
        (&self.topic, &self.system, &self.code) == (&other.topic, &other.system, &other.code)
    }

    /// As labels of entries are written: `system|code`.
    pub fn label(&self) -> String {
        format!("{}|{}", self.system, self.code)
    }
}

impl Topics {
    /// The topics that come with the program.
    pub fn built_in() -> Self {
        Self::parse(include_str!("privacy/sensitive.tsv")).unwrap_or_default()
    }

    /// Reads a list. A line `topic`, its name in terms, in English and in Spanish; or a topic's name, a
    /// system (`icd10`, `snomed`, `loinc`, `rxnorm`, `ndc`, `cvx`, `cpt`, `label`, `confidentiality` or a
    /// URI), a code, and what it stands for; with tabs between. `*` behind a code: all that begin so.
    /// Behind `#` is a remark. The error names the line.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut topics = Self::default();
        for (number, line) in text.lines().enumerate() {
            let line = line.trim_end();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
            topics.add(&fields).ok_or_else(|| format!("line {}: {line:?}", number + 1))?;
        }
        Ok(topics)
    }

    fn add(&mut self, fields: &[&str]) -> Option<()> {
        if fields.iter().any(|field| field.is_empty()) {
            return None;
        }
        if let ["topic", slug, english, spanish] = fields {
            let is_word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let is_new = slug.chars().all(is_word) && self.place(slug).is_none();
            let [slug, english, spanish] = [slug, english, spanish].map(|text| (*text).to_owned());
            self.all.push(Topic { slug, english, spanish, is_offered: false });
            return is_new.then_some(());
        }
        let [slug, system, code, words @ ..] = fields else { return None };
        let system = system_of(system).unwrap_or(system);
        if !system.contains(':') || *code == "*" {
            return None;
        }
        let [topic, system, code] = [*slug, system, *code].map(str::to_owned);
        let words = words.first().copied().unwrap_or_default().to_owned();
        self.add_code(TopicCode { topic, system, code, words })
    }

    /// Lets a code tell of its topic. `None` where the topic is not known.
    pub fn add_code(&mut self, code: TopicCode) -> Option<()> {
        let place = self.place(&code.topic)?;
        let label = code.label();
        if let Some(begin) = label.strip_suffix('*') {
            self.beginnings.push((begin.to_owned(), place));
        } else {
            self.exceptions.remove(&(label.clone(), place));
            self.codes.entry(label).or_default().push(place);
        }
        self.listed.push(code);
        Some(())
    }

    /// Lets a code tell no more of its topic. A single one that a listed beginning tells of is an
    /// exception from then on; a beginning goes with all that it alone tells of.
    pub fn drop_code(&mut self, code: &TopicCode) {
        let Some(place) = self.place(&code.topic) else { return };
        self.listed.retain(|listed| !listed.is_same(code));
        let label = code.label();
        if let Some(begin) = label.strip_suffix('*') {
            self.beginnings.retain(|(own, at)| own != begin || *at != place);
            return;
        }
        if let Some(places) = self.codes.get_mut(&label) {
            places.retain(|at| *at != place);
        }
        self.exceptions.insert((label, place));
    }

    /// Ticks the box of a topic beforehand.
    pub fn offer(&mut self, slug: &str) {
        if let Some(topic) = self.all.iter_mut().find(|topic| topic.slug == slug) {
            topic.is_offered = true;
        }
    }

    /// The topics in the order of the list, without those that are no more.
    pub fn all(&self) -> &[Topic] {
        self.all.split_at(self.all.len() - self.gone).0
    }

    /// A topic, though it may be no more: restrictions and grants go on naming it.
    pub fn named(&self, slug: &str) -> Option<&Topic> {
        self.all.iter().find(|topic| topic.slug == slug)
    }

    /// Those of the list, and those that are no more of which these terms say something: what somebody
    /// chose of them holds on.
    pub fn known_to<'t>(&'t self, terms: &'t Terms) -> impl Iterator<Item = &'t Topic> {
        let (now, gone) = self.all.split_at(self.all.len() - self.gone);
        let is_said =
            |one: &&Topic| terms.opened.contains(&one.slug) || terms.topics.contains(&one.slug);
        now.iter().chain(gone.iter().filter(is_said))
    }

    /// Every topic, also those that are no more.
    pub fn ever(&self) -> &[Topic] {
        &self.all
    }

    /// Adds a topic, before any is remembered that is no more; nothing where there is one of that name in
    /// terms.
    pub(crate) fn add_topic(&mut self, topic: Topic) {
        // Codes name topics by their places: none is put between.
        if self.gone == 0 && self.named(&topic.slug).is_none() {
            self.all.push(topic);
        }
    }

    /// Keeps a topic that is no more: its codes go on telling of it, for those who named it.
    pub(crate) fn remember(&mut self, topic: Topic) {
        if self.named(&topic.slug).is_none() {
            self.all.push(topic);
            self.gone += 1;
        }
    }

    /// All by which it is decided what tells of which topic, in an order that is always the same.
    pub fn rules(&self) -> impl std::fmt::Debug {
        let topics: Vec<&str> = self.all.iter().map(|topic| topic.slug.as_str()).collect();
        let codes: BTreeMap<&str, &Vec<usize>> =
            self.codes.iter().map(|(label, places)| (label.as_str(), places)).collect();
        let exceptions: BTreeSet<&(String, usize)> = self.exceptions.iter().collect();
        let codes = format!("{codes:?}");
        (topics, self.gone, codes, self.beginnings.clone(), format!("{exceptions:?}"))
    }

    /// What is listed for a topic, in the order of the list.
    pub fn codes_of<'t>(&'t self, slug: &'t str) -> impl Iterator<Item = &'t TopicCode> {
        self.listed.iter().filter(move |code| code.topic == slug)
    }

    /// What is listed that tells of the topic by this code: the code itself, or how it begins.
    pub fn listed_for<'t>(&'t self, code: &'t TopicCode) -> impl Iterator<Item = &'t TopicCode> {
        let of_topic =
            self.codes_of(&code.topic).filter(move |listed| listed.system == code.system);
        of_topic.filter(move |listed| match listed.code.strip_suffix('*') {
            Some(begin) => code.code.starts_with(begin),
            None => listed.code == code.code,
        })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all().is_empty()
    }

    /// The topics that labels and codes (`system|code`) tell of, each once.
    pub fn of<'t>(&'t self, labels: &[&str]) -> Vec<&'t str> {
        let mut places: Vec<usize> = Vec::new();
        for label in labels {
            places.extend(self.codes.get(*label).into_iter().flatten());
            let begins = |(begin, place): &&(String, usize)| {
                label.starts_with(begin.as_str()) && !self.excepts(label, *place)
            };
            places.extend(self.beginnings.iter().filter(begins).map(|(_, place)| place));
        }
        places.sort_unstable();
        places.dedup();
        places.iter().filter_map(|place| Some(self.all.get(*place)?.slug.as_str())).collect()
    }

    fn excepts(&self, label: &str, place: usize) -> bool {
        !self.exceptions.is_empty() && self.exceptions.contains(&(label.to_owned(), place))
    }

    fn place(&self, slug: &str) -> Option<usize> {
        self.all.iter().position(|topic| topic.slug == slug)
    }
}

/// The code system of a short name.
pub fn system_of(word: &str) -> Option<&'static str> {
    SYSTEMS.iter().find(|(name, _)| *name == word).map(|(_, uri)| *uri)
}

/// The systems' short names in a list.
pub const SYSTEMS: [(&str, &str); 9] = [
    ("icd10", "http://hl7.org/fhir/sid/icd-10-cm"),
    ("snomed", "http://snomed.info/sct"),
    ("loinc", "http://loinc.org"),
    ("rxnorm", "http://www.nlm.nih.gov/research/umls/rxnorm"),
    ("ndc", "http://hl7.org/fhir/sid/ndc"),
    ("cvx", "http://hl7.org/fhir/sid/cvx"),
    ("cpt", "http://www.ama-assn.org/go/cpt"),
    ("label", "http://terminology.hl7.org/CodeSystem/v3-ActCode"),
    ("confidentiality", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"),
];

/// A name stands on a box to tick.
const NAME_CHARS_MAX: usize = 60;

/// The longest code of these systems has 18 signs (SNOMED CT); some sites extend theirs.
const CODE_CHARS_MAX: usize = 40;
