//! `/invitation`: a code on paper and a birth date make an account, or open one more record to an
//! account that is there.

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::password::{self, Known};
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{NewAccount, Redeemed, Role, SignIn};
use jiff::civil::Date;

use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "account/invitation.html")]
struct InvitationPage {
    frame: Frame,
    errors: Errors,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "account/add_record.html")]
struct AddRecordPage {
    frame: Frame,
    errors: Errors,
    typed: Typed,
}

/// What was typed and may be shown again.
struct Typed {
    code: String,
    month: String,
    day: String,
    year: String,
    name: String,
    login: String,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let text = |name| fields.get(name).to_owned();
        Self {
            code: text("code"),
            month: text("born-month"),
            day: text("born-day"),
            year: text("born-year"),
            name: text("name"),
            login: text("login"),
        }
    }
}

/// `GET /invitation`
pub(crate) async fn show(
    signed_in: Result<SignedIn, Problem>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Answer {
    if signed_in.is_ok() {
        return Ok(go_to("/records/add"));
    }
    let (frame, typed) = (visitor.frame(), Typed::of(&fields));
    let answer = page(&InvitationPage { frame, errors: Errors::none(), typed })?;
    Ok(visitor.remember(answer))
}

/// `POST /invitation`
pub(crate) async fn submit(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(visitor, mut fields): SafeForm<Visitor>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let (chosen, again) = (fields.take_secret("password"), fields.take_secret("password-again"));
    let (frame, typed) = (visitor.frame(), Typed::of(&fields));
    let mut errors = Errors::none();
    let born = check_code_and_birth_date(&frame, &typed, &mut errors);
    errors.need(&frame, "name", &typed.name, "invitation-name-needed");
    errors.need(&frame, "login", &typed.login, "invitation-login-needed");
    let known =
        Known { login: &typed.login, person: &typed.name, site: &services.site.organization.name };
    check_password(&frame, &mut errors, (&chosen, &again), &known);
    let Some(born) = born.filter(|_| errors.is_empty()) else {
        return page(&InvitationPage { frame, errors, typed });
    };
    let new = NewAccount {
        login: typed.login.clone(),
        name: typed.name.clone(),
        password: chosen.clone(),
        role: Role::Person,
        language: frame.language(),
    };
    let redeemed = services.store.accounts().redeem(&typed.code, born, new, &from).await;
    match refusal(redeemed, &frame)? {
        Some(error) => {
            page(&InvitationPage { frame, errors: Errors::one(error.0, error.1), typed })
        }
        None => go_on_to_second_factor(&services, &typed.login, chosen, &from).await,
    }
}

/// `GET /records/add`
pub(crate) async fn show_add(signed_in: SignedIn) -> Answer {
    let typed = Typed::of(&Fields::default());
    page(&AddRecordPage { frame: signed_in.frame(), errors: Errors::none(), typed })
}

/// `POST /records/add`
pub(crate) async fn add(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let (frame, typed) = (signed_in.frame(), Typed::of(&fields));
    let mut errors = Errors::none();
    let born = check_code_and_birth_date(&frame, &typed, &mut errors);
    let Some(born) = born.filter(|_| errors.is_empty()) else {
        return page(&AddRecordPage { frame, errors, typed });
    };
    let account = &signed_in.session.account.id;
    let redeemed = services.store.accounts().accept(account, &typed.code, born, &from).await;
    match refusal(redeemed, &frame)? {
        Some(error) => page(&AddRecordPage { frame, errors: Errors::one(error.0, error.1), typed }),
        None => Ok(go_to("/records")),
    }
}

fn check_code_and_birth_date(frame: &Frame, typed: &Typed, errors: &mut Errors) -> Option<Date> {
    errors.need(frame, "code", &typed.code, "invitation-code-needed");
    let born = birth_date(&typed.year, &typed.month, &typed.day);
    if born.is_none_or(|born| born > frame.today()) {
        errors.add("born-month", frame.t("invitation-born-wrong"));
    }
    born
}

/// The date of a month chosen and a day and a year typed.
fn birth_date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|year| *year >= 1850)?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Adds what is wrong with a new password that was typed twice.
pub(crate) fn check_password(
    frame: &Frame,
    errors: &mut Errors,
    (chosen, again): (&Hidden<String>, &Hidden<String>),
    known: &Known<'_>,
) {
    if chosen.reveal().is_empty() {
        errors.add("password", frame.t("password-needed"));
    } else if let Some(weakness) = password::weakness(chosen.reveal(), known) {
        errors.add("password", frame.t(weakness.message()));
    } else if chosen.reveal() != again.reveal() {
        errors.add("password-again", frame.t("password-not-the-same"));
    }
}

/// The field and the message where a code was not taken.
fn refusal(
    redeemed: Result<Redeemed, StoreError>,
    frame: &Frame,
) -> Result<Option<(&'static str, String)>, Problem> {
    let said = |field, id| Ok(Some((field, frame.t(id).into_owned())));
    match redeemed {
        Ok(Redeemed::Done(_) | Redeemed::Waits(_)) => Ok(None),
        Ok(Redeemed::Wrong) => said("code", "invitation-wrong"),
        Ok(Redeemed::LoginTaken) => said("login", "invitation-login-taken"),
        Ok(Redeemed::TooMany { wait_seconds }) => Err(Problem::too_many(wait_seconds)),
        Err(StoreError::NotAllowed("login-not-usable")) => {
            said("login", "invitation-login-not-usable")
        }
        Err(error) => Err(error.into()),
    }
}

/// The password was chosen a moment ago: nobody is asked for it again.
async fn go_on_to_second_factor(
    services: &Services,
    login: &str,
    chosen: Hidden<String>,
    from: &str,
) -> Answer {
    match services.store.accounts().sign_in(login, chosen, from).await? {
        SignIn::NeedsSetup(token) | SignIn::NeedsCode(token) => {
            Ok(cookies::begin(services, go_to("/sign-in/second-factor"), &token))
        }
        SignIn::Wrong | SignIn::TooMany { .. } => Ok(go_to("/sign-in")),
    }
}
