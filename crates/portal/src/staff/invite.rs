//! `/staff/patients/{key}/invitation`: a code for the patient, on a letter to hand over. The code
//! is on this one page only; it is not kept.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_record::Language;
use bluebutton_store::StoreError;
use bluebutton_store::requests::Reach;

use crate::services::Services;
use crate::staff::patients::{card, card_with_errors};
use bluebutton_web::duty::{Invite, OnDuty};
use bluebutton_web::frame::Frame;
use bluebutton_web::mistakes::{Mistake, mistake};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::SafeForm;

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
    /// How they asked to be reached, for whoever sends it.
    reach: Option<Reach>,
}

/// `POST /staff/patients/{key}/invitation`
pub(crate) async fn make(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(signed_in, _): SafeForm<OnDuty<Invite>>,
) -> Answer {
    let (card, frame) = (card(&services, &signed_in, &key).await?, signed_in.frame());
    let by = &signed_in.session.account.id;
    let reach = services.store.requests().reach(&signed_in.who(), &card.patient).await?;
    let (code, ends) = match services.store.accounts().invite_patient(by, &card.patient).await {
        Ok(made) => made,
        Err(error) => {
            let errors = mistake(&frame, error, &MISTAKES)?;
            return card_with_errors(frame, (card, reach), errors);
        }
    };
    page(&LetterPage {
        letters: Language::ALL.map(|language| frame.in_language(language)),
        patient: key,
        name: card.name,
        code,
        address: format!("{}/invitation", services.site.address.trim_end_matches('/')),
        ends,
        reach,
        frame,
    })
}

/// `POST /staff/patients/{key}/invitation/revoke`: the letter went to the wrong house.
pub(crate) async fn revoke(
    State(services): State<Services>,
    Path(key): Path<String>,
    SafeForm(signed_in, _): SafeForm<OnDuty<Invite>>,
) -> Answer {
    let card = card(&services, &signed_in, &key).await?;
    let done =
        match services.store.accounts().revoke_invitation(signed_in.who(), &card.patient).await {
            Ok(()) => "revoked",
            Err(StoreError::NotFound) => "no-code",
            Err(error) => return Err(error.into()),
        };
    Ok(go_to(&format!("/staff/patients/{}?done={done}", card.patient)))
}

/// What can stand in the way of an invitation.
const MISTAKES: [Mistake; 2] = [
    ("no-birth-date", "invite", "invite-no-birth-date"),
    ("too-young", "invite", "invite-too-young"),
];
