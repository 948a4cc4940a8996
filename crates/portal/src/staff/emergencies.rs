//! Emergency access: `/staff/patients/{key}/emergency` opens a record with a reason and for a while,
//! `/staff/emergencies` is where the privacy officer judges it afterwards.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::{Office, Offices, PatientKey};
use bluebutton_store::StoreError;
use bluebutton_store::access::Emergency;
use bluebutton_store::patients::PatientCard;

use super::account_line::office_word;
use super::patients::card;
use crate::services::Services;
use bluebutton_web::duty::{OnDuty, OpenInEmergency, ReviewEmergencies};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::paging::{Pager, Turned};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

/// Emergencies on one page.
const PER_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "staff/emergency.html")]
struct OpenPage {
    frame: Frame,
    errors: Errors,
    card: PatientCard,
    why: String,
}

#[derive(Template)]
#[template(path = "staff/emergencies.html")]
struct EmergenciesPage {
    frame: Frame,
    errors: Errors,
    lines: Vec<EmergencyLine>,
    is_reviewed: bool,
    is_done: bool,
    pager: Pager,
}

/// One in words.
struct EmergencyLine {
    patient: String,
    id: String,
    name: String,
    by: String,
    offices: String,
    reason: String,
    from: String,
    until: String,
    review: Option<(&'static str, String)>,
}

/// `GET /staff/patients/{key}/emergency`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<OpenInEmergency>,
    Path(key): Path<String>,
) -> Answer {
    let card = card(&services, &clerk, &key).await?;
    let (errors, why) = (Errors::none(), String::new());
    page(&OpenPage { frame: clerk.frame(), errors, card, why })
}

/// `POST /staff/patients/{key}/emergency`
pub(crate) async fn open(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<OpenInEmergency>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let why = fields.get("why").to_owned();
    match services.store.access().open_in_emergency(&clerk.who(), &patient, &why).await {
        Ok(_) | Err(StoreError::NotAllowed("emergency-is-open")) => {
            Ok(go_to(&format!("/records/{patient}")))
        }
        Err(error) => {
            let needed = ("a-reason-is-needed", "why", "emergency-why-missing");
            let (frame, card) = (clerk.frame(), card(&services, &clerk, &key).await?);
            let errors = mistake(&frame, error, &[needed])?;
            page(&OpenPage { frame, errors, card, why })
        }
    }
}

/// `POST /staff/patients/{key}/emergency/end`
pub(crate) async fn end(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(clerk, _): SafeForm<OnDuty<OpenInEmergency>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    match services.store.access().end_emergency(&clerk.who(), &patient).await {
        // It was over by itself.
        Ok(()) | Err(StoreError::NotFound) => Ok(go_to("/staff")),
        Err(error) => Err(error.into()),
    }
}

/// `GET /staff/emergencies?reviewed=1&page=2`
pub(crate) async fn list(
    State(services): State<Services>,
    clerk: OnDuty<ReviewEmergencies>,
    Asked(fields): Asked,
) -> Answer {
    let turned = Turned::read(&fields, PER_PAGE);
    let is_reviewed = fields.is_ticked("reviewed");
    let is_done = fields.is_ticked("done");
    list_page(&services, &clerk, turned, (is_reviewed, is_done, Errors::none())).await
}

/// `POST /staff/emergencies/{key}/{id}`
pub(crate) async fn review(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(clerk, fields): SafeForm<OnDuty<ReviewEmergencies>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let frame = clerk.frame();
    let is_justified = match fields.get("verdict") {
        "justified" => Some(true),
        "not-justified" => Some(false),
        _ => None,
    };
    let errors = match is_justified {
        None => Errors::one("list", frame.t("emergency-verdict-missing")),
        Some(is_justified) => {
            let (access, who, why) = (services.store.access(), clerk.who(), fields.get("why"));
            match access.review_emergency(&who, (&patient, &id), is_justified, why).await {
                Ok(()) => return Ok(go_to("/staff/emergencies?done=1")),
                Err(error) => mistake(&frame, error, &REVIEW_MISTAKES)?,
            }
        }
    };
    let turned = Turned::read(&fields, PER_PAGE);
    list_page(&services, &clerk, turned, (false, false, errors)).await
}

async fn list_page(
    services: &Services,
    clerk: &SignedIn,
    turned: Turned,
    (is_reviewed, is_done, errors): (bool, bool, Errors),
) -> Answer {
    let access = services.store.access();
    let place = (turned.skip(), turned.take());
    let mut found = access.emergencies(&clerk.who(), is_reviewed, place).await?;
    let pager = turned.pager(&mut found);
    let frame = clerk.frame();
    let lines = found.iter().map(|one| line(&frame, one)).collect();
    page(&EmergenciesPage { frame, errors, lines, is_reviewed, is_done, pager })
}

fn line(frame: &Frame, one: &Emergency) -> EmergencyLine {
    let offices = Offices::parse(&one.offices).unwrap_or(Offices::NONE);
    let words: Vec<_> =
        offices.each().map(|office: Office| frame.t(&office_word(office))).collect();
    let review = one.review.as_ref().map(|review| {
        let verdict =
            if review.is_justified { "emergency-justified" } else { "emergency-not-justified" };
        let said = [("name", review.by.as_str()), ("why", review.why.as_str())];
        (verdict, frame.tw("emergency-said", &said))
    });
    EmergencyLine {
        patient: one.patient.to_string(),
        id: one.id.clone(),
        name: one.name.clone(),
        by: one.by.clone(),
        offices: words.join(", "),
        reason: one.reason.clone(),
        from: frame.moment(&one.made),
        until: frame.moment(&one.ends),
        review,
    }
}

/// What can be wrong with a review.
const REVIEW_MISTAKES: [Mistake; 3] = [
    ("a-reason-is-needed", "list", "emergency-review-why-missing"),
    ("not-for-oneself", "list", "emergency-own"),
    ("reviewed-before", "list", "emergency-reviewed-before"),
];
