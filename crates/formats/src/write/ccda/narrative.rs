//! Narrative: what a person reads, a row for each resource of a section.
//!
//! Standard: CDA R2, section 4.3.5, Narrative Block. Only its plain shapes are used.

use std::io;

use bluebutton_record::entry::Measure;
use bluebutton_record::narrative::Block;
use bluebutton_record::{Entry, Section, Words};

use super::desk::{Desk, Seat};
use super::xml::Xml;
use super::{Book, Item};

/// Writes `text` of a section: a table of the items, then what was written about them.
pub(super) fn write(
    xml: &mut Xml,
    desk: &mut Desk<'_>,
    out: &mut dyn io::Write,
    (section, seats): (Section, &[Seat]),
) -> io::Result<()> {
    let mut done = Ok(());
    xml.element("text", &[], |xml| done = inside(xml, desk, out, (section, seats)));
    done
}

fn inside(
    xml: &mut Xml,
    desk: &mut Desk<'_>,
    out: &mut dyn io::Write,
    (section, seats): (Section, &[Seat]),
) -> io::Result<()> {
    let words = desk.common.words;
    let left_out = desk.common.input.manifest.left_out.get(&section).copied().unwrap_or(0);
    if left_out > 0 {
        let count = [("count", left_out.into())];
        xml.leaf("paragraph", &[], &words.with("ccda-left-out", &count));
    } else if seats.is_empty() {
        xml.leaf("paragraph", &[], &words.text("ccda-nothing"));
    }
    if !seats.is_empty() {
        let places: Vec<u32> = seats.iter().map(|seat| seat.place).collect();
        table(xml, desk, out, &places)?;
    }
    let told = seats.iter().filter(|seat| desk.has_story(seat)).map(|seat| seat.place);
    let told: Vec<u32> = told.collect();
    each(xml, desk, out, &told, &mut |xml, item| {
        xml.new_line();
        xml.element("list", &[], |xml| {
            xml.leaf("caption", &[], &title(words, item.entry));
            xml.element("item", &[("ID", &story_at(item))], |xml| {
                blocks(xml, &item.entry.narrative);
            });
        });
    })
}

/// Reads items piece by piece and writes each.
fn each(
    xml: &mut Xml,
    desk: &mut Desk<'_>,
    out: &mut dyn io::Write,
    places: &[u32],
    write: &mut dyn FnMut(&mut Xml, &Item<'_>),
) -> io::Result<()> {
    let mut rest = places;
    while let Some(piece) = desk.piece(&mut rest) {
        let loaded = desk.read(piece, false)?;
        let book = Book::of(&desk.common, &loaded)?;
        for item in book.at(piece) {
            write(xml, item);
            xml.give(out)?;
        }
    }
    Ok(())
}

/// The id of the text that was written about an item.
pub(super) fn story_at(item: &Item<'_>) -> String {
    format!("{}n", item.row)
}

/// What the record calls it: the clinical name, for this is read by clinicians.
pub(super) fn title(words: &Words, entry: &Entry) -> String {
    words.title(entry).into_owned()
}

fn table(
    xml: &mut Xml,
    desk: &mut Desk<'_>,
    out: &mut dyn io::Write,
    places: &[u32],
) -> io::Result<()> {
    let columns = ["date", "what", "value", "status", "details"];
    let words = desk.common.words;
    let mut done = Ok(());
    xml.element("table", &[("border", "1"), ("width", "100%")], |xml| {
        xml.element("thead", &[], |xml| {
            xml.element("tr", &[], |xml| {
                for column in columns {
                    xml.leaf("th", &[], &words.text(&format!("ccda-column-{column}")));
                }
            });
        });
        xml.element("tbody", &[], |xml| {
            done = each(xml, desk, out, places, &mut |xml, item| {
                xml.new_line();
                xml.element("tr", &[("ID", &item.row)], |xml| row(xml, words, item));
            });
        });
    });
    done
}

fn row(xml: &mut Xml, words: &Words, item: &Item<'_>) {
    let entry = item.entry;
    xml.leaf("td", &[], &dates(words, entry));
    xml.element("td", &[], |xml| {
        xml.leaf("content", &[("ID", &item.title_at())], &title(words, entry));
    });
    xml.element("td", &[], |xml| {
        xml.lines(&entry.value.as_ref().map(|value| measure(words, value)).unwrap_or_default());
        for (at, part) in entry.parts.iter().enumerate() {
            if at > 0 || entry.value.is_some() {
                xml.empty("br", &[]);
            }
            let untitled = || words.text(part.title_word.unwrap_or("entry-unnamed")).into_owned();
            let name = part.title.clone().unwrap_or_else(untitled);
            let value = part.value.as_ref().map(|value| measure(words, value)).unwrap_or_default();
            xml.leaf("content", &[("ID", &part_at(item, at))], &name);
            if !value.is_empty() {
                xml.text(&format!(": {value}"));
            }
        }
    });
    xml.leaf("td", &[], &status(words, item));
    xml.element("td", &[], |xml| details(xml, words, entry));
}

/// The id of the name of the n-th part.
pub(super) fn part_at(item: &Item<'_>, at: usize) -> String {
    format!("{}p{at}", item.row)
}

fn dates(words: &Words, entry: &Entry) -> String {
    let from = entry.date.map(|date| words.date(&date));
    let until = entry.span_end().map(|date| words.date(&date));
    let until = until.filter(|until| Some(until) != from.as_ref());
    match (from, until) {
        (Some(from), Some(until)) => {
            words.with("date-until", &[("from", from.into()), ("until", until.into())])
        }
        (Some(date), None) | (None, Some(date)) => date,
        (None, None) => words.text("entry-undated").into_owned(),
    }
}

/// A value as people read it: number, unit, usual range, and how it stands to that.
pub(super) fn measure(words: &Words, measure: &Measure) -> String {
    let mut out = words.value(measure);
    let range = words.range(measure);
    if !range.is_empty() {
        let range = words.with("ccda-usual-range", &[("range", range.into())]);
        out.extend([" (", &range, ")"]);
    }
    if let Some(standing) = words.stands(measure) {
        out.extend([". ", &standing]);
    }
    out
}

fn status(words: &Words, item: &Item<'_>) -> String {
    let said = match words.standing_of(item.entry, item.stage) {
        Some(said) => said,
        None if item.entry.is_error => words.text("entry-error").into_owned(),
        None => String::new(),
    };
    if item.is_behind {
        format!("{said} ({})", words.text("paper-also")).trim_start().to_owned()
    } else {
        said
    }
}

fn details(xml: &mut Xml, words: &Words, entry: &Entry) {
    let facts = entry
        .facts
        .iter()
        .map(|fact| format!("{}: {}", words.label(fact.label), words.fact(&fact.text)));
    // Whoever is named as prescriber or author need not be named again as the source.
    let is_said =
        |source: &&String| entry.facts.iter().any(|fact| words.fact(&fact.text) == source.as_str());
    let source = entry.source.iter().filter(|source| !is_said(source)).cloned();
    let codes = entry.codes.iter().map(|code| {
        let system = code.system.as_deref().unwrap_or_default();
        format!("{} {system}", code.code).trim().to_owned()
    });
    for (at, line) in facts.chain(source).chain(codes).enumerate() {
        if at > 0 {
            xml.empty("br", &[]);
        }
        xml.lines(&line);
    }
}

/// Blocks of narrative in the shapes of a narrative block.
pub(super) fn blocks(xml: &mut Xml, all: &[Block]) {
    for block in all {
        match block {
            Block::Heading(text) => xml.element("paragraph", &[], |xml| {
                xml.leaf("content", &[("styleCode", "Bold")], text);
            }),
            Block::Paragraph(text) => xml.element("paragraph", &[], |xml| xml.lines(text)),
            Block::Preformatted(text) => {
                xml.element("paragraph", &[("styleCode", "xfixed")], |xml| {
                    xml.lines(text);
                });
            }
            Block::List { ordered, items } if !items.is_empty() => {
                let kind = if *ordered { "ordered" } else { "unordered" };
                xml.element("list", &[("listType", kind)], |xml| {
                    for item in items {
                        xml.element("item", &[], |xml| blocks(xml, item));
                    }
                });
            }
            Block::Table { head, rows } if !rows.is_empty() => cells(xml, head, rows),
            // A table of a head only still says something; CDA wants a body in a table.
            Block::Table { head, .. } => xml.leaf("paragraph", &[], &head.join(" ")),
            Block::List { .. } => {}
        }
    }
}

fn cells(xml: &mut Xml, head: &[String], rows: &[Vec<String>]) {
    let row = |xml: &mut Xml, tag: &str, cells: &[String]| {
        xml.element("tr", &[], |xml| {
            for cell in cells {
                xml.element(tag, &[], |xml| xml.lines(cell));
            }
            // A row may not be empty.
            if cells.is_empty() {
                xml.empty(tag, &[]);
            }
        });
    };
    xml.element("table", &[("border", "1")], |xml| {
        if !head.is_empty() {
            xml.element("thead", &[], |xml| row(xml, "th", head));
        }
        xml.element("tbody", &[], |xml| rows.iter().for_each(|cells| row(xml, "td", cells)));
    });
}
