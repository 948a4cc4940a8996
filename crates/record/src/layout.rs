//! A paper in words: what PDF, HTML file and text write, in the same words and the same order.
//! Here it is decided what is said; the writers only decide how it looks.

mod manifest;

use std::collections::{BTreeSet, HashMap};

use crate::bar::Bar;
use crate::entry::{Attachment, AttachmentPlace, Entry, Measure, Standing, Status};
use crate::fold::fold;
use crate::narrative::Block;
use crate::paper::Paper;
use crate::resource::ResourceId;
use crate::section::Section;
use crate::words::Words;

/// A paper laid out in words.
#[derive(Clone, Debug)]
pub struct Layout<'p> {
    /// "Health record of Ana Reyes".
    pub title: String,
    /// Who it is about: name, date of birth and so on.
    pub person: Vec<Line>,
    /// Who made it, when, and what was asked for.
    pub made: Vec<Line>,
    /// The sections that were asked for, in order.
    pub chapters: Vec<Chapter<'p>>,
    /// The heading of the last part: what is in this file and what is not.
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
    /// Its entries, newest first. Results of a report stand in its [`Item::rows`].
    pub items: Vec<Item<'p>>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Item<'p> {
    /// What it is, in plain words where we know them.
    pub title: String,
    /// The date, in words; empty for personal details, which are not of a day.
    pub date: String,
    /// Whether its writer marked it as an error; the status says so in words.
    pub is_error: bool,
    /// A single measured value.
    pub value: Option<Row>,
    /// The parts of a panel, a compound value, a bill or a team.
    pub rows: Vec<Row>,
    /// Everything else, in order.
    pub lines: Vec<Line>,
    /// Text written by people.
    pub narrative: &'p [Block],
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
}

impl<'p> Layout<'p> {
    /// Lays out a paper in its language.
    pub fn of(paper: &'p Paper) -> Self {
        Writer { paper, words: Words::of(paper.language) }.layout()
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

/// A value with its unit, in words.
pub fn value_text(measure: &Measure, words: &Words) -> String {
    match &measure.unit {
        Some(unit) => words.with(
            "value-and-unit",
            &[("value", measure.shown().into()), ("unit", unit.as_str().into())],
        ),
        None => measure.shown().into_owned(),
    }
}

/// The usual range of a value, in words; empty where there is none.
pub fn range_text(measure: &Measure, words: &Words) -> String {
    if let Some(text) = &measure.range_text {
        return text.clone();
    }
    let end =
        |end: &Option<crate::entry::Number>| end.as_ref().map(|number| number.shown().into_owned());
    match (end(&measure.low), end(&measure.high)) {
        (Some(low), Some(high)) => {
            words.with("range-between", &[("low", low.into()), ("high", high.into())])
        }
        (Some(low), None) => words.with("range-from", &[("low", low.into())]),
        (None, Some(high)) => words.with("range-up-to", &[("high", high.into())]),
        (None, None) => String::new(),
    }
}

struct Writer<'p> {
    paper: &'p Paper,
    words: &'static Words,
}

impl<'p> Writer<'p> {
    fn layout(&self) -> Layout<'p> {
        let name = self.paper.person.name.clone();
        let name = name.unwrap_or_else(|| self.words.text("paper-no-name").into_owned());
        Layout {
            title: self.words.with("paper-title-of", &[("name", name.into())]),
            person: self.person(),
            made: self.made(),
            chapters: self.chapters(),
            manifest_title: self.words.text("manifest-title").into_owned(),
            manifest: self.manifest(),
        }
    }

    fn line(&self, id: &str, text: impl Into<String>) -> Line {
        Line { label: self.words.text(id).into_owned(), text: text.into() }
    }

    fn person(&self) -> Vec<Line> {
        let person = &self.paper.person;
        let mut lines = Vec::new();
        lines.extend(person.name.as_ref().map(|name| self.line("paper-name", name)));
        let birth = person.birth_date.as_ref().map(|date| self.words.date(date));
        lines.extend(birth.map(|date| self.line("paper-birth-date", date)));
        let gender = person.gender.map(|word| self.words.text(word));
        lines.extend(gender.map(|word| self.line("paper-gender", word)));
        if !person.address.is_empty() {
            lines.push(self.line("paper-address", person.address.join(", ")));
        }
        lines.extend(person.phones.iter().map(|phone| self.line("paper-phone", phone)));
        lines.extend(person.emails.iter().map(|email| self.line("paper-email", email)));
        lines
    }

    fn made(&self) -> Vec<Line> {
        let organization = &self.paper.organization;
        let mut lines = vec![
            self.line("paper-made-by", &organization.name),
            self.line("paper-made-at", self.words.moment(self.paper.manifest.made_at)),
            self.line("paper-asked-for", self.asked_for().join(" ")),
        ];
        let phone = organization.phone.as_ref();
        let phone = phone
            .map(|phone| self.words.with("paper-help-phone", &[("phone", phone.as_str().into())]));
        let hours = organization.hours.clone();
        let help: Vec<String> = phone.into_iter().chain(hours).collect();
        if !help.is_empty() {
            lines.push(self.line("paper-help", help.join(", ")));
        }
        lines.extend(organization.url.as_ref().map(|url| self.line("paper-web", url)));
        lines.retain(|line| !line.text.is_empty());
        lines
    }

    fn chapters(&self) -> Vec<Chapter<'p>> {
        let by_id: HashMap<&ResourceId, &Entry> =
            self.paper.entries.iter().map(|entry| (&entry.id, entry)).collect();
        let grouped: BTreeSet<&ResourceId> = self
            .paper
            .entries
            .iter()
            .filter(|entry| groups_results(entry))
            .flat_map(|entry| &entry.members)
            .collect();
        let selection = &self.paper.manifest.selection;
        let mut chapters = Vec::new();
        for section in Section::ALL {
            let of_section = self.paper.entries.iter().filter(|entry| entry.section == section);
            let count = of_section.clone().count();
            // A visit touches few sections; the others would only say that they are empty.
            if count == 0 && (!selection.admits_section(section) || selection.visit.is_some()) {
                continue;
            }
            // Grouped results are said in their report; an entry that groups them itself is not
            // hidden by another one, so that two that name each other can't both vanish.
            let items = of_section
                .filter(|entry| !grouped.contains(&entry.id) || groups_results(entry))
                .map(|entry| self.item(entry, &by_id))
                .collect();
            let summary = if count == 0 { self.why_empty(section) } else { self.count(count) };
            let heading = self.words.section(section).into_owned();
            chapters.push(Chapter { section, heading, summary, items });
        }
        chapters
    }

    fn count(&self, count: usize) -> String {
        self.words.with("paper-count", &[("count", count.into())])
    }

    fn why_empty(&self, section: Section) -> String {
        let manifest = &self.paper.manifest;
        let id = if manifest.left_out.contains_key(&section) {
            "paper-empty-dates"
        } else if !manifest.withheld.is_empty() {
            "paper-empty-withheld"
        } else {
            "nothing-here"
        };
        self.words.text(id).into_owned()
    }

    fn item(&self, entry: &'p Entry, by_id: &HashMap<&ResourceId, &'p Entry>) -> Item<'p> {
        let mut rows: Vec<Row> = entry
            .parts
            .iter()
            .map(|part| self.row(part.title.clone().unwrap_or_default(), part.value.as_ref()))
            .collect();
        let mut lines = Vec::new();
        if groups_results(entry) {
            for member in entry.members.iter().filter_map(|id| by_id.get(id)) {
                self.member_rows(entry, member, &mut rows, &mut lines);
            }
        }
        let clinical = self.clinical_name(entry);
        if !clinical.is_empty() {
            lines.insert(0, self.line("paper-clinical-name", clinical));
        }
        self.lines(entry, &mut lines);
        let value = entry.value.as_ref().map(|value| self.row(String::new(), Some(value)));
        Item {
            title: self.title(entry),
            date: self.date(entry),
            is_error: entry.is_error,
            value,
            rows,
            lines,
            narrative: &entry.narrative,
        }
    }

    /// A result as rows of its report. What a row can't hold follows as lines that name it.
    fn member_rows(
        &self,
        report: &Entry,
        member: &Entry,
        rows: &mut Vec<Row>,
        lines: &mut Vec<Line>,
    ) {
        let title = self.title(member);
        if member.value.is_some() || member.parts.is_empty() {
            let row = self.row(title.clone(), member.value.as_ref());
            rows.push(Row { clinical: self.clinical_name(member), ..row });
        }
        for part in &member.parts {
            let part_title = part.title.clone().unwrap_or_default();
            rows.push(self.row(format!("{title}: {part_title}"), part.value.as_ref()));
        }
        let mut more = Vec::new();
        if self.date(member) != self.date(report) {
            more.push(self.date(member));
        }
        if member.status != report.status {
            more.extend(self.status(member));
        }
        for fact in &member.facts {
            let text = format!("{}: {}", self.words.label(fact.label), self.words.fact(&fact.text));
            let is_said = report.facts.contains(fact);
            more.extend((!is_said).then_some(text));
        }
        let note = crate::narrative::plain_text(&member.narrative);
        more.extend(Some(note.trim().to_owned()).filter(|note| !note.is_empty()));
        lines.extend(more.into_iter().map(|text| Line { label: title.clone(), text }));
    }

    /// Where things stand, unless all is as it should be with a result or a visit that is over.
    fn status(&self, entry: &Entry) -> Option<String> {
        let status = entry.status.as_ref()?;
        let is_plain = matches!(status, Status::Known("final" | "finished"));
        (!is_plain).then(|| self.words.status(status).into_owned())
    }

    /// The source's name of something that we call by a plain one; or empty.
    fn clinical_name(&self, entry: &Entry) -> String {
        let plain = entry.plain.map(|plain| self.words.text(plain.name));
        match (plain, &entry.title) {
            (Some(plain), Some(title)) if !fold(&plain).contains(&fold(title)) => title.clone(),
            _ => String::new(),
        }
    }

    fn lines(&self, entry: &Entry, lines: &mut Vec<Line>) {
        lines.extend(self.status(entry).map(|status| self.line("paper-status", status)));
        for fact in &entry.facts {
            let label = self.words.label(fact.label).into_owned();
            lines.push(Line { label, text: self.words.fact(&fact.text).into_owned() });
        }
        if let Some(source) = &entry.source {
            let line = self.line("paper-source", source);
            if !lines.iter().any(|other| other.text == line.text) {
                lines.push(line);
            }
        }
        for attachment in &entry.attachments {
            lines.push(self.line("paper-attachment", self.attachment(attachment)));
        }
    }

    fn title(&self, entry: &Entry) -> String {
        match entry.plain {
            Some(plain) => self.words.text(plain.name).into_owned(),
            None => self.words.title(entry).into_owned(),
        }
    }

    fn date(&self, entry: &Entry) -> String {
        let Some(date) = &entry.date else {
            if entry.section == Section::About {
                return String::new();
            }
            return self.words.text("entry-undated").into_owned();
        };
        let from = self.words.date(date);
        match entry.until.as_ref().map(|until| self.words.date(until)) {
            Some(until) if until != from => self
                .words
                .with("paper-from-until", &[("from", from.into()), ("until", until.into())]),
            _ => from,
        }
    }

    fn row(&self, title: String, value: Option<&Measure>) -> Row {
        let title =
            if title.is_empty() { self.words.text("paper-part").into_owned() } else { title };
        let clinical = String::new();
        let Some(measure) = value else {
            let (value, range, standing) = Default::default();
            return Row { title, clinical, value, range, standing, compared: None, bar: None };
        };
        Row {
            title,
            clinical,
            value: value_text(measure, self.words),
            range: range_text(measure, self.words),
            standing: measure
                .standing
                .map(|standing| self.words.standing(standing).into_owned())
                .unwrap_or_default(),
            compared: measure.standing,
            bar: Bar::of(measure),
        }
    }

    fn attachment(&self, attachment: &Attachment) -> String {
        let name = attachment.title.clone().or_else(|| attachment.media_type.clone());
        let name = name.unwrap_or_else(|| self.words.text("paper-file-unnamed").into_owned());
        let place = match &attachment.place {
            AttachmentPlace::Stored(_) => self.words.text("paper-file-stored").into_owned(),
            AttachmentPlace::Inline(_) => self.words.text("paper-file-inline").into_owned(),
            AttachmentPlace::Elsewhere(address) => {
                self.words.with("paper-file-elsewhere", &[("address", address.as_str().into())])
            }
            AttachmentPlace::Missing => self.words.text("paper-file-missing").into_owned(),
        };
        format!("{name}. {place}")
    }
}

/// Whether an entry is a report (or a panel) whose results are said inside it.
fn groups_results(entry: &Entry) -> bool {
    !entry.members.is_empty() && matches!(&*entry.kind, "DiagnosticReport" | "Observation")
}
