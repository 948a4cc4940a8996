//! When something was, as people say it; and whether it is of now.

use bluebutton_record::{Entry, FhirDate};

use super::Reader;

/// A date as people say it, and for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateView {
    /// `2026-05-03`
    pub iso: String,
    /// "May 3, 2026"
    pub text: String,
    /// "3 weeks ago"
    pub ago: Option<String>,
}

impl Reader<'_> {
    /// A date in words.
    pub fn date(&self, date: &FhirDate) -> DateView {
        DateView { iso: date.iso(), text: self.words.date(date), ago: self.ago(date) }
    }

    /// The date of an entry, with a word of doubt where it can't be so, and then without a distance.
    pub fn date_of(&self, entry: &Entry) -> Option<DateView> {
        let mut view = self.date(entry.date.as_ref()?);
        let said = self.words.date_of(entry, self.today)?;
        if said != view.text {
            view = DateView { text: said, ago: None, ..view };
        }
        Some(view)
    }

    /// How long ago, or how soon; only where the day is known.
    fn ago(&self, date: &FhirDate) -> Option<String> {
        if date.first_day() != date.last_day() {
            return None;
        }
        let days = (self.today - date.first_day()).get_days();
        let (id, count) = ago_message(days);
        Some(self.words.with(id, &[("count", count.into())]))
    }

    pub(super) fn until(&self, entry: &Entry) -> Option<String> {
        let until = entry.span_end()?;
        let same_day = entry.date.is_some_and(|date| date.first_day() == until.first_day());
        let text = self.words.date(&until);
        (!same_day).then(|| self.words.with("entry-until", &[("date", text.into())]))
    }
}

/// The message and the number for a distance in days; negative is the future.
fn ago_message(days: i32) -> (&'static str, i32) {
    match days {
        i32::MIN..=-60 => ("in-months", -days / 30),
        -59..=-2 => ("in-days", -days),
        -1 => ("in-tomorrow", 1),
        0 => ("ago-today", 0),
        1 => ("ago-yesterday", 1),
        2..=13 => ("ago-days", days),
        14..=59 => ("ago-weeks", days / 7),
        60..=729 => ("ago-months", days / 30),
        _ => ("ago-years", days / 365),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reader;
    use super::*;

    #[test]
    fn distances_in_time_are_said_as_people_say_them() {
        let said = |date: &str| reader().date(&FhirDate::parse(date).unwrap()).ago;
        assert_eq!(said("2026-11-22").as_deref(), Some("today"));
        assert_eq!(said("2026-11-21").as_deref(), Some("yesterday"));
        assert_eq!(said("2026-11-12").as_deref(), Some("10 days ago"));
        assert_eq!(said("2026-10-22").as_deref(), Some("4 weeks ago"));
        assert_eq!(said("2025-11-22").as_deref(), Some("12 months ago"));
        assert_eq!(said("2020-01-01").as_deref(), Some("6 years ago"));
        assert_eq!(said("2026-11-23").as_deref(), Some("tomorrow"));
        assert_eq!(said("2026"), None);
    }
}
