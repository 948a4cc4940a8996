//! What a source tells of a patient to know them by.

use serde::{Deserialize, Serialize};

use super::birth::Birth;
use super::kinds::{Kinds, NumberKind, UNIQUE, is_social_security};
use super::names::KnownName;
use crate::json::Value;
use crate::limits::{PORTRAIT_LIST_MAX, PORTRAIT_NUMBERS_MAX};
use crate::normalize::fold;
use crate::person::telecoms;
use crate::whom::Sex;

/// What is known of somebody. Everything in it is folded: it is for comparing, not for showing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portrait {
    /// Every name, former ones too.
    #[serde(default)]
    pub names: Vec<KnownName>,
    /// Birth dates; several where sources differ.
    #[serde(default)]
    pub births: Vec<Birth>,
    /// Administrative sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Homes, as house number, street and postal code or town.
    #[serde(default)]
    pub homes: Vec<String>,
    /// Telephone numbers (the last ten digits) and mail addresses.
    #[serde(default)]
    pub contacts: Vec<String>,
    /// Numbers.
    #[serde(default)]
    pub numbers: Vec<KnownNumber>,
    /// Whether the source says that they were born with others.
    #[serde(default)]
    pub is_multiple: bool,
}

/// A number of somebody.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KnownNumber {
    /// Its assigning system.
    pub system: String,
    /// Its value.
    pub value: String,
    /// What it proves.
    pub kind: NumberKind,
}

impl KnownNumber {
    /// An address or a unique id: sources may make a new one for every file.
    pub(super) fn is_fleeting(&self) -> bool {
        self.kind == NumberKind::Address || self.system == UNIQUE
    }
}

impl Portrait {
    /// Reads a Patient.
    pub fn read(patient: Value<'_>, kinds: &Kinds) -> Self {
        let mut portrait = Self::default();
        for name in patient.each("name") {
            push(&mut portrait.names, read_name(name), PORTRAIT_LIST_MAX);
        }
        portrait.names.retain(|name| !name.is_empty());
        let birth = patient.text_at(&["birthDate"]).and_then(|text| Birth::parse(&text));
        portrait.births.extend(birth);
        portrait.sex = patient.text_at(&["gender"]).and_then(|sex| match &*sex {
            "female" => Some(Sex::Female),
            "male" => Some(Sex::Male),
            _ => None,
        });
        let is_multiple = patient.get("multipleBirthBoolean").and_then(Value::as_bool);
        portrait.is_multiple =
            is_multiple == Some(true) || patient.get("multipleBirthInteger").is_some();
        for address in patient.each("address") {
            for home in homes(address) {
                push(&mut portrait.homes, home, PORTRAIT_LIST_MAX);
            }
        }
        let phones = telecoms(patient, &["phone", "sms"]);
        let emails = telecoms(patient, &["email"]).into_iter();
        let emails = emails.map(|email| email.trim().to_lowercase());
        for contact in phones.iter().filter_map(|phone| phone_digits(phone)).chain(emails) {
            push(&mut portrait.contacts, contact, PORTRAIT_LIST_MAX);
        }
        for number in patient.each("identifier").filter_map(|one| read_number(one, kinds)) {
            portrait.add_number(number);
        }
        portrait
    }

    /// Adds a number, once.
    pub fn add_number(&mut self, number: KnownNumber) {
        let is_it = |own: &KnownNumber| own.system == number.system && own.value == number.value;
        match self.numbers.iter().position(is_it) {
            // The newer word for what it is counts: settings change.
            Some(at) => self.numbers[at].kind = number.kind,
            None if number.is_fleeting() => {
                let fleeting = |own: &KnownNumber| own.is_fleeting();
                if self.numbers.iter().filter(|own| fleeting(own)).count() >= PORTRAIT_LIST_MAX {
                    let oldest = self.numbers.iter().position(fleeting);
                    oldest.map(|at| self.numbers.remove(at));
                }
                self.numbers.push(number);
            }
            None if self.numbers.len() < PORTRAIT_NUMBERS_MAX => self.numbers.push(number),
            None => {}
        }
    }

    /// Takes over what another portrait of the same person tells.
    pub fn learn(&mut self, other: &Portrait) {
        fn all<T: Clone + PartialEq>(list: &mut Vec<T>, more: &[T]) {
            for item in more {
                push(list, item.clone(), PORTRAIT_LIST_MAX);
            }
        }
        all(&mut self.names, &other.names);
        all(&mut self.births, &other.births);
        all(&mut self.homes, &other.homes);
        all(&mut self.contacts, &other.contacts);
        self.sex = other.sex.or(self.sex);
        self.is_multiple |= other.is_multiple;
        for number in &other.numbers {
            self.add_number(number.clone());
        }
    }

    /// Whether nothing is known that could tell a person: no name, no birth date, no number.
    pub fn is_anonymous(&self) -> bool {
        let tells = |number: &&KnownNumber| {
            !matches!(number.kind, NumberKind::Shared | NumberKind::Address)
        };
        self.names.is_empty() && self.births.is_empty() && !self.numbers.iter().any(|n| tells(&n))
    }
}

/// Adds what is not there yet. A list that is full keeps its first and loses its oldest other one,
/// so that a record whose data change often still knows its newest.
fn push<T: PartialEq>(list: &mut Vec<T>, item: T, most: usize) {
    if list.contains(&item) {
        return;
    }
    if list.len() >= most && list.len() > 1 {
        list.remove(1);
    }
    list.push(item);
}

fn read_name(name: Value<'_>) -> KnownName {
    let texts = |part: &str| -> Vec<String> {
        let texts = name.each(part).filter_map(Value::as_str);
        texts.map(std::borrow::Cow::into_owned).collect()
    };
    let (family, given) = (texts("family"), texts("given"));
    if family.is_empty() && given.is_empty() {
        return name.text_at(&["text"]).map(|text| KnownName::of_text(&text)).unwrap_or_default();
    }
    KnownName::new(&family, &given, &texts("suffix"))
}

fn read_number(one: Value<'_>, kinds: &Kinds) -> Option<KnownNumber> {
    let value = one.get("value")?;
    let value = value.as_str().or_else(|| value.as_number().map(Into::into))?;
    let value = value.trim();
    let system = one.text_at(&["system"]).unwrap_or_default();
    let codes: Vec<String> = one
        .each("type")
        .flat_map(|kind| kind.each("coding"))
        .filter_map(|coding| coding.text_at(&["code"]).map(std::borrow::Cow::into_owned))
        .collect();
    let is_social = is_social_security(&system) || codes.iter().any(|code| code == "SS");
    if is_social {
        // Typed with and without dashes, and as often without its authority.
        let digits: String = value.chars().filter(char::is_ascii_digit).collect();
        let kind = kinds.of(SOCIAL_SECURITY, &digits, &codes);
        return (digits.len() == 9).then(|| KnownNumber {
            system: SOCIAL_SECURITY.to_owned(),
            value: digits,
            kind,
        });
    }
    // A number without its authority is anybody's.
    if value.is_empty() || system.trim().is_empty() {
        return None;
    }
    let (system, value) = (system.trim().to_owned(), value.to_owned());
    let kind = kinds.of(&system, &value, &codes);
    Some(KnownNumber { system, value, kind })
}

/// A home in the forms it is known again by: with its postal code, and with its town.
fn homes(address: Value<'_>) -> Vec<String> {
    let lines: Vec<_> = address.each("line").filter_map(Value::as_str).collect();
    let line = lines.join(" ");
    let words: Vec<String> = line.split([' ', ',', '.']).map(fold).collect();
    let number = words.iter().find(|word| word.starts_with(|first: char| first.is_ascii_digit()));
    let is_street = |word: &&String| {
        word.chars().all(char::is_alphabetic) && !DIRECTIONS.contains(&word.as_str())
    };
    let street = words.iter().filter(|word| !word.is_empty()).find(is_street);
    let (Some(number), Some(street)) = (number, street) else { return Vec::new() };
    let postal: String = address
        .text_at(&["postalCode"])
        .map(|code| fold(&code).chars().take(5).collect())
        .unwrap_or_default();
    let town = address.text_at(&["city"]).map(|city| fold(&city)).unwrap_or_default();
    let places = [postal, town].into_iter().filter(|place| !place.is_empty());
    places.map(|place| format!("{number} {street} {place}")).collect()
}

/// The last ten digits; `None` for what is too short, or one digit all along.
fn phone_digits(phone: &str) -> Option<String> {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let is_filler = digits.windows(2).all(|two| two[0] == two[1]);
    let from = digits.len().saturating_sub(10);
    (digits.len() >= 7 && !is_filler).then(|| digits[from..].iter().collect())
}

const SOCIAL_SECURITY: &str = "http://hl7.org/fhir/sid/us-ssn";

const DIRECTIONS: [&str; 9] = ["n", "s", "e", "w", "north", "south", "east", "west", "the"];
