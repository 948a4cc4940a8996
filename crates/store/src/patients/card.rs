//! A patient's card: what is needed to know a person again, sealed with their own key.

use bluebutton_crypto::Random;
use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::normalize::{FoundPatient, Guard, Identifier, Ready};
use bluebutton_record::{PatientKey, Person, Resource};
use serde::{Deserialize, Serialize};

use crate::error::{Result, StoreError};

/// The content of a card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Card {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) birth_date: Option<String>,
    /// System and value.
    #[serde(default)]
    identifiers: Vec<(String, String)>,
    /// Family name, first given name, birth date.
    #[serde(default)]
    guard: (Option<String>, Option<String>, Option<String>),
}

impl Card {
    pub(crate) fn open(key: &DataKey, patient: &PatientKey, sealed: &[u8]) -> Result<Self> {
        let altered = || StoreError::Altered(format!("patient {patient}: the card does not open"));
        let plain = seal::open(key, &context(patient), sealed).map_err(|_| altered())?;
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
        Ok(seal::seal(key, random, &context(patient), &plain))
    }

    pub(crate) fn identifiers(&self) -> Vec<Identifier> {
        let identifier = |(system, value): &(String, String)| Identifier {
            system: system.clone(),
            value: value.clone(),
        };
        self.identifiers.iter().map(identifier).collect()
    }

    /// Whether one of these numbers is of a system that knows this patient by another number, and none
    /// is theirs.
    pub(crate) fn has_other_numbers(&self, numbers: &[Identifier]) -> bool {
        let same_system = |number: &&Identifier| {
            self.identifiers.iter().any(|(system, _)| *system == number.system)
        };
        let is_theirs = |number: &Identifier| {
            let mut own = self.identifiers.iter();
            own.any(|(system, value)| *system == number.system && *value == number.value)
        };
        numbers.iter().any(|number| same_system(&number)) && !numbers.iter().any(is_theirs)
    }

    pub(crate) fn guard(&self) -> Guard {
        let (family, given, birth_date) = self.guard.clone();
        Guard { family, given, birth_date }
    }
}

/// The card after an import: what was known, what the import found, and the newest Patient.
pub(crate) fn merged_card(
    before: Option<Card>,
    found: &[&FoundPatient],
    resource: Option<&Ready>,
) -> Card {
    let mut card = before.unwrap_or_default();
    for found in found {
        for Identifier { system, value } in &found.identifiers {
            let identifier = (system.clone(), value.clone());
            if !card.identifiers.contains(&identifier) {
                card.identifiers.push(identifier);
            }
        }
        let (family, given, birth_date) = &mut card.guard;
        take_if_known(family, found.guard.family.as_ref());
        take_if_known(given, found.guard.given.as_ref());
        take_if_known(birth_date, found.guard.birth_date.as_ref());
    }
    if let Some(ready) = resource {
        let person = Person::of(&as_resource(ready));
        if let Some(name) = person.name.filter(|name| !name.is_empty()) {
            card.name = name;
        }
        take_if_known(&mut card.birth_date, person.birth_date.map(|date| date.iso()).as_ref());
    }
    card
}

fn take_if_known(slot: &mut Option<String>, found: Option<&String>) {
    if let Some(found) = found {
        *slot = Some(found.clone());
    }
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
