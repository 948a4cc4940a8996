//! The same measurement over time: what belongs together, and its values as series for a chart.

use bluebutton_record::date::Precision;
use bluebutton_record::entry::Measure;
use bluebutton_record::meaning::change::{Change, change};
use bluebutton_record::meaning::repeated::key;
use bluebutton_record::value::unit::Unit;
use bluebutton_record::value::{doubt, pressure};
use bluebutton_record::{Entry, FhirDate, Words};

use super::view::Reader;
use crate::chart::{Point, Series, Svg, Usual, spark};

/// More points than this are a smear on a small chart; the table below it has the same ones.
pub const POINTS_MAX: usize = 60;

/// Values that all lie within so many days are told apart by their day, others by their month.
const MONTHS_FROM_DAYS: i32 = 90;

/// How a value came about: a small line of the values up to it, and the one before in words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Earlier {
    /// The line, where there are at least two numbers.
    pub spark: Option<Svg>,
    /// "Down from 8.1 (May 3, 2026)"; `None` where no earlier value was found.
    pub change: Option<String>,
    /// Whether it is certain that there is no earlier value.
    pub is_only: bool,
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
        .filter(|other| !doubt::is_in_doubt(other))
        .take(POINTS_MAX)
        .collect();
    course(entry, &before, reader)
}

/// The same, where the earlier values are known: newest first.
pub fn course(entry: &Entry, before: &[&Entry], reader: &Reader<'_>) -> Earlier {
    let of_all = before.iter().copied().take(POINTS_MAX).chain([entry]);
    let mut series = series(of_all, reader.words);
    let is_one = series.len() == 1;
    series.truncate(1);
    let range = entry.value.as_ref().filter(|_| is_one).map(usual).unwrap_or_default();
    Earlier {
        spark: series.first().and_then(|series| spark(&series.points, range)),
        change: { before.iter() }
            .find(|before| !doubt::is_in_doubt(before))
            .and_then(|before| since(before, entry, reader)),
        is_only: false,
    }
}

/// "Down from 8.1 (May 3, 2026)": a value beside the one before it.
pub fn since(before: &Entry, entry: &Entry, reader: &Reader<'_>) -> Option<String> {
    let changed = || change(before.value.as_ref()?, entry.value.as_ref()?);
    let id = match changed().map(|(change, _)| change) {
        Some(Change::Up) => "course-up",
        Some(Change::Down) => "course-down",
        Some(Change::Same) => "course-same",
        None => "course-before",
    };
    let value = match (id, &before.value) {
        ("course-before", _) | (_, None) => said(before, reader.words)?,
        (_, Some(value)) => value.shown().into_owned(),
    };
    let day = |date| reader.date(date).text;
    let date = day(before.date.as_ref()?);
    let is_that_day = entry.date.as_ref().is_some_and(|own| day(own) == date);
    let date = if is_that_day { reader.words.text("course-that-day").into_owned() } else { date };
    Some(reader.words.with(id, &[("value", value.into()), ("date", date.into())]))
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
            Some(format!("{} {value}", words.part(part)).trim_start().to_owned())
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// Entries' numbers as series, oldest first: the value itself, or one series a part. Only numbers
/// in the unit of the newest are drawn together.
pub fn series<'e>(entries: impl Iterator<Item = &'e Entry>, words: &Words) -> Vec<Series> {
    let is_drawn = |entry: &&Entry| entry.date.is_some() && !doubt::is_in_doubt(entry);
    let mut entries: Vec<&Entry> = entries.filter(is_drawn).collect();
    entries.sort_by_key(|entry| entry.date.map(|date| date.sort_key()));
    let Some(newest) = entries.last() else { return Vec::new() };
    if newest.value.is_some() {
        let unit = newest.value.as_ref().and_then(|value| value.unit.as_ref());
        let points = points(&entries, unit, words, |entry| entry.value.as_ref());
        return vec![Series { name: newest.title.clone().unwrap_or_default(), points }];
    }
    if pressure::of(newest).is_some() {
        let upper = |entry: &'e Entry| pressure::of(entry).map(|both| both.upper);
        let lower = |entry: &'e Entry| pressure::of(entry).map(|both| both.lower);
        let unit = upper(newest).and_then(|upper| upper.unit.as_ref());
        let one = |name: &str, points| Series { name: words.text(name).into_owned(), points };
        return vec![
            one("pressure-upper-name", points(&entries, unit, words, upper)),
            one("pressure-lower-name", points(&entries, unit, words, lower)),
        ];
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
            Series { name: words.part(part), points: points(&entries, unit, words, of) }
        })
        .filter(|series| !series.points.is_empty())
        .collect()
}

fn points<'e>(
    entries: &[&'e Entry],
    unit: Option<&Unit>,
    words: &Words,
    of: impl Fn(&'e Entry) -> Option<&'e Measure>,
) -> Vec<Point> {
    let is_short = entries.first().zip(entries.last()).is_some_and(|(first, last)| {
        let days = |entry: &Entry| entry.date.map(|date| date.first_day());
        let days = days(first).zip(days(last)).map(|(first, last)| (last - first).get_days());
        days.is_some_and(|days| days < MONTHS_FROM_DAYS)
    });
    entries
        .iter()
        .filter_map(|entry| {
            let measure = of(entry).filter(|measure| measure.unit.as_ref() == unit)?;
            let date = entry.date?;
            Some(Point {
                when: date.sort_key(),
                value: measure.number.as_ref()?.value,
                shown: measure.shown().into_owned(),
                day: short_day(&date, is_short, words),
                standing: measure.standing,
            })
        })
        .collect()
}

/// "May 3" or "May 2026": what stands under a chart.
fn short_day(date: &FhirDate, is_short: bool, words: &Words) -> String {
    let day = date.first_day();
    if date.precision() == Precision::Year {
        return day.year().to_string();
    }
    let name = words.text(&format!("month-{}", day.month()));
    let name: String = name.chars().take(3).collect();
    let with_day = is_short && date.precision() >= Precision::Day;
    let (id, number) = if with_day {
        ("chart-day", day.day().to_string())
    } else {
        ("chart-month", day.year().to_string())
    };
    words.with(id, &[("month", name.into()), ("number", number.into())])
}

/// The month a date lies in; of a bare year, the year.
pub fn month(date: &FhirDate) -> FhirDate {
    let iso = date.iso();
    FhirDate::parse(iso.get(..7).unwrap_or(&iso)).unwrap_or(*date)
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
        assert_eq!(earlier.change.as_deref(), Some("Up from 80 (February 1, 2026)"));
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
        assert_eq!(series(entries.iter(), reader().words)[0].points.len(), 1);
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
        assert_eq!(series([&pressure].into_iter(), reader().words).len(), 2);
        let said = said(&pressure, reader().words);
        assert_eq!(said.as_deref(), Some("Systolic 118\u{a0}mg/dL, Diastolic 76\u{a0}mg/dL"));
    }

    #[test]
    fn what_was_marked_as_an_error_is_in_no_chart() {
        let wrong = Entry { is_error: true, ..test("a", "2026-01-01", 900.0) };
        assert_eq!(key(&wrong), None);
    }
}
