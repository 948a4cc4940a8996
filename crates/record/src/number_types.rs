//! What a number of a person is called, by its code or as sources write it in English: told in the reader's
//! language where it is one of the usual names, and left as it came where not.
//!
//! Standard: <https://terminology.hl7.org/CodeSystem-v2-0203.html>

use crate::fold::fold;

/// The message id of the usual name of a kind of number; `None` for all others.
pub fn number_type(label: &str) -> Option<&'static str> {
    let letters = letters(label);
    let is_it = |kind: &&NumberType| {
        self::letters(kind.name) == letters || kind.names.contains(&letters.as_str())
    };
    NUMBERS.iter().find(is_it).map(|kind| kind.id)
}

/// The usual name of a kind of number in English, by its code; `None` where we do not know it.
pub fn name_of_code(code: &str) -> Option<&'static str> {
    NUMBERS.iter().find(|kind| kind.codes.contains(&code)).map(|kind| kind.name)
}

fn letters(words: &str) -> String {
    fold(words).chars().filter(|letter| letter.is_alphanumeric()).collect()
}

/// A kind of numbers.
struct NumberType {
    /// Its message id.
    id: &'static str,
    /// Its usual name in English.
    name: &'static str,
    /// Other names, folded, letters only.
    names: &'static [&'static str],
    /// HL7's codes.
    codes: &'static [&'static str],
}

const fn kind(
    id: &'static str,
    name: &'static str,
    names: &'static [&'static str],
    codes: &'static [&'static str],
) -> NumberType {
    NumberType { id, name, names, codes }
}

#[rustfmt::skip]
const NUMBERS: [NumberType; 18] = [
    kind("number-type-record", "Medical record number", &["mrn", "medicalrecordno"], &["MR", "MRT"]),
    kind("number-type-patient", "Patient number", &["patientid"], &["PI", "PT"]),
    kind("number-type-person", "Person number", &[], &["PN"]),
    kind("number-type-member", "Member number", &["memberid", "membernumberid"], &["MB"]),
    kind("number-type-subscriber", "Subscriber number", &["subscriberid"], &["SN"]),
    kind("number-type-account", "Account number", &[], &["AN"]),
    kind("number-type-visit", "Visit number", &[], &["VN"]),
    kind("number-type-social", "Social Security number", &["ssn", "socialsecurity"], &["SS"]),
    kind("number-type-licence", "Driver’s license", &["driverslicensenumber"], &["DL"]),
    kind("number-type-passport", "Passport", &["passportnumber"], &["PPN"]),
    kind("number-type-medicaid", "Medicaid number", &["medicaidid"], &["MA"]),
    kind("number-type-medicare", "Medicare number", &["medicareid"], &["MC"]),
    kind("number-type-card", "Health card number", &[], &["HC"]),
    kind("number-type-resident", "Permanent resident card", &[], &["PRC"]),
    kind("number-type-military", "Military number", &[], &["MI"]),
    kind("number-type-birth", "Birth certificate", &["birthcertificatenumber"], &["BCT"]),
    kind("number-type-employee", "Employee number", &["employeeid"], &["EI"]),
    kind("number-type-tax", "Tax number", &["taxid", "taxidnumber"], &["TAX"]),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::{Language, Words};

    #[test]
    fn usual_names_are_known_however_they_are_written_and_others_are_left() {
        assert_eq!(number_type("Medical Record Number"), Some("number-type-record"));
        assert_eq!(number_type("MRN"), Some("number-type-record"));
        assert_eq!(number_type("Driver's License"), Some("number-type-licence"));
        assert_eq!(number_type("Clinic card"), None);
    }

    #[test]
    fn a_code_has_a_name_that_both_languages_have_a_word_for() {
        for (code, english, spanish) in [
            ("MR", "Medical record number", "Número de expediente médico"),
            ("SS", "Social Security number", "Número de seguro social"),
            ("DL", "Driver’s license", "Licencia de conducir"),
            ("PPN", "Passport", "Pasaporte"),
            ("PI", "Patient number", "Número de paciente"),
            ("PT", "Patient number", "Número de paciente"),
            ("MB", "Member number", "Número de miembro"),
            ("SN", "Subscriber number", "Número de suscriptor"),
        ] {
            let name = name_of_code(code).unwrap();
            for (language, expected) in [(Language::English, english), (Language::Spanish, spanish)]
            {
                assert_eq!(Words::of(language).number_label(name), expected, "{code}");
            }
        }
        assert_eq!(name_of_code("ZZ"), None);
        for kind in &NUMBERS {
            assert_eq!(number_type(kind.name), Some(kind.id));
            assert!(Language::ALL.iter().all(|one| Words::of(*one).has(kind.id)), "{}", kind.id);
        }
    }
}
