//! How somebody reacted to what they are allergic to, and how badly, in words of ours where we know them: whoever
//! reads the page has to recognize it at once.
//!
//! Standard: codes of SNOMED CT (notice in `docs/licences.md`).

use super::FactText;
use super::known::{self, KnownTerm};
use crate::json::Value;

/// What happened.
pub(super) fn manifestation(concept: Value<'_>) -> Option<FactText> {
    known::told(concept, REACTIONS)
}

/// How bad it was, where the source says it more finely than FHIR's three words.
pub(super) fn severity(said: String) -> FactText {
    let words = known::words_of(&said);
    let found = SEVERITIES.iter().find(|(name, _)| *name == words);
    found.map_or(FactText::Source(said), |(_, id)| FactText::Word(id))
}

#[rustfmt::skip]
const REACTIONS: &[KnownTerm] = &[
    (&["hives", "urticaria", "weal"], &["247472004", "126485001"], "reaction-hives"),
    (&["rash", "skin rash", "eruption of skin"], &["271807003"], "reaction-rash"),
    (&["itching", "pruritus"], &["418363000", "418290006"], "reaction-itching"),
    (&["itching in the mouth", "itching of the mouth"], &[], "reaction-itching-mouth"),
    (&["swelling of the face", "facial swelling"], &[], "reaction-swelling-face"),
    (&["swelling", "angioedema"], &["41291007"], "reaction-swelling"),
    (&["nausea"], &["422587007"], "reaction-nausea"),
    (&["vomiting"], &["422400008"], "reaction-vomiting"),
    (&["diarrhea"], &["62315008"], "reaction-diarrhea"),
    (&["shortness of breath", "dyspnea"], &["267036007"], "reaction-breath"),
    (&["wheezing"], &["56018004"], "reaction-wheezing"),
    (&["anaphylaxis"], &["39579001"], "reaction-anaphylaxis"),
    (&["cough"], &["49727002"], "reaction-cough"),
    (&["dizziness"], &["404640003"], "reaction-dizziness"),
];

const SEVERITIES: [(&str, &str); 6] = [
    ("very mild", "severity-very-mild"),
    ("mild", "severity-mild"),
    ("mild to moderate", "severity-mild-moderate"),
    ("moderate", "severity-moderate"),
    ("moderate to severe", "severity-moderate-severe"),
    ("severe", "severity-severe"),
];

#[cfg(test)]
mod tests {
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;
    use crate::words::{Language, Words};

    #[test]
    fn a_reaction_is_told_in_the_readers_language_and_an_unknown_one_as_its_source_does() {
        let json = r#"{"resourceType":"AllergyIntolerance","code":{"text":"Penicillin"},"reaction":[
            {"manifestation":[{"text":"HIVES"},{"coding":[{"code":"422587007"}]},{"text":"Feels odd"}]}]}"#;
        let allergy = entry(&Resource::of_json(json), &NoNames);
        let told = |language| {
            let words = Words::of(language);
            let fact = allergy.facts.iter().find(|fact| fact.label == "reaction").unwrap();
            format!("{}: {}", words.title(&allergy), words.fact(&fact.text))
        };
        assert_eq!(told(Language::English), "Penicillin: Hives; Nausea; Feels odd");
        assert_eq!(
            told(Language::Spanish),
            "Penicilina (penicillin): Urticaria, ronchas (hives); Náuseas (nausea); Feels odd"
        );
    }

    #[test]
    fn every_word_is_in_both_languages() {
        let ids = super::REACTIONS.iter().map(|(_, _, id)| *id);
        for id in ids.chain(super::SEVERITIES.iter().map(|(_, id)| *id)) {
            assert!(Language::ALL.iter().all(|language| Words::of(*language).has(id)), "{id}");
        }
    }
}
