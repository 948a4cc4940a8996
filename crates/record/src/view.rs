//! What a person would read of a FHIR data type: a concept, a name, a reference, a period.
//!
//! Standard: <https://hl7.org/fhir/R4/datatypes.html>

use std::borrow::Cow;
use std::collections::HashSet;

use crate::date::FhirDate;
use crate::json::Value;
use crate::nameless::{is_no_name, is_placeholder};

/// The words of a CodeableConcept or Coding: its text, or the best display of its codings. Never
/// a bare code.
pub fn concept(value: Value<'_>) -> Option<String> {
    if let Some(text) = value.as_str() {
        return words_of(&text);
    }
    let is_code = |text: &str| {
        value.each("coding").any(|coding| coding.get("code").is_some_and(|code| code.is(text)))
    };
    if let Some(text) = value.text_at(&["text"]).filter(|text| !is_code(text.trim()))
        && let Some(words) = words_of(&text)
    {
        return Some(words);
    }
    let chosen = value.each("coding").find(|coding| {
        coding.get("userSelected").and_then(Value::as_bool) == Some(true)
            && coding.get("display").is_some()
    });
    let displays = chosen.into_iter().chain(value.each("coding")).chain([value]);
    displays
        .filter(|coding| !is_null_flavor(*coding))
        .filter_map(|coding| {
            let display = coding.text_at(&["display"])?;
            let is_bare = coding.get("code").is_some_and(|code| code.is(&display));
            // A word that is its own code ("active", "USD") is still better than a number.
            (!is_bare || display.chars().any(char::is_lowercase)).then_some(display)
        })
        .find_map(|display| words_of(&display))
}

/// Whether a coding only says that something is not known: "unknown" names nothing.
fn is_null_flavor(coding: Value<'_>) -> bool {
    coding.text_at(&["system"]).is_some_and(|system| {
        system.ends_with("v3-NullFlavor") || system.ends_with("2.16.840.1.113883.5.1008")
    })
}

/// The words of the member `name`, a CodeableConcept or Coding (the first one that has words).
pub fn concept_at(value: Value<'_>, name: &str) -> Option<String> {
    value.each(name).find_map(concept)
}

/// The words of every concept in the member `name`, joined with semicolons.
pub fn concepts_at(value: Value<'_>, name: &str) -> Option<String> {
    joined(value.each(name).filter_map(concept))
}

/// The string behind a path, trimmed, `None` if empty.
pub fn text(value: Value<'_>, path: &[&str]) -> Option<String> {
    let text = value.text_at(path)?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// What the source wrote or chose for the member `name`, where its code says it less finely.
///
/// <https://hl7.org/fhir/R4/extension-originaltext.html>
pub fn original_text(value: Value<'_>, name: &str) -> Option<String> {
    let beside = value.get(&format!("_{name}"))?;
    let is_told = |one: &Value<'_>| one.text_at(&["url"]).is_some_and(|url| url == ORIGINAL_TEXT);
    text(beside.each("extension").find(is_told)?, &["valueString"])
}

/// The extension that holds the words of the source beside a code.
pub const ORIGINAL_TEXT: &str = "http://hl7.org/fhir/StructureDefinition/originalText";

/// The date behind a path.
pub fn date(value: Value<'_>, path: &[&str]) -> Option<FhirDate> {
    FhirDate::parse(value.text_at(path)?.trim())
}

/// Texts with semicolons between, each once.
pub fn joined(texts: impl Iterator<Item = String>) -> Option<String> {
    let mut seen = HashSet::new();
    let each: Vec<String> = texts.filter(|text| seen.insert(text.clone())).collect();
    (!each.is_empty()).then(|| each.join("; "))
}

/// Whether a concept (or any of several in `value`) has that code, whatever its system.
pub fn has_code(value: Value<'_>, code: &str) -> bool {
    value.each("coding").any(|coding| coding.get("code").is_some_and(|own| own.is(code)))
}

/// The first code of the concept in the member `name`.
pub fn code_at<'d>(value: Value<'d>, name: &str) -> Option<Cow<'d, str>> {
    value.each(name).find_map(|concept| {
        concept.text_at(&["coding", "code"]).or_else(|| concept.text_at(&["code"]))
    })
}

/// A HumanName as people write it; `None` where it names nobody.
pub fn human_name(name: Value<'_>) -> Option<String> {
    if let Some(text) = text(name, &["text"]).filter(|text| !is_no_name(text)) {
        return Some(text);
    }
    let part = |part: &'static str| name.each(part).filter_map(Value::as_str);
    let parts: Vec<_> = part("prefix")
        .chain(part("given"))
        .chain(part("family"))
        .chain(part("suffix"))
        .map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty() && !is_placeholder(text))
        .collect();
    Some(parts.join(" ")).filter(|name| !is_no_name(name))
}

/// The name in use among the HumanNames in `name`, see [`names_by_use`].
pub fn name_in_use(value: Value<'_>) -> Option<String> {
    names_by_use(value).into_iter().find_map(human_name)
}

/// The HumanNames in `name`, the one in use first: official, then usual, then any that is not old.
pub fn names_by_use(value: Value<'_>) -> Vec<Value<'_>> {
    let rank = |name: &Value<'_>| match name.text_at(&["use"]).as_deref() {
        Some("official") => 0,
        Some("usual") => 1,
        None => 2,
        Some("old" | "maiden") => 4,
        Some(_) => 3,
    };
    let mut names: Vec<Value<'_>> = value.each("name").collect();
    names.sort_by_key(rank);
    names
}

/// An Address in lines.
pub fn address(address: Value<'_>) -> Vec<String> {
    let part = |name| text(address, &[name]).filter(|part| !says_none(part));
    let mut lines: Vec<String> = address
        .each("line")
        .filter_map(Value::as_str)
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty() && !says_none(line))
        .collect();
    let mut place = part("city").unwrap_or_default();
    for (before, part) in [(", ", part("state")), (" ", part("postalCode"))] {
        if let Some(part) = part {
            if !place.is_empty() {
                place.push_str(before);
            }
            place.push_str(&part);
        }
    }
    lines.extend((!place.is_empty()).then_some(place));
    let is_here = |country: &str| {
        ["US", "USA", "United States", "United States of America"].contains(&country)
    };
    lines.extend(part("country").filter(|country| !is_here(country)));
    if lines.is_empty() {
        let text = part("text").unwrap_or_default();
        lines.extend(text.lines().map(|line| line.trim().to_owned()));
        lines.retain(|line| !line.is_empty());
    }
    lines
}

/// What exports write where there is no street or town.
fn says_none(part: &str) -> bool {
    let part = part.trim().to_lowercase();
    matches!(part.as_str(), "none" | "unknown" | "unk" | "n/a")
        || part.starts_with("no ") && part.ends_with(" indicated")
}

/// The words of a text of the source: trimmed, without SNOMED CT's semantic tag.
fn words_of(text: &str) -> Option<String> {
    let text = without_semantic_tag(text.trim());
    (!text.is_empty()).then(|| text.to_owned())
}

/// "Sepsis (disorder)" → "Sepsis": the tag tells a terminologist what kind of concept it is, and
/// tells a patient nothing.
pub fn without_semantic_tag(text: &str) -> &str {
    let Some(inner) = text.strip_suffix(')') else { return text };
    match inner.rsplit_once(" (") {
        Some((words, tag)) if !words.is_empty() && SEMANTIC_TAGS.contains(&tag) => words.trim_end(),
        _ => text,
    }
}

const SEMANTIC_TAGS: &[&str] = &[
    "disorder",
    "finding",
    "procedure",
    "situation",
    "observable entity",
    "regime/therapy",
    "physical object",
    "substance",
    "product",
    "event",
    "body structure",
    "morphologic abnormality",
    "organism",
    "person",
    "qualifier value",
    "record artifact",
    "social concept",
    "environment",
    "environment / location",
    "occupation",
    "clinical drug",
    "medicinal product",
    "medicinal product form",
    "specimen",
    "staging scale",
    "assessment scale",
    "tumor staging",
    "attribute",
    "cell",
    "cell structure",
    "geographic location",
    "ethnic group",
    "racial group",
    "religion/philosophy",
    "life style",
    "physical force",
    "inactive concept",
    "context-dependent category",
    "role",
    "dose form",
    "basic dose form",
    "administration method",
    "intended site",
    "navigational concept",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    fn words(json: &str) -> Option<String> {
        concept(Document::parse(json).unwrap().root())
    }

    #[test]
    fn a_concept_is_read_in_words_and_never_as_a_bare_code() {
        assert_eq!(words(r#"{"text":"Sepsis (disorder)"}"#).as_deref(), Some("Sepsis"));
        assert_eq!(
            words(r#"{"coding":[{"code":"1"},{"code":"2","display":"Two"}]}"#).as_deref(),
            Some("Two")
        );
        assert_eq!(words(r#"{"coding":[{"code":"44054006"}]}"#), None);
        assert_eq!(words(r#"{"text":"44054006","coding":[{"code":"44054006"}]}"#), None);
        assert_eq!(
            words(r#"{"text":" ","coding":[{"code":"1","display":"One"}]}"#).as_deref(),
            Some("One")
        );
    }

    #[test]
    fn only_semantic_tags_are_taken_off() {
        assert_eq!(without_semantic_tag("Asthma (childhood)"), "Asthma (childhood)");
        assert_eq!(without_semantic_tag("Full-time employment (finding)"), "Full-time employment");
    }

    #[test]
    fn the_name_in_use_comes_before_an_old_one() {
        let json = r#"{"name":[{"use":"maiden","family":"Ruiz"},{"use":"official","given":["Ana"],"family":"Reyes"}]}"#;
        assert_eq!(
            name_in_use(Document::parse(json).unwrap().root()).as_deref(),
            Some("Ana Reyes")
        );
    }
}
