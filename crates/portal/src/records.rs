//! `/records`: the records that somebody may open; straight on where there is only one.

use askama::Template;
use axum::extract::State;
use bluebutton_store::access::OpenRecord;

use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::session::SignedIn;

#[derive(Template)]
#[template(path = "account/records.html")]
struct RecordsPage {
    frame: Frame,
    records: Vec<OpenRecord>,
}

/// `GET /records`
pub(crate) async fn show(State(services): State<Services>, signed_in: SignedIn) -> Answer {
    let account = &signed_in.session.account.id;
    let records = services.store.access().records_of(account).await?;
    match records.as_slice() {
        [only] => Ok(go_to(&format!("/records/{}", only.patient))),
        _ => page(&RecordsPage { frame: signed_in.frame(), records }),
    }
}
