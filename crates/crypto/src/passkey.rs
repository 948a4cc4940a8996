//! Passkeys: checks what a browser answers when one is made and when one is used.
//!
//! Standard: WebAuthn Level 3 (<https://www.w3.org/TR/webauthn-3/>), 7.1 (registering) and 7.2
//! (proving). Each numbered check of the standard that concerns us stands beside its line.
//!
//! Not `webauthn-rs`: it brings sixty crates and with them a second crypto library, `rsa` among
//! them, which this project bans. What is needed is small: no attestation is asked for, since no
//! authenticator is preferred to another, and the signatures are checked by aws-lc.

mod client;
mod cose;
#[cfg(test)]
mod tests;

use crate::hash::sha256;

pub use cose::ALGORITHMS;

/// The site as browsers know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Scheme, host and port: `https://records.riverside.example`.
    pub origin: String,
    /// The host: what passkeys are bound to.
    pub host: String,
}

/// What a browser answers when a passkey was made.
#[derive(Clone, Debug, Default)]
pub struct Made {
    /// What the browser says it was asked (`clientDataJSON`).
    pub client: Vec<u8>,
    /// What the authenticator says (`attestationObject`).
    pub object: Vec<u8>,
}

/// What a browser answers when a passkey was used.
#[derive(Clone, Debug, Default)]
pub struct Proof {
    /// Which passkey.
    pub id: Vec<u8>,
    /// What the browser says it was asked (`clientDataJSON`).
    pub client: Vec<u8>,
    /// What the authenticator says (`authenticatorData`).
    pub data: Vec<u8>,
    /// Its signature over both.
    pub signature: Vec<u8>,
    /// Whose the passkey is, as the authenticator remembers.
    pub user: Vec<u8>,
}

/// A passkey as a site keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its id.
    pub id: Vec<u8>,
    /// Its public key (COSE).
    pub public_key: Vec<u8>,
    /// How often it was used, where the authenticator counts; else 0.
    pub count: u32,
    /// Whether it may be on several devices of its owner.
    pub may_be_copied: bool,
}

/// Why an answer does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not what the standard describes.
    NotUnderstood,
    /// It answers something else: another question, or one that was not ours, or long ago.
    AnotherQuestion,
    /// It was given to another site.
    AnotherSite,
    /// The authenticator did not see that its owner was there: no finger, face or PIN.
    NotVerified,
    /// A kind of key that we did not ask for.
    AnotherKind,
    /// The signature is not that of the passkey.
    WrongSignature,
    /// It counts no further than before: there may be a copy of it.
    Copied,
}

/// The longest id that the standard allows (7.1, step 25).
const ID_BYTES_MAX: usize = 1_023;

/// Checks an answer to "make a passkey"; `is_ours` says whether the challenge in it was.
pub fn made(
    answer: &Made,
    place: &Place,
    is_ours: impl FnOnce(&[u8]) -> bool,
) -> Result<Passkey, Refused> {
    client::check(&answer.client, "webauthn.create", place, is_ours)?;
    // Step 21 ff.: whatever stands beside the authenticator's data would only tell its maker.
    let data = cose::authenticator_data(&answer.object).ok_or(Refused::NotUnderstood)?;
    let data = Data::read(&data)?;
    data.check(place)?;
    let (id, public_key) = data.passkey.as_ref().ok_or(Refused::NotUnderstood)?;
    if id.is_empty() || id.len() > ID_BYTES_MAX {
        return Err(Refused::NotUnderstood);
    }
    // Step 20: one of the kinds that were asked for, and a key that can be one.
    cose::CoseKey::read(public_key)?;
    let (id, public_key) = (id.clone(), public_key.clone());
    Ok(Passkey { id, public_key, count: data.count, may_be_copied: data.may_be_copied })
}

/// Checks an answer to "show that you have this passkey"; how often it was used now.
pub fn proved(
    proof: &Proof,
    passkey: &Passkey,
    place: &Place,
    is_ours: impl FnOnce(&[u8]) -> bool,
) -> Result<u32, Refused> {
    client::check(&proof.client, "webauthn.get", place, is_ours)?;
    let data = Data::read(&proof.data)?;
    data.check(place)?;
    // Step 19: whether it can be copied never changes.
    if data.may_be_copied != passkey.may_be_copied || proof.id != passkey.id {
        return Err(Refused::NotUnderstood);
    }
    // Steps 20 and 21.
    let signed = [&proof.data[..], &sha256(&proof.client)].concat();
    if !cose::CoseKey::read(&passkey.public_key)?.verifies(&signed, &proof.signature) {
        return Err(Refused::WrongSignature);
    }
    // Step 22: those that do not count say 0 every time.
    let counts = data.count != 0 || passkey.count != 0;
    if counts && data.count <= passkey.count {
        return Err(Refused::Copied);
    }
    Ok(data.count)
}

/// Authenticator data (6.1).
struct Data {
    host_hash: Vec<u8>,
    is_present: bool,
    is_verified: bool,
    may_be_copied: bool,
    is_copied: bool,
    count: u32,
    /// Id and public key, where one was made.
    passkey: Option<(Vec<u8>, Vec<u8>)>,
}

impl Data {
    fn read(bytes: &[u8]) -> Result<Self, Refused> {
        Self::parts(bytes).ok_or(Refused::NotUnderstood)
    }

    fn parts(bytes: &[u8]) -> Option<Self> {
        let (host_hash, rest) = bytes.split_at_checked(32)?;
        let (flags, rest) = rest.split_first()?;
        let (count, rest) = rest.split_first_chunk::<4>()?;
        let is_set = |bit: u8| flags & (1 << bit) != 0;
        let passkey = if is_set(6) {
            // What kind of device it is (16 bytes) is nobody's business.
            let (_, rest) = rest.split_at_checked(16)?;
            let (length, rest) = rest.split_first_chunk::<2>()?;
            let (id, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            Some((id.to_vec(), cose::first_item(rest)?.to_vec()))
        } else {
            None
        };
        Some(Self {
            host_hash: host_hash.to_vec(),
            is_present: is_set(0),
            is_verified: is_set(2),
            may_be_copied: is_set(3),
            is_copied: is_set(4),
            count: u32::from_be_bytes(*count),
            passkey,
        })
    }

    /// What holds for both answers (7.1 steps 14 to 18, 7.2 steps 15 to 18).
    fn check(&self, place: &Place) -> Result<(), Refused> {
        if self.host_hash != sha256(place.host.as_bytes()) {
            return Err(Refused::AnotherSite);
        }
        // A passkey stands for both factors: what one has, and a finger, face or PIN.
        if !self.is_present || !self.is_verified {
            return Err(Refused::NotVerified);
        }
        if self.is_copied && !self.may_be_copied {
            return Err(Refused::NotUnderstood);
        }
        Ok(())
    }
}
