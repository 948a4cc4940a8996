//! Answered questionnaires.
//!
//! Standard: <https://hl7.org/fhir/R4/questionnaireresponse.html>

use super::{Entry, Measure, Part, Source, amounts};
use crate::date::FhirDate;
use crate::json::Value;
use crate::limits::JSON_DEPTH_MAX;
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    // The questionnaire's own name hangs on its address as an extension.
    entry.title = root.get("_questionnaire").and_then(|more| {
        more.each("extension").find_map(|name| view::text(name, &["valueString"]))
    });
    entry.title_word = "kind-questionnaire";
    entry.text("author", source.who_at(root, "author"));
    entry.text("from", source.who_at(root, "source"));
    for item in root.each("item") {
        read_item(source, item, entry, 0);
    }
}

fn read_item(source: &Source<'_>, item: Value<'_>, entry: &mut Entry, depth: usize) {
    let mut answers: Vec<Measure> =
        item.each("answer").filter_map(|answer| self::answer(source, answer)).collect();
    // A single amount keeps its unit; several answers are one text.
    let value = match answers.len() {
        1 => answers.pop(),
        _ => view::joined(answers.into_iter().map(|one| one.text)).map(Measure::of_text),
    };
    entry.parts.push(Part { title: view::text(item, &["text"]), value, ..Part::default() });
    if depth < JSON_DEPTH_MAX {
        let in_answers = item.each("answer").flat_map(|answer| answer.each("item"));
        let inner: Vec<Value<'_>> = item.each("item").chain(in_answers).collect();
        for inner in inner {
            read_item(source, inner, entry, depth + 1);
        }
    }
}

fn answer(source: &Source<'_>, answer: Value<'_>) -> Option<Measure> {
    let (name, value) = answer.members().find_map(|(name, value)| {
        Some((name.as_str()?.strip_prefix("value")?.to_owned(), value))
    })?;
    let text = match name.as_str() {
        "Coding" | "String" => view::concept(value),
        "Quantity" => return amounts::amount(value),
        "Date" | "DateTime" => Some(FhirDate::parse(&value.as_str()?)?.iso()),
        "Reference" => source.who(value),
        // The same mark in every language.
        "Boolean" => Some(if value.as_bool()? { "✓" } else { "✗" }.to_owned()),
        "Integer" | "Decimal" => value.as_number().map(str::to_owned),
        _ => value.as_str().map(|text| text.trim().to_owned()),
    };
    text.map(Measure::of_text)
}
