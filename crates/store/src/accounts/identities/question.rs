//! What a provider is asked, bound to one provider, one purpose, one browser and some time, and
//! answered once. Nothing is stored until it is answered: nonce and proof key follow from the state,
//! and nobody else can make them of it.
//!
//! Standard: OpenID Connect Core 3.1.2.1 (`state`, `nonce`); RFC 7636 4.1 (the verifier); RFC 9700
//! 2.1 and 4.7 (attacks on the way back).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bluebutton_crypto::hash::{keyed_hash, sha256};
use serde::{Deserialize, Serialize};

use super::Identity;
use crate::Store;
use crate::accounts::Accounts;
use crate::accounts::passkeys::{Purpose, mark_answered};
use crate::db::Tx;
use crate::error::Result;
use crate::limits::PROVIDER_QUESTION_SECONDS;

/// Whom something is asked of, for what, and in which browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderAsked {
    /// The provider, by its word in the settings.
    pub provider: String,
    /// For what: [`Purpose::SignIn`], [`Purpose::Add`] or [`Purpose::Confirm`].
    pub purpose: Purpose,
    /// A secret of the browser (or its session) that is sent there.
    pub browser: [u8; 32],
}

/// A question to a provider.
#[derive(Clone, PartialEq, Eq)]
pub struct ProviderQuestion {
    /// What comes back with the answer.
    pub state: String,
    /// What stands in the token.
    pub nonce: String,
    /// What only we know until the code is exchanged: 43 characters.
    pub verifier: String,
}

impl std::fmt::Debug for ProviderQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProviderQuestion")
    }
}

/// What is sealed of an identity that waits for its owner's word.
#[derive(Serialize, Deserialize)]
struct WaitingIdentity {
    identity: Identity,
    at: i64,
}

/// Random bytes of a state, and those of its keyed hash; between them its purpose and the time.
const HALF: usize = 16;

/// A sealed identity is never longer.
const SEALED_CHARS_MAX: usize = 8_000;

impl Accounts<'_> {
    /// A new question.
    pub fn provider_question(&self, asked: &ProviderAsked) -> ProviderQuestion {
        let store = self.0;
        let (chance, at) = (store.random().bytes::<HALF>(), store.now().as_second().to_be_bytes());
        let known = [&chance[..], &[letter(asked.purpose)], &at].concat();
        let bytes = [&known[..], &bound(store, asked, &known)].concat();
        of_state(store, &bytes)
    }

    /// What a state says it is for. It is not proved by that; `None` if it is none of ours.
    pub fn provider_purpose(&self, state: &str) -> Option<Purpose> {
        let bytes = URL_SAFE_NO_PAD.decode(state).ok()?;
        let letter = bytes.get(HALF)?;
        PURPOSES.into_iter().find(|(own, _)| own == letter).map(|(_, purpose)| purpose)
    }

    /// Takes an answer's state: the question it belongs to, if that is ours, was asked of this provider
    /// for this in this browser, not too long ago, and was not answered before. From now on it is.
    pub async fn answer_provider(
        &self,
        state: &str,
        asked: &ProviderAsked,
    ) -> Result<Option<ProviderQuestion>> {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(state) else { return Ok(None) };
        if !is_ours(self.0, asked, &bytes) {
            return Ok(None);
        }
        let store = self.0.clone();
        let work = move |tx: &mut Tx<'_>| {
            let seconds = 2 * PROVIDER_QUESTION_SECONDS;
            let is_first = mark_answered(tx, &store, &bytes, seconds)?;
            Ok(is_first.then(|| of_state(&store, &bytes)))
        };
        self.0.inner.db.write("answer of a provider", work).await
    }

    /// Who somebody is elsewhere, sealed for a form of this browser until its owner has said what is to
    /// become of it.
    pub fn seal_identity(&self, identity: &Identity, browser: &[u8; 32]) -> String {
        let waiting = WaitingIdentity { identity: identity.clone(), at: self.0.now().as_second() };
        let plain = serde_json::to_vec(&waiting).unwrap_or_default();
        URL_SAFE_NO_PAD.encode(self.0.seal_site(&context(browser), &plain))
    }

    /// What [`Accounts::seal_identity`] sealed in the same browser, within
    /// [`PROVIDER_QUESTION_SECONDS`].
    pub fn open_identity(&self, sealed: &str, browser: &[u8; 32]) -> Option<Identity> {
        let sealed = (sealed.len() <= SEALED_CHARS_MAX).then(|| URL_SAFE_NO_PAD.decode(sealed));
        let sealed = sealed?.ok()?;
        let plain = self.0.open_site(&context(browser), &sealed).ok()?;
        let waiting: WaitingIdentity = serde_json::from_slice(&plain).ok()?;
        let age = self.0.now().as_second() - waiting.at;
        (0..=PROVIDER_QUESTION_SECONDS).contains(&age).then_some(waiting.identity)
    }
}

fn is_ours(store: &Store, asked: &ProviderAsked, bytes: &[u8]) -> bool {
    let Some((known, hash)) = bytes.split_at_checked(HALF + 1 + 8) else { return false };
    let Some((_, at)) = known.split_last_chunk::<8>() else { return false };
    let age = store.now().as_second().saturating_sub(i64::from_be_bytes(*at));
    hash == bound(store, asked, known) && (0..=PROVIDER_QUESTION_SECONDS).contains(&age)
}

fn of_state(store: &Store, bytes: &[u8]) -> ProviderQuestion {
    let key = store.inner.keys.index.reveal();
    let made = |what: &[u8]| URL_SAFE_NO_PAD.encode(keyed_hash(key, &[what, &sha256(bytes)]));
    ProviderQuestion {
        state: URL_SAFE_NO_PAD.encode(bytes),
        nonce: made(b"provider-nonce"),
        verifier: made(b"provider-verifier"),
    }
}

fn bound(store: &Store, asked: &ProviderAsked, known: &[u8]) -> [u8; HALF] {
    let purpose = [letter(asked.purpose)];
    let parts =
        [&b"provider-question"[..], asked.provider.as_bytes(), &purpose, &asked.browser, known];
    let hash = keyed_hash(store.inner.keys.index.reveal(), &parts);
    std::array::from_fn(|at| hash.get(at).copied().unwrap_or_default())
}

fn context(browser: &[u8; 32]) -> Vec<u8> {
    [&b"identity-waits|"[..], browser].concat()
}

fn letter(purpose: Purpose) -> u8 {
    PURPOSES.into_iter().find(|(_, own)| *own == purpose).map_or(b'-', |(letter, _)| letter)
}

const PURPOSES: [(u8, Purpose); 3] =
    [(b's', Purpose::SignIn), (b'a', Purpose::Add), (b'c', Purpose::Confirm)];
