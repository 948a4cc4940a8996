//! What a paper says as the data the templates read: all words and places, no markup.

use bluebutton_record::entry::Shape;
use bluebutton_record::layout::{Chapter, Group, Item, Line, Row};
use bluebutton_record::narrative::Block;
use bluebutton_record::{Bar, Layout, Paper, Section, Words};
use serde_json::{Value, json};

use crate::press::{attachment_path, can_show};
use crate::{bounds, words};

mod tables;

/// Stands for a character that the fonts can't show.
const UNPRINTABLE: char = '□';

/// A table row longer than this (in characters) may break across pages: kept whole it could leave
/// half a page empty, or not fit one at all.
const WHOLE_CHARS: usize = 700;

/// A panel of so few rows is kept on one page. A longer one goes on behind a page's end: kept whole it
/// would leave up to half a page blank. Its rows are whole, and its head is said again.
const PANEL_ROWS_TOGETHER: usize = 3;

/// A summary of so many characters fits a line of the contents.
const SHORT_CHARS: usize = 30;

/// A paper of so many parts has contents.
const CONTENTS_FROM: usize = 4;

/// The data of a paper. `attachments` are names and media types.
pub(crate) fn data(paper: &Paper, attachments: &[(&str, &str)]) -> Vec<u8> {
    let words = words::of(paper.language);
    let (paper, older) = bounds::newest(paper);
    let layout = Layout::of(&paper);
    let mut setter = Setter::new(words);
    let mut data = setter.data(&paper, &layout, attachments);
    // Nothing goes missing silently: not even a letter.
    let mut more = Vec::new();
    if bounds::fit(&mut data, &words.text("pdf-cut-here")) {
        more.push(Value::from(words.text("pdf-cut").into_owned()));
    }
    if older > 0 {
        let counts = [("shown", paper.entries.len().into()), ("older", older.into())];
        more.push(Value::from(words.with("pdf-older", &counts)));
    }
    if setter.replaced {
        more.push(Value::from(words.text("pdf-unprintable").into_owned()));
    }
    if let Some(notes) = data.get_mut("notes").and_then(Value::as_array_mut) {
        notes.extend(more);
    }
    data.to_string().into_bytes()
}

/// A longer word may break anywhere. In the columns of a table less fits: a value, a usual range, a name.
const WORD_CHARS: usize = 60;
const VALUE_CHARS: usize = 12;
const RANGE_CHARS: usize = 15;
const NAME_CHARS: usize = 26;

/// Sets words as the fonts can show them.
pub(crate) struct Setter {
    pub(crate) words: &'static Words,
    /// Whether a character was replaced.
    replaced: bool,
}

impl Setter {
    pub(crate) fn new(words: &'static Words) -> Self {
        Self { words, replaced: false }
    }

    fn data(&mut self, paper: &Paper, layout: &Layout<'_>, attachments: &[(&str, &str)]) -> Value {
        let made = self.words.text("paper-made-at").into_owned();
        let moment = self.words.moment(&paper.manifest.made());
        let made_lines = made_lines(paper, layout, &moment);
        let (full, empty): (Vec<_>, Vec<_>) =
            layout.chapters.iter().partition(|chapter| !chapter.items.is_empty());
        let has_contents = full.len() >= CONTENTS_FROM;
        json!({
            "kind": "record",
            "language": paper.language.tag(),
            "title": self.clean(&layout.title),
            "running": self.running(paper),
            "made": format!("{made}: {moment}"),
            "page": self.page_words(),
            "contents": has_contents.then(|| self.words.text("paper-contents")),
            "organization": self.organization(paper),
            "attachments": self.attachments(attachments),
            "notes": self.notes(attachments),
            "notice": layout.notice.as_deref().map(|notice| self.clean(notice)),
            "protected": layout.notice.as_ref().map(|_| self.words.text("paper-protected")),
            "person": self.lines(&layout.person),
            "about": self.lines(&made_lines),
            "columns": self.columns(),
            "sections": full.into_iter().map(|it| self.chapter(it)).collect::<Vec<_>>(),
            "empty_name": self.words.text("pdf-empty"),
            "empty": empty.into_iter().map(|it| json!({
                "label": it.heading,
                "text": it.summary,
            })).collect::<Vec<_>>(),
            "manifest": {
                "name": layout.manifest_title,
                "groups": layout.manifest.iter().map(|group| self.group(group, has_contents)).collect::<Vec<_>>(),
            },
        })
    }

    /// Sentences of the manifest; where the contents count each section, only how many there are in all.
    fn group(&mut self, group: &Group, has_contents: bool) -> Value {
        let sentences = match group.sentences.as_slice() {
            [.., all] if group.is_counts && has_contents => std::slice::from_ref(all),
            all => all,
        };
        json!({ "label": group.heading, "text": self.all(sentences).join("\n") })
    }

    /// Whose record: the head of every page.
    pub(crate) fn running(&mut self, paper: &Paper) -> String {
        let name = paper.person.name.clone();
        let name = name.unwrap_or_else(|| self.words.text("paper-no-name").into_owned());
        let birth = paper.person.birth_date.map(|date| {
            format!(" · {}: {}", self.words.text("paper-birth-date"), self.words.date(&date))
        });
        self.clean(&format!("{name}{}", birth.unwrap_or_default()))
    }

    /// What stands before, between and behind the page numbers.
    fn page_words(&self) -> [String; 3] {
        let numbers = [("page", "\u{1}".into()), ("pages", "\u{2}".into())];
        let text = self.words.with("paper-page", &numbers);
        let (before, rest) = text.split_once('\u{1}').unwrap_or((&text, ""));
        let (between, after) = rest.split_once('\u{2}').unwrap_or((rest, ""));
        [before, between, after].map(str::to_owned)
    }

    fn organization(&mut self, paper: &Paper) -> Value {
        let it = &paper.organization;
        let parts = [it.phone.as_deref(), it.hours_in(paper.language), it.url.as_deref()];
        let line = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        json!({ "name": self.clean(&it.name), "line": self.clean(&line) })
    }

    fn attachments(&mut self, attachments: &[(&str, &str)]) -> Vec<Value> {
        let description = self.words.text("pdf-attachment");
        let describe = |(at, (name, media_type)): (usize, &(&str, &str))| {
            json!({
                "name": name,
                "path": attachment_path(at),
                "media_type": media_type,
                "description": description,
            })
        };
        attachments.iter().enumerate().map(describe).collect()
    }

    fn notes(&self, attachments: &[(&str, &str)]) -> Vec<String> {
        let names: Vec<&str> = attachments.iter().map(|(name, _)| *name).collect();
        if names.is_empty() {
            return Vec::new();
        }
        vec![self.words.with("pdf-attached", &[("names", names.join(", ").into())])]
    }

    fn columns(&self) -> Value {
        let text = |id: &str| self.words.text(id).into_owned();
        json!({
            "test": text("paper-what"),
            "measured": text("paper-measured"),
            "part": text("paper-part"),
            "result": text("paper-result"),
            "usual": text("paper-range"),
            "meaning": text("paper-standing"),
            "date": text("paper-date"),
            "what": text("pdf-what"),
        })
    }

    fn chapter(&mut self, chapter: &Chapter<'_>) -> Value {
        let is_measured = matches!(chapter.section, Section::Results | Section::VitalSigns);
        // What is read as a text gets room; what is looked up gets a table.
        let is_read = matches!(
            chapter.section,
            Section::About
                | Section::Documents
                | Section::CarePlans
                | Section::Claims
                | Section::Other
        );
        let (singles, items): (Vec<_>, Vec<_>) =
            chapter.items.iter().partition(|item| is_measured && is_single(item));
        json!({
            "name": chapter.heading,
            "summary": chapter.summary,
            "short": (chapter.summary.chars().count() <= SHORT_CHARS).then_some(&chapter.summary),
            "kind": if is_measured || is_read { "read" } else { "list" },
            "first": if chapter.section == Section::VitalSigns { "measured" } else { "test" },
            "has_usual": singles.iter().filter_map(|item| item.value.as_ref()).any(has_range),
            "has_meaning": singles.iter().filter_map(|item| item.value.as_ref()).any(has_standing),
            "items": items.into_iter().map(|item| self.item(item)).collect::<Vec<_>>(),
            "singles": singles.into_iter().filter_map(|item| {
                let row = item.value.as_ref()?;
                let mut single = self.row(row, &item.title, item.is_error, &item.lines);
                single["date"] = self.clean(&item.date).into();
                Some(single)
            }).collect::<Vec<_>>(),
        })
    }

    fn item(&mut self, item: &Item<'_>) -> Value {
        let value = item.value.as_ref().map(|value| {
            let remark = value.remark(self.words);
            if remark.is_empty() {
                value.value.clone()
            } else {
                format!("{} ({remark})", value.value)
            }
        });
        let rows: Vec<Value> =
            item.rows.iter().map(|row| self.row(row, &row.title, false, &[])).collect();
        let narrative = self.blocks(&item.narrative);
        let length = item.title.len() + length(&item.lines);
        json!({
            "group": item.group.as_deref().map(|group| self.clean(group)),
            "name": self.clean(&item.title),
            "date": self.clean(&item.date),
            "dated": self.clean(&item.dated),
            "error": item.is_error,
            "value": value.map(|value| self.clean(&value)),
            "has_usual": item.rows.iter().any(has_range),
            "has_meaning": item.rows.iter().any(has_standing),
            "rows": rows,
            "lines": self.lines(&item.lines),
            "whole": length < WHOLE_CHARS && item.rows.len() < 6 && narrative.is_empty(),
            "together": length < WHOLE_CHARS
                && (1..=PANEL_ROWS_TOGETHER).contains(&item.rows.len())
                && item.rows.iter().all(|row| row.value.len() + row.title.len() < 200)
                && narrative.is_empty(),
            "narrative": narrative,
        })
    }

    pub(crate) fn row(&mut self, row: &Row, title: &str, is_error: bool, lines: &[Line]) -> Value {
        let length = title.len() + length(lines);
        let sign = row.compared.map_or("", |standing| match standing.shape() {
            Shape::Fine | Shape::Plain => "",
            Shape::Up => "above",
            Shape::Down => "below",
            Shape::Odd => "unusual",
            Shape::Doubt => "ask",
        });
        json!({
            "name": self.fitted(title, NAME_CHARS),
            "clinical": self.fitted(&row.clinical, NAME_CHARS),
            "value": self.fitted(&row.value, VALUE_CHARS),
            "usual": self.fitted(&row.range, RANGE_CHARS),
            "bar": row.bar.map(place),
            "standing": self.clean(&row.standing),
            "sign": sign,
            "error": is_error,
            "lines": self.lines(lines),
            "whole": length + row.value.len() < WHOLE_CHARS,
        })
    }

    pub(crate) fn lines(&mut self, lines: &[Line]) -> Vec<Value> {
        let line = |line: &Line| json!({ "label": self.clean(&line.label), "text": self.clean(&line.text) });
        lines.iter().map(line).collect()
    }

    pub(crate) fn all(&mut self, texts: &[String]) -> Vec<String> {
        texts.iter().map(|text| self.clean(text)).collect()
    }

    fn blocks(&mut self, blocks: &[Block]) -> Vec<Value> {
        let mut out = Vec::with_capacity(blocks.len());
        for block in blocks {
            match block {
                Block::Heading(text) => out.push(self.text("heading", text)),
                Block::Paragraph(text) => out.push(self.text("paragraph", text)),
                Block::Preformatted(text) => out.push(self.text("preformatted", text)),
                Block::List { ordered, items } if !items.is_empty() => {
                    let items: Vec<_> = items.iter().map(|item| self.blocks(item)).collect();
                    out.push(json!({ "kind": "list", "ordered": ordered, "items": items }));
                }
                Block::List { .. } => {}
                Block::Table { head, rows } => out.extend(self.table(head, rows)),
            }
        }
        out
    }

    fn text(&mut self, kind: &str, text: &str) -> Value {
        json!({ "kind": kind, "text": self.clean(text) })
    }

    /// Text as the fonts can show it.
    pub(crate) fn clean(&mut self, text: &str) -> String {
        self.fitted(text, WORD_CHARS)
    }

    /// The same for a narrow column: a longer word may break anywhere, or it would stand over the
    /// next column or the margin.
    fn fitted(&mut self, text: &str, word_chars: usize) -> String {
        let mut out = String::with_capacity(text.len());
        let mut run = 0;
        let text = tables::bound(text, word_chars);
        for character in text.chars() {
            let shown = match character {
                '\t' => ' ',
                '\u{2028}' | '\u{2029}' => '\n',
                // Nothing to see: soft hyphens, joiners, byte order marks, controls.
                '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => continue,
                shown if can_show(shown) => shown,
                control if control.is_control() => continue,
                _ => {
                    self.replaced = true;
                    UNPRINTABLE
                }
            };
            run = if shown.is_whitespace() { 0 } else { run + 1 };
            if run > word_chars {
                out.push('\u{200b}');
                run = 1;
            }
            out.push(shown);
            // A better place than any.
            if matches!(shown, '/' | '-') && run * 2 > word_chars {
                out.push('\u{200b}');
                run = 0;
            }
        }
        out
    }
}

/// Who made it stands in the letterhead, when in the head of each page, what was asked for with what is in it.
fn made_lines(paper: &Paper, layout: &Layout<'_>, moment: &str) -> Vec<Line> {
    let asked = layout.manifest.first().map(|group| group.sentences.join(" "));
    let is_told = |line: &&Line| {
        line.text == paper.organization.name
            || line.text == moment
            || Some(&line.text) == asked.as_ref()
    };
    layout.made.iter().filter(|line| !is_told(line)).cloned().collect()
}

fn length(lines: &[Line]) -> usize {
    lines.iter().map(|line| line.text.len() + line.label.len()).sum()
}

/// A column in which no row says anything is left out.
fn has_range(row: &Row) -> bool {
    !row.range.is_empty() || row.bar.is_some()
}

fn has_standing(row: &Row) -> bool {
    !row.standing.is_empty()
}

/// Whether an entry is nothing but one value with its name: it fits a line of a table.
fn is_single(item: &Item<'_>) -> bool {
    item.value.is_some() && item.rows.is_empty() && item.narrative.is_empty()
}

fn place(bar: Bar) -> Value {
    let share = |thousandths: u16| f64::from(thousandths) / 1000.0;
    json!({ "low": share(bar.low), "high": share(bar.high), "mark": share(bar.mark) })
}

#[cfg(test)]
mod tests;
