//! Every word an entry may use is there, in every language.

use super::*;
use crate::words::{Language, Words};

const SOURCES: &[&str] = &[
    include_str!("allergies.rs"),
    include_str!("care.rs"),
    include_str!("claims.rs"),
    include_str!("conditions.rs"),
    include_str!("documents.rs"),
    include_str!("generic.rs"),
    include_str!("measure.rs"),
    include_str!("medications.rs"),
    include_str!("observations.rs"),
    include_str!("people.rs"),
    include_str!("procedures.rs"),
    include_str!("questions.rs"),
    include_str!("ranges.rs"),
    include_str!("visits.rs"),
];

/// The string literals right behind any of `openings` in our own source.
fn literals(openings: &[&str]) -> Vec<&'static str> {
    let behind = |opening: &&str| {
        let opening = (*opening).to_owned();
        SOURCES.iter().flat_map(move |source| {
            let pieces: Vec<&'static str> = source.split(opening.as_str()).skip(1).collect();
            pieces
                .into_iter()
                .filter_map(|piece| piece.trim_start().strip_prefix('"')?.split('"').next())
        })
    };
    openings.iter().flat_map(behind).collect()
}

#[test]
fn every_label_and_word_an_entry_may_use_is_in_both_catalogs() {
    let labels = literals(&[
        "entry.text(",
        "entry.day(",
        "entry.word(",
        "entry.fact(",
        "entry.amount(",
        "entry.measured(",
    ]);
    let words = literals(&["Some(", "=> ", "title_word =", "Phrase(", ", "]);
    let words = words.into_iter().filter(|word| {
        let prefix = word.split('-').next().unwrap_or_default();
        let ours = [
            "kind",
            "word",
            "visit",
            "status",
            "severity",
            "criticality",
            "allergen",
            "category",
            "priority",
            "absent",
            "timing",
            "gender",
            "entry",
        ];
        ours.contains(&prefix) && word.contains('-')
    });
    let ids: Vec<String> = labels
        .iter()
        .map(|label| format!("fact-{label}"))
        .chain(words.map(str::to_owned))
        .collect();
    assert!(ids.len() > 200, "only {} ids were found in the source", ids.len());
    for language in Language::ALL {
        for id in &ids {
            assert!(Words::of(language).has(id), "{id} is missing in {}", language.tag());
        }
    }
}

#[test]
fn every_plain_name_is_in_both_catalogs_and_every_code_stands_once() {
    let mut codes = std::collections::BTreeSet::new();
    use crate::plain::{CONDITIONS, TABLE, VACCINES};
    for plain in TABLE.iter().chain(CONDITIONS).chain(VACCINES) {
        for language in Language::ALL {
            assert!(Words::of(language).has(plain.name), "{}", plain.name);
            assert!(Words::of(language).has(plain.about), "{}", plain.about);
        }
        for code in plain.codes {
            assert!(codes.insert((plain.name.contains("vaccine"), code)), "{code} stands twice");
        }
    }
}

#[test]
fn how_often_a_medicine_is_taken_is_said_in_words() {
    let phrase = |times: &str, period: &str, unit: &str| {
        let values = vec![
            ("times", times.to_owned()),
            ("period", period.to_owned()),
            ("unit", unit.to_owned()),
        ];
        FactText::Phrase("timing-repeat", values)
    };
    let english = Words::of(Language::English);
    let spanish = Words::of(Language::Spanish);
    assert_eq!(english.fact(&phrase("1", "1", "d")), "once a day");
    assert_eq!(english.fact(&phrase("3", "1", "d")), "3 times a day");
    assert_eq!(english.fact(&phrase("1", "8", "h")), "once every 8 hours");
    assert_eq!(spanish.fact(&phrase("1", "8", "h")), "una vez cada 8 horas");
    assert_eq!(spanish.fact(&phrase("2", "1", "wk")), "2 veces a la semana");
}

#[test]
fn a_damaged_resource_still_shows_that_it_is_there() {
    let damaged = Resource {
        kind: "Condition".into(),
        id: ResourceId::parse("x").unwrap(),
        version: 1,
        updated: 0,
        json: "{".into(),
    };
    assert_eq!(entry(&damaged, &NoNames).title_word, "entry-unreadable");
}
