//! Readings that people take at home, in the units they have.
//!
//! Standard: LOINC 85354-9, 8480-6, 8462-4, 8867-4, 29463-7, 41653-7, 14743-9; units UCUM.

/// An amount as it was typed: its digits are kept, `72.50` is not `72.5`.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// Digits with at most one point.
    pub text: String,
    /// Its value, for comparing only.
    pub value: f64,
}

// Compared as written.
impl Eq for Amount {}

/// The unit of a weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WeightUnit {
    /// Pounds.
    Pound,
    /// Kilograms.
    Kilogram,
}

/// The unit of blood sugar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SugarUnit {
    /// Milligrams in a deciliter.
    Milligram,
    /// Millimoles in a liter.
    Millimole,
}

/// When blood sugar was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Before eating.
    Before,
    /// After eating.
    After,
}

/// A measurement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Measurement {
    /// Blood pressure in mmHg.
    Pressure {
        /// The upper number.
        upper: Amount,
        /// The lower number.
        lower: Amount,
        /// Beats a minute, where they were counted.
        pulse: Option<Amount>,
    },
    /// Weight.
    Weight(Amount, WeightUnit),
    /// Blood sugar.
    Sugar(Amount, SugarUnit, Option<When>),
}

impl Measurement {
    /// Its word in addresses and message ids.
    pub fn slug(&self) -> &'static str {
        match self {
            Self::Pressure { .. } => "pressure",
            Self::Weight(..) => "weight",
            Self::Sugar(..) => "sugar",
        }
    }
}

/// Digits before the point, and behind it: more than any device shows.
const WHOLE_MAX: usize = 4;
const BEHIND_MAX: usize = 2;

/// A number as people type it: `120`, `72.5`, `72,5`. `None` where it is none.
pub fn amount(typed: &str) -> Option<Amount> {
    let text = typed.trim().replace(',', ".");
    let (whole, behind) = text.split_once('.').unwrap_or((&text, "0"));
    let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|one| one.is_ascii_digit());
    let fits = are_digits(whole)
        && are_digits(behind)
        && whole.len() <= WHOLE_MAX
        && behind.len() <= BEHIND_MAX;
    let value = text.parse().ok().filter(|_| fits)?;
    // JSON knows no leading zeros.
    let first = whole.trim_start_matches('0');
    let first = if first.is_empty() { "0" } else { first };
    let text = text.split_once('.').map_or(first.to_owned(), |(_, rest)| format!("{first}.{rest}"));
    Some(Amount { text, value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_it_is_typed() {
        let text = |typed: &str| amount(typed).map(|amount| amount.text);
        assert_eq!(text(" 120 ").as_deref(), Some("120"));
        assert_eq!(text("72,50").as_deref(), Some("72.50"));
        assert_eq!(text("007.5").as_deref(), Some("7.5"));
        assert_eq!(text("0").as_deref(), Some("0"));
        for typed in ["", "-5", "1e3", "12345", "1.234", ".5", "5.", "a", "1.2.3", "NaN", "١٢"] {
            assert_eq!(text(typed), None, "{typed}");
        }
    }
}
