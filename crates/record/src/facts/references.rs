//! What a resource refers to, as far as it is stored here.

use crate::json::{Kind, Value};
use crate::resource::{PatientKey, ResourceId};

/// A reference to something that may be stored here.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// The members that lead to it, joined with dots: `encounter`, `participant.individual`.
    pub path: Box<str>,
    /// The type it names.
    pub kind: Box<str>,
    /// Where it leads.
    pub to: Target,
}

/// Where a reference leads.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// To something of the same record: its id behind the patient's key.
    Own(Box<str>),
    /// To another record or the directory.
    Elsewhere(ResourceId),
}

/// The references of a resource in `owner`'s record (`None`: in the directory), each once.
pub(super) fn of(resource: Value<'_>, owner: Option<&PatientKey>) -> Vec<Reference> {
    let mut found = Vec::new();
    let mut path = String::new();
    for (name, value) in resource.members() {
        let name = name.as_str().unwrap_or_default();
        // What `meta` refers to is the source's own and stays as it came.
        if !matches!(&*name, "id" | "resourceType" | "meta") {
            path.clear();
            path.push_str(&name);
            walk(value, &mut path, &mut |path, text| found.extend(reference(path, text, owner)));
        }
    }
    sorted(found)
}

fn walk(value: Value<'_>, path: &mut String, see: &mut dyn FnMut(&str, &str)) {
    match value.kind() {
        Kind::Array => value.items().for_each(|item| walk(item, path, see)),
        Kind::Object => {
            for (name, inner) in value.members() {
                match inner.kind() {
                    Kind::Array | Kind::Object => {
                        let length = path.len();
                        step(path, &name.as_str().unwrap_or_default());
                        walk(inner, path, see);
                        path.truncate(length);
                    }
                    Kind::String | Kind::EscapedString if name.is("reference") => {
                        see(path, &inner.as_str().unwrap_or_default());
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// One member further.
pub(crate) fn step(path: &mut String, member: &str) {
    path.push('.');
    path.push_str(member);
}

/// What one reference tells; `None` where it leads out of this store, or to the patient.
pub(super) fn reference(path: &str, text: &str, owner: Option<&PatientKey>) -> Option<Reference> {
    let (kind, id) = text.split_once('/')?;
    if kind.is_empty() || !kind.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
    let own = owner.and_then(|owner| id.strip_prefix(owner.as_str()));
    let to = match own.map(|rest| (rest, rest.strip_prefix('.'))) {
        Some(("", _)) => return None,
        Some((_, Some(local))) if ResourceId::parse(id).is_some() => Target::Own(local.into()),
        _ => {
            let id = ResourceId::parse(id)?;
            if !id.as_str().starts_with("dir.") && id.patient().is_none() {
                return None;
            }
            Target::Elsewhere(id)
        }
    };
    Some(Reference { path: path.into(), kind: kind.into(), to })
}

/// Each once, in order.
pub(super) fn sorted(mut references: Vec<Reference>) -> Vec<Reference> {
    references.sort_unstable();
    references.dedup();
    references
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;

    #[test]
    fn references_are_told_with_their_path_and_only_those_that_lead_somewhere_here() {
        let (own, other) =
            (PatientKey::from_hash(b"123456789"), PatientKey::from_hash(b"987654321"));
        let json = format!(
            r##"{{"resourceType":"Observation","id":"{own}.o",
              "subject":{{"reference":"Patient/{own}"}},
              "encounter":{{"reference":"Encounter/{own}.e"}},
              "performer":[{{"reference":"Practitioner/dir.p"}},{{"reference":"Practitioner/dir.p"}},
                {{"reference":"#inside"}},{{"reference":"https://other.example/Patient/1"}}],
              "hasMember":[{{"reference":"Observation/{other}.x"}}],
              "extension":[{{"valueReference":{{"reference":"Device/{own}.d"}}}}]}}"##
        );
        let document = Document::parse(&json).unwrap();
        let found: Vec<String> = of(document.root(), Some(&own))
            .into_iter()
            .map(|reference| match reference.to {
                Target::Own(local) => format!("{} {}:{local}", reference.path, reference.kind),
                Target::Elsewhere(id) => format!("{} {}/{id}", reference.path, reference.kind),
            })
            .collect();
        let elsewhere = format!("hasMember Observation/{other}.x");
        assert_eq!(
            found,
            [
                "encounter Encounter:e",
                "extension.valueReference Device:d",
                &elsewhere,
                "performer Practitioner/dir.p"
            ]
        );
    }
}
