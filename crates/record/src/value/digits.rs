//! How many digits of a number are worth reading: at most what its unit bears. The source's digits
//! stay in the record and one tap away.

use std::borrow::Cow;

use super::judge::Range;
use super::unit::Unit;

/// A number as it is best read in its unit. Rounding never moves a value across an end of its
/// usual range: then it keeps as many decimals as tell it from that end.
pub fn shown<'t>(text: &'t str, unit: Option<&Unit>, range: &Range) -> Cow<'t, str> {
    let Some((_, decimals)) = text.split_once('.') else { return Cow::Borrowed(text) };
    let (Ok(value), true) = (text.parse::<f64>(), is_digits(decimals)) else {
        return Cow::Borrowed(text);
    };
    let written = decimals.len();
    let Some(wanted) = worth(value, text, unit) else { return Cow::Borrowed(text) };
    let side = range.side(value);
    for places in wanted..written.min(DECIMALS_MAX) {
        let rounded = format!("{value:.places$}");
        let is_true = rounded.parse::<f64>().is_ok_and(|near| range.side(near) == side);
        if is_true {
            return Cow::Owned(trimmed(&rounded));
        }
    }
    Cow::Borrowed(text)
}

/// The decimals worth showing; `None` where the number stays as it is.
fn worth(value: f64, text: &str, unit: Option<&Unit>) -> Option<usize> {
    if !value.is_finite() {
        return None;
    }
    // 0.043 has its first digit in the second decimal: two digits that say something always stay.
    let first_digit = if value == 0.0 { 0 } else { (-value.abs().log10().floor()) as i32 };
    let telling = usize::try_from(first_digit.max(0)).ok()?;
    match unit.and_then(Unit::decimals) {
        Some(decimals) if telling == 0 => Some(decimals),
        Some(decimals) => Some(decimals.max(telling + 1)),
        // Nobody measures eight digits: a machine calculated them.
        None if text.bytes().filter(u8::is_ascii_digit).count() >= MACHINE_DIGITS => {
            Some(if telling == 0 { 2 } else { telling + 2 })
        }
        None => None,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn trimmed(rounded: &str) -> String {
    if !rounded.contains('.') {
        return if rounded == "-0" { "0".to_owned() } else { rounded.to_owned() };
    }
    let short = rounded.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

const MACHINE_DIGITS: usize = 8;

/// More decimals than a number of this size can tell apart.
const DECIMALS_MAX: usize = 17;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::judge::Side;
    use super::*;

    fn read(text: &str, unit: &str) -> String {
        shown(text, Unit::read(unit).as_ref(), &Range::default()).into_owned()
    }

    #[test]
    fn a_number_has_the_digits_that_its_unit_bears() {
        let cases = [
            ("166.82711292590412", "mm[Hg]", "167"),
            ("171.34825256016242", "cm", "171.3"),
            ("72.50", "kg", "72.5"),
            ("72.5", "kg", "72.5"),
            ("36.987", "Cel", "37"),
            ("5.64", "%", "5.6"),
            ("5.0", "%", "5.0"),
            ("0.043", "%", "0.043"),
            ("0.04317", "%", "0.043"),
            ("0.8712", "mg/dL", "0.87"),
            ("0.0", "mm[Hg]", "0"),
            ("-0.004", "mm[Hg]", "-0.004"),
            ("140", "mm[Hg]", "140"),
            ("7.40", "[pH]", "7.40"),
            ("1.23456789", "", "1.23"),
            ("1e3", "mm[Hg]", "1e3"),
            ("1.5e3", "mm[Hg]", "1.5e3"),
        ];
        for (text, unit, expected) in cases {
            assert_eq!(read(text, unit), expected, "{text} {unit}");
        }
    }

    #[test]
    fn a_dose_is_never_rounded() {
        for text in ["0.03125", "0.0625", "2.125", "12.5"] {
            assert_eq!(read(text, "mg"), text);
            assert_eq!(read(text, "tablet"), text);
        }
    }

    #[test]
    fn rounding_does_not_move_a_value_into_its_range() {
        let range = Range::between(4.0, 5.6);
        let unit = Unit::read("%");
        assert_eq!(shown("5.64", unit.as_ref(), &range), "5.64");
        assert_eq!(shown("5.601", unit.as_ref(), &range), "5.601");
        assert_eq!(shown("5.58", unit.as_ref(), &range), "5.6");
        assert_eq!(range.side(5.6), Some(Side::Within));
    }

    proptest! {
        #[test]
        fn what_is_shown_is_on_the_same_side_and_close(
            value in -1.0e6..1.0e6_f64, low in -100.0..100.0_f64, span in 0.1..100.0_f64,
            unit in prop::sample::select(vec!["mm[Hg]", "kg", "%", "mg/dL", "xyz", "mg"]),
        ) {
            let range = Range::between(low, low + span);
            let text = format!("{value:.12}");
            let shown = shown(&text, Unit::read(unit).as_ref(), &range).into_owned();
            let near: f64 = shown.parse().unwrap();
            prop_assert_eq!(range.side(near), range.side(text.parse().unwrap()));
            prop_assert!((near - value).abs() <= 0.500_001, "{} {}", shown, text);
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,30}", unit in ".{0,12}") {
            let _ = shown(&text, Unit::read(&unit).as_ref(), &Range::default());
        }
    }
}
