//! Words that hang on an entry: its text, comments, instructions.

use super::context::Context;
use super::json::Object;
use super::outcome::statements;
use super::times::child_time;
use super::xml::{Node, child, child_attr, has_template, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// The words of a `text` element: its own, else those it refers to. A reference beside words of its own
/// often leads to a whole row or section, or to the row of another entry.
pub fn words<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    text(node, REFERENCED_TEXT_CHARS_MAX).or_else(|| {
        child_attr(node, "reference", "value").and_then(|to| context.narrative_text(to))
    })
}

/// The comments on an entry as Annotations.
pub fn annotations<'d>(context: &Context<'d>, node: Node<'d>) -> Vec<Object<'d>> {
    let comments = statements(node).filter(|one| {
        has_template(*one, &COMMENT) || child_attr(*one, "code", "code") == Some("48767-8")
    });
    let notes = comments.filter_map(|comment| {
        let words = words(context, child(comment, "text")?)?;
        let time = child(comment, "author").and_then(|author| child_time(context, author, "time"));
        Some(Object::new().with("time", time).with("text", words))
    });
    notes.collect()
}

/// The first words of instructions that hang on an entry.
pub fn instructions<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    const INSTRUCTION: [&str; 2] =
        ["2.16.840.1.113883.10.20.22.4.20", "2.16.840.1.113883.10.20.1.49"];
    let found = statements(node).find(|one| has_template(*one, &INSTRUCTION))?;
    words(context, child(found, "text")?)
}

const COMMENT: [&str; 2] = ["2.16.840.1.113883.10.20.22.4.64", "2.16.840.1.113883.10.20.1.40"];
