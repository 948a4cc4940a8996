//! How mail leaves the house, and what protects the way in.

use std::path::PathBuf;

use serde::Deserialize;

/// How mail leaves the house.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// The mail server that takes our messages: `mail.example.org:587`.
    pub smtp: String,
    /// `starttls` (default), `tls` or `none` (a server on this machine only).
    #[serde(default)]
    pub security: Security,
    /// User name there.
    pub user: Option<String>,
    /// File with the password.
    pub password_file: Option<PathBuf>,
    /// Our address: Direct address and sender of e-mail.
    pub from: String,
    /// Our Direct certificate (PEM).
    pub certificate: Option<PathBuf>,
    /// Its private key (PEM, PKCS#8).
    pub key: Option<PathBuf>,
    /// Folder of certificates of recipients.
    pub recipients: Option<PathBuf>,
    /// Folder of trust anchors.
    pub anchors: Option<PathBuf>,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Plain first, then TLS.
    #[default]
    Starttls,
    /// TLS from the start.
    Tls,
    /// None.
    None,
}

/// Our own TLS: PEM files, read anew when they change.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tls {
    /// The certificate with those between it and the authority.
    pub certificate: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}
