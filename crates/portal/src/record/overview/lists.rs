//! Which lists the medicines of the overview stand on.

use bluebutton_record::meaning::Thing;

use crate::record::view::Reader;

/// "On the newest list: Riverside Family Clinic, November 9, 2026"; where they stand on lists of several days, only of
/// when the newest is. Nothing where no list has a day.
pub fn newest<'t>(
    of_now: impl Iterator<Item = &'t Thing<'t>>,
    reader: &Reader<'_>,
) -> Option<String> {
    let told: Vec<_> = of_now.map(|thing| &thing.entry.basis.told).collect();
    let day = |on: &Option<_>| on.as_ref().map(|on| reader.words.date(on));
    let newest = told.iter().max_by_key(|told| told.on.map(|on| on.sort_key()))?;
    let date = day(&newest.on)?;
    let is_one = told.iter().all(|other| day(&other.on).as_ref() == Some(&date));
    let values = [("date", date.into())];
    Some(match &newest.by {
        _ if !is_one => reader.words.with("overview-lists", &values),
        Some(by) => {
            let [date] = values;
            reader.words.with("overview-list-of", &[("source", by.as_str().into()), date])
        }
        None => reader.words.with("overview-list", &values),
    })
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::{Basis, ListedOn};
    use bluebutton_record::meaning::things;
    use bluebutton_record::{Entry, FhirDate, Section};

    use super::*;
    use crate::record::view::tests::{entry, reader};

    fn medicine(local: &str, title: &str, date: &str) -> Entry {
        let told = ListedOn {
            on: FhirDate::parse(date),
            by: Some("Riverside".into()),
            ..ListedOn::default()
        };
        Entry {
            is_current: true,
            basis: Basis { told, ..Basis::default() },
            ..entry(local, Section::Medications, title, date)
        }
    }

    fn note(days: [&str; 2]) -> Option<String> {
        let entries = [medicine("a", "Metformin", days[0]), medicine("b", "Warfarin", days[1])];
        let entries: Vec<&Entry> = entries.iter().collect();
        newest(things(&entries, reader().today).iter(), &reader())
    }

    #[test]
    fn medicines_of_several_lists_are_not_said_to_stand_on_the_newest() {
        let one = note(["2026-11-01", "2026-11-01"]).unwrap();
        assert_eq!(one, "On the newest list: Riverside, November 1, 2026");
        let several = note(["2026-11-01", "2026-05-03"]).unwrap();
        assert_eq!(several, "On lists of the last 12 months; the newest is from November 1, 2026");
    }
}
