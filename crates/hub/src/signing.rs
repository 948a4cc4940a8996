//! Signing a pledge: a form in steps that is saved as one goes, a mail that is confirmed, the domain
//! that is checked, and then the hub's staff.

mod confirm;
mod domain;
pub(crate) mod draft;
mod steps;

pub(crate) use confirm::{confirm, is_in_domain, show_confirm};
#[cfg(test)]
pub(crate) use domain::proof_of;
pub(crate) use domain::{check_domain, show_status};
pub(crate) use steps::{choose, chosen, forget, save, show};
