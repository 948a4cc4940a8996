//! Signing in with an account elsewhere: what a relying party of OpenID Connect asks, and what it
//! believes of the answer.
//!
//! Standard: OpenID Connect Core 1.0 (3.1, authorization code flow), Discovery 1.0; RFC 7636 (PKCE);
//! RFC 9207 (issuer in the answer); RFC 9700 (best current practice, with its attacks).

mod keys;
mod level;
mod metadata;
mod token;

#[cfg(test)]
mod tests;

use url::Url;

pub use keys::Keys;
pub use level::{AssuranceLevel, LevelWords};
pub use metadata::Metadata;
pub use token::{Claims, Expected, claims};
pub(crate) use token::{is_signed, object, seconds};

use crate::pkce;

/// Why an answer of a provider is not believed. For the log: it says nothing of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotBelieved {
    /// It is not understood: no JSON, no token, a part missing.
    Form,
    /// It speaks for another provider than the one that was asked.
    Issuer,
    /// It is for another site.
    Audience,
    /// It answers another question, or another browser's.
    Nonce,
    /// It is not signed, or in a way that is not taken (`none`, a shared secret).
    Algorithm,
    /// No key of the provider made this signature.
    Signature,
    /// None of the keys that are known is the one it names: there may be new ones.
    UnknownKey,
    /// It is too old, or of the future.
    Time,
    /// They signed in there too long ago, or nobody says when.
    NotFresh,
    /// An address of the provider is not encrypted.
    NotEncrypted,
}

/// What is asked of a provider for one sign-in.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// Who we are there.
    pub client_id: &'a str,
    /// Where the answer comes to: an address of its own for each provider (RFC 9700 4.4.2.2).
    pub redirect_uri: &'a str,
    /// `openid`, and what else is needed.
    pub scopes: &'a [String],
    /// Which assurance is asked for, the best first.
    pub acr_values: &'a [String],
    /// Binds the answer to the browser that asked.
    pub state: &'a str,
    /// Binds the token to the question.
    pub nonce: &'a str,
    /// Whose challenge goes along: only we know it (43 to 128 characters).
    pub verifier: &'a str,
    /// Whether they have to show anew who they are.
    pub is_fresh: bool,
}

impl Question<'_> {
    /// The address at the provider that the browser is sent to (OpenID Connect Core 3.1.2.1).
    pub fn address(&self, metadata: &Metadata) -> Result<String, NotBelieved> {
        let mut address =
            Url::parse(&metadata.authorization_endpoint).map_err(|_| NotBelieved::Form)?;
        let challenge = pkce::challenge_of(self.verifier);
        let mut pairs = address.query_pairs_mut();
        pairs
            .append_pair("response_type", "code")
            .append_pair("client_id", self.client_id)
            .append_pair("redirect_uri", self.redirect_uri)
            .append_pair("scope", &self.scopes.join(" "))
            .append_pair("state", self.state)
            .append_pair("nonce", self.nonce)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256");
        if !self.acr_values.is_empty() {
            pairs.append_pair("acr_values", &self.acr_values.join(" "));
        }
        if self.is_fresh {
            // `max_age=0` says the same as `prompt=login`, and has the time of it told (`auth_time`).
            pairs.append_pair("prompt", "login").append_pair("max_age", "0");
        }
        drop(pairs);
        Ok(address.into())
    }
}

/// Whether the address of a provider may be asked: encrypted, or on this very machine (for a trial).
pub fn is_safe(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let has_secret = !url.username().is_empty() || url.password().is_some();
    let is_reached = url.has_host() && !has_secret;
    is_reached && (url.scheme() == "https" || (url.scheme() == "http" && is_here(address)))
}

/// Whether an address is on this very machine.
pub fn is_here(address: &str) -> bool {
    let url = Url::parse(address).ok();
    match url.as_ref().and_then(Url::host) {
        Some(url::Host::Ipv4(host)) => host.is_loopback(),
        Some(url::Host::Ipv6(host)) => host.is_loopback(),
        Some(url::Host::Domain(host)) => host == "localhost",
        None => false,
    }
}
