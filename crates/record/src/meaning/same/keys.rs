//! What entries of one thing have in common, by section. Equal keys are one thing.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::medicines;
use crate::entry::{Entry, Fact};
use crate::fold::fold;
use crate::section::Section;

/// The keys of an entry; none for what is only ever itself.
pub(super) fn of(entry: &Entry) -> Vec<String> {
    // What was taken back stands for itself, so that it can be seen.
    // So does what a patient wrote: their word is never the clinic's, nor the other way round.
    if entry.is_error || entry.is_own() {
        return Vec::new();
    }
    let said = format!("{:?}", entry.basis.said);
    match entry.section {
        Section::Medications => medicines::keys(entry, &said),
        Section::Allergies => {
            titled(entry, &[&said, &facts_of(entry, ALLERGY_FACTS), &status(entry)])
        }
        Section::Conditions => {
            let facts = facts_of(entry, CONDITION_FACTS);
            let mut keys = titled(entry, &[&said, &facts]);
            // "Hypertension" and "Essential hypertension" are high blood pressure both.
            let side = side(entry);
            keys.extend(entry.plain.map(|plain| format!("{}|{said}|{facts}|{side}", plain.name)));
            keys
        }
        // A dose told by two sources is one dose.
        Section::Vaccines => match day(entry) {
            Some(day) => titled(entry, &[&said, &day]),
            None => Vec::new(),
        },
        Section::Visits | Section::Documents | Section::Claims | Section::Coverage => {
            identified(entry)
        }
        _ => Vec::new(),
    }
}

fn titled(entry: &Entry, more: &[&str]) -> Vec<String> {
    let Some(title) = &entry.title else { return Vec::new() };
    let words = fold(title).split_whitespace().collect::<Vec<_>>().join(" ");
    vec![format!("{}|{words}|{}", entry.section.slug(), more.join("|"))]
}

/// Its business identifiers with its day: some systems give every document the same number.
fn identified(entry: &Entry) -> Vec<String> {
    let Some(day) = day(entry) else { return Vec::new() };
    let key = |identifier: &String| format!("{}|{day}|{identifier}", entry.section.slug());
    entry.basis.identifiers.iter().map(key).collect()
}

/// The side of the body that a title names: one code may stand for both.
fn side(entry: &Entry) -> String {
    let words = fold(entry.title.as_deref().unwrap_or_default());
    let sides = ["left", "right", "both", "bilateral", "izquierd", "derech"];
    sides.into_iter().filter(|side| words.contains(side)).collect::<Vec<_>>().join(" ")
}

fn day(entry: &Entry) -> Option<String> {
    entry.date.map(|date| date.iso())
}

fn status(entry: &Entry) -> String {
    entry.status.as_ref().map(|status| format!("{status:?}")).unwrap_or_default()
}

/// The facts in which two entries of one thing must not differ.
fn facts_of(entry: &Entry, labels: &[&str]) -> String {
    let told = |fact: &&Fact| labels.contains(&fact.label);
    let mut facts: Vec<String> =
        entry.facts.iter().filter(told).map(|fact| fold(&format!("{fact:?}"))).collect();
    facts.sort();
    facts.join("|")
}

/// An allergy of which two sources tell different reactions stays two.
const ALLERGY_FACTS: &[&str] = &["reaction", "severity", "criticality"];

/// The left knee is not the right one.
const CONDITION_FACTS: &[&str] = &["body-site", "stage"];

/// What joins a document with its file and its other versions.
#[derive(Clone, Debug)]
pub(super) struct DocumentKeys {
    /// Title, day and source in one key: what a document to read and its file have in common.
    look: u128,
    is_to_read: bool,
    is_only_a_file: bool,
    pub(super) identifiers: Vec<Box<str>>,
    pub(super) replaces: Vec<Box<str>>,
    set: Option<Box<str>>,
}

impl DocumentKeys {
    /// `None` for what is no document.
    pub(super) fn of(entry: &Entry) -> Option<Self> {
        if entry.section != Section::Documents {
            return None;
        }
        let all = |texts: &[String]| texts.iter().map(|text| text.as_str().into()).collect();
        let look = (&entry.title, entry.date.map(|date| date.iso()), &entry.source);
        Some(Self {
            look: digest(&format!("{look:?}")),
            is_to_read: !entry.narrative.is_empty() && entry.attachments.is_empty(),
            is_only_a_file: entry.narrative.is_empty() && !entry.attachments.is_empty(),
            identifiers: all(&entry.basis.identifiers),
            replaces: all(&entry.basis.replaces),
            set: entry.basis.version.as_ref().map(|(set, _)| set.as_str().into()),
        })
    }
}

/// A document to read and the file it came in, where no identifier ties them; and a document with
/// the newer one that says it replaces it. Each with its place, and whether a newer one replaces it.
pub(super) fn join_documents(
    papers: &[(usize, bool, &DocumentKeys)],
    join: &mut dyn FnMut(usize, usize),
) {
    let mut to_read = HashMap::new();
    let mut by_identifier: HashMap<&str, Vec<(usize, bool)>> = HashMap::new();
    let mut by_set: HashMap<&str, usize> = HashMap::new();
    for (at, is_replaced, paper) in papers {
        if paper.is_to_read {
            to_read.entry(paper.look).or_insert(*at);
        }
        for identifier in &paper.identifiers {
            by_identifier.entry(identifier).or_default().push((*at, *is_replaced));
        }
    }
    for (at, _, paper) in papers {
        if paper.is_only_a_file
            && let Some(other) = to_read.get(&paper.look)
        {
            join(*at, *other);
        }
        if let Some(set) = &paper.set {
            join(*at, *by_set.entry(set).or_insert(*at));
        }
        for replaced in &paper.replaces {
            for (other, is_replaced) in by_identifier.get(&**replaced).into_iter().flatten() {
                if *is_replaced {
                    join(*at, *other);
                }
            }
        }
    }
}

/// A key in 16 bytes: of a whole record's keys no two that differ become one by chance.
pub fn digest(text: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        text.hash(&mut hasher);
        u128::from(hasher.finish())
    };
    (half(0) << 64) | half(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_differ_are_not_one() {
        assert_ne!(digest("results|glucose"), digest("results|glucosf"));
        assert_eq!(digest("a"), digest("a"));
    }
}
