//! A patient's card: what is needed to know a person again, sealed with their own key.

use bluebutton_crypto::Random;
use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::matching::{NumberKind, Portrait};
use bluebutton_record::normalize::{FoundPatient, Identifier, Ready};
use bluebutton_record::{PatientKey, Person, Resource};
use serde::{Deserialize, Serialize};

use super::addresses::with_addresses;
use crate::error::{Result, StoreError};
use crate::limits::CARD_BYTES_MAX;
use crate::records::{compress_resources, decompress};

/// The content of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) birth_date: Option<String>,
    /// The rest that staff see when they tell people apart.
    #[serde(default)]
    pub(crate) shown: ShownPerson,
    /// What the rule compares.
    #[serde(default)]
    pub(crate) portrait: Portrait,
}

/// A person as staff see them beside another, in the source's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownPerson {
    /// Name.
    pub name: String,
    /// Birth date (FHIR date).
    pub birth_date: Option<String>,
    /// Message id of the word for the sex.
    pub sex: Option<String>,
    /// Address in lines.
    pub address: Vec<String>,
    /// Telephone and mail.
    pub contacts: Vec<String>,
    /// Numbers: what it is, and the value.
    pub numbers: Vec<(Option<String>, String)>,
}

impl ShownPerson {
    /// As a Patient says.
    pub fn of(person: Person) -> Self {
        let mut contacts = person.phones;
        contacts.extend(person.emails);
        contacts.truncate(SHOWN_MAX);
        let numbers = person.identifiers.into_iter().take(SHOWN_MAX);
        let numbers = numbers.map(|one| {
            let last = one.value.chars().rev().take(SECRET_DIGITS).collect::<Vec<_>>();
            let hidden = || format!("…{}", last.iter().rev().collect::<String>());
            let value = if one.is_secret { hidden() } else { one.value.clone() };
            (one.label, value)
        });
        let numbers = numbers.collect();
        Self {
            name: person.name.unwrap_or_default(),
            birth_date: person.birth_date.map(|date| date.iso()),
            sex: person.gender.map(str::to_owned),
            address: person.address,
            contacts,
            numbers,
        }
    }
}

impl Card {
    pub(crate) fn open(key: &DataKey, patient: &PatientKey, sealed: &[u8]) -> Result<Self> {
        let altered = || StoreError::Altered(format!("patient {patient}: the card does not open"));
        let packed = seal::open(key, &context(patient), sealed).map_err(|_| altered())?;
        let plain = decompress(&packed, CARD_BYTES_MAX)?;
        serde_json::from_slice(&plain).map_err(|_| altered())
    }

    pub(crate) fn seal(
        &self,
        key: &DataKey,
        patient: &PatientKey,
        random: &dyn Random,
    ) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(self)
            .map_err(|error| StoreError::Altered(format!("a card can't be written: {error}")))?;
        Ok(seal::seal(key, random, &context(patient), &compress_resources(&plain)?))
    }

    /// The numbers by which organizations know the patient; those that nobody types or reads out stand last.
    pub(crate) fn identifiers(&self) -> Vec<Identifier> {
        let is_told = |kind| !matches!(kind, NumberKind::Address | NumberKind::Citizen);
        let told = self.portrait.numbers.iter().filter(|number| is_told(number.kind));
        let told =
            told.map(|one| Identifier { system: one.system.clone(), value: one.value.clone() });
        let mut told: Vec<Identifier> = told.collect();
        told.sort_by_key(|one| one.value.starts_with("urn:"));
        told
    }
}

/// The card after an import: what was known, what the import found, and the newest Patient.
pub(crate) fn merged_card(
    before: Option<Card>,
    found: &[&FoundPatient],
    source: &str,
    resource: Option<&Ready>,
) -> Card {
    let mut card = before.unwrap_or_default();
    for found in found.iter().filter(|found| found.item.is_some()) {
        card.portrait.learn(&with_addresses(found, source));
    }
    if let Some(ready) = resource {
        let mut shown = ShownPerson::of(Person::of(&as_resource(ready)));
        if !shown.name.is_empty() {
            card.name.clone_from(&shown.name);
        }
        card.birth_date = shown.birth_date.take().or(card.birth_date);
        card.shown = ShownPerson { name: String::new(), ..shown };
    }
    card
}

fn as_resource(ready: &Ready) -> Resource {
    Resource {
        kind: ready.kind.clone(),
        id: ready.id.clone(),
        version: 1,
        updated: 0,
        json: ready.json.as_str().into(),
    }
}

fn context(patient: &PatientKey) -> Vec<u8> {
    format!("patient|{patient}|card").into_bytes()
}

/// What is shown of a number that opens doors elsewhere.
const SECRET_DIGITS: usize = 4;

/// Telephones and numbers beyond these help nobody to tell people apart.
const SHOWN_MAX: usize = 20;
