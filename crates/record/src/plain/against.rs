//! Words against a code: some exports put the code of one condition beside the words for another ("Essential
//! hypertension" under the code of a sore throat). Then the words that somebody wrote hold, and no plain
//! name of ours stands in their place.

use super::Plain;
use crate::fold::fold;

/// Whether the words for a condition name another one that we know, and not the one of its code.
pub fn speaks_against(title: &str, plain: &Plain) -> bool {
    let title = fold(title);
    let mut told = TELLING.iter().filter(|(stem, _)| title.contains(stem)).peekable();
    told.peek().is_some()
        && !told.any(|(_, names)| names.iter().any(|name| plain.name.contains(name)))
}

/// The beginning of a word that names a condition, and what the plain names it goes with have in them.
const TELLING: &[(&str, &[&str])] = &[
    ("hypertensi", &["hypertension"]),
    ("high blood pressure", &["hypertension"]),
    ("diabet", &["diabetes"]),
    ("lipid", &["lipid", "cholesterol", "triglycerid"]),
    ("cholesterol", &["lipid", "cholesterol"]),
    ("triglycerid", &["lipid", "triglycerid"]),
    ("asthma", &["asthma", "copd"]),
    ("copd", &["copd", "emphysema"]),
    ("emphysema", &["emphysema", "copd"]),
    ("heart failure", &["heart-failure"]),
    ("infarct", &["heart-attack", "stroke", "coronary"]),
    ("fibrillation", &["fibrillation"]),
    ("stroke", &["stroke"]),
    ("reflux", &["reflux"]),
    ("hypothyroid", &["hypothyroidism"]),
    ("osteoarthri", &["osteoarthritis"]),
    ("osteopor", &["osteoporosis"]),
    ("gout", &["gout"]),
    ("anemia", &["anemia"]),
    ("depressi", &["depression", "anxiety"]),
    ("anxiety", &["anxiety", "depression"]),
    ("migraine", &["migraine"]),
    ("pneumonia", &["pneumonia"]),
    ("bronchitis", &["bronchitis", "copd"]),
    ("pharyngitis", &["pharyngitis", "throat"]),
    ("sore throat", &["pharyngitis", "throat"]),
    ("sinusitis", &["sinusitis"]),
    ("otitis", &["ear-infection"]),
    ("obes", &["obesity"]),
    ("eczema", &["eczema"]),
    ("cataract", &["cataract"]),
    ("glaucoma", &["glaucoma"]),
    ("sleep apnea", &["sleep-apnea"]),
    ("epilep", &["epilepsy"]),
];

#[cfg(test)]
mod tests {
    use super::super::CONDITIONS;
    use super::*;
    use crate::words::{Language, Words};

    fn of(name: &str) -> &'static Plain {
        CONDITIONS.iter().find(|plain| plain.name == name).unwrap()
    }

    #[test]
    fn words_that_name_another_condition_speak_against_a_code() {
        for (title, name) in [
            ("Essential Hypertension", "plain-pharyngitis"),
            ("Type II Diabetes", "plain-asthma"),
            ("Gout", "plain-depression"),
        ] {
            assert!(speaks_against(title, of(name)), "{title} {name}");
        }
    }

    #[test]
    fn other_words_for_the_same_condition_do_not() {
        for (title, name) in [
            ("Essential hypertension", "plain-hypertension"),
            ("HTN", "plain-hypertension"),
            ("Diabetes mellitus type 2 with hypertension", "plain-hypertension"),
            ("Borderline diabetes", "plain-prediabetes"),
            ("Hyperlipidemia", "plain-hypercholesterolemia"),
            ("Streptococcal pharyngitis", "plain-strep-throat"),
            ("Otitis media", "plain-ear-infection"),
            ("Chronic bronchitis", "plain-copd"),
            ("Anxiety with depression", "plain-depression"),
        ] {
            assert!(!speaks_against(title, of(name)), "{title} {name}");
        }
    }

    #[test]
    fn no_plain_name_speaks_against_itself() {
        let words = Words::of(Language::English);
        for plain in CONDITIONS {
            assert!(!speaks_against(&words.text(plain.name), plain), "{}", plain.name);
        }
    }
}
