//! What is under way in the demo: pledges, posts and reports that wait for staff, who comes to which event, two
//! members who write to each other.

use bluebutton_crypto::hash::sha256;
use bluebutton_store::StoreError;
use bluebutton_store::hub::{HubTx, Value};

use super::organizations::kind_of;
use super::voices::Voice;
use super::{calendar, community};
use crate::callers::hex;
use crate::community::board::{self, Post};
use crate::community::schedule::{self, Event};
use crate::developers::apps;
use crate::members::talks;
use crate::services::Services;
use crate::signing::draft::{self, Draft};
use crate::staff::slug;

const DAY: i64 = 24 * 60 * 60 * 1_000_000;

/// Somebody who signed.
struct Signer {
    name: &'static str,
    /// Fields of the form besides the name, with their values.
    fields: &'static [(&'static str, &'static str)],
    /// How the domain was proven.
    proof: &'static str,
    days_ago: i64,
    /// `confirmed`, `approved`, `refused`
    standing: &'static str,
    reason: &'static str,
}

/// Fills all of it in.
pub(super) fn fill(
    tx: &mut HubTx<'_, '_>,
    guests: &[[Value; 7]],
    now: i64,
) -> Result<(), StoreError> {
    for signer in SIGNERS {
        signer.put(tx, now)?;
    }
    for guest in guests {
        tx.execute(GUEST, guest)?;
    }
    for voice in WAITING {
        board::put(tx, &voice.post("waiting", now))?;
    }
    board::put(tx, &practice(now))?;
    schedule::put(tx, &webinar(now))?;
    let about = "Counts your steps and writes them into your record, if you let it.";
    apps::put(tx, &community::app(now, "step-counter", ("Step Counter", about), "waiting"))?;
    for (what, why, days_ago) in REPORTS {
        let who = sha256(format!("demo report {what} {why}").as_bytes()).to_vec();
        board::mark(tx, (what, "report"), (&who, why, now - days_ago * DAY))?;
    }
    let (from, to) = ("harbor-steps", "bayou-community-health");
    let talk = "demo-kitchen-wall";
    let about = "A list of medicines for the kitchen wall";
    talks::begin(tx, (talk, about, now - 6 * DAY), (from, "pledge@harbor-steps.example", to))?;
    for (by, days_ago, body) in LETTERS {
        talks::write(tx, talk, (by, body, now - days_ago * DAY))?;
    }
    Ok(())
}

impl Signer {
    fn put(&self, tx: &mut HubTx<'_, '_>, now: i64) -> Result<(), StoreError> {
        let fields = [("name", self.name), ("language", "en"), ("agree", "yes")];
        let mut draft = Draft {
            id: hex(&sha256(format!("demo signer {}", self.name).as_bytes())),
            standing: self.standing.to_owned(),
            word: "demo".to_owned(),
            proof: self.proof.to_owned(),
            reason: self.reason.to_owned(),
            org_id: (self.standing == "approved").then(|| slug(self.name)),
            ..Draft::default()
        };
        let all = fields.iter().chain(self.fields);
        draft.take(all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        draft::put(tx, &draft, now - self.days_ago * DAY)?;
        if self.standing == "refused" {
            tx.happened("refused", self.name)?;
        }
        Ok(())
    }
}

/// Who comes to the demo's events: rows of [`GUEST`].
pub(super) fn guests(services: &Services, now: i64) -> Vec<[Value; 7]> {
    const FIRST: [&str; 11] =
        ["Ida", "Omar", "June", "Luis", "Priya", "Walt", "Hana", "Theo", "Rosa", "Kofi", "Mei"];
    const LAST: [&str; 7] = ["Abbott", "Diaz", "Moreau", "Nakai", "Ortiz", "Sand", "Yilmaz"];
    let mut all = Vec::new();
    for (event, standing, count, days_ago) in GUESTS {
        let names = FIRST.iter().cycle().zip(LAST.iter().cycle());
        for (number, (first, last)) in (0..count).zip(names) {
            let email = format!("{standing}{number}@guests.example");
            let name = format!("{first} {last}");
            let who = services.hub.keyed("guest", &email);
            let language = if number % 4 == 0 { "es" } else { "en" };
            let at = now - days_ago * DAY + number * 1_000_000;
            all.push([
                slug(event).into(),
                who.into(),
                name.into(),
                email.into(),
                language.into(),
                standing.into(),
                at.into(),
            ]);
        }
    }
    all
}

fn practice(now: i64) -> Post {
    let by = "Bayou Community Health";
    Post {
        id: "demo-first-page-aloud".to_owned(),
        kind: "practice".to_owned(),
        org_id: slug(by),
        author: by.to_owned(),
        language: "en".to_owned(),
        title: "We read the first page aloud".to_owned(),
        body: "The problem: many of our patients don’t read well, and would not say so.\n\nWhat we did: \
            at the end of each visit somebody reads the first page of the summary aloud, with the \
            patient’s own phone in hand.\n\nThe result: seven of ten open it again at home."
            .to_owned(),
        tags: kind_of(by).to_owned(),
        standing: "waiting".to_owned(),
        made_at: now - 2 * DAY,
        changed_at: now - 2 * DAY,
        ..Post::default()
    }
}

fn webinar(now: i64) -> Event {
    const HOUR: i64 = 60 * 60 * 1_000_000;
    let zone = "America/Chicago";
    let in_three_weeks = now - now.rem_euclid(DAY) + 20 * DAY + 18 * HOUR;
    let starts_at = calendar::moved(in_three_weeks, zone, (true, false));
    Event {
        id: "demo-your-claims-in-plain-words".to_owned(),
        kind: "event".to_owned(),
        standing: "waiting".to_owned(),
        org_id: slug("Gulf Coast Health Plan"),
        title_en: "Your claims in plain words".to_owned(),
        title_es: "Sus reclamos en palabras claras".to_owned(),
        about_en: "We go through five claims line by line: what was billed, what we paid, what is \
            yours to pay."
            .to_owned(),
        about_es: "Repasamos cinco reclamos línea por línea: qué se facturó, qué pagamos y qué le \
            toca pagar a usted."
            .to_owned(),
        link: "https://meet.gulf-coast-health-plan.example/claims".to_owned(),
        starts_at,
        ends_at: starts_at + HOUR,
        zone: zone.to_owned(),
        seats: 50,
        changed_at: now - DAY,
        ..Event::default()
    }
}

const SIGNERS: &[Signer] = &[
    Signer {
        name: "Chart Buddy",
        fields: &[
            ("pledge", "ecosystem"),
            ("category", "app"),
            ("url", "https://chart-buddy.example/"),
            ("about", "Free for everybody, paid for by advertising."),
            ("contact", "Sam Reed"),
            ("email", "sam@chart-buddy-mail.example"),
        ],
        proof: "",
        days_ago: 8,
        standing: "confirmed",
        reason: "",
    },
    Signer {
        name: "Delta Truckers Association",
        fields: &[
            ("pledge", "blue-button"),
            ("category", "association"),
            ("url", "https://delta-truckers.example/"),
            ("city", "Memphis"),
            ("region", "TN"),
            ("zip", "38103"),
            ("phone", "+1 555 0171"),
            ("about", "4,200 drivers in three states, away from home most nights."),
            ("contact", "Loretta Hines"),
            ("email", "loretta@drivers-mail.example"),
            ("promise-message", "yes"),
            ("promise-plans", "yes"),
            ("target-plans", "2027-06"),
        ],
        proof: "name",
        days_ago: 5,
        standing: "confirmed",
        reason: "",
    },
    Signer {
        name: "Lakeside Eye Center",
        fields: &[
            ("pledge", "blue-button"),
            ("category", "provider"),
            ("url", "https://lakeside-eye-center.example/"),
            ("city", "Riverside"),
            ("region", "CA"),
            ("zip", "92506"),
            ("contact", "Dana Wu"),
            ("email", "danawu@freemail.example"),
            ("address-portal", "https://records.lakeside-eye-center.example/"),
        ],
        proof: "",
        days_ago: 3,
        standing: "confirmed",
        reason: "",
    },
    Signer {
        name: "Blue Ridge Health Plan",
        fields: &[
            ("pledge", "blue-button"),
            ("category", "payer"),
            ("url", "https://blue-ridge-plan.example/"),
            ("street", "88 Haywood Road"),
            ("city", "Asheville"),
            ("region", "NC"),
            ("zip", "28806"),
            ("phone", "+1 555 0144"),
            ("about", "A health plan with 96,000 members in the mountains."),
            ("contact", "Grace Whitfield"),
            ("email", "grace@blue-ridge-plan.example"),
            ("promise-apps", "yes"),
            ("promise-published", "yes"),
            ("target-published", "2027-03"),
            ("address-portal", "https://my.blue-ridge-plan.example/"),
            ("address-fhir", "https://fhir.blue-ridge-plan.example/r4"),
            ("how-en", "Sign in at my.blue-ridge-plan.example.\nChoose My claims, then Download."),
        ],
        proof: "file",
        days_ago: 1,
        standing: "confirmed",
        reason: "",
    },
    Signer {
        name: "Foothill Pediatrics",
        fields: &[
            ("pledge", "blue-button"),
            ("category", "provider"),
            ("url", "https://foothill-pediatrics.example/"),
            ("city", "Boise"),
            ("region", "ID"),
            ("zip", "83702"),
            ("about", "Four doctors for children, and a nurse who speaks Basque."),
            ("contact", "Miren Etxeberria"),
            ("email", "office@foothill-pediatrics.example"),
            ("target-timely", "2027-06"),
            ("address-portal", "https://records.foothill-pediatrics.example/"),
        ],
        proof: "mail",
        days_ago: 0,
        standing: "confirmed",
        reason: "",
    },
    Signer {
        name: "Miracle Record Finder",
        fields: &[
            ("pledge", "blue-button"),
            ("category", "developer"),
            ("url", "https://miracle-record-finder.example/"),
            ("contact", "M. Finder"),
            ("email", "info@miracle-record-finder.example"),
        ],
        proof: "mail",
        days_ago: 12,
        standing: "refused",
        reason: "The page at your address sells supplements and says nothing about records. Sign \
            again when it says what you do.",
    },
    Signer {
        name: "Rio Grande Family Health",
        fields: &[
            ("pledge", "blue-button"),
            ("category", "provider"),
            ("url", "https://rio-grande-family-health.example/"),
            ("city", "El Paso"),
            ("region", "TX"),
            ("contact", "Jordan Mills"),
            ("email", "pledge@rio-grande-family-health.example"),
        ],
        proof: "mail",
        days_ago: 2,
        standing: "approved",
        reason: "Called the number on their page.",
    },
];

const WAITING: &[Voice] = &[
    Voice {
        id: "demo-idea-waiting-room",
        kind: "idea",
        under: "How could our people use their records?",
        by: "Lena",
        language: "en",
        days_ago: 1,
        body: "A reminder a day before a shot is due, for my kids, too.",
        outcome: ("", ""),
        votes: 0,
    },
    Voice {
        id: "demo-reply-form",
        kind: "reply",
        under: "Who writes the Direct certificate into your DNS?",
        by: "Granite State Lab",
        language: "en",
        days_ago: 0,
        body: "We wrote a one-page form for our domain company. Write to us and we send it to you.",
        outcome: ("", ""),
        votes: 0,
    },
];

/// What was reported, why, and how many days ago.
const REPORTS: [(&str, &str, i64); 3] = [
    ("reply-half-price", "This is an advertisement.", 2),
    ("reply-half-price", "The same line stands under other posts.", 1),
    ("pocket-record", "The privacy page does not open.", 1),
];

const LETTERS: [(&str, i64, &str); 3] = [
    (
        "harbor-steps",
        6,
        "You wrote about the tablet in your waiting room. Would ten of your patients try our list \
        for the kitchen wall in January? We bring the printer.",
    ),
    ("bayou-community-health", 5, "Gladly, on a Tuesday. Half of them read Spanish. Is it ready?"),
    ("harbor-steps", 4, "It is. I send you a sample this week."),
];

/// Which event, how its guests stand, how many, and how many days ago they asked.
const GUESTS: [(&str, &str, i64, i64); 6] = [
    ("How we give teens their record", "in", 38, 9),
    ("Ask for your records: an evening at the library", "in", 40, 8),
    ("Ask for your records: an evening at the library", "waiting", 3, 2),
    ("What a brand bundle is, and how to publish one", "in", 22, 5),
    ("From portal to plain words", "came", 86, 30),
    ("What would help you see your own record?", "came", 41, 60),
];

const GUEST: &str = "
    insert into hub_guest (event_id, who, name, email, language, standing, made_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    on conflict (event_id, who) do nothing";
