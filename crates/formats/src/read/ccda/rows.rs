//! The row of a section's table that an entry points to.

use super::context::Context;
use super::xml::{Node, at, attr, child, children, is, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// What the row of an entry says under a heading that ends with "status": where it stands, in words.
pub fn status_word<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    let original = at(node, &["code", "originalText"]);
    let pointing = [original, child(node, "text")].into_iter().flatten();
    let target = pointing
        .filter_map(|words| attr(child(words, "reference")?, "value"))
        .find_map(|to| context.narrative_element(to))?;
    let row = target.ancestors().find(|one| is(*one, "tr"))?;
    let table = row.ancestors().find(|one| is(*one, "table"))?;
    let head = child(child(table, "thead")?, "tr")?;
    let says_status = |cell: Node<'d>| {
        let words = text(cell, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default();
        words.trim().to_lowercase().ends_with("status")
    };
    let column = children(head, "th").position(says_status)?;
    text(children(row, "td").nth(column)?, REFERENCED_TEXT_CHARS_MAX)
}
