//! The certificate of a recipient: found in a file or folder, trusted through our anchors.
//!
//! Standard: Applicability Statement for Secure Health Transport 1.2, 2.2 and 4 (address-bound
//! before domain-bound; a chain to an anchor, in its dates, for this use).

use std::path::{Path, PathBuf};

use bluebutton_crypto::smime::Certificate;
use jiff::Timestamp;

use super::{DirectSettings, Trouble};
use crate::limits::{CERTIFICATE_FILE_BYTES_MAX, CERTIFICATE_FILES_MAX};

/// The certificate to encrypt for that address. The files are read each time: a certificate that
/// was added or taken away counts from then on.
pub fn recipient_certificate(
    direct: &DirectSettings,
    to: &str,
    now: Timestamp,
) -> Result<Certificate, Trouble> {
    let known = read_all(&direct.certificates)?;
    let anchors = read_all(&direct.anchors)?;
    let mut bound: Vec<&Certificate> =
        known.iter().filter(|certificate| certificate.is_bound_to(to)).collect();
    if bound.is_empty() {
        return Err(Trouble::lasting(
            "send-failed-no-certificate",
            "no certificate is bound to it",
        ));
    }
    bound.retain(|certificate| certificate.has_usable_key());
    if bound.is_empty() {
        let why = "its key is not RSA of 2048 bits or more";
        return Err(Trouble::lasting("send-failed-weak-key", why));
    }
    bound.sort_by_key(|certificate| is_domain_bound(certificate, to));
    let mut refused = String::new();
    for certificate in bound {
        if !certificate.may_encrypt() {
            "its key usage does not allow encryption".clone_into(&mut refused);
            continue;
        }
        match certificate.check_trust(&known, &anchors, now.as_second()) {
            Ok(()) => return Ok(certificate.clone()),
            Err(error) => refused = error.0,
        }
    }
    Err(Trouble::lasting("send-failed-not-trusted", refused))
}

/// Whether it holds for every address of the domain and not for this one in particular.
fn is_domain_bound(certificate: &Certificate, address: &str) -> bool {
    let (user, domain) = address.rsplit_once('@').unwrap_or_default();
    certificate.is_bound_to(&format!("not-{user}@{domain}"))
}

/// All certificates of a file, or of the files in a folder. A file that holds none is passed over
/// with a line in the log: one broken file must not stop all sending.
pub(crate) fn read_all(place: &Path) -> Result<Vec<Certificate>, Trouble> {
    let failed = |error: std::io::Error| {
        Trouble::passing("send-delayed-our-server", format!("certificates can't be read: {error}"))
    };
    let mut found = Vec::new();
    for path in files(place).map_err(failed)? {
        let is_too_large =
            std::fs::metadata(&path).map_err(failed)?.len() > CERTIFICATE_FILE_BYTES_MAX;
        let parsed = if is_too_large {
            Err("it is too large".to_owned())
        } else {
            let bytes = std::fs::read(&path).map_err(failed)?;
            Certificate::parse_all(&bytes).map_err(|error| error.0)
        };
        match parsed {
            Ok(certificates) => found.extend(certificates),
            Err(why) => tracing::warn!(file = %path.display(), why, "not a certificate file"),
        }
    }
    Ok(found)
}

fn files(place: &Path) -> std::io::Result<Vec<PathBuf>> {
    if place.is_file() {
        return Ok(vec![place.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(place)?.take(CERTIFICATE_FILES_MAX) {
        let path = entry?.path();
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let is_ours = ending.is_some_and(|e| ["pem", "crt", "cer", "der"].contains(&e.as_str()));
        if is_ours && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
