//! The form of an event: what was typed, and the event that it means.

use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;

use super::super::schedule::{Event, ZONES};
use crate::limits::{ADDRESS_CHARS_MAX, NAME_CHARS_MAX, POST_CHARS_MAX};

/// What was typed.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedEvent {
    pub(super) kind: String,
    pub(super) title_en: String,
    pub(super) title_es: String,
    pub(super) about_en: String,
    pub(super) about_es: String,
    pub(super) place: String,
    pub(super) link: String,
    pub(super) day: String,
    pub(super) time: String,
    pub(super) minutes: String,
    pub(super) zone: String,
    pub(super) seats: String,
}

/// From a quarter of an hour to a day.
const MINUTES: std::ops::RangeInclusive<i64> = 15..=1_440;

/// No room and no webinar of ours holds more.
const SEATS: std::ops::RangeInclusive<i64> = 1..=10_000;

/// Nobody plans further.
const YEARS_MAX: i64 = 2;

impl TypedEvent {
    pub(super) fn read(fields: &Fields) -> Self {
        let text = |name: &str, max: usize| -> String {
            fields.get(name).replace("\r\n", "\n").chars().take(max).collect()
        };
        Self {
            kind: if fields.get("kind") == "discussion" { "discussion" } else { "event" }
                .to_owned(),
            title_en: text("title-en", NAME_CHARS_MAX),
            title_es: text("title-es", NAME_CHARS_MAX),
            about_en: text("about-en", POST_CHARS_MAX),
            about_es: text("about-es", POST_CHARS_MAX),
            place: text("place", ADDRESS_CHARS_MAX),
            link: text("link", ADDRESS_CHARS_MAX),
            day: text("day", 10),
            time: text("time", 8),
            minutes: text("minutes", 5),
            zone: text("zone", 40),
            seats: text("seats", 6),
        }
    }

    /// What the form of an event shows when it is opened.
    pub(super) fn of(event: &Event) -> Self {
        if event.id.is_empty() {
            let (minutes, seats) = ("60".to_owned(), "100".to_owned());
            let zone = ZONES.first().map_or("", |(_, zone)| zone).to_owned();
            return Self { kind: "event".to_owned(), minutes, seats, zone, ..Self::default() };
        }
        let zone = TimeZone::get(&event.zone).unwrap_or(TimeZone::UTC);
        let start = Timestamp::from_microsecond(event.starts_at).unwrap_or(Timestamp::UNIX_EPOCH);
        let start = start.to_zoned(zone);
        Self {
            kind: event.kind.clone(),
            title_en: event.title_en.clone(),
            title_es: event.title_es.clone(),
            about_en: event.about_en.clone(),
            about_es: event.about_es.clone(),
            place: event.place.clone(),
            link: event.link.clone(),
            day: start.date().to_string(),
            time: start.strftime("%H:%M").to_string(),
            minutes: ((event.ends_at - event.starts_at) / 60_000_000).to_string(),
            zone: event.zone.clone(),
            seats: event.seats.to_string(),
        }
    }

    /// The event it means, on top of what it was before; `None` where something is wrong with its time.
    pub(super) fn event(
        &self,
        before: &Event,
        now: i64,
        (frame, errors): (&Frame, &mut Errors),
    ) -> Option<Event> {
        if self.title_en.is_empty() && self.title_es.is_empty() {
            errors.add("title-en", frame.t("host-title-needed"));
        }
        if self.about_en.is_empty() && self.about_es.is_empty() {
            errors.add("about-en", frame.t("host-about-needed"));
        }
        if self.place.is_empty() && self.link.is_empty() {
            errors.add("place", frame.t("host-place-needed"));
        }
        if !self.link.is_empty() && !is_web_address(&self.link) {
            errors.add("link", frame.t("host-link-wrong"));
        }
        let seats = self.seats.parse().ok().filter(|seats| SEATS.contains(seats));
        if seats.is_none() {
            errors.add("seats", frame.t("host-seats-wrong"));
        }
        let minutes = self.minutes.parse::<i64>().ok().filter(|one| MINUTES.contains(one));
        if minutes.is_none() {
            errors.add("minutes", frame.t("host-minutes-wrong"));
        }
        let starts_at = self.starts_at();
        match starts_at {
            None => errors.add("day", frame.t("host-day-wrong")),
            Some(at) if before.starts_at != at && !is_ahead(at, now) => {
                errors.add("day", frame.t("host-day-past"));
            }
            Some(_) => {}
        }
        let (starts_at, minutes, seats) = (starts_at?, minutes?, seats?);
        Some(Event {
            kind: self.kind.clone(),
            title_en: self.title_en.clone(),
            title_es: self.title_es.clone(),
            about_en: self.about_en.clone(),
            about_es: self.about_es.clone(),
            place: self.place.clone(),
            link: self.link.clone(),
            starts_at,
            ends_at: starts_at + minutes * 60_000_000,
            zone: self.zone.clone(),
            seats,
            changed_at: now,
            ..before.clone()
        })
    }

    /// The moment: a day and a time in a zone. A time that the clock leaps over in spring is an hour later.
    fn starts_at(&self) -> Option<i64> {
        let (_, zone) = ZONES.iter().find(|(_, zone)| *zone == self.zone)?;
        let (day, time) = (self.day.parse::<Date>().ok()?, self.time.parse::<Time>().ok()?);
        let moment = day.to_datetime(time).to_zoned(TimeZone::get(zone).ok()?).ok()?;
        Some(moment.timestamp().as_microsecond())
    }
}

/// Whether a moment lies ahead, and not further than anybody plans.
fn is_ahead(at: i64, now: i64) -> bool {
    let days = |days: i64| days * 24 * 60 * 60 * 1_000_000;
    at > now && at < now + days(366 * YEARS_MAX)
}

/// An encrypted web address that says nothing of a user.
fn is_web_address(text: &str) -> bool {
    let read = url::Url::parse(text).ok();
    read.is_some_and(|url| {
        url.scheme() == "https" && url.host_str().is_some() && url.username().is_empty()
    })
}

/// What staff look at.
pub(super) fn words_of(event: &Event) -> [&str; 6] {
    let place = [event.place.as_str(), event.link.as_str()];
    let [place, link] = place;
    [&event.title_en, &event.title_es, &event.about_en, &event.about_es, place, link]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(day: &str, time: &str, zone: &str) -> TypedEvent {
        let (day, time, zone) = (day.to_owned(), time.to_owned(), zone.to_owned());
        TypedEvent { day, time, zone, ..TypedEvent::default() }
    }

    fn moment(text: &str) -> Option<i64> {
        text.parse::<Timestamp>().ok().map(Timestamp::as_microsecond)
    }

    #[test]
    fn a_time_is_that_of_its_zone_in_winter_and_in_summer() {
        let new_york = |day: &str| typed(day, "13:00", "America/New_York").starts_at();
        assert_eq!(new_york("2027-01-12"), moment("2027-01-12T18:00:00Z"));
        assert_eq!(new_york("2027-07-12"), moment("2027-07-12T17:00:00Z"));
        let phoenix = typed("2027-07-12", "13:00", "America/Phoenix").starts_at();
        assert_eq!(phoenix, moment("2027-07-12T20:00:00Z"));
        // On March 14 there is no half past two.
        let leap = typed("2027-03-14", "02:30", "America/New_York").starts_at();
        assert_eq!(leap, moment("2027-03-14T07:30:00Z"));
    }

    #[test]
    fn a_day_or_zone_that_is_none_is_no_moment() {
        assert_eq!(typed("2027-02-30", "13:00", "America/New_York").starts_at(), None);
        assert_eq!(typed("2027-02-03", "25:00", "America/New_York").starts_at(), None);
        assert_eq!(typed("2027-02-03", "13:00", "Mars/Olympus").starts_at(), None);
    }

    #[test]
    fn a_link_is_an_encrypted_web_address() {
        assert!(is_web_address("https://meet.example/room?x=1"));
        for wrong in
            ["http://meet.example/", "javascript:alert(1)", "https://a:b@meet.example/", "x"]
        {
            assert!(!is_web_address(wrong), "{wrong}");
        }
    }
}
