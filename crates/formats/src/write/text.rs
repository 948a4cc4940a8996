//! Writes plain text, 72 columns: the classic Blue Button file, readable by everything.
//!
//! Lines of a label and its text, sections between rules, nothing that a screen reader would
//! stumble over: no boxes, no columns, no marks that only look like something.

use std::io;

use bluebutton_record::layout::{Item, Items, Line, Row};
use bluebutton_record::narrative::Block;
use bluebutton_record::{Language, Layout, Paper, Words, signs};

/// Writes the file (UTF-8 text) of a paper that is in memory.
pub fn write(paper: &Paper) -> Vec<u8> {
    let layout = Layout::of(paper);
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = write_to(&mut out, paper.language, &layout, &mut &layout);
    out
}

/// Writes the file as its items come: what stands around them is `front`.
///
/// # Errors
///
/// Those of `out` and of `items`.
pub fn write_to(
    out: &mut dyn io::Write,
    language: Language,
    front: &Layout<'_>,
    items: &mut dyn Items,
) -> io::Result<()> {
    let mut page = TextPage { out: String::new(), words: Words::of(language) };
    page.rule('=');
    page.text(&front.title.to_uppercase(), 0);
    page.rule('=');
    page.blank();
    if let Some(notice) = &front.notice {
        page.text(notice, 0);
        page.blank();
    }
    page.lines(&front.person, 0);
    page.blank();
    page.lines(&front.made, 0);
    page.heading(&front.manifest_title);
    for group in &front.manifest {
        page.text(&format!("{}:", group.heading), 0);
        for sentence in &group.sentences {
            page.item("- ", sentence, 2);
        }
        page.blank();
    }
    for (at, chapter) in front.chapters.iter().enumerate() {
        page.heading(&chapter.heading);
        page.text(&chapter.summary, 0);
        items.each(at, &mut |_, item| {
            page.item_of(item);
            page.give(out)
        })?;
    }
    page.rule('=');
    out.write_all(signs::lines(&page.out).as_bytes())
}

struct TextPage {
    out: String,
    words: &'static Words,
}

impl TextPage {
    /// Hands on what is finished. What a blank line depends on stays: the last two characters.
    fn give(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.out.len() < GIVEN_AT {
            return Ok(());
        }
        let kept = self.out.split_off(self.out.floor_char_boundary(self.out.len() - 2));
        // Whatever a record holds, a terminal that shows this file only shows it.
        out.write_all(signs::lines(&self.out).as_bytes())?;
        self.out = kept;
        Ok(())
    }

    fn item_of(&mut self, item: &Item<'_>) {
        self.blank();
        if let Some(group) = &item.group {
            self.text(&group.to_uppercase(), 0);
            self.blank();
        }
        self.entry(item);
    }

    fn entry(&mut self, item: &Item<'_>) {
        self.text(&item.title, 0);
        if let Some(value) = &item.value {
            let said = self.row(value);
            self.line(&self.words.text("paper-result"), &said, 2);
        }
        if !item.date.is_empty() {
            let just_date = self.words.text("paper-date");
            let label = if item.dated.is_empty() { &just_date } else { item.dated.as_str() };
            self.line(label, &item.date, 2);
        }
        for part in &item.rows {
            let title = match part.clinical.as_str() {
                "" => part.title.clone(),
                clinical => format!("{} [{clinical}]", part.title),
            };
            let said = self.row(part);
            self.line(&title, &said, 2);
        }
        self.lines(&item.lines, 2);
        self.blocks(&item.narrative, 2);
    }

    fn heading(&mut self, heading: &str) {
        self.blank();
        self.rule('-');
        self.text(&heading.to_uppercase(), 0);
        self.rule('-');
        self.blank();
    }

    fn blocks(&mut self, blocks: &[Block], indent: usize) {
        for block in blocks {
            match block {
                Block::Heading(text) => {
                    self.blank();
                    self.text(text, indent);
                }
                Block::Paragraph(text) => self.text(text, indent),
                Block::Preformatted(text) => self.preformatted(text, indent),
                Block::List { ordered, items } => {
                    for (number, item) in items.iter().enumerate() {
                        let mark = if *ordered { format!("{}. ", number + 1) } else { "- ".into() };
                        self.list_item(&mark, item, indent);
                    }
                }
                Block::Table { head, rows } => {
                    for row in rows {
                        self.table_row(head, row, indent);
                    }
                }
            }
        }
    }

    fn list_item(&mut self, mark: &str, item: &[Block], indent: usize) {
        match item.split_first() {
            Some((Block::Paragraph(text), rest)) => {
                self.item(mark, text, indent);
                self.blocks(rest, (indent + 2).min(INDENT_MAX));
            }
            _ => self.blocks(item, (indent + 2).min(INDENT_MAX)),
        }
    }

    /// A row as "Head: cell; Head: cell": columns don't survive 72 characters, nor being read aloud.
    fn table_row(&mut self, head: &[String], row: &[String], indent: usize) {
        let mut texts = Vec::new();
        for (column, cell) in row.iter().enumerate() {
            let cell = cell.replace('\n', ", ");
            match head.get(column).filter(|name| !name.is_empty()) {
                _ if cell.is_empty() => {}
                Some(name) => texts.push(format!("{name}: {cell}")),
                None => texts.push(cell),
            }
        }
        self.item("- ", &texts.join("; "), indent);
    }

    fn lines(&mut self, lines: &[Line], indent: usize) {
        for line in lines {
            self.line(&line.label, &line.text, indent);
        }
    }

    /// A label and its text; what does not fit the line stands in further.
    fn line(&mut self, label: &str, text: &str, indent: usize) {
        let text = if text.is_empty() { label.to_owned() } else { format!("{label}: {text}") };
        self.wrap("", &text, indent, indent + 2);
    }

    fn text(&mut self, text: &str, indent: usize) {
        for line in text.lines() {
            self.item("", line, indent);
        }
    }

    /// One paragraph; later lines stand in by the width of the mark.
    fn item(&mut self, mark: &str, text: &str, indent: usize) {
        self.wrap(mark, text, indent, indent + mark.chars().count());
    }

    fn wrap(&mut self, mark: &str, text: &str, indent: usize, inner: usize) {
        let mut lead = format!("{:indent$}{mark}", "");
        for line in text.lines() {
            let mut column = 0;
            for word in words(line) {
                let width = word.chars().count();
                if column > 0 && column + 1 + width > COLUMNS {
                    self.out.push('\n');
                    column = 0;
                }
                if column == 0 {
                    self.out.push_str(&lead);
                    column = lead.chars().count();
                    lead = " ".repeat(inner);
                } else {
                    self.out.push(' ');
                    column += 1;
                }
                self.out.push_str(word);
                column += width;
            }
            if column > 0 {
                self.out.push('\n');
            }
        }
    }

    fn preformatted(&mut self, text: &str, indent: usize) {
        for line in text.lines() {
            if line.chars().count() + indent <= COLUMNS {
                let line = line.trim_end();
                if !line.is_empty() {
                    self.out.extend(std::iter::repeat_n(' ', indent));
                }
                self.out.push_str(line);
                self.out.push('\n');
            } else {
                self.item("", line, indent);
            }
        }
    }

    fn row(&self, row: &Row) -> String {
        let remark = row.remark(self.words);
        if remark.is_empty() { row.value.clone() } else { format!("{} ({remark})", row.value) }
    }

    fn rule(&mut self, mark: char) {
        self.out.extend(std::iter::repeat_n(mark, COLUMNS));
        self.out.push('\n');
    }

    fn blank(&mut self) {
        if !self.out.is_empty() && !self.out.ends_with("\n\n") {
            self.out.push('\n');
        }
    }
}

/// The words of a line. A no-break space joins what belongs together ("2:05 p. m."), unless a source fills
/// lines with them.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let parts = line.split(|c: char| c.is_whitespace() && c != NO_BREAK);
    let words = parts.flat_map(|part| {
        let is_joined = part.chars().count() <= JOINED_MAX;
        part.split(move |c: char| c == NO_BREAK && !is_joined)
    });
    words.map(|word| word.trim_matches(NO_BREAK)).filter(|word| !word.is_empty())
}

/// As wide as a typewriter's page, and as the first Blue Button files.
const COLUMNS: usize = 72;

/// Text indented further than this has no room left.
const INDENT_MAX: usize = 24;

/// So many bytes are handed on together.
const GIVEN_AT: usize = 32 * 1024;

/// Keeps two words on one line.
const NO_BREAK: char = '\u{a0}';

/// What is joined may be so long: a time of day has ten letters.
const JOINED_MAX: usize = 24;
