//! How fresh each source is: the newest day on which it told of anything. A source that has been silent
//! for long says nothing about what happened there since.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::lists::source_of;
use super::nothing::Said;
use crate::date::FhirDate;
use crate::entry::Entry;

/// The sources of entries, each with the newest day that an entry or a list of it bears; freshest first.
/// Days to come are plans, and tell nothing of when a source was last heard.
pub fn sources<'e>(
    entries: impl IntoIterator<Item = &'e Entry>,
    today: Date,
) -> Vec<(&'e str, FhirDate)> {
    let mut newest: BTreeMap<&str, FhirDate> = BTreeMap::new();
    let mut tell = |source: Option<&'e String>, day: Option<FhirDate>| {
        let (Some(source), Some(day)) = (source, day) else { return };
        if day.first_day() > today {
            return;
        }
        let known = newest.entry(source).or_insert(day);
        if day.sort_key() > known.sort_key() {
            *known = day;
        }
    };
    // The patient is no system that may have fallen silent.
    for entry in entries.into_iter().filter(|entry| !entry.is_own()) {
        tell(entry.source.as_ref(), entry.date);
        // A list may name what is newer than the day that it bears.
        let listed = source_of(entry).filter(|_| entry.basis.said == Said::Is);
        tell(listed, entry.date);
        tell(entry.basis.told.by.as_ref(), entry.basis.told.on);
    }
    let mut sources: Vec<(&str, FhirDate)> = newest.into_iter().collect();
    sources.sort_by_key(|(_, day)| std::cmp::Reverse(day.sort_key()));
    sources
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn of(performer: &str, date: &str) -> Entry {
        let json = format!(
            r#"{{"resourceType":"Observation","status":"final","code":{{"text":"Glucose"}},
            "effectiveDateTime":"{date}","performer":[{{"display":"{performer}"}}]}}"#
        );
        entry(&Resource::of_json(&json), &NoNames)
    }

    #[test]
    fn a_result_that_is_newer_than_the_list_that_names_it_is_its_sources_newest() {
        let mut result = of("", "2026-05-10");
        result.source = None;
        result.basis.told.by = Some("Lakeside Hospital".to_owned());
        result.basis.told.on = FhirDate::parse("2026-05-06");
        let today = "2026-11-27".parse().unwrap();
        let newest = |entry: &Entry| sources([entry], today).first().map(|one| one.1.iso());
        assert_eq!(newest(&result).as_deref(), Some("2026-05-10"));
        result.basis.said = Said::Planned;
        assert_eq!(newest(&result).as_deref(), Some("2026-05-06"), "a plan tells nothing of when");
    }

    #[test]
    fn each_source_is_as_fresh_as_its_newest_entry_that_is_not_to_come() {
        let all = [
            of("Lakeside Hospital", "2026-05-14"),
            of("Riverside", "2026-11-09"),
            of("Lakeside Hospital", "2026-05-02"),
            of("Lakeside Hospital", "2027-01-01"),
        ];
        let found = sources(&all, "2026-11-27".parse().unwrap());
        let said: Vec<_> = found.iter().map(|(name, day)| (*name, day.iso())).collect();
        assert_eq!(
            said,
            [
                ("Riverside", "2026-11-09".to_owned()),
                ("Lakeside Hospital", "2026-05-14".to_owned())
            ]
        );
    }
}
