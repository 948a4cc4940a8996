//! Values: in words, with their usual range, and as a bar.

use bluebutton_record::entry::{Measure, Part, Shape, Standing};
use bluebutton_record::value::{distance, pressure};
use bluebutton_record::{Entry, Section};

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

impl MeasureView {
    /// The value with its unit, in one line.
    pub fn said(&self) -> String {
        match &self.unit {
            Some(unit) => format!("{}\u{a0}{unit}", self.value),
            None => self.value.clone(),
        }
    }

    /// Whether the value is a number or a word, which may stand large.
    pub fn is_short(&self) -> bool {
        self.value.chars().count() <= 14
    }
}

/// How a value stands: a class for the shape, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingView {
    /// The standing, or of several the one that asks for most attention.
    pub standing: Standing,
    /// `ok`, `high`, `low`, `differ`.
    pub class: &'static str,
    /// "Above the usual range".
    pub word: String,
    /// "Above by 1.4": for a table whose column says the rest.
    pub short: String,
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
        let measure = self.measure(part.value.as_ref()?);
        Some(PartView { title, measure })
    }

    /// What a family history or an answer tells of without a value: a report's parts without one are
    /// results of their own, on their own pages.
    pub(super) fn names_in(&self, entry: &Entry) -> Vec<String> {
        let is_told = entry.section == Section::SocialHistory;
        let without = entry.parts.iter().filter(|part| is_told && part.value.is_none());
        without.map(|part| self.words.part(part)).filter(|name| !name.is_empty()).collect()
    }

    /// A value in words and as a bar.
    pub fn measure(&self, measure: &Measure) -> MeasureView {
        let range = self.range(measure);
        let standing = measure.standing.map(|standing| self.standing(standing, measure));
        let shown = measure.shown();
        // A percent sign stands where the language wants it.
        let unit = measure.unit.as_ref().filter(|unit| unit.sign() != Some("%"));
        let unit = unit.map(|unit| self.words.unit(unit, &shown).into_owned());
        MeasureView {
            value: if unit.is_some() { shown.into_owned() } else { self.words.value(measure) },
            unit,
            beside: measure.beside.as_ref().map(|beside| self.words.beside(beside)),
            as_written: measure.as_written(),
            bar: chart::range_bar(measure),
            range,
            standing,
        }
    }

    fn standing(&self, standing: Standing, measure: &Measure) -> StandingView {
        StandingView {
            standing,
            class: class(standing),
            word: self.words.stands(measure).unwrap_or_default().into_owned(),
            short: self.short(standing, measure),
        }
    }

    /// "Above by 1.4", "Within", or the whole word where there is no shorter one.
    fn short(&self, standing: Standing, measure: &Measure) -> String {
        let by = distance::outside(measure);
        let id = match standing {
            Standing::Within => "short-within",
            Standing::Above | Standing::FarAbove if by.is_some() => "short-above-by",
            Standing::Below | Standing::FarBelow if by.is_some() => "short-below-by",
            Standing::Above | Standing::FarAbove => "short-above",
            Standing::Below | Standing::FarBelow => "short-below",
            _ => return self.words.stands(measure).unwrap_or_default().into_owned(),
        };
        self.words.with(id, &[("by", by.unwrap_or_default().into())])
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
        let sign = pressure.sign();
        let standing = |(standing, word): (Standing, String)| StandingView {
            standing,
            class: class(standing),
            short: word.clone(),
            word,
        };
        Some(MeasureView {
            value: pressure.numbers(),
            unit: Some("mmHg".to_owned()),
            standing: sign.zip(word).map(standing),
            ..MeasureView::default()
        })
    }
}

/// The class whose shape says how a value stands.
fn class(standing: Standing) -> &'static str {
    match standing.shape() {
        Shape::Fine => "ok",
        Shape::Plain => "ask",
        Shape::Up => "high",
        Shape::Down => "low",
        Shape::Odd => "odd",
        Shape::Doubt => "doubt",
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;
    use bluebutton_record::entry::Code;
    use bluebutton_record::value::unit::Unit;

    use super::super::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn a_value_says_how_it_stands_and_how_far_outside_it_is() {
        let view = reader().measure(&measure(120.0, 70.0, 99.0, Standing::Above));
        let standing = view.standing.unwrap();
        assert_eq!(standing.word, "Above the usual range");
        assert_eq!((standing.class, standing.short.as_str()), ("high", "Above by 21"));
        assert_eq!(view.range.as_deref(), Some("Usual: 70 to 99"));
        assert!(view.bar.is_some());
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
        assert_eq!(standing.class, "high");
        assert!(standing.word.contains("Lower number: within"), "{}", standing.word);
        assert!(view.parts.is_empty() && reader().whole(&entry).parts.len() == 2);
    }

    #[test]
    fn a_value_whose_mark_and_range_disagree_is_never_shown_as_usual() {
        let disputed = measure(12.0, 0.0, 2.5, Standing::MarkedUsual);
        let view = reader().measure(&disputed);
        let standing = view.standing.unwrap();
        assert_eq!(standing.class, "doubt");
        assert!(standing.word.starts_with("Marked normal by the sender, but outside"));
        assert!(!view.bar.unwrap().to_string().contains(r#"class="m""#));
    }
}
