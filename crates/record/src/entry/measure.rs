//! Measured and answered values with their units and usual ranges.
//!
//! Standard: <https://hl7.org/fhir/R4/observation.html#value>

use std::borrow::Cow;

use super::amounts::{quantity, range, ratio_text};
use super::fitting::Tested;
use super::{Entry, FactText, Measure, Number, Source, ranges};
use crate::json::Value;
use crate::narrative::Block;
use crate::plain::Plain;
use crate::value::judge::{BoundedValue, End, Range};
use crate::value::unit::Unit;
use crate::value::{beside, digits, doubt};
use crate::view;

impl Measure {
    /// A value that is only text.
    pub fn of_text(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// The value as it is best read: with the digits that its unit bears.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.number {
            Some(number) if number.text == self.text => {
                digits::shown(&self.text, self.unit.as_ref(), &self.range())
            }
            _ => Cow::Borrowed(&self.text),
        }
    }

    /// The value with all of the source's digits and its own unit, where [`Measure::shown`] has
    /// fewer.
    pub fn as_written(&self) -> Option<String> {
        (self.shown() != self.text).then(|| match &self.written_unit {
            Some(unit) => format!("{} {unit}", self.text),
            None => self.text.clone(),
        })
    }

    /// Its usual range, for comparing and drawing.
    pub fn range(&self) -> Range {
        let end = |number: &Option<Number>, is_open| {
            number.as_ref().map(|number| End { at: number.value, is_open })
        };
        Range { low: end(&self.low, self.low_is_open), high: end(&self.high, self.high_is_open) }
    }

    /// What the value is for comparing: a number, or everything beyond one (`<5`).
    pub(super) fn reading(&self) -> Option<BoundedValue> {
        if let Some(number) = &self.number {
            return Some(BoundedValue::At(number.value));
        }
        let text = self.text.trim();
        let rest = text.trim_start_matches(['<', '>', '=', '≤', '≥']).trim_start();
        let value = Number::parse(rest)?.value;
        match text.chars().next()? {
            '<' | '≤' => Some(BoundedValue::UpTo(value)),
            '>' | '≥' => Some(BoundedValue::From(value)),
            _ => None,
        }
    }
}

impl Number {
    /// A number from the digits of a JSON number.
    pub fn parse(digits: &str) -> Option<Self> {
        let value: f64 = digits.parse().ok()?;
        let is_plain = digits.bytes().next().is_some_and(|first| !first.is_ascii_alphabetic());
        (value.is_finite() && is_plain).then(|| Self { text: digits.to_owned(), value })
    }

    /// The number as it is best read in that unit.
    pub fn shown(&self, unit: Option<&Unit>) -> Cow<'_, str> {
        digits::shown(&self.text, unit, &Range::default())
    }
}

/// Reads the value of an Observation or of a component into a measure; answers that are words of
/// ours or dates become facts of the entry. `plain` is what is measured.
pub(super) fn read(
    value_of: Value<'_>,
    plain: Option<&Plain>,
    tested: &Tested,
    entry: &mut Entry,
) -> Option<Measure> {
    let mut measure = value(value_of, entry)?;
    ranges::read(value_of, tested, &mut measure);
    measure.beside = beside::of(&measure, plain);
    measure.in_table = doubt::number_in_table(value_of);
    Some(measure)
}

fn value(observed: Value<'_>, entry: &mut Entry) -> Option<Measure> {
    // One walk over the members: an Observation has many, and exactly one value.
    let (name, value) = observed.members().find_map(|(name, value)| {
        let name = name.as_str()?;
        Some((name.strip_prefix("value")?.to_owned(), value))
    })?;
    match name.as_str() {
        "Quantity" => quantity(value),
        // An answer in nothing but a code is still the answer: better the code than nothing.
        "CodeableConcept" => view::concept(value)
            .or_else(|| view::text(value, &["coding", "code"]))
            .map(Measure::of_text),
        // Many laboratories send their numbers as text.
        "String" => view::concept(value).map(|text| {
            let number = Number::parse(&text);
            Measure { number, ..Measure::of_text(text) }
        }),
        "Integer" | "Decimal" => {
            let digits = value.as_number()?;
            Some(Measure {
                text: digits.to_owned(),
                number: Number::parse(digits),
                ..Measure::default()
            })
        }
        "Range" => range(value),
        "Ratio" => ratio_text(value).map(Measure::of_text),
        "Time" => Some(Measure::of_text(value.as_str()?.into_owned())),
        "Boolean" => {
            let word = if value.as_bool()? { "word-yes" } else { "word-no" };
            entry.word("answer", Some(word));
            None
        }
        "DateTime" => {
            entry.fact("answer", crate::FhirDate::parse(&value.as_str()?).map(FactText::Date));
            None
        }
        "Period" => {
            entry.day("started", view::date(value, &["start"]));
            entry.day("ended", view::date(value, &["end"]));
            None
        }
        "SampledData" => {
            entry.narrative.push(Block::Preformatted(view::text(value, &["data"])?));
            None
        }
        _ => None,
    }
}

/// Why there is no value, where the source says so.
pub(super) fn read_absence(source: &Source<'_>, entry: &mut Entry) {
    let Some(reason) = source.root.get("dataAbsentReason") else { return };
    if let Some(words) = view::concept(reason) {
        entry.text("no-value", Some(words));
    } else {
        let code = view::code_at(source.root, "dataAbsentReason").unwrap_or_default();
        let known = ABSENT.iter().find(|(known, _)| *known == code);
        entry.word("no-value", known.map(|(_, word)| *word));
    }
}

const ABSENT: &[(&str, &str)] = &[
    ("unknown", "absent-unknown"),
    ("asked-unknown", "absent-unknown"),
    ("temp-unknown", "absent-unknown"),
    ("not-asked", "absent-not-asked"),
    ("asked-declined", "absent-declined"),
    ("masked", "absent-masked"),
    ("not-applicable", "absent-not-applicable"),
    ("not-performed", "absent-not-performed"),
    ("not-permitted", "absent-masked"),
    ("error", "absent-error"),
];

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::json::Document;
    use crate::resource::{Resource, ResourceId};

    pub(in crate::entry) fn measured(json: &str) -> Measure {
        measured_of(json, &Tested::default())
    }

    pub(in crate::entry) fn measured_of(json: &str, tested: &Tested) -> Measure {
        let resource = Resource {
            kind: "Observation".into(),
            id: ResourceId::parse("x").unwrap(),
            version: 1,
            updated: 0,
            json: json.into(),
        };
        let document = Document::parse(json).unwrap();
        read(document.root(), None, tested, &mut Entry::empty(&resource)).unwrap()
    }

    #[test]
    fn digits_stay_as_the_source_wrote_them() {
        let weight = measured(r#"{"valueQuantity":{"value":72.50,"unit":"kg"}}"#);
        assert_eq!((weight.text.as_str(), weight.unit.clone()), ("72.50", Unit::read("kg")));
        assert_eq!(
            (weight.shown().as_ref(), weight.as_written()),
            ("72.5", Some("72.50 kg".into()))
        );
        let plain = measured(r#"{"valueQuantity":{"value":72.5,"unit":"kg"}}"#);
        assert_eq!(plain.as_written(), None, "nothing more to tell");
    }

    #[test]
    fn a_machines_decimals_are_rounded_for_reading_only() {
        let height = measured(r#"{"valueQuantity":{"value":171.34825256016242,"unit":"cm"}}"#);
        assert_eq!(height.text, "171.34825256016242");
        assert_eq!(height.shown(), "171.3");
    }

    #[test]
    fn values_of_every_kind_are_read() {
        assert_eq!(measured(r#"{"valueString":"Clear"}"#).text, "Clear");
        assert_eq!(measured(r#"{"valueInteger":3}"#).number.unwrap().text, "3");
        let titer = r#"{"valueRatio":{"numerator":{"value":1},"denominator":{"value":128}}}"#;
        assert_eq!(measured(titer).text, "1:128");
        let below = r#"{"valueQuantity":{"value":5,"comparator":"<","unit":"mg/L"}}"#;
        assert_eq!(measured(below).text, "<5");
        assert_eq!(measured(below).number, None);
        let range = r#"{"valueRange":{"low":{"value":1},"high":{"value":2,"unit":"mg"}}}"#;
        assert_eq!(
            (measured(range).text.as_str(), measured(range).unit),
            ("1–2", Unit::read("mg"))
        );
    }
}
