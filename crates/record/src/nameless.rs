//! Names that are none: what programs write where nobody entered a name.

use crate::fold::fold;

/// Whether a name names nobody: "Fname Lname", "No name given", "Unknown", a title alone.
pub fn is_no_name(name: &str) -> bool {
    let folded = fold(name).replace('.', "");
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.filter(|word| !TITLES.contains(word)).collect();
    words.iter().all(|word| is_placeholder(word)) || PHRASES.contains(&words.join(" ").as_str())
}

/// Whether one word stands where a given or a family name is to be filled in.
pub fn is_placeholder(word: &str) -> bool {
    PLACEHOLDERS.contains(&fold(word.trim()).as_str())
}

/// A name for comparing: folded, without the title before it. "Mr. Frank Jones" is Frank Jones.
pub fn untitled(name: &str) -> String {
    let name = fold(name);
    let words = name.split_whitespace().map(|word| word.trim_end_matches(['.', ',']));
    words.filter(|word| !FORMS_OF_ADDRESS.contains(word)).collect::<Vec<_>>().join(" ")
}

const FORMS_OF_ADDRESS: [&str; 9] = ["mr", "mrs", "ms", "miss", "dr", "sr", "sra", "srta", "don"];

const TITLES: [&str; 6] = ["dr", "mr", "mrs", "ms", "md", "rn"];

/// What stands in forms and in example documents of vendors.
const PLACEHOLDERS: [&str; 13] = [
    "fname",
    "lname",
    "mname",
    "firstname",
    "lastname",
    "middlename",
    "givenname",
    "familyname",
    "patientfirstname",
    "patientlastname",
    "providerfirstname",
    "providerlastname",
    "unk",
];

const PHRASES: [&str; 17] = [
    "no name",
    "no name given",
    "no name provided",
    "no name recorded",
    "no name on file",
    "name not given",
    "name not provided",
    "name not available",
    "name unknown",
    "unknown name",
    "unknown",
    "unknown unknown",
    "not available",
    "not provided",
    "first last",
    "first name last name",
    "n a",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_where_nobody_entered_a_name_is_no_name() {
        for name in [
            "Fname Lname",
            "Dr. Fname Lname, MD",
            "PatientFirstName PatientLastName",
            "No name given",
            "Name not provided.",
            "unknown",
            "N/A",
            "Dr.",
            "",
        ] {
            assert!(is_no_name(name), "{name}");
        }
    }

    #[test]
    fn a_title_makes_no_other_person() {
        assert_eq!(untitled("Mr. Frank Jones"), untitled("Frank  JONES"));
        assert_ne!(untitled("Frank Jones"), untitled("Francis Jones"));
    }

    #[test]
    fn whoever_has_a_name_keeps_it() {
        for name in
            ["Ana Reyes", "Dr. No", "Kim Unkel", "Fname Smith", "D. M. Lee", "李小龍", "None Such"]
        {
            assert!(!is_no_name(name), "{name}");
        }
    }
}
