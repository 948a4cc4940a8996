//! HL7 times (`TS`) as FHIR dates.
//!
//! FHIR wants an offset wherever there is a time of day
//! (<https://hl7.org/fhir/R4/datatypes.html#dateTime>); many documents give none. Such a time is
//! read as one of the site's zone, never by the offset of another time in the document, and it
//! carries what its source wrote ([`WITHOUT_OFFSET`]).

use std::fmt::Write as _;
use std::ops::Deref;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::json::{Json, Object};

/// The extension on a time that came without an offset: the time as its source wrote it.
pub const WITHOUT_OFFSET: &str = "urn:bluebutton:time-without-offset";

/// A point in time as FHIR text: `2012-09-12T08:30:00-05:00`, `2012-09`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    text: String,
    /// As its source wrote it, where the offset is the site's.
    bare: Option<String>,
}

impl Deref for Time {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl Time {
    /// Only its day (or month, or year).
    pub fn day(&self) -> Self {
        Self { text: self.text.chars().take(10).collect(), bare: None }
    }
}

impl From<Time> for Json<'_> {
    fn from(time: Time) -> Self {
        match time.bare {
            None => time.text.into(),
            Some(bare) => {
                let told = Object::new().with("url", WITHOUT_OFFSET).with("valueString", bare);
                let extension = Object::new().with("extension", vec![told]);
                Json::Extended(time.text.into(), extension)
            }
        }
    }
}

/// Whether `end` does not come before `start`, as far as both are written out.
pub fn in_order(start: &str, end: &str) -> bool {
    let shared = start.len().min(end.len()).min(10);
    match (start.get(..shared), end.get(..shared)) {
        (Some(start), Some(end)) => start <= end,
        _ => true,
    }
}

/// Whether two times are one as far as both tell it, to the day at least: a day is any time of it.
pub fn agree(one: &str, other: &str) -> bool {
    match (one.parse::<Timestamp>(), other.parse::<Timestamp>()) {
        (Ok(one), Ok(other)) => one == other,
        _ => one.get(..10).is_some_and(|day| other.get(..10) == Some(day)),
    }
}

/// An HL7 time as FHIR text; `None` if it is none. A time of day without an offset is one of `zone`.
pub fn parse(text: &str, zone: &TimeZone) -> Option<Time> {
    let text = text.trim();
    let (main, own_offset) = split_offset(text)?;
    let digits: String = main.chars().filter(|c| !matches!(c, '-' | ':' | 'T' | ' ')).collect();
    let (digits, fraction) = match digits.split_once('.') {
        Some((digits, fraction)) => (digits.to_owned(), fraction.to_owned()),
        None => (digits, String::new()),
    };
    let is_numeric = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_numeric(&digits) || !is_numeric(&fraction) || digits.len() < 4 {
        return None;
    }
    let mut out = day(&digits)?;
    let is_midnight = digits.get(8..).is_some_and(|time| time.bytes().all(|byte| byte == b'0'));
    // Exports write midnight for "no time known".
    let is_day = digits.len() < 10 || (own_offset.is_none() && is_midnight);
    let Some(clock) = clock(&digits).filter(|_| !is_day) else {
        return Some(Time { text: out, bare: None });
    };
    out.push_str(&clock);
    let there = own_offset.is_none().then(|| offset_there(&out, zone));
    if !fraction.is_empty() {
        out.push('.');
        out.extend(fraction.chars().take(9));
    }
    out.push_str(&own_offset.or_else(|| there.clone().flatten()).unwrap_or_else(|| "Z".to_owned()));
    Some(Time { text: out, bare: there.map(|_| text.to_owned()) })
}

/// `T08:30:00`
fn clock(digits: &str) -> Option<String> {
    let part = |from: usize, most: u8| match digits.get(from..from + 2) {
        Some(two) => two.parse::<u8>().ok().filter(|value| *value <= most),
        None => Some(0),
    };
    let (hour, minute, second) = (part(8, 23)?, part(10, 59)?, part(12, 59)?);
    Some(format!("T{hour:02}:{minute:02}:{second:02}"))
}

/// The offset of a zone at a time of its clocks. Of an hour that they show twice, the first; in the
/// one that they leap over, the offset before.
fn offset_there(text: &str, zone: &TimeZone) -> Option<String> {
    let civil: DateTime = text.parse().ok()?;
    let offset = match zone.to_ambiguous_timestamp(civil).offset() {
        AmbiguousOffset::Unambiguous { offset } => offset,
        AmbiguousOffset::Gap { before, .. } | AmbiguousOffset::Fold { before, .. } => before,
    };
    let minutes = offset.seconds() / 60;
    if minutes == 0 {
        return Some("Z".to_owned());
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    let mut out = String::with_capacity(6);
    let _ = write!(out, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
    Some(out)
}

fn day(digits: &str) -> Option<String> {
    let year = digits.get(..4).filter(|year| *year != "0000")?;
    let Some(month) = digits.get(4..6) else { return Some(year.to_owned()) };
    let Some(day) = digits.get(6..8) else {
        let text = format!("{year}-{month}");
        return format!("{text}-01").parse::<jiff::civil::Date>().ok().map(|_| text);
    };
    let text = format!("{year}-{month}-{day}");
    text.parse::<jiff::civil::Date>().ok().map(|_| text)
}

/// Splits `20120912083000-0500` into its time and its offset as FHIR writes it.
fn split_offset(text: &str) -> Option<(&str, Option<String>)> {
    if let Some(main) = text.strip_suffix('Z') {
        return Some((main, Some("Z".to_owned())));
    }
    // In `2012-09-12` the hyphens belong to the date.
    let from = if text.as_bytes().get(4) == Some(&b'-') { 10 } else { 8 };
    let Some(at) = text.get(from..).and_then(|rest| rest.find(['+', '-'])) else {
        return Some((text, None));
    };
    let (main, offset) = text.split_at_checked(from + at)?;
    let digits: String = offset.chars().filter(char::is_ascii_digit).collect();
    let hours: u8 = digits.get(..2)?.parse().ok()?;
    let minutes: u8 = digits.get(2..4).unwrap_or("00").parse().ok()?;
    if hours > 14 || minutes > 59 || (hours == 14 && minutes > 0) {
        return Some((main, None));
    }
    if hours == 0 && minutes == 0 {
        return Some((main, Some("Z".to_owned())));
    }
    let sign = if offset.starts_with('-') { '-' } else { '+' };
    Some((main, Some(format!("{sign}{hours:02}:{minutes:02}"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fhir(text: &str) -> Option<String> {
        parse(text, &TimeZone::UTC).map(|time| time.text)
    }

    #[test]
    fn hl7_times_become_fhir_dates() {
        assert_eq!(fhir("2012").as_deref(), Some("2012"));
        assert_eq!(fhir("201209").as_deref(), Some("2012-09"));
        assert_eq!(fhir("20120912").as_deref(), Some("2012-09-12"));
        assert_eq!(fhir("201209120830-0500").as_deref(), Some("2012-09-12T08:30:00-05:00"));
        assert_eq!(fhir("20120912083000.123+0000").as_deref(), Some("2012-09-12T08:30:00.123Z"));
        assert_eq!(fhir("2012-09-12T08:30:00Z").as_deref(), Some("2012-09-12T08:30:00Z"));
        assert_eq!(fhir("20121312"), None);
        assert_eq!(fhir("00000000"), None);
        assert_eq!(fhir("soon"), None);
    }

    #[test]
    fn a_time_without_offset_is_in_the_zone_of_the_site_and_says_so() {
        let zone = TimeZone::get("America/New_York").unwrap();
        let cases = [
            ("201209120830", "2012-09-12T08:30:00-04:00"),
            ("201212120830", "2012-12-12T08:30:00-05:00"),
            ("20120912083000.5", "2012-09-12T08:30:00.5-04:00"),
            // Twice that night: the first. Never that night: as it was before.
            ("20121104013000", "2012-11-04T01:30:00-04:00"),
            ("20120311023000", "2012-03-11T02:30:00-05:00"),
        ];
        for (text, expected) in cases {
            let time = parse(text, &zone).unwrap();
            assert_eq!((&*time, time.bare.as_deref()), (expected, Some(text)));
        }
        let time = parse("201209120830", &zone).unwrap();
        assert_eq!(
            Object::new().with("date", time).write(),
            "{\"date\":\"2012-09-12T08:30:00-04:00\",\"_date\":{\"extension\":[{\"url\":\
             \"urn:bluebutton:time-without-offset\",\"valueString\":\"201209120830\"}]}}"
        );
    }

    #[test]
    fn its_own_offset_stays_and_a_day_is_a_day() {
        let zone = TimeZone::get("America/New_York").unwrap();
        for (text, expected) in [
            ("201209120830+0200", "2012-09-12T08:30:00+02:00"),
            ("201209120830Z", "2012-09-12T08:30:00Z"),
            ("20120912000000", "2012-09-12"),
            ("20120912", "2012-09-12"),
            ("2012091299", "2012-09-12"),
        ] {
            let time = parse(text, &zone).unwrap();
            assert_eq!((&*time, time.bare.as_deref()), (expected, None), "{text}");
        }
    }
}
