//! Test results and measurements: observations, the reports that group them, samples, pictures.
//!
//! Standard: <https://hl7.org/fhir/R4/observation.html>, <https://hl7.org/fhir/R4/diagnosticreport.html>

use super::fitting::Tested;
use super::{Entry, Part, Source, Status, attachments, build, measure, ranges};
use crate::value::doubt;
use crate::{title, view};

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("code");
    entry.codes_of(root.get("code"));
    entry.plain = named(entry);
    entry.apart_from_social_history(root);
    let tested = Tested { whom: source.whom(), on: entry.date };
    entry.value = measure::read(root, entry.plain, &tested, entry);
    // "Finding: uses a walking stick" is called by what was found, and no course of anything; so is what
    // came without a name and a code.
    let is_named = match &entry.title {
        Some(title) => !title::is_generic(title),
        None => entry.plain.is_some() || !entry.codes.is_empty(),
    };
    if !is_named
        && let Some(found) =
            entry.value.take_if(|value| value.number.is_none() && value.unit.is_none())
    {
        entry.title = Some(found.text);
    }
    for component in root.each("component") {
        let title = view::concept_at(component, "code");
        let codes = component.get("code").map(build::codes_in).unwrap_or_default();
        let plain = crate::plain::of(&codes);
        let value = measure::read(component, plain, &tested, entry);
        ranges::read_others(component, entry);
        entry.parts.push(Part { title, title_word: None, plain, codes, value });
    }
    ranges::read_others(root, entry);
    // What has a value is no longer only ordered.
    if entry.status == Some(Status::Known("registered")) && entry.value.is_some() {
        entry.status = Some(Status::Known("preliminary"));
    }
    doubt::mark(entry);
    measure::read_absence(source, entry);
    if entry.value.is_none() {
        entry.text("finding", view::concepts_at(root, "interpretation"));
    }
    entry.members_of(root.each("hasMember"));
    entry.text("body-site", source.concept("bodySite"));
    entry.text("method", source.concept("method"));
    entry.text("specimen", source.who_at(root, "specimen"));
    entry.text("device", source.who_at(root, "device"));
    entry.text("performer", source.who_at(root, "performer"));
    read_issued(source, entry);
}

/// What a test is in plain words, by its code or else by the short name of its laboratory.
fn named(entry: &Entry) -> Option<&'static crate::plain::Plain> {
    crate::plain::of(&entry.codes).or_else(|| crate::plain::of_name(entry.title.as_deref()?))
}

pub(super) fn read_report(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("code");
    entry.codes_of(root.get("code"));
    entry.plain = named(entry);
    entry.members_of(root.each("result"));
    entry.text("conclusion", source.text(&["conclusion"]));
    entry.text("finding", view::concepts_at(root, "conclusionCode"));
    entry.categories(root);
    entry.text("specimen", source.who_at(root, "specimen"));
    entry.text("performer", source.who_at(root, "performer"));
    entry.text("author", source.who_at(root, "resultsInterpreter"));
    read_issued(source, entry);
    attachments::read(source, entry);
}

pub(super) fn read_imaging(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source
        .text(&["description"])
        .or_else(|| source.concept("procedureCode"))
        .or_else(|| source.concept("modality"));
    entry.title_word = "kind-imaging";
    entry.codes_of(root.get("procedureCode").and_then(|codes| codes.items().next()));
    entry.text("method", view::concepts_at(root, "modality"));
    for series in root.each("series") {
        entry.text("part", view::text(series, &["description"]));
        entry.text("method", view::concept_at(series, "modality"));
        entry.text("body-site", view::concept_at(series, "bodySite"));
    }
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    entry.text("location", source.who_at(root, "location"));
}

pub(super) fn read_specimen(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("type");
    entry.title_word = "kind-specimen";
    entry.codes_of(root.get("type"));
    if let Some(collection) = root.get("collection") {
        entry.text("body-site", view::concept_at(collection, "bodySite"));
        entry.text("method", view::concept_at(collection, "method"));
        entry.text("performer", source.who_at(collection, "collector"));
        entry.amount("amount", collection.get("quantity"));
    }
    entry.day("received", source.date(&["receivedTime"]));
}

fn read_issued(source: &Source<'_>, entry: &mut Entry) {
    let issued = source.date(&["issued"]);
    if issued.map(|issued| issued.first_day()) != entry.date.map(|date| date.first_day()) {
        entry.day("issued", issued);
    }
}
