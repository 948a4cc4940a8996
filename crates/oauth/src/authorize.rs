//! What an app asks of a person: the authorization request, checked before anybody sees it.
//!
//! Standard: RFC 6749, 4.1.1 and 4.1.2; RFC 7636; RFC 9207; RFC 9700, 4 (its attacks are the tests'
//! names); SMART App Launch 2.2.0, "Obtain authorization code".

use url::Url;

use crate::granted::{Granted, granted};
use crate::pkce::{Challenge, Refused};
use crate::refusal::{ErrorCode, Refusal};

/// The longest state of an app that is handed back.
pub const STATE_BYTES_MAX: usize = 512;

/// The longest nonce of an app that is put into its token.
pub const NONCE_BYTES_MAX: usize = 512;

/// An authorization request, as it came: each parameter once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Which app.
    pub client_id: String,
    /// Where the answer goes.
    pub redirect_uri: String,
    response_type: String,
    state: String,
    scope: String,
    audience: String,
    challenge: String,
    challenge_method: Option<String>,
    response_mode: Option<String>,
    nonce: Option<String>,
    prompt: Option<String>,
    has_twice: bool,
}

/// What is known of an app that was registered.
#[derive(Clone, Copy, Debug)]
pub struct Client<'a> {
    /// The addresses to which it has answers sent.
    pub redirects: &'a [String],
    /// Whether it may be used.
    pub is_open: bool,
}

/// A request that a person can be asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Which app.
    pub client_id: String,
    /// Where the answer goes: one of those that were registered.
    pub redirect_uri: String,
    /// Handed back with it.
    pub state: String,
    /// Whose proof the token will need: the text that came.
    pub challenge: String,
    /// What can be granted of what was asked.
    pub scopes: Vec<Granted>,
    /// What binds the identity token to this request, where the app sent it.
    pub nonce: Option<String>,
}

/// No.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Denied {
    /// Nothing is sent anywhere: whoever asks may not be who they say, so a person is told, here.
    Here(Stranger),
    /// The app is told, at an address that is registered.
    ToApp {
        /// What it is told.
        refusal: Refusal,
        /// What it sent along, to be handed back.
        state: Option<String>,
    },
}

/// Why nothing may be sent to the address that a request names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stranger {
    /// No such app.
    App,
    /// The app is not open to be used: it waits for a review, or was closed.
    Closed,
    /// Not one of its addresses.
    Address,
    /// A token is asked for another server: whoever sent the person here means to use it there.
    Audience,
    /// It is longer than is read.
    TooLong,
}

impl Request {
    /// Reads the parameters; nothing is decided yet. What is not known is ignored (RFC 6749, 3.1).
    pub fn read<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> Self {
        let mut request = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, value) in pairs {
            if !KNOWN.contains(&name) {
                continue;
            }
            // "Request parameters MUST NOT be included more than once": two checks might read two values.
            if seen.iter().any(|one| one == name) {
                request.has_twice = true;
                // Where an address stands twice, neither is the app's.
                if name == "redirect_uri" || name == "client_id" {
                    request.redirect_uri.clear();
                }
                continue;
            }
            seen.push(name.to_owned());
            let value = value.to_owned();
            match name {
                "client_id" => request.client_id = value,
                "redirect_uri" => request.redirect_uri = value,
                "response_type" => request.response_type = value,
                "state" => request.state = value,
                "scope" => request.scope = value,
                "aud" => request.audience = value,
                "code_challenge" => request.challenge = value,
                "code_challenge_method" => request.challenge_method = Some(value),
                "nonce" => request.nonce = Some(value).filter(|nonce| !nonce.is_empty()),
                "prompt" => request.prompt = Some(value),
                _ => request.response_mode = Some(value),
            }
        }
        request
    }

    /// Decides. `base` is the address of our FHIR API, without a slash behind; `serves` says which types
    /// of resources it has.
    pub fn check(
        self,
        client: Option<Client<'_>>,
        base: &str,
        serves: impl Fn(&str) -> bool,
    ) -> Result<Checked, Denied> {
        let client = client.ok_or(Denied::Here(Stranger::App))?;
        // Exactly, letter by letter (RFC 9700, 4.1.3).
        if !client.redirects.contains(&self.redirect_uri) {
            return Err(Denied::Here(Stranger::Address));
        }
        if !client.is_open {
            return Err(Denied::Here(Stranger::Closed));
        }
        // SMART, "aud": a server that only looks like ours would have the token sent to itself. No redirect,
        // for the app may be in it.
        if self.audience.strip_suffix('/').unwrap_or(&self.audience) != base {
            return Err(Denied::Here(Stranger::Audience));
        }
        let is_state = (1..=STATE_BYTES_MAX).contains(&self.state.len());
        let state = is_state.then(|| self.state.clone());
        let no =
            |code, why| Denied::ToApp { refusal: Refusal::new(code, why), state: state.clone() };
        let invalid = |why| no(ErrorCode::InvalidRequest, why);
        if self.has_twice {
            return Err(invalid("a parameter stands twice"));
        }
        if state.is_none() {
            return Err(invalid("state is required, of at most 512 bytes"));
        }
        match self.response_type.as_str() {
            "code" => {}
            "" => return Err(invalid("response_type is required")),
            _ => return Err(no(ErrorCode::UnsupportedResponseType, "response_type must be code")),
        }
        if self.response_mode.as_deref().is_some_and(|mode| mode != "query") {
            return Err(invalid("response_mode must be query"));
        }
        Challenge::parse(&self.challenge, self.challenge_method.as_deref()).map_err(|refused| {
            match refused {
                Refused::Method => invalid("code_challenge_method must be S256"),
                Refused::Form => invalid("code_challenge is required: base64url of 32 bytes"),
            }
        })?;
        if self.nonce.as_ref().is_some_and(|nonce| nonce.len() > NONCE_BYTES_MAX) {
            return Err(invalid("nonce may have at most 512 bytes"));
        }
        if self.prompt.as_deref().is_some_and(|prompt| prompt.split(' ').any(|one| one == "none")) {
            let why = "a person is asked each time";
            return Err(no(ErrorCode::InteractionRequired, why));
        }
        let scopes = granted(&self.scope, serves);
        if !scopes.iter().any(|one| matches!(one, Granted::Resources { .. })) {
            return Err(no(ErrorCode::InvalidScope, "nothing of this scope is given here"));
        }
        let Self { client_id, redirect_uri, state, challenge, nonce, .. } = self;
        Ok(Checked { client_id, redirect_uri, state, challenge, scopes, nonce })
    }
}

/// The address that answers a request: at the app, with what it is told. `issuer` is ours (RFC 9207).
/// `None` where the address can't be read.
pub fn answer(redirect_uri: &str, told: &[(&str, &str)], issuer: &str) -> Option<String> {
    let mut address = Url::parse(redirect_uri).ok()?;
    let mut pairs = address.query_pairs_mut();
    pairs.extend_pairs(told).append_pair("iss", issuer);
    drop(pairs);
    Some(address.into())
}

const KNOWN: [&str; 11] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "state",
    "scope",
    "aud",
    "code_challenge",
    "code_challenge_method",
    "response_mode",
    "nonce",
    "prompt",
];

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://records.example/fhir";
    const BACK: &str = "https://app.example/back?here=1";

    fn good() -> Vec<(&'static str, String)> {
        vec![
            ("response_type", "code".to_owned()),
            ("client_id", "growth".to_owned()),
            ("redirect_uri", BACK.to_owned()),
            ("state", "s-1".to_owned()),
            ("scope", "launch/patient patient/Observation.rs openid".to_owned()),
            ("aud", BASE.to_owned()),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".to_owned()),
            ("code_challenge_method", "S256".to_owned()),
        ]
    }

    fn with(name: &str, value: Option<&str>) -> Vec<(&'static str, String)> {
        let mut all = good();
        all.retain(|(known, _)| *known != name || value.is_some());
        for (known, own) in &mut all {
            if *known == name {
                value.unwrap_or_default().clone_into(own);
            }
        }
        all
    }

    fn check(pairs: &[(&'static str, String)]) -> Result<Checked, Denied> {
        let redirects = [BACK.to_owned()];
        let client = Client { redirects: &redirects, is_open: true };
        let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
        Request::read(pairs).check(Some(client), BASE, |kind| kind == "Observation")
    }

    fn told(pairs: &[(&'static str, String)]) -> &'static str {
        match check(pairs) {
            Err(Denied::ToApp { refusal, state }) => {
                assert!(state.as_deref().is_none_or(|state| state == "s-1"));
                refusal.code.word()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_good_request_is_asked_about_with_what_can_be_granted() {
        let checked = check(&good()).unwrap();
        let scopes = "launch/patient patient/Observation.rs openid";
        assert_eq!(crate::granted::told(&checked.scopes), scopes);
        assert_eq!((checked.state.as_str(), checked.redirect_uri.as_str()), ("s-1", BACK));
        assert!(check(&with("aud", Some("https://records.example/fhir/"))).is_ok());
    }

    #[test]
    fn an_open_redirector_is_made_of_nothing() {
        let evil = [
            "https://evil.example/back",
            "https://app.example/back",
            "https://app.example/back?here=1&more=2",
            "https://app.example/back?here=1#x",
            "https://APP.example/back?here=1",
            "https://app.example.evil.example/back?here=1",
            "https://app.example@evil.example/back?here=1",
            "javascript:alert(1)",
            "",
        ];
        for address in evil {
            let denied = check(&with("redirect_uri", Some(address)));
            assert_eq!(denied, Err(Denied::Here(Stranger::Address)), "{address}");
        }
        assert_eq!(check(&with("redirect_uri", None)), Err(Denied::Here(Stranger::Address)));
    }

    #[test]
    fn a_second_redirect_address_sends_nothing_anywhere() {
        let mut twice = good();
        twice.push(("redirect_uri", "https://evil.example/".to_owned()));
        assert_eq!(check(&twice), Err(Denied::Here(Stranger::Address)));
        let mut twice = good();
        twice.push(("scope", "patient/*.rs".to_owned()));
        assert_eq!(told(&twice), "invalid_request");
    }

    #[test]
    fn an_app_that_is_not_known_or_not_open_is_told_of_here() {
        let request = || Request::read(BASE_PAIRS);
        assert_eq!(request().check(None, BASE, |_| true), Err(Denied::Here(Stranger::App)));
        let redirects = [BACK.to_owned()];
        let closed = Client { redirects: &redirects, is_open: false };
        let denied = request().check(Some(closed), BASE, |_| true);
        assert_eq!(denied, Err(Denied::Here(Stranger::Closed)));
    }

    const BASE_PAIRS: [(&str, &str); 2] = [("client_id", "growth"), ("redirect_uri", BACK)];

    #[test]
    fn no_proof_key_or_a_plain_one_is_a_downgrade_and_refused() {
        assert_eq!(told(&with("code_challenge", None)), "invalid_request");
        assert_eq!(told(&with("code_challenge", Some("short"))), "invalid_request");
        assert_eq!(told(&with("code_challenge_method", Some("plain"))), "invalid_request");
        assert_eq!(told(&with("code_challenge_method", None)), "invalid_request");
    }

    #[test]
    fn a_request_without_state_could_be_anybodys() {
        assert_eq!(told(&with("state", None)), "invalid_request");
        assert_eq!(told(&with("state", Some(""))), "invalid_request");
        assert_eq!(told(&with("state", Some(&"x".repeat(513)))), "invalid_request");
    }

    #[test]
    fn a_token_is_not_asked_for_another_server() {
        for other in [
            "https://evil.example/fhir",
            "https://records.example",
            "https://records.example/fhir//",
            "",
        ] {
            let denied = check(&with("aud", Some(other)));
            assert_eq!(denied, Err(Denied::Here(Stranger::Audience)), "{other}");
        }
        assert_eq!(check(&with("aud", None)), Err(Denied::Here(Stranger::Audience)));
    }

    #[test]
    fn a_person_is_asked_each_time_and_a_nonce_goes_along() {
        let and = |name, value: &str| {
            let mut all = good();
            all.push((name, value.to_owned()));
            all
        };
        assert_eq!(told(&and("prompt", "none")), "interaction_required");
        assert!(check(&and("prompt", "login consent")).is_ok());
        assert_eq!(check(&and("nonce", "n-1")).unwrap().nonce.as_deref(), Some("n-1"));
        assert_eq!(check(&and("nonce", "")).unwrap().nonce, None);
        assert_eq!(told(&and("nonce", &"x".repeat(513))), "invalid_request");
    }

    #[test]
    fn a_token_in_the_address_line_is_never_given() {
        assert_eq!(told(&with("response_type", Some("token"))), "unsupported_response_type");
        assert_eq!(told(&with("response_type", Some("code token"))), "unsupported_response_type");
        assert_eq!(told(&with("response_type", None)), "invalid_request");
    }

    #[test]
    fn a_request_for_nothing_that_is_given_here_is_told_so() {
        assert_eq!(told(&with("scope", Some("user/*.rs openid"))), "invalid_scope");
        assert_eq!(told(&with("scope", Some("launch/patient offline_access"))), "invalid_scope");
        assert_eq!(told(&with("scope", None)), "invalid_scope");
    }

    #[test]
    fn an_answer_keeps_what_stood_in_the_address_and_names_us() {
        let to = answer(BACK, &[("code", "a b&c"), ("state", "s=1")], "https://records.example");
        assert_eq!(
            to.unwrap(),
            "https://app.example/back?here=1&code=a+b%26c&state=s%3D1&iss=https%3A%2F%2Frecords.example"
        );
    }
}
