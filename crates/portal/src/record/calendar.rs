//! A visit to come as a file for a calendar.
//!
//! Standard: RFC 5545 (iCalendar)

use axum::extract::State;
use bluebutton_record::date::Precision;
use bluebutton_record::{Entry, ResourceId, Section, Selection};
use jiff::Timestamp;

use super::file::download;
use super::reading;
use crate::permit::{Asking, Download};
use crate::services::Services;
use bluebutton_web::own_page::IsFromHere;
use bluebutton_web::page::Answer;
use bluebutton_web::problem::Problem;

/// A line of a calendar is at most so many bytes.
const LINE_BYTES_MAX: usize = 75;

/// `GET /records/{key}/visits/{id}/calendar`
pub(crate) async fn give(
    State(services): State<Services>,
    IsFromHere(is_from_here): IsFromHere,
    asking: Asking<Download>,
) -> Answer {
    if !is_from_here {
        return Err(Problem::form_expired());
    }
    let permit = asking.permit(&services, "calendar", Selection::default()).await?;
    let record = services.store.records().open(&permit).await?;
    let id = ResourceId::in_record(permit.patient(), asking.path.part("id"));
    let id = id.ok_or_else(Problem::not_found)?;
    let resource = record.resource(&id).await?.ok_or_else(Problem::not_found)?;
    let entries = reading::entries(&record, std::slice::from_ref(&resource)).await?;
    let visit = entries.first().filter(|entry| entry.section == Section::Visits);
    let visit = visit.ok_or_else(Problem::not_found)?;
    let frame = asking.session.frame();
    let reader = reading::reader(&frame, &asking.session, &record).await?;
    let place = [visit.source.clone(), fact(visit, "location", &reader)];
    let place = place.into_iter().flatten().collect::<Vec<_>>().join(", ");
    let event = Event {
        title: reader.title(visit),
        place,
        text: fact(visit, "follow-up", &reader).unwrap_or_default(),
        id: visit.id.local().to_owned(),
    };
    let file = event.write(visit, services.now()).ok_or_else(Problem::not_found)?;
    Ok(download("visit.ics", "text/calendar; charset=utf-8", file))
}

fn fact(visit: &Entry, label: &str, reader: &super::view::Reader<'_>) -> Option<String> {
    let fact = visit.facts.iter().find(|fact| fact.label == label)?;
    Some(reader.fact(fact).text)
}

struct Event {
    title: String,
    place: String,
    text: String,
    id: String,
}

impl Event {
    /// The file; `None` where the visit has no day.
    fn write(&self, visit: &Entry, now: Timestamp) -> Option<String> {
        let date = visit.date.filter(|date| date.precision() >= Precision::Day)?;
        let at = |seconds: i64| Some(utc(Timestamp::from_second(seconds).ok()?));
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//Blue Button//EN".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", self.id),
            format!("DTSTAMP:{}", utc(now)),
        ];
        if date.precision() == Precision::Moment {
            lines.push(format!("DTSTART:{}", at(date.sort_key())?));
            let until = visit.until.filter(|until| until.precision() == Precision::Moment);
            lines.extend(until.and_then(|until| Some(format!("DTEND:{}", at(until.sort_key())?))));
        } else {
            lines.push(format!("DTSTART;VALUE=DATE:{}", date.first_day().strftime("%Y%m%d")));
        }
        lines.push(format!("SUMMARY:{}", escaped(&self.title)));
        for (name, text) in [("LOCATION", &self.place), ("DESCRIPTION", &self.text)] {
            lines.extend((!text.is_empty()).then(|| format!("{name}:{}", escaped(text))));
        }
        lines.push("END:VEVENT".to_owned());
        lines.push("END:VCALENDAR".to_owned());
        Some(lines.iter().map(|line| folded(line)).collect())
    }
}

fn utc(moment: Timestamp) -> String {
    moment.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn escaped(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,");
    text.replace("\r\n", "\\n").replace(['\r', '\n'], "\\n")
}

/// A line in pieces of at most 75 bytes, broken between letters.
fn folded(line: &str) -> String {
    let (mut out, mut bytes) = (String::with_capacity(line.len() + 4), 0);
    for letter in line.chars() {
        if bytes + letter.len_utf8() > LINE_BYTES_MAX {
            out.push_str("\r\n ");
            bytes = 1;
        }
        out.push(letter);
        bytes += letter.len_utf8();
    }
    out.push_str("\r\n");
    out
}

#[cfg(test)]
mod tests {
    use super::super::view::tests::entry;
    use super::*;

    fn event(title: &str) -> Event {
        Event { title: title.into(), place: String::new(), text: String::new(), id: "a1".into() }
    }

    fn file(title: &str, date: &str) -> Option<String> {
        let visit = entry("a1", Section::Visits, title, date);
        event(title).write(&visit, "2026-11-27T08:00:00Z".parse().unwrap())
    }

    #[test]
    fn a_visit_has_its_moment_or_its_day() {
        let file_at = file("Check-up", "2027-02-08T10:30:00-05:00").unwrap();
        assert!(file_at.contains("DTSTART:20270208T153000Z\r\n"), "{file_at}");
        let on_day = file("Check-up", "2027-02-08").unwrap();
        assert!(on_day.contains("DTSTART;VALUE=DATE:20270208\r\n"), "{on_day}");
        assert_eq!(file("Check-up", "2027-02"), None, "no calendar knows a month");
    }

    #[test]
    fn text_of_a_source_adds_no_line_of_its_own() {
        let bad = file("Check-up\r\nATTACH:http://x.example; a, b", "2027-02-08").unwrap();
        assert!(!bad.contains("\r\nATTACH"), "{bad}");
        let long = file(&"ñ".repeat(200), "2027-02-08").unwrap();
        assert!(long.split("\r\n").all(|line| line.len() <= LINE_BYTES_MAX), "{long}");
    }
}
