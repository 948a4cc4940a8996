//! "What Lucía sees": the real pages of the record, through the view of one who was let in. The first
//! step is told in the activity; each page then is a look of whoever looks.

use axum::extract::State;

use super::person_of;
use crate::permit::{Asking, Manage};
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::session::{SafeForm, SignedIn, safe_next};

/// `POST /records/{key}/people/{id}/see`
pub(crate) async fn begin(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (who, patient) = (asking.session.themselves(), asking.patient().clone());
    let (frame, person) = person_of(&services, asking.view(&services).await?).await?;
    let grant = (person.id.as_str(), person.name.as_str());
    services.store.accounts().begin_preview(&who, &patient, grant).await?;
    Ok(cookies::begin_preview(&services, go_to(&frame.record_url("")), &patient, &person.id))
}

/// `POST /preview/stop`
pub(crate) async fn stop(
    State(services): State<Services>,
    SafeForm(_, fields): SafeForm<SignedIn>,
) -> Answer {
    Ok(cookies::end_preview(&services, go_to(safe_next(fields.get("next")))))
}
