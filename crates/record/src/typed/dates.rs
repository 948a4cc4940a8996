//! Dates as people type them.

use jiff::civil::Date;

use crate::matching::Birth;
use crate::normalize::fold;

/// A date with the name of its month: `nov 2 1948`, `2 de noviembre de 1948`. How many words it takes.
pub(super) fn spelled(words: &[&str]) -> Option<(Vec<Birth>, usize)> {
    let bare: Vec<(usize, String)> = words
        .iter()
        .take(SPELLED_WORDS_MAX)
        .enumerate()
        .map(|(at, word)| (at + 1, fold(word)))
        .filter(|(_, word)| !matches!(word.as_str(), "de" | "del" | "of"))
        .take(3)
        .collect();
    let [(_, first), (_, second), (taken, third)] = bare.as_slice() else { return None };
    let year = third.parse().ok().filter(|_| third.len() == 4)?;
    let day = |word: &str| word.trim_end_matches(char::is_alphabetic).parse().ok();
    let (month, day) = match (month(first), month(second)) {
        (Some(month), _) => (month, day(second)?),
        (None, Some(month)) => (month, day(first)?),
        (None, None) => return None,
    };
    Some((vec![whole(year, month, day)?], *taken))
}

/// The dates that one word of digits may mean, the likeliest first.
pub(super) fn in_digits(word: &str) -> Vec<Birth> {
    let parts: Vec<&str> = word.split(['/', '-', '.']).collect();
    let are_digits = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !parts.iter().all(are_digits) || word.len() > DATE_LETTERS_MAX {
        return Vec::new();
    }
    let number = |part: &str| part.parse::<u16>().unwrap_or(u16::MAX);
    let mut found: Vec<Option<Birth>> = Vec::new();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            found.push(whole(number(year), number(month), number(day)));
        }
        [one, two, year] if year.len() == 4 || year.len() == 2 => {
            let years = if year.len() == 4 { vec![number(year)] } else { of_century(number(year)) };
            for year in years {
                found.push(whole(year, number(one), number(two)));
                found.push(whole(year, number(two), number(one)));
            }
        }
        [month, year] if year.len() == 4 => found.push(part(number(year), number(month))),
        [year, month] if year.len() == 4 => found.push(part(number(year), number(month))),
        [digits] if digits.len() == 8 => {
            let at = |from: usize, to: usize| digits.get(from..to).map_or(u16::MAX, number);
            found.push(whole(at(4, 8), at(0, 2), at(2, 4)));
            found.push(whole(at(4, 8), at(2, 4), at(0, 2)));
            found.push(whole(at(0, 4), at(4, 6), at(6, 8)));
        }
        [year] if year.len() == 4 => found.push(part(number(year), 0)),
        _ => {}
    }
    let mut births: Vec<Birth> = Vec::new();
    for birth in found.into_iter().flatten() {
        if !births.contains(&birth) {
            births.push(birth);
        }
    }
    births
}

/// A year of two digits may be of either century, where neither is still to come.
fn of_century(year: u16) -> Vec<u16> {
    let mut years = vec![1900 + year];
    years.extend((year < THIS_CENTURY_MAX).then_some(2000 + year));
    years
}

fn whole(year: u16, month: u16, day: u16) -> Option<Birth> {
    let date = Date::new(i16::try_from(year).ok()?, month.try_into().ok()?, day.try_into().ok()?);
    Birth::parse(&date.ok()?.to_string())
}

fn part(year: u16, month: u16) -> Option<Birth> {
    let text = if month == 0 { format!("{year:04}") } else { format!("{year:04}-{month:02}") };
    Birth::parse(&text)
}

/// The month of a name, in English or Spanish: three letters are enough.
fn month(word: &str) -> Option<u16> {
    let is_it = |name: &&str| word.len() >= 3 && name.starts_with(word);
    let of = |names: [&'static str; 12]| names.iter().position(is_it);
    let at = of(ENGLISH).or_else(|| of(SPANISH))?;
    u16::try_from(at + 1).ok()
}

/// From here on a year of two digits is of the last century.
const THIS_CENTURY_MAX: u16 = 40;

/// `2 de noviembre de 1948`
const SPELLED_WORDS_MAX: usize = 5;

/// `1948-11-02`
const DATE_LETTERS_MAX: usize = 10;

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const SPANISH: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
