//! Whether a resource is what is asked for: values of parameters against its members.
//!
//! Standard: <https://hl7.org/fhir/R4/search.html#ptypes>

use std::borrow::Cow;

use bluebutton_record::fold::fold;
use bluebutton_record::json::Value;
use jiff::tz::TimeZone;

use super::instants::{Span, Wanted};

/// One value that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    Token(Token),
    Date(Wanted),
    /// A reference: the type, where one was named, and the id.
    Reference(Option<String>, String),
    /// What a text begins with, folded.
    Text(String),
}

/// `code`, `system|code`, `|code` or `system|`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// None: of any system; empty: of none.
    pub(super) system: Option<String>,
    /// None: any code of the system.
    pub(super) code: Option<String>,
}

impl Token {
    /// Reads a value; `None` where it asks for nothing.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let full = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        match text.split_once('|') {
            None => Some(Self { system: None, code: Some(full(text)?) }),
            Some((system, code)) => {
                let (system, code) = (system.to_owned(), full(code));
                let asks = code.is_some() || !system.is_empty();
                asks.then_some(Self { system: Some(system), code })
            }
        }
    }

    fn takes(&self, system: Option<&str>, code: Option<&str>) -> bool {
        let is_system =
            self.system.as_deref().is_none_or(|asked| asked == system.unwrap_or_default());
        is_system && self.code.as_deref().is_none_or(|asked| code == Some(asked))
    }

    /// Whether a member is it: a code, a Coding, an Identifier, a CodeableConcept, true or false.
    fn is_in(&self, value: Value<'_>) -> bool {
        if let Some(text) = value.as_str() {
            // A bare code: its system is known to the standard, not named. Any that is asked for is it.
            return self.code.as_deref().is_none_or(|asked| asked == text)
                && self.system.as_deref() != Some("");
        }
        if let Some(is) = value.as_bool() {
            return self.code.as_deref() == Some(if is { "true" } else { "false" });
        }
        if value.get("coding").is_some() {
            return value.each("coding").any(|coding| self.is_in(coding));
        }
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let code = text("code").or_else(|| text("value"));
        code.is_some() && self.takes(text("system").as_deref(), code.as_deref())
    }
}

impl Asked {
    /// Whether something at one of those paths of a resource is it.
    pub(super) fn is_in(&self, resource: Value<'_>, paths: &[&str], zone: &TimeZone) -> bool {
        paths.iter().any(|path| {
            let mut found = false;
            let steps: Vec<&str> = path.split('.').collect();
            each(resource, &steps, &mut |value| found |= self.is(value, zone));
            found
        })
    }

    fn is(&self, value: Value<'_>, zone: &TimeZone) -> bool {
        match self {
            Self::Token(token) => token.is_in(value),
            Self::Date(wanted) => Span::of(value, zone).is_some_and(|own| wanted.takes(own)),
            Self::Reference(kind, id) => {
                let reference = value.get("reference").and_then(Value::as_str);
                reference.is_some_and(|own| is_reference(&own, kind.as_deref(), id))
            }
            Self::Text(start) => {
                value.as_str().is_some_and(|text: Cow<'_, str>| fold(&text).starts_with(start))
            }
        }
    }
}

fn is_reference(own: &str, kind: Option<&str>, id: &str) -> bool {
    let Some((own_kind, own_id)) = own.split_once('/') else { return false };
    kind.is_none_or(|kind| kind == own_kind) && own_id == id
}

/// Each value behind a path, whatever stands in lists on the way.
fn each(value: Value<'_>, path: &[&str], see: &mut dyn FnMut(Value<'_>)) {
    if value.is_array() {
        value.items().for_each(|item| each(item, path, see));
        return;
    }
    match path.split_first() {
        None => see(value),
        Some((name, rest)) => {
            if let Some(inner) = value.get(name) {
                each(inner, rest, see);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::json::Document;

    const RESULT: &str = r#"{"resourceType":"Observation","status":"final",
        "category":[{"coding":[{"system":"http://c","code":"laboratory"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"4548-4"},{"code":"A1C"}]},
        "encounter":{"reference":"Encounter/p.1"},
        "name":[{"family":"Núñez","given":["Ana","María"]}]}"#;

    fn token(text: &str) -> Asked {
        Asked::Token(Token::parse(text).unwrap())
    }

    fn is_in(asked: &Asked, paths: &[&str]) -> bool {
        asked.is_in(Document::parse(RESULT).unwrap().root(), paths, &TimeZone::UTC)
    }

    #[test]
    fn codes_are_compared_with_their_systems() {
        for right in ["4548-4", "http://loinc.org|4548-4", "http://loinc.org|", "|A1C", "A1C"] {
            assert!(is_in(&token(right), &["code"]), "{right}");
        }
        for wrong in ["4548", "http://other|4548-4", "|4548-4", "http://other|", "a1c"] {
            assert!(!is_in(&token(wrong), &["code"]), "{wrong}");
        }
        assert!(is_in(&token("laboratory"), &["category"]));
        assert!(is_in(&token("final"), &["status"]) && !is_in(&token("preliminary"), &["status"]));
        assert_eq!(Token::parse(""), None);
        assert_eq!(Token::parse("|"), None);
    }

    #[test]
    fn references_and_names_are_found() {
        let visit =
            |kind: Option<&str>, id: &str| Asked::Reference(kind.map(str::to_owned), id.to_owned());
        assert!(is_in(&visit(Some("Encounter"), "p.1"), &["encounter"]));
        assert!(is_in(&visit(None, "p.1"), &["encounter"]));
        assert!(!is_in(&visit(Some("Patient"), "p.1"), &["encounter"]));
        assert!(!is_in(&visit(None, "p.11"), &["encounter"]));
        let starts = |text: &str| Asked::Text(fold(text));
        assert!(is_in(&starts("nun"), &["name.family"]) && is_in(&starts("MAR"), &["name.given"]));
        assert!(!is_in(&starts("una"), &["name.family"]));
    }
}
