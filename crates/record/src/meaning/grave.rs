//! Which allergies are read first: those that their source calls severe, or that could endanger a life. A list
//! that begins with them cannot hide penicillin behind a rash.

use crate::entry::{Entry, Fact, FactText};
use crate::meaning::Thing;
use crate::section::Section;

/// What makes an allergy grave, in its source's words or ours: how serious it could be before how serious it was.
/// `None` of every other entry, and where nothing says so: which is no word for harmless.
pub fn why(entry: &Entry) -> Option<&Fact> {
    if entry.section != Section::Allergies {
        return None;
    }
    let find = |label| entry.facts.iter().find(|fact| fact.label == label && is_grave(&fact.text));
    find("criticality").or_else(|| find("severity"))
}

/// Puts what is grave in front; the rest keeps its order.
pub fn first(things: &mut [Thing<'_>]) {
    things.sort_by_key(|thing| why(thing.entry).is_none());
}

fn is_grave(text: &FactText) -> bool {
    match text {
        FactText::Word(word) => matches!(*word, "criticality-high" | "severity-severe"),
        FactText::Source(text) => {
            let text = text.to_lowercase();
            ["severe", "fatal", "life"].iter().any(|word| text.contains(word))
        }
        FactText::Several(all) => all.iter().any(is_grave),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::{Resource, ResourceId};

    fn allergy(more: &str) -> Entry {
        let json = format!(
            r#"{{"resourceType":"AllergyIntolerance","code":{{"text":"Penicillin"}}{more}}}"#
        );
        let resource = Resource {
            kind: "AllergyIntolerance".into(),
            id: ResourceId::parse("abcdefghijklm.a").unwrap(),
            version: 1,
            updated: 0,
            json: json.as_str().into(),
        };
        entry(&resource, &NoNames)
    }

    #[test]
    fn a_severe_reaction_and_a_high_risk_are_grave_and_the_risk_is_told_first() {
        let both = r#","criticality":"high","reaction":[{"severity":"severe","manifestation":[{"text":"Hives"}]}]"#;
        assert_eq!(why(&allergy(both)).map(|fact| fact.label), Some("criticality"));
        let reaction = r#","reaction":[{"severity":"severe","manifestation":[{"text":"Hives"}]}]"#;
        assert_eq!(why(&allergy(reaction)).map(|fact| fact.label), Some("severity"));
    }

    #[test]
    fn a_mild_one_and_one_of_which_nothing_is_said_are_not_called_grave() {
        let mild = r#","criticality":"low","reaction":[{"severity":"mild","manifestation":[{"text":"Rash"}]}]"#;
        assert_eq!(why(&allergy(mild)), None);
        assert_eq!(why(&allergy("")), None);
    }
}
