//! Sealing at rest: AES-256-GCM with a 96-bit random nonce in front.

use crate::hidden::Hidden;
use crate::random::Random;

/// A 256-bit data key.
pub type DataKey = Hidden<[u8; 32]>;

/// What was sealed does not open: it was altered, or the key or the context is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

/// Seals `plain`: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). `context` (table, id, sequence)
/// must be given again to open.
pub fn seal(_key: &DataKey, _random: &dyn Random, _context: &[u8], _plain: &[u8]) -> Vec<u8> {
    todo!("helper: crypto")
}

/// Opens what [`seal`] made with the same key and context.
pub fn open(_key: &DataKey, _context: &[u8], _sealed: &[u8]) -> Result<Vec<u8>, Broken> {
    todo!("helper: crypto")
}
