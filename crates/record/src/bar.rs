//! A value on its usual range, drawn: for paper and screen alike.

use crate::entry::Measure;

/// A range drawn as a bar with the value on it: places between its ends, in thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Where the usual range begins.
    pub low: u16,
    /// Where it ends.
    pub high: u16,
    /// Where the value stands; at an end where it lies further outside than can be drawn.
    pub mark: u16,
}

impl Bar {
    /// The drawing for a value with at least one end of its usual range; `None` where there is
    /// nothing to draw. The bar grows with a value outside, so that one sees how far it is.
    pub fn of(measure: &Measure) -> Option<Self> {
        let value = measure.number.as_ref()?.value;
        let range = measure.range();
        let (low, high) = (range.low.map(|end| end.at), range.high.map(|end| end.at));
        // What lies beyond the usual range gets half as much room on each side, up to zero.
        let (mut from, mut to) = match (low, high) {
            (Some(low), Some(high)) if low < high => {
                let room = (high - low) * 0.5;
                (if low >= 0.0 { (low - room).max(0.0) } else { low - room }, high + room)
            }
            (None, Some(high)) if high > 0.0 => (0.0, high * 1.5),
            (Some(low), None) if low > 0.0 => (0.0, low * 2.0),
            _ => return None,
        };
        let usual = (low.unwrap_or(from), high.unwrap_or(to));
        let span = usual.1 - usual.0;
        if value > to {
            to = (value + (value - from) * 0.05).min(usual.1 + span * BEYOND_MAX);
        } else if value < from {
            from = (value - (to - value) * 0.05).max(usual.0 - span * BEYOND_MAX);
        }
        if ![value, from, to].iter().all(|number| number.is_finite()) {
            return None;
        }
        let place = |at: f64| ((at - from) / (to - from) * 1000.0).clamp(0.0, 1000.0) as u16;
        // The mark is drawn whole, also at the very ends.
        let mark = place(value).clamp(20, 980);
        Some(Self { low: low.map_or(0, place), high: high.map_or(1000, place), mark })
    }
}

/// A bar grows to so many times the width of its usual range: beyond that the range would be too
/// narrow to be seen, and the number beside it tells how far.
const BEYOND_MAX: f64 = 7.0;

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
    fn a_bar_shows_the_range_and_the_value_on_it() {
        let inside = bar(150.0, Some(100.0), Some(200.0));
        assert_eq!(inside, Some(Bar { low: 250, high: 750, mark: 500 }));
        assert_eq!(bar(30.0, Some(40.0), None), Some(Bar { low: 500, high: 1000, mark: 375 }));
        assert_eq!(bar(1.0, Some(2.0), Some(2.0)), None);
        assert_eq!(bar(f64::NAN, None, Some(1.0)), None);
        assert_eq!(bar(1.0, None, None), None);
    }

    #[test]
    fn a_bar_grows_so_that_one_sees_how_far_outside_a_value_is() {
        let of = |value| bar(value, None, Some(2.5)).unwrap();
        let (near, far, farther) = (of(3.0), of(7.0), of(12.0));
        assert!(near.high > far.high && far.high > farther.high, "{near:?} {far:?} {farther:?}");
        assert!(farther.mark > 900 && far.mark > farther.high);
        let below = bar(10.0, Some(135.0), Some(145.0)).unwrap();
        assert_eq!(below.mark, 20, "further than can be drawn");
        assert!(below.high - below.low >= 100, "the range is still seen: {below:?}");
    }
}
