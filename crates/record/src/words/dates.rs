//! Dates in words, with what is doubtful about them.

use jiff::civil::Date;

use super::Words;
use crate::date::FhirDate;
use crate::dating;
use crate::entry::Entry;

impl Words {
    /// A date, with a word of doubt where it can't be so: "1900 (may stand for “not known”)". `today`
    /// is given where nothing later can have happened.
    pub fn date_with_doubt(&self, date: &FhirDate, today: Option<Date>) -> String {
        let said = self.date(date);
        match dating::doubt(date, today) {
            Some(doubt) => {
                let doubt = self.text(doubt).into_owned();
                self.with("date-doubtful", &[("date", said.into()), ("doubt", doubt.into())])
            }
            None => said,
        }
    }

    /// The date of an entry, with a word of doubt where it can't be so.
    pub fn date_of(&self, entry: &Entry, today: Date) -> Option<String> {
        let today = dating::has_happened(&entry.kind).then_some(today);
        Some(self.date_with_doubt(entry.date.as_ref()?, today))
    }

    /// What the date of an entry is: "Prescribed". `None` where it is just its date.
    pub fn date_label(&self, entry: &Entry) -> Option<String> {
        let is_told = entry.date.is_some() && entry.date_word != "date-of";
        is_told.then(|| self.text(entry.date_word).into_owned())
    }
}
