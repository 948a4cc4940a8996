//! An app that proves itself with what it signed: checked with the keys that it was registered with, and taken
//! once.
//!
//! Standard: RFC 7523; SMART App Launch 2.2.0, "Client Authentication: Asymmetric".

use bluebutton_oauth::assertion::{ForApp, proved, why};
use bluebutton_oauth::connect::{Keys, NotBelieved};
use bluebutton_oauth::refusal::{ErrorCode, Refusal};
use bluebutton_store::StoreError;
use bluebutton_store::apps::App;

use crate::services::Services;

/// The app that signed it, or why it is not believed.
pub(crate) async fn proven(
    services: &Services,
    client_id: &str,
    assertion: &str,
) -> Result<Result<App, Refusal>, StoreError> {
    let app = services.store.apps().app(client_id).await?;
    let keys = app.and_then(|app| app.about.keys);
    let Some(keys) = keys else { return Ok(Err(refused(NotBelieved::UnknownKey))) };
    let audience = format!("{}/oauth/token", services.issuer());
    let now = services.now().as_second();
    let expected = ForApp { client_id, audience: &audience, now };
    let found = Keys::read(keys.as_bytes()).and_then(|all| proved(assertion, &all, &expected));
    let found = match found {
        Ok(found) => found,
        Err(not) => return Ok(Err(refused(not))),
    };
    let once = (found.id.as_str(), found.ends);
    let app = services.store.apps().proven_by_key(client_id, &keys, once).await?;
    let again = "client_assertion: this jti came before, or the app may not be used";
    Ok(app.ok_or(Refusal::new(ErrorCode::InvalidClient, again)))
}

fn refused(not: NotBelieved) -> Refusal {
    Refusal::new(ErrorCode::InvalidClient, why(not))
}
