//! Reads the XHTML of a FHIR narrative (and the HTML that real senders put there) as blocks.
//!
//! Standard: <https://hl7.org/fhir/R4/narrative.html#xhtml>

use super::markup::{Piece, Pieces, decode, number_attribute, text_attribute};
use super::{Block, Narrative};
use crate::limits::{NARRATIVE_COLUMNS_MAX, NARRATIVE_DEPTH_MAX};

/// Reads a `div` as blocks. Never fails: what is no markup is text, unclosed things close at the
/// end, and only text in the shapes of [`Block`] comes out.
pub fn from_xhtml(div: &str) -> Narrative {
    let mut builder = Builder { budget: REPEATED_BYTES_MAX + div.len(), ..Builder::default() };
    for piece in Pieces::of(div) {
        match piece {
            Piece::Text(text) => builder.text(&decode(text)),
            Piece::Tag { name, is_end: true, .. } => builder.close(&name),
            Piece::Tag { name, is_empty, attributes, .. } => {
                builder.open(&name, attributes);
                if is_empty {
                    builder.close(&name);
                }
            }
        }
    }
    builder.finish()
}

/// Blocks being built: the open lists and tables from the outside in, and the text being read.
#[derive(Default)]
struct Builder {
    done: Vec<Block>,
    open: Vec<Frame>,
    text: String,
    heading_depth: usize,
    pre_depth: usize,
    /// How many bytes may still be said twice by cells that reach over others.
    budget: usize,
}

enum Frame {
    List { ordered: bool, items: Vec<Vec<Block>> },
    Item(Vec<Block>),
    Table(Table),
}

#[derive(Default)]
struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    row: Option<Row>,
    is_in_head: bool,
    /// Tables inside a cell of this one: their text becomes the cell's.
    nested: usize,
    /// For each column, the cell of an earlier row that reaches into the next ones: how many more
    /// rows (none is none), and its text.
    reaching: Vec<(usize, String)>,
}

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    is_all_header: bool,
    cell: Option<Cell>,
}

/// What a cell says about itself.
struct Span {
    is_header: bool,
    columns: usize,
    rows: usize,
}

#[derive(Default)]
struct Cell {
    text: String,
    columns: usize,
    rows: usize,
}

impl Builder {
    fn text(&mut self, text: &str) {
        let is_pre = self.pre_depth > 0;
        match self.open.last_mut() {
            Some(Frame::Table(table)) => match table.row.as_mut().and_then(|row| row.cell.as_mut())
            {
                Some(cell) => append(&mut cell.text, text, is_pre),
                None => append(&mut self.text, text, false),
            },
            _ => append(&mut self.text, text, is_pre),
        }
    }

    fn open(&mut self, name: &str, attributes: &str) {
        if self.is_in_cell() && !matches!(name, "tr" | "td" | "th" | "thead" | "tbody" | "tfoot") {
            return self.open_in_cell(name, attributes);
        }
        match name {
            "br" => self.text_break(),
            "img" => self.picture(attributes),
            "table" => self.open_table(),
            "caption" => self.flush(),
            "thead" => self.with_table(|table, _| table.is_in_head = true),
            "tbody" | "tfoot" => self.with_table(|table, _| table.is_in_head = false),
            "tr" => self.with_table(Table::open_row),
            "td" | "th" => self.open_cell(name == "th", attributes),
            "ul" | "ol" => self.open_list(name == "ol"),
            "li" => self.open_item(),
            "pre" | "textarea" => {
                self.flush();
                self.pre_depth += 1;
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading_depth += 1;
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if self.is_in_cell() && !matches!(name, "table" | "tr" | "td" | "th" | "thead" | "tbody") {
            if is_block(name) || matches!(name, "li" | "ul" | "ol" | "caption" | "pre") {
                self.text_break();
            }
            return;
        }
        match name {
            "caption" => self.close_caption(),
            "thead" => self.with_table(|table, budget| {
                table.close_row(budget);
                table.is_in_head = false;
            }),
            "tr" => self.with_table(Table::close_row),
            "td" | "th" => self.with_table(Table::close_cell),
            "table" => self.close_table(),
            "li" => self.close_item(),
            "ul" | "ol" => self.close_list(),
            "pre" | "textarea" => {
                self.flush();
                self.pre_depth = self.pre_depth.saturating_sub(1);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flush();
                self.heading_depth = self.heading_depth.saturating_sub(1);
            }
            name if is_block(name) => self.flush(),
            _ => {}
        }
    }

    fn is_in_cell(&self) -> bool {
        match self.open.last() {
            Some(Frame::Table(table)) => {
                table.nested > 0 || table.row.as_ref().is_some_and(|row| row.cell.is_some())
            }
            _ => false,
        }
    }

    fn open_in_cell(&mut self, name: &str, attributes: &str) {
        match name {
            "table" => {
                self.with_table_directly(|table| table.nested += 1);
                self.text_break();
            }
            "img" => self.picture(attributes),
            "li" => {
                self.text_break();
                self.text("• ");
            }
            "br" | "ul" | "ol" | "pre" => self.text_break(),
            name if is_block(name) => self.text_break(),
            _ => {}
        }
    }

    fn picture(&mut self, attributes: &str) {
        if let Some(text) = text_attribute(attributes, "alt").filter(|text| !text.trim().is_empty())
        {
            let text = format!("[{}]", decode(text));
            self.text(&text);
        }
    }

    fn text_break(&mut self) {
        let text = match self.open.last_mut() {
            Some(Frame::Table(table)) => match table.row.as_mut().and_then(|row| row.cell.as_mut())
            {
                Some(cell) => &mut cell.text,
                None => &mut self.text,
            },
            _ => &mut self.text,
        };
        while text.ends_with(' ') {
            text.pop();
        }
        text.push('\n');
    }

    /// Ends the paragraph (heading, preformatted text) being read.
    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let block = if self.pre_depth > 0 {
            let text = text.trim_matches('\n').trim_end();
            (!text.trim().is_empty()).then(|| Block::Preformatted(text.to_owned()))
        } else {
            let text = tidy(&text);
            let is_heading = self.heading_depth > 0;
            (!text.is_empty()).then_some(if is_heading {
                Block::Heading(text)
            } else {
                Block::Paragraph(text)
            })
        };
        if let Some(block) = block {
            self.push(block);
        }
    }

    /// Puts a finished block where it belongs: into the innermost open item, or to the end.
    fn push(&mut self, block: Block) {
        for frame in self.open.iter_mut().rev() {
            match frame {
                Frame::Item(blocks) => return blocks.push(block),
                Frame::List { items, .. } => return items.push(vec![block]),
                Frame::Table(_) => {}
            }
        }
        self.done.push(block);
    }

    fn open_list(&mut self, ordered: bool) {
        self.flush();
        if self.open.len() < NARRATIVE_DEPTH_MAX {
            self.open.push(Frame::List { ordered, items: Vec::new() });
        }
    }

    fn open_item(&mut self) {
        self.flush();
        if matches!(self.open.last(), Some(Frame::Item(_))) {
            self.close_item();
        }
        // An item outside a list, or too deep: its text is read as a paragraph.
        if matches!(self.open.last(), Some(Frame::List { .. })) {
            self.open.push(Frame::Item(Vec::new()));
        }
    }

    fn close_item(&mut self) {
        self.flush();
        if !matches!(self.open.last(), Some(Frame::Item(_))) {
            return;
        }
        if let Some(Frame::Item(blocks)) = self.open.pop()
            && let Some(Frame::List { items, .. }) = self.open.last_mut()
            && !blocks.is_empty()
        {
            items.push(blocks);
        }
    }

    fn close_list(&mut self) {
        self.close_item();
        if matches!(self.open.last(), Some(Frame::List { .. })) {
            self.close_frame();
        }
    }

    fn open_table(&mut self) {
        self.flush();
        if self.open.len() < NARRATIVE_DEPTH_MAX {
            self.open.push(Frame::Table(Table::default()));
        }
    }

    fn close_table(&mut self) {
        match self.open.last_mut() {
            Some(Frame::Table(table)) if table.nested > 0 => table.nested -= 1,
            Some(Frame::Table(_)) => {
                self.flush();
                self.close_frame();
            }
            _ => self.flush(),
        }
    }

    fn close_caption(&mut self) {
        let text = tidy(&std::mem::take(&mut self.text));
        if !text.is_empty() {
            self.push(Block::Heading(text));
        }
    }

    fn open_cell(&mut self, is_header: bool, attributes: &str) {
        let columns = number_attribute(attributes, "colspan").unwrap_or(1);
        let rows = number_attribute(attributes, "rowspan").unwrap_or(1);
        if !matches!(self.open.last(), Some(Frame::Table(_))) {
            return self.flush();
        }
        self.with_table(|table, budget| {
            table.open_cell(Span { is_header, columns, rows }, budget);
        });
    }

    /// Works on the innermost table unless it is one inside a cell, whose text just runs on.
    fn with_table(&mut self, work: impl FnOnce(&mut Table, &mut usize)) {
        match self.open.last_mut() {
            Some(Frame::Table(table)) if table.nested > 0 => table.add_space(),
            Some(Frame::Table(table)) => {
                // Text between cells belongs to nothing: it is said before the table.
                let stray = tidy(&std::mem::take(&mut self.text));
                work(table, &mut self.budget);
                if !stray.is_empty() {
                    self.push(Block::Paragraph(stray));
                }
            }
            _ => self.flush(),
        }
    }

    fn with_table_directly(&mut self, work: impl FnOnce(&mut Table)) {
        if let Some(Frame::Table(table)) = self.open.last_mut() {
            work(table);
        }
    }

    /// Finishes the innermost open thing and puts it where it belongs.
    fn close_frame(&mut self) {
        match self.open.pop() {
            Some(Frame::List { ordered, items }) if !items.is_empty() => {
                self.push(Block::List { ordered, items });
            }
            Some(Frame::Item(blocks)) => {
                if let Some(Frame::List { items, .. }) = self.open.last_mut() {
                    items.push(blocks);
                } else {
                    self.done.extend(blocks);
                }
            }
            Some(Frame::Table(mut table)) => {
                table.close_row(&mut self.budget);
                if !(table.head.is_empty() && table.rows.is_empty()) {
                    self.push(Block::Table { head: table.head, rows: table.rows });
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Narrative {
        while !self.open.is_empty() {
            self.flush();
            self.close_frame();
        }
        self.flush();
        self.done
    }
}

impl Table {
    fn open_row(&mut self, budget: &mut usize) {
        self.close_row(budget);
        self.row = Some(Row { is_all_header: true, ..Row::default() });
    }

    fn close_row(&mut self, budget: &mut usize) {
        self.close_cell(budget);
        let Some(mut row) = self.row.take() else { return };
        self.fill_from_above(&mut row.cells, budget);
        for (rows, _) in &mut self.reaching {
            *rows = rows.saturating_sub(1);
        }
        if row.cells.iter().all(String::is_empty) {
            return;
        }
        let is_first = self.head.is_empty() && self.rows.is_empty();
        if is_first && (self.is_in_head || row.is_all_header) {
            self.head = row.cells;
        } else {
            self.rows.push(row.cells);
        }
    }

    fn open_cell(&mut self, span: Span, budget: &mut usize) {
        if self.row.is_none() {
            self.open_row(budget);
        }
        self.close_cell(budget);
        let Some(mut row) = self.row.take() else { return };
        self.fill_from_above(&mut row.cells, budget);
        row.is_all_header &= span.is_header;
        let columns = span.columns.clamp(1, NARRATIVE_COLUMNS_MAX);
        let rows = span.rows.clamp(1, ROWS_REACHED_MAX);
        row.cell = Some(Cell { text: String::new(), columns, rows });
        self.row = Some(row);
    }

    fn close_cell(&mut self, budget: &mut usize) {
        let Some(row) = self.row.as_mut() else { return };
        let Some(cell) = row.cell.take() else { return };
        let text = tidy(&cell.text);
        if row.cells.len() >= NARRATIVE_COLUMNS_MAX {
            if let Some(last) = row.cells.last_mut() {
                last.push(' ');
                last.push_str(&text);
            }
            return;
        }
        let column = row.cells.len();
        if cell.rows > 1 && text.len() <= REPEATED_TEXT_BYTES_MAX {
            let width = self.reaching.len().max(column + 1);
            self.reaching.resize(width, (0, String::new()));
            if let Some(reaching) = self.reaching.get_mut(column) {
                *reaching = (cell.rows, text.clone());
            }
        }
        row.cells.push(text);
        let end = (column + cell.columns).min(NARRATIVE_COLUMNS_MAX);
        while row.cells.len() < end && spend(budget, CELL_BYTES) {
            row.cells.push(String::new());
        }
    }

    /// A cell that reaches down over several rows is said in each of them: a table read aloud or
    /// shown as cards has no "above".
    fn fill_from_above(&self, cells: &mut Vec<String>, budget: &mut usize) {
        while let Some((rows, text)) = self.reaching.get(cells.len()) {
            if *rows == 0 || !spend(budget, CELL_BYTES + text.len()) {
                return;
            }
            cells.push(text.clone());
        }
    }

    fn add_space(&mut self) {
        if let Some(cell) = self.row.as_mut().and_then(|row| row.cell.as_mut()) {
            append(&mut cell.text, " ", false);
        }
    }
}

/// Adds text; outside `pre`, white space runs together.
fn append(out: &mut String, text: &str, is_pre: bool) {
    if is_pre {
        out.push_str(text);
        return;
    }
    for character in text.chars() {
        if character.is_ascii_whitespace() {
            if !out.is_empty() && !out.ends_with([' ', '\n']) {
                out.push(' ');
            }
        } else if !character.is_control() {
            out.push(character);
        }
    }
}

/// Lines trimmed, no empty line at either end, never more than one between.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines().map(|line| line.trim_matches([' ', '\u{a0}', '\t'])) {
        if line.is_empty() {
            empty_lines += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        empty_lines = 0;
        out.push_str(line);
    }
    out
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "aside"
            | "blockquote"
            | "address"
            | "figure"
            | "figcaption"
            | "hr"
            | "form"
            | "fieldset"
            | "dl"
            | "dt"
            | "dd"
            | "body"
            | "html"
            | "center"
            | "paragraph"
            | "content-block"
    )
}

/// A cell reaching over more rows than this is taken for a mistake.
const ROWS_REACHED_MAX: usize = 1000;

/// Longer texts are not repeated in each row their cell reaches.
const REPEATED_TEXT_BYTES_MAX: usize = 200;

/// All that cells repeat together, besides as much as the narrative itself is long: a few tags
/// must not grow into gigabytes.
const REPEATED_BYTES_MAX: usize = 256 * 1024;

/// What even an empty cell costs.
const CELL_BYTES: usize = 24;

fn spend(budget: &mut usize, bytes: usize) -> bool {
    let left = budget.checked_sub(bytes);
    *budget = left.unwrap_or(*budget);
    left.is_some()
}

#[cfg(test)]
mod tests {
    use super::super::plain_text;
    use super::*;
    use proptest::prelude::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    fn cells(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn headings_paragraphs_and_breaks_are_read() {
        let blocks = from_xhtml(
            r#"<div xmlns="http://www.w3.org/1999/xhtml"><h2>Plan</h2><p>Rest &amp; <b>water</b>.<br/>Call us.</p>Bye</div>"#,
        );
        assert_eq!(
            blocks,
            [Block::Heading("Plan".into()), paragraph("Rest & water.\nCall us."), paragraph("Bye")]
        );
    }

    #[test]
    fn a_table_keeps_its_head_and_rows_and_says_its_caption_first() {
        let blocks = from_xhtml(
            "<table><caption>Labs</caption><thead><tr><th>Test</th><th>Value</th></tr></thead>\
             <tbody><tr><td>A1c</td><td>7.2<br/>high</td></tr></tbody></table>",
        );
        let rows = vec![cells(&["A1c", "7.2\nhigh"])];
        let table = Block::Table { head: cells(&["Test", "Value"]), rows };
        assert_eq!(blocks, [Block::Heading("Labs".into()), table]);
    }

    #[test]
    fn a_cell_over_several_rows_is_said_in_each_of_them() {
        let blocks = from_xhtml(
            "<table><tr><td rowspan='2'>Monday</td><td>a</td></tr><tr><td>b</td></tr><tr><td>Tue</td><td>c</td></tr></table>",
        );
        let rows = vec![cells(&["Monday", "a"]), cells(&["Monday", "b"]), cells(&["Tue", "c"])];
        assert_eq!(blocks, [Block::Table { head: vec![], rows }]);
    }

    #[test]
    fn lists_nest() {
        let blocks = from_xhtml("<ul><li>a<ol><li>b</li></ol></li><li>c</ul>");
        let inner = Block::List { ordered: true, items: vec![vec![paragraph("b")]] };
        let items = vec![vec![paragraph("a"), inner], vec![paragraph("c")]];
        assert_eq!(blocks, [Block::List { ordered: false, items }]);
    }

    #[test]
    fn nothing_active_is_left() {
        let text = plain_text(&from_xhtml(
            "<p onclick='x()'>Hello<script>alert(1)</script><style>p{}</style>\
             <a href='javascript:alert(2)'>link</a><iframe src='x'>frame</iframe> &lt;b&gt;</p>",
        ));
        assert_eq!(text, "Hellolink <b>\n");
    }

    #[test]
    fn text_that_is_no_markup_stays_text() {
        assert_eq!(from_xhtml("pH < 7 & rising"), [paragraph("pH < 7 & rising")]);
        assert_eq!(from_xhtml("<p>cut off <b"), [paragraph("cut off")]);
    }

    #[test]
    fn deep_nesting_is_flattened() {
        let deep = format!("{}end", "<ul><li>x".repeat(10_000));
        assert!(plain_text(&from_xhtml(&deep)).ends_with("end\n"));
        let tables = format!("{}end", "<table><tr><td>".repeat(10_000));
        assert!(plain_text(&from_xhtml(&tables)).contains("end"));
    }

    #[test]
    fn hostile_markup_neither_grows_nor_takes_forever() {
        for piece in [
            "<svg>",
            "<a \">\"",
            "<td colspan=64>",
            "<tr><td rowspan=1000>x",
            "<!",
            "&#",
            "<ul><li>",
        ] {
            let markup = format!("<table>{}", piece.repeat(30_000));
            let size = plain_text(&from_xhtml(&markup)).len();
            assert!(size < 20 * markup.len(), "{piece:?} grew to {size}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(<|>|/|&|;|\"|'|=|[a-z ]|<table>|<tr>|<td rowspan='9'>|<td colspan=3>|</table>|<ul>|<li>|</ul>|<p>|<pre>|</pre>|<script>|é){0,80}") {
            let _ = from_xhtml(&text);
        }

        #[test]
        fn no_word_is_lost(words in prop::collection::vec("[a-z]{1,8}", 1..20),
                           tags in prop::collection::vec(prop::sample::select(vec![
                               "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<tr>", "<td>", "<th>",
                               "</td>", "</tr>", "</table>", "<br/>", "<b>", "</b>", "<caption>",
                               "</caption>", "<h2>", "</h2>", "<div>", "</li>", "<pre>", "</pre>"]), 20)) {
            let mut markup = String::new();
            for (word, tag) in words.iter().zip(&tags) {
                markup.push_str(tag);
                markup.push(' ');
                markup.push_str(word);
                markup.push(' ');
            }
            let text = plain_text(&from_xhtml(&markup));
            let mut left: Vec<&str> = text.split_whitespace().collect();
            for word in &words {
                let found = left.iter().position(|own| own == word);
                prop_assert!(found.is_some(), "{} is missing in {:?} made of {:?}", word, text, markup);
                left.swap_remove(found.unwrap());
            }
        }
    }
}
