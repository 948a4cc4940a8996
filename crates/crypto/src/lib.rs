//! Everything that touches keys. Thin, typed ways to aws-lc, argon2, totp-rs and cms; no
//! cryptography of our own.

// What tests share (tests/support) names this crate as others do.
#[cfg(test)]
extern crate self as bluebutton_crypto;

pub mod hash;
pub mod hidden;
pub mod jws;
pub mod keys;
pub mod note;
pub mod passkey;
pub mod password;
pub mod random;
pub mod seal;
pub mod sign;
pub mod smime;
pub mod totp;
pub mod tree;

pub use hidden::Hidden;
pub use random::{Random, SystemRandom};
