//! Dates of searches: what a text of FHIR covers, and how two of them stand to each other.
//!
//! Standard: <https://hl7.org/fhir/R4/search.html#date>, and its table of prefixes.

use bluebutton_record::json::Value;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

/// A span of time: from its first moment, up to (and without) its last. Microseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    from: i64,
    until: i64,
}

/// How a date of a resource is to stand to the one that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prefix {
    Eq,
    Ne,
    Gt,
    Ge,
    Lt,
    Le,
    Sa,
    Eb,
    Ap,
}

/// A value of a date parameter: `ge2026-05-01`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    prefix: Prefix,
    span: Span,
}

const PREFIXES: [(&str, Prefix); 9] = [
    ("eq", Prefix::Eq),
    ("ne", Prefix::Ne),
    ("gt", Prefix::Gt),
    ("ge", Prefix::Ge),
    ("lt", Prefix::Lt),
    ("le", Prefix::Le),
    ("sa", Prefix::Sa),
    ("eb", Prefix::Eb),
    ("ap", Prefix::Ap),
];

impl Span {
    /// What a date, a time or an instant covers: a year, a month, a day, a minute, a second. A time without
    /// an offset, and a day, are of that zone.
    pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let day = |date: Date| date.to_zoned(zone.clone()).ok().map(|at| at.timestamp());
        let ends = |from: Option<Timestamp>, until: Option<Timestamp>| {
            Some(Self { from: from?.as_microsecond(), until: until?.as_microsecond() })
        };
        match text.len() {
            4 => {
                let first: Date = format!("{text}-01-01").parse().ok()?;
                ends(day(first), day(first.checked_add(1.year()).ok()?))
            }
            7 => {
                let first: Date = format!("{text}-01").parse().ok()?;
                ends(day(first), day(first.checked_add(1.month()).ok()?))
            }
            10 => {
                let first: Date = text.parse().ok()?;
                ends(day(first), day(first.checked_add(1.day()).ok()?))
            }
            _ => Self::of_time(text, zone),
        }
    }

    fn of_time(text: &str, zone: &TimeZone) -> Option<Self> {
        let (date, time) = text.split_once('T')?;
        date.parse::<Date>().ok()?;
        let clock = time.trim_end_matches('Z');
        let clock = clock.split(['+', '-']).next()?;
        let step = match clock.len() {
            5 => SignedDuration::from_mins(1),
            8 => SignedDuration::from_secs(1),
            9.. => SignedDuration::from_millis(1),
            _ => return None,
        };
        let has_offset = clock.len() < time.len();
        let from = if has_offset {
            text.parse::<Timestamp>().ok()?
        } else {
            let local: jiff::civil::DateTime = text.parse().ok()?;
            local.to_zoned(zone.clone()).ok()?.timestamp()
        };
        let until = from.checked_add(step).ok()?;
        Some(Self { from: from.as_microsecond(), until: until.as_microsecond() })
    }

    /// A moment.
    pub(super) fn at(micros: i64) -> Self {
        Self { from: micros, until: micros.saturating_add(1) }
    }

    /// What a member of a resource covers: a text, or a Period, open where it names no end.
    pub(super) fn of(value: Value<'_>, zone: &TimeZone) -> Option<Self> {
        if let Some(text) = value.as_str() {
            return Self::parse(&text, zone);
        }
        let end = |name: &str| value.get(name).and_then(Value::as_str);
        let (start, end) = (end("start"), end("end"));
        if start.is_none() && end.is_none() {
            return None;
        }
        let parse = |text: Option<std::borrow::Cow<'_, str>>| match text {
            Some(text) => Self::parse(&text, zone).map(Some),
            None => Some(None),
        };
        let (start, end) = (parse(start)?, parse(end)?);
        let from = start.map_or(i64::MIN, |span| span.from);
        Some(Self { from, until: end.map_or(i64::MAX, |span| span.until).max(from) })
    }
}

impl Wanted {
    /// Reads a value; `None` where it is no date.
    pub(super) fn parse(text: &str, zone: &TimeZone) -> Option<Self> {
        let found = PREFIXES
            .iter()
            .find_map(|(word, prefix)| text.strip_prefix(word).map(|rest| (*prefix, rest)));
        let (prefix, rest) = found.unwrap_or((Prefix::Eq, text));
        Some(Self { prefix, span: Span::parse(rest, zone)? })
    }

    /// Whether a date of a resource stands to it as it should.
    pub(super) fn takes(&self, own: Span) -> bool {
        let asked = self.span;
        let is_within = own.from >= asked.from && own.until <= asked.until;
        let (is_above, is_below) = (own.until > asked.until, own.from < asked.from);
        match self.prefix {
            Prefix::Eq => is_within,
            Prefix::Ne => !is_within,
            Prefix::Gt => is_above,
            Prefix::Ge => is_above || is_within,
            Prefix::Lt => is_below,
            Prefix::Le => is_below || is_within,
            Prefix::Sa => own.from >= asked.until,
            Prefix::Eb => own.until <= asked.from,
            Prefix::Ap => own.from < asked.until && own.until > asked.from,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bluebutton_record::json::Document;

    fn span(text: &str) -> Option<Span> {
        Span::parse(text, &TimeZone::UTC)
    }

    fn takes(wanted: &str, own: &str) -> bool {
        Wanted::parse(wanted, &TimeZone::UTC).unwrap().takes(span(own).unwrap())
    }

    #[test]
    fn texts_cover_what_they_name() {
        let hour = 3_600_000_000;
        let day = span("1970-01-02").unwrap();
        assert_eq!((day.from, day.until), (24 * hour, 48 * hour));
        let minute = span("1970-01-01T01:00Z").unwrap();
        assert_eq!((minute.from, minute.until), (hour, hour + 60_000_000));
        let second = span("1970-01-01T01:00:00+01:00").unwrap();
        assert_eq!((second.from, second.until), (0, 1_000_000));
        assert_eq!(span("2026").unwrap().until, span("2027").unwrap().from);
        assert_eq!(span("2026-12").unwrap().until, span("2027").unwrap().from);
        for wrong in
            ["", "20", "2026-13", "2026-02-30", "2026-05-03T", "2026-05-03T25:00:00Z", "May 3"]
        {
            assert_eq!(span(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn prefixes_are_as_the_table_of_the_standard_says() {
        assert!(takes("2013-01-14", "2013-01-14T10:00:00Z"));
        assert!(!takes("2013-01-14", "2013-01"), "a month is not within a day");
        assert!(takes("ne2013-01-14", "2013-01-15T00:00:00Z"));
        assert!(takes("lt2013-01-14T10:00:00Z", "2013-01-14"), "it begins before");
        assert!(takes("gt2013-01-14T10:00:00Z", "2013-01-14"), "it ends behind");
        assert!(takes("ge2013-03-14", "2013-03-14") && !takes("gt2013-03-14", "2013-03-14"));
        assert!(takes("le2013-03-14", "2013-03-14") && !takes("lt2013-03-14", "2013-03-14"));
        assert!(takes("sa2013-03-14", "2013-03-15") && !takes("sa2013-03-14", "2013-03-14"));
        assert!(takes("eb2013-03-14", "2013-03-13") && !takes("eb2013-03-14", "2013-03-14"));
        assert!(takes("ap2013-03", "2013-03-13"));
    }

    #[test]
    fn a_period_without_an_end_goes_on() {
        let document = Document::parse(r#"{"start":"2020-01-01"}"#).unwrap();
        let open = Span::of(document.root(), &TimeZone::UTC).unwrap();
        let wanted = |text: &str| Wanted::parse(text, &TimeZone::UTC).unwrap();
        assert!(wanted("gt2026-01-01").takes(open) && !wanted("eb2026-01-01").takes(open));
        let none = Document::parse("{}").unwrap();
        assert_eq!(Span::of(none.root(), &TimeZone::UTC), None);
    }
}
