//! `/staff`: where staff begin: find a patient by name, birth date or number, and what waits today, each
//! as far as it is their task; `/staff/patients/{key}`: the card.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use bluebutton_record::{PatientKey, Task};
use bluebutton_store::accounts::{AccountFile, ExpectedRepresentative};
use bluebutton_store::imports::ImportFilter;
use bluebutton_store::patients::PatientCard;
use bluebutton_store::requests::Reach;

use super::imports::{ImportLine, whole};
use super::today::{WaitingLine, waiting};
use crate::services::Services;
use bluebutton_web::duty::{FindPatients, OnDuty};
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::{Frame, NavLine};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn, Staff};

/// More than fits on a screen: who gets as many should ask more exactly.
const FOUND_MAX: usize = 25;

/// So many of the newest imports stand on the first page.
const NEWEST: usize = 5;

#[derive(Template)]
#[template(path = "staff/find.html")]
struct FindPatientPage {
    frame: Frame,
    query: String,
    found: Option<Vec<PatientCard>>,
    is_cut: bool,
    has_records: bool,
    /// The pages of whoever finds nobody here.
    ways: Vec<NavLine>,
    waiting: Vec<WaitingLine>,
    imports: Vec<ImportLine>,
}

#[derive(Template)]
#[template(path = "staff/patient.html")]
struct PatientPage {
    frame: Frame,
    card: PatientCard,
    /// How they asked to be reached, where the office agreed to that.
    reach: Option<Reach>,
    /// The accounts to which it is their own.
    accounts: Vec<AccountFile>,
    /// Who acts for the patient by law and has no code yet, for whoever hands it over.
    expected: Vec<ExpectedRepresentative>,
    /// What was put into this record, and can be taken out again.
    parts: Vec<PatientCard>,
    /// Message id of what was just done.
    done: Option<&'static str>,
    errors: Errors,
}

/// The first two numbers of a patient that a clerk could have been told. An id that a program made up is none; it
/// stands here where there is nothing else.
pub(crate) fn numbers(card: &PatientCard) -> Vec<&str> {
    let all = || card.identifiers.iter().map(|identifier| identifier.value.as_str());
    let mut told: Vec<&str> = all().filter(|number| !number.starts_with("urn:")).collect();
    if told.is_empty() {
        told = all().collect();
    }
    told.truncate(2);
    told
}

/// `POST /staff`: the names and dates that were typed go on in an address that tells nobody.
pub(crate) async fn ask(SafeForm(signed_in, fields): SafeForm<OnDuty<FindPatients>>) -> Response {
    go_to(&signed_in.asking("/staff", fields.get("q")))
}

/// `GET /staff`, `GET /staff?q=…` (sealed)
pub(crate) async fn find(
    State(services): State<Services>,
    Staff(signed_in): Staff,
    Asked(fields): Asked,
) -> Answer {
    let (frame, who) = (signed_in.frame(), signed_in.who());
    let query = signed_in.asked("/staff", fields.get("q"));
    let patients = services.store.patients();
    let found = if query.is_empty() || !frame.may(Task::FindPatients) {
        None
    } else {
        Some(patients.search(&who, &query, FOUND_MAX + 1).await?)
    };
    let is_cut = found.as_ref().is_some_and(|found| found.len() > FOUND_MAX);
    let found = found.map(|found| found.into_iter().take(FOUND_MAX).collect());
    let has_records = patients.are_there().await?;
    let waiting = waiting(&services, &frame, &who).await?;
    let newest = if frame.may(Task::SeeImports) {
        services.store.imports().fitting(&who, &ImportFilter::default(), (0, NEWEST)).await?.lines
    } else {
        Vec::new()
    };
    let imports = newest.iter().filter_map(|file| whole(&frame, file)).collect();
    let ways = frame.staff_pages().into_iter().skip(1).collect();
    page(&FindPatientPage { frame, query, found, is_cut, has_records, ways, waiting, imports })
}

/// `GET /staff/patients/{key}`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: OnDuty<FindPatients>,
    Path(key): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let card = card(&services, &signed_in, &key).await?;
    let mut parts = Vec::new();
    for part in services.store.records().parts(&card.patient).await?.into_iter().skip(1) {
        parts.extend(services.store.patients().card_of_part(&signed_in.who(), &part).await?);
    }
    let done = match fields.get("done") {
        "merge" => Some("merge-done"),
        "split" => Some("split-done"),
        "revoked" => Some("invite-revoked"),
        "no-code" => Some("invite-none-to-revoke"),
        "stopped" => Some("staff-stop-done"),
        _ => None,
    };
    let errors = Errors::none();
    let accounts = services.store.accounts().files_of(&signed_in.who(), &card.patient).await?;
    let frame = signed_in.frame();
    let expected = if frame.may(Task::Invite) {
        services.store.accounts().expected(&signed_in.who(), &card.patient).await?
    } else {
        Vec::new()
    };
    let reach = services.store.requests().reach(&signed_in.who(), &card.patient).await?;
    page(&PatientPage { frame, card, reach, accounts, expected, parts, done, errors })
}

/// The card's page with what stands in the way of an invitation.
pub(super) fn card_with_errors(
    frame: Frame,
    (card, reach): (PatientCard, Option<Reach>),
    errors: Errors,
) -> Answer {
    let (accounts, expected, parts) = (Vec::new(), Vec::new(), Vec::new());
    page(&PatientPage { frame, card, reach, accounts, expected, parts, done: None, errors })
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
