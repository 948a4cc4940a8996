//! Ids that stay the same when the same thing is imported again.

use super::json::{Json, Object};
use super::xml::{Node, attr, children, is_null};

/// 128 bits of FNV-1a (<https://datatracker.ietf.org/doc/draft-eastlake-fnv/>). Not a safeguard
/// against anybody: it only tells the items of one patient's documents apart.
pub struct Fnv(u128);

impl Fnv {
    /// Nothing hashed yet.
    pub fn new() -> Self {
        Self(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d)
    }

    /// Adds bytes.
    pub fn add(mut self, bytes: &[u8]) -> Self {
        for byte in bytes {
            self.0 ^= u128::from(*byte);
            self.0 = self.0.wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013B);
        }
        self
    }

    /// The hash as 32 hexadecimal digits: a FHIR id that counts as unique wherever it was made.
    pub fn id(&self) -> String {
        format!("{:032x}", self.0)
    }
}

/// An instance identifier (`<id root extension>`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstanceId<'d> {
    /// OID or UUID of the authority, or of the thing itself.
    pub root: &'d str,
    /// The id the authority gave.
    pub extension: Option<&'d str>,
}

impl<'d> InstanceId<'d> {
    /// The ids of an element, in order, without empty ones. Some senders write the null flavor
    /// where the number goes (`extension="UNK"`): that is no id, and everybody has it.
    pub fn all(node: Node<'d>) -> impl Iterator<Item = InstanceId<'d>> {
        let ids = children(node, "id").filter(|id| !is_null(*id)).filter_map(|id| {
            Some(InstanceId { root: attr(id, "root")?, extension: attr(id, "extension") })
        });
        ids.filter(|id| !id.extension.is_some_and(|number| NULL_FLAVORS.contains(&number)))
    }

    /// The first id that tells one thing from all others.
    pub fn telling(node: Node<'d>) -> Option<InstanceId<'d>> {
        Self::all(node).find(InstanceId::tells)
    }

    /// Whether it tells one thing from all others. An OID alone names an authority, not a thing;
    /// and the UUIDs of HL7's own examples (node `0800200c9a66`) are pasted into real exports.
    pub fn tells(&self) -> bool {
        self.extension.is_some() || (is_uuid(self.root) && !self.root.ends_with("0800200c9a66"))
    }

    /// `root:extension`, or `root`.
    pub fn key(&self) -> String {
        match self.extension {
            Some(extension) => format!("{}:{extension}", self.root),
            None => self.root.to_owned(),
        }
    }
}

/// What tells two things apart that bear one id: code and first day. Some systems give every entry,
/// or every document, the same id; what comes back with another code or day is another thing.
pub fn mark(object: &Object<'_>) -> String {
    const CODES: [&str; 6] =
        ["code", "medicationCodeableConcept", "vaccineCode", "relationship", "description", "type"];
    // A visit is known by its number and day: header and body call it by different names.
    let is_visit = object.text_of("resourceType") == Some("Encounter");
    let code = CODES.iter().filter(|_| !is_visit).find_map(|name| object.get(name)?.first());
    let code = code.and_then(words).unwrap_or_default();
    format!("{code}|{}", day(object).unwrap_or_default())
}

/// The first code of a concept, else its words.
fn words(concept: &Object<'_>) -> Option<String> {
    let coding = concept.get("coding").and_then(Json::first);
    let code = coding.and_then(|coding| {
        let system = coding.text_of("system").unwrap_or_default();
        Some(format!("{system}|{}", coding.text_of("code")?))
    });
    code.or_else(|| Some(concept.text_of("text")?.trim().to_lowercase()))
}

/// The day on which it began or was.
fn day(object: &Object<'_>) -> Option<String> {
    const DAYS: [&str; 9] = [
        "onsetDateTime",
        "effectiveDateTime",
        "performedDateTime",
        "occurrenceDateTime",
        "whenHandedOver",
        "startDate",
        "date",
        "onsetString",
        "created",
    ];
    const PERIODS: [&str; 5] =
        ["onsetPeriod", "effectivePeriod", "performedPeriod", "occurrencePeriod", "period"];
    let start = |period: &Object<'_>| period.text_of("start").map(str::to_owned);
    let of_course = || {
        let dosage = object.get("dosageInstruction")?.first()?;
        let repeat = dosage.get("timing")?.first()?.get("repeat")?.first()?;
        start(repeat.get("boundsPeriod")?.first()?)
    };
    let found = DAYS.iter().find_map(|name| object.text_of(name).map(str::to_owned));
    let found = found
        .or_else(|| PERIODS.iter().find_map(|name| start(object.get(name)?.first()?)))
        .or_else(of_course)?;
    Some(found.chars().take(10).collect())
}

const NULL_FLAVORS: [&str; 6] = ["UNK", "NI", "NA", "NASK", "ASKU", "MSK"];

/// Whether `text` is a UUID.
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// Whether `text` is an OID.
pub fn is_oid(text: &str) -> bool {
    text.contains('.')
        && text.split('.').all(|arc| {
            !arc.is_empty()
                && arc.bytes().all(|byte| byte.is_ascii_digit())
                && (arc == "0" || !arc.starts_with('0'))
        })
        && matches!(text.as_bytes().first(), Some(b'0'..=b'2'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a_of_128_bits() {
        assert_eq!(Fnv::new().add(b"a").0, 0xd228_cb69_6f1a_8caf_7891_2b70_4e4a_8964);
    }

    #[test]
    fn oids_and_uuids_are_told_apart() {
        assert!(is_oid("2.16.840.1.113883.19.5"));
        assert!(!is_oid("2.16.840.01"));
        assert!(is_uuid("6a2fa88d-4174-4909-aece-db44b60a3abb"));
        assert!(!is_uuid("2.16.840.1.113883.19.5"));
    }
}
