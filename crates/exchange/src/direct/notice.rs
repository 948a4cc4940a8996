//! A plain e-mail that carries no record: a link to press, a reminder.

use jiff::Timestamp;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};

use super::message::message_id;
use super::smtp::{HandedOver, open};
use super::{MailSettings, Ready, Trouble, not_set_up};

/// A mail of words. It keeps its Message-ID when it is sent again.
#[derive(Clone, Debug)]
pub struct PlainMail<'n> {
    /// Its id.
    pub id: &'n str,
    /// To whom.
    pub to: &'n str,
    /// What it is about.
    pub subject: &'n str,
    /// Its words.
    pub body: &'n str,
    /// Where a mail program stops mail of this kind by sending a form, without anybody signing in; for what
    /// comes again and again.
    pub stop: Option<&'n str>,
    /// When.
    pub at: Timestamp,
}

const STOP: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe");
const STOP_POST: HeaderName = HeaderName::new_from_ascii_str("List-Unsubscribe-Post");

/// Hands a notice to the mail server. Whether a server that fell silent has it is not known: it is
/// tried again, and whoever gets it twice sees it once, by its Message-ID.
pub async fn send_notice(mail: &MailSettings, notice: &PlainMail<'_>) -> Result<(), Trouble> {
    let ready = notice_message(mail, notice)?;
    match open(&mail.smtp, &ready).await?.hand_over(&ready.bytes).await {
        HandedOver::Taken => Ok(()),
        HandedOver::Refused(trouble) => Err(trouble),
        HandedOver::Unknown => {
            Err(Trouble::passing("send-delayed-unreachable", "the mail server fell silent"))
        }
    }
}

fn notice_message(mail: &MailSettings, notice: &PlainMail<'_>) -> Result<Ready, Trouble> {
    let failed = |error: &dyn std::fmt::Display| {
        Trouble::lasting("send-failed-file", format!("the mail can't be made: {error}"))
    };
    let from = mail.email_from.clone().ok_or_else(not_set_up)?;
    let address = |text: &str| text.parse().map_err(|_| failed(&"that is no address"));
    let mut message = lettre::Message::builder()
        .from(Mailbox::new(Some(mail.organization.name.clone()), address(&from)?))
        .to(Mailbox::new(None, address(notice.to)?))
        .date(notice.at.into())
        .message_id(Some(message_id(&from, notice.id)))
        .subject(notice.subject.replace(['\r', '\n'], " "));
    // RFC 8058: both headers, and only an address that is encrypted on its way.
    if let Some(stop) = notice.stop.filter(|stop| stop.starts_with("https://")) {
        let click = "List-Unsubscribe=One-Click".to_owned();
        message = message
            .raw_header(HeaderValue::new(STOP, format!("<{stop}>")))
            .raw_header(HeaderValue::new(STOP_POST, click));
    }
    let message = message
        .header(ContentType::TEXT_PLAIN)
        .body(notice.body.to_owned())
        .map_err(|error| failed(&error))?;
    Ok(Ready { from, to: notice.to.to_owned(), bytes: message.formatted() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::direct::{SmtpSettings, TlsMode};

    #[test]
    fn a_subject_makes_no_header_and_an_address_no_second_recipient() {
        let smtp = SmtpSettings {
            host: "localhost".to_owned(),
            port: 25,
            tls: TlsMode::None,
            user: None,
            password: None,
        };
        let mail = MailSettings {
            smtp,
            direct: None,
            email_from: Some("hub@movement.example".to_owned()),
            organization: bluebutton_record::Organization::default(),
            site: "https://movement.example".to_owned(),
            zone: jiff::tz::TimeZone::UTC,
        };
        let notice = PlainMail {
            id: "1",
            to: "ana@lakeside.example",
            subject: "Hello\r\nBcc: all@lakeside.example",
            body: "Press this: https://movement.example/x",
            stop: Some("https://movement.example/stop/x"),
            at: Timestamp::UNIX_EPOCH,
        };
        let ready = notice_message(&mail, &notice).unwrap();
        let text = String::from_utf8(ready.bytes).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        for line in [
            "List-Unsubscribe: <https://movement.example/stop/x>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        ] {
            assert!(head.lines().any(|one| one == line), "{head}");
        }
        let two = PlainMail { to: "a@b.example, c@d.example", ..notice };
        assert!(notice_message(&mail, &two).is_err());
    }
}
