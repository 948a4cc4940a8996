//! The FHIR API: read and search in one person's record, and what it says of itself.
//!
//! Standard: <https://hl7.org/fhir/R4/http.html>

mod beside;
mod bundle;
mod compare;
mod cursor;
mod form;
mod instants;
pub(crate) mod metadata;
pub(crate) mod outcome;
mod query;
pub(crate) mod read;
pub(crate) mod search;
