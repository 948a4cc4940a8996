//! References and searches taken apart.
//!
//! Standard: <https://hl7.org/fhir/R4/references.html#literal>,
//! <https://hl7.org/fhir/R4/http.html#trules> (conditional references)

/// A literal reference taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Address<'t> {
    /// What stands before the type, with its slash; empty for a relative one.
    pub base: &'t str,
    pub kind: &'t str,
    pub id: &'t str,
}

impl<'t> Address<'t> {
    pub(super) fn parse(text: &'t str) -> Option<Self> {
        let text = Self::plain(text).unwrap_or(text);
        if text.contains('?') {
            return None;
        }
        let (front, id) = text.rsplit_once('/')?;
        let (base, kind) = match front.rfind('/') {
            Some(slash) => front.split_at(slash + 1),
            None => ("", front),
        };
        let is_type = kind.starts_with(|first: char| first.is_ascii_uppercase())
            && kind.bytes().all(|byte| byte.is_ascii_alphabetic());
        (is_type && !id.is_empty()).then_some(Self { base, kind, id })
    }

    /// The text without version and fragment; `None` if it has neither.
    pub(super) fn plain(text: &'t str) -> Option<&'t str> {
        let plain = text.split('#').next().unwrap_or(text);
        let plain = plain.split("/_history/").next().unwrap_or(plain);
        (plain.len() < text.len()).then_some(plain)
    }
}

/// System and value of the `identifier=system|value` in a search.
pub(super) fn identifier_in(query: &str) -> Option<(String, String)> {
    let value = query.split('&').find_map(|pair| pair.strip_prefix("identifier="))?;
    let value = percent_decoded(value);
    let (system, value) = value.split_once('|')?;
    (!system.is_empty() && !value.is_empty()).then(|| (system.to_owned(), value.to_owned()))
}

fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let hex = text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let (b'%', Some(decoded)) = (byte, hex) {
            out.push(decoded);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let parts = |text| Address::parse(text).map(|it| (it.base, it.kind, it.id));
        assert_eq!(parts("Patient/1"), Some(("", "Patient", "1")));
        assert_eq!(
            parts("https://a.example/fhir/Observation/x/_history/3"),
            Some(("https://a.example/fhir/", "Observation", "x"))
        );
        assert_eq!(parts("urn:uuid:1234"), None);
        assert_eq!(parts("Patient/"), None);
        assert_eq!(parts("Patient?identifier=a|b/c"), None);
    }

    #[test]
    fn a_search_by_identifier_is_understood() {
        let found = identifier_in("identifier=http%3A%2F%2Fa.example%7C1%202&x=y");
        assert_eq!(found, Some(("http://a.example".to_owned(), "1 2".to_owned())));
        assert_eq!(identifier_in("name=x"), None);
        assert_eq!(identifier_in("identifier=only-a-value"), None);
        assert_eq!(percent_decoded("100%"), "100%");
        assert_eq!(percent_decoded("%zé"), "%zé");
    }
}
