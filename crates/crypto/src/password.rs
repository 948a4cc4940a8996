//! Passwords: argon2id (RFC 9106). Slow on purpose: call it off the async threads.

mod weakness;

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;

pub use self::weakness::{Known, Weakness, weakness};
use crate::random::Random;

/// 19 MiB, 2 passes, 1 lane: the second choice of RFC 9106 scaled as OWASP advises, so that a
/// two-core machine answers about thirty sign-ins a second and none takes over 19 MiB.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// The shortest password taken, in characters.
pub const PASSWORD_CHARS_MIN: usize = 12;

/// The longest password taken, in bytes: hashing is not to be fed megabytes.
pub const PASSWORD_BYTES_MAX: usize = 1024;

/// Hashes a password into a PHC string (`$argon2id$…`).
pub fn hash(password: &str, random: &dyn Random) -> String {
    let salt: [u8; 16] = random.bytes();
    let in_text = |bytes: &[u8]| STANDARD_NO_PAD.encode(bytes);
    // An empty hash verifies nothing: the account can't be used rather than stand open.
    digest(password.as_bytes(), &salt).map_or_else(String::new, |digest| {
        format!(
            "$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${}${}",
            in_text(&salt),
            in_text(&digest)
        )
    })
}

/// Whether the password is the one hashed. A broken hash is a wrong password.
pub fn verify(password: &str, phc: &str) -> bool {
    let Some((salt, kept)) = read(phc) else {
        verify_nothing(password);
        return false;
    };
    password.len() <= PASSWORD_BYTES_MAX
        && digest(password.as_bytes(), &salt)
            .is_some_and(|digest| verify_slices_are_equal(&digest, &kept).is_ok())
}

/// The same work as [`verify`] with nothing to find: for names that do not exist, so that time
/// does not tell.
pub fn verify_nothing(password: &str) {
    let password = password.as_bytes().get(..PASSWORD_BYTES_MAX).unwrap_or(password.as_bytes());
    std::hint::black_box(digest(password, b"no such account!"));
}

/// Salt and digest of a PHC string of ours; `None` for any other.
fn read(phc: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let hash = PasswordHash::new(phc).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let is_ours = hash.algorithm.as_str() == "argon2id"
        && hash.version == Some(Version::V0x13.into())
        && (params.m_cost(), params.t_cost(), params.p_cost()) == (MEMORY_KIB, PASSES, 1);
    let (salt, digest) = (hash.salt?, hash.hash?);
    is_ours.then(|| (salt.to_vec(), digest.as_bytes().to_vec()))
}

/// The memory that hashes are made in. Given back and used again, it does not grow the process with
/// each try; as many as are made at once are kept.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn digest(password: &[u8], salt: &[u8]) -> Option<[u8; 32]> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    let kept = MEMORY.lock().unwrap_or_else(PoisonError::into_inner).pop();
    let mut memory = kept.unwrap_or_else(|| vec![Block::new(); params.block_count()]);
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut digest = [0; 32];
    let done = argon.hash_password_into_with_memory(password, salt, &mut digest, &mut memory);
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner).push(memory);
    done.ok().map(|()| digest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn a_password_verifies_against_its_own_hash_only() {
        let hash = hash("correct horse battery", &SeededRandom::new(1));
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(verify("correct horse battery", &hash));
        assert!(!verify("correct horse batterz", &hash));
        assert!(!verify("", ""));
    }

    #[test]
    fn a_hash_of_another_program_in_the_same_form_verifies() {
        // By the writer of PHC strings that the crate brings along.
        use argon2::password_hash::PasswordHasher as _;
        let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).unwrap();
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let made = argon.hash_password_with_salt(b"correct horse battery", b"somesalt-16bytes");
        let made = made.unwrap().to_string();
        assert!(verify("correct horse battery", &made), "{made}");
        assert!(!verify("correct horse batterz", &made));
    }

    #[test]
    fn a_hash_made_with_other_costs_or_none_at_all_is_a_wrong_password() {
        let cheap = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQtMTZieXRlcw$\
                     AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        for phc in ["", "$argon2id$", cheap] {
            assert!(!verify("correct horse battery", phc), "{phc}");
        }
    }

    #[test]
    fn what_one_hash_left_in_memory_does_not_change_the_next() {
        let random = SeededRandom::new(1);
        let first = hash("correct horse battery", &random);
        for other in ["three calm rivers", "four calm rivers"] {
            assert!(!verify(other, &first));
            assert!(verify("correct horse battery", &first));
        }
        assert!(MEMORY.lock().unwrap().len() <= 8, "one for each test that hashes at once");
    }
}
