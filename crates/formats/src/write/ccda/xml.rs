//! Writes XML: elements in order, everything escaped, nothing clever.

/// XML being written. Elements nest as closures nest, so none stays open.
pub(super) struct Xml {
    out: String,
}

/// Attributes of an element.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    pub(super) fn new() -> Self {
        Self { out: String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") }
    }

    /// XML to be put into another.
    pub(super) fn fragment() -> Self {
        Self { out: String::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.out.is_empty()
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
        let empty = self.out.len();
        inside(self);
        if self.out.len() == empty {
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
    fn line_breaks_become_elements() {
        assert_eq!(
            written(|xml| xml.element("td", &[], |xml| xml.lines("a\nb"))),
            "<td>a<br/>b</td>"
        );
    }
}
