//! Handing a message to the mail server.
//!
//! Standard: RFC 5321.

use std::time::Duration;

use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};

use super::{Ready, SmtpSettings, TlsMode, Trouble};
use crate::limits::SMTP_SECONDS_MAX;

/// Hands the message over. `Ok` means that the server has taken responsibility for it.
pub async fn send(smtp: &SmtpSettings, ready: &Ready) -> Result<(), Trouble> {
    let address = |text: &str| {
        text.parse().map_err(|_| Trouble::lasting("send-failed-refused", "not an address"))
    };
    let envelope = Envelope::new(Some(address(&ready.from)?), vec![address(&ready.to)?])
        .map_err(|error| Trouble::lasting("send-failed-refused", error.to_string()))?;
    let transport = transport(smtp).map_err(|error| trouble(&error))?;
    transport.send_raw(&envelope, &ready.bytes).await.map_err(|error| trouble(&error))?;
    Ok(())
}

fn transport(smtp: &SmtpSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, Error> {
    let tls = match smtp.tls {
        TlsMode::None => Tls::None,
        TlsMode::StartTls => Tls::Required(TlsParameters::new(smtp.host.clone())?),
        TlsMode::Tls => Tls::Wrapper(TlsParameters::new(smtp.host.clone())?),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(SMTP_SECONDS_MAX)));
    if let (Some(user), Some(password)) = (&smtp.user, &smtp.password) {
        let credentials = Credentials::new(user.clone(), password.reveal().clone());
        builder = builder.credentials(credentials);
    }
    Ok(builder.build())
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
