//! What entries of one thing have in common, by section. Equal keys are one thing.

use std::collections::HashMap;

use super::medicines;
use crate::entry::{Entry, Fact};
use crate::fold::fold;
use crate::section::Section;

/// The keys of an entry; none for what is only ever itself.
pub(super) fn of(entry: &Entry) -> Vec<String> {
    // What was taken back stands for itself, so that it can be seen.
    if entry.is_error {
        return Vec::new();
    }
    let said = format!("{:?}", entry.basis.said);
    match entry.section {
        Section::Medications => medicines::keys(entry, &said),
        Section::Allergies => {
            titled(entry, &[&said, &facts_of(entry, ALLERGY_FACTS), &status(entry)])
        }
        Section::Conditions => titled(entry, &[&said, &facts_of(entry, CONDITION_FACTS)]),
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

/// A document to read and the file it came in, where no identifier ties them; and a document with
/// the newer one that says it replaces it.
pub(super) fn join_documents(entries: &[&Entry], join: &mut dyn FnMut(usize, usize)) {
    let documents =
        || entries.iter().enumerate().filter(|(_, entry)| entry.section == Section::Documents);
    let mut to_read = HashMap::new();
    let mut by_identifier: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut by_set: HashMap<&str, usize> = HashMap::new();
    for (at, entry) in documents() {
        if is_to_read(entry) {
            to_read
                .entry((&entry.title, entry.date.map(|date| date.iso()), &entry.source))
                .or_insert(at);
        }
        for identifier in &entry.basis.identifiers {
            by_identifier.entry(identifier).or_default().push(at);
        }
    }
    for (at, entry) in documents() {
        if is_only_a_file(entry) {
            let key = (&entry.title, entry.date.map(|date| date.iso()), &entry.source);
            if let Some(other) = to_read.get(&key) {
                join(at, *other);
            }
        }
        if let Some((set, _)) = &entry.basis.version {
            join(at, *by_set.entry(set).or_insert(at));
        }
        for replaced in &entry.basis.replaces {
            for other in by_identifier.get(replaced.as_str()).into_iter().flatten() {
                if entries.get(*other).is_some_and(|other| other.basis.is_replaced) {
                    join(at, *other);
                }
            }
        }
    }
}

fn is_to_read(entry: &Entry) -> bool {
    !entry.narrative.is_empty() && entry.attachments.is_empty()
}

fn is_only_a_file(entry: &Entry) -> bool {
    entry.narrative.is_empty() && !entry.attachments.is_empty()
}
