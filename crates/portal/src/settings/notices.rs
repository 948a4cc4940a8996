//! `/settings/notices`: what somebody wants to hear about by e-mail, and at which address.

use askama::Template;
use axum::extract::State;
use bluebutton_exchange::direct::fold_address;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{Notices, Wants};
use bluebutton_store::transmissions::Way;

use crate::services::Services;
use bluebutton_web::fields::Errors;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::AskedFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{Asked, SafeForm, SignedIn};

#[derive(Template)]
#[template(path = "account/notices.html")]
struct NoticesPage {
    frame: Frame,
    errors: Errors,
    notice: Option<&'static str>,
    chosen: Notices,
    /// What was typed as an address.
    typed: String,
    /// Whether the site sends e-mail at all.
    is_on: bool,
}

/// What has just been done: the word in the address, and the message.
const NOTICES: [(&str, &str); 4] = [
    ("chosen", "notices-chosen"),
    ("code-sent", "notices-code-sent"),
    ("confirmed", "notices-confirmed"),
    ("removed", "notices-removed"),
];

const PATH: &str = "/settings/notices";

impl NoticesPage {
    async fn new(
        services: &Services,
        signed_in: &SignedIn,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let account = &signed_in.session.account;
        let chosen = services.store.accounts().notices(&account.id).await?;
        let login = account.login.contains('@').then(|| account.login.clone());
        let is_on = services.mail.as_ref().is_some_and(|mail| mail.has(Way::Email));
        let (frame, typed) = (signed_in.frame(), login.unwrap_or_default());
        Ok(Self { frame, errors, notice: None, chosen, typed, is_on })
    }
}

/// `GET /settings/notices`
pub(crate) async fn show(
    State(services): State<Services>,
    signed_in: SignedIn,
    Asked(fields): Asked,
) -> Answer {
    let notice = NOTICES.into_iter().find(|(name, _)| fields.is_ticked(name)).map(|(_, id)| id);
    page(&NoticesPage { notice, ..NoticesPage::new(&services, &signed_in, Errors::none()).await? })
}

/// `POST /settings/notices`: what to hear about.
pub(crate) async fn choose(
    State(services): State<Services>,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    let wants = Wants {
        record: fields.is_ticked("record"),
        sign_in: fields.is_ticked("sign-in"),
        people: fields.is_ticked("people"),
        ending: fields.is_ticked("ending"),
        sent: fields.is_ticked("sent"),
        helped: fields.is_ticked("helped"),
    };
    services.store.accounts().choose_notices(&signed_in.token, wants).await?;
    Ok(go_to(&format!("{PATH}?chosen=1")))
}

/// `POST /settings/notices/address`: another address; a code goes there.
pub(crate) async fn address(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let typed = fields.get("address").to_owned();
    let Ok(address) = fold_address(&typed) else {
        let message = signed_in.frame().t("notices-address-wrong");
        let errors = Errors::one("address", message);
        let shown = NoticesPage::new(&services, &signed_in, errors).await?;
        return page(&NoticesPage { typed, ..shown });
    };
    let accounts = services.store.accounts();
    accounts.ask_notice_address(&signed_in.token, &address).await.map_err(too_many)?;
    Ok(go_to(&format!("{PATH}?code-sent=1")))
}

/// `POST /settings/notices/code`: the code that was sent there.
pub(crate) async fn confirm(
    State(services): State<Services>,
    AskedFrom(from): AskedFrom,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    services.throttle.attempt(&from)?;
    let (accounts, code) = (services.store.accounts(), fields.get("code"));
    if accounts.confirm_notice_address(&signed_in.token, code).await.map_err(too_many)? {
        return Ok(go_to(&format!("{PATH}?confirmed=1")));
    }
    let errors = Errors::one("code", signed_in.frame().t("notices-code-wrong"));
    page(&NoticesPage::new(&services, &signed_in, errors).await?)
}

/// `POST /settings/notices/remove`: nothing is sent any more.
pub(crate) async fn remove(
    State(services): State<Services>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    services.store.accounts().remove_notice_address(&signed_in.token).await?;
    Ok(go_to(&format!("{PATH}?removed=1")))
}

fn too_many(error: StoreError) -> Problem {
    match error {
        StoreError::NotAllowed("too-many-attempts") => Problem::too_many(15 * 60),
        error => error.into(),
    }
}
