//! The number that a document's own text writes for a result, in a row of a table or a line, where its entry has
//! another one.
//!
//! Nothing is guessed: the table must write one number where the value of this entry, and of no other, stands, in
//! the unit of the entry, and no rounding or conversion may lead from one number to the other.

use bluebutton_record::fold::fold;
use bluebutton_record::value::doubt::IN_TABLE;
use bluebutton_record::value::unit::Unit;

use super::context::Context;
use super::json::{Object, one};
use super::rows::Row;
use super::values::decimal;
use super::xml::{Node, attr, child, children, data_type, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// Keeps the number of the table, where it is another one than the value of an observation.
pub fn put_other_number<'d>(context: &Context<'d>, node: Node<'d>, object: &mut Object<'d>) {
    let mut values = children(node, "value");
    let (Some(value), None) = (values.next(), values.next()) else { return };
    if let Some(number) = other_number(context, node, value) {
        let kept = Object::new().with("url", IN_TABLE).with("valueString", number);
        object.put("extension", one(kept));
    }
}

fn other_number<'d>(context: &Context<'d>, node: Node<'d>, value: Node<'d>) -> Option<String> {
    if !matches!(data_type(value), Some("PQ" | "REAL" | "INT")) {
        return None;
    }
    let coded = decimal(attr(value, "value")?)?;
    let unit = attr(value, "unit").filter(|unit| *unit != "1");
    let (cell, around) = cell(context, node)?;
    let (number, rest) = one_number(&cell)?;
    let rest = without_flags(rest);
    let is_unit_beside = unit.is_some_and(|unit| is_unit(&rest, unit));
    let is_unit_around = |unit| around.split(NO_UNIT_LETTERS).any(|word| is_unit(word, unit));
    let is_of_unit = is_unit_beside || rest.is_empty() && unit.is_none_or(is_unit_around);
    let is_other = is_of_unit && is_contradiction(number, &coded, is_unit_beside);
    is_other.then(|| number.to_owned())
}

/// What the cell says that holds the value of an observation, and the words around it: the cell that it points to,
/// else that of its own row which stands under "Value" or is the only other one; of a line that is in no table, what
/// stands behind the name.
fn cell<'d>(context: &Context<'d>, node: Node<'d>) -> Option<(String, String)> {
    let words = child(node, "text");
    let original = child(node, "code").and_then(|code| child(code, "originalText"));
    let pointing = [words, original].into_iter().flatten();
    let targets = pointing
        .filter_map(|words| attr(child(words, "reference")?, "value"))
        .filter_map(|to| context.narrative_element(to));
    for target in targets {
        let said = text(target, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default();
        let Some(row) = Row::at(target) else {
            let Some(value) = behind_the_name(&said) else { continue };
            return context.is_pointed_to_once(target).then(|| (value.to_owned(), said.clone()));
        };
        if one_number(&said).is_some() {
            return context.is_pointed_to_once(target).then(|| (said, row.words()));
        }
        if let Some(cell) = row.value_cell(target) {
            let told = text(cell, REFERENCED_TEXT_CHARS_MAX)?;
            return context.is_pointed_to_once(row.row()).then(|| (told, row.words()));
        }
    }
    None
}

/// Of a line that names one value, "INR - 3.5 (abnormal)", what stands behind the name, where that begins with a
/// number.
fn behind_the_name(line: &str) -> Option<&str> {
    let (name, value) = line.split_once(" - ").or_else(|| line.split_once(": "))?;
    (!name.trim().is_empty() && one_number(value).is_some()).then_some(value)
}

/// The one number that a text begins with, and what stands behind it; `None` where it begins otherwise or more
/// numbers follow that are no part of a unit.
fn one_number(cell: &str) -> Option<(&str, &str)> {
    let cell = cell.trim();
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    let signs = cell.len() - digits.len();
    let end = digits.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(digits.len());
    let (number, rest) = cell.split_at_checked(signs + end)?;
    let number = number.trim_end_matches('.');
    decimal(number)?;
    let rest = rest.trim();
    let has_digits = rest.bytes().any(|byte| byte.is_ascii_digit());
    (!has_digits || Unit::is_known(&without_flags(rest))).then_some((number, rest))
}

/// What stands behind a number without the marks for high and low.
fn without_flags(rest: &str) -> String {
    let is_flag = |word: &str| {
        let word = word.trim_matches(['(', ')', '[', ']', '*', '!', ',', ';']);
        word.is_empty() || FLAGS.contains(&fold(word).as_str())
    };
    rest.split_whitespace().filter(|word| !is_flag(word)).collect::<Vec<_>>().join(" ")
}

fn is_unit(words: &str, unit: &str) -> bool {
    words.eq_ignore_ascii_case(unit)
        || Unit::is_known(words) && Unit::read(words) == Unit::read(unit)
}

/// Whether two numbers can't be the same one: not by rounding or cutting decimals off, and, where the table names no
/// unit beside it, not in another unit.
fn is_contradiction(table: &str, data: &str, is_same_unit: bool) -> bool {
    let (Ok(one), Ok(other)) = (table.parse::<f64>(), data.parse::<f64>()) else { return false };
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let (fewer, more) = (decimals(table).min(decimals(data)), decimals(table).max(decimals(data)));
    let step = 10_f64.powi(-i32::try_from(fewer).unwrap_or(0));
    let apart = (one - other).abs();
    let is_near = if fewer == more { apart < step / 2.0 } else { apart < step * 1.000_1 };
    !is_near && (is_same_unit || !is_converted(one, other))
}

/// Whether one number is the other in a unit that tables show instead: lb for kg, in for cm, °F for °C, thousands.
fn is_converted(one: f64, other: f64) -> bool {
    let is_close = |one: f64, other: f64| (one - other).abs() <= 0.02 * one.abs().max(other.abs());
    let is_by = |factor: f64| is_close(one * factor, other) || is_close(other * factor, one);
    let fahrenheit = |celsius: f64| celsius * 9.0 / 5.0 + 32.0;
    FACTORS.iter().any(|factor| is_by(*factor))
        || is_close(fahrenheit(one), other)
        || is_close(fahrenheit(other), one)
}

/// Marks beside a number in a table, folded.
const FLAGS: [&str; 15] = [
    "h", "l", "hh", "ll", "n", "a", "aa", "high", "low", "normal", "abnormal", "critical", "alert",
    "↑", "↓",
];

/// kg to lb, in to cm, ft to m, lb to oz, and what is a power of ten.
const FACTORS: [f64; 9] = [2.204_6, 2.54, 3.280_8, 16.0, 10.0, 100.0, 1_000.0, 1.0e6, 1.0e9];

/// What stands between the words of a row, as far as no unit has it.
const NO_UNIT_LETTERS: [char; 9] = [' ', '\u{a0}', '(', ')', ',', ';', ':', '|', '='];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_where_it_holds_one_number() {
        let cases = [
            ("13.2", Some(("13.2", ""))),
            (" 13.20 g/dl ", Some(("13.20", "g/dl"))),
            ("123 (L)", Some(("123", "(L)"))),
            ("6.7 10+3/ul", Some(("6.7", "10+3/ul"))),
            ("-2.5", Some(("-2.5", ""))),
            ("120/80", None),
            ("10/12/2012", None),
            ("13.2 13.4", None),
            ("5'10\"", None),
            ("<5", None),
            ("1,200", None),
            ("Negative", None),
            ("", None),
        ];
        for (cell, expected) in cases {
            assert_eq!(one_number(cell), expected, "{cell}");
        }
        assert_eq!(without_flags("(L) mg/dL *"), "mg/dL");
        assert_eq!(without_flags("(abnormal, high alert)"), "");
    }

    #[test]
    fn a_line_that_names_one_value_tells_its_number() {
        let cases = [
            ("INR - 3.5 (abnormal, high alert)", Some("3.5 (abnormal, high alert)")),
            ("TSH: 6 m[IU]/L", Some("6 m[IU]/L")),
            ("Hgb a1c - 8%", Some("8%")),
            ("Aortic Valve - 1.5 cm2, Stage II", None),
            ("EKG Impression - rate 60s", None),
            ("Blood pressure: 120/80", None),
            ("May 3: 6.5 and 7", None),
            ("3.5", None),
        ];
        for (line, expected) in cases {
            assert_eq!(behind_the_name(line), expected, "{line}");
        }
    }

    #[test]
    fn rounding_and_another_unit_are_no_contradiction() {
        let cases = [
            ("10.2", "13.2", true),
            ("6", "7", true),
            ("13.20", "13.2", false),
            ("13", "13.2", false),
            ("6.9", "7", false),
            ("13.24", "13.2", false),
            ("13.29", "13.2", false),
            ("154", "70", false),
            ("98.6", "37", false),
            ("67", "170.2", false),
            ("0.42", "42", false),
            ("6700", "6.7", false),
            ("1.2", "1.3", true),
        ];
        for (table, data, expected) in cases {
            assert_eq!(is_contradiction(table, data, false), expected, "{table} {data}");
        }
        assert!(is_contradiction("154", "70", true), "both say kg");
    }
}
