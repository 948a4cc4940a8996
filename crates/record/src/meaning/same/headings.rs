//! Reports that say nothing but which values belong together: each is a heading over values that count
//! themselves, and no thing beside them.

use std::collections::HashSet;
use std::hash::Hash;

use crate::entry::{Entry, Fact};
use crate::resource::ResourceId;
use crate::section::Section;

/// Whether a report says nothing beside the values it names: no text, no file, no conclusion.
pub fn only_names(report: &Entry) -> bool {
    let concludes = |fact: &Fact| matches!(fact.label, "conclusion" | "finding");
    report.section == Section::Results
        && !report.members.is_empty()
        && report.value.is_none()
        && report.parts.is_empty()
        && report.narrative.is_empty()
        && report.attachments.is_empty()
        && !report.facts.iter().any(concludes)
}

/// Which entries of a section are headings over others of it.
pub(super) fn headings<'e>(entries: &[&'e Entry]) -> HashSet<&'e ResourceId> {
    let ids: HashSet<&ResourceId> = entries.iter().map(|entry| &entry.id).collect();
    let reports = entries.iter().filter(|entry| only_names(entry));
    let named: Vec<_> =
        reports.map(|report| (&report.id, report.members.iter().collect::<Vec<_>>())).collect();
    among(&named, |id| ids.contains(id))
}

/// The same, of reports that [`only_names`] is true of, each with what it names: a heading is over something
/// that is there and is none itself, so that two that name each other do not both vanish.
pub fn among<P: Copy + Eq + Hash>(
    named: &[(P, Vec<P>)],
    is_there: impl Fn(P) -> bool,
) -> HashSet<P> {
    let reports: HashSet<P> = named.iter().map(|(report, _)| *report).collect();
    let counts = |one: &P| is_there(*one) && !reports.contains(one);
    let headings = named.iter().filter(|(_, members)| members.iter().any(counts));
    headings.map(|(report, _)| *report).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_stands_over_what_is_there_and_not_in_a_circle() {
        // 1 names a value, 2 one that is not here, 3 and 4 each other.
        let named = [(1, vec![10]), (2, vec![11]), (3, vec![4]), (4, vec![3])];
        let headings = among(&named, |value| value != 11);
        assert_eq!(headings, HashSet::from([1]));
    }
}
