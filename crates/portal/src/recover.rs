//! `/recover`: whoever can't sign in any more comes back with a code of the staff, and chooses a new
//! password; a second factor is set up at once.

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::password::Known;
use bluebutton_store::accounts::Recovered;

use crate::invitation::birth_date;
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::passwords::check_password;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, Visitor};

#[derive(Template)]
#[template(path = "account/recover.html")]
struct RecoverPage {
    frame: Frame,
    errors: Errors,
    typed: TypedRecovery,
}

/// What was typed and may be shown again.
struct TypedRecovery {
    login: String,
    code: String,
    month: String,
    day: String,
    year: String,
}

impl TypedRecovery {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.get(name).to_owned();
        Self {
            login: text("login"),
            code: text("code"),
            month: text("born-month"),
            day: text("born-day"),
            year: text("born-year"),
        }
    }
}

/// `GET /recover`
pub(crate) async fn show(visitor: Visitor) -> Answer {
    let (errors, typed) = (Errors::none(), TypedRecovery::of(&Fields::default()));
    let answer = page(&RecoverPage { frame: visitor.frame(), errors, typed })?;
    Ok(visitor.remember(answer))
}

/// `POST /recover`
pub(crate) async fn submit(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(visitor, mut fields): SafeForm<Visitor>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let (chosen, again) = (fields.take_secret("password"), fields.take_secret("password-again"));
    let (frame, typed) = (visitor.frame(), TypedRecovery::of(&fields));
    let mut errors = Errors::none();
    errors.need(&frame, "login", &typed.login, "invitation-login-needed");
    errors.need(&frame, "code", &typed.code, "recover-code-needed");
    let is_dated = [&typed.month, &typed.day, &typed.year].iter().any(|part| !part.is_empty());
    let born = birth_date(&typed.year, &typed.month, &typed.day);
    if is_dated && born.is_none() {
        errors.add("born-month", frame.t("invitation-born-wrong"));
    }
    let site = &services.site.organization.name;
    let known = Known { login: &typed.login, person: "", site };
    check_password(&frame, &mut errors, (&chosen, &again), &known);
    if !errors.is_empty() {
        return page(&RecoverPage { frame, errors, typed });
    }
    let accounts = services.store.accounts();
    match accounts.recover((&typed.login, &typed.code), born, chosen, from).await? {
        Recovered::In(token) => {
            Ok(cookies::begin(&services, go_to("/sign-in/second-factor"), &token))
        }
        Recovered::Wrong => {
            let errors = Errors::one("code", frame.t("recover-wrong"));
            page(&RecoverPage { frame, errors, typed })
        }
        Recovered::TooMany { wait_seconds } => Err(Problem::too_many(wait_seconds)),
    }
}
