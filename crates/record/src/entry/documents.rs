//! Documents, notes, pictures and messages.
//!
//! Standard: <https://hl7.org/fhir/R4/documentreference.html>, <https://hl7.org/fhir/R4/composition.html>

use super::{Entry, Source, attachments};
use crate::json::Value;
use crate::limits::NARRATIVE_DEPTH_MAX;
use crate::narrative::{self, Block};
use crate::view;

pub(super) fn read(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let kind = source.concept("type");
    entry.title = source
        .text(&["description"])
        .or_else(|| kind.clone())
        .or_else(|| source.text(&["content", "attachment", "title"]))
        .or_else(|| source.concept("category"));
    entry.title_word = "kind-document";
    entry.codes_of(root.get("type"));
    entry.text("kind", kind.filter(|kind| Some(kind) != entry.title.as_ref()));
    entry.categories(root);
    entry.text("author", source.who_at(root, "author"));
    entry.source = source.who_at(root, "custodian");
    if let Some(context) = root.get("context") {
        entry.text("location", view::concept_at(context, "facilityType"));
        entry.text("specialty", view::concept_at(context, "practiceSetting"));
        entry.text("service", view::concepts_at(context, "event"));
    }
    entry.word(
        "verification",
        match root.text_at(&["docStatus"]).as_deref() {
            Some("preliminary") => Some("status-preliminary"),
            Some("amended") => Some("status-amended"),
            Some("entered-in-error") => Some("status-entered-in-error"),
            _ => None,
        },
    );
    attachments::read(source, entry);
}

pub(super) fn read_composition(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    let kind = source.concept("type");
    entry.title = source.text(&["title"]).or_else(|| kind.clone());
    entry.title_word = "kind-document";
    entry.codes_of(root.get("type"));
    entry.text("kind", kind.filter(|kind| Some(kind) != entry.title.as_ref()));
    entry.text("author", source.who_at(root, "author"));
    entry.source = source.who_at(root, "custodian");
    for event in root.each("event") {
        entry.text("service", view::concepts_at(event, "code"));
    }
    for section in root.each("section") {
        read_section(section, entry, 0);
    }
}

/// A section's title, its narrative, why it is empty, and the sections in it. The narrative is the
/// part a person signed: it is always shown, whatever its entries say.
fn read_section(section: Value<'_>, entry: &mut Entry, depth: usize) {
    let title = view::text(section, &["title"]).or_else(|| view::concept_at(section, "code"));
    let text = section.text_at(&["text", "div"]).map(|div| narrative::from_xhtml(&div));
    entry.narrative.extend(narrative::titled(title, text.unwrap_or_default()));
    if let Some(reason) = view::concept_at(section, "emptyReason") {
        entry.narrative.push(Block::Paragraph(reason));
    }
    if depth < NARRATIVE_DEPTH_MAX {
        section.each("section").for_each(|inner| read_section(inner, entry, depth + 1));
    }
}

pub(super) fn read_media(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source
        .text(&["content", "title"])
        .or_else(|| source.concept("type"))
        .or_else(|| source.concept("modality"));
    entry.title_word = "kind-picture";
    entry.text("body-site", source.concept("bodySite"));
    entry.text("reason", view::concepts_at(root, "reasonCode"));
    entry.text("performer", source.who_at(root, "operator"));
    attachments::read(source, entry);
}

pub(super) fn read_communication(source: &Source<'_>, entry: &mut Entry) {
    let root = source.root;
    entry.title = source.concept("topic").or_else(|| source.concept("category"));
    entry.title_word = "kind-message";
    entry.text("from", source.who_at(root, "sender"));
    entry.text("sent-to", source.who_at(root, "recipient"));
    entry.text("reason", source.what_at(root, "reasonCode", "reasonReference"));
    for payload in root.each("payload") {
        let text = view::text(payload, &["contentString"]);
        entry.narrative.extend(text.map(Block::Paragraph));
    }
    attachments::read(source, entry);
}
