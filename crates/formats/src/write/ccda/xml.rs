//! Writes XML: elements in order, everything escaped, nothing clever.

use std::io;

/// XML being written. Elements nest as closures nest, so none stays open.
pub(super) struct Xml {
    out: String,
    /// How much of it was handed on already.
    gone: usize,
    /// Whether each entry says how confidential it is.
    annotates: bool,
}

/// Attributes of an element.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    pub(super) fn new() -> Self {
        let out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        Self { out, gone: 0, annotates: false }
    }

    /// XML to be put into another.
    pub(super) fn fragment() -> Self {
        Self { out: String::new(), gone: 0, annotates: false }
    }

    /// Entries to be put into a section, each of which says how confidential it is where one of them
    /// is more so than usual.
    pub(super) fn entries(annotates: bool) -> Self {
        Self { annotates, ..Self::fragment() }
    }

    pub(super) fn annotates(&self) -> bool {
        self.annotates
    }

    /// Puts something in at the end of the element that was written last, before what may only stand
    /// behind it (a precondition).
    pub(super) fn at_its_end(&mut self, write: impl FnOnce(&mut Self, &str)) {
        let Some(at) = self.out.rfind("</") else { return };
        let name = self.out.get(at + 2..).unwrap_or_default().trim_end_matches('>').to_owned();
        let relation = self.out.rfind("</entryRelationship>").unwrap_or(0);
        let condition = self.out.rfind("<precondition").filter(|it| *it > relation && *it < at);
        let behind = self.out.split_off(condition.unwrap_or(at));
        write(self, &name);
        self.out.push_str(&behind);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn len(&self) -> usize {
        self.gone + self.out.len()
    }

    /// Hands on what is finished: all but the last character, which an empty element takes back.
    pub(super) fn give(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.out.len() >= GIVEN_AT {
            let kept = self.out.split_off(self.out.floor_char_boundary(self.out.len() - 1));
            out.write_all(self.out.as_bytes())?;
            self.gone += self.out.len();
            self.out = kept;
        }
        Ok(())
    }

    /// Puts a fragment in.
    pub(super) fn append(&mut self, fragment: &Self) {
        self.out.push_str(&fragment.out);
    }

    /// An element with what `inside` writes.
    pub(super) fn element(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        inside: impl FnOnce(&mut Self),
    ) {
        self.start(name, attributes);
        self.out.push('>');
        let empty = self.len();
        inside(self);
        if self.len() == empty {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.start(name, attributes);
        self.out.push_str("/>");
    }

    /// An element with text.
    pub(super) fn leaf(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.element(name, attributes, |xml| xml.text(text));
    }

    /// Text, escaped.
    pub(super) fn text(&mut self, text: &str) {
        escape(&mut self.out, text, false);
    }

    /// Text whose line breaks are kept, as narrative has them.
    pub(super) fn lines(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.empty("br", &[]);
            }
            self.text(line);
        }
    }

    /// A line break between elements that are not narrative, for people who open the file.
    pub(super) fn new_line(&mut self) {
        self.out.push('\n');
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        self.out.push('\n');
        self.out.into_bytes()
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.out.push('<');
        self.out.push_str(name);
        for (attribute, value) in attributes {
            self.out.push(' ');
            self.out.push_str(attribute);
            self.out.push_str("=\"");
            escape(&mut self.out, value, true);
            self.out.push('"');
        }
    }
}

fn escape(out: &mut String, text: &str, in_attribute: bool) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if in_attribute => out.push_str("&quot;"),
            '\t' | '\n' if in_attribute => out.push(' '),
            // A carriage return would come back as a line feed.
            '\r' => {}
            '\t' | '\n' => out.push(character),
            // Not characters of XML 1.0, in no form at all.
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            other => out.push(other),
        }
    }
}

/// So many bytes are handed on together.
const GIVEN_AT: usize = 32 * 1024;

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Xml)) -> String {
        let mut xml = Xml::fragment();
        write(&mut xml);
        xml.out
    }

    #[test]
    fn hostile_text_stays_text() {
        let text = written(|xml| xml.leaf("td", &[("ID", "a\"b<")], "</td><script>&\u{0}\u{b}"));
        assert_eq!(
            text,
            "<td ID=\"a&quot;b&lt;\">&lt;/td&gt;&lt;script&gt;&amp;\u{fffd}\u{fffd}</td>"
        );
        assert!(roxmltree::Document::parse(&text).is_ok());
    }

    #[test]
    fn an_element_around_nothing_is_empty() {
        assert_eq!(written(|xml| xml.element("a", &[], |_| {})), "<a/>");
    }

    #[test]
    fn what_is_handed_on_in_pieces_is_the_same() {
        let long = "x".repeat(GIVEN_AT + 7);
        let write = |xml: &mut Xml, out: &mut Vec<u8>| {
            xml.element("a", &[], |xml| {
                xml.leaf("b", &[], &long);
                xml.give(out).unwrap();
                xml.element("c", &[("d", &long)], |xml| xml.give(out).unwrap());
                xml.give(out).unwrap();
            });
        };
        let mut out = Vec::new();
        let mut xml = Xml::fragment();
        write(&mut xml, &mut out);
        assert!(out.len() > GIVEN_AT && xml.out.len() < 100, "{}", xml.out.len());
        out.extend(xml.out.into_bytes());
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, format!("<a><b>{long}</b><c d=\"{long}\"/></a>"));
    }

    #[test]
    fn line_breaks_become_elements() {
        assert_eq!(
            written(|xml| xml.element("td", &[], |xml| xml.lines("a\nb"))),
            "<td>a<br/>b</td>"
        );
    }
}
