//! What an app asks at the token endpoint, and whether it gets it.
//!
//! Standard: RFC 6749, 2.3.1, 4.1.3, 5.2 and 6; RFC 7636, 4.6; RFC 7009; RFC 7523, 2.2; RFC 9700, 4.14 (refresh tokens
//! that were used before).

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use bluebutton_crypto::Hidden;
use url::form_urlencoded;

use crate::assertion::{ASSERTION_TYPE, client_of};
use crate::pkce::Challenge;
use crate::refusal::{ErrorCode, Refusal};

/// Who asks, and how they prove it.
#[derive(Debug)]
pub struct Credentials {
    /// The app.
    pub client_id: String,
    /// What only it knows; none where it has nothing to keep a secret in.
    pub secret: Option<Hidden<String>>,
    /// What it signed in place of a secret.
    pub assertion: Option<String>,
    /// Whether it came in the header, so that a refusal names the header (RFC 6749, 5.2).
    pub is_in_header: bool,
}

/// What is asked for.
#[derive(Debug)]
pub enum Asked {
    /// Tokens for a code.
    Code {
        /// The code.
        code: String,
        /// Where it was sent to.
        redirect_uri: String,
        /// Whose challenge came with the request.
        verifier: Hidden<String>,
    },
    /// Tokens for a refresh token.
    Refresh {
        /// The token.
        token: String,
        /// Less than was granted, where less is wanted.
        scope: Option<String>,
    },
}

/// What a code was given for.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// To which app.
    pub client_id: &'a str,
    /// Where it was sent to.
    pub redirect_uri: &'a str,
    /// The challenge that came with the request.
    pub challenge: &'a str,
}

/// A form, of which each parameter stands once.
#[derive(Debug)]
pub struct Form(Vec<(String, String)>);

impl Form {
    /// Takes the parameters; one that stands twice is refused (RFC 6749, 3.2).
    pub fn read(pairs: Vec<(String, String)>) -> Result<Self, Refusal> {
        for (place, (name, _)) in pairs.iter().enumerate() {
            if pairs.iter().skip(place + 1).any(|(other, _)| other == name) {
                return Err(invalid("a parameter stands twice"));
            }
        }
        Ok(Self(pairs))
    }

    /// A parameter; one without a value is as one that did not come (RFC 6749, 3.2).
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    }

    fn need(&self, name: &'static str, why: &'static str) -> Result<String, Refusal> {
        self.get(name).map(str::to_owned).ok_or_else(|| invalid(why))
    }

    /// Who asks: in the header (`client_secret_basic`), in the form (`client_secret_post`, and public apps),
    /// or by what they signed (`private_key_jwt`); never in two ways.
    pub fn credentials(&self, header: Option<&str>) -> Result<Credentials, Refusal> {
        let named = self.get("client_id");
        let secret = self.get("client_secret");
        let signed = self.get("client_assertion");
        let kind = self.get("client_assertion_type");
        let ways = [header.is_some(), secret.is_some(), signed.is_some()];
        if ways.into_iter().filter(|is_there| *is_there).count() > 1 {
            return Err(invalid("more than one way of proving who the app is"));
        }
        if let Some(signed) = signed {
            if kind != Some(ASSERTION_TYPE) {
                return Err(invalid("client_assertion_type is not the one of RFC 7523"));
            }
            return assertion(named, signed);
        }
        if kind.is_some() {
            return Err(invalid("client_assertion is required with its type"));
        }
        let Some(header) = header else {
            let client_id = named.ok_or_else(|| invalid("client_id is required"))?.to_owned();
            let secret = secret.map(|secret| Hidden::new(secret.to_owned()));
            return Ok(Credentials { client_id, secret, assertion: None, is_in_header: false });
        };
        let unreadable = || Refusal::new(ErrorCode::InvalidClient, "Authorization can not be read");
        let (client_id, secret) = basic(header).ok_or_else(unreadable)?;
        if named.is_some_and(|named| named != client_id) {
            return Err(invalid("client_id is another than in Authorization"));
        }
        let secret = Some(Hidden::new(secret));
        Ok(Credentials { client_id, secret, assertion: None, is_in_header: true })
    }

    /// What is asked for.
    pub fn asked(&self) -> Result<Asked, Refusal> {
        match self.get("grant_type") {
            None => Err(invalid("grant_type is required")),
            Some("authorization_code") => Ok(Asked::Code {
                code: self.need("code", "code is required")?,
                redirect_uri: self.need("redirect_uri", "redirect_uri is required")?,
                verifier: Hidden::new(self.need("code_verifier", "code_verifier is required")?),
            }),
            Some("refresh_token") => Ok(Asked::Refresh {
                token: self.need("refresh_token", "refresh_token is required")?,
                scope: self.get("scope").map(str::to_owned),
            }),
            Some(_) => Err(Refusal::new(
                ErrorCode::UnsupportedGrantType,
                "grant_type must be authorization_code or refresh_token",
            )),
        }
    }
}

impl Held<'_> {
    /// Whether the app that brings the code is the one that asked, at the same address, with the proof.
    pub fn is_for(&self, client_id: &str, redirect_uri: &str, verifier: &Hidden<String>) -> bool {
        let challenge = Challenge::parse(self.challenge, Some("S256"));
        let is_proved = challenge.is_ok_and(|challenge| challenge.is_of(verifier.reveal()));
        self.client_id == client_id && self.redirect_uri == redirect_uri && is_proved
    }
}

/// The app that signed, as it says.
fn assertion(named: Option<&str>, signed: &str) -> Result<Credentials, Refusal> {
    let why = "client_assertion can not be read";
    let unreadable = || Refusal::new(ErrorCode::InvalidClient, why);
    let client_id = client_of(signed).ok_or_else(unreadable)?;
    if named.is_some_and(|named| named != client_id) {
        return Err(invalid("client_id is another than in client_assertion"));
    }
    let assertion = Some(signed.to_owned());
    Ok(Credentials { client_id, secret: None, assertion, is_in_header: false })
}

fn invalid(why: &'static str) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequest, why)
}

/// Id and secret of `Basic …`: both form-encoded before they are put together (RFC 6749, 2.3.1).
fn basic(header: &str) -> Option<(String, String)> {
    let (scheme, rest) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let plain = String::from_utf8(BASE64_STANDARD.decode(rest.trim()).ok()?).ok()?;
    let (id, secret) = plain.split_once(':')?;
    Some((decoded(id)?, decoded(secret)?))
}

fn decoded(text: &str) -> Option<String> {
    // As a name without a value: `=` and `&` can't stand in it unescaped.
    if text.contains(['&', '=']) {
        return None;
    }
    let (name, _) = form_urlencoded::parse(text.as_bytes()).next()?;
    Some(name.into_owned()).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 7636, appendix B.
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const HELD: Held<'static> = Held {
        client_id: "growth",
        redirect_uri: "https://app.example/back",
        challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    };

    fn form(pairs: &[(&str, &str)]) -> Form {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Form::read(pairs.iter().map(owned).collect()).unwrap()
    }

    fn hidden(text: &str) -> Hidden<String> {
        Hidden::new(text.to_owned())
    }

    #[test]
    fn a_code_is_for_the_app_that_asked_at_its_address_with_its_proof() {
        assert!(HELD.is_for("growth", "https://app.example/back", &hidden(VERIFIER)));
    }

    #[test]
    fn a_stolen_code_is_of_no_use_to_another_app() {
        assert!(!HELD.is_for("evil", "https://app.example/back", &hidden(VERIFIER)));
    }

    #[test]
    fn a_code_sent_elsewhere_is_not_exchanged() {
        assert!(!HELD.is_for("growth", "https://app.example/back/", &hidden(VERIFIER)));
    }

    #[test]
    fn a_code_that_was_put_into_somebody_elses_session_lacks_the_proof() {
        for verifier in ["", "x", &VERIFIER.replace('d', "e"), HELD.challenge] {
            assert!(!HELD.is_for("growth", "https://app.example/back", &hidden(verifier)));
        }
    }

    #[test]
    fn who_asks_is_read_from_the_header_or_from_the_form() {
        let form = form(&[("client_id", "growth"), ("client_secret", "se+cret")]);
        let found = form.credentials(None).unwrap();
        assert_eq!((found.client_id.as_str(), found.is_in_header), ("growth", false));
        assert_eq!(found.secret.unwrap().reveal(), "se+cret");

        let header = format!("Basic {}", BASE64_STANDARD.encode("gr%20owth:a%3Ab"));
        let found = super::tests::form(&[]).credentials(Some(&header)).unwrap();
        assert_eq!((found.client_id.as_str(), found.is_in_header), ("gr owth", true));
        assert_eq!(found.secret.unwrap().reveal(), "a:b");
    }

    #[test]
    fn two_proofs_at_once_are_refused() {
        let header = format!("Basic {}", BASE64_STANDARD.encode("growth:secret"));
        let both = form(&[("client_id", "growth"), ("client_secret", "other")]);
        assert_eq!(both.credentials(Some(&header)).unwrap_err().code, ErrorCode::InvalidRequest);
        let another = form(&[("client_id", "evil")]);
        assert_eq!(another.credentials(Some(&header)).unwrap_err().code, ErrorCode::InvalidRequest);
        let unreadable = form(&[]).credentials(Some("Basic %%%")).unwrap_err();
        assert_eq!(unreadable.code, ErrorCode::InvalidClient);
        assert!(form(&[]).credentials(Some("Bearer abc")).is_err());
    }

    #[test]
    fn what_an_app_signed_names_it_and_stands_alone() {
        // {"alg":"RS256"} . {"sub":"growth"}: read here, believed nowhere yet.
        let signed = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJncm93dGgifQ.c2ln";
        let way = ("client_assertion_type", ASSERTION_TYPE);
        let found = form(&[("client_assertion", signed), way]).credentials(None).unwrap();
        assert_eq!(
            (found.client_id.as_str(), found.assertion.as_deref()),
            ("growth", Some(signed))
        );
        assert!(found.secret.is_none());
        let header = format!("Basic {}", BASE64_STANDARD.encode("growth:secret"));
        let own = ("client_assertion", signed);
        for (pairs, header) in [
            (vec![own, way], Some(header.as_str())),
            (vec![own, way, ("client_secret", "x")], None),
            (vec![own, way, ("client_id", "evil")], None),
            (vec![own], None),
            (vec![own, ("client_assertion_type", "saml")], None),
            (vec![way, ("client_id", "growth")], None),
        ] {
            let code = form(&pairs).credentials(header).unwrap_err().code;
            assert_eq!(code, ErrorCode::InvalidRequest, "{pairs:?}");
        }
        let unreadable = form(&[("client_assertion", "x.y"), way]).credentials(None).unwrap_err();
        assert_eq!(unreadable.code, ErrorCode::InvalidClient);
    }

    #[test]
    fn a_parameter_that_stands_twice_is_refused() {
        let twice = vec![("code".to_owned(), "a".to_owned()), ("code".to_owned(), "b".to_owned())];
        assert_eq!(Form::read(twice).unwrap_err().code, ErrorCode::InvalidRequest);
    }

    #[test]
    fn a_code_without_a_verifier_is_not_exchanged() {
        let asked = form(&[
            ("grant_type", "authorization_code"),
            ("code", "c"),
            ("redirect_uri", "https://app.example/back"),
        ]);
        assert_eq!(asked.asked().unwrap_err().code, ErrorCode::InvalidRequest);
    }

    #[test]
    fn passwords_and_other_ways_are_not_taken() {
        for other in ["password", "client_credentials", "implicit"] {
            let asked = form(&[("grant_type", other)]).asked().unwrap_err();
            assert_eq!(asked.code, ErrorCode::UnsupportedGrantType, "{other}");
        }
        assert_eq!(form(&[]).asked().unwrap_err().code, ErrorCode::InvalidRequest);
    }
}
