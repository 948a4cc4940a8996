//! What apps read of a record, and how a person lets them: FHIR R4 and SMART App Launch.
//!
//! An app asks at `/oauth/authorize` → the person says whose record, what of it and how long
//! ([`bluebutton_store::apps`] keeps it as a grant) → a token → `/fhir/…`: the permit, its view narrowed
//! by the scopes → the record, as far as it is left visible. One table ([`served::KINDS`]) says what is
//! served; routes, checks, the CapabilityStatement and the reference for developers are made of it.

mod assertion;
mod authorize;
mod bearer;
mod fhir;
mod identity;
mod limits;
mod programs;
mod registration;
mod routes;
pub mod served;
mod services;
mod smart;
mod token;
pub mod words;

pub use registration::usable_keys;
pub use routes::{PREFIXES, router};
pub use services::{ApiSettings, Services};
