//! Tokens and metadata that are believed, and each way of forging them.

#[path = "../../../../tests/support/tokens.rs"]
mod tokens;

use self::tokens::{jwk, token, unsigned};
use super::*;

const ISSUER: &str = "https://id.riverside.example";
const NOW: i64 = 1_800_000_000;
const HEADER: &str = r#"{"alg":"ES256","kid":"one"}"#;

fn keys() -> Keys {
    Keys::read(format!(r#"{{"keys":[{}]}}"#, jwk("one")).as_bytes()).unwrap()
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: "bluebutton",
        nonce: "the-nonce",
        now: NOW,
        signed_in_within: None,
    }
}

/// What a token of Ana says, with some claims put in the place of others (`null` takes one away).
fn body(other: &str) -> String {
    let mut all = serde_json::json!({
        "iss": ISSUER, "sub": "ana-1", "aud": "bluebutton", "nonce": "the-nonce",
        "iat": NOW - 5, "exp": NOW + 600, "name": "Ana Reyes",
    });
    let other: serde_json::Value = serde_json::from_str(other).unwrap();
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    let kept = all.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
    serde_json::Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        .to_string()
}

fn checked(header: &str, other: &str) -> Result<Claims, NotBelieved> {
    claims(&token(header, &body(other)), &keys(), &expected())
}

#[test]
fn a_token_of_the_provider_is_believed() {
    let claims = checked(HEADER, "{}").unwrap();
    assert_eq!((claims.subject.as_str(), claims.text("name")), ("ana-1", Some("Ana Reyes")));
    assert!(checked(HEADER, r#"{"aud":["bluebutton"]}"#).is_ok());
    assert!(checked(HEADER, r#"{"aud":["bluebutton","other"],"azp":"bluebutton"}"#).is_ok());
    // Without a name every key of the kind is tried.
    assert!(checked(r#"{"alg":"ES256"}"#, "{}").is_ok());
}

#[test]
fn what_another_issuer_says_or_what_is_said_to_another_site_is_not_believed() {
    for (other, refused) in [
        (r#"{"iss":"https://evil.example"}"#, NotBelieved::Issuer),
        (r#"{"iss":"https://id.riverside.example/"}"#, NotBelieved::Issuer),
        (r#"{"iss":null}"#, NotBelieved::Issuer),
        (r#"{"aud":"other"}"#, NotBelieved::Audience),
        (r#"{"aud":["other"]}"#, NotBelieved::Audience),
        (r#"{"aud":null}"#, NotBelieved::Audience),
        (r#"{"aud":["bluebutton","other"]}"#, NotBelieved::Audience),
        (r#"{"aud":["bluebutton","other"],"azp":"other"}"#, NotBelieved::Audience),
        (r#"{"azp":"other"}"#, NotBelieved::Audience),
        (r#"{"nonce":"another"}"#, NotBelieved::Nonce),
        (r#"{"nonce":null}"#, NotBelieved::Nonce),
        (r#"{"sub":""}"#, NotBelieved::Form),
        (r#"{"sub":null}"#, NotBelieved::Form),
    ] {
        assert_eq!(checked(HEADER, other), Err(refused), "{other}");
    }
}

#[test]
fn a_token_that_is_not_signed_by_the_provider_is_not_believed() {
    let of = |token: &str| claims(token, &keys(), &expected());
    for alg in ["none", "None", "HS256"] {
        let header = format!(r#"{{"alg":"{alg}"}}"#);
        let bare = unsigned(&header, &body("{}"));
        assert_eq!(of(&format!("{bare}.")), Err(NotBelieved::Algorithm), "{alg}");
        assert_eq!(of(&token(&header, &body("{}"))), Err(NotBelieved::Algorithm), "{alg}");
    }
    let good = token(HEADER, &body("{}"));
    let (signed, signature) = good.rsplit_once('.').unwrap();
    assert_eq!(of(&format!("{signed}.")), Err(NotBelieved::Signature));
    let other = unsigned(HEADER, &body(r#"{"sub":"tom-1"}"#));
    assert_eq!(of(&format!("{other}.{signature}")), Err(NotBelieved::Signature));
    assert_eq!(checked(r#"{"alg":"ES256","kid":"two"}"#, "{}"), Err(NotBelieved::UnknownKey));
    // The key is one for another way of signing.
    assert_eq!(checked(r#"{"alg":"RS256","kid":"one"}"#, "{}"), Err(NotBelieved::UnknownKey));
    assert_eq!(
        checked(r#"{"alg":"ES256","kid":"one","crit":["b64"]}"#, "{}"),
        Err(NotBelieved::Form)
    );
    for broken in ["", ".", "..", "a.b.c", "é.é.é", signed] {
        assert!(of(broken).is_err(), "{broken}");
    }
}

#[test]
fn clocks_may_differ_by_two_minutes_and_no_more() {
    for (other, is_taken) in [
        (format!(r#"{{"exp":{}}}"#, NOW - 119), true),
        (format!(r#"{{"exp":{}}}"#, NOW - 120), false),
        (format!(r#"{{"iat":{}}}"#, NOW + 120), true),
        (format!(r#"{{"iat":{}}}"#, NOW + 121), false),
        (format!(r#"{{"iat":{}}}"#, NOW - 720), true),
        (format!(r#"{{"iat":{}}}"#, NOW - 721), false),
        (format!(r#"{{"nbf":{}}}"#, NOW + 121), false),
        (r#"{"exp":null}"#.to_owned(), false),
        (r#"{"iat":null}"#.to_owned(), false),
    ] {
        let refused = checked(HEADER, &other).err();
        assert_eq!(refused, (!is_taken).then_some(NotBelieved::Time), "{other}");
    }
}

#[test]
fn who_is_asked_anew_must_have_answered_just_now() {
    let expected = Expected { signed_in_within: Some(300), ..expected() };
    let of = |other: &str| claims(&token(HEADER, &body(other)), &keys(), &expected);
    assert!(of(&format!(r#"{{"auth_time":{}}}"#, NOW - 420)).is_ok());
    assert_eq!(of(&format!(r#"{{"auth_time":{}}}"#, NOW - 421)), Err(NotBelieved::NotFresh));
    assert_eq!(of(&format!(r#"{{"auth_time":{}}}"#, NOW + 900)), Err(NotBelieved::NotFresh));
    assert_eq!(of("{}"), Err(NotBelieved::NotFresh));
}

#[test]
fn what_is_told_besides_is_of_the_same_person_and_changes_nothing() {
    let mut claims = checked(HEADER, r#"{"acr":"ial1"}"#).unwrap();
    let told = br#"{"sub":"ana-1","email":"ana@example.org","acr":"ial3"}"#;
    claims.add(told).unwrap();
    assert_eq!(claims.text("email"), Some("ana@example.org"));
    assert_eq!(claims.text("acr"), Some("ial1"));
    assert!(claims.add(br#"{"sub":"tom-1","email":"x"}"#).is_err());
    assert!(claims.add(b"eyJhbGciOi").is_err());
}

#[test]
fn levels_are_read_from_what_providers_say() {
    let of = |other: &str| LevelWords::default().level(&checked(HEADER, other).unwrap());
    let level = |identity, authenticator| AssuranceLevel { identity, authenticator };
    assert_eq!(of("{}"), level(0, 0));
    assert_eq!(of(r#"{"acr":"http://idmanagement.gov/ns/assurance/ial/2"}"#), level(2, 0));
    assert_eq!(of(r#"{"acr":"urn:acr.login.gov:verified","amr":["pwd","mfa"]}"#), level(2, 2));
    assert_eq!(of(r#"{"acr":"IAL2 AAL2"}"#), level(2, 2));
    assert_eq!(of(r#"{"amr":["pwd"]}"#), level(0, 0));
    assert_eq!(of(r#"{"acr":7,"amr":{"mfa":1}}"#), level(0, 0));
    let mut words = LevelWords::default();
    words.set("gold", level(2, 3));
    words.assume(level(1, 1));
    assert_eq!(words.level(&checked(HEADER, r#"{"acr":"gold"}"#).unwrap()), level(2, 3));
    assert_eq!(words.level(&checked(HEADER, "{}").unwrap()), level(1, 1));
    assert!(level(2, 2).reaches(level(2, 0)) && !level(2, 0).reaches(level(2, 2)));
    for wrong in ["", "ial4", "aal0", "ial", "2", "ial2 gold"] {
        assert_eq!(AssuranceLevel::read(wrong), None, "{wrong}");
    }
}

fn metadata(other: &str) -> Result<Metadata, NotBelieved> {
    let mut all = serde_json::json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://id.riverside.example/auth?tenant=7",
        "token_endpoint": "https://id.riverside.example/token",
        "jwks_uri": "https://keys.riverside.example/jwks",
    });
    let other: serde_json::Value = serde_json::from_str(other).unwrap();
    for (name, value) in other.as_object().unwrap() {
        all[name] = value.clone();
    }
    Metadata::read(all.to_string().as_bytes(), ISSUER)
}

#[test]
fn a_provider_that_speaks_for_another_or_in_the_open_is_not_asked() {
    assert!(metadata("{}").is_ok());
    assert_eq!(metadata(r#"{"issuer":"https://evil.example"}"#), Err(NotBelieved::Issuer));
    let open = r#"{"token_endpoint":"http://id.riverside.example/token"}"#;
    assert_eq!(metadata(open), Err(NotBelieved::NotEncrypted));
    for wrong in [
        "javascript:alert(1)",
        "https://user:pw@id.riverside.example/",
        "/token",
        "http://10.0.0.1/",
    ] {
        let other = format!(r#"{{"authorization_endpoint":"{wrong}"}}"#);
        assert_eq!(metadata(&other), Err(NotBelieved::NotEncrypted), "{wrong}");
    }
    assert!(metadata(r#"{"jwks_uri":"http://localhost:4000/jwks"}"#).is_ok());
    assert_eq!(metadata(r#"{"jwks_uri":null}"#), Err(NotBelieved::Form));
    assert_eq!(Metadata::read(b"<html>", ISSUER), Err(NotBelieved::Form));
}

#[test]
fn a_question_holds_what_the_standard_asks_for() {
    let question = Question {
        client_id: "bluebutton",
        redirect_uri: "https://records.riverside.example/sign-in/back/hospital",
        scopes: &["openid".to_owned(), "profile".to_owned()],
        acr_values: &["urn:acr.login.gov:verified".to_owned()],
        state: "the-state",
        nonce: "the-nonce",
        verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
        is_fresh: true,
    };
    let address = question.address(&metadata("{}").unwrap()).unwrap();
    let address = Url::parse(&address).unwrap();
    let asked = |name: &str| {
        let mut found = address.query_pairs().filter(|(own, _)| own == name);
        let value = found.next().map(|(_, value)| value.into_owned());
        assert!(found.next().is_none(), "{name} stands there twice");
        value.unwrap_or_default()
    };
    assert_eq!(address.host_str(), Some("id.riverside.example"));
    assert_eq!(asked("tenant"), "7");
    assert_eq!(asked("response_type"), "code");
    assert_eq!(asked("scope"), "openid profile");
    assert_eq!(asked("code_challenge"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    assert_eq!(asked("code_challenge_method"), "S256");
    assert_eq!(asked("redirect_uri"), question.redirect_uri);
    assert_eq!((asked("prompt"), asked("max_age")), ("login".to_owned(), "0".to_owned()));
    assert!(!address.as_str().contains(question.verifier));
}
