//! The second step of signing in: a code, and setting up the app that shows codes.
//!
//! Standard: NIST SP 800-63B 4.2 (two factors), RFC 6238 (codes by time).

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bluebutton_crypto::{Hidden, totp};
use bluebutton_store::accounts::{CodeOutcome, Origin, Role, Stage};
use qrcode::QrCode;
use qrcode::render::svg;

use crate::services::Services;
use crate::sign_in::demo_lines;
use bluebutton_web::cookies;
use bluebutton_web::fields::{Errors, Fields};
use bluebutton_web::frame::Frame;
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{self, Asked, HalfSignedIn, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/code.html")]
struct SecondStepPage {
    frame: Frame,
    errors: Errors,
    next: String,
    is_recovery: bool,
    /// For so many days the browser may be remembered; 0 is never.
    remember_days: i64,
    /// The present code of a sample person: the demo has no telephones.
    demo_code: Option<String>,
}

#[derive(Template)]
#[template(path = "account/second_factor.html")]
pub(super) struct SetUpPage {
    frame: Frame,
    errors: Errors,
    /// Where the form goes.
    action: &'static str,
    /// The messages that say what this is, and why.
    title: &'static str,
    lead: &'static str,
    next: String,
    picture: String,
    uri: String,
    secret: String,
}

#[derive(Template)]
#[template(path = "account/recovery_codes.html")]
pub(super) struct RecoveryCodesPage {
    pub(super) frame: Frame,
    pub(super) next: String,
    pub(super) login: String,
    pub(super) codes: Vec<String>,
}

/// `GET /sign-in/code`
pub(crate) async fn show_code(
    State(services): State<Services>,
    half: HalfSignedIn,
    Asked(fields): Asked,
) -> Answer {
    if half.0.session.stage != Stage::NeedsCode {
        return Err(Problem::go_on("/sign-in/second-factor"));
    }
    page(&code_page(&services, &half, &fields, Errors::none()))
}

/// `POST /sign-in/code`
pub(crate) async fn give_code(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(half, mut fields): SafeForm<HalfSignedIn>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let frame = half.0.frame();
    let name = if fields.is_ticked("recovery") { "recovery" } else { "code" };
    let code = fields.take_secret(name);
    if code.reveal().trim().is_empty() {
        let errors = Errors::one(name, frame.t("code-needed"));
        return page(&code_page(&services, &half, &fields, errors));
    }
    let accounts = services.store.accounts();
    match accounts.give_code(&half.0.token, code.reveal(), from.clone()).await? {
        CodeOutcome::Right(token) => {
            let next = onward(&half, fields.get("next"));
            let mut answer = remember_browser(&services, &half, &from, go_to(&next));
            let seconds = remember_days(&services, &half) * SECONDS_PER_DAY;
            if seconds > 0 && fields.is_ticked("remember") {
                let kept = accounts.remember_browser(&token, seconds).await?;
                answer = cookies::keep_remembered(&services, answer, &kept, seconds);
            }
            Ok(cookies::begin(&services, answer, &token))
        }
        CodeOutcome::Wrong { left } => {
            let errors = Errors::one(name, frame.tn("code-wrong", "left", left));
            page(&code_page(&services, &half, &fields, errors))
        }
        CodeOutcome::TooMany { wait_seconds } if wait_seconds > 0 => {
            Err(Problem::too_many(wait_seconds))
        }
        CodeOutcome::TooMany { .. } => {
            Ok(cookies::forget(&services, go_to("/sign-in?start-again=1")))
        }
    }
}

/// `GET /sign-in/second-factor`
pub(crate) async fn show_set_up(
    State(services): State<Services>,
    half: HalfSignedIn,
    Asked(fields): Asked,
) -> Answer {
    if half.0.session.stage != Stage::NeedsSetup {
        return Err(Problem::go_on("/sign-in/code"));
    }
    page(&set_up_page(&services, &half, &fields, Errors::none()).await?)
}

/// `POST /sign-in/second-factor`
pub(crate) async fn confirm(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(half, mut fields): SafeForm<HalfSignedIn>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let code = fields.take_secret("code");
    let confirmed = services.store.accounts().confirm_totp(&half.0.token, code.reveal()).await?;
    let Some((token, codes)) = confirmed else {
        let errors = Errors::one("code", half.0.frame().t("set-up-code-wrong"));
        return page(&set_up_page(&services, &half, &fields, errors).await?);
    };
    let answer = page(&RecoveryCodesPage {
        frame: half.0.frame_with(&token).await?,
        next: onward(&half, fields.get("next")),
        login: half.0.session.account.login.clone(),
        codes,
    })?;
    let answer = remember_browser(&services, &half, &from, answer);
    Ok(cookies::begin(&services, answer, &token))
}

/// For so many days this browser may be remembered: of staff never.
fn remember_days(services: &Services, half: &HalfSignedIn) -> i64 {
    match half.0.session.account.role {
        Role::Staff => 0,
        Role::Person => services.site.remember_days,
    }
}

/// The sign-in is complete: a stranger's wrong tries lock nobody out of this browser.
fn remember_browser(
    services: &Services,
    half: &HalfSignedIn,
    from: &Origin,
    answer: Response,
) -> Response {
    let marks = services.accounts().marks_after(&half.0.session.account.id, from);
    cookies::keep_mark(services, answer, &marks)
}

fn code_page(
    services: &Services,
    half: &HalfSignedIn,
    fields: &Fields,
    errors: Errors,
) -> SecondStepPage {
    let login = &half.0.session.account.login;
    SecondStepPage {
        frame: half.0.frame(),
        is_recovery: errors.of("recovery").is_some(),
        errors,
        remember_days: remember_days(services, half),
        next: session::safe_next(fields.get("next")).to_owned(),
        demo_code: demo_lines(services)
            .into_iter()
            .find(|line| line.login == *login)
            .map(|line| line.code),
    }
}

async fn set_up_page(
    services: &Services,
    half: &HalfSignedIn,
    fields: &Fields,
    errors: Errors,
) -> Result<SetUpPage, Problem> {
    let secret = services.store.accounts().begin_totp(&half.0.token).await?;
    let next = session::safe_next(fields.get("next")).to_owned();
    Ok(SetUpPage { next, ..SetUpPage::first(services, &half.0, errors, &secret)? })
}

impl SetUpPage {
    /// For somebody who has no second factor yet.
    fn first(
        services: &Services,
        signed_in: &SignedIn,
        errors: Errors,
        secret: &Hidden<Vec<u8>>,
    ) -> Result<Self, Problem> {
        let issuer = &services.site.organization.name;
        let uri = totp::uri(secret, issuer, &signed_in.session.account.login);
        Ok(Self {
            frame: signed_in.frame(),
            errors,
            action: "/sign-in/second-factor",
            title: "set-up-title",
            lead: "set-up-lead",
            next: String::new(),
            picture: picture(&uri)?,
            uri,
            secret: in_groups(&totp::secret_text(secret)),
        })
    }

    /// For somebody who puts another telephone in place of the present one.
    pub(super) fn again(
        services: &Services,
        signed_in: &SignedIn,
        errors: Errors,
        secret: &Hidden<Vec<u8>>,
    ) -> Result<Self, Problem> {
        let page = Self::first(services, signed_in, errors, secret)?;
        let (title, lead) = ("new-phone-title", "set-up-again-lead");
        Ok(Self { action: "/settings/second-factor/new", title, lead, ..page })
    }
}

/// The QR code as the address of a picture.
fn picture(text: &str) -> Result<String, Problem> {
    let code = QrCode::new(text).map_err(|error| Problem::failed("a QR code", &error))?;
    let svg = code.render::<svg::Color<'_>>().min_dimensions(240, 240).build();
    Ok(format!("data:image/svg+xml;base64,{}", STANDARD.encode(svg)))
}

/// A long secret in groups of four: easier to type and to check.
fn in_groups(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

/// Where to go after the sign-in: where somebody was, or where they start.
fn onward(half: &HalfSignedIn, next: &str) -> String {
    match session::safe_next(next) {
        "/" => half.0.start().to_owned(),
        next => next.to_owned(),
    }
}

const SECONDS_PER_DAY: i64 = 24 * 60 * 60;
