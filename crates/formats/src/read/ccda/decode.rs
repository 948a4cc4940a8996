//! From bytes to a tree: encodings, and the limits that keep a hostile file from costing much.

use std::borrow::Cow;
use std::fmt::Write as _;

use bluebutton_record::reading::{Issue, Place, Severity};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};
use roxmltree::{Document, ParsingOptions};

use crate::limits::{
    DOCUMENT_BYTES_MAX, XML_ATTRIBUTES_MAX, XML_DEPTH_MAX, XML_NAMESPACES_MAX, XML_NODES_MAX,
};

/// The text of a document, and what had to be overlooked to get it.
pub struct Decoded<'a> {
    /// The XML.
    pub text: Cow<'a, str>,
    /// Line breaks that stood before the XML.
    pub lines_before: usize,
    /// Notes about how it was read.
    pub notes: Vec<&'static str>,
    /// Byte offset behind the name of the outermost element.
    behind_root_name: usize,
    root_prefix: String,
}

/// Decodes a document and checks what can be checked without a parser.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Issue> {
    if bytes.len() > DOCUMENT_BYTES_MAX {
        return Err(error(None, "the document is larger than 45 MB: split it, or send its parts"));
    }
    let mut notes = Vec::new();
    let whole = to_text(bytes, &mut notes);
    let blank = whole.len() - whole.trim_start().len();
    let lines_before = whole.get(..blank).unwrap_or_default().matches('\n').count();
    let text = match whole {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(blank..).unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.get(blank..).unwrap_or_default().to_owned()),
    };
    let Some(root) = TagScan::new(&text).run()? else {
        return Err(error(Some(1), "there is no XML element in this file"));
    };
    let (prefix, name) = root.name.split_once(':').unwrap_or(("", root.name));
    if name != "ClinicalDocument" {
        return Err(fragment(&text, name, root.start, lines_before));
    }
    let behind_root_name = root.start + 1 + root.name.len();
    let root_prefix = prefix.to_owned();
    Ok(Decoded { text, lines_before, notes, behind_root_name, root_prefix })
}

impl Decoded<'_> {
    /// The text with the usual declarations of the prefixes that it uses and does not declare.
    pub fn with_declarations(&self) -> Option<String> {
        let (before, after) = self.text.split_at_checked(self.behind_root_name)?;
        let tag = after.split('>').next()?;
        let mut out = before.to_owned();
        for (name, uri) in USUAL_PREFIXES {
            let is_used = name == self.root_prefix || after.contains(&format!("{name}:"));
            if is_used && !tag.contains(&format!("xmlns:{name}")) {
                let _ = write!(out, " xmlns:{name}=\"{uri}\"");
            }
        }
        out.push_str(after);
        Some(out)
    }
}

const USUAL_PREFIXES: [(&str, &str); 6] = [
    ("xsi", "http://www.w3.org/2001/XMLSchema-instance"),
    ("sdtc", "urn:hl7-org:sdtc"),
    ("voc", "urn:hl7-org:v3/voc"),
    ("cda", "urn:hl7-org:v3"),
    ("hl7", "urn:hl7-org:v3"),
    ("xhtml", "http://www.w3.org/1999/xhtml"),
];

/// Parses the XML, without a document type declaration and within limits.
pub fn parse(text: &str) -> Result<Document<'_>, roxmltree::Error> {
    let options = ParsingOptions { nodes_limit: XML_NODES_MAX, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
}

/// Says why the XML can't be read.
pub fn explain(problem: &roxmltree::Error, lines_before: usize) -> Issue {
    use roxmltree::Error;
    let position = problem.pos();
    let line = position.row as usize + lines_before;
    let message = match problem {
        Error::DtdDetected => {
            "the document has a document type declaration (DOCTYPE), which C-CDA does not allow: \
             remove it and import again"
                .to_owned()
        }
        Error::NodesLimitReached => "the document has too many elements".to_owned(),
        Error::UnclosedRootNode => {
            "the document ends too early: it was cut off, send it again".to_owned()
        }
        // The parser's own words can quote the document; the place is enough to find it.
        _ => format!(
            "the XML is broken at line {line}, column {}: nothing of this document was read",
            position.col
        ),
    };
    error(Some(line), message)
}

fn error(line: Option<usize>, message: impl Into<String>) -> Issue {
    Issue::new(Severity::Error, Place { line, path: None }, message)
}

/// BOM first, then the XML declaration, then UTF-8; bytes that are no UTF-8 are Windows-1252,
/// as exports that forget to say so are.
fn to_text<'a>(bytes: &'a [u8], notes: &mut Vec<&'static str>) -> Cow<'a, str> {
    let by_shape = Encoding::for_bom(bytes).map(|(encoding, _)| encoding).or(match bytes {
        [b'<', 0, ..] => Some(encoding_rs::UTF_16LE),
        [0, b'<', ..] => Some(encoding_rs::UTF_16BE),
        _ => None,
    });
    // A declared UTF-16 that is not there is a file that was converted and not corrected.
    let declared = declared_encoding(bytes).filter(|encoding| encoding.is_ascii_compatible());
    let encoding = by_shape.or(declared).unwrap_or(UTF_8);
    let (text, _, had_errors) = encoding.decode(bytes);
    if !had_errors {
        return text;
    }
    if encoding == UTF_8 {
        notes.push("the document is not the UTF-8 it should be; it was read as Windows-1252");
        return WINDOWS_1252.decode(bytes).0;
    }
    notes.push("some characters of the document are not in the encoding it declares");
    text
}

fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(300))?;
    let text = String::from_utf8_lossy(head);
    let declaration = text.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let rest = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let label = rest.get(1..)?.split(quote).next()?;
    Encoding::for_label(label.as_bytes())
}

/// Says what a file is that holds no whole document.
fn fragment(text: &str, name: &str, start: usize, lines_before: usize) -> Issue {
    let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1 + lines_before;
    let known = matches!(
        name,
        "section"
            | "component"
            | "entry"
            | "act"
            | "observation"
            | "organizer"
            | "procedure"
            | "substanceAdministration"
            | "supply"
            | "encounter"
            | "participant"
            | "author"
            | "recordTarget"
            | "performer"
            | "documentationOf"
            | "informant"
            | "inFulfillmentOf"
            | "componentOf"
            | "participantRole"
            | "manufacturedProduct"
            | "custodian"
            | "informationRecipient"
            | "authenticator"
            | "legalAuthenticator"
            | "dataEnterer"
            | "relatedDocument"
            | "entryRelationship"
            | "externalDocument"
            | "relatedSubject"
            | "assignedAuthor"
            | "serviceEvent"
            | "encounterParticipant"
            | "addr"
            | "authorization"
            | "structuredBody"
            | "reference"
            | "precondition"
            | "criterion"
            | "patientRole"
            | "patient"
            | "name"
            | "telecom"
            | "assignedEntity"
            | "text"
    );
    let shown: String = name.chars().take(60).filter(char::is_ascii_alphanumeric).collect();
    let message = if known {
        format!(
            "this is a fragment of a C-CDA document (its outermost element is {shown}), not a whole \
             document (ClinicalDocument): import the document it was taken from"
        )
    } else {
        format!("this is no C-CDA document: its outermost element is {shown}, not ClinicalDocument")
    };
    error(Some(line), message)
}

struct Root<'a> {
    /// Byte offset of its `<`.
    start: usize,
    name: &'a str,
}

/// A look at the tags alone: depth, attributes and namespaces, before a parser spends memory.
struct TagScan<'a> {
    text: &'a str,
    at: usize,
    /// Namespace declarations in force at each open element.
    open: Vec<usize>,
}

impl<'a> TagScan<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0, open: Vec::new() }
    }

    /// Answers the outermost element.
    fn run(mut self) -> Result<Option<Root<'a>>, Issue> {
        let mut root = None;
        while let Some(found) = memchr::memchr(b'<', self.rest().as_bytes()) {
            self.at += found;
            let rest = self.rest();
            let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")]
                .into_iter()
                .find(|(start, _)| rest.starts_with(start));
            if let Some((start, end)) = skipped {
                self.skip_past(start.len(), end);
            } else if rest.starts_with("</") {
                self.open.pop();
                self.skip_past(2, ">");
            } else if rest.starts_with("<!") {
                self.skip_past(2, ">");
            } else {
                let start = self.at;
                let tag = self.start_tag()?;
                if root.is_none() {
                    root = Some(Root { start, name: name_of(tag) });
                }
            }
        }
        Ok(root.filter(|root| !root.name.is_empty()))
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip_past(&mut self, from: usize, end: &str) {
        let rest = self.rest().get(from..).unwrap_or_default();
        let found = memchr::memmem::find(rest.as_bytes(), end.as_bytes());
        self.at += from + found.map_or(rest.len(), |at| at + end.len());
    }

    /// Reads a start tag: up to the `>` that stands in no quotes.
    fn start_tag(&mut self) -> Result<&'a str, Issue> {
        let rest = self.rest();
        let bytes = rest.as_bytes();
        let (mut end, mut attributes) = (1, 0);
        while let Some(found) =
            memchr::memchr3(b'>', b'"', b'\'', bytes.get(end..).unwrap_or_default())
        {
            end += found;
            let byte = bytes.get(end).copied().unwrap_or(b'>');
            end += 1;
            if byte == b'>' {
                break;
            }
            attributes += 1;
            let closing = memchr::memchr(byte, bytes.get(end..).unwrap_or_default());
            end += closing.map_or(bytes.len() - end, |at| at + 1);
        }
        let tag = rest.get(..end).unwrap_or(rest);
        self.at += tag.len();
        if attributes > XML_ATTRIBUTES_MAX {
            return Err(self.refuse("an element of the document has too many attributes"));
        }
        if !tag.ends_with("/>") {
            let own = if attributes == 0 { 0 } else { tag.matches("xmlns:").count() };
            self.open.push(self.open.last().copied().unwrap_or(0) + own);
        }
        if self.open.len() > XML_DEPTH_MAX {
            return Err(self.refuse("the XML of the document is nested too deeply"));
        }
        if self.open.last().is_some_and(|count| *count > XML_NAMESPACES_MAX) {
            return Err(self.refuse("the document declares too many namespaces"));
        }
        Ok(tag)
    }

    fn refuse(&self, message: &'static str) -> Issue {
        let before = self.text.get(..self.at).unwrap_or_default();
        error(Some(memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1), message)
    }
}

fn name_of(tag: &str) -> &str {
    let name = tag.strip_prefix('<').unwrap_or(tag);
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/'));
    end.and_then(|end| name.get(..end)).unwrap_or(name)
}
