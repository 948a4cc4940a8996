//! How much is taken each day, where directions say it so plainly that two ways of saying it can be compared: "1
//! tablet every morning" is what "1 tablet a day" is.

use crate::entry::{Entry, Fact, FactText};
use crate::fold::fold;

/// How an entry says that a medicine is taken.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Directions {
    /// It says nothing.
    Untold,
    /// So much, so many times a day.
    Plain(f64, f64),
    /// In words that only a person compares.
    Words(String),
}

impl Directions {
    /// Whether two entries tell of different directions. What one leaves out is no difference.
    pub(super) fn differ(&self, other: &Self) -> bool {
        !matches!(self, Self::Untold) && !matches!(other, Self::Untold) && self != other
    }
}

/// What an entry says of how it is taken.
pub(super) fn of(entry: &Entry) -> Directions {
    let tells = |fact: &&Fact| matches!(fact.label, "dose" | "dose-amount" | "when");
    let said: Vec<String> =
        entry.facts.iter().filter(tells).map(|fact| words(&fact.text)).collect();
    if said.is_empty() {
        return Directions::Untold;
    }
    let text = said.join(" ");
    match (amount(&text), times(&text)) {
        (Some(amount), Some(times)) => Directions::Plain(amount, times),
        _ => Directions::Words(text),
    }
}

fn words(text: &FactText) -> String {
    match text {
        FactText::Source(text) => fold(text).split_whitespace().collect::<Vec<_>>().join(" "),
        FactText::Amount(measure) => format!("{} pieces", measure.text),
        FactText::Phrase("timing-repeat", values) => {
            let of = |name| values.iter().find(|(own, _)| *own == name).map(|(_, value)| value);
            let value = |name| of(name).map(String::as_str).unwrap_or_default();
            match (value("times"), value("period"), value("unit")) {
                (times, "1", "d") => format!("{times} times a day"),
                ("1", period, "h") => format!("every {period} hours"),
                (times, period, unit) => format!("{times} each {period} {unit}"),
            }
        }
        other => fold(&format!("{other:?}")),
    }
}

/// "1 tablet", "two capsules"; `None` where it is not one number of pieces.
fn amount(text: &str) -> Option<f64> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ',').collect();
    let mut found = words.windows(2).filter(|two| PIECES.contains(&two[1].trim_end_matches('.')));
    let first = found.next()?;
    // "1 or 2 tablets", "1-2 tablets": nobody knows which.
    let is_range = words.windows(3).any(|three| {
        matches!(three[1], "or" | "to" | "o" | "a")
            && number(three[0]).is_some()
            && number(three[2]).is_some()
    });
    (found.next().is_none() && !is_range).then(|| number(first[0]))?
}

/// How many times a day; `None` where it is not each day, or only when needed.
fn times(text: &str) -> Option<f64> {
    if NOT_DAILY.iter().any(|words| text.contains(words)) {
        return None;
    }
    let padded = format!(" {} ", text.replace(['.', ',', ';'], " "));
    let mut found: Vec<f64> = Vec::new();
    for (times, ways) in TIMES {
        if ways.iter().any(|way| padded.contains(&format!(" {way} "))) {
            found.push(*times);
        }
    }
    match found.as_slice() {
        [one] => Some(*one),
        // "1 tablet a day", "each morning".
        [] => ONCE.iter().any(|way| padded.contains(&format!(" {way} "))).then_some(1.0),
        _ => None,
    }
}

fn number(word: &str) -> Option<f64> {
    let named = ["one", "two", "three", "four"].iter().position(|name| *name == word);
    let named =
        named.or_else(|| ["una", "dos", "tres", "cuatro"].iter().position(|name| *name == word));
    named.map(|at| at as f64 + 1.0).or_else(|| word.parse().ok())
}

const PIECES: &[&str] = &[
    "pieces", "tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps", "pill",
    "pills", "tableta", "tabletas", "capsula", "capsulas",
];

const NOT_DAILY: &[&str] = &[
    "needed",
    "pain",
    "other day",
    "week",
    "month",
    "prn",
    "then",
    "dolor",
    "semana",
    "necesari",
    "luego",
];

const TIMES: &[(f64, &[&str])] = &[
    (
        2.0,
        &[
            "twice",
            "two times",
            "2 times",
            "every 12 hours",
            "bid",
            "morning and evening",
            "breakfast and dinner",
            "breakfast and with dinner",
            "dos veces",
            "2 veces",
            "cada 12 horas",
        ],
    ),
    (
        3.0,
        &[
            "three times",
            "3 times",
            "every 8 hours",
            "tid",
            "tres veces",
            "3 veces",
            "cada 8 horas",
        ],
    ),
    (
        4.0,
        &[
            "four times",
            "4 times",
            "every 6 hours",
            "qid",
            "cuatro veces",
            "4 veces",
            "cada 6 horas",
        ],
    ),
    (1.0, &["once", "1 times", "every 24 hours", "qd", "una vez", "1 vez"]),
];

const ONCE: &[&str] = &[
    "a day",
    "daily",
    "each day",
    "every day",
    "every morning",
    "each morning",
    "in the morning",
    "every evening",
    "in the evening",
    "every night",
    "at night",
    "at bedtime",
    "with breakfast",
    "with dinner",
    "al dia",
    "cada dia",
    "cada manana",
    "por la manana",
    "cada noche",
    "por la noche",
    "al acostarse",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_ways_of_saying_one_dose_are_one() {
        let said = |text: &str| Some((amount(text)?, times(text)?));
        for text in [
            "take 1 tablet every morning",
            "1 tablet a day",
            "one tablet once daily",
            "1 tableta al dia",
        ] {
            assert_eq!(said(text), Some((1.0, 1.0)), "{text}");
        }
        for text in [
            "take 1 tablet two times a day with breakfast and dinner",
            "take 1 tablet with breakfast and with dinner",
            "1 tablet every 12 hours",
        ] {
            assert_eq!(said(text), Some((1.0, 2.0)), "{text}");
        }
        assert_eq!(said("2 tablets a day"), Some((2.0, 1.0)));
    }

    #[test]
    fn what_is_not_plain_is_for_people_to_compare() {
        for text in [
            "take 1 or 2 tablets a day",
            "1 tablet every other day",
            "1 tablet twice a day, then 1 tablet a day",
            "1 tablet a day as needed",
            "apply thinly",
            "36 units once daily",
        ] {
            assert!(amount(text).is_none() || times(text).is_none(), "{text}");
        }
    }
}
