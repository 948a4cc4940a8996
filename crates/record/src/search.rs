//! Search inside one record, by words.

use memchr::memmem::Finder;

use crate::entry::{Entry, FactText, Measure};
use crate::fold::fold;
use crate::narrative::plain_text;
use crate::words::{Language, Words};

/// The words somebody looks for, folded.
#[derive(Clone, Debug)]
pub struct Query {
    /// Longest first: the rarest word says soonest that an entry is none.
    words: Vec<Finder<'static>>,
}

impl Query {
    /// Splits what was typed at white space; any case, accents ignored.
    pub fn parse(text: &str) -> Self {
        let folded = fold(text);
        let mut words: Vec<&str> = folded.split_whitespace().collect();
        words.sort_by_key(|word| std::cmp::Reverse(word.len()));
        words.dedup();
        Self { words: words.into_iter().map(|word| Finder::new(word).into_owned()).collect() }
    }

    /// Whether nothing was asked; it finds nothing.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }
}

/// What can be found of a list of entries: their words, folded once and searched often. About
/// 0.3 kB an entry.
#[derive(Clone, Debug, Default)]
pub struct SearchText {
    /// For each entry its titles, a line's end, all other words, a line's end.
    text: String,
    spots: Vec<Spot>,
}

/// Where an entry's words end; they begin where those of the one before end.
#[derive(Clone, Copy, Debug)]
struct Spot {
    title_end: usize,
    end: usize,
}

/// An entry in which every word occurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its place in the list.
    pub place: usize,
    /// Whether all words are in its title, not only further inside.
    pub is_in_title: bool,
}

impl SearchText {
    /// The words of entries, in their order: title, value, facts, codes' displays, narrative.
    pub fn of(entries: &[Entry]) -> Self {
        let mut made = Self::default();
        for entry in entries {
            made.text.push_str(&fold(&titles(entry)));
            made.text.push('\n');
            let title_end = made.text.len();
            made.text.push_str(&fold(&rest(entry)));
            made.text.push('\n');
            made.spots.push(Spot { title_end, end: made.text.len() });
        }
        made.text.shrink_to_fit();
        made
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.spots.capacity() * size_of::<Spot>()
    }

    /// Entries in which every word of `query` occurs (in any order), in the order of the list.
    /// Looks for the longest word through all of the text at once.
    pub fn find(&self, query: &Query) -> Vec<Match> {
        let Some((first, others)) = query.words.split_first() else { return Vec::new() };
        let text = self.text.as_bytes();
        let (mut found, mut from) = (Vec::new(), 0);
        while let Some(at) = text.get(from..).and_then(|text| first.find(text)) {
            let at = from + at;
            let place = self.spots.partition_point(|spot| spot.end <= at);
            let Some(Spot { title_end, end }) = self.spots.get(place).copied() else { break };
            let start = place.checked_sub(1).and_then(|before| self.spots.get(before));
            let start = start.map_or(0, |before| before.end);
            from = end;
            let (titles, all) = (text.get(start..title_end), text.get(start..end));
            let (Some(titles), Some(all)) = (titles, all) else { break };
            if others.iter().all(|word| word.find(all).is_some()) {
                let is_in_title =
                    at < title_end && others.iter().all(|word| word.find(titles).is_some());
                found.push(Match { place, is_in_title });
            }
        }
        found
    }
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
            add(value.written_unit.as_deref().unwrap_or_default());
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
            FactText::Identity(number) => {
                add(&number.value);
                add(number.label.as_deref().unwrap_or_default());
            }
            FactText::Amount(amount) => add(&amount.text),
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

#[cfg(test)]
mod tests {
    use crate::entry::{NoNames, entries};
    use crate::resource::{Resource, ResourceId};

    use super::*;

    fn of(jsons: &[&str]) -> SearchText {
        let resource = |json: &&str| Resource {
            kind: "Condition".into(),
            id: ResourceId::parse("dir.1").unwrap(),
            version: 1,
            updated: 0,
            json: (*json).into(),
        };
        let resources: Vec<Resource> = jsons.iter().map(resource).collect();
        SearchText::of(&entries(&resources, &NoNames))
    }

    fn found(text: &SearchText, query: &str) -> Vec<(usize, bool)> {
        let query = Query::parse(query);
        text.find(&query).iter().map(|found| (found.place, found.is_in_title)).collect()
    }

    #[test]
    fn every_word_must_occur_in_one_entry_and_the_title_is_told_from_the_rest() {
        let text = of(&[
            r#"{"resourceType":"Condition","code":{"text":"Asma crónica"}}"#,
            r#"{"resourceType":"Condition","code":{"text":"Fracture"},"note":[{"text":"asma?"}]}"#,
            r#"{"resourceType":"Condition","code":{"text":"Asma"},"note":[{"text":"chronic"}]}"#,
        ]);
        assert_eq!(found(&text, "ASMA"), [(0, true), (1, false), (2, true)]);
        assert_eq!(found(&text, "cronica asma"), [(0, true)]);
        assert_eq!(found(&text, "chronic asma"), [(2, false)]);
        assert_eq!(found(&text, "fracture chronic"), [], "two entries are not one");
        assert_eq!(found(&text, " "), []);
        assert_eq!(found(&SearchText::default(), "asma"), []);
    }
}
