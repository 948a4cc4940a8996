//! Who was there, listed among the results.

use crate::json::Value;

/// Whether the value of something that has no name itself is a clinician's, "RN Nightingale, Nancy": some
/// vendors list who was there among the results. A title and two to four words of letters.
pub(super) fn names_a_clinician(resource: Value<'_>) -> bool {
    let Some(text) = resource.text_at(&["valueString"]) else { return false };
    let (titles, words): (Vec<&str>, Vec<&str>) = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .partition(|word| TITLES.contains(word));
    let is_name = |word: &&str| {
        word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || "-'’".contains(c))
    };
    !titles.is_empty() && (2..=4).contains(&words.len()) && words.iter().all(is_name)
}

/// What clinicians write before or behind their names.
const TITLES: &[&str] = &[
    "MD", "DO", "RN", "LPN", "LVN", "NP", "CNP", "FNP", "APRN", "ARNP", "CRNA", "CNM", "PA",
    "PA-C", "DDS", "DMD", "DPM", "OD", "PharmD", "RPh", "PhD", "PT", "RD", "LCSW", "Dr",
];

#[cfg(test)]
mod tests {
    use crate::facts::of as facts_of;
    use crate::json::Document;
    use crate::section::Section;

    #[test]
    fn who_was_there_is_no_test_result() {
        let section = |code: &str, value: &str| {
            let observation = format!(
                r#"{{"resourceType":"Observation","category":[{{"coding":[{{"code":"laboratory"}}]}}],
                    {code}"valueString":"{value}"}}"#
            );
            facts_of(Document::parse(&observation).unwrap().root()).section
        };
        for name in
            ["RN Nightingale, Nancy", "MD Khan, Samir", "Samir O'Khan, MD", "Dr. Priya Nair"]
        {
            assert_eq!(section("", name), Section::Other, "{name}");
            assert_eq!(section(r#""code":{},"#, name), Section::Other, "{name}");
            assert_eq!(section(r#""code":{"text":"Read by"},"#, name), Section::Results, "{name}");
        }
        for value in [
            "Negative",
            "Positive for MRSA",
            "See note",
            "Nancy Nightingale",
            "MD",
            "RN panel 7 of 9",
        ] {
            assert_eq!(section("", value), Section::Results, "{value}");
        }
    }
}
