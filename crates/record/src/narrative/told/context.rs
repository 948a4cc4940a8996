//! What the words around a number say about it: a day, a number of something, or a secret.

use crate::fold::fold;

/// What the words before a number say about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    Day,
    Number,
    Secret,
}

/// The nearest telling word before a number, or in the heading of its column.
pub(super) fn context(before: &str, column: Option<&str>) -> Option<Context> {
    let near = before.char_indices().rev().nth(NEAR_CHARS).map_or(0, |(at, _)| at);
    let before = fold(before.get(near..).unwrap_or_default());
    let column = fold(column.unwrap_or_default());
    let last = before.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let last: Vec<&str> = last.collect();
    let words = last.iter().rev().take(NEAR_WORDS).copied();
    let heading = column.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    words.chain(heading).find_map(|word| match word {
        "ssn" | "security" | "social" => Some(Context::Secret),
        _ if DAY_WORDS.contains(&word) => Some(Context::Day),
        _ if NUMBER_WORDS.contains(&word) => Some(Context::Number),
        _ => None,
    })
}

/// A telling word stands at most so far before its number.
const NEAR_CHARS: usize = 60;

const NEAR_WORDS: usize = 3;

const DAY_WORDS: &[&str] = &[
    "date",
    "dates",
    "dated",
    "time",
    "day",
    "on",
    "since",
    "until",
    "through",
    "from",
    "start",
    "started",
    "starting",
    "stop",
    "stopped",
    "end",
    "ended",
    "begin",
    "began",
    "effective",
    "onset",
    "when",
    "performed",
    "collected",
    "recorded",
    "reported",
    "given",
    "taken",
    "seen",
    "born",
    "birth",
    "dob",
    "expires",
    "due",
    "updated",
    "resolved",
    "noted",
    "diagnosed",
    "fecha",
    "fechas",
    "desde",
    "hasta",
    "inicio",
    "fin",
    "hora",
    "nacimiento",
];

const NUMBER_WORDS: &[&str] = &[
    "id",
    "ids",
    "identifier",
    "number",
    "no",
    "num",
    "nr",
    "mrn",
    "account",
    "acct",
    "accession",
    "order",
    "lot",
    "serial",
    "phone",
    "tel",
    "fax",
    "member",
    "policy",
    "claim",
    "code",
    "case",
    "npi",
    "ndc",
    "udi",
    "numero",
    "cuenta",
    "lote",
    "telefono",
    "codigo",
];
