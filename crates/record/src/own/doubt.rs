//! What is asked about before it is written: a slip of the finger is likelier than such a value. Nothing
//! is refused; whoever says that it is right is believed.

use super::reading::{Measurement, SugarUnit, WeightUnit};

/// The message id of what looks wrong with a reading; `None` where nothing does.
///
/// The limits are beyond what home devices show: most cuffs stop at 280 mmHg above and 40 below, most
/// sugar meters at 20 and 600 mg/dL.
pub fn doubt(reading: &Measurement) -> Option<&'static str> {
    match reading {
        Measurement::Pressure { upper, lower, .. } if upper.value <= lower.value => {
            Some("own-doubt-halves")
        }
        Measurement::Pressure { upper, lower, pulse } => {
            let is_usual = (60.0..=260.0).contains(&upper.value)
                && (30.0..=160.0).contains(&lower.value)
                && pulse.as_ref().is_none_or(|pulse| (30.0..=220.0).contains(&pulse.value));
            (!is_usual).then_some("own-doubt-pressure")
        }
        Measurement::Weight(weight, unit) => {
            let kilograms = match unit {
                WeightUnit::Kilogram => weight.value,
                WeightUnit::Pound => weight.value * 0.453_592_37,
            };
            (!(2.0..=300.0).contains(&kilograms)).then_some("own-doubt-weight")
        }
        Measurement::Sugar(sugar, unit, _) => {
            let milligrams = match unit {
                SugarUnit::Milligram => sugar.value,
                SugarUnit::Millimole => sugar.value * 18.016,
            };
            (!(30.0..=600.0).contains(&milligrams)).then_some("own-doubt-sugar")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::reading::amount;
    use super::*;

    fn pressure(upper: &str, lower: &str) -> Measurement {
        let of = |typed| amount(typed).unwrap();
        Measurement::Pressure { upper: of(upper), lower: of(lower), pulse: None }
    }

    #[test]
    fn a_slip_of_the_finger_is_asked_about_and_a_high_value_is_not() {
        assert_eq!(doubt(&pressure("700", "80")), Some("own-doubt-pressure"));
        assert_eq!(doubt(&pressure("80", "120")), Some("own-doubt-halves"));
        for (upper, lower) in [("120", "80"), ("220", "130"), ("85", "50")] {
            assert_eq!(doubt(&pressure(upper, lower)), None, "{upper}/{lower}");
        }
    }

    #[test]
    fn the_unit_is_part_of_the_question() {
        let five = || amount("5.5").unwrap();
        let milligram = Measurement::Sugar(five(), SugarUnit::Milligram, None);
        assert_eq!(doubt(&milligram), Some("own-doubt-sugar"));
        assert_eq!(doubt(&Measurement::Sugar(five(), SugarUnit::Millimole, None)), None);
        let weight = |typed, unit| doubt(&Measurement::Weight(amount(typed).unwrap(), unit));
        assert_eq!(weight("165", WeightUnit::Pound), None);
        assert_eq!(weight("0.5", WeightUnit::Kilogram), Some("own-doubt-weight"));
        assert_eq!(weight("1650", WeightUnit::Pound), Some("own-doubt-weight"));
    }
}
