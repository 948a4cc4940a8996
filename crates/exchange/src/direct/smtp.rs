//! Handing a message to the mail server, in two steps: up to the moment when it is ready to take the
//! message, nothing can have gone out; after it, only the server's answer tells.
//!
//! Standard: RFC 5321; RFC 3207 (STARTTLS); RFC 4954 (AUTH).

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;

use super::{Ready, SmtpSettings, TlsMode, Trouble};
use crate::limits::{SMTP_SECONDS_MAX, SMTP_TAKING_SECONDS_MAX};

/// A connection to a mail server that waits for the message.
pub struct Open(AsyncSmtpConnection);

/// What came of handing over a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HandedOver {
    /// The server has taken responsibility for it.
    Taken,
    /// The server has said that it has not.
    Refused(Trouble),
    /// The server did not answer: it may have it or not.
    Unknown,
}

/// Greets the server, says from whom and to whom, and asks to give the message.
pub async fn open(smtp: &SmtpSettings, ready: &Ready) -> Result<Open, Trouble> {
    let address = |text: &str| {
        text.parse::<Address>()
            .map_err(|_| Trouble::lasting("send-failed-refused", "not an address"))
    };
    let (from, to) = (address(&ready.from)?, address(&ready.to)?);
    let asking = async {
        let mut connection = connect(smtp).await?;
        connection.command(Mail::new(Some(from), Vec::new())).await?;
        connection.command(Rcpt::new(to, Vec::new())).await?;
        connection.command(Data).await?;
        Ok(Open(connection))
    };
    match timeout(Duration::from_secs(SMTP_SECONDS_MAX), asking).await {
        Ok(outcome) => outcome.map_err(|error| trouble(&error)),
        Err(_) => Err(Trouble::passing(
            "send-delayed-unreachable",
            "the mail server did not answer in time",
        )),
    }
}

impl Open {
    /// Gives the message.
    pub async fn hand_over(mut self, message: &[u8]) -> HandedOver {
        let at_most = Duration::from_secs(SMTP_TAKING_SECONDS_MAX);
        match timeout(at_most, self.0.message(message)).await {
            Ok(Ok(_)) => {
                // The message is theirs; whether they say good bye does not matter.
                let bye = Duration::from_secs(1);
                let _said = timeout(bye, self.0.quit()).await;
                HandedOver::Taken
            }
            Ok(Err(error)) if error.status().is_some() => HandedOver::Refused(trouble(&error)),
            Ok(Err(_)) | Err(_) => HandedOver::Unknown,
        }
    }
}

async fn connect(smtp: &SmtpSettings) -> Result<AsyncSmtpConnection, Error> {
    let hello = ClientId::default();
    let parameters = || TlsParameters::new(smtp.host.clone());
    let wrapper = if smtp.tls == TlsMode::Tls { Some(parameters()?) } else { None };
    let at_most = Some(Duration::from_secs(SMTP_SECONDS_MAX));
    let place = (smtp.host.as_str(), smtp.port);
    let mut connection =
        AsyncSmtpConnection::connect_tokio1(place, at_most, &hello, wrapper, None).await?;
    if smtp.tls == TlsMode::StartTls {
        connection.starttls(parameters()?, &hello).await?;
    }
    if let (Some(user), Some(password)) = (&smtp.user, &smtp.password) {
        let credentials = Credentials::new(user.clone(), password.reveal().clone());
        connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
    }
    Ok(connection)
}

/// What an error of the mail server means for the patient.
fn trouble(error: &Error) -> Trouble {
    let code = error.status().map(u16::from);
    let detail = code.map_or_else(|| kind(error).to_owned(), |code| format!("SMTP {code}"));
    match code {
        // The server wants (other) credentials from us: not the patient's doing.
        Some(530 | 534 | 535 | 538) => Trouble::passing("send-delayed-our-server", detail),
        Some(552) => Trouble::lasting("send-failed-too-large", detail),
        Some(_) if error.is_permanent() => Trouble::lasting("send-failed-refused", detail),
        Some(_) => Trouble::passing("send-delayed-busy", detail),
        None => Trouble::passing("send-delayed-unreachable", detail),
    }
}

/// For the log. The error's own text may hold what the server said about an address.
fn kind(error: &Error) -> &'static str {
    if error.is_timeout() {
        "the mail server did not answer in time"
    } else if error.is_tls() {
        "the mail server's TLS was refused"
    } else if error.is_response() {
        "the mail server's answer was not understood"
    } else {
        "the mail server could not be reached"
    }
}
