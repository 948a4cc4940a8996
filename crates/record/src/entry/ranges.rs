//! The usual range of a value, and how the value stands to it.
//!
//! Standard: <https://hl7.org/fhir/R4/observation-definitions.html#Observation.referenceRange>

use std::cmp::Reverse;

use super::amounts::{amount_text, quantity};
use super::fitting::{self, Tested};
use super::{Entry, Mark, Measure, Standing};
use crate::json::Value;
use crate::value::judge;
use crate::value::printed::{self, Commented, Ends, Printed};
use crate::value::unit::Unit;
use crate::view;

/// Reads the usual range, the one that holds for whoever was tested, and how the value stands to it.
pub(super) fn read(observed: Value<'_>, tested: &Tested, measure: &mut Measure) {
    let usual: Vec<Value<'_>> = observed.each("referenceRange").filter(is_usual).collect();
    match fitting::choose(&usual, tested) {
        _ if set_part(&usual, tested, measure) => {}
        Some(range) => set_range(range, measure),
        // Several ranges (by age, by sex), or one for others: which holds is not ours to say.
        None => measure.range_text = view::joined(usual.into_iter().filter_map(range_words)),
    }
    forget_placeholders(measure);
    if measure.low.is_none() && measure.high.is_none() && measure.range_text.is_none() {
        let mut notes = observed.each("note").filter_map(|note| view::text(note, &["text"]));
        notes.any(|note| set_stated(&note, measure));
    }
    let marks = observed.each("interpretation").filter_map(mark);
    // Of "abnormal" and "high alert" the second says more; of "normal" and "high" the second is meant.
    let mark = marks.min_by_key(|mark| Reverse(mark.weight()));
    let printed = measure.range_text.as_deref();
    let in_words = printed.and_then(|usual| printed::compare_words(usual, &measure.text));
    measure.standing = match in_words {
        Some(judge::Side::Within) => judge::combine(in_words, mark),
        // "Positive" has no direction.
        Some(_) if mark == Some(Mark::Usual) => Some(Standing::MarkedUsual),
        Some(_) => Some(Standing::Unusual),
        None => judge::judge(measure.reading(), &measure.range(), mark),
    };
    if let Some(Standing::OnlyMarked(mark)) = measure.standing
        && !has_range(observed, measure)
    {
        measure.standing = Some(Standing::OnlyMarkedNoRange(mark));
    }
}

/// Whether the sender gave any range: one to compare with, one in words, or one of another kind.
fn has_range(observed: Value<'_>, measure: &Measure) -> bool {
    measure.low.is_some()
        || measure.high.is_some()
        || measure.range_text.is_some()
        || observed.each("referenceRange").any(|range| !is_usual(&range))
}

/// Forgets what some exports write where there is no usual range: its unit alone, or from 0 to 9999.
fn forget_placeholders(measure: &mut Measure) {
    let is_all = |text: &str| text.len() >= 3 && text.bytes().all(|digit| digit == b'9');
    let is_none = |text: &str| {
        let folded: String = text.to_lowercase().split_whitespace().collect();
        let unit = measure.written_unit.as_deref().map(|unit| unit.to_lowercase().replace(' ', ""));
        let numbers = folded.split(|sign: char| !sign.is_ascii_digit() && sign != '.');
        let numbers: Vec<&str> = numbers.filter(|number| !number.is_empty()).collect();
        match numbers.as_slice() {
            [] => {
                unit.is_some_and(|unit| unit == folded)
                    || measure.unit.is_some() && Unit::read(text) == measure.unit
            }
            [low, high] => low.parse() == Ok(0.0_f64) && is_all(high),
            _ => false,
        }
    };
    if measure.range_text.as_deref().is_some_and(is_none) {
        measure.range_text = None;
    }
    let is_zero = measure.low.as_ref().is_some_and(|low| low.value == 0.0);
    if is_zero && measure.high.as_ref().is_some_and(|high| is_all(&high.text)) {
        (measure.low, measure.high) = (None, None);
    }
}

/// Whether a range says what is usual, rather than what is aimed at or dangerous.
fn is_usual(range: &Value<'_>) -> bool {
    range.get("type").is_none_or(|kind| view::has_code(kind, "normal"))
}

fn set_range(range: Value<'_>, measure: &mut Measure) {
    let end = |name: &str| range.get(name).and_then(quantity);
    let (low, high) = (end("low"), end("high"));
    let is_same_unit =
        |unit: &Option<Unit>| unit.is_none() || measure.unit.is_none() || *unit == measure.unit;
    let fits = |end: &Option<Measure>| end.as_ref().is_none_or(|end| is_same_unit(&end.unit));
    let has_number = measure.reading().is_some();
    if has_number && fits(&low) && fits(&high) && is_ordered(low.as_ref(), high.as_ref()) {
        measure.low = low.as_ref().and_then(|low| low.number.clone());
        measure.high = high.as_ref().and_then(|high| high.number.clone());
    }
    if measure.low.is_some() || measure.high.is_some() {
        measure.range_for = whom_words(range);
        return;
    }
    measure.range_text = range_words(range);
    let Some(text) = view::text(range, &["text"]).or_else(|| amount_text(range)) else { return };
    let start = fitting::label(range).map_or(0, |label| label.end);
    if set_printed(text.get(start..).unwrap_or(&text), measure) {
        measure.range_for = whom_words(range);
    }
}

/// Where the one range is a text that tells men and women apart, takes the part that holds.
fn set_part(usual: &[Value<'_>], tested: &Tested, measure: &mut Measure) -> bool {
    let [range] = usual else { return false };
    let is_only_text = range.get("low").is_none() && range.get("high").is_none();
    let Some(text) = view::text(*range, &["text"]).filter(|_| is_only_text) else { return false };
    let Some((part, whom)) = fitting::part_for(&text, tested) else { return false };
    if !set_printed(part, measure) {
        return false;
    }
    measure.range_for = Some(whom.to_owned());
    true
}

/// Takes the ends of a range that is told by what is not usual. Where a factor for some people would make
/// another answer of it, it stays a text: who they are is not ours to say.
fn set_stated(text: &str, measure: &mut Measure) -> bool {
    let Some(Commented { ends, factor }) = printed::stated(text, measure.unit.as_ref()) else {
        return false;
    };
    let mut tried = measure.clone();
    if !set_ends(ends, &mut tried) {
        return false;
    }
    let value = measure.number.as_ref().map(|number| number.value);
    let side = |factor: f64| value.and_then(|value| tried.range().side(value * factor));
    let is_sure = factor.is_none_or(|factor| side(1.0).is_some() && side(1.0) == side(factor));
    if is_sure {
        *measure = tried;
    }
    is_sure
}

/// Takes the ends of a printed range, where they can be compared with the value.
fn set_printed(text: &str, measure: &mut Measure) -> bool {
    match printed::read(text, measure.unit.as_ref()) {
        Some(Printed::Numbers(ends)) => set_ends(ends, measure),
        Some(Printed::Word(_)) => false,
        None => set_stated(text, measure),
    }
}

fn set_ends(ends: Ends, measure: &mut Measure) -> bool {
    let is_same_unit = ends.unit.is_none() || measure.unit.is_none() || ends.unit == measure.unit;
    if measure.reading().is_none() || !is_same_unit {
        return false;
    }
    (measure.low, measure.low_is_open) = (ends.low, ends.low_is_open);
    (measure.high, measure.high_is_open) = (ends.high, ends.high_is_open);
    measure.range_text = None;
    true
}

/// Two equal ends are what exports write for "none": no value would be usual.
fn is_ordered(low: Option<&Measure>, high: Option<&Measure>) -> bool {
    let value = |end: Option<&Measure>| Some(end?.number.as_ref()?.value);
    match (value(low), value(high)) {
        (Some(low), Some(high)) => low < high,
        _ => true,
    }
}

/// A range in the words of its source, with whom it is for.
fn range_words(range: Value<'_>) -> Option<String> {
    let text = view::text(range, &["text"]).or_else(|| amount_text(range))?;
    match groups_words(range) {
        Some(whom) => Some(format!("{text} ({whom})")),
        None => Some(text),
    }
}

/// Whom a range is for, in the words of its source; `None` where it is for everybody.
fn whom_words(range: Value<'_>) -> Option<String> {
    let label = || {
        let text = view::text(range, &["text"])?;
        let front = text.get(..fitting::label(range)?.end)?;
        Some(front.trim_end_matches([':', '=', ' ', '(', ')']).to_owned())
    };
    groups_words(range).or_else(label)
}

fn groups_words(range: Value<'_>) -> Option<String> {
    let whom = view::concepts_at(range, "appliesTo");
    let age = range.get("age").and_then(amount_text);
    view::joined(whom.into_iter().chain(age))
}

/// Ranges of another kind than what is usual (what is aimed at, what is dangerous): told, never
/// compared with.
pub(super) fn read_others(observed: Value<'_>, entry: &mut Entry) {
    for range in observed.each("referenceRange").filter(|range| !is_usual(range)) {
        let kind = view::concept_at(range, "type");
        let text = range_words(range).map(|text| match kind {
            Some(kind) => format!("{kind}: {text}"),
            None => text,
        });
        entry.text("other-range", text);
    }
}

/// What the sender marked: a code, or words where a sender has none.
fn mark(interpretation: Value<'_>) -> Option<Mark> {
    let codes = interpretation.each("coding").filter_map(|coding| coding.text_at(&["code"]));
    let words = interpretation.text_at(&["text"]).into_iter();
    codes.chain(words).find_map(|code| Mark::read(&code))
}

#[cfg(test)]
mod tests {
    use super::super::measure::tests::{measured, measured_of};
    use super::*;
    use crate::date::FhirDate;
    use crate::whom::{Sex, Whom};

    fn standing(value: &str, range: &str, mark: &str) -> Option<Standing> {
        let mark = match mark {
            "" => String::new(),
            mark => format!(r#","interpretation":[{{"coding":[{{"code":"{mark}"}}]}}]"#),
        };
        measured(&format!(r#"{{{value}{mark},"referenceRange":[{range}]}}"#)).standing
    }

    #[test]
    fn the_range_and_the_mark_of_the_sender_must_agree() {
        let psa = r#""valueQuantity":{"value":12,"unit":"ng/mL"}"#;
        let printed = r#"{"text":"<2.5 ng/mL"}"#;
        assert_eq!(standing(psa, printed, "N"), Some(Standing::MarkedUsual));
        assert_eq!(standing(psa, printed, "H"), Some(Standing::Above));
        assert_eq!(standing(psa, printed, ""), Some(Standing::Above));
        let pair = r#"{"low":{"value":0,"unit":"ng/mL"},"high":{"value":20,"unit":"ng/mL"}}"#;
        assert_eq!(standing(psa, pair, "H"), Some(Standing::MarkedUnusual));
        assert_eq!(standing(psa, pair, "N"), Some(Standing::Within));
        assert_eq!(standing(psa, pair, "LL"), Some(Standing::MarkedUnusual));
    }

    #[test]
    fn a_printed_range_is_read_like_a_structured_one() {
        let a1c = measured(
            r#"{"valueQuantity":{"value":7.5,"unit":"%"},"referenceRange":[{"text":"4-5.6%"}]}"#,
        );
        assert_eq!((a1c.low.unwrap().text.as_str(), a1c.high.unwrap().value), ("4", 5.6));
        assert_eq!((a1c.range_text, a1c.standing), (None, Some(Standing::Above)));
        let as_text =
            measured(r#"{"valueString":"<0.1","referenceRange":[{"text":"0.0-2.5 ng/mL"}]}"#);
        assert_eq!(as_text.standing, Some(Standing::Within));
        let other = measured(
            r#"{"valueQuantity":{"value":5.1,"unit":"mmol/L"},"referenceRange":[{"text":"70-99 mg/dL"}]}"#,
        );
        assert_eq!((other.standing, other.range_text.as_deref()), (None, Some("70-99 mg/dL")));
    }

    #[test]
    fn a_range_told_by_what_is_abnormal_is_read_where_it_is_certain_for_everybody() {
        let kidney = |value: &str, note: &str| {
            measured(&format!(
                r#"{{"valueQuantity":{{"value":{value}}},"note":[{{"text":"{note}"}}]}}"#
            ))
        };
        let factor = "(Abnormal if <60 mL/min/1.73m2\\nIf patient is black, multiply by 1.21)";
        assert_eq!(kidney("40", factor).standing, Some(Standing::Below));
        assert_eq!(kidney("40", factor).low.unwrap().text, "60");
        assert_eq!(kidney("75", factor).standing, Some(Standing::Within));
        // 54 is below 60, and 54 times 1.21 is not.
        assert_eq!((kidney("54", factor).standing, kidney("54", factor).low), (None, None));
        assert_eq!(kidney("54", "Abnormal if <60").standing, Some(Standing::Below));
        assert_eq!(kidney("54", "Fasting").standing, None);
        let printed = measured(
            r#"{"valueQuantity":{"value":54},"referenceRange":[{"text":"Abnormal if <60"}]}"#,
        );
        assert_eq!((printed.standing, printed.range_text), (Some(Standing::Below), None));
    }

    #[test]
    fn an_answer_in_words_is_compared_with_the_usual_one() {
        let negative = r#"{"text":"Negative"}"#;
        let answer = |word: &str| format!(r#""valueString":"{word}""#);
        assert_eq!(standing(&answer("Negative"), negative, ""), Some(Standing::Within));
        assert_eq!(standing(&answer("Positive"), negative, ""), Some(Standing::Unusual));
        assert_eq!(standing(&answer("Positive"), negative, "A"), Some(Standing::Unusual));
        assert_eq!(standing(&answer("Positive"), negative, "N"), Some(Standing::MarkedUsual));
        assert_eq!(standing(&answer("Negative"), negative, "A"), Some(Standing::MarkedUnusual));
        assert_eq!(standing(&answer("Trace"), negative, ""), None);
    }

    #[test]
    fn what_only_the_sender_says_is_not_called_within_or_outside_a_range() {
        let value = r#""valueQuantity":{"value":20,"unit":"g/dL"}"#;
        let no_range = Some(Standing::OnlyMarkedNoRange(Mark::Usual));
        assert_eq!(standing(value, "", "N"), no_range);
        assert_eq!(standing(r#""valueString":"Clear""#, "", "N"), no_range);
        assert_eq!(standing(value, r#"{"text":"g/dL"}"#, "N"), no_range, "a unit is no range");
        let of_others = r#"{"text":"men 13-17"},{"text":"women 12-15"}"#;
        assert_eq!(standing(value, of_others, "N"), Some(Standing::OnlyMarked(Mark::Usual)));
        assert_eq!(standing(value, of_others, "L"), Some(Standing::OnlyMarked(Mark::Low)));
        let aim = r#"{"high":{"value":30},"type":{"coding":[{"code":"treatment"}]}}"#;
        assert_eq!(standing(value, aim, "N"), Some(Standing::OnlyMarked(Mark::Usual)));
        let marks = [
            ("H", Mark::High),
            ("L", Mark::Low),
            ("HH", Mark::FarHigh),
            ("LL", Mark::FarLow),
            ("A", Mark::Unusual),
        ];
        for (code, mark) in marks {
            assert_eq!(standing(value, "", code), Some(Standing::OnlyMarkedNoRange(mark)));
        }
        let two = r#"A"}]},{"coding":[{"code":"HH"#;
        assert_eq!(standing(value, "", two), Some(Standing::OnlyMarkedNoRange(Mark::FarHigh)));
        let positive = r#""valueString":"Positive""#;
        assert_eq!(standing(positive, "", "A"), Some(Standing::OnlyMarkedNoRange(Mark::Unusual)));
    }

    #[test]
    fn a_range_for_some_people_or_of_another_kind_is_never_compared_with() {
        let value = r#""valueQuantity":{"value":20,"unit":"g/dL"}"#;
        let ends = r#""low":{"value":13,"unit":"g/dL"},"high":{"value":17,"unit":"g/dL"}"#;
        let men = format!(r#"{{{ends},"appliesTo":[{{"text":"Men"}}]}}"#);
        assert_eq!(standing(value, &men, ""), None);
        let old = format!(r#"{{{ends},"age":{{"low":{{"value":65,"unit":"a"}}}}}}"#);
        assert_eq!(standing(value, &old, ""), None);
        let aim = format!(r#"{{{ends},"type":{{"coding":[{{"code":"treatment"}}]}}}}"#);
        assert_eq!(standing(value, &aim, ""), None);
        assert_eq!(standing(value, &format!("{{{ends}}},{aim}"), ""), Some(Standing::Above));
    }

    #[test]
    fn the_range_of_the_patients_sex_and_age_is_compared_with_and_says_whom_it_is_for() {
        let json = r#"{"valueQuantity":{"value":12.5,"unit":"g/dL"},"referenceRange":[
            {"low":{"value":13.5},"high":{"value":17.5},"appliesTo":[{"text":"Male"}]},
            {"low":{"value":12.0},"high":{"value":15.5},"appliesTo":[{"text":"Female"}],
             "age":{"low":{"value":18,"code":"a","unit":"years"}}}]}"#;
        let of = |sex| {
            let whom = Whom { birth: "1990-01-01".parse().ok(), sex };
            measured_of(json, &Tested { whom, on: FhirDate::parse("2026-05-01") })
        };
        let (hers, his) = (of(Some(Sex::Female)), of(Some(Sex::Male)));
        assert_eq!(hers.standing, Some(Standing::Within));
        assert_eq!(hers.range_for.as_deref(), Some("Female; ≥ 18\u{a0}years"));
        assert_eq!(his.standing, Some(Standing::Below));
        let unknown = of(None);
        assert_eq!((unknown.standing, unknown.range_for), (None, None));
        assert!(unknown.range_text.is_some_and(|text| text.contains("(Male)")));
        let printed = r#"{"valueQuantity":{"value":12.5,"unit":"g/dL"},
            "referenceRange":[{"text":"Men: 13.5-17.5"},{"text":"Women: 12.0-15.5 g/dL"}]}"#;
        let whom = Whom { sex: Some(Sex::Female), ..Whom::default() };
        let hers = measured_of(printed, &Tested { whom, on: None });
        assert_eq!(hers.standing, Some(Standing::Within));
        assert_eq!(hers.range_for.as_deref(), Some("Women"));
    }

    #[test]
    fn two_equal_ends_are_no_range() {
        let value = r#""valueQuantity":{"value":5,"unit":"%"}"#;
        let none = r#"{"low":{"value":0},"high":{"value":0}}"#;
        assert_eq!(standing(value, none, ""), None);
    }

    #[test]
    fn ranges_in_another_unit_or_for_other_people_are_shown_and_not_compared() {
        let other_unit = measured(
            r#"{"valueQuantity":{"value":100,"unit":"mg/dL"},
                "referenceRange":[{"low":{"value":3.9,"unit":"mmol/L"},"high":{"value":5.5,"unit":"mmol/L"}}]}"#,
        );
        assert_eq!(other_unit.standing, None);
        assert_eq!(other_unit.range_text.as_deref(), Some("3.9–5.5\u{a0}mmol/L"));
        let several = measured(
            r#"{"valueQuantity":{"value":10},"referenceRange":[{"text":"men 13-17"},{"text":"women 12-15"}]}"#,
        );
        assert_eq!(several.standing, None);
        assert_eq!(several.range_text.as_deref(), Some("men 13-17; women 12-15"));
    }
}
