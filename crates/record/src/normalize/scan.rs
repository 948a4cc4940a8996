//! One look at a resource: everything that ids, references and ownership need, as spans into its
//! JSON, so that the text is parsed once.

use std::borrow::Cow;
use std::ops::Range;

use super::classes::{Class, class, names_its_patient, other_ways};
use crate::facts::{self, Facts};
use crate::json::{Document, Kind, Value};
use crate::reading::RawResource;
use crate::versions::AsOf;

/// What a resource says.
#[derive(Debug, Default)]
pub(super) struct Scan {
    /// Whether it could be parsed at all.
    pub is_json: bool,
    /// The source's own id.
    pub id: Option<String>,
    /// Where the id's value stands.
    pub id_span: Option<Range<usize>>,
    /// Where something can be put in behind `resourceType`.
    pub after_type: usize,
    /// The member `meta`: from its name to the end of its value.
    pub meta: Option<Meta>,
    /// Every reference, and every URL that may be one, in the order of the text.
    pub spots: Vec<AddressSpot>,
    /// References that say whose it is.
    pub patients: Vec<PatientReference>,
    /// Identifiers as (system, value): in directory and Patient resources only.
    pub identifiers: Vec<(String, String)>,
    /// All facts but the references, which are known when they are written anew.
    pub facts: Facts,
}

/// `meta` as it stands.
#[derive(Debug)]
pub(super) struct Meta {
    pub span: Range<usize>,
    pub value: usize,
    /// Its members that stay, as text.
    pub kept: Vec<Range<usize>>,
    pub members: usize,
    /// Content of `meta.source`.
    pub source: Option<String>,
    /// `meta.lastUpdated` with `meta.versionId`.
    pub as_of: Option<AsOf>,
}

/// A place in the text that holds an address.
#[derive(Debug)]
pub(super) struct AddressSpot {
    /// The string with its quotes.
    pub span: Range<usize>,
    /// Its content, where that is not the text between the quotes.
    pub unescaped: Option<Box<str>>,
    /// The members that lead to it, joined with dots, where it is a reference.
    pub reference: Option<Box<str>>,
    /// Whether an `identifier` stands beside the reference.
    pub has_identifier: bool,
}

impl AddressSpot {
    pub(super) fn text<'j>(&'j self, json: &'j str) -> &'j str {
        match &self.unescaped {
            Some(text) => text,
            None => json.get(self.span.start + 1..self.span.end - 1).unwrap_or_default(),
        }
    }
}

/// A reference that says whose a resource is.
#[derive(Debug)]
pub(super) struct PatientReference {
    pub address: Option<String>,
    /// The logical identifier beside it, as (system, value).
    pub identifier: Option<(String, String)>,
    /// `Reference.type`.
    pub kind: Option<String>,
    /// From `subject`, `patient` … rather than from `performer`, `author` …
    pub is_primary: bool,
}

/// Looks at one resource.
pub(super) fn scan(item: &RawResource) -> Scan {
    let Ok(document) = Document::parse(&item.json) else { return Scan::default() };
    let root = document.root();
    let class = class(&item.kind);
    let mut scan = Scan {
        is_json: root.is_object(),
        facts: facts::without_references(root),
        ..Scan::default()
    };
    let ways = other_ways(&item.kind);
    let mut path = String::new();
    for (name, value) in root.members() {
        let name_text = name.as_str().unwrap_or_default();
        match &*name_text {
            "id" => {
                scan.id = text_or_number(value);
                scan.id_span = Some(value.span());
                continue;
            }
            "resourceType" => {
                scan.after_type = value.span().end;
                continue;
            }
            "meta" => {
                scan.meta = Some(meta(name, value));
                continue;
            }
            "identifier" if class == Class::Directory || &*item.kind == "Patient" => {
                scan.identifiers.extend(root.each("identifier").filter_map(identifier));
            }
            member if class != Class::Directory && &*item.kind != "Patient" => {
                ownership(member, value, ways, &mut scan.patients);
            }
            _ => {}
        }
        path.clear();
        path.push_str(&name_text);
        addresses(value, &mut path, &mut scan.spots);
    }
    scan
}

/// `system` and `value` of an Identifier that has both.
pub(super) fn identifier(value: Value<'_>) -> Option<(String, String)> {
    let system = value.get("system").and_then(Value::as_str)?;
    let text = value.get("value").and_then(text_or_number)?;
    let (system, text) = (system.trim(), text.trim());
    (!system.is_empty() && !text.is_empty()).then(|| (system.to_owned(), text.to_owned()))
}

fn text_or_number(value: Value<'_>) -> Option<String> {
    let text = value.as_str().or_else(|| value.as_number().map(Cow::Borrowed))?;
    (!text.trim().is_empty()).then(|| text.into_owned())
}

fn ownership(
    member: &str,
    value: Value<'_>,
    ways: &[(&str, &str)],
    patients: &mut Vec<PatientReference>,
) {
    let is_primary = names_its_patient(member);
    let Some(within) = is_primary
        .then_some("")
        .or_else(|| ways.iter().find(|way| way.0 == member).map(|way| way.1))
    else {
        return;
    };
    for outer in each(value) {
        let inner = if within.is_empty() { Some(outer) } else { outer.get(within) };
        for reference in inner.into_iter().flat_map(each).filter(|value| value.is_object()) {
            let found = PatientReference {
                address: reference.text_at(&["reference"]).map(Cow::into_owned),
                identifier: reference.get("identifier").and_then(identifier),
                kind: reference.text_at(&["type"]).map(Cow::into_owned),
                is_primary,
            };
            patients.push(found);
        }
    }
}

/// The items of an array, or the value itself.
fn each(value: Value<'_>) -> impl Iterator<Item = Value<'_>> {
    let single = (!value.is_array()).then_some(value);
    single.into_iter().chain(value.items())
}

fn meta(name: Value<'_>, value: Value<'_>) -> Meta {
    let mut kept = Vec::new();
    let mut members = 0;
    let version = value.get("versionId").and_then(Value::as_str);
    let moment = value.get("lastUpdated").and_then(Value::as_str);
    let as_of = moment.and_then(|moment| AsOf::read(&moment, version.as_deref()));
    for (name, value) in value.members() {
        members += 1;
        if !name.is("versionId") && !name.is("lastUpdated") {
            kept.push(name.span().start..value.span().end);
        }
    }
    Meta {
        span: name.span().start..value.span().end,
        value: value.span().start,
        kept,
        members,
        source: value.text_at(&["source"]).map(Cow::into_owned),
        as_of,
    }
}

/// Collects references (and URLs that may lead to a resource of the same file) below a value.
fn addresses(value: Value<'_>, path: &mut String, spots: &mut Vec<AddressSpot>) {
    match value.kind() {
        Kind::Array => value.items().for_each(|item| addresses(item, path, spots)),
        Kind::Object => {
            let mut own = None;
            let mut has_identifier = false;
            for (name, inner) in value.members() {
                match inner.kind() {
                    Kind::Array | Kind::Object => {
                        has_identifier |= name.is("identifier");
                        let length = path.len();
                        facts::step(path, &name.as_str().unwrap_or_default());
                        addresses(inner, path, spots);
                        path.truncate(length);
                    }
                    Kind::String | Kind::EscapedString if name.is("reference") => {
                        own = Some(spots.len());
                        spots.push(spot(inner, Some(path)));
                    }
                    Kind::String | Kind::EscapedString if name.is("url") => {
                        let may_lead_here = inner.as_str().is_some_and(|url| {
                            url.starts_with("urn:uuid:") || url.contains("Binary/")
                        });
                        if may_lead_here {
                            spots.push(spot(inner, None));
                        }
                    }
                    _ => {}
                }
            }
            if let Some(spot) = own.and_then(|at| spots.get_mut(at)) {
                spot.has_identifier = has_identifier;
            }
        }
        _ => {}
    }
}

fn spot(value: Value<'_>, path: Option<&str>) -> AddressSpot {
    let unescaped = match value.kind() {
        Kind::EscapedString => value.as_str().map(|text| text.into_owned().into_boxed_str()),
        _ => None,
    };
    AddressSpot {
        span: value.span(),
        unescaped,
        reference: path.map(Box::from),
        has_identifier: false,
    }
}
