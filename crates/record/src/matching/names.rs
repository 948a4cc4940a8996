//! Names: the words of a name, and how two people's names stand to each other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{given_names, nicknames};
use crate::normalize::fold;

/// One name of a person, in folded words.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KnownName {
    /// Family names in their order, without "de", "van" …
    pub family: Vec<String>,
    /// Given names in their order; initials are one letter.
    pub given: Vec<String>,
    /// Which of one name: 1 senior, 2 junior, 3 the third; 0 where it is not told.
    #[serde(default)]
    pub generation: u8,
}

/// How given names stand to each other, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum GivenFit {
    Same,
    /// The same first name; one tells a further name, the other does not.
    Fewer,
    Nickname,
    Initial,
    /// Another of the names is used as the first.
    Order,
    Typo,
    Unknown,
    /// The same first name with other further names.
    OtherFurther,
    Other,
}

/// How family names stand to each other, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FamilyFit {
    Same,
    /// One of a double name.
    Part,
    Order,
    Typo,
    Unknown,
    Other,
}

impl KnownName {
    /// Takes a name apart: family parts, given parts, suffixes as they are written.
    pub fn new(family: &[String], given: &[String], suffixes: &[String]) -> Self {
        let mut name = Self::default();
        let mut words = suffixes.iter().flat_map(|suffix| suffix.split([' ', ',', '.']));
        name.generation = words.find_map(generation).unwrap_or_default();
        for (parts, into_family) in [(family, true), (given, false)] {
            let words = parts.iter().flat_map(|part| part.split(is_between)).map(str::trim);
            for word in words {
                if let Some(generation) = generation(word) {
                    name.generation = generation;
                    continue;
                }
                let word = fold(word);
                let list = if into_family { &mut name.family } else { &mut name.given };
                if !word.is_empty() && list.len() < WORDS_MAX {
                    list.push(word);
                }
            }
        }
        name.given.retain(|word| !NO_NAMES.contains(&word.as_str()));
        name.family.retain(|word| !NO_NAMES.contains(&word.as_str()));
        if name.family.iter().any(|word| !PARTICLES.contains(&word.as_str())) {
            name.family.retain(|word| !PARTICLES.contains(&word.as_str()));
        }
        name
    }

    /// A name that came as one text: "Ana María Reyes", "Reyes, Ana".
    pub fn of_text(text: &str) -> Self {
        if let Some((family, given)) = text.split_once(',') {
            return Self::new(&[family.to_owned()], &[given.to_owned()], &[]);
        }
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let mut suffixes = Vec::new();
        while words.len() > 2 && words.last().is_some_and(|word| generation(word).is_some()) {
            suffixes.extend(words.pop().map(str::to_owned));
        }
        let family: Vec<String> = words.pop().map(str::to_owned).into_iter().collect();
        let given: Vec<String> = words.into_iter().map(str::to_owned).collect();
        Self::new(&family, &given, &suffixes)
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.family.is_empty() && self.given.is_empty()
    }
}

/// The best that two people's names give. Given and family name are taken from the same name.
pub(super) fn fit(one: &[KnownName], other: &[KnownName]) -> (GivenFit, FamilyFit) {
    let pairs = one.iter().flat_map(|a| other.iter().map(move |b| fit_names(a, b)));
    let weight = |(given, family): &(GivenFit, FamilyFit)| {
        let given_weight = if *given == GivenFit::Other { 20 } else { *given as u32 };
        let family_weight = if *family == FamilyFit::Other { 12 } else { *family as u32 };
        given_weight + family_weight
    };
    pairs.min_by_key(weight).unwrap_or((GivenFit::Unknown, FamilyFit::Unknown))
}

/// Whether a name of the one and a name of the other have the same first name with other further ones.
pub(super) fn is_other_further(one: &[KnownName], other: &[KnownName]) -> bool {
    let mut pairs = one.iter().flat_map(|a| other.iter().map(move |b| fit_names(a, b).0));
    pairs.any(|given| given == GivenFit::OtherFurther)
}

/// Whether both tell of which generation of one name they are, and differ.
pub(super) fn is_other_generation(one: &[KnownName], other: &[KnownName]) -> bool {
    let (one, other) = (generations(one), generations(other));
    !one.is_empty() && !other.is_empty() && one.is_disjoint(&other)
}

/// Whether only one of them tells of which generation of one name they are.
pub(super) fn is_generation_untold(one: &[KnownName], other: &[KnownName]) -> bool {
    generations(one).is_empty() != generations(other).is_empty()
}

fn generations(names: &[KnownName]) -> BTreeSet<u8> {
    names.iter().map(|name| name.generation).filter(|generation| *generation > 0).collect()
}

fn fit_names(one: &KnownName, other: &KnownName) -> (GivenFit, FamilyFit) {
    let (given, family) =
        (fit_given(&one.given, &other.given), fit_family(&one.family, &other.family));
    let is_poor = given >= GivenFit::Typo || family >= FamilyFit::Typo;
    let is_known = |name: &KnownName| !name.given.is_empty() && !name.family.is_empty();
    if is_poor && is_known(one) && is_known(other) && words(one) == words(other) {
        // "García López, María" against "López, María García"; or given and family exchanged.
        return (GivenFit::Order, FamilyFit::Order);
    }
    // A maiden name kept as a middle name: "Ana Reyes" and "Ana Reyes Becker".
    if given == GivenFit::OtherFurther && is_maiden_within(one, other) {
        return (GivenFit::Fewer, family);
    }
    (given, family)
}

fn words(name: &KnownName) -> BTreeSet<&str> {
    name.given.iter().chain(&name.family).map(String::as_str).collect()
}

fn is_maiden_within(one: &KnownName, other: &KnownName) -> bool {
    let holds = |given: &KnownName, family: &KnownName| {
        given.given.iter().skip(1).any(|word| family.family.contains(word))
    };
    holds(one, other) || holds(other, one)
}

fn fit_given(one: &[String], other: &[String]) -> GivenFit {
    let (Some(first), Some(second)) = (one.first(), other.first()) else {
        return GivenFit::Unknown;
    };
    if one == other || one.concat() == other.concat() {
        return GivenFit::Same;
    }
    let further = fit_further(&one[1..], &other[1..]);
    match fit_word(first, second) {
        Some(_) if further == GivenFit::OtherFurther => GivenFit::OtherFurther,
        Some(GivenFit::Same) => further,
        Some(fit) => fit,
        None if is_used_first(first, other) || is_used_first(second, one) => GivenFit::Order,
        None => GivenFit::Other,
    }
}

/// What stands behind the first given name.
fn fit_further(one: &[String], other: &[String]) -> GivenFit {
    match (one.is_empty(), other.is_empty()) {
        (true, true) => return GivenFit::Same,
        (true, false) | (false, true) => return GivenFit::Fewer,
        (false, false) => {}
    }
    let meets = |word: &String| other.iter().any(|own| fit_word(word, own).is_some());
    match one.iter().any(meets) {
        true if one == other => GivenFit::Same,
        true => GivenFit::Fewer,
        false => GivenFit::OtherFurther,
    }
}

/// Whether somebody's first name is one of the other's further names ("Elena", "María Elena").
fn is_used_first(first: &str, other: &[String]) -> bool {
    first.len() > 1 && other.iter().skip(1).any(|word| word == first)
}

/// Whether two given names are one.
fn fit_word(one: &str, other: &str) -> Option<GivenFit> {
    if one == other {
        return Some(GivenFit::Same);
    }
    if one.chars().count() == 1 || other.chars().count() == 1 {
        return (one.chars().next() == other.chars().next()).then_some(GivenFit::Initial);
    }
    if nicknames::are_of_one_name(one, other) {
        return Some(GivenFit::Nickname);
    }
    // Two names that people really have are two names, however near: "Maria" and "Marta".
    let are_names = given_names::is_one(one) && given_names::is_one(other);
    (!are_names && is_typo(one, other)).then_some(GivenFit::Typo)
}

fn fit_family(one: &[String], other: &[String]) -> FamilyFit {
    let (Some(first), Some(second)) = (one.first(), other.first()) else {
        return FamilyFit::Unknown;
    };
    if one == other || one.concat() == other.concat() {
        return FamilyFit::Same;
    }
    let set = |words: &[String]| words.iter().cloned().collect::<BTreeSet<String>>();
    let (ours, theirs) = (set(one), set(other));
    if ours == theirs {
        return FamilyFit::Order;
    }
    if ours.is_subset(&theirs) || theirs.is_subset(&ours) {
        return FamilyFit::Part;
    }
    if is_typo(&one.concat(), &other.concat()) {
        return FamilyFit::Typo;
    }
    // One of a double name, mistyped.
    let is_double = one.len() != other.len() && (one.len() == 1 || other.len() == 1);
    if is_double && is_typo(first, second) {
        return FamilyFit::Typo;
    }
    FamilyFit::Other
}

/// Whether two words may be one word with a typing error. The first letter is rarely hit wrong, and
/// twins' names differ there often: it must agree, or be exchanged with the second.
fn is_typo(one: &str, other: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = a.len().min(b.len());
    if shorter < TYPO_LETTERS_MIN || a.len().abs_diff(b.len()) > 2 {
        return false;
    }
    let is_start_exchanged = a.first() == b.get(1) && a.get(1) == b.first();
    if a.first() != b.first() && !is_start_exchanged {
        return false;
    }
    let allowed = if shorter < LONG_LETTERS { 1 } else { 2 };
    strsim::osa_distance(one, other) <= allowed
}

fn generation(word: &str) -> Option<u8> {
    Some(match fold(word).as_str() {
        "sr" | "senior" | "1st" => 1,
        "jr" | "junior" | "ii" | "2nd" => 2,
        "iii" | "3rd" => 3,
        "iv" | "4th" => 4,
        _ => return None,
    })
}

/// Whether it stands between names and is left out as it comes.
pub(crate) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&word)
}

fn is_between(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | ',' | '.')
}

/// Shorter words have too many neighbours.
const TYPO_LETTERS_MIN: usize = 4;

/// From here on two errors in one word are believed.
const LONG_LETTERS: usize = 8;

/// Nobody has more names that tell anything; a hostile file could.
const WORDS_MAX: usize = 8;

/// Words between names that are written and left out as it comes.
const PARTICLES: &[&str] = &[
    "al", "da", "das", "de", "del", "della", "der", "di", "do", "dos", "du", "el", "la", "las",
    "le", "los", "san", "santa", "st", "van", "ver", "von", "y",
];

/// What stands where a name is not known yet.
const NO_NAMES: &[&str] = &[
    "baby",
    "babyboy",
    "babygirl",
    "bebe",
    "boy",
    "female",
    "firstname",
    "fname",
    "girl",
    "infant",
    "lastname",
    "lname",
    "male",
    "na",
    "newborn",
    "nfn",
    "nombre",
    "none",
    "null",
    "patientfirstname",
    "patientlastname",
    "unk",
    "unknown",
    "xxx",
];
