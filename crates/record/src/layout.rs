//! A paper in words: what PDF, HTML file and text write, in the same words and the same order.
//! Here it is decided what is said; the writers only decide how it looks.

mod chapters;
mod items;
mod manifest;
mod roll;
mod sheet;
mod writer;

use std::borrow::Cow;

use crate::bar::Bar;
use crate::entry::Standing;
use crate::narrative::Block;
use crate::paper::Paper;
use crate::section::Section;
use crate::words::Words;
use writer::Writer;

pub use chapters::{by_heading, differing, telling};
pub use items::{Items, Take};
pub use roll::Roll;
pub use sheet::{Sheet, SheetPart, on_older_lists};

/// A paper laid out in words.
#[derive(Clone, Debug)]
pub struct Layout<'p> {
    /// "Health record of Ana Reyes".
    pub title: String,
    /// Who it is about: name, date of birth and so on.
    pub person: Vec<Line>,
    /// Who made it, when, and what was asked for.
    pub made: Vec<Line>,
    /// What whoever gets it has to know before anything else: the notice that goes with what is
    /// specially protected. Stands above everything.
    pub notice: Option<String>,
    /// The sections that were asked for, in order.
    pub chapters: Vec<Chapter<'p>>,
    /// The heading of what stands before the sections: what is in this file and what is not.
    pub manifest_title: String,
    /// The manifest: groups of sentences under headings.
    pub manifest: Vec<Group>,
}

/// A label and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// "Date of birth"
    pub label: String,
    /// "March 14, 1955"
    pub text: String,
}

/// One section of the record.
#[derive(Clone, Debug)]
pub struct Chapter<'p> {
    /// Which one.
    pub section: Section,
    /// Its name.
    pub heading: String,
    /// "3 entries"; or why there is nothing.
    pub summary: String,
    /// Whether its things stand under headings ([`Item::group`]).
    pub is_grouped: bool,
    /// Its things: of now, then past; newest first in each. Results of a report stand in its [`Item::rows`].
    pub items: Vec<Item<'p>>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Item<'p> {
    /// The heading under which it and the items behind it stand, where one begins here: "Medicines
    /// now", "Past medicines".
    pub group: Option<String>,
    /// What it is, in plain words where we know them.
    pub title: String,
    /// The date, in words; empty for personal details, which are not of a day.
    pub date: String,
    /// What the date is: "Prescribed"; empty where it is just the date.
    pub dated: String,
    /// Whether its writer marked it as an error; the status says so in words.
    pub is_error: bool,
    /// A single measured value.
    pub value: Option<Row>,
    /// The parts of a panel, a compound value, a bill or a team.
    pub rows: Vec<Row>,
    /// Everything else, in order.
    pub lines: Vec<Line>,
    /// Text written by people.
    pub narrative: Cow<'p, [Block]>,
}

/// A value with the range that is usual for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What was measured, in plain words where we know them.
    pub title: String,
    /// The source's name of it, where [`Row::title`] is ours; or empty.
    pub clinical: String,
    /// The value with its unit.
    pub value: String,
    /// The usual range, or empty.
    pub range: String,
    /// How it compares, in words, or empty.
    pub standing: String,
    /// The same for those who draw a sign beside the words.
    pub compared: Option<Standing>,
    /// Where a drawing puts the value and its usual range.
    pub bar: Option<Bar>,
}

/// Sentences under a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub heading: String,
    /// The sentences.
    pub sentences: Vec<String>,
    /// Whether each says how many entries of a section are in the file, and the last how many in all: a
    /// paper whose contents count need not say it again.
    pub is_counts: bool,
}

impl<'p> Layout<'p> {
    /// Lays out a paper in its language.
    pub fn of(paper: &'p Paper) -> Self {
        let writer = Writer::of(paper);
        let chapters = writer.chapters();
        writer.layout(chapters)
    }
}

impl Chapter<'_> {
    /// The same without its items.
    fn emptied(self) -> Chapter<'static> {
        let Self { section, heading, summary, is_grouped, items: _ } = self;
        Chapter { section, heading, summary, is_grouped, items: Vec::new() }
    }
}

impl Row {
    /// What is to be said about the value: `usual range 4.0 to 5.6; above the usual range`.
    pub fn remark(&self, words: &Words) -> String {
        let range = (!self.range.is_empty())
            .then(|| words.with("row-range", &[("range", self.range.as_str().into())]));
        let standing = (!self.standing.is_empty()).then(|| self.standing.clone());
        range.into_iter().chain(standing).collect::<Vec<_>>().join("; ")
    }
}
