//! `/sign-in`: name and password. What follows is in `second_step.rs`.

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::totp;
use bluebutton_store::accounts::{Purpose, SignIn};

use crate::passkeys::Ask;
use crate::providers::Button;
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::{Frame, escape_for_query};
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{self, Asked, SafeForm, SignedIn, Visitor};

#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignInPage {
    frame: Frame,
    errors: Errors,
    login: String,
    next: String,
    notice: Option<&'static str>,
    /// Signing in with a passkey; `None` where the site has none.
    ask: Option<Ask>,
    /// Where people may sign in with an account elsewhere.
    providers: Vec<Button>,
    /// They were signed in through it, and may still be there.
    signed_in_at: Option<Button>,
    demo: Vec<DemoLine>,
}

/// A sample person with the code of this moment.
pub(super) struct DemoLine {
    name: String,
    part: &'static str,
    pub(super) login: String,
    password: String,
    pub(super) code: String,
}

/// Why somebody was led here: the word in the address, and the message.
const NOTICES: [(&str, &str); 6] = [
    ("timed-out", "sign-in-timed-out"),
    ("signed-out", "sign-in-signed-out"),
    ("start-again", "sign-in-start-again"),
    ("new-password", "sign-in-new-password"),
    ("signed-out-everywhere", "sign-in-signed-out-everywhere"),
    ("passkey-wrong", "passkey-wrong-here"),
];

impl SignInPage {
    fn new(services: &Services, visitor: &Visitor, fields: &Fields, errors: Errors) -> Self {
        Self {
            frame: visitor.frame(),
            errors,
            login: fields.get("login").to_owned(),
            next: session::safe_next(fields.get("next")).to_owned(),
            notice: NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id),
            ask: Ask::of(services, visitor, Purpose::SignIn),
            providers: Button::all(services),
            signed_in_at: services.providers.get(fields.get("at")).map(Button::of),
            demo: demo_lines(services),
        }
    }

    /// Whether they have just signed out: then it is asked whether something is still kept on the device.
    fn is_signed_out(&self) -> bool {
        self.notice == Some("sign-in-signed-out")
    }
}

/// `GET /sign-in`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: Result<SignedIn, Problem>,
    visitor: Visitor,
    Asked(fields): Asked,
) -> Answer {
    if signed_in.is_ok() {
        return Ok(go_to(session::safe_next(fields.get("next"))));
    }
    let answer = page(&SignInPage::new(&services, &visitor, &fields, Errors::none()))?;
    Ok(visitor.remember(answer))
}

/// `POST /sign-in`
pub(crate) async fn submit(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(visitor, mut fields): SafeForm<Visitor>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let password = fields.take_secret("password");
    let frame = visitor.frame();
    let mut errors = Errors::none();
    errors.need(&frame, "login", fields.get("login"), "sign-in-login-needed");
    errors.need(&frame, "password", password.reveal(), "sign-in-password-needed");
    if !errors.is_empty() {
        return page(&SignInPage::new(&services, &visitor, &fields, errors));
    }
    let next = escape_for_query(session::safe_next(fields.get("next")));
    match services.store.accounts().sign_in(fields.get("login"), password, from).await? {
        SignIn::NeedsCode(token) => {
            let answer = go_to(&format!("/sign-in/code?next={next}"));
            Ok(cookies::begin(&services, answer, &token))
        }
        SignIn::NeedsSetup(token) => {
            let answer = go_to(&format!("/sign-in/second-factor?next={next}"));
            Ok(cookies::begin(&services, answer, &token))
        }
        SignIn::Whole(token) => {
            let answer = go_to(session::safe_next(fields.get("next")));
            Ok(cookies::begin(&services, answer, &token))
        }
        SignIn::Wrong => {
            let errors = Errors::one("login", frame.t("sign-in-wrong"));
            page(&SignInPage::new(&services, &visitor, &fields, errors))
        }
        SignIn::TooMany { wait_seconds } => Err(Problem::too_many(wait_seconds)),
    }
}

/// The sample people, each with the code of this moment; nobody where this is no demo.
pub(super) fn demo_lines(services: &Services) -> Vec<DemoLine> {
    let now = services.now().as_second();
    let people = services.site.demo.iter().flat_map(|demo| &demo.people);
    people
        .map(|person| DemoLine {
            name: person.name.clone(),
            part: person.part,
            login: person.login.clone(),
            password: person.password.clone(),
            code: person
                .second_factor
                .as_ref()
                .map(|secret| totp::code_at(secret, now))
                .unwrap_or_default(),
        })
        .collect()
}
