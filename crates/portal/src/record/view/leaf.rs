//! A day that matters, as on a tear-off calendar, and the time where one is known.

use bluebutton_record::date::Precision;
use bluebutton_record::{Entry, FhirDate};
use bluebutton_web::frame::Frame;
use jiff::Timestamp;

use super::Reader;

/// A day as a leaf of a calendar; the text beside it says the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafView {
    /// "Feb"
    pub month: String,
    /// "8"
    pub day: String,
    /// "2027"
    pub year: String,
}

impl Reader<'_> {
    /// The leaf of an exact day.
    pub fn leaf(&self, date: &FhirDate) -> Option<LeafView> {
        if date.precision() < Precision::Day {
            return None;
        }
        let day = date.first_day();
        let month = self.text(&format!("month-{}", day.month()));
        Some(LeafView {
            month: month.chars().take(3).collect(),
            day: day.day().to_string(),
            year: day.year().to_string(),
        })
    }
}

/// "10:30 AM", where the entry's moment is known.
pub fn time_of(entry: &Entry, frame: &Frame) -> Option<String> {
    let date = entry.date.filter(|date| date.precision() == Precision::Moment)?;
    Some(frame.time_of(&Timestamp::from_second(date.sort_key()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::tests::reader;
    use super::*;

    #[test]
    fn only_an_exact_day_is_a_leaf() {
        let leaf = |date: &str| reader().leaf(&FhirDate::parse(date).unwrap());
        let day = leaf("2027-02-08").unwrap();
        assert_eq!((day.month.as_str(), day.day.as_str(), day.year.as_str()), ("Feb", "8", "2027"));
        assert_eq!(leaf("2027-02"), None);
    }
}
