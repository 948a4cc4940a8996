//! Time-based one-time codes as second factor (RFC 6238: SHA-1, 6 digits, 30 seconds), with replay
//! guard, and codes that people type from paper.

use totp_rs::{Builder, Secret, Totp};

use crate::hidden::Hidden;
use crate::random::Random;

/// Length of a step in seconds.
const STEP_SECONDS: i64 = 30;

/// A new 20-byte secret.
pub fn new_secret(random: &dyn Random) -> Hidden<Vec<u8>> {
    Hidden::new(random.bytes::<20>().to_vec())
}

/// The secret in base32, for typing into an app.
pub fn secret_text(secret: &Hidden<Vec<u8>>) -> String {
    Secret::from(secret.reveal().clone()).to_base32()
}

/// `otpauth://totp/…` for a QR code. Colons, which the format cannot hold, are left out of the names.
pub fn uri(secret: &Hidden<Vec<u8>>, issuer: &str, login: &str) -> String {
    let plain = |text: &str| text.replace(':', " ");
    builder(secret)
        .with_issuer(Some(plain(issuer)))
        .with_account_name(plain(login))
        .build_noncompliant()
        .to_url()
        .unwrap_or_default()
}

/// The step (Unix seconds / 30) whose code this is: the present one or one beside it, and later than
/// `last_step` (the last one used). `None` if the code is wrong or was used. `now` in Unix seconds.
pub fn check(
    secret: &Hidden<Vec<u8>>,
    code: &str,
    now: i64,
    last_step: Option<i64>,
) -> Option<i64> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 6 || now < 0 {
        return None;
    }
    let step = i64::try_from(totp(secret).check(&digits, now as u64)?).ok()?;
    last_step.is_none_or(|last| step > last).then_some(step)
}

/// The code of a moment: for tests and for the demo's hint.
pub fn code_at(secret: &Hidden<Vec<u8>>, now: i64) -> String {
    totp(secret).generate(now.max(0) as u64).to_string()
}

/// A code that people type from paper: 12 characters in groups of four, without letters that look
/// like digits (`ABCD-EFGH-JKMN`), 60 bits.
pub fn paper_code(random: &dyn Random) -> String {
    let mut out = String::with_capacity(14);
    for (at, byte) in random.bytes::<12>().into_iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            out.push('-');
        }
        // 256 is a multiple of 32: every letter is equally likely.
        out.push(char::from(PAPER_LETTERS[usize::from(byte % 32)]));
    }
    out
}

/// A typed paper code in its one form: upper case, no spaces or dashes, `O`→`0`, `I` and `L`→`1`,
/// `U`→`V` (Crockford's base32).
pub fn fold_paper_code(typed: &str) -> String {
    typed
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|character| match character.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            'U' => 'V',
            other => other,
        })
        .collect()
}

/// Crockford's 32 letters.
const PAPER_LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn builder(secret: &Hidden<Vec<u8>>) -> Builder {
    Builder::new()
        .with_secret(secret.reveal().clone())
        .with_step_duration(STEP_SECONDS as u64)
        .with_skew(1)
}

fn totp(secret: &Hidden<Vec<u8>>) -> Totp {
    builder(secret).build_noncompliant()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B, SHA-1, the last six of the eight digits.
        let secret = Hidden::new(b"12345678901234567890".to_vec());
        assert_eq!(code_at(&secret, 59), "287082");
        assert_eq!(code_at(&secret, 1_111_111_109), "081804");
    }

    #[test]
    fn a_code_holds_for_its_step_and_its_neighbours_once() {
        let secret = new_secret(&SeededRandom::new(5));
        let code = code_at(&secret, 3_000);
        assert_eq!(check(&secret, &code, 3_000, None), Some(100));
        assert_eq!(check(&secret, &format!(" {code} "), 3_045, None), Some(100));
        assert_eq!(check(&secret, &code, 3_060, None), None);
        assert_eq!(check(&secret, &code, 3_000, Some(100)), None);
        assert_eq!(check(&secret, "", 3_000, None), None);
    }

    #[test]
    fn the_address_for_an_app_names_issuer_and_login() {
        let secret = new_secret(&SeededRandom::new(5));
        let uri = uri(&secret, "Riverside: Clinic", "ana@example.org");
        assert!(uri.starts_with("otpauth://totp/"), "{uri}");
        assert!(uri.contains(&secret_text(&secret)), "{uri}");
    }

    #[test]
    fn a_paper_code_is_read_however_it_is_typed() {
        let code = paper_code(&SeededRandom::new(9));
        assert_eq!(code.len(), 14);
        let sloppy = code.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(fold_paper_code(&sloppy), fold_paper_code(&code));
    }
}
