//! Usual ranges as laboratories print them: `<2.5`, `4-5.6%`, `0.50-1.20 mg/dL`, `≥60`, `Up to 40`,
//! `> OR = 60`, `3.5 – 5.1`, `Negative`. Whatever is not certain to be one range stays a text.

mod stated;

use super::judge::Side;
use super::unit::Unit;
use crate::entry::Number;
use crate::fold::fold;
use crate::limits::RANGE_CHARS_MAX;

pub use stated::{Commented, stated};

/// A range read from its text.
#[derive(Clone, Debug, PartialEq)]
pub enum Printed {
    /// A pair of numbers, or one end.
    Numbers(Ends),
    /// A word that is the usual answer: `Negative`.
    Word(String),
}

/// The ends of a printed range.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ends {
    /// The lower end.
    pub low: Option<Number>,
    /// The upper end.
    pub high: Option<Number>,
    /// Whether the lower end itself is outside: `>60`.
    pub low_is_open: bool,
    /// Whether the upper end itself is outside: `<2.5`.
    pub high_is_open: bool,
    /// The unit printed with it.
    pub unit: Option<Unit>,
}

/// Reads a printed range. `own` is the unit of the value it is printed with.
pub fn read(text: &str, own: Option<&Unit>) -> Option<Printed> {
    if text.len() > RANGE_CHARS_MAX {
        return None;
    }
    let folded = simple(text);
    let text = without_label(&folded);
    if is_answer(text) {
        return Some(Printed::Word(text.to_owned()));
    }
    let mut rest = Rest { text, own };
    let ends = rest.ends()?;
    (rest.text.is_empty() && is_sensible(&ends)).then_some(Printed::Numbers(ends))
}

/// How an answer in words stands to the usual one; `None` where the two can't be compared.
pub fn compare_words(usual: &str, answer: &str) -> Option<Side> {
    let (usual, answer) = (simple(usual), simple(answer));
    if usual == answer {
        return Some(Side::Within);
    }
    let among = |list: &[&str], word: &str| list.contains(&word);
    if !among(NOTHING_FOUND, &usual) {
        return None;
    }
    if among(NOTHING_FOUND, &answer) {
        return Some(Side::Within);
    }
    among(SOMETHING_FOUND, &answer).then_some(Side::Above)
}

/// Lower case, without accents, with one kind of dash and of comparison, single spaces.
fn simple(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '–' | '—' | '−' | '‐' | '‑' => out.push('-'),
            '≤' => out.push_str("<="),
            '≥' => out.push_str(">="),
            '\u{a0}' | '\u{2009}' | '\u{202f}' => out.push(' '),
            other => out.push(other),
        }
    }
    let out = fold(&out).replace("&lt;", "<").replace("&gt;", ">");
    let mut out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    for noise in ["(calc)", "(calculated)", " calc"] {
        if out.ends_with(noise) {
            out.truncate(out.len() - noise.len());
        }
    }
    let out = out.trim_end().to_owned();
    let inner = out.strip_prefix(['(', '[']).and_then(|rest| rest.strip_suffix([')', ']']));
    inner.map(str::trim).map(str::to_owned).unwrap_or(out).trim_end_matches('.').to_owned()
}

fn without_label(text: &str) -> &str {
    let label = LABELS.iter().find_map(|label| text.strip_prefix(label));
    label.map_or(text, |rest| rest.trim_start_matches([':', '=']).trim_start())
}

fn is_answer(text: &str) -> bool {
    NOTHING_FOUND.contains(&text)
}

/// A range that orders its ends, and is not what an export writes for "none".
fn is_sensible(ends: &Ends) -> bool {
    match (&ends.low, &ends.high) {
        (Some(low), Some(high)) => {
            let is_filler = high.text.len() > 2 && high.text.bytes().all(|byte| byte == b'9');
            low.value < high.value && !is_filler
        }
        (None, None) => false,
        _ => true,
    }
}

/// What is still to be read.
struct Rest<'t> {
    text: &'t str,
    own: Option<&'t Unit>,
}

impl Rest<'_> {
    fn ends(&mut self) -> Option<Ends> {
        let mut ends = Ends::default();
        if let Some((is_low, is_open)) = self.sign() {
            let number = self.number(true)?;
            ends.unit = self.unit();
            ends.put(is_low, is_open, number)?;
            // ">=3.5 and <=5.1"
            if self.word(&["and", "to", "-", ",", "y", "a"]) {
                let (is_low, is_open) = self.sign()?;
                let number = self.number(true)?;
                self.same_unit(&mut ends)?;
                ends.put(is_low, is_open, number)?;
            }
            return Some(ends);
        }
        let first = self.number(true)?;
        ends.unit = self.unit();
        if let Some(is_low) = self.or_beyond() {
            ends.put(is_low, false, first)?;
            return Some(ends);
        }
        if !self.word(&["-", "to", "through", "thru", "a", "hasta", ".."]) {
            return None;
        }
        let second = self.number(true)?;
        self.same_unit(&mut ends)?;
        ends.low = Some(first);
        ends.high = Some(second);
        Some(ends)
    }

    /// A comparison in front of a number: whether the number is the lower end, and is outside.
    fn sign(&mut self) -> Option<(bool, bool)> {
        let (sign, is_low, is_open) =
            SIGNS.iter().find(|(sign, _, _)| self.text.starts_with(sign))?;
        let rest = self.text.get(sign.len()..)?;
        // "under" is a word; "<" needs no space behind it.
        if sign.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphanumeric) {
            return None;
        }
        self.text = rest.trim_start();
        Some((*is_low, *is_open))
    }

    /// "60 or more", "40 or less", "60+".
    fn or_beyond(&mut self) -> Option<bool> {
        let (_, is_low) = *BEYOND.iter().find(|(words, _)| *words == self.text)?;
        self.text = "";
        Some(is_low)
    }

    fn word(&mut self, words: &[&str]) -> bool {
        for word in words {
            let Some(rest) = self.text.strip_prefix(word) else { continue };
            if word.ends_with(char::is_alphabetic) && rest.starts_with(char::is_alphanumeric) {
                continue;
            }
            self.text = rest.trim_start();
            return true;
        }
        false
    }

    fn number(&mut self, may_be_signed: bool) -> Option<Number> {
        let start = self.text.strip_prefix(['-', '+']).filter(|_| may_be_signed);
        let body = start.unwrap_or(self.text);
        let is_part = |c: char| c.is_ascii_digit() || c == '.' || c == ',';
        let mut length = body.find(|c: char| !is_part(c)).unwrap_or(body.len());
        // A comma or dot behind the number is the sentence's.
        while body.get(..length)?.ends_with(['.', ',']) {
            length -= 1;
        }
        let (digits, rest) = body.split_at_checked(length)?;
        let sign = if self.text.starts_with('-') { "-" } else { "" };
        let number = Number::parse(&format!("{sign}{}", without_thousands(digits)?))?;
        self.text = rest.trim_start();
        Some(number)
    }

    /// A unit, if one stands here: the value's own, or any that we know.
    fn unit(&mut self) -> Option<Unit> {
        let ends = [" - ", " to ", " and ", " or ", " a ", " y ", " hasta ", " through "];
        let ends = ends.iter().filter_map(|end| self.text.find(end));
        let candidate = self.text.get(..ends.min().unwrap_or(self.text.len()))?.trim_end();
        if candidate.is_empty() || candidate.starts_with(['-', '+']) {
            return None;
        }
        let own = self.own.and_then(Unit::sign).map(fold);
        if !Unit::is_known(candidate) && own.as_deref() != Some(candidate) {
            return None;
        }
        let unit = match self.own {
            Some(unit) if own.as_deref() == Some(candidate) => Some(unit.clone()),
            _ => Unit::read(candidate),
        };
        self.text = self.text.get(candidate.len()..)?.trim_start();
        unit
    }

    /// The unit behind the second number: the same one as behind the first, if there was one.
    fn same_unit(&mut self, ends: &mut Ends) -> Option<()> {
        let unit = self.unit();
        if unit.is_some() && ends.unit.is_some() && unit != ends.unit {
            return None;
        }
        ends.unit = ends.unit.take().or(unit);
        Some(())
    }
}

impl Ends {
    fn put(&mut self, is_low: bool, is_open: bool, number: Number) -> Option<()> {
        let (end, open) = if is_low {
            (&mut self.low, &mut self.low_is_open)
        } else {
            (&mut self.high, &mut self.high_is_open)
        };
        if end.is_some() {
            return None;
        }
        (*end, *open) = (Some(number), is_open);
        Some(())
    }
}

/// `1,000` → `1000`. A comma anywhere else may be a decimal comma or not: then it is no number.
fn without_thousands(digits: &str) -> Option<String> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if fraction.contains(',') {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let mut others = groups.peekable();
    let has_groups = others.peek().is_some();
    let is_grouped = others.all(|group| group.len() == 3);
    if has_groups && (!is_grouped || first.is_empty() || first.len() > 3 || first == "0") {
        return None;
    }
    let plain = digits.replace(',', "");
    // `.5` is written without its nought.
    let plain = if plain.starts_with('.') { format!("0{plain}") } else { plain };
    plain.bytes().any(|byte| byte.is_ascii_digit()).then_some(plain)
}

/// Longest first.
const SIGNS: &[(&str, bool, bool)] = &[
    ("greater than or equal to", true, false),
    ("less than or equal to", false, false),
    ("mayor o igual que", true, false),
    ("mayor o igual a", true, false),
    ("menor o igual que", false, false),
    ("menor o igual a", false, false),
    ("not more than", false, false),
    ("no more than", false, false),
    ("greater than", true, true),
    ("less than", false, true),
    ("more than", true, true),
    ("mayor que", true, true),
    ("mayor de", true, true),
    ("menor que", false, true),
    ("menor de", false, true),
    ("menos de", false, true),
    ("mas de", true, true),
    ("at least", true, false),
    ("at most", false, false),
    ("> or = to", true, false),
    ("< or = to", false, false),
    ("> or =", true, false),
    ("< or =", false, false),
    (">or=", true, false),
    ("<or=", false, false),
    ("up to", false, false),
    ("hasta", false, false),
    ("under", false, true),
    ("below", false, true),
    ("above", true, true),
    ("over", true, true),
    (">/=", true, false),
    ("</=", false, false),
    (">=", true, false),
    ("=>", true, false),
    ("<=", false, false),
    ("=<", false, false),
    (">", true, true),
    ("<", false, true),
];

const BEYOND: &[(&str, bool)] = &[
    ("or more", true),
    ("or higher", true),
    ("or above", true),
    ("or greater", true),
    ("and above", true),
    ("o mas", true),
    ("+", true),
    ("or less", false),
    ("or lower", false),
    ("or below", false),
    ("and below", false),
    ("o menos", false),
];

/// What stands before a range and says only that it is one. Longest first.
const LABELS: &[&str] = &[
    "normal reference range",
    "reference range",
    "normal range",
    "usual range",
    "ref. range",
    "ref range",
    "reference",
    "valor normal",
    "normal:",
    "ref:",
    "rango normal",
];

/// The usual answer of a test that looks for something that should not be there.
const NOTHING_FOUND: &[&str] = &[
    "negative",
    "neg",
    "non-reactive",
    "nonreactive",
    "non reactive",
    "not detected",
    "none detected",
    "undetected",
    "none seen",
    "not seen",
    "none",
    "absent",
    "no growth",
    "normal",
    "negativo",
    "no reactivo",
    "no detectado",
    "ausente",
];

/// The other answer.
const SOMETHING_FOUND: &[&str] = &[
    "positive",
    "pos",
    "reactive",
    "detected",
    "present",
    "abnormal",
    "positivo",
    "reactivo",
    "detectado",
    "presente",
    "anormal",
];

#[cfg(test)]
mod tests;
