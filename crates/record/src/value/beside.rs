//! The same measurement in the units that people in the United States think in: pounds beside
//! kilograms, feet and inches beside centimeters, Fahrenheit beside Celsius. Only where it is what
//! people measure themselves with: nobody expects the size of a tumor in feet.

use super::unit::Unit;
use crate::entry::Measure;
use crate::plain::Plain;

/// A measurement in another unit, rounded as one would say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beside {
    /// Pounds, with one decimal at most.
    Pounds(String),
    /// Pounds and ounces: for babies.
    PoundsOunces(u32, u32),
    /// Feet and inches.
    FeetInches(u32, u32),
    /// Inches, with one decimal at most.
    Inches(String),
    /// Degrees Fahrenheit.
    Fahrenheit(String),
}

/// What people would say beside a measurement; `None` where nothing is expected.
pub fn of(measure: &Measure, plain: Option<&Plain>) -> Option<Beside> {
    let value = measure.number.as_ref()?.value;
    let unit = measure.unit.as_ref().and_then(Unit::sign)?;
    match plain?.name {
        "plain-weight" => weight(value, unit),
        "plain-height" => height(value, unit),
        "plain-head" => (unit == "cm" && (5.0..200.0).contains(&value))
            .then(|| Beside::Inches(short(value / CM_PER_INCH))),
        "plain-temperature" => (unit == "°C" && (20.0..50.0).contains(&value))
            .then(|| Beside::Fahrenheit(short(value * 9.0 / 5.0 + 32.0))),
        _ => None,
    }
}

/// Beyond these bounds it is no weight of a person, and a wrong unit is not made worse by us.
fn weight(value: f64, unit: &str) -> Option<Beside> {
    let pounds = match unit {
        "kg" if (0.2..700.0).contains(&value) => value / KG_PER_POUND,
        "g" if (200.0..20_000.0).contains(&value) => value / 1000.0 / KG_PER_POUND,
        _ => return None,
    };
    if pounds >= BABY_POUNDS {
        return Some(Beside::Pounds(format!("{pounds:.0}")));
    }
    let ounces = (pounds * 16.0).round() as u32;
    Some(Beside::PoundsOunces(ounces / 16, ounces % 16))
}

fn height(value: f64, unit: &str) -> Option<Beside> {
    let inches = match unit {
        "cm" if (20.0..260.0).contains(&value) => value / CM_PER_INCH,
        "m" if (0.2..2.6).contains(&value) => value * 100.0 / CM_PER_INCH,
        "in" if (24.0..105.0).contains(&value) => value,
        _ => return None,
    };
    // The length of a baby is said in inches.
    if inches < 24.0 {
        return Some(Beside::Inches(short(inches)));
    }
    let whole = inches.round() as u32;
    Some(Beside::FeetInches(whole / 12, whole % 12))
}

fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

const KG_PER_POUND: f64 = 0.453_592_37;
const CM_PER_INCH: f64 = 2.54;

/// Below this, ounces matter.
const BABY_POUNDS: f64 = 22.0;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Code, Number};

    fn beside(loinc: &str, value: &str, unit: &str) -> Option<Beside> {
        let system = Some("http://loinc.org".to_owned());
        let plain = crate::plain::of(&[Code { system, code: loinc.into(), display: None }]);
        let number = Number::parse(value);
        let measure =
            Measure { text: value.into(), number, unit: Unit::read(unit), ..Measure::default() };
        of(&measure, plain)
    }

    #[test]
    fn people_read_the_units_they_know() {
        let (weight, height, temperature) = ("29463-7", "8302-2", "8310-5");
        assert_eq!(beside(weight, "70", "kg"), Some(Beside::Pounds("154".into())));
        assert_eq!(beside(weight, "3405", "g"), Some(Beside::PoundsOunces(7, 8)));
        assert_eq!(beside(weight, "4.5", "kg"), Some(Beside::PoundsOunces(9, 15)));
        assert_eq!(beside(height, "170", "cm"), Some(Beside::FeetInches(5, 7)));
        assert_eq!(beside(height, "182.8", "cm"), Some(Beside::FeetInches(6, 0)));
        assert_eq!(beside(height, "1.70", "m"), Some(Beside::FeetInches(5, 7)));
        assert_eq!(beside(height, "67", "[in_i]"), Some(Beside::FeetInches(5, 7)));
        assert_eq!(beside(height, "50.8", "cm"), Some(Beside::Inches("20".into())));
        assert_eq!(beside(temperature, "37", "Cel"), Some(Beside::Fahrenheit("98.6".into())));
    }

    #[test]
    fn what_nobody_expects_or_no_person_has_is_left_alone() {
        assert_eq!(beside("29463-7", "154", "[lb_av]"), None);
        assert_eq!(beside("29463-7", "7000", "kg"), None);
        assert_eq!(beside("8302-2", "5", "cm"), None);
        assert_eq!(beside("8310-5", "98.6", "Cel"), None, "Fahrenheit in the wrong unit");
        assert_eq!(beside("2345-7", "70", "kg"), None);
        assert_eq!(beside("21889-1", "4", "cm"), None, "the size of a tumor");
    }
}
