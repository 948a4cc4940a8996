//! The site's keys, all derived (HKDF-SHA-256, RFC 5869) from one 32-byte root secret.

use aws_lc_rs::hkdf::{self, HKDF_SHA256, KeyType};

use crate::hidden::Hidden;
use crate::seal::DataKey;
use crate::sign::SigningKey;

/// The keys of one installation.
pub struct SiteKeys {
    /// Wraps each patient's data key.
    pub wrapping: DataKey,
    /// Seals what belongs to no patient: accounts, imports, quarantine, jobs.
    pub site: DataKey,
    /// Seals audit lines; apart, because they outlive an erased record.
    pub audit: DataKey,
    /// Seals backups.
    pub backup: DataKey,
    /// Keys the blind index and the patient keys.
    pub index: Hidden<[u8; 32]>,
    /// Keys the hashes over rows that decide who may do what.
    pub rows: Hidden<[u8; 32]>,
    /// What is mixed into each password's hash: the database alone is not enough to guess at them.
    pub pepper: Hidden<[u8; 32]>,
    /// Signs checkpoints over the audit chains (Ed25519).
    pub checkpoint: SigningKey,
}

impl SiteKeys {
    /// Derives the keys from the root secret.
    pub fn derive(root: &Hidden<[u8; 32]>) -> Self {
        let extracted =
            hkdf::Salt::new(HKDF_SHA256, b"bluebutton site keys 1").extract(root.reveal());
        let key = |purpose: &str| Hidden::new(expand(&extracted, purpose));
        Self {
            wrapping: key("wrapping"),
            site: key("site"),
            audit: key("audit"),
            backup: key("backup"),
            index: key("index"),
            rows: key("rows"),
            pepper: key("pepper"),
            checkpoint: SigningKey::from_seed(key("checkpoint").reveal()),
        }
    }
}

struct Bytes32;

impl KeyType for Bytes32 {
    fn len(&self) -> usize {
        32
    }
}

fn expand(extracted: &hkdf::Prk, purpose: &str) -> [u8; 32] {
    let mut out = [0; 32];
    let done = extracted
        .expand(&[purpose.as_bytes()], Bytes32)
        .and_then(|material| material.fill(&mut out));
    if done.is_err() {
        // 32 bytes are always within HKDF's limit; a key of zeros must never be used.
        std::process::abort();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_root_gives_the_same_keys_and_no_two_are_alike() {
        let keys = SiteKeys::derive(&Hidden::new([1; 32]));
        let again = SiteKeys::derive(&Hidden::new([1; 32]));
        let all = [&keys.wrapping, &keys.site, &keys.audit, &keys.index, &keys.rows, &keys.pepper]
            .map(Hidden::reveal);
        assert_eq!(keys.site.reveal(), again.site.reveal());
        for (at, key) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != key));
        }
        let other = SiteKeys::derive(&Hidden::new([2; 32]));
        assert_ne!(keys.site.reveal(), other.site.reveal());
    }
}
