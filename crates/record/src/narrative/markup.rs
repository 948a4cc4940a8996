//! Cuts markup into tags and text, whatever is wrong with it: unclosed, unquoted, cut off.

use std::borrow::Cow;

/// One piece of markup.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum MarkupPiece<'m> {
    /// Text between tags, entities still in it.
    Text(&'m str),
    /// `<name attributes>`, or `</name>`.
    Tag {
        /// The name without a namespace prefix, in lower case.
        name: String,
        /// Whether it is `</name>`.
        is_end: bool,
        /// Whether it is `<name/>`.
        is_empty: bool,
        /// The text between the name and the end of the tag.
        attributes: &'m str,
    },
}

/// The pieces of `markup` in order. Comments, declarations and instructions are left out, and so
/// is all that stands inside scripts, styles and other things that are not reading matter.
pub(super) struct Pieces<'m> {
    rest: &'m str,
    /// What was searched for to the end once and is not there: searching again for each tag would
    /// take hours over hostile markup.
    unclosed: Vec<&'static str>,
    /// Whether a quote was found that never closes: then quotes say nothing any more.
    has_stray_quote: bool,
}

impl<'m> Pieces<'m> {
    pub(super) fn of(markup: &'m str) -> Self {
        Self { rest: markup, unclosed: Vec::new(), has_stray_quote: false }
    }

    fn text(&mut self, length: usize) -> MarkupPiece<'m> {
        let (text, rest) = self.rest.split_at(length);
        self.rest = rest;
        MarkupPiece::Text(text)
    }

    /// Skips to behind `end`, or to the end of all.
    fn skip(&mut self, end: &str) {
        self.rest =
            self.rest.find(end).and_then(|at| self.rest.get(at + end.len()..)).unwrap_or("");
    }
}

impl<'m> Iterator for Pieces<'m> {
    type Item = MarkupPiece<'m>;

    fn next(&mut self) -> Option<MarkupPiece<'m>> {
        loop {
            match self.rest.find('<') {
                None if self.rest.is_empty() => return None,
                None => return Some(self.text(self.rest.len())),
                Some(0) => {}
                Some(length) => return Some(self.text(length)),
            }
            if self.rest.starts_with("<!--") {
                self.skip("-->");
            } else if let Some(inner) = self.rest.strip_prefix("<![CDATA[") {
                let (text, rest) = inner.split_once("]]>").unwrap_or((inner, ""));
                self.rest = rest;
                return Some(MarkupPiece::Text(text));
            } else if self.rest.starts_with("<!") || self.rest.starts_with("<?") {
                self.skip(">");
            } else if let Some((tag, rest)) = self.tag() {
                self.rest = rest;
                if let Some(name) = unreadable(&tag) {
                    self.skip_element(name);
                    continue;
                }
                return Some(tag);
            } else {
                // A lone "<", as in "pH < 7": text.
                return Some(self.text(1));
            }
        }
    }
}

impl<'m> Pieces<'m> {
    /// Skips to behind `</name>`. Where it is missing, only code is dropped to the end; anything
    /// else is read on, so that nothing a person wrote is lost.
    fn skip_element(&mut self, name: &'static str) {
        if self.unclosed.contains(&name) {
            return;
        }
        let mut at = 0;
        while let Some(found) = self.rest.get(at..).and_then(|rest| rest.find("</")) {
            let start = at + found + 2;
            let behind = self.rest.get(start..).unwrap_or("");
            let is_same =
                behind.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
            if is_same {
                self.rest = behind;
                return self.skip(">");
            }
            at = start;
        }
        self.unclosed.push(name);
        if matches!(name, "script" | "style") {
            self.rest = "";
        }
    }

    /// The tag the rest begins with, and what follows it; `None` if there is none.
    fn tag(&mut self) -> Option<(MarkupPiece<'m>, &'m str)> {
        let inner = self.rest.strip_prefix('<')?;
        let (is_end, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        if !inner.starts_with(|first: char| first.is_ascii_alphabetic()) {
            return None;
        }
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b":-_".contains(&byte);
        let name_end = inner.bytes().position(|byte| !is_name(byte)).unwrap_or(inner.len());
        let (name, behind) = inner.split_at(name_end);
        let (attributes, rest) = behind.split_at(self.tag_end(behind));
        let rest = rest.strip_prefix('>').unwrap_or(rest);
        let is_empty = attributes.ends_with('/');
        let name = name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase();
        Some((MarkupPiece::Tag { name, is_end, is_empty, attributes }, rest))
    }

    /// Where the tag's `>` is, outside quotes. Where quotes don't close, the first `>` ends the tag.
    fn tag_end(&mut self, text: &str) -> usize {
        let mut quote = None;
        let bytes = if self.has_stray_quote { "" } else { text };
        for (at, byte) in bytes.bytes().enumerate() {
            match (quote, byte) {
                (None, b'>') => return at,
                (None, b'"' | b'\'') => quote = Some(byte),
                (Some(open), close) if open == close => quote = None,
                _ => {}
            }
        }
        self.has_stray_quote = true;
        text.find('>').unwrap_or(text.len())
    }
}

/// The name of an element that holds no reading matter, where `tag` opens one.
fn unreadable(tag: &MarkupPiece<'_>) -> Option<&'static str> {
    match tag {
        MarkupPiece::Tag { name, is_end: false, is_empty: false, .. } => {
            UNREADABLE.iter().copied().find(|unreadable| unreadable == name)
        }
        _ => None,
    }
}

/// The number an attribute holds: `colspan="2"`.
pub(super) fn number_attribute(attributes: &str, name: &str) -> Option<usize> {
    let at = attributes.to_ascii_lowercase().find(name)?;
    let behind = attributes.get(at + name.len()..)?.trim_start().strip_prefix('=')?;
    let value = behind.trim_start().trim_start_matches(['"', '\'']);
    let end = value.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(value.len());
    value.get(..end)?.parse().ok()
}

/// The text an attribute holds: `alt="a chart"`.
pub(super) fn text_attribute<'m>(attributes: &'m str, name: &str) -> Option<&'m str> {
    let at = attributes.to_ascii_lowercase().find(name)?;
    let behind = attributes.get(at + name.len()..)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = behind.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    behind.get(1..)?.split(quote).next()
}

/// Replaces entities by their characters. Unknown ones stay as they are.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let inner = behind.get(1..).unwrap_or("");
        let end = inner.bytes().take(ENTITY_CHARS_MAX).position(|byte| byte == b';');
        let decoded = end.and_then(|end| Some((entity(inner.get(..end)?)?, end)));
        if let Some((character, end)) = decoded {
            out.push(character);
            rest = inner.get(end + 1..).unwrap_or("");
        } else {
            out.push('&');
            rest = inner;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        // Control characters are not text.
        return char::from_u32(code)
            .filter(|letter| !letter.is_control() || letter.is_whitespace());
    }
    ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, character)| *character)
}

const ENTITY_CHARS_MAX: usize = 12;

/// What holds no reading matter, or active content.
const UNREADABLE: &[&str] = &[
    "script", "style", "head", "title", "template", "object", "iframe", "svg", "math", "noframes",
];

const ENTITIES: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("deg", '°'),
    ("micro", 'µ'),
    ("plusmn", '±'),
    ("frac12", '½'),
    ("frac14", '¼'),
    ("frac34", '¾'),
    ("sup1", '¹'),
    ("sup2", '²'),
    ("sup3", '³'),
    ("middot", '·'),
    ("bull", '•'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("times", '×'),
    ("divide", '÷'),
    ("le", '≤'),
    ("ge", '≥'),
    ("ne", '≠'),
    ("rarr", '→'),
    ("larr", '←'),
    ("uarr", '↑'),
    ("darr", '↓'),
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("mu", 'μ'),
    ("Delta", 'Δ'),
    ("para", '¶'),
    ("sect", '§'),
    ("cent", '¢'),
    ("pound", '£'),
    ("euro", '€'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("ordf", 'ª'),
    ("ordm", 'º'),
    ("aacute", 'á'),
    ("eacute", 'é'),
    ("iacute", 'í'),
    ("oacute", 'ó'),
    ("uacute", 'ú'),
    ("ntilde", 'ñ'),
    ("uuml", 'ü'),
    ("Aacute", 'Á'),
    ("Eacute", 'É'),
    ("Iacute", 'Í'),
    ("Oacute", 'Ó'),
    ("Uacute", 'Ú'),
    ("Ntilde", 'Ñ'),
    ("Uuml", 'Ü'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("szlig", 'ß'),
    ("ccedil", 'ç'),
    ("agrave", 'à'),
    ("egrave", 'è'),
    ("ecirc", 'ê'),
    ("ocirc", 'ô'),
    ("acirc", 'â'),
    ("thinsp", '\u{2009}'),
    ("ensp", '\u{2002}'),
    ("emsp", '\u{2003}'),
    ("check", '✓'),
];
