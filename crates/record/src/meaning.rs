//! What entries mean, decided once: page, PDF, HTML file, text and C-CDA all ask here.
//!
//! - [`nothing`]: what is no thing ("No known allergies", a vaccine refused, a reaction ruled out);
//! - [`now`]: what is of now, what is past, and what stands on a list too old to say;
//! - [`same`]: which entries tell of one thing;
//! - [`lists`]: which list told of an entry, and when;
//! - [`course`]: when a course of medicine ends;
//! - [`change`]: how a value compares with the one before it;
//! - [`fresh`]: how fresh each source is;
//! - [`advice`]: what somebody was told, in the record's own words;
//! - [`comment`]: what somebody wrote about a test;
//! - [`contacts()`]: whom to call, each once;
//! - [`grave`]: which allergies are read first;
//! - [`goal`]: where a test's value is to come;
//! - [`owed`]: what bills add up to;
//! - [`reason`]: why somebody came;
//! - [`repeated`]: which entries are values of one thing over time;
//! - [`replaced`]: which documents a newer one replaces;
//! - [`bills`]: what a claim and the payer's answer tell together.

pub mod advice;
pub mod bills;
pub mod change;
pub mod comment;
pub mod contacts;
pub mod course;
pub mod examination;
pub mod fresh;
pub mod goal;
pub mod grave;
pub mod lists;
pub mod nothing;
pub mod now;
pub mod owed;
pub mod reason;
pub mod repeated;
pub mod replaced;
pub mod same;

pub use contacts::contacts;
pub use examination::Examination;
pub use lists::Lists;
pub use nothing::Said;
pub use now::Stage;
pub use replaced::Replaced;
pub use same::{Thing, matters, things};
