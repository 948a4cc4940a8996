//! Measured values: `PQ`, `IVL_PQ`, `RTO`, `INT`, `REAL`, `BL` … as FHIR. Digits stay as they came.

use std::borrow::Cow;

use super::codes::{Concept, concept_of_value};
use super::context::Context;
use super::json::{Json, Object};
use super::times::When;
use super::ucum::is_ucum;
use super::xml::{Node, attr, child, children, data_type, text};
use crate::limits::REFERENCED_TEXT_CHARS_MAX;

/// The text as a JSON number with the same digits; `None` if it is no number.
pub fn decimal(text: &str) -> Option<Cow<'_, str>> {
    let text = text.trim();
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => ("-", text.get(1..)?),
        b'+' => ("", text.get(1..)?),
        _ => ("", text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    // Eighteen digits are more than any instrument has and what FHIR says to expect.
    if !is_digits(whole)
        || !is_digits(fraction)
        || digits.len() > 18
        || whole.len() + fraction.len() == 0
    {
        return None;
    }
    let stripped = whole.trim_start_matches('0');
    let whole = if stripped.is_empty() { "0" } else { stripped };
    let point = if fraction.is_empty() { "" } else { "." };
    let out = format!("{sign}{whole}{point}{fraction}");
    Some(if out == text { Cow::Borrowed(text) } else { Cow::Owned(out) })
}

/// A Quantity of a `PQ`.
pub fn quantity(node: Node<'_>) -> Option<Object<'_>> {
    quantity_as(node, None)
}

/// A Quantity of a `PQ`, with a comparator (`<`).
pub fn quantity_as<'d>(node: Node<'d>, comparator: Option<&'static str>) -> Option<Object<'d>> {
    Some(measured(node, decimal(attr(node, "value")?)?, comparator))
}

fn measured<'d>(
    node: Node<'d>,
    value: Cow<'d, str>,
    comparator: Option<&'static str>,
) -> Object<'d> {
    let mut unit = attr(node, "unit").filter(|unit| *unit != "1");
    // A unit of a local kind comes with the UCUM one, or the other way round, as a translation.
    let translation = children(node, "translation").find_map(|other| {
        child_unit(other).filter(|_| attr(other, "value") == attr(node, "value"))
    });
    if unit.is_none() {
        unit = translation;
    }
    let object = Object::new()
        .with("value", Json::Literal(value))
        .with("comparator", comparator)
        .with("unit", unit);
    match unit.filter(|unit| is_ucum(unit)) {
        Some(code) => object.with("system", "http://unitsofmeasure.org").with("code", code),
        None => object,
    }
}

fn child_unit(translation: Node<'_>) -> Option<&str> {
    attr(translation, "unit").or_else(|| attr(translation, "displayName")).or_else(|| {
        child(translation, "originalText")?.text().map(str::trim).filter(|text| !text.is_empty())
    })
}

/// A Range of an `IVL_PQ`.
pub fn range(node: Node<'_>) -> Object<'_> {
    Object::new()
        .with("low", child(node, "low").and_then(quantity))
        .with("high", child(node, "high").and_then(quantity))
}

/// Puts `value[x]` of an observation from its `value` element. Answers whether something was put.
pub fn put_value<'d>(context: &Context<'d>, value: Node<'d>, object: &mut Object<'d>) -> bool {
    let (name, json) = match data_type(value) {
        Some("PQ" | "REAL" | "MO") => physical_quantity(value),
        Some("IVL_PQ" | "IVL_REAL") => interval(value),
        Some("INT") => integer(value),
        Some("BL") => ("valueBoolean", boolean(value)),
        Some("TS" | "IVL_TS" | "PIVL_TS") => time(context, value),
        Some("RTO" | "RTO_PQ_PQ" | "RTO_QTY_QTY") => ("valueRatio", ratio(value)),
        Some("CD" | "CE" | "CV" | "CO" | "CS") => coded(context, value),
        Some("ST" | "ED" | "SC") => string(concept_of_value(context, value)),
        _ if attr(value, "code").is_some() => coded(context, value),
        _ if attr(value, "value").is_some() => physical_quantity(value),
        _ => string(Concept { codings: Vec::new(), text: own_text(value) }),
    };
    let before = object.has(name);
    object.put(name, json);
    !before && object.has(name)
}

/// A member of a resource.
pub type ValueMember<'d> = (&'static str, Json<'d>);

fn physical_quantity(value: Node<'_>) -> ValueMember<'_> {
    match quantity(value).or_else(|| compared(value)) {
        Some(quantity) => ("valueQuantity", quantity.into()),
        None => ("valueString", as_written(value)),
    }
}

/// `<3.5` where a number should stand.
fn compared(value: Node<'_>) -> Option<Object<'_>> {
    let text = attr(value, "value")?;
    let (sign, rest) = ["<=", ">=", "<", ">"]
        .into_iter()
        .find_map(|sign| text.strip_prefix(sign).map(|rest| (sign, rest)))?;
    Some(measured(value, decimal(rest)?, Some(sign)))
}

/// What stands in a value that is no number: `<10`, `1:160`, `trace`.
fn as_written(value: Node<'_>) -> Json<'_> {
    let translated = children(value, "translation").find_map(child_text);
    match (attr(value, "value"), attr(value, "unit").filter(|unit| *unit != "1")) {
        (Some(text), Some(unit)) => format!("{text} {unit}").into(),
        (Some(text), None) => text.into(),
        _ => translated.or_else(|| own_text(value)).into(),
    }
}

fn child_text(node: Node<'_>) -> Option<Cow<'_, str>> {
    let original = child(node, "originalText").and_then(own_text);
    original.or_else(|| attr(node, "displayName").map(Cow::Borrowed))
}

fn own_text(node: Node<'_>) -> Option<Cow<'_, str>> {
    text(node, REFERENCED_TEXT_CHARS_MAX).map(Cow::Owned)
}

/// An interval with one end is a value with a comparator; with two ends it is a range.
pub fn interval(value: Node<'_>) -> ValueMember<'_> {
    let end = |name| child(value, name).filter(|end| attr(*end, "value").is_some());
    let is_open = |end: Node<'_>| attr(end, "inclusive") == Some("false");
    match (end("low"), end("high")) {
        (Some(_), Some(_)) => ("valueRange", range(value).into()),
        (Some(low), None) => {
            ("valueQuantity", quantity_as(low, Some(if is_open(low) { ">" } else { ">=" })).into())
        }
        (None, Some(high)) => (
            "valueQuantity",
            quantity_as(high, Some(if is_open(high) { "<" } else { "<=" })).into(),
        ),
        (None, None) => match child(value, "center").and_then(quantity) {
            Some(center) => ("valueQuantity", center.into()),
            None => physical_quantity(value),
        },
    }
}

fn integer(value: Node<'_>) -> ValueMember<'_> {
    let number = attr(value, "value").and_then(|text| text.parse::<i32>().ok());
    match number {
        Some(number) => ("valueInteger", Json::Literal(Cow::Owned(number.to_string()))),
        None => ("valueString", as_written(value)),
    }
}

fn boolean(value: Node<'_>) -> Json<'_> {
    match attr(value, "value") {
        Some("true" | "1") => true.into(),
        Some("false" | "0") => false.into(),
        _ => Json::Nothing,
    }
}

fn time<'d>(context: &Context<'d>, value: Node<'d>) -> ValueMember<'d> {
    let when = When::of(context, value);
    if when.at.is_some() || (when.low.is_some() && when.high.is_none()) {
        return ("valueDateTime", when.start().into());
    }
    if when.is_empty() {
        return ("valueString", as_written(value));
    }
    ("valuePeriod", when.period().into())
}

/// A Ratio of a `RTO`.
pub fn ratio(value: Node<'_>) -> Json<'_> {
    let part = |name| child(value, name).and_then(quantity);
    match (part("numerator"), part("denominator")) {
        (Some(over), Some(under)) => {
            Object::new().with("numerator", over).with("denominator", under).into()
        }
        _ => Json::Nothing,
    }
}

fn coded<'d>(context: &Context<'d>, value: Node<'d>) -> ValueMember<'d> {
    ("valueCodeableConcept", Concept::read(context, value).json().into())
}

fn string(concept: Concept<'_>) -> ValueMember<'_> {
    ("valueString", concept.text.into())
}

/// Why a value is absent, in FHIR's words.
pub fn absent_reason(flavor: &str) -> &'static str {
    match flavor {
        "ASKU" => "asked-unknown",
        "NASK" => "not-asked",
        "NAV" => "temp-unknown",
        "MSK" => "masked",
        "NA" => "not-applicable",
        "OTH" | "TRC" => "unsupported",
        "NINF" => "negative-infinity",
        "PINF" => "positive-infinity",
        _ => "unknown",
    }
}

/// A reason for absence as a CodeableConcept.
pub fn absent_concept<'d>(flavor: &str) -> Object<'d> {
    let system = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    let coding = Object::new().with("system", system).with("code", absent_reason(flavor));
    Object::new().with("coding", vec![coding])
}

/// Seconds, minutes … of a `PQ` in FHIR's Timing units.
pub fn timing_unit(unit: &str) -> Option<&'static str> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "s" | "sec" => "s",
        "min" => "min",
        "h" | "hr" | "hour" | "hours" => "h",
        "d" | "day" | "days" => "d",
        "wk" | "week" | "weeks" => "wk",
        "mo" | "month" | "months" => "mo",
        "a" | "y" | "year" | "years" => "a",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stay_as_they_came_wherever_json_allows_it() {
        assert_eq!(decimal("72.50").as_deref(), Some("72.50"));
        assert_eq!(decimal(".5").as_deref(), Some("0.5"));
        assert_eq!(decimal("007").as_deref(), Some("7"));
        assert_eq!(decimal("-0.0").as_deref(), Some("-0.0"));
        assert_eq!(decimal("5.").as_deref(), Some("5"));
        for text in ["", "<5", "1,200", "1e5", ".", "-", "1.2.3", "5 mg"] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }
}
