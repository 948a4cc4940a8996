//! Words for who somebody is to the patient: sources write them in English or in codes of HL7.
//!
//! Standard: <https://terminology.hl7.org/CodeSystem-v3-RoleCode.html>

use crate::fold::fold;
use crate::json::Value;
use crate::view;

/// Message id of the word for a relationship; `None` where its source says something that we do not know.
pub fn word(relationship: Value<'_>) -> Option<&'static str> {
    let codes = relationship.each("coding").filter_map(|coding| view::text(coding, &["code"]));
    let said = view::concept(relationship);
    // What its source writes says more than its code: "Grandfather", coded as a parent's parent.
    let told = said.as_deref().and_then(of_words);
    told.or_else(|| codes.filter(|_| said.is_none()).find_map(|code| of_code(&code)))
}

fn of_words(words: &str) -> Option<&'static str> {
    let letters: String = fold(words).chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = letters.strip_prefix("natural").unwrap_or(&letters);
    WORDS.iter().find(|(_, names, _)| names.contains(&letters)).map(|(id, ..)| *id)
}

fn of_code(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    WORDS.iter().find(|(_, _, codes)| codes.contains(&code.as_str())).map(|(id, ..)| *id)
}

type KinWord = (&'static str, &'static [&'static str], &'static [&'static str]);

/// The word, what sources write, and HL7's codes.
const WORDS: &[KinWord] = &[
    ("kin-self", &["self", "subscriber", "insured"], &["SELF", "ONESELF", "SUBSCR"]),
    ("kin-spouse", &["spouse"], &["SPS"]),
    ("kin-husband", &["husband"], &["HUSB"]),
    ("kin-wife", &["wife"], &["WIFE"]),
    ("kin-partner", &["domesticpartner", "lifepartner", "partner"], &["DOMPART", "SIGOTHR"]),
    ("kin-parent", &["parent"], &["PRN", "NPRN"]),
    ("kin-mother", &["mother"], &["MTH", "NMTH"]),
    ("kin-father", &["father"], &["FTH", "NFTH"]),
    ("kin-child", &["child"], &["CHILD", "NCHILD"]),
    ("kin-daughter", &["daughter"], &["DAU", "DAUC"]),
    ("kin-son", &["son"], &["SON", "SONC"]),
    ("kin-sibling", &["sibling"], &["SIB", "NSIB"]),
    ("kin-sister", &["sister"], &["SIS", "NSIS"]),
    ("kin-brother", &["brother"], &["BRO", "NBRO"]),
    ("kin-grandparent", &["grandparent"], &["GRPRN"]),
    ("kin-grandmother", &["grandmother"], &["GRMTH"]),
    ("kin-grandfather", &["grandfather"], &["GRFTH"]),
    ("kin-maternal-grandmother", &["maternalgrandmother"], &["MGRMTH"]),
    ("kin-maternal-grandfather", &["maternalgrandfather"], &["MGRFTH"]),
    ("kin-paternal-grandmother", &["paternalgrandmother"], &["PGRMTH"]),
    ("kin-paternal-grandfather", &["paternalgrandfather"], &["PGRFTH"]),
    ("kin-grandchild", &["grandchild"], &["GRNDCHILD"]),
    ("kin-aunt", &["aunt"], &["AUNT"]),
    ("kin-uncle", &["uncle"], &["UNCLE"]),
    ("kin-cousin", &["cousin"], &["COUSN"]),
    ("kin-guardian", &["guardian", "legalguardian"], &["GUARD", "GUADLTM"]),
    ("kin-caregiver", &["caregiver"], &["CAREGIVER", "CGV"]),
    ("kin-next-of-kin", &["nextofkin"], &["NOK", "N"]),
    ("kin-emergency", &["emergencycontact", "emergencycontactperson"], &["ECON", "C"]),
    ("kin-friend", &["friend", "unrelatedfriend"], &["FRND"]),
    ("kin-neighbor", &["neighbor"], &["NBOR"]),
    ("kin-roommate", &["roommate"], &["ROOM"]),
    ("kin-employer", &["employer"], &["E"]),
    ("kin-contact", &["contact", "contactperson", "personalcontact"], &["CON", "CP"]),
    ("kin-dependent", &["dependent"], &["DEPEND"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Document;
    use crate::words::{Language, Words};

    fn told(json: &str) -> Option<&'static str> {
        word(Document::parse(json).unwrap().root())
    }

    #[test]
    fn a_relationship_has_a_word_whether_it_is_written_or_coded() {
        assert_eq!(told(r#"{"text":"Natural Mother"}"#), Some("kin-mother"));
        assert_eq!(told(r#"{"coding":[{"code":"GUARD"}]}"#), Some("kin-guardian"));
        assert_eq!(
            told(r#"{"text":"Grandfather","coding":[{"code":"PRN"}]}"#),
            Some("kin-grandfather")
        );
        assert_eq!(told(r#"{"text":"Old friend","coding":[{"code":"FRND"}]}"#), None);
    }

    #[test]
    fn every_word_is_in_both_languages() {
        for language in Language::ALL {
            for (id, ..) in WORDS {
                assert!(Words::of(language).has(id), "{id}");
            }
        }
    }
}
