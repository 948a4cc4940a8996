//! Values: in words, with their usual range, and as a bar.

use bluebutton_record::Entry;
use bluebutton_record::entry::{Measure, Part, Standing};

use super::Reader;
use crate::chart::{self, Svg};

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
    pub(super) fn part(&self, part: &Part) -> Option<PartView> {
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
fn standing_class(standing: Standing) -> &'static str {
    match standing {
        Standing::Within => "within",
        Standing::Above => "above",
        Standing::Below => "below",
        Standing::FarAbove => "far-above",
        Standing::FarBelow => "far-below",
        Standing::Unusual => "unusual",
    }
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;

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
}
