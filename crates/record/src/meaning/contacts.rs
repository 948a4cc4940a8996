//! Whom to call: the contacts that a Patient names, and the people close to them. Who is named twice, in the
//! same role or with the same number, is one contact.

use crate::entry::Entry;
use crate::fold::fold;
use crate::nameless::untitled;
use crate::section::Section;
use crate::words::Words;

/// Somebody to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name, roles and numbers, each once.
    parts: Vec<String>,
    /// Whether the record has an entry of its own that says all of it.
    pub has_entry: bool,
}

impl Contact {
    /// "Lucía Reyes, Daughter, 951-555-0177"
    pub fn line(&self, words: &Words) -> String {
        self.parts.iter().map(|part| words.kin(part)).collect::<Vec<_>>().join(", ")
    }

    fn read(texts: impl Iterator<Item = String>, has_entry: bool) -> Self {
        let mut contact = Self { parts: Vec::new(), has_entry };
        for text in texts {
            text.split("; ").for_each(|part| contact.add(part));
        }
        contact
    }

    fn add(&mut self, part: &str) {
        let part = part.trim();
        if !part.is_empty() && !self.parts.iter().any(|own| key(own) == key(part)) {
            self.parts.push(part.to_owned());
        }
    }

    /// Whether every role and number of another one is among its own.
    fn says_all_of(&self, other: &Self) -> bool {
        let is_own = |part: &String| self.parts.iter().any(|own| key(own) == key(part));
        other.parts.iter().skip(1).all(is_own)
    }

    /// The same name, and a role or a number in common. A name alone is not enough where both tell more:
    /// father and son may share it.
    fn is_same(&self, other: &Self) -> bool {
        let (Some((name, rest)), Some((other_name, other_rest))) =
            (self.parts.split_first(), other.parts.split_first())
        else {
            return false;
        };
        let is_shared = |part: &String| other_rest.iter().any(|other| key(other) == key(part));
        untitled(name) == untitled(other_name)
            && (rest.is_empty() || other_rest.is_empty() || rest.iter().any(is_shared))
    }
}

/// The contacts that the entries of personal details name, in their order.
pub fn contacts<'e>(entries: impl IntoIterator<Item = &'e Entry>, words: &Words) -> Vec<Contact> {
    let mut all: Vec<Contact> = Vec::new();
    for contact in entries.into_iter().flat_map(|entry| of(entry, words)) {
        match all.iter_mut().find(|known| known.is_same(&contact)) {
            Some(known) => {
                known.has_entry = match (known.has_entry, contact.has_entry) {
                    (true, false) => known.says_all_of(&contact),
                    (false, true) => contact.says_all_of(known),
                    (both, _) => both,
                };
                contact.parts.iter().skip(1).for_each(|part| known.add(part));
            }
            None => all.push(contact),
        }
    }
    all
}

fn of(entry: &Entry, words: &Words) -> Vec<Contact> {
    let facts = |labels: &'static [&'static str]| {
        let facts = entry.facts.iter().filter(|fact| labels.contains(&fact.label));
        facts.map(|fact| words.fact(&fact.text).into_owned())
    };
    if entry.section != Section::About {
        return Vec::new();
    }
    if &*entry.kind == "Patient" {
        return facts(&["contact"]).map(|one| Contact::read([one].into_iter(), false)).collect();
    }
    let name = std::iter::once(words.title(entry).into_owned());
    vec![Contact::read(name.chain(facts(&["relationship", "phone"])), true)]
}

/// What is compared: of a telephone number its last ten digits, of words their letters, and what is the same
/// kinship in other words.
fn key(part: &str) -> String {
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 7 {
        return digits.get(digits.len().saturating_sub(10)..).unwrap_or(&digits).to_owned();
    }
    let word: String = fold(part).chars().filter(|c| c.is_alphanumeric()).collect();
    let kin = KINSHIPS.iter().find(|(words, _)| words.contains(&word.as_str()));
    kin.map_or(word, |(_, kinship)| (*kinship).to_owned())
}

/// A grandfather is a grandparent: one source says the one, the other the other.
const KINSHIPS: [(&[&str], &str); 5] = [
    (&["grandfather", "grandmother", "grandparent"], "grandparent"),
    (&["father", "mother", "parent", "naturalfather", "naturalmother", "naturalparent"], "parent"),
    (&["son", "daughter", "child", "naturalson", "naturaldaughter", "naturalchild"], "child"),
    (&["husband", "wife", "spouse"], "spouse"),
    (&["brother", "sister", "sibling"], "sibling"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::{Resource, ResourceId};
    use crate::words::Language;

    fn told(resources: &[(&str, &str)]) -> Vec<String> {
        all(resources).iter().map(|one| one.line(Words::of(Language::English))).collect()
    }

    fn all(resources: &[(&str, &str)]) -> Vec<Contact> {
        let entries: Vec<Entry> = resources
            .iter()
            .map(|(kind, members)| {
                let id = ResourceId::parse("aaaaaaaaaaaaa.x").unwrap();
                let json = format!(r#"{{"resourceType":"{kind}",{members}}}"#).into();
                let kind = (*kind).into();
                entry(&Resource { kind, id, version: 1, updated: 0, json }, &NoNames)
            })
            .collect();
        contacts(&entries, Words::of(Language::English))
    }

    fn person(name: &str, role: &str, phone: &str) -> String {
        let mut members = format!(r#""name":[{{"text":"{name}"}}]"#);
        if !role.is_empty() {
            members.push_str(&format!(r#","relationship":[{{"text":"{role}"}}]"#));
        }
        if !phone.is_empty() {
            members.push_str(&format!(r#","telecom":[{{"system":"phone","value":"{phone}"}}]"#));
        }
        members
    }

    #[test]
    fn who_is_named_twice_with_one_number_or_in_one_role_is_one_contact() {
        let spouse = person("Mrs. Martha Jones", "Spouse", "(999) 555-1212");
        let again = person("Martha Jones", "", "+1-999-555-1212");
        let guardian = r#""contact":[{"name":{"text":"Martha Jones"},"relationship":[{"text":"guardian"}],"telecom":[{"system":"phone","value":"999-555-1212"}]}]"#;
        let both = [("Patient", guardian), ("RelatedPerson", &*spouse), ("RelatedPerson", &*again)];
        assert_eq!(told(&both), ["Martha Jones, guardian, 999-555-1212, Spouse"]);
    }

    #[test]
    fn one_kinship_in_two_words_is_one_contact() {
        let guardian = r#""contact":[{"name":{"text":"Ralph Jones"},"relationship":[{"text":"guardian"},{"text":"Grandfather"}],"telecom":[{"system":"phone","value":"(816)276-6909"}]}]"#;
        let again = person("Mr. Ralph Jones", "Grand Parent", "(555)555-2006");
        assert_eq!(
            told(&[("Patient", guardian), ("RelatedPerson", &again)]),
            ["Ralph Jones, guardian, Grandfather, (816)276-6909, (555)555-2006"]
        );
    }

    #[test]
    fn what_the_entry_of_a_contact_does_not_say_is_told_beside_it() {
        let in_patient = |more: &str| {
            format!(
                r#""contact":[{{"name":{{"text":"Ralph Jones"}},"relationship":[{{"text":"Grandfather"}}],"telecom":[{{"system":"phone","value":"(555)555-2006"}}{more}]}}]"#
            )
        };
        let own = person("Mr. Ralph Jones", "Grand Parent", "(555)555-2006");
        let has_entry = |more| {
            let patient = in_patient(more);
            all(&[("Patient", &patient), ("RelatedPerson", &own)])[0].has_entry
        };
        assert!(has_entry(""));
        assert!(
            !has_entry(r#",{"system":"phone","value":"(816)276-6909"}"#),
            "only the patient's own data has it"
        );
    }

    #[test]
    fn people_of_one_name_in_other_roles_with_other_numbers_stay_two() {
        let father = person("John Smith", "Father", "951-555-0100");
        let son = person("John Smith", "Son", "951-555-0101");
        assert_eq!(told(&[("RelatedPerson", &father), ("RelatedPerson", &son)]).len(), 2);
        let other = person("Jane Smith", "Father", "951-555-0100");
        assert_eq!(told(&[("RelatedPerson", &father), ("RelatedPerson", &other)]).len(), 2);
    }

    #[test]
    fn what_somebody_is_to_the_patient_is_told_in_the_readers_language() {
        let rosa = person("Rosa Reyes", "Daughter", "951-555-0177");
        let all = all(&[("RelatedPerson", &rosa)]);
        let said = |language| all[0].line(Words::of(language));
        assert_eq!(said(Language::Spanish), "Rosa Reyes, Hija, 951-555-0177");
        assert_eq!(said(Language::English), "Rosa Reyes, Daughter, 951-555-0177");
    }
}
