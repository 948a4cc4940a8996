//! Looking into CDA elements: by local name, leniently about namespaces and white space.

use crate::limits::REFERENCED_TEXT_NODES_MAX;

/// An element (or text) of the document.
pub type Node<'d> = roxmltree::Node<'d, 'd>;

const SDTC: &str = "urn:hl7-org:sdtc";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Whether `node` is a CDA element of that name. The namespace is not asked for (some exports
/// have none), but HL7's extension elements of the same name are others.
pub fn is(node: Node<'_>, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() != Some(SDTC)
}

/// The element children of that name.
pub fn children<'d>(
    node: Node<'d>,
    name: &'static str,
) -> impl Iterator<Item = Node<'d>> + use<'d> {
    node.children().filter(move |child| is(*child, name))
}

/// The first element child of that name.
pub fn child<'d>(node: Node<'d>, name: &str) -> Option<Node<'d>> {
    node.children().find(|child| is(*child, name))
}

/// The first descendant behind a path of names.
pub fn at<'d>(node: Node<'d>, path: &[&str]) -> Option<Node<'d>> {
    path.iter().try_fold(node, |node, name| child(node, name))
}

/// The children of that name in HL7's extension namespace (`sdtc:raceCode`).
pub fn extensions<'d>(
    node: Node<'d>,
    name: &'static str,
) -> impl Iterator<Item = Node<'d>> + use<'d> {
    node.children()
        .filter(move |child| child.is_element() && child.tag_name().name() == name)
        .filter(|child| child.tag_name().namespace() == Some(SDTC))
}

/// An attribute, trimmed; `None` where it is empty.
pub fn attr<'d>(node: Node<'d>, name: &str) -> Option<&'d str> {
    node.attribute(name).map(str::trim).filter(|text| !text.is_empty())
}

/// The attribute of the child of that name.
pub fn child_attr<'d>(node: Node<'d>, name: &str, attribute: &str) -> Option<&'d str> {
    child(node, name).and_then(|child| attr(child, attribute))
}

/// The data type of a value: `xsi:type` without its prefix.
pub fn data_type(node: Node<'_>) -> Option<&str> {
    let own = node.attribute((XSI, "type")).or_else(|| node.attribute("type"))?.trim();
    Some(own.rsplit(':').next().unwrap_or(own))
}

/// Whether the element carries one of these template ids.
pub fn has_template(node: Node<'_>, roots: &[&str]) -> bool {
    children(node, "templateId")
        .any(|id| attr(id, "root").is_some_and(|root| roots.contains(&root)))
}

/// Whether the element says that it holds nothing.
pub fn is_null(node: Node<'_>) -> bool {
    node.attribute("nullFlavor").is_some()
}

/// Whether the statement is a negative one.
pub fn is_negated(node: Node<'_>) -> bool {
    matches!(attr(node, "negationInd"), Some("true" | "1"))
}

/// All text inside, runs of white space as one space; cells and paragraphs stay apart.
pub fn text(node: Node<'_>, chars_max: usize) -> Option<String> {
    let mut out = String::new();
    for inner in node.descendants().take(REFERENCED_TEXT_NODES_MAX) {
        if out.len() > chars_max {
            break;
        }
        if inner.is_text() {
            append_words(&mut out, inner.text().unwrap_or_default());
        } else if separates(inner.tag_name().name()) && !out.ends_with(' ') && !out.is_empty() {
            out.push(' ');
        }
    }
    let end = out.floor_char_boundary(chars_max);
    out.truncate(end);
    out.truncate(out.trim_end().len());
    (!out.is_empty()).then_some(out)
}

/// Whether the text is whole base64.
pub fn is_base64(data: &str) -> bool {
    use base64::Engine as _;
    !data.is_empty() && base64::engine::general_purpose::STANDARD.decode(data).is_ok()
}

/// Adds text, with runs of white space as one space.
pub fn append_words(out: &mut String, text: &str) {
    for character in text.chars() {
        if !character.is_whitespace() {
            out.push(character);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
}

fn separates(name: &str) -> bool {
    matches!(
        name,
        "td" | "th" | "tr" | "br" | "paragraph" | "item" | "caption" | "table" | "list" | "text"
    )
}

/// Byte offsets at which lines begin: `roxmltree` counts from the start of the text each time.
pub struct Lines {
    ends: Vec<usize>,
    before: usize,
}

impl Lines {
    /// Finds the lines of a text that `before` other lines stand before.
    pub fn of(text: &str, before: usize) -> Self {
        Self { ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect(), before }
    }

    /// The line of a node, from 1.
    pub fn line(&self, node: Node<'_>) -> usize {
        self.ends.partition_point(|end| *end < node.range().start) + 1 + self.before
    }
}
