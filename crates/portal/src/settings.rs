//! `/settings`: language, password, and the ways to a new telephone and new recovery codes.

pub(crate) mod second_factor;

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::password::Known;
use bluebutton_store::StoreError;

use crate::invitation::check_password;
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/settings.html")]
struct SettingsPage {
    frame: Frame,
    errors: Errors,
    login: String,
    /// Recovery codes that were not used yet.
    codes_left: i64,
}

impl SettingsPage {
    async fn new(
        services: &Services,
        signed_in: &SignedIn,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let account = &signed_in.session.account;
        let codes_left = services.store.accounts().recovery_codes_left(&account.id).await?;
        Ok(Self { frame: signed_in.frame(), errors, login: account.login.clone(), codes_left })
    }
}

/// `GET /settings`
pub(crate) async fn show(State(services): State<Services>, signed_in: SignedIn) -> Answer {
    page(&SettingsPage::new(&services, &signed_in, Errors::none()).await?)
}

/// `POST /settings/password`: ends all sessions, this one too.
pub(crate) async fn change_password(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, mut fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let present = fields.take_secret("password-now");
    let (chosen, again) = (fields.take_secret("password"), fields.take_secret("password-again"));
    let (frame, account) = (signed_in.frame(), &signed_in.session.account);
    let mut errors = Errors::none();
    errors.need(&frame, "password-now", present.reveal(), "settings-password-now-needed");
    let site = &services.site.organization.name;
    let known = Known { login: &account.login, person: &account.name, site };
    check_password(&frame, &mut errors, (&chosen, &again), &known);
    if !errors.is_empty() {
        return page(&SettingsPage::new(&services, &signed_in, errors).await?);
    }
    match services.store.accounts().change_password(&account.id, present, chosen).await {
        Ok(true) => Ok(cookies::forget(&services, go_to("/sign-in?new-password=1"))),
        Ok(false) => {
            let errors = Errors::one("password-now", frame.t("settings-password-now-wrong"));
            page(&SettingsPage::new(&services, &signed_in, errors).await?)
        }
        Err(error) => Err(password_problem(error)),
    }
}

/// What goes wrong where a password is asked for once more.
fn password_problem(error: StoreError) -> Problem {
    match error {
        StoreError::NotAllowed("too-many-attempts") => Problem::too_many(60),
        error => error.into(),
    }
}
