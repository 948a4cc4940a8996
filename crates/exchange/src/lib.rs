//! Records in and out: import, download, Direct and e-mail; the worker. And the other way out of the
//! house: providers of identities, where people sign in with an account elsewhere.

pub mod convert;
pub mod direct;
pub mod download;
pub mod import;
pub mod inbox;
pub mod letters;
pub mod limits;
pub mod mime;
pub mod notice;
pub mod provider;
pub mod typeset;
pub mod worker;
