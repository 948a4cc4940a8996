//! What a page shows of an entry: everything already in the reader's words.

use std::collections::HashSet;

use bluebutton_record::entry::{Fact, Measure, Part, Standing, Status};
use bluebutton_record::narrative::plain_text;
use bluebutton_record::{Entry, FhirDate, ResourceId, Section, Words};
use jiff::civil::Date;

use crate::chart::{self, Svg};

/// Who reads, when, and what is new to them.
pub struct Reader<'r> {
    /// The reader's language.
    pub words: &'r Words,
    /// Where the record's pages are: `/records/<key>`.
    pub base: String,
    /// The present day.
    pub today: Date,
    /// What came in since the reader's last visit.
    pub new: HashSet<ResourceId>,
}

/// An entry in a list.
#[derive(Clone, Debug, Default)]
pub struct EntryView {
    /// Its own page.
    pub href: String,
    /// What it is.
    pub title: String,
    /// What its source calls it, where the title is in plain words of ours.
    pub clinical: Option<String>,
    /// The section's name, for lists over several sections.
    pub section: String,
    /// Its date.
    pub date: Option<DateView>,
    /// "until May 3, 2026".
    pub until: Option<String>,
    /// Where things stand with it; in a list only where that is not what one expects.
    pub status: Option<String>,
    /// Its value.
    pub measure: Option<MeasureView>,
    /// The parts of a compound value.
    pub parts: Vec<PartView>,
    /// Facts for the list.
    pub facts: Vec<FactView>,
    /// Who says so.
    pub source: Option<String>,
    /// The first words of its text.
    pub excerpt: Option<String>,
    /// Marked as an error by its writer.
    pub is_error: bool,
    /// New since the reader's last visit.
    pub is_new: bool,
    /// Earlier entries of the same thing: shown behind it, never left out.
    pub earlier: Vec<LinkView>,
}

/// A date as people say it, and for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateView {
    /// `2026-05-03`
    pub iso: String,
    /// "May 3, 2026"
    pub text: String,
    /// "3 weeks ago"
    pub ago: Option<String>,
}

/// A label and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactView {
    /// What it is about.
    pub label: String,
    /// What it says.
    pub text: String,
}

/// A link and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// Where to.
    pub href: String,
    /// The words.
    pub text: String,
}

/// A value, its unit, and how it stands.
#[derive(Clone, Debug, Default)]
pub struct MeasureView {
    /// The value as the source wrote it.
    pub value: String,
    /// Its unit.
    pub unit: Option<String>,
    /// "Usual range: 4.0 to 5.6 %".
    pub range: Option<String>,
    /// The class and the word for its standing.
    pub standing: Option<StandingView>,
    /// Where it lies in its range.
    pub bar: Option<Svg>,
}

/// How a value stands: a class for the shape, and the word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingView {
    /// `within`, `above` …
    pub class: &'static str,
    /// "Within the usual range".
    pub word: String,
}

/// A part of a compound value.
#[derive(Clone, Debug)]
pub struct PartView {
    /// Its name.
    pub title: String,
    /// Its value.
    pub measure: MeasureView,
}

impl Reader<'_> {
    /// An entry as a list shows it, with `facts` of the facts that matter most in its section.
    pub fn entry(&self, entry: &Entry, facts: usize) -> EntryView {
        let whole = self.whole(entry);
        let facts = self.facts_that_matter(entry, &whole.title, facts);
        let is_said = |source: &String| facts.iter().any(|fact| fact.text == *source);
        let pressure = pressure(entry).map(|measure| self.measure(&measure, &whole.title));
        // The lines of a bill are on its own page.
        let hides_parts = pressure.is_some() || entry.section == Section::Claims;
        EntryView {
            status: whole.status.filter(|_| !is_expected(entry)),
            source: whole.source.filter(|source| !is_said(source)),
            parts: if hides_parts { Vec::new() } else { whole.parts },
            measure: whole.measure.or(pressure),
            facts,
            ..whole
        }
    }

    /// Everything of an entry but its facts, for its own page.
    pub fn whole(&self, entry: &Entry) -> EntryView {
        EntryView {
            href: self.href(entry.section, &entry.id),
            title: self.title(entry),
            clinical: self.clinical(entry),
            section: self.section(entry.section),
            date: entry.date.as_ref().map(|date| self.date(date)),
            until: self.until(entry),
            status: entry.status.as_ref().map(|status| self.words.status(status).into_owned()),
            measure: entry.value.as_ref().map(|value| self.measure(value, &self.title(entry))),
            parts: entry.parts.iter().filter_map(|part| self.part(part)).collect(),
            facts: Vec::new(),
            source: entry.source.clone(),
            excerpt: excerpt(entry),
            is_error: entry.is_error,
            is_new: self.new.contains(&entry.id),
            earlier: Vec::new(),
        }
    }

    fn facts_that_matter(&self, entry: &Entry, title: &str, take: usize) -> Vec<FactView> {
        let wanted = labels_that_matter(entry.section);
        let matters = |fact: &&Fact| wanted.is_empty() || wanted.contains(&fact.label);
        let facts = entry.facts.iter().filter(matters).map(|fact| self.fact(fact));
        facts.filter(|fact| fact.text != title).take(take).collect()
    }

    /// The page of one entry.
    pub fn href(&self, section: Section, id: &ResourceId) -> String {
        format!("{}/{}/{}", self.base, section.slug(), id.local())
    }

    /// The name of an entry: in plain words where we know them, else in its source's.
    pub fn title(&self, entry: &Entry) -> String {
        match entry.plain {
            Some(plain) => self.text(plain.name),
            None => self.words.title(entry).into_owned(),
        }
    }

    /// The source's own name, where the title is ours and says something else.
    pub fn clinical(&self, entry: &Entry) -> Option<String> {
        let plain = self.text(entry.plain?.name).to_lowercase();
        entry.title.clone().filter(|title| !plain.contains(&title.to_lowercase()))
    }

    /// The name of a section.
    pub fn section(&self, section: Section) -> String {
        self.words.section(section).into_owned()
    }

    /// A message without arguments.
    pub fn text(&self, id: &str) -> String {
        self.words.text(id).into_owned()
    }

    /// A date in words.
    pub fn date(&self, date: &FhirDate) -> DateView {
        DateView { iso: date.iso(), text: self.words.date(date), ago: self.ago(date) }
    }

    /// How long ago, or how soon; only where the day is known.
    fn ago(&self, date: &FhirDate) -> Option<String> {
        if date.first_day() != date.last_day() {
            return None;
        }
        let days = (self.today - date.first_day()).get_days();
        let (id, count) = ago_message(days);
        Some(self.words.with(id, &[("count", count.into())]))
    }

    fn until(&self, entry: &Entry) -> Option<String> {
        let until = entry.until.as_ref()?;
        let same_day = entry.date.is_some_and(|date| date.first_day() == until.first_day());
        let text = self.words.date(until);
        (!same_day).then(|| self.words.with("entry-until", &[("date", text.into())]))
    }

    /// A fact in words.
    pub fn fact(&self, fact: &Fact) -> FactView {
        FactView {
            label: self.words.label(fact.label).into_owned(),
            text: self.words.fact(&fact.text).into_owned(),
        }
    }

    fn part(&self, part: &Part) -> Option<PartView> {
        let title = part.title.clone().unwrap_or_else(|| self.text("entry-unnamed"));
        let measure = self.measure(part.value.as_ref()?, &title);
        Some(PartView { title, measure })
    }

    /// A value in words and as a bar; `name` is what is measured.
    pub fn measure(&self, measure: &Measure, name: &str) -> MeasureView {
        let range = self.range(measure);
        let standing = measure.standing.map(|standing| StandingView {
            class: standing_class(standing),
            word: self.words.standing(standing).into_owned(),
        });
        let mut title = format!("{name}: {}", with_unit(measure));
        let word = standing.as_ref().map(|standing| &standing.word);
        for more in word.into_iter().chain(&range) {
            title.push_str(". ");
            title.push_str(more);
        }
        MeasureView {
            value: measure.text.clone(),
            unit: measure.unit.clone(),
            bar: chart::range_bar(measure, &title),
            range,
            standing,
        }
    }

    /// The usual range in words.
    pub fn range(&self, measure: &Measure) -> Option<String> {
        let ends = match (&measure.low, &measure.high) {
            (Some(low), Some(high)) => self.words.with(
                "range-between",
                &[("low", low.text.as_str().into()), ("high", high.text.as_str().into())],
            ),
            (Some(low), None) => {
                self.words.with("range-from", &[("low", low.text.as_str().into())])
            }
            (None, Some(high)) => {
                self.words.with("range-up-to", &[("high", high.text.as_str().into())])
            }
            (None, None) => measure.range_text.clone()?,
        };
        Some(self.words.with("entry-usual-range", &[("range", ends.into())]))
    }
}

/// What a list tells of an entry; the rest is on its own page. Empty is whatever comes first.
fn labels_that_matter(section: Section) -> &'static [&'static str] {
    match section {
        Section::Medications => {
            &["dose", "dose-amount", "when", "reason", "prescriber", "status-reason", "from"]
        }
        Section::Allergies => &["reaction", "severity", "criticality"],
        Section::Conditions => &["severity", "stage", "onset"],
        Section::Results => &["conclusion", "ordered-by"],
        Section::Vaccines => &["dose-number", "disease", "reason-not-done", "reaction"],
        Section::Procedures => &["reason", "body-site", "performer", "outcome", "complication"],
        Section::Visits => &["reason", "location", "seen-by", "with", "follow-up"],
        Section::Documents => &["author"],
        Section::Claims => &["billed", "paid", "patient-paid", "you-owe"],
        _ => &[],
    }
}

/// Whether an entry stands as one expects it in a list: then the list need not say so.
fn is_expected(entry: &Entry) -> bool {
    match &entry.status {
        Some(Status::Known("active" | "final" | "finished" | "current" | "confirmed")) => true,
        Some(Status::Known("completed")) => entry.section != Section::Medications,
        _ => false,
    }
}

/// Blood pressure as people say it: "130/78 mmHg". `None` for anything else.
pub fn pressure(entry: &Entry) -> Option<Measure> {
    let (None, [first, second]) = (&entry.value, entry.parts.as_slice()) else { return None };
    let (first, second) = (first.value.as_ref()?, second.value.as_ref()?);
    let is_pressure = first.unit == second.unit
        && first.unit.as_ref().is_some_and(|unit| unit.to_lowercase().starts_with("mm"));
    let is_upper_first = first.number.as_ref()?.value >= second.number.as_ref()?.value;
    let (upper, lower) = if is_upper_first { (first, second) } else { (second, first) };
    is_pressure.then(|| Measure {
        text: format!("{}/{}", upper.text, lower.text),
        unit: upper.unit.clone(),
        standing: upper.standing.filter(|standing| lower.standing == Some(*standing)),
        ..Measure::default()
    })
}

/// A value with its unit behind it.
pub fn with_unit(measure: &Measure) -> String {
    match &measure.unit {
        Some(unit) => format!("{} {unit}", measure.text),
        None => measure.text.clone(),
    }
}

/// The class of a standing.
pub fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Within => "within",
        Standing::Above => "above",
        Standing::Below => "below",
        Standing::FarAbove => "far-above",
        Standing::FarBelow => "far-below",
        Standing::Unusual => "unusual",
    }
}

/// The message and the number for a distance in days; negative is the future.
fn ago_message(days: i32) -> (&'static str, i32) {
    match days {
        i32::MIN..=-60 => ("in-months", -days / 30),
        -59..=-2 => ("in-days", -days),
        -1 => ("in-tomorrow", 1),
        0 => ("ago-today", 0),
        1 => ("ago-yesterday", 1),
        2..=13 => ("ago-days", days),
        14..=59 => ("ago-weeks", days / 7),
        60..=729 => ("ago-months", days / 30),
        _ => ("ago-years", days / 365),
    }
}

/// The first words of an entry's text, for lists.
fn excerpt(entry: &Entry) -> Option<String> {
    let text = plain_text(&entry.narrative);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return None;
    }
    if text.chars().count() <= EXCERPT_CHARS {
        return Some(text);
    }
    let cut: String = text.chars().take(EXCERPT_CHARS).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    Some(format!("{} …", cut.get(..end).unwrap_or(&cut)))
}

/// Two lines on a screen: enough to tell one note from another.
const EXCERPT_CHARS: usize = 160;

#[cfg(test)]
pub(crate) mod tests {
    use bluebutton_record::Language;
    use bluebutton_record::entry::Number;

    use super::*;
    use crate::words::words;

    pub(crate) fn reader() -> Reader<'static> {
        Reader {
            words: words(Language::English),
            base: "/records/aaaaaaaaaaaaa".into(),
            today: "2026-11-22".parse().unwrap(),
            new: HashSet::new(),
        }
    }

    pub(crate) fn entry(local: &str, section: Section, title: &str, date: &str) -> Entry {
        Entry {
            id: ResourceId::parse(&format!("aaaaaaaaaaaaa.{local}")).unwrap(),
            kind: "Observation".into(),
            section,
            title: (!title.is_empty()).then(|| title.to_owned()),
            title_word: "entry-unnamed",
            plain: None,
            date: FhirDate::parse(date),
            until: None,
            status: None,
            value: None,
            parts: Vec::new(),
            facts: Vec::new(),
            codes: Vec::new(),
            source: None,
            narrative: Vec::new(),
            attachments: Vec::new(),
            visit: None,
            members: Vec::new(),
            is_error: false,
            is_current: false,
        }
    }

    pub(crate) fn measure(value: f64, low: f64, high: f64, standing: Standing) -> Measure {
        let number = |value: f64| Some(Number { text: value.to_string(), value });
        Measure {
            text: value.to_string(),
            unit: Some("mg/dL".into()),
            number: number(value),
            low: number(low),
            high: number(high),
            range_text: None,
            standing: Some(standing),
        }
    }

    #[test]
    fn a_value_says_how_it_stands_in_words_and_in_the_title_of_its_bar() {
        let view = reader().measure(&measure(120.0, 70.0, 99.0, Standing::Above), "Glucose");
        assert_eq!(view.standing.unwrap().word, "Above the usual range");
        assert_eq!(view.range.as_deref(), Some("Usual range: 70 to 99"));
        let bar = view.bar.unwrap().to_string();
        assert!(bar.contains("Glucose: 120 mg/dL. Above the usual range"), "{bar}");
    }

    #[test]
    fn blood_pressure_is_said_in_one_breath() {
        let part = |value, unit: &str| Part {
            title: None,
            value: Some(Measure {
                unit: Some(unit.to_owned()),
                ..measure(value, 60.0, 120.0, Standing::Within)
            }),
        };
        let mut entry = entry("p", Section::VitalSigns, "Blood pressure", "2026-05-03");
        entry.parts = vec![part(78.0, "mmHg"), part(130.0, "mmHg")];
        let view = reader().entry(&entry, 0);
        assert_eq!(view.measure.map(|measure| measure.value).as_deref(), Some("130/78"));
        assert!(view.parts.is_empty() && !reader().whole(&entry).parts.is_empty());
        entry.parts = vec![part(78.0, "kg"), part(130.0, "kg")];
        assert_eq!(pressure(&entry), None);
    }

    #[test]
    fn an_entry_without_a_name_says_so_and_never_shows_a_code() {
        let view = reader().entry(&entry("a", Section::Results, "", "2026-05-03"), 3);
        assert_eq!(view.title, "No name given");
    }

    #[test]
    fn distances_in_time_are_said_as_people_say_them() {
        let said = |date: &str| reader().date(&FhirDate::parse(date).unwrap()).ago;
        assert_eq!(said("2026-11-22").as_deref(), Some("today"));
        assert_eq!(said("2026-11-21").as_deref(), Some("yesterday"));
        assert_eq!(said("2026-11-12").as_deref(), Some("10 days ago"));
        assert_eq!(said("2026-10-22").as_deref(), Some("4 weeks ago"));
        assert_eq!(said("2025-11-22").as_deref(), Some("12 months ago"));
        assert_eq!(said("2020-01-01").as_deref(), Some("6 years ago"));
        assert_eq!(said("2026-11-23").as_deref(), Some("tomorrow"));
        assert_eq!(said("2026"), None);
    }

    #[test]
    fn a_long_text_is_cut_between_words() {
        let mut long = entry("a", Section::Documents, "Note", "2026");
        long.narrative =
            vec![bluebutton_record::narrative::Block::Paragraph("palabra ".repeat(100))];
        let excerpt = excerpt(&long).unwrap();
        assert!(excerpt.ends_with("palabra …"), "{excerpt}");
        assert!(excerpt.chars().count() <= EXCERPT_CHARS + 2);
    }
}
