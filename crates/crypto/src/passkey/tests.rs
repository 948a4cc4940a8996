//! Answers that count, and for each check of the standard one that does not.

#[path = "../../../../tests/support/authenticator.rs"]
mod authenticator;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use ciborium::Value;

use super::cose::CoseKey;
use super::*;
use authenticator::Authenticator;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The text in which browsers are given a challenge.
fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

const QUESTION: &[u8] = b"sixteen bytes, at least, by chance";

fn site() -> Place {
    let origin = "https://records.riverside.example".to_owned();
    Place { origin, host: "records.riverside.example".to_owned() }
}

fn asked(challenge: &[u8]) -> bool {
    challenge == QUESTION
}

fn device() -> Authenticator {
    Authenticator::new(3, &site().origin)
}

fn made_by(device: &mut Authenticator) -> Result<Passkey, Refused> {
    made(&device.makes(&base64url(QUESTION), "ana"), &site(), asked)
}

fn proved_by(device: &Authenticator, passkey: &Passkey) -> Result<u32, Refused> {
    proved(&device.proves(&base64url(QUESTION)), passkey, &site(), asked)
}

#[test]
fn a_passkey_that_was_made_here_proves_itself_here() {
    let mut device = device();
    let passkey = made_by(&mut device).unwrap();
    assert_eq!((&passkey.id, passkey.count), (&device.id, 0));
    assert_eq!(proved_by(&device, &passkey), Ok(0));
}

#[test]
fn another_key_proves_nothing() {
    let passkey = made_by(&mut device()).unwrap();
    let mut thief = Authenticator::new(4, &site().origin);
    thief.id.clone_from(&passkey.id);
    assert_eq!(proved_by(&thief, &passkey), Err(Refused::WrongSignature));
}

#[test]
fn an_answer_to_another_question_does_not_count() {
    let mut device = device();
    let passkey = made_by(&mut device).unwrap();
    let other = base64url(b"asked of somebody else");
    let made = made(&device.makes(&other, "ana"), &site(), asked);
    assert_eq!(made, Err(Refused::AnotherQuestion));
    let proof = device.proves(&other);
    assert_eq!(proved(&proof, &passkey, &site(), asked), Err(Refused::AnotherQuestion));
}

#[test]
fn the_answer_to_one_kind_of_question_is_none_to_the_other() {
    let mut device = device();
    let passkey = made_by(&mut device).unwrap();
    let made = device.makes(&base64url(QUESTION), "ana");
    let proof = Proof { client: made.client, ..device.proves(&base64url(QUESTION)) };
    assert_eq!(proved(&proof, &passkey, &site(), asked), Err(Refused::AnotherQuestion));
}

#[test]
fn a_page_that_looks_like_ours_learns_nothing_that_counts_here() {
    let passkey = made_by(&mut device()).unwrap();
    let mut device = device();
    // The browser says where it was …
    device.origin = "https://records-riverside.example".to_owned();
    assert_eq!(proved_by(&device, &passkey), Err(Refused::AnotherSite));
    assert_eq!(made_by(&mut device), Err(Refused::AnotherSite));
    // … and the authenticator for whom.
    device.origin = site().origin;
    device.host = "riverside.example".to_owned();
    assert_eq!(proved_by(&device, &passkey), Err(Refused::AnotherSite));
}

#[test]
fn a_device_that_did_not_look_who_is_there_is_no_second_factor() {
    let mut device = device();
    let passkey = made_by(&mut device).unwrap();
    for flags in [0, 1, 4] {
        device.flags = flags;
        assert_eq!(proved_by(&device, &passkey), Err(Refused::NotVerified), "{flags}");
        assert_eq!(made_by(&mut device), Err(Refused::NotVerified), "{flags}");
    }
}

#[test]
fn a_copy_that_counts_less_is_refused() {
    let mut device = device();
    device.count = 5;
    let mut passkey = made_by(&mut device).unwrap();
    assert_eq!(proved_by(&device, &passkey), Err(Refused::Copied));
    device.count = 6;
    passkey.count = proved_by(&device, &passkey).unwrap();
    assert_eq!(passkey.count, 6);
    device.count = 0;
    assert_eq!(proved_by(&device, &passkey), Err(Refused::Copied));
}

#[test]
fn whether_it_can_be_copied_never_changes() {
    let mut device = device();
    let passkey = made_by(&mut device).unwrap();
    device.flags |= 8;
    assert_eq!(proved_by(&device, &passkey), Err(Refused::NotUnderstood));
    // Copied, though it can't be.
    device.flags = 1 | 4 | 16;
    assert_eq!(proved_by(&device, &passkey), Err(Refused::NotUnderstood));
}

#[test]
fn an_answer_that_was_cut_or_changed_anywhere_does_not_count() {
    let mut device = device();
    let passkey = made_by(&mut device).unwrap();
    let (made_whole, proof) =
        (device.makes(&base64url(QUESTION), "a"), device.proves(&base64url(QUESTION)));
    for end in 0..made_whole.object.len() {
        let object = made_whole.object[..end].to_vec();
        assert!(made(&Made { object, ..made_whole.clone() }, &site(), asked).is_err(), "{end}");
    }
    for at in 0..proof.data.len() {
        let mut changed = proof.clone();
        changed.data[at] ^= 1;
        assert!(proved(&changed, &passkey, &site(), asked).is_err(), "{at}");
    }
    for at in 0..proof.client.len() {
        let mut changed = proof.clone();
        changed.client[at] ^= 1;
        assert!(proved(&changed, &passkey, &site(), asked).is_err(), "{at}");
    }
}

/// A COSE key of labels and values.
fn key(parts: Vec<(i64, Value)>) -> Vec<u8> {
    let parts = parts.into_iter().map(|(label, value)| (Value::Integer(label.into()), value));
    let mut bytes = Vec::new();
    ciborium::into_writer(&Value::Map(parts.collect()), &mut bytes).unwrap();
    bytes
}

fn number(value: i64) -> Value {
    Value::Integer(value.into())
}

#[test]
fn signatures_of_every_kind_that_is_asked_for_are_checked() {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap();
    let point = pair.public_key().as_ref();
    let (x, y) = (point[1..33].to_vec(), point[33..].to_vec());
    let p256 = key(vec![
        (1, number(2)),
        (3, number(-7)),
        (-1, number(1)),
        (-2, Value::Bytes(x)),
        (-3, Value::Bytes(y)),
    ]);
    let signature = pair.sign(&SystemRandom::new(), b"signed").unwrap();
    let p256 = CoseKey::read(&p256).unwrap();
    assert!(p256.verifies(b"signed", signature.as_ref()));
    assert!(!p256.verifies(b"Signed", signature.as_ref()));

    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let (n, e) = (pair.public_key().modulus(), pair.public_key().exponent());
    let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
    let parts = [(-1, n), (-2, e)].map(|(label, bytes)| (label, Value::Bytes(bytes.to_vec())));
    let rsa = key([vec![(1, number(3)), (3, number(-257))], parts.to_vec()].concat());
    let mut signature = vec![0; pair.public_modulus_len()];
    pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), b"signed", &mut signature).unwrap();
    let rsa = CoseKey::read(&rsa).unwrap();
    assert!(rsa.verifies(b"signed", &signature));
    signature[9] ^= 1;
    assert!(!rsa.verifies(b"signed", &signature));
}

#[test]
fn a_key_of_a_kind_that_was_not_asked_for_is_refused() {
    // ES384 on P-384.
    let other = key(vec![(1, number(2)), (3, number(-35)), (-1, number(2))]);
    assert_eq!(CoseKey::read(&other), Err(Refused::AnotherKind));
    // An algorithm that is not the curve's.
    let mixed = key(vec![(1, number(1)), (3, number(-7)), (-1, number(6))]);
    assert_eq!(CoseKey::read(&mixed), Err(Refused::AnotherKind));
    assert_eq!(CoseKey::read(b"\xff"), Err(Refused::NotUnderstood));
}
