//! `/records/{key}/people/own/…`: a further account of the patient's own is confirmed by the first, and
//! ended by either.

use axum::extract::{Path, State};
use bluebutton_record::PatientKey;
use bluebutton_store::accounts::AccountId;

use crate::services::Services;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, SignedIn};

/// `POST /records/{key}/people/own/{account}/confirm`
pub(crate) async fn confirm(
    State(services): State<Services>,
    Path((key, account)): Path<(String, String)>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let accounts = services.store.accounts();
    accounts.confirm_own(&signed_in.who(), &patient, &AccountId(account)).await?;
    Ok(go_to(&format!("/records/{patient}/people?confirmed=1")))
}

/// `POST /records/{key}/people/own/{account}/end`
pub(crate) async fn end(
    State(services): State<Services>,
    Path((key, account)): Path<(String, String)>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    let patient = PatientKey::parse(&key).ok_or_else(Problem::not_found)?;
    let account = AccountId(account);
    let is_self = account == signed_in.session.account.id;
    let accounts = services.store.accounts();
    accounts.untie(&signed_in.who(), &patient, &account).await?;
    let next = format!("/records/{patient}/people?untied=1");
    Ok(go_to(if is_self { "/records" } else { &next }))
}
