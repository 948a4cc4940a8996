//! The portal: what patients and caregivers see.

pub(crate) mod activity;
pub(crate) mod download;
pub(crate) mod home;
pub(crate) mod invitation;
pub(crate) mod people;
pub(crate) mod record;
pub(crate) mod records;
pub(crate) mod second_step;
pub(crate) mod send;
pub(crate) mod session_end;
pub(crate) mod settings;
pub(crate) mod sign_in;
