//! Writers: the same record in a human and a machine readable form.

pub mod ccda;
pub mod fhir;
pub mod html;
pub mod ndjson;
pub mod text;

/// What cannot be written, in one clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WriteError(pub String);
