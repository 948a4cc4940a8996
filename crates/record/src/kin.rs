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

/// What a relationship in words is compared by: a grandfather is a grandparent, one source says the one, the other
/// the other. `None` for what is no relationship that we know.
pub fn kinship(words: &str) -> Option<&'static str> {
    let mut id = of_words(words)?;
    while let Some(less) = WORDS.iter().find(|kin| kin.id == id).and_then(|kin| kin.less) {
        id = less;
    }
    Some(id)
}

fn of_words(words: &str) -> Option<&'static str> {
    let letters: String = fold(words).chars().filter(|c| c.is_alphanumeric()).collect();
    let letters = letters.strip_prefix("natural").unwrap_or(&letters);
    WORDS.iter().find(|kin| kin.names.contains(&letters)).map(|kin| kin.id)
}

fn of_code(code: &str) -> Option<&'static str> {
    let code = code.to_ascii_uppercase();
    WORDS.iter().find(|kin| kin.codes.contains(&code.as_str())).map(|kin| kin.id)
}

/// A word for a relationship.
struct Kin {
    /// Its message id.
    id: &'static str,
    /// What sources write, folded, letters only.
    names: &'static [&'static str],
    /// HL7's codes.
    codes: &'static [&'static str],
    /// The id of the word for it that says less: a father is a parent.
    less: Option<&'static str>,
}

const fn kin(
    id: &'static str,
    names: &'static [&'static str],
    codes: &'static [&'static str],
    less: Option<&'static str>,
) -> Kin {
    Kin { id, names, codes, less }
}

#[rustfmt::skip]
const WORDS: [Kin; 35] = [
    kin("kin-self", &["self", "subscriber", "insured"], &["SELF", "ONESELF", "SUBSCR"], None),
    kin("kin-spouse", &["spouse"], &["SPS"], None),
    kin("kin-husband", &["husband"], &["HUSB"], Some("kin-spouse")),
    kin("kin-wife", &["wife"], &["WIFE"], Some("kin-spouse")),
    kin("kin-partner", &["domesticpartner", "lifepartner", "partner"], &["DOMPART", "SIGOTHR"], None),
    kin("kin-parent", &["parent"], &["PRN", "NPRN"], None),
    kin("kin-mother", &["mother"], &["MTH", "NMTH"], Some("kin-parent")),
    kin("kin-father", &["father"], &["FTH", "NFTH"], Some("kin-parent")),
    kin("kin-child", &["child"], &["CHILD", "NCHILD"], None),
    kin("kin-daughter", &["daughter"], &["DAU", "DAUC"], Some("kin-child")),
    kin("kin-son", &["son"], &["SON", "SONC"], Some("kin-child")),
    kin("kin-sibling", &["sibling"], &["SIB", "NSIB"], None),
    kin("kin-sister", &["sister"], &["SIS", "NSIS"], Some("kin-sibling")),
    kin("kin-brother", &["brother"], &["BRO", "NBRO"], Some("kin-sibling")),
    kin("kin-grandparent", &["grandparent"], &["GRPRN"], None),
    kin("kin-grandmother", &["grandmother"], &["GRMTH"], Some("kin-grandparent")),
    kin("kin-grandfather", &["grandfather"], &["GRFTH"], Some("kin-grandparent")),
    kin("kin-maternal-grandmother", &["maternalgrandmother"], &["MGRMTH"], Some("kin-grandmother")),
    kin("kin-maternal-grandfather", &["maternalgrandfather"], &["MGRFTH"], Some("kin-grandfather")),
    kin("kin-paternal-grandmother", &["paternalgrandmother"], &["PGRMTH"], Some("kin-grandmother")),
    kin("kin-paternal-grandfather", &["paternalgrandfather"], &["PGRFTH"], Some("kin-grandfather")),
    kin("kin-grandchild", &["grandchild"], &["GRNDCHILD"], None),
    kin("kin-aunt", &["aunt"], &["AUNT"], None),
    kin("kin-uncle", &["uncle"], &["UNCLE"], None),
    kin("kin-cousin", &["cousin"], &["COUSN"], None),
    kin("kin-guardian", &["guardian", "legalguardian"], &["GUARD", "GUADLTM"], None),
    kin("kin-caregiver", &["caregiver"], &["CAREGIVER", "CGV"], None),
    kin("kin-next-of-kin", &["nextofkin"], &["NOK", "N"], None),
    kin("kin-emergency", &["emergencycontact", "emergencycontactperson"], &["ECON", "C"], None),
    kin("kin-friend", &["friend", "unrelatedfriend"], &["FRND"], None),
    kin("kin-neighbor", &["neighbor"], &["NBOR"], None),
    kin("kin-roommate", &["roommate"], &["ROOM"], None),
    kin("kin-employer", &["employer"], &["E"], None),
    kin("kin-contact", &["contact", "contactperson", "personalcontact"], &["CON", "CP"], None),
    kin("kin-dependent", &["dependent"], &["DEPEND"], None),
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
    fn one_kinship_in_two_words_is_one() {
        for (one, other) in [
            ("Grandfather", "Grand Parent"),
            ("Maternal grandmother", "grandparent"),
            ("Natural Mother", "Parent"),
            ("Wife", "Spouse"),
        ] {
            assert!(kinship(one).is_some());
            assert_eq!(kinship(one), kinship(other), "{one} {other}");
        }
        assert_ne!(kinship("Father"), kinship("Son"));
        assert_eq!(kinship("Old friend"), None);
        let ids: Vec<&str> = WORDS.iter().map(|kin| kin.id).collect();
        assert!(WORDS.iter().filter_map(|kin| kin.less).all(|less| ids.contains(&less)));
    }

    #[test]
    fn every_word_is_in_both_languages() {
        for language in Language::ALL {
            for kin in &WORDS {
                assert!(Words::of(language).has(kin.id), "{}", kin.id);
            }
        }
    }
}
