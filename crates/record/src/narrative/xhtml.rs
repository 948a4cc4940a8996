//! Reads the XHTML of a FHIR narrative (and the HTML that real senders put there) as blocks.
//!
//! Standard: <https://hl7.org/fhir/R4/narrative.html#xhtml>

use super::markup::{MarkupPiece, Pieces, decode, number_attribute, text_attribute};
use super::table::{Span, Table, append, tidy};
use super::{Block, Narrative};
use crate::limits::NARRATIVE_DEPTH_MAX;

/// Reads a `div` as blocks. Never fails: what is no markup is text, unclosed things close at the
/// end, and only text in the shapes of [`Block`] comes out.
pub fn from_xhtml(div: &str) -> Narrative {
    let mut builder = Builder { budget: REPEATED_BYTES_MAX + div.len(), ..Builder::default() };
    for piece in Pieces::of(div) {
        match piece {
            MarkupPiece::Text(text) => builder.text(&decode(text)),
            MarkupPiece::Tag { name, is_end: true, .. } => builder.close(&name),
            MarkupPiece::Tag { name, is_empty, attributes, .. } => {
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
                if let Some(name) = table.name.take() {
                    self.push(Block::Paragraph(name));
                }
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

/// All that cells repeat together, besides as much as the narrative itself is long: a few tags
/// must not grow into gigabytes.
const REPEATED_BYTES_MAX: usize = 256 * 1024;

#[cfg(test)]
mod tests;
