//! Ed25519 signatures (RFC 8032).

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

/// A key that signs.
pub struct SigningKey {
    pair: Ed25519KeyPair,
}

impl SigningKey {
    /// The key of that 32-byte seed.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        match Ed25519KeyPair::from_seed_unchecked(seed) {
            Ok(pair) => Self { pair },
            // Every 32 bytes are a seed; going on without a key would sign nothing.
            Err(_) => std::process::abort(),
        }
    }

    /// Signs; 64 bytes.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).as_ref().to_vec()
    }

    /// Whether `signature` is ours over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        verifies(self.public(), message, signature)
    }

    /// The public key; 32 bytes.
    pub fn public(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }
}

/// Whether `signature` over `message` was made by whoever has the private part of that public key.
pub fn verifies(public: &[u8], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(message, signature).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let key = SigningKey::from_seed(&[3; 32]);
        let signature = key.sign(b"head 1");
        assert!(key.verifies(b"head 1", &signature));
        assert!(!key.verifies(b"head 2", &signature));
        assert!(!SigningKey::from_seed(&[4; 32]).verifies(b"head 1", &signature));
        assert!(!key.verifies(b"head 1", &[]));
    }
}
