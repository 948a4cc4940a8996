//! The answer to a search: a Bundle, in which each resource is byte for byte what is stored, with
//! `meta.versionId` and `meta.lastUpdated` put in; its `meta` has the labels of all that is in it, and the
//! notice that goes with them, as a file has.
//!
//! Standard: <https://hl7.org/fhir/R4/bundle.html#searchset>

use bluebutton_formats::write::fhir::{append_instant, append_protection, append_resource};
use bluebutton_record::Resource;
use bluebutton_record::confidentiality::Marks;
use bluebutton_record::json::write_string;

/// What is told beside the resources.
#[derive(Debug, Default)]
pub(super) struct About {
    /// The address that was asked.
    pub(super) own: String,
    /// The address of the next page.
    pub(super) next: Option<String>,
    /// How many there are, where all of them were looked at.
    pub(super) total: Option<usize>,
    /// When it was read, microseconds since 1970.
    pub(super) at: i64,
}

/// The text of the Bundle: what is found, and what comes along with it.
pub(super) fn write(
    base: &str,
    (found, beside): (&[Resource], &[Resource]),
    about: &About,
) -> String {
    let all = || {
        let found = found.iter().map(|one| (one, "match"));
        found.chain(beside.iter().map(|one| (one, "include")))
    };
    let size: usize = all().map(|(one, _)| one.json.len() + 256).sum();
    let mut out = String::with_capacity(size + 1_024);
    out.push_str(r#"{"resourceType":"Bundle","meta":{"lastUpdated":"#);
    append_instant(&mut out, about.at);
    let mut marks = Marks::default();
    for (resource, _) in all() {
        marks.add_resource(&resource.json);
    }
    append_protection(&mut out, &marks);
    out.push_str(r#"},"type":"searchset""#);
    if let Some(total) = about.total {
        out.push_str(r#","total":"#);
        out.push_str(&total.to_string());
    }
    out.push_str(r#","link":[{"relation":"self","url":"#);
    write_string(&mut out, &about.own);
    out.push('}');
    if let Some(next) = &about.next {
        out.push_str(r#",{"relation":"next","url":"#);
        write_string(&mut out, next);
        out.push('}');
    }
    out.push(']');
    // An empty array is not allowed in FHIR, an absent one is.
    let mut separator = r#","entry":["#;
    for (resource, mode) in all() {
        out.push_str(separator);
        separator = ",";
        out.push_str(r#"{"fullUrl":"#);
        write_string(&mut out, &format!("{base}/{}", resource.reference()));
        out.push_str(r#","resource":"#);
        append_resource(&mut out, resource);
        out.push_str(r#","search":{"mode":""#);
        out.push_str(mode);
        out.push_str(r#""}}"#);
    }
    out.push_str(if separator == "," { "]}" } else { "}" });
    out
}
