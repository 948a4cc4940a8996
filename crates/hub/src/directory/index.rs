//! The directory in memory, made to be searched: by words with typing errors, by place, by kind.
//!
//! Each word of a question is held against the words there are (not against the lines), so that its
//! few readings are known before a line is touched, and can be told: "you typed lakesid, we looked
//! for lakeside".

mod places;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use bluebutton_record::fold::fold;

use super::{Gives, KINDS};
use crate::probe::Round;
use places::Place;

pub(crate) use places::region_of;

/// A line of the directory, as lists show it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The organization's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its kind, one of [`KINDS`].
    pub kind: String,
    /// Street and number.
    pub street: String,
    /// City.
    pub city: String,
    /// State, as two letters.
    pub region: String,
    /// ZIP code.
    pub zip: String,
    /// What it gives, as far as no check says otherwise.
    pub gives: Gives,
    /// What it says that it gives, and a check says that it does not.
    pub broken: Gives,
    /// Whether it is a member at present.
    pub is_member: bool,
    /// Since when, as a day.
    pub since: String,
    /// The newest round of checks, however old.
    pub round: Option<Round>,
    /// How many people asked it for their records.
    pub asked: i64,
    /// How many of them say that they got them.
    pub got: i64,
}

/// What somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// Words of a name.
    pub words: String,
    /// City, state or ZIP code.
    pub place: String,
    /// Only of these kinds; all where there are none.
    pub kinds: Vec<String>,
    /// Only who gives all of these.
    pub gives: Gives,
    /// Only members.
    pub members_only: bool,
    /// Exactly as typed.
    pub exactly: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The lines of the page that was asked for, as places in the index.
    pub lines: Vec<usize>,
    /// How many there are in all.
    pub total: usize,
    /// How many of each kind there are, whatever kinds were asked for.
    pub by_kind: Vec<(&'static str, usize)>,
    /// What was looked for instead of what was typed, where that is something else.
    pub read_as: Option<String>,
}

/// The directory, ready to be searched.
#[derive(Default)]
pub struct Index {
    lines: Vec<Line>,
    /// The place of each organization's line, by its id.
    places: HashMap<String, u32>,
    /// Words there are, in order, and which lines have each.
    words: Vec<(String, Vec<u32>)>,
    /// Pairs of neighbouring letters, and which words have each.
    pairs: HashMap<[u8; 2], Vec<u32>>,
    /// Cities there are, folded, and which of them each line is in.
    cities: Vec<String>,
    city_of: Vec<u32>,
    /// The number of each line's kind; that behind the last for any other.
    kind_of: Vec<usize>,
    /// How many words each name has.
    lengths: Vec<u32>,
}

/// More words than this say nothing more.
const WORDS_MAX: usize = 8;

/// How well a word of a name fits a word of a question.
const EXACT: u32 = 100;
const BEGINS: u32 = 60;
const NEAR: u32 = 30;
const FAR: u32 = 12;

/// Words that nearly every name has, or that people add: they count, and are not asked for.
const USUAL: [&str; 12] =
    ["the", "of", "and", "in", "at", "for", "el", "la", "de", "del", "los", "y"];

impl Index {
    /// An index of these lines; they are kept in the order of their names.
    pub fn new(mut lines: Vec<Line>) -> Self {
        lines.sort_by_cached_key(|line| (fold(&line.name), line.id.clone()));
        let mut words: HashMap<String, Vec<u32>> = HashMap::new();
        for (at, line) in lines.iter().enumerate() {
            for word in split(&line.name) {
                let places = words.entry(word).or_default();
                if places.last() != Some(&(at as u32)) {
                    places.push(at as u32);
                }
            }
        }
        let mut words: Vec<(String, Vec<u32>)> = words.into_iter().collect();
        words.sort();
        let mut pairs: HashMap<[u8; 2], Vec<u32>> = HashMap::new();
        for (at, (word, _)) in words.iter().enumerate() {
            for pair in pairs_of(word) {
                let places = pairs.entry(pair).or_default();
                if places.last() != Some(&(at as u32)) {
                    places.push(at as u32);
                }
            }
        }
        let places = (0_u32..).zip(&lines).map(|(at, line)| (line.id.clone(), at)).collect();
        let (cities, city_of) = cities_of(&lines);
        let kind_of = lines.iter().map(|line| kind_number(&line.kind)).collect();
        let lengths = lines.iter().map(|line| split(&line.name).count() as u32).collect();
        Self { lines, places, words, pairs, cities, city_of, kind_of, lengths }
    }

    /// All lines, in the order of names.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// The line of an organization.
    pub fn line(&self, id: &str) -> Option<&Line> {
        self.lines.get(*self.places.get(id)? as usize)
    }

    /// Looks for something; `skip` and `take` say which part of what is found is wanted.
    pub fn find(&self, question: &Question, skip: usize, take: usize) -> Found {
        let asked = asked_words(&question.words);
        let (scores, read_as) = self.scored(&asked, question.exactly);
        let place = Place::read(&question.place);
        let near_cities = place.cities(&self.cities);
        let wanted_kinds: Vec<usize> =
            question.kinds.iter().map(|kind| kind_number(kind)).collect();
        let mut by_kind = [0_usize; KINDS.len()];
        let mut found: Vec<(u32, u32)> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            let score = scores.as_ref().map_or(Some(0), |scores| scores.get(at).copied().flatten());
            let Some(score) = score else { continue };
            let fits = (!question.members_only || line.is_member)
                && line.gives.0 & question.gives.0 == question.gives.0;
            if !fits {
                continue;
            }
            let city = self.city_of.get(at).and_then(|city| *near_cities.get(*city as usize)?);
            let Some(near) = place.fits(line, city) else { continue };
            let kind = self.kind_of.get(at).copied().unwrap_or(KINDS.len());
            if let Some(count) = by_kind.get_mut(kind) {
                *count += 1;
            }
            if wanted_kinds.is_empty() || wanted_kinds.contains(&kind) {
                found.push((score + near + u32::from(line.is_member), at as u32));
            }
        }
        let total = found.len();
        let by_best = |a: &(u32, u32), b: &(u32, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
        let wanted = (skip + take).min(total);
        if wanted > 0 && wanted < total {
            found.select_nth_unstable_by(wanted - 1, by_best);
            found.truncate(wanted);
        }
        found.sort_unstable_by(by_best);
        let lines = found.into_iter().skip(skip).take(take).map(|(_, at)| at as usize).collect();
        let by_kind = KINDS.into_iter().zip(by_kind).filter(|(_, count)| *count > 0).collect();
        Found { lines, total, by_kind, read_as }
    }

    /// The score of each line that has all words; `None` where nothing was asked.
    fn scored(
        &self,
        asked: &[String],
        exactly: bool,
    ) -> (Option<Vec<Option<u32>>>, Option<String>) {
        if asked.is_empty() {
            return (None, None);
        }
        // How many of the words a line has, and what that is worth.
        let mut all: Vec<(u32, u32)> = vec![(0, 0); self.lines.len()];
        let (mut read, mut is_other) = (Vec::new(), false);
        for (round, word) in (0_u32..).zip(asked) {
            let readings = self.readings(word, exactly);
            if let Some((best, worth)) = readings.first() {
                let best = self.words.get(*best as usize).map_or("", |(text, _)| text);
                is_other |= *worth < BEGINS;
                read.push(if *worth < BEGINS { best.to_owned() } else { word.clone() });
            }
            for (reading, worth) in readings {
                let places = self.words.get(reading as usize).map(|(_, places)| places);
                for at in places.into_iter().flatten() {
                    if let Some(line) = all.get_mut(*at as usize)
                        && line.0 == round
                    {
                        *line = (round + 1, line.1 + worth);
                    }
                }
            }
        }
        let needed = asked.len() as u32;
        let scored = all.into_iter().zip(&self.lengths).map(|((has, worth), length)| {
            // A name that has nothing besides what was asked is meant before a longer one.
            let besides = length.saturating_sub(needed).min(5);
            (has == needed).then_some(worth + 10 - 2 * besides)
        });
        let scores = scored.collect();
        (Some(scores), is_other.then(|| read.join(" ")))
    }

    /// The words there are that a word may stand for, the likeliest first.
    fn readings(&self, word: &str, exactly: bool) -> Vec<(u32, u32)> {
        let start = self.words.partition_point(|(known, _)| known.as_str() < word);
        let mut found = Vec::new();
        for (at, (known, _)) in self.words.iter().enumerate().skip(start) {
            if !known.starts_with(word) {
                break;
            }
            found.push((at as u32, if known == word { EXACT } else { BEGINS }));
        }
        // What is there as it was typed was meant.
        if exactly || found.first().is_some_and(|(_, worth)| *worth == EXACT) {
            return found;
        }
        if found.is_empty() {
            found = self.near(word);
        }
        found.sort_by_key(|(at, worth)| (u32::MAX - worth, *at));
        found
    }

    /// Words with a few letters wrong, missing, doubled or exchanged.
    fn near(&self, word: &str) -> Vec<(u32, u32)> {
        let letters = word.chars().count();
        let errors_max = match letters {
            0..=3 => return Vec::new(),
            4..=7 => 1,
            _ => 2,
        };
        // Each error spoils at most three pairs (an exchange), so a near word shares the others.
        let mut shared: HashMap<u32, usize> = HashMap::new();
        let pairs = pairs_of(word);
        let needed = pairs.len().saturating_sub(3 * errors_max).max(1);
        for pair in &pairs {
            for at in self.pairs.get(pair).into_iter().flatten() {
                *shared.entry(*at).or_default() += 1;
            }
        }
        let mut found = Vec::new();
        for (at, count) in shared {
            let Some((known, places)) = self.words.get(at as usize) else { continue };
            if count < needed || known.len().abs_diff(word.len()) > errors_max {
                continue;
            }
            let errors = strsim::osa_distance(word, known);
            if errors <= errors_max {
                // Of two words as near, the one that more names have.
                let often = (places.len() as u32).min(9);
                found.push((at, if errors == 1 { NEAR } else { FAR } + often));
            }
        }
        found
    }
}

/// The number of a kind; that behind the last for what is none.
fn kind_number(kind: &str) -> usize {
    KINDS.iter().position(|known| *known == kind).unwrap_or(KINDS.len())
}

/// The cities there are, and the number of each line's.
fn cities_of(lines: &[Line]) -> (Vec<String>, Vec<u32>) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let city_of = lines.iter().map(|line| {
        let next = numbers.len() as u32;
        *numbers.entry(fold(&line.city)).or_insert(next)
    });
    let city_of = city_of.collect();
    let mut cities = vec![String::new(); numbers.len()];
    for (city, number) in numbers {
        if let Some(place) = cities.get_mut(number as usize) {
            *place = city;
        }
    }
    (cities, city_of)
}

/// The words that are asked for; usual ones only where there are no others.
fn asked_words(text: &str) -> Vec<String> {
    let all: Vec<String> = split(text).take(WORDS_MAX).collect();
    let telling: Vec<String> =
        all.iter().filter(|word| !USUAL.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// The words of a text, folded. An apostrophe joins: "Children's" is one word.
fn split(text: &str) -> impl Iterator<Item = String> {
    let folded = fold(text).replace(['\'', '’'], "");
    let words: Vec<String> = folded
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    words.into_iter()
}

/// Pairs of neighbouring letters, with the first letter once more before.
fn pairs_of(word: &str) -> Vec<[u8; 2]> {
    let bytes = word.as_bytes();
    let first = bytes.first().map(|first| [b' ', *first]);
    let inner = bytes.windows(2).filter_map(|two| two.try_into().ok());
    first.into_iter().chain(inner).collect()
}
