//! How far outside its usual range a value is: "above by 1.4". Told only where the value is a number, its
//! range was printed with it, and both agree on which side it is.

use crate::entry::{Measure, Standing};

/// How far outside, with the decimals of the value and of the end it is measured from; `None` within
/// the range, where nobody can say, and where the difference would round to nothing.
pub fn outside(measure: &Measure) -> Option<String> {
    let value = measure.number.as_ref()?;
    let end = match measure.standing? {
        Standing::Above | Standing::FarAbove => measure.high.as_ref()?,
        Standing::Below | Standing::FarBelow => measure.low.as_ref()?,
        _ => return None,
    };
    // What is shown is compared, so that the reader can check the sum.
    let (shown, end) = (measure.shown(), end.shown(measure.unit.as_ref()));
    let (Ok(from), Ok(to)) = (shown.parse::<f64>(), end.parse::<f64>()) else { return None };
    let is_beyond = match measure.standing? {
        Standing::Above | Standing::FarAbove => from > to && value.value > to,
        _ => from < to && value.value < to,
    };
    is_beyond.then(|| difference((&shown, from), (&end, to)))
}

/// The difference of two numbers as they are written, without a sign.
pub fn difference(one: (&str, f64), other: (&str, f64)) -> String {
    let decimals = |text: &str| text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let places = decimals(one.0).max(decimals(other.0)).min(DECIMALS_MAX);
    format!("{:.places$}", (one.1 - other.1).abs())
}

/// Nobody reads more decimals of a difference.
const DECIMALS_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Number;

    fn far(value: &str, low: &str, high: &str, standing: Standing) -> Option<String> {
        outside(&Measure {
            text: value.into(),
            number: Number::parse(value),
            low: Number::parse(low),
            high: Number::parse(high),
            standing: Some(standing),
            ..Measure::default()
        })
    }

    #[test]
    fn how_far_outside_is_said_with_the_digits_that_were_given() {
        assert_eq!(far("7.0", "4.0", "5.6", Standing::Above).as_deref(), Some("1.4"));
        assert_eq!(far("129", "70", "99", Standing::FarAbove).as_deref(), Some("30"));
        assert_eq!(far("32.7", "35", "45", Standing::Below).as_deref(), Some("2.3"));
    }

    #[test]
    fn nothing_is_said_where_mark_and_range_disagree_or_nothing_is_to_say() {
        assert_eq!(far("5.0", "4.0", "5.6", Standing::Within), None);
        assert_eq!(far("5.0", "4.0", "5.6", Standing::Above), None, "marked high, inside");
        assert_eq!(far("12", "", "2.5", Standing::MarkedUsual), None);
        assert_eq!(far("12", "", "", Standing::Above), None);
        assert_eq!(far("Negative", "", "2.5", Standing::Above), None);
    }
}
