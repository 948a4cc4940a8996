//! Why somebody came: the reason for a visit that its document tells, where the visit itself has none.
//!
//! Standard: <https://hl7.org/fhir/us/ccda/> sections Reason for Visit, Chief Complaint; codes are LOINC's.

use super::nothing::text_says_none;
use crate::json::Value;
use crate::narrative::{from_xhtml, texts};
use crate::resource::Resource;

/// The reason for the visit that a document is of; `None` where it tells none, or more than a line.
pub fn of(resource: &Resource) -> Option<String> {
    let document = resource.document().ok().filter(|_| &*resource.kind == "Composition")?;
    let root = document.root();
    CODES.iter().find_map(|code| root.each("section").find_map(|section| told(section, code)))
}

fn told(section: Value<'_>, code: &str) -> Option<String> {
    let is_it = section.get("code").is_some_and(|own| {
        own.each("coding").any(|coding| coding.get("code").is_some_and(|c| c.is(code)))
    });
    let div = section.text_at(&["text", "div"]).filter(|_| is_it)?;
    let mut all: Vec<String> = Vec::new();
    texts(&from_xhtml(&div), &mut |text| all.push(text.trim().to_owned()));
    all.retain(|text| text.chars().any(char::is_alphabetic) && !text_says_none(text));
    let reason = all.join("; ");
    (!reason.is_empty() && reason.chars().count() <= LINE_MAX).then_some(reason)
}

/// Reason for visit; chief complaint and reason for visit; chief complaint.
const CODES: [&str; 3] = ["29299-5", "46239-0", "10154-3"];

/// What is longer is told in the document, not in the head of a page.
const LINE_MAX: usize = 200;

#[cfg(test)]
mod tests {
    use super::*;

    fn told_by(code: &str, text: &str) -> Option<String> {
        let json = format!(
            r#"{{"resourceType":"Composition","section":[{{"title":"x","code":{{"coding":[{{"code":"{code}"}}]}},
            "text":{{"div":"<div>{text}</div>"}}}}]}}"#
        );
        of(&Resource::of_json(&json))
    }

    #[test]
    fn the_reason_is_told_where_the_document_has_one() {
        let told = told_by("29299-5", "<p>Recent falls</p>");
        assert_eq!(told.as_deref(), Some("Recent falls"));
        assert_eq!(told_by("46239-0", "<p>Cough</p><p>Fever</p>").as_deref(), Some("Cough; Fever"));
        assert_eq!(told_by("29299-5", "<p>None</p>"), None);
        assert_eq!(told_by("10160-0", "<p>Aspirin</p>"), None);
        assert_eq!(told_by("29299-5", &"a long story ".repeat(20)), None);
    }
}
