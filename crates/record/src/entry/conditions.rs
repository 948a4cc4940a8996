//! Conditions, and those of the family.
//!
//! Standard: <https://hl7.org/fhir/R4/condition.html>, <https://hl7.org/fhir/R4/familymemberhistory.html>

use super::allergies::verification;
use super::{Entry, Measure, Part, Source, amounts};
use crate::json::Value;
use crate::kin;
use crate::person::gender_word;
use crate::{plain, view};

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("code");
    entry.codes_of(root.get("code"));
    let title = entry.title.as_deref();
    entry.plain = plain::condition(&entry.codes)
        .filter(|plain| title.is_none_or(|title| !plain::speaks_against(title, plain)));
    entry.text("severity", source.concept("severity"));
    entry.text("body-site", view::concepts_at(root, "bodySite"));
    entry.measured("onset", when(root, "onset"));
    entry.measured("ended", when(root, "abatement"));
    entry.word("verification", verification(root));
    for category in root.each("category") {
        match category_word(category) {
            Some(word) => entry.word("category", Some(word)),
            None => entry.text("category", view::concept(category)),
        }
    }
    for stage in root.each("stage") {
        entry.text("stage", view::concept_at(stage, "summary"));
    }
    for evidence in root.each("evidence") {
        entry.text("evidence", source.what_at(evidence, "code", "detail"));
    }
    if source.date(&["recordedDate"]) != entry.date {
        entry.day("recorded", source.date(&["recordedDate"]));
    }
    entry.text("recorded-by", source.who_at(root, "recorder"));
    entry.text("from", source.who_at(root, "asserter"));
}

pub(super) fn read_family(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let known = root.get("relationship").and_then(kin::word);
    entry.title = source.concept("relationship").filter(|_| known.is_none());
    entry.title_word = known.unwrap_or("kind-family-member");
    entry.codes_of(root.get("relationship"));
    entry.text("name", source.text(&["name"]));
    entry.word("gender", view::code_at(root, "sex").and_then(|code| gender_word(&code)));
    for condition in root.each("condition") {
        let (title, value) = (view::concept_at(condition, "code"), when(condition, "onset"));
        if title.is_some() || value.is_some() {
            entry.parts.push(Part { title, value, ..Part::default() });
        }
        entry.text("outcome", view::concept_at(condition, "outcome"));
    }
    entry.measured("age", when(root, "age"));
    entry.day("birth-date", source.date(&["bornDate"]));
    entry.day("deceased", source.date(&["deceasedDate"]));
    entry.measured("deceased", when(root, "deceased"));
    if root.get("deceasedBoolean").and_then(Value::as_bool) == Some(true) {
        entry.word("deceased", Some("word-yes"));
    }
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
}

/// An onset or end that is no date: an age, a range or words.
fn when(value: Value<'_>, name: &str) -> Option<Measure> {
    let member = |suffix: &str| value.get(&format!("{name}{suffix}"));
    member("Age")
        .or_else(|| member("Range"))
        .and_then(amounts::amount)
        .or_else(|| member("String").and_then(view::concept).map(Measure::of_text))
}

fn category_word(category: Value<'_>) -> Option<&'static str> {
    if view::has_code(category, "problem-list-item") {
        Some("category-problem-list")
    } else if view::has_code(category, "encounter-diagnosis") {
        Some("category-visit")
    } else if view::has_code(category, "health-concern") {
        Some("category-concern")
    } else {
        None
    }
}
