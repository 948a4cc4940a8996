//! Settings for sending: the mail server, and our Direct identity.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluebutton_crypto::Hidden;
use bluebutton_crypto::smime::Identity;
use bluebutton_record::Organization;
use bluebutton_store::transmissions::Way;
use jiff::tz::TimeZone;

use super::fold_address;

/// Everything that sending needs.
#[derive(Clone)]
pub struct MailSettings {
    /// The mail server that takes our messages.
    pub smtp: SmtpSettings,
    /// Direct, where it is set up.
    pub direct: Option<DirectSettings>,
    /// The sender of plain e-mail, where it is set up.
    pub email_from: Option<String>,
    /// Who gives the record, in its own name.
    pub organization: Organization,
    /// The address that people type to sign in.
    pub site: String,
    /// The zone in which times are told.
    pub zone: TimeZone,
}

/// A mail server (smarthost).
#[derive(Clone)]
pub struct SmtpSettings {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Whether and how the way there is encrypted.
    pub tls: TlsMode,
    /// User name, where the server asks for one.
    pub user: Option<String>,
    /// Password.
    pub password: Option<Hidden<String>>,
}

/// Encryption on the way to the mail server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TlsMode {
    /// None: a server on the same machine.
    None,
    /// STARTTLS, required (port 587).
    #[default]
    StartTls,
    /// TLS from the first byte (port 465).
    Tls,
}

impl TlsMode {
    /// The mode of a word of the settings: `none`, `starttls`, `tls`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "none" => Some(Self::None),
            "starttls" => Some(Self::StartTls),
            "tls" => Some(Self::Tls),
            _ => None,
        }
    }
}

/// Our side of Direct.
#[derive(Clone)]
pub struct DirectSettings {
    /// Our Direct address.
    pub from: String,
    /// Our certificate and key.
    pub identity: Arc<Identity>,
    /// A file or folder with recipients' certificates (PEM or DER).
    pub certificates: PathBuf,
    /// A file or folder with the anchors we trust (PEM or DER).
    pub anchors: PathBuf,
}

impl MailSettings {
    /// Whether that way of sending is set up.
    pub fn has(&self, way: Way) -> bool {
        match way {
            Way::Direct => self.direct.is_some(),
            Way::Email => self.email_from.is_some(),
        }
    }
}

/// What is wrong with the settings: a sentence for the person who runs the server.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub String);

impl DirectSettings {
    /// Reads our certificate and key, and checks that they are for our address.
    pub fn load(
        from: &str,
        certificate: &Path,
        key: &Path,
        certificates: PathBuf,
        anchors: PathBuf,
    ) -> Result<Self, SettingsError> {
        let read = |path: &Path| {
            std::fs::read_to_string(path).map_err(|error| {
                SettingsError(format!("{} can't be read: {error}", path.display()))
            })
        };
        let identity = Identity::from_pem(&read(certificate)?, &read(key)?).map_err(|error| {
            SettingsError(format!("the Direct certificate and key can't be used: {error}"))
        })?;
        Self::of(from, identity, certificates, anchors)
    }

    /// With an identity at hand.
    pub fn of(
        from: &str,
        identity: Identity,
        certificates: PathBuf,
        anchors: PathBuf,
    ) -> Result<Self, SettingsError> {
        let from = fold_address(from)
            .map_err(|_| SettingsError("the Direct address is not an address".to_owned()))?;
        if !identity.certificate().is_bound_to(&from) {
            return Err(SettingsError(format!(
                "the Direct certificate is neither for {from} nor for its domain"
            )));
        }
        Ok(Self { from, identity: Arc::new(identity), certificates, anchors })
    }
}
