//! Passwords: argon2id (RFC 9106). Slow on purpose: call it off the async threads.

use crate::random::Random;

/// Hashes a password into a PHC string (`$argon2id$…`).
pub fn hash(_password: &str, _random: &dyn Random) -> String {
    todo!("helper: crypto")
}

/// Whether the password is the one hashed. A broken hash is a wrong password.
pub fn verify(_password: &str, _phc: &str) -> bool {
    todo!("helper: crypto")
}

/// The same work as [`verify`] with nothing to find: for names that do not exist, so that time
/// does not tell.
pub fn verify_nothing(_password: &str) {
    todo!("helper: crypto")
}

/// Why a password is not taken: a message id (`password-too-short`, `password-too-common`), after
/// NIST SP 800-63B 5.1.1.2: at least 12 characters, not a common one, not the name itself.
pub fn weakness(_password: &str, _login: &str) -> Option<&'static str> {
    todo!("helper: crypto")
}
