//! What a health record is. Pure functions: no files, no network, no clock, no randomness.
//!
//! A resource is FHIR R4 JSON kept whole ([`resource::Resource`]); code reads it through the
//! lossless document in [`json`]. What a person is shown is made once, in [`entry`], and every
//! screen, paper and file takes its words from there and from [`words`].

pub mod bar;
pub mod code_systems;
pub mod confidentiality;
pub mod date;
pub mod dating;
pub mod entry;
pub mod facts;
pub mod fold;
pub mod json;
pub mod kin;
pub mod layout;
pub mod limits;
pub mod manifest;
pub mod mask;
pub mod matching;
pub mod meaning;
pub mod measures;
pub mod nameless;
pub mod names;
pub mod narrative;
pub mod normalize;
pub mod number_types;
pub mod office;
pub mod outcomes;
pub mod own;
pub mod paper;
pub mod person;
pub mod places;
pub mod plain;
pub mod privacy;
pub mod reading;
pub mod representative;
pub mod requests;
pub mod resource;
pub mod search;
pub mod section;
pub mod selection;
pub mod shelf;
pub mod signs;
pub mod site_rules;
pub mod sound;
pub mod statements;
pub mod terms;
pub mod title;
pub mod tongue;
pub mod typed;
pub mod uses;
pub mod value;
pub mod versions;
pub mod view;
pub mod whom;
pub mod withholding;
pub mod words;

pub use bar::Bar;
pub use date::{DateRange, FhirDate};
pub use entry::Entry;
pub use layout::Layout;
pub use manifest::Manifest;
pub use office::{Office, Offices, Task, Tasks};
pub use paper::{Organization, Paper};
pub use person::Person;
pub use privacy::Topics;
pub use reading::{Issue, Reading};
pub use resource::{PatientKey, Resource, ResourceId};
pub use section::Section;
pub use selection::Selection;
pub use shelf::Shelf;
pub use terms::{Rights, Terms};
pub use words::{Language, Words};
