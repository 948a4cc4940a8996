//! Search inside one record, by words: as they are, as records call them, and where they are misspelled
//! by the nearest word that the record has.

pub mod everyday;
pub mod spelling;

use memchr::memmem::Finder;

use crate::entry::{Entry, FactText, Measure};
use crate::fold::fold;
use crate::narrative::plain_text;
use crate::section::Section;
use crate::words::{Language, Words};
use spelling::Nearest;

/// What somebody looks for: every term must occur, each by any of its names.
#[derive(Clone, Debug)]
pub struct Query {
    /// Fewest names first, then the longest: the rarest says soonest that an entry is none.
    terms: Vec<Term>,
}

/// A word or a phrase, and what else it is called.
#[derive(Clone, Debug)]
struct Term {
    /// As it was typed, folded.
    typed: String,
    names: Vec<Name>,
}

/// One name of a term.
#[derive(Clone, Debug)]
struct Name {
    letters: Finder<'static>,
    /// A short name that nobody typed counts as a whole word only: "ear" is not in "heart".
    is_whole: bool,
}

/// Names with fewer letters stand in many words by chance.
const WHOLE_BELOW: usize = 5;

impl Term {
    fn of(typed: &str) -> Self {
        let name = |name: &str| Name {
            letters: Finder::new(name).into_owned(),
            is_whole: name != typed && name.len() < WHOLE_BELOW,
        };
        let names = everyday::called(typed).into_iter().map(name).collect();
        Self { typed: typed.to_owned(), names }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        self.names.iter().any(|name| name.find(text).is_some())
    }
}

impl Name {
    /// Where the name stands in a text.
    fn find(&self, text: &[u8]) -> Option<usize> {
        let mut from = 0;
        loop {
            let at = from + self.letters.find(text.get(from..)?)?;
            let end = at + self.letters.needle().len();
            let is_letter = |place: Option<&u8>| place.is_some_and(u8::is_ascii_alphanumeric);
            let before = at.checked_sub(1).and_then(|before| text.get(before));
            if !self.is_whole || !is_letter(before) && !is_letter(text.get(end)) {
                return Some(at);
            }
            from = at + 1;
        }
    }
}

impl Query {
    /// Splits what was typed at white space; any case, accents ignored. Phrases that have a name of
    /// their own ("high blood pressure") are one term.
    pub fn parse(text: &str) -> Self {
        let folded = fold(text);
        let words: Vec<&str> = folded.split_whitespace().collect();
        let (mut terms, mut at) = (Vec::new(), 0);
        while let Some(word) = words.get(at) {
            let phrase = (2..=everyday::PHRASE_WORDS_MAX).rev().find_map(|count| {
                let phrase = words.get(at..at + count)?.join(" ");
                everyday::is_phrase(&phrase).then_some((phrase, count))
            });
            let (typed, count) = phrase.unwrap_or_else(|| ((*word).to_owned(), 1));
            terms.push(Term::of(&typed));
            at += count;
        }
        terms.sort_by_key(|term| (term.names.len(), std::cmp::Reverse(term.typed.len())));
        terms.dedup_by(|one, other| one.typed == other.typed);
        Self { terms }
    }

    /// Whether nothing was asked; it finds nothing.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// What can be found of a list of entries: their words, folded once and searched often. About
/// 0.3 kB an entry.
#[derive(Clone, Debug, Default)]
pub struct SearchText {
    /// For each entry its titles, a line's end, all other words, a line's end.
    text: String,
    spots: Vec<WordsEnd>,
}

/// Where an entry's words end; they begin where those of the one before end.
#[derive(Clone, Copy, Debug)]
struct WordsEnd {
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
            made.spots.push(WordsEnd { title_end, end: made.text.len() });
        }
        made.text.shrink_to_fit();
        made
    }

    /// Bytes it takes in memory.
    pub fn bytes(&self) -> usize {
        self.text.capacity() + self.spots.capacity() * size_of::<WordsEnd>()
    }

    /// Entries in which every term of `query` occurs (in any order), in the order of the list. Looks
    /// for the rarest term through all of the text at once.
    pub fn find(&self, query: &Query) -> Vec<Match> {
        let Some((first, others)) = query.terms.split_first() else { return Vec::new() };
        let mut places: Vec<usize> = Vec::new();
        for name in &first.names {
            self.places(name, &mut places);
        }
        places.sort_unstable();
        places.dedup();
        let found = places.into_iter().filter_map(|place| {
            let (titles, all) = self.texts(place)?;
            others.iter().all(|term| term.is_in(all)).then(|| Match {
                place,
                is_in_title: query.terms.iter().all(|term| term.is_in(titles)),
            })
        });
        found.collect()
    }

    /// The entries in which a name occurs.
    fn places(&self, name: &Name, places: &mut Vec<usize>) {
        let text = self.text.as_bytes();
        let mut from = 0;
        while let Some(at) = text.get(from..).and_then(|text| name.find(text)) {
            let place = self.spots.partition_point(|spot| spot.end <= from + at);
            let Some(spot) = self.spots.get(place) else { break };
            places.push(place);
            from = spot.end;
        }
    }

    /// The titles and all words of an entry.
    fn texts(&self, place: usize) -> Option<(&[u8], &[u8])> {
        let WordsEnd { title_end, end } = self.spots.get(place).copied()?;
        let start = place.checked_sub(1).and_then(|before| self.spots.get(before));
        let start = start.map_or(0, |before| before.end);
        let text = self.text.as_bytes();
        Some((text.get(start..title_end)?, text.get(start..end)?))
    }

    /// The text with each word that occurs nowhere replaced by the nearest that does; `None` where
    /// nothing is to be corrected.
    pub fn corrected(&self, text: &str) -> Option<String> {
        let folded = fold(text);
        let mut is_changed = false;
        let words: Vec<String> = folded
            .split_whitespace()
            .map(|word| {
                let is_known = Term::of(word).is_in(self.text.as_bytes());
                let nearest = if is_known { None } else { self.nearest(word) };
                is_changed |= nearest.is_some();
                nearest.unwrap_or_else(|| word.to_owned())
            })
            .collect();
        is_changed.then(|| words.join(" "))
    }

    fn nearest(&self, word: &str) -> Option<String> {
        let mut nearest = Nearest::to(word)?;
        everyday::words().for_each(|known| nearest.look_at(known));
        let words = self.text.split(|sign: char| !sign.is_alphanumeric());
        words.for_each(|known| nearest.look_at(known));
        nearest.found().map(str::to_owned)
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

/// A word of the catalogs in every language.
fn add_word(id: &str, add: &mut dyn FnMut(&str)) {
    for language in Language::ALL {
        add(&Words::of(language).text(id));
    }
}

fn add_fact(text: &FactText, add: &mut dyn FnMut(&str)) {
    match text {
        FactText::Source(source) => add(source),
        FactText::Date(date) => add(&date.iso()),
        FactText::Identity(number) => {
            add(&number.value);
            add(number.label.as_deref().unwrap_or_default());
        }
        FactText::Amount(amount) => add(&amount.text),
        FactText::Word(id) => add_word(id, add),
        FactText::Words(ids) => ids.iter().for_each(|id| add_word(id, add)),
        FactText::Phrase(_, values) => values.iter().for_each(|(_, value)| add(value)),
        FactText::Several(all) => all.iter().for_each(|one| add_fact(one, add)),
    }
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
    entry.facts.iter().for_each(|fact| add_fact(&fact.text, &mut add));
    for code in &entry.codes {
        add(&code.code);
        add(code.display.as_deref().unwrap_or_default());
    }
    for attachment in &entry.attachments {
        add(attachment.title.as_deref().unwrap_or_default());
    }
    // Few records say of a vaccine that it is one: "Influenza, seasonal, injectable".
    if entry.section == Section::Vaccines {
        add("vaccine vacuna");
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

    #[test]
    fn everyday_words_find_what_records_call_it_in_both_languages() {
        let text = of(&[
            r#"{"resourceType":"Condition","code":{"text":"Essential hypertension"}}"#,
            r#"{"resourceType":"Condition","code":{"text":"Fracture of wrist"}}"#,
        ]);
        assert_eq!(found(&text, "high blood pressure"), [(0, true)]);
        assert_eq!(found(&text, "presión alta"), [(0, true)]);
        assert_eq!(found(&text, "broken wrist"), [(1, true)]);
        assert_eq!(found(&text, "broken knee"), []);
        let heart = of(&[r#"{"resourceType":"Condition","code":{"text":"Heart murmur"}}"#]);
        assert_eq!(found(&heart, "otitis"), [], "an ear is not in a heart");
    }

    #[test]
    fn a_misspelled_word_is_corrected_by_the_records_own_words() {
        let text = of(&[r#"{"resourceType":"Condition","code":{"text":"Hypothyroidism, mild"}}"#]);
        assert_eq!(text.corrected("hypothiroidism").as_deref(), Some("hypothyroidism"));
        assert_eq!(text.corrected("hypothyroidism"), None);
        assert_eq!(text.corrected("xylophone"), None);
    }
}
