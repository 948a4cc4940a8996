//! Takes a Bundle apart while it is read: one entry after the other, however large the whole is.
//!
//! Standard: <https://hl7.org/fhir/R4/bundle.html>, <https://www.rfc-editor.org/rfc/rfc8259>

use std::io::{self, BufRead};

use bluebutton_record::Reading;
use bluebutton_record::confidentiality::{Marks, labels};
use bluebutton_record::json::Document;
use bluebutton_record::limits::RESOURCE_BYTES_MAX;
use bluebutton_record::versions::AsOf;

use super::{Reader, Spot, broken_sentence};
use crate::read::detect::utf8;

/// An entry of a Bundle as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryText {
    /// Its number, from 0.
    pub at: usize,
    /// The line on which it begins, from 1.
    pub line: usize,
    /// Its JSON.
    pub bytes: Vec<u8>,
}

/// Why a Bundle can't be taken apart.
#[derive(Debug)]
pub enum NotApart {
    /// It has another form than Bundles mostly have: read as a whole it may well be understood.
    Unusual,
    /// It is no JSON, or cut off: a sentence for the one who gave it, and the line.
    Broken(String, usize),
    /// It could not be read on.
    Unreadable(io::Error),
}

impl From<io::Error> for NotApart {
    fn from(error: io::Error) -> Self {
        Self::Unreadable(error)
    }
}

/// The entries of a Bundle, one after the other.
pub struct Entries<R> {
    reader: R,
    line: usize,
    next: usize,
    /// All but the entries.
    frame: Vec<u8>,
    frame_bytes_max: usize,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    /// In the Bundle, before a member or its end.
    Members,
    /// In the array of entries, before its first.
    FirstEntry,
    /// Behind an entry.
    BehindEntry,
    /// Behind a comma.
    NextEntry,
    End,
}

impl<R: BufRead> Entries<R> {
    /// The entries of a Bundle whose frame has so many bytes at most.
    pub fn new(reader: R, frame_bytes_max: usize) -> Self {
        let (line, next, frame, state) = (1, 0, Vec::new(), State::Start);
        Self { reader, line, next, frame, frame_bytes_max, state }
    }

    /// The next entry; `None` behind the last, and then the Bundle has been read to its end.
    pub fn next_entry(&mut self) -> Result<Option<EntryText>, NotApart> {
        loop {
            match self.state {
                State::Start => {
                    if self.peek()? != Some(b'{') {
                        return Err(NotApart::Unusual);
                    }
                    self.take_into_frame()?;
                    self.state = State::Members;
                }
                State::Members => self.member()?,
                State::FirstEntry | State::BehindEntry | State::NextEntry => {
                    match (self.peek()?, self.state) {
                        (Some(b']'), State::FirstEntry | State::BehindEntry) => {
                            self.take_into_frame()?;
                            self.state = State::Members;
                        }
                        (Some(b','), State::BehindEntry) => {
                            self.reader.consume(1);
                            self.state = State::NextEntry;
                        }
                        (Some(_), State::FirstEntry | State::NextEntry) => {
                            self.state = State::BehindEntry;
                            return self.entry().map(Some);
                        }
                        (Some(_), _) => return Err(NotApart::Unusual),
                        (None, _) => return Err(self.cut_off()),
                    }
                }
                State::End => return Ok(None),
            }
        }
    }

    /// The Bundle without its entries, once all have been read.
    pub fn frame(&self) -> Result<&str, NotApart> {
        let text = std::str::from_utf8(&self.frame).map_err(|_| NotApart::Unusual)?;
        let frame = Document::parse(text).map_err(|_| NotApart::Unusual)?;
        let is_bundle = frame.root().text_at(&["resourceType"]).as_deref() == Some("Bundle");
        if is_bundle { Ok(text) } else { Err(NotApart::Unusual) }
    }

    /// The type that the Bundle says it is of, once all entries have been read.
    pub fn bundle_type(&self) -> Result<Option<String>, NotApart> {
        let frame = Document::parse(self.frame()?).map_err(|_| NotApart::Unusual)?;
        Ok(frame.root().text_at(&["type"]).map(std::borrow::Cow::into_owned))
    }

    /// As of when what is in it is told, where it is a document; once all entries have been read.
    pub fn as_of(&self) -> Result<Option<AsOf>, NotApart> {
        if self.bundle_type()?.as_deref() == Some("document") { self.moment() } else { Ok(None) }
    }

    /// When the Bundle says that it was put together; once all entries have been read.
    pub fn moment(&self) -> Result<Option<AsOf>, NotApart> {
        let frame = Document::parse(self.frame()?).map_err(|_| NotApart::Unusual)?;
        Ok(frame.root().text_at(&["timestamp"]).and_then(|moment| AsOf::read(&moment, None)))
    }

    /// Whether the Bundle says of all that is in it that it is more confidential than usual; once all
    /// entries have been read.
    pub fn is_marked(&self) -> Result<bool, NotApart> {
        let frame = Document::parse(self.frame()?).map_err(|_| NotApart::Unusual)?;
        Ok(!Marks::of(&labels(frame.root())).are_usual())
    }

    /// A member of the Bundle, or its end.
    fn member(&mut self) -> Result<(), NotApart> {
        match self.peek()? {
            Some(b'}') => {
                self.take_into_frame()?;
                self.state = State::End;
                match self.peek()? {
                    None => return Ok(()),
                    Some(_) => return Err(NotApart::Unusual),
                }
            }
            Some(b',') => return self.take_into_frame(),
            Some(b'"') => {}
            Some(_) => return Err(NotApart::Unusual),
            None => return Err(self.cut_off()),
        }
        let before = self.frame.len();
        self.value_into_frame()?;
        let is_entry = self.frame.get(before..) == Some(br#""entry""#);
        if self.peek()? != Some(b':') {
            return Err(NotApart::Unusual);
        }
        self.take_into_frame()?;
        if is_entry && self.peek()? == Some(b'[') {
            self.take_into_frame()?;
            self.state = State::FirstEntry;
            return Ok(());
        }
        self.value_into_frame()
    }

    fn entry(&mut self) -> Result<EntryText, NotApart> {
        let (at, line) = (self.next, self.line);
        self.next += 1;
        let mut bytes = Vec::new();
        // What stands around a resource is small; one that is too large is told of by whoever reads it.
        self.value(&mut bytes, RESOURCE_BYTES_MAX * 2)?;
        Ok(EntryText { at, line, bytes })
    }

    fn value_into_frame(&mut self) -> Result<(), NotApart> {
        let mut frame = std::mem::take(&mut self.frame);
        let done = self.value(&mut frame, self.frame_bytes_max);
        self.frame = frame;
        done
    }

    /// Reads a value, of at most so many bytes with what is there already.
    fn value(&mut self, out: &mut Vec<u8>, bytes_max: usize) -> Result<(), NotApart> {
        if self.peek()?.is_none() {
            return Err(self.cut_off());
        }
        let mut scan = Scan::default();
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Err(self.cut_off());
            }
            let (used, is_done) = scan.value(buffer);
            let read = buffer.get(..used).unwrap_or_default();
            self.line += memchr::memchr_iter(b'\n', read).count();
            out.extend_from_slice(read);
            self.reader.consume(used);
            if out.len() > bytes_max {
                return Err(NotApart::Unusual);
            }
            if is_done {
                return Ok(());
            }
        }
    }

    /// The next byte that is no white space, which is passed over.
    fn peek(&mut self) -> Result<Option<u8>, NotApart> {
        loop {
            let buffer = self.reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let spaces = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let found = buffer.get(spaces).copied();
            let passed = buffer.get(..spaces).unwrap_or_default();
            self.line += memchr::memchr_iter(b'\n', passed).count();
            self.reader.consume(spaces);
            if found.is_some() {
                return Ok(found);
            }
        }
    }

    fn take_into_frame(&mut self) -> Result<(), NotApart> {
        let byte = self.peek()?;
        self.frame.extend(byte);
        self.reader.consume(1);
        Ok(())
    }

    fn cut_off(&self) -> NotApart {
        let sentence = "The file is cut off. Ask the sender for it again.".to_owned();
        NotApart::Broken(sentence, self.line)
    }
}

/// Where in a value the reader stands.
#[derive(Default)]
struct Scan {
    depth: usize,
    is_text: bool,
    is_escaped: bool,
    is_scalar: bool,
}

impl Scan {
    /// How much of the bytes belongs to the value, and whether it ends there.
    fn value(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            if self.is_text {
                let rest = bytes.get(at..).unwrap_or_default();
                if self.is_escaped {
                    self.is_escaped = false;
                    at += 1;
                    continue;
                }
                match memchr::memchr2(b'"', b'\\', rest) {
                    None => return (bytes.len(), false),
                    Some(found) => {
                        self.is_escaped = rest.get(found) == Some(&b'\\');
                        self.is_text = self.is_escaped;
                        at += found + 1;
                        if !self.is_text && self.depth == 0 {
                            return (at, true);
                        }
                        continue;
                    }
                }
            }
            if self.is_scalar {
                if matches!(byte, b',' | b']' | b'}') || byte.is_ascii_whitespace() {
                    return (at, true);
                }
                at += 1;
                continue;
            }
            match byte {
                b'"' => self.is_text = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return (at + 1, true);
                    }
                }
                _ if self.depth == 0 => self.is_scalar = true,
                _ => {}
            }
            at += 1;
        }
        (bytes.len(), false)
    }
}

/// Reads entries of one Bundle, as if they stood in it. An error is the sentence and line for which the
/// whole Bundle is no JSON.
pub fn read_entries(entries: &[EntryText]) -> Result<Reading, (String, usize)> {
    let mut reader = Reader::default();
    for entry in entries {
        let lines_before = entry.line - 1;
        let Ok(text) = utf8(&entry.bytes) else {
            return Err((super::NOT_UTF8.to_owned(), entry.line));
        };
        match Document::parse(&text) {
            Ok(document) => {
                reader.lines_before = lines_before;
                reader.entry(document.root(), &Spot::default(), entry.at);
            }
            Err(error) => return Err((broken_sentence(&error), lines_before + error.line)),
        }
    }
    Ok(reader.finish())
}

#[cfg(test)]
mod tests;
