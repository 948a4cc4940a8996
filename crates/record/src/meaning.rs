//! What entries mean, decided once: page, PDF, HTML file, text and C-CDA all ask here.
//!
//! - [`nothing`]: what is no thing ("No known allergies", a vaccine refused, a reaction ruled out);
//! - [`now`]: what is of now, what is past, and what stands on a list too old to say;
//! - [`same`]: which entries tell of one thing;
//! - [`lists`]: which list told of an entry, and when;
//! - [`course`]: when a course of medicine ends;
//! - [`bills`]: what a claim and the payer's answer tell together.

pub mod bills;
pub mod course;
pub mod lists;
pub mod nothing;
pub mod now;
pub mod same;

pub use lists::Lists;
pub use nothing::Said;
pub use now::Stage;
pub use same::{Thing, things};
