//! Certificates of a small authority of our own, for the demo and for tests.

use rcgen::string::Ia5String;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, SanType, SerialNumber,
};

use super::{Result, SmimeError};

/// PEM of a new authority and of identities under it.
pub struct Issued {
    /// The anchor.
    pub anchor_pem: String,
    /// For each address asked for: certificate and PKCS#8 key, in order.
    pub identities: Vec<(String, String)>,
}

/// Makes an authority called `name` and an RSA-2048 identity for each address (address-bound). Valid from
/// `now` (Unix seconds) for `days`.
pub fn issue(name: &str, addresses: &[&str], now: i64, days: i64) -> Result<Issued> {
    let failed = |error: rcgen::Error| SmimeError::new(format!("no certificate made ({error})"));
    let mut params = dated(now, days)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let key = rsa_key()?;
    let anchor = params.self_signed(&key).map_err(failed)?;
    let issuer = Issuer::new(params, key);
    let mut identities = Vec::new();
    for (at, address) in addresses.iter().enumerate() {
        let mut params = dated(now, days)?;
        params.serial_number = Some(SerialNumber::from(at as u64 + 2));
        params.distinguished_name.push(DnType::CommonName, *address);
        let mail = Ia5String::try_from(*address)
            .map_err(|_| SmimeError::new("an address may hold ASCII characters only"))?;
        params.subject_alt_names = vec![SanType::Rfc822Name(mail)];
        params.key_usages =
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
        params.use_authority_key_identifier_extension = true;
        // Written out, so that a subject key identifier is written too: some senders name keys by it.
        params.is_ca = IsCa::ExplicitNoCa;
        let key = rsa_key()?;
        let certificate = params.signed_by(&key, &issuer).map_err(failed)?;
        identities.push((certificate.pem(), key.serialize_pem()));
    }
    Ok(Issued { anchor_pem: anchor.pem(), identities })
}

fn rsa_key() -> Result<KeyPair> {
    KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)
        .map_err(|_| SmimeError::new("no RSA key could be made"))
}

fn dated(now: i64, days: i64) -> Result<CertificateParams> {
    let mut params = CertificateParams::default();
    params.distinguished_name = rcgen::DistinguishedName::new();
    let time = |seconds: i64| {
        time::OffsetDateTime::from_unix_timestamp(seconds)
            .map_err(|_| SmimeError::new("the date of a certificate is out of range"))
    };
    params.not_before = time(now)?;
    params.not_after = time(now.saturating_add(days.saturating_mul(86_400)))?;
    Ok(params)
}
