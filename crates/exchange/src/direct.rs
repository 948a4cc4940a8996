//! Direct messages and plain e-mail: made, signed, encrypted, sent.
//!
//! Standards: Applicability Statement for Secure Health Transport 1.2 (wrapped as
//! `message/rfc822`, signed, then encrypted); Blue Button+ "Transmit using Direct" (context
//! sentence first, `request.txt`); RFC 5321, 5322, 8551.

mod address;
mod certificates;
mod message;
mod notice;
mod settings;
mod smtp;

#[cfg(test)]
pub(crate) mod tests;

pub use address::{AddressFault, read_address};
pub use certificates::recipient_certificate;
pub(crate) use message::message_id;
pub use message::{Content, PlainMessage};
pub use notice::{PlainMail, send_notice};
pub use settings::{DirectSettings, MailSettings, SettingsError, SmtpSettings, TlsMode};
pub use smtp::{HandedOver, Open, open};

use bluebutton_crypto::Random;
use bluebutton_crypto::smime::{self, Certificate};
use bluebutton_store::transmissions::Way;
use jiff::Timestamp;

/// Why something could not be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Message id: what the patient reads (`crates/record/locales/*/send.ftl`).
    pub why: &'static str,
    /// Whether trying again later can help.
    pub may_pass: bool,
    /// For the log: no content, no address.
    pub detail: String,
}

impl Trouble {
    /// Trying again does not help.
    pub(crate) fn lasting(why: &'static str, detail: impl Into<String>) -> Self {
        Self { why, may_pass: false, detail: detail.into() }
    }

    /// It may work later.
    pub(crate) fn passing(why: &'static str, detail: impl Into<String>) -> Self {
        Self { why, may_pass: true, detail: detail.into() }
    }
}

/// A message as it goes to the mail server.
pub struct Ready {
    /// Sender's address for the envelope.
    pub from: String,
    /// Recipient's address for the envelope.
    pub to: String,
    /// The message with its headers.
    pub bytes: Vec<u8>,
}

/// The address in the form it is kept and compared in (its domain in lower case), or the message
/// id that says what is wrong with it.
pub fn fold_address(typed: &str) -> Result<String, &'static str> {
    read_address(typed).map_err(|_| "send-address-not-usable")
}

/// Whether anything can be sent to that address in that way: for Direct, a trusted certificate is
/// there. Blocking: reads certificate files.
pub fn check_recipient(
    mail: &MailSettings,
    way: Way,
    to: &str,
    now: Timestamp,
) -> Result<(), Trouble> {
    match (way, &mail.direct, &mail.email_from) {
        (Way::Direct, Some(direct), _) => recipient_certificate(direct, to, now).map(|_| ()),
        (Way::Email, _, Some(_)) => Ok(()),
        _ => Err(not_set_up()),
    }
}

/// Makes the message for its way: Direct is signed by us and encrypted for the recipient.
/// Blocking: reads certificate files.
pub fn make_ready(
    mail: &MailSettings,
    way: Way,
    content: &Content,
    random: &dyn Random,
) -> Result<Ready, Trouble> {
    let to = content.to.clone();
    match way {
        Way::Email => {
            let from = mail.email_from.clone().ok_or_else(not_set_up)?;
            let bytes = PlainMessage::email(&from, content).bytes()?;
            Ok(Ready { from, to, bytes })
        }
        Way::Direct => {
            let direct = mail.direct.as_ref().ok_or_else(not_set_up)?;
            let certificate = recipient_certificate(direct, &to, content.at)?;
            let bytes = sealed(direct, &certificate, content, random)?;
            Ok(Ready { from: direct.from.clone(), to, bytes })
        }
    }
}

fn not_set_up() -> Trouble {
    Trouble::lasting("send-failed-not-set-up", "no settings for this way of sending")
}

/// The whole Direct message: inner message, wrapped, signed, encrypted, with outer headers that
/// tell nothing of the patient.
fn sealed(
    direct: &DirectSettings,
    certificate: &Certificate,
    content: &Content,
    random: &dyn Random,
) -> Result<Vec<u8>, Trouble> {
    let failed = |error: smime::SmimeError| Trouble::lasting("send-failed-file", error.0);
    let inner = PlainMessage::direct(&direct.from, content).bytes()?;
    let mut wrapped =
        b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: 7bit\r\n\r\n".to_vec();
    wrapped.extend_from_slice(&inner);
    let signed = smime::sign(&wrapped, &direct.identity, content.at.as_second()).map_err(failed)?;
    let encrypted =
        smime::encrypt(&signed, std::slice::from_ref(certificate), random).map_err(failed)?;
    let mut bytes = outer_headers(direct, content).into_bytes();
    bytes.extend_from_slice(&encrypted);
    Ok(bytes)
}

/// What every mail server on the way can read: addresses, time, and a subject that says nothing.
fn outer_headers(direct: &DirectSettings, content: &Content) -> String {
    format!(
        "From: <{from}>\r\nTo: <{to}>\r\nDate: {date}\r\nMessage-ID: {id}\r\n\
         Subject: Encrypted message\r\nMIME-Version: 1.0\r\n\
         Disposition-Notification-To: <{from}>\r\n\
         Disposition-Notification-Options: \
         X-DIRECT-FINAL-DESTINATION-DELIVERY=optional,true\r\n",
        from = direct.from,
        to = content.to,
        date = rfc2822(content.at),
        id = message::message_id(&direct.from, &content.id),
    )
}

/// `Sun, 3 May 2026 12:00:00 +0000` (RFC 5322, 3.3).
fn rfc2822(at: Timestamp) -> String {
    at.to_zoned(jiff::tz::TimeZone::UTC).strftime("%a, %-d %b %Y %H:%M:%S +0000").to_string()
}
