//! Measured and answered values with their units and usual ranges.
//!
//! Standard: <https://hl7.org/fhir/R4/observation.html#value>

use std::borrow::Cow;

use super::{Entry, FactText, Measure, Number, Source, Standing};
use crate::json::Value;
use crate::narrative::Block;
use crate::view;

impl Measure {
    /// A value that is only text.
    pub fn of_text(text: String) -> Self {
        Self { text, ..Self::default() }
    }

    /// The value as it is best read: a number that a machine wrote with five or more decimals
    /// (`171.34825256016242`) is rounded to two; everything else stays as the source wrote it.
    pub fn shown(&self) -> Cow<'_, str> {
        match &self.number {
            Some(number) if number.text == self.text => number.shown(),
            _ => Cow::Borrowed(&self.text),
        }
    }
}

impl Number {
    /// A number from the digits of a JSON number.
    pub fn parse(digits: &str) -> Option<Self> {
        let value: f64 = digits.parse().ok()?;
        value.is_finite().then(|| Self { text: digits.to_owned(), value })
    }

    /// The number as it is best read, see [`Measure::shown`].
    pub fn shown(&self) -> Cow<'_, str> {
        let decimals = self.text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
        if decimals < 5 || self.text.contains(['e', 'E']) || self.value.abs() < 0.01 {
            return Cow::Borrowed(&self.text);
        }
        let rounded = format!("{:.2}", self.value);
        Cow::Owned(rounded.trim_end_matches('0').trim_end_matches('.').to_owned())
    }
}

/// Reads the value of an Observation or of a component into a measure; answers that are words of
/// ours or dates become facts of the entry.
pub(super) fn read(value_of: Value<'_>, entry: &mut Entry) -> Option<Measure> {
    let mut measure = value(value_of, entry)?;
    read_range(value_of, &mut measure);
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
        "String" => view::concept(value).map(Measure::of_text),
        "Integer" | "Decimal" => {
            let digits = value.as_number()?;
            Some(Measure {
                text: digits.to_owned(),
                number: Number::parse(digits),
                ..Measure::default()
            })
        }
        "Range" => range_text(value).map(Measure::of_text),
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

/// A Quantity as a measure.
pub(super) fn quantity(quantity: Value<'_>) -> Option<Measure> {
    let digits = quantity.get("value").and_then(|value| match value.as_number() {
        Some(digits) => Some(Cow::Borrowed(digits)),
        // Some senders quote their numbers.
        None => value.as_str().filter(|text| !text.trim().is_empty()),
    })?;
    let comparator = quantity.text_at(&["comparator"]).unwrap_or_default();
    let number = Number::parse(&digits).filter(|_| comparator.is_empty());
    let unit = view::text(quantity, &["unit"]).or_else(|| view::text(quantity, &["code"]));
    let unit = unit.and_then(|unit| readable_unit(&unit));
    Some(Measure { text: format!("{comparator}{digits}"), unit, number, ..Measure::default() })
}

/// A Quantity in one text: `20 mg`.
pub(super) fn quantity_text(value: Value<'_>) -> Option<String> {
    let measure = quantity(value)?;
    let shown = measure.shown();
    Some(match &measure.unit {
        Some(unit) => format!("{shown} {unit}"),
        None => shown.into_owned(),
    })
}

/// A Range in one text: `1–2 tablets`.
pub(super) fn range_text(range: Value<'_>) -> Option<String> {
    let end = |name: &str| range.get(name).and_then(quantity);
    match (end("low"), end("high")) {
        (Some(low), Some(high)) => {
            let unit = high.unit.or(low.unit).map(|unit| format!(" {unit}")).unwrap_or_default();
            Some(format!("{}–{}{unit}", low.text, high.text))
        }
        (Some(_), None) => range.get("low").and_then(quantity_text).map(|low| format!("≥ {low}")),
        (None, Some(_)) => {
            range.get("high").and_then(quantity_text).map(|high| format!("≤ {high}"))
        }
        (None, None) => None,
    }
}

fn ratio_text(ratio: Value<'_>) -> Option<String> {
    let numerator = quantity_text(ratio.get("numerator")?)?;
    match ratio.get("denominator").and_then(quantity_text) {
        // `1:128` is a titer; `5 mg / 1 mL` a strength.
        Some(denominator) if numerator.contains(' ') || denominator.contains(' ') => {
            Some(format!("{numerator} / {denominator}"))
        }
        Some(denominator) => Some(format!("{numerator}:{denominator}")),
        None => Some(numerator),
    }
}

/// Reads the usual range and how the value stands to it. The source's own judgement counts; where
/// there is none and the range is one pair of numbers in the same unit, we compare.
fn read_range(observed: Value<'_>, measure: &mut Measure) {
    let is_normal =
        |range: &Value<'_>| range.get("type").is_none_or(|kind| view::has_code(kind, "normal"));
    let mut ranges = observed.each("referenceRange").filter(is_normal);
    let (first, others) = (ranges.next(), ranges.count());
    if let Some(range) = first {
        if others == 0 {
            set_range(range, measure);
        } else {
            // Several ranges (by age, by sex): which one holds for this person is not ours to say.
            let texts = observed.each("referenceRange").filter_map(whole_range_text);
            measure.range_text = view::joined(texts);
        }
    }
    measure.standing =
        observed.each("interpretation").find_map(standing).or_else(|| compare(measure));
}

fn set_range(range: Value<'_>, measure: &mut Measure) {
    let end = |name: &str| range.get(name).and_then(quantity);
    let (low, high) = (end("low"), end("high"));
    let same_unit = |end: &Option<Measure>| {
        end.as_ref().is_none_or(|end| end.unit.is_none() || end.unit == measure.unit)
    };
    if measure.number.is_some() && same_unit(&low) && same_unit(&high) {
        measure.low = low.and_then(|low| low.number);
        measure.high = high.and_then(|high| high.number);
    }
    if measure.low.is_none() && measure.high.is_none() {
        measure.range_text = whole_range_text(range);
    }
}

fn whole_range_text(range: Value<'_>) -> Option<String> {
    let text = view::text(range, &["text"]).or_else(|| range_text(range))?;
    match view::concepts_at(range, "appliesTo") {
        Some(whom) => Some(format!("{text} ({whom})")),
        None => Some(text),
    }
}

fn compare(measure: &Measure) -> Option<Standing> {
    let value = measure.number.as_ref()?.value;
    let (low, high) = (measure.low.as_ref(), measure.high.as_ref());
    if low.is_some_and(|low| value < low.value) {
        return Some(Standing::Below);
    }
    if high.is_some_and(|high| value > high.value) {
        return Some(Standing::Above);
    }
    (low.is_some() || high.is_some()).then_some(Standing::Within)
}

/// <https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html>; words where a sender
/// has no code. "Positive" is left to the value itself: it is good news for some tests.
fn standing(interpretation: Value<'_>) -> Option<Standing> {
    let codes = interpretation.each("coding").filter_map(|coding| coding.text_at(&["code"]));
    let words = interpretation.text_at(&["text"]).into_iter();
    codes.chain(words).find_map(|code| {
        Some(match code.trim().to_ascii_uppercase().as_str() {
            "N" | "NORMAL" => Standing::Within,
            "H" | "HIGH" | "ABOVE NORMAL" | ">" => Standing::Above,
            "L" | "LOW" | "BELOW NORMAL" | "<" => Standing::Below,
            "HH" | "HU" | "HX" | "CRITICAL HIGH" | "CRITICALLY HIGH" => Standing::FarAbove,
            "LL" | "LU" | "LX" | "CRITICAL LOW" | "CRITICALLY LOW" => Standing::FarBelow,
            "A" | "AA" | "ABNORMAL" | "CRITICAL ABNORMAL" => Standing::Unusual,
            _ => return None,
        })
    })
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

/// UCUM as people write it (<https://ucum.org>); annotations in braces keep their words.
fn readable_unit(unit: &str) -> Option<String> {
    let unit = unit.trim();
    if let Some((_, shown)) = UNITS.iter().find(|(code, _)| *code == unit) {
        return (!shown.is_empty()).then(|| (*shown).to_owned());
    }
    match unit.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        Some("#" | "number" | "") => None,
        Some(inner) => Some(inner.to_owned()),
        None if unit.is_empty() => None,
        None => Some(unit.to_owned()),
    }
}

const UNITS: &[(&str, &str)] = &[
    ("1", ""),
    ("{score}", "points"),
    ("mm[Hg]", "mmHg"),
    ("[degF]", "°F"),
    ("Cel", "°C"),
    ("[in_i]", "in"),
    ("[in_us]", "in"),
    ("[ft_i]", "ft"),
    ("[lb_av]", "lb"),
    ("[oz_av]", "oz"),
    ("kg/m2", "kg/m²"),
    ("10*3/uL", "10³/µL"),
    ("10*3/mm3", "10³/mm³"),
    ("10*6/uL", "10⁶/µL"),
    ("10*9/L", "10⁹/L"),
    ("10*12/L", "10¹²/L"),
    ("ug", "µg"),
    ("ug/dL", "µg/dL"),
    ("ug/mL", "µg/mL"),
    ("uL", "µL"),
    ("umol/L", "µmol/L"),
    ("mL/min/{1.73_m2}", "mL/min/1.73 m²"),
    ("m[IU]/L", "mIU/L"),
    ("u[IU]/mL", "µIU/mL"),
    ("[IU]/L", "IU/L"),
    ("[IU]/mL", "IU/mL"),
    ("[IU]", "IU"),
    ("[pH]", ""),
    ("{INR}", ""),
    ("[foz_us]", "fl oz"),
    ("[tbs_us]", "tbsp"),
    ("[tsp_us]", "tsp"),
    ("[drp]", "drops"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::resource::{Resource, ResourceId};

    fn measured(json: &str) -> Measure {
        let resource = Resource {
            kind: "Observation".into(),
            id: ResourceId::parse("x").unwrap(),
            version: 1,
            updated: 0,
            json: json.into(),
        };
        let document = Document::parse(json).unwrap();
        read(document.root(), &mut Entry::empty(&resource)).unwrap()
    }

    #[test]
    fn digits_stay_as_the_source_wrote_them() {
        let weight = measured(r#"{"valueQuantity":{"value":72.50,"unit":"kg"}}"#);
        assert_eq!((weight.text.as_str(), weight.unit.as_deref()), ("72.50", Some("kg")));
        assert_eq!(weight.shown(), "72.50");
    }

    #[test]
    fn a_machines_decimals_are_rounded_for_reading_only() {
        let height = measured(r#"{"valueQuantity":{"value":171.34825256016242,"unit":"cm"}}"#);
        assert_eq!(height.text, "171.34825256016242");
        assert_eq!(height.shown(), "171.35");
    }

    #[test]
    fn the_sources_judgement_counts_before_ours() {
        let json = |extra: &str| {
            format!(
                r#"{{"valueQuantity":{{"value":7.5,"unit":"%"}},{extra}
                "referenceRange":[{{"low":{{"value":4.0,"unit":"%"}},"high":{{"value":5.6,"unit":"%"}}}}]}}"#
            )
        };
        assert_eq!(measured(&json("")).standing, Some(Standing::Above));
        let own = r#""interpretation":[{"coding":[{"code":"HH"}]}],"#;
        assert_eq!(measured(&json(own)).standing, Some(Standing::FarAbove));
    }

    #[test]
    fn ranges_in_another_unit_or_for_other_people_are_shown_and_not_compared() {
        let other_unit = measured(
            r#"{"valueQuantity":{"value":100,"unit":"mg/dL"},
                "referenceRange":[{"low":{"value":3.9,"unit":"mmol/L"},"high":{"value":5.5,"unit":"mmol/L"}}]}"#,
        );
        assert_eq!(other_unit.standing, None);
        assert_eq!(other_unit.range_text.as_deref(), Some("3.9–5.5 mmol/L"));
        let several = measured(
            r#"{"valueQuantity":{"value":10},"referenceRange":[{"text":"men 13-17"},{"text":"women 12-15"}]}"#,
        );
        assert_eq!(several.standing, None);
        assert_eq!(several.range_text.as_deref(), Some("men 13-17; women 12-15"));
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
        assert_eq!(measured(range).text, "1–2 mg");
    }
}
