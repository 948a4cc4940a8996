//! The site's keys, all derived (HKDF-SHA-256, RFC 5869) from one 32-byte root secret.

use aws_lc_rs::hkdf::{self, HKDF_SHA256, KeyType};

use crate::hash::HashKey;
use crate::hidden::Hidden;
use crate::seal::DataKey;
use crate::sign::SigningKey;

/// The keys of one installation that stay as they are when the root secret changes.
pub struct SiteKeys {
    /// Names the files of a backup: what is in them is sealed already, and stays.
    pub files: Hidden<[u8; 32]>,
    /// Keys the blind index and the patient keys.
    pub index: Hidden<[u8; 32]>,
    /// The same, ready for what a person is found by: some thirty hashes each.
    pub finding: HashKey,
    /// Keys what lines of the trail say of rows.
    pub lines: Hidden<[u8; 32]>,
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
        let index = key("index");
        Self {
            files: key("backup files"),
            finding: HashKey::new(index.reveal()),
            index,
            lines: key("lines"),
            pepper: key("pepper"),
            checkpoint: SigningKey::from_seed(key("checkpoint").reveal()),
        }
    }
}

/// The keys that seal and guard, of one root secret: a new one brings others.
pub struct SealingKeys {
    /// Wraps each patient's data key.
    pub wrapping: DataKey,
    /// Seals what belongs to no patient: accounts, imports, quarantine, jobs.
    pub site: DataKey,
    /// Seals audit lines; apart, because they outlive an erased record.
    pub audit: DataKey,
    /// Seals and names the rows of backups.
    pub backup: DataKey,
    /// Keys the hashes over rows that decide who may do what.
    pub rows: DataKey,
}

impl SealingKeys {
    /// Derives the keys from the root secret.
    pub fn derive(root: &Hidden<[u8; 32]>) -> Self {
        Self {
            wrapping: of_root(root, "wrapping"),
            site: of_root(root, "site"),
            audit: of_root(root, "audit"),
            backup: of_root(root, "backup"),
            rows: of_root(root, "rows"),
        }
    }
}

/// The key that seals what else a new root secret must know of the old one.
pub fn ring_key(root: &Hidden<[u8; 32]>) -> DataKey {
    of_root(root, "ring")
}

fn of_root(root: &Hidden<[u8; 32]>, purpose: &str) -> DataKey {
    let extracted = hkdf::Salt::new(HKDF_SHA256, b"bluebutton site keys 1").extract(root.reveal());
    Hidden::new(expand(&extracted, purpose))
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
        let root = Hidden::new([1; 32]);
        let (sealing, ring) = (SealingKeys::derive(&root), ring_key(&root));
        let SealingKeys { wrapping, site, audit, backup, rows } = &sealing;
        let SiteKeys { files, index, lines, pepper, .. } = &keys;
        let all = [wrapping, site, audit, backup, rows, &ring, files, index, lines, pepper];
        let all = all.map(Hidden::reveal);
        assert_eq!(keys.index.reveal(), again.index.reveal());
        assert_eq!(site.reveal(), SealingKeys::derive(&root).site.reveal());
        for (at, key) in all.iter().enumerate() {
            assert!(all[at + 1..].iter().all(|other| other != key));
        }
        let other = SiteKeys::derive(&Hidden::new([2; 32]));
        assert_ne!(keys.index.reveal(), other.index.reveal());
        let other = SealingKeys::derive(&Hidden::new([2; 32]));
        assert!(site.reveal() != other.site.reveal() && audit.reveal() != other.audit.reveal());
        assert!(backup.reveal() != other.backup.reveal() && rows.reveal() != other.rows.reveal());
    }
}
