//! The row of a section's table that an entry points to.

use bluebutton_record::fold::fold;

use super::context::Context;
use super::moment::{Time, parse};
use super::xml::{Node, at, attr, child, children, is, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// A row of a table, and the row of its headings where it has them.
pub struct Row<'d> {
    /// What leads to it: something that stands in it, or the row itself.
    target: Node<'d>,
    line: Node<'d>,
    head: Option<Node<'d>>,
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
        Self::at(target)
    }

    /// The row that something of the narrative stands in.
    pub fn at(target: Node<'d>) -> Option<Self> {
        let row = target.ancestors().find(|one| is(*one, "tr"))?;
        let table = row.ancestors().find(|one| is(*one, "table"))?;
        // Above the headings of the columns some tables have one of the whole table.
        let head = child(table, "thead").and_then(|head| children(head, "tr").last());
        Some(Self { target, line: row, head })
    }

    /// The row itself.
    pub fn row(&self) -> Node<'d> {
        self.line
    }

    /// All that it and its headings say.
    pub fn words(&self) -> String {
        let both = [Some(self.line), self.head].into_iter().flatten();
        let said = both.filter_map(|one| text(one, REFERENCED_TEXT_CHARS_MAX));
        said.collect::<Vec<_>>().join(" ")
    }

    /// The cell of a value: the only one under a heading that says so, or the other one of two without headings.
    /// `name` stands in the cell of the name. A table with cells over several columns or rows is not read.
    pub fn value_cell(&self, name: Node<'d>) -> Option<Node<'d>> {
        let cells: Vec<Node<'d>> = cells(self.line).collect();
        if cells.iter().any(|cell| spans(*cell)) {
            return None;
        }
        let Some(head) = self.head else {
            let other = |cell: &&Node<'d>| !name.ancestors().any(|around| around == **cell);
            let [first, second] = cells.as_slice() else { return None };
            return other(&second).then_some(*second).filter(|_| !other(&first));
        };
        let heads: Vec<Node<'d>> = self::cells(head).collect();
        if heads.len() != cells.len() || heads.iter().any(|cell| spans(*cell)) {
            return None;
        }
        let is_value = |cell: &Node<'d>| {
            let heading = fold(&text(*cell, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default());
            let heading = heading.split('(').next().unwrap_or_default().trim();
            VALUE_HEADINGS.contains(&heading)
        };
        let mut found = heads.iter().zip(&cells).filter(|(head, _)| is_value(head));
        let (_, cell) = found.next()?;
        found.next().is_none().then_some(*cell)
    }

    /// What it says under the first heading that is one of these, folded.
    pub fn under(&self, is_heading: impl Fn(&str) -> bool) -> Option<String> {
        let folded = |cell| fold(&text(cell, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default());
        let column = children(self.head?, "th").position(|cell| is_heading(folded(cell).trim()))?;
        text(children(self.line, "td").nth(column)?, REFERENCED_TEXT_CHARS_MAX)
    }

    /// The words right behind what leads to the row, in the same cell: under a medicine's name some tables write how
    /// it is taken, in the same column.
    pub fn behind(&self) -> Option<String> {
        let cell = self.target.ancestors().find(|one| is(*one, "td"))?;
        let end = self.target.range().end;
        let is_leaf = |one: &Node<'d>| {
            one.is_element() && !one.children().any(|inner| inner.is_element() && !is(inner, "br"))
        };
        let mut after = cell.descendants().filter(|one| one.range().start >= end).filter(is_leaf);
        after.find_map(|one| text(one, REFERENCED_TEXT_CHARS_MAX))
    }

    /// Whether it names one of these: a word of four letters and more of a name stands in it.
    pub fn names<'n>(&self, mut names: impl Iterator<Item = &'n str>) -> bool {
        let told = fold(&text(self.line, REFERENCED_TEXT_CHARS_MAX).unwrap_or_default());
        names.any(|name| {
            let name = fold(name);
            let mut words = name.split(|c: char| !c.is_alphabetic());
            words.any(|word| word.len() >= 4 && told.contains(word))
        })
    }
}

/// The cells of a row: of some tables the first of each row is a heading.
fn cells(row: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    row.children().filter(|one| is(*one, "td") || is(*one, "th"))
}

/// Whether a cell covers more than its own place.
fn spans(cell: Node<'_>) -> bool {
    let covers = |name| attr(cell, name).is_some_and(|count| count != "1");
    covers("colspan") || covers("rowspan")
}

/// Headings of the column that holds the values, folded, without what stands in parentheses.
const VALUE_HEADINGS: [&str; 12] = [
    "value",
    "values",
    "result",
    "results",
    "result value",
    "test result",
    "lab result",
    "observed value",
    "measured value",
    "measurement",
    "actual result",
    "reading",
];

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
