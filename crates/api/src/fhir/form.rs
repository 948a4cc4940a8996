//! In which form an answer is wanted: JSON is all there is.
//!
//! Standard: <https://hl7.org/fhir/R4/http.html#mime-type>; RFC 9110, 12.5.1.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

use super::outcome::Outcome;

/// An error where something else than JSON is wanted: `_format` counts before the header.
pub(super) fn must_be_json(headers: &HeaderMap, format: Option<&str>) -> Result<(), Outcome> {
    let is_wanted = format.map_or_else(
        || {
            let lines = headers.get_all(ACCEPT);
            let mut texts = lines.iter().filter_map(|line| line.to_str().ok());
            lines.iter().next().is_none() || texts.any(|line| line.split(',').any(takes))
        },
        |format| format == "json" || is_json(format),
    );
    if is_wanted { Ok(()) } else { Err(Outcome::form()) }
}

/// Whether one of the ranges of a header takes JSON. One with `q=0` takes nothing.
fn takes(range: &str) -> bool {
    let mut parts = range.split(';').map(str::trim);
    let name = parts.next().unwrap_or_default();
    let is_refused = parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"));
    !is_refused && (matches!(name, "*/*" | "application/*") || is_json(name))
}

fn is_json(name: &str) -> bool {
    let name = name.split(';').next().unwrap_or_default().trim();
    ["application/fhir+json", "application/json", "application/fhir json"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accepts(line: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, line.parse().unwrap());
        must_be_json(&headers, None).is_ok()
    }

    #[test]
    fn json_is_given_and_nothing_else() {
        assert!(must_be_json(&HeaderMap::new(), None).is_ok());
        for line in
            ["*/*", "application/fhir+json;fhirVersion=4.0", "text/html, application/json;q=0.1"]
        {
            assert!(accepts(line), "{line}");
        }
        for line in ["application/fhir+xml", "text/html", "application/json;q=0", ""] {
            assert!(!accepts(line), "{line}");
        }
        assert!(must_be_json(&HeaderMap::new(), Some("json")).is_ok());
        assert!(must_be_json(&HeaderMap::new(), Some("xml")).is_err());
    }
}
