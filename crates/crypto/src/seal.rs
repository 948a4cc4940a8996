//! Sealing at rest: AES-256-GCM (NIST SP 800-38D) with a 96-bit random nonce in front.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::hidden::Hidden;
use crate::random::Random;

/// A 256-bit data key.
pub type DataKey = Hidden<[u8; 32]>;

/// How many bytes sealing adds: the nonce and the tag.
pub const OVERHEAD: usize = NONCE_LEN + 16;

/// What was sealed does not open: it was altered, or the key or the context is another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("it was altered, or belongs to another key or place")
    }
}

impl std::error::Error for Broken {}

/// Seals `plain`: nonce (12 bytes) ‖ ciphertext ‖ tag (16 bytes). `context` (table, id, sequence)
/// must be given again to open.
pub fn seal(key: &DataKey, random: &dyn Random, context: &[u8], plain: &[u8]) -> Vec<u8> {
    let nonce: [u8; NONCE_LEN] = random.bytes();
    let mut out = Vec::with_capacity(plain.len() + OVERHEAD);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(plain);
    let sealed = cipher(key).and_then(|cipher| {
        let nonce = Nonce::assume_unique_for_key(nonce);
        let (_, text) = out.split_at_mut_checked(NONCE_LEN)?;
        cipher.seal_in_place_separate_tag(nonce, Aad::from(context), text).ok()
    });
    match sealed {
        Some(tag) => out.extend_from_slice(tag.as_ref()),
        // Only a text of over 64 GB gets here. An empty answer opens as `Broken`: nothing leaks.
        None => out.clear(),
    }
    out
}

/// Opens what [`seal`] made with the same key and context.
pub fn open(key: &DataKey, context: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Broken> {
    let (nonce, text) = sealed.split_at_checked(NONCE_LEN).ok_or(Broken)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Broken)?;
    let cipher = cipher(key).ok_or(Broken)?;
    let mut text = text.to_vec();
    let length =
        cipher.open_in_place(nonce, Aad::from(context), &mut text).map_err(|_| Broken)?.len();
    text.truncate(length);
    Ok(text)
}

fn cipher(key: &DataKey) -> Option<LessSafeKey> {
    Some(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.reveal()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn what_was_sealed_opens_with_the_same_key_and_context() {
        let (key, random) = (DataKey::new([7; 32]), SeededRandom::new(1));
        let sealed = seal(&key, &random, b"segment|a|1", b"hello");
        assert_eq!(sealed.len(), 5 + OVERHEAD);
        assert_eq!(open(&key, b"segment|a|1", &sealed).unwrap(), b"hello");
    }

    #[test]
    fn another_key_context_or_a_flipped_bit_does_not_open() {
        let (key, random) = (DataKey::new([7; 32]), SeededRandom::new(1));
        let sealed = seal(&key, &random, b"here", b"hello");
        assert_eq!(open(&key, b"there", &sealed), Err(Broken));
        assert_eq!(open(&DataKey::new([8; 32]), b"here", &sealed), Err(Broken));
        for bit in 0..sealed.len() * 8 {
            let mut altered = sealed.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(open(&key, b"here", &altered), Err(Broken));
        }
        assert_eq!(open(&key, b"here", &[]), Err(Broken));
    }

    #[test]
    fn the_same_text_is_never_sealed_the_same_way() {
        let (key, random) = (DataKey::new([7; 32]), SeededRandom::new(1));
        assert_ne!(seal(&key, &random, b"", b"x"), seal(&key, &random, b"", b"x"));
    }
}
