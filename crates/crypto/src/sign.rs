//! Ed25519 signatures.

/// A key that signs.
pub struct SigningKey {}

impl SigningKey {
    /// The key of that 32-byte seed.
    pub fn from_seed(_seed: &[u8; 32]) -> Self {
        todo!("helper: crypto")
    }

    /// Signs; 64 bytes.
    pub fn sign(&self, _message: &[u8]) -> Vec<u8> {
        todo!("helper: crypto")
    }

    /// Whether `signature` is ours over `message`.
    pub fn verifies(&self, _message: &[u8], _signature: &[u8]) -> bool {
        todo!("helper: crypto")
    }
}
