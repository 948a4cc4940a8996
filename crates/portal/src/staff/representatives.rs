//! `/staff/patients/{key}/people`: who acts for a patient by law, and whom a court keeps out. The office
//! that enters them reads it with their papers; the front desk hands over codes from the patient's card.
//!
//! Law: 45 CFR 164.502(g), 164.514(h).

pub(crate) mod entry;
pub(crate) mod orders;

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::{Language, PatientKey};
use bluebutton_store::StoreError;
use bluebutton_store::access::orders::{CourtOrder, MaybeMeant};
use bluebutton_store::accounts::Representative;
use jiff::Timestamp;

use crate::people::held::{HeldLine, held};
use crate::record::file::download;
use crate::services::Services;
use crate::staff::patients::card;
use bluebutton_web::duty::{Invite, KeepRepresentatives, OnDuty};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake_by;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "staff/representatives.html")]
struct RepresentativesPage {
    frame: Frame,
    errors: Errors,
    patient: String,
    name: String,
    present: Vec<RepresentativeView>,
    past: Vec<RepresentativeView>,
    orders: Vec<OrderView>,
    /// Whether two of them quarrel: neither is to be told of the other.
    is_contested: bool,
    /// What was just done.
    notice: Option<String>,
}

/// Somebody who acts or acted for a patient.
struct RepresentativeView {
    id: String,
    name: String,
    authority: String,
    law: &'static str,
    /// What is known of them and of their right, line by line.
    held: Vec<HeldLine>,
    /// Where it stands.
    standing: String,
    paper: Option<String>,
    is_on_hold: bool,
    can_be_given_back: bool,
}

/// A court's order.
struct OrderView {
    id: String,
    name: String,
    held: Vec<HeldLine>,
    paper: Option<String>,
    holds: bool,
    maybe_meant: Vec<MaybeMeantView>,
    /// Others of the name who have not come yet: name, and how the office knows.
    awaited: Vec<(String, String)>,
}

/// Somebody of that name who is or was let in.
struct MaybeMeantView {
    grant: String,
    name: String,
    /// That the office told them apart, and how it knows.
    spared: Option<String>,
    can_be_spared: bool,
}

#[derive(Template)]
#[template(path = "staff/representative-code.html")]
struct RepresentativeCodePage {
    frame: Frame,
    /// In English and in Spanish: who hands it over may not know which one is read.
    letters: [Frame; 2],
    patient: String,
    name: String,
    /// What it is for and what will be asked, as messages: somebody who acts by law, or was let in and told
    /// apart from whom a court keeps out.
    text: &'static str,
    ask: &'static str,
    code: String,
    address: String,
    ends: Timestamp,
}

/// What was just done: the word in the address, and the message.
const NOTICES: [(&str, &str); 8] = [
    ("entered", "representative-done-entered"),
    ("ended", "representative-done-ended"),
    ("given-back", "representative-done-given-back"),
    ("confirmed", "representative-done-confirmed"),
    ("order-ended", "order-done-ended"),
    ("order", "order-done"),
    ("spared", "order-done-spared"),
    ("awaited", "order-done-awaited"),
];

/// What the office does about somebody whom it entered.
enum RepresentativeDeed {
    End,
    GiveBack,
    /// The birth date has changed, and the office has looked at it.
    Confirm,
}

impl RepresentativeDeed {
    /// The one of a word in an address, and the word that tells that it was done.
    fn parse(word: &str) -> Option<(Self, &'static str)> {
        Some(match word {
            "end" => (Self::End, "ended"),
            "give-back" => (Self::GiveBack, "given-back"),
            "confirm" => (Self::Confirm, "confirmed"),
            _ => return None,
        })
    }
}

/// `GET /staff/patients/{key}/people`
pub(crate) async fn list(
    State(services): State<Services>,
    clerk: OnDuty<KeepRepresentatives>,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let done = fields.get("done").to_owned();
    let count = fields.get("count").parse().unwrap_or(0);
    list_page(&services, &clerk, &key, (Errors::none(), Some((done, count)))).await
}

/// `POST /staff/patients/{key}/people/{id}/{deed}`: `end`, `give-back`, `confirm`.
pub(crate) async fn alter(
    State(services): State<Services>,
    Path((key, id, deed)): Path<(String, String, String)>,
    SafeForm(clerk, _): SafeForm<OnDuty<KeepRepresentatives>>,
) -> Answer {
    let (deed, word) = RepresentativeDeed::parse(&deed).ok_or_else(Problem::not_found)?;
    let (patient, one) = one_of(&services, &clerk, &key, &id).await?;
    let (accounts, who) = (services.store.accounts(), clerk.who());
    let done = match deed {
        RepresentativeDeed::End => accounts.end_representative(&who, &patient, &one).await,
        RepresentativeDeed::GiveBack => {
            accounts.give_representative_back(&who, &patient, &one).await
        }
        RepresentativeDeed::Confirm => accounts.confirm_representative(&who, &patient, &one).await,
    };
    after(&services, &clerk, &key, (done, word)).await
}

/// `POST /staff/patients/{key}/people/{id}/code`: the letter with the code, for whoever hands it over.
pub(crate) async fn code(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(clerk, _): SafeForm<OnDuty<Invite>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let (accounts, who) = (services.store.accounts(), clerk.who());
    let expected = accounts.expected(&who, &patient).await?;
    let one = expected.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    let (code, ends) = accounts.representative_code(&who, &patient, &one).await?;
    let frame = clerk.frame();
    let (text, ask) = match one.authority {
        Some(_) => ("representative-letter-text", "representative-letter-ask"),
        None => ("namesake-letter-text", "namesake-letter-ask"),
    };
    page(&RepresentativeCodePage {
        letters: Language::ALL.map(|language| frame.in_language(language)),
        patient: key,
        name: one.name,
        text,
        ask,
        code,
        address: format!("{}/invitation", services.site.address.trim_end_matches('/')),
        ends,
        frame,
    })
}

/// `GET /staff/patients/{key}/papers/{id}`: the paper as it was scanned; the trail says who opened it.
pub(crate) async fn paper(
    State(services): State<Services>,
    clerk: OnDuty<KeepRepresentatives>,
    Path((key, id)): Path<(String, String)>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let paper = services.store.access().office_paper(&clerk.who(), &patient, &id).await?;
    let ending = match paper.media_type.as_str() {
        "application/pdf" => "pdf",
        "image/jpeg" => "jpg",
        "image/png" => "png",
        _ => "txt",
    };
    Ok(download(&format!("paper.{ending}"), &paper.media_type, paper.bytes.to_vec()))
}

/// The page again, with what stood in the way.
async fn after(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
    (done, word): (Result<(), StoreError>, &str),
) -> Answer {
    let Err(error) = done else {
        return Ok(go_to(&format!("/staff/patients/{key}/people?done={word}")));
    };
    let errors = mistake_by(error, |why| {
        let (.., message) = entry::TROUBLES.iter().find(|(name, ..)| *name == why)?;
        Some(Errors::one("main", clerk.frame().t(message)))
    })?;
    list_page(services, clerk, key, (errors, None)).await
}

async fn list_page(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
    (errors, done): (Errors, Option<(String, usize)>),
) -> Answer {
    let (card, frame, who) = (card(services, clerk, key).await?, clerk.frame(), clerk.who());
    let all = services.store.accounts().representatives(&who, &card.patient).await?;
    let orders = services.store.access().orders(&who, &card.patient).await?;
    let is_present = |one: &&Representative| one.ended.is_none() && !one.is_over;
    let (present, past): (Vec<_>, Vec<_>) = all.iter().partition(is_present);
    let view = |one: &Representative| RepresentativeView::of(&frame, services, one);
    let notice = done.and_then(|(word, count)| {
        let known = NOTICES.into_iter().find(|(own, _)| *own == word)?.1;
        Some(frame.tn(known, "count", count))
    });
    page(&RepresentativesPage {
        is_contested: present.iter().any(|one| one.is_contested),
        present: present.into_iter().map(view).collect(),
        past: past.into_iter().map(view).collect(),
        orders: orders.iter().map(|order| OrderView::of(&frame, order)).collect(),
        patient: card.patient.to_string(),
        name: card.name,
        notice,
        errors,
        frame,
    })
}

async fn one_of(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
    id: &str,
) -> Result<(PatientKey, Representative), Problem> {
    let patient = PatientKey::parse(key).ok_or_else(Problem::not_found)?;
    let all = services.store.accounts().representatives(&clerk.who(), &patient).await?;
    let one = all.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    Ok((patient, one))
}

impl RepresentativeView {
    fn of(frame: &Frame, services: &Services, one: &Representative) -> Self {
        let line = |id: &str, text: String| HeldLine { label: frame.t(id).into_owned(), text };
        let mut lines = vec![line("representative-identity", one.identity.clone())];
        let topics = services.store.topics();
        lines.extend(held(&one.terms, (one.from, one.until), &topics, frame.words()));
        if one.is_of_teen {
            lines.push(line(
                "representative-teen",
                frame.t("representative-teen-text").into_owned(),
            ));
        }
        if !one.note.is_empty() {
            lines.push(line("representative-note", one.note.clone()));
        }
        lines.push(line(
            "representative-entered",
            by_and_day(frame, one.by.as_deref(), &one.entered),
        ));
        Self {
            id: one.id.clone(),
            name: one.name.clone(),
            authority: frame.t(&format!("authority-{}", one.authority.slug())).into_owned(),
            law: one.authority.paragraph(),
            held: lines,
            standing: standing(frame, one),
            paper: one.paper.clone(),
            is_on_hold: one.is_on_hold,
            can_be_given_back: one.ended.is_some() && !one.is_over,
        }
    }
}

/// Where it stands: waits for a code, holds, waits for the office, is over.
fn standing(frame: &Frame, one: &Representative) -> String {
    match (one.ended, one.until, one.accepted) {
        (Some(ended), ..) => frame.t1("people-ended", "date", frame.day_of(&ended)),
        (None, Some(until), _) if one.is_over => {
            frame.t1("people-ran-out", "date", frame.day(&until))
        }
        _ if one.is_on_hold => frame.t("representative-on-hold").into_owned(),
        (.., Some(since)) => frame.t1("people-since", "date", frame.day_of(&since)),
        _ => frame.t("representative-waits").into_owned(),
    }
}

impl OrderView {
    fn of(frame: &Frame, order: &CourtOrder) -> Self {
        let line = |id: &str, text: String| HeldLine { label: frame.t(id).into_owned(), text };
        let until = match (order.ended, order.until) {
            (Some(ended), _) => frame.t1("order-ended-on", "date", frame.day_of(&ended)),
            (None, Some(until)) => frame.t1("people-until", "date", frame.day(&until)),
            (None, None) => frame.t("order-no-end").into_owned(),
        };
        Self {
            id: order.id.clone(),
            name: order.name.clone(),
            held: vec![
                line("order-note", order.note.clone()),
                line("held-when", until),
                line(
                    "representative-entered",
                    by_and_day(frame, order.by.as_deref(), &order.since),
                ),
            ],
            paper: order.paper.clone(),
            holds: order.holds,
            maybe_meant: order.maybe_meant.iter().map(|one| meant(frame, order, one)).collect(),
            awaited: order
                .awaited
                .iter()
                .map(|one| (one.name.clone(), known(frame, (&one.why, &one.by))))
                .collect(),
        }
    }
}

fn meant(frame: &Frame, order: &CourtOrder, one: &MaybeMeant) -> MaybeMeantView {
    let spared = one.spared.as_ref();
    MaybeMeantView {
        grant: one.grant.clone(),
        name: one.name.clone(),
        spared: spared.map(|(why, by)| known(frame, (why, by))),
        can_be_spared: order.holds && one.has_account && spared.is_none(),
    }
}

/// "Someone else: born in 1950, passport (Nora Quinn)"
fn known(frame: &Frame, (why, by): (&String, &Option<String>)) -> String {
    let by = by.clone().unwrap_or_else(|| frame.t("withheld-at-the-server").into_owned());
    frame.t2("order-spared", "why", why.clone(), "by", by)
}

/// "Nora Quinn, May 3, 2026"
fn by_and_day(frame: &Frame, by: Option<&str>, at: &Timestamp) -> String {
    let by = by.map_or_else(|| frame.t("withheld-at-the-server"), |by| by.to_owned().into());
    format!("{by}, {}", frame.day_of(at))
}
