//! The blind index: keyed hashes under which a patient is found. Without the key they tell nothing.

use bluebutton_crypto::hash::keyed_hash;
use bluebutton_record::json::{Document, Value};
use bluebutton_record::normalize::{FoundPatient, Guard, Identifier, Ready, fold};
use bluebutton_record::{FhirDate, PatientKey};

use crate::Store;
use crate::limits::NAME_PREFIX_CHARS_MAX;

/// The tokens of what an import found of a patient.
pub(crate) fn for_found(store: &Store, found: &FoundPatient, source: &str) -> Vec<Vec<u8>> {
    let identifiers = found.identifiers.iter().flat_map(|identifier| {
        [
            of_identifier(store, identifier),
            token(store, &["value", &folded_value(&identifier.value)]),
        ]
    });
    let addresses = found.addresses.iter().map(|address| of_address(store, source, address));
    identifiers.chain(addresses).collect()
}

/// The tokens of the identifiers an import found: nobody else may have them.
pub(crate) fn for_identifiers(store: &Store, found: &FoundPatient) -> Vec<Vec<u8>> {
    found.identifiers.iter().map(|identifier| of_identifier(store, identifier)).collect()
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

pub(super) fn of_identifier(store: &Store, identifier: &Identifier) -> Vec<u8> {
    token(store, &["identifier", identifier.system.trim(), identifier.value.trim()])
}

pub(super) fn of_address(store: &Store, source: &str, address: &str) -> Vec<u8> {
    token(store, &["address", source, address])
}

/// The key of a patient who is new, by their first identifier: whoever meets them first, in whatever
/// process, gives them the same one.
pub(super) fn key_by_identifier(store: &Store, identifier: &Identifier) -> PatientKey {
    patient_key(store, &["patient", identifier.system.trim(), identifier.value.trim()])
}

/// The key of a patient who is new and has no identifier, by their address in their source.
pub(super) fn key_by_address(store: &Store, source: &str, address: &str) -> PatientKey {
    patient_key(store, &["patient-address", source, address])
}

/// The key of a person whose number another person has: by the number and by who they are.
pub(super) fn key_apart(store: &Store, number: Option<(&str, &str)>, guard: &Guard) -> PatientKey {
    let (system, value) = number.unwrap_or_default();
    let part = |part: &Option<String>| part.clone().unwrap_or_default();
    let (family, given) = (part(&guard.family), part(&guard.given));
    let birth_date = part(&guard.birth_date);
    patient_key(store, &["patient-apart", system, value, &family, &given, &birth_date])
}

fn patient_key(store: &Store, parts: &[&str]) -> PatientKey {
    let hash = hash(store, parts);
    PatientKey::from_hash(hash.first_chunk().unwrap_or(&[0; 9]))
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
