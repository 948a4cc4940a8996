//! How confidential something is, and what its source asks of whoever gets it: read in one place, so
//! that every file says it and none says less than what came in.
//!
//! Standards: HL7 Healthcare Privacy and Security Classification System; v3 Confidentiality, ActCode and
//! ActReason; FHIR R4 [security labels](https://hl7.org/fhir/R4/security-labels.html); HL7 DS4P; 42 CFR part 2.

use std::collections::BTreeSet;

use crate::facts::{Coding, label};
use crate::json::{Document, Value, write_string};

/// How confidential something is. More confidential is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Anybody may know.
    Unrestricted,
    /// No longer about a person who can be told from others.
    Low,
    /// What a person may well tell themselves.
    Moderate,
    /// What is usual for health information: what says nothing is that.
    Normal,
    /// What could bring harm or shame if the wrong people knew.
    Restricted,
    /// What only a few named people may know.
    VeryRestricted,
}

impl Level {
    /// Every level.
    pub const ALL: [Level; 6] = [
        Self::Unrestricted,
        Self::Low,
        Self::Moderate,
        Self::Normal,
        Self::Restricted,
        Self::VeryRestricted,
    ];

    /// The code of v3 Confidentiality.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unrestricted => "U",
            Self::Low => "L",
            Self::Moderate => "M",
            Self::Normal => "N",
            Self::Restricted => "R",
            Self::VeryRestricted => "V",
        }
    }

    /// What HL7 calls it.
    pub fn display(self) -> &'static str {
        match self {
            Self::Unrestricted => "unrestricted",
            Self::Low => "low",
            Self::Moderate => "moderate",
            Self::Normal => "normal",
            Self::Restricted => "restricted",
            Self::VeryRestricted => "very restricted",
        }
    }

    /// The level of a code; `None` for one that is no level of today.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.code() == code)
    }

    /// Its label.
    pub fn label(self) -> Coding {
        Coding::new(CONFIDENTIALITY, self.code())
    }

    /// Message id of it in words, where it is more than usual.
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Restricted => Some("confidentiality-restricted"),
            Self::VeryRestricted => Some("confidentiality-very-restricted"),
            _ => None,
        }
    }
}

/// The labels of a resource: `meta.security`, what a DocumentReference says of its file
/// (`securityLabel`), and what a Composition says of its document (`confidentiality`).
pub fn labels(resource: Value<'_>) -> Vec<Coding> {
    let meta = resource.get("meta").into_iter().flat_map(|meta| meta.each("security"));
    let file = resource.each("securityLabel").flat_map(|concept| concept.each("coding"));
    let mut labels: Vec<Coding> = meta.chain(file).filter_map(label).collect();
    let is_document = resource.get("resourceType").is_some_and(|kind| kind.is("Composition"));
    let code = resource.get("confidentiality").filter(|_| is_document).and_then(Value::as_str);
    let code = code.filter(|code| !code.trim().is_empty());
    labels.extend(code.map(|code| Coding::new(CONFIDENTIALITY, code.trim())));
    labels.sort_unstable();
    labels.dedup();
    labels
}

/// The level that a label stands for; `None` where it says nothing of how confidential something is.
/// What marks a sensitive matter, or forbids to hand it on, makes it restricted; so does a code of
/// v3 Confidentiality that is no level (its older versions had some for single illnesses): it may
/// have meant more than usual, and nothing goes out as less than it came.
fn level_of(label: &Coding) -> Option<Level> {
    match &*label.system {
        CONFIDENTIALITY | "urn:oid:2.16.840.1.113883.5.25" => {
            Some(Level::parse(&label.code).unwrap_or(Level::Restricted))
        }
        _ => word_of(label).filter(|word| *word != FOR_USE).map(|_| Level::Restricted),
    }
}

/// Message id of what a label other than a level says; `None` for one that we have no words for.
fn word_of(label: &Coding) -> Option<&'static str> {
    let is_known_system = label.system.is_empty()
        || [ACT_CODE, ACT_REASON].contains(&&*label.system)
        || label.system.starts_with("urn:oid:2.16.840.1.113883.");
    let code = &*label.code;
    let known = WORDS.iter().find(|(codes, _)| codes.contains(&code));
    known.map(|(_, word)| *word).filter(|_| is_known_system)
}

/// Whether a label of an earlier telling of something still holds beside the labels of a later one. It
/// does unless the later one says how confidential it is: a source that says nothing of it has not
/// said that it is less. A level that is stated stands for itself; one of usual health information,
/// or less, lifts sensitive matters and what was asked, too.
pub fn outlives<'l>(earlier: &Coding, later: impl IntoIterator<Item = &'l Coding>) -> bool {
    let stated = later.into_iter().filter(|label| is_level(label)).filter_map(level_of).max();
    stated.is_none_or(|level| level > Level::Normal && !is_level(earlier))
}

/// What several things together are, and what is asked of whoever gets them: the high-water mark of
/// what is in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    labels: BTreeSet<Coding>,
}

impl Marks {
    /// The marks of one thing.
    pub fn of<'l>(labels: impl IntoIterator<Item = &'l Coding>) -> Self {
        let mut marks = Self::default();
        marks.add(labels);
        marks
    }

    /// Adds what one thing is labelled with.
    pub fn add<'l>(&mut self, labels: impl IntoIterator<Item = &'l Coding>) {
        for label in labels {
            if !self.labels.contains(label) {
                self.labels.insert(label.clone());
            }
        }
    }

    /// Adds the marks of others.
    pub fn join(&mut self, other: &Self) {
        self.labels.extend(other.labels.iter().cloned());
    }

    /// Adds a resource as it is stored. Looks into it only where it may have a label at all.
    pub fn add_resource(&mut self, json: &str) {
        let may = memchr::memmem::find(json.as_bytes(), b"\"securit").is_some()
            || memchr::memmem::find(json.as_bytes(), b"\"confidentiality\"").is_some();
        if may && let Ok(document) = Document::parse(json) {
            self.add(&labels(document.root()));
        }
    }

    /// How confidential the whole is: never less than its most confidential part, and never less
    /// than usual.
    pub fn level(&self) -> Level {
        let levels = self.labels.iter().filter_map(level_of);
        levels.max().map_or(Level::Normal, |level| level.max(Level::Normal))
    }

    /// Whether it is as confidential as any health information, and nothing is asked.
    pub fn are_usual(&self) -> bool {
        self.level() == Level::Normal && self.others().next().is_none()
    }

    /// The labels that are no levels: sensitive matters, and what is asked of whoever gets it.
    pub fn others(&self) -> impl Iterator<Item = &Coding> {
        self.labels.iter().filter(|label| !is_level(label))
    }

    /// Every label, its level first, in one code where there were several.
    pub fn labels(&self) -> Vec<Coding> {
        let level = self.labels.iter().filter_map(level_of).max();
        level.map(Level::label).into_iter().chain(self.others().cloned()).collect()
    }

    /// All of it in words, as message ids: the level where it is more than usual, then what is
    /// sensitive and what is asked.
    pub fn words(&self) -> Vec<&'static str> {
        let mut words: Vec<&'static str> = self.level().word().into_iter().collect();
        for word in self.others().filter_map(word_of) {
            if !words.contains(&word) {
                words.push(word);
            }
        }
        words
    }

    /// The notice that has to go with it, as a message id.
    pub fn notice(&self) -> Option<&'static str> {
        let asks = |word: &str| self.others().filter_map(word_of).any(|own| own == word);
        if asks(PART_2) {
            Some("notice-part2")
        } else if asks(NOT_FURTHER) {
            Some("notice-not-further")
        } else {
            self.level().word().map(|_| "notice-restricted")
        }
    }
}

fn is_level(label: &Coding) -> bool {
    matches!(&*label.system, CONFIDENTIALITY | "urn:oid:2.16.840.1.113883.5.25")
}

/// A resource's JSON with further labels; `None` where it has them all, or is no JSON.
pub fn labelled(json: &str, marks: &Marks) -> Option<String> {
    let document = Document::parse(json).ok()?;
    let root = document.root();
    let own = labels(root);
    let missing: Vec<Coding> =
        marks.labels().into_iter().filter(|label| !own.contains(label)).collect();
    if missing.is_empty() {
        return None;
    }
    let list = written(&missing);
    let meta = root.get("meta");
    let security = meta.and_then(|meta| meta.get("security"));
    let (span, text) = match (meta, security) {
        (_, Some(list_of)) if list_of.is_array() => {
            let comma = if list_of.items().next().is_some() { "," } else { "" };
            let at = list_of.span().start + 1;
            (at..at, format!("{list}{comma}"))
        }
        // What is no list holds no label.
        (_, Some(other)) => (other.span(), format!("[{list}]")),
        (Some(meta), None) if meta.is_object() => {
            let comma = if meta.members().next().is_some() { "," } else { "" };
            let at = meta.span().start + 1;
            (at..at, format!("\"security\":[{list}]{comma}"))
        }
        (Some(other), None) => (other.span(), format!("{{\"security\":[{list}]}}")),
        (None, None) => {
            let behind = root.get("id").or_else(|| root.get("resourceType"))?;
            let at = behind.span().end;
            (at..at, format!(",\"meta\":{{\"security\":[{list}]}}"))
        }
    };
    let (before, behind) = (json.get(..span.start)?, json.get(span.end..)?);
    Some(format!("{before}{text}{behind}"))
}

/// Labels as the items of a list in JSON.
pub fn written(labels: &[Coding]) -> String {
    let mut out = String::new();
    for (at, label) in labels.iter().enumerate() {
        out.push_str(if at > 0 { ",{" } else { "{" });
        if !label.system.is_empty() {
            out.push_str("\"system\":");
            write_string(&mut out, &label.system);
            out.push(',');
        }
        out.push_str("\"code\":");
        write_string(&mut out, &label.code);
        out.push('}');
    }
    out
}

/// Whether a text speaks of 42 CFR part 2, however it writes that.
pub fn speaks_of_part_2(text: &str) -> bool {
    let letters: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    letters.contains("42cfrpart2") || letters.contains("42cfr2")
}

/// The system of levels.
pub const CONFIDENTIALITY: &str = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
/// The system of sensitive matters, obligations and what is forbidden.
pub const ACT_CODE: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/// The system of what something may be used for.
pub const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
/// The policy of 42 CFR part 2, in [`ACT_CODE`].
pub const PART_2_CODE: &str = "42CFRPart2";

const PART_2: &str = "label-part2";
const NOT_FURTHER: &str = "label-not-further";
const FOR_USE: &str = "label-for-use";

/// Codes of v3 ActCode (sensitivity, policies, refrain, obligations) and ActReason (use), and the words for them.
const WORDS: &[(&[&str], &str)] = &[
    (&[PART_2_CODE], PART_2),
    // Some senders leave a letter out.
    (&["NORDSCLCD", "NORDSLCD", "NORDSCLCDS", "NORDSCLW", "ORCON"], NOT_FURTHER),
    (&["NODSCLCD", "NODSCLCDS", "NOAUTH"], "label-not-without-consent"),
    (&["ETH", "SUD", "ETHUD", "OPIOIDUD", "SUDTRT"], "label-substance-use"),
    (&["PSY", "PSYTHPN", "BH", "MH", "COGN", "DVD", "EMOTDIS"], "label-mental-health"),
    (&["HIV"], "label-hiv"),
    (&["STD", "SEX", "SA", "SVIO"], "label-sexual-health"),
    (&["REPRO", "PREGNANT", "ABORTION"], "label-reproductive-health"),
    (&["GDIS", "GENETIC", "SICKLE"], "label-genetics"),
    (&["SDV", "VIO", "DVIO", "CHILDABUSE"], "label-violence"),
    (
        &["MARST", "DEMO", "DOB", "GENDER", "LIVARG", "RACE", "REL", "VIP", "CEL", "EMP"],
        "label-personal",
    ),
    (&["ADOL", "TBOO", "LOCIS", "EMPL", "PDS", "PHY", "PRS", "COMPT"], "label-sensitive"),
    (&["TREAT", "HPAYMT", "HOPERAT", "ETREAT", "CAREMGT", "PUBHLTH", "HRESCH", "PATRQT"], FOR_USE),
];

#[cfg(test)]
mod tests;
