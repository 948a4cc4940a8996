//! The data part before it is compressed: one resource a line, and ids as short signs. An id is the
//! one thing in a record that no compression shortens; the ledger holds each once already.

use std::collections::HashMap;

use bluebutton_record::PatientKey;
use memchr::{memchr, memchr3, memmem};

/// Writes the resources of a segment; `locals` are their ids behind the patient's key.
pub(crate) fn pack(patient: &PatientKey, locals: &[&str], resources: &[&str]) -> String {
    let mut out = String::with_capacity(resources.iter().map(|json| json.len()).sum());
    // None of this is in JSON of one line; what is not such JSON is kept as it is.
    // Looked at to the end, without stopping: many bytes at a time that way.
    let is_sign = |byte: u8| byte <= OWN as u8 || byte == b'\n';
    let is_plain = |json: &&str| !json.bytes().fold(false, |found, byte| found | is_sign(byte));
    if !resources.iter().all(is_plain) {
        out.push(AS_IT_IS);
        out.extend(resources.iter().copied());
        return out;
    }
    out.push(PACKED);
    let places: HashMap<&str, usize> = locals.iter().copied().zip(0..).collect();
    let key = memmem::Finder::new(patient.as_str());
    for (own, json) in locals.iter().zip(resources) {
        pack_one(&mut out, &key, &places, own, json);
        out.push('\n');
    }
    out
}

fn pack_one(
    out: &mut String,
    key: &memmem::Finder<'_>,
    places: &HashMap<&str, usize>,
    own: &str,
    json: &str,
) {
    let mut rest = json;
    while let Some(at) = key.find(rest.as_bytes()) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        rest = behind.get(key.needle().len()..).unwrap_or_default();
        let local = rest.strip_prefix('.').map(|id| {
            let end = id.bytes().position(|byte| !is_id_byte(byte)).unwrap_or(id.len());
            id.get(..end).unwrap_or_default()
        });
        match local.map(|local| (local, places.get(local))) {
            Some((local, _)) if local == own => out.push(OWN),
            Some((_, Some(place))) => {
                out.push(OTHER);
                push_number(out, *place);
            }
            // The bare key, or something that is not in this segment.
            _ => {
                out.push(KEY);
                continue;
            }
        }
        rest = local.and_then(|local| rest.get(local.len() + 1..)).unwrap_or_default();
    }
    out.push_str(rest);
}

/// Reads what [`pack`] wrote of so many bytes each; `None` where it is not that.
pub(crate) fn unpack(
    patient: &PatientKey,
    locals: &[&str],
    lengths: &[usize],
    packed: &str,
) -> Option<String> {
    if let Some(data) = packed.strip_prefix(AS_IT_IS) {
        return Some(data.to_owned());
    }
    let mut rest = packed.strip_prefix(PACKED)?;
    let length = lengths.iter().sum::<usize>();
    // What is written is checked against this line by line, so it can't be a trap.
    let mut out = String::with_capacity(length.min(packed.len().saturating_mul(8)));
    for (own, length) in locals.iter().zip(lengths) {
        let end = memchr(b'\n', rest.as_bytes())?;
        let (json, behind) = rest.split_at(end);
        let start = out.len();
        unpack_one(&mut out, patient, locals, own, json)?;
        if out.len() - start != *length {
            return None;
        }
        rest = behind.get(1..)?;
    }
    rest.is_empty().then_some(out)
}

fn unpack_one(
    out: &mut String,
    patient: &PatientKey,
    locals: &[&str],
    own: &str,
    packed: &str,
) -> Option<()> {
    let mut rest = packed;
    while let Some(at) = memchr3(KEY as u8, OTHER as u8, OWN as u8, rest.as_bytes()) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        out.push_str(patient.as_str());
        let mut signs = behind.chars();
        let sign = signs.next()?;
        rest = signs.as_str();
        let local = match sign {
            KEY => continue,
            OWN => own,
            _ => {
                let end = rest.bytes().position(|byte| !is_id_byte(byte)).unwrap_or(rest.len());
                let (number, behind) = rest.split_at(end);
                rest = behind;
                locals.get(number_of(number)?)?
            }
        };
        out.push('.');
        out.push_str(local);
    }
    out.push_str(rest);
    Some(())
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.'
}

/// A number in bytes that ids are made of: no id byte follows it, as none followed the id.
fn push_number(out: &mut String, mut number: usize) {
    loop {
        out.push(char::from(b'a' + (number % 16) as u8));
        number /= 16;
        if number == 0 {
            return;
        }
    }
}

fn number_of(text: &str) -> Option<usize> {
    text.bytes().rev().try_fold(0_usize, |number, byte| {
        let digit = byte.checked_sub(b'a').filter(|digit| *digit < 16)?;
        number.checked_mul(16)?.checked_add(usize::from(digit))
    })
}

const AS_IT_IS: char = '0';
const PACKED: char = '1';
/// The patient's key.
const KEY: char = '\u{1}';
/// The id of another resource of the segment, by its place in the index.
const OTHER: char = '\u{2}';
/// The id of the resource itself.
const OWN: char = '\u{3}';

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn comes_back(patient: &PatientKey, resources: &[(String, String)]) -> String {
        let locals: Vec<&str> = resources.iter().map(|(local, _)| local.as_str()).collect();
        let jsons: Vec<&str> = resources.iter().map(|(_, json)| json.as_str()).collect();
        let lengths: Vec<usize> = jsons.iter().map(|json| json.len()).collect();
        let packed = pack(patient, &locals, &jsons);
        let unpacked = unpack(patient, &locals, &lengths, &packed);
        assert_eq!(unpacked.as_deref(), Some(jsons.concat().as_str()));
        packed
    }

    #[test]
    fn ids_are_gone_from_the_data_and_come_back() {
        let patient = PatientKey::from_hash(b"123456789");
        let observation = format!(
            r#"{{"id":"{patient}.o-1","subject":"Patient/{patient}","encounter":"Encounter/{patient}.e.1","more":"Condition/{patient}.c"}}"#
        );
        let encounter = format!(r#"{{"id":"{patient}.e.1"}}"#);
        let packed =
            comes_back(&patient, &[("o-1".to_owned(), observation), ("e.1".to_owned(), encounter)]);
        assert!(!packed.contains(patient.as_str()), "{packed:?}");
        assert!(!packed.contains("o-1") && !packed.contains("e.1"), "{packed:?}");
    }

    #[test]
    fn what_is_not_json_of_one_line_is_kept_as_it_is() {
        let patient = PatientKey::from_hash(b"123456789");
        for text in ["{\n}", "\u{1}", "\u{2}b", "\u{3}", ""] {
            comes_back(&patient, &[("a".to_owned(), text.to_owned())]);
        }
    }

    proptest! {
        #[test]
        fn any_mixture_comes_back(
            parts in proptest::collection::vec((0..5_usize, "[a-c.\"/é]{0,3}"), 0..30),
            locals in proptest::collection::vec("[a-c.]{0,2}", 1..20),
        ) {
            let patient = PatientKey::from_hash(b"123456789");
            let mut json = String::new();
            for (kind, text) in parts {
                match kind {
                    0 => json.push_str(patient.as_str()),
                    1 => json.push_str(&format!("{patient}.{text}")),
                    _ => json.push_str(&text),
                }
            }
            let resources: Vec<_> = locals.into_iter().map(|local| (local, json.clone())).collect();
            comes_back(&patient, &resources);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[01]?[\u{1}\u{2}\u{3}a-q.\n]{0,30}") {
            let patient = PatientKey::from_hash(b"123456789");
            let _ = unpack(&patient, &["a", "b"], &[2, 0], &text);
        }
    }
}
