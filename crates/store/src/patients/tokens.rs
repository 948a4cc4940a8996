//! The blind index: keyed hashes under which a patient is found. Without the key they tell nothing.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::json::{Document, Value};
use bluebutton_record::limits::PORTRAIT_NUMBERS_MAX;
use bluebutton_record::matching::{self, KnownNumber, NumberKind, Portrait};
use bluebutton_record::normalize::{FoundPatient, Identifier, Ready, fold};
use bluebutton_record::resource::base32;
use bluebutton_record::{FhirDate, PatientKey};

use super::meet::with_addresses;
use crate::Store;
use crate::limits::NAME_PREFIX_CHARS_MAX;

/// The tokens of what an import found of a patient: numbers as they are looked up and as people type
/// them, addresses, and for one who came whole what the rule's candidates are found by.
pub(crate) fn for_found(store: &Store, found: &FoundPatient, source: &str) -> Vec<Vec<u8>> {
    let typed = |value: &str| token(store, &["value", &folded_value(value)]);
    let identifiers = found
        .identifiers
        .iter()
        .take(PORTRAIT_NUMBERS_MAX)
        .flat_map(|identifier| [of_identifier(store, identifier), typed(&identifier.value)]);
    let addresses = found.addresses.iter().map(|address| of_address(store, source, address));
    let mut all: Vec<Vec<u8>> = identifiers.chain(addresses).collect();
    if found.item.is_some() {
        let portrait = with_addresses(found, source);
        all.extend(portrait.numbers.iter().map(|number| of_number(store, number)));
        all.extend(of_keys(store, &portrait));
        all.push(of_fingerprint(store, &matching::fingerprint(&portrait)));
        all.extend(of_told(store, found));
    }
    all
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
            store.kinds.of(&one.system, &one.value, &[]),
            NumberKind::Member | NumberKind::Shared
        )
    };
    let numbers = found.identifiers.iter().filter(is_own).map(|one| of_identifier(store, one));
    let addresses = found.addresses.iter().map(|address| of_address(store, source, address));
    (numbers.collect(), addresses.collect())
}

/// The token of a number of a portrait.
pub(super) fn of_number(store: &Store, number: &KnownNumber) -> Vec<u8> {
    match number.kind {
        NumberKind::Address => of_address(store, &number.system, &number.value),
        _ => token(store, &["identifier", &number.system, &number.value]),
    }
}

/// The tokens of what somebody is found by beside the numbers.
pub(super) fn of_keys(store: &Store, portrait: &Portrait) -> Vec<Vec<u8>> {
    let keys = matching::finding_keys(portrait);
    keys.iter().map(|key| token(store, &texts(key))).collect()
}

/// The token of everything that was told of somebody, as it was told.
pub(super) fn of_fingerprint(store: &Store, fingerprint: &[String]) -> Vec<u8> {
    let mut parts = vec!["told"];
    parts.extend(texts(fingerprint));
    token(store, &parts)
}

/// The token of a Patient exactly as it came.
pub(super) fn of_told(store: &Store, found: &FoundPatient) -> Option<Vec<u8>> {
    let hash = || {
        let key = store.inner.keys.index.reveal();
        let mut token = keyed_hash(key, &[b"told-so", &found.told]).to_vec();
        token.truncate(TOKEN_BYTES);
        token
    };
    (!found.told.is_empty()).then(hash)
}

/// Who it is, for decisions of staff.
pub(crate) fn of_person(store: &Store, portrait: &Portrait) -> Vec<u8> {
    let identity = matching::identity(portrait);
    let mut parts = vec!["person"];
    parts.extend(texts(&identity));
    token(store, &parts)
}

/// The id of the case of a person.
pub(super) fn case_id(store: &Store, person: &[u8]) -> String {
    let key = store.inner.keys.index.reveal();
    let mut id = base32(&keyed_hash(key, &[b"matching-case", person]));
    id.truncate(CASE_ID_CHARS);
    id
}

/// The key of somebody new.
pub(super) fn key_of_new(store: &Store, fingerprint: &[String], round: u8) -> PatientKey {
    let round = round.to_string();
    let mut parts = vec!["patient", &round];
    parts.extend(texts(fingerprint));
    let hash = hash(store, &parts);
    PatientKey::from_hash(hash.first_chunk().unwrap_or(&[0; 9]))
}

fn texts(parts: &[String]) -> Vec<&str> {
    parts.iter().map(String::as_str).collect()
}

/// The tokens of a Patient resource: every name it has or had, and the birth date.
pub(crate) fn for_demographics(store: &Store, patient: &Ready) -> Vec<Vec<u8>> {
    let Ok(document) = Document::parse(&patient.json) else { return Vec::new() };
    let mut tokens = Vec::new();
    for name in document.root().each("name") {
        let parts = ["family", "given", "text"].into_iter().flat_map(|part| name.each(part));
        for word in parts.filter_map(Value::as_str).flat_map(|text| words(&text)) {
            tokens.extend(prefixes(&word).map(|prefix| token(store, &["name", prefix])));
        }
    }
    let born = document.root().text_at(&["birthDate"]);
    if let Some(date) = born.and_then(|text| FhirDate::parse(&text)) {
        tokens.push(token(store, &["born", &date.iso()]));
    }
    tokens
}

/// For each word of a query, the tokens one of which must fit.
pub(super) fn of_query(store: &Store, query: &str) -> Vec<[Vec<u8>; 3]> {
    let mut typed: Vec<&str> = query.split_whitespace().collect();
    // The longest word is the rarest: it is looked up first.
    typed.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let of_word = |word: &str| {
        let name = fold(word);
        let prefix = prefixes(&name).last().unwrap_or(&name).to_owned();
        let born = FhirDate::parse(word).map_or_else(|| word.to_owned(), |date| date.iso());
        [
            token(store, &["name", &prefix]),
            token(store, &["born", &born]),
            token(store, &["value", &folded_value(word)]),
        ]
    };
    typed.into_iter().map(of_word).collect()
}

fn of_identifier(store: &Store, identifier: &Identifier) -> Vec<u8> {
    token(store, &["identifier", identifier.system.trim(), identifier.value.trim()])
}

fn of_address(store: &Store, source: &str, address: &str) -> Vec<u8> {
    token(store, &["address", source, address])
}

fn token(store: &Store, parts: &[&str]) -> Vec<u8> {
    let mut token = hash(store, parts).to_vec();
    token.truncate(TOKEN_BYTES);
    token
}

fn hash(store: &Store, parts: &[&str]) -> [u8; 32] {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    keyed_hash(store.inner.keys.index.reveal(), &parts)
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

/// The beginnings of a word, from two characters on (or the word, if it has only one).
fn prefixes(word: &str) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = word.char_indices().map(|(at, c)| at + c.len_utf8()).collect();
    let first = usize::from(ends.len() > 1);
    let ends = ends.into_iter().skip(first).take(NAME_PREFIX_CHARS_MAX - 1);
    ends.filter_map(|end| word.get(..end))
}

/// An identifier as people type it: `123-45 A` is `12345a`.
fn folded_value(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

const CASE_ID_CHARS: usize = 26;

/// 96 bits: no two of all patients' tokens meet by chance.
const TOKEN_BYTES: usize = 12;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_its_beginnings_from_two_letters_on() {
        assert_eq!(prefixes("reyes").collect::<Vec<_>>(), ["re", "rey", "reye", "reyes"]);
        assert_eq!(prefixes("x").collect::<Vec<_>>(), ["x"]);
        let long = "a".repeat(40);
        assert_eq!(prefixes(&long).last().map(str::len), Some(NAME_PREFIX_CHARS_MAX));
    }

    #[test]
    fn a_double_name_is_found_by_each_part_and_as_one() {
        assert_eq!(words("O'Brien-Smith"), ["obrien", "obriensmith", "smith"]);
        assert_eq!(folded_value("123-45 A"), "12345a");
    }
}
