//! Ids of this store, made from the source's own, so that the same item always gets the same one.
//!
//! In a record, behind the patient's key and a dot:
//! - an id that is unique wherever it was made (a UUID) stays as it is;
//! - any other short id stays readable and gets ten characters of a hash of source, type and id,
//!   because `Observation/1` of one system is not `Condition/1`, nor `Observation/1` of another;
//! - what is too long or no FHIR id is twenty characters of that hash, and its own id is kept in
//!   `meta.source`.

use crate::resource::{PATIENT_KEY_CHARS, base32};

/// What is left for a local id behind `<patient key>.`
const LOCAL_CHARS_MAX: usize = 64 - PATIENT_KEY_CHARS - 1;
const MARK_CHARS: usize = 10;
const HASHED_CHARS: usize = 20;

/// NPI: <https://hl7.org/fhir/R4/identifier-registry.html>
const NPI: &str = "http://hl7.org/fhir/sid/us-npi";
const NPI_OID: &str = "urn:oid:2.16.840.1.113883.4.6";

/// The source's own id that a local id (behind the patient's key) was made from, if it shows.
pub fn source_id(local: &str) -> Option<&str> {
    if is_unique(local) {
        return Some(local);
    }
    let (id, mark) = local.split_at_checked(local.len().checked_sub(MARK_CHARS + 1)?)?;
    (mark.starts_with('-') && !id.is_empty()).then_some(id)
}

/// Whether an id is unique wherever it was made: a UUID, or as many hexadecimal digits.
pub fn is_unique(id: &str) -> bool {
    let digits = id.bytes().filter(u8::is_ascii_hexdigit).count();
    digits >= 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// Makes ids for one source.
#[derive(Clone, Copy)]
pub(super) struct Ids<'a> {
    pub(super) source: &'a str,
    pub(super) hash: fn(&[u8]) -> [u8; 32],
}

impl Ids<'_> {
    /// The local id of `kind/id`.
    pub(super) fn local(&self, kind: &str, id: &str) -> String {
        if is_unique(id) && id.len() <= LOCAL_CHARS_MAX {
            return id.to_owned();
        }
        let mark = self.text_hash(&["id", self.source, kind, id]);
        if crate::resource::is_fhir_id(id) && id.len() + 1 + MARK_CHARS <= LOCAL_CHARS_MAX {
            format!("{id}-{}", first(&mark, MARK_CHARS))
        } else {
            first(&mark, HASHED_CHARS).to_owned()
        }
    }

    /// The local id where the plain one is taken by another type.
    pub(super) fn hashed(&self, kind: &str, id: &str) -> String {
        first(&self.text_hash(&["id", self.source, kind, id]), HASHED_CHARS).to_owned()
    }

    /// The local id of something that came without an id: equal content, equal id.
    pub(super) fn of_content(&self, kind: &str, json: &str) -> String {
        first(&self.text_hash(&["content", kind, json]), HASHED_CHARS).to_owned()
    }

    /// The local id of something in the directory, by an identifier.
    pub(super) fn in_directory(&self, kind: &str, system: &str, value: &str) -> String {
        let system = if system == NPI_OID { NPI } else { system };
        // A number that is no NPI (test systems count from 1) says nothing outside its source.
        let is_npi = value.len() == 10 && value.bytes().all(|byte| byte.is_ascii_digit());
        let source = if system == NPI && !is_npi { self.source } else { "" };
        first(&self.text_hash(&["identifier", kind, system, value, source]), 26).to_owned()
    }

    /// The local id of something in the directory that has no identifier.
    pub(super) fn in_directory_by_id(&self, kind: &str, id: &str) -> String {
        first(&self.text_hash(&["id", self.source, kind, id]), 26).to_owned()
    }

    /// The local id of an original document.
    pub(super) fn of_original(&self, bytes: &[u8]) -> String {
        first(&base32(&(self.hash)(bytes)), 26).to_owned()
    }

    fn text_hash(&self, parts: &[&str]) -> String {
        let mut bytes = Vec::with_capacity(parts.iter().map(|part| part.len() + 4).sum());
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u32).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        base32(&(self.hash)(&bytes))
    }
}

/// Which of its identifiers tells a directory resource apart: the NPI, else the first.
pub(super) fn preferred(identifiers: &[(String, String)]) -> Option<&(String, String)> {
    let npi = identifiers.iter().find(|(system, _)| system == NPI || system == NPI_OID);
    npi.or(identifiers.first())
}

fn first(text: &str, chars: usize) -> &str {
    text.get(..chars).unwrap_or(text)
}
