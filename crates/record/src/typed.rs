//! What a clerk types to find somebody, in any order and any usual form: `tom becker 1948`,
//! `11/02/1948`, `beker`, `(555) 010-0100`, `12 oak street`. Each piece may mean several things; one who
//! is found fits every piece by one of them.
//!
//! Where day and month are unclear both are tried, the month first as people write it in the United
//! States.

mod dates;
mod fit;

pub use fit::{Fit, Known};

use crate::limits::TYPED_PIECES_MAX;
use crate::matching::Birth;
use crate::normalize::fold;

/// One piece of what was typed, with all that it may mean.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Piece {
    /// A word of a name or of a place, folded.
    pub word: Option<String>,
    /// Birth dates, the likeliest first; the day or month is 0 where only the year was typed.
    pub births: Vec<Birth>,
    /// A number as people type it: letters and digits.
    pub number: Option<String>,
    /// A telephone number (the last ten digits) or a mail address.
    pub contact: Option<String>,
    /// A house number and a street.
    pub home: Option<String>,
}

/// The pieces of a query; none where nothing of it can be looked for, or it is too long.
pub fn read(query: &str) -> Vec<Piece> {
    let words: Vec<&str> =
        query.split([' ', ',', ';', '\t', '\n']).filter(|w| !w.is_empty()).collect();
    if words.len() > TYPED_PIECES_MAX * 2 {
        return Vec::new();
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let (piece, taken) = piece(rest);
        pieces.extend(piece);
        at += taken.max(1);
    }
    // Words between names say nothing, unless they are all that was typed.
    let says = |piece: &Piece| piece.word.as_deref().is_none_or(|word| !is_between(word));
    if pieces.iter().any(says) {
        pieces.retain(says);
    }
    if pieces.len() > TYPED_PIECES_MAX { Vec::new() } else { pieces }
}

/// The first piece, and how many words it takes.
fn piece(words: &[&str]) -> (Option<Piece>, usize) {
    if let Some((births, taken)) = dates::spelled(words) {
        return (Some(Piece { births, ..Piece::default() }), taken);
    }
    let Some(word) = words.first() else { return (None, 1) };
    if word.contains('@') {
        let contact = Some(word.trim().to_lowercase());
        return (Some(Piece { contact, ..Piece::default() }), 1);
    }
    let births = dates::in_digits(word);
    if births.is_empty()
        && let Some((digits, taken)) = telephone(words)
    {
        let contact = Some(digits.chars().skip(digits.len().saturating_sub(10)).collect());
        return (Some(Piece { contact, number: Some(digits), ..Piece::default() }), taken);
    }
    let folded = fold(word);
    if folded.is_empty() {
        return (None, 1);
    }
    if !folded.contains(char::is_numeric) {
        return (Some(Piece { word: Some(folded), ..Piece::default() }), 1);
    }
    let mut street = words.iter().skip(1).map(|word| fold(word));
    let street = street.find(|word| !DIRECTIONS.contains(&word.as_str()));
    let is_street = |word: &String| word.chars().all(char::is_alphabetic) && !word.is_empty();
    let home = street.filter(is_street).map(|street| format!("{folded} {street}"));
    let word = folded.contains(char::is_alphabetic).then(|| folded.clone());
    (Some(Piece { word, births, number: Some(folded), home, contact: None }), 1)
}

/// A telephone number that begins there, perhaps in several words: `(555) 010-0100`.
fn telephone(words: &[&str]) -> Option<(String, usize)> {
    let is_part =
        |word: &&&str| word.chars().all(|sign| sign.is_ascii_digit() || "()-.+/".contains(sign));
    let mut digits = String::new();
    let mut found = None;
    for (at, word) in words.iter().take_while(is_part).take(TELEPHONE_WORDS_MAX).enumerate() {
        digits.extend(word.chars().filter(char::is_ascii_digit));
        if (10..=13).contains(&digits.len()) || at == 0 && digits.len() == 7 {
            found = Some((digits.clone(), at + 1));
        }
    }
    found
}

fn is_between(word: &str) -> bool {
    STREET_WORDS.contains(&word) || crate::matching::is_particle(word)
}

/// `+1 (555) 010 0100`
const TELEPHONE_WORDS_MAX: usize = 4;

/// What streets are called beside their name, and what stands before it.
const STREET_WORDS: [&str; 14] = [
    "street", "st", "avenue", "ave", "road", "rd", "drive", "dr", "lane", "ln", "calle", "avenida",
    "apt", "unit",
];

const DIRECTIONS: [&str; 9] = ["n", "s", "e", "w", "north", "south", "east", "west", "the"];

#[cfg(test)]
mod tests {
    use super::*;

    fn births(query: &str) -> Vec<String> {
        read(query).iter().flat_map(|piece| piece.births.iter().map(|birth| birth.iso())).collect()
    }

    #[test]
    fn a_date_is_read_in_any_usual_form_and_both_ways_where_that_is_unclear() {
        for (typed, read) in [
            ("11/02/1948", &["1948-11-02", "1948-02-11"][..]),
            ("1948-11-02", &["1948-11-02"]),
            ("2.11.1948", &["1948-02-11", "1948-11-02"]),
            ("11/14/1948", &["1948-11-14"]),
            ("14/11/1948", &["1948-11-14"]),
            ("11-2-48", &["1948-11-02", "1948-02-11"]),
            ("11021948", &["1948-11-02", "1948-02-11"]),
            ("19481102", &["1948-11-02"]),
            ("nov 2 1948", &["1948-11-02"]),
            ("November 2, 1948", &["1948-11-02"]),
            ("2 nov 1948", &["1948-11-02"]),
            ("2 de noviembre de 1948", &["1948-11-02"]),
            ("11/1948", &["1948-11"]),
            ("1948", &["1948"]),
            ("31/31/1948", &[]),
            ("02/30/1948", &[]),
        ] {
            assert_eq!(births(typed), read, "{typed}");
        }
    }

    #[test]
    fn names_numbers_telephones_and_homes_are_told_apart() {
        let read = |query: &str| read(query);
        let words = |query: &str| -> Vec<Option<String>> {
            read(query).into_iter().map(|piece| piece.word).collect()
        };
        let word = |text: &str| Some(text.to_owned());
        assert_eq!(
            words("O'Brien, María de la Cruz"),
            [word("obrien"), word("maria"), word("cruz")]
        );
        assert_eq!(words("de"), [word("de")], "where nothing else was typed");
        for telephone in ["(555) 010-0100", "555-010-0100", "+1 555 010 0100", "5550100100"] {
            let pieces = read(telephone);
            assert_eq!(pieces.len(), 1, "{telephone}");
            assert_eq!(pieces[0].contact.as_deref(), Some("5550100100"), "{telephone}");
        }
        let home = read("12 N Oak Street Springfield");
        assert_eq!(home[0].home.as_deref(), Some("12 oak"));
        assert_eq!(read("MRN-1001")[0].number.as_deref(), Some("mrn1001"));
        assert_eq!(read("tom@example.org")[0].contact.as_deref(), Some("tom@example.org"));
    }

    #[test]
    fn whatever_is_typed_is_read_without_harm() {
        for hostile in
            ["", "   ", "'; drop table patient; --", "%_%", "\u{202e}abc", "🙂 🙂", "-", "/"]
        {
            read(hostile);
        }
        assert!(read(&"a ".repeat(10_000)).is_empty(), "too long to be meant");
        read(&"9".repeat(100_000));
    }
}
