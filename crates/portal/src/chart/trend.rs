//! How values changed: one line a series, every value and day written out as far as there is room.

use std::fmt::Write as _;

use super::{
    Point, Scale, Series, Svg, Usual, anchor, band, drawable, ends, escape, label, line, mark,
    opening,
};

/// The words of a chart.
pub struct Labels<'l> {
    /// "Usual range, 4.0 to 5.6", in the band; empty where there is none.
    pub usual: &'l str,
    /// The goals that the record sets.
    pub goals: &'l [GoalLine],
}

/// Where a goal begins or ends.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalLine {
    /// The value, for drawing only.
    pub at: f64,
    /// "Goal: under 7.5 %".
    pub words: String,
}

/// Where the values of a chart are drawn, in pixels from its top.
const INSIDE: (f64, f64) = (34.0, 250.0);
/// Where its days stand.
const DAYS: f64 = 288.0;

/// How values changed over time, with the usual range as a band. `None` with fewer than two values.
pub fn trend(series: &[Series], usual: Usual, labels: &Labels<'_>) -> Option<Svg> {
    let series: Vec<Vec<Point>> = series.iter().map(|one| drawable(&one.points)).collect();
    let all = || series.iter().flatten();
    let mut also = ends(usual);
    also.extend(labels.goals.iter().map(|goal| goal.at));
    let scale = Scale::of(all(), &also, INSIDE)?;
    let mut svg = opening("trend", 300);
    band(&mut svg, usual, &scale, "usual area");
    ticks(&mut svg, &scale);
    goals(&mut svg, labels.goals, &scale, &series);
    name_band(&mut svg, (usual, labels.usual), &scale, &series);
    for (index, one) in series.iter().enumerate() {
        line(&mut svg, one, &scale, if index == 0 { "line" } else { "line second" });
    }
    for one in &series {
        for point in one {
            let (x, y) = scale.place(point);
            mark(&mut svg, x, y, point.standing, 1.0);
        }
        values(&mut svg, one, &scale);
    }
    if let Some(first) = series.first() {
        days(&mut svg, first, &scale);
    }
    svg.push_str("</svg>");
    Some(Svg(svg))
}

/// The band's name, where the band is high enough for a line of text: at its lower or its upper edge,
/// whichever has fewer values of the left half of the chart beside it.
fn name_band(svg: &mut String, (usual, name): (Usual, &str), scale: &Scale, all: &[Vec<Point>]) {
    if usual == (None, None) || name.is_empty() {
        return;
    }
    let top = usual.1.map_or(scale.top, |high| scale.y(high));
    let bottom = usual.0.map_or(scale.bottom, |low| scale.y(low));
    if bottom - top <= 26.0 {
        return;
    }
    // A value is written above its point or below it.
    let beside = |at: f64| {
        let places = all.iter().flatten().map(|point| scale.place(point));
        places.filter(|(x, y)| *x < 60.0 && (at - 40.0..at + 30.0).contains(y)).count()
    };
    let (low, high) = (bottom - 8.0, top + 18.0);
    let at = if beside(high) < beside(low) { high } else { low };
    let name = escape(name);
    let _ = write!(svg, r#"<text class="halo" x="1%" y="{at:.1}">{name}</text>"#);
}

/// A dotted line where a goal begins or ends, with its words above or below it, at the right or at the left end: where
/// least of the lines and values is in their way, also on a phone.
fn goals(svg: &mut String, goals: &[GoalLine], scale: &Scale, all: &[Vec<Point>]) {
    for goal in goals.iter().filter(|goal| goal.at.is_finite()) {
        let y = scale.y(goal.at);
        let words = escape(&goal.words);
        let takes = (goal.words.chars().count() as f64 * LETTER_OF_PHONE).min(100.0);
        let ends = [(100.0, y - 6.0), (1.0, y - 6.0), (100.0, y + 17.0), (1.0, y + 17.0)];
        let taken = |(x, base): &(f64, f64)| {
            let left = if *x > 50.0 { x - takes } else { *x };
            in_the_way(all, scale, (left, left + takes), (base - 16.0, base + 6.0))
        };
        let (x, base) = ends.into_iter().min_by_key(taken).unwrap_or(ends[0]);
        let anchor = anchor(x);
        let _ = write!(
            svg,
            r#"<line class="goal" x1="0" x2="100%" y1="{y:.1}" y2="{y:.1}"/><text class="halo" x="{x}%" y="{base:.1}" text-anchor="{anchor}">{words}</text>"#
        );
    }
}

/// The percent of a chart that a letter takes on the narrowest phone.
const LETTER_OF_PHONE: f64 = 2.8;

/// How much of the lines, marks and values is in a part of the chart: percent across, pixels down.
fn in_the_way(all: &[Vec<Point>], scale: &Scale, across: (f64, f64), down: (f64, f64)) -> usize {
    const STEPS: u32 = 24;
    let is_in =
        |x: f64, y: f64| (across.0..=across.1).contains(&x) && (down.0..=down.1).contains(&y);
    let of_one = |points: &Vec<Point>| {
        let places: Vec<(f64, f64)> = points.iter().map(|point| scale.place(point)).collect();
        // A value is written above its point.
        let marks = places.iter().filter(|(x, y)| is_in(*x, *y) || is_in(*x, y - 18.0)).count();
        let pairs = places.iter().zip(places.iter().skip(1));
        let steps = pairs.flat_map(|(from, to)| {
            (0..=STEPS).map(move |step| {
                let share = f64::from(step) / f64::from(STEPS);
                (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share)
            })
        });
        marks + steps.filter(|(x, y)| is_in(*x, *y)).count()
    };
    all.iter().map(of_one).sum()
}

/// Values above their point, below it where the line comes from above. Those for which there is no
/// room are left to the table; the newest is always written.
fn values(svg: &mut String, points: &[Point], scale: &Scale) {
    let places: Vec<(f64, f64)> = points.iter().map(|point| scale.place(point)).collect();
    for ((at, point), room) in points.iter().enumerate().zip(rooms(&places, 6.0, 13.0)) {
        let Some((x, y)) = places.get(at).copied() else { continue };
        let Some(class) = room.class("b halo") else { continue };
        let before = at.checked_sub(1).and_then(|at| places.get(at)).map(|place| place.1);
        let after = places.get(at + 1).map(|place| place.1);
        let is_lowest = before.is_some_and(|before| before < y) && after.is_none_or(|one| one <= y);
        let y = if is_lowest { y + 25.0 } else { y - 13.0 };
        label(svg, class, (x, y), &point.shown);
    }
}

/// The days under the chart, fewer on a phone.
fn days(svg: &mut String, points: &[Point], scale: &Scale) {
    let places: Vec<(f64, f64)> = points.iter().map(|point| scale.place(point)).collect();
    for ((point, (x, _)), room) in points.iter().zip(&places).zip(rooms(&places, 11.0, 23.0)) {
        if let Some(class) = room.class("") {
            label(svg, class, (*x, DAYS), &point.day);
        }
    }
}

/// Where there is room for a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Room {
    /// On every screen.
    Everywhere,
    /// On a wide screen.
    Wide,
    /// Nowhere.
    Nowhere,
}

impl Room {
    fn class(self, own: &'static str) -> Option<&'static str> {
        match (self, own) {
            (Self::Nowhere, _) => None,
            (Self::Everywhere, own) => Some(own),
            (Self::Wide, "") => Some("alt"),
            (Self::Wide, _) => Some("b halo alt"),
        }
    }
}

/// Which labels have room, from the newest back: `wide` and `narrow` are the percent that one takes. One that hangs from an end
/// of the chart has its middle half of that further in.
fn rooms(places: &[(f64, f64)], wide: f64, narrow: f64) -> Vec<Room> {
    let (mut last_wide, mut last_narrow) = (f64::INFINITY, f64::INFINITY);
    let mut rooms: Vec<Room> = places
        .iter()
        .rev()
        .map(|(x, _)| {
            let (at_wide, at_narrow) = (middle(*x, wide), middle(*x, narrow));
            if last_narrow - at_narrow >= narrow && last_wide - at_wide >= wide {
                (last_wide, last_narrow) = (at_wide, at_narrow);
                Room::Everywhere
            } else if last_wide - at_wide >= wide {
                last_wide = at_wide;
                Room::Wide
            } else {
                Room::Nowhere
            }
        })
        .collect();
    rooms.reverse();
    rooms
}

/// Where the middle of a label is that takes so many percent of the chart.
fn middle(x: f64, takes: f64) -> f64 {
    match anchor(x) {
        "start" => x + takes / 2.0,
        "end" => x - takes / 2.0,
        _ => x,
    }
}

fn ticks(svg: &mut String, scale: &Scale) {
    let step = nice_step(scale.high - scale.low);
    let decimals = if step >= 1.0 { 0 } else { (-step.log10().floor()) as usize };
    let mut tick = (scale.low / step).ceil() * step;
    // At most a dozen lines whatever the numbers are: a step is at least a sixth of the span.
    for _ in 0..12 {
        if tick > scale.high {
            break;
        }
        let y = scale.y(tick);
        let _ = write!(
            svg,
            r#"<line class="grid" x1="0" x2="100%" y1="{y:.1}" y2="{y:.1}"/><text x="-10" y="{:.1}" text-anchor="end">{tick:.decimals$}</text>"#,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn point(when: i64, value: f64) -> Point {
        let day = format!("day {when}");
        Point { when, value, shown: value.to_string(), day, standing: None }
    }

    fn drawn(values: &[f64]) -> String {
        drawn_to(values, &[])
    }

    fn drawn_to(values: &[f64], goals: &[GoalLine]) -> String {
        let points = values.iter().enumerate().map(|(n, v)| point(n as i64, *v)).collect();
        let series = [Series { name: "s".into(), points }];
        let labels = Labels { usual: "usual", goals };
        trend(&series, (Some(1.0), None), &labels).map_or_else(String::new, |svg| svg.to_string())
    }

    #[test]
    fn every_value_and_day_is_written_where_there_is_room() {
        let few = drawn(&[7.9, 7.6, 8.1]);
        for words in ["7.9", "7.6", "8.1", "day 0", "day 1", "day 2"] {
            assert!(few.contains(&format!(">{words}</text>")), "{words}: {few}");
        }
        let many: Vec<f64> = (0..60).map(f64::from).collect();
        let many = drawn(&many);
        assert!(many.contains(">59</text>"), "the newest always: {many}");
        assert!(many.matches("class=\"b halo").count() < 20, "and none over another");
    }

    #[test]
    fn the_bands_name_stands_where_no_value_does() {
        let name_at = |values: &[f64]| {
            let svg = drawn(values);
            let before = svg.split_once(">usual</text>").unwrap().0;
            let y = before.rsplit_once(" y=\"").unwrap().1.trim_end_matches('"');
            y.parse::<f64>().unwrap()
        };
        let (low, high) = (name_at(&[1.0, 1.2, 1.1, 9.0]), name_at(&[9.0, 8.8, 8.9, 1.0]));
        assert!(low < high, "{low} {high}");
    }

    #[test]
    fn a_chart_survives_any_numbers() {
        for values in [[1.0, 1.0], [0.0, 0.0], [-1e300, 1e300], [f64::NAN, 2.0], [1e-9, 2e-9]] {
            assert!(drawn(&values).len() < 10_000);
        }
        assert_eq!(drawn(&[1.0]), "");
    }

    #[test]
    fn a_goal_far_from_every_value_is_still_inside_the_chart() {
        let goal = |at: f64| GoalLine { at, words: "Goal: <under> 7".into() };
        let svg = drawn_to(&[20.0, 22.0], &[goal(7.0), goal(f64::INFINITY)]);
        assert_eq!(svg.matches("class=\"goal\"").count(), 1, "{svg}");
        assert!(svg.contains("Goal: &lt;under&gt; 7"), "{svg}");
        let y: f64 = svg
            .split("class=\"goal\"")
            .nth(1)
            .unwrap()
            .split("y1=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        assert!(y > INSIDE.0 && y < INSIDE.1, "{y}");
    }

    #[test]
    fn a_label_that_hangs_from_an_end_leaves_no_room_beside_it() {
        let rooms_of = |xs: &[f64]| {
            let places: Vec<(f64, f64)> = xs.iter().map(|x| (*x, 0.0)).collect();
            rooms(&places, 11.0, 23.0)
        };
        assert_eq!(
            rooms_of(&[50.0, 83.0, 98.0]),
            [Room::Everywhere, Room::Nowhere, Room::Everywhere]
        );
        assert_eq!(rooms_of(&[50.0, 73.0, 98.0])[1], Room::Wide);
        assert_eq!(rooms_of(&[3.0, 36.0, 62.0]), [Room::Wide, Room::Everywhere, Room::Everywhere]);
    }

    #[test]
    fn a_goals_words_stand_at_the_end_with_fewer_values() {
        let goal = || [GoalLine { at: 7.0, words: "Goal".into() }];
        let end = |values: &[f64]| drawn_to(values, &goal()).contains(r#"text-anchor="end">Goal<"#);
        assert!(end(&[7.0, 7.1, 12.0, 12.0]));
        assert!(!end(&[12.0, 12.0, 7.1, 7.0]));
    }

    #[test]
    fn a_goals_words_are_not_where_the_line_goes_between_two_values() {
        let goal = || [GoalLine { at: 7.5, words: "Goal: below 7.5".into() }];
        let at_right =
            |values: &[f64]| drawn_to(values, &goal()).contains(r#"text-anchor="end">Goal"#);
        assert!(at_right(&[9.0, 6.0]), "the line goes down: above it is free at the right");
        assert!(!at_right(&[6.0, 9.0]), "the line goes up: above it is free at the left");
    }

    #[test]
    fn grid_lines_stand_at_round_numbers() {
        for (span, step) in [(4.0, 1.0), (10.0, 2.0), (100.0, 20.0), (0.7, 0.2), (22.0, 5.0)] {
            assert!((nice_step(span) - step).abs() < 1e-9, "{span}");
        }
    }
}
