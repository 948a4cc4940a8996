//! `/settings`: language, password, and the ways to a new telephone and new recovery codes.

pub(crate) mod notices;
pub(crate) mod passkeys;
pub(crate) mod providers;
pub(crate) mod second_factor;
pub(crate) mod sessions;

use askama::Template;
use axum::extract::State;
use bluebutton_crypto::password::Known;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{KnownIdentity, KnownPasskey, Purpose};

use crate::passkeys::Ask;
use crate::providers::Button;
use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::passwords::check_password;
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/settings.html")]
struct SettingsPage {
    frame: Frame,
    errors: Errors,
    login: String,
    notice: Option<&'static str>,
    has_password: bool,
    has_codes: bool,
    passkeys: Vec<KnownPasskey>,
    /// How one more is made; `None` where the site has none.
    ask: Option<Ask>,
    /// Accounts elsewhere that are connected, each with what its provider is called.
    connected: Vec<(String, KnownIdentity)>,
    /// Providers whose account may be connected.
    providers: Vec<Button>,
    /// Recovery codes that were not used yet.
    codes_left: i64,
}

/// What has just been done: the word in the address, and the message.
const NOTICES: [(&str, &str); 8] = [
    ("passkey-added", "passkey-added"),
    ("passkey-removed", "passkey-removed"),
    ("passkey-wrong", "passkey-wrong"),
    ("passkeys-enough", "passkeys-enough"),
    ("provider-connected", "provider-connected"),
    ("provider-removed", "provider-removed"),
    ("provider-taken", "provider-taken"),
    ("providers-enough", "providers-enough"),
];

impl SettingsPage {
    async fn new(
        services: &Services,
        signed_in: &SignedIn,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let account = &signed_in.session.account;
        let accounts = services.store.accounts();
        let codes_left = accounts.recovery_codes_left(&account.id).await?;
        let passkeys = accounts.passkeys(&account.id).await?;
        let connected = accounts.identities(&account.id).await?;
        let named = |one: KnownIdentity| (providers::name_of(services, &one.identity), one);
        let ask = Ask::of(services, signed_in, Purpose::Add);
        Ok(Self {
            frame: signed_in.frame(),
            errors,
            login: account.login.clone(),
            notice: None,
            has_password: account.has_password,
            has_codes: account.has_totp,
            ask: ask.map(|ask| ask.for_account(signed_in, &passkeys)),
            passkeys,
            connected: connected.into_iter().map(named).collect(),
            providers: Button::for_role(services, account.role),
            codes_left,
        })
    }
}

/// `GET /settings`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: SignedIn,
    Asked(fields): Asked,
) -> Answer {
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    let shown = SettingsPage::new(&services, &signed_in, Errors::none()).await?;
    page(&SettingsPage { notice, ..shown })
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
