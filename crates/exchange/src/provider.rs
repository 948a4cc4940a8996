//! Providers of identities outside: a hospital's own, Login.gov, ID.me. What is asked of them over the
//! network, and what is kept of what they say of themselves. The rules are in `bluebutton_oauth`.
//!
//! Standard: OpenID Connect Core 1.0, Discovery 1.0, RP-Initiated Logout 1.0; RFC 7523 (a key in place
//! of a secret).

mod client;
mod http;

use std::sync::Arc;

use bluebutton_crypto::Hidden;
use bluebutton_crypto::jws::ClientKey;
pub use bluebutton_oauth::connect::{AssuranceLevel, LevelWords};
use bluebutton_oauth::connect::{
    Claims, Expected, Keys, Metadata, NotBelieved, Question, claims, is_safe,
};
use jiff::Timestamp;
use tokio::sync::Mutex;

use crate::limits::{PROVIDER_FRESH_SECONDS, PROVIDER_KNOWN_SECONDS};

/// What a site says of a provider.
pub struct ProviderSettings {
    /// Its word in addresses and settings: letters, digits, dashes.
    pub id: String,
    /// Its name on buttons.
    pub name: String,
    /// Its name for machines: an address.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// How we show that it is us.
    pub proof: ClientProof,
    /// What is asked for besides `openid`.
    pub scopes: Vec<String>,
    /// Which assurance is asked for.
    pub acr_values: Vec<String>,
    /// What its words mean.
    pub words: LevelWords,
    /// The claim that says what somebody is called.
    pub name_claim: String,
    /// The claim that says how somebody signs in there: shown where one of several is chosen.
    pub login_claim: String,
    /// Patients and caregivers may sign in with it, where they reach this level.
    pub for_people: Option<AssuranceLevel>,
    /// The records office may sign in with it, where it reaches this level.
    pub for_staff: Option<AssuranceLevel>,
    /// A certificate authority of the organization's own (PEM), believed besides the system's.
    pub authority: Option<Vec<u8>>,
}

/// How we show a provider that it is us.
pub enum ClientProof {
    /// Not at all: the proof key (PKCE) binds the code to us.
    Public,
    /// With a secret.
    Secret(Hidden<String>),
    /// With a key (`private_key_jwt`).
    Key(Box<ClientKey>),
}

/// Why a provider told us nothing of somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderTrouble {
    /// It can't be reached, or fails.
    Away,
    /// It does not take the code: it was used before, is too old, or our own settings are wrong.
    NotTaken,
    /// What it says is not believed.
    Refused(NotBelieved),
}

/// Who somebody is at a provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The provider's name for machines.
    pub issuer: String,
    /// Who it is there.
    pub subject: String,
    /// What they are called, if it says.
    pub name: Option<String>,
    /// How they sign in there, if it says.
    pub login: Option<String>,
    /// The assurance in its own words, if it says.
    pub acr: Option<String>,
    /// The assurance.
    pub level: AssuranceLevel,
}

/// One sign-in at a provider.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Where the answer comes to.
    pub redirect_uri: &'a str,
    /// Binds the answer to the browser.
    pub state: &'a str,
    /// Binds the token to the question.
    pub nonce: &'a str,
    /// Known to us only.
    pub verifier: &'a str,
    /// Whether they have to show anew who they are.
    pub is_fresh: bool,
}

/// A provider, and what it has said of itself lately.
pub struct Provider {
    /// What the site says of it.
    pub settings: ProviderSettings,
    client: reqwest::Client,
    known: Mutex<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    metadata: Arc<Metadata>,
    keys: Arc<Keys>,
    at: Timestamp,
}

/// The providers of a site, in the order of its settings.
#[derive(Default)]
pub struct Providers(Vec<Provider>);

impl Providers {
    /// Of these settings; an error says in words what is wrong with them.
    pub fn of(settings: Vec<ProviderSettings>) -> Result<Self, String> {
        let all: Result<Vec<Provider>, String> = settings.into_iter().map(Provider::of).collect();
        Ok(Self(all?))
    }

    /// All of them.
    pub fn all(&self) -> &[Provider] {
        &self.0
    }

    /// The one of that word.
    pub fn get(&self, id: &str) -> Option<&Provider> {
        self.0.iter().find(|one| one.settings.id == id)
    }
}

impl Provider {
    fn of(settings: ProviderSettings) -> Result<Self, String> {
        let id = &settings.id;
        if !is_safe(&settings.issuer) {
            return Err(format!("{id}: issuer {:?} must begin with https://", settings.issuer));
        }
        let client = http::client(&settings.issuer, settings.authority.as_deref())
            .map_err(|why| format!("{id}: {why}"))?;
        Ok(Self { settings, client, known: Mutex::new(None) })
    }

    /// The address there that the browser is sent to.
    pub async fn address(
        &self,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<String, ProviderTrouble> {
        let known = self.known(now).await.inspect_err(|trouble| self.log(*trouble))?;
        let own = &self.settings;
        let mut scopes = vec!["openid".to_owned()];
        scopes.extend(own.scopes.iter().filter(|scope| *scope != "openid").cloned());
        let question = Question {
            client_id: &own.client_id,
            redirect_uri: asked.redirect_uri,
            scopes: &scopes,
            acr_values: &own.acr_values,
            state: asked.state,
            nonce: asked.nonce,
            verifier: asked.verifier,
            is_fresh: asked.is_fresh,
        };
        question.address(&known.metadata).map_err(ProviderTrouble::Refused)
    }

    /// Whether an answer that names this issuer (RFC 9207) is from here.
    pub async fn sent(&self, issuer: Option<&str>, now: Timestamp) -> Result<(), ProviderTrouble> {
        let known = self.known(now).await?;
        match issuer {
            Some(issuer) if issuer == known.metadata.issuer => Ok(()),
            None if !known.metadata.names_itself => Ok(()),
            _ => {
                let trouble = ProviderTrouble::Refused(NotBelieved::Issuer);
                self.log(trouble);
                Err(trouble)
            }
        }
    }

    /// Exchanges a code, and says who somebody is. Keys that are not known yet are fetched anew: a
    /// provider changes them when it likes.
    pub async fn who(
        &self,
        code: &str,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Vouched, ProviderTrouble> {
        let told = self.exchanged(code, asked, now).await;
        if let Err(trouble) = &told {
            self.log(*trouble);
        }
        told
    }

    /// One line for whoever watches over the site; nothing of a person.
    fn log(&self, trouble: ProviderTrouble) {
        let provider = self.settings.id.as_str();
        match trouble {
            ProviderTrouble::Away => {
                tracing::warn!(event = "provider-away", provider, "it did not answer");
            }
            ProviderTrouble::NotTaken => {
                let why = "it took no code";
                tracing::warn!(event = "provider-refused", provider, why, "its answer is refused");
            }
            ProviderTrouble::Refused(why) => {
                tracing::warn!(event = "provider-refused", provider, ?why, "its answer is refused");
            }
        }
    }

    async fn exchanged(
        &self,
        code: &str,
        asked: &Asked<'_>,
        now: Timestamp,
    ) -> Result<Vouched, ProviderTrouble> {
        let known = self.known(now).await?;
        let own = &self.settings;
        let form = client::form(own, &known.metadata, (code, asked), now)?;
        let taken = http::post(&self.client, &known.metadata.token_endpoint, form).await?;
        let tokens = client::Tokens::read(&taken)?;
        let expected = Expected {
            issuer: &own.issuer,
            client_id: &own.client_id,
            nonce: asked.nonce,
            now: now.as_second(),
            signed_in_within: asked.is_fresh.then_some(PROVIDER_FRESH_SECONDS),
        };
        let checked = match claims(&tokens.id, &known.keys, &expected) {
            Err(NotBelieved::UnknownKey) => {
                let keys = self.fetched_keys(&known.metadata).await?;
                *self.known.lock().await = Some(Known { keys: keys.clone(), ..known.clone() });
                claims(&tokens.id, &keys, &expected)
            }
            checked => checked,
        };
        let mut said = checked.map_err(ProviderTrouble::Refused)?;
        self.ask_more(&mut said, &known.metadata, tokens.access.as_ref()).await;
        Ok(self.told(&said))
    }

    /// Where people sign out there, with the way back to `back`; `None` where it has no such place.
    pub async fn sign_out_address(&self, back: &str, now: Timestamp) -> Option<String> {
        let known = self.known(now).await.ok()?;
        let mut address = url::Url::parse(known.metadata.end_session_endpoint.as_ref()?).ok()?;
        address
            .query_pairs_mut()
            .append_pair("client_id", &self.settings.client_id)
            .append_pair("post_logout_redirect_uri", back);
        Some(address.into())
    }

    /// More of the same person; that there is nothing more stops nobody.
    async fn ask_more(
        &self,
        said: &mut Claims,
        metadata: &Metadata,
        access: Option<&Hidden<String>>,
    ) {
        let Some((address, access)) = metadata.userinfo_endpoint.as_ref().zip(access) else {
            return;
        };
        let told = match http::get(&self.client, address, Some(access)).await {
            Ok(bytes) => said.add(&bytes).is_ok(),
            Err(_) => false,
        };
        if !told {
            let provider = self.settings.id.as_str();
            tracing::info!(
                event = "provider-told-no-more",
                provider,
                "no claims besides the token"
            );
        }
    }

    fn told(&self, said: &Claims) -> Vouched {
        let own = &self.settings;
        let text = |name: &str, chars: usize| {
            said.text(name).map(|text| text.chars().take(chars).collect::<String>())
        };
        Vouched {
            issuer: own.issuer.clone(),
            subject: said.subject.clone(),
            name: text(&own.name_claim, 120),
            login: text(&own.login_claim, 120),
            acr: text("acr", 200),
            level: own.words.level(said),
        }
    }

    /// What it says of itself: asked anew after an hour. Where it is away, what it said before holds.
    async fn known(&self, now: Timestamp) -> Result<Known, ProviderTrouble> {
        let kept = self.known.lock().await.clone();
        if let Some(known) = &kept
            && (now.as_second() - known.at.as_second()).abs() < PROVIDER_KNOWN_SECONDS
        {
            return Ok(known.clone());
        }
        // Nobody waits for another's question: a provider that is slow would hold them all.
        match self.fetched(now).await {
            Ok(known) => {
                *self.known.lock().await = Some(known.clone());
                Ok(known)
            }
            Err(ProviderTrouble::Away) => kept.ok_or(ProviderTrouble::Away),
            Err(trouble) => Err(trouble),
        }
    }

    async fn fetched(&self, now: Timestamp) -> Result<Known, ProviderTrouble> {
        let issuer = &self.settings.issuer;
        let bytes = http::get(&self.client, &Metadata::address(issuer), None).await?;
        let metadata = Metadata::read(&bytes, issuer).map_err(ProviderTrouble::Refused)?;
        let keys = self.fetched_keys(&metadata).await?;
        Ok(Known { metadata: Arc::new(metadata), keys, at: now })
    }

    async fn fetched_keys(&self, metadata: &Metadata) -> Result<Arc<Keys>, ProviderTrouble> {
        let bytes = http::get(&self.client, &metadata.jwks_uri, None).await?;
        Keys::read(&bytes).map(Arc::new).map_err(ProviderTrouble::Refused)
    }
}
