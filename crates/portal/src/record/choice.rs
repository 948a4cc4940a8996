//! Which part of a record to take along: the same form for *Download* and for *Send*.

use std::collections::BTreeSet;

use bluebutton_record::selection::{InParts, Misread};
use bluebutton_record::{DateRange, Entry, PatientKey, ResourceId, Section, Selection, Words};
use bluebutton_store::records::Record;

use super::reading;
use super::view::Reader;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::problem::Problem;

/// As many visits are offered by name; older ones have a button on their own page.
const VISITS: usize = 100;

/// What was chosen, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// How much.
    pub what: HowMuch,
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// Sections; none is all.
    pub sections: BTreeSet<Section>,
    /// The visit's local id.
    pub visit: String,
}

/// How much of the record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HowMuch {
    /// All of it.
    #[default]
    Everything,
    /// Days and sections.
    Part,
    /// One visit.
    Visit,
}

/// The choice as a form.
pub struct ChoiceView {
    /// `everything`, `part` or `visit`.
    pub what: &'static str,
    /// The first day, as typed.
    pub from: String,
    /// The last day, as typed.
    pub to: String,
    /// The sections that hold something.
    pub sections: Vec<OptionView>,
    /// The newest visits.
    pub visits: Vec<OptionView>,
}

/// Something that can be chosen.
pub struct OptionView {
    /// The value of the field.
    pub value: String,
    /// The words.
    pub text: String,
    /// How many entries it holds.
    pub count: usize,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// What will be in a file or message.
pub struct SummaryView {
    /// "Everything", "May 3, 2026 to May 9, 2026; Medicines" …
    pub words: String,
    /// All entries.
    pub total: usize,
    /// Entries per section.
    pub sections: Vec<OptionView>,
    /// Whether entries without a date come along.
    pub has_days: bool,
}

impl Choice {
    /// Reads the form's fields.
    pub fn read(fields: &Fields) -> Self {
        Self {
            what: match fields.get("what") {
                "part" => HowMuch::Part,
                "visit" => HowMuch::Visit,
                _ => HowMuch::Everything,
            },
            from: fields.get("from").to_owned(),
            to: fields.get("to").to_owned(),
            sections: fields.all("section").filter_map(Section::parse).collect(),
            visit: fields.get("visit").to_owned(),
        }
    }

    /// What it means; what is wrong with it goes to `errors`.
    pub fn selection(&self, patient: &PatientKey, frame: &Frame, errors: &mut Errors) -> Selection {
        match self.parse(patient) {
            Ok(selection) => selection,
            Err((field, message)) => {
                errors.add(field, frame.t(message));
                Selection::default()
            }
        }
    }

    fn parse(&self, patient: &PatientKey) -> Result<Selection, (&'static str, &'static str)> {
        match self.what {
            HowMuch::Everything => Ok(Selection::default()),
            HowMuch::Visit => {
                let id = Some(self.visit.as_str()).filter(|visit| !visit.is_empty());
                let visit = id.and_then(|visit| ResourceId::in_record(patient, visit));
                let visit = visit.ok_or(("visit", "choice-no-visit"))?;
                Ok(Selection { visit: Some(visit), ..Selection::default() })
            }
            HowMuch::Part => {
                let sections: Vec<&str> = self.sections.iter().map(|one| one.slug()).collect();
                let asked =
                    InParts { from: &self.from, to: &self.to, sections: &sections, visit: "" };
                let selection = asked.read().map_err(|wrong| match wrong {
                    Misread::To => ("to", "filter-not-a-date"),
                    Misread::Order => ("from", "filter-wrong-order"),
                    Misread::From | Misread::Section(_) | Misread::Visit(_) => {
                        ("from", "filter-not-a-date")
                    }
                })?;
                if selection.is_everything() {
                    return Err(("from", "choice-nothing"));
                }
                Ok(selection)
            }
        }
    }

    /// The form, filled in as it was sent.
    pub async fn view(&self, record: &Record, reader: &Reader<'_>) -> Result<ChoiceView, Problem> {
        let counts = reading::counts(record, &Selection::default(), reader.today).await?;
        let sections = counts.iter().map(|(section, count)| OptionView {
            value: section.slug().to_owned(),
            text: reader.section(*section),
            count: *count,
            is_on: self.sections.contains(section),
        });
        let selection = reading::only(Section::Visits, DateRange::default());
        let visits = reading::newest(record, &selection, 0, VISITS).await?;
        let mut visits: Vec<OptionView> =
            visits.iter().filter(|visit| is_visit(visit)).map(|v| self.visit(reader, v)).collect();
        if !self.visit.is_empty() && !visits.iter().any(|visit| visit.is_on) {
            visits.extend(self.older_visit(record, reader).await?);
        }
        Ok(ChoiceView {
            what: self.what.word(),
            from: self.from.clone(),
            to: self.to.clone(),
            sections: sections.collect(),
            visits,
        })
    }

    /// A visit that was chosen on its own page and is not among the newest.
    async fn older_visit(
        &self,
        record: &Record,
        reader: &Reader<'_>,
    ) -> Result<Option<OptionView>, Problem> {
        let id = ResourceId::in_record(record.patient_key(), &self.visit);
        let ids: Vec<ResourceId> = id.into_iter().collect();
        let found = reading::entries_of(record, &ids).await?;
        Ok(found.iter().find(|visit| is_visit(visit)).map(|visit| self.visit(reader, visit)))
    }

    fn visit(&self, reader: &Reader<'_>, visit: &Entry) -> OptionView {
        let title = reader.title(visit);
        let date = visit.date.as_ref().map(|date| reader.date(date).text);
        OptionView {
            value: visit.id.local().to_owned(),
            text: date.map_or_else(|| title.clone(), |date| format!("{date}: {title}")),
            count: 0,
            is_on: visit.id.local() == self.visit,
        }
    }
}

impl HowMuch {
    /// The word in the form.
    pub fn word(self) -> &'static str {
        match self {
            Self::Everything => "everything",
            Self::Part => "part",
            Self::Visit => "visit",
        }
    }
}

fn is_visit(entry: &Entry) -> bool {
    &*entry.kind == "Encounter"
}

/// What will be in it, counted as the pages and the file count it.
pub async fn summary(
    record: &Record,
    reader: &Reader<'_>,
    selection: &Selection,
) -> Result<SummaryView, Problem> {
    let mut counts = reading::counts(record, selection, reader.today).await?;
    // Whom a file is about stands in each, and is counted in it.
    let about = record.choose(selection).1.included.get(&Section::About).copied();
    counts.extend(about.map(|count| (Section::About, count)));
    let sections = counts.iter().map(|(section, count)| OptionView {
        value: section.slug().to_owned(),
        text: reader.section(*section),
        count: *count,
        is_on: true,
    });
    Ok(SummaryView {
        words: in_words(selection, reader.words),
        total: counts.values().sum(),
        sections: sections.collect(),
        has_days: !selection.dates.is_open(),
    })
}

/// A selection in words: "Everything", "One visit", "May 3, 2026 and later; Medicines".
pub fn in_words(selection: &Selection, words: &Words) -> String {
    if selection.is_everything() {
        return words.text("choice-words-everything").into_owned();
    }
    let mut parts = Vec::new();
    if selection.visit.is_some() {
        parts.push(words.text("choice-words-visit").into_owned());
    }
    parts.extend(super::filter::days_in_words(&selection.dates, words));
    if let Some(sections) = &selection.sections {
        let names: Vec<_> = sections.iter().map(|section| words.section(*section)).collect();
        parts.push(names.join(", "));
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Language;

    use super::*;
    use crate::words::words;

    fn chosen(pairs: &[(&str, &str)]) -> Result<Selection, (&'static str, &'static str)> {
        let own = |pair: &(&str, &str)| (pair.0.to_owned(), pair.1.to_owned());
        let fields = Fields::new(pairs.iter().map(own).collect());
        Choice::read(&fields).parse(&PatientKey::parse("aaaaaaaaaaaaa").unwrap())
    }

    #[test]
    fn nothing_chosen_is_the_whole_record() {
        assert!(chosen(&[]).unwrap().is_everything());
        // Fields of another choice do not count.
        assert!(chosen(&[("what", "everything"), ("from", "2020-01-01")]).unwrap().is_everything());
    }

    #[test]
    fn a_single_day_is_that_day_from_and_to() {
        let day = chosen(&[("what", "part"), ("from", "2026-05-03"), ("to", "2026-05-03")]);
        assert_eq!(in_words(&day.unwrap(), words(Language::English)), "May 3, 2026");
    }

    #[test]
    fn sections_and_days_can_be_chosen_together() {
        let part = chosen(&[
            ("what", "part"),
            ("from", "2026-01-01"),
            ("section", "medications"),
            ("section", "results"),
            ("section", "no-such"),
        ])
        .unwrap();
        assert_eq!(part.sections.as_ref().map(BTreeSet::len), Some(2));
        assert!(part.dates.from.is_some() && part.dates.to.is_none());
    }

    #[test]
    fn what_cannot_be_meant_is_told_at_its_field() {
        assert_eq!(chosen(&[("what", "part")]), Err(("from", "choice-nothing")));
        assert_eq!(chosen(&[("what", "visit")]), Err(("visit", "choice-no-visit")));
        assert_eq!(
            chosen(&[("what", "part"), ("to", "31.12.2020")]),
            Err(("to", "filter-not-a-date"))
        );
        assert_eq!(
            chosen(&[("what", "visit"), ("visit", "../../x")]),
            Err(("visit", "choice-no-visit"))
        );
    }
}
