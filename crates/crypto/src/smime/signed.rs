//! Signatures: `multipart/signed` with a detached SignedData (RFC 8551, 3.5.3; RFC 5652, section 5).

use aws_lc_rs::digest;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512, UnparsedPublicKey, VerificationAlgorithm,
};
use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use der::asn1::{ObjectIdentifier, OctetString, SetOfVec, UtcTime};
use der::{Any, DateTime, Decode, Encode, EncodingRules};
use spki::AlgorithmIdentifierOwned;
use std::time::Duration;
use x509_cert::attr::{Attribute, Attributes};

use super::{Certificate, Identity, Result, SmimeError, mime, oid};
use crate::hash::sha256;

/// Who signed, after checking the signature and the digest; trust is checked apart.
pub struct Verified {
    /// The signer's certificate.
    pub signer: Certificate,
    /// Further certificates in the message.
    pub others: Vec<Certificate>,
}

/// Wraps a MIME entity into `multipart/signed` (detached, SHA-256). `now` in Unix seconds is the signing
/// time. Returns a MIME entity with its headers.
pub fn sign(entity: &[u8], by: &Identity, now: i64) -> Result<Vec<u8>> {
    if !by.certificate().may_sign() {
        return Err(SmimeError::new("our certificate is not meant for signing"));
    }
    let entity = mime::with_crlf(entity);
    let attributes = signed_attributes(&sha256(&entity), now)?;
    let (signature, algorithm) = by.sign(&attributes.to_der()?)?;
    let parsed = by.certificate().parsed()?;
    let tbs = parsed.tbs_certificate();
    let sha256_id = AlgorithmIdentifierOwned { oid: oid::SHA256, parameters: None };
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        digest_alg: sha256_id.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: AlgorithmIdentifierOwned {
            oid: algorithm,
            parameters: (algorithm == oid::RSA_ENCRYPTION).then(Any::null),
        },
        signature: OctetString::new(signature)?,
        unsigned_attrs: None,
    };
    let signed = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha256_id])?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: oid::DATA, econtent: None },
        certificates: Some(CertificateSet::try_from(vec![CertificateChoices::Certificate(
            parsed.clone(),
        )])?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer])?,
    };
    let info = ContentInfo { content_type: oid::SIGNED_DATA, content: Any::encode_from(&signed)? };
    Ok(mime::multipart_signed(&entity, &info.to_der()?))
}

/// Verifies the signature (BER) over a content as it was signed (with CRLF line ends): digest and
/// signature. Whether the signer is trusted is [`Certificate::check_trust`]'s to say.
pub fn verify(content: &[u8], signature: &[u8]) -> Result<Verified> {
    let info = ContentInfo::from_ber(signature)?;
    if info.content_type != oid::SIGNED_DATA {
        return Err(SmimeError::new("the signature part is not SignedData"));
    }
    let signed: SignedData = info.content.decode_as_encoding(EncodingRules::Ber)?;
    let certificates = certificates_of(&signed)?;
    let mut problem = SmimeError::new("the message holds no signature");
    for info in signed.signer_infos.0.iter() {
        let Some(at) = certificates.iter().position(|one| is_signer(&info.sid, one)) else {
            problem = SmimeError::new("the signer's certificate is not in the message");
            continue;
        };
        match check(info, content, &certificates[at]) {
            Ok(()) => {
                let mut others = certificates;
                let signer = others.swap_remove(at);
                return Ok(Verified { signer, others });
            }
            Err(error) => problem = error,
        }
    }
    Err(problem)
}

fn signed_attributes(digest: &[u8], now: i64) -> Result<Attributes> {
    let time = DateTime::from_unix_duration(Duration::from_secs(now.max(0) as u64))?;
    let attribute = |oid, value: Any| -> Result<Attribute> {
        Ok(Attribute { oid, values: SetOfVec::try_from(vec![value])? })
    };
    Ok(Attributes::try_from(vec![
        attribute(oid::CONTENT_TYPE, Any::encode_from(&oid::DATA)?)?,
        attribute(oid::SIGNING_TIME, Any::encode_from(&UtcTime::from_date_time(time)?)?)?,
        attribute(oid::MESSAGE_DIGEST, Any::encode_from(&OctetString::new(digest)?)?)?,
    ])?)
}

fn certificates_of(signed: &SignedData) -> Result<Vec<Certificate>> {
    let set = signed.certificates.iter().flat_map(|set| set.0.iter());
    set.filter_map(|choice| match choice {
        CertificateChoices::Certificate(one) => Some(one),
        CertificateChoices::Other(_) => None,
    })
    .map(|one| Ok(Certificate { der: one.to_der()? }))
    .collect()
}

fn is_signer(id: &SignerIdentifier, certificate: &Certificate) -> bool {
    match id {
        SignerIdentifier::IssuerAndSerialNumber(id) => certificate.parsed().is_ok_and(|own| {
            let own = own.tbs_certificate();
            *own.issuer() == id.issuer && *own.serial_number() == id.serial_number
        }),
        SignerIdentifier::SubjectKeyIdentifier(id) => {
            certificate.key_identifier().as_deref() == Some(id.0.as_bytes())
        }
    }
}

fn check(info: &SignerInfo, content: &[u8], signer: &Certificate) -> Result<()> {
    let altered = || SmimeError::new("the message was altered after it was signed");
    let hash = digest_of(&info.digest_alg.oid)?;
    let digest = digest::digest(hash, content);
    // Direct's messages carry signed attributes; then the signature is over their DER.
    let message = match &info.signed_attrs {
        Some(attributes) => {
            let stated = attribute(attributes, oid::MESSAGE_DIGEST)
                .and_then(|value| value.decode_as::<OctetString>().ok())
                .ok_or_else(|| SmimeError::new("the signature names no digest"))?;
            if stated.as_bytes() != digest.as_ref() {
                return Err(altered());
            }
            attributes.to_der()?
        }
        None => content.to_vec(),
    };
    let parsed = signer.parsed()?;
    let key = parsed.tbs_certificate().subject_public_key_info();
    let algorithm =
        algorithm_of(&info.signature_algorithm.oid, &info.digest_alg.oid, &key.algorithm.oid)?;
    UnparsedPublicKey::new(algorithm, key.subject_public_key.raw_bytes())
        .verify(&message, info.signature.as_bytes())
        .map_err(|_| altered())
}

fn attribute(attributes: &Attributes, oid: ObjectIdentifier) -> Option<&Any> {
    attributes.iter().find(|one| one.oid == oid)?.values.iter().next()
}

fn digest_of(id: &ObjectIdentifier) -> Result<&'static digest::Algorithm> {
    match *id {
        oid::SHA256 => Ok(&digest::SHA256),
        oid::SHA384 => Ok(&digest::SHA384),
        oid::SHA512 => Ok(&digest::SHA512),
        _ => Err(SmimeError::new("the signature uses a hash weaker than SHA-256")),
    }
}

fn algorithm_of(
    signature: &ObjectIdentifier,
    hash: &ObjectIdentifier,
    key: &ObjectIdentifier,
) -> Result<&'static dyn VerificationAlgorithm> {
    if *key == oid::EC_PUBLIC_KEY && *signature == oid::ECDSA_WITH_SHA256 {
        return Ok(&ECDSA_P256_SHA256_ASN1);
    }
    let is_rsa =
        [oid::RSA_ENCRYPTION, oid::SHA256_WITH_RSA, oid::SHA384_WITH_RSA, oid::SHA512_WITH_RSA]
            .contains(signature);
    match *hash {
        oid::SHA256 if is_rsa => Ok(&RSA_PKCS1_2048_8192_SHA256),
        oid::SHA384 if is_rsa => Ok(&RSA_PKCS1_2048_8192_SHA384),
        oid::SHA512 if is_rsa => Ok(&RSA_PKCS1_2048_8192_SHA512),
        _ => Err(SmimeError::new("the signature uses an algorithm that Direct does not")),
    }
}
