//! What a number proves. A site knows its own numbers and says so in its settings; for all others
//! there are guesses, by the code of the number's type and by its system.
//!
//! Standard: <http://terminology.hl7.org/CodeSystem/v2-0203> (identifier types)

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What kind of number it is for this site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NumberKind {
    /// A medical record number of one authority, or an id that is unique wherever it was made:
    /// strong.
    Record,
    /// Nothing says what it is; it is taken for a record number until it turns out to be shared.
    Presumed,
    /// The address under which one source refers to the patient (`Patient/1`).
    Address,
    /// A number of a health plan or an account: a family's.
    Member,
    /// Social security, licence, passport: a state names a person by it, and people mistype it,
    /// lend it and make it up. A hint.
    Citizen,
    /// Several people have it: it proves nobody.
    Shared,
}

impl NumberKind {
    /// Every one, those that prove most first.
    pub const ALL: [Self; 6] =
        [Self::Record, Self::Presumed, Self::Address, Self::Member, Self::Citizen, Self::Shared];

    /// The word in message ids.
    pub fn word(self) -> &'static str {
        match self {
            Self::Record => "record",
            Self::Presumed => "presumed",
            Self::Address => "address",
            Self::Member => "member",
            Self::Citizen => "citizen",
            Self::Shared => "shared",
        }
    }
}

/// What a system that everybody has is called in words of the catalog; `None` for all others.
pub fn system_name(system: &str) -> Option<&'static str> {
    let plain = plain(system);
    Some(match plain {
        UNIQUE => "number-system-unique",
        MEDICARE => "number-system-medicare",
        _ if is_social_security(system) => "number-system-social-security",
        _ if PROVIDERS.contains(&plain) => "number-system-provider",
        _ if plain.starts_with(DRIVING_LICENCES) => "number-system-licence",
        _ if is_example(plain) => "number-system-example",
        _ => return None,
    })
}

/// A system as lists name it: however it is written, it is one, and so is each arc that HL7 gives to examples.
pub fn listed_system(system: &str) -> &str {
    let plain = plain(system);
    EXAMPLES.into_iter().find(|arc| is_below(plain, arc)).unwrap_or(plain)
}

/// What a site says of identifier systems.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    by_system: BTreeMap<String, NumberKind>,
}

impl Kinds {
    /// Takes the site's word for an identifier system.
    pub fn set(&mut self, system: &str, kind: NumberKind) {
        self.by_system.insert(plain(system).to_owned(), kind);
    }

    /// The systems of which the site says what their numbers prove.
    pub fn said(&self) -> impl Iterator<Item = (&str, NumberKind)> {
        self.by_system.iter().map(|(system, kind)| (system.as_str(), *kind))
    }

    /// What the site says of a system, and how it writes that system.
    pub fn said_of(&self, system: &str) -> Option<(&str, NumberKind)> {
        let (own, kind) = self.by_system.get_key_value(plain(system))?;
        Some((own, *kind))
    }

    /// What a number of that system, value and type code proves.
    pub fn of(&self, system: &str, value: &str, codes: &[String]) -> NumberKind {
        if is_filler(value) {
            return NumberKind::Shared;
        }
        let plain = plain(system);
        if let Some(kind) = self.by_system.get(plain) {
            return *kind;
        }
        let by_code = codes.iter().find_map(|code| of_code(code));
        of_system(plain).or(by_code).unwrap_or(NumberKind::Presumed)
    }
}

/// Whether a system is that of social security numbers.
pub(super) fn is_social_security(system: &str) -> bool {
    SOCIAL_SECURITY.contains(&plain(system))
}

fn of_code(code: &str) -> Option<NumberKind> {
    Some(match code {
        "MR" | "MRT" | "PI" | "PT" | "PE" | "um" => NumberKind::Record,
        "MB" | "SN" | "HC" | "AN" | "ANC" | "GN" | "mb" | "payerid" => NumberKind::Member,
        "SS" | "SB" | "DL" | "PPN" | "TAX" | "NI" | "NH" | "NIIP" | "CZ" | "PRC" | "BCT" | "BC"
        | "MC" | "MA" | "DFN" | "VS" | "MI" => NumberKind::Citizen,
        // A doctor's, and so that of all of that doctor's patients.
        "NPI" | "UPIN" | "PRN" | "DN" | "DEA" => NumberKind::Shared,
        _ => return None,
    })
}

fn of_system(plain: &str) -> Option<NumberKind> {
    if plain == UNIQUE {
        return Some(NumberKind::Record);
    }
    let is_of_states = plain.starts_with(DRIVING_LICENCES) || plain == MEDICARE;
    if is_social_security(plain) || is_of_states {
        return Some(NumberKind::Citizen);
    }
    if PROVIDERS.contains(&plain) {
        return Some(NumberKind::Shared);
    }
    is_example(plain).then_some(NumberKind::Shared)
}

fn is_example(plain: &str) -> bool {
    EXAMPLES.iter().any(|arc| is_below(plain, arc))
}

fn is_below(plain: &str, arc: &str) -> bool {
    plain.strip_prefix(arc).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn plain(system: &str) -> &str {
    let system = system.trim();
    system.strip_prefix("urn:oid:").unwrap_or(system)
}

/// What stands where a number should, and is none: zeros, nines, one digit all along.
fn is_filler(value: &str) -> bool {
    let mut characters = value.chars().filter(|character| character.is_alphanumeric());
    let Some(first) = characters.next() else { return true };
    let is_one_digit = first.is_ascii_digit() && characters.clone().count() > 2;
    let folded = value.trim().to_ascii_lowercase();
    (is_one_digit && characters.all(|character| character == first))
        || folded == "0"
        || FILLERS.contains(&folded.as_str())
}

const SOCIAL_SECURITY: [&str; 2] = ["http://hl7.org/fhir/sid/us-ssn", "2.16.840.1.113883.4.1"];

/// The system of ids that are unique wherever they were made.
pub(super) const UNIQUE: &str = "urn:ietf:rfc:3986";

const MEDICARE: &str = "http://hl7.org/fhir/sid/us-mbi";

/// One number below it for each state.
const DRIVING_LICENCES: &str = "2.16.840.1.113883.4.3.";

/// The register of providers: its numbers are a doctor's, wherever they stand, and so are those of all
/// of that doctor's patients.
const PROVIDERS: [&str; 2] = ["http://hl7.org/fhir/sid/us-npi", "2.16.840.1.113883.4.6"];

/// The arcs that HL7 gives to examples: whoever copied one has the same numbers.
const EXAMPLES: [&str; 2] = ["2.16.840.1.113883.19", "1.2.3.4.5.6"];

const FILLERS: [&str; 8] =
    ["unknown", "unk", "none", "n/a", "null", "123456789", "123-45-6789", "test"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_proves_what_the_site_says_else_what_its_type_and_system_tell() {
        let mut kinds = Kinds::default();
        kinds.set("urn:oid:1.2.3", NumberKind::Member);
        let of =
            |system: &str, value: &str, code: &str| kinds.of(system, value, &[code.to_owned()]);
        assert_eq!(of("1.2.3", "7", "MR"), NumberKind::Member);
        assert_eq!(of("urn:a", "7", "MR"), NumberKind::Record);
        assert_eq!(of("urn:a", "7", ""), NumberKind::Presumed);
        assert_eq!(of("urn:a", "7", "DL"), NumberKind::Citizen);
        assert_eq!(of("http://hl7.org/fhir/sid/us-ssn", "999-12-3456", ""), NumberKind::Citizen);
        assert_eq!(of("urn:oid:2.16.840.1.113883.19.5", "998991", ""), NumberKind::Shared);
        assert_eq!(of("urn:a", "000-00-0000", "MR"), NumberKind::Shared);
        assert_eq!(of("urn:oid:2.16.840.1.113883.4.6", "1", ""), NumberKind::Shared, "a doctor's");
        assert_eq!(of("", "1", "NPI"), NumberKind::Shared, "a doctor's");
        assert_eq!(of("urn:a", "1", "MR"), NumberKind::Record);
    }
}
