//! When a course of medicine ends: by its last day, its length, or its directions in words.
//!
//! Standard: <https://hl7.org/fhir/R4/datatypes.html#Timing>

use jiff::Span;

use crate::date::FhirDate;
use crate::json::Value;

/// The last day of a course that began on `start`; `None` where nothing ends it. A course that
/// comes in several dosages ends with the last of them, and not at all if one has no end.
pub fn end(resource: Value<'_>, start: Option<FhirDate>) -> Option<FhirDate> {
    let dosages = resource.each("dosageInstruction").chain(resource.each("dosage"));
    let mut last: Option<FhirDate> = None;
    for dosage in dosages {
        let end = end_of_dosage(dosage, start)?;
        if last.is_none_or(|last| last.last_day() < end.last_day()) {
            last = Some(end);
        }
    }
    last
}

fn end_of_dosage(dosage: Value<'_>, start: Option<FhirDate>) -> Option<FhirDate> {
    let repeat = dosage.at(&["timing", "repeat"]);
    let period = repeat.and_then(|repeat| repeat.get("boundsPeriod"));
    let within = |name| FhirDate::parse(period?.text_at(&[name])?.trim());
    if let Some(end) = within("end") {
        return Some(end);
    }
    let start = within("start").or(start)?;
    let days = repeat
        .and_then(|repeat| repeat.get("boundsDuration"))
        .and_then(days_of)
        .or_else(|| days_in_words(&dosage.text_at(&["text"])?))?;
    last_day(start, days)
}

/// The day on which a course of that many days is over: its first day counts.
fn last_day(start: FhirDate, days: i64) -> Option<FhirDate> {
    // A month or year as a start leaves it open when the days are over.
    if start.first_day() != start.last_day() {
        return None;
    }
    let last = start.first_day().checked_add(Span::new().try_days(days - 1).ok()?).ok()?;
    Some(FhirDate::day(last))
}

/// A Duration in days, at least one.
fn days_of(duration: Value<'_>) -> Option<i64> {
    let number: f64 = duration.get("value")?.as_number()?.parse().ok()?;
    let unit = duration.text_at(&["code"]).or_else(|| duration.text_at(&["unit"]))?;
    let days = number * days_in(unit.trim())?;
    (days > 0.0 && days < 36_600.0).then(|| days.ceil() as i64)
}

fn days_in(unit: &str) -> Option<f64> {
    Some(match unit.to_ascii_lowercase().as_str() {
        "h" | "hour" | "hours" => 1.0 / 24.0,
        "d" | "day" | "days" | "día" | "días" => 1.0,
        "wk" | "week" | "weeks" | "semana" | "semanas" => 7.0,
        "mo" | "month" | "months" | "mes" | "meses" => 30.0,
        "a" | "y" | "year" | "years" | "año" | "años" => 365.0,
        _ => return None,
    })
}

/// "Take 1 capsule 3 times a day for 10 days." → 10. Only where the directions end with it: what
/// follows ("for 10 days, then 1 daily") goes on.
fn days_in_words(text: &str) -> Option<i64> {
    let text = text.trim().trim_end_matches(['.', '!']).to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let [.., before, number, unit] = words.as_slice() else { return None };
    if !matches!(*before, "for" | "x" | "por" | "durante") {
        return None;
    }
    let count: i64 = number.parse().ok().filter(|count| (1..=366).contains(count))?;
    Some((count as f64 * days_in(unit)?).ceil() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn end_of(dosages: &str, start: &str) -> Option<String> {
        let json = format!(r#"{{"dosageInstruction":[{dosages}]}}"#);
        let document = Document::parse(&json).unwrap();
        end(document.root(), FhirDate::parse(start)).map(|end| end.iso())
    }

    #[test]
    fn a_course_ends_with_its_last_day_its_length_or_its_directions() {
        let repeat = |bounds: &str| format!(r#"{{"timing":{{"repeat":{{{bounds}}}}}}}"#);
        let cases = [
            (
                repeat(r#""boundsPeriod":{"start":"2026-05-01","end":"2026-05-10"}"#),
                Some("2026-05-10"),
            ),
            (repeat(r#""boundsDuration":{"value":10,"code":"d"}"#), Some("2026-05-12")),
            (repeat(r#""boundsDuration":{"value":2,"unit":"weeks"}"#), Some("2026-05-16")),
            (repeat(r#""boundsDuration":{"value":36,"code":"h"}"#), Some("2026-05-04")),
            (repeat(r#""boundsDuration":{"value":-3,"code":"d"}"#), None),
            (
                r#"{"text":"Take 1 capsule 3 times a day for 10 days."}"#.to_owned(),
                Some("2026-05-12"),
            ),
            (
                r#"{"text":"Tome 1 tableta al día durante 2 semanas"}"#.to_owned(),
                Some("2026-05-16"),
            ),
            (r#"{"text":"Take 2 tablets for 10 days, then 1 daily"}"#.to_owned(), None),
            (r#"{"text":"Take 1 tablet daily for 30 years of pain"}"#.to_owned(), None),
            (r#"{"text":"Take with food"}"#.to_owned(), None),
        ];
        for (dosage, wanted) in cases {
            assert_eq!(end_of(&dosage, "2026-05-03").as_deref(), wanted, "{dosage}");
        }
    }

    #[test]
    fn a_course_with_one_open_dosage_has_no_end() {
        let closed = r#"{"text":"2 tablets a day for 5 days"}"#;
        let open = r#"{"text":"1 tablet a day"}"#;
        assert_eq!(end_of(&format!("{closed},{open}"), "2026-05-03"), None);
        let longer = r#"{"text":"1 tablet a day for 10 days"}"#;
        let both = end_of(&format!("{longer},{closed}"), "2026-05-03");
        assert_eq!(both.as_deref(), Some("2026-05-12"), "it ends with the last of them");
    }

    #[test]
    fn a_length_without_a_day_to_count_from_ends_nothing() {
        let dosage = r#"{"text":"1 tablet a day for 10 days"}"#;
        assert_eq!(end_of(dosage, "2026-05"), None);
        assert_eq!(end_of(dosage, ""), None);
    }
}
