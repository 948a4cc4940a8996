//! The narrative of a section as XHTML that can do no harm: structure and words, no links, no
//! scripts, no styles, no pictures.
//!
//! In: CDA R2 narrative block. Out: <https://hl7.org/fhir/R4/narrative.html>.

use std::fmt::Write as _;

use bluebutton_record::limits::NARRATIVE_DEPTH_MAX;

use super::json::Object;
use super::xml::{Node, attr};

/// The narrative as one `div`; `None` where it holds no word.
pub fn xhtml(text: Node<'_>) -> Option<String> {
    let mut out = String::from("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
    let empty = out.len();
    if text.children().any(|child| child.is_element()) {
        flow_children(&mut out, text, 0);
    } else {
        plain(&mut out, text);
    }
    if !has_words(out.get(empty..).unwrap_or_default()) {
        return None;
    }
    out.push_str("</div>");
    Some(out)
}

/// A `div` of one paragraph.
pub fn paragraph(words: &str) -> String {
    let mut out = String::from("<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>");
    escape(&mut out, words);
    out.push_str("</p></div>");
    out
}

fn has_words(markup: &str) -> bool {
    let mut is_tag = false;
    markup.chars().any(|character| {
        match character {
            '<' => is_tag = true,
            '>' => is_tag = false,
            other if !is_tag => return !other.is_whitespace(),
            _ => {}
        }
        false
    })
}

/// Text without any markup: its line breaks are all the structure it has.
fn plain(out: &mut String, node: Node<'_>) {
    let text: String = node.children().filter_map(|child| child.text()).collect();
    out.push_str("<p>");
    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push_str("<br/>");
        }
        words(out, line);
    }
    out.push_str("</p>");
}

fn flow_children(out: &mut String, node: Node<'_>, depth: usize) {
    for child in node.children() {
        if child.is_text() {
            words(out, child.text().unwrap_or_default());
        } else if child.is_element() {
            flow(out, child, depth + 1);
        }
    }
}

/// Writes an element where text and blocks may stand.
fn flow(out: &mut String, node: Node<'_>, depth: usize) {
    let name = node.tag_name().name();
    if depth > NARRATIVE_DEPTH_MAX {
        return flattened(out, node);
    }
    match name {
        "script" | "style" | "col" | "colgroup" => {}
        "br" => out.push_str("<br/>"),
        "hr" => out.push_str("<hr/>"),
        "paragraph" | "p" => {
            wrapped(out, if holds_blocks(node) { "div" } else { "p" }, node, depth);
        }
        "list" => list(out, node, attr(node, "listType") == Some("ordered"), depth),
        "ul" | "ol" => list(out, node, name == "ol", depth),
        "table" => table(out, node, depth),
        // Parts of a list or table outside of one.
        "item" | "li" | "tr" | "td" | "th" | "div" | "pre" | "tbody" | "thead" | "tfoot" => {
            wrapped(out, "div", node, depth);
        }
        "caption" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => caption(out, node, depth),
        "sub" | "sup" => wrapped(out, if name == "sub" { "sub" } else { "sup" }, node, depth),
        "linkHtml" | "a" => link(out, node, depth),
        "content" | "span" | "b" | "strong" | "i" | "em" | "u" => content(out, node, depth),
        _ => flow_children(out, node, depth),
    }
}

fn wrapped(out: &mut String, tag: &str, node: Node<'_>, depth: usize) {
    open(out, tag);
    flow_children(out, node, depth);
    close(out, tag);
}

fn open(out: &mut String, tag: &str) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
}

fn close(out: &mut String, tag: &str) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

fn holds_blocks(node: Node<'_>) -> bool {
    node.descendants().skip(1).filter(Node::is_element).any(|inner| {
        matches!(
            inner.tag_name().name(),
            "paragraph"
                | "p"
                | "list"
                | "ul"
                | "ol"
                | "table"
                | "div"
                | "item"
                | "li"
                | "tr"
                | "td"
                | "caption"
                | "hr"
                | "pre"
                | "h1"
                | "h2"
                | "h3"
                | "h4"
                | "h5"
                | "h6"
                | "tbody"
                | "thead"
                | "tfoot"
                | "th"
        )
    })
}

fn content(out: &mut String, node: Node<'_>, depth: usize) {
    let style = attr(node, "styleCode").unwrap_or_default();
    let has = |word: &str| style.split_whitespace().any(|own| own.eq_ignore_ascii_case(word));
    let tag = match node.tag_name().name() {
        _ if holds_blocks(node) => Some("div"),
        "b" | "strong" => Some("b"),
        "i" | "em" => Some("i"),
        _ if has("Bold") => Some("b"),
        _ if has("Italics") => Some("i"),
        _ => None,
    };
    match tag {
        Some(tag) => wrapped(out, tag, node, depth),
        None => flow_children(out, node, depth),
    }
}

fn caption(out: &mut String, node: Node<'_>, depth: usize) {
    if holds_blocks(node) {
        return wrapped(out, "div", node, depth);
    }
    out.push_str("<p><b>");
    flow_children(out, node, depth);
    out.push_str("</b></p>");
}

/// A link's words, and its address as words where that says more: nothing to click.
fn link(out: &mut String, node: Node<'_>, depth: usize) {
    let start = out.len();
    flow_children(out, node, depth);
    let address = attr(node, "href").unwrap_or_default();
    let is_shown = ["https://", "http://", "mailto:"].iter().any(|s| address.starts_with(s));
    if is_shown && !out.get(start..).unwrap_or_default().contains(address) {
        out.push_str(" (");
        escape(out, address);
        out.push_str(") ");
    }
}

fn list(out: &mut String, node: Node<'_>, is_ordered: bool, depth: usize) {
    let tag = if is_ordered { "ol" } else { "ul" };
    let mut is_open = false;
    for child in node.children().filter(|child| child.is_element() || is_word(*child)) {
        if child.tag_name().name() == "caption" && !is_open {
            caption(out, child, depth + 1);
            continue;
        }
        if !is_open {
            open(out, tag);
            is_open = true;
        }
        out.push_str("<li>");
        match child.tag_name().name() {
            "item" | "li" => flow_children(out, child, depth + 1),
            _ if child.is_text() => words(out, child.text().unwrap_or_default()),
            _ => flow(out, child, depth + 1),
        }
        out.push_str("</li>");
    }
    if is_open {
        close(out, tag);
    }
}

fn is_word(node: Node<'_>) -> bool {
    node.is_text() && node.text().is_some_and(|text| !text.trim().is_empty())
}

fn table(out: &mut String, node: Node<'_>, depth: usize) {
    let mut body = String::new();
    // A caption stands before the table: as words they are the same, and nothing can hide it.
    for child in node.children().filter(|child| child.is_element() || is_word(*child)) {
        match child.tag_name().name() {
            "caption" => caption(out, child, depth + 1),
            name @ ("thead" | "tbody" | "tfoot") => {
                let mut rows = String::new();
                for row in child.children().filter(|row| row.is_element() || is_word(*row)) {
                    table_row(&mut rows, row, depth + 2);
                }
                if !rows.is_empty() {
                    open(&mut body, name);
                    body.push_str(&rows);
                    close(&mut body, name);
                }
            }
            "col" | "colgroup" => {}
            _ => table_row(&mut body, child, depth + 1),
        }
    }
    if !body.is_empty() {
        open(out, "table");
        out.push_str(&body);
        close(out, "table");
    }
}

fn table_row(out: &mut String, row: Node<'_>, depth: usize) {
    if row.tag_name().name() != "tr" {
        out.push_str("<tr><td>");
        loose(out, row, depth);
        out.push_str("</td></tr>");
        return;
    }
    let mut cells = String::new();
    for cell in row.children().filter(|cell| cell.is_element() || is_word(*cell)) {
        let name = cell.tag_name().name();
        if name != "td" && name != "th" {
            cells.push_str("<td>");
            loose(&mut cells, cell, depth + 1);
            cells.push_str("</td>");
            continue;
        }
        cells.push('<');
        cells.push_str(name);
        for span in ["colspan", "rowspan"] {
            let count = attr(cell, span).and_then(|text| text.parse::<u16>().ok());
            if let Some(count @ 2..=500) = count {
                let _ = write!(cells, " {span}=\"{count}\"");
            }
        }
        cells.push('>');
        if depth > NARRATIVE_DEPTH_MAX {
            flattened(&mut cells, cell);
        } else {
            flow_children(&mut cells, cell, depth + 1);
        }
        close(&mut cells, name);
    }
    if !cells.is_empty() {
        open(out, "tr");
        out.push_str(&cells);
        close(out, "tr");
    }
}

/// Something that stands where only rows or cells may.
fn loose(out: &mut String, node: Node<'_>, depth: usize) {
    if node.is_text() {
        words(out, node.text().unwrap_or_default());
    } else {
        flow(out, node, depth);
    }
}

/// Only the words of an element that is nested too deeply.
fn flattened(out: &mut String, node: Node<'_>) {
    for inner in node.descendants().filter(Node::is_text) {
        words(out, inner.text().unwrap_or_default());
        words(out, " ");
    }
}

/// Adds text with runs of white space as one space, and none at the edge of a block.
fn words(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_whitespace() || matches!(c, '&' | '<' | '>')) {
        let (before, after) = rest.split_at(at);
        out.push_str(before);
        let mut characters = after.chars();
        match characters.next() {
            Some('&') => out.push_str("&amp;"),
            Some('<') => out.push_str("&lt;"),
            Some('>') => out.push_str("&gt;"),
            _ if out.ends_with(' ') || is_at_block_edge(out) => {}
            _ => out.push(' '),
        }
        rest = characters.as_str();
    }
    out.push_str(rest);
}

fn is_at_block_edge(out: &str) -> bool {
    out.ends_with('>')
        && [
            "</p>", "</div>", "</table>", "</ul>", "</ol>", "<br/>", "<hr/>", "<p>", "<div>",
            "<td>", "<th>", "<li>", "xhtml\">",
        ]
        .iter()
        .any(|tag| out.ends_with(tag))
}

/// Adds text, with the characters that mean something in XML escaped.
pub fn escape(out: &mut String, text: &str) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
}

/// A FHIR Narrative.
pub fn narrative_json<'d>(status: &'static str, div: String) -> Object<'d> {
    Object::new().with("status", status).with("div", div)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn converted(narrative: &str) -> String {
        let document = roxmltree::Document::parse(narrative).unwrap();
        let out = xhtml(document.root_element()).unwrap();
        let inner = out.strip_prefix("<div xmlns=\"http://www.w3.org/1999/xhtml\">").unwrap();
        inner.strip_suffix("</div>").unwrap().to_owned()
    }

    #[test]
    fn tables_keep_their_shape_and_their_caption() {
        let out = converted(
            "<text><table border='1'><caption>Labs</caption><thead><tr><th>Test</th></tr></thead>
             <tbody><tr ID='a'><td colspan='2'>Na &lt; 140</td></tr></tbody></table></text>",
        );
        assert_eq!(
            out,
            "<p><b>Labs</b></p><table><thead><tr><th>Test</th></tr></thead>\
             <tbody><tr><td colspan=\"2\">Na &lt; 140</td></tr></tbody></table>"
        );
    }

    #[test]
    fn nothing_active_comes_through_and_no_word_is_lost() {
        let out = converted(
            "<text><paragraph onclick='x()'>Take <content styleCode='Bold'>two</content> a day,
             see <linkHtml href='javascript:x()'>here</linkHtml>.<script>x()</script></paragraph>
             <list><item>one</item>stray<caption>late</caption></list></text>",
        );
        assert_eq!(
            out,
            "<p>Take <b>two</b> a day, see here.</p>\
             <ul><li>one</li><li>stray</li><li><p><b>late</b></p></li></ul>"
        );
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(converted("<text>\n one\n\n two </text>"), "<p>one<br/><br/>two</p>");
    }

    #[test]
    fn an_empty_narrative_is_none() {
        let document = roxmltree::Document::parse("<text> <br/> </text>").unwrap();
        assert_eq!(xhtml(document.root_element()), None);
    }
}
