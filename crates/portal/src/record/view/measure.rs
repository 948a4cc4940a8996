//! Values: in words, with their usual range, and as a bar.

use bluebutton_record::Entry;
use bluebutton_record::entry::{Measure, Part, Standing};
use bluebutton_record::value::pressure;

use super::Reader;
use crate::chart::{self, Svg};

/// A value, its unit, and how it stands.
#[derive(Clone, Debug, Default)]
pub struct MeasureView {
    /// The value with the digits worth reading.
    pub value: String,
    /// Its unit.
    pub unit: Option<String>,
    /// The same in the units that people think in.
    pub beside: Option<String>,
    /// All of the source's digits, where `value` has fewer.
    pub as_written: Option<String>,
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
    pub(super) fn part(&self, part: &Part) -> Option<PartView> {
        let name = self.words.part(part);
        let title = if name.is_empty() { self.text("entry-unnamed") } else { name };
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
        let mut title = format!("{name}: {}", self.words.value(measure));
        let word = standing.as_ref().map(|standing| &standing.word);
        for more in word.into_iter().chain(&range) {
            title.push_str(". ");
            title.push_str(more);
        }
        let shown = measure.shown();
        // A percent sign stands where the language wants it.
        let unit = measure.unit.as_ref().filter(|unit| unit.sign() != Some("%"));
        let unit = unit.map(|unit| self.words.unit(unit, &shown).into_owned());
        MeasureView {
            value: if unit.is_some() { shown.into_owned() } else { self.words.value(measure) },
            unit,
            beside: measure.beside.as_ref().map(|beside| self.words.beside(beside)),
            as_written: measure.as_written(),
            bar: chart::range_bar(measure, &title),
            range,
            standing,
        }
    }

    /// The usual range in words.
    pub fn range(&self, measure: &Measure) -> Option<String> {
        let range = self.words.range(measure);
        let said = || self.words.with("entry-usual-range", &[("range", range.clone().into())]);
        (!range.is_empty()).then(said)
    }

    /// A blood pressure as people say it: "130/78 mmHg", each half judged by itself.
    pub(super) fn pressure(&self, entry: &Entry) -> Option<MeasureView> {
        let pressure = pressure::of(entry)?;
        let word = pressure.standing(self.words);
        let class = pressure.sign().map(standing_class);
        Some(MeasureView {
            value: pressure.numbers(),
            unit: Some("mmHg".to_owned()),
            standing: class.zip(word).map(|(class, word)| StandingView { class, word }),
            ..MeasureView::default()
        })
    }
}

/// The class of a standing.
fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Within => "within",
        Standing::Above => "above",
        Standing::Below => "below",
        Standing::FarAbove => "far-above",
        Standing::FarBelow => "far-below",
        Standing::Unusual => "unusual",
        Standing::MarkedUsual | Standing::MarkedUnusual | Standing::MarkedOtherwise => DISPUTED,
    }
}

/// The class of a value whose mark and range disagree.
pub const DISPUTED: &str = "disputed";

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;
    use bluebutton_record::entry::Code;
    use bluebutton_record::value::unit::Unit;

    use super::super::tests::{entry, measure, reader};
    use super::*;

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
        let half = |code: &str, value, standing| Part {
            codes: vec![Code { system: None, code: code.into(), display: None }],
            value: Some(Measure {
                unit: Unit::read("mm[Hg]"),
                ..measure(value, 60.0, 120.0, standing)
            }),
            ..Part::default()
        };
        let mut entry = entry("p", Section::VitalSigns, "Blood pressure", "2026-05-03");
        entry.parts =
            vec![half("8462-4", 78.0, Standing::Within), half("8480-6", 130.0, Standing::Above)];
        let view = reader().entry(&entry, 0);
        let said = view.measure.unwrap();
        assert_eq!((said.value.as_str(), said.unit.as_deref()), ("130/78", Some("mmHg")));
        let standing = said.standing.unwrap();
        assert_eq!(standing.class, "above");
        assert!(standing.word.contains("Lower number: within"), "{}", standing.word);
        assert!(view.parts.is_empty() && reader().whole(&entry).parts.len() == 2);
    }

    #[test]
    fn a_value_whose_mark_and_range_disagree_is_never_shown_as_usual() {
        let disputed = measure(12.0, 0.0, 2.5, Standing::MarkedUsual);
        let view = reader().measure(&disputed, "PSA");
        let standing = view.standing.unwrap();
        assert_eq!(standing.class, DISPUTED);
        assert!(standing.word.starts_with("Marked normal by the sender, but outside"));
        assert!(!view.bar.unwrap().to_string().contains("within"));
    }
}
