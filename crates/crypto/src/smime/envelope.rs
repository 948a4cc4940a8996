//! Encryption: EnvelopedData with AES-CBC and RSA key transport (RFC 5652, section 6).

use aws_lc_rs::cipher::{
    AES_128, AES_192, AES_256, Algorithm, DecryptionContext, EncryptionContext,
    PaddedBlockDecryptingKey, PaddedBlockEncryptingKey, UnboundCipherKey,
};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::rsa::{Pkcs1PublicEncryptingKey, PublicEncryptingKey};
use cms::cert::IssuerAndSerialNumber;
use cms::content_info::{CmsVersion, ContentInfo};
use cms::enveloped_data::{
    EncryptedContentInfo, EnvelopedData, KeyTransRecipientInfo, RecipientIdentifier, RecipientInfo,
    RecipientInfos,
};
use der::asn1::OctetString;
use der::{Any, Decode, Encode, EncodingRules};
use spki::AlgorithmIdentifierOwned;

use super::identity::public_key_info;
use super::{Certificate, Identity, Result, SmimeError, mime, oid};
use crate::hidden::Hidden;
use crate::random::Random;

/// Encrypts a MIME entity for the recipients (EnvelopedData, AES-256-CBC, RSA key transport). Returns an
/// `application/pkcs7-mime` entity with its headers.
pub fn encrypt(entity: &[u8], to: &[Certificate], random: &dyn Random) -> Result<Vec<u8>> {
    if to.is_empty() {
        return Err(SmimeError::new("there is no certificate to encrypt for"));
    }
    let key: Hidden<[u8; 32]> = Hidden::new(random.bytes());
    let iv: [u8; 16] = random.bytes();
    let recipients: Vec<_> =
        to.iter().map(|one| recipient(one, key.reveal())).collect::<Result<_>>()?;
    let sealed = cbc_encrypt(key.reveal(), iv, mime::with_crlf(entity))
        .ok_or_else(|| SmimeError::new("the message could not be encrypted"))?;
    let enveloped = EnvelopedData {
        version: CmsVersion::V0,
        originator_info: None,
        recip_infos: RecipientInfos::try_from(recipients)?,
        encrypted_content: EncryptedContentInfo {
            content_type: oid::DATA,
            content_enc_alg: AlgorithmIdentifierOwned {
                oid: oid::AES256_CBC,
                parameters: Some(Any::encode_from(&OctetString::new(iv)?)?),
            },
            encrypted_content: Some(OctetString::new(sealed)?),
        },
        unprotected_attrs: None,
    };
    let info =
        ContentInfo { content_type: oid::ENVELOPED_DATA, content: Any::encode_from(&enveloped)? };
    Ok(mime::entity(
        "application/pkcs7-mime; smime-type=enveloped-data; name=\"smime.p7m\"",
        "smime.p7m",
        &info.to_der()?,
    ))
}

/// Decrypts an `application/pkcs7-mime; smime-type=enveloped-data` body (DER or BER, already
/// base64-decoded). Every failure of keys and padding is the same error: a sender learns nothing from it.
pub fn decrypt(der: &[u8], with: &Identity) -> Result<Vec<u8>> {
    let info = ContentInfo::from_ber(der)?;
    if info.content_type != oid::ENVELOPED_DATA {
        return Err(SmimeError::new("the message is not encrypted S/MIME (enveloped-data)"));
    }
    let enveloped: EnvelopedData = info.content.decode_as_encoding(EncodingRules::Ber)?;
    let content = enveloped.encrypted_content;
    let sealed = content
        .encrypted_content
        .ok_or_else(|| SmimeError::new("the message holds no encrypted content"))?;
    let iv: OctetString = content
        .content_enc_alg
        .parameters
        .ok_or_else(|| SmimeError::new("the encryption has no starting value"))?
        .decode_as()?;
    let algorithm = cbc_algorithm(&content.content_enc_alg.oid)?;
    let own = enveloped.recip_infos.0.iter().find_map(|info| match info {
        RecipientInfo::Ktri(info) if is_for(&info.rid, with) => Some(info),
        _ => None,
    });
    let own =
        own.ok_or_else(|| SmimeError::new("the message is not encrypted for this address"))?;
    with.open_key(&own.key_enc_alg, own.enc_key.as_bytes())
        .and_then(|key| cbc_decrypt(algorithm, &key, iv.as_bytes(), sealed.into_bytes().into()))
        .ok_or_else(|| SmimeError::new("the message could not be decrypted"))
}

fn recipient(certificate: &Certificate, key: &[u8]) -> Result<RecipientInfo> {
    if !certificate.may_encrypt() {
        return Err(SmimeError::new("the recipient's certificate is not meant for encryption"));
    }
    let parsed = certificate.parsed()?;
    let public = PublicEncryptingKey::from_der(&public_key_info(certificate)?)
        .and_then(|public| Pkcs1PublicEncryptingKey::new(public).map_err(|_| unusable()))
        .map_err(|_| SmimeError::new("the recipient's key is not RSA of 2048 bits or more"))?;
    let mut sealed = vec![0; public.ciphertext_size()];
    let length = public
        .encrypt(key, &mut sealed)
        .map_err(|_| SmimeError::new("the content key could not be encrypted"))?
        .len();
    sealed.truncate(length);
    let tbs = parsed.tbs_certificate();
    Ok(RecipientInfo::Ktri(KeyTransRecipientInfo {
        version: CmsVersion::V0,
        rid: RecipientIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: tbs.issuer().clone(),
            serial_number: tbs.serial_number().clone(),
        }),
        key_enc_alg: AlgorithmIdentifierOwned {
            oid: oid::RSA_ENCRYPTION,
            parameters: Some(Any::null()),
        },
        enc_key: OctetString::new(sealed)?,
    }))
}

fn unusable() -> aws_lc_rs::error::KeyRejected {
    aws_lc_rs::error::KeyRejected::from(aws_lc_rs::error::Unspecified)
}

fn is_for(id: &RecipientIdentifier, identity: &Identity) -> bool {
    match id {
        RecipientIdentifier::IssuerAndSerialNumber(id) => {
            identity.certificate().parsed().is_ok_and(|own| {
                let own = own.tbs_certificate();
                *own.issuer() == id.issuer && *own.serial_number() == id.serial_number
            })
        }
        RecipientIdentifier::SubjectKeyIdentifier(id) => {
            identity.certificate().key_identifier().as_deref() == Some(id.0.as_bytes())
        }
    }
}

fn cbc_algorithm(id: &der::asn1::ObjectIdentifier) -> Result<&'static Algorithm> {
    match *id {
        oid::AES128_CBC => Ok(&AES_128),
        oid::AES192_CBC => Ok(&AES_192),
        oid::AES256_CBC => Ok(&AES_256),
        _ => Err(SmimeError::new(format!("the message uses a cipher that Direct does not ({id})"))),
    }
}

fn cbc_encrypt(key: &[u8; 32], iv: [u8; 16], mut text: Vec<u8>) -> Option<Vec<u8>> {
    let key = UnboundCipherKey::new(&AES_256, key).ok()?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).ok()?;
    let context = EncryptionContext::Iv128(FixedLength::from(iv));
    key.less_safe_encrypt(&mut text, context).ok()?;
    Some(text)
}

fn cbc_decrypt(
    algorithm: &'static Algorithm,
    key: &Hidden<Vec<u8>>,
    iv: &[u8],
    mut text: Vec<u8>,
) -> Option<Vec<u8>> {
    let key = UnboundCipherKey::new(algorithm, key.reveal()).ok()?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
    let context = DecryptionContext::Iv128(FixedLength::try_from(iv).ok()?);
    let length = key.decrypt(&mut text, context).ok()?.len();
    text.truncate(length);
    Some(text)
}
