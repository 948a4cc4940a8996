//! Certificates: reading, whom they are bound to, whether they chain to an anchor.

use std::time::Duration;

use aws_lc_rs::rsa::PublicEncryptingKey;
use der::asn1::Ia5String;
use der::{Decode, Encode};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};
use x509_cert::Certificate as X509;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{KeyUsage as KeyUsageExtension, SubjectAltName, SubjectKeyIdentifier};

use super::identity::public_key_info;
use super::{Result, SmimeError, constraints, oid};

/// id-kp-emailProtection (RFC 5280, 4.2.1.12), the content of its DER.
const EMAIL_PROTECTION: &[u8] = &[43, 6, 1, 5, 5, 7, 3, 4];

/// An X.509 certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Certificate {
    /// DER.
    pub der: Vec<u8>,
}

impl std::fmt::Debug for Certificate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Certificate({} bytes)", self.der.len())
    }
}

impl Certificate {
    /// All certificates of a PEM or DER file, in order.
    pub fn parse_all(bytes: &[u8]) -> Result<Vec<Certificate>> {
        let found = if bytes.starts_with(b"0") {
            vec![X509::from_der(bytes)?]
        } else {
            X509::load_pem_chain(bytes)
                .map_err(|_| SmimeError::new("this is no certificate in PEM or DER form"))?
        };
        if found.is_empty() {
            return Err(SmimeError::new("the file holds no certificate"));
        }
        found.iter().map(|one| Ok(Certificate { der: one.to_der()? })).collect()
    }

    /// Whether it is bound to this address (rfc822Name, or the subject's emailAddress where no
    /// alternative name is given) or to its domain (dNSName): Applicability Statement, 2.2.
    pub fn is_bound_to(&self, address: &str) -> bool {
        let Ok(parsed) = self.parsed() else { return false };
        let Some((_, domain)) = address.rsplit_once('@') else { return false };
        let names = parsed
            .tbs_certificate()
            .get_extension::<SubjectAltName>()
            .ok()
            .flatten()
            .map(|(_, names)| names.0)
            .unwrap_or_default();
        let bound = |name: &GeneralName| match name {
            GeneralName::Rfc822Name(mail) => mail.as_str().eq_ignore_ascii_case(address),
            GeneralName::DnsName(host) => host.as_str().eq_ignore_ascii_case(domain),
            _ => false,
        };
        if names.is_empty() { subject_mail_is(&parsed, address) } else { names.iter().any(bound) }
    }

    /// Checks chain, dates and use (emailProtection, where uses are limited) up to one of the
    /// anchors. `now` in Unix seconds.
    pub fn check_trust(
        &self,
        intermediates: &[Certificate],
        anchors: &[Certificate],
        now: i64,
    ) -> Result<()> {
        let refused = |error: webpki::Error| {
            SmimeError::new(format!("the certificate is not trusted ({error})"))
        };
        let anchor_ders: Vec<_> = anchors.iter().map(Certificate::as_pki).collect();
        let anchors: Vec<_> =
            anchor_ders.iter().filter_map(|der| anchor_from_trusted_cert(der).ok()).collect();
        let intermediates: Vec<_> = intermediates.iter().map(Certificate::as_pki).collect();
        let own = self.as_pki();
        let mails = subject_mails(&self.parsed()?);
        let time = UnixTime::since_unix_epoch(Duration::from_secs(now.max(0) as u64));
        let own = EndEntityCert::try_from(&own).map_err(refused)?;
        let path = own
            .verify_for_usage(
                ALL_VERIFICATION_ALGS,
                &anchors,
                &intermediates,
                time,
                KeyUsage::required_if_present(EMAIL_PROTECTION),
                None,
                None,
            )
            .map_err(refused)?;
        let mut authorities: Vec<Certificate> = path
            .intermediate_certificates()
            .map(|one| Certificate { der: one.der().to_vec() })
            .collect();
        let anchor = anchor_ders
            .iter()
            .find(|der| anchor_from_trusted_cert(der).is_ok_and(|one| one == *path.anchor()));
        authorities.extend(anchor.map(|der| Certificate { der: der.to_vec() }));
        for authority in &authorities {
            let authority = authority.parsed()?;
            if !mails.iter().all(|mail| constraints::allow(&authority, mail)) {
                return Err(SmimeError::new("its authority may not speak for this address"));
            }
        }
        Ok(())
    }

    /// Whether that moment (Unix seconds) lies within its dates.
    pub fn is_valid_at(&self, now: i64) -> bool {
        let Ok(parsed) = self.parsed() else { return false };
        let validity = parsed.tbs_certificate().validity();
        let seconds = |time: &x509_cert::time::Time| time.to_unix_duration().as_secs() as i64;
        (seconds(&validity.not_before)..=seconds(&validity.not_after)).contains(&now)
    }

    /// Whether we can encrypt for its key: RSA of 2,048 bits and more. Direct's key transport is
    /// RSA's; elliptic curves would need a key agreement that its receivers do not read.
    pub fn has_usable_key(&self) -> bool {
        public_key_info(self).is_ok_and(|info| PublicEncryptingKey::from_der(&info).is_ok())
    }

    /// Whether its key usage lets others encrypt keys for it (RFC 5280, 4.2.1.3).
    pub fn may_encrypt(&self) -> bool {
        self.usage_allows(x509_cert::ext::pkix::KeyUsage::key_encipherment)
    }

    /// Whether its key usage lets it sign messages.
    pub fn may_sign(&self) -> bool {
        self.usage_allows(|usage| usage.digital_signature() || usage.non_repudiation())
    }

    pub(super) fn parsed(&self) -> Result<X509> {
        Ok(X509::from_der(&self.der)?)
    }

    /// The subject key identifier, if it has one.
    pub(super) fn key_identifier(&self) -> Option<Vec<u8>> {
        let parsed = self.parsed().ok()?;
        let (_, found) =
            parsed.tbs_certificate().get_extension::<SubjectKeyIdentifier>().ok()??;
        Some(found.0.as_bytes().to_vec())
    }

    fn usage_allows(&self, allows: impl Fn(&KeyUsageExtension) -> bool) -> bool {
        let Ok(parsed) = self.parsed() else { return false };
        match parsed.tbs_certificate().get_extension::<KeyUsageExtension>() {
            Ok(Some((_, usage))) => allows(&usage),
            Ok(None) => true,
            Err(_) => false,
        }
    }

    fn as_pki(&self) -> CertificateDer<'_> {
        CertificateDer::from(self.der.as_slice())
    }
}

fn subject_mail_is(parsed: &X509, address: &str) -> bool {
    subject_mails(parsed).iter().any(|mail| mail.eq_ignore_ascii_case(address))
}

fn subject_mails(parsed: &X509) -> Vec<String> {
    let parts = parsed
        .tbs_certificate()
        .subject()
        .iter_rdn()
        .flat_map(x509_cert::name::RelativeDistinguishedName::iter);
    let mails = parts.filter(|part| part.oid == oid::EMAIL_ADDRESS);
    let texts = mails.filter_map(|part| part.value.decode_as::<Ia5String>().ok());
    texts.map(|mail| mail.as_str().to_owned()).collect()
}
