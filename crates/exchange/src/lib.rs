//! Records in and out: import, download, Direct and e-mail; the worker.

pub mod convert;
pub mod direct;
pub mod download;
pub mod import;
pub mod inbox;
pub mod limits;
pub mod mime;
pub mod typeset;
pub mod worker;
