//! HL7 times (`TS`, `IVL_TS`) as FHIR dates.
//!
//! FHIR wants an offset wherever there is a time of day
//! (<https://hl7.org/fhir/R4/datatypes.html#dateTime>); many documents give none. Then the
//! document's own offset is taken, or the time of day is left to the original.

use std::fmt::Write as _;

use super::context::Context;
use super::json::{Json, Object};
use super::xml::{Node, attr, child};

/// A point in time as FHIR text: `2012-09-12T08:30:00-05:00`, `2012-09`.
pub fn date_time(context: &Context<'_>, node: Node<'_>) -> Option<String> {
    parse(attr(node, "value")?, context.offset.as_deref())
}

/// A day (or month, or year) as FHIR text.
pub fn date(node: Node<'_>) -> Option<String> {
    parse(attr(node, "value")?, None).map(|text| text.chars().take(10).collect())
}

/// The point in time of the child of that name: its value, else its low, centre or high end.
pub fn child_time(context: &Context<'_>, node: Node<'_>, name: &str) -> Option<String> {
    let time = child(node, name)?;
    date_time(context, time).or_else(|| {
        ["low", "center", "high"].into_iter().find_map(|end| date_time(context, child(time, end)?))
    })
}

/// A stretch of time, or a point in it.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// A point in time.
    pub at: Option<String>,
    /// Where the stretch begins.
    pub low: Option<String>,
    /// Where it ends.
    pub high: Option<String>,
}

impl When {
    /// Reads an `effectiveTime` or `time`.
    pub fn of(context: &Context<'_>, node: Node<'_>) -> Self {
        let end = |name| child(node, name).and_then(|end| date_time(context, end));
        let at = date_time(context, node).or_else(|| end("center"));
        let (low, high) = (end("low"), end("high"));
        if at.is_none() && low.is_some() && low == high {
            return Self { at: low, low: None, high: None };
        }
        Self { at, low, high }
    }

    /// Reads the child of that name.
    pub fn child(context: &Context<'_>, node: Node<'_>, name: &str) -> Self {
        child(node, name).map(|time| Self::of(context, time)).unwrap_or_default()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.at.is_none() && self.low.is_none() && self.high.is_none()
    }

    /// Where it begins, or the point.
    pub fn start(&self) -> Option<String> {
        self.at.clone().or_else(|| self.low.clone())
    }

    /// As a FHIR Period.
    pub fn period<'d>(&self) -> Object<'d> {
        let start = self.start();
        // A period that ends before it begins is not valid FHIR (per-1); the beginning is kept.
        let high = self.high.clone().or_else(|| self.at.clone());
        let end = high.filter(|end| start.as_deref().is_none_or(|start| in_order(start, end)));
        Object::new().with("start", start).with("end", end)
    }

    /// Puts `<name>DateTime` or `<name>Period`, whichever fits.
    pub fn put(&self, object: &mut Object<'_>, date_name: &'static str, period: &'static str) {
        if self.at.is_some() || (self.high.is_none() && self.low.is_some()) {
            object.put(date_name, self.start());
        } else if !self.is_empty() {
            object.put(period, self.period());
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

/// An HL7 time as FHIR text; `None` if it is none. `offset` is put where a time has none.
pub fn parse(text: &str, offset: Option<&str>) -> Option<String> {
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
    if digits.len() < 10 {
        return Some(out);
    }
    let is_midnight = digits.get(8..).is_some_and(|time| time.bytes().all(|byte| byte == b'0'));
    let offset = match (own_offset, offset) {
        (Some(own), _) => own,
        // Exports write midnight for "no time known".
        (None, Some(other)) if !is_midnight => other.to_owned(),
        (None, _) => return Some(out),
    };
    let part = |from: usize, most: u8| match digits.get(from..from + 2) {
        Some(two) => two.parse::<u8>().ok().filter(|value| *value <= most),
        None => Some(0),
    };
    let (Some(hour), Some(minute), Some(second)) = (part(8, 23), part(10, 59), part(12, 59)) else {
        return Some(out);
    };
    let _ = write!(out, "T{hour:02}:{minute:02}:{second:02}");
    if !fraction.is_empty() {
        out.push('.');
        out.extend(fraction.chars().take(9));
    }
    out.push_str(&offset);
    Some(out)
}

/// The offset an HL7 time carries, as FHIR writes it.
pub fn offset_of(text: &str) -> Option<String> {
    split_offset(text.trim()).and_then(|(_, offset)| offset)
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

/// A FHIR value that is only a reason why there is none: put under `_name`.
pub fn absent<'d>(reason: &'static str) -> Json<'d> {
    let extension = Object::new()
        .with("url", "http://hl7.org/fhir/StructureDefinition/data-absent-reason")
        .with("valueCode", reason);
    Object::new().with("extension", vec![extension]).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hl7_times_become_fhir_dates() {
        let fhir = |text| parse(text, None);
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
    fn a_time_without_offset_takes_the_documents_or_stays_a_day() {
        assert_eq!(parse("201209120830", None).as_deref(), Some("2012-09-12"));
        let with = parse("201209120830", Some("-05:00"));
        assert_eq!(with.as_deref(), Some("2012-09-12T08:30:00-05:00"));
        assert_eq!(parse("20120912000000", Some("-05:00")).as_deref(), Some("2012-09-12"));
    }
}
