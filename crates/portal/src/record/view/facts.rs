//! Facts of an entry in words, and which of them a list shows.

use bluebutton_record::entry::{Fact, FactText};
use bluebutton_record::{Entry, Section};

use super::Reader;

/// A label and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactView {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub text: String,
    /// Whether the text needs its label to be understood: "1 tablet a day" does not.
    pub needs_label: bool,
    /// The number to touch, where the text is one telephone number.
    pub tel: Option<String>,
    /// The language of the text, where it is the source's own words and not the page's language.
    pub lang: Option<&'static str>,
}

impl Reader<'_> {
    /// A fact in words.
    pub fn fact(&self, fact: &Fact) -> FactView {
        FactView {
            label: self.words.label(fact.label).into_owned(),
            text: self.words.told(fact).into_owned(),
            tel: telephone(fact),
            lang: match &fact.text {
                FactText::Source(text) if !NAMES.contains(&fact.label) => self.lang(text),
                _ => None,
            },
            needs_label: !matches!(fact.label, "dose" | "dose-amount" | "when" | "reaction"),
        }
    }

    /// The first facts of those that matter in a list of its section.
    pub(super) fn facts_that_matter(
        &self,
        entry: &Entry,
        title: &str,
        take: usize,
    ) -> Vec<FactView> {
        let wanted = labels_that_matter(entry.section);
        let matters = |fact: &&Fact| wanted.is_empty() || wanted.contains(&fact.label);
        let facts = entry.facts.iter().filter(matters).map(|fact| self.fact(fact));
        facts.filter(|fact| fact.text != title).take(take).collect()
    }
}

/// Facts that are names of people and places: a name is of no language.
const NAMES: [&str; 9] = [
    "prescriber",
    "performer",
    "author",
    "seen-by",
    "with",
    "location",
    "ordered-by",
    "from",
    "phone",
];

/// `+15550100`, where a fact is one telephone number.
fn telephone(fact: &Fact) -> Option<String> {
    let FactText::Source(text) = &fact.text else { return None };
    let is_sign = |sign: char| sign.is_ascii_digit() || "+()-. ".contains(sign);
    let digits: String =
        text.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect();
    (fact.label == "phone" && digits.len() >= 7 && text.chars().all(is_sign)).then_some(digits)
}

/// What a list tells of an entry; the rest is on its own page. Empty is whatever comes first.
fn labels_that_matter(section: Section) -> &'static [&'static str] {
    match section {
        Section::Medications => {
            &["dose", "dose-amount", "when", "reason", "prescriber", "status-reason", "from"]
        }
        Section::Allergies => &["reaction", "severity", "criticality"],
        Section::Conditions => &["severity", "stage", "onset"],
        Section::Results => &["conclusion", "ordered-by"],
        Section::Vaccines => &["due", "dose-number", "disease", "reason-not-done", "reaction"],
        Section::Procedures => &["reason", "body-site", "performer", "outcome", "complication"],
        Section::Visits => &["reason", "location", "seen-by", "with", "follow-up"],
        Section::Documents => &["author"],
        Section::Claims => &["billed", "paid", "patient-paid", "you-owe"],
        _ => &[],
    }
}
