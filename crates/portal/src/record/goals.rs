//! The goals that the record sets for a test: said beside its value, and lines of its chart.

use bluebutton_record::meaning::goal;
use bluebutton_record::{DateRange, Entry, Section};
use bluebutton_store::records::Record;

use super::reading;
use super::view::Reader;
use crate::chart::GoalLine;
use bluebutton_web::problem::Problem;

/// Goals are looked for among so many of the newest plans and goals.
const READ_MAX: usize = 400;

/// A goal for a test.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalView {
    /// Its own page.
    pub href: String,
    /// "Goal: under 7.5 %".
    pub words: String,
    /// Where it begins and ends, for the chart.
    ends: Vec<f64>,
}

/// The goals that hold today for what an entry measures.
pub async fn goals(
    record: &Record,
    reader: &Reader<'_>,
    entry: &Entry,
) -> Result<Vec<GoalView>, Problem> {
    if entry.value.is_none() && entry.parts.is_empty() {
        return Ok(Vec::new());
    }
    let plans = reading::only(Section::CarePlans, DateRange::default());
    let plans = reading::newest(record, &plans, 0, READ_MAX).await?;
    Ok(views(entry, &plans, reader))
}

fn views(entry: &Entry, plans: &[Entry], reader: &Reader<'_>) -> Vec<GoalView> {
    let view = |aim: goal::Aim<'_>| {
        let said = reader.words.value(&aim.target.said);
        GoalView {
            href: reader.href(aim.goal.section, &aim.goal.id),
            words: reader.words.with("goal-said", &[("goal", said.into())]),
            ends: aim.target.ends.iter().map(|end| end.value).collect(),
        }
    };
    goal::of(entry, plans, reader.today).into_iter().map(view).collect()
}

/// The lines of a chart; a goal that is a range has its words at its upper end only.
pub fn lines(goals: &[GoalView]) -> Vec<GoalLine> {
    let of_goal = |goal: &GoalView| {
        let last = goal.ends.len().saturating_sub(1);
        let line = |(at, end): (usize, &f64)| GoalLine {
            at: *end,
            words: if at == last { goal.words.clone() } else { String::new() },
        };
        goal.ends.iter().enumerate().map(line).collect::<Vec<_>>()
    };
    goals.iter().flat_map(of_goal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_that_is_a_range_is_two_lines_with_one_name() {
        let goal =
            GoalView { href: "/g".into(), words: "Goal: 6–7 %".into(), ends: vec![6.0, 7.0] };
        let lines = lines(&[goal]);
        assert_eq!(lines.iter().map(|line| line.at).collect::<Vec<_>>(), [6.0, 7.0]);
        assert_eq!((lines[0].words.as_str(), lines[1].words.as_str()), ("", "Goal: 6–7 %"));
    }
}
