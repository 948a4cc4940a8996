//! Charts as inline SVG: where a value lies in its usual range, and how it changed.
//!
//! Percent across and pixels down, so that text never shrinks with the drawing. A chart is hidden from
//! who listens: the same facts stand beside it as text or table. Colours come from the stylesheet
//! through classes: the Content Security Policy allows no style inside a page, and dark mode, forced
//! colours and paper need their own.

mod shares;
mod trend;

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;
use bluebutton_record::Bar;
use bluebutton_record::entry::{Measure, Number, Shape, Standing};

pub use self::shares::{Share, shares};
pub use self::trend::{GoalLine, Labels, trend};

/// A finished drawing; made here only, from numbers and escaped text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Svg(String);

impl fmt::Display for Svg {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Svg {}

/// A value at a moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Seconds since 1970.
    pub when: i64,
    /// The value, for drawing only.
    pub value: f64,
    /// The value as people read it.
    pub shown: String,
    /// The day as it stands under the chart: "May 2026".
    pub day: String,
    /// How it stands to its usual range.
    pub standing: Option<Standing>,
}

/// Values of one kind, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What they are; told where there is more than one series.
    pub name: String,
    /// The values.
    pub points: Vec<Point>,
}

/// The ends of the usual range; either may be open.
pub type Usual = (Option<f64>, Option<f64>);

/// Where a value lies in its usual range: a band and a marker. `None` without a number or a range.
pub fn range_bar(measure: &Measure) -> Option<Svg> {
    let bar = Bar::of(measure)?;
    let mut svg = opening("bar", 22);
    rail(&mut svg, bar, (measure.low.is_some(), measure.high.is_some()), 7, 8);
    mark(&mut svg, percent(bar.mark), 11.0, measure.standing, 1.0);
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// The same, large, with the ends of the range as numbers and the value over its mark: what a test's
/// page begins with. `words` are "usual" and the value with "now".
pub fn large_bar(measure: &Measure, usual: &str, now: &str) -> Option<Svg> {
    let bar = Bar::of(measure)?;
    let mut svg = opening("large", 80);
    rail(&mut svg, bar, (measure.low.is_some(), measure.high.is_some()), 34, 14);
    let unit = measure.unit.as_ref();
    let end = |end: &Option<Number>| end.as_ref().map(|end| end.shown(unit).into_owned());
    let (low, high) = (percent(bar.low), percent(bar.high));
    if let Some(text) = end(&measure.low) {
        label(&mut svg, "", (low, 73.0), &text);
    }
    if let Some(text) = end(&measure.high) {
        label(&mut svg, "", (high, 73.0), &text);
    }
    if high - low > 30.0 {
        label(&mut svg, "", (low.midpoint(high), 73.0), usual);
    }
    mark(&mut svg, percent(bar.mark), 41.0, measure.standing, 1.6);
    label(&mut svg, "b", (percent(bar.mark), 18.0), now);
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// A small line of values with the usual range behind it. `None` with fewer than two.
pub fn spark(points: &[Point], usual: Usual) -> Option<Svg> {
    let points = &drawable(points);
    let scale = Scale::of(points.iter(), &ends(usual), (4.0, 32.0))?;
    let mut svg = opening("spark", 36);
    band(&mut svg, usual, &scale, "usual area");
    line(&mut svg, points, &scale, "line");
    if let Some(last) = points.last() {
        let (x, y) = scale.place(last);
        mark(&mut svg, x, y, last.standing, 0.9);
    }
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// The points that have a place.
fn drawable(points: &[Point]) -> Vec<Point> {
    points.iter().filter(|point| point.value.is_finite()).cloned().collect()
}

/// The grey rail with the usual range on it; an end that is open has no edge.
fn rail(svg: &mut String, bar: Bar, ends: (bool, bool), y: u32, height: u32) {
    let (low, high) = (percent(bar.low), percent(bar.high));
    let _ = write!(
        svg,
        r#"<rect class="rail" width="100%" y="{y}" height="{height}" rx="{}"/><rect class="usual" x="{low:.1}%" width="{:.1}%" y="{y}" height="{height}"/>"#,
        height / 2,
        high - low
    );
    for (_, x) in [(ends.0, low), (ends.1, high)].iter().filter(|(is_end, _)| *is_end) {
        let (from, to) = (y - 3, y + height + 3);
        let _ =
            write!(svg, r#"<line class="lim" x1="{x:.1}%" x2="{x:.1}%" y1="{from}" y2="{to}"/>"#);
    }
}

fn percent(thousandths: u16) -> f64 {
    f64::from(thousandths) / 10.0
}

/// From where a text hangs that stays inside the drawing: near an end from that end.
fn anchor(x: f64) -> &'static str {
    match x {
        x if x < 8.0 => "start",
        x if x > 92.0 => "end",
        _ => "middle",
    }
}

/// A text that stays inside the drawing.
fn label(svg: &mut String, class: &str, (x, y): (f64, f64), text: &str) {
    let anchor = anchor(x);
    let class = if class.is_empty() { String::new() } else { format!(r#" class="{class}""#) };
    let _ = write!(
        svg,
        r#"<text{class} x="{x:.1}%" y="{y:.1}" text-anchor="{anchor}">{}</text>"#,
        escape(text)
    );
}

fn band(svg: &mut String, usual: Usual, scale: &Scale, class: &str) {
    if usual == (None, None) {
        return;
    }
    let top = usual.1.map_or(scale.top, |high| scale.y(high));
    let bottom = usual.0.map_or(scale.bottom, |low| scale.y(low));
    let height = (bottom - top).max(1.0);
    let _ =
        write!(svg, r#"<rect class="{class}" width="100%" y="{top:.1}" height="{height:.1}"/>"#);
}

/// The ends that a range has.
fn ends(usual: Usual) -> Vec<f64> {
    usual.0.into_iter().chain(usual.1).collect()
}

fn line(svg: &mut String, points: &[Point], scale: &Scale, class: &str) {
    for pair in points.windows(2) {
        let [from, to] = pair else { continue };
        let ((x1, y1), (x2, y2)) = (scale.place(from), scale.place(to));
        let _ = write!(
            svg,
            r#"<line class="{class}" x1="{x1:.1}%" y1="{y1:.1}" x2="{x2:.1}%" y2="{y2:.1}"/>"#
        );
    }
}

/// A marker whose shape says how the value stands: a dot within, a triangle above or below, a
/// diamond where it is unusual without a direction or nobody can say.
fn mark(svg: &mut String, x: f64, y: f64, standing: Option<Standing>, size: f64) {
    let (class, path) = match standing.map(Standing::shape) {
        Some(Shape::Fine) => ("m", DOT),
        Some(Shape::Up) => ("m high", UP),
        Some(Shape::Down) => ("m low", DOWN),
        // What the sender marked and what the range says disagree: neither colour is right.
        Some(Shape::Odd | Shape::Doubt) => ("m high", DIAMOND),
        Some(Shape::Plain) | None => ("m plain", DOT),
    };
    let _ = write!(
        svg,
        r#"<svg x="{x:.1}%" y="{y:.1}" overflow="visible"><path class="{class}" d="{path}" transform="scale({size})"/></svg>"#
    );
}

fn opening(class: &str, height: u32) -> String {
    format!(r#"<svg class="c {class}" height="{height}" aria-hidden="true">"#)
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
    out
}

/// From moments and values to places: percent across, pixels down.
struct Scale {
    first: i64,
    last: i64,
    low: f64,
    high: f64,
    top: f64,
    bottom: f64,
}

impl Scale {
    /// The scale on which the points have room, and what else is to be seen (`also`).
    fn of<'p>(
        points: impl Iterator<Item = &'p Point>,
        also: &[f64],
        (top, bottom): (f64, f64),
    ) -> Option<Self> {
        let (mut first, mut last, mut count) = (i64::MAX, i64::MIN, 0);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for point in points.filter(|point| point.value.is_finite()) {
            (first, last, count) = (first.min(point.when), last.max(point.when), count + 1);
            (low, high) = (low.min(point.value), high.max(point.value));
        }
        if count < 2 {
            return None;
        }
        for also in also.iter().filter(|also| also.is_finite()) {
            (low, high) = (low.min(*also), high.max(*also));
        }
        // A flat line still needs a height, and the outermost marks need air.
        let span = if high - low > f64::EPSILON { high - low } else { low.abs().max(1.0) };
        let (low, high) = (low - span * 0.1, high + span * 0.1);
        (high - low).is_finite().then_some(Self { first, last, low, high, top, bottom })
    }

    /// The first and the last point leave room for half a label.
    fn place(&self, point: &Point) -> (f64, f64) {
        let span = self.last.saturating_sub(self.first).max(1) as f64;
        let share = point.when.saturating_sub(self.first) as f64 / span;
        (SIDE + share * (100.0 - 2.0 * SIDE), self.y(point.value))
    }

    fn y(&self, value: f64) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        self.bottom - share * (self.bottom - self.top)
    }
}

/// Percent of the width that stay free at both ends.
const SIDE: f64 = 5.0;
const DOT: &str = "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z";
const UP: &str = "M0-8 8 6-8 6z";
const DOWN: &str = "M0 8 8-6-8-6z";
const DIAMOND: &str = "M0-8 8 0 0 8-8 0z";

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: f64) -> Number {
        Number { text: value.to_string(), value }
    }

    fn measure(value: f64, low: Option<f64>, high: Option<f64>) -> Measure {
        Measure {
            text: value.to_string(),
            number: Some(number(value)),
            low: low.map(number),
            high: high.map(number),
            ..Measure::default()
        }
    }

    fn point(when: i64, value: f64) -> Point {
        Point { when, value, shown: value.to_string(), ..Point::default() }
    }

    #[test]
    fn a_bar_shows_the_ends_of_the_range_that_there_are() {
        let both = range_bar(&measure(5.0, Some(4.0), Some(6.0))).unwrap().to_string();
        assert_eq!(both.matches("class=\"lim\"").count(), 2);
        let one = range_bar(&measure(5.0, None, Some(6.0))).unwrap().to_string();
        assert_eq!(one.matches("class=\"lim\"").count(), 1);
        assert!(both.contains("aria-hidden"), "the words stand beside it: {both}");
    }

    #[test]
    fn without_a_number_or_a_range_there_is_no_bar() {
        assert_eq!(range_bar(&measure(5.0, None, None)), None);
        assert_eq!(range_bar(&Measure { text: "Negative".into(), ..Measure::default() }), None);
        assert_eq!(range_bar(&measure(5.0, Some(6.0), Some(6.0))), None);
    }

    #[test]
    fn text_of_a_source_cannot_leave_the_drawing() {
        let mut bad = measure(5.0, Some(4.0), Some(6.0));
        bad.low = Some(Number { text: "<script>".into(), value: 4.0 });
        let svg = large_bar(&bad, "a \"b\" </svg>", "<b>").unwrap().to_string();
        assert!(!svg.contains("<script>") && !svg.contains("<b>"));
        assert_eq!(svg.matches("</svg>").count(), 2, "the drawing and its mark");
    }

    #[test]
    fn a_small_line_needs_two_values_and_survives_any_numbers() {
        assert_eq!(spark(&[point(0, 1.0)], (None, None)), None);
        for values in [[1.0, 1.0], [0.0, 0.0], [-1e300, 1e300], [f64::NAN, 2.0], [1e-9, 2e-9]] {
            let points: Vec<_> =
                values.into_iter().enumerate().map(|(n, v)| point(n as i64, v)).collect();
            if let Some(svg) = spark(&points, (Some(1.0), None)) {
                assert!(!svg.to_string().contains("NaN"), "{svg}");
            }
        }
    }
}
