//! How a value stands to its usual range: one rule for what the range says and what the sender
//! marked. Where the two disagree neither is believed, and the reader is told to ask.

use crate::entry::{Entry, Mark, Standing};

/// A usual range. An end that is `open` is itself outside: `<2.5`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Range {
    /// The lower end.
    pub low: Option<End>,
    /// The upper end.
    pub high: Option<End>,
}

/// One end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct End {
    /// Where it is.
    pub at: f64,
    /// Whether that value itself is outside.
    pub is_open: bool,
}

/// Where something lies in relation to a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Within.
    Within,
    /// Above.
    Above,
    /// Below.
    Below,
}

/// A value: a point, or all that lies beyond a point (`<5`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BoundedValue {
    /// A number.
    At(f64),
    /// Less than that number, or that number itself.
    UpTo(f64),
    /// More than that number, or that number itself.
    From(f64),
}

impl Range {
    /// From `low` to `high`, both included.
    pub fn between(low: f64, high: f64) -> Self {
        let end = |at| Some(End { at, is_open: false });
        Self { low: end(low), high: end(high) }
    }

    /// Where a number lies; `None` where there is no range.
    pub fn side(&self, value: f64) -> Option<Side> {
        let is_below = |end: End| value < end.at || (end.is_open && value <= end.at);
        let is_above = |end: End| value > end.at || (end.is_open && value >= end.at);
        if self.low.is_none() && self.high.is_none() || value.is_nan() {
            return None;
        }
        Some(match (self.low, self.high) {
            (Some(low), _) if is_below(low) => Side::Below,
            (_, Some(high)) if is_above(high) => Side::Above,
            _ => Side::Within,
        })
    }

    /// Where a reading lies; `None` where it could lie on either side.
    fn side_of(&self, reading: BoundedValue) -> Option<Side> {
        match reading {
            BoundedValue::At(value) => self.side(value),
            BoundedValue::UpTo(most) => match (self.side(most)?, self.low) {
                (Side::Below, _) => Some(Side::Below),
                // "<5" with a range from 0 may be anything down to nothing, and nothing is 0.
                (Side::Within, None) => Some(Side::Within),
                (Side::Within, Some(low)) if low.at <= 0.0 && most >= 0.0 => Some(Side::Within),
                _ => None,
            },
            BoundedValue::From(least) => match (self.side(least)?, self.high) {
                (Side::Above, _) => Some(Side::Above),
                (Side::Within, None) => Some(Side::Within),
                _ => None,
            },
        }
    }
}

impl Mark {
    /// <https://terminology.hl7.org/CodeSystem-v3-ObservationInterpretation.html>; words where a
    /// sender has no code. "Positive" is left to the value itself: it is good news for some tests.
    pub fn read(code: &str) -> Option<Self> {
        Some(match code.trim().to_ascii_uppercase().as_str() {
            "N" | "NORMAL" | "WNL" | "WITHIN NORMAL LIMITS" => Self::Usual,
            "H" | "HIGH" | "ABOVE NORMAL" | ">" => Self::High,
            "L" | "LOW" | "BELOW NORMAL" | "<" => Self::Low,
            "HH" | "HU" | "HX" | "CRITICAL HIGH" | "CRITICALLY HIGH" => Self::FarHigh,
            "LL" | "LU" | "LX" | "CRITICAL LOW" | "CRITICALLY LOW" => Self::FarLow,
            "A" | "AA" | "ABNORMAL" | "CRITICAL ABNORMAL" => Self::Unusual,
            _ => return None,
        })
    }
}

/// How a value stands, from its range and from what the sender marked.
pub fn judge(reading: Option<BoundedValue>, range: &Range, mark: Option<Mark>) -> Option<Standing> {
    let side = reading.and_then(|reading| range.side_of(reading));
    combine(side, mark)
}

/// The rule itself.
pub fn combine(side: Option<Side>, mark: Option<Mark>) -> Option<Standing> {
    let (side, mark) = match (side, mark) {
        (None, None) => return None,
        // Where no range can be held against it, a mark is a mark and no more.
        (None, Some(mark)) => return Some(Standing::OnlyMarked(mark)),
        (Some(side), mark) => (side, mark),
    };
    Some(match (side, mark) {
        (Side::Within, None | Some(Mark::Usual)) => Standing::Within,
        (Side::Within, Some(_)) => Standing::MarkedUnusual,
        (_, Some(Mark::Usual)) => Standing::MarkedUsual,
        (Side::Above, Some(Mark::FarHigh)) => Standing::FarAbove,
        (Side::Below, Some(Mark::FarLow)) => Standing::FarBelow,
        (Side::Above, None | Some(Mark::High | Mark::Unusual)) => Standing::Above,
        (Side::Below, None | Some(Mark::Low | Mark::Unusual)) => Standing::Below,
        (Side::Above, Some(Mark::Low | Mark::FarLow))
        | (Side::Below, Some(Mark::High | Mark::FarHigh)) => Standing::MarkedOtherwise,
    })
}

/// Whether a value asks to be looked at: it is outside its range, its sender marked it, or something about it
/// does not agree.
pub fn asks(entry: &Entry) -> bool {
    let parts = entry.parts.iter().filter_map(|part| part.value.as_ref());
    let standings = entry.value.iter().chain(parts).filter_map(|measure| measure.standing);
    standings.into_iter().any(Standing::asks)
}

/// So many of some entries, in their order: where they are not all shown, none that asks to be looked at is left
/// out for one that does not.
pub fn asking_first(entries: Vec<&Entry>, most: usize) -> Vec<&Entry> {
    let asking = entries.iter().filter(|entry| asks(entry)).count();
    let mut room = most.saturating_sub(asking);
    let mut kept: Vec<&Entry> = entries
        .into_iter()
        .filter(|entry| {
            let asks = asks(entry);
            let is_kept = asks || room > 0;
            room -= usize::from(is_kept && !asks);
            is_kept
        })
        .collect();
    kept.truncate(most);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use BoundedValue::{At, From, UpTo};

    #[test]
    fn the_range_and_the_mark_must_agree_or_neither_is_believed() {
        let range = Range::between(4.0, 5.6);
        let cases = [
            (5.0, None, Standing::Within),
            (5.0, Some("N"), Standing::Within),
            (5.0, Some("H"), Standing::MarkedUnusual),
            (5.0, Some("A"), Standing::MarkedUnusual),
            (5.0, Some("LL"), Standing::MarkedUnusual),
            (7.5, None, Standing::Above),
            (7.5, Some("H"), Standing::Above),
            (7.5, Some("A"), Standing::Above),
            (7.5, Some("HH"), Standing::FarAbove),
            (7.5, Some("N"), Standing::MarkedUsual),
            (7.5, Some("L"), Standing::MarkedOtherwise),
            (3.0, None, Standing::Below),
            (3.0, Some("N"), Standing::MarkedUsual),
            (3.0, Some("LL"), Standing::FarBelow),
            (3.0, Some("HH"), Standing::MarkedOtherwise),
        ];
        for (value, mark, expected) in cases {
            let mark = mark.and_then(Mark::read);
            assert_eq!(judge(Some(At(value)), &range, mark), Some(expected), "{value} {mark:?}");
        }
    }

    #[test]
    fn psa_12_with_a_range_below_2_point_5_marked_normal_is_not_within() {
        let range = Range { low: None, high: Some(End { at: 2.5, is_open: true }) };
        assert_eq!(judge(Some(At(12.0)), &range, Some(Mark::Usual)), Some(Standing::MarkedUsual));
        assert_eq!(judge(Some(At(2.5)), &range, None), Some(Standing::Above), "the end is outside");
        assert_eq!(judge(Some(At(2.4)), &range, None), Some(Standing::Within));
    }

    #[test]
    fn a_value_that_is_only_a_bound_is_judged_where_all_of_it_lies_on_one_side() {
        let range = Range::between(4.0, 10.0);
        let up_to_2 = Range { low: None, high: Some(End { at: 2.0, is_open: false }) };
        let from_60 = Range { low: Some(End { at: 60.0, is_open: false }), high: None };
        let cases = [
            (range, UpTo(3.0), Some(Standing::Below)),
            (range, UpTo(5.0), None),
            (range, UpTo(20.0), None),
            (range, From(12.0), Some(Standing::Above)),
            (range, From(5.0), None),
            (up_to_2, UpTo(1.0), Some(Standing::Within)),
            (up_to_2, UpTo(5.0), None),
            (up_to_2, From(5.0), Some(Standing::Above)),
            (from_60, From(90.0), Some(Standing::Within)),
            (from_60, From(30.0), None),
            (Range::between(0.0, 2.0), UpTo(0.5), Some(Standing::Within)),
        ];
        for (range, reading, expected) in cases {
            assert_eq!(judge(Some(reading), &range, None), expected, "{range:?} {reading:?}");
        }
    }

    #[test]
    fn without_a_range_the_mark_is_all_there_is() {
        let none = Range::default();
        for mark in Mark::ALL {
            assert_eq!(judge(Some(At(7.0)), &none, Some(mark)), Some(Standing::OnlyMarked(mark)));
        }
        assert_eq!(judge(Some(At(7.0)), &none, None), None);
        let usual = Some(Mark::Usual);
        let only = Some(Standing::OnlyMarked(Mark::Usual));
        assert_eq!(judge(None, &Range::between(1.0, 2.0), usual), only);
        let up_to_5 = Some(UpTo(5.0));
        assert_eq!(judge(up_to_5, &Range::between(4.0, 10.0), usual), only);
        assert_eq!(judge(Some(At(f64::NAN)), &Range::between(1.0, 2.0), None), None);
        assert_eq!(Mark::read("POS"), None);
        assert_eq!(Mark::read(" critical high "), Some(Mark::FarHigh));
    }
}
