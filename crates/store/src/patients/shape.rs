//! What a token looks like. All that is found by one beginning stands side by side under one row: who
//! types "rey" finds the names that begin so, a number without its system finds it in any, a birth date
//! finds whoever is known by it and a name. So a person needs a third of the rows that one for each
//! of these would take, and each row costs a page somewhere in the tree.
//!
//! How long: what decides without another look whose something is (numbers, addresses, what was told)
//! has 80 bits, among a hundred million people met by chance once in 400 million million times. What only
//! names candidates, whose cards are compared then, has 32 to 64.

use std::collections::BTreeSet;

use crate::Store;
use crate::db::Value;
use crate::limits::NAME_PREFIX_CHARS_MAX;

/// A word of a name: how it begins, letter by letter of [`BEGINNINGS`], then the whole of it.
pub(super) fn name(store: &Store, word: &str) -> Vec<u8> {
    let mut token = name_up_to(store, word, BEGINNINGS.len());
    let whole: String = word.chars().take(NAME_PREFIX_CHARS_MAX).collect();
    token.extend(bytes::<3>(store, &["name", &whole]));
    token
}

/// What the tokens of all names begin with that begin so, as far as beginnings are kept; `None` where it
/// is too short for that.
pub(super) fn name_beginning(store: &Store, word: &str) -> Option<Vec<u8>> {
    let letters = word.chars().count();
    let kept = BEGINNINGS.iter().filter(|length| **length <= letters).count();
    (kept > 0).then(|| name_up_to(store, word, kept))
}

/// Whether a word is as long as a beginning that is kept: then the beginning tells all of it.
pub(super) fn is_beginning(word: &str) -> bool {
    BEGINNINGS.contains(&word.chars().count())
}

fn name_up_to(store: &Store, word: &str, kept: usize) -> Vec<u8> {
    let mut token = vec![NAME];
    for (at, length) in BEGINNINGS.iter().take(kept).enumerate() {
        let beginning: String = word.chars().take(*length).collect();
        let hash = bytes::<3>(store, &["beginning", &beginning]);
        // Behind the first one a byte tells the few apart that go on otherwise.
        token.extend(hash.iter().take(if at == 0 { 3 } else { 1 }));
    }
    token
}

/// How a word of a name sounds.
pub(super) fn sound(store: &Store, key: &str) -> Vec<u8> {
    let hash = bytes::<4>(store, &["sound", key]);
    [&[SOUND][..], &hash].concat()
}

/// A birth date: the beginning of [`born_as`].
pub(super) fn born(store: &Store, date: &str) -> Vec<u8> {
    [&[BORN][..], &bytes::<3>(store, &["born", date])].concat()
}

/// Somebody of that name who was born on that day.
pub(super) fn born_as(store: &Store, date: &str, key: &[&str]) -> Vec<u8> {
    [born(store, date), bytes::<4>(store, key).to_vec()].concat()
}

/// A telephone or mail address: the beginning of [`named_at`].
pub(super) fn contact(store: &Store, contact: &str) -> Vec<u8> {
    [&[PLACE][..], &bytes::<4>(store, &["contact", contact])].concat()
}

/// House number and street: the beginning of [`named_at`]. "12 oak 97201" and "12 oak portland" are one.
pub(super) fn home(store: &Store, home: &str) -> Vec<u8> {
    let street = home.match_indices(' ').nth(1).and_then(|(end, _)| home.get(..end));
    [&[PLACE][..], &bytes::<4>(store, &["home", street.unwrap_or(home)])].concat()
}

/// Somebody of that name there; `place` is a [`contact`] or a [`home`].
pub(super) fn named_at(store: &Store, place: Vec<u8>, key: &[&str]) -> Vec<u8> {
    [place, bytes::<4>(store, key).to_vec()].concat()
}

/// A number as people type it, letters and digits: the beginning of [`number`].
pub(super) fn typed(store: &Store, folded: &str) -> Vec<u8> {
    [&[NUMBER][..], &bytes::<4>(store, &["value", folded])].concat()
}

/// A number in its system.
pub(super) fn number(store: &Store, system: &str, value: &str) -> Vec<u8> {
    let own = bytes::<6>(store, &["identifier", system, value]);
    [typed(store, &folded_value(value)), own.to_vec()].concat()
}

/// An address that a source gave a patient.
pub(super) fn address(store: &Store, source: &str, address: &str) -> Vec<u8> {
    [&[ADDRESS][..], &bytes::<10>(store, &["address", source, address])].concat()
}

/// Everything that was told of somebody (a fingerprint): the beginning of [`told_so`].
pub(super) fn told(store: &Store, fingerprint: &[String]) -> Vec<u8> {
    let parts: Vec<&str> =
        std::iter::once("told").chain(fingerprint.iter().map(String::as_str)).collect();
    [&[TOLD][..], &bytes::<10>(store, &parts)].concat()
}

/// The same, exactly as it came.
pub(super) fn told_so(store: &Store, told: &[u8], came: &[u8]) -> Vec<u8> {
    let hash = store.inner.keys.finding.hash(&[b"told-so", came]);
    [told, hash.first_chunk::<6>().unwrap_or(&[0; 6])].concat()
}

/// An identifier as people type it: `123-45 A` is `12345a`.
pub(super) fn folded_value(value: &str) -> String {
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

pub(super) fn hash(store: &Store, parts: &[&str]) -> [u8; 32] {
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_bytes()).collect();
    store.inner.keys.finding.hash(&parts)
}

fn bytes<const N: usize>(store: &Store, parts: &[&str]) -> [u8; N] {
    hash(store, parts).first_chunk().copied().unwrap_or([0; N])
}

/// The first token behind all that begin so. No token begins with the highest byte.
pub(super) fn behind(beginning: &[u8]) -> Vec<u8> {
    let mut end = beginning.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            break;
        }
    }
    end
}

/// Adds tokens that are not found by another one already; those that came in.
pub(crate) fn add(all: &mut BTreeSet<Vec<u8>>, more: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    let mut more: Vec<Vec<u8>> = more;
    // The longest first: who is found by a birth date and a name is found by the date.
    more.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    more.retain(|token| {
        let next = all.range(token.clone()..).next();
        let is_found = next.is_some_and(|next| next.starts_with(token));
        !is_found && all.insert(token.clone())
    });
    more
}

/// All tokens of a person, as their row lists them.
pub(crate) fn listed(all: &BTreeSet<Vec<u8>>) -> Vec<u8> {
    let each = all.iter().filter_map(|token| Some((u8::try_from(token.len()).ok()?, token)));
    each.flat_map(|(length, token)| std::iter::once(length).chain(token.iter().copied())).collect()
}

/// What [`listed`] wrote; `None` for anything else.
pub(crate) fn read_list(mut list: &[u8]) -> Option<BTreeSet<Vec<u8>>> {
    let mut all: BTreeSet<Vec<u8>> = BTreeSet::new();
    while let Some((length, rest)) = list.split_first() {
        let (token, rest) = rest.split_at_checked(usize::from(*length))?;
        if token.is_empty() || all.last().is_some_and(|last| last.as_slice() >= token) {
            return None;
        }
        all.insert(token.to_vec());
        list = rest;
    }
    Some(all)
}

/// The values of a row of `patient_token`.
pub(crate) fn row(patient: &str, token: &[u8]) -> Vec<Value> {
    vec![patient.into(), token.into()]
}

/// The lengths of the beginnings that are kept.
const BEGINNINGS: [usize; 3] = [3, 4, 6];

// What a token is of, in its first byte.
const ADDRESS: u8 = b'a';
const BORN: u8 = b'b';
const NUMBER: u8 = b'i';
const NAME: u8 = b'n';
const PLACE: u8 = b'p';
const SOUND: u8 = b's';
const TOLD: u8 = b't';

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing::on_sqlite;

    #[tokio::test]
    async fn one_row_is_found_by_what_a_name_begins_with_and_by_the_whole_of_it() {
        let site = on_sqlite().await;
        let own = name(&site.store, "bartholomew");
        for beginning in ["bar", "bart", "barth", "bartho", "bartholo"] {
            let sought = name_beginning(&site.store, beginning).unwrap();
            assert!(own.starts_with(&sought), "{beginning}");
        }
        let other = name_beginning(&site.store, "bas").unwrap();
        assert!(!own.starts_with(&other));
        assert_ne!(own, name(&site.store, "bartholomeo"));
        assert_eq!(name_beginning(&site.store, "li"), None);
        // Nobody types more letters than are kept.
        assert_eq!(name(&site.store, &"a".repeat(12)), name(&site.store, &"a".repeat(40)));
    }

    #[tokio::test]
    async fn a_number_is_found_with_its_system_and_as_people_type_it() {
        let site = on_sqlite().await;
        let own = number(&site.store, "urn:oid:1.2.3", "123-45 A");
        assert!(own.starts_with(&typed(&site.store, "12345a")));
        assert_ne!(own, number(&site.store, "urn:oid:1.2.4", "123-45 A"));
        assert_eq!(own.len(), 11, "80 bits, and what it is of");
    }

    #[test]
    fn what_is_found_by_another_token_takes_no_row() {
        let mut all = BTreeSet::from([b"xab".to_vec()]);
        let more = vec![b"xa".to_vec(), b"yab".to_vec(), b"ya".to_vec(), b"z".to_vec()];
        let new = add(&mut all, more);
        assert_eq!(new, [b"yab".to_vec(), b"z".to_vec()]);
        assert_eq!(all.len(), 3);
        assert!(add(&mut all, vec![b"z".to_vec(), b"xab".to_vec()]).is_empty());
    }

    #[test]
    fn a_list_is_read_as_it_was_written_and_no_other_is() {
        let all = BTreeSet::from([b"a".to_vec(), b"bcd".to_vec(), b"be".to_vec()]);
        let list = listed(&all);
        assert_eq!(read_list(&list), Some(all));
        assert_eq!(read_list(&[]), Some(BTreeSet::new()));
        for broken in [&[0][..], &[2, 1], &[1, 2, 1, 1], &[1, 1, 1, 1], &list[1..]] {
            assert_eq!(read_list(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn behind_a_beginning_lies_what_does_not_begin_so() {
        assert_eq!(behind(b"ab"), b"ac");
        assert_eq!(behind(&[b'a', 0xFF, 0xFF]), b"b");
    }

    #[test]
    fn a_number_is_folded_to_its_letters_and_digits() {
        assert_eq!(folded_value("123-45 A"), "12345a");
    }
}
