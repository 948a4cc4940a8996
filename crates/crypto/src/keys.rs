//! The site's keys, all derived (HKDF-SHA-256) from one 32-byte root secret.

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
    /// Keys the blind index and the patient keys.
    pub index: Hidden<[u8; 32]>,
    /// Signs checkpoints over the audit chains (Ed25519).
    pub checkpoint: SigningKey,
}

impl SiteKeys {
    /// Derives the keys from the root secret.
    pub fn derive(_root: &Hidden<[u8; 32]>) -> Self {
        todo!("helper: crypto")
    }
}
