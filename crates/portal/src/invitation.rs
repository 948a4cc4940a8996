//! `/invitation`: a code on paper and a birth date make an account, or open one more record to an
//! account that is there.

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::Hidden;
use bluebutton_crypto::password::Known;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{
    Joined, NewAccount, NewPasskey, Origin, Purpose, Redeemed, Role, SignIn,
};
use jiff::civil::Date;

use crate::passkeys::{self, Answered, Ask};
use crate::providers::Button;
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::network::{AskedFrom, SignsInFrom};
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::passwords::check_password;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "account/invitation.html")]
struct InvitationPage {
    frame: Frame,
    errors: Errors,
    typed: TypedInvitation,
    /// Joining with a passkey; `None` where the site has none.
    ask: Option<Ask>,
    /// Joining with an account elsewhere.
    providers: Vec<Button>,
}

impl InvitationPage {
    fn new(services: &Services, visitor: &Visitor, typed: TypedInvitation, errors: Errors) -> Self {
        let ask = Ask::of(services, visitor, Purpose::Join);
        let providers = Button::for_role(services, Role::Person);
        Self { frame: visitor.frame(), errors, typed, ask, providers }
    }
}

#[derive(Template)]
#[template(path = "account/add_record.html")]
struct AddRecordPage {
    frame: Frame,
    errors: Errors,
    typed: TypedInvitation,
}

/// What was typed and may be shown again.
pub(crate) struct TypedInvitation {
    pub(crate) code: String,
    pub(crate) month: String,
    pub(crate) day: String,
    pub(crate) year: String,
    pub(crate) name: String,
    pub(crate) login: String,
}

impl TypedInvitation {
    /// Nothing yet, but a name that is known from elsewhere.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::of(&Fields::default()) }
    }

    pub(crate) fn of(fields: &Fields) -> Self {
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
    State(services): State<Services>,
    signed_in: Result<SignedIn, Problem>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Answer {
    if signed_in.is_ok() {
        return Ok(go_to("/records/add"));
    }
    let typed = TypedInvitation::of(&fields);
    let answer = page(&InvitationPage::new(&services, &visitor, typed, Errors::none()))?;
    Ok(visitor.remember(answer))
}

/// `POST /invitation`
pub(crate) async fn submit(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(visitor, mut fields): SafeForm<Visitor>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let (chosen, again) = (fields.take_secret("password"), fields.take_secret("password-again"));
    let (frame, typed) = (visitor.frame(), TypedInvitation::of(&fields));
    let mut errors = Errors::none();
    let born = check_code_and_birth_date(&frame, &typed, &mut errors);
    errors.need(&frame, "name", &typed.name, "invitation-name-needed");
    errors.need(&frame, "login", &typed.login, "invitation-login-needed");
    let answered = Answered::of(&fields);
    if !answered.is_there() {
        let site = &services.site.organization.name;
        let known = Known { login: &typed.login, person: &typed.name, site };
        check_password(&frame, &mut errors, (&chosen, &again), &known);
    }
    let Some(born) = born.filter(|_| errors.is_empty()) else {
        return again_with(&services, &visitor, typed, errors, answered);
    };
    let new = NewAccount {
        login: typed.login.clone(),
        name: typed.name.clone(),
        password: chosen.clone(),
        role: Role::Person,
        language: frame.language(),
    };
    if answered.is_there() {
        return join(&services, &visitor, (typed, born, new), answered, from).await;
    }
    let redeemed = services.store.accounts().redeem(&typed.code, born, new, &from.address).await;
    match refusal(redeemed, &frame)? {
        Some(error) => {
            let errors = Errors::one(error.0, error.1);
            page(&InvitationPage::new(&services, &visitor, typed, errors))
        }
        None => go_on_to_second_factor(&services, &typed.login, chosen, from).await,
    }
}

/// With a passkey in place of a password: both factors at once.
async fn join(
    services: &Services,
    visitor: &Visitor,
    (typed, born, new): (TypedInvitation, Date, NewAccount),
    answered: Answered,
    from: Origin,
) -> Answer {
    let asked = passkeys::asked(services, visitor, Purpose::Join).ok_or_else(Problem::not_found)?;
    let (accounts, frame) = (services.store.accounts(), visitor.frame());
    let login = new.login.clone();
    let passkey = NewPasskey { made: answered.made(), name: passkeys::name_of(&from) };
    let code = (typed.code.as_str(), born);
    let joined = accounts.join_with_passkey(code, new, passkey, &asked, from.clone()).await;
    let refused = match joined {
        Ok(Joined::In(token)) => {
            let account = accounts.by_login(&login).await?.ok_or_else(Problem::not_found)?;
            let marks = accounts.marks_after(&account.id, &from);
            let answer = cookies::keep_mark(services, go_to("/records"), &marks);
            return Ok(cookies::begin(services, answer, &token));
        }
        Ok(Joined::NoPasskey) => {
            let errors = Errors::one("passkey", frame.t("passkey-wrong"));
            return page(&InvitationPage::new(services, visitor, typed, errors));
        }
        Ok(Joined::Not(redeemed)) => refusal(Ok(redeemed), &frame)?,
        Err(error) => refusal(Err(error), &frame)?,
    };
    let (field, message) = refused.ok_or_else(Problem::unclear)?;
    again_with(services, visitor, typed, Errors::one(field, message), answered)
}

/// The page once more, with the passkey that was made already: nobody makes two.
fn again_with(
    services: &Services,
    visitor: &Visitor,
    typed: TypedInvitation,
    errors: Errors,
    answered: Answered,
) -> Answer {
    let mut shown = InvitationPage::new(services, visitor, typed, errors);
    shown.ask = shown.ask.map(|ask| Ask { answered, ..ask });
    page(&shown)
}

/// `GET /records/add`
pub(crate) async fn show_add(signed_in: SignedIn) -> Answer {
    let typed = TypedInvitation::of(&Fields::default());
    page(&AddRecordPage { frame: signed_in.frame(), errors: Errors::none(), typed })
}

/// `POST /records/add`
pub(crate) async fn add(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let (frame, typed) = (signed_in.frame(), TypedInvitation::of(&fields));
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

/// The birth date, where code and date can be right.
pub(crate) fn check_code_and_birth_date(
    frame: &Frame,
    typed: &TypedInvitation,
    errors: &mut Errors,
) -> Option<Date> {
    errors.need(frame, "code", &typed.code, "invitation-code-needed");
    let born = birth_date(&typed.year, &typed.month, &typed.day);
    if born.is_none_or(|born| born > frame.today()) {
        errors.add("born-month", frame.t("invitation-born-wrong"));
    }
    born
}

/// The date of a month chosen and a day and a year typed.
pub(crate) fn birth_date(year: &str, month: &str, day: &str) -> Option<Date> {
    let year: i16 = year.parse().ok().filter(|year| *year >= 1850)?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

/// The field and the message where a code was not taken.
pub(crate) fn refusal(
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
    from: Origin,
) -> Answer {
    match services.store.accounts().sign_in(login, chosen, from).await? {
        SignIn::NeedsSetup(token) | SignIn::NeedsCode(token) => {
            Ok(cookies::begin(services, go_to("/sign-in/second-factor"), &token))
        }
        SignIn::Whole(_) | SignIn::Wrong | SignIn::TooMany { .. } => Ok(go_to("/sign-in")),
    }
}
