//! The row of a section's table that an entry points to.

use bluebutton_record::fold::fold;

use super::context::Context;
use super::moment::{Time, parse};
use super::xml::{Node, at, attr, child, children, is, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// A row of a table with headings, and the section's entry that points to it.
pub struct Row<'d> {
    row: Node<'d>,
    head: Node<'d>,
}

impl<'d> Row<'d> {
    /// The row that the words of an entry, or of its code, stand in.
    pub fn of(context: &Context<'d>, node: Node<'d>) -> Option<Self> {
        let product = at(node, &["consumable", "manufacturedProduct", "manufacturedMaterial"]);
        let original = |of: Node<'d>| at(of, &["code", "originalText"]);
        let pointing = [original(node), product.and_then(original), child(node, "text")];
        let target = pointing
            .into_iter()
            .flatten()
            .filter_map(|words| attr(child(words, "reference")?, "value"))
            .find_map(|to| context.narrative_element(to))?;
        let row = target.ancestors().find(|one| is(*one, "tr"))?;
        let table = row.ancestors().find(|one| is(*one, "table"))?;
        let head = child(child(table, "thead")?, "tr")?;
        Some(Self { row, head })
    }

    /// What it says under the first heading that is one of these, folded.
    pub fn under(&self, is_heading: impl Fn(&str) -> bool) -> Option<String> {
        let folded = |cell| fold(&text(cell, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default());
        let column = children(self.head, "th").position(|cell| is_heading(folded(cell).trim()))?;
        text(children(self.row, "td").nth(column)?, REFERENCED_TEXT_CHARS_MAX)
    }

    /// Whether it names one of these: a word of four letters and more of a name stands in it.
    pub fn names<'n>(&self, mut names: impl Iterator<Item = &'n str>) -> bool {
        let told = fold(&text(self.row, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default());
        names.any(|name| {
            let name = fold(name);
            let mut words = name.split(|c: char| !c.is_alphabetic());
            words.any(|word| word.len() >= 4 && told.contains(word))
        })
    }
}

/// What the row of an entry says under a heading that ends with "status": where it stands, in words.
pub fn status_word<'d>(context: &Context<'d>, node: Node<'d>) -> Option<String> {
    Row::of(context, node)?.under(|heading| heading.ends_with("status"))
}

/// The day that the row of an entry names under a heading with "date", where it writes one as year, month and
/// day: "Performed: 2013-12-18". Days that may be read two ways are not guessed.
pub fn row_day<'d>(context: &Context<'d>, node: Node<'d>) -> Option<Time> {
    let said = Row::of(context, node)?.under(|heading| heading.starts_with("date"))?;
    let is_day = |word: &&str| {
        word.len() == 10
            && word.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            })
    };
    let mut days = said.split_whitespace().filter(is_day);
    let day = days.next().filter(|_| days.next().is_none())?;
    parse(day, &context.zone)
}
