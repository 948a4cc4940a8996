//! The message catalogs: every sentence a person sees, in English and Spanish.
//!
//! Fluent (<https://projectfluent.org>). The record's own words are here, because screen, paper,
//! file and text must say the same; the portal adds its own files on top.

mod book;
mod catalog;
mod dates;
mod issues;
mod language;
mod parity;
mod spanish;
mod values;

use std::borrow::Cow;
use std::sync::OnceLock;

pub use fluent_bundle::FluentValue;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use jiff::Zoned;

use self::catalog::build;
use crate::date::{FhirDate, Precision};
use crate::entry::{Entry, FactText, Status};
use crate::meaning::{Said, Stage, now};
use crate::number_types::number_type;
use crate::section::Section;
use crate::title;

pub use book::Wordbook;
pub use issues::is_known_issue;
pub use language::Language;
pub use parity::parity;
pub use values::{lowered, unbroken};

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

/// Arguments of a message: `&[("count", 3.into())]`.
pub type Arguments<'a> = [(&'a str, FluentValue<'a>)];

impl Words {
    /// The record's own words of a language; made once and kept for the life of the program.
    pub fn of(language: Language) -> &'static Words {
        static ENGLISH: OnceLock<Words> = OnceLock::new();
        static SPANISH: OnceLock<Words> = OnceLock::new();
        let cell = match language {
            Language::English => &ENGLISH,
            Language::Spanish => &SPANISH,
        };
        // The files are part of the program and a test reads them; what Fluent could not read of
        // them would show as an id in brackets.
        cell.get_or_init(|| build(language, &[]).0)
    }

    /// A catalog of several Fluent files behind the record's own; later files win.
    /// An error names the file's problem: for a test, files are part of the program.
    pub fn with_files(language: Language, files: &[&str]) -> Result<Words, String> {
        let (words, problems) = build(language, files);
        if problems.is_empty() { Ok(words) } else { Err(problems.join("; ")) }
    }

    /// Which language.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether there is a message of that id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.has_message(id)
    }

    /// A message without arguments. An unknown id shows itself in brackets, and fails a test.
    pub fn text(&self, id: &str) -> Cow<'_, str> {
        match self.bundle.get_message(id).and_then(|message| message.value()) {
            Some(pattern) => self.bundle.format_pattern(pattern, None, &mut Vec::new()),
            None => Cow::Owned(format!("[{id}]")),
        }
    }

    /// A message with arguments.
    pub fn with(&self, id: &str, arguments: &Arguments<'_>) -> String {
        let mut values = FluentArgs::with_capacity(arguments.len());
        for (name, value) in arguments {
            values.set(*name, value.clone());
        }
        match self.bundle.get_message(id).and_then(|message| message.value()) {
            // A missing argument shows as `{$name}`; a test compares both languages' variables.
            Some(pattern) => {
                let said = self.bundle.format_pattern(pattern, Some(&values), &mut Vec::new());
                said.into_owned()
            }
            None => format!("[{id}]"),
        }
    }

    /// "May 3, 2026", "3 de mayo de 2026", "May 2026", "2026".
    pub fn date(&self, date: &FhirDate) -> String {
        let day = date.first_day();
        let year = day.year().to_string();
        if date.precision() == Precision::Year {
            return year;
        }
        let month = self.text(MONTHS[usize::from(day.month().unsigned_abs().clamp(1, 12)) - 1]);
        let month = FluentValue::from(month.as_ref());
        if date.precision() == Precision::Month {
            return self.with("date-month", &[("month", month), ("year", year.into())]);
        }
        let number = day.day().to_string();
        self.with("date-day", &[("month", month), ("day", number.into()), ("year", year.into())])
    }

    /// A time of day: "2:05 PM", "2:05 p. m.". It stays on one line: its spaces do not break.
    pub fn time(&self, hour: i8, minute: i8) -> String {
        let half = self.text(if hour < 12 { "time-am" } else { "time-pm" });
        let shown = if hour % 12 == 0 { 12 } else { hour % 12 };
        format!("{shown}:{minute:02} {half}").replace(' ', "\u{a0}")
    }

    /// A moment with its zone: "May 3, 2026, 2:05 PM EDT".
    pub fn moment(&self, moment: &Zoned) -> String {
        let date = self.date(&FhirDate::day(moment.date()));
        let time = self.time(moment.hour(), moment.minute());
        let zone = moment.strftime("%Z").to_string();
        let arguments = [("date", date.into()), ("time", time.into()), ("zone", zone.into())];
        self.with("date-moment", &arguments)
    }

    /// The name of a section.
    pub fn section(&self, section: Section) -> Cow<'_, str> {
        self.text(match section {
            Section::About => "section-about",
            Section::Medications => "section-medications",
            Section::Allergies => "section-allergies",
            Section::Conditions => "section-conditions",
            Section::Results => "section-results",
            Section::VitalSigns => "section-vital-signs",
            Section::Vaccines => "section-vaccines",
            Section::Procedures => "section-procedures",
            Section::Visits => "section-visits",
            Section::Documents => "section-documents",
            Section::CarePlans => "section-care-plans",
            Section::CareTeam => "section-care-team",
            Section::SocialHistory => "section-social-history",
            Section::Coverage => "section-coverage",
            Section::Claims => "section-claims",
            Section::Other => "section-other",
        })
    }

    /// The word for where things stand.
    pub fn status<'w>(&'w self, status: &'w Status) -> Cow<'w, str> {
        match status {
            Status::Known(id) => self.text(&format!("status-{id}")),
            Status::Other(text) => Cow::Borrowed(text),
        }
    }

    /// The title of an entry: the source's words, or a word of ours where it has none. What is not so
    /// says that before its name, so that no list can be read as if it were.
    pub fn title<'w>(&'w self, entry: &'w Entry) -> Cow<'w, str> {
        let name = match (&entry.title, entry.plain) {
            (Some(title), _) => match self.kind_in_title(entry) {
                Some(kind) => self.text(kind),
                None => Cow::Borrowed(title.as_str()),
            },
            (None, Some(plain)) => self.text(plain.name),
            (None, None) => self.text(entry.title_word),
        };
        self.unless_not_so(entry, name)
    }

    /// Message id of the word that stands for a title in English that says only what kind of thing it is.
    pub fn kind_in_title(&self, entry: &Entry) -> Option<&'static str> {
        let title = entry.title.as_deref().filter(|_| self.language != Language::English)?;
        title::kind(title, entry.section)
    }

    /// The name of an entry: in plain words where we know them, else its title.
    pub fn named<'w>(&'w self, entry: &'w Entry) -> Cow<'w, str> {
        match entry.plain {
            Some(plain) => self.unless_not_so(entry, self.text(plain.name)),
            None => self.title(entry),
        }
    }

    fn unless_not_so<'w>(&'w self, entry: &Entry, name: Cow<'w, str>) -> Cow<'w, str> {
        match not_so(entry) {
            Some(id) => Cow::Owned(self.with(id, &[("title", name.as_ref().into())])),
            None => name,
        }
    }

    /// Where things stand with an entry that is at that stage, by the one rule of now and past.
    pub fn standing_of(&self, entry: &Entry, stage: Stage) -> Option<String> {
        let date = |date: &FhirDate| FluentValue::from(self.date(date));
        Some(match now::standing(entry, stage)? {
            now::StageStatus::AsSaid(status) => self.status(&status).into_owned(),
            now::StageStatus::Over(day) => self.with("stands-over", &[("date", date(&day))]),
            now::StageStatus::WasPlanned(day) => {
                self.with("stands-was-planned", &[("date", date(&day))])
            }
            now::StageStatus::OnList(day, Some(by)) => {
                self.with("stands-on-list-of", &[("date", date(&day)), ("source", by.into())])
            }
            now::StageStatus::OnList(day, None) => {
                self.with("stands-on-list", &[("date", date(&day))])
            }
            now::StageStatus::OnlyBegun => self.text("stands-only-begun").into_owned(),
            now::StageStatus::OnEarlierList(day, Some(by)) => {
                let values = [("date", date(&day)), ("source", by.into())];
                self.with("stands-on-earlier-list-of", &values)
            }
            now::StageStatus::OnEarlierList(day, None) => {
                self.with("stands-on-earlier-list", &[("date", date(&day))])
            }
        })
    }

    /// "On the list of May 3, 2019", of what stands on an older list only; empty where that list has no date.
    pub fn list_day(&self, entry: &Entry) -> String {
        match now::standing(entry, Stage::OnOldList) {
            Some(now::StageStatus::OnList(day, _) | now::StageStatus::OnEarlierList(day, _)) => {
                self.with("sheet-on-list", &[("date", self.date(&day).into())])
            }
            _ => String::new(),
        }
    }

    /// The text of a fact: the source's words, a date, or words of ours.
    pub fn fact<'w>(&'w self, text: &'w FactText) -> Cow<'w, str> {
        match text {
            FactText::Source(text) => Cow::Borrowed(text),
            FactText::Date(date) => Cow::Owned(self.date_with_doubt(date, None)),
            FactText::Identity(number) => {
                let shown = number.shown(self);
                Cow::Owned(match &number.label {
                    Some(label) => format!("{shown} ({})", self.number_label(label)),
                    None => shown,
                })
            }
            FactText::Amount(measure) => Cow::Owned(self.value(measure)),
            FactText::Word(id) => self.text(id),
            FactText::Words(ids) => {
                let words: Vec<_> = ids.iter().map(|id| self.text(id)).collect();
                Cow::Owned(words.join("; "))
            }
            FactText::Phrase(id, values) => {
                let values: Vec<(&str, FluentValue<'_>)> =
                    values.iter().map(|(name, value)| (*name, phrase_value(value))).collect();
                Cow::Owned(self.with(id, &values))
            }
            FactText::Several(all) => {
                let all: Vec<_> = all.iter().map(|text| self.fact(text)).collect();
                Cow::Owned(all.join("; "))
            }
        }
    }

    /// What a number is called: a usual name in the reader's language, any other as it came.
    pub fn number_label<'w>(&'w self, label: &'w str) -> Cow<'w, str> {
        number_type(label).map_or(Cow::Borrowed(label), |id| self.text(id))
    }

    /// What a further fact is about.
    pub fn label(&self, label: &str) -> Cow<'_, str> {
        self.text(&format!("fact-{label}"))
    }
}

/// The message that says before a name that it is not so.
fn not_so(entry: &Entry) -> Option<&'static str> {
    match (entry.basis.said, entry.section) {
        (Said::NotSo, Section::Medications) => Some("title-not-taken"),
        (Said::NotSo, Section::Allergies | Section::Conditions) => Some("title-ruled-out"),
        (Said::NotDone, Section::Vaccines) => Some("title-not-given"),
        (Said::NotDone, Section::Procedures) => Some("title-not-done"),
        _ => None,
    }
}

/// Numbers are passed as numbers, so that messages can choose "once" or "3 times".
fn phrase_value(text: &str) -> FluentValue<'_> {
    // Of "0089" both noughts are said: it is the end of a longer number.
    let is_end = text.len() > 1 && text.starts_with('0') && !text.contains('.');
    match text.parse::<f64>() {
        Ok(_) if !is_end => FluentValue::try_number(text),
        _ => FluentValue::from(text),
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8",
    "month-9", "month-10", "month-11", "month-12",
];

#[cfg(test)]
mod tests {
    use super::catalog::{ENGLISH, SPANISH};
    use super::*;
    use crate::entry::{Mark, Standing};

    #[test]
    fn every_reason_of_who_is_who_has_words() {
        for language in Language::ALL {
            for reason in crate::matching::Reason::ALL {
                assert!(Words::of(language).has(reason.word()), "{}", reason.word());
            }
        }
    }

    #[test]
    fn both_languages_say_the_same_things() {
        assert_eq!(parity(ENGLISH, SPANISH), Vec::<String>::new());
    }

    #[test]
    fn every_file_is_read_without_a_problem() {
        for language in Language::ALL {
            assert_eq!(build(language, &[]).1, Vec::<String>::new());
        }
    }

    #[test]
    fn parity_names_what_differs() {
        let problems = parity(&["a = { $x }\nb = 1"], &["a = { $y }\nc = 1"]);
        assert_eq!(problems.len(), 3, "{problems:?}");
    }

    #[test]
    fn dates_are_written_as_people_say_them() {
        let (day, month) = (FhirDate::parse("2026-05-03"), FhirDate::parse("2026-05"));
        let (day, month) = (day.unwrap(), month.unwrap());
        assert_eq!(Words::of(Language::English).date(&day), "May 3, 2026");
        assert_eq!(Words::of(Language::Spanish).date(&day), "3 de mayo de 2026");
        assert_eq!(Words::of(Language::English).date(&month), "May 2026");
        assert_eq!(Words::of(Language::Spanish).date(&month), "mayo de 2026");
        let start = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        assert_eq!(
            Words::of(Language::English).moment(&start),
            "January 1, 1970, 12:00\u{a0}AM UTC"
        );
    }

    #[test]
    fn later_files_win_and_unknown_ids_show_themselves() {
        let words = Words::with_files(Language::English, &["ongoing = still\nmine = { $n }"]);
        let words = words.unwrap();
        assert_eq!(words.text("ongoing"), "still");
        assert_eq!(words.with("mine", &[("n", 3.into())]), "3");
        assert_eq!(words.text("no-such-id"), "[no-such-id]");
        assert!(Words::with_files(Language::English, &["= broken"]).is_err());
    }

    #[test]
    fn every_section_and_standing_has_its_words() {
        for language in Language::ALL {
            let words = Words::of(language);
            let judged = [
                Standing::Impossible,
                Standing::Contradicted,
                Standing::Within,
                Standing::Above,
                Standing::Below,
                Standing::FarAbove,
                Standing::FarBelow,
                Standing::Unusual,
                Standing::MarkedUsual,
                Standing::MarkedUnusual,
                Standing::MarkedOtherwise,
            ];
            let marked = Mark::ALL.map(Standing::OnlyMarkedNoRange);
            for standing in judged.into_iter().chain(marked) {
                assert!(!words.standing(standing).starts_with('['), "{standing:?}");
            }
            for section in Section::ALL {
                assert!(!words.section(section).starts_with('['), "{section:?}");
                assert!(words.has(&format!("section-{}", section.slug())), "{section:?}");
            }
        }
    }
}
