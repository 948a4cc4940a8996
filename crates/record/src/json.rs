//! A lossless view of JSON: spans over the bytes, numbers as the text they came in.
//!
//! Strict as RFC 8259 is strict; nothing is decoded until it is asked for, so `72.50` stays
//! `72.50` (<https://hl7.org/fhir/R4/datatypes.html#decimal>) and unknown fields stay as they are.

mod parser;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use crate::limits::JSON_BYTES_MAX;
use parser::Parser;

/// A parsed JSON text: a flat list of nodes in document order over the text they came from.
#[derive(Debug)]
pub struct Document<'a> {
    text: &'a str,
    nodes: Vec<Node>,
    /// A bit for each name among the members of the outermost value, see [`name_bit`]: a resource is asked
    /// for ten times the members that it has.
    root_names: u64,
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
            Ok(()) => Ok(Self { text, nodes: parser.nodes, root_names: 0 }.with_root_names()),
            Err(problem) => Err(located(text, parser.at, problem)),
        }
    }

    fn with_root_names(mut self) -> Self {
        let names = self.root().members().map(|(name, _)| match name.kind() {
            Kind::String => {
                name_bit(name.span().len() - 2, self.text.as_bytes()[name.span().start + 1])
            }
            // What it is called is found out where it is asked for.
            _ => u64::MAX,
        });
        let names = names.fold(0, |all, bit| all | bit);
        self.root_names = names;
        self
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

/// One of 64 bits for a name of that length that begins with that byte (of an empty one: the quote behind it).
fn name_bit(length: usize, first: u8) -> u64 {
    let first = if length == 0 { b'"' } else { first };
    1 << ((length.wrapping_mul(17) ^ usize::from(first).wrapping_mul(13)) & 63)
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
        if self.at == 0 {
            let first = name.as_bytes().first().copied().unwrap_or_default();
            if self.document.root_names & name_bit(name.len(), first) == 0 {
                return None;
            }
        }
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
    pub fn items(self) -> ArrayItems<'d> {
        let node = self.node();
        let last = if node.kind == Kind::Array { node.after } else { 0 };
        ArrayItems { document: self.document, next: self.at + 1, last }
    }

    /// The members of an object as (name, value); nothing for any other kind.
    pub fn members(self) -> Members<'d> {
        let node = self.node();
        let last = if node.kind == Kind::Object { node.after } else { 0 };
        Members(ArrayItems { document: self.document, next: self.at + 1, last })
    }
}

/// The items of an array.
pub struct ArrayItems<'d> {
    document: &'d Document<'d>,
    next: u32,
    last: u32,
}

impl<'d> Iterator for ArrayItems<'d> {
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
pub struct Members<'d>(ArrayItems<'d>);

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

#[cfg(test)]
mod tests;
