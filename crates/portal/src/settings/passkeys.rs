//! `/settings/passkeys/…`: one more passkey, and one less.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{KnownPasskey, NewPasskey, Purpose};

use crate::passkeys::{self, Answered};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/remove_passkey.html")]
struct RemovePasskeyPage {
    frame: Frame,
    passkey: KnownPasskey,
    /// Whether nothing else would let them in.
    is_last_way_in: bool,
}

/// `POST /settings/passkeys`: the browser has made one.
pub(crate) async fn add(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let asked = passkeys::asked(&services, &signed_in, Purpose::Add);
    let asked = asked.ok_or_else(Problem::not_found)?;
    let name = passkeys::name_of(&from);
    let new = NewPasskey { made: Answered::of(&fields).made(), name };
    match services.store.accounts().add_passkey(&signed_in.token, new, &asked).await {
        Ok(true) => Ok(go_to("/settings?passkey-added=1")),
        Ok(false) => Ok(go_to("/settings?passkey-wrong=1")),
        Err(StoreError::NotAllowed("too-many-passkeys")) => {
            Ok(go_to("/settings?passkeys-enough=1"))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /settings/passkeys/{id}/remove`
pub(crate) async fn show_remove(
    State(services): State<Services>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Answer {
    let account = &signed_in.session.account;
    let all = services.store.accounts().passkeys(&account.id).await?;
    let is_only = all.len() == 1;
    let passkey = all.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    let is_last_way_in = is_only && !(account.has_password && account.has_totp);
    page(&RemovePasskeyPage { frame: signed_in.frame(), passkey, is_last_way_in })
}

/// `POST /settings/passkeys/{id}/remove`
pub(crate) async fn remove(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    services.store.accounts().remove_passkey(&signed_in.token, &id).await?;
    Ok(go_to("/settings?passkey-removed=1"))
}
