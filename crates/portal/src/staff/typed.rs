//! What was typed over a list of the office, to find lines in it: names of people and files stand in no
//! address, so it is sealed there, in one piece.

use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use jiff::civil::Date;

/// A filter as it was typed.
#[derive(Default)]
pub(super) struct TypedFilter {
    /// Words of a name.
    pub(super) text: String,
    /// Of which kind.
    pub(super) kind: String,
    /// In which state, or whose.
    pub(super) of: String,
    /// First day.
    pub(super) from: String,
    /// Last day.
    pub(super) until: String,
}

impl TypedFilter {
    /// The fields of a form; how it calls the words, the kind and the state.
    pub(super) fn of(fields: &Fields, [words, kind, of]: [&str; 3]) -> Self {
        let text = |name| fields.get(name).trim().chars().take(FIELD_CHARS_MAX).collect();
        Self {
            text: text(words),
            kind: text(kind),
            of: text(of),
            from: text("from"),
            until: text("until"),
        }
    }

    /// Whether nothing is asked.
    pub(super) fn is_empty(&self) -> bool {
        let Self { text, kind, of, from, until } = self;
        [text, kind, of, from, until].iter().all(|one| one.is_empty())
    }

    /// One line, to be sealed into an address; empty where nothing is asked.
    pub(super) fn as_question(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let Self { text, kind, of, from, until } = self;
        let [kind, of, from, until] = [kind, of, from, until].map(|one| one.replace('|', " "));
        format!("{of}|{kind}|{from}|{until}|{text}")
    }

    /// What [`Self::as_question`] made.
    pub(super) fn from_question(question: &str) -> Self {
        let mut parts = question.splitn(5, '|').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        let (of, kind, from, until) = (next(), next(), next(), next());
        Self { text: next(), kind, of, from, until }
    }

    /// The first and last day; what can't be read as one stands in `errors`.
    pub(super) fn days(&self, frame: &Frame, errors: &mut Errors) -> (Option<Date>, Option<Date>) {
        let mut day = |text: &str, field| {
            let day = text.parse::<Date>().ok();
            if !text.is_empty() && day.is_none() {
                errors.add(field, frame.t("trail-day-wrong"));
            }
            day
        };
        (day(&self.from, "from"), day(&self.until, "until"))
    }
}

/// Nobody types more into one field.
const FIELD_CHARS_MAX: usize = 60;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_comes_back_as_it_was_typed() {
        let typed = TypedFilter {
            text: "a|b".to_owned(),
            kind: "look".to_owned(),
            of: "abc".to_owned(),
            from: "2026-01-01".to_owned(),
            until: String::new(),
        };
        let back = TypedFilter::from_question(&typed.as_question());
        assert_eq!((back.of.as_str(), back.text.as_str()), ("abc", "a|b"));
        assert_eq!((back.kind.as_str(), back.from.as_str()), ("look", "2026-01-01"));
        TypedFilter::from_question("||||||||");
        assert!(TypedFilter::from_question("").is_empty());
        assert_eq!(TypedFilter::default().as_question(), "");
    }
}
