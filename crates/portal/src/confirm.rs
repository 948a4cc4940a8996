//! `/confirm`: showing once more that it is still them, before something that asks for it (see
//! `bluebutton_web::proven`).

use askama::Template;
use axum::extract::State;
use bluebutton_store::accounts::{CodeOutcome, Purpose};

use crate::passkeys::{self, Answered, Ask};
use crate::providers::Button;
use crate::services::Services;
use crate::sign_in::demo_lines;
use bluebutton_web::cookies;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{self, Asked, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    errors: Errors,
    next: String,
    /// Where they have passkeys.
    ask: Option<Ask>,
    /// Accounts elsewhere that they signed in with, and may show once more.
    providers: Vec<Button>,
    has_codes: bool,
    is_recovery: bool,
    /// The present code of a sample person: the demo has no telephones.
    demo_code: Option<String>,
}

impl ConfirmPage {
    async fn new(
        services: &Services,
        signed_in: &SignedIn,
        fields: &Fields,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let account = &signed_in.session.account;
        let known = services.store.accounts().passkeys(&account.id).await?;
        let ask = Ask::of(services, signed_in, Purpose::Confirm).filter(|_| !known.is_empty());
        let connected = services.store.accounts().identities(&account.id).await?;
        let is_theirs =
            |one: &Button| connected.iter().any(|known| known.identity.provider == one.id);
        let providers = Button::for_role(services, account.role);
        let demo = demo_lines(services).into_iter().find(|line| line.login == account.login);
        Ok(Self {
            frame: signed_in.frame(),
            is_recovery: errors.of("recovery").is_some(),
            errors,
            next: session::safe_next(fields.get("next")).to_owned(),
            ask: ask.map(|ask| ask.for_account(signed_in, &known)),
            providers: providers.into_iter().filter(is_theirs).collect(),
            has_codes: account.has_totp,
            demo_code: demo.map(|line| line.code),
        })
    }
}

/// `GET /confirm`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: SignedIn,
    Asked(fields): Asked,
) -> Answer {
    let errors = if fields.is_ticked("provider-wrong") {
        Errors::one("provider", signed_in.frame().t("confirm-provider-wrong"))
    } else {
        Errors::none()
    };
    page(&ConfirmPage::new(&services, &signed_in, &fields, errors).await?)
}

/// `POST /confirm`
pub(crate) async fn submit(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, mut fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let answered = Answered::of(&fields);
    if answered.is_there() {
        return with_passkey(&services, &signed_in, &fields, &answered).await;
    }
    let frame = signed_in.frame();
    let name = if fields.is_ticked("recovery") { "recovery" } else { "code" };
    let code = fields.take_secret(name);
    if code.reveal().trim().is_empty() {
        let errors = Errors::one(name, frame.t("code-needed"));
        return page(&ConfirmPage::new(&services, &signed_in, &fields, errors).await?);
    }
    let accounts = services.store.accounts();
    match accounts.confirm_with_code(&signed_in.token, code.reveal()).await? {
        CodeOutcome::Right(_) => Ok(go_to(session::safe_next(fields.get("next")))),
        CodeOutcome::Wrong { left } => {
            let errors = Errors::one(name, frame.tn("code-wrong", "left", left));
            page(&ConfirmPage::new(&services, &signed_in, &fields, errors).await?)
        }
        CodeOutcome::TooMany { wait_seconds } if wait_seconds > 0 => {
            Err(Problem::too_many(wait_seconds))
        }
        CodeOutcome::TooMany { .. } => {
            Ok(cookies::forget(&services, go_to("/sign-in?start-again=1")))
        }
    }
}

async fn with_passkey(
    services: &Services,
    signed_in: &SignedIn,
    fields: &Fields,
    answered: &Answered,
) -> Answer {
    let asked = passkeys::asked(services, signed_in, Purpose::Confirm);
    let asked = asked.ok_or_else(Problem::not_found)?;
    let accounts = services.store.accounts();
    if accounts.confirm_with_passkey(&signed_in.token, answered.proof(), &asked).await? {
        return Ok(go_to(session::safe_next(fields.get("next"))));
    }
    let errors = Errors::one("passkey", signed_in.frame().t("passkey-wrong"));
    page(&ConfirmPage::new(services, signed_in, fields, errors).await?)
}
