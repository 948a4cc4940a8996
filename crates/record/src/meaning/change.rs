//! How a value compares with the one before it: up, down or the same. Numbers only, in the same unit,
//! as they are shown: what is called the same reads the same. Nothing here says whether a change matters.

use crate::entry::Measure;
use crate::value::distance::difference;

/// Which way a value went since the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It is higher.
    Up,
    /// It is lower.
    Down,
    /// It reads the same.
    Same,
}

/// How a value changed since an earlier one, and by how much; `None` where they can't be compared.
pub fn change(before: &Measure, now: &Measure) -> Option<(Change, String)> {
    if before.unit != now.unit || before.number.is_none() || now.number.is_none() {
        return None;
    }
    let (old, new) = (before.shown(), now.shown());
    let (from, to) = (old.parse::<f64>().ok()?, new.parse::<f64>().ok()?);
    let change = match to.partial_cmp(&from)? {
        std::cmp::Ordering::Greater => Change::Up,
        std::cmp::Ordering::Less => Change::Down,
        std::cmp::Ordering::Equal => Change::Same,
    };
    Some((change, difference((&old, from), (&new, to))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Number;
    use crate::value::unit::Unit;

    fn measure(value: &str, unit: &str) -> Measure {
        Measure {
            text: value.into(),
            number: Number::parse(value),
            unit: Unit::read(unit),
            ..Measure::default()
        }
    }

    #[test]
    fn a_value_went_up_down_or_reads_the_same() {
        let said = |old, new| change(&measure(old, "%"), &measure(new, "%"));
        assert_eq!(said("8.1", "7.0"), Some((Change::Down, "1.1".into())));
        assert_eq!(said("7.0", "8.1"), Some((Change::Up, "1.1".into())));
        assert_eq!(said("7.0", "7"), Some((Change::Same, "0.0".into())));
    }

    #[test]
    fn what_is_no_number_or_has_another_unit_is_not_compared() {
        assert_eq!(change(&measure("<5", "mg/dL"), &measure("6", "mg/dL")), None);
        assert_eq!(change(&measure("5", "mg/dL"), &measure("6", "mmol/L")), None);
    }
}
