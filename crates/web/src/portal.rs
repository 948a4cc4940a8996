//! The portal: what patients and caregivers see.

pub(crate) mod home;
pub(crate) mod sign_in;
