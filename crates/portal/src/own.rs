//! `/records/{key}/people/own/…`: a further account of the patient's own is confirmed by the first, and
//! ended by either.

use axum::extract::State;
use bluebutton_store::accounts::AccountId;

use crate::permit::{Asking, Manage};
use crate::services::Services;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::session::SafeForm;

/// `POST /records/{key}/people/own/{account}/confirm`
pub(crate) async fn confirm(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (account, patient) = (AccountId(asking.path.part("account").to_owned()), asking.patient());
    services.store.accounts().confirm_own(&asking.who(), patient, &account).await?;
    Ok(go_to(&format!("/records/{patient}/people?confirmed=1")))
}

/// `POST /records/{key}/people/own/{account}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    SafeForm(asking, _): SafeForm<Asking<Manage>>,
) -> Answer {
    let (account, patient) = (AccountId(asking.path.part("account").to_owned()), asking.patient());
    let is_self = account == asking.session.session.account.id;
    services.store.accounts().untie(&asking.who(), patient, &account).await?;
    let next = format!("/records/{patient}/people?untied=1");
    Ok(go_to(if is_self { "/records" } else { &next }))
}
