//! Forms that ask for an e-mail address and write to it: the page, before and after, and what an address is.

use bluebutton_web::Frame;
use bluebutton_web::fields::{Errors, Fields};

use crate::probe::check_typed_address;
use crate::services::Services;

/// What a page shows that asks for an address, or says that it was written to.
pub(crate) struct Asking {
    pub(crate) errors: Errors,
    /// Whether a mail is on its way, as far as anybody is told.
    pub(crate) was_sent: bool,
    /// Where e-mail of the demo can be read.
    pub(crate) demo_inbox: Option<String>,
}

impl Asking {
    /// The page as an address line asks for it: `?sent=1` after the form.
    pub(crate) fn of(services: &Services, fields: &Fields) -> Self {
        let demo_inbox = services.settings.demo_inbox.clone();
        Self { errors: Errors::none(), was_sent: fields.is_ticked("sent"), demo_inbox }
    }

    /// The address of the form (field `email`), in small letters; else the page that says what is wrong.
    pub(crate) fn read(
        services: &Services,
        frame: &Frame,
        fields: &Fields,
    ) -> Result<String, Self> {
        let email = fields.get("email").to_lowercase();
        if is_mail(&email) {
            return Ok(email);
        }
        let errors = Errors::one("email", frame.t("sign-email-wrong"));
        let demo_inbox = services.settings.demo_inbox.clone();
        Err(Self { errors, was_sent: false, demo_inbox })
    }
}

/// Whether it looks like a mail address that can be written to.
pub(crate) fn is_mail(text: &str) -> bool {
    let Some((name, domain)) = text.rsplit_once('@') else { return false };
    let is_plain = |part: &str| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_{|}~-".contains(&b))
    };
    text.len() <= 254
        && !name.is_empty()
        && name.len() <= 64
        && is_plain(name)
        && !name.starts_with('.')
        && !name.contains("..")
        && check_typed_address(domain)
            .is_some_and(|url| url == format!("https://{}/", domain.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_address_is_told_from_what_is_none() {
        for right in ["ana@lakeside.example", "a.b+c@records.lakeside.example"] {
            assert!(is_mail(right), "{right}");
        }
        for wrong in [
            "",
            "ana",
            "ana@",
            "@lakeside.example",
            "ana@localhost",
            "ana@127.0.0.1",
            "a b@lakeside.example",
            "ana@lakeside.example\r\nBcc: all@lakeside.example",
            "\"ana\"@lakeside.example",
            "ana@lakeside.example/x",
            "ana..b@lakeside.example",
            "<ana@lakeside.example>",
        ] {
            assert!(!is_mail(wrong), "{wrong}");
        }
    }
}
