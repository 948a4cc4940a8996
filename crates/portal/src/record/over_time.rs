//! How a measurement changed: a chart with its values and days, and the same values as a table.

use bluebutton_record::entry::Measure;
use bluebutton_record::meaning::change::{Change, change};
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::value::{doubt, pressure};
use bluebutton_record::words::{Words, lowered};
use bluebutton_record::{DateRange, Entry, FhirDate, ResourceId, Section};
use bluebutton_store::records::Record;

use super::goals::{self, GoalView};
use super::history::{POINTS_MAX, said, series, usual};
use super::reading;
use super::view::{Reader, StandingView};
use crate::chart::{Labels, Svg, trend};
use bluebutton_web::problem::Problem;

/// Values of the same measurement are looked for among this many entries of the section, a step
/// at a time: decades of a usual record, and still quick in the largest.
const HISTORY: usize = 3_000;
const STEP: usize = 500;

/// A chart and the same values as a table.
pub struct OverTimeView {
    /// The chart, where there are two numbers.
    pub svg: Option<Svg>,
    /// What the chart shows: its unit, its band, its lines.
    pub note: String,
    /// The values, newest first.
    pub rows: Vec<RowView>,
    /// The oldest day up to which was looked, where the record goes on behind it.
    pub looked_back_to: Option<String>,
}

impl OverTimeView {
    /// Whether any value is compared with a usual range.
    pub fn has_standings(&self) -> bool {
        self.rows.iter().any(|row| row.standing.is_some())
    }

    /// Whether any value can be compared with the one before.
    pub fn has_changes(&self) -> bool {
        self.rows.iter().any(|row| row.is_compared)
    }
}

/// A value of the table.
pub struct RowView {
    /// Its own page.
    pub href: String,
    /// Its day.
    pub date: String,
    /// The value in words.
    pub value: String,
    /// How it stands.
    pub standing: Option<StandingView>,
    /// "Down 1.1": since the one before.
    pub since: String,
    /// Whether the one before could be compared with it.
    pub is_compared: bool,
    /// Whether it is the one whose page this is.
    pub is_here: bool,
}

/// How the measurement of an entry changed; `None` where it stands alone.
pub async fn over_time(
    record: &Record,
    reader: &Reader<'_>,
    entry: &Entry,
    goals: &[GoalView],
) -> Result<Option<OverTimeView>, Problem> {
    let Some(wanted) = key(entry) else { return Ok(None) };
    let (history, looked_back_to) = history(record, entry.section, &wanted).await?;
    if history.len() < 2 {
        return Ok(None);
    }
    Ok(Some(view(reader, entry, (&history, looked_back_to), goals)))
}

/// Entries of the same measurement, newest first, and how far back was looked.
pub async fn history(
    record: &Record,
    section: Section,
    wanted: &str,
) -> Result<(Vec<Entry>, Option<FhirDate>), Problem> {
    let selection = reading::only(section, DateRange::default());
    let count = record.count(&selection);
    let (mut found, mut place, mut last) = (Vec::new(), 0, None);
    while place < count.min(HISTORY) && found.len() < POINTS_MAX {
        let step = reading::newest(record, &selection, place, STEP).await?;
        if step.is_empty() {
            break;
        }
        // The two numbers of a pressure are one measurement: a step is counted in resources.
        place += STEP;
        last = step.iter().rev().find_map(|entry| entry.date).or(last);
        found.extend(step.into_iter().filter(|entry| key(entry).as_deref() == Some(wanted)));
    }
    found.truncate(POINTS_MAX);
    Ok((found, last.filter(|_| place < count)))
}

fn view(
    reader: &Reader<'_>,
    entry: &Entry,
    (history, looked_back_to): (&[Entry], Option<FhirDate>),
    goals: &[GoalView],
) -> OverTimeView {
    let rows = history.iter().enumerate().map(|(at, one)| {
        let mut earlier = history.iter().skip(at + 1);
        (one, earlier.find(|before| !doubt::is_in_doubt(before)))
    });
    OverTimeView {
        svg: chart(reader, entry, history, goals),
        note: note(reader, entry, goals),
        rows: rows.filter_map(|(one, before)| row(reader, one, before, &entry.id)).collect(),
        looked_back_to: looked_back_to.map(|date| reader.date(&date).text),
    }
}

/// The chart of a history, with the range that was printed with this entry's value and the goals for it.
pub fn chart(
    reader: &Reader<'_>,
    entry: &Entry,
    history: &[Entry],
    goals: &[GoalView],
) -> Option<Svg> {
    let value: Option<&Measure> = entry.value.as_ref();
    let range = value.map(usual).unwrap_or_default();
    let words = value.map(|value| reader.words.range(value)).unwrap_or_default();
    let usual = reader.words.with("chart-usual", &[("range", words.into())]);
    let goals = goals::lines(goals);
    trend(&series(history.iter(), reader.words), range, &Labels { usual: &usual, goals: &goals })
}

/// What the chart shows, in words.
fn note(reader: &Reader<'_>, entry: &Entry, goals: &[GoalView]) -> String {
    let unit = entry.value.as_ref().and_then(|value| value.unit.as_ref());
    let mut said = Vec::new();
    if let Some(unit) = unit {
        let unit = reader.words.unit(unit, "2").into_owned();
        said.push(reader.words.with("chart-unit", &[("unit", unit.into())]));
    }
    if entry.value.as_ref().is_some_and(|value| usual(value) != (None, None)) {
        said.push(reader.text("chart-band"));
    }
    if !goals.is_empty() {
        said.push(reader.text("chart-goal"));
    }
    let lines = series([entry].into_iter(), reader.words);
    if let [first, second] = lines.as_slice() {
        let names = [&first.name, &second.name].map(|name| lowered(name).into());
        let [first, second] = names;
        said.push(reader.words.with("chart-two", &[("first", first), ("second", second)]));
    }
    said.join(" ")
}

/// Whether a value can be compared with the one before it, and how it changed, each number of a pressure by itself.
fn since(words: &Words, entry: &Entry, before: Option<&Entry>) -> (bool, String) {
    if doubt::is_in_doubt(entry) {
        return (false, String::new());
    }
    let Some(before) = before else { return (false, words.text("change-first").into_owned()) };
    let said = |before: &Measure, now: &Measure| {
        let (id, by) = match change(before, now)? {
            (Change::Up, by) => ("change-up", by),
            (Change::Down, by) => ("change-down", by),
            (Change::Same, by) => ("change-same", by),
        };
        Some(words.with(id, &[("by", by.into())]))
    };
    let of_pressure = || {
        let (before, now) = (pressure::of(before)?, pressure::of(entry)?);
        let told = |before, now| said(before, now).map(|words| lowered(&words));
        let (upper, lower) = (told(before.upper, now.upper)?, told(before.lower, now.lower)?);
        Some(words.with("change-pressure", &[("upper", upper.into()), ("lower", lower.into())]))
    };
    let of_value = || said(before.value.as_ref()?, entry.value.as_ref()?);
    let told = of_value().or_else(of_pressure);
    let is_compared = told.is_some();
    (is_compared, told.unwrap_or_else(|| words.text("change-unknown").into_owned()))
}

fn row(
    reader: &Reader<'_>,
    entry: &Entry,
    before: Option<&Entry>,
    here: &ResourceId,
) -> Option<RowView> {
    let view = reader.entry(entry, 0);
    let (is_compared, since) = since(reader.words, entry, before);
    let parts = view.parts.iter().filter_map(|part| part.measure.standing.clone());
    let of_parts = parts.max_by_key(|standing| standing.standing.weight());
    Some(RowView {
        href: view.href.clone(),
        date: view.date.as_ref().map(|date| date.text.clone()).unwrap_or_default(),
        value: said(entry, reader.words)?,
        standing: view.measure.and_then(|measure| measure.standing).or(of_parts),
        is_compared,
        since,
        is_here: entry.id == *here,
    })
}

#[cfg(test)]
mod tests {
    use bluebutton_record::entry::Standing;

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    #[test]
    fn a_chart_has_its_values_as_a_table_and_says_which_one_this_is() {
        let test = |local, date, value, standing| Entry {
            value: Some(measure(value, 70.0, 99.0, standing)),
            ..entry(local, Section::Results, "Glucose", date)
        };
        let history = [
            test("b", "2026-05-03", 120.0, Standing::Above),
            test("a", "2026-01-03", 90.0, Standing::Within),
        ];
        let chart = view(&reader(), &history[0], (&history, None), &[]);
        assert!(chart.svg.is_some());
        assert_eq!(chart.rows.len(), 2);
        assert!(chart.rows[0].is_here && !chart.rows[1].is_here);
        let standing = chart.rows[0].standing.as_ref().unwrap();
        assert_eq!(standing.word, "Above the usual range");
        assert_eq!(chart.rows[0].since, "Up 30");
        assert_eq!(chart.rows[1].since, "The first one here");
        assert!(chart.has_changes());
        let alone = view(&reader(), &history[0], (&history[1..], None), &[]);
        assert!(!alone.has_changes(), "the first one is compared with nothing");
    }
}
