//! A value on its usual range, drawn: for paper and screen alike.

use crate::entry::Measure;

/// A range drawn as a bar with the value on it: places between its ends, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Where the usual range begins.
    pub low: u16,
    /// Where it ends.
    pub high: u16,
    /// Where the value stands; at an end where it lies outside of the drawing.
    pub mark: u16,
}

impl Bar {
    /// The drawing for a value with at least one end of its usual range; `None` where there is
    /// nothing to draw.
    pub fn of(measure: &Measure) -> Option<Self> {
        let value = measure.number.as_ref()?.value;
        let end = |end: &Option<crate::entry::Number>| end.as_ref().map(|number| number.value);
        let (low, high) = (end(&measure.low), end(&measure.high));
        // What lies beyond the usual range gets as much room on each side, up to zero.
        let (from, to) = match (low, high) {
            (Some(low), Some(high)) if low < high => {
                let room = (high - low) * 0.6;
                (if low >= 0.0 { (low - room).max(0.0) } else { low - room }, high + room)
            }
            (None, Some(high)) if high > 0.0 => (0.0, high * 1.6),
            (Some(low), None) if low > 0.0 => (0.0, low * 2.5),
            _ => return None,
        };
        if ![value, from, to].iter().all(|number| number.is_finite()) {
            return None;
        }
        let place = |at: f64| ((at - from) / (to - from) * 1000.0).clamp(0.0, 1000.0) as u16;
        Some(Self { low: low.map_or(0, place), high: high.map_or(1000, place), mark: place(value) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::Number;

    fn bar(value: f64, low: Option<f64>, high: Option<f64>) -> Option<Bar> {
        let number = |value: f64| Number { text: value.to_string(), value };
        Bar::of(&Measure {
            number: Some(number(value)),
            low: low.map(number),
            high: high.map(number),
            ..Measure::default()
        })
    }

    #[test]
    fn a_bar_shows_the_range_and_keeps_the_value_on_it() {
        assert_eq!(
            bar(150.0, Some(100.0), Some(200.0)),
            Some(Bar { low: 272, high: 727, mark: 500 })
        );
        assert_eq!(bar(9999.0, None, Some(100.0)), Some(Bar { low: 0, high: 625, mark: 1000 }));
        assert_eq!(bar(-5.0, Some(40.0), None), Some(Bar { low: 400, high: 1000, mark: 0 }));
        assert_eq!(bar(1.0, Some(2.0), Some(2.0)), None);
        assert_eq!(bar(f64::NAN, None, Some(1.0)), None);
        assert_eq!(bar(1.0, None, None), None);
    }
}
