//! What is in a Bundle and what is not, and how confidential it is: members of its `meta`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use bluebutton_record::confidentiality::{Marks, written};
use bluebutton_record::json::write_string;
use bluebutton_record::words::{Language, Words};
use bluebutton_record::{Manifest, Section};

use super::{DISPLAY_EXTENSION, MANIFEST_EXTENSION, append_instant};

/// The manifest as an extension of `meta`.
pub(in crate::write) fn append_manifest(out: &mut String, manifest: &Manifest) {
    let _ = write!(
        out,
        r#"{{"url":"{MANIFEST_EXTENSION}","extension":[{{"url":"made","valueInstant":"#
    );
    append_instant(out, manifest.made_at);
    out.push('}');
    append_selection(out, manifest);
    append_counts(out, "included", &manifest.included);
    append_counts(out, "leftOut", &manifest.left_out);
    if manifest.undated > 0 {
        let _ = write!(out, r#",{{"url":"undated","valueUnsignedInt":{}}}"#, manifest.undated);
    }
    for (rule, count) in &manifest.withheld {
        append_count(out, "withheld", ("rule", rule), *count);
    }
    for id in &manifest.unreadable {
        append_value(out, "unreadable", "valueString", id);
    }
    if manifest.documents.total() > 0 {
        out.push_str(r#",{"url":"entriesOfDocuments","extension":["#);
        for (at, (name, count)) in manifest.documents.named().into_iter().enumerate() {
            let comma = if at > 0 { "," } else { "" };
            let _ = write!(out, r#"{comma}{{"url":"{name}","valueUnsignedInt":{count}}}"#);
        }
        out.push_str("]}");
    }
    for source in &manifest.sources {
        append_value(out, "source", "valueString", source);
    }
    out.push_str("]}");
}

/// The notice that goes with what is specially protected, as a further extension of `meta`: what a program
/// has to show wherever it shows the content. In English, as the law words it (42 CFR 2.32).
///
/// Standard: HL7 FHIR Data Segmentation for Privacy 1.0.0, `display`
pub(in crate::write) fn append_notice(out: &mut String, marks: &Marks) {
    if let Some(notice) = notice(marks) {
        out.push(',');
        out.push_str(&notice);
    }
}

/// The notice that goes with something, as an extension of `meta`; `None` where none does.
pub(super) fn notice(marks: &Marks) -> Option<String> {
    let mut out = format!(r#"{{"url":"{DISPLAY_EXTENSION}","valueAnnotation":{{"text":"#);
    write_string(&mut out, &Words::of(Language::English).text(marks.notice()?));
    out.push_str("}}");
    Some(out)
}

/// The notice and the labels of the whole, as members behind another of a `meta` that has neither: for the
/// Bundle that answers a search.
pub fn append_protection(out: &mut String, marks: &Marks) {
    if let Some(notice) = notice(marks) {
        let _ = write!(out, r#","extension":[{notice}]"#);
    }
    append_marks(out, marks);
}

/// The labels of the whole, the high-water mark of its parts, as a member behind another.
pub(in crate::write) fn append_marks(out: &mut String, marks: &Marks) {
    if marks.are_usual() {
        return;
    }
    let _ = write!(out, r#","security":[{}]"#, written(&marks.labels()));
}

fn append_selection(out: &mut String, manifest: &Manifest) {
    let selection = &manifest.selection;
    if let Some(from) = selection.dates.from {
        append_value(out, "from", "valueDate", &from.to_string());
    }
    if let Some(to) = selection.dates.to {
        append_value(out, "to", "valueDate", &to.to_string());
    }
    for section in selection.sections.iter().flatten() {
        append_value(out, "section", "valueCode", section.slug());
    }
    if let Some(visit) = &selection.visit {
        append_value(out, "visit", "valueId", visit.as_str());
    }
}

fn append_counts(out: &mut String, url: &str, counts: &BTreeMap<Section, usize>) {
    for (section, count) in counts {
        append_count(out, url, ("section", section.slug()), *count);
    }
}

fn append_count(out: &mut String, url: &str, (what, code): (&str, &str), count: usize) {
    let _ = write!(out, r#",{{"url":"{url}","extension":[{{"url":"{what}","valueCode":"#);
    write_string(out, code);
    let _ = write!(out, r#"}},{{"url":"count","valueUnsignedInt":{count}}}]}}"#);
}

fn append_value(out: &mut String, url: &str, kind: &str, value: &str) {
    // A FHIR string may not be empty.
    if !value.is_empty() {
        let _ = write!(out, r#",{{"url":"{url}","{kind}":"#);
        write_string(out, value);
        out.push('}');
    }
}
