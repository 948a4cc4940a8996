//! Measured values in words: number, unit, what people say beside it, usual range.

use std::borrow::Cow;

use fluent_bundle::FluentValue;

use super::Words;
use crate::entry::{Mark, Measure, Number, Part, Standing};
use crate::value::beside::Beside;
use crate::value::unit::Unit;

impl Words {
    /// How a value stands to its usual range, or why nobody can say; `None` where nothing is known.
    pub fn stands(&self, measure: &Measure) -> Option<Cow<'_, str>> {
        match (measure.standing?, &measure.in_table) {
            (Standing::Contradicted, Some(table)) => {
                let numbers = [("table", table.as_str().into()), ("data", measure.shown().into())];
                Some(Cow::Owned(self.with("standing-contradicted-by", &numbers)))
            }
            (standing, _) => Some(self.standing(standing)),
        }
    }

    /// The words for a standing alone.
    pub fn standing(&self, standing: Standing) -> Cow<'_, str> {
        self.text(match standing {
            Standing::Impossible => "standing-impossible",
            Standing::Contradicted => "standing-contradicted",
            Standing::Within => "standing-within",
            Standing::Above => "standing-above",
            Standing::Below => "standing-below",
            Standing::FarAbove => "standing-far-above",
            Standing::FarBelow => "standing-far-below",
            Standing::Unusual => "standing-unusual",
            Standing::MarkedUsual => "standing-marked-usual",
            Standing::MarkedUnusual => "standing-marked-unusual",
            Standing::MarkedOtherwise => "standing-marked-otherwise",
            Standing::OnlyMarked(mark) => marked(mark),
            Standing::OnlyMarkedNoRange(mark) => {
                let marked = self.text(marked(mark)).into_owned();
                return Cow::Owned(self.with("marked-no-range", &[("marked", marked.into())]));
            }
        })
    }

    /// The name of a part: in plain words where we know them; empty where the source gave none.
    pub fn part(&self, part: &Part) -> String {
        match (part.plain, &part.title, part.title_word) {
            (Some(plain), ..) => self.text(plain.name).into_owned(),
            (None, Some(title), _) => title.clone(),
            (None, None, Some(word)) => self.text(word).into_owned(),
            (None, None, None) => String::new(),
        }
    }

    /// A value with its unit: "154 lb", "2 tablets", "70 kg (154 lb)".
    pub fn value(&self, measure: &Measure) -> String {
        let shown = measure.shown();
        let value = match &measure.unit {
            Some(unit) => self.with_unit(&shown, unit),
            None => shown.into_owned(),
        };
        match measure.beside.as_ref().map(|beside| self.beside(beside)) {
            Some(beside) => {
                self.with("value-beside", &[("value", value.into()), ("beside", beside.into())])
            }
            None => value,
        }
    }

    /// A number with a unit behind it.
    fn with_unit(&self, number: &str, unit: &Unit) -> String {
        if unit.sign() == Some("%") {
            return unbroken(&self.with("value-percent", &[("value", number.into())]));
        }
        let unit = self.unit(unit, number);
        let said = self.with("value-and-unit", &[("value", number.into()), ("unit", unit.into())]);
        unbroken(&said)
    }

    /// A unit behind a number: "tablet" behind 1, "tablets" behind 2.
    pub fn unit<'w>(&'w self, unit: &'w Unit, number: &str) -> Cow<'w, str> {
        match unit {
            Unit::Sign(sign) => Cow::Borrowed(sign),
            Unit::Word(id) => {
                // "1–2 tablets": the last number counts.
                let last = number.rsplit(|c: char| !c.is_ascii_digit() && c != '.').next();
                let count = last.and_then(|last| last.parse::<f64>().ok()).unwrap_or(2.0);
                Cow::Owned(self.with(id, &[("count", FluentValue::from(count))]))
            }
        }
    }

    /// The same measurement in the units that people think in.
    pub fn beside(&self, beside: &Beside) -> String {
        let number = |number: &u32| FluentValue::from(*number);
        let said = match beside {
            Beside::Pounds(value) => {
                self.with("beside-pounds", &[("value", value.as_str().into())])
            }
            Beside::PoundsOunces(pounds, ounces) => self.with(
                "beside-pounds-ounces",
                &[("pounds", number(pounds)), ("ounces", number(ounces))],
            ),
            Beside::FeetInches(feet, inches) => self
                .with("beside-feet-inches", &[("feet", number(feet)), ("inches", number(inches))]),
            Beside::Inches(value) => {
                self.with("beside-inches", &[("value", value.as_str().into())])
            }
            Beside::Fahrenheit(value) => {
                self.with("beside-fahrenheit", &[("value", value.as_str().into())])
            }
        };
        // "5 ft 7 in" is one thing; a longer one may break where a number begins.
        let is_short = said.chars().count() <= UNBROKEN_MAX;
        if is_short { said.replace(' ', "\u{a0}") } else { unbroken(&said) }
    }

    /// The usual range of a value, with whom it is for where it is one of several; empty where there
    /// is none.
    pub fn range(&self, measure: &Measure) -> String {
        let range = self.range_itself(measure);
        match measure.range_for.as_deref().filter(|_| !range.is_empty()) {
            Some(whom) => self.with("range-for", &[("range", range.into()), ("whom", whom.into())]),
            None => range,
        }
    }

    fn range_itself(&self, measure: &Measure) -> String {
        if let Some(text) = &measure.range_text {
            return text.clone();
        }
        let unit = measure.unit.as_ref();
        let end = |end: &Option<Number>| end.as_ref().map(|end| end.shown(unit).into_owned());
        match (end(&measure.low), end(&measure.high)) {
            (Some(low), Some(high)) => {
                self.with("range-between", &[("low", low.into()), ("high", high.into())])
            }
            (Some(low), None) if measure.low_is_open => {
                self.with("range-over", &[("low", low.into())])
            }
            (Some(low), None) => self.with("range-from", &[("low", low.into())]),
            (None, Some(high)) if measure.high_is_open => {
                self.with("range-under", &[("high", high.into())])
            }
            (None, Some(high)) => self.with("range-up-to", &[("high", high.into())]),
            (None, None) => String::new(),
        }
    }
}

/// What has no more letters stays on one line.
const UNBROKEN_MAX: usize = 12;

/// An amount whose numbers are never parted from what they count: the space behind a number does not break.
pub fn unbroken(amount: &str) -> String {
    let mut before = None;
    let unbroken = amount.chars().map(|now| {
        let is_bound = now == ' ' && before.is_some_and(|before: char| before.is_ascii_digit());
        before = Some(now);
        if is_bound { '\u{a0}' } else { now }
    });
    unbroken.collect()
}

/// Words as they stand within a sentence.
pub fn lowered(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or(String::new(), |first| first.to_lowercase().chain(letters).collect())
}

/// The words for what a sender marked.
fn marked(mark: Mark) -> &'static str {
    match mark {
        Mark::Usual => "marked-usual",
        Mark::High => "marked-high",
        Mark::Low => "marked-low",
        Mark::FarHigh => "marked-far-high",
        Mark::FarLow => "marked-far-low",
        Mark::Unusual => "marked-unusual",
    }
}

#[cfg(test)]
mod tests {
    use super::super::Language;
    use super::*;

    #[test]
    fn where_no_range_was_given_the_words_are_those_of_a_mark() {
        let said = |language, standing| Words::of(language).standing(standing).into_owned();
        let high = Standing::OnlyMarkedNoRange(Mark::High);
        assert_eq!(said(Language::English, high), "Marked high by the sender; no range given");
        let spanish = said(Language::Spanish, high);
        assert_eq!(spanish, "Marcado como alto por quien lo envió; sin rango");
        let low = said(Language::English, Standing::OnlyMarked(Mark::Low));
        assert_eq!(low, "Marked low by the sender");
        for language in [Language::English, Language::Spanish] {
            for mark in Mark::ALL {
                let words = said(language, Standing::OnlyMarkedNoRange(mark));
                let names_a_usual_range = words.contains("usual") || words.contains("habitual");
                assert!(!words.contains("marked-") && !names_a_usual_range, "{words}");
            }
        }
    }

    fn said(language: Language, text: &str, unit: &str) -> String {
        let unit = Unit::read(unit);
        let number = Number::parse(text);
        Words::of(language).value(&Measure {
            text: text.into(),
            unit,
            number,
            ..Measure::default()
        })
    }

    #[test]
    fn amounts_are_said_as_people_say_them() {
        let cases = [
            ("1", "TABLET, EXTENDED RELEASE", "1 extended-release tablet"),
            ("2", "tablet", "2 tablets"),
            ("0.5", "tablet", "0.5 tablets"),
            ("1–2", "tablet", "1–2 tablets"),
            ("1.0", "capsule", "1.0 capsule"),
            ("52", "a", "52 years"),
            ("1", "a", "1 year"),
            ("72", "/min", "72 per minute"),
            ("6.1", "10^3/ul", "6.1 10³/µL"),
            ("5.6", "%", "5.6%"),
            ("3", "{score}", "3 points"),
            ("7.4", "[pH]", "7.4"),
        ];
        for (text, unit, expected) in cases {
            assert_eq!(said(Language::English, text, unit), unbroken(expected));
        }
        let spanish = [
            ("1", "TABLET, EXTENDED RELEASE", "1 tableta de liberación prolongada"),
            ("2", "tablet", "2 tabletas"),
            ("52", "a", "52 años"),
            ("72", "/min", "72 por minuto"),
            ("5.6", "%", "5.6 %"),
        ];
        for (text, unit, expected) in spanish {
            assert_eq!(said(Language::Spanish, text, unit), unbroken(expected));
        }
    }

    #[test]
    fn what_people_think_in_stands_beside() {
        let height = Measure {
            text: "170.18".into(),
            unit: Unit::read("cm"),
            number: Number::parse("170.18"),
            beside: Some(Beside::FeetInches(5, 7)),
            ..Measure::default()
        };
        let said = |language| Words::of(language).value(&height);
        assert_eq!(said(Language::English), "170.2\u{a0}cm (5\u{a0}ft\u{a0}7\u{a0}in)");
        assert_eq!(said(Language::Spanish), "170.2\u{a0}cm (5\u{a0}pies y 7\u{a0}pulgadas)");
    }

    #[test]
    fn an_end_that_is_outside_is_said_so() {
        let words = Words::of(Language::English);
        let high = Number::parse("2.5");
        let mut psa = Measure { high, high_is_open: true, ..Measure::default() };
        assert_eq!(words.range(&psa), "less than 2.5");
        psa.high_is_open = false;
        assert_eq!(words.range(&psa), "2.5 or less");
        psa.range_for = Some("Men".into());
        assert_eq!(words.range(&psa), "2.5 or less (Men)");
    }
}
