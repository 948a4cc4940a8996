//! Time-based one-time codes as second factor (RFC 6238: SHA-1, 6 digits, 30 seconds), with replay
//! guard, and recovery codes.

use crate::hidden::Hidden;
use crate::random::Random;

/// A new 20-byte secret.
pub fn new_secret(_random: &dyn Random) -> Hidden<Vec<u8>> {
    todo!("helper: crypto")
}

/// The secret in base32, for typing into an app.
pub fn secret_text(_secret: &Hidden<Vec<u8>>) -> String {
    todo!("helper: crypto")
}

/// `otpauth://totp/…` for a QR code.
pub fn uri(_secret: &Hidden<Vec<u8>>, _issuer: &str, _login: &str) -> String {
    todo!("helper: crypto")
}

/// The step (Unix seconds / 30) whose code this is: the present one or one beside it, and later than
/// `last_step` (the last one used). `None` if the code is wrong or was used. `now` in Unix seconds.
pub fn check(
    _secret: &Hidden<Vec<u8>>,
    _code: &str,
    _now: i64,
    _last_step: Option<i64>,
) -> Option<i64> {
    todo!("helper: crypto")
}

/// The code of a moment: for tests and for the demo's hint.
pub fn code_at(_secret: &Hidden<Vec<u8>>, _now: i64) -> String {
    todo!("helper: crypto")
}

/// A code that people type from paper: 12 characters in groups of four, without letters that look
/// like digits (`ABCD-EFGH-JKMN`), 60 bits.
pub fn paper_code(_random: &dyn Random) -> String {
    todo!("helper: crypto")
}

/// A typed paper code in its one form: upper case, no spaces or dashes, `O`→`0` and the like.
pub fn fold_paper_code(_typed: &str) -> String {
    todo!("helper: crypto")
}
