//! Passwords: argon2id (RFC 9106). Slow on purpose: call it off the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

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
    hasher()
        .and_then(|argon| argon.hash_password_with_salt(password.as_bytes(), &salt).ok())
        // An empty hash verifies nothing: the account can't be used rather than stand open.
        .map_or_else(String::new, |hash| hash.to_string())
}

/// Whether the password is the one hashed. A broken hash is a wrong password.
pub fn verify(password: &str, phc: &str) -> bool {
    let Ok(hash) = PasswordHash::new(phc) else {
        verify_nothing(password);
        return false;
    };
    let Some(argon) = hasher() else { return false };
    password.len() <= PASSWORD_BYTES_MAX
        && argon.verify_password(password.as_bytes(), &hash).is_ok()
}

/// The same work as [`verify`] with nothing to find: for names that do not exist, so that time
/// does not tell.
pub fn verify_nothing(password: &str) {
    let password = password.as_bytes().get(..PASSWORD_BYTES_MAX).unwrap_or(password.as_bytes());
    if let Some(argon) = hasher() {
        let mut out = [0; 32];
        let done = argon.hash_password_into(password, b"no such account!", &mut out);
        std::hint::black_box((done.is_ok(), out));
    }
}

/// Why a password is not taken: a message id (`password-too-short`, `password-too-long`,
/// `password-too-common`, `password-is-login`), after NIST SP 800-63B 5.1.1.2.
pub fn weakness(password: &str, login: &str) -> Option<&'static str> {
    let folded = password.to_lowercase();
    let letters: String = folded.chars().filter(|character| character.is_alphanumeric()).collect();
    let login = login.to_lowercase();
    if password.chars().count() < PASSWORD_CHARS_MIN {
        Some("password-too-short")
    } else if password.len() > PASSWORD_BYTES_MAX {
        Some("password-too-long")
    } else if !login.is_empty() && (folded == login || letters == login) {
        Some("password-is-login")
    } else if is_common(&letters) {
        Some("password-too-common")
    } else {
        None
    }
}

/// One character or one short run repeated, a walk along keyboard or alphabet, or a well-known
/// word with digits behind it.
fn is_common(letters: &str) -> bool {
    const WALKS: [&str; 6] = [
        "abcdefghijklmnopqrstuvwxyz",
        "01234567890123456789",
        "98765432109876543210",
        "qwertyuiopasdfghjklzxcvbnm",
        "qwertyuiop1234567890",
        "1q2w3e4r5t6y7u8i9o0p",
    ];
    const WORDS: [&str; 16] = [
        "password",
        "passwort",
        "contrasena",
        "contraseña",
        "bluebutton",
        "letmein",
        "welcome",
        "iloveyou",
        "teamo",
        "qwerty",
        "admin",
        "patient",
        "paciente",
        "health",
        "salud",
        "clinic",
    ];
    let characters: Vec<char> = letters.chars().collect();
    let repeats = (1..=4).any(|run| {
        characters.len() > run && characters.iter().zip(&characters[run..]).all(|(a, b)| a == b)
    });
    let stem = letters.trim_end_matches(|character: char| character.is_ascii_digit());
    letters.is_empty()
        || repeats
        || WALKS.iter().any(|walk| walk.contains(letters))
        || WORDS.iter().any(|word| stem == *word || stem == word.repeat(2))
}

fn hasher() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
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
    fn weak_passwords_are_named() {
        assert_eq!(weakness("short", "ana"), Some("password-too-short"));
        assert_eq!(weakness("ana.reyes@mail", "ana.reyes@mail"), Some("password-is-login"));
        assert_eq!(weakness("aaaaaaaaaaaa", "ana"), Some("password-too-common"));
        assert_eq!(weakness("abcabcabcabc", "ana"), Some("password-too-common"));
        assert_eq!(weakness("Password123456", "ana"), Some("password-too-common"));
        assert_eq!(weakness("qwertyuiopas", "ana"), Some("password-too-common"));
        assert_eq!(weakness("three calm rivers", "ana"), None);
    }
}
