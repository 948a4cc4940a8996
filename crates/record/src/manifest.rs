//! What is in a page, file or message, and what is not: complete, or says so.

use std::collections::BTreeMap;

use crate::date::FhirDate;
use crate::section::Section;
use crate::selection::Selection;
use crate::words::Words;

/// The manifest of one reading of a record. Every file carries it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// What was asked for.
    pub selection: Selection,
    /// When the record was read, microseconds since 1970 (UTC).
    pub made_at: i64,
    /// Entries per section that are in.
    pub included: BTreeMap<Section, usize>,
    /// Entries per section that the record holds but that were not asked for.
    pub left_out: BTreeMap<Section, usize>,
    /// Entries that are in although they have no date, where a date range was asked for.
    pub undated: usize,
    /// Entries withheld, and under which rule (message id of the rule, such as
    /// `withheld-caregiver-limit`).
    pub withheld: BTreeMap<String, usize>,
    /// What could not be read, as ids.
    pub unreadable: Vec<String>,
    /// Who the facts came from: names of organizations, in order.
    pub sources: Vec<String>,
}

impl Manifest {
    /// How many entries are in, all sections together.
    pub fn total(&self) -> usize {
        self.included.values().sum()
    }
}

/// A manifest in words: what every file says about itself, in the same sentences.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The heading.
    pub title: String,
    /// What is in and what is not, each a whole sentence.
    pub sentences: Vec<String>,
    /// Each section's name, how many entries of it are in, and how many are not.
    pub counts: Vec<(String, usize, usize)>,
    /// The heading of [`Account::sources`].
    pub sources_title: String,
    /// Who the entries come from.
    pub sources: Vec<String>,
}

/// Says a manifest in words.
pub fn account(manifest: &Manifest, words: &Words) -> Account {
    let made = words.moment(manifest.made_at);
    let mut sentences = vec![if manifest.selection.is_everything() {
        words.with("manifest-everything", &[("made", made.into())])
    } else {
        let part = part(&manifest.selection, words);
        words.with("manifest-part", &[("made", made.into()), ("part", part.into())])
    }];
    sentences.push(words.with("manifest-total", &[("count", manifest.total().into())]));
    let mut counted = |id: &str, count: usize| {
        if count > 0 {
            sentences.push(words.with(id, &[("count", count.into())]));
        }
    };
    counted("manifest-left-out", manifest.left_out.values().sum());
    counted("manifest-undated", manifest.undated);
    counted("manifest-unreadable", manifest.unreadable.len());
    for (rule, count) in &manifest.withheld {
        let known = if words.has(rule) { rule } else { "withheld-unknown-rule" };
        let rule = words.text(known).into_owned();
        let arguments = [("count", (*count).into()), ("rule", rule.into())];
        sentences.push(words.with("manifest-withheld", &arguments));
    }
    let number = |counts: &BTreeMap<Section, usize>, section| counts.get(&section).copied();
    let counts = Section::ALL.into_iter().filter_map(|section| {
        let included = number(&manifest.included, section).unwrap_or(0);
        let left_out = number(&manifest.left_out, section).unwrap_or(0);
        (included + left_out > 0).then(|| (words.section(section).into_owned(), included, left_out))
    });
    Account {
        title: words.text("manifest-title").into_owned(),
        sentences,
        counts: counts.collect(),
        sources_title: words.text("manifest-sources").into_owned(),
        sources: manifest.sources.clone(),
    }
}

/// What of a record was asked for: "Medicines, Allergies, from May 1, 2026 on".
fn part(selection: &Selection, words: &Words) -> String {
    let chosen = selection.sections.iter().flatten();
    let mut parts: Vec<String> =
        chosen.map(|section| words.section(*section).into_owned()).collect();
    let day = |day| words.date(&FhirDate::day(day)).into();
    match (selection.dates.from, selection.dates.to) {
        (Some(from), Some(to)) => {
            parts.push(words.with("manifest-between", &[("from", day(from)), ("to", day(to))]));
        }
        (Some(from), None) => parts.push(words.with("manifest-since", &[("from", day(from))])),
        (None, Some(to)) => parts.push(words.with("manifest-until", &[("to", day(to))])),
        (None, None) => {}
    }
    if selection.visit.is_some() {
        parts.push(words.text("manifest-visit").into_owned());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn said(manifest: &Manifest, language: Language) -> String {
        account(manifest, Words::of(language)).sentences.join("\n")
    }

    #[test]
    fn an_empty_record_says_so() {
        let english = said(&Manifest::default(), Language::English);
        assert!(english.contains("It holds no entries."), "{english}");
        assert!(said(&Manifest::default(), Language::Spanish).contains("No contiene ningún dato."));
    }

    #[test]
    fn what_is_missing_is_said() {
        let mut manifest = Manifest { undated: 1, ..Manifest::default() };
        manifest.selection.sections = Some([Section::Medications].into());
        manifest.selection.dates.from = Some("2026-05-01".parse().unwrap());
        manifest.included.insert(Section::Medications, 2);
        manifest.left_out.insert(Section::Results, 40);
        manifest.withheld.insert("withheld-caregiver-limit".into(), 3);
        manifest.withheld.insert("withheld-of-another-program".into(), 1);
        manifest.unreadable.push("abc".into());
        let english = said(&manifest, Language::English);
        for sentence in [
            "a part of the record as we held it on January 1, 1970, 00:00 UTC: Medicines, from May 1, 2026 on.",
            "It holds 2 entries.",
            "40 entries of the record were not asked for",
            "One entry has no date.",
            "3 entries are not shown: the patient chose what a caregiver may see.",
            "One entry is not shown: a rule of this organization.",
            "One entry could not be read.",
        ] {
            assert!(english.contains(sentence), "{sentence:?} is not in:\n{english}");
        }
        let counts = account(&manifest, Words::of(Language::English)).counts;
        assert_eq!(counts, [("Medicines".into(), 2, 0), ("Test results".into(), 0, 40)]);
    }
}
