//! One FHIR resource as it is kept, and the ids that route themselves.

use std::fmt;
use std::sync::Arc;

use crate::json::{Document, JsonError};

/// A patient's short key: 13 characters of `a-z2-7` (65 bits of base32), the Patient's own id.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PatientKey(Arc<str>);

/// Length of a [`PatientKey`] in characters.
pub const PATIENT_KEY_CHARS: usize = 13;

impl PatientKey {
    /// Takes a key from outside; `None` unless it has the form of one.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = text.len() == PATIENT_KEY_CHARS && text.bytes().all(is_base32);
        fits.then(|| Self(text.into()))
    }

    /// The key that 9 bytes (of a keyed hash) stand for.
    pub fn from_hash(hash: &[u8; 9]) -> Self {
        Self(base32(hash)[..PATIENT_KEY_CHARS].into())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PatientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PatientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The id of a stored resource: `<patient key>.<local id>`, the bare patient key for the Patient,
/// or `dir.<local id>` in the directory. At most 64 characters of `[A-Za-z0-9.-]`
/// (<https://hl7.org/fhir/R4/datatypes.html#id>).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceId(Arc<str>);

impl ResourceId {
    /// Takes an id from outside; `None` unless it is a FHIR id.
    pub fn parse(text: &str) -> Option<Self> {
        is_fhir_id(text).then(|| Self(text.into()))
    }

    /// The id of something in a patient's record.
    pub fn in_record(patient: &PatientKey, local: &str) -> Option<Self> {
        Self::parse(&format!("{patient}.{local}"))
    }

    /// The id of the Patient resource itself.
    pub fn of_patient(patient: &PatientKey) -> Self {
        Self(patient.0.clone())
    }

    /// The id of something in the directory.
    pub fn in_directory(local: &str) -> Option<Self> {
        Self::parse(&format!("dir.{local}"))
    }

    /// Whose record it belongs to; `None` for the directory.
    pub fn patient(&self) -> Option<PatientKey> {
        let first = self.0.split('.').next().unwrap_or_default();
        PatientKey::parse(first)
    }

    /// The part behind the patient key; empty for the Patient itself.
    pub fn local(&self) -> &str {
        self.0.split_once('.').map_or("", |(_, local)| local)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `text` is a FHIR id: 1 to 64 characters of `[A-Za-z0-9.-]`.
pub fn is_fhir_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

/// One version of one resource: compact FHIR JSON in one line, with ids and references already
/// those of this store. Cheap to clone. `id` stands in the JSON too; `meta.versionId` and
/// `meta.lastUpdated` do not: they are [`Resource::version`] and [`Resource::updated`], and writers
/// of FHIR put them in.
#[derive(Clone)]
pub struct Resource {
    /// `resourceType`.
    pub kind: Arc<str>,
    /// The id, see [`ResourceId`].
    pub id: ResourceId,
    /// 1 for the first version.
    pub version: u32,
    /// When this version was stored, in microseconds since 1970 (UTC).
    pub updated: i64,
    /// The JSON text, without line breaks.
    pub json: Arc<str>,
}

impl Resource {
    /// The JSON as a document to look into.
    pub fn document(&self) -> Result<Document<'_>, JsonError> {
        Document::parse(&self.json)
    }

    /// `Type/id`, as a reference to it is written.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.kind, self.id)
    }
}

#[cfg(test)]
impl Resource {
    /// A resource of a record, made of its JSON.
    pub(crate) fn of_json(json: &str) -> Self {
        let document = Document::parse(json).unwrap();
        Self {
            kind: document.root().text_at(&["resourceType"]).unwrap().into(),
            id: ResourceId::parse("aaaaaaaaaaaaa.x").unwrap(),
            version: 1,
            updated: 0,
            json: json.into(),
        }
    }
}

impl fmt::Debug for Resource {
    // No content: a record must not reach a log by way of `{:?}`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} v{}", self.kind, self.id, self.version)
    }
}

/// RFC 4648 base32 in lower case without padding.
pub fn base32(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
    let mut out = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            out.push(char::from(LETTERS[((buffer >> bits) & 31) as usize]));
        }
    }
    if bits > 0 {
        out.push(char::from(LETTERS[((buffer << (5 - bits)) & 31) as usize]));
    }
    out
}

fn is_base32(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'2'..=b'7')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base32_is_that_of_rfc_4648() {
        assert_eq!(base32(b"foobar"), "mzxw6ytboi");
        assert_eq!(base32(b""), "");
    }

    #[test]
    fn an_id_tells_whose_record_it_is_in() {
        let patient = PatientKey::from_hash(b"123456789");
        let id = ResourceId::in_record(&patient, "a-1").unwrap();
        assert_eq!(id.patient(), Some(patient.clone()));
        assert_eq!(id.local(), "a-1");
        assert_eq!(ResourceId::of_patient(&patient).patient(), Some(patient));
        assert_eq!(ResourceId::in_directory("x").unwrap().patient(), None);
        assert_eq!(ResourceId::parse("not an id"), None);
    }
}
