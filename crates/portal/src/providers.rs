//! `/sign-in/with/…`: signing in with an account elsewhere. The browser is sent to the provider, and
//! comes back with a code, which the program exchanges itself.
//!
//! Standard: OpenID Connect Core 3.1; RFC 9700.

pub(crate) mod join;

use askama::Template;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::Response;
use bluebutton_exchange::provider::{Asked as AskedOf, Provider, ProviderTrouble, Vouched};
use bluebutton_store::accounts::{
    Assurance, Identity, IdentitySignIn, Needs, Origin, ProviderAsked, ProviderQuestion, Purpose,
    Role,
};

use crate::services::Services;
use crate::settings::providers as connecting;
use bluebutton_web::cookies;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::{Frame, escape_for_query};
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to, page};
use bluebutton_web::problem::{self, Problem};
use bluebutton_web::session::{self, Asked, Sender, SignedIn, Visitor};

/// A provider, for a button.
pub(crate) struct Button {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Why nobody was signed in: the end of message ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The provider is away.
    Away,
    /// They stopped there, or were stopped.
    Denied,
    /// The answer is of another browser, too old, or came before.
    NotOurs,
    /// What the provider said is not believed.
    Refused,
    /// The provider is less sure of them than this site needs.
    Weak,
    /// It is for others.
    NotForThem,
    /// Their passkey signs in alone.
    UsePasskey,
}

#[derive(Template)]
#[template(path = "account/provider_stop.html")]
struct ProviderStopPage {
    frame: Frame,
    provider: Button,
    word: &'static str,
    /// Where they may try again.
    again: String,
    /// Where the other ways are.
    elsewhere: &'static str,
}

impl ProviderStopPage {
    /// A part of what it says: its title, what happened, what to do now.
    fn said(&self, part: &str) -> String {
        let id = format!("provider-{}-{part}", self.word);
        self.frame.t1(&id, "provider", &self.provider.name)
    }
}

/// Whoever comes back from a provider.
pub(crate) struct Returning {
    from: Origin,
    signed_in: Option<SignedIn>,
    visitor: Visitor,
    next: String,
}

impl FromRequestParts<Services> for Returning {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, services: &Services) -> Result<Self, Problem> {
        let SignsInFrom(from) = SignsInFrom::from_request_parts(parts, services).await?;
        let signed_in = SignedIn::from_request_parts(parts, services).await.ok();
        let visitor = Visitor::from_request_parts(parts, services).await?;
        let next = cookies::next(&services.site, &parts.headers);
        let next = session::safe_next(next.as_deref().unwrap_or("/")).to_owned();
        Ok(Self { from, signed_in, visitor, next })
    }
}

impl Returning {
    fn frame(&self) -> Frame {
        self.signed_in.as_ref().map_or_else(|| self.visitor.frame(), SignedIn::frame)
    }
}

impl Button {
    pub(crate) fn of(provider: &Provider) -> Self {
        Self { id: provider.settings.id.clone(), name: provider.settings.name.clone() }
    }

    /// Those with which somebody may sign in.
    pub(crate) fn all(services: &Services) -> Vec<Self> {
        services.providers.all().iter().map(Self::of).collect()
    }

    /// Those with which somebody of that role may.
    pub(crate) fn for_role(services: &Services, role: Role) -> Vec<Self> {
        let all = services.providers.all().iter();
        all.filter(|one| needs(one).of(role).is_some()).map(Self::of).collect()
    }
}

impl Stop {
    fn word(self) -> &'static str {
        match self {
            Self::Away => "away",
            Self::Denied => "denied",
            Self::NotOurs => "not-ours",
            Self::Refused => "refused",
            Self::Weak => "weak",
            Self::NotForThem => "not-for-them",
            Self::UsePasskey => "use-passkey",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Self::Away => StatusCode::SERVICE_UNAVAILABLE,
            Self::Denied | Self::UsePasskey => StatusCode::OK,
            Self::NotOurs | Self::Refused => StatusCode::BAD_REQUEST,
            Self::Weak | Self::NotForThem => StatusCode::FORBIDDEN,
        }
    }
}

impl From<ProviderTrouble> for Stop {
    fn from(trouble: ProviderTrouble) -> Self {
        match trouble {
            ProviderTrouble::Away => Self::Away,
            ProviderTrouble::NotTaken | ProviderTrouble::Refused(_) => Self::Refused,
        }
    }
}

/// The provider of that word.
pub(crate) fn provider<'s>(services: &'s Services, id: &str) -> Result<&'s Provider, Problem> {
    services.providers.get(id).ok_or_else(Problem::not_found)
}

/// What the site needs of a provider.
pub(crate) fn needs(provider: &Provider) -> Needs {
    let assurance = |level: bluebutton_exchange::provider::AssuranceLevel| Assurance {
        identity: level.identity,
        authenticator: level.authenticator,
    };
    Needs {
        person: provider.settings.for_people.map(assurance),
        staff: provider.settings.for_staff.map(assurance),
    }
}

/// A page that says why nobody was signed in, with an answer of its own kind: what a proxy or a robot
/// reads, too. `next` is where they wanted to go.
pub(crate) fn stopped(mut frame: Frame, provider: &Provider, stop: Stop, again: String) -> Answer {
    let is_whole = frame.account.as_ref().is_some_and(|account| account.is_whole);
    let elsewhere = if is_whole { "/settings" } else { "/sign-in" };
    // Whoever chooses another language here does not come back with the same answer.
    elsewhere.clone_into(&mut frame.path);
    let shown = ProviderStopPage {
        frame,
        provider: Button::of(provider),
        word: stop.word(),
        again,
        elsewhere,
    };
    Ok(problem::with_own_page(page(&shown)?, stop.status()))
}

/// `GET /sign-in/with/{id}`: to the provider.
pub(crate) async fn begin(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    visitor: Visitor,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let provider = provider(&services, &id)?;
    services.throttle.attempt(&from.address)?;
    let next = session::safe_next(fields.get("next")).to_owned();
    let sent = send(&services, provider, (Purpose::SignIn, visitor.form_key()), &next).await;
    match sent {
        Ok(answer) => Ok(visitor.remember(answer)),
        Err(stop) => stopped(visitor.frame(), provider, stop, again(provider, &next)),
    }
}

/// Sends a browser to a provider; it comes back to `next`.
pub(crate) async fn send(
    services: &Services,
    provider: &Provider,
    (purpose, browser): (Purpose, [u8; 32]),
    next: &str,
) -> Result<Response, Stop> {
    let asked = ProviderAsked { provider: provider.settings.id.clone(), purpose, browser };
    let question = services.store.accounts().provider_question(&asked);
    let back = back_to(services, provider);
    let asked = asked_of(&question, &back, purpose);
    let address = provider.address(&asked, services.now()).await?;
    Ok(cookies::keep_next(services, go_to(&address), next))
}

/// `GET /sign-in/back/{id}`: from the provider. Each has its own address to come back to, so that an
/// answer of one can't be taken for another's (RFC 9700 4.4).
pub(crate) async fn back(
    State(services): State<Services>,
    returning: Returning,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let provider = provider(&services, &id)?;
    services.throttle.attempt(&returning.from.address)?;
    let again = again(provider, &returning.next);
    match answered(&services, provider, &returning, &fields).await? {
        Ok((Purpose::SignIn, identity)) => enter(&services, provider, returning, identity).await,
        Ok((Purpose::Confirm, identity)) => {
            let Some(signed_in) = returning.signed_in else {
                return Err(Problem::sign_in(&returning.next, true));
            };
            let accounts = services.store.accounts();
            let needs = needs(provider);
            if accounts.confirm_with_identity(&signed_in.token, &identity, needs).await? {
                return Ok(cookies::forget_next(&services, go_to(&returning.next)));
            }
            let next = escape_for_query(&returning.next);
            Ok(go_to(&format!("/confirm?provider-wrong=1&next={next}")))
        }
        Ok((_, identity)) => {
            let Some(signed_in) = returning.signed_in else {
                return Err(Problem::sign_in("/settings", true));
            };
            connecting::ask(&services, &signed_in, provider, &identity)
        }
        Err(stop) => stopped(returning.frame(), provider, stop, again),
    }
}

/// Who came back, and for what.
async fn answered(
    services: &Services,
    provider: &Provider,
    returning: &Returning,
    fields: &Fields,
) -> Result<Result<(Purpose, Identity), Stop>, Problem> {
    let (accounts, state) = (services.store.accounts(), fields.get("state"));
    let Some(purpose) = accounts.provider_purpose(state) else { return Ok(Err(Stop::NotOurs)) };
    let browser = match (purpose, &returning.signed_in) {
        (Purpose::SignIn, _) => returning.visitor.form_key(),
        (_, Some(signed_in)) => signed_in.form_key(),
        (_, None) => return Ok(Err(Stop::NotOurs)),
    };
    let id = provider.settings.id.clone();
    let asked = ProviderAsked { provider: id, purpose, browser };
    let Some(question) = accounts.answer_provider(state, &asked).await? else {
        return Ok(Err(Stop::NotOurs));
    };
    let issuer = Some(fields.get("iss")).filter(|issuer| !issuer.is_empty());
    if let Err(trouble) = provider.sent(issuer, services.now()).await {
        return Ok(Err(trouble.into()));
    }
    let code = fields.get("code");
    if code.is_empty() {
        return Ok(Err(Stop::Denied));
    }
    let back = back_to(services, provider);
    let asked = asked_of(&question, &back, purpose);
    let told = provider.who(code, &asked, services.now()).await;
    Ok(told.map(|told| (purpose, identity_of(provider, told))).map_err(Stop::from))
}

/// Signs in whoever is connected; everybody else is asked who they are here.
async fn enter(
    services: &Services,
    provider: &Provider,
    returning: Returning,
    identity: Identity,
) -> Answer {
    let (accounts, from) = (services.store.accounts(), returning.from.clone());
    let next = returning.next.as_str();
    let stop = match accounts.sign_in_with_identity(&identity, needs(provider), from).await? {
        IdentitySignIn::Right(token, account) => {
            let marks = accounts.marks_after(&account, &returning.from);
            let answer = cookies::keep_mark(services, go_to(next), &marks);
            let answer = cookies::forget_next(services, answer);
            return Ok(cookies::begin(services, answer, &token));
        }
        IdentitySignIn::NeedsCode(token) => {
            let answer = go_to(&format!("/sign-in/code?next={}", escape_for_query(next)));
            return Ok(cookies::begin(services, answer, &token));
        }
        IdentitySignIn::NeedsSetup(token) => {
            let answer = go_to(&format!("/sign-in/second-factor?next={}", escape_for_query(next)));
            return Ok(cookies::begin(services, answer, &token));
        }
        IdentitySignIn::Unknown => {
            return join::ask(services, &returning.visitor, provider, &identity);
        }
        IdentitySignIn::UsePasskey => Stop::UsePasskey,
        IdentitySignIn::NotForThem => Stop::NotForThem,
        IdentitySignIn::TooWeak => Stop::Weak,
        IdentitySignIn::TooMany { wait_seconds } => return Err(Problem::too_many(wait_seconds)),
    };
    stopped(returning.visitor.frame(), provider, stop, again(provider, next))
}

/// `GET /confirm/with/{id}`: showing the provider once more who they are.
pub(crate) async fn confirm(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    signed_in: SignedIn,
    Path(id): Path<String>,
    Asked(fields): Asked,
) -> Answer {
    let provider = provider(&services, &id)?;
    services.throttle.attempt(&from.address)?;
    let next = session::safe_next(fields.get("next")).to_owned();
    let asked = (Purpose::Confirm, signed_in.form_key());
    match send(&services, provider, asked, &next).await {
        Ok(answer) => Ok(answer),
        Err(stop) => {
            let again = format!("/confirm?next={}", escape_for_query(&next));
            stopped(signed_in.frame(), provider, stop, again)
        }
    }
}

/// `GET /sign-out/with/{id}`: to where people sign out at the provider, too.
pub(crate) async fn sign_out(State(services): State<Services>, Path(id): Path<String>) -> Answer {
    let provider = provider(&services, &id)?;
    let back = format!("{}/sign-in?signed-out=1", services.site.address);
    let address = provider.sign_out_address(&back, services.now()).await;
    Ok(go_to(address.as_deref().unwrap_or("/sign-in?signed-out=1")))
}

/// Where a provider's answers come to.
fn back_to(services: &Services, provider: &Provider) -> String {
    format!("{}/sign-in/back/{}", services.site.address, provider.settings.id)
}

fn asked_of<'a>(question: &'a ProviderQuestion, back: &'a str, purpose: Purpose) -> AskedOf<'a> {
    AskedOf {
        redirect_uri: back,
        state: &question.state,
        nonce: &question.nonce,
        verifier: &question.verifier,
        is_fresh: purpose == Purpose::Confirm,
    }
}

fn identity_of(provider: &Provider, told: Vouched) -> Identity {
    let shown = match (&told.name, &told.login) {
        (Some(name), Some(login)) if name != login => format!("{name} ({login})"),
        (Some(one), _) | (None, Some(one)) => one.clone(),
        (None, None) => String::new(),
    };
    Identity {
        provider: provider.settings.id.clone(),
        issuer: told.issuer,
        subject: told.subject,
        name: told.name.unwrap_or_default(),
        shown,
        acr: told.acr,
        assurance: Assurance {
            identity: told.level.identity,
            authenticator: told.level.authenticator,
        },
    }
}

/// Where somebody tries the same again.
fn again(provider: &Provider, next: &str) -> String {
    format!("/sign-in/with/{}?next={}", provider.settings.id, escape_for_query(next))
}
