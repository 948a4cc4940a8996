//! Amounts with their units, wherever a resource has them: Quantity, Range and Ratio.
//!
//! Standard: <https://hl7.org/fhir/R4/datatypes.html#Quantity>

use std::borrow::Cow;

use super::{Measure, Number};
use crate::json::Value;
use crate::value::unit::Unit;
use crate::view;

/// A Quantity as a measure.
pub(super) fn quantity(quantity: Value<'_>) -> Option<Measure> {
    let digits = quantity.get("value").and_then(|value| match value.as_number() {
        Some(digits) => Some(Cow::Borrowed(digits)),
        // Some senders quote their numbers.
        None => value.as_str().filter(|text| !text.trim().is_empty()),
    })?;
    let comparator = quantity.text_at(&["comparator"]).unwrap_or_default();
    let number = Number::parse(&digits).filter(|_| comparator.is_empty());
    let written_unit = view::text(quantity, &["unit"]).or_else(|| view::text(quantity, &["code"]));
    let unit = written_unit.as_deref().and_then(Unit::read);
    let text = format!("{comparator}{digits}");
    Some(Measure { text, unit, written_unit, number, ..Measure::default() })
}

/// An amount as a measure: a Quantity, or a Range as "1–2".
pub(super) fn amount(value: Value<'_>) -> Option<Measure> {
    quantity(value).or_else(|| range(value))
}

/// A Range: `1–2`, with its unit.
pub(super) fn range(range: Value<'_>) -> Option<Measure> {
    let end = |name: &str| range.get(name).and_then(quantity);
    let (text, end) = match (end("low"), end("high")) {
        (Some(low), Some(high)) => {
            let text = format!("{}–{}", low.text, high.text);
            (text, if high.unit.is_some() { high } else { low })
        }
        (Some(low), None) => (format!("≥ {}", low.text), low),
        (None, Some(high)) => (format!("≤ {}", high.text), high),
        (None, None) => return None,
    };
    let Measure { unit, written_unit, .. } = end;
    Some(Measure { text, unit, written_unit, ..Measure::default() })
}

/// A Quantity or Range where only a text can stand, within a longer one.
pub(super) fn amount_text(value: Value<'_>) -> Option<String> {
    let measure = amount(value)?;
    let shown = measure.shown();
    Some(match (&measure.unit, measure.written_unit.as_deref()) {
        (Some(Unit::Sign(unit)), _) => format!("{shown}\u{a0}{unit}"),
        (Some(Unit::Word(_)), Some(unit)) => format!("{shown}\u{a0}{unit}"),
        _ => shown.into_owned(),
    })
}

/// A Ratio as text: `1:128` is a titer; `5 mg / 1 mL` a strength.
pub(super) fn ratio_text(ratio: Value<'_>) -> Option<String> {
    let numerator = amount_text(ratio.get("numerator")?)?;
    match ratio.get("denominator").and_then(amount_text) {
        Some(denominator) if numerator.contains('\u{a0}') || denominator.contains('\u{a0}') => {
            Some(format!("{numerator} / {denominator}"))
        }
        Some(denominator) => Some(format!("{numerator}:{denominator}")),
        None => Some(numerator),
    }
}
