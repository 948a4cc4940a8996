//! What somebody may do with a record, in words: exactly as it is held, for every page that says it.

use bluebutton_record::Words;
use bluebutton_record::terms::{Rights, Terms};

/// "May look at your record, download it and send it for you. Only these parts: Medicines."
pub(super) fn terms_in_words(terms: &Terms, words: &Words) -> String {
    let mut said = vec![rights_in_words(terms.rights, words)];
    if let Some(sections) = &terms.sections {
        let names: Vec<_> = sections.iter().map(|section| words.section(*section)).collect();
        said.push(words.with("rights-sections", &[("sections", names.join(", ").into())]));
    }
    let hides = !terms.hidden.is_empty()
        || !terms.hidden_visits.is_empty()
        || !terms.labels.is_empty()
        || !terms.releases.is_empty()
        || terms.kinds.is_some()
        || terms.scopes.is_some();
    said.extend(hides.then(|| words.text("rights-some-hidden").into_owned()));
    said.join(" ")
}

/// "May look at your record and download it."
pub(super) fn rights_in_words(rights: Rights, words: &Words) -> String {
    let all = [
        (rights.view, "rights-view"),
        (rights.download, "rights-download"),
        (rights.transmit, "rights-transmit"),
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use bluebutton_record::{Language, Section};

    use super::*;
    use crate::words::words;

    #[test]
    fn rights_are_said_exactly_as_they_are_held() {
        let said = |view, download, transmit, manage| {
            let rights = Rights { view, download, transmit, manage };
            rights_in_words(rights, words(Language::English))
        };
        assert_eq!(said(true, false, false, false), "May look at your record.");
        assert_eq!(said(true, true, false, false), "May look at your record and download it.");
        assert_eq!(
            said(true, true, true, false),
            "May look at your record, download it and send it for you."
        );
        assert_eq!(said(true, false, true, false), "May look at your record and send it for you.");
        assert_eq!(said(false, false, false, false), "May not look at anything.");
    }

    #[test]
    fn what_is_not_shown_to_them_is_said() {
        let rights = Rights { view: true, ..Rights::default() };
        let sections = Some(BTreeSet::from([Section::Medications, Section::Results]));
        let terms = Terms { rights, sections, ..Terms::everything(rights) };
        let said = terms_in_words(&terms, words(Language::English));
        assert_eq!(said, "May look at your record. Only these parts: Medicines, Test results.");
        let hidden = BTreeSet::from(["x".to_owned()]);
        let terms = Terms { rights, hidden, ..Terms::everything(rights) };
        let said = terms_in_words(&terms, words(Language::Spanish));
        assert_eq!(said, "Puede ver su expediente. Algunos datos no se le muestran.");
    }
}
