//! Whom to call: the contacts that a Patient names, and the people close to them. Who is named twice, in the
//! same role or with the same number, is one contact.

use crate::entry::{Entry, Fact, FactText};
use crate::fold::fold;
use crate::kin::kinship;
use crate::nameless::untitled;
use crate::resource::ResourceId;
use crate::section::Section;
use crate::words::{Language, Words};

/// Somebody to call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name, roles and numbers, each once.
    parts: Vec<ContactPart>,
    /// The entry of its own that the record has.
    pub entry: Option<ResourceId>,
    /// What that entry does not say of it.
    more: Vec<ContactPart>,
}

/// What is said of a contact, and what it is compared by, which is the same in every language.
#[derive(Clone, Debug, PartialEq, Eq)]
struct ContactPart {
    said: String,
    key: String,
}

impl Contact {
    /// "Lucía Reyes, Daughter, 951-555-0177"
    pub fn line(&self) -> String {
        joined(&self.parts)
    }

    /// What the entry of its own does not say: "Guardian, 816-555-0100"; empty where it says everything.
    pub fn beside_its_entry(&self) -> String {
        joined(&self.more)
    }

    fn read(parts: impl Iterator<Item = ContactPart>, entry: Option<ResourceId>) -> Self {
        let mut contact = Self { parts: Vec::new(), entry, more: Vec::new() };
        parts.for_each(|part| contact.add(part));
        contact
    }

    fn add(&mut self, part: ContactPart) {
        if !part.said.is_empty() && !self.says(&part) {
            self.parts.push(part);
        }
    }

    fn says(&self, part: &ContactPart) -> bool {
        self.parts.iter().any(|own| own.key == part.key)
    }

    /// What another one says beside its name and this one does not.
    fn not_said_of(&self, other: &Self) -> Vec<ContactPart> {
        let said = other.parts.iter().skip(1);
        said.filter(|part| !self.says(part)).cloned().collect()
    }

    /// Takes up what another one says of the same person.
    fn join(&mut self, other: Self) {
        match (&self.entry, &other.entry) {
            (Some(_), None) => self.more.extend(self.not_said_of(&other)),
            (None, Some(_)) => {
                (self.more, self.entry) = (other.not_said_of(self), other.entry);
            }
            _ => {}
        }
        other.parts.into_iter().skip(1).for_each(|part| self.add(part));
    }

    /// The same name, and a role or a number in common. A name alone is not enough where both tell more:
    /// father and son may share it.
    fn is_same(&self, other: &Self) -> bool {
        let (Some((name, rest)), Some((other_name, other_rest))) =
            (self.parts.split_first(), other.parts.split_first())
        else {
            return false;
        };
        let is_shared = |part: &ContactPart| other_rest.iter().any(|other| other.key == part.key);
        untitled(&name.said) == untitled(&other_name.said)
            && (rest.is_empty() || other_rest.is_empty() || rest.iter().any(is_shared))
    }
}

/// The contacts that the entries of personal details name, in their order.
pub fn contacts<'e>(entries: impl IntoIterator<Item = &'e Entry>, words: &Words) -> Vec<Contact> {
    let mut all: Vec<Contact> = Vec::new();
    for contact in entries.into_iter().flat_map(|entry| of(entry, words)) {
        match all.iter_mut().find(|known| known.is_same(&contact)) {
            Some(known) => known.join(contact),
            None => all.push(contact),
        }
    }
    all
}

fn of(entry: &Entry, words: &Words) -> Vec<Contact> {
    if entry.section != Section::About {
        return Vec::new();
    }
    let facts = |labels: &'static [&'static str]| {
        entry.facts.iter().filter(|fact| labels.contains(&fact.label))
    };
    if &*entry.kind == "Patient" {
        let read = |fact: &Fact| Contact::read(parts(&fact.text, words), None);
        return facts(&["contact"]).map(read).collect();
    }
    let title = words.title(entry).into_owned();
    let name = ContactPart { key: key(&title), said: title };
    let rest = facts(&["relationship", "phone"]).flat_map(|fact| parts(&fact.text, words));
    vec![Contact::read(std::iter::once(name).chain(rest), Some(entry.id.clone()))]
}

fn joined(parts: &[ContactPart]) -> String {
    parts.iter().map(|part| part.said.as_str()).collect::<Vec<_>>().join(", ")
}

/// The parts of a fact.
fn parts(text: &FactText, words: &Words) -> impl Iterator<Item = ContactPart> {
    let (said, compared) = (words.fact(text), Words::of(Language::English).fact(text));
    let split = |text: &str| text.split("; ").map(|one| one.trim().to_owned()).collect::<Vec<_>>();
    let (said, compared) = (split(&said), split(&compared));
    said.into_iter().zip(compared).map(|(said, part)| ContactPart { said, key: key(&part) })
}

/// What is compared: of a telephone number its last ten digits, of words their letters, and what is the same
/// kinship in other words.
fn key(part: &str) -> String {
    let digits: String = part.chars().filter(char::is_ascii_digit).collect();
    if digits.len() >= 7 {
        return digits.get(digits.len().saturating_sub(10)..).unwrap_or(&digits).to_owned();
    }
    let letters = || fold(part).chars().filter(|c| c.is_alphanumeric()).collect();
    kinship(part).map_or_else(letters, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{NoNames, entry};
    use crate::resource::Resource;

    fn told(resources: &[(&str, &str)]) -> Vec<String> {
        all(resources, Language::English).iter().map(Contact::line).collect()
    }

    fn all(resources: &[(&str, &str)], language: Language) -> Vec<Contact> {
        let entries: Vec<Entry> = resources
            .iter()
            .map(|(kind, members)| {
                let json = format!(r#"{{"resourceType":"{kind}",{members}}}"#);
                entry(&Resource::of_json(&json), &NoNames)
            })
            .collect();
        contacts(&entries, Words::of(language))
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
        assert_eq!(told(&both), ["Martha Jones, Guardian, 999-555-1212, Spouse"]);
    }

    #[test]
    fn one_kinship_in_two_words_is_one_contact() {
        let guardian = r#""contact":[{"name":{"text":"Ralph Jones"},"relationship":[{"text":"guardian"},{"text":"Grandfather"}],"telecom":[{"system":"phone","value":"(816)276-6909"}]}]"#;
        let again = person("Mr. Ralph Jones", "Grand Parent", "(555)555-2006");
        assert_eq!(
            told(&[("Patient", guardian), ("RelatedPerson", &again)]),
            ["Ralph Jones, Guardian, Grandfather, (816)276-6909, (555)555-2006"]
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
        let beside = |more| {
            let patient = in_patient(more);
            let told = all(&[("Patient", &patient), ("RelatedPerson", &own)], Language::English);
            assert!(told.len() == 1 && told[0].entry.is_some());
            told[0].beside_its_entry()
        };
        assert_eq!(beside(""), "");
        let more = r#",{"system":"phone","value":"(816)276-6909"}"#;
        assert_eq!(beside(more), "(816)276-6909", "only the patient's own data has it");
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
        let said = |language| all(&[("RelatedPerson", &rosa)], language)[0].line();
        assert_eq!(said(Language::Spanish), "Rosa Reyes, Hija, 951-555-0177");
        assert_eq!(said(Language::English), "Rosa Reyes, Daughter, 951-555-0177");
    }
}
