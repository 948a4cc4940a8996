//! What a file says about itself: what was asked for, what is in it and what is not.

use std::collections::BTreeMap;

use super::Group;
use super::writer::Writer;
use crate::outcomes::EntryCounts;
use crate::section::Section;

impl Writer<'_> {
    /// What was asked for, in sentences.
    pub(super) fn asked_for(&self) -> Vec<String> {
        let selection = &self.paper.manifest.selection;
        let mut sentences = Vec::new();
        let day = |day: jiff::civil::Date| self.words.date(&crate::FhirDate::day(day));
        match (selection.dates.from.map(day), selection.dates.to.map(day)) {
            (Some(from), Some(to)) => sentences.push(
                self.words
                    .with("manifest-dates-between", &[("from", from.into()), ("to", to.into())]),
            ),
            (Some(from), None) => {
                sentences.push(self.words.with("manifest-dates-from", &[("from", from.into())]));
            }
            (None, Some(to)) => {
                sentences.push(self.words.with("manifest-dates-to", &[("to", to.into())]));
            }
            (None, None) => {}
        }
        if let Some(sections) = &selection.sections {
            let names: Vec<_> =
                sections.iter().map(|section| self.words.section(*section)).collect();
            let names = names.join(", ");
            sentences.push(self.words.with("manifest-sections", &[("sections", names.into())]));
        }
        if selection.visit.is_some() {
            sentences.push(self.words.text("manifest-visit").into_owned());
        }
        if sentences.is_empty() {
            sentences.push(self.words.text("manifest-everything").into_owned());
        }
        sentences
    }

    fn group(&self, id: &str, sentences: Vec<String>) -> Group {
        let is_counts = id == COUNTS;
        Group { heading: self.words.text(id).into_owned(), sentences, is_counts }
    }

    pub(super) fn manifest(&self) -> Vec<Group> {
        let manifest = &self.paper.manifest;
        let counts = |counts: &BTreeMap<Section, usize>| -> Vec<String> {
            counts
                .iter()
                .filter(|(_, count)| **count > 0)
                .map(|(section, count)| self.counted(*section, *count))
                .collect()
        };
        let mut included = counts(&manifest.included);
        included.push(self.words.with("manifest-total", &[("count", manifest.total().into())]));
        let mut groups =
            vec![self.group("paper-asked-for", self.asked_for()), self.group(COUNTS, included)];
        let left_out = counts(&manifest.left_out);
        if left_out.is_empty() && manifest.withheld.is_empty() && manifest.unreadable.is_empty() {
            let id =
                if manifest.is_of_a_grant { "manifest-of-a-grant" } else { "manifest-complete" };
            let complete = self.words.text(id).into_owned();
            groups.push(self.group("manifest-left-out", vec![complete]));
        } else {
            let or_nothing = |sentences: Vec<String>| {
                let nothing = || vec![self.words.text("manifest-nothing").into_owned()];
                if sentences.is_empty() { nothing() } else { sentences }
            };
            groups.push(self.group("manifest-left-out", or_nothing(left_out)));
            groups.push(self.group("manifest-withheld", or_nothing(self.withheld())));
        }
        if manifest.undated > 0 {
            let sentence =
                self.words.with("manifest-undated", &[("count", manifest.undated.into())]);
            groups.push(self.group("manifest-undated-title", vec![sentence]));
        }
        if !manifest.unreadable.is_empty() {
            let count = manifest.unreadable.len();
            let sentence = self.words.with("manifest-unreadable-line", &[("count", count.into())]);
            groups.push(self.group("manifest-unreadable", vec![sentence]));
        }
        let of_documents = self.of_documents();
        if !of_documents.is_empty() {
            groups.push(self.group("manifest-documents", of_documents));
        }
        if !manifest.sources.is_empty() {
            groups.push(self.group("manifest-sources", manifest.sources.clone()));
        }
        groups
    }

    fn counted(&self, section: Section, count: usize) -> String {
        let section = self.words.section(section).into_owned();
        self.words.with("manifest-line", &[("section", section.into()), ("count", count.into())])
    }

    /// What became of the entries of documents: what is shown, and what the original alone holds.
    fn of_documents(&self) -> Vec<String> {
        let EntryCounts { mapped, as_text, blank, not_understood } = self.paper.manifest.documents;
        let lines = [
            ("manifest-documents-mapped", mapped),
            ("manifest-documents-as-text", as_text),
            ("manifest-documents-blank", blank),
            ("manifest-documents-not-understood", not_understood),
        ];
        let told = lines.into_iter().filter(|(_, count)| *count > 0);
        told.map(|(id, count)| self.words.with(id, &[("count", count.into())])).collect()
    }

    fn withheld(&self) -> Vec<String> {
        let sentence = |(rule, count): (&String, &usize)| {
            let rule = if self.words.has(rule) { rule.as_str() } else { "withheld-other" };
            let reason = self.words.text(rule).into_owned();
            self.words.with(
                "manifest-withheld-line",
                &[("count", (*count).into()), ("reason", reason.into())],
            )
        };
        self.paper.manifest.withheld.iter().map(sentence).collect()
    }
}

const COUNTS: &str = "manifest-included";
