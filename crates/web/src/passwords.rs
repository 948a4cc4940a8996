//! A new password in a form: typed twice, and held against what everybody would guess.
//!
//! Standard: NIST SP 800-63B 5.1.1.2 (memorized secrets).

use bluebutton_crypto::Hidden;
use bluebutton_crypto::password::{self, Known};

use crate::fields::Errors;
use crate::frame::Frame;

/// Adds what is wrong with a new password that was typed twice.
pub fn check_password(
    frame: &Frame,
    errors: &mut Errors,
    (chosen, again): (&Hidden<String>, &Hidden<String>),
    known: &Known<'_>,
) {
    if chosen.reveal().is_empty() {
        errors.add("password", frame.t("password-needed"));
    } else if let Some(weakness) = password::weakness(chosen.reveal(), known) {
        errors.add("password", frame.t(weakness.message()));
    } else if chosen.reveal() != again.reveal() {
        errors.add("password-again", frame.t("password-not-the-same"));
    }
}
