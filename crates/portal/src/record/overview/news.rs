//! What is new since somebody last looked, from whom: results of one source together, the rest by name.

use bluebutton_record::meaning::lists::source_of;
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::{Entry, Section};

use super::super::view::{DateView, Reader};

/// So many lines of what is new; the timeline has it all.
const LINES: usize = 6;

/// A line of what is new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsView {
    /// The picture.
    pub icon: &'static str,
    /// Where it is.
    pub href: String,
    /// "Test results: 16", or the name of the one.
    pub title: String,
    /// The section, where the title does not say it.
    pub section: Option<String>,
    /// The day.
    pub date: Option<DateView>,
    /// From whom.
    pub source: Option<String>,
}

/// The lines of what is new, newest first; what came of one section from one source is one line.
pub fn news(entries: &[Entry], reader: &Reader<'_>) -> Vec<NewsView> {
    let mut groups: Vec<(Section, Option<String>, Vec<&Entry>)> = Vec::new();
    for entry in entries.iter().filter(|entry| is_told(entry)) {
        let told_by = source_of(entry);
        let known = groups
            .iter_mut()
            .find(|(section, source, _)| *section == entry.section && source.as_ref() == told_by);
        match known {
            Some((_, _, group)) => group.push(entry),
            None => groups.push((entry.section, told_by.cloned(), vec![entry])),
        }
    }
    groups.into_iter().take(LINES).filter_map(|group| line(&group, reader)).collect()
}

/// Panels are told by their values, and what belongs to nobody's page by nothing.
fn is_told(entry: &Entry) -> bool {
    !matches!(entry.section, Section::About | Section::Other)
        && (entry.section != Section::Results || key(entry).is_some() || entry.members.is_empty())
}

fn line(
    (section, source, group): &(Section, Option<String>, Vec<&Entry>),
    reader: &Reader<'_>,
) -> Option<NewsView> {
    let newest = group.iter().max_by_key(|entry| entry.date.map(|date| date.sort_key()))?;
    let name = reader.section(*section);
    let is_one = group.len() == 1;
    let count = [("section", name.clone().into()), ("count", group.len().into())];
    Some(NewsView {
        icon: icon(*section),
        href: if is_one {
            reader.href(*section, &newest.id)
        } else {
            format!("{}/{}", reader.base, section.slug())
        },
        title: if is_one { reader.title(newest) } else { reader.words.with("news-group", &count) },
        section: is_one.then_some(name),
        date: reader.date_of(newest),
        source: source.clone(),
    })
}

/// The picture of a section, as in the menu.
pub fn icon(section: Section) -> &'static str {
    match section {
        Section::About => "person",
        Section::Medications => "pill",
        Section::Allergies => "alert",
        Section::Conditions => "board",
        Section::Results => "tube",
        Section::VitalSigns => "pulse",
        Section::Vaccines => "shot",
        Section::Procedures => "tool",
        Section::Visits => "day",
        Section::Documents => "file",
        Section::CarePlans => "goal",
        Section::CareTeam => "heart",
        Section::SocialHistory => "tree",
        Section::Coverage => "card",
        Section::Claims => "bill",
        Section::Other => "more",
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn results_of_one_source_are_one_line_and_a_single_thing_has_its_name() {
        let test = |local: &str| Entry {
            value: Some(measure(80.0, 70.0, 99.0, bluebutton_record::entry::Standing::Within)),
            source: Some("Valley Laboratory".into()),
            ..entry(local, Section::Results, local, "2026-11-09")
        };
        // Whose document names it says so where it does not say itself.
        let mut shot = entry("v", Section::Vaccines, "Flu vaccine", "2026-11-09");
        shot.basis.told.by = Some("Lakeside Hospital".into());
        let lines = news(&[test("a"), test("b"), shot], &reader());
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].title, "Test results: 2");
        assert_eq!(lines[0].source.as_deref(), Some("Valley Laboratory"));
        assert_eq!(lines[1].title, "Flu vaccine");
        assert_eq!(lines[1].section.as_deref(), Some("Vaccines"));
        assert_eq!(lines[1].source.as_deref(), Some("Lakeside Hospital"));
    }
}
