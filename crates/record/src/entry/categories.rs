//! Words for the categories that FHIR's own code systems name: what a source, or a reader of ours, wrote in English.

use super::{Entry, Fact, FactText};
use crate::json::Value;
use crate::section::Section;
use crate::view;

impl Entry {
    /// Adds the categories of a resource: in words of ours where we know them, else in its source's.
    pub(super) fn categories(&mut self, root: Value<'_>) {
        // What has a code and no words is for machines.
        let told = root.each("category").filter_map(|category| {
            let said = view::concept(category)?;
            Some(word(category).map_or(FactText::Source(said), FactText::Word))
        });
        self.several("category", told);
    }

    /// Says of what stands among social history and is none what it is: how somebody manages daily life, and what
    /// they wish.
    pub(super) fn apart_from_social_history(&mut self, root: Value<'_>) {
        if self.section == Section::SocialHistory {
            let word = root.each("category").find_map(word).filter(|word| APART.contains(word));
            self.word("category", word);
        }
    }

    /// Whether it tells how somebody manages daily life, and not how they live: what stands among social history
    /// under a heading of its own.
    pub fn tells_of_abilities(&self) -> bool {
        let is_so = |fact: &Fact| match fact.text {
            FactText::Word(word) => fact.label == "category" && ABILITIES.contains(&word),
            _ => false,
        };
        self.section == Section::SocialHistory && self.facts.iter().any(is_so)
    }
}

fn word(category: Value<'_>) -> Option<&'static str> {
    let is_it = |codes: &[&str]| codes.iter().any(|code| view::has_code(category, code));
    WORDS.iter().find(|(codes, _)| is_it(codes)).map(|(_, word)| *word)
}

const WORDS: &[(&[&str], &str)] = &[
    (&["laboratory", "LAB", "LP29693-6"], "category-laboratory"),
    (&["imaging", "RAD", "LP29684-5"], "category-imaging"),
    (&["LP7839-6"], "category-pathology"),
    (&["LP29708-2", "EC"], "category-cardiology"),
    (&["clinical-note"], "category-clinical-note"),
    (&["functional-status"], "category-functional"),
    (&["cognitive-status"], "category-cognitive"),
    (&["disability-status"], "category-disability"),
    (&["treatment-intervention-preference", "care-experience-preference"], "category-wishes"),
];

const ABILITIES: [&str; 3] = ["category-functional", "category-cognitive", "category-disability"];

const APART: [&str; 4] =
    ["category-functional", "category-cognitive", "category-disability", "category-wishes"];

#[cfg(test)]
mod tests {
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;
    use crate::words::{Language, Words};

    fn categories(kind: &str, members: &str, language: Language) -> Vec<String> {
        let json = format!(r#"{{"resourceType":"{kind}",{members}}}"#);
        let told = entry(&Resource::of_json(&json), &NoNames);
        let facts = told.facts.iter().filter(|fact| fact.label == "category");
        facts.map(|fact| Words::of(language).fact(&fact.text).into_owned()).collect()
    }

    #[test]
    fn known_categories_are_in_the_readers_language_and_others_as_their_source_says() {
        let note = r#""category":[{"coding":[{"system":"x","code":"clinical-note","display":"Clinical Note"}]},
            {"text":"Blue folder"}]"#;
        let told = |language| categories("DocumentReference", note, language);
        assert_eq!(told(Language::Spanish), ["Nota clínica; Blue folder"]);
        assert_eq!(told(Language::English), ["Clinical note; Blue folder"]);
    }

    #[test]
    fn how_somebody_manages_daily_life_is_not_called_social_history() {
        let of = |code: &str| {
            let members = format!(
                r#""category":[{{"coding":[{{"code":"{code}"}}]}}],"code":{{"text":"Uses a cane"}}"#
            );
            categories("Observation", &members, Language::English)
        };
        assert_eq!(of("functional-status"), ["Functional status"]);
        assert!(of("social-history").is_empty());
    }
}
