//! What somebody wrote about a test: the comment that came with a value, and what a report concludes
//! from the values it names. In the words of whoever wrote it; nothing is shortened.
//!
//! Standard: <https://hl7.org/fhir/R4/observation-definitions.html#Observation.note>,
//! <https://hl7.org/fhir/R4/diagnosticreport-definitions.html#DiagnosticReport.conclusion>

use crate::date::FhirDate;
use crate::entry::{Names, Source};
use crate::resource::Resource;
use crate::view;

/// What was written about a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// The words.
    pub text: String,
    /// Who wrote them, where that is said.
    pub by: Option<String>,
    /// When, where that is said.
    pub on: Option<FhirDate>,
}

/// The comments of an Observation or a DiagnosticReport, in their order, each once; none of anything
/// else. Times without an offset become moments of the site's clocks.
pub fn of(resource: &Resource, names: &dyn Names) -> Vec<Comment> {
    let Ok(document) = resource.document() else { return Vec::new() };
    let source = Source::new(document.root(), names);
    let mut found = match &*resource.kind {
        "Observation" => notes(&source),
        "DiagnosticReport" => conclusions(&source),
        _ => Vec::new(),
    };
    for comment in &mut found {
        comment.on = comment.on.map(|on| on.at_site(&names.zone()));
    }
    let mut once: Vec<Comment> = Vec::new();
    for comment in found {
        if !once.iter().any(|known| known.text == comment.text) {
            once.push(comment);
        }
    }
    once
}

fn notes(source: &Source<'_>) -> Vec<Comment> {
    let note = |note| {
        let by = view::text(note, &["authorString"]);
        let by = by.or_else(|| source.who_at(note, "authorReference"));
        Some(Comment { text: view::text(note, &["text"])?, by, on: view::date(note, &["time"]) })
    };
    source.root.each("note").filter_map(note).collect()
}

/// A report's conclusion, and the codes of it where they say more.
fn conclusions(source: &Source<'_>) -> Vec<Comment> {
    let by = || {
        let interpreter = source.who_at(source.root, "resultsInterpreter");
        interpreter.or_else(|| source.who_at(source.root, "performer"))
    };
    let said = [source.text(&["conclusion"]), view::concepts_at(source.root, "conclusionCode")];
    let on = source.date(&["issued"]);
    said.into_iter().flatten().map(|text| Comment { text, by: by(), on }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::NoNames;

    fn said(kind: &str, members: &str) -> Vec<Comment> {
        let json = format!(r#"{{"resourceType":"{kind}",{members}}}"#);
        of(&Resource::of_json(&json), &NoNames)
    }

    #[test]
    fn a_comment_on_a_value_has_its_words_its_writer_and_its_day() {
        let notes = said(
            "Observation",
            r#""note":[{"text":"Better than last time.","authorString":"Dr. Grace Lee","time":"2026-11-10"},
            {"authorReference":{"display":"Valley Laboratory"},"text":"Sample was hemolyzed."},
            {"text":"Better than last time."},{"authorString":"nobody"}]"#,
        );
        assert_eq!(notes.len(), 2, "each once, and none without words: {notes:?}");
        assert_eq!(notes[0].by.as_deref(), Some("Dr. Grace Lee"));
        assert_eq!(notes[0].on, FhirDate::parse("2026-11-10"));
        assert_eq!(notes[1].by.as_deref(), Some("Valley Laboratory"));
    }

    #[test]
    fn a_report_concludes_in_words_and_codes_and_who_read_it_says_so() {
        let report = said(
            "DiagnosticReport",
            r#""conclusion":"Sugar is well set.","conclusionCode":[{"text":"Sugar is well set."}],
            "performer":[{"display":"Valley Laboratory"}],"resultsInterpreter":[{"display":"Dr. Lee"}]"#,
        );
        assert_eq!(report.len(), 1, "the code says the same: {report:?}");
        assert_eq!(report[0].by.as_deref(), Some("Dr. Lee"));
        let by_laboratory = said(
            "DiagnosticReport",
            r#""conclusion":"Normal","performer":[{"display":"Valley Laboratory"}]"#,
        );
        assert_eq!(by_laboratory[0].by.as_deref(), Some("Valley Laboratory"));
    }

    #[test]
    fn what_is_no_test_has_no_comments_of_this_kind() {
        assert_eq!(said("Condition", r#""note":[{"text":"Walk"}]"#), []);
    }
}
