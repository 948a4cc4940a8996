//! From a paper to its lines.

use std::collections::{BTreeSet, HashMap};

use super::{Chapter, Item, Layout, Line, Row, range_text, value_text};
use crate::bar::Bar;
use crate::entry::{Attachment, AttachmentPlace, Entry, Measure, Status};
use crate::fold::fold;
use crate::paper::Paper;
use crate::resource::ResourceId;
use crate::section::Section;
use crate::words::Words;

/// Writes a paper in its language.
pub(super) struct Writer<'p> {
    pub(super) paper: &'p Paper,
    pub(super) words: &'static Words,
}

impl<'p> Writer<'p> {
    pub(super) fn of(paper: &'p Paper) -> Self {
        Self { paper, words: Words::of(paper.language) }
    }

    pub(super) fn layout(&self) -> Layout<'p> {
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
