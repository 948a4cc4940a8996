//! Webinars, meetings and public discussions as they are kept: when, where, how many seats.

use bluebutton_record::fold::fold;
use bluebutton_record::{FhirDate, Language, Words};
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Row, Value};
use bluebutton_web::Frame;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::board::patterns;

/// A webinar or a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// `event`, or `discussion`: then what was agreed is kept, and what became of it.
    pub(crate) kind: String,
    /// `waiting`, `shown`, `hidden`; `off` where whoever made it called it off.
    pub(crate) standing: String,
    /// Who made it; empty where the hub's staff did.
    pub(crate) org_id: String,
    pub(crate) title_en: String,
    pub(crate) title_es: String,
    pub(crate) about_en: String,
    pub(crate) about_es: String,
    /// Where people meet; empty where it is on the web.
    pub(crate) place: String,
    /// Where it is on the web: told to whoever registered.
    pub(crate) link: String,
    /// Microseconds since 1970.
    pub(crate) starts_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) zone: String,
    pub(crate) seats: i64,
    /// Recording, slides and notes, one address or sentence a line.
    pub(crate) afterwards: String,
    pub(crate) changed_at: i64,
    /// How many have a seat; of one that is over, how many came.
    pub(crate) taken: i64,
}

/// Zones of an event that somebody makes: the states and Puerto Rico. Their names are the messages `zone-…`.
pub(crate) const ZONES: [(&str, &str); 8] = [
    ("eastern", "America/New_York"),
    ("central", "America/Chicago"),
    ("mountain", "America/Denver"),
    ("arizona", "America/Phoenix"),
    ("pacific", "America/Los_Angeles"),
    ("alaska", "America/Anchorage"),
    ("hawaii", "Pacific/Honolulu"),
    ("puerto-rico", "America/Puerto_Rico"),
];

const MAINLAND: [&str; 4] =
    ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"];

impl Event {
    fn of(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.get(0)?,
            org_id: row.get(1)?,
            title_en: row.get(2)?,
            title_es: row.get(3)?,
            about_en: row.get(4)?,
            about_es: row.get(5)?,
            place: row.get(6)?,
            link: row.get(7)?,
            starts_at: row.get(8)?,
            ends_at: row.get(9)?,
            zone: row.get(10)?,
            seats: row.get(11)?,
            afterwards: row.get(12)?,
            changed_at: row.get(13)?,
            taken: row.get(14)?,
            kind: row.get(15)?,
            standing: row.get(16)?,
        })
    }

    /// Its title in a language; in the other where it has none.
    pub(crate) fn title(&self, language: Language) -> &str {
        either(language, &self.title_en, &self.title_es)
    }

    /// What it is about.
    pub(crate) fn about(&self, language: Language) -> &str {
        either(language, &self.about_en, &self.about_es)
    }

    /// When, in its own zone: "December 3, 2026, 1:00 PM EST".
    pub(crate) fn when(&self, frame: &Frame) -> String {
        when(frame.words(), self)
    }

    /// The same moment in the zones of the mainland, for what people join from anywhere:
    /// "10:00 AM PST, 11:00 AM MST, …".
    pub(crate) fn elsewhere(&self, frame: &Frame) -> Option<String> {
        let times = MAINLAND.map(|zone| time_there(frame.words(), self.starts_at, zone));
        self.place.is_empty().then(|| times.join(", "))
    }

    /// Whether anybody may see it: looked at by staff, also where it was called off since.
    pub(crate) fn is_public(&self) -> bool {
        ["shown", "off"].contains(&self.standing.as_str())
    }

    /// Seats that are left.
    pub(crate) fn left(&self) -> i64 {
        (self.seats - self.taken).max(0)
    }
}

fn either<'t>(language: Language, english: &'t str, spanish: &'t str) -> &'t str {
    match language {
        Language::Spanish if !spanish.is_empty() => spanish,
        _ if english.is_empty() => spanish,
        _ => english,
    }
}

/// When it is, in the zone of the event: people in several zones meet there.
pub(crate) fn when(words: &Words, event: &Event) -> String {
    let there = there(event.starts_at, &event.zone);
    let date = words.date(&FhirDate::day(there.date()));
    let short = there.strftime("%Z").to_string();
    let time = clock(words, &there);
    words.with(
        "date-and-time",
        &[("date", date.into()), ("time", time.into()), ("zone", short.into())],
    )
}

fn there(at: i64, zone: &str) -> Zoned {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    Timestamp::from_microsecond(at).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone)
}

fn clock(words: &Words, there: &Zoned) -> String {
    words.time(there.hour(), there.minute())
}

fn time_there(words: &Words, at: i64, zone: &str) -> String {
    let there = there(at, zone);
    format!("{} {}", clock(words, &there), there.strftime("%Z"))
}

/// Events that are not over, the next first.
pub(crate) fn coming(
    tx: &mut HubTx<'_, '_>,
    now: i64,
    count: i64,
) -> Result<Vec<Event>, StoreError> {
    tx.query(COMING, &[now.into(), count.into()])?.iter().map(Event::of).collect()
}

/// What a calendar that is subscribed to gets: what is coming, and what was called off.
pub(crate) fn in_calendar(tx: &mut HubTx<'_, '_>, now: i64) -> Result<Vec<Event>, StoreError> {
    tx.query(IN_CALENDAR, &[now.into()])?.iter().map(Event::of).collect()
}

/// Events that are over, the newest first.
pub(crate) fn past(tx: &mut HubTx<'_, '_>, now: i64) -> Result<Vec<Event>, StoreError> {
    tx.query(PAST, &[now.into(), 25.into()])?.iter().map(Event::of).collect()
}

/// Events that a member made, the newest first.
pub(crate) fn of_org(
    tx: &mut HubTx<'_, '_>,
    (org_id, now): (&str, i64),
) -> Result<Vec<Event>, StoreError> {
    tx.query(OF_ORG, &[org_id.into(), now.into()])?.iter().map(Event::of).collect()
}

/// Events that wait for staff to look at them.
pub(crate) fn waiting(tx: &mut HubTx<'_, '_>) -> Result<Vec<Event>, StoreError> {
    tx.query(WAITING, &[])?.iter().map(Event::of).collect()
}

/// Events with all of these words, the newest first.
pub(crate) fn find(tx: &mut HubTx<'_, '_>, words: &[String]) -> Result<Vec<Event>, StoreError> {
    tx.query(FIND, &patterns(words))?.iter().map(Event::of).collect()
}

/// One of them.
pub(crate) fn get(tx: &mut HubTx<'_, '_>, id: &str) -> Result<Option<Event>, StoreError> {
    tx.first(ONE, &[id.into()])?.as_ref().map(Event::of).transpose()
}

/// Adds or changes one.
pub(crate) fn put(tx: &mut HubTx<'_, '_>, event: &Event) -> Result<(), StoreError> {
    let text = |text: &str| Value::from(text);
    let values = [
        text(&event.id),
        text(&event.org_id),
        text(&event.title_en),
        text(&event.title_es),
        text(&event.about_en),
        text(&event.about_es),
        text(&event.place),
        text(&event.link),
        event.starts_at.into(),
        event.ends_at.into(),
        text(&event.zone),
        event.seats.into(),
        text(&event.afterwards),
        event.changed_at.into(),
        text(&event.kind),
        text(&event.standing),
        fold(
            &[&event.title_en, &event.title_es, &event.about_en, &event.about_es]
                .map(std::string::String::as_str)
                .join(" "),
        )
        .into(),
    ];
    tx.execute(PUT, &values).map(|_| ())
}

const COMING: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        (select count(*) from hub_guest g where g.event_id = e.event_id and g.standing = 'in'),
        e.kind, e.standing
    from hub_event e
    where e.standing = 'shown' and e.ends_at >= $1
    order by e.starts_at, e.event_id
    limit $2";

const IN_CALENDAR: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        0,
        e.kind, e.standing
    from hub_event e
    where e.standing in ('shown', 'off') and e.ends_at >= $1
    order by e.starts_at, e.event_id
    limit 200";

const PAST: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        (select count(*) from hub_guest g where g.event_id = e.event_id and g.standing = 'came'),
        e.kind, e.standing
    from hub_event e
    where e.standing = 'shown' and e.ends_at < $1
    order by e.ends_at desc, e.event_id desc
    limit $2";

const ONE: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        (select count(*) from hub_guest g where g.event_id = e.event_id and g.standing = 'in'),
        e.kind, e.standing
    from hub_event e
    where e.event_id = $1";

const PUT: &str = "
    insert into hub_event (event_id, org_id, title_en, title_es, about_en, about_es, place, link,
        starts_at, ends_at, zone, seats, afterwards, changed_at, kind, standing,
        folded)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    on conflict (event_id)
    do update set title_en = excluded.title_en, title_es = excluded.title_es,
        about_en = excluded.about_en, about_es = excluded.about_es, place = excluded.place,
        link = excluded.link, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
        zone = excluded.zone, seats = excluded.seats, afterwards = excluded.afterwards,
        changed_at = excluded.changed_at, kind = excluded.kind, standing = excluded.standing,
        folded = excluded.folded";

const OF_ORG: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        (select count(*) from hub_guest g where g.event_id = e.event_id
            and g.standing = case when e.ends_at < $2 then 'came' else 'in' end),
        e.kind, e.standing
    from hub_event e
    where e.org_id = $1
    order by e.starts_at desc, e.event_id
    limit 100";

const FIND: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        0,
        e.kind, e.standing
    from hub_event e
    where e.standing = 'shown' and e.folded like $1 and e.folded like $2 and e.folded like $3
        and e.folded like $4
    order by e.starts_at desc, e.event_id
    limit 25";

const WAITING: &str = "
    select e.event_id, e.org_id, e.title_en, e.title_es, e.about_en, e.about_es, e.place, e.link,
        e.starts_at, e.ends_at, e.zone, e.seats, e.afterwards, e.changed_at,
        0,
        e.kind, e.standing
    from hub_event e
    where e.standing = 'waiting'
    order by e.changed_at, e.event_id
    limit 100";
