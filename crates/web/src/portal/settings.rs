//! `/settings`: language, password, second factor.

use askama::Template;
use axum::extract::State;
use bluebutton_store::StoreError;

use crate::cookies;
use crate::fields::Errors;
use crate::frame::Frame;
use crate::page::{Answer, go_to, page};
use crate::portal::invitation::check_password;
use crate::problem::Problem;
use crate::services::Services;
use crate::session::{From, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/settings.html")]
struct SettingsPage {
    frame: Frame,
    errors: Errors,
    login: String,
}

impl SettingsPage {
    fn new(signed_in: &SignedIn, errors: Errors) -> Self {
        let login = signed_in.session.account.login.clone();
        Self { frame: signed_in.frame(), errors, login }
    }
}

/// `GET /settings`
pub(crate) async fn show(signed_in: SignedIn) -> Answer {
    page(&SettingsPage::new(&signed_in, Errors::none()))
}

/// `POST /settings/password`: ends all sessions, this one too.
pub(crate) async fn change_password(
    State(services): State<Services>,
    From(from): From,
    SafeForm(signed_in, mut fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let present = fields.take_secret("password-now");
    let (chosen, again) = (fields.take_secret("password"), fields.take_secret("password-again"));
    let (frame, account) = (signed_in.frame(), &signed_in.session.account);
    let mut errors = Errors::none();
    errors.need(&frame, "password-now", present.reveal(), "settings-password-now-needed");
    check_password(&frame, &mut errors, (&chosen, &again), &account.login);
    if !errors.is_empty() {
        return page(&SettingsPage::new(&signed_in, errors));
    }
    let accounts = services.store.accounts();
    match accounts.check_password(&account.id, present).await {
        Ok(true) => {
            accounts.set_password(&account.id, chosen).await?;
            Ok(cookies::forget(&services, go_to("/sign-in?new-password=1")))
        }
        Ok(false) => {
            let errors = Errors::one("password-now", frame.t("settings-password-now-wrong"));
            page(&SettingsPage::new(&signed_in, errors))
        }
        Err(StoreError::NotAllowed("too-many-attempts")) => Err(Problem::too_many(60)),
        Err(error) => Err(error.into()),
    }
}
