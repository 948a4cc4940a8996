//! A range that is told the other way round, by what is not usual: `Abnormal if <60 mL/min/1.73m2`. Laboratories
//! write it as the range, or as a comment on a kidney function (eGFR), with a factor for some people.

use super::{Ends, Rest, is_sensible, simple};
use crate::value::unit::Unit;

/// What a comment says of what is not usual.
#[derive(Clone, Debug, PartialEq)]
pub struct Commented {
    /// The usual range.
    pub ends: Ends,
    /// What the value is to be multiplied by for some people, where it says so.
    pub factor: Option<f64>,
}

/// Reads such a comment; whatever else it says makes it a text.
pub fn stated(text: &str, own: Option<&Unit>) -> Option<Commented> {
    if text.len() > crate::limits::RANGE_CHARS_MAX {
        return None;
    }
    let text = simple(text);
    let (range, condition) = text.split_once(" if ").and_then(|(abnormal, rest)| {
        ABNORMAL.contains(&abnormal).then(|| match rest.split_once(" if ") {
            Some((range, condition)) => (range, Some(condition)),
            None => (rest, None),
        })
    })?;
    let ends = usual(range.trim_end_matches(['.', ';', ',']), own)?;
    let factor = match condition {
        Some(condition) => {
            let (_, number) = condition.split_once("multiply by ")?;
            Some(number.parse().ok().filter(|factor| (1.0..2.0).contains(factor))?)
        }
        None => None,
    };
    Some(Commented { ends, factor })
}

/// The usual range, where what lies beyond this end is not usual.
fn usual(text: &str, own: Option<&Unit>) -> Option<Ends> {
    let mut rest = Rest { text, own };
    let (is_low, is_open) = rest.sign()?;
    let number = rest.number(true)?;
    let mut ends = Ends { unit: rest.unit(), ..Ends::default() };
    // Of "<60" 60 itself is usual; of "<=60" it is not.
    ends.put(!is_low, !is_open, number)?;
    (rest.text.is_empty() && is_sensible(&ends)).then_some(ends)
}

const ABNORMAL: &[&str] = &["abnormal", "anormal", "not normal"];

#[cfg(test)]
mod tests {
    use super::*;

    /// Low and high end, whether it is open, and the factor.
    type Short = (Option<String>, Option<String>, bool, Option<f64>);

    fn short(text: &str) -> Option<Short> {
        let Commented { ends, factor } = stated(text, None)?;
        let is_open = ends.low_is_open || ends.high_is_open;
        let text = |end: Option<crate::entry::Number>| end.map(|end| end.text);
        Some((text(ends.low), text(ends.high), is_open, factor))
    }

    #[test]
    fn what_is_abnormal_tells_what_is_usual() {
        let low = |at: &str, is_open, factor| Some((Some(at.to_owned()), None, is_open, factor));
        let high = |at: &str, is_open| Some((None, Some(at.to_owned()), is_open, None));
        let kidney = "(Abnormal if <60 mL/min/1.73m2\nIf patient is black, multiply by 1.21)";
        assert_eq!(short(kidney), low("60", false, Some(1.21)));
        assert_eq!(short("Abnormal if <60 mL/min/1.73m2"), low("60", false, None));
        assert_eq!(short("Abnormal if <= 60"), low("60", true, None));
        assert_eq!(short("Abnormal if >1.5 mg/dL."), high("1.5", false));
        assert_eq!(short("Abnormal if 1.5 or more"), None);
    }

    #[test]
    fn whatever_else_a_comment_says_makes_it_a_text() {
        for text in [
            "Abnormal if <60 and the urine shows protein",
            "Abnormal if <60 if fasting",
            "Abnormal if <60 if patient is black, multiply by several",
            "Abnormal if <60 if patient is black, multiply by 100",
            "Abnormal if positive",
            "Tell me if <60",
            "Abnormal",
            "",
        ] {
            assert_eq!(short(text), None, "{text}");
        }
    }
}
