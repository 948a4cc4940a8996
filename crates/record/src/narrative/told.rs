//! A narrative as it is read: what machines write as `20260514` or `202605141530-0500` is said as a
//! date, and of a social security number the last four digits. The blocks themselves, and every
//! file for machines, keep what the source wrote.

mod context;

use std::borrow::Cow;

use jiff::civil::Date;

use self::context::{Context, context};
use super::Block;
use crate::date::FhirDate;
use crate::words::Words;

/// The blocks in the reader's words.
pub fn told<'b>(blocks: &'b [Block], words: &Words) -> Cow<'b, [Block]> {
    if blocks.iter().any(has_number) {
        Cow::Owned(all(blocks, words))
    } else {
        Cow::Borrowed(blocks)
    }
}

/// Whether there is any number of at least eight digits: most narratives have none.
fn has_number(block: &Block) -> bool {
    let in_text = |text: &String| {
        let mut run = 0;
        text.bytes().any(|byte| {
            run = if byte.is_ascii_digit() {
                run + 1
            } else if byte == b'-' {
                run
            } else {
                0
            };
            run >= 8
        })
    };
    match block {
        Block::Heading(text) | Block::Paragraph(text) | Block::Preformatted(text) => in_text(text),
        Block::List { items, .. } => items.iter().flatten().any(has_number),
        Block::Table { head, rows } => head.iter().chain(rows.iter().flatten()).any(in_text),
    }
}

fn all(blocks: &[Block], words: &Words) -> Vec<Block> {
    let plain = |text: &str| tell(text, None, words);
    let one = |block: &Block| match block {
        Block::Heading(text) => Block::Heading(plain(text)),
        Block::Paragraph(text) => Block::Paragraph(plain(text)),
        Block::Preformatted(text) => Block::Preformatted(plain(text)),
        Block::List { ordered, items } => Block::List {
            ordered: *ordered,
            items: items.iter().map(|item| all(item, words)).collect(),
        },
        Block::Table { head, rows } => {
            let cell =
                |(at, cell): (usize, &String)| tell(cell, head.get(at).map(String::as_str), words);
            let row = |row: &Vec<String>| row.iter().enumerate().map(cell).collect();
            Block::Table {
                head: head.iter().map(|text| plain(text)).collect(),
                rows: rows.iter().map(row).collect(),
            }
        }
    };
    blocks.iter().map(one).collect()
}

/// One text in the reader's words; `column` is the heading of its column, if it stands in one.
pub fn tell(text: &str, column: Option<&str>, words: &Words) -> String {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut ends_with_stamp = false;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let before = text.get(..at).unwrap_or_default();
        let found = begins_number(before, ends_with_stamp)
            .then(|| number_at(before, rest, column, words))
            .flatten();
        if let Some((length, said)) = found {
            out.push_str(&said);
            at += length;
            ends_with_stamp = true;
            continue;
        }
        let step = rest.chars().next().map_or(1, char::len_utf8);
        out.push_str(rest.get(..step).unwrap_or_default());
        ends_with_stamp = ends_with_stamp && rest.starts_with(['-', ' ', '–']);
        at += step;
    }
    out
}

/// Whether a number may begin behind `before`: not in the middle of one, nor of a code.
fn begins_number(before: &str, ends_with_stamp: bool) -> bool {
    match before.chars().next_back() {
        None => true,
        // The second of two days: `20120806-20120813`.
        Some('-' | '–') => ends_with_stamp,
        Some(last) => !last.is_alphanumeric() && !matches!(last, '.' | '/' | '_' | '#' | ':' | '+'),
    }
}

fn number_at(
    before: &str,
    rest: &str,
    column: Option<&str>,
    words: &Words,
) -> Option<(usize, String)> {
    let context = context(before, column);
    if let Some((length, last)) = secret_at(rest, context) {
        return Some((length, words.with("number-ends-in", &[("last", last.into())])));
    }
    let stamp = Stamp::read(rest)?;
    let is_whole = before.trim().is_empty() && rest.get(stamp.length..)?.trim().is_empty();
    let is_told = match context {
        Some(Context::Day) => true,
        Some(Context::Number | Context::Secret) => false,
        // Twelve digits that are a valid time are one; eight may be anything, unless they stand alone.
        None => stamp.time.is_some() || (is_whole && column.is_none()),
    };
    is_told.then(|| (stamp.length, stamp.said(words)))
}

/// A social security number: its length here, and its last four digits.
fn secret_at(rest: &str, context: Option<Context>) -> Option<(usize, &str)> {
    let bytes = rest.as_bytes();
    let is_dashed = bytes.get(3) == Some(&b'-') && bytes.get(6) == Some(&b'-');
    let length = if is_dashed { 11 } else { 9 };
    if !is_dashed && context != Some(Context::Secret) {
        return None;
    }
    let number = rest.get(..length)?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_only = number.chars().all(|c| c.is_ascii_digit() || (is_dashed && c == '-'));
    let area = digits.get(..3)?;
    let is_issued = !matches!(area, "000" | "666") && !area.starts_with('9');
    let is_end = ends_here(rest.get(length..)?);
    (digits.len() == 9 && is_only && is_issued && is_end)
        .then(|| Some((length, number.get(length - 4..)?)))?
}

fn ends_here(behind: &str) -> bool {
    let mut letters = behind.chars();
    match letters.next() {
        // "1.5": the number goes on behind the mark.
        Some('.' | ',' | ':') => !letters.next().is_some_and(|next| next.is_ascii_digit()),
        Some(next) => !next.is_alphanumeric() && !matches!(next, '/' | '_' | '#'),
        None => true,
    }
}

/// A time as HL7 writes it.
struct Stamp<'t> {
    length: usize,
    day: Date,
    time: Option<(i8, i8)>,
    offset: Option<&'t str>,
}

impl<'t> Stamp<'t> {
    fn read(rest: &'t str) -> Option<Self> {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if !matches!(digits, 8 | 12 | 14) {
            return None;
        }
        let number = |from: usize, to: usize| rest.get(from..to)?.parse::<i16>().ok();
        let (year, month, day) = (number(0, 4)?, number(4, 6)?, number(6, 8)?);
        let day = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        let is_of_our_time = (1880..=2100).contains(&year);
        let (mut length, mut time, mut offset) = (digits, None, None);
        if digits > 8 {
            let (hour, minute) = (rest.get(8..10)?.parse().ok()?, rest.get(10..12)?.parse().ok()?);
            let is_time = hour < 24
                && minute < 60
                && rest.get(12..14).is_none_or(|second| digits == 12 || second < "61");
            time = Some((hour, minute)).filter(|_| is_time);
            time?;
            length += fraction(rest.get(length..)?);
            offset = rest.get(length..length + 5).filter(|offset| is_offset(offset));
            length += offset.map_or(0, str::len);
        }
        let is_end = ends_here(rest.get(length..)?);
        (is_of_our_time && is_end).then_some(Self { length, day, time, offset })
    }

    fn said(&self, words: &Words) -> String {
        let date = words.date(&FhirDate::day(self.day));
        // Exports write midnight for "no time known".
        let Some((hour, minute)) = self.time.filter(|time| *time != (0, 0)) else {
            return date;
        };
        let time = words.time(hour, minute);
        let arguments = [("date", date.into()), ("time", time.into())];
        match self.offset {
            Some(offset) => {
                let sign = if offset.starts_with('-') { '−' } else { '+' };
                let digits = offset.get(1..).unwrap_or_default();
                let (hours, minutes) = digits.split_at_checked(2).unwrap_or((digits, ""));
                let offset = format!("{sign}{hours}:{minutes}");
                let [date, time] = arguments;
                words.with("date-time-offset", &[date, time, ("offset", offset.into())])
            }
            None => words.with("date-time", &arguments),
        }
    }
}

/// How many bytes a fraction of a second takes.
fn fraction(behind: &str) -> usize {
    let Some(digits) = behind.strip_prefix('.') else { return 0 };
    let count = digits.len() - digits.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    if count == 0 { 0 } else { count + 1 }
}

fn is_offset(text: &str) -> bool {
    let hours = text.get(1..3).unwrap_or_default();
    text.starts_with(['+', '-'])
        && text.bytes().skip(1).all(|byte| byte.is_ascii_digit())
        && hours <= "14"
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::words::Language;

    fn said(text: &str) -> String {
        tell(text, None, Words::of(Language::English))
    }

    fn in_column(column: &str, text: &str) -> String {
        tell(text, Some(column), Words::of(Language::English))
    }

    #[test]
    fn times_of_machines_are_said_as_dates() {
        let cases = [
            ("20260514", "May 14, 2026"),
            ("Seen on 20260514.", "Seen on May 14, 2026."),
            ("202605141530-0500", "May 14, 2026, 3:30\u{a0}PM (UTC−05:00)"),
            (
                "Last modified 20260514153000.123-0500 by",
                "Last modified May 14, 2026, 3:30\u{a0}PM (UTC−05:00) by",
            ),
            ("at 202605141530", "at May 14, 2026, 3:30\u{a0}PM"),
            ("20260514000000", "May 14, 2026"),
            ("from 20120806 - 20120813", "from August 6, 2012 - August 13, 2012"),
            ("from 20120806-20120813", "from August 6, 2012-August 13, 2012"),
            ("Onset: 20110101 (asthma)", "Onset: January 1, 2011 (asthma)"),
        ];
        for (text, expected) in cases {
            assert_eq!(said(text), expected, "{text}");
        }
        assert_eq!(in_column("Date", "20260514"), "May 14, 2026");
        assert_eq!(in_column("Fecha de inicio", "20260514"), "May 14, 2026");
        let spanish = Words::of(Language::Spanish);
        assert_eq!(tell("desde 20260514", None, spanish), "desde 14 de mayo de 2026");
    }

    #[test]
    fn numbers_that_only_look_like_dates_stay() {
        let texts = [
            "Order number 20260514",
            "MRN: 20260514",
            "Lot 20260514",
            "Accession 202605141530",
            "Platelets 20260514 cells",
            "call 20260514",
            "20261314",
            "X20260514",
            "20260514A",
            "1.2.840.20260514",
            "2026-05-14",
            "#20260514",
            "20260514/2",
        ];
        for text in texts {
            assert_eq!(said(text), text, "{text}");
        }
        assert_eq!(in_column("Medical record number", "20260514"), "20260514");
        assert_eq!(in_column("Result", "20260514"), "20260514");
    }

    #[test]
    fn of_a_social_security_number_the_last_four_digits_are_said() {
        assert_eq!(said("SSN: 123-45-6789."), "SSN: ends in 6789.");
        assert_eq!(said("SSN 123450089"), "SSN ends in 0089");
        assert_eq!(said("123-45-6789"), "ends in 6789");
        assert_eq!(in_column("Social Security Number", "123456789"), "ends in 6789");
        for text in ["000-45-6789", "923-45-6789", "123-45-67890", "555-123-45-6789", "123456789"] {
            assert_eq!(said(text), text);
        }
    }

    #[test]
    fn every_shape_of_a_narrative_is_read() {
        let words = Words::of(Language::English);
        let blocks = vec![
            Block::List { ordered: false, items: vec![vec![Block::Paragraph("20260514".into())]] },
            Block::Table {
                head: vec!["Date".into(), "Number".into()],
                rows: vec![vec!["20260514".into(), "20260514".into()]],
            },
        ];
        let told = told(&blocks, words);
        let text = crate::narrative::plain_text(&told);
        assert_eq!(text, "May 14, 2026\nDate Number\nMay 14, 2026 20260514\n");
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_and_words_stay(text in "\\PC{0,60}") {
            let letters = |text: &str| text.chars().filter(|c| !c.is_ascii()).collect::<String>();
            let said = said(&text);
            prop_assert!(letters(&said).replace('−', "") == letters(&text).replace('−', ""));
        }

        #[test]
        fn any_digits_are_survived(text in "[0-9 .:+-]{0,40}") {
            let _ = said(&text);
        }
    }
}
