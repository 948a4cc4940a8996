//! `/settings/providers/…`: connecting an account elsewhere with one's own here, and taking it away.

use askama::Template;
use axum::extract::{Path, State};
use bluebutton_exchange::provider::Provider;
use bluebutton_store::StoreError;
use bluebutton_store::accounts::{Identity, KnownIdentity, Purpose};

use crate::providers::{Button, Stop, needs, provider, send, stopped};
use crate::services::Services;
use bluebutton_web::frame::Frame;
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{SafeForm, Sender, SignedIn};

#[derive(Template)]
#[template(path = "account/provider_connect.html")]
struct ConnectPage {
    frame: Frame,
    provider: Button,
    /// How they are called there.
    shown: String,
    /// Who they are there, sealed for this session.
    waiting: String,
}

#[derive(Template)]
#[template(path = "account/provider_remove.html")]
struct RemoveProviderPage {
    frame: Frame,
    known: KnownIdentity,
    provider: String,
    /// Whether nothing else would let them in.
    is_last_way_in: bool,
}

/// `GET /settings/providers/{id}/connect`: to the provider.
pub(crate) async fn begin(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Answer {
    let provider = provider(&services, &id)?;
    services.throttle.attempt(&from.address)?;
    let again = format!("/settings/providers/{id}/connect");
    if needs(provider).of(signed_in.session.account.role).is_none() {
        return stopped(signed_in.frame(), provider, Stop::NotForThem, again);
    }
    let asked = (Purpose::Add, signed_in.form_key());
    match send(&services, provider, asked, "/settings").await {
        Ok(answer) => Ok(answer),
        Err(stop) => stopped(signed_in.frame(), provider, stop, again),
    }
}

/// Asks whether this is theirs. Without that, a page elsewhere could connect a stranger's account with
/// the reader's here: by sending their browser to a provider where the stranger is signed in.
pub(crate) fn ask(
    services: &Services,
    signed_in: &SignedIn,
    provider: &Provider,
    identity: &Identity,
) -> Answer {
    let waiting = services.store.accounts().seal_identity(identity, &signed_in.form_key());
    let mut frame = signed_in.frame();
    frame.path = format!("/settings/providers/{}/connect", provider.settings.id);
    page(&ConnectPage {
        frame,
        provider: Button::of(provider),
        shown: identity.shown.clone(),
        waiting,
    })
}

/// `POST /settings/providers/{id}/connect`
pub(crate) async fn connect(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, fields): SafeForm<SignedIn>,
) -> Answer {
    let (provider, accounts) = (provider(&services, &id)?, services.store.accounts());
    let identity = accounts.open_identity(fields.get("waiting"), &signed_in.form_key());
    let again = format!("/settings/providers/{id}/connect");
    let Some(identity) = identity.filter(|identity| identity.provider == id) else {
        return Ok(go_to(&again));
    };
    match accounts.add_identity(&signed_in.token, &identity, needs(provider)).await {
        Ok(()) => Ok(go_to("/settings?provider-connected=1")),
        Err(StoreError::NotAllowed("identity-taken")) => Ok(go_to("/settings?provider-taken=1")),
        Err(StoreError::NotAllowed("too-many-identities")) => {
            Ok(go_to("/settings?providers-enough=1"))
        }
        Err(StoreError::NotAllowed("identity-too-weak")) => {
            stopped(signed_in.frame(), provider, Stop::Weak, again)
        }
        Err(StoreError::NotAllowed("identity-not-for-them")) => {
            stopped(signed_in.frame(), provider, Stop::NotForThem, again)
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /settings/providers/connected/{id}/remove`
pub(crate) async fn show_remove(
    State(services): State<Services>,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Answer {
    let (account, accounts) = (&signed_in.session.account, services.store.accounts());
    let all = accounts.identities(&account.id).await?;
    let is_only = all.len() == 1;
    let known = all.into_iter().find(|one| one.id == id).ok_or_else(Problem::not_found)?;
    let has_other_way = (account.has_password && account.has_totp)
        || !accounts.passkeys(&account.id).await?.is_empty();
    let provider = name_of(&services, &known.identity);
    let is_last_way_in = is_only && !has_other_way;
    page(&RemoveProviderPage { frame: signed_in.frame(), known, provider, is_last_way_in })
}

/// `POST /settings/providers/connected/{id}/remove`
pub(crate) async fn remove(
    State(services): State<Services>,
    Path(id): Path<String>,
    SafeForm(signed_in, _): SafeForm<SignedIn>,
) -> Answer {
    services.store.accounts().remove_identity(&signed_in.token, &id).await?;
    Ok(go_to("/settings?provider-removed=1"))
}

/// What its provider is called: one that the site no longer has, by its address.
pub(super) fn name_of(services: &Services, identity: &Identity) -> String {
    let found = services.providers.get(&identity.provider);
    found.map_or_else(|| identity.issuer.clone(), |provider| provider.settings.name.clone())
}
