//! What somebody is to a patient, as sources write it in English: told in the reader's language where it is one
//! of the usual words, and left as it came where not.
//!
//! Standards: <http://terminology.hl7.org/CodeSystem/v3-RoleCode> (family members),
//! <http://terminology.hl7.org/CodeSystem/subscriber-relationship>

use crate::fold::fold;

/// The message id of a usual word; `None` for all others.
pub fn kinship(text: &str) -> Option<&'static str> {
    let word: String = fold(text).chars().filter(|letter| letter.is_alphanumeric()).collect();
    let word = word.strip_prefix("natural").unwrap_or(&word);
    KINSHIPS.iter().find(|(words, _)| words.contains(&word)).map(|(_, id)| *id)
}

/// The message id of the usual name of a kind of number; `None` for all others.
pub fn number_type(label: &str) -> Option<&'static str> {
    let word: String = fold(label).chars().filter(|letter| letter.is_alphanumeric()).collect();
    NUMBERS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, id)| *id)
}

const KINSHIPS: [(&[&str], &str); 24] = [
    (&["self", "oneself", "onself"], "kin-self"),
    (&["spouse"], "kin-spouse"),
    (&["husband"], "kin-husband"),
    (&["wife"], "kin-wife"),
    (&["domesticpartner", "lifepartner", "significantother", "partner"], "kin-partner"),
    (&["child"], "kin-child"),
    (&["son"], "kin-son"),
    (&["daughter"], "kin-daughter"),
    (&["parent"], "kin-parent"),
    (&["father"], "kin-father"),
    (&["mother"], "kin-mother"),
    (&["sibling"], "kin-sibling"),
    (&["brother"], "kin-brother"),
    (&["sister"], "kin-sister"),
    (&["grandparent"], "kin-grandparent"),
    (&["grandfather"], "kin-grandfather"),
    (&["grandmother"], "kin-grandmother"),
    (&["grandchild", "grandson", "granddaughter"], "kin-grandchild"),
    (&["guardian", "legalguardian"], "kin-guardian"),
    (&["friend", "unrelatedfriend"], "kin-friend"),
    (&["neighbor"], "kin-neighbor"),
    (&["emergencycontact", "emergencycontactperson"], "kin-emergency"),
    (&["nextofkin"], "kin-next"),
    (&["caregiver"], "kin-caregiver"),
];

const NUMBERS: [(&[&str], &str); 5] = [
    (&["medicalrecordnumber", "mrn", "medicalrecordno"], "number-type-record"),
    (&["membernumber", "memberid", "membernumberid"], "number-type-member"),
    (&["subscribernumber", "subscriberid"], "number-type-subscriber"),
    (&["driverslicensenumber", "driverslicense"], "number-type-licence"),
    (&["passportnumber"], "number-type-passport"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_words_are_known_however_they_are_written_and_others_are_left() {
        assert_eq!(kinship("Daughter"), Some("kin-daughter"));
        assert_eq!(kinship("natural daughter"), Some("kin-daughter"));
        assert_eq!(kinship("SELF"), Some("kin-self"));
        assert_eq!(kinship("Emergency Contact"), Some("kin-emergency"));
        assert_eq!(kinship("Daughter of the house"), None);
        assert_eq!(number_type("Medical Record Number"), Some("number-type-record"));
        assert_eq!(number_type("Clinic card"), None);
    }
}
