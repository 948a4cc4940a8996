//! What a number is called, as sources write it in English: told in the reader's language where it is one of the
//! usual names, and left as it came where not.

use crate::fold::fold;

/// The message id of the usual name of a kind of number; `None` for all others.
pub fn number_type(label: &str) -> Option<&'static str> {
    let word: String = fold(label).chars().filter(|letter| letter.is_alphanumeric()).collect();
    NUMBERS.iter().find(|(words, _)| words.contains(&word.as_str())).map(|(_, id)| *id)
}

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
    fn usual_names_are_known_however_they_are_written_and_others_are_left() {
        assert_eq!(number_type("Medical Record Number"), Some("number-type-record"));
        assert_eq!(number_type("MRN"), Some("number-type-record"));
        assert_eq!(number_type("Clinic card"), None);
    }
}
