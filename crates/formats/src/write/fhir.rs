//! Writes a FHIR R4 Bundle of type `collection`: the whole selection, with what it refers to.
//!
//! Standard: <https://hl7.org/fhir/R4/bundle.html>, rules bdl-1 to bdl-12. Resources are copied, not
//! rewritten: only `meta.versionId` and `meta.lastUpdated` are put in, as a FHIR server would answer.

mod manifest;

use std::fmt::Write as _;
use std::io;

use bluebutton_record::confidentiality::Marks;
use bluebutton_record::{Manifest, Resource};
use jiff::Timestamp;

pub use self::manifest::append_protection;
pub(super) use self::manifest::{append_manifest, append_marks, append_notice};

/// The base of `fullUrl` where no server address is known. References in a record are relative,
/// and resolve inside a Bundle only against an `http(s)` base
/// (<https://hl7.org/fhir/R4/bundle.html#references>); `.invalid` never leads anywhere (RFC 2606).
pub const BASE_UNKNOWN: &str = "https://record.invalid/fhir/r4";

/// The extension on the Bundle's `meta` that holds the manifest.
pub const MANIFEST_EXTENSION: &str = "urn:bluebutton:manifest";

/// The extension of `meta` that holds what has to be shown with the content (HL7 FHIR DS4P 1.0.0).
pub const DISPLAY_EXTENSION: &str =
    "http://hl7.org/fhir/uv/security-label-ds4p/StructureDefinition/extension-display";

/// Writes the Bundle. Every resource is byte for byte what is stored, with `meta.versionId` and
/// `meta.lastUpdated` put in; the manifest is an extension of the Bundle's `meta`.
pub fn write(resources: &[Resource], directory: &[Resource], manifest: &Manifest) -> Vec<u8> {
    let entries = || resources.iter().chain(directory);
    let size: usize = entries().map(|resource| resource.json.len() + 256).sum();
    let mut out = String::with_capacity(size + 2048);
    let mut marks = manifest.marks.clone();
    for resource in entries() {
        marks.add_resource(&resource.json);
    }
    out.push_str(r#"{"resourceType":"Bundle","meta":{"extension":["#);
    append_manifest(&mut out, manifest);
    append_notice(&mut out, &marks);
    out.push(']');
    append_marks(&mut out, &marks);
    out.push_str(r#"},"type":"collection","timestamp":"#);
    append_instant(&mut out, manifest.made_at);
    // An empty array is not allowed in FHIR, an absent one is.
    let mut separator = r#","entry":["#;
    for resource in entries() {
        out.push_str(separator);
        separator = ",";
        append_entry(&mut out, resource);
    }
    out.push_str(if separator == "," { "]}" } else { "}" });
    out.into_bytes()
}

/// Writes a Bundle while its resources are read: each goes out as it comes, and the manifest, which is
/// whole only then, at the end.
pub struct BundleWriter<W> {
    out: W,
    /// One entry, before it goes out.
    text: String,
    is_empty: bool,
    /// What was written so far is marked with together.
    marks: Marks,
}

impl<W: io::Write> BundleWriter<W> {
    /// Begins a Bundle of what was read at that moment (microseconds since 1970).
    pub fn begin(mut out: W, made_at: i64) -> io::Result<Self> {
        let mut text = String::from(r#"{"resourceType":"Bundle","type":"collection","timestamp":"#);
        append_instant(&mut text, made_at);
        out.write_all(text.as_bytes())?;
        Ok(Self { out, text, is_empty: true, marks: Marks::default() })
    }

    /// Adds a resource.
    pub fn add(&mut self, resource: &Resource) -> io::Result<()> {
        self.text.clear();
        self.text.push_str(if self.is_empty { r#","entry":["# } else { "," });
        self.is_empty = false;
        self.marks.add_resource(&resource.json);
        append_entry(&mut self.text, resource);
        self.out.write_all(self.text.as_bytes())
    }

    /// Ends the Bundle with what is in it and what is not.
    pub fn end(mut self, manifest: &Manifest) -> io::Result<W> {
        self.text.clear();
        self.text.push_str(if self.is_empty { "" } else { "]" });
        self.text.push_str(r#","meta":{"extension":["#);
        self.marks.join(&manifest.marks);
        append_manifest(&mut self.text, manifest);
        append_notice(&mut self.text, &self.marks);
        self.text.push(']');
        append_marks(&mut self.text, &self.marks);
        self.text.push_str("}}");
        self.out.write_all(self.text.as_bytes())?;
        Ok(self.out)
    }

    /// Where it is written to.
    pub fn out(&mut self) -> &mut W {
        &mut self.out
    }
}

fn append_entry(out: &mut String, resource: &Resource) {
    // Neither a kind nor an id holds a character that JSON escapes.
    let _ = write!(out, r#"{{"fullUrl":"{BASE_UNKNOWN}/{}","resource":"#, resource.reference());
    append_resource(out, resource);
    out.push('}');
}

/// Appends one resource as a FHIR server answers it: `meta.versionId` and `meta.lastUpdated` in, all
/// else byte for byte. For Bundles, NDJSON and the FHIR API.
pub fn append_resource(out: &mut String, resource: &Resource) {
    append_with(out, resource, None);
}

/// The same for one that is answered alone: with the notice that goes with it, which for others stands in the
/// Bundle or file around them.
pub fn append_alone(out: &mut String, resource: &Resource) {
    let mut marks = Marks::default();
    marks.add_resource(&resource.json);
    append_with(out, resource, manifest::notice(&marks).as_deref());
}

fn append_with(out: &mut String, resource: &Resource, notice: Option<&str>) {
    let json = resource.json.trim_end();
    let open = json.strip_suffix('}').unwrap_or(json);
    match meta_span(json) {
        Some(meta) if json.as_bytes().get(meta.start) == Some(&b'{') => {
            out.push_str(&json[..meta.start]);
            append_meta(out, (resource, notice), Some(&json[meta.clone()]));
            out.push_str(&json[meta.end..]);
        }
        // `"meta":null` or worse: a source's mistake that hides nothing.
        Some(meta) => {
            out.push_str(&json[..meta.start]);
            append_meta(out, (resource, notice), None);
            out.push_str(&json[meta.end..]);
        }
        None => {
            out.push_str(open);
            out.push_str(if open.ends_with('{') { "\"meta\":" } else { ",\"meta\":" });
            append_meta(out, (resource, notice), None);
            out.push('}');
        }
    }
}

/// Appends a moment (microseconds since 1970) as a quoted FHIR `instant`.
pub fn append_instant(out: &mut String, micros: i64) {
    let moment = Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH);
    let _ = write!(out, "\"{moment}\"");
}

fn append_meta(
    out: &mut String,
    (resource, mut notice): (&Resource, Option<&str>),
    old: Option<&str>,
) {
    let _ = write!(out, r#"{{"versionId":"{}","lastUpdated":"#, resource.version);
    append_instant(out, resource.updated);
    for (name, member) in old.into_iter().flat_map(top_members) {
        match (name, notice) {
            // The source's own version and date, should they be there, are not those of this store.
            ("versionId" | "lastUpdated", _) => {}
            ("extension", Some(own)) if !member.contains(own) => {
                // What is no list is a source's mistake that hides nothing.
                let items = member[value_offset(member)..].strip_prefix('[').unwrap_or("]");
                let comma = if items.trim_start().starts_with(']') { "" } else { "," };
                let _ = write!(out, r#","extension":[{own}{comma}{items}"#);
                notice = None;
            }
            ("extension", _) => {
                let _ = write!(out, ",{member}");
                notice = None;
            }
            _ => {
                out.push(',');
                out.push_str(member);
            }
        }
    }
    if let Some(own) = notice {
        let _ = write!(out, r#","extension":[{own}]"#);
    }
    out.push('}');
}

fn meta_span(json: &str) -> Option<std::ops::Range<usize>> {
    top_members(json).find(|(name, _)| *name == "meta").map(|(_, member)| {
        let start = member.as_ptr().addr() - json.as_ptr().addr();
        let value = value_offset(member);
        start + value..start + member.len()
    })
}

/// Where the value begins in `"name": value`.
fn value_offset(member: &str) -> usize {
    let name = string_end(member.as_bytes(), 0);
    let colon = memchr::memchr(b':', &member.as_bytes()[name..]).map_or(name, |at| name + at + 1);
    let rest = &member[colon..];
    colon + (rest.len() - rest.trim_start().len())
}

/// The members of an outermost JSON object as (raw name, text of the whole member). A scan instead of
/// a parse: it stops at `meta`, which stands near the front, so a record is copied at memory speed.
fn top_members(json: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = json.as_bytes();
    let mut at = memchr::memchr(b'{', bytes).map_or(bytes.len(), |brace| brace + 1);
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'"', bytes.get(at..)?)?;
        let name = json.get(start + 1..string_end(bytes, start).checked_sub(1)?)?;
        let end = member_end(bytes, start);
        at = (end + 1).min(bytes.len());
        Some((name, json.get(start..end)?.trim_end()))
    })
}

/// The offset of the comma or bracket that ends the member beginning at `start`.
fn member_end(bytes: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => break,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    at.min(bytes.len())
}

/// The offset behind the string that opens at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if bytes.get(at) == Some(&b'"') {
            return at + 1;
        }
        at += 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::ResourceId;
    use bluebutton_record::Section;
    use bluebutton_record::json::Document;
    use bluebutton_record::json::write_string;
    use proptest::prelude::*;

    fn resource(json: &str) -> Resource {
        Resource {
            kind: "Observation".into(),
            id: ResourceId::parse("abcdefghijklm.o1").unwrap(),
            version: 3,
            updated: 1_764_000_000_123_456,
            json: json.into(),
        }
    }

    fn answered(json: &str) -> String {
        let mut out = String::new();
        append_resource(&mut out, &resource(json));
        out
    }

    #[test]
    fn a_bundle_written_while_it_is_read_says_what_one_written_as_a_whole_says() {
        let resources = [resource(r#"{"resourceType":"Observation","a":1}"#), resource("{}")];
        let unreadable = vec!["abcdefghijklm.x".to_owned()];
        let manifest = Manifest { made_at: 5, unreadable, ..Manifest::default() };
        let of = |count: usize| {
            let all = &resources[..count];
            let mut writer = BundleWriter::begin(Vec::new(), 5).unwrap();
            for one in all {
                writer.add(one).unwrap();
            }
            let flowed = String::from_utf8(writer.end(&manifest).unwrap()).unwrap();
            (flowed, String::from_utf8(write(all, &[], &manifest)).unwrap())
        };
        for count in 0..3 {
            let (flowed, whole) = of(count);
            let (flowed, whole) =
                (Document::parse(&flowed).unwrap(), Document::parse(&whole).unwrap());
            for member in ["resourceType", "meta", "type", "timestamp", "entry"] {
                let raw = |of: &Document<'_>| of.root().get(member).map(|it| it.raw().to_owned());
                assert_eq!(raw(&flowed), raw(&whole), "{member} of {count}");
            }
        }
    }

    const STAMP: &str = r#""versionId":"3","lastUpdated":"2025-11-24T16:00:00.123456Z""#;

    #[test]
    fn a_resource_without_meta_gets_one_and_keeps_every_other_byte() {
        assert_eq!(
            answered(r#"{"resourceType":"Observation","value":72.50}"#),
            format!(r#"{{"resourceType":"Observation","value":72.50,"meta":{{{STAMP}}}}}"#)
        );
    }

    #[test]
    fn members_of_an_existing_meta_stay() {
        assert_eq!(
            answered(r#"{"id":"a","meta":{"profile":["x,\"}"],"versionId":"9"},"note":"é"}"#),
            format!(r#"{{"id":"a","meta":{{{STAMP},"profile":["x,\"}}"]}},"note":"é"}}"#)
        );
    }

    #[test]
    fn a_meta_inside_another_member_is_left_alone() {
        let contained = r##"{"contained":[{"meta":{"source":"#x"}}],"text":"\"meta\":{"}"##;
        let open = contained.strip_suffix('}').unwrap();
        assert_eq!(answered(contained), format!("{open},\"meta\":{{{STAMP}}}}}"));
    }

    #[test]
    fn what_is_read_alone_carries_the_notice_that_goes_with_it_beside_what_it_had() {
        let part2 = r#""security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"42CFRPart2"}]"#;
        let alone = |json: &str| {
            let mut out = String::new();
            append_alone(&mut out, &resource(json));
            let read = Document::parse(&out).unwrap();
            let meta = read.root().get("meta").unwrap();
            let all: Vec<String> = meta.each("extension").map(|one| one.raw().to_owned()).collect();
            (all, out)
        };
        let olds =
            ["", r#","extension":[]"#, r#","extension": [{"url":"x"}]"#, r#","extension":null"#];
        for (old, count) in olds.into_iter().zip([1, 1, 2, 1]) {
            let (found, out) = alone(&format!(r#"{{"id":"a","meta":{{{part2}{old}}}}}"#));
            assert_eq!(found.len(), count, "{out}");
            assert!(found[0].contains(DISPLAY_EXTENSION), "{out}");
            assert!(found[0].contains("42 CFR part 2"), "{out}");
            let (again, _) = alone(&out);
            assert_eq!(again, found, "said once");
        }
        let usual = r#"{"id":"a","meta":{"profile":["x"]}}"#;
        assert_eq!(alone(usual).1, answered(usual));
    }

    #[test]
    fn an_empty_meta_and_an_empty_resource_become_whole() {
        assert_eq!(answered(r#"{"meta": {} }"#), format!(r#"{{"meta": {{{STAMP}}} }}"#));
        assert_eq!(answered("{}"), format!(r#"{{"meta":{{{STAMP}}}}}"#));
        assert_eq!(answered(r#"{"meta":null}"#), format!(r#"{{"meta":{{{STAMP}}}}}"#));
    }

    #[test]
    fn a_bundle_names_each_entry_and_says_what_is_not_in_it() {
        let mut manifest = Manifest { made_at: 1_764_000_000_000_000, ..Manifest::default() };
        manifest.included.insert(Section::Results, 1);
        manifest.withheld.insert("withheld-caregiver-limit".into(), 2);
        manifest.sources.push("Riverside \"Family\" Clinic".into());
        let bundle = write(&[resource(r#"{"resourceType":"Observation"}"#)], &[], &manifest);
        let text = String::from_utf8(bundle).unwrap();
        insta::assert_snapshot!(text);
        Document::parse(&text).unwrap();
    }

    #[test]
    fn an_empty_record_makes_a_valid_bundle() {
        let text = String::from_utf8(write(&[], &[], &Manifest::default())).unwrap();
        let document = Document::parse(&text).unwrap();
        assert!(document.root().get("entry").is_none());
    }

    proptest! {
        #[test]
        fn no_stored_text_makes_it_panic(text in ".{0,120}") {
            let _ = answered(&text);
            let _ = answered(&format!("{{\"meta\":{text}"));
        }

        #[test]
        fn what_was_json_stays_json(note in ".{0,60}", with_meta in any::<bool>()) {
            let mut json = String::from(r#"{"resourceType":"Observation","note":"#);
            write_string(&mut json, &note);
            json.push_str(if with_meta { r#","meta":{"source":"a"}}"# } else { "}" });
            let answer = answered(&json);
            let document = Document::parse(&answer).unwrap();
            prop_assert_eq!(document.root().text_at(&["meta", "versionId"]).unwrap(), "3");
            prop_assert_eq!(document.root().text_at(&["note"]).unwrap(), note);
        }
    }
}
