//! What is sealed of a transmission, with the key of the patient whose record it is.

use bluebutton_crypto::seal::{self, DataKey};
use bluebutton_record::{Language, PatientKey};
use serde::{Deserialize, Serialize};

use super::{
    AskerRole, NewTransmission, Requester, TABLE, Transmission, TransmissionState, Way, context,
};
use crate::Store;
use crate::accounts::AccountId;
use crate::db::Row;
use crate::error::{Result, StoreError};
use crate::guard;

#[derive(Serialize, Deserialize)]
struct TransmissionContent {
    way: String,
    to: String,
    /// Its text form.
    selection: String,
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
    (what, asker): (&NewTransmission, &Requester),
) -> Result<Vec<u8>> {
    let content = TransmissionContent {
        way: what.way.slug().to_owned(),
        to: what.to.clone(),
        selection: what.selection.to_string(),
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
    let content: TransmissionContent = serde_json::from_slice(&plain).map_err(|_| altered())?;
    let asker = Requester {
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
            "waiting" => TransmissionState::Waiting,
            "handing-over" => TransmissionState::HandingOver,
            "delayed" => TransmissionState::Delayed { why, next: row.get(6)? },
            "held" => TransmissionState::Held,
            "sent" => TransmissionState::Sent,
            "may-have-gone" => TransmissionState::MayHaveGone,
            "failed" => TransmissionState::Failed { why },
            _ => return Err(altered()),
        },
        changed_at: row.get(7)?,
    })
}

impl TransmissionContent {
    /// `None` if something in it can't be read: then nothing is sent, rather than too much.
    fn read(self) -> Option<NewTransmission> {
        Some(NewTransmission {
            way: Way::parse(&self.way)?,
            to: self.to,
            selection: self.selection.parse().ok()?,
            message: self.message,
            language: Language::parse(&self.language)?,
            risk_accepted: self.risk_accepted,
        })
    }
}
