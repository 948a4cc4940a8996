//! Writes one self-contained HTML file: readable from a USB stick, printable, no script.
//!
//! Everything that came from outside goes through `escape`; the page allows nothing but its own
//! style sheet, so even a mistake here could not run anything.

use std::fmt::Write as _;
use std::io;

use bluebutton_record::layout::{Chapter, Group, Item, Items, Line, Row, Take};
use bluebutton_record::narrative::Block;
use bluebutton_record::{Layout, Paper, Section, Words};

/// Writes the file (UTF-8 HTML) of a paper that is in memory.
pub fn write(paper: &Paper) -> Vec<u8> {
    let layout = Layout::of(paper);
    let mut out = Vec::new();
    // Writing into memory does not fail.
    let _ = write_to(&mut out, paper, &layout, &mut &layout);
    out
}

/// Writes the file as its items come: what stands around them is `front`, and `paper` need not hold its
/// entries. Chapters of measured values come twice: what stands alone in a table is at their end.
///
/// # Errors
///
/// Those of `out` and of `items`.
pub fn write_to(
    out: &mut dyn io::Write,
    paper: &Paper,
    front: &Layout<'_>,
    items: &mut dyn Items,
) -> io::Result<()> {
    let mut page = HtmlPage { out: String::new(), words: Words::of(paper.language) };
    page.head(paper, front);
    page.contents(front);
    page.manifest(&front.manifest_title, &front.manifest);
    for (at, chapter) in front.chapters.iter().enumerate() {
        page.chapter(out, chapter, &mut |take| items.each(at, take))?;
    }
    page.add("</main>\n</body>\n</html>\n");
    out.write_all(page.out.as_bytes())
}

/// The items of one chapter, from the beginning each time.
type Each<'e> = dyn FnMut(&mut Take<'_>) -> io::Result<()> + 'e;

struct HtmlPage {
    out: String,
    words: &'static Words,
}

impl HtmlPage {
    fn head(&mut self, paper: &Paper, layout: &Layout<'_>) {
        let title = escape(&layout.title);
        let style = include_str!("html.css");
        let birth = paper.person.birth_date.as_ref().map(|date| self.words.date(date));
        let made = layout.made.get(1).map(|made| made.text.clone());
        let protected =
            layout.notice.is_some().then(|| self.words.text("paper-protected").into_owned());
        let running: Vec<String> =
            [Some(layout.title.clone()), birth, made, protected].into_iter().flatten().collect();
        // On every printed page, so that a lost sheet still says whose it is.
        let running = css_string(&running.join(" · "));
        self.add(&format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>\n{style}@page {{ @top-left {{ content: {running}; }} }}\n</style>\n</head>\n<body>\n",
            paper.language.tag(),
        ));
        self.add(&format!("<header>\n<h1>{title}</h1>\n"));
        if let Some(notice) = &layout.notice {
            self.add(&format!("<p class=\"notice\" role=\"note\">{}</p>\n", escape(notice)));
        }
        self.lines(&layout.person);
        self.lines(&layout.made);
        self.add("</header>\n");
    }

    fn contents(&mut self, layout: &Layout<'_>) {
        let label = self.words.text("paper-contents");
        self.add(&format!(
            "<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">{}</h2>\n<ul>\n",
            escape(&label)
        ));
        self.add(&format!(
            "<li><a href=\"#manifest\">{}</a></li>\n",
            escape(&layout.manifest_title)
        ));
        for chapter in &layout.chapters {
            self.add(&format!(
                "<li><a href=\"#{}\">{}</a> <span class=\"quiet\">{}</span></li>\n",
                chapter.section.slug(),
                escape(&chapter.heading),
                escape(&chapter.summary)
            ));
        }
        self.add("</ul>\n</nav>\n<main>\n");
    }

    fn chapter(
        &mut self,
        out: &mut dyn io::Write,
        chapter: &Chapter<'_>,
        each: &mut Each<'_>,
    ) -> io::Result<()> {
        let slug = chapter.section.slug();
        self.add(&format!(
            "<section aria-labelledby=\"{slug}\">\n<h2 id=\"{slug}\">{}</h2>\n<p class=\"quiet\">{}</p>\n",
            escape(&chapter.heading),
            escape(&chapter.summary)
        ));
        let is_measured = matches!(chapter.section, Section::Results | Section::VitalSigns);
        let what = match chapter.section {
            Section::Results => "paper-what",
            Section::VitalSigns => "paper-measured",
            _ => "paper-part",
        };
        let (mut has_single, mut has_range, mut has_standing) = (false, false, false);
        let level = if chapter.is_grouped { "h4" } else { "h3" };
        each(&mut |_, item| {
            if let Some(group) = &item.group {
                self.add(&format!("<h3 class=\"group\">{}</h3>\n", escape(group)));
            }
            // Single values stand together in one table; what has more to say stands by itself.
            if is_measured && is_single(item) {
                has_single = true;
                has_range |= item.value.as_ref().is_some_and(|row| !row.range.is_empty());
                has_standing |= item.value.as_ref().is_some_and(|row| !row.standing.is_empty());
            } else {
                self.entry(item, what, level);
            }
            self.give(out)
        })?;
        if has_single {
            let heads = heads_of(what, has_range, has_standing, Some("paper-date"));
            self.table_head(&chapter.heading, &heads);
            each(&mut |_, item| {
                if is_single(item) {
                    self.value(&heads, item);
                }
                self.give(out)
            })?;
            self.add("</tbody>\n</table>\n");
        }
        self.back();
        self.add("</section>\n");
        Ok(())
    }

    fn entry(&mut self, item: &Item<'_>, part: &str, level: &str) {
        self.add("<article>\n");
        let title = escape(&item.title);
        if item.is_error {
            self.add(&format!("<{level}><s>{title}</s></{level}>\n"));
        } else {
            self.add(&format!("<{level}>{title}</{level}>\n"));
        }
        if let Some(value) = &item.value {
            self.add(&format!("<p class=\"value\">{}</p>\n", escape(&value.value)));
            let remark = value.remark(self.words);
            if !remark.is_empty() {
                self.add(&format!("<p>{}</p>\n", escape(&remark)));
            }
        }
        if !item.date.is_empty() {
            let dated = if item.dated.is_empty() { "" } else { ": " };
            let said = escape(&format!("{}{dated}{}", item.dated, item.date));
            self.add(&format!("<p class=\"date\">{said}</p>\n"));
        }
        if !item.rows.is_empty() {
            self.rows(&item.title, part, &item.rows);
        }
        self.lines(&item.lines);
        if !item.narrative.is_empty() {
            self.add("<div class=\"narrative\">\n");
            self.blocks(&item.narrative);
            self.add("</div>\n");
        }
        self.add("</article>\n");
    }

    /// The parts of one entry, with the columns that say anything.
    fn rows(&mut self, caption: &str, part: &str, rows: &[Row]) {
        let has_range = rows.iter().any(|row| !row.range.is_empty());
        let has_standing = rows.iter().any(|row| !row.standing.is_empty());
        let heads = heads_of(part, has_range, has_standing, None);
        self.table_head(caption, &heads);
        for row in rows {
            let mut title = escape(&row.title);
            if !row.clinical.is_empty() {
                title = format!("{title}<p class=\"more\">{}</p>", escape(&row.clinical));
            }
            self.table_line(&heads, &title, &cells_of(row, &heads, ""));
        }
        self.add("</tbody>\n</table>\n");
    }

    /// A single value, in a line of a table.
    fn value(&mut self, heads: &[&str], item: &Item<'_>) {
        let Some(row) = &item.value else { return };
        let mut title = escape(&item.title);
        if item.is_error {
            title = format!("<s>{title}</s>");
        }
        for line in &item.lines {
            let (label, text) = (escape(&line.label), broken(&line.text));
            title = format!("{title}<p class=\"more\">{label}: {text}</p>");
        }
        self.table_line(heads, &title, &cells_of(row, heads, &item.date));
    }

    fn table_head(&mut self, caption: &str, heads: &[&str]) {
        self.add(&format!("<table>\n<caption>{}</caption>\n<thead><tr>", escape(caption)));
        for head in heads {
            let head = escape(&self.words.text(head));
            self.add(&format!("<th scope=\"col\">{head}</th>"));
        }
        self.add("</tr></thead>\n<tbody>\n");
    }

    /// A line of a table, its title in markup; on a narrow screen each cell says its own heading.
    fn table_line(&mut self, heads: &[&str], title: &str, cells: &[&str]) {
        self.add(&format!("<tr><th scope=\"row\">{title}</th>"));
        for (head, cell) in heads.iter().skip(1).zip(cells) {
            let head = escape(&self.words.text(head));
            self.add(&format!("<td data-head=\"{head}\">{}</td>", escape(cell)));
        }
        self.add("</tr>\n");
    }

    fn lines(&mut self, lines: &[Line]) {
        if lines.is_empty() {
            return;
        }
        self.add("<dl>\n");
        for line in lines {
            self.add(&format!(
                "<div><dt>{}</dt><dd>{}</dd></div>\n",
                escape(&line.label),
                broken(&line.text)
            ));
        }
        self.add("</dl>\n");
    }

    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Heading(text) => self.add(&format!("<h4>{}</h4>\n", escape(text))),
                Block::Paragraph(text) => self.add(&format!("<p>{}</p>\n", broken(text))),
                Block::Preformatted(text) => self.add(&format!("<pre>{}</pre>\n", escape(text))),
                Block::List { ordered, items } => {
                    let name = if *ordered { "ol" } else { "ul" };
                    self.add(&format!("<{name}>\n"));
                    for item in items {
                        self.add("<li>");
                        self.blocks(item);
                        self.add("</li>\n");
                    }
                    self.add(&format!("</{name}>\n"));
                }
                Block::Table { head, rows } => self.narrative_table(head, rows),
            }
        }
    }

    fn narrative_table(&mut self, head: &[String], rows: &[Vec<String>]) {
        self.add("<div class=\"scroll\" tabindex=\"0\"><table>\n");
        if !head.is_empty() {
            self.add("<thead><tr>");
            for cell in head {
                self.add(&format!("<th scope=\"col\">{}</th>", broken(cell)));
            }
            self.add("</tr></thead>\n");
        }
        self.add("<tbody>\n");
        for row in rows {
            self.add("<tr>");
            for (column, cell) in row.iter().enumerate() {
                let head = head.get(column).map(|head| escape(head)).unwrap_or_default();
                self.add(&format!("<td data-head=\"{head}\">{}</td>", broken(cell)));
            }
            self.add("</tr>\n");
        }
        self.add("</tbody>\n</table></div>\n");
    }

    fn manifest(&mut self, title: &str, groups: &[Group]) {
        self.add(&format!(
            "<section aria-labelledby=\"manifest\">\n<h2 id=\"manifest\">{}</h2>\n",
            escape(title)
        ));
        for group in groups {
            let class = if group.is_counts { " class=\"counts\"" } else { "" };
            self.add(&format!("<h3>{}</h3>\n<ul{class}>\n", escape(&group.heading)));
            for sentence in &group.sentences {
                self.add(&format!("<li>{}</li>\n", escape(sentence)));
            }
            self.add("</ul>\n");
        }
        self.back();
        self.add("</section>\n");
    }

    /// The way back to the contents, at the end of each part.
    fn back(&mut self) {
        let words = escape(&self.words.text("paper-back"));
        self.add(&format!("<p class=\"back\"><a href=\"#contents\">{words}</a></p>\n"));
    }

    fn add(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    /// Hands on what is finished.
    fn give(&mut self, out: &mut dyn io::Write) -> io::Result<()> {
        if self.out.len() >= GIVEN_AT {
            out.write_all(self.out.as_bytes())?;
            self.out.clear();
        }
        Ok(())
    }
}

/// Whether an entry is nothing but one value with its name: it fits a line of a table.
fn is_single(item: &Item<'_>) -> bool {
    item.value.is_some() && item.rows.is_empty() && item.narrative.is_empty()
}

/// Text with its line breaks.
fn broken(text: &str) -> String {
    escape(text).replace('\n', "<br>\n")
}

/// A string for a style sheet: what is no plain letter or digit is written by its number, so that
/// nothing can end the string, the rule or the sheet.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        if character.is_ascii_alphanumeric() || character == ' ' {
            out.push(character);
        } else {
            // Writing to a String does not fail.
            let _ = write!(out, "\\{:x} ", u32::from(character));
        }
    }
    out.push('"');
    out
}

/// Text for between tags and for attributes in double quotes.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in HTML; a reader would show a box.
            control if control.is_control() && !control.is_whitespace() => {}
            other => out.push(other),
        }
    }
    out
}

/// So many bytes are handed on together.
const GIVEN_AT: usize = 32 * 1024;

/// The heads of a table of values: the columns in which a row says something.
fn heads_of<'h>(
    what: &'h str,
    has_range: bool,
    has_standing: bool,
    date: Option<&'h str>,
) -> Vec<&'h str> {
    let mut heads = vec![what, "paper-result"];
    heads.extend(has_range.then_some("paper-range"));
    heads.extend(has_standing.then_some("paper-standing"));
    heads.extend(date);
    heads
}

/// The cells of a value under those heads.
fn cells_of<'r>(row: &'r Row, heads: &[&str], date: &'r str) -> Vec<&'r str> {
    let cell = |head: &&str| match *head {
        "paper-range" => row.range.as_str(),
        "paper-standing" => row.standing.as_str(),
        "paper-date" => date,
        _ => row.value.as_str(),
    };
    heads.iter().skip(1).map(cell).collect()
}
