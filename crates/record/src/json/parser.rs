//! Reads a JSON text into nodes, strictly (RFC 8259), in one pass and without recursion.

use super::{Kind, Node};
use crate::limits::JSON_DEPTH_MAX;

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

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) nodes: Vec<Node>,
}

type Parsed<T = ()> = Result<T, &'static str>;

impl Parser<'_> {
    pub(super) fn document(&mut self) -> Parsed {
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
