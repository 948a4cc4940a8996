//! From a paper to its lines.

use jiff::civil::Date;

use super::{Chapter, Layout, Line, Row};
use crate::bar::Bar;
use crate::confidentiality::Marks;
use crate::entry::{Attachment, AttachmentPlace, Entry, Measure, Part, Status};
use crate::fold::fold;
use crate::meaning::{Stage, now};
use crate::narrative::{plain_text, told};
use crate::paper::Paper;
use crate::section::Section;
use crate::value::pressure::{self, Pressure};
use crate::words::Words;

/// Writes a paper in its language.
pub(super) struct Writer<'p> {
    pub(super) paper: &'p Paper,
    pub(super) words: &'static Words,
    /// The day for which it is written.
    pub(super) today: Date,
    /// How confidential all of it is together.
    marks: Marks,
}

impl<'p> Writer<'p> {
    pub(super) fn of(paper: &'p Paper) -> Self {
        let mut marks = paper.manifest.marks.clone();
        for entry in &paper.entries {
            marks.join(&entry.marks);
        }
        Self::marked(paper, marks)
    }

    /// Writes a paper whose entries are marked so together, whether it holds them or not.
    pub(super) fn marked(paper: &'p Paper, marks: Marks) -> Self {
        Self { paper, words: Words::of(paper.language), today: paper.manifest.day(), marks }
    }

    pub(super) fn layout(&self, chapters: Vec<Chapter<'p>>) -> Layout<'p> {
        let name = self.paper.person.name.clone();
        let name = name.unwrap_or_else(|| self.words.text("paper-no-name").into_owned());
        Layout {
            title: self.words.with("paper-title-of", &[("name", name.into())]),
            person: self.person(),
            made: self.made(),
            notice: self.notice(),
            chapters,
            manifest_title: self.words.text("manifest-title").into_owned(),
            manifest: self.manifest(),
        }
    }

    pub(super) fn line(&self, id: &str, text: impl Into<String>) -> Line {
        Line { label: self.words.text(id).into_owned(), text: text.into() }
    }

    /// The notice that goes with what is specially protected.
    pub(super) fn notice(&self) -> Option<String> {
        self.marks.notice().map(|id| self.words.text(id).into_owned())
    }

    pub(super) fn person(&self) -> Vec<Line> {
        let person = &self.paper.person;
        let mut lines = Vec::new();
        lines.extend(person.name.as_ref().map(|name| self.line("paper-name", name)));
        let birth = person.birth_date.as_ref();
        let birth = birth.map(|date| self.words.date_with_doubt(date, Some(self.today)));
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
            self.line("paper-made-at", self.words.moment(&self.paper.manifest.made())),
            self.line("paper-asked-for", self.asked_for().join(" ")),
        ];
        let level = self.marks.level().word().map(|id| self.words.text(id));
        lines.extend(level.map(|level| self.line("paper-confidentiality", level)));
        let phone = organization.phone.as_ref();
        let phone = phone
            .map(|phone| self.words.with("paper-help-phone", &[("phone", phone.as_str().into())]));
        let hours = organization.hours_in(self.paper.language).map(str::to_owned);
        let help: Vec<String> = phone.into_iter().chain(hours).collect();
        if !help.is_empty() {
            lines.push(self.line("paper-help", help.join(", ")));
        }
        lines.extend(organization.url.as_ref().map(|url| self.line("paper-web", url)));
        lines.retain(|line| !line.text.is_empty());
        lines
    }

    /// The parts of an entry. The halves of a blood pressure are said in one value, and again only
    /// where each has a range of its own.
    pub(super) fn part_rows(&self, entry: &Entry, pressure: Option<&Pressure<'_>>) -> Vec<Row> {
        let parts = entry.parts.iter().filter(|part| self.is_said_alone(part, pressure));
        parts.map(|part| self.row(self.words.part(part), part.value.as_ref())).collect()
    }

    /// Whether a part has a row of its own: half of a pressure only for its own range.
    fn is_said_alone(&self, part: &Part, pressure: Option<&Pressure<'_>>) -> bool {
        let has_range =
            || part.value.as_ref().is_some_and(|value| !self.words.range(value).is_empty());
        pressure.is_none() || !pressure::is_half(part) || has_range()
    }

    /// A blood pressure in one row.
    pub(super) fn pressure_row(&self, title: String, pressure: &Pressure<'_>) -> Row {
        Row {
            value: pressure.text(self.words),
            standing: pressure.standing(self.words).unwrap_or_default(),
            compared: pressure.sign(),
            ..self.row(title, None)
        }
    }

    /// A result as rows of its report. What a row can't hold follows as lines that name it.
    pub(super) fn member_rows(
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
        let pressure = pressure::of(member);
        let whole = pressure.as_ref().map(|it| self.pressure_row(title.clone(), it));
        rows.extend(whole);
        for part in member.parts.iter().filter(|part| self.is_said_alone(part, pressure.as_ref())) {
            let name = format!("{title}: {}", self.words.part(part));
            rows.push(self.row(name, part.value.as_ref()));
        }
        let note = self.words.label("note");
        lines.extend(self.member_lines(report, member).into_iter().map(|line| {
            let is_fact = !line.label.is_empty() && line.label != note;
            let text = if is_fact { format!("{}: {}", line.label, line.text) } else { line.text };
            Line { label: title.clone(), text }
        }));
    }

    /// What a result of a report says beside its value, and its report does not; when and where it stands
    /// without a label.
    pub(super) fn member_lines(&self, report: &Entry, member: &Entry) -> Vec<Line> {
        let plain = |text: String| Line { label: String::new(), text };
        let date = Some(self.date(member)).filter(|date| *date != self.date(report));
        let status = self.status(member, now::stage(member, self.today));
        let status = status.filter(|_| member.status != report.status);
        let mut lines: Vec<Line> = date.into_iter().chain(status).map(plain).collect();
        for fact in member.facts.iter().filter(|fact| !report.facts.contains(fact)) {
            let label = self.words.label(fact.label).into_owned();
            lines.push(Line { label, text: self.words.fact(&fact.text).into_owned() });
        }
        let note = plain_text(&told(&member.narrative, self.words)).trim().to_owned();
        let label = self.words.label("note").into_owned();
        lines.extend(Some(note).filter(|note| !note.is_empty()).map(|text| Line { label, text }));
        lines
    }

    /// Where things stand, unless all is as it should be with a result or a visit that is over.
    pub(super) fn status(&self, entry: &Entry, stage: Stage) -> Option<String> {
        let is_plain = matches!(&entry.status, Some(Status::Known("final" | "finished")));
        self.words.standing_of(entry, stage).filter(|_| !is_plain)
    }

    /// The source's name of something that we call by a plain one; or empty.
    pub(super) fn clinical_name(&self, entry: &Entry) -> String {
        let plain = entry.plain.map(|plain| self.words.text(plain.name));
        match (plain, &entry.title) {
            (Some(plain), Some(title)) if !fold(&plain).contains(&fold(title)) => title.clone(),
            _ => String::new(),
        }
    }

    pub(super) fn lines(&self, entry: &Entry, stage: Stage, lines: &mut Vec<Line>) {
        lines.extend(self.status(entry, stage).map(|status| self.line("paper-status", status)));
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

    pub(super) fn title(&self, entry: &Entry) -> String {
        self.words.named(entry).into_owned()
    }

    pub(super) fn date(&self, entry: &Entry) -> String {
        let Some(from) = self.words.date_of(entry, self.today) else {
            if entry.section == Section::About {
                return String::new();
            }
            return self.words.text("entry-undated").into_owned();
        };
        match entry.span_end().map(|until| self.words.date(&until)) {
            Some(until) if until != from => self
                .words
                .with("paper-from-until", &[("from", from.into()), ("until", until.into())]),
            _ => from,
        }
    }

    pub(super) fn row(&self, title: String, value: Option<&Measure>) -> Row {
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
            value: self.words.value(measure),
            range: self.words.range(measure),
            standing: self.words.stands(measure).unwrap_or_default().into_owned(),
            compared: measure.standing,
            bar: Bar::of(measure),
        }
    }

    pub(super) fn attachment(&self, attachment: &Attachment) -> String {
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
pub(super) fn groups_results(entry: &Entry) -> bool {
    !entry.members.is_empty() && matches!(&*entry.kind, "DiagnosticReport" | "Observation")
}
