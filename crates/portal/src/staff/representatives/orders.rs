//! A court's order that keeps somebody out of a record: entered with its paper, and ended; and ending the
//! access of everybody at once for a patient who calls.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::PatientKey;
use bluebutton_store::Who;
use bluebutton_store::access::orders::{CourtOrder, MaybeMeant, NewOrder};

use super::after;
use super::entry::{TROUBLES, read_paper};
use crate::services::Services;
use crate::staff::patients::card;
use bluebutton_web::duty::{KeepRepresentatives, OnDuty, StopAccess};
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::mistake;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, SignedIn};
use bluebutton_web::upload::UploadForm;

#[derive(Template)]
#[template(path = "staff/order-new.html")]
struct OrderPage {
    frame: Frame,
    errors: Errors,
    patient: String,
    of: String,
    name: String,
    note: String,
    until: String,
}

#[derive(Template)]
#[template(path = "staff/stop.html")]
struct StopForPatientPage {
    frame: Frame,
    errors: Errors,
    patient: String,
    name: String,
    why: String,
}

/// `GET /staff/patients/{key}/orders/new`
pub(crate) async fn show(
    State(services): State<Services>,
    clerk: OnDuty<KeepRepresentatives>,
    Path(key): Path<String>,
) -> Answer {
    form_page(&services, &clerk, &key, (&Fields::default(), Errors::none())).await
}

/// `POST /staff/patients/{key}/orders/new`
pub(crate) async fn submit(
    State(services): State<Services>,
    Path(key): Path<String>,
    UploadForm(clerk, fields, sent): UploadForm<OnDuty<KeepRepresentatives>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let (frame, mut errors) = (clerk.frame(), Errors::none());
    errors.need(&frame, "name", fields.get("name"), "order-name-needed");
    errors.need(&frame, "note", fields.get("note"), "order-note-needed");
    let until = fields.get("until").parse().ok();
    if until.is_none() && !fields.get("until").is_empty() {
        errors.add("until", frame.t("let-in-until-wrong"));
    }
    let paper = read_paper(&frame, sent, &mut errors);
    if !errors.is_empty() {
        return form_page(&services, &clerk, &key, (&fields, errors)).await;
    }
    let (name, note) = (fields.get("name").to_owned(), fields.get("note").to_owned());
    let new = NewOrder { name, note, until, paper };
    match services.store.access().enter_order(&clerk.who(), &patient, new).await {
        Ok(count) => {
            Ok(go_to(&format!("/staff/patients/{patient}/people?done=order&count={count}")))
        }
        Err(error) => {
            let errors = mistake(&frame, error, &TROUBLES)?;
            form_page(&services, &clerk, &key, (&fields, errors)).await
        }
    }
}

/// `POST /staff/patients/{key}/orders/{id}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(clerk, _): SafeForm<OnDuty<KeepRepresentatives>>,
) -> Answer {
    let (patient, order) = order_of(&services, &clerk, (&key, &id)).await?;
    services.store.access().end_order(&clerk.who(), &patient, &order).await?;
    Ok(go_to(&format!("/staff/patients/{patient}/people?done=order-ended")))
}

/// `POST /staff/patients/{key}/orders/{id}/spare`: somebody of that name is not whom the court means.
pub(crate) async fn spare(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(clerk, fields): SafeForm<OnDuty<KeepRepresentatives>>,
) -> Answer {
    let (patient, order) = order_of(&services, &clerk, (&key, &id)).await?;
    let (access, who) = (services.store.access(), clerk.who());
    let is_meant = |one: &&MaybeMeant| one.grant == fields.get("grant");
    let one = order.maybe_meant.iter().find(is_meant).ok_or_else(Problem::not_found)?;
    let done = access.spare(&who, &patient, (&order, one), fields.get("why")).await;
    after(&services, &clerk, &key, (done, "spared")).await
}

/// `POST /staff/patients/{key}/orders/{id}/await`: somebody of that name who never came here is not whom
/// the court means.
pub(crate) async fn await_namesake(
    State(services): State<Services>,
    Path((key, id)): Path<(String, String)>,
    SafeForm(clerk, fields): SafeForm<OnDuty<KeepRepresentatives>>,
) -> Answer {
    let (patient, order) = order_of(&services, &clerk, (&key, &id)).await?;
    let (access, who) = (services.store.access(), clerk.who());
    let one = (fields.get("name"), fields.get("why"));
    let done = access.await_namesake(&who, &patient, &order, one).await;
    after(&services, &clerk, &key, (done, "awaited")).await
}

/// `GET /staff/patients/{key}/stop`
pub(crate) async fn show_stop(
    State(services): State<Services>,
    clerk: OnDuty<StopAccess>,
    Path(key): Path<String>,
) -> Answer {
    stop_page(&services, &clerk, &key, (String::new(), Errors::none())).await
}

/// `POST /staff/patients/{key}/stop`: everybody's access ends. The patient reads why, and gives back what
/// they want, one by one.
pub(crate) async fn stop(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(clerk, fields): SafeForm<OnDuty<StopAccess>>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let reason = fields.get("why").trim().to_owned();
    if reason.is_empty() {
        let errors = Errors::one("why", clerk.frame().t("staff-stop-why-needed"));
        return stop_page(&services, &clerk, &key, (reason, errors)).await;
    }
    let account = clerk.session.account.id.clone();
    let who = Who::Staff { account, reason };
    services.store.accounts().end_all(&who, &patient).await?;
    Ok(go_to(&format!("/staff/patients/{patient}?done=stopped")))
}

/// The order that a form is about, and whose record it keeps somebody out of.
async fn order_of(
    services: &Services,
    clerk: &SignedIn,
    (key, id): (&str, &str),
) -> Result<(PatientKey, CourtOrder), Problem> {
    let patient = PatientKey::parse(key).ok_or_else(Problem::not_found)?;
    let all = services.store.access().orders(&clerk.who(), &patient).await?;
    let order = all.into_iter().find(|order| order.id == id).ok_or_else(Problem::not_found)?;
    Ok((patient, order))
}

async fn stop_page(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
    (why, errors): (String, Errors),
) -> Answer {
    let card = card(services, clerk, key).await?;
    let (patient, name, frame) = (card.patient.to_string(), card.name, clerk.frame());
    page(&StopForPatientPage { frame, errors, patient, name, why })
}

async fn form_page(
    services: &Services,
    clerk: &SignedIn,
    key: &str,
    (fields, errors): (&Fields, Errors),
) -> Answer {
    let card = card(services, clerk, key).await?;
    page(&OrderPage {
        patient: card.patient.to_string(),
        of: card.name,
        name: fields.get("name").to_owned(),
        note: fields.get("note").to_owned(),
        until: fields.get("until").to_owned(),
        frame: clerk.frame(),
        errors,
    })
}
