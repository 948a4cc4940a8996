//! Writes a resource anew with ids and references of this store; every other byte stays.

use std::ops::Range;

use super::address::Address;
use super::resolve::{Led, Resolver};
use super::scan::{Meta, Scan};
use crate::facts::{self, Reference};
use crate::json::{Document, write_string};
use crate::resource::{PatientKey, ResourceId};

/// What is written in place of a span.
struct Edit {
    span: Range<usize>,
    text: String,
}

/// The resource's JSON in this store, and what it refers to. `origin` is what `meta.source` becomes where there is none.
pub(super) fn rewrite(
    json: &str,
    scan: &Scan,
    id: &ResourceId,
    owner: Option<&PatientKey>,
    origin: Option<&str>,
    resolver: &Resolver<'_>,
) -> (String, Vec<Reference>) {
    let mut references = Vec::new();
    let mut edits = Vec::with_capacity(scan.spots.len() + 2);
    identity(json, scan, id, origin, &mut edits);
    for spot in &scan.spots {
        let text = spot.text(json);
        let led = if spot.reference.is_some() || leads_to_binary(text, resolver) {
            resolver.lead(text, owner)
        } else {
            Led::Astray
        };
        if let Some(path) = spot.reference.as_deref() {
            let target = match &led {
                Led::Astray => text,
                Led::To(target) => target,
                Led::Elsewhere(target) | Led::Found(target, ..) => target,
            };
            references.extend(facts::reference(path, target, owner));
        }
        let mut written = String::new();
        match led {
            Led::Astray => continue,
            Led::To(target) => write_string(&mut written, target),
            Led::Elsewhere(target) => write_string(&mut written, &target),
            Led::Found(target, system, value) => {
                write_string(&mut written, &target);
                if !spot.has_identifier && spot.reference.is_some() {
                    written.push_str(",\"identifier\":{\"system\":");
                    write_string(&mut written, &system);
                    written.push_str(",\"value\":");
                    write_string(&mut written, &value);
                    written.push('}');
                }
            }
        }
        edits.push(Edit { span: spot.span.clone(), text: written });
    }
    edits.sort_by_key(|edit| edit.span.start);
    (apply(json, &edits), facts::each_once(references))
}

/// `json` of a DocumentReference with the address of its stored document.
pub(super) fn with_attachment_url(json: &str, url: &str) -> String {
    let Ok(document) = Document::parse(json) else { return json.to_owned() };
    let Some(attachment) = document.root().at(&["content", "attachment"]) else {
        return json.to_owned();
    };
    let mut text = String::new();
    write_string(&mut text, url);
    let edit = if let Some(own) = attachment.get("url") {
        Edit { span: own.span(), text }
    } else {
        let start = attachment.span().start + 1;
        let comma = if attachment.members().next().is_some() { "," } else { "" };
        Edit { span: start..start, text: format!("\"url\":{text}{comma}") }
    };
    apply(json, &[edit])
}

/// Id and meta.
fn identity(json: &str, scan: &Scan, id: &ResourceId, origin: Option<&str>, edits: &mut Vec<Edit>) {
    let mut id_text = String::new();
    write_string(&mut id_text, id.as_str());
    let has_meta = scan.meta.is_some();
    let mut behind = String::new();
    if let (false, Some(origin)) = (has_meta, origin) {
        behind.push_str(",\"meta\":{\"source\":");
        write_string(&mut behind, origin);
        behind.push('}');
    }
    let text = match &scan.id_span {
        Some(_) => format!("{id_text}{behind}"),
        None => format!(",\"id\":{id_text}{behind}"),
    };
    let span = scan.id_span.clone().unwrap_or(scan.after_type..scan.after_type);
    edits.push(Edit { span, text });
    if let Some(meta) = &scan.meta {
        edits.extend(meta_edit(json, meta, origin));
    }
}

/// `versionId` and `lastUpdated` are this store's to say; what else `meta` holds stays.
fn meta_edit(json: &str, meta: &Meta, origin: Option<&str>) -> Option<Edit> {
    let origin = origin.filter(|_| meta.source.is_none());
    if meta.kept.len() == meta.members && meta.members > 0 && origin.is_none() {
        return None;
    }
    let mut members: Vec<String> =
        meta.kept.iter().filter_map(|span| json.get(span.clone())).map(str::to_owned).collect();
    if let Some(origin) = origin {
        let mut member = String::from("\"source\":");
        write_string(&mut member, origin);
        members.push(member);
    }
    if members.is_empty() {
        // FHIR allows no empty object: the member goes, and one comma with it.
        let span = match json.as_bytes().get(meta.span.end) {
            Some(b',') => meta.span.start..meta.span.end + 1,
            _ => meta.span.start.saturating_sub(1)..meta.span.end,
        };
        return Some(Edit { span, text: String::new() });
    }
    Some(Edit { span: meta.value..meta.span.end, text: format!("{{{}}}", members.join(",")) })
}

/// Only links to a resource of the same source are followed in plain URLs.
fn leads_to_binary(text: &str, resolver: &Resolver<'_>) -> bool {
    resolver.item(text).is_some()
        || resolver.elsewhere(text).is_some()
        || Address::parse(text).is_some_and(|address| address.kind == "Binary")
}

fn apply(json: &str, edits: &[Edit]) -> String {
    let grown: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(json.len() + grown);
    let mut at = 0;
    for edit in edits {
        // Spans come from the parser in order; one that overlaps would be a mistake of ours and is
        // left out rather than garble the text.
        let Some(before) = json.get(at..edit.span.start) else { continue };
        out.push_str(before);
        out.push_str(&edit.text);
        at = edit.span.end;
    }
    out.push_str(json.get(at..).unwrap_or_default());
    out
}
