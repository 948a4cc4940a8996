//! Sensitive topics: what of a record is about something that people keep from their family and
//! helpers, told by security labels and by codes.
//!
//! The list is a file that a site can replace ([`Topics::parse`] says its form); ours is
//! `sensitive.tsv`, with its sources in `docs/privacy.md`. It knows codes, not words: what carries no
//! code of the list is not recognized.
//!
//! Standard: <https://terminology.hl7.org/CodeSystem-v3-ActCode.html> (`_InformationSensitivityPolicy`)

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::words::Language;

/// The sensitive topics that a site knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Topics {
    all: Vec<Topic>,
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

    /// The topics in the order of the list.
    pub fn all(&self) -> &[Topic] {
        &self.all
    }

    /// All by which it is decided what tells of which topic, in an order that is always the same.
    pub fn rules(&self) -> impl std::fmt::Debug {
        let topics: Vec<&str> = self.all.iter().map(|topic| topic.slug.as_str()).collect();
        let codes: BTreeMap<&str, &Vec<usize>> =
            self.codes.iter().map(|(label, places)| (label.as_str(), places)).collect();
        let exceptions: BTreeSet<&(String, usize)> = self.exceptions.iter().collect();
        (topics, format!("{codes:?}"), self.beginnings.clone(), format!("{exceptions:?}"))
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
        self.all.is_empty()
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

/// The longest code of these systems has 18 signs (SNOMED CT); some sites extend theirs.
const CODE_CHARS_MAX: usize = 40;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_a_beginning_and_a_label_tell_of_a_topic_and_nothing_else_does() {
        let topics = Topics::built_in();
        let of = |label: &str| topics.of(&[label]);
        assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|F11.20"), ["substance-use"]);
        assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|F32.1"), ["mental-health"]);
        assert_eq!(of("http://hl7.org/fhir/sid/icd-10-cm|B20"), ["hiv-and-sexual-health"]);
        assert_eq!(of("http://terminology.hl7.org/CodeSystem/v3-ActCode|GDIS"), ["genetics"]);
        assert_eq!(of("http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"), ["marked"]);
        for usual in [
            "http://hl7.org/fhir/sid/icd-10-cm|I10",
            "http://hl7.org/fhir/sid/icd-10-cm|E11.9",
            "http://loinc.org|4548-4",
            "http://snomed.info/sct|F11.20",
            "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|N",
        ] {
            assert!(of(usual).is_empty(), "{usual}");
        }
    }

    #[test]
    fn the_list_that_comes_with_the_program_is_whole() {
        let topics = Topics::parse(include_str!("privacy/sensitive.tsv")).unwrap();
        for topic in topics.all() {
            let place = topics.place(&topic.slug);
            let has_codes = topics.codes.values().flatten().any(|own| Some(*own) == place);
            assert!(has_codes, "{} has no codes", topic.slug);
            assert_ne!(topic.name(Language::English), topic.name(Language::Spanish));
        }
    }

    #[test]
    fn a_list_that_is_wrong_names_its_line() {
        for wrong in [
            "hiv\ticd10\tB20\tHIV disease",
            "topic\thiv\tHIV\tVIH\ntopic\thiv\tHIV\tVIH",
            "topic\thiv\tHIV\tVIH\nhiv\tcid10\tB20\tHIV disease",
            "topic\thiv\tHIV\tVIH\nhiv\ticd10\t*\teverything",
            "topic\tHIV!\tHIV\tVIH",
        ] {
            assert!(Topics::parse(wrong).unwrap_err().starts_with("line "), "{wrong}");
        }
        let typed = |code: &str| TopicCode::typed("hiv", "icd10", code, "x");
        for wrong in ["", "*", "F*", "F11 .2", "F11|2", "F11**"] {
            assert_eq!(typed(wrong), None, "{wrong}");
        }
        assert_eq!(typed(" f11* ").unwrap().code, "F11*");
        let own = "# ours\n\ntopic\tx\tX rays\tRayos X\nx\thttp://own.example/codes\t7\tX ray\n";
        assert_eq!(Topics::parse(own).unwrap().of(&["http://own.example/codes|7"]), ["x"]);
    }

    #[test]
    fn a_code_that_is_taken_out_tells_of_nothing_and_one_that_is_added_does() {
        let mut topics = Topics::built_in();
        let code = |code: &str| TopicCode::typed("substance-use", "icd10", code, "").unwrap();
        let tells = |topics: &Topics, code: &str| {
            !topics.of(&[format!("http://hl7.org/fhir/sid/icd-10-cm|{code}").as_str()]).is_empty()
        };
        topics.drop_code(&code("F11.21"));
        assert!(!tells(&topics, "F11.21") && tells(&topics, "F11.20"), "an exception");
        topics.add_code(code("F11.21")).unwrap();
        assert!(tells(&topics, "F11.21"), "it is none any more");
        topics.drop_code(&code("F11.21"));
        topics.drop_code(&code("F11*"));
        assert!(!tells(&topics, "F11.20") && tells(&topics, "F10.20"));
        assert!(!tells(&topics, "Z72.0"));
        topics.add_code(code("Z72*")).unwrap();
        assert!(tells(&topics, "Z72.0"));
        assert_eq!(topics.listed_for(&code("Z72.0")).count(), 1);
        assert_eq!(topics.add_code(TopicCode { topic: "golf".to_owned(), ..code("Z72.0") }), None);
    }
}
