//! `/staff`: find a patient by name, birth date or number; `/staff/patients/{key}`: the card.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_record::PatientKey;
use bluebutton_store::matching::Waiting;
use bluebutton_store::patients::PatientCard;

use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn, Staff};

/// More than fits on a screen: who gets as many should ask more exactly.
const FOUND_MAX: usize = 25;

#[derive(Template)]
#[template(path = "staff/find.html")]
struct FindPage {
    frame: Frame,
    query: String,
    found: Option<Vec<PatientCard>>,
    is_cut: bool,
    has_records: bool,
    waiting: Waiting,
}

#[derive(Template)]
#[template(path = "staff/patient.html")]
struct PatientPage {
    frame: Frame,
    card: PatientCard,
    errors: bluebutton_web::fields::Errors,
}

/// `POST /staff`: the names and dates that were typed go on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(Staff(signed_in), fields): SafeForm<Staff>) -> Response {
    go_to(&signed_in.asking("/staff", fields.get("q")))
}

/// `GET /staff`, `GET /staff?q=…` (sealed)
pub(crate) async fn find(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Asked(fields): Asked,
) -> Answer {
    let query = signed_in.asked(fields.get("q"));
    let patients = services.store.patients();
    let found = if query.is_empty() {
        None
    } else {
        Some(patients.search(&signed_in.who(), &query, FOUND_MAX + 1).await?)
    };
    let is_cut = found.as_ref().is_some_and(|found| found.len() > FOUND_MAX);
    let found = found.map(|found| found.into_iter().take(FOUND_MAX).collect());
    let has_records = patients.are_there().await?;
    let waiting = services.store.matching().waiting().await?;
    page(&FindPage { frame: signed_in.frame(), query, found, is_cut, has_records, waiting })
}

/// `GET /staff/patients/{key}`
pub(crate) async fn show(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Path(key): Path<String>,
) -> Answer {
    let card = card(&services, &signed_in, &key).await?;
    let errors = bluebutton_web::fields::Errors::none();
    page(&PatientPage { frame: signed_in.frame(), card, errors })
}

/// The card's page with what stands in the way of an invitation.
pub(super) fn card_with_error(frame: Frame, card: PatientCard, id: &str) -> Answer {
    let errors = bluebutton_web::fields::Errors::one("invite", frame.t(id));
    page(&PatientPage { frame, card, errors })
}

/// The card of a key from an address.
pub(super) async fn card(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
) -> Result<PatientCard, Problem> {
    let patient = PatientKey::parse(key).ok_or_else(Problem::not_found)?;
    let card = services.store.patients().card(&clerk.who(), &patient).await?;
    card.ok_or_else(Problem::not_found)
}
