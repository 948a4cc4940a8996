//! What sending needs, from the settings.

use std::sync::Arc;

use anyhow::{Context as _, bail};
use bluebutton_crypto::Hidden;
use bluebutton_exchange::direct::{DirectSettings, MailSettings, SmtpSettings, TlsMode};

use crate::settings::{Mail, Security, Settings, read_secret};

/// What sending needs, from the settings. Without mail settings every transmission fails with
/// "not set up", which the patient reads.
pub fn mail_settings(settings: &Settings) -> anyhow::Result<Arc<MailSettings>> {
    let organization = settings.organization.clone();
    let (site, zone) = (settings.public_url.clone(), settings.time_zone.clone());
    let Some(mail) = &settings.mail else {
        let smtp = smtp("localhost", 25, TlsMode::StartTls);
        let mail = MailSettings { smtp, direct: None, email_from: None, organization, site, zone };
        return Ok(Arc::new(mail));
    };
    let (host, port) = match mail.smtp.rsplit_once(':') {
        None => (mail.smtp.as_str(), if mail.security == Security::Tls { 465 } else { 587 }),
        Some((host, port)) => {
            let port = port.parse().with_context(|| {
                format!("mail.smtp = {:?}: what follows the colon is no port", mail.smtp)
            })?;
            (host, port)
        }
    };
    let tls = match mail.security {
        Security::Starttls => TlsMode::StartTls,
        Security::Tls => TlsMode::Tls,
        Security::None => TlsMode::None,
    };
    let mut smtp = smtp(host, port, tls);
    if let Some(file) = &mail.password_file {
        smtp.password = Some(Hidden::new(read_secret(file)?));
        smtp.user.clone_from(&mail.user);
        if tls == TlsMode::None && !is_this_machine(host) {
            bail!("mail.security = \"none\" would send the password to {host} for all to read");
        }
    }
    let direct = direct_settings(mail)?;
    let email_from = Some(mail.from.clone());
    Ok(Arc::new(MailSettings { smtp, direct, email_from, organization, site, zone }))
}

/// Direct is set up when all four of its settings are there; some of them are a mistake.
fn direct_settings(mail: &Mail) -> anyhow::Result<Option<DirectSettings>> {
    match (&mail.certificate, &mail.key, &mail.recipients, &mail.anchors) {
        (None, None, None, None) => Ok(None),
        (Some(certificate), Some(key), Some(recipients), Some(anchors)) => {
            let (recipients, anchors) = (recipients.clone(), anchors.clone());
            Ok(Some(DirectSettings::load(&mail.from, certificate, key, recipients, anchors)?))
        }
        _ => bail!(
            "Direct needs all of mail.certificate, mail.key, mail.recipients and mail.anchors \
             (or none of them: then only e-mail is sent)"
        ),
    }
}

fn smtp(host: &str, port: u16, tls: TlsMode) -> SmtpSettings {
    SmtpSettings { host: host.to_owned(), port, tls, user: None, password: None }
}

fn is_this_machine(host: &str) -> bool {
    ["localhost", "127.0.0.1", "::1", "[::1]"].contains(&host)
}
