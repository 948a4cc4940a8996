//! What a page shows of an entry: everything already in the reader's words.

use bluebutton_record::entry::Status;
use bluebutton_record::layout::telling;
use bluebutton_record::meaning::{Stage, Thing, now};
use bluebutton_record::value::pressure;
use bluebutton_record::{Entry, ResourceId, Section, Words, tongue};
use jiff::Timestamp;
use jiff::civil::Date;

use self::excerpt::excerpt_of;
pub use self::excerpt::opening_of;
pub use self::facts::FactView;
pub use self::leaf::{LeafView, time_of};
pub use self::measure::{MeasureView, PartView, StandingView};
pub use self::when::DateView;

mod excerpt;
mod facts;
mod leaf;
mod measure;
mod when;

/// Who reads, when, and what is new to them.
pub struct Reader<'r> {
    /// The reader's language.
    pub words: &'r Words,
    /// Where the record's pages are: `/records/<key>`.
    pub base: String,
    /// The present day.
    pub today: Date,
    /// When the reader looked at this record before; `None` if they never did.
    pub last_visit: Option<Timestamp>,
    /// What came in since then, newest first.
    pub new: Vec<ResourceId>,
}

/// An entry in a list.
#[derive(Clone, Debug, Default)]
pub struct EntryView {
    /// Its own page.
    pub href: String,
    /// What it is.
    pub title: String,
    /// The language of the title, where it is the source's own words and not the page's language.
    pub lang: Option<&'static str>,
    /// What its source calls it, where the title is in plain words of ours.
    pub clinical: Option<String>,
    /// The section's name, for lists over several sections.
    pub section: String,
    /// Its date.
    pub date: Option<DateView>,
    /// What that date is: "Prescribed".
    pub date_label: Option<String>,
    /// "until May 3, 2026".
    pub until: Option<String>,
    /// Where things stand with it; in a list only where that is not what one expects.
    pub status: Option<String>,
    /// Its value.
    pub measure: Option<MeasureView>,
    /// The parts of a compound value.
    pub parts: Vec<PartView>,
    /// What it tells of that has no value, such as the illnesses of a relative.
    pub names: Vec<String>,
    /// Facts for the list.
    pub facts: Vec<FactView>,
    /// Who says so.
    pub source: Option<String>,
    /// The first words of its text.
    pub excerpt: Option<String>,
    /// Marked as an error by its writer.
    pub is_error: bool,
    /// Written here by the patient, or by somebody for them.
    pub is_own: bool,
    /// New since the reader's last visit.
    pub is_new: bool,
    /// Other entries of the same thing: shown behind it, never left out.
    pub earlier: Vec<LinkView>,
    /// What lists tell differently of it, each in a line; to be asked about.
    pub differing: Vec<LinkView>,
}

/// A link and its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkView {
    /// Where to.
    pub href: String,
    /// The words.
    pub text: String,
}

impl EntryView {
    /// Its id within the record.
    pub fn local(&self) -> &str {
        self.href.rsplit('/').next().unwrap_or_default()
    }
}

impl Reader<'_> {
    /// A thing as a list shows it: the entry that stands for it, the others behind it.
    pub fn thing(&self, thing: &Thing<'_>, facts: usize) -> EntryView {
        let link = |entry: &Entry, text: String| LinkView {
            href: self.href(entry.section, &entry.id),
            text,
        };
        let earlier = thing.behind.iter().map(|entry| {
            let text = entry.date.as_ref().map(|date| self.date(date).text);
            link(entry, text.unwrap_or_else(|| self.title(entry)))
        });
        let lists = std::iter::once(&thing.entry).chain(&thing.differs);
        let differing = lists.filter(|_| !thing.differs.is_empty());
        let differing = differing.map(|entry| link(entry, telling(entry, self.words)));
        EntryView {
            earlier: earlier.collect(),
            differing: differing.collect(),
            is_new: self.new.contains(&thing.entry.id)
                || thing.behind.iter().any(|entry| self.new.contains(&entry.id)),
            ..self.entry_at(thing.entry, thing.stage, facts)
        }
    }

    /// An entry as a list shows it, with `facts` of the facts that matter most in its section.
    pub fn entry(&self, entry: &Entry, facts: usize) -> EntryView {
        self.entry_at(entry, now::stage(entry, self.today), facts)
    }

    fn entry_at(&self, entry: &Entry, stage: Stage, facts: usize) -> EntryView {
        let whole = self.whole_at(entry, stage);
        let facts = self.facts_that_matter(entry, &whole.title, facts);
        let is_said = |source: &String| facts.iter().any(|fact| fact.text == *source);
        // The lines of a bill are on its own page.
        let is_pressure = pressure::of(entry).is_some();
        let hides_parts = is_pressure || entry.section == Section::Claims;
        EntryView {
            status: whole.status.filter(|_| !is_expected(entry, stage)),
            source: whole.source.filter(|source| !is_said(source)),
            parts: if hides_parts { Vec::new() } else { whole.parts },
            facts,
            ..whole
        }
    }

    /// Everything of an entry but its facts, for its own page.
    pub fn whole(&self, entry: &Entry) -> EntryView {
        self.whole_at(entry, now::stage(entry, self.today))
    }

    /// The same, where more than the entry tells how it stands to the day.
    pub fn whole_at(&self, entry: &Entry, stage: Stage) -> EntryView {
        let status = self.words.standing_of(entry, stage);
        let ends_by_itself = matches!(now::standing(entry, stage), Some(now::StageStatus::Over(_)));
        EntryView {
            href: self.href(entry.section, &entry.id),
            title: self.title(entry),
            lang: self.title_lang(entry),
            clinical: self.clinical(entry),
            section: self.section(entry.section),
            date: self.date_of(entry),
            date_label: self.words.date_label(entry),
            until: self.until(entry).filter(|_| !ends_by_itself),
            status,
            measure: self.pressure(entry).or_else(|| Some(self.measure(entry.value.as_ref()?))),
            parts: entry.parts.iter().filter_map(|part| self.part(part)).collect(),
            names: self.names_in(entry),
            facts: Vec::new(),
            source: entry.source.clone(),
            excerpt: excerpt_of(&entry.narrative, self.words),
            is_error: entry.is_error,
            is_own: entry.is_own(),
            is_new: self.new.contains(&entry.id),
            earlier: Vec::new(),
            differing: Vec::new(),
        }
    }

    /// The page of one entry.
    pub fn href(&self, section: Section, id: &ResourceId) -> String {
        format!("{}/{}/{}", self.base, section.slug(), id.local())
    }

    /// The way back to the list of a section.
    pub fn back(&self, section: Section) -> LinkView {
        LinkView { href: format!("{}/{}", self.base, section.slug()), text: self.section(section) }
    }

    /// The name of an entry: in plain words where we know them, else in its source's.
    pub fn title(&self, entry: &Entry) -> String {
        self.words.named(entry).into_owned()
    }

    /// The language of a source's words, where it is not the page's.
    pub fn lang(&self, text: &str) -> Option<&'static str> {
        let own = tongue::of(text);
        (own != self.words.language()).then(|| own.tag())
    }

    /// The same of a title; one in words of ours is in the page's language.
    pub fn title_lang(&self, entry: &Entry) -> Option<&'static str> {
        let is_ours = entry.plain.is_some() || self.words.kind_in_title(entry).is_some();
        self.lang(entry.title.as_deref().filter(|_| !is_ours)?)
    }

    /// The titles of things of one list: where two would be called alike, each is called as its source
    /// calls it ("osteoarthritis of the right knee").
    pub fn titles(&self, things: &[&Thing<'_>]) -> Vec<String> {
        let plain: Vec<String> = things.iter().map(|thing| self.title(thing.entry)).collect();
        let is_shared = |title: &String| plain.iter().filter(|other| *other == title).count() > 1;
        let own = |thing: &Thing<'_>| self.clinical(thing.entry);
        let titles = things.iter().zip(&plain).map(|(thing, title)| {
            own(thing).filter(|_| is_shared(title)).unwrap_or_else(|| title.clone())
        });
        titles.collect()
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
}

/// Whether an entry stands as one expects it in a list: then the list need not say so.
fn is_expected(entry: &Entry, stage: Stage) -> bool {
    if !matches!(now::standing(entry, stage), Some(now::StageStatus::AsSaid(_))) {
        return false;
    }
    match &entry.status {
        Some(Status::Known("active" | "final" | "finished" | "current" | "confirmed")) => true,
        Some(Status::Known("completed")) => entry.section != Section::Medications,
        _ => false,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use bluebutton_record::entry::{Measure, Number, Standing};
    use bluebutton_record::value::unit::Unit;
    use bluebutton_record::{FhirDate, Language};

    use super::*;
    use crate::words::words;

    pub(crate) fn reader() -> Reader<'static> {
        Reader {
            words: words(Language::English),
            base: "/records/aaaaaaaaaaaaa".into(),
            today: "2026-11-22".parse().unwrap(),
            last_visit: None,
            new: Vec::new(),
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
            date_word: "date-of",
            until: None,
            status: None,
            value: None,
            parts: Vec::new(),
            facts: Vec::new(),
            codes: Vec::new(),
            marks: bluebutton_record::confidentiality::Marks::default(),
            source: None,
            narrative: Vec::new(),
            attachments: Vec::new(),
            visit: None,
            members: Vec::new(),
            is_error: false,
            is_current: false,
            basis: bluebutton_record::entry::Basis::default(),
        }
    }

    pub(crate) fn measure(value: f64, low: f64, high: f64, standing: Standing) -> Measure {
        let number = |value: f64| Some(Number { text: value.to_string(), value });
        Measure {
            text: value.to_string(),
            unit: Unit::read("mg/dL"),
            number: number(value),
            low: number(low),
            high: number(high),
            standing: Some(standing),
            ..Measure::default()
        }
    }

    #[test]
    fn an_entry_without_a_name_says_so_and_never_shows_a_code() {
        let view = reader().entry(&entry("a", Section::Results, "", "2026-05-03"), 3);
        assert_eq!(view.title, "No name given");
    }
}
