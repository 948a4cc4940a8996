//! The blind index: keyed hashes under which a patient is found. Without the key they tell nothing.

use std::collections::BTreeSet;

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::json::{Document, Value};
use bluebutton_record::limits::PORTRAIT_NUMBERS_MAX;
use bluebutton_record::matching::{self, KnownNumber, NumberKind, Portrait};
use bluebutton_record::normalize::{FoundPatient, Identifier, Ready, fold};
use bluebutton_record::resource::base32;
use bluebutton_record::{FhirDate, PatientKey, sound};
use jiff::Timestamp;

use super::shape::{self, hash};
use crate::Store;
use crate::limits::NAME_PREFIX_CHARS_MAX;

/// The tokens of the numbers and addresses that are not among those of the portrait.
pub(super) fn of_other_numbers(
    store: &Store,
    found: &FoundPatient,
    portrait: &Portrait,
    source: &str,
) -> Vec<Vec<u8>> {
    let is_in = |system: &str, value: &str, is_address: bool| {
        portrait.numbers.iter().any(|one| {
            (one.kind == NumberKind::Address) == is_address
                && (one.system.as_str(), one.value.as_str()) == (system, value)
        })
    };
    let identifiers = found.identifiers.iter().take(PORTRAIT_NUMBERS_MAX);
    let identifiers = identifiers.filter(|one| !is_in(one.system.trim(), one.value.trim(), false));
    let identifiers = identifiers.map(|one| of_identifier(store, one));
    let addresses = found.addresses.iter().filter(|address| !is_in(source, address, true));
    let addresses = addresses.map(|address| shape::address(store, source, address));
    identifiers.chain(addresses).collect()
}

/// The tokens of what only refers to a patient: by number, by address. Numbers that a family has, or
/// anybody, mean nobody.
pub(super) fn of_reference(
    store: &Store,
    found: &FoundPatient,
    source: &str,
) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let is_own = |one: &&Identifier| {
        !matches!(
            store.policy.kinds.of(&one.system, &one.value, &[]),
            NumberKind::Member | NumberKind::Shared
        )
    };
    let numbers = found.identifiers.iter().filter(is_own).map(|one| of_identifier(store, one));
    let addresses = found.addresses.iter().map(|address| shape::address(store, source, address));
    (numbers.collect(), addresses.collect())
}

/// The token of a number of a portrait.
pub(super) fn of_number(store: &Store, number: &KnownNumber) -> Vec<u8> {
    match number.kind {
        NumberKind::Address => shape::address(store, &number.system, &number.value),
        _ => shape::number(store, &number.system, &number.value),
    }
}

/// The tokens of what somebody is found by beside the numbers.
pub(super) fn of_keys(store: &Store, portrait: &Portrait) -> Vec<Vec<u8>> {
    let keys = matching::finding_keys(portrait);
    let keys = keys.iter().map(|key| {
        let key = texts(key);
        match (key.as_slice(), key.last()) {
            (["named-at", ..], Some(place)) => {
                shape::named_at(store, of_place(store, portrait, place), &key)
            }
            ([_, born, ..], _) => shape::born_as(store, born, &key),
            _ => shape::born_as(store, "", &key),
        }
    });
    keys.collect()
}

/// The tokens of where somebody lives, by house number and street, and of how they are called.
pub(super) fn of_places(store: &Store, portrait: &Portrait) -> Vec<Vec<u8>> {
    let contacts = portrait.contacts.iter().take(PLACES_MAX);
    let mut all: Vec<Vec<u8>> = contacts.map(|one| shape::contact(store, one)).collect();
    let mut homes: Vec<Vec<u8>> = Vec::new();
    for home in portrait.homes.iter().map(|home| shape::home(store, home)) {
        if !homes.contains(&home) {
            homes.push(home);
        }
    }
    all.extend(homes.into_iter().take(PLACES_MAX));
    all
}

fn of_place(store: &Store, portrait: &Portrait, place: &str) -> Vec<u8> {
    if portrait.homes.iter().any(|home| home == place) {
        shape::home(store, place)
    } else {
        shape::contact(store, place)
    }
}

/// The token of a Patient exactly as it came, behind that of all that it tells.
pub(super) fn of_told(store: &Store, told: &[u8], found: &FoundPatient) -> Option<Vec<u8>> {
    (!found.told.is_empty()).then(|| shape::told_so(store, told, &found.told))
}

/// Who it is, for decisions of staff.
pub(crate) fn of_person(store: &Store, portrait: &Portrait) -> Vec<u8> {
    let identity = matching::identity(portrait);
    let mut parts = vec!["person"];
    parts.extend(texts(&identity));
    hash(store, &parts).get(..PERSON_BYTES).map(<[u8]>::to_vec).unwrap_or_default()
}

/// The key of a person of whom staff said who they are: whatever comes of them goes there, so that it
/// can be put under another record and taken out again.
pub(crate) fn key_of_decided(store: &Store, person: &[u8]) -> PatientKey {
    let hash = keyed_hash(store.inner.keys.index.reveal(), &[b"decided", person]);
    PatientKey::from_hash(hash.first_chunk().unwrap_or(&[0; 9]))
}

/// The id of the case of a person.
pub(super) fn case_id(store: &Store, person: &[u8]) -> String {
    let key = store.inner.keys.index.reveal();
    let mut id = base32(&keyed_hash(key, &[b"matching-case", person]));
    id.truncate(CASE_ID_CHARS);
    id
}

/// The key of somebody new who came in that second: who come together stand together in each table, and a file of
/// a million is not written all over it. Twenty bits of seconds are twelve days, 45 tell people of one second apart.
pub(super) fn key_of_new(
    store: &Store,
    (fingerprint, came): (&[String], Timestamp),
    round: u8,
) -> PatientKey {
    let round = round.to_string();
    let mut parts = vec!["patient", &round];
    parts.extend(texts(fingerprint));
    let hash = hash(store, &parts);
    let mut key: [u8; 9] = hash.first_chunk().copied().unwrap_or_default();
    let [.., high, middle, low] = (came.as_second() << 4).to_be_bytes();
    key[0] = high;
    key[1] = middle;
    key[2] = low | (key[2] & 0x0F);
    PatientKey::from_hash(&key)
}

fn texts(parts: &[String]) -> Vec<&str> {
    parts.iter().map(String::as_str).collect()
}

/// The tokens of a Patient resource: every name it has or had, how it sounds, and the birth date.
pub(crate) fn for_demographics(store: &Store, patient: &Ready) -> Vec<Vec<u8>> {
    let Ok(document) = Document::parse(&patient.json) else { return Vec::new() };
    let mut tokens = Vec::new();
    for name in document.root().each("name") {
        let parts = ["family", "given", "text"].into_iter().flat_map(|part| name.each(part));
        for word in parts.filter_map(Value::as_str).flat_map(|text| words(&text)) {
            tokens.push(shape::name(store, &word));
            tokens.extend(sound::key(&word).map(|key| shape::sound(store, &key)));
        }
    }
    let born = document.root().text_at(&["birthDate"]);
    if let Some(date) = born.and_then(|text| FhirDate::parse(&text)) {
        tokens.push(shape::born(store, &date.iso()));
    }
    tokens
}

/// What is looked for among tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SoughtToken {
    /// That very token.
    Whole(Vec<u8>),
    /// All that begin so.
    Beginning(Vec<u8>),
}

impl SoughtToken {
    /// Whether a token is one that is looked for.
    fn is_met_by(&self, token: &[u8]) -> bool {
        match self {
            Self::Whole(whole) => whole == token,
            Self::Beginning(beginning) => token.starts_with(beginning),
        }
    }

    /// Whether somebody of these tokens is found.
    pub(super) fn is_in(&self, tokens: &BTreeSet<Vec<u8>>) -> bool {
        let (Self::Whole(from) | Self::Beginning(from)) = self;
        let next = tokens.range(from.clone()..).next();
        next.is_some_and(|token| self.is_met_by(token))
    }
}

/// A word of a name as somebody types it, with what finds it.
#[derive(Clone)]
pub(super) struct AskedWord {
    pub(super) text: String,
    pub(super) letters: usize,
    /// A name is written so, begins so, or is the full form of it.
    pub(super) as_typed: Vec<SoughtToken>,
    /// A name sounds so.
    pub(super) sound: Vec<SoughtToken>,
}

impl AskedWord {
    pub(super) fn all(&self) -> Vec<SoughtToken> {
        self.as_typed.iter().chain(&self.sound).cloned().collect()
    }
}

/// What finds a folded word; `None` where it is too short to look for.
pub(super) fn of_asked_word(store: &Store, text: &str) -> Option<AskedWord> {
    let letters = text.chars().count();
    if letters == 0 {
        return None;
    }
    let whole = |word: &str| SoughtToken::Whole(shape::name(store, word));
    let forms = matching::full_forms(text).into_iter().filter(|form| *form != text);
    let mut as_typed = vec![whole(text)];
    as_typed.extend(forms.map(whole));
    as_typed.extend(shape::name_beginning(store, text).map(SoughtToken::Beginning));
    let sound = (letters > 2).then(|| sound::key(text)).flatten();
    let sound = sound.iter().map(|key| SoughtToken::Whole(shape::sound(store, key))).collect();
    Some(AskedWord { text: text.to_owned(), letters, as_typed, sound })
}

/// What finds all words that one slip of the hand makes of another: a letter too many, one too few,
/// a wrong one, two exchanged.
pub(super) fn of_near_words(store: &Store, text: &str) -> Vec<SoughtToken> {
    let letters: Vec<char> = text.chars().collect();
    if !(NEAR_LETTERS_MIN..=NAME_PREFIX_CHARS_MAX).contains(&letters.len()) {
        return Vec::new();
    }
    let mut near: BTreeSet<String> = BTreeSet::new();
    for at in 0..=letters.len() {
        let (before, behind) = letters.split_at(at);
        let with =
            |middle: &[char], rest: &[char]| before.iter().chain(middle).chain(rest).collect();
        if let [one, other, rest @ ..] = behind {
            near.insert(with(&[*other, *one], rest));
        }
        if let [_, rest @ ..] = behind {
            near.insert(with(&[], rest));
        }
        for letter in 'a'..='z' {
            near.insert(with(&[letter], behind));
            near.insert(with(&[letter], behind.get(1..).unwrap_or_default()));
        }
    }
    let sought = near.iter().map(|word| match shape::name_beginning(store, word) {
        // A longer name may have been begun.
        Some(beginning) if shape::is_beginning(word) => SoughtToken::Beginning(beginning),
        _ => SoughtToken::Whole(shape::name(store, word)),
    });
    sought.collect()
}

pub(super) fn of_identifier(store: &Store, identifier: &Identifier) -> Vec<u8> {
    shape::number(store, identifier.system.trim(), identifier.value.trim())
}

/// The words of a name, folded. `O'Brien-Smith` is found as `obrien`, `smith` and `obriensmith`.
fn words(text: &str) -> Vec<String> {
    let whole = text.split_whitespace().map(fold);
    let parts = text.split(|c: char| c.is_whitespace() || c == '-').map(fold);
    let mut words: Vec<String> = whole.chain(parts).filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Shorter words have too many neighbours.
const NEAR_LETTERS_MIN: usize = 4;

/// Telephones and homes of one person that they are found by: each is a row.
const PLACES_MAX: usize = 3;

const CASE_ID_CHARS: usize = 26;

/// 80 bits: as many as what decides whose something is (see `shape`).
const PERSON_BYTES: usize = 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_name_is_found_by_each_part_and_as_one() {
        assert_eq!(words("O'Brien-Smith"), ["obrien", "obriensmith", "smith"]);
    }
}
