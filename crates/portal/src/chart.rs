//! Charts as inline SVG: where a value lies in its usual range, and how it changed.
//!
//! Every chart has a title that says the same in words, and stands beside the same values as
//! text. Colours come from the stylesheet through classes: the Content Security Policy allows no
//! style inside a page, and dark mode, forced colours and paper need their own.

use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;
use bluebutton_record::Bar;
use bluebutton_record::entry::{Measure, Number, Standing};

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
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Seconds since 1970.
    pub when: i64,
    /// The value, for drawing only.
    pub value: f64,
    /// How it stands to its usual range.
    pub standing: Option<Standing>,
}

/// Values of one kind, oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What they are; shown where there is more than one series.
    pub name: String,
    /// The values.
    pub points: Vec<Point>,
}

/// The ends of the usual range; either may be open.
pub type Usual = (Option<f64>, Option<f64>);

/// Where a value lies in its usual range: a band and a marker. `None` without a number or a range.
pub fn range_bar(measure: &Measure, title: &str) -> Option<Svg> {
    let bar = Bar::of(measure)?;
    let place = |thousandths: u16| f64::from(thousandths) / 1000.0 * RANGE_WIDTH;
    let (from, to) = (place(bar.low), place(bar.high));
    let mut svg = opening("range-bar", (RANGE_WIDTH, 34.0), title);
    let _ = write!(
        svg,
        r#"<rect class="rail" x="0" y="8" width="{RANGE_WIDTH}" height="8" rx="4"/><rect class="usual" x="{from:.1}" y="8" width="{:.1}" height="8"/>"#,
        to - from
    );
    label_range_ends(&mut svg, measure, (from, to));
    mark(&mut svg, place(bar.mark), 12.0, measure.standing);
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// The numbers at the ends of the usual range; of two that would stand over each other, they stand
/// on the outer sides.
fn label_range_ends(svg: &mut String, measure: &Measure, (from, to): (f64, f64)) {
    let unit = measure.unit.as_ref();
    let text = |end: &Option<Number>| end.as_ref().map(|end| end.shown(unit).into_owned());
    let (low, high) = (text(&measure.low), text(&measure.high));
    let is_narrow = low.is_some() && high.is_some() && to - from < 60.0;
    let low_anchor = if is_narrow && from > 40.0 { "end" } else { "middle" };
    let high_anchor = if is_narrow { "start" } else { "middle" };
    if let Some(low) = low {
        label_range_end(svg, from, &low, low_anchor);
    }
    if let Some(high) = high {
        label_range_end(svg, to, &high, high_anchor);
    }
}

fn label_range_end(svg: &mut String, x: f64, text: &str, anchor: &str) {
    let anchor = if x < 12.0 { "start" } else { anchor };
    let _ = write!(
        svg,
        r#"<path class="usual-edge" d="M{x:.1} 5V19"/><text x="{x:.1}" y="32" text-anchor="{anchor}">{}</text>"#,
        escape(text)
    );
}

/// A small line of earlier values. `None` with fewer than two.
pub fn spark(points: &[Point], title: &str) -> Option<Svg> {
    let scale = Scale::of(points.iter(), (None, None))?;
    let frame = Frame { left: 4.0, right: 124.0, top: 5.0, bottom: 27.0 };
    let mut svg = opening("spark", (128.0, 32.0), title);
    curve(&mut svg, points, &scale, &frame, "curve");
    if let Some(last) = points.last() {
        let (x, y) = scale.place(last, &frame);
        mark(&mut svg, x, y, last.standing);
    }
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// How values changed over time, with the usual range as a band. `labels` are the first and the
/// last date in words. `None` with fewer than two values.
pub fn trend(series: &[Series], usual: Usual, title: &str, labels: (&str, &str)) -> Option<Svg> {
    let all = || series.iter().flat_map(|series| &series.points);
    let scale = Scale::of(all(), usual)?;
    let frame = Frame { left: 52.0, right: 468.0, top: 14.0, bottom: 216.0 };
    let mut svg = opening("trend", (480.0, 248.0), title);
    band(&mut svg, usual, &scale, &frame);
    ticks(&mut svg, &scale, &frame);
    for (index, one) in series.iter().enumerate() {
        let class = if index == 0 { "curve" } else { "curve second" };
        curve(&mut svg, &one.points, &scale, &frame, class);
        for point in &one.points {
            let (x, y) = scale.place(point, &frame);
            mark(&mut svg, x, y, point.standing);
        }
        name_series(&mut svg, one, series.len(), &scale, &frame);
    }
    let _ = write!(
        svg,
        r#"<text x="{}" y="242">{}</text><text x="{}" y="242" text-anchor="end">{}</text></svg>"#,
        frame.left,
        escape(labels.0),
        frame.right,
        escape(labels.1)
    );
    Some(Svg(svg))
}

fn name_series(svg: &mut String, series: &Series, count: usize, scale: &Scale, frame: &Frame) {
    if count < 2 {
        return;
    }
    // Its own curve must not run through the name.
    let behind = frame.left + (frame.right - frame.left) * 0.3;
    let places = series.points.iter().map(|point| scale.place(point, frame));
    let ends = |(high, low): (f64, f64), (_, y): (f64, f64)| (high.min(y), low.max(y));
    let (high, low) = places.filter(|(x, _)| *x > behind).fold((frame.bottom, frame.top), ends);
    let y = if low + 30.0 < frame.bottom { low + 26.0 } else { high - 14.0 };
    let (x, name) = (frame.right, escape(&series.name));
    let _ = write!(svg, r#"<text class="bold" x="{x}" y="{y:.1}" text-anchor="end">{name}</text>"#);
}

fn band(svg: &mut String, usual: Usual, scale: &Scale, frame: &Frame) {
    if usual == (None, None) {
        return;
    }
    let top = usual.1.map_or(frame.top, |high| scale.y(high, frame));
    let bottom = usual.0.map_or(frame.bottom, |low| scale.y(low, frame));
    let _ = write!(
        svg,
        r#"<rect class="usual" x="{}" y="{top:.1}" width="{}" height="{:.1}"/>"#,
        frame.left,
        frame.right - frame.left,
        (bottom - top).max(0.0)
    );
}

fn ticks(svg: &mut String, scale: &Scale, frame: &Frame) {
    let step = nice_step(scale.high - scale.low);
    let decimals = if step >= 1.0 { 0 } else { (-step.log10().floor()) as usize };
    let mut tick = (scale.low / step).ceil() * step;
    // At most a dozen lines whatever the numbers are: a step is at least a sixth of the span.
    for _ in 0..12 {
        if tick > scale.high {
            break;
        }
        let y = scale.y(tick, frame);
        let _ = write!(
            svg,
            r#"<path class="grid" d="M{} {y:.1}H{}"/><text x="{}" y="{:.1}" text-anchor="end">{tick:.decimals$}</text>"#,
            frame.left,
            frame.right,
            frame.left - 9.0,
            y + 5.0
        );
        tick += step;
    }
}

/// A step of 1, 2 or 5 times a power of ten that cuts `span` into three to six parts.
fn nice_step(span: f64) -> f64 {
    let rough = span / 4.0;
    let power = 10_f64.powf(rough.log10().floor());
    let factor = match rough / power {
        share if share < 1.5 => 1.0,
        share if share < 3.5 => 2.0,
        share if share < 7.5 => 5.0,
        _ => 10.0,
    };
    factor * power
}

fn curve(svg: &mut String, points: &[Point], scale: &Scale, frame: &Frame, class: &str) {
    let _ = write!(svg, r#"<polyline class="{class}" points=""#);
    for point in points {
        let (x, y) = scale.place(point, frame);
        let _ = write!(svg, "{x:.1},{y:.1} ");
    }
    svg.push_str(r#""/>"#);
}

/// A marker whose shape says how the value stands: a dot within, a triangle above or below, a
/// diamond where it is unusual without a direction.
fn mark(svg: &mut String, x: f64, y: f64, standing: Option<Standing>) {
    let (class, path) = match standing {
        Some(Standing::Within) => (" within", DOT),
        Some(Standing::Above) => (" outside", UP),
        Some(Standing::FarAbove) => (" far", UP),
        Some(Standing::Below) => (" outside", DOWN),
        Some(Standing::FarBelow) => (" far", DOWN),
        Some(Standing::Unusual) => (" outside", DIAMOND),
        // What the sender marked and what the range says disagree: neither colour is right.
        Some(standing) if standing.is_disputed() => (" disputed", DIAMOND),
        _ => ("", DOT),
    };
    let _ = write!(svg, r#"<path class="mark{class}" d="M{x:.1} {y:.1}{path}"/>"#);
}

fn opening(class: &str, size: (f64, f64), title: &str) -> String {
    format!(
        r#"<svg class="chart {class}" viewBox="0 0 {} {}" role="img"><title>{}</title>"#,
        size.0,
        size.1,
        escape(title)
    )
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

/// Where things are drawn.
struct Frame {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

/// From moments and values to places.
struct Scale {
    first: i64,
    last: i64,
    low: f64,
    high: f64,
}

impl Scale {
    fn of<'p>(points: impl Iterator<Item = &'p Point>, usual: Usual) -> Option<Self> {
        let (mut first, mut last, mut count) = (i64::MAX, i64::MIN, 0);
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for point in points.filter(|point| point.value.is_finite()) {
            (first, last, count) = (first.min(point.when), last.max(point.when), count + 1);
            (low, high) = (low.min(point.value), high.max(point.value));
        }
        if count < 2 {
            return None;
        }
        for end in [usual.0, usual.1].into_iter().flatten().filter(|end| end.is_finite()) {
            (low, high) = (low.min(end), high.max(end));
        }
        // A flat line still needs a height, and the outermost marks need air.
        let span = if high - low > f64::EPSILON { high - low } else { low.abs().max(1.0) };
        let (low, high) = (low - span * 0.1, high + span * 0.1);
        (high - low).is_finite().then_some(Self { first, last, low, high })
    }

    fn place(&self, point: &Point, frame: &Frame) -> (f64, f64) {
        let span = self.last.saturating_sub(self.first).max(1) as f64;
        let share = point.when.saturating_sub(self.first) as f64 / span;
        (frame.left + share * (frame.right - frame.left), self.y(point.value, frame))
    }

    fn y(&self, value: f64, frame: &Frame) -> f64 {
        let share = (value - self.low) / (self.high - self.low);
        frame.bottom - share * (frame.bottom - frame.top)
    }
}

const RANGE_WIDTH: f64 = 240.0;
const DOT: &str = "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0 -12 0z";
const UP: &str = "m0 -8l8 14h-16z";
const DOWN: &str = "m0 8l8 -14h-16z";
const DIAMOND: &str = "m0 -8l8 8l-8 8l-8 -8z";

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
        Point { when, value, standing: None }
    }

    #[test]
    fn a_value_far_outside_leaves_the_ends_of_its_range_readable() {
        let far = measure(140.0, Some(3.5), Some(5.1));
        let svg = range_bar(&far, "t").unwrap().to_string();
        assert!(svg.contains(r#"text-anchor="start">5.1<"#), "{svg}");
        assert!(svg.contains(">3.5<"), "{svg}");
    }

    #[test]
    fn without_a_number_or_a_range_there_is_no_bar() {
        assert_eq!(range_bar(&measure(5.0, None, None), "t"), None);
        assert_eq!(
            range_bar(&Measure { text: "Negative".into(), ..Measure::default() }, "t"),
            None
        );
        assert_eq!(range_bar(&measure(5.0, Some(6.0), Some(6.0)), "t"), None);
    }

    #[test]
    fn text_of_a_source_cannot_leave_the_drawing() {
        let mut bad = measure(5.0, Some(4.0), Some(6.0));
        bad.low = Some(Number { text: "<script>".into(), value: 4.0 });
        let svg = range_bar(&bad, "a \"b\" </svg>").unwrap().to_string();
        assert!(!svg.contains("<script>"));
        assert_eq!(svg.matches("</svg>").count(), 1);
    }

    #[test]
    fn a_chart_needs_two_values_and_survives_any_numbers() {
        assert_eq!(spark(&[point(0, 1.0)], "t"), None);
        for values in [[1.0, 1.0], [0.0, 0.0], [-1e300, 1e300], [f64::NAN, 2.0], [1e-9, 2e-9]] {
            let points: Vec<_> =
                values.into_iter().enumerate().map(|(n, v)| point(n as i64, v)).collect();
            let series = [Series { name: "s".into(), points }];
            if let Some(svg) = trend(&series, (Some(1.0), None), "t", ("a", "b")) {
                assert!(svg.to_string().len() < 10_000);
            }
        }
    }

    #[test]
    fn grid_lines_stand_at_round_numbers() {
        for (span, step) in [(4.0, 1.0), (10.0, 2.0), (100.0, 20.0), (0.7, 0.2), (22.0, 5.0)] {
            assert!((nice_step(span) - step).abs() < 1e-9, "{span}");
        }
    }
}
