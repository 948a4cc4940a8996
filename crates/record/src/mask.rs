//! What is handed out of a resource where part of its record is withheld: references to what is
//! not visible go with the words beside them, and so does the narrative that may tell of it.
//! Documents lose their content: a document can't be shown in parts.
//!
//! Standard: <https://hl7.org/fhir/R4/valueset-data-absent-reason.html> (`masked`)

use std::borrow::Cow;
use std::ops::Range;

use memchr::memmem;

use crate::json::{Document, Value};
use crate::resource::PatientKey;

/// Types that are documents as a whole: they are not handed out in parts.
pub const WHOLE_DOCUMENTS: [&str; 4] = ["Binary", "Bundle", "Composition", "DocumentManifest"];

/// Types that may carry a whole document inside them.
const CARRIES_DOCUMENTS: [&str; 3] = ["DocumentReference", "DiagnosticReport", "Communication"];

/// A resource of `kind` without what tells of entries that are not `visible` (by local id). `None` if
/// it can't be read: then nothing of it is handed out.
pub fn masked<'j>(
    kind: &str,
    json: &'j str,
    patient: &PatientKey,
    visible: &dyn Fn(&str) -> bool,
) -> Option<Cow<'j, str>> {
    let mark = format!("/{patient}.");
    let is_hidden = |text: &str| hidden_in(text, &mark, visible);
    let carries_document = CARRIES_DOCUMENTS.contains(&kind);
    // A reference may be written with escapes ("Condition\/…"); only who has none is let through.
    if !is_hidden(json) && !carries_document && memchr::memchr(b'\\', json.as_bytes()).is_none() {
        return Some(Cow::Borrowed(json));
    }
    let document = Document::parse(json).ok()?;
    let root = document.root();
    let mut cuts = Cuts { is_hidden: &is_hidden, carries_document, changes: Vec::new() };
    cuts.object(root, true);
    let tells = !cuts.changes.is_empty() || carries_document;
    if tells {
        // The narrative of what refers to something withheld may tell of it in words.
        cuts.members_named(root, &["text"]);
    }
    Some(cuts.applied(json))
}

/// A resource without how somebody is reached: the addresses and telephone numbers of the patient and of those
/// around them, contained ones too, and the narrative that may tell them. `None` if it can't be read.
///
/// Law: 45 CFR 164.522(b), confidential communications
pub fn without_reach(json: &str) -> Option<Cow<'_, str>> {
    let tells = |word: &str| memmem::find(json.as_bytes(), word.as_bytes()).is_some();
    // A name may be written with escapes; only who has none is let through.
    if !PEOPLE.iter().any(|kind| tells(kind)) && !tells("\\") {
        return Some(Cow::Borrowed(json));
    }
    let document = Document::parse(json).ok()?;
    let root = document.root();
    let nothing = |_: &str| false;
    let mut cuts = Cuts { is_hidden: &nothing, carries_document: false, changes: Vec::new() };
    let contained = root.get("contained").into_iter().flat_map(Value::items);
    for one in std::iter::once(root).chain(contained) {
        let kind = one.text_at(&["resourceType"]);
        if kind.is_some_and(|kind| PEOPLE.contains(&&*kind)) {
            cuts.members_named(one, &["address", "telecom", "contact", "text"]);
            // An extension may tell of a second home.
            cuts.anywhere(one, &["valueAddress", "valueContactPoint"]);
        }
    }
    if !cuts.changes.is_empty() {
        // What contains them may tell of them in words.
        cuts.members_named(root, &["text"]);
    }
    Some(cuts.applied(json))
}

/// Whose addresses and telephone numbers may be the patient's.
const PEOPLE: [&str; 3] = ["Patient", "Person", "RelatedPerson"];

/// Whether a text refers to something in this record that is not visible.
fn hidden_in(text: &str, mark: &str, visible: &dyn Fn(&str) -> bool) -> bool {
    memmem::find_iter(text.as_bytes(), mark.as_bytes()).any(|at| {
        let rest = text.get(at + mark.len()..).unwrap_or_default();
        let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        let local = rest.split(|c| !is_id(c)).next().unwrap_or_default();
        !visible(local)
    })
}

/// The places of a JSON text that are replaced.
struct Cuts<'f> {
    is_hidden: &'f dyn Fn(&str) -> bool,
    carries_document: bool,
    changes: Vec<(Range<usize>, &'static str)>,
}

impl Cuts<'_> {
    /// Looks through an object. What holds a reference to something hidden goes as a whole.
    fn object(&mut self, object: Value<'_>, is_root: bool) {
        let refers = object.members().any(|(_, value)| self.refers(value));
        if refers && !is_root {
            self.changes.push((object.span(), MASKED));
            return;
        }
        let is_attachment = object.get("contentType").is_some();
        if self.carries_document && is_attachment {
            self.members_named(object, &["data", "url", "hash", "size", "title"]);
        }
        for (_, value) in object.members() {
            self.value(value);
        }
    }

    fn value(&mut self, value: Value<'_>) {
        if value.is_object() {
            self.object(value, false);
        } else if value.is_array() {
            value.items().for_each(|item| self.value(item));
        } else if self.refers(value) {
            self.changes.push((value.span(), MASKED_TEXT));
        }
    }

    fn refers(&self, value: Value<'_>) -> bool {
        value.as_str().is_some_and(|text| (self.is_hidden)(&text))
    }

    /// Takes members out of every object within a value.
    fn anywhere(&mut self, value: Value<'_>, names: &[&str]) {
        if value.is_object() {
            self.members_named(value, names);
            value.members().for_each(|(_, inner)| self.anywhere(inner, names));
        } else {
            value.items().for_each(|item| self.anywhere(item, names));
        }
    }

    /// Takes members out of an object, each with one of the commas beside it.
    fn members_named(&mut self, object: Value<'_>, names: &[&str]) {
        let members: Vec<_> = object.members().collect();
        let goes = |(name, _): &(Value<'_>, Value<'_>)| names.iter().any(|known| name.is(known));
        let mut kept_before = None;
        for (place, member) in members.iter().enumerate() {
            if !goes(member) {
                kept_before = Some(member.1.span().end);
                continue;
            }
            let end = member.1.span().end;
            let next = members.get(place + 1).map(|next| next.0.span().start);
            // Behind a member that stays, the comma before goes; at the front, the one behind.
            let range = match (kept_before, next) {
                (Some(before), _) => before..end,
                (None, Some(next)) => member.0.span().start..next,
                (None, None) => member.0.span().start..end,
            };
            self.changes.push((range, ""));
            if let Some(before) = kept_before.as_mut() {
                *before = end;
            }
        }
    }

    fn applied(mut self, json: &str) -> Cow<'_, str> {
        if self.changes.is_empty() {
            return Cow::Borrowed(json);
        }
        self.changes.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let (mut out, mut at) = (String::with_capacity(json.len()), 0);
        for (range, text) in self.changes {
            // What stands inside something that has gone is gone.
            if range.start < at {
                continue;
            }
            out.push_str(json.get(at..range.start).unwrap_or_default());
            out.push_str(text);
            at = range.end;
        }
        out.push_str(json.get(at..).unwrap_or_default());
        Cow::Owned(out)
    }
}

/// In place of an object that tells of something withheld.
const MASKED: &str = r#"{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}"#;

/// In place of a text that does.
const MASKED_TEXT: &str = r#""masked""#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn how_somebody_is_reached_goes_with_the_words_that_may_tell_it() {
        let ana = r#"{"resourceType":"Patient","id":"p","text":{"div":"1 Elm"},"name":[{"text":"Ana"}],
            "telecom":[{"value":"555"}],"address":[{"text":"1 Elm"}],"contact":[{"telecom":[]}],"gender":"female",
            "extension":[{"url":"second","valueAddress":{"text":"1 Elm"}},{"url":"x","valueCode":"kept"}]}"#;
        let cut = without_reach(ana).unwrap();
        assert!(cut.contains("Ana") && cut.contains("female") && cut.contains("kept"), "{cut}");
        for gone in ["Elm", "555", "contact", "telecom"] {
            assert!(!cut.contains(gone), "{gone}: {cut}");
        }
        Document::parse(&cut).unwrap();
        let claim = r#"{"resourceType":"Claim","contained":[{"resourceType":"Patient","address":[{"text":"1 Elm"}]}],
            "text":{"div":"1 Elm"},"status":"active"}"#;
        let cut = without_reach(claim).unwrap();
        assert!(!cut.contains("Elm") && cut.contains("active"), "{cut}");
        Document::parse(&cut).unwrap();
        let clinic = r#"{"resourceType":"Organization","address":[{"text":"2 Oak"}]}"#;
        assert_eq!(without_reach(clinic).unwrap(), clinic, "a clinic's stays");
        assert_eq!(without_reach(r#"{"resourceType":"Patient","#), None);
    }

    fn patient() -> PatientKey {
        PatientKey::from_hash(b"123456789")
    }

    fn seen(kind: &str, json: &str) -> String {
        let json = json.replace("KEY", patient().as_str());
        let visible = |local: &str| local.starts_with("open");
        let out = masked(kind, &json, &patient(), &visible).unwrap().into_owned();
        assert!(Document::parse(&out).is_ok(), "{out}");
        out.replace(patient().as_str(), "KEY")
    }

    #[test]
    fn a_reference_to_something_withheld_goes_with_its_words_and_the_narrative() {
        let out = seen(
            "MedicationRequest",
            r#"{"resourceType":"MedicationRequest","id":"KEY.open1","text":{"div":"for depression"},"reasonReference":[{"reference":"Condition/KEY.secret","display":"Depression"},{"reference":"Condition/KEY.open2","display":"Asthma"}]}"#,
        );
        assert!(!out.contains("epression") && !out.contains("secret"), "{out}");
        assert!(out.contains("Asthma") && out.contains("masked") && out.contains("KEY.open1"));
    }

    #[test]
    fn what_refers_to_nothing_withheld_is_as_it_was() {
        let json = r#"{"resourceType":"Condition","text":{"div":"x"},"encounter":{"reference":"Encounter/KEY.open"}}"#;
        assert_eq!(seen("Condition", json), json);
    }

    #[test]
    fn a_reference_behind_escapes_is_found() {
        let out = seen(
            "Condition",
            r#"{"encounter":{"reference":"Encounter\/KEY.secret","display":"Detox"},"note":[{"text":"\u0022"}]}"#,
        );
        assert!(!out.contains("Detox") && !out.contains("secret"), "{out}");
    }

    #[test]
    fn a_document_inside_an_entry_is_taken_out() {
        let out = seen(
            "DocumentReference",
            r#"{"text":{"div":"all of it"},"content":[{"attachment":{"contentType":"text/plain","data":"c2VjcmV0","url":"Binary/KEY.secret"}}],"description":"Letter"}"#,
        );
        assert!(!out.contains("c2VjcmV0") && !out.contains("all of it"), "{out}");
        assert!(out.contains("Letter"), "{out}");
        let out = seen(
            "DiagnosticReport",
            r#"{"presentedForm":[{"data":"YQ==","contentType":"a","size":1,"title":"x"}]}"#,
        );
        assert_eq!(out, r#"{"presentedForm":[{"contentType":"a"}]}"#);
    }

    #[test]
    fn what_is_no_json_is_not_handed_out() {
        assert_eq!(masked("DocumentReference", "{", &patient(), &|_| true), None);
    }
}
