//! A lossless view of JSON: spans over the bytes, numbers as the text they came in.
//!
//! Strict as RFC 8259 is strict; nothing is decoded until it is asked for, so `72.50` stays
//! `72.50` (<https://hl7.org/fhir/R4/datatypes.html#decimal>) and unknown fields stay as they are.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::limits::{JSON_BYTES_MAX, JSON_DEPTH_MAX};

/// A parsed JSON text: a flat list of nodes in document order over the text they came from.
#[derive(Debug)]
pub struct Document<'a> {
    text: &'a str,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    start: u32,
    end: u32,
    /// Index of the first node behind this one's subtree.
    after: u32,
    kind: Kind,
}

/// What kind of value a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool,
    /// A number, kept as text.
    Number,
    /// A string without escapes; its content is the text between the quotes.
    String,
    /// A string with at least one escape.
    EscapedString,
    /// `[…]`
    Array,
    /// `{…}`: its nodes alternate name, value.
    Object,
}

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// Byte offset in the text.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong there, as a clause: "a comma or } is missing".
    pub problem: &'static str,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.problem)
    }
}

impl std::error::Error for JsonError {}

impl<'a> Document<'a> {
    /// Parses one JSON value that fills `text` (white space around it is allowed).
    pub fn parse(text: &'a str) -> Result<Self, JsonError> {
        let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, nodes: Vec::new() };
        // FHIR has about one node for 16 bytes of compact JSON.
        parser.nodes.reserve(text.len() / 16 + 8);
        let outcome = if text.len() > JSON_BYTES_MAX {
            Err("the text is larger than 1 GB")
        } else {
            parser.document()
        };
        match outcome {
            Ok(()) => Ok(Self { text, nodes: parser.nodes }),
            Err(problem) => Err(located(text, parser.at, problem)),
        }
    }

    /// The outermost value.
    pub fn root(&self) -> Value<'_> {
        Value { document: self, at: 0 }
    }

    /// The text this document was parsed from.
    pub fn text(&self) -> &'a str {
        self.text
    }
}

/// One value inside a [`Document`]. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Value<'d> {
    document: &'d Document<'d>,
    at: u32,
}

impl fmt::Debug for Value<'_> {
    // Only the shape: a resource's content must not reach a log by way of `{:?}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Value({:?}, {:?})", self.kind(), self.span())
    }
}

impl<'d> Value<'d> {
    fn node(self) -> Node {
        // A `Value` is only made from indexes the parser wrote.
        self.document.nodes[self.at as usize]
    }

    /// What kind of value this is.
    pub fn kind(self) -> Kind {
        self.node().kind
    }

    /// Where it stands in the text, in bytes; strings include their quotes.
    pub fn span(self) -> Range<usize> {
        let node = self.node();
        node.start as usize..node.end as usize
    }

    /// Its text exactly as it came.
    pub fn raw(self) -> &'d str {
        &self.document.text[self.span()]
    }

    /// The line it begins on, from 1. Counts from the start of the text: for messages only.
    pub fn line(self) -> usize {
        located(self.document.text, self.span().start, "").line
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.kind() == Kind::Object
    }

    /// Whether it is an array.
    pub fn is_array(self) -> bool {
        self.kind() == Kind::Array
    }

    /// The string's content, unescaped; `None` for any other kind.
    pub fn as_str(self) -> Option<Cow<'d, str>> {
        let span = self.span();
        match self.kind() {
            Kind::String => Some(Cow::Borrowed(&self.document.text[span.start + 1..span.end - 1])),
            Kind::EscapedString => {
                Some(Cow::Owned(unescape(&self.document.text[span.start + 1..span.end - 1])))
            }
            _ => None,
        }
    }

    /// Whether this is the string `text`.
    pub fn is(self, text: &str) -> bool {
        self.as_str().is_some_and(|own| own == text)
    }

    /// A number's digits as they came; `None` for any other kind.
    pub fn as_number(self) -> Option<&'d str> {
        (self.kind() == Kind::Number).then(|| self.raw())
    }

    /// `true` or `false`; `None` for any other kind.
    pub fn as_bool(self) -> Option<bool> {
        (self.kind() == Kind::Bool).then(|| self.raw() == "true")
    }

    /// The member of that name; the first one where a name stands twice.
    pub fn get(self, name: &str) -> Option<Value<'d>> {
        let own = self.node();
        let last = if own.kind == Kind::Object { own.after } else { 0 };
        let mut at = self.at + 1;
        // Members are looked up far more often than anything else is done: no more is read of a
        // name than its length, unless that fits.
        while at < last {
            let key = Value { document: self.document, at };
            let node = key.node();
            let fits = (node.end - node.start) as usize == name.len() + 2;
            let is_it = match node.kind {
                Kind::String if fits => key.is(name),
                Kind::EscapedString => key.is(name),
                _ => false,
            };
            let value = Value { document: self.document, at: at + 1 };
            if is_it {
                return Some(value);
            }
            at = value.node().after;
        }
        None
    }

    /// The value behind a path of member names; an array on the way is entered at its first item.
    pub fn at(self, path: &[&str]) -> Option<Value<'d>> {
        path.iter().try_fold(self, |value, name| {
            let value = if value.is_array() { value.items().next()? } else { value };
            value.get(name)
        })
    }

    /// The string behind a path, see [`Value::at`].
    pub fn text_at(self, path: &[&str]) -> Option<Cow<'d, str>> {
        self.at(path).and_then(Value::as_str)
    }

    /// The items of the member `name`: an array's items, or the value itself where it is no array,
    /// or nothing. Lenient, as real data is.
    pub fn each(self, name: &str) -> impl Iterator<Item = Value<'d>> + use<'d> {
        let value = self.get(name);
        let array = value.filter(|value| value.is_array());
        let single = value.filter(|value| !value.is_array());
        single.into_iter().chain(array.into_iter().flat_map(Value::items))
    }

    /// The items of an array; nothing for any other kind.
    pub fn items(self) -> Items<'d> {
        let node = self.node();
        let last = if node.kind == Kind::Array { node.after } else { 0 };
        Items { document: self.document, next: self.at + 1, last }
    }

    /// The members of an object as (name, value); nothing for any other kind.
    pub fn members(self) -> Members<'d> {
        let node = self.node();
        let last = if node.kind == Kind::Object { node.after } else { 0 };
        Members(Items { document: self.document, next: self.at + 1, last })
    }
}

/// The items of an array.
pub struct Items<'d> {
    document: &'d Document<'d>,
    next: u32,
    last: u32,
}

impl<'d> Iterator for Items<'d> {
    type Item = Value<'d>;

    fn next(&mut self) -> Option<Value<'d>> {
        if self.next >= self.last {
            return None;
        }
        let value = Value { document: self.document, at: self.next };
        self.next = value.node().after;
        Some(value)
    }
}

/// The members of an object.
pub struct Members<'d>(Items<'d>);

impl<'d> Iterator for Members<'d> {
    type Item = (Value<'d>, Value<'d>);

    fn next(&mut self) -> Option<Self::Item> {
        Some((self.0.next()?, self.0.next()?))
    }
}

/// Writes `text` as a JSON string, quotes included, behind what `out` holds.
pub fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                out.push_str("\\u00");
                out.push(char::from(DIGITS[(control as usize >> 4) & 15]));
                out.push(char::from(DIGITS[control as usize & 15]));
            }
            other => out.push(other),
        }
    }
    out.push('"');
}

fn located(text: &str, offset: usize, problem: &'static str) -> JsonError {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let before = &text[..offset];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    JsonError {
        offset,
        line: memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
        column: before[line_start..].chars().count() + 1,
        problem,
    }
}

/// Undoes the escapes of a string the parser has accepted. A lone surrogate becomes U+FFFD.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = rest.as_bytes().get(at + 1).copied().unwrap_or(b'\\');
        rest = rest.get(at + 2..).unwrap_or("");
        match escape {
            b'n' => out.push('\n'),
            b't' => out.push('\t'),
            b'r' => out.push('\r'),
            b'b' => out.push('\u{8}'),
            b'f' => out.push('\u{c}'),
            b'u' => {
                let (character, used) = unicode_escape(rest);
                out.push(character);
                rest = rest.get(used..).unwrap_or("");
            }
            other => out.push(char::from(other)),
        }
    }
    out.push_str(rest);
    out
}

fn unicode_escape(rest: &str) -> (char, usize) {
    let unit = |at: usize| rest.get(at..at + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let Some(high) = unit(0) else { return (char::REPLACEMENT_CHARACTER, 0) };
    if (0xD800..0xDC00).contains(&high)
        && rest.get(4..6) == Some("\\u")
        && let Some(low @ 0xDC00..0xE000) = unit(6)
    {
        let joined = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
        return (char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER), 10);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), 4)
}

/// The high bit of each byte that is a quote, a backslash or a control character. Bits above the
/// lowest one set may be wrong: only the first find counts.
fn special_bytes(word: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    let zeros = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let quotes = zeros(word ^ (ONES * u64::from(b'"')));
    let escapes = zeros(word ^ (ONES * u64::from(b'\\')));
    let controls = word.wrapping_sub(ONES * 0x20) & !word;
    (quotes | escapes | controls) & HIGH
}

struct Parser<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    nodes: Vec<Node>,
}

type Parsed<T = ()> = Result<T, &'static str>;

impl Parser<'_> {
    fn document(&mut self) -> Parsed {
        self.skip_space();
        // Open containers as node indexes. A stack of our own: input must not overflow ours.
        let mut open: Vec<usize> = Vec::new();
        loop {
            self.value(&mut open)?;
            if !self.close_and_continue(&mut open)? {
                break;
            }
        }
        self.skip_space();
        if self.at < self.bytes.len() {
            return Err("there is more text behind the end of the JSON value");
        }
        Ok(())
    }

    /// Reads a scalar, or opens a container (and its first name, for an object).
    fn value(&mut self, open: &mut Vec<usize>) -> Parsed {
        match self.peek() {
            Some(b'{') => self.open(Kind::Object, open),
            Some(b'[') => self.open(Kind::Array, open),
            Some(b'"') => self.string(),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.literal("true", Kind::Bool),
            Some(b'f') => self.literal("false", Kind::Bool),
            Some(b'n') => self.literal("null", Kind::Null),
            None => Err("the text ends too early"),
            Some(_) => Err("a value is expected here"),
        }
    }

    fn open(&mut self, kind: Kind, open: &mut Vec<usize>) -> Parsed {
        if open.len() >= JSON_DEPTH_MAX {
            return Err("the JSON is nested too deeply");
        }
        open.push(self.nodes.len());
        self.push(kind, self.at, self.at);
        self.at += 1;
        Ok(())
    }

    /// After a value (or an opening bracket): closes what ends here, and says whether another
    /// value follows.
    fn close_and_continue(&mut self, open: &mut Vec<usize>) -> Parsed<bool> {
        loop {
            let Some(&container) = open.last() else { return Ok(false) };
            self.skip_space();
            let is_object = self.nodes[container].kind == Kind::Object;
            let is_empty = self.nodes.len() == container + 1;
            let closing = if is_object { b'}' } else { b']' };
            match self.peek() {
                Some(byte) if byte == closing => {
                    self.at += 1;
                    self.nodes[container].end = self.at as u32;
                    self.nodes[container].after = self.nodes.len() as u32;
                    open.pop();
                    continue;
                }
                Some(b',') if !is_empty => {
                    self.at += 1;
                    self.skip_space();
                }
                None => return Err("the text ends too early"),
                Some(_) if is_empty => {}
                Some(_) if is_object => return Err("a comma or } is missing"),
                Some(_) => return Err("a comma or ] is missing"),
            }
            if is_object {
                self.member_name()?;
            }
            return Ok(true);
        }
    }

    fn member_name(&mut self) -> Parsed {
        if self.peek() != Some(b'"') {
            return Err("a member name in quotes is expected here");
        }
        self.string()?;
        self.skip_space();
        if self.peek() != Some(b':') {
            return Err("a colon is missing behind the member name");
        }
        self.at += 1;
        self.skip_space();
        Ok(())
    }

    fn string(&mut self) -> Parsed {
        let start = self.at;
        self.at += 1;
        let mut kind = Kind::String;
        loop {
            // Most of a record is strings: eight bytes at a time, up to one that matters.
            while let Some(chunk) = self.bytes.get(self.at..).and_then(<[u8]>::first_chunk) {
                let found = special_bytes(u64::from_le_bytes(*chunk));
                self.at += found.trailing_zeros() as usize / 8;
                if found != 0 {
                    break;
                }
            }
            match self.bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => {
                    kind = Kind::EscapedString;
                    self.escape()?;
                }
                Some(0..=0x1F) => return Err("a string holds a raw control character"),
                Some(_) => self.at += 1,
                None => return Err("the text ends inside a string"),
            }
        }
        self.at += 1;
        self.push(kind, start, self.at);
        Ok(())
    }

    fn escape(&mut self) -> Parsed {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let digits = self.text.get(self.at + 2..self.at + 6).unwrap_or("");
                if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                    return Err("a \\u escape needs four hexadecimal digits");
                }
                self.at += 6;
            }
            _ => return Err("a string holds an unknown escape"),
        }
        Ok(())
    }

    fn number(&mut self) -> Parsed {
        let start = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        match self.peek() {
            Some(b'0') => self.at += 1,
            Some(b'1'..=b'9') => self.digits()?,
            _ => return Err("a digit is expected here"),
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        self.push(Kind::Number, start, self.at);
        Ok(())
    }

    fn digits(&mut self) -> Parsed {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == start { Err("a digit is expected here") } else { Ok(()) }
    }

    fn literal(&mut self, word: &str, kind: Kind) -> Parsed {
        if !self.bytes[self.at..].starts_with(word.as_bytes()) {
            return Err("a value is expected here");
        }
        self.push(kind, self.at, self.at + word.len());
        self.at += word.len();
        Ok(())
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize) {
        let after = self.nodes.len() as u32 + 1;
        self.nodes.push(Node { start: start as u32, end: end as u32, after, kind });
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn decimals_keep_their_digits() {
        let document = Document::parse(r#"{"value": 72.50, "other": 1.0E+2}"#).unwrap();
        assert_eq!(document.root().get("value").unwrap().as_number(), Some("72.50"));
        assert_eq!(document.root().get("other").unwrap().as_number(), Some("1.0E+2"));
    }

    #[test]
    fn strings_are_unescaped_when_asked_for() {
        let document = Document::parse(r#"["a\n\u00e9\ud83d\ude00", "plain"]"#).unwrap();
        let texts: Vec<_> = document.root().items().filter_map(Value::as_str).collect();
        assert_eq!(texts, ["a\né😀", "plain"]);
    }

    #[test]
    fn a_path_enters_arrays_at_their_first_item() {
        let document =
            Document::parse(r#"{"name":[{"family":"Reyes"},{"family":"Old"}]}"#).unwrap();
        assert_eq!(document.root().text_at(&["name", "family"]).as_deref(), Some("Reyes"));
    }

    #[test]
    fn an_error_tells_line_and_column() {
        let error = Document::parse("{\n  \"a\": tru\n}").unwrap_err();
        assert_eq!((error.line, error.column), (2, 8));
    }

    #[test]
    fn deep_nesting_is_refused_without_overflow() {
        let text = "[".repeat(1_000_000);
        assert_eq!(Document::parse(&text).unwrap_err().problem, "the JSON is nested too deeply");
    }

    #[test]
    fn broken_texts_are_refused() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\"}",
            "{\"a\":1,}",
            "01",
            "1.",
            "\"\\x\"",
            "[1] 2",
            "nul",
            "[,1]",
        ] {
            assert!(Document::parse(text).is_err(), "{text:?} was taken for JSON");
        }
    }

    #[test]
    fn long_strings_end_where_they_end_wherever_the_special_byte_stands() {
        for before in 0..40 {
            let plain = "é".repeat(before / 2) + &"a".repeat(before % 2);
            let text = format!("[\"{plain}\",\"{plain}\\n{plain}\"]");
            let document = Document::parse(&text).unwrap();
            let found: Vec<_> = document.root().items().filter_map(Value::as_str).collect();
            assert_eq!(found, [plain.clone(), format!("{plain}\n{plain}")]);
            let raw = format!("\"{plain}\u{1}{plain}\"");
            assert_eq!(
                Document::parse(&raw).unwrap_err().problem,
                "a string holds a raw control character"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,200}") {
            let _ = Document::parse(&text);
        }

        #[test]
        fn a_written_string_reads_back(text in ".{0,60}") {
            let mut written = String::new();
            write_string(&mut written, &text);
            let document = Document::parse(&written).unwrap();
            prop_assert_eq!(document.root().as_str().unwrap(), text);
        }
    }
}
