//! The same measurement over time: what belongs together, and its values as series for a chart.

use bluebutton_record::entry::Measure;
use bluebutton_record::value::pressure;
use bluebutton_record::value::unit::Unit;
use bluebutton_record::{Entry, Words};

use super::view::Reader;
use crate::chart::{Point, Series, Svg, Usual, spark};

/// More points than this are a smear on a small chart; the table below it has the same ones.
pub const POINTS_MAX: usize = 60;

/// How many earlier values a list names beside the small line.
const EARLIER: usize = 3;

/// What an entry measures: its first code, or its name where it has none. Entries with the same
/// key are values of one thing. `None` where nothing was measured.
pub fn key(entry: &Entry) -> Option<String> {
    let measures = entry.value.is_some() || entry.parts.iter().any(|part| part.value.is_some());
    if !measures || entry.is_error {
        return None;
    }
    let code = entry
        .codes
        .first()
        .map(|code| format!("{}|{}", code.system.as_deref().unwrap_or_default(), code.code));
    code.or_else(|| entry.title.as_ref().map(|title| title.to_lowercase()))
}

/// A value of a history, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastValue {
    /// "5.9 %"
    pub value: String,
    /// "May 3, 2026"
    pub date: String,
}

/// A small line of earlier values, and the latest of them in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// The line, where there are at least two numbers.
    pub spark: Option<Svg>,
    /// The values before this one, newest first.
    pub values: Vec<PastValue>,
}

/// The values before `entry` among entries that stand newest first.
pub fn earlier(entry: &Entry, entries: &[Entry], reader: &Reader<'_>) -> Earlier {
    let (Some(key_here), Some(date)) = (key(entry), entry.date) else {
        return Earlier::default();
    };
    let before: Vec<&Entry> = entries
        .iter()
        .filter(|other| other.id != entry.id && key(other).as_ref() == Some(&key_here))
        .filter(|other| other.date.is_some_and(|other| other.sort_key() < date.sort_key()))
        .take(POINTS_MAX)
        .collect();
    let values = before.iter().take(EARLIER).filter_map(|entry| past(entry, reader)).collect();
    let mut series = series(before.iter().copied().chain([entry]));
    series.truncate(1);
    let title = reader.words.with("spark-title", &[("name", reader.title(entry).into())]);
    let spark = series.first().and_then(|series| spark(&series.points, &title));
    Earlier { spark, values }
}

fn past(entry: &Entry, reader: &Reader<'_>) -> Option<PastValue> {
    Some(PastValue {
        value: said(entry, reader.words)?,
        date: reader.date(entry.date.as_ref()?).text,
    })
}

/// An entry's value in one line: "5.9 %", "Systolic 120 mmHg, Diastolic 80 mmHg".
pub fn said(entry: &Entry, words: &Words) -> Option<String> {
    if let Some(pressure) = pressure::of(entry) {
        return Some(pressure.text(words));
    }
    if let Some(value) = &entry.value {
        return Some(words.value(value));
    }
    let parts: Vec<String> = entry
        .parts
        .iter()
        .filter_map(|part| {
            let value = words.value(part.value.as_ref()?);
            Some(match &part.title {
                Some(title) => format!("{title} {value}"),
                None => value,
            })
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Entries' numbers as series, oldest first: the value itself, or one series a part. Only numbers
/// in the unit of the newest are drawn together.
pub fn series<'e>(entries: impl Iterator<Item = &'e Entry>) -> Vec<Series> {
    let mut entries: Vec<&Entry> = entries.filter(|entry| entry.date.is_some()).collect();
    entries.sort_by_key(|entry| entry.date.map(|date| date.sort_key()));
    let Some(newest) = entries.last() else { return Vec::new() };
    if newest.value.is_some() {
        let unit = newest.value.as_ref().and_then(|value| value.unit.as_ref());
        let points = points(&entries, unit, |entry| entry.value.as_ref());
        return vec![Series { name: newest.title.clone().unwrap_or_default(), points }];
    }
    newest
        .parts
        .iter()
        .map(|part| {
            let unit = part.value.as_ref().and_then(|value| value.unit.as_ref());
            let of = |entry: &'e Entry| {
                let same = entry.parts.iter().find(|other| other.title == part.title)?;
                same.value.as_ref()
            };
            Series {
                name: part.title.clone().unwrap_or_default(),
                points: points(&entries, unit, of),
            }
        })
        .filter(|series| !series.points.is_empty())
        .collect()
}

fn points<'e>(
    entries: &[&'e Entry],
    unit: Option<&Unit>,
    of: impl Fn(&'e Entry) -> Option<&'e Measure>,
) -> Vec<Point> {
    entries
        .iter()
        .filter_map(|entry| {
            let measure = of(entry).filter(|measure| measure.unit.as_ref() == unit)?;
            Some(Point {
                when: entry.date?.sort_key(),
                value: measure.number.as_ref()?.value,
                standing: measure.standing,
            })
        })
        .collect()
}

/// The usual range of a value, for the band of its chart.
pub fn usual(measure: &Measure) -> Usual {
    let value = |number: &Option<bluebutton_record::entry::Number>| {
        number.as_ref().map(|number| number.value)
    };
    (value(&measure.low), value(&measure.high))
}

#[cfg(test)]
mod tests {
    use bluebutton_record::Section;
    use bluebutton_record::entry::{Code, Part, Standing};

    use super::super::view::tests::{entry, measure, reader};
    use super::*;

    fn test(local: &str, date: &str, value: f64) -> Entry {
        Entry {
            value: Some(measure(value, 70.0, 99.0, Standing::Within)),
            codes: vec![Code { system: None, code: "2345-7".into(), display: None }],
            ..entry(local, Section::Results, "Glucose", date)
        }
    }

    #[test]
    fn earlier_values_are_those_before_this_one_newest_first() {
        let entries = [
            test("c", "2026-03-01", 90.0),
            test("b", "2026-02-01", 80.0),
            test("a", "2026-01-01", 75.0),
        ];
        let earlier = earlier(&entries[0], &entries, &reader());
        let said: Vec<_> = earlier.values.iter().map(|value| value.value.as_str()).collect();
        assert_eq!(said, ["80 mg/dL", "75 mg/dL"]);
        assert!(earlier.spark.is_some());
        assert_eq!(super::earlier(&entries[2], &entries, &reader()), Earlier::default());
    }

    #[test]
    fn values_in_another_unit_are_not_drawn_on_the_same_line() {
        let mut other = test("b", "2026-02-01", 4.4);
        if let Some(value) = &mut other.value {
            value.unit = Unit::read("mmol/L");
        }
        let entries = [test("c", "2026-03-01", 90.0), other];
        assert_eq!(series(entries.iter())[0].points.len(), 1);
    }

    #[test]
    fn blood_pressure_is_two_lines() {
        let part = |title: &str, value| Part {
            title: Some(title.into()),
            value: Some(measure(value, 60.0, 120.0, Standing::Within)),
            ..Part::default()
        };
        let pressure = Entry {
            parts: vec![part("Systolic", 118.0), part("Diastolic", 76.0)],
            ..entry("p", Section::VitalSigns, "Blood pressure", "2026-03-01")
        };
        assert_eq!(series([&pressure].into_iter()).len(), 2);
        let said = said(&pressure, reader().words);
        assert_eq!(said.as_deref(), Some("Systolic 118 mg/dL, Diastolic 76 mg/dL"));
    }

    #[test]
    fn what_was_marked_as_an_error_is_in_no_chart() {
        let wrong = Entry { is_error: true, ..test("a", "2026-01-01", 900.0) };
        assert_eq!(key(&wrong), None);
    }
}
