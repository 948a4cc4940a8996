//! What is sealed of a transmission, with the key of the patient whose record it is.

use std::collections::BTreeSet;

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::{DateRange, Language, PatientKey, ResourceId, Section, Selection};
use serde::{Deserialize, Serialize};

use super::{Asker, AskerRole, NewTransmission, State, TABLE, Transmission, Way, context};
use crate::Store;
use crate::accounts::AccountId;
use crate::db::Row;
use crate::error::{Result, StoreError};
use crate::guard;

#[derive(Serialize, Deserialize)]
struct Content {
    way: String,
    to: String,
    sections: Option<Vec<u8>>,
    from: Option<String>,
    until: Option<String>,
    visit: Option<String>,
    message: Option<String>,
    language: String,
    risk_accepted: bool,
    role: AskerRole,
    account: Option<String>,
    name: Option<String>,
}

/// Seals what is to be sent and who asked for it.
pub(super) fn sealed(
    store: &Store,
    key: &DataKey,
    context: &[u8],
    (what, asker): (&NewTransmission, &Asker),
) -> Result<Vec<u8>> {
    let selection = &what.selection;
    let numbers = |sections: &BTreeSet<Section>| sections.iter().map(|s| s.number()).collect();
    let content = Content {
        way: what.way.slug().to_owned(),
        to: what.to.clone(),
        sections: selection.sections.as_ref().map(numbers),
        from: selection.dates.from.map(|date| date.to_string()),
        until: selection.dates.to.map(|date| date.to_string()),
        visit: selection.visit.as_ref().map(ToString::to_string),
        message: what.message.clone(),
        language: what.language.tag().to_owned(),
        risk_accepted: what.risk_accepted,
        role: asker.role,
        account: asker.account.as_ref().map(|account| account.0.clone()),
        name: asker.name.clone(),
    };
    let plain = serde_json::to_vec(&content).map_err(|error| {
        StoreError::Altered(format!("a transmission can't be written: {error}"))
    })?;
    Ok(seal::seal(key, store.random(), context, &plain))
}

/// Opens a row of `transmission_id, patient_id, sealed, asked_at, state, why, next_at, changed_at,
/// guard`.
pub(super) fn opened(
    store: &Store,
    key: &DataKey,
    patient: &PatientKey,
    row: &Row,
) -> Result<Transmission> {
    guard::check(store, TABLE, row)?;
    let id: &str = row.get(0)?;
    let altered = || StoreError::Altered(format!("transmission {patient} {id}"));
    let plain = seal::open(key, &context(patient, id), row.get(2)?).map_err(|_| altered())?;
    let content: Content = serde_json::from_slice(&plain).map_err(|_| altered())?;
    let asker = Asker {
        role: content.role,
        account: content.account.clone().map(AccountId),
        name: content.name.clone(),
    };
    let why = row.get::<Option<String>>(5)?.unwrap_or_default();
    Ok(Transmission {
        id: id.to_owned(),
        patient: patient.clone(),
        asker,
        what: content.read().ok_or_else(altered)?,
        asked_at: row.get(3)?,
        state: match row.get(4)? {
            "waiting" => State::Waiting,
            "handing-over" => State::HandingOver,
            "delayed" => State::Delayed { why, next: row.get(6)? },
            "held" => State::Held,
            "sent" => State::Sent,
            "may-have-gone" => State::MayHaveGone,
            "failed" => State::Failed { why },
            _ => return Err(altered()),
        },
        changed_at: row.get(7)?,
    })
}

impl Content {
    /// `None` if something in it can't be read: then nothing is sent, rather than too much.
    fn read(self) -> Option<NewTransmission> {
        let sections = match self.sections {
            None => None,
            Some(numbers) => {
                let sections = numbers.into_iter().map(Section::from_number);
                Some(sections.collect::<Option<BTreeSet<Section>>>()?)
            }
        };
        let day = |text: Option<String>| text.map(|text| text.parse()).transpose().ok();
        let dates = DateRange { from: day(self.from)?, to: day(self.until)? };
        let visit = match self.visit {
            None => None,
            Some(visit) => Some(ResourceId::parse(&visit)?),
        };
        Some(NewTransmission {
            way: Way::parse(&self.way)?,
            to: self.to,
            selection: Selection { dates, sections, visit },
            message: self.message,
            language: Language::parse(&self.language)?,
            risk_accepted: self.risk_accepted,
        })
    }
}
