//! What was written, read back from the record, to be changed.

use super::reading::amount;
use super::{Measurement, RELATIVES, SugarUnit, WeightUnit, What, When, Written};
use crate::entry::inline_bytes;
use crate::json::Value;
use crate::resource::{Resource, ResourceId};
use crate::view;

/// What a resource that was written here says; `None` where it is none, or of a newer program.
pub fn read(resource: &Resource) -> Option<Written> {
    if !super::is_own(resource.id.local()) {
        return None;
    }
    let document = resource.document().ok()?;
    let root = document.root();
    let what = match &*resource.kind {
        "Observation" => What::Reading(reading(root)?),
        "MedicationStatement" => What::Medicine {
            name: view::concept_at(root, "medicationCodeableConcept")?,
            how: first(root, "dosage", &["text"]),
            reason: view::concept_at(root, "reasonCode").unwrap_or_default(),
            is_taken: root.get("status").is_some_and(|status| status.is("active")),
        },
        "FamilyMemberHistory" => What::Family {
            relative: relative(root)?,
            condition: root.each("condition").find_map(|one| view::concept_at(one, "code"))?,
        },
        "Goal" => What::Goal {
            text: view::concept_at(root, "description")?,
            until: root.each("target").find_map(|one| view::text(one, &["dueDate"])),
            is_reached: root.get("lifecycleStatus").is_some_and(|status| status.is("completed")),
        },
        "DocumentReference" => document_of(resource, root)?,
        _ => return None,
    };
    let on = ["effectiveDateTime", "startDate"].iter().find_map(|name| view::text(root, &[name]));
    let period = || {
        let part = |part| view::text(root, &["effectivePeriod", part]);
        part("start").or_else(|| part("end"))
    };
    let is_helper = |note: &Value<'_>| {
        let by = view::text(*note, &["authorString"]);
        by.is_some() && by == view::text(*note, &["text"])
    };
    let note = root.each("note").find(|note| !is_helper(note));
    let note = note.and_then(|note| view::text(note, &["text"])).unwrap_or_default();
    Some(Written { what, on: on.or_else(period), note })
}

fn first(root: Value<'_>, name: &str, path: &[&str]) -> String {
    root.each(name).find_map(|one| view::text(one, path)).unwrap_or_default()
}

fn reading(root: Value<'_>) -> Option<Measurement> {
    let value = |one: Value<'_>| amount(one.at(&["valueQuantity", "value"])?.as_number()?);
    let unit = || root.text_at(&["valueQuantity", "code"]);
    let is = |code: &str| view::has_code(root.get("code")?, code).then_some(());
    if is("85354-9").is_some() {
        let half = |code: &str| {
            let has = |one: &Value<'_>| one.get("code").is_some_and(|it| view::has_code(it, code));
            root.each("component").find(has).and_then(value)
        };
        return Some(Measurement::Pressure {
            upper: half("8480-6")?,
            lower: half("8462-4")?,
            pulse: half("8867-4"),
        });
    }
    if is("29463-7").is_some() {
        let is_metric = unit().is_some_and(|unit| unit == "kg");
        let unit = if is_metric { WeightUnit::Kilogram } else { WeightUnit::Pound };
        return Some(Measurement::Weight(value(root)?, unit));
    }
    let is_milligram = is("41653-7").is_some();
    if !is_milligram {
        is("14743-9")?;
    }
    let unit = if is_milligram { SugarUnit::Milligram } else { SugarUnit::Millimole };
    let method = root.get("method");
    let when = |code: &str| method.is_some_and(|method| view::has_code(method, code));
    let when = match (when("AC"), when("PC")) {
        (true, _) => Some(When::Before),
        (_, true) => Some(When::After),
        _ => None,
    };
    Some(Measurement::Sugar(value(root)?, unit, when))
}

fn relative(root: Value<'_>) -> Option<String> {
    let relationship = root.get("relationship")?;
    let known = RELATIVES.iter().find(|(code, _)| view::has_code(relationship, code));
    known.map(|(_, word)| (*word).to_owned()).or_else(|| view::concept(relationship))
}

fn document_of(resource: &Resource, root: Value<'_>) -> Option<What> {
    let title = view::text(root, &["description"])?;
    let file = root.each("content").find_map(|content| content.get("attachment"))?;
    let Some(url) = view::text(file, &["url"]) else {
        let text = String::from_utf8(inline_bytes(resource, 0)?).ok()?;
        return Some(What::Note { title, text });
    };
    Some(What::Document {
        title,
        media_type: view::text(file, &["contentType"])?,
        original: ResourceId::parse(url.strip_prefix("Binary/")?)?,
        bytes: file.get("size")?.as_number()?.parse().ok()?,
    })
}
