//! What somebody may do with a record and what they see of it, in words: exactly as it is held, for
//! every page that says it.

use bluebutton_record::terms::{Rights, Terms};
use bluebutton_record::words::FluentValue;
use bluebutton_record::{FhirDate, Topics, Words};
use jiff::civil::Date;

/// A line of what is held: "May see", "Your whole record".
pub(crate) struct HeldLine {
    /// What it is about.
    pub(crate) label: String,
    /// What is held.
    pub(crate) text: String,
}

/// All that is held, for whoever gave it.
pub(crate) fn held(
    terms: &Terms,
    days: (Option<Date>, Option<Date>),
    topics: &Topics,
    words: &Words,
) -> Vec<HeldLine> {
    let mut lines = vec![("held-sees", seen(terms, words))];
    if topics.known_to(terms).next().is_some() {
        lines.push(("held-topics", told_of_topics(terms, topics, words)));
    }
    let chosen = terms.hidden.len() + terms.hidden_visits.len();
    if chosen > 0 {
        let count = [("count", FluentValue::from(chosen))];
        lines.push(("held-hidden", words.with("held-hidden-text", &count)));
    }
    lines.push(("held-may", rights_in_words(terms.rights, words)));
    lines.push(("held-when", when(days, words)));
    let line = |(id, text)| HeldLine { label: words.text(id).into_owned(), text };
    lines.into_iter().map(line).collect()
}

/// What a caregiver reads of it: what they may, and nothing of what they may not.
pub(crate) fn allowed(
    rights: Rights,
    sections: Option<&std::collections::BTreeSet<bluebutton_record::Section>>,
    words: &Words,
) -> String {
    let may = rights_in_words(rights, words);
    match sections {
        None => may,
        Some(sections) => format!("{may} {}", only(sections.iter().copied(), words)),
    }
}

/// "May look at the record and download it." Each right that is held is named, and none that is not.
pub(crate) fn rights_in_words(rights: Rights, words: &Words) -> String {
    let all = [
        (rights.view, "rights-view"),
        (rights.download, "rights-download"),
        (rights.transmit, "rights-transmit"),
        (rights.apps, "rights-apps"),
        (rights.manage, "rights-manage"),
    ];
    let mut may: Vec<String> =
        all.iter().filter(|(is, _)| *is).map(|(_, id)| words.text(id).into_owned()).collect();
    let Some(last) = may.pop() else { return words.text("rights-nothing").into_owned() };
    let what = if may.is_empty() {
        last
    } else {
        let first = may.join(", ");
        words.with("rights-and", &[("first", first.into()), ("last", last.into())])
    };
    words.with("rights-may", &[("what", what.into())])
}

fn seen(terms: &Terms, words: &Words) -> String {
    let mut said = match &terms.sections {
        None => words.text("held-everything").into_owned(),
        Some(sections) => only(sections.iter().copied(), words),
    };
    let has_more = !terms.labels.is_empty()
        || !terms.releases.is_empty()
        || terms.kinds.is_some()
        || terms.scopes.is_some();
    if has_more {
        said.push(' ');
        said.push_str(&words.text("rights-some-hidden"));
    }
    said
}

fn only(sections: impl Iterator<Item = bluebutton_record::Section>, words: &Words) -> String {
    let names: Vec<_> = sections.map(|section| words.section(section)).collect();
    words.with("rights-sections", &[("sections", names.join(", ").into())])
}

fn told_of_topics(terms: &Terms, topics: &Topics, words: &Words) -> String {
    let named = |is_open: bool| {
        let those =
            topics.known_to(terms).filter(|topic| terms.opened.contains(&topic.slug) == is_open);
        those.map(|topic| topic.name(words.language())).collect::<Vec<_>>().join(", ")
    };
    let (open, hidden) = (named(true), named(false));
    let said = |id: &str, names: String| words.with(id, &[("topics", names.into())]);
    match (open.is_empty(), hidden.is_empty()) {
        (true, _) => said("held-topics-hidden", hidden),
        (false, true) => words.text("held-topics-open").into_owned(),
        (false, false) => {
            format!("{} {}", said("held-topics-hidden", hidden), said("held-topics-shown", open))
        }
    }
}

fn when((from, until): (Option<Date>, Option<Date>), words: &Words) -> String {
    let day = |day: Date| FluentValue::from(words.date(&FhirDate::day(day)));
    match (from, until) {
        (Some(from), Some(until)) => {
            words.with("held-from-until", &[("from", day(from)), ("until", day(until))])
        }
        (Some(from), None) => words.with("held-from", &[("from", day(from))]),
        (None, Some(until)) => words.with("people-until", &[("date", day(until))]),
        (None, None) => words.text("people-no-end").into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bluebutton_record::{Language, Section};
    use jiff::civil::date;

    use super::*;
    use crate::words::words;

    fn told(terms: &Terms, topics: &Topics, language: Language) -> String {
        let days = (None, Some(date(2026, 6, 30)));
        let lines = held(terms, days, topics, words(language));
        let lines: Vec<_> =
            lines.iter().map(|line| format!("{}: {}", line.label, line.text)).collect();
        lines.join("\n")
    }

    #[test]
    fn rights_are_said_exactly_as_they_are_held() {
        let said = |view, download, transmit, apps| {
            let rights = Rights { view, download, transmit, apps, manage: false };
            rights_in_words(rights, words(Language::English))
        };
        assert_eq!(said(true, false, false, false), "May look at the record.");
        assert_eq!(said(true, true, false, false), "May look at the record and download it.");
        assert_eq!(
            said(true, true, true, false),
            "May look at the record, download it and send it to doctors."
        );
        assert_eq!(
            said(true, false, true, false),
            "May look at the record and send it to doctors."
        );
        assert_eq!(said(true, false, false, true), "May look at the record and let apps read it.");
        assert_eq!(said(false, false, false, false), "May not look at anything.");
    }

    #[test]
    fn what_is_shown_and_what_is_hidden_is_said_line_by_line() {
        let rights = Rights { view: true, ..Rights::default() };
        let terms = Terms {
            sections: Some(BTreeSet::from([Section::Medications, Section::Visits])),
            hidden: BTreeSet::from(["x".to_owned()]),
            opened: BTreeSet::from(["b".to_owned()]),
            ..Terms::everything(rights)
        };
        let topics = Topics::parse("topic\ta\tAaa\tÁaa\ntopic\tb\tBbb\tÉbb").unwrap();
        assert_eq!(
            told(&terms, &topics, Language::English),
            "Sees: Only these parts: Medicines, Visits.\n\
             Sensitive topics: Hidden: Aaa. Shown: Bbb.\n\
             Also hidden: One entry or visit that you chose.\n\
             May do: May look at the record.\n\
             When: Until June 30, 2026."
        );
        let spanish = told(&Terms::everything(rights), &Topics::default(), Language::Spanish);
        assert!(spanish.starts_with("Ve: Todo el expediente."), "{spanish}");
    }

    #[test]
    fn a_caregiver_reads_nothing_of_what_they_may_not_see() {
        let rights = Rights { view: true, ..Rights::default() };
        let sections = BTreeSet::from([Section::Medications]);
        let said = allowed(rights, Some(&sections), words(Language::English));
        assert_eq!(said, "May look at the record. Only these parts: Medicines.");
    }
}
