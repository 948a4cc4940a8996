//! Members: what they promised, what they say of it, their badge and certificate, and their own pages.

pub(crate) mod accounts;
pub(crate) mod alike;
pub(crate) mod asked;
pub(crate) mod asking;
mod attention;
pub(crate) mod badge;
pub(crate) mod certificate;
pub(crate) mod data;
pub(crate) mod door;
pub(crate) mod mine;
pub(crate) mod plans;
pub(crate) mod talking;
pub(crate) mod talks;
