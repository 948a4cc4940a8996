//! Passkeys on pages: what a browser is asked, and how its answer comes back in a form. Without
//! scripts the parts that ask stay hidden.
//!
//! Standard: WebAuthn Level 3, 5.4 (what is asked), 5.1 (what is answered).

use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::passkey::{ALGORITHMS, Made, Proof};
use bluebutton_store::accounts::{Asked as AskedOf, KnownPasskey, Origin, PasskeySignIn, Purpose};

use crate::services::Services;
use bluebutton_web::cookies;
use bluebutton_web::fields::Fields;
use bluebutton_web::frame::escape_for_query;
use bluebutton_web::network::SignsInFrom;
use bluebutton_web::page::{Answer, go_to};
use bluebutton_web::problem::Problem;
use bluebutton_web::session::{self, SafeForm, Sender, SignedIn, Visitor};

/// What a button of a page asks the browser.
pub(crate) struct Ask {
    /// `make` or `use`.
    pub(crate) what: &'static str,
    pub(crate) challenge: String,
    /// The site's host, and its name.
    pub(crate) host: String,
    pub(crate) site: String,
    /// For whom one is made; the name may be one that is typed on the page.
    pub(crate) user: String,
    pub(crate) login: String,
    pub(crate) name: String,
    /// Passkeys that are known: not made twice, or the only ones that count.
    pub(crate) known: String,
    pub(crate) kinds: String,
    /// An answer that came already, where something else was wrong with the form.
    pub(crate) answered: Answered,
}

/// The fields of a form that carry a browser's answer (base64url).
#[derive(Default)]
pub(crate) struct Answered {
    pub(crate) id: String,
    pub(crate) client: String,
    pub(crate) object: String,
    data: String,
    signature: String,
    user: String,
}

impl Ask {
    /// What to ask of somebody; `None` where the site has no passkeys.
    pub(crate) fn of(services: &Services, sender: &impl Sender, purpose: Purpose) -> Option<Self> {
        let asked = asked(services, sender, purpose)?;
        let question = services.store.accounts().question(&asked);
        let is_made = matches!(purpose, Purpose::Join | Purpose::Add);
        let kinds: Vec<String> = ALGORITHMS.iter().map(ToString::to_string).collect();
        Some(Self {
            what: if is_made { "make" } else { "use" },
            challenge: question.challenge,
            host: asked.place.host,
            site: services.site.organization.name.clone(),
            user: question.user.0,
            login: String::new(),
            name: String::new(),
            known: String::new(),
            kinds: kinds.join(" "),
            answered: Answered::default(),
        })
    }

    /// The same for somebody who is signed in and has these passkeys.
    pub(crate) fn for_account(self, signed_in: &SignedIn, known: &[KnownPasskey]) -> Self {
        let account = &signed_in.session.account;
        let known: Vec<String> =
            known.iter().map(|one| URL_SAFE_NO_PAD.encode(&one.credential)).collect();
        Self {
            user: account.id.0.clone(),
            login: account.login.clone(),
            name: account.name.clone(),
            known: known.join(" "),
            ..self
        }
    }
}

impl Answered {
    pub(crate) fn of(fields: &Fields) -> Self {
        let text = |name| fields.get(name).to_owned();
        Self {
            id: text("passkey-id"),
            client: text("passkey-client"),
            object: text("passkey-object"),
            data: text("passkey-data"),
            signature: text("passkey-signature"),
            user: text("passkey-user"),
        }
    }

    /// Whether a browser answered at all.
    pub(crate) fn is_there(&self) -> bool {
        !self.client.is_empty()
    }

    pub(crate) fn made(&self) -> Made {
        Made { client: bytes(&self.client), object: bytes(&self.object) }
    }

    pub(crate) fn proof(&self) -> Proof {
        Proof {
            id: bytes(&self.id),
            client: bytes(&self.client),
            data: bytes(&self.data),
            signature: bytes(&self.signature),
            user: bytes(&self.user),
        }
    }
}

/// Where and of whom something was asked; `None` where the site has no passkeys.
pub(crate) fn asked(
    services: &Services,
    sender: &impl Sender,
    purpose: Purpose,
) -> Option<AskedOf> {
    Some(AskedOf { place: services.site.place()?, purpose, browser: sender.form_key() })
}

/// What a passkey is called unless its owner says otherwise: what it was made in.
pub(crate) fn name_of(from: &Origin) -> String {
    let names = [from.device.browser.as_str(), from.device.system.as_str()];
    names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `POST /sign-in/passkey`
pub(crate) async fn sign_in(
    State(services): State<Services>,
    SignsInFrom(from): SignsInFrom,
    SafeForm(visitor, fields): SafeForm<Visitor>,
) -> Answer {
    services.throttle.attempt(&from.address)?;
    let asked = asked(&services, &visitor, Purpose::SignIn).ok_or_else(Problem::not_found)?;
    let (accounts, answered) = (services.store.accounts(), Answered::of(&fields));
    let next = session::safe_next(fields.get("next"));
    match accounts.sign_in_with_passkey(answered.proof(), &asked, from.clone()).await? {
        PasskeySignIn::Right(token, account) => {
            let marks = accounts.marks_after(&account, &from);
            let answer = cookies::keep_mark(&services, go_to(next), &marks);
            Ok(cookies::begin(&services, answer, &token))
        }
        PasskeySignIn::Wrong => {
            let next = escape_for_query(next);
            Ok(go_to(&format!("/sign-in?passkey-wrong=1&next={next}")))
        }
        PasskeySignIn::TooMany { wait_seconds } => Err(Problem::too_many(wait_seconds)),
    }
}

/// What is no base64url is no answer: it becomes empty, and is refused as such.
fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap_or_default()
}
