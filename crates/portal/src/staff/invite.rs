//! `/staff/patients/{key}/invitation`: a code for the patient, on a letter to hand over. The code
//! is on this one page only; it is not kept.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_store::StoreError;

use crate::services::Services;
use crate::staff::patients::{card, card_with_error};
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, page};
use bluebutton_web::session::{SafeForm, Staff};

#[derive(Template)]
#[template(path = "staff/letter.html")]
struct LetterPage {
    frame: Frame,
    /// The letter in English and in Spanish: who hands it over may not know which one is read.
    letters: [Frame; 2],
    patient: String,
    name: String,
    code: String,
    address: String,
    ends: jiff::Timestamp,
}

/// `POST /staff/patients/{key}/invitation`
pub(crate) async fn make(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(Staff(signed_in), _): SafeForm<Staff>,
) -> Answer {
    let (card, frame) = (card(&services, &signed_in, &key).await?, signed_in.frame());
    let by = &signed_in.session.account.id;
    let (code, ends) = match services.store.accounts().invite_patient(by, &card.patient).await {
        Err(StoreError::NotAllowed("no-birth-date")) => {
            return card_with_error(frame, card, "invite-no-birth-date");
        }
        outcome => outcome?,
    };
    page(&LetterPage {
        letters: Language::ALL.map(|language| frame.in_language(language)),
        patient: key,
        name: card.name,
        code,
        address: format!("{}/invitation", services.site.address.trim_end_matches('/')),
        ends,
        frame,
    })
}
