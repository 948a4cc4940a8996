//! `/settings/second-factor` and `/settings/recovery-codes`: another telephone in place of the
//! present one, and new codes on paper. Both ask for the password once more.
//!
//! Standard: NIST SP 800-63B 6.1.2 (binding another authenticator).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use bluebutton_store::StoreError;

use super::password_problem;
use crate::second_step::{RecoveryCodesPage, SetUpPage};
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, SignedIn};

/// Asks for the password before something about the sign-in is changed.
#[derive(Template)]
#[template(path = "account/confirm_password.html")]
struct ConfirmPasswordPage {
    frame: Frame,
    errors: Errors,
    login: String,
    what: &'static FactorChange,
}

/// What is changed after the password was given: where the form goes, and its messages.
struct FactorChange {
    path: &'static str,
    title: &'static str,
    lead: &'static str,
    after: &'static str,
    go: &'static str,
}

const TELEPHONE: FactorChange = FactorChange {
    path: "/settings/second-factor",
    title: "new-phone-title",
    lead: "new-phone-lead",
    after: "new-phone-after",
    go: "new-phone-go",
};

const RECOVERY_CODES: FactorChange = FactorChange {
    path: "/settings/recovery-codes",
    title: "new-codes-title",
    lead: "new-codes-lead",
    after: "new-codes-after",
    go: "new-codes-go",
};

/// `GET /settings/second-factor`
pub(crate) async fn show_telephone(signed_in: SignedIn) -> Answer {
    ask(&signed_in, &TELEPHONE, Errors::none())
}

/// `POST /settings/second-factor`: the password, before a new secret is shown.
pub(crate) async fn telephone(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, mut fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let password = fields.take_secret("password-now");
    if password.reveal().is_empty() {
        return needed(&signed_in, &TELEPHONE);
    }
    match services.store.accounts().renew_totp(&signed_in.token, password).await {
        Ok(true) => Ok(go_to("/settings/second-factor/new")),
        Ok(false) => wrong(&signed_in, &TELEPHONE),
        Err(error) => Err(password_problem(error)),
    }
}

/// `GET /settings/second-factor/new`
pub(crate) async fn show_new(State(services): State<Services>, signed_in: SignedIn) -> Answer {
    set_up(&services, &signed_in, Errors::none()).await
}

/// `POST /settings/second-factor/new`: the first code of the new telephone.
pub(crate) async fn confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, mut fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let code = fields.take_secret("code");
    let accounts = services.store.accounts();
    match accounts.confirm_totp(&signed_in.token, code.reveal()).await {
        Ok(Some((token, codes))) => {
            let frame = signed_in.frame_with(&token).await?;
            let answer = show_codes(frame, &signed_in, codes)?;
            Ok(cookies::begin(&services, answer, &token))
        }
        Ok(None) => {
            let errors = Errors::one("code", signed_in.frame().t("set-up-code-wrong"));
            set_up(&services, &signed_in, errors).await
        }
        Err(StoreError::NotFound) => Ok(too_late()),
        Err(error) => Err(error.into()),
    }
}

/// `GET /settings/recovery-codes`
pub(crate) async fn show_recovery(signed_in: SignedIn) -> Answer {
    ask(&signed_in, &RECOVERY_CODES, Errors::none())
}

/// `POST /settings/recovery-codes`: the password; then the new codes, once.
pub(crate) async fn recovery(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, mut fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let password = fields.take_secret("password-now");
    if password.reveal().is_empty() {
        return needed(&signed_in, &RECOVERY_CODES);
    }
    let accounts = services.store.accounts();
    match accounts.renew_recovery_codes(&signed_in.token, password).await {
        Ok(Some(codes)) => show_codes(signed_in.frame(), &signed_in, codes),
        Ok(None) => wrong(&signed_in, &RECOVERY_CODES),
        Err(error) => Err(password_problem(error)),
    }
}

fn ask(signed_in: &SignedIn, what: &'static FactorChange, errors: Errors) -> Answer {
    let login = signed_in.session.account.login.clone();
    page(&ConfirmPasswordPage { frame: signed_in.frame(), errors, login, what })
}

fn needed(signed_in: &SignedIn, what: &'static FactorChange) -> Answer {
    let message = signed_in.frame().t("settings-password-now-needed");
    ask(signed_in, what, Errors::one("password-now", message))
}

fn wrong(signed_in: &SignedIn, what: &'static FactorChange) -> Answer {
    let message = signed_in.frame().t("settings-password-now-wrong");
    ask(signed_in, what, Errors::one("password-now", message))
}

async fn set_up(services: &Services, signed_in: &SignedIn, errors: Errors) -> Answer {
    match services.store.accounts().begin_totp(&signed_in.token).await {
        Ok(secret) => page(&SetUpPage::again(services, signed_in, errors, &secret)?),
        Err(StoreError::NotFound) => Ok(too_late()),
        Err(error) => Err(error.into()),
    }
}

/// The password was given too long ago, or not in this session.
fn too_late() -> Response {
    go_to(TELEPHONE.path)
}

fn show_codes(frame: Frame, signed_in: &SignedIn, codes: Vec<String>) -> Result<Response, Problem> {
    let login = signed_in.session.account.login.clone();
    page(&RecoveryCodesPage { frame, next: "/settings".to_owned(), login, codes })
}
