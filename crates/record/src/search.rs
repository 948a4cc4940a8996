//! Search inside one record, by words.

use std::cmp::Reverse;

use crate::entry::{Entry, FactText, Measure};
use crate::fold::fold;
use crate::narrative::plain_text;
use crate::words::{Language, Words};

/// Entries in which every word of `query` occurs (in any order, any case, accents ignored): in
/// title, value, facts, codes' displays or narrative. Best first: title before the rest, newest first.
pub fn search<'e>(entries: &'e [Entry], query: &str) -> Vec<&'e Entry> {
    let words: Vec<String> = fold(query).split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(bool, &Entry)> =
        entries.iter().filter_map(|entry| Some((matches(entry, &words)?, entry))).collect();
    found.sort_by_key(|(in_rest, entry)| {
        (*in_rest, Reverse(entry.date.map(|date| date.sort_key())))
    });
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// `Some(false)` if all words are in the title, `Some(true)` if some are further inside.
fn matches(entry: &Entry, words: &[String]) -> Option<bool> {
    let title = fold(&titles(entry));
    let missing: Vec<&String> = words.iter().filter(|word| !title.contains(*word)).collect();
    if missing.is_empty() {
        return Some(false);
    }
    let rest = fold(&rest(entry));
    missing.into_iter().all(|word| rest.contains(word)).then_some(true)
}

/// What an entry is called: by the source, and by us in both languages.
fn titles(entry: &Entry) -> String {
    let mut text = entry.title.clone().unwrap_or_default();
    for words in Language::ALL.map(Words::of) {
        if let Some(plain) = entry.plain {
            text.push(' ');
            text.push_str(&words.text(plain.name));
        }
        if entry.title.is_none() {
            text.push(' ');
            text.push_str(&words.text(entry.title_word));
        }
    }
    text
}

fn rest(entry: &Entry) -> String {
    let mut text = String::new();
    let mut add = |part: &str| {
        text.push_str(part);
        text.push(' ');
    };
    let mut add_value = |value: &Option<Measure>| {
        if let Some(value) = value {
            add(&value.text);
            add(value.unit.as_deref().unwrap_or_default());
        }
    };
    add_value(&entry.value);
    entry.parts.iter().for_each(|part| add_value(&part.value));
    for part in &entry.parts {
        add(part.title.as_deref().unwrap_or_default());
    }
    for fact in &entry.facts {
        match &fact.text {
            FactText::Source(source) => add(source),
            FactText::Date(date) => add(&date.iso()),
            FactText::Word(id) => {
                for language in Language::ALL {
                    add(&Words::of(language).text(id));
                }
            }
            FactText::Phrase(_, values) => values.iter().for_each(|(_, value)| add(value)),
        }
    }
    for code in &entry.codes {
        add(&code.code);
        add(code.display.as_deref().unwrap_or_default());
    }
    for attachment in &entry.attachments {
        add(attachment.title.as_deref().unwrap_or_default());
    }
    add(entry.source.as_deref().unwrap_or_default());
    if let Some(date) = entry.date {
        add(&date.iso());
    }
    add(&plain_text(&entry.narrative));
    text
}
