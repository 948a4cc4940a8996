//! Pages of the records office: find a patient, invite, imports and quarantine.

pub(crate) mod imports;
pub(crate) mod invite;
pub(crate) mod jobs;
pub(crate) mod matching;
pub(crate) mod patients;
pub(crate) mod quarantine;
